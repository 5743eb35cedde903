package vodia_test

import (
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
	"dragoman/domain"
)

// caller is somebody in the grid of who may do what.
type caller struct {
	name string
	who
}

var callers = []caller{
	{"nobody", nobody}, {"a wrong password", who{"admin", "wrong"}}, {"an unknown name", who{"ghost", ""}},
	{"system administrator", admin}, {"administrator", user}, {"administrator by domain", who{"user@localhost", "password"}},
	{"another domain's administrator", boss}, {"reseller above", reseller}, {"user", worker}, {"phone", line},
}

// expected is the status that a caller gets at an endpoint of localhost, 0 for any success or complaint about the
// request itself.
func expected(c caller, e vodia.Endpoint) int {
	switch {
	case e.Scope == vodia.Public:
		return 0
	case c.name == "nobody", c.name == "a wrong password", c.name == "an unknown name":
		return http.StatusUnauthorized
	case c.who == admin:
		return 0
	case e.Scope == vodia.SystemAdministrators:
		return http.StatusForbidden
	case c.name == "administrator", c.name == "administrator by domain", c.name == "reseller above":
		return 0
	}
	return http.StatusForbidden
}

// TestGrid tries every endpoint as everybody. Who may not is told so, whether the endpoint is provided or not, and
// changes nothing.
func TestGrid(t *testing.T) {
	g := open(t)
	journal := func() int {
		n := 0
		for _, name := range []string{here, there} {
			entries, err := g.look(name).Journal(domain.JournalQuery{})
			if err != nil {
				t.Fatal(err)
			}
			n += len(entries)
		}
		return n
	}
	before := journal()
	fill := strings.NewReplacer("{domain}", "localhost", "{account}", "443", "{ext}", "443", "{type}", "hunts")
	system := strings.NewReplacer("{domain}", "nowhere.example.com", "{account}", "443@localhost")
	tried := 0
	for _, e := range vodia.Endpoints() {
		path := fill.Replace(e.Path)
		if !strings.HasPrefix(e.Path, "/rest/domain/") {
			path = system.Replace(e.Path)
		}
		path = strings.NewReplacer("{", "", "}", "").Replace(path)
		for _, method := range e.Methods {
			for _, c := range callers {
				if e.Status != vodia.NotProvided && expected(c, e) == 0 {
					continue // other tests try what is allowed
				}
				// Everything is tried with a body that would do something if it came through.
				a := g.do(c.who, method, path, `{"type":"extensions","account":"999","action":"delete_selected","selected":"443","name":"x.example.com","display":"x","from":"443","to":"998","state":true,"max_hunts":"1"}`)
				want := expected(c, e)
				if want == 0 {
					want = http.StatusNotFound
				}
				if a.status != want {
					t.Errorf("%s %s as %s: status %d, want %d: %s", method, path, c.name, a.status, want, a.body)
				}
				if want == http.StatusUnauthorized && !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic ") {
					t.Errorf("%s %s as %s: no WWW-Authenticate", method, path, c.name)
				}
				tried++
			}
		}
	}
	if tried < 1000 {
		t.Fatalf("only %d requests were tried", tried)
	}
	if after := journal(); after != before {
		t.Errorf("%d changes were made by who may not", after-before)
	}
}

func TestForeignDomains(t *testing.T) {
	g := open(t)
	for _, test := range []struct {
		as     who
		domain string
		status int
	}{
		{admin, "localhost", 200}, {admin, "LOCALHOST", 200}, {admin, "acme.test", 200}, {admin, "nowhere", 404}, {admin, "", 404},
		{user, "localhost", 200}, {user, "acme.example.com", 403}, {user, "nowhere", 403},
		{boss, "acme.example.com", 200}, {boss, "acme.test", 200}, {boss, "localhost", 403}, {boss, "nowhere", 403},
		{reseller, "localhost", 200}, {reseller, "acme.example.com", 200}, {reseller, "nowhere", 403},
		{worker, "localhost", 403}, {worker, "acme.example.com", 403}, {worker, "nowhere", 403},
		{line, "localhost", 403}, {line, "acme.example.com", 403}, {line, "nowhere", 403},
	} {
		a := g.do(test.as, http.MethodGet, "/rest/domain/"+test.domain+"/hunts", "")
		if a.status != test.status {
			t.Errorf("%s at %s: status %d, want %d: %s", test.as.login, test.domain, a.status, test.status, a.body)
		}
	}
	if a := g.do(user, http.MethodGet, "/rest/domain/acme.example.com/hunts", ""); a.body != g.do(user, http.MethodGet, "/rest/domain/nowhere/hunts", "").body {
		t.Errorf("a foreign domain that is there answers %s", a.body)
	}
}

// Who holds an account reaches it and nothing else.
func TestAccountHolders(t *testing.T) {
	g := open(t)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangePhone("444", func(p *domain.Phone) error { p.Names = []string{"444", "4441", "anna"}; return nil })
	})
	for _, test := range []struct {
		as           who
		method, path string
		body         string
		status       int
	}{
		{line, "GET", "/rest/domain/localhost/user_settings/444", "", 200},
		{line, "GET", "/rest/domain/localhost/user_settings/anna", "", 200},
		{line, "POST", "/rest/domain/localhost/user_settings/4441", `{"cfa":"0123","dnd":"true"}`, 200},
		{line, "POST", "/rest/domain/localhost/user_settings/444", `{"alias":["444","4441","anna"]}`, 200},
		{line, "POST", "/rest/domain/localhost/user_settings/444", `{"alias":["444","555"]}`, 403},
		{line, "POST", "/rest/domain/localhost/account/444/user_settings", `{"tz":"Europe/Berlin"}`, 200},
		{line, "GET", "/rest/domain/localhost/user_settings/445", "", 403},
		{line, "GET", "/rest/domain/localhost/user_settings/999", "", 403},
		{line, "GET", "/rest/domain/acme.example.com/user_settings/444", "", 403},
		{line, "DELETE", "/rest/domain/localhost/addacc/444", "", 403},
		{line, "POST", "/rest/user/444@localhost/dnd", `{"state":false}`, 200},
		{line, "GET", "/rest/user/anna@localhost/accounts", "", 200},
		{line, "GET", "/rest/user/444@acme.example.com/dnd", "", 403},
		{who{"anna@localhost", "web"}, "GET", "/rest/domain/localhost/user_settings/444", "", 200},
		{who{"445@localhost", ""}, "GET", "/rest/domain/localhost/user_settings/445", "", 401},
		{worker, "GET", "/rest/domain/localhost/user_settings/440", "", 200},
		{worker, "POST", "/rest/domain/localhost/user_settings/440", `{"dnd":"true"}`, 200},
		{worker, "GET", "/rest/user/440@localhost/dnd", "", 200},
		{worker, "GET", "/rest/domain/localhost/user_settings/444", "", 403},
		{worker, "GET", "/rest/user/444@localhost/dnd", "", 403},
		{user, "GET", "/rest/user/444@localhost/dnd", "", 200},
		{user, "GET", "/rest/user/999@localhost/dnd", "", 404},
		{user, "GET", "/rest/user/self/dnd", "", 404},
		{boss, "GET", "/rest/user/444@localhost/dnd", "", 403},
		{admin, "GET", "/rest/user/444@acme.test/dnd", "", 200},
		{admin, "GET", "/rest/user/444@nowhere/dnd", "", 404},
	} {
		if a := g.do(test.as, test.method, test.path, test.body); a.status != test.status {
			t.Errorf("%s %s as %s: status %d, want %d: %s", test.method, test.path, test.as.login, a.status, test.status, a.body)
		}
	}
}

// The journal calls everybody by one name, however they signed in.
func TestJournalNamesTheCaller(t *testing.T) {
	g := open(t)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangePhone("444", func(p *domain.Phone) error { p.Names = []string{"444", "anna"}; return nil })
	})
	for _, test := range []struct {
		as   who
		name string
	}{
		{who{"USER", "password"}, "user"}, {who{"user@LOCALHOST", "password"}, "user"}, {line, "444@localhost"}, {who{"anna@Localhost", "web"}, "444@localhost"},
	} {
		if a := g.do(test.as, http.MethodPost, "/rest/domain/localhost/user_settings/444", `{"first_name":"`+test.as.login+`"}`); a.status != 200 {
			t.Fatalf("%s: status %d: %s", test.as.login, a.status, a.body)
		}
		entries, err := g.look(here).Journal(domain.JournalQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got := entries[0].Actor; got.Name != test.name || got.Dialect != "vodia" {
			t.Errorf("%s stands in the journal as %+v", test.as.login, got)
		}
	}
}

// A domain's own administrators don't raise its limits or take other names.
func TestDomainLimitsAreTheOperators(t *testing.T) {
	g := open(t)
	config := "/rest/domain/localhost/config"
	for body, status := range map[string]int{
		`{"max_extensions":"1000"}`: 403, `{"max_hunts":5}`: 403, `{"max_ivrnodes":""}`: 200, `{"primary":"other.example.com"}`: 403,
		`{"primary":"localhost"}`: 200, `{"alias":["more.example.com"]}`: 403, `{"display":"Ours","admins":["x"]}`: 200,
	} {
		if a := g.do(user, http.MethodPost, config, body); a.status != status {
			t.Errorf("%s: status %d, want %d: %s", body, a.status, status, a.body)
		}
	}
	if got := g.tenant(here); got.MaxPhones != nil || got.Domain != here || got.Name != "Ours" {
		t.Errorf("the tenant is %+v", got)
	}
	if a := g.do(reseller, http.MethodPost, "/rest/domain/acme.example.com/config", `{"max_extensions":"1"}`); a.status != 200 {
		t.Errorf("the reseller: status %d: %s", a.status, a.body)
	}
	if a := g.do(boss, http.MethodPost, "/rest/domain/acme.example.com/addacc", `{"type":"extensions","account":"500"}`); a.status != 403 || !strings.Contains(a.body, "no more than 1") {
		t.Errorf("beyond the limit: status %d: %s", a.status, a.body)
	}
}

func TestNothingSecretIsLogged(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"extensions","account":"447","sip_pass":"Sesam-1","pin":"9876012345","web_pass":"Sesam-2"}`)
	g.do(who{"admin", "Sesam-3"}, http.MethodGet, "/rest/system/domains?password=Sesam-4", "")
	g.do(nobody, http.MethodPost, session, auth(who{"user", "Sesam-5"}))
	changes := g.get("/rest/system/changes?size=1000")
	entries, err := g.look(here).Journal(domain.JournalQuery{})
	if err != nil {
		t.Fatal(err)
	}
	raw := ""
	for _, entry := range entries {
		raw += entry.Before + entry.After
	}
	for _, text := range []string{"Sesam", "9876012345", "argon2id", "$m="} {
		for where, told := range map[string]string{"the log": g.log.String(), "changes": changes, "the journal": raw} {
			if strings.Contains(told, text) {
				t.Errorf("%s tells %s", where, text)
			}
		}
	}
}
