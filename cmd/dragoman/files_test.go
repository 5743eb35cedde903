package main_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"dragoman/adapters/tenantfile"
	"dragoman/adapters/wire/wiretest"
)

// filing is a store whose tenants go to files and come from them.
type filing struct {
	t   testing.TB
	dir string
}

// newFiling makes a store with the tenants acme.example.com, which holds what a file says, and empty.example.com.
func newFiling(t testing.TB, file string) *filing {
	t.Helper()
	f := &filing{t, t.TempDir()}
	for _, domain := range []string{"acme.example.com", "empty.example.com"} {
		f.must(0, "tenant", "add", domain)
	}
	f.must(0, "import", f.put("acme.yaml", file), "dragoman:acme.example.com", "--journal", f.path("journal"))
	return f
}

func (f *filing) path(name string) string { return filepath.Join(f.dir, name) }

func (f *filing) put(name, text string) string {
	f.t.Helper()
	if err := os.WriteFile(f.path(name), []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return f.path(name)
}

func (f *filing) read(name string) string {
	f.t.Helper()
	data, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

func (f *filing) run(args ...string) outcome {
	f.t.Helper()
	return execute(f.t, append(args, places(f.dir)...)...)
}

// must runs a command that ends with a code.
func (f *filing) must(code int, args ...string) outcome {
	f.t.Helper()
	got := f.run(args...)
	if got.code != code {
		f.t.Fatalf("%q ended with %d instead of %d; it printed %s and %s", args, got.code, code, got.out, got.errs)
	}
	return got
}

// holds is all that a tenant has, as a file in clear.
func (f *filing) holds(domain string) string {
	f.t.Helper()
	got := f.must(0, "export", "dragoman:"+domain, "-", "--plain-secrets")
	_, objects, _ := strings.Cut(got.out, "\n\n") // behind what is said of the tenant
	return objects
}

// guarded is a tenant with a secret wherever there may be one.
const guarded = `dragoman: 1
phones:
  - phone: "440"
    password: sip-Zq7
    pin: "4711471147"
    margins:
      vodia:
        bag:
          sip_password: bag-Zq7
          unheard_of_token: token-Zq7
          cell: "0123"
    secrets:
      vodia:
        adr_password: kept-Zq7
featurecodes:
  - featurecode: "700"
    password: code-Zq7
    destination: phone:440
`

var guardedSecrets = regexp.MustCompile(`[a-z]+-Zq7|4711471147`)

func TestSecretsInFiles(t *testing.T) {
	t.Parallel()
	f := newFiling(t, guarded)
	all := f.holds("acme.example.com")
	if n := len(guardedSecrets.FindAllString(all, -1)); n != 6 {
		t.Fatalf("in clear there are %d secrets, want 6:\n%s", n, all)
	}
	const from, to = "dragoman:acme.example.com", "dragoman:empty.example.com"
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	passphrase, other := f.put("passphrase", "correct horse\n"), f.put("other", "battery staple\n")
	recipients, identities := f.put("recipients", "# Ada\n"+identity.Recipient().String()+"\n"), f.put("identities", identity.String()+"\n")

	for _, args := range [][]string{
		{f.path("bare.yaml")}, {f.path("bare.json")}, {"--csv", f.path("lists")}, {f.path("sealed.yaml"), "--with-secrets", "--passphrase-file", passphrase},
		{f.path("for-ada.json"), "--with-secrets", "--recipients", recipients},
	} {
		f.must(0, append([]string{"export", from}, args...)...)
	}
	for _, name := range []string{"bare.yaml", "bare.json", "lists/phones.csv", "lists/codes.csv", "sealed.yaml", "for-ada.json"} {
		if secret := guardedSecrets.FindString(f.read(name)); secret != "" {
			t.Errorf("%s shows %s", name, secret)
		}
	}
	for _, test := range []struct {
		name string
		args []string
		code int
		want string // on standard error
	}{
		{"no passphrase to seal with", []string{"export", from, f.path("none.yaml"), "--with-secrets"}, 2, `secrets are encrypted: set DRAGOMAN_PASSPHRASE`},
		{"CSV holds none sealed", []string{"export", from, "--csv", f.path("none"), "--with-secrets"}, 2, `CSV can't hold encrypted secrets`},
		{"no recipients", []string{"export", from, f.path("none.yaml"), "--with-secrets", "--recipients", passphrase}, 2, `age recipients must be lines that begin with age1`},
		{"a missing file", []string{"export", from, f.path("none.yaml"), "--with-secrets", "--passphrase-file", f.path("nowhere")}, 2, `no such file`},
		{"another passphrase", []string{"import", f.path("sealed.yaml"), to, "--passphrase-file", other}, 1, `sealed.yaml: its secrets are sealed with another passphrase or for somebody else`},
		{"a passphrase for somebody's file", []string{"import", f.path("for-ada.json"), to, "--passphrase-file", passphrase}, 1, `sealed with another passphrase or for somebody else`},
		{"no identity", []string{"import", f.path("for-ada.json"), to, "--identity", passphrase}, 2, `an age identity must be lines that begin with AGE-SECRET-KEY-1`},
	} {
		got := f.must(test.code, test.args...)
		if !strings.Contains(got.errs, test.want) || strings.Count(got.errs, "\n") != 1 || got.out != "" {
			t.Errorf("%s: it printed %q and complained %q, want %q", test.name, got.out, got.errs, test.want)
		}
		if held := f.holds("empty.example.com"); held != "" {
			t.Fatalf("%s: there is something now:\n%s", test.name, held)
		}
	}
	if _, err := os.Stat(f.path("none.yaml")); err == nil {
		t.Error("a refused export wrote a file")
	}
	for i, args := range [][]string{
		{f.path("sealed.yaml"), "--passphrase-file", passphrase}, {f.path("for-ada.json"), "--identity", identities},
	} {
		domain := fmt.Sprintf("whole%d.example.com", i)
		f.must(0, "tenant", "add", domain)
		f.must(0, append([]string{"import", args[0], "dragoman:" + domain, "--journal", f.path(domain)}, args[1:]...)...)
		if got := f.holds(domain); got != all {
			t.Errorf("%s gave\n%s\nwant\n%s", args[0], got, all)
		}
	}
	got := f.must(0, "import", f.path("sealed.yaml"), to, "--journal", f.path("without"))
	if !strings.Contains(got.errs, "the secrets in "+f.path("sealed.yaml")+" are sealed and stay there: set DRAGOMAN_PASSPHRASE") {
		t.Errorf("without what opens it, it says %s", got.errs)
	}
	if left := f.holds("empty.example.com"); guardedSecrets.MatchString(left) || !strings.Contains(left, `cell: "0123"`) {
		t.Errorf("without what opens it there is\n%s", left)
	}
}

// The passphrase may come from the environment, and what is in a file isn't lost when it is written again.
func TestSealedFilesAsTargets(t *testing.T) {
	t.Setenv("DRAGOMAN_PASSPHRASE", "correct horse")
	f := newFiling(t, guarded)
	f.must(0, "export", "dragoman:acme.example.com", f.path("kept.yaml"), "--with-secrets")
	before := f.read("kept.yaml")
	f.must(0, "move", "--from", "dragoman:acme.example.com", "--to", f.path("kept.yaml"), "--with-secrets", "--yes")
	if after := f.read("kept.yaml"); after != before {
		t.Errorf("moving the same again changed the file:\n%s\nbefore\n%s", after, before)
	}
	f.must(0, "export", "dragoman:acme.example.com", f.path("kept.yaml"), "--with-secrets")
	if after := f.read("kept.yaml"); after != before {
		t.Errorf("exporting the same again changed the file:\n%s\nbefore\n%s", after, before)
	}
	got := f.must(1, "move", "--from", "dragoman:acme.example.com", "--to", f.path("kept.yaml"), "--yes")
	if !strings.Contains(got.errs, "has secrets that would be lost; ask for secrets, or write another file") || f.read("kept.yaml") != before {
		t.Errorf("a move that would lose secrets: %+v", got)
	}
}

// What an export says goes to standard error: a line, and what could not be written. Standard output is the file's or the
// events'.
func TestExportIsQuiet(t *testing.T) {
	t.Parallel()
	f := newFiling(t, guarded)
	const from = "dragoman:acme.example.com"
	for _, test := range []struct {
		name      string
		args      []string
		code      int
		out, errs string // patterns
	}{
		{"to a file", []string{from, f.path("a.yaml")}, 0, ``, `wrote 1 phone, 0 hunt groups and 1 feature code to .*a.yaml\n`},
		{"to standard output", []string{from, "-"}, 0, `(?s)# A tenant.*\n  - featurecode: .*\n`, `wrote 1 phone, 0 hunt groups and 1 feature code to standard output\n`},
		{"events", []string{from, f.path("b.yaml"), "--json"}, 0,
			`(\{"event":"step".*\}\n){2}\{"event":"end","featurecodes":1,"huntgroups":0,"outcome":"done","phones":1,"to":".*b.yaml"\}\n`, ``},
		{"events beside the file", []string{from, "-", "--json"}, 2, ``, `dragoman: --json prints events to standard output, where the file would go too: name a file\n`},
		{"lists", []string{from, "--csv", f.path("lists")}, 0, ``,
			`wrote 1 phone, 0 hunt groups and 1 feature code to .*lists\n  ✗ margins.vodia of 1 phone: the lists have no column for it\n`},
		{"lists as events", []string{from, "--csv", f.path("lists"), "--json"}, 0,
			`(\{"event":"step".*\}\n){2}\{"event":"loss","kind":"phone","objects":1,"reason":"the lists have no column for it","setting":"margins.vodia"\}\n\{"event":"end",.*\}\n`, ``},
		{"the schema", []string{"--schema"}, 0, `(?s)\{.*"title": "A tenant in a file of dragoman".*\}\n`, ``},
		{"the schema and a place", []string{"--schema", from}, 2, ``, `.*unknown command.*\n`},
		{"no file", []string{from}, 2, ``, `.*accepts 2 arg.*\n`},
		{"to a place that is no file", []string{from, "dragoman:empty.example.com"}, 2, ``, `dragoman: an export goes to a file; dragoman move writes to any place\n`},
	} {
		got := f.must(test.code, append([]string{"export"}, test.args...)...)
		if !regexp.MustCompile(`^`+test.out+`$`).MatchString(got.out) || !regexp.MustCompile(`^`+test.errs+`$`).MatchString(got.errs) {
			t.Errorf("%s: it printed %q and %q, want %s and %s", test.name, got.out, got.errs, test.out, test.errs)
		}
	}
	if f.read("a.yaml") != f.read("b.yaml") {
		t.Error("with events the file is another")
	}
}

// Whoever asks a gateway gets the schema that the program ships, to the byte.
func TestSchemaIsServed(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "")
	answer := g.send(g.request(http.MethodGet, "/schema/tenant.json", "")).must(t, 200)
	if answer.body != string(tenantfile.Schema) || execute(t, "export", "--schema").out != answer.body {
		t.Error("the schema that is served is not the one that is shipped")
	}
	made, err := tenantfile.MakeSchema()
	if err != nil || !bytes.Equal(made, tenantfile.Schema) {
		t.Errorf("the schema that is shipped is stale (%v)", err)
	}
}

// Lists change what they have columns for, and leave everything else alone, however a spreadsheet saved them.
func TestListsThroughTheCommands(t *testing.T) {
	t.Parallel()
	f := newFiling(t, guarded)
	const acme = "dragoman:acme.example.com"
	before := f.holds("acme.example.com")
	f.must(0, "export", acme, "--csv", f.path("lists"), "--plain-secrets")
	f.must(0, "import", "--csv", f.path("lists"), acme, "--journal", f.path("same"))
	if after := f.holds("acme.example.com"); after != before {
		t.Errorf("lists of what is there changed it to\n%s\nbefore\n%s", after, before)
	}
	if err := os.Mkdir(f.path("sheets"), 0o700); err != nil {
		t.Fatal(err)
	}
	f.put("sheets/phones.csv", "\ufeffphone;holder;forward.number;forward.on\r\n440;\"Ada\r\nLovelace; \"\"Countess\"\"\";'+4930;yes\r\n441;'=1+1;+49 30;\r\n;;;\r\n")
	f.must(0, "import", "--csv", f.path("sheets"), acme, "--journal", f.path("changed"))
	want := strings.Replace(before, "    password: sip", "    holder: \"Ada\\nLovelace; \\\"Countess\\\"\"\n    password: sip", 1)
	want = strings.Replace(want, "    margins:\n", "    forward:\n      number: \"+4930\"\n      \"on\": true\n    margins:\n", 1)
	want = strings.Replace(want, "\nfeaturecodes:", "\n  - phone: \"441\"\n    holder: \"=1+1\"\n    forward:\n      number: \"+49 30\"\n      \"on\": true\n\nfeaturecodes:", 1)
	if after := f.holds("acme.example.com"); after != want {
		t.Errorf("there is now\n%s\nwant\n%s", after, want)
	}
}

// Each move has a journal of its own, also when several begin within a second.
func TestImportsOneAfterTheOther(t *testing.T) {
	f := newFiling(t, guarded)
	t.Chdir(f.dir)
	for i := range 5 {
		f.must(0, "import", f.put("in.yaml", fmt.Sprintf("dragoman: 1\nphones:\n  - phone: \"9%d\"\n", i)), "dragoman:acme.example.com")
	}
	if journals, err := filepath.Glob("dragoman-move-*.journal"); err != nil || len(journals) != 5 {
		t.Errorf("there are the journals %q: %v", journals, err)
	}
}

// Pruning removes what a list doesn't have, and nothing of which there is no list.
func TestPruningByLists(t *testing.T) {
	t.Parallel()
	f := newFiling(t, `dragoman: 1
phones:
  - phone: "440"
    names: ["440", "100"]
  - phone: "441"
huntgroups:
  - huntgroup: "7000"
    names: ["7000"]
    name: Sales
    members: [{level: 1, destination: phone:440, available: true}]
  - huntgroup: Nights
    name: Nights
featurecodes:
  - featurecode: "200"
    destination: external:555
`)
	const acme = "dragoman:acme.example.com"
	vodia := wiretest.Start(t, wiretest.Vodia, "-password", "")
	enswitch := wiretest.Start(t, wiretest.Enswitch, "-password", "")
	live := []string{"--to-password-file", f.put("password", "")}
	targets := map[string]string{acme: acme, "vodia": pbxPlace(wiretest.Vodia, vodia.URL), "enswitch": pbxPlace(wiretest.Enswitch, enswitch.URL)}
	for name, target := range targets {
		if name != acme {
			f.must(0, append([]string{"move", "--yes", "--from", acme, "--to", target, "--journal", f.path(name)}, live...)...)
		}
	}
	f.must(0, "export", acme, "--csv", f.path("all"))
	row := func(file, without string) string {
		var kept strings.Builder
		for line := range strings.Lines(f.read("all/" + file)) {
			if !strings.HasPrefix(line, without+",") {
				kept.WriteString(line)
			}
		}
		return kept.String()
	}
	for i, one := range []struct {
		files   map[string]string
		removed []string // at the store
	}{
		{map[string]string{"phones.csv": row("phones.csv", "441")}, []string{"phone 441"}},
		{map[string]string{"groups.csv": row("groups.csv", "Nights")}, []string{"huntgroup hunt_N (Nights)"}},
		{map[string]string{"codes.csv": row("codes.csv", "200")}, []string{"featurecode 200"}},
		{map[string]string{"phones.csv": row("phones.csv", "441"), "codes.csv": row("codes.csv", "200")}, []string{"featurecode 200", "phone 441"}},
		{map[string]string{"phones.csv": "phone\n440\n"}, []string{"phone 441"}},
		{map[string]string{"groups.csv": row("groups.csv", "-"), "members.csv": "huntgroup,level,destination\n7000,1,phone:441\n"}, nil},
	} {
		folder := fmt.Sprintf("lists%d", i)
		if err := os.Mkdir(f.path(folder), 0o700); err != nil {
			t.Fatal(err)
		}
		for file, text := range one.files {
			f.put(folder+"/"+file, text)
		}
		for name, target := range targets {
			got := f.run(append([]string{"plan", "--prune", "--from", f.path(folder), "--to", target}, live...)...)
			var removed []string
			for _, match := range regexp.MustCompile(`(?m)^ +[0-9]+ - (.*)$`).FindAllStringSubmatch(got.out, -1) {
				removed = append(removed, regexp.MustCompile(`hunt_[0-9]+`).ReplaceAllString(match[1], "hunt_N"))
			}
			slices.Sort(removed)
			want := slices.Clone(one.removed)
			if name == "enswitch" {
				for i := range want { // its groups go by their titles, and destinations of theirs are objects
					want[i] = strings.Replace(want[i], "hunt_N (Nights)", "Nights", 1)
				}
				if one.files["members.csv"] != "" {
					want = append(want, "member 1/phone/440 of Sales")
				}
			}
			if !slices.Equal(removed, want) || !strings.Contains(got.out, fmt.Sprintf(" %d to remove", len(want))) {
				t.Errorf("%q would remove %q from %s, want %q: %s%s", slices.Sorted(maps.Keys(one.files)), removed, name, want, got.out, got.errs)
			}
			if one.files["members.csv"] == "" && !strings.Contains(got.out, "\n0 to create, 0 to change") {
				t.Errorf("%q would do more to %s than remove %q: %s", slices.Sorted(maps.Keys(one.files)), name, want, got.out)
			}
		}
	}
}

// What a live server keeps to itself is named, by setting, and its groups have in the file the names that they have there.
func TestExportsOfLiveServers(t *testing.T) {
	t.Setenv("DRAGOMAN_FROM_PASSWORD", "password")
	for _, test := range []struct {
		kind     string
		flags    []string
		place    string // behind HOST:PORT
		requests []string
		said     []string // lines of standard error
		held     []string // in the file
	}{
		{wiretest.Enswitch, []string{"-passwords", "never"}, "/?customer=12",
			[]string{"phones/create/?$A;name=440;password=secret;customer=12;description=Ada+Lovelace", "huntgroups/create/?$A;name=Sales;customer=12",
				"codes/create/?$A;code=100;dtype=phone;dnumber=440;customer=12"},
			[]string{"wrote 1 phone, 1 hunt group and 1 feature code to $", "what could not be read", "phone password: the source doesn't show it, so that it can't be moved: 440"},
			[]string{"holder: Ada Lovelace", "  - huntgroup: Sales\n    name: Sales\n"}},
		{wiretest.Vodia, nil, "/localhost",
			[]string{`addacc {"type":"extensions","account":"440"}`, `addacc {"type":"hunts","account":"hunt_1"}`, `addacc {"type":"hunts","account":"7000"}`,
				`user_settings/440 {"sip_pass":"secret"}`},
			[]string{"wrote 1 phone, 2 hunt groups and ", "what could not be read", "phone sip_pass: the source doesn't show it, so that it can't be moved: 440"},
			[]string{"  - phone: \"440\"\n", "  - huntgroup: hunt_1\n    names: [\"hunt_1\"]\n", "  - huntgroup: \"7000\"\n    names: [\"7000\"]\n"}},
	} {
		fake := wiretest.Start(t, test.kind, test.flags...)
		caller := newFakeCaller(fake)
		for _, request := range test.requests {
			if test.kind == wiretest.Enswitch {
				caller.must(t, "GET /api/json/"+request)
				continue
			}
			caller.must(t, "POST /rest/domain/localhost/"+request)
		}
		file := filepath.Join(t.TempDir(), "live.yaml")
		got := execute(t, "export", test.kind[len("fake"):]+"+http://admin@"+strings.TrimPrefix(fake.URL, "http://")+test.place, file)
		if got.code != 0 || got.out != "" {
			t.Fatalf("%s: %+v", test.kind, got)
		}
		for _, line := range test.said {
			if !strings.Contains(got.errs, strings.ReplaceAll(line, "$", file)) {
				t.Errorf("%s: it lacks %q:\n%s", test.kind, line, got.errs)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, held := range test.held {
			if !strings.Contains(string(text), held) {
				t.Errorf("%s: the file lacks %q:\n%s", test.kind, held, text)
			}
		}
	}
}
