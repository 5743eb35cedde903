package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
)

// route says what makes a request to one path right and what makes it wrong.
type route struct {
	query, body string
	changes     bool
	wrong       []wrongKey // what is named by the query or the body
}

// wrongKey is a request about something that isn't there, or that can't be.
type wrongKey struct {
	query, body string
	status      int
	names       string // the setting that a refusal blames
}

// body and query make the wrong keys of one status.
func bodies(status int, names string, all ...string) []wrongKey {
	var wrong []wrongKey
	for _, body := range all {
		wrong = append(wrong, wrongKey{body: body, status: status, names: names})
	}
	return wrong
}

func queries(status int, all ...string) []wrongKey {
	var wrong []wrongKey
	for _, query := range all {
		wrong = append(wrong, wrongKey{query: query, status: status})
	}
	return wrong
}

// noObjects are bodies that no endpoint that wants an object can read.
var noObjects = bodies(400, "", "", "[]", "7", "null", "{", `{"a"`, "type=hunts", "\xff", "{\"a\":\"\x00\"}")

var vodiaGrid = map[string]route{
	"GET /rest/domain/{domain}/hunts":      {},
	"GET /rest/domain/{domain}/extensions": {wrong: queries(404, "account=299", "account=901", "account=300", "account=%00", "account="+strings.Repeat("7", 300))},
	"GET /rest/domain/{domain}/ivrnodes":   {},
	"GET /rest/domain/{domain}/users":      {},
	"DELETE /rest/domain/{domain}/users": {query: "id={extension 201}", changes: true,
		wrong: queries(404, "", "id=", "id=x", "id=-1", "id=0", "id=99999999999999999999", "id=9871", "id=9872", "id=9873", "id={extension 901}")},
	"GET /rest/domain/{domain}/userlist/{type}": {},
	"GET /rest/domain/{domain}/status/{type}":   {},
	"GET /rest/domain/{domain}/acds":            {},
	"GET /rest/domain/{domain}/attendants":      {},
	"GET /rest/domain/{domain}/callingcards":    {},
	"GET /rest/domain/{domain}/colines":         {},
	"GET /rest/domain/{domain}/conferences":     {},
	"GET /rest/domain/{domain}/orbits":          {},
	"GET /rest/domain/{domain}/paging":          {},
	"GET /rest/domain/{domain}/srvflags":        {},
	"POST /rest/domain/{domain}/addacc": {body: `{"type":"hunts","account":"700"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "account", `{"type":"hunts","account":"201"}`, `{"type":"extensions","account":"300"}`, `{"type":"ivrnodes","account":"310"}`,
			`{"type":"hunts","account":"*66"}`, `{"type":"hunts","account":""}`, `{"type":"hunts"}`, `{"type":"hunts","account":"a b@c"}`,
			`{"type":"hunts","account":" / ; "}`, `{"type":"hunts","account":["700"]}`, `{"type":"hunts","account":"700 701 201"}`,
			`{"type":"hunts","account":"700/201"}`, `{"type":"hunts","account":"700 700"}`, `{"type":"hunts","account":"`+strings.Repeat("7", 200)+`"}`),
		bodies(400, "type", `{"account":"700"}`, `{"type":"acds","account":"700"}`, `{"type":"made-up","account":"700"}`, `{"type":7,"account":"700"}`))},
	"DELETE /rest/domain/{domain}/addacc/{account}": {changes: true},
	"POST /rest/domain/{domain}/cloneaccount": {body: `{"from":"201","to":"251"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(404, "", `{"from":"299","to":"251"}`, `{"from":"901","to":"251"}`, `{"from":"*66","to":"251"}`),
		bodies(400, "to", `{"from":"201","to":"202"}`, `{"from":"201","to":"251 201"}`, `{"from":"201"}`),
		bodies(400, "from", `{"to":"251"}`, `{"from":"201","from":"202","to":"251"}`))},
	"POST /rest/domain/{domain}/domain_action": {body: `{"type":"accounts","action":"delete_selected","selected":"201 hunt_{group of acme}"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(200, "", `{"type":"accounts","action":"delete_selected","selected":"299 901 hunt_{group of other} *66"}`,
			`{"type":"accounts","action":"delete_selected","selected":""}`, `{"type":"accounts","action":"delete_selected"}`),
		bodies(400, "action", `{"type":"accounts","action":"made_up","selected":"201"}`, `{"type":"accounts","action":"reboot_selected","selected":"201"}`, `{"type":"accounts","selected":"201"}`),
		bodies(400, "type", `{"action":"delete_selected","selected":"201"}`, `{"type":"trunks","action":"delete_selected","selected":"201"}`),
		bodies(400, "selected", `{"type":"accounts","action":"delete_selected","selected":["201"]}`))},
	"GET /rest/domain/{domain}/user_settings/{account}":         {},
	"POST /rest/domain/{domain}/user_settings/{account}":        {body: `{"first_name":"Changed"}`, changes: true, wrong: slices.Concat(noObjects, wrongExtension)},
	"GET /rest/domain/{domain}/account/{account}/user_settings": {},
	"POST /rest/domain/{domain}/account/{account}/user_settings": {body: `{"table":"users","settings":[{"name":"first_name","value":"Changed"}]}`, changes: true,
		wrong: slices.Concat(noObjects, bodies(400, "settings", `{"settings":{}}`, `{"settings":["x"]}`, `{"settings":[{"name":"x"}]}`, `{"settings":[{"value":"x"}]}`))},
	"GET /rest/domain/{domain}/settings": {},
	"POST /rest/domain/{domain}/settings": {body: `{"tz":"Changed","code_park":"*85"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "code_park", `{"code_park":"201"}`, `{"code_park":"*66"}`, `{"code_park":"park"}`, `{"tz":"x","code_park":"300"}`))},
	"GET /rest/domain/{domain}/config": {},
	"POST /rest/domain/{domain}/config": {body: `{"country_code":"61"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "max_extensions", `{"max_extensions":"many"}`, `{"max_extensions":"-5"}`))},
	"GET /rest/domain/{domain}/changes": {wrong: queries(400, "page=x", "page=-1", "size=0", "size=x", "page=9999999999999999999", "size=1000001")},

	"GET /rest/user/{account}/dnd":       {},
	"POST /rest/user/{account}/dnd":      {body: `{"state":true,"reason":"lunch"}`, changes: true, wrong: slices.Concat(noObjects, bodies(400, "state", `{"state":"maybe"}`, `{"state":[]}`))},
	"GET /rest/user/{account}/starcodes": {},
	"GET /rest/user/{account}/accounts":  {},

	"GET /rest/ivrnode/{account}/settings":  {},
	"POST /rest/ivrnode/{account}/settings": {body: `{"display":"Changed"}`, changes: true, wrong: noObjects},

	"GET /rest/system/domains": {},
	"POST /rest/system/domains": {body: `{"name":"new.example.com","display_name":"New"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "name", `{}`, `{"name":""}`, `{"name":"`+acme+`"}`, `{"name":"ACME.example.com"}`, `{"name":"no domain"}`, `{"name":"a..b"}`, `{"name":"-"}`, `{"name":"`+strings.Repeat("x", 300)+`"}`))},
	"PUT /rest/system/domains": {body: `{"name":"` + acme + `","password":"fresh-pass-Zq7"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(404, "", `{"name":"`+nowhere+`","password":"x"}`), bodies(400, "name", `{"password":"x"}`), bodies(400, "password", `{"name":"`+acme+`"}`))},
	"DELETE /rest/system/domains": {body: `["` + acme + `"]`, changes: true, wrong: slices.Concat(
		bodies(400, "", ``, `{}`, `[]`, `[7]`, `[""]`, `"`+acme+`"`, `[["`+acme+`"]]`, `["localhost"]`, `["agency.example.com"]`),
		bodies(404, "", `["`+nowhere+`"]`, `["`+other+`","`+nowhere+`"]`))},
	"GET /rest/system/domains/{domain}":    {},
	"DELETE /rest/system/domains/{domain}": {changes: true},
	"POST /rest/system/domain": {body: `["new.example.com"]`, changes: true,
		wrong: bodies(400, "", ``, `{}`, `[]`, `[7]`, `[""]`, `["`+acme+`"]`, `["new.example.com","`+acme+`"]`, `["new.example.com","new.example.com"]`)},
	"GET /rest/system/domaininfo": {wrong: slices.Concat(queries(404, "id=987654", "id=x", "id=-1"), queries(400, "size=x", "size=0", "size=2&page=x", "size=2&page=-1"))},
	"POST /rest/system/domaininfo": {body: `{"name":"new.example.com","display_name":"New"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "name", `{}`, `{"name":"`+acme+`"}`))},
	"GET /rest/system/users":          {},
	"GET /rest/system/changes":        {wrong: queries(400, "page=x", "size=0")},
	"GET /rest/system/administrators": {},
	"POST /rest/system/administrators": {body: `{"name":"second","password":"second-pass-Zq7","api":"true"}`, changes: true, wrong: slices.Concat(noObjects,
		bodies(400, "name", `{}`, `{"name":"boss"}`, `{"name":"a b"}`, `{"name":""}`))},
	"DELETE /rest/system/administrators": {query: "name=spare", changes: true, wrong: slices.Concat(
		queries(404, "", "name=", "name=boss", "name=unheard-of"))},
}

// wrongExtension are settings of an extension that can't be written.
var wrongExtension = slices.Concat(
	bodies(400, "alias", `{"alias":["201","202"]}`, `{"alias":["300"]}`, `{"alias":[]}`, `{"alias":["201","201"]}`, `{"alias":["a b"]}`, `{"first_name":"x","alias":["201","310"]}`),
	bodies(400, "dnd", `{"dnd":"perhaps"}`), bodies(400, "cfn_timeout", `{"cfn_timeout":"soon"}`), bodies(400, "moh", `{"moh":"-1"}`),
)

// holders are those whom an account's own paths let in besides administrators.
var holders = []who{line, worker}

// vodiaRow is one route of the grid.
type vodiaRow struct {
	*grid
	vodia.Endpoint
	route
	method string
}

func TestEveryVodiaEndpointRefuses(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	g.spareAdministrator()
	seen := map[string]bool{}
	for _, endpoint := range vodia.Endpoints() {
		for _, method := range endpoint.Methods {
			name := method + " " + endpoint.Path
			seen[name] = true
			row := vodiaRow{grid: g, Endpoint: endpoint, method: method}
			if endpoint.Status == vodia.NotProvided {
				row.absent()
				continue
			}
			expected, ok := vodiaGrid[name]
			if endpoint.Scope == vodia.Public {
				ok = publicRoutes[name]
			}
			if !ok {
				t.Errorf("nobody says how %s must refuse", name)
				continue
			}
			if endpoint.Scope == vodia.Public {
				continue
			}
			row.route = expected
			row.callers()
			row.pathKeys()
			row.otherKeys()
			row.otherMethods()
		}
	}
	for name := range vodiaGrid {
		if !seen[name] {
			t.Errorf("%s isn't declared", name)
		}
	}
}

// spareAdministrator adds a system administrator who may be removed, and notes ids that lists give.
func (g *grid) spareAdministrator() {
	g.t.Helper()
	g.vodia(admin, "POST", "/rest/system/administrators", `{"name":"spare","password":"spare-pass-Zq7"}`).must(g.t, 200)
	for _, domain := range []string{acme, other} {
		var users []struct{ ID, Name string }
		g.vodia(admin, "GET", "/rest/domain/"+domain+"/users", "").must(g.t, 200).into(g.t, &users)
		for _, user := range users {
			g.ids["extension "+user.Name] = user.ID
		}
	}
	g.remember()
}

// filled puts ids where they stand by name.
func (g *grid) filled(text string) string {
	for name, id := range g.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

// target is the path with values for its names in braces; those given win.
func (r *vodiaRow) target(given map[string]string) string {
	values := map[string]string{"domain": acme, "account": "201", "type": "extensions"}
	switch {
	case strings.HasPrefix(r.Path, "/rest/ivrnode/"):
		values["account"] = "310@" + acme
	case !strings.HasPrefix(r.Path, "/rest/domain/"):
		values["account"] = "201@" + acme
	}
	for name, value := range given {
		values[name] = value
	}
	path := r.Path
	for name, value := range values {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	return strings.NewReplacer("{", "", "}", "").Replace(path) // names of endpoints that aren't provided stand for themselves
}

// ask sends the right request but for what is given.
func (r *vodiaRow) ask(caller who, path, query, body string) answer {
	r.t.Helper()
	if query != "" {
		path += "?" + r.filled(query)
	}
	return r.vodia(caller, r.method, path, r.filled(body))
}

func (r *vodiaRow) right(caller who) answer {
	r.t.Helper()
	return r.ask(caller, r.target(nil), r.query, r.body)
}

// refusedWith expects a refusal in the form of this dialect and no change.
func (r *vodiaRow) refusedWith(cell string, got answer, status int, names string) {
	r.t.Helper()
	cell = r.method + " " + r.Path + ": " + cell
	r.unchanged(cell)
	if got.status != status {
		r.t.Errorf("%s: got %d instead of %d: %s", cell, got.status, status, got.body)
		return
	}
	if status == 200 {
		return
	}
	var body struct {
		Error    string
		Settings map[string]string
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || body.Error == "" || got.header.Get("Content-Type") != "application/json" {
		r.t.Errorf("%s: the refusal %q as %s", cell, got.body, got.header.Get("Content-Type"))
	}
	if names != "" && body.Settings[names] == "" {
		r.t.Errorf("%s: %s doesn't name %s", cell, got.body, names)
	}
	if (got.header.Get("WWW-Authenticate") != "") != (status == 401) {
		r.t.Errorf("%s: status %d with WWW-Authenticate %q", cell, status, got.header.Get("WWW-Authenticate"))
	}
}

// callers tries everybody.
func (r *vodiaRow) callers() {
	r.t.Helper()
	for name, impostor := range impostors {
		if plain[name] || r.Path == "/rest/domain/{domain}/hunts" {
			r.refusedWith(name, r.right(impostor), 401, "")
		}
	}
	for _, cookie := range []string{"x", "g7lsrphhrkim1jkvbt88", ""} {
		request := r.request(r.method, r.target(nil), r.filled(r.body))
		request.AddCookie(&http.Cookie{Name: "session", Value: cookie})
		r.refusedWith("session "+cookie, r.send(request), 401, "")
	}

	admitted := []who{admin}
	refused := []who{boss, agent, rival, chief, worker, idler, stranger, line, nextLine, farLine}
	switch r.Scope {
	case vodia.DomainAdministrators:
		admitted = []who{admin, boss, agent}
	case vodia.AccountHolders:
		admitted = append([]who{admin, boss, agent}, holders...)
	}
	for _, caller := range refused {
		if !slices.Contains(admitted, caller) {
			r.refusedWith("as "+caller.login, r.right(caller), 403, "")
		}
	}
	for _, caller := range admitted {
		got := r.right(caller)
		cell := r.method + " " + r.Path + " as " + caller.login
		if got.status != 200 || !json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != "application/json" {
			r.t.Errorf("%s: got %d: %s", cell, got.status, got.body)
		}
		r.changed(cell, r.changes)
		if r.method == "POST" && r.Path != "/rest/system/domains" { // there PUT has a meaning of its own
			put := *r
			put.method = "PUT"
			if got := put.right(caller); got.status != 200 {
				r.t.Errorf("%s by PUT: got %d: %s", cell, got.status, got.body)
			}
			r.changed(cell+" by PUT", r.changes)
		}
		r.variants(caller)
	}
}

// variants are other spellings of the same path.
func (r *vodiaRow) variants(caller who) {
	r.t.Helper()
	plain := r.target(nil)
	for _, path := range []string{plain + "/", strings.Replace(plain, "%40", "@", 1), strings.Replace(plain, "@", "%40", 1)} {
		if got := r.ask(caller, path, r.query, r.body); got.status != 200 {
			r.t.Errorf("%s %s as %s: got %d: %s", r.method, path, caller.login, got.status, got.body)
		}
		r.changed(r.method+" "+path, r.changes)
	}
}

// pathKeys tries every name in braces.
func (r *vodiaRow) pathKeys() {
	r.t.Helper()
	ofDomain := strings.HasPrefix(r.Path, "/rest/domain/")
	if strings.Contains(r.Path, "{domain}") {
		for _, domain := range append([]string{nowhere, "987654"}, malformed...) {
			if strings.Trim(domain, "/ ") == "" {
				continue // that is another path
			}
			got := r.ask(admin, r.target(map[string]string{"domain": domain}), r.query, r.body)
			r.refusedWith(fmt.Sprintf("domain %.20q", domain), got, 404, "")
			if ofDomain {
				got = r.ask(boss, r.target(map[string]string{"domain": domain}), r.query, r.body)
				r.refusedWith(fmt.Sprintf("domain %.20q as boss", domain), got, 403, "")
			}
		}
		if ofDomain {
			r.refusedWith("another domain", r.ask(boss, r.target(map[string]string{"domain": other}), r.query, r.body), 403, "")
			r.refusedWith("another domain as phone", r.ask(line, r.target(map[string]string{"domain": other}), r.query, r.body), 403, "")
		}
	}
	if strings.Contains(r.Path, "{account}") {
		r.accountKeys(ofDomain)
	}
	if strings.Contains(r.Path, "status/{type}") {
		r.refusedWith("type that isn't there", r.ask(boss, r.target(map[string]string{"type": "made-up"}), "", ""), 404, "")
	}
}

func (r *vodiaRow) accountKeys(ofDomain bool) {
	r.t.Helper()
	at := ""
	if !ofDomain {
		at = "@" + acme
	}
	for _, account := range append([]string{"299", "901", "hunt_987654", "*66"}, malformed...) {
		if account == "" {
			continue // that is another path
		}
		path := r.target(map[string]string{"account": account + at})
		cell := fmt.Sprintf("account %.20q", account)
		r.refusedWith(cell, r.ask(boss, path, r.query, r.body), 404, "")
		if r.Scope == vodia.AccountHolders {
			for _, holder := range holders {
				r.refusedWith(cell+" as "+holder.login, r.ask(holder, path, r.query, r.body), 403, "")
			}
		}
	}
	if ofDomain {
		return
	}
	r.refusedWith("account of another domain", r.ask(boss, r.target(map[string]string{"account": "901@" + other}), r.query, r.body), 403, "")
	r.refusedWith("account of no domain", r.ask(boss, r.target(map[string]string{"account": "201@" + nowhere}), r.query, r.body), 403, "")
	r.refusedWith("account of no domain as admin", r.ask(admin, r.target(map[string]string{"account": "201@" + nowhere}), r.query, r.body), 404, "")
	wrongType := "hunt_" + r.ids["group of acme"] + "@" + acme
	if strings.HasSuffix(r.Path, "/dnd") || strings.HasPrefix(r.Path, "/rest/ivrnode/") {
		r.refusedWith("account of another type", r.ask(boss, r.target(map[string]string{"account": wrongType}), r.query, r.body), 404, "")
	}
}

// otherKeys tries what the query or the body names.
func (r *vodiaRow) otherKeys() {
	r.t.Helper()
	caller := boss
	if r.Scope == vodia.SystemAdministrators {
		caller = admin
	}
	for _, wrong := range r.wrong {
		got := r.ask(caller, r.target(nil), wrong.query, wrong.body)
		r.refusedWith(fmt.Sprintf("%.80q", wrong.query+wrong.body), got, wrong.status, wrong.names)
	}
}

// otherMethods are those that the path isn't declared for.
func (r *vodiaRow) otherMethods() {
	r.t.Helper()
	declared := []string{"HEAD"}
	for _, endpoint := range vodia.Endpoints() {
		if endpoint.Path == r.Path {
			declared = append(declared, endpoint.Methods...)
		}
	}
	if slices.Contains(declared, "POST") {
		declared = append(declared, "PUT")
	}
	for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		if slices.Contains(declared, method) {
			continue
		}
		got := r.vodia(admin, method, r.target(nil), r.filled(r.body))
		r.refusedWith("by "+method, got, 404, "")
		if got.header.Get("Allow") == "" {
			r.t.Errorf("%s %s: no Allow", method, r.Path)
		}
		r.refusedWith("by "+method+" by nobody", r.vodia(nobody, method, r.target(nil), ""), 401, "")
	}
}

// absent is an endpoint that the gateway hasn't: it says why to who might have used it.
func (r *vodiaRow) absent() {
	r.t.Helper()
	path := r.target(nil)
	r.refusedWith("nobody", r.vodia(nobody, r.method, path, "{}"), 401, "")
	got := r.vodia(admin, r.method, path, "{}")
	r.refusedWith("admin", got, 404, "")
	if !strings.Contains(got.body, r.Why) || r.Why == "" {
		r.t.Errorf("%s %s: %s doesn't say why: %s", r.method, r.Path, got.body, r.Why)
	}
	r.refusedWith("as chief", r.vodia(chief, r.method, path, "{}"), 403, "")
	if r.Scope != vodia.AccountHolders {
		r.refusedWith("as phone", r.vodia(line, r.method, path, "{}"), 403, "")
	}
}

// publicRoutes answer anybody; TestSessionsRefuse is about them.
var publicRoutes = map[string]bool{
	"GET /rest/system/session": true, "POST /rest/system/session": true, "DELETE /rest/system/session": true,
}

func TestSessionsRefuse(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	const path = "/rest/system/session"
	for _, test := range []struct {
		who          who
		method, body string
		status       int
		answer       string
	}{
		{nobody, "POST", `{"name":"auth","value":"admin d41d8cd98f00b204e9800998ecf8427e"}`, 200, `""`}, // the MD5 of nothing isn't nothing
		{nobody, "POST", `{"name":"auth","value":"boss ` + strings.Repeat("0", 32) + `"}`, 200, `""`},
		{nobody, "POST", `{"name":"auth","value":"boss ` + boss.password + `"}`, 200, `""`},
		{nobody, "POST", `{"name":"auth","value":"boss"}`, 200, `""`},
		{nobody, "POST", `{"name":"auth","value":""}`, 200, `""`},
		{nobody, "POST", `{"name":"auth"}`, 200, `""`},
		{nobody, "POST", `{"name":"session","value":"g7lsrphhrkim1jkvbt88"}`, 200, `false`},
		{nobody, "POST", `{"name":"session"}`, 200, `false`},
		{nobody, "POST", `{"name":"3rd","domain":"acme.example.com"}`, 401, ``},
		{who{"boss", "wrong"}, "POST", `{"name":"3rd","domain":"acme.example.com"}`, 401, ``},
		{boss, "POST", `{"name":"3rd","domain":"acme.example.com"}`, 403, ``},
		{line, "POST", `{"name":"3rd","domain":"acme.example.com"}`, 403, ``},
		{admin, "POST", `{"name":"3rd","domain":"nowhere.example.com"}`, 200, `false`},
		{admin, "POST", `{"name":"3rd","domain":"acme.example.com","username":"299"}`, 200, `false`},
		{admin, "POST", `{"name":"3rd","domain":"acme.example.com","username":"901"}`, 200, `false`},
		{nobody, "POST", `{"name":"lang","value":"en"}`, 400, ``},
		{nobody, "POST", `{}`, 400, ``},
		{nobody, "POST", ``, 400, ``},
		{nobody, "POST", `[]`, 400, ``},
		{nobody, "DELETE", ``, 200, `true`},
		{nobody, "PATCH", ``, 401, ``},
	} {
		for _, method := range []string{test.method, "PUT"} {
			if method == "PUT" && test.method != "POST" {
				continue
			}
			cell := method + " " + test.body + " as " + test.who.login
			got := g.vodia(test.who, method, path, test.body)
			g.unchanged(cell)
			if got.status != test.status || test.answer != "" && got.body != test.answer {
				t.Errorf("%s: got %d %s", cell, got.status, got.body)
			}
			if got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s: a cookie is set", cell)
			}
		}
	}
	for _, impostor := range []who{nobody, {boss.login, "wrong"}} {
		var session struct{ Type, User string }
		g.vodia(impostor, "GET", path, "").must(t, 200).into(t, &session)
		if session.Type != "" || session.User != "" {
			t.Errorf("%s is taken for %+v", impostor.login, session)
		}
	}
	g.unchanged("asking who one is")
}
