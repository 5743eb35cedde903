package main_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
	reporting "dragoman/domain/report"
	"dragoman/persistence"
)

// Secrets of the objects below. None of them may be seen in any report.
var hushed = []string{"hush-sip", "hush-pin", "hush-web", "hush-code", "hush-own", "hush-unknown", "hush-nested"}

// furnish fills a lab with objects that neither dialect can hold whole. It returns the ids of a hunt group and of its
// members.
func furnish(t *testing.T, g *gateway) (group string, members []string) {
	t.Helper()
	boss := who{"user", "password"}
	made := func(function string, parameters ...string) {
		t.Helper()
		if r := g.enswitch(boss, function, parameters...); !strings.HasPrefix(r.code(), "2") {
			t.Fatalf("%s %v: %s", function, parameters, r.body)
		}
	}
	written := func(path, body string) {
		t.Helper()
		g.vodia(admin, http.MethodPost, "/rest/domain/localhost/"+path, body).must(t, 200)
	}
	made("phones/create", "name", "500", "password", "hush-sip", "pin", "hush-pin", "callerid_external", "matched_called", "aoc", "1", "dtype", "phone",
		"dnumber", "999", "x_secret", "hush-unknown", "shoe", "10", "provision1", "hush-provision", "description", "Ann Lee", "owner", "1")
	written("user_settings/500", `{"web_pass":"hush-web","anonymous":"ask","email_address":"ann@example.com","hat":"{\"api_token\":\"hush-nested\"}","alias":["500","600","601","desk"]}`)
	made("codes/update", "code", "600", "description", "Boss", "password", "hush-code", "screen", "1")
	made("codes/create", "code", "700", "dtype", "queue", "dnumber", "7")
	made("codes/create", "code", "*66", "dtype", "function", "dnumber", "redial", "ringtone", "short")
	group = g.enswitch(boss, "huntgroups/create", "name", "Team", "btype", "phone", "bnumber", "500", "type", "circular", "owner", "1").created(t)
	for _, member := range [][]string{
		{"level", "1", "dtype", "peer", "dnumber", "trunk"},
		{"level", "1", "dtype", "phone", "dnumber", "500", "available", "0"},
		{"level", "2", "dtype", "phone", "dnumber", "500", "screen", "1", "append_callerid", "77", "description", "after lunch"},
		{"level", "4", "dtype", "phone", "dnumber", "440"},
		{"level", "10", "dtype", "sipuri", "dnumber", "sip:ann@example.com"},
	} {
		members = append(members, g.enswitch(boss, "huntgroups/destinations/create", append([]string{"huntgroup", group}, member...)...).created(t))
	}
	made("huntgroups/levels/set", "huntgroup", group, "level", "5", "ringtime", "9", "play_message", "1")
	written("settings", `{"prov_pass":"hush-own","max_extensions":"50","mb_prefix":"9"}`)
	return group, members
}

// lost is what a test expects of a loss.
type lost struct {
	dialect, part, setting, field, value, shown string
	class                                       lens.Class
}

func lossesOf(e reporting.Explanation) []lost {
	var out []lost
	for _, l := range e.Losses {
		out = append(out, lost{l.Dialect, l.Part, l.Setting, l.Field, l.Value, l.Shown, l.Class})
	}
	return out
}

// explained reads an explanation.
func explained(t *testing.T, text string) reporting.Explanation {
	t.Helper()
	var e struct {
		reporting.Explanation
		Views []struct {
			Dialect, As, Key string
			Settings         map[string]any
		} `json:"views"`
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, view := range e.Views {
		e.Explanation.Views = append(e.Explanation.Views, reporting.Shown{Dialect: view.Dialect, As: view.As, Key: view.Key})
	}
	return e.Explanation
}

func mentionsSecret(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range hushed {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows the secret %s", what, secret)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	group, members := furnish(t, g)
	g.stop()
	member := func(i int, level string) string { return "destination " + members[i] + " of level " + level }
	stored := func(i int, level, destination string) string {
		return `{"id":` + members[i] + `,"level":` + level + `,"destination":"` + destination + `","available":true}`
	}
	for _, test := range []struct {
		kind, key, name string
		enswitch, vodia string // what it shows as
		losses          []lost
	}{
		{"phone", "600", "500", "telephone line 500", "extension 500", []lost{
			{"enswitch", "", "", "WebPassword", lens.Mask, "", reporting.Inexpressible},
			{"enswitch", "", "acr", "Anonymous", "ask", "0", lens.Narrowed},
			{"enswitch", "", "", "Names", "desk", "", reporting.Inexpressible},
			{"enswitch", "", "", "Names", "500 600 601 desk", "", reporting.Inexpressible},
			{"enswitch", "", "provision1", "", lens.Mask, "", lens.OwnOnly},
			{"enswitch", "", "email_address", "", "ann@example.com", "", lens.OwnOnly},
			{"enswitch", "", "hat", "", lens.Mask, "", reporting.Undocumented},
			{"vodia", "", "", "Owner", "1", "", reporting.Inexpressible},
			{"vodia", "", "ani", "CallerID", "matched_called", "", lens.Narrowed},
			{"vodia", "", "cfn", "NoAnswer", "phone:999", "999", lens.Converted},
			{"vodia", "", "aoc", "", "1", "", lens.OwnOnly},
			{"vodia", "", "provision1", "", lens.Mask, "", lens.OwnOnly},
			{"vodia", "", "shoe", "", "10", "", reporting.Undocumented},
			{"vodia", "", "x_secret", "", lens.Mask, "", reporting.Undocumented},
		}},
		{"huntgroup", group, "hunt_" + group, "hunt group " + group, "hunt hunt_" + group, []lost{
			{"vodia", "", "", "Owner", "1", "", reporting.Inexpressible},
			{"vodia", "", "", "Busy", "phone:500", "", reporting.Inexpressible},
			{"vodia", member(3, "4"), "", "Levels.4.Members", stored(3, "4", "phone:440"), "", reporting.Inexpressible},
			{"vodia", "", "", "Levels.5.RingTime", "9", "", reporting.Inexpressible},
			{"vodia", "", "", "Levels.5.PlayMessage", "true", "", reporting.Inexpressible},
			{"vodia", member(4, "10"), "", "Levels.10.Members", stored(4, "10", "sipuri:sip:ann@example.com"), "", reporting.Inexpressible},
			{"vodia", member(0, "1"), "st1_ext", "Levels.1.Members", "peer:trunk", "", lens.Narrowed},
			{"vodia", member(1, "1"), "st1_ext", "Levels.1.Members", "phone:500, unavailable", "", lens.Narrowed},
			{"vodia", member(2, "2"), "st2_ext", "Levels.2.Members", "screen: true", "500", lens.Narrowed},
			{"vodia", member(2, "2"), "st2_ext", "Levels.2.Members", "append_caller_id: 77", "500", lens.Narrowed},
			{"vodia", member(2, "2"), "st2_ext", "Levels.2.Members", "description: after lunch", "500", lens.Narrowed},
			{"vodia", "", "type", "", "circular", "", lens.OwnOnly},
		}},
		{"featurecode", "600", "600", "feature code 600", "alias of 500 600", []lost{
			{"vodia", "", "", "Description", "Boss", "", reporting.Inexpressible},
			{"vodia", "", "", "Password", lens.Mask, "", reporting.Inexpressible},
			{"vodia", "", "screen", "", "1", "", lens.OwnOnly},
		}},
		{"featurecode", "*66", "*66", "feature code *66", "star code *66", []lost{
			{"vodia", "", "ringtone", "", "short", "", lens.OwnOnly},
		}},
		{"featurecode", "700", "700", "feature code 700", "IVR node 700", []lost{
			{"vodia", "", "match", "Destination", "other:5:queue7", "", lens.Converted},
		}},
		{"tenant", "localhost", "localhost", "customer 1", "domain localhost", []lost{
			{"enswitch", "", "", "MaxPhones", "50", "", reporting.Inexpressible},
			{"enswitch", "", "", "MailboxPrefix", "9", "", reporting.Inexpressible},
			{"enswitch", "", "prov_pass", "", lens.Mask, "", lens.Hidden},
		}},
		{"person", "user", "user", "person 1", "administrator of the domain user", []lost{
			{"vodia", "", "", "Password", lens.Mask, "", reporting.Inexpressible},
		}},
	} {
		arguments := append([]string{"explain", test.kind, test.key, "--tenant", "localhost"}, places(dir)...)
		got := execute(t, append(arguments, "--json")...)
		if got.code != 0 || got.errs != "" {
			t.Errorf("%s %s: %d, %s", test.kind, test.key, got.code, got.errs)
			continue
		}
		mentionsSecret(t, test.kind+" "+test.key, got.out)
		e := explained(t, got.out)
		if e.Tenant != "localhost" || string(e.Kind) != test.kind || e.Object != test.name || len(e.Canonical) == 0 {
			t.Errorf("%s %s is %s %s of %s with %d canonical fields", test.kind, test.key, e.Kind, e.Object, e.Tenant, len(e.Canonical))
		}
		for _, view := range e.Views {
			want := map[string]string{"enswitch": test.enswitch, "vodia": test.vodia}[view.Dialect]
			if view.As+" "+view.Key != want {
				t.Errorf("%s %s shows in %s as %s %s, want %s", test.kind, test.key, view.Dialect, view.As, view.Key, want)
			}
		}
		found := lossesOf(e)
		for _, want := range test.losses {
			if i := slices.Index(found, want); i >= 0 {
				found = slices.Delete(found, i, i+1)
			} else {
				t.Errorf("%s %s: %+v isn't reported", test.kind, test.key, want)
			}
		}
		for _, extra := range found {
			t.Errorf("%s %s: %+v is reported and no loss", test.kind, test.key, extra)
		}
		for _, loss := range e.Losses {
			if loss.Reason == "" || loss.Kind != e.Kind || loss.Object != e.Object {
				t.Errorf("%s %s: %+v says neither why nor of what", test.kind, test.key, loss)
			}
		}

		text := execute(t, arguments...)
		mentionsSecret(t, test.kind+" "+test.key+" as text", text.out)
		for _, want := range []string{"As it is kept:\n", "As enswitch shows it: " + test.enswitch + "\n", "As vodia shows it: " + test.vodia + "\n"} {
			if text.code != 0 || !strings.Contains(text.out, want) {
				t.Errorf("%s %s: %d, no %q in\n%s", test.kind, test.key, text.code, want, text.out)
			}
		}
		for _, loss := range e.Losses {
			if !strings.Contains(text.out, loss.Reason) {
				t.Errorf("%s %s: the text doesn't say %q:\n%s", test.kind, test.key, loss.Reason, text.out)
			}
		}
	}
}

func TestExplainWhatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serveLab(t, dir, "").stop()
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"phone", "999", "--tenant", "localhost"}, "localhost has no phone 999"},
		{[]string{"phone", "1002", "--tenant", "localhost"}, "localhost has no phone 1002"},
		{[]string{"huntgroup", "440", "--tenant", "localhost"}, "localhost has no huntgroup 440"},
		{[]string{"huntgroup", "nobody", "--tenant", "localhost"}, "localhost has no huntgroup nobody"},
		{[]string{"featurecode", "440", "--tenant", "localhost"}, "localhost has no featurecode 440"},
		{[]string{"person", "nobody", "--tenant", "localhost"}, "localhost has no person nobody"},
		{[]string{"tenant", "nowhere", "--tenant", "localhost"}, "localhost has no tenant nowhere"},
		{[]string{"phone", "440", "--tenant", "nowhere"}, "there is no tenant nowhere"},
	} {
		got := execute(t, append(append([]string{"explain"}, test.args...), places(dir)...)...)
		if got.code != 1 || got.out != "" || got.errs != "dragoman: "+test.says+"\n" {
			t.Errorf("%v: %d, %q, %q", test.args, got.code, got.out, got.errs)
		}
	}
}

// An object is found by each of its names, and a hunt group or person by id where nothing has it for a name.
func TestExplainFindsByAnyName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	g.vodia(admin, http.MethodPost, "/rest/domain/localhost/user_settings/440", `{"alias":["440","600","desk"]}`).must(t, 200)
	g.stop()
	for key, want := range map[string]string{
		"phone 440": "440", "phone 600": "440", "phone desk": "440", "huntgroup 1002": "1002", "huntgroup hunt_1": "1002", "huntgroup 1": "1002", "huntgroup vodia": "vodia",
		"featurecode 600": "600", "person user": "user", "person USER": "user", "person 1": "user", "tenant 1": "localhost", "tenant LOCALHOST": "localhost",
	} {
		got := execute(t, append(append([]string{"explain"}, strings.Fields(key)...), append(places(dir), "--tenant", "LOCALHOST", "--json")...)...)
		if got.code != 0 || explained(t, got.out).Object != want {
			t.Errorf("%s: %d, %s %.200s, want %s", key, got.code, got.errs, got.out, want)
		}
	}
}

func checksOf(t *testing.T, text string) []reporting.Check {
	t.Helper()
	var checks []reporting.Check
	if err := json.Unmarshal([]byte(text), &checks); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return checks
}

// addUnclaimedCode stores a feature code of the lab's tenant past the number plan, which would keep others from its name.
func addUnclaimedCode(t *testing.T, dir, name string, destination domain.Destination) {
	t.Helper()
	store, err := persistence.Open(t.Context(), persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys")})
	if err != nil {
		t.Fatal(err)
	}
	code := domain.NewFeatureCode()
	code.Tenant, code.Code, code.Destination = 1, name, destination
	err = store.Change(t.Context(), func(tx domain.Tx) error { return tx.PutFeatureCode(t.Context(), 1, code) })
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
}

// A code that leads to the phone of its own name is what it should be, and breaks nothing.
func TestCheckAllowsCodeOfItsPhonesName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	g.enswitch(who{"user", "password"}, "codes/create", "code", "440", "dtype", "phone", "dnumber", "440").must(t, "204")
	g.stop()
	if got := execute(t, append([]string{"check"}, places(dir)...)...); got.code != 0 || got.errs != "" || !strings.Contains(got.out, "Nothing clashes.") {
		t.Errorf("check: %d, %q\n%s", got.code, got.errs, got.out)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	boss := who{"user", "password"}
	g.enswitch(admin, "customers/create", "name", "Acme", "domain", acme).must(t, "200")
	g.enswitch(boss, "phones/create", "name", "500", "password", "hush-sip", "aoc", "1").must(t, "204")
	g.stop()

	// There is only what a dialect can't hold, which is no fault.
	got := execute(t, append([]string{"check", "--json"}, places(dir)...)...)
	checks := checksOf(t, got.out)
	if got.code != 0 || got.errs != "" || len(checks) != 2 || checks[0].Broken() || checks[1].Broken() || len(checks[0].Losses) == 0 {
		t.Fatalf("check: %d, %q, %+v", got.code, got.errs, checks)
	}
	text := execute(t, append([]string{"check", "--tenant", "localhost"}, places(dir)...)...)
	for _, want := range []string{"localhost\n", "Nothing dangles.", "Nothing clashes.", "What vodia can't hold:", "phone 500", "only enswitch knows it"} {
		if text.code != 0 || !strings.Contains(text.out, want) {
			t.Errorf("check: %d, no %q in\n%s", text.code, want, text.out)
		}
	}
	if strings.Contains(text.out, acme) {
		t.Errorf("the check of localhost speaks of %s", acme)
	}

	addUnclaimedCode(t, dir, "510", domain.PhoneDestination("500"))
	g = serveLab(t, dir, "")
	g.enswitch(boss, "phones/update", "name", "500", "dtype", "phone", "dnumber", "999", "btype", "code", "bnumber", "888", "mailbox", "777", "owner", "4711").must(t, "204")
	member := g.enswitch(boss, "huntgroups/destinations/create", "huntgroup", "1", "level", "3", "dtype", "phone", "dnumber", "998").created(t)
	g.enswitch(boss, "huntgroups/update", "id", "1", "dtype", "huntgroup", "dnumber", "4712").must(t, "204")
	g.enswitch(boss, "codes/create", "code", "700", "dtype", "mailbox", "dnumber", "996").must(t, "204")
	g.enswitch(boss, "codes/create", "code", "500", "dtype", "phone", "dnumber", "500").must(t, "204") // which is no clash
	g.enswitch(boss, "codes/create", "code", "*57", "dtype", "function", "dnumber", "massage").must(t, "204")
	g.vodia(admin, http.MethodPost, "/rest/domain/localhost/user_settings/1003", `{"st1_ext":"444 123-456-7899 nobody","st4_ext":"vodia hunt_77"}`).must(t, 200)
	g.enswitch(boss, "phones/create", "name", "8500", "password", "hush-sip").must(t, "204")
	g.enswitch(boss, "phones/create", "name", "510", "password", "hush-sip").must(t, "204")
	g.vodia(admin, http.MethodPost, "/rest/domain/localhost/addacc", `{"type":"extensions","account":"hunt_4"}`).must(t, 200)
	if id := g.enswitch(boss, "huntgroups/create", "name", "Team").created(t); id != "4" {
		t.Fatalf("the hunt group has the id %s", id)
	}
	var destinations []struct {
		ID      json.Number
		DNumber string
	}
	g.enswitch(boss, "huntgroups/destinations/list", "huntgroup", "2").into(t, &destinations)
	nobody := destinations[len(destinations)-1].ID.String()
	served := g.vodia(boss, http.MethodGet, "/gateway/v1/tenants/localhost/report", "").must(t, 200)
	g.stop()

	got = execute(t, append([]string{"check", "--tenant", "localhost", "--json"}, places(dir)...)...)
	check := checksOf(t, got.out)[0]
	if got.code != 1 || got.errs != "dragoman: 12 things are broken\n" {
		t.Errorf("check: %d, %q", got.code, got.errs)
	}
	mentionsSecret(t, "check", got.out)
	type finding struct{ kind, object, part, field, value string }
	var dangling, clashes []finding
	for _, f := range check.Dangling {
		dangling = append(dangling, finding{string(f.Kind), f.Object, f.Part, f.Field, f.Value})
	}
	for _, f := range check.Clashes {
		clashes = append(clashes, finding{string(f.Kind), f.Object, f.Part, f.Field, f.Value})
	}
	if want := []finding{
		{"phone", "500", "", "Busy", "featurecode:888"},
		{"phone", "500", "", "NoAnswer", "phone:999"},
		{"phone", "500", "", "Mailbox", "mailbox:777"},
		{"phone", "500", "", "Owner", "4711"},
		{"huntgroup", "1002", "destination " + member + " of level 3", "Levels.3.Members", "phone:998"},
		{"huntgroup", "1002", "", "Exit", "huntgroup:4712"},
		{"huntgroup", "1003", "destination " + nobody + " of level 1", "Levels.1.Members", "dialled:nobody"},
		{"huntgroup", "1003", "", "Exit", "dialled:vodia hunt_77"},
		{"featurecode", "700", "", "Destination", "mailbox:996"},
	}; !reflect.DeepEqual(dangling, want) {
		t.Errorf("dangling are\n%v, want\n%v", dangling, want)
	}
	// A built-in function that Vodia hasn't is no star code there, and its node leads nowhere.
	if !slices.ContainsFunc(check.Losses, func(l reporting.Loss) bool {
		return l.Dialect == "vodia" && l.Object == "*57" && l.Setting == "match" && l.Value == "function:massage" && l.Shown == ""
	}) {
		t.Errorf("no loss of *57 among %+v", check.Losses)
	}
	if want := []finding{
		{"featurecode", "510", "", "Code", "510"},
		{"huntgroup", "hunt_4_2", "", "Names", "hunt_4"},
		{"phone", "500", "", "Mailbox", "8500"},
	}; !reflect.DeepEqual(clashes, want) {
		t.Errorf("clashing are\n%v, want\n%v", clashes, want)
	}
	var overHTTP reporting.Check
	served.into(t, &overHTTP)
	if !reflect.DeepEqual(overHTTP, check) {
		t.Errorf("the gateway reports\n%+v\nand the command\n%+v", overHTTP, check)
	}
	text = execute(t, append([]string{"check"}, places(dir)...)...)
	for _, want := range []string{"Dangling:", "Clashing:", "there is no such phone", acme + "\n"} {
		if text.code != 1 || !strings.Contains(text.out, want) {
			t.Errorf("check: %d, no %q in\n%s", text.code, want, text.out)
		}
	}
	if got := execute(t, append([]string{"check", "--tenant", "nowhere"}, places(dir)...)...); got.code != 1 || got.out != "" {
		t.Errorf("check of no tenant: %d, %q", got.code, got.out)
	}
}

func TestViewsOverHTTP(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	furnish(t, g)
	const tenant = "/gateway/v1/tenants/localhost"
	served := map[string]reporting.Explanation{}
	keys := map[string]string{"phone": "500", "huntgroup": "1002", "featurecode": "%2A66", "tenant": "localhost", "person": "user"}
	for kind, key := range keys {
		a := g.vodia(admin, http.MethodGet, tenant+"/objects/"+kind+"/"+key+"/views", "").must(t, 200)
		mentionsSecret(t, kind+" "+key, a.body)
		if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
			t.Errorf("%s: content type %s", kind, got)
		}
		served[kind] = explained(t, a.body)
	}
	mentionsSecret(t, "the report", g.vodia(admin, http.MethodGet, tenant+"/report", "").must(t, 200).body)
	g.stop()
	for kind, key := range keys {
		got := execute(t, append([]string{"explain", kind, strings.ReplaceAll(key, "%2A", "*"), "--tenant", "localhost", "--json"}, places(dir)...)...)
		if e := explained(t, got.out); got.code != 0 || !reflect.DeepEqual(e, served[kind]) {
			t.Errorf("%s %s: the gateway says\n%+v\nand the command\n%+v", kind, key, served[kind], e)
		}
	}
}

// Reports are for administrators: a system owner anywhere, others where they administer.
func TestReportsRefuse(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	of := func(tenant, path string) string { return "/gateway/v1/tenants/" + tenant + path }
	const view, all = "/objects/phone/201/views", "/report"
	for _, test := range []struct {
		caller       who
		method, path string
		status       int
	}{
		{admin, "GET", of(acme, view), 200},
		{admin, "GET", of(acme, all), 200},
		{admin, "GET", of("ACME.example.com", all), 200},
		{boss, "GET", of(acme, view), 200},
		{somebody("boss@" + acme), "GET", of(acme, view), 401}, // the password is another's
		{who{"boss@" + acme, boss.password}, "GET", of(acme, view), 200},
		{agent, "GET", of(acme, all), 200},
		{rival, "GET", of(acme, all), 403},
		{chief, "GET", of(acme, view), 403},
		{chief, "GET", of(nowhere, view), 403},
		{worker, "GET", of(acme, view), 403},
		{line, "GET", of(acme, view), 403},
		{worker, "GET", of(nowhere, view), 403},
		{worker, "GET", "/gateway/v1/nothing", 403},
		{nobody, "GET", of(acme, view), 401},
		{nobody, "GET", "/gateway/v1/nothing", 401},
		{who{boss.login, "wrong" + secretOf}, "GET", of(acme, all), 401},
		{admin, "GET", of(nowhere, view), 404},
		{admin, "GET", of(acme, "/objects/phone/299/views"), 404},
		{admin, "GET", of(acme, "/objects/queue/1/views"), 404},
		{admin, "GET", of(acme, "/objects/phone/201"), 404},
		{admin, "GET", of(acme, "/objects/phone/%00/views"), 404},
		{admin, "GET", of(acme, "/objects/phone/%ff/views"), 404},
		{admin, "GET", of(acme, "/objects/phone/"+strings.Repeat("7", 3000)+"/views"), 404},
		{admin, "GET", "/gateway/v1/", 404},
		{admin, "POST", of(acme, all), 405},
		{boss, "DELETE", of(acme, view), 405},
		{nobody, "POST", of(acme, all), 401},
		{nobody, "POST", "/openapi/vodia.json", 405},
		{nobody, "DELETE", "/healthz", 405},
		{nobody, "PUT", "/schema/tenant.json", 405},
	} {
		a := g.vodia(test.caller, test.method, test.path, "")
		if a.status != test.status {
			t.Errorf("%s %s as %s: got %d, want %d: %.200s", test.method, test.path, test.caller.login, a.status, test.status, a.body)
			continue
		}
		if a.status == 200 {
			continue
		}
		var problem struct {
			Type, Title, Detail string
			Status              int
		}
		a.into(t, &problem)
		if a.header.Get("Content-Type") != "application/problem+json" || problem.Status != a.status || problem.Type == "" || problem.Title == "" || problem.Detail == "" {
			t.Errorf("%s %s: %s %s is no problem", test.method, test.path, a.header.Get("Content-Type"), a.body)
		}
		if challenge := a.header.Get("WWW-Authenticate"); (challenge != "") != (a.status == 401) {
			t.Errorf("%s %s: %d with the challenge %q", test.method, test.path, a.status, challenge)
		}
		if allow := a.header.Get("Allow"); (allow == "GET, HEAD") != (a.status == 405) {
			t.Errorf("%s %s: %d allows %q", test.method, test.path, a.status, allow)
		}
		g.unchanged(test.method + " " + test.path)
	}
	// What is out of reach answers alike, whether it is there or not.
	if there, absent := g.vodia(chief, "GET", of(acme, view), ""), g.vodia(chief, "GET", of(nowhere, view), ""); there.body != absent.body {
		t.Errorf("a tenant out of reach answers %s, and one that isn't there %s", there.body, absent.body)
	}
}
