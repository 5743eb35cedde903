package main_test

import (
	"context"
	"crypto/md5"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	program "dragoman/cmd/dragoman"
)

// outcome is what a command did.
type outcome struct {
	code      int
	out, errs string
}

// execute runs a command to its end, with nothing on its standard input.
func execute(t testing.TB, args ...string) outcome {
	t.Helper()
	return executeWith(t, "", args...)
}

func executeWith(t testing.TB, input string, args ...string) outcome {
	t.Helper()
	out, errs := newOutput(), newOutput()
	// Of no arguments at all the program would take those of the test.
	code := program.Run(t.Context(), append([]string{}, args...), strings.NewReader(input), out, errs)
	return outcome{code, out.String(), errs.String()}
}

// places are flags that put everything a command keeps below a folder.
func places(dir string) []string {
	return []string{"--data-dir", filepath.Join(dir, "data"), "--key-file", filepath.Join(dir, "keys")}
}

func TestServeAnswersHealth(t *testing.T) {
	g := serveLab(t, t.TempDir(), "")
	for path, want := range map[string]string{"/healthz": "alive", "/readyz": "ready"} {
		var body struct{ Status string }
		g.send(g.request(http.MethodGet, path, "")).must(t, 200).into(t, &body)
		if body.Status != want {
			t.Errorf("%s says %q", path, body.Status)
		}
	}
	var build struct {
		Version, Go string
		Schema      int
	}
	g.send(g.request(http.MethodGet, "/version", "")).must(t, 200).into(t, &build)
	if build.Version == "" || !strings.HasPrefix(build.Go, "go1.") || build.Schema < 1 {
		t.Errorf("/version says %+v", build)
	}
	if a := g.send(g.request(http.MethodGet, "/nowhere", "")); a.status != http.StatusNotFound {
		t.Errorf("an unknown path answers %d", a.status)
	}
}

func TestLabHasThePeopleOfTheExamples(t *testing.T) {
	g := serveLab(t, t.TempDir(), "")
	for _, test := range []struct {
		who        who
		role       string
		enswitch   string
		vodiaAdmin int // what a system path answers
	}{
		{labUser, "3", "200", 403},
		{admin, "1", "200", 200},
		{wrongPassword, "", "401", 401},
		{who{"admin", "admin"}, "", "401", 401},
		{nobody, "", "401", 401},
	} {
		result := g.enswitch(test.who, "user/login")
		result.must(t, test.enswitch)
		if test.role != "" {
			var person struct{ Role json.Number }
			result.into(t, &person)
			if person.Role.String() != test.role {
				t.Errorf("%s has role %s", test.who.login, person.Role)
			}
		}
		g.vodia(test.who, "GET", "/rest/system/domains", "").must(t, test.vodiaAdmin)
	}
}

func TestLabKeepsToLoopback(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:8080", "198.51.100.7:0", "example.com:8080"} {
		dir := t.TempDir()
		got := execute(t, append([]string{"serve", "--lab", "--listen", address}, places(dir)...)...)
		if got.code != 2 || !strings.Contains(got.errs, "loopback") || got.out != "" {
			t.Errorf("--listen %s: %+v", address, got)
		}
		if left := entries(t, dir); len(left) > 0 {
			t.Errorf("--listen %s left %v", address, left)
		}
	}
	for _, address := range []string{"localhost:0", "[::1]:0", "127.0.0.2:0"} {
		if address == "[::1]:0" && !speaksIPv6() {
			continue // some containers don't
		}
		got, ok := startAndStop(t, append([]string{"serve", "--lab", "--listen", address}, places(t.TempDir())...))
		if !ok || got.code != 0 {
			t.Errorf("--listen %s: %+v", address, got)
		}
	}
}

func speaksIPv6() bool {
	listener, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	_ = listener.Close() // nothing came of it
	return true
}

// startAndStop runs a gateway until it has said where it listens.
func startAndStop(t *testing.T, args []string) (outcome, bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, errs := newOutput(), newOutput()
	ended := make(chan int, 1)
	go func() { ended <- program.Run(ctx, args, strings.NewReader(""), out, errs) }()
	anywhere := regexp.MustCompile(`^listening on http://(.+)\n$`)
	_, ok := out.await(anywhere)
	cancel()
	code := <-ended
	return outcome{code, out.String(), errs.String()}, ok
}

func TestLabForgetsItsTemporaryFolder(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	g := serve(t, "--lab")
	if during := entries(t, temporary); len(during) != 1 || !strings.HasPrefix(during[0], "dragoman-lab-") {
		t.Errorf("the lab works in %v", during)
	}
	g.enswitch(labUser, "phones/create", "name", "7", "password", "secret").must(t, "204")
	g.stop()
	if after := entries(t, temporary); len(after) > 0 {
		t.Errorf("the lab left %v", after)
	}
}

func TestLabKeepsAFolderOfItsUsers(t *testing.T) {
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	g.enswitch(labUser, "phones/create", "name", "7", "password", "secret").must(t, "204")
	g.stop()
	again := serveLab(t, dir, "")
	again.enswitch(labUser, "phones/get", "name", "7").must(t, "200")
}

func entries(t testing.TB, dir string) []string {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range found {
		names = append(names, entry.Name())
	}
	return names
}

var shownPassword = regexp.MustCompile(`user name: admin\n\s+password:\s+(\S+)\n`)

func TestFirstStartShowsAPasswordOnce(t *testing.T) {
	dir := t.TempDir()
	g := serve(t, places(dir)...)
	shown, ok := g.log.await(shownPassword)
	if !ok {
		t.Fatalf("no password is shown: %s", g.log)
	}
	if strings.Count(g.log.String(), shown) != 1 || len(shown) < 20 {
		t.Errorf("the password is shown as %q in %s", shown, g.log)
	}
	owner := who{"admin", shown}
	for _, test := range []struct {
		who    who
		status int
	}{{owner, 200}, {who{"admin", ""}, 401}, {who{"admin", "admin"}, 401}, {labUser, 401}} {
		r := g.request(http.MethodGet, "/rest/system/domains", "")
		r.SetBasicAuth(test.who.login, test.who.password)
		g.send(r).must(t, test.status)
	}
	r := g.request(http.MethodGet, "/api/json/user/login/?auth_username=admin;auth_password="+shown, "")
	g.result(g.send(r)).must(t, "200")

	var domains map[string]struct{ Name string }
	r = g.request(http.MethodGet, "/rest/system/domains", "")
	r.SetBasicAuth(owner.login, owner.password)
	g.send(r).must(t, 200).into(t, &domains)
	if len(domains) != 1 || domains["1"].Name != "localhost" {
		t.Errorf("a fresh store has the domains %v", domains)
	}

	for name, mode := range map[string]fs.FileMode{"data": 0o700, "data/dragoman.db": 0o600, "keys": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s is %v", name, info.Mode().Perm())
		}
	}
	if database, err := os.ReadFile(filepath.Join(dir, "data", "dragoman.db")); err != nil || strings.Contains(string(database), shown) {
		t.Errorf("the database holds the password (%v)", err)
	}
	g.stop()

	again := serve(t, places(dir)...)
	if strings.Contains(again.log.String(), "password") {
		t.Errorf("the second start says %s", again.log)
	}
	r = again.request(http.MethodGet, "/rest/system/domains", "")
	r.SetBasicAuth(owner.login, owner.password)
	again.send(r).must(t, 200)
}

func TestDataSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	g.enswitch(labUser, "phones/create", "name", "501", "password", "Kept-while-stopped", "pin", "4711081547", "description", "Ada Lovelace").must(t, "204")
	g.vodia(admin, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"700"}`).must(t, 200)
	g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/700", `{"st1_ext":"501 444","unheard_of":"kept"}`).must(t, 200)
	views := func(g *gateway) []string {
		return []string{
			g.enswitch(labUser, "phones/get", "name", "501", "password", "1").body,
			g.enswitch(labUser, "huntgroups/list").body,
			g.enswitch(labUser, "codes/list").body,
			g.vodia(admin, "GET", "/rest/domain/localhost/user_settings/700", "").body,
			g.vodia(admin, "GET", "/rest/domain/localhost/user_settings/501", "").body,
			g.vodia(admin, "GET", "/rest/domain/localhost/settings", "").body,
		}
	}
	before := views(g)
	if !strings.Contains(before[0], "Kept-while-stopped") || !strings.Contains(before[3], `"unheard_of":"kept"`) {
		t.Fatalf("what was written isn't shown: %q", before)
	}
	g.stop()
	database, err := os.ReadFile(filepath.Join(dir, "data", "dragoman.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, clear := range []string{"Kept-while-stopped", "4711081547"} {
		if strings.Contains(string(database), clear) {
			t.Errorf("the database holds %q in clear", clear)
		}
	}
	for i, after := range views(serveLab(t, dir, "")) {
		if after != before[i] {
			t.Errorf("view %d was %s and is %s", i, before[i], after)
		}
	}
}

// Who has signed in stays so over a restart, and no longer than the password that they signed in with.
func TestSignInsSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	g := serveLab(t, dir, patient)
	id := g.enswitch(admin, "people/create", "username", "anna", "email", "anna@example.com", "password", "First-pass-Zq7", "role", "3").created(t)
	var data struct {
		Token string `json:"auth_token"`
	}
	g.enswitch(who{"anna", "First-pass-Zq7"}, "user/login", "token", "1").must(t, "200").into(t, &data)
	var session string
	proof := fmt.Sprintf("%x", md5.Sum([]byte("First-pass-Zq7")))
	g.vodia(nobody, "POST", "/rest/system/session", `{"name":"auth","value":"anna `+proof+`"}`).must(t, 200).into(t, &session)
	if data.Token == "" || len(session) != 20 {
		t.Fatalf("got token %q and session %q", data.Token, session)
	}
	bySession := func(g *gateway) int {
		r := g.request("GET", "/rest/domain/localhost/hunts", "")
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
		return g.send(r).status
	}
	g.stop()

	g = serveLab(t, dir, patient)
	g.enswitch(nobody, "phones/list", "auth_token", data.Token).must(t, "200")
	if status := bySession(g); status != 200 {
		t.Errorf("the session is answered with %d", status)
	}
	g.enswitch(admin, "people/update", "id", id, "password", "Second-pass-Zq7").must(t, "204")
	g.enswitch(nobody, "phones/list", "auth_token", data.Token).must(t, "401")
	g.enswitch(who{"anna", "First-pass-Zq7"}, "user/login").must(t, "401")
	g.enswitch(who{"anna", "Second-pass-Zq7"}, "user/login").must(t, "200")
	if status := bySession(g); status != 401 {
		t.Errorf("the session of the old password is answered with %d", status)
	}
	g.enswitch(admin, "people/delete", "id", id).must(t, "204")
	g.enswitch(who{"anna", "Second-pass-Zq7"}, "user/login").must(t, "401")
}

func TestOneProcessForEachStore(t *testing.T) {
	dir := t.TempDir()
	g := serveLab(t, dir, "")
	for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"tenant", "list"}, {"person", "remove", "user"}} {
		got := execute(t, append(command, places(dir)...)...)
		if got.code != 3 || got.out != "" || !strings.Contains(got.errs, "another process") {
			t.Errorf("%v: %+v", command, got)
		}
	}
	g.enswitch(labUser, "user/login").must(t, "200")
}

func TestNewerStoreIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if got := execute(t, append([]string{"tenant", "list"}, places(dir)...)...); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	database := openDatabase(t, dir)
	if _, err := database.Exec("INSERT INTO migrations (version, at) VALUES (999, 0)"); err != nil {
		t.Fatal(err)
	}
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"tenant", "list"}} {
		got := execute(t, append(command, places(dir)...)...)
		if got.code != 3 || got.out != "" || !strings.Contains(got.errs, "newer") {
			t.Errorf("%v: %+v", command, got)
		}
	}
}

// openDatabase opens a store's file behind the program's back.
func openDatabase(t testing.TB, dir string) *sql.DB {
	t.Helper()
	database, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data", "dragoman.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	return database
}

func TestStoreThatCantBeOpened(t *testing.T) {
	dir := t.TempDir()
	occupied := filepath.Join(dir, "occupied")
	broken := filepath.Join(dir, "broken")
	if err := os.WriteFile(occupied, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "dragoman.db"), []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{occupied, broken} {
		got := execute(t, "tenant", "list", "--data-dir", folder, "--key-file", filepath.Join(dir, "keys"))
		if got.code != 1 || got.out != "" || !strings.HasPrefix(got.errs, "dragoman: ") || strings.Contains(got.errs, "goroutine") {
			t.Errorf("%s: %+v", folder, got)
		}
	}
	// Secrets that were sealed with another key must not be taken for anything else.
	lab := filepath.Join(dir, "lab")
	g := serveLab(t, lab, "")
	g.enswitch(labUser, "phones/create", "name", "7", "password", "secret").must(t, "204")
	g.stop()
	got := execute(t, "tenant", "list", "--data-dir", filepath.Join(lab, "data"), "--key-file", filepath.Join(dir, "other"))
	if got.code != 1 || !strings.Contains(got.errs, "key") {
		t.Errorf("another key file: %+v", got)
	}
}

func TestAddressInUse(t *testing.T) {
	g := serveLab(t, t.TempDir(), "")
	dir := t.TempDir()
	got := execute(t, append([]string{"serve", "--lab", "--listen", strings.TrimPrefix(g.url, "http://")}, places(dir)...)...)
	if got.code != 1 || !strings.Contains(got.errs, "address already in use") || got.out != "" {
		t.Errorf("%+v", got)
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, test := range map[string]struct {
		args     []string
		variable string
		says     []string
	}{
		"unknown key of a file":   {args: []string{"--config", write("a.yaml", "listne: 127.0.0.1:0\n")}, says: []string{"listne"}},
		"unknown key in TOML":     {args: []string{"--config", write("a.toml", "dataDir = \"/x\"\n")}, says: []string{"dataDir"}},
		"two faults in JSON":      {args: []string{"--config", write("a.json", `{"session_ttl":"soon","token_ttl":"-1s"}`)}, says: []string{"session_ttl", "token_ttl"}},
		"no YAML":                 {args: []string{"--config", write("b.yaml", "{{")}, says: []string{"b.yaml"}},
		"no such file":            {args: []string{"--config", filepath.Join(dir, "absent.yaml")}, says: []string{"absent.yaml"}},
		"unknown variable":        {variable: "DRAGOMAN_LISTNE", says: []string{"DRAGOMAN_LISTNE"}},
		"unknown flag":            {args: []string{"--listne", "x"}, says: []string{"--listne"}},
		"address without a port":  {args: []string{"--listen", "127.0.0.1"}, says: []string{"listen"}},
		"port out of range":       {args: []string{"--listen", "127.0.0.1:70000"}, says: []string{"listen"}},
		"policy that isn't there": {args: []string{"--unknown-settings", "shrug"}, says: []string{"unknown_settings"}},
		"an argument too many":    {args: []string{"now"}, says: []string{"now"}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.variable != "" {
				t.Setenv(test.variable, "1")
			}
			got := execute(t, append(append([]string{"serve"}, test.args...), places(filepath.Join(dir, "store"))...)...)
			if got.code != 2 || got.out != "" {
				t.Errorf("%+v", got)
			}
			for _, part := range test.says {
				if !strings.Contains(got.errs, part) {
					t.Errorf("%q doesn't name %s", got.errs, part)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "store")); !os.IsNotExist(err) {
				t.Errorf("a store was made: %v", err)
			}
		})
	}
}

func TestSettingsOfAServer(t *testing.T) {
	t.Run("prefix", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "", "--enswitch-prefix", "/local")
		g.result(g.send(g.request("GET", "/local/api/json/user/login/?auth_username=user;auth_password=password", ""))).must(t, "200")
		g.send(g.request("GET", "/api/json/user/login/?auth_username=user;auth_password=password", "")).must(t, 404)
	})
	t.Run("body", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "max_body_bytes: 2048\n")
		long := `{"display":"` + strings.Repeat("x", 3000) + `"}`
		g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/1002", long).must(t, 400)
	})
	t.Run("log", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "log_format: json\n")
		g.enswitch(labUser, "user/login").must(t, "200")
		g.stop()
		for line := range strings.Lines(g.log.String()) {
			var entry struct{ Level, Msg string }
			if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level == "" || entry.Msg == "" {
				t.Errorf("the log line %q: %v", line, err)
			}
		}
	})
	t.Run("quiet log", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "log_level: error\n")
		g.enswitch(labUser, "user/login").must(t, "200")
		g.stop()
		if log := g.log.String(); log != "" {
			t.Errorf("got %q", log)
		}
	})
	t.Run("base domain", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "", "--base-domain", "pbx.example.org")
		id := g.enswitch(admin, "customers/create", "name", "Bäcker & Söhne").created(t)
		var domains map[string]struct{ Name, Display string }
		g.vodia(admin, "GET", "/rest/system/domains", "").must(t, 200).into(t, &domains)
		if got := domains[id]; got.Display != "Bäcker & Söhne" || !strings.HasSuffix(got.Name, ".pbx.example.org") {
			t.Errorf("the customer's domain is %+v", got)
		}
	})
	t.Run("unknown settings", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "", "--unknown-settings", "refuse")
		g.enswitch(labUser, "phones/update", "name", "440", "made_up", "1").must(t, "400")
		g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/440", `{"made_up":"1"}`).must(t, 400)
	})
	t.Run("sessions", func(t *testing.T) {
		g := serveLab(t, t.TempDir(), "session_ttl: 1s\ntoken_ttl: 1s\n")
		token := g.enswitch(labUser, "user/login", "token", "1").must(t, "200")
		var data struct {
			Token  string `json:"auth_token"`
			Expiry int64  `json:"auth_token_expiry"`
		}
		token.into(t, &data)
		if data.Token == "" || data.Expiry > 1 {
			t.Errorf("a token of a second is %+v", data)
		}
	})
}
