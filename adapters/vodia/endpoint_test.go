package vodia_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
)

// fits compares paths segment by segment; what stands in braces fits anything.
func fits(declared, path string) bool {
	a, b := strings.Split(strings.Trim(declared, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	return slices.EqualFunc(a, b, func(x, y string) bool { return x == y || strings.HasPrefix(x, "{") })
}

// TestEveryDocumentedPathIsDeclared goes through the paths of the OpenAPI description of 70.3.
func TestEveryDocumentedPathIsDeclared(t *testing.T) {
	text, err := os.ReadFile("testdata/openapi-paths.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 212 {
		t.Fatalf("testdata has %d paths", len(lines))
	}
	for _, line := range lines {
		methods, path, _ := strings.Cut(line, " ")
		for method := range strings.SplitSeq(methods, ",") {
			if !takes(method, path) {
				t.Errorf("%s %s is not declared", method, path)
			}
		}
	}
}

func takes(method, path string) bool {
	return slices.ContainsFunc(vodia.Endpoints(), func(e vodia.Endpoint) bool {
		return slices.Contains(e.Takes(), method) && fits(e.Path, path)
	})
}

// Working clients call what the description of 70.3 hasn't.
func TestWhatClientsCallIsDeclared(t *testing.T) {
	for _, call := range []string{
		"GET /rest/domain/localhost/userlist/hunts", "POST /rest/domain/localhost/cloneaccount", "GET /rest/domain/localhost/check-sync",
		"PUT /rest/system/session", "PUT /rest/system/did", "GET /rest/user/440@localhost/wallboard", "GET /rest/user/440@localhost/wallboard/70",
		"GET /rest/system/cdr/0-50", "PUT /rest/domain/localhost/addacc", "PUT /rest/domain/localhost/user_settings/440",
		"PUT /rest/domain/localhost/settings", "PUT /rest/domain/localhost/domain_action", "PUT /rest/domain/localhost/edit_dialplan/1",
	} {
		method, path, _ := strings.Cut(call, " ")
		if !takes(method, path) {
			t.Errorf("%s is not declared", call)
		}
	}
	if takes(http.MethodPut, "/rest/domain/localhost/did") || takes(http.MethodPost, "/rest/domain/localhost/hunts") {
		t.Error("what isn't served is declared with more methods than it has")
	}
}

func TestEndpointsAreDeclaredWell(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range vodia.Endpoints() {
		for _, method := range e.Methods {
			if seen[method+" "+e.Path] {
				t.Errorf("%s %s is declared twice", method, e.Path)
			}
			seen[method+" "+e.Path] = true
		}
		if e.Page == "" || e.Scope == "" || e.Status == "" {
			t.Errorf("%s lacks its page, scope or status: %+v", e.Path, e)
		}
		if (e.Why == "") != (e.Status == vodia.Provided) {
			t.Errorf("%s is %s because %q", e.Path, e.Status, e.Why)
		}
	}
}

func TestEndpointsThatAreNotProvidedSayWhy(t *testing.T) {
	g := open(t)
	n := 0
	for _, e := range vodia.Endpoints() {
		if e.Status != vodia.NotProvided {
			continue
		}
		path := strings.NewReplacer("{domain}", "localhost", "/{account}", "/444@localhost", "{", "", "}", "").Replace(e.Path)
		for _, method := range e.Methods {
			a := g.do(admin, method, path, "{}")
			if a.status != http.StatusNotFound || !strings.Contains(a.body, "is not provided: ") || !strings.Contains(a.body, e.Why) {
				t.Errorf("%s %s: status %d: %s", method, path, a.status, a.body)
			}
			n++
		}
	}
	if n < 150 {
		t.Errorf("only %d were tried", n)
	}
}

func TestPaths(t *testing.T) {
	g := open(t)
	for path, status := range map[string]int{
		"/rest/domain/localhost/hunts": 200, "/rest/domain/localhost/hunts/": 200, "/rest/domain/localhost/hunts//": 200,
		"/rest/domain/local%68ost/hunts": 200, "/rest/domain/localhost/user_settings/444": 200, "/rest/domain/localhost/user_settings/%3444": 200,
		"/rest/user/444@localhost/dnd": 200, "/rest/user/444%40localhost/dnd/": 200, "/rest/user/444@LOCALHOST/dnd": 200,
		"/rest/domain/localhost/extensions?account=444": 200, "/rest/domain/localhost/extensions?account=999": 404,
		"/rest/": 404, "/rest/nothing": 404, "/rest/domain/localhost": 404, "/rest/domain/localhost/": 404, "/rest/domain/localhost/nothing": 404,
		"/rest/domain/localhost/hunts/1": 404, "/rest/domain//hunts": 404, "/rest/domain/localhost/user_settings/": 404, "/rest/domain/localhost/user_settings": 404,
		"/rest/domain/localhost/user_settings/44%2F4": 404, "/rest/domain/localhost/user_settings/..": 404, "/rest/user/@localhost/dnd": 404,
		"/rest/user/444@localhost": 404, "/rest/domain/localhost/status/nothing": 404, "/rest/domain/localhost/status/hoots": 200,
		"/rest/domain/localhost/status/extensions-agent": 200, "/rest/system/domaininfo?size=0": 400, "/rest/system/domaininfo?size=x": 400,
		"/rest/system/domaininfo?size=1&page=x": 400, "/rest/system/domaininfo?size=1&page=99": 200, "/rest/system/domaininfo?id=99": 404,
		"/rest/system/changes?page=-1": 400, "/rest/system/changes?size=0": 400, "/rest/system/changes?size=9999999": 400, "/rest/domain/localhost/changes?page=99999999": 400,
		"/rest/domain/localhost/changes?page=1&size=2": 200,
	} {
		if a := g.do(admin, http.MethodGet, path, ""); a.status != status {
			t.Errorf("%s: status %d, want %d: %s", path, a.status, status, a.body)
		}
	}
	for _, test := range []struct{ method, path, allow string }{
		{"DELETE", "/rest/domain/localhost/hunts", "GET"}, {"GET", addacc, "POST, PUT"}, {"PATCH", userSettings + "444", "GET, POST, PUT"},
		{"POST", "/rest/domain/localhost/addacc/444", "DELETE"}, {"PUT", "/rest/domain/localhost/users", "DELETE, GET"},
	} {
		a := g.do(admin, test.method, test.path, "{}")
		if a.status != http.StatusNotFound || a.header.Get("Allow") != test.allow {
			t.Errorf("%s %s: status %d, Allow %q", test.method, test.path, a.status, a.header.Get("Allow"))
		}
	}
	head := g.do(admin, http.MethodHead, "/rest/domain/localhost/hunts", "")
	if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != "2" {
		t.Errorf("HEAD: status %d, %s bytes: %q", head.status, head.header.Get("Content-Length"), head.body)
	}
}

// PUT does what POST does, as clients of 2015 to 2018 write.
func TestPutWritesAsPostDoes(t *testing.T) {
	posts := map[string]string{
		"/rest/domain/localhost/addacc":                    `{"type":"hunts","account":"1004"}`,
		"/rest/domain/localhost/user_settings/444":         `{"first_name":"Anna"}`,
		"/rest/domain/localhost/account/444/user_settings": `{"tz":"x"}`,
		"/rest/domain/localhost/domain_action":             `{"type":"accounts","action":"disable_selected","selected":"444"}`,
		"/rest/domain/localhost/cloneaccount":              `{"from":"444","to":"448"}`,
		"/rest/domain/localhost/settings":                  `{"code_redial":"*66"}`,
		"/rest/domain/localhost/config":                    `{"max_hunts":"5"}`,
		"/rest/user/444@localhost/dnd":                     `{"state":true}`,
		"/rest/system/administrators":                      `{"name":"ops","password":"x"}`,
		"/rest/system/domain":                              `["new.example.com"]`,
		"/rest/system/domaininfo":                          `{"name":"new.example.com"}`,
	}
	for path, body := range posts {
		by := map[string]string{}
		for _, method := range []string{http.MethodPost, http.MethodPut} {
			g := open(t)
			by[method] = g.succeed(method, path, body) + g.get("/rest/domain/localhost/users") + g.get("/rest/system/domains") + g.get(userSettings+"444")
		}
		if by[http.MethodPost] != by[http.MethodPut] {
			t.Errorf("%s: POST gave %s, PUT %s", path, by[http.MethodPost], by[http.MethodPut])
		}
	}
	for _, e := range vodia.Endpoints() {
		if slices.Contains(e.Methods, http.MethodPost) && e.Status != vodia.NotProvided && e.Scope != vodia.Public &&
			!slices.ContainsFunc([]string{"ivrnode", "/rest/system/domains"}, func(s string) bool { return strings.Contains(e.Path, s) }) {
			tried := slices.ContainsFunc(slices.Collect(maps.Keys(posts)), func(path string) bool { return fits(e.Path, path) })
			if !tried {
				t.Errorf("PUT %s isn't tried", e.Path)
			}
		}
	}
}
