package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exchange is a request on its way to a server and the answer on its way back.
type exchange struct {
	method, path, query string
	header              http.Header
	body                string
	status              int // of an answer, the proxy's own if set before the request is sent on
	answer              string
}

// breaking starts a proxy that changes what goes through it: requests before they are sent on, and answers.
func breaking(t testing.TB, to string, before, after func(*exchange)) string {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		e := &exchange{method: r.Method, path: r.URL.EscapedPath(), query: r.URL.RawQuery, header: r.Header, body: string(body)}
		if before != nil {
			before(e)
		}
		if e.status == 0 {
			e.forward(t, to)
		}
		if after != nil {
			after(e)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(e.status)
		_, _ = io.WriteString(w, e.answer) // who was stopped doesn't wait
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

func (e *exchange) forward(t testing.TB, to string) {
	request, err := http.NewRequest(e.method, to+e.path, strings.NewReader(e.body))
	if err != nil {
		t.Error(err)
		return
	}
	request.URL.RawQuery = e.query
	request.Header = e.header
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	e.status, e.answer = response.StatusCode, string(answer)
}

// calls says whether the exchange is of an Enswitch function.
func (e *exchange) calls(function string) bool { return e.path == "/api/json/"+function+"/" }

// form changes the parameters of an Enswitch function.
func (e *exchange) form(change func(url.Values)) {
	values, err := url.ParseQuery(e.body)
	if err != nil {
		return
	}
	change(values)
	e.body = values.Encode()
}

// members changes the members of a body that is an object.
func (e *exchange) members(change func(map[string]any)) {
	var members map[string]any
	decoder := json.NewDecoder(strings.NewReader(e.body))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		return
	}
	change(members)
	var body bytes.Buffer
	if json.NewEncoder(&body).Encode(members) == nil {
		e.body = body.String()
	}
}

func (e *exchange) replace(pattern, by string) {
	e.answer = regexp.MustCompile(pattern).ReplaceAllString(e.answer, by)
}

// breakage is one thing that a server does wrong.
type breakage struct {
	name          string
	only          string // the families that it shows in
	before, after func(*exchange)
	caught        string // a pattern of the names of checks of which one must fail
}

// inAnswer breaks the answers of an Enswitch function.
func inAnswer(function, pattern, by string) func(*exchange) {
	return func(e *exchange) {
		if e.calls(function) {
			e.replace(pattern, by)
		}
	}
}

// inForm breaks the parameters of an Enswitch function.
func inForm(function string, change func(url.Values)) func(*exchange) {
	return func(e *exchange) {
		if e.calls(function) {
			e.form(change)
		}
	}
}

func dropping(name string) func(url.Values) { return func(v url.Values) { v.Del(name) } }

// instead answers an Enswitch function without asking the server.
func instead(function, answer string) func(*exchange) {
	return func(e *exchange) {
		if e.calls(function) {
			e.status, e.answer = 200, answer
		}
	}
}

const enswitchDone = `{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`

var enswitchBreakages = []breakage{
	{"number instead of a string", "phones", nil, inAnswer("phones/get", `"mailbox":""`, `"mailbox":0`), `^phones/get mailbox type$`},
	{"string instead of a number", "phones", nil, inAnswer("phones/get", `"ringtime":(\d+)`, `"ringtime":"$1"`), `^phones/get ringtime type$`},
	{"truth instead of a number", "phones", nil, inAnswer("phones/get", `"dnd":1`, `"dnd":true`), `^phones/update dnd reads back$`},
	{"string instead of a number in a list", "phones", nil, inAnswer("phones/list", `"id":(\d+)`, `"id":"$1"`), `^phones/list id type$`},
	{"lost setting", "phones", inForm("phones/update", dropping("missedemail")), nil, `^phones/update missedemail reads back$`},
	{"wrong default", "phones", inForm("phones/create", func(v url.Values) { v.Set("direct", "0") }), nil, `^phones/create direct default$`},
	{"reset field", "phones", inForm("phones/update", func(v url.Values) {
		if !v.Has("ringtime") {
			v.Set("ringtime", "15")
		}
	}), nil, `^phones/update ringtime stays$`},
	{"wrong code", "phones", nil, inAnswer("phones/create", `"204"`, `"200"`), `^phones/create$`},
	{"code as a number", "phones", nil, inAnswer("phones/get", `"code":"200"`, `"code":200`), `^phones/get form$`},
	{"success that isn't OK", "phones", nil, inAnswer("phones/update", `"OK"`, `"Ok"`), `^phones/update form$`},
	{"no key in a 400", "phones", nil, inAnswer("phones/update", `"key":"ringtime"`, `"key":""`), `^phones/update ringtime wrong value`},
	{"no key of a missing parameter", "codes", nil, inAnswer("codes/create", `"key":"dtype"`, `"key":""`), `^codes/create dtype missing$`},
	{"HTTP status 500", "phones", nil, func(e *exchange) {
		if e.calls("phones/update") {
			e.status = 500
		}
	}, `^phones/update$`},
	{"HTTP status of the code", "phones", nil, func(e *exchange) {
		if strings.Contains(e.answer, `"404"`) {
			e.status = 404
		}
	}, `^phones/get what isn't there$`},
	{"data null", "phones", nil, inAnswer("phones/update", ` ] }$`, ` ], "data":null }`), `^phones/update form$`},
	{"data missing", "huntgroups", nil, inAnswer("huntgroups/create", `, "data":\{[^}]*\}`, ``), `^huntgroups/create (form|id)$`},
	{"responses empty", "phones", nil, inAnswer("phones/delete", `\[ .* \]`, `[ ]`), `^phones/delete$`},
	{"refused allowed value", "phones", func(e *exchange) {
		if e.calls("phones/update") && strings.Contains(e.body, "matched_called") {
			e.status, e.answer = 200, `{ "responses":[ { "code":"400", "key":"callerid_external", "message":"no" } ] }`
		}
	}, nil, `^phones/update callerid_external takes what is allowed$`},
	{"accepted wrong value", "phones", inForm("phones/update", func(v url.Values) {
		if v.Get("expect_registered") == "no such value" {
			v.Del("expect_registered")
		}
	}), nil, `^phones/update expect_registered wrong value`},
	{"half-written refusal", "phones", func(e *exchange) {
		if e.calls("phones/update") && strings.Contains(e.body, "no+such+value") {
			values, err := url.ParseQuery(e.body)
			if err != nil {
				return
			}
			e.body = url.Values{"auth_username": values["auth_username"], "auth_password": values["auth_password"], "name": values["name"], "codec": {"half"}}.Encode()
		}
	}, nil, `^phones/update refused changes nothing$`},
	{"extra quoting", "phones", nil, inAnswer("phones/get", `"description":"((?:[^"\\]|\\.)*)"`, `"description":"\"$1\""`), `^phones/(create description default|update description reads back)$`},
	{"garbled characters", "phones", nil, inAnswer("phones/get", `ö`, `Ã¶`), `^phones/update description reads back$`},
	{"object not deleted", "phones", instead("phones/delete", enswitchDone), nil, `^phones/delete leaves nothing to get$`},
	{"rehearsal that is carried out", "phones", inForm("phones/create", dropping("validation")), nil, `^phones/create validation=1`},
	{"update rehearsal that is carried out", "codes", inForm("codes/update", dropping("validation")), nil, `^codes/update validation=1`},
	{"missing setting", "phones", nil, inAnswer("phones/get", `"codec":"[^"]*", `, ``), `^phones/get codec type$`},
	{"missing setting of a version between", "phones", nil, inAnswer("phones/get", `"aoc":\d+, `, ``), `^phones/get aoc type$`},
	{"password shown", "phones", inForm("phones/get", func(v url.Values) { v.Set("password", "1") }), nil, `^phones/get password stays hidden$`},
	{"wrong password let in", "access", func(e *exchange) {
		e.form(func(v url.Values) {
			if v.Get("auth_username") != "" {
				v.Set("auth_username", labUser.login)
				v.Set("auth_password", labUser.password)
			}
		})
	}, nil, `^access wrong password$`},
	{"corrupt token let in", "access", func(e *exchange) {
		if strings.Contains(e.body, "corrupt.") {
			e.form(func(v url.Values) {
				v.Del("auth_token")
				v.Set("auth_username", labUser.login)
				v.Set("auth_password", labUser.password)
			})
		}
	}, nil, `^access corrupt token$`},
	{"semicolons not understood", "access", func(e *exchange) { e.query = strings.ReplaceAll(e.query, ";", "%3B") }, nil, `^access GET with semicolons$`},
	{"another code for what isn't there", "codes", nil, inAnswer("codes/get", `"404"`, `"400"`), `^codes/get what isn't there$`},
	{"role not asked for", "customers", nil, inAnswer("customers/list", `.*"402".*`, `{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[] }`), `^customers/list without the privilege$`},
	{"wrong count", "phones", nil, inAnswer("phones/list", `"count":\d+`, `"count":999`), `^phones/list count$`},
	{"limit ignored", "phones", inForm("phones/list", dropping("limit")), nil, `^phones/list limit`},
	{"order ignored", "phones", inForm("phones/list", dropping("descending")), nil, `^phones/list descending`},
	{"wrong default of a group", "huntgroups", inForm("huntgroups/create", func(v url.Values) { v.Set("type", "circular") }), nil, `^huntgroups/create type default$`},
	{"wrong default of a level", "huntgroups/levels", nil, inAnswer("huntgroups/levels/get", `"ringtime":-2`, `"ringtime":0`), `^huntgroups/levels/get ringtime default$`},
	{"lost setting of a level", "huntgroups/levels", inForm("huntgroups/levels/set", dropping("play_message")), nil, `^huntgroups/levels/set play_message reads back$`},
	{"destination's id as a string", "huntgroups/destinations", nil, inAnswer("huntgroups/destinations/get", `"id":(\d+)`, `"id":"$1"`), `^huntgroups/destinations/get id type$`},
	{"destination moved", "huntgroups/destinations", inForm("huntgroups/destinations/create", func(v url.Values) { v.Set("level", "2") }), nil, `^huntgroups/destinations/create level as created$`},
	{"not listed", "codes", nil, inAnswer("codes/list", `"data":\[.*\]`, `"data":[]`), `^codes/list (has a new object|count)$`},
	{"reset field of a person", "people", inForm("people/update", func(v url.Values) {
		if !v.Has("time_format") {
			v.Set("time_format", "24")
		}
	}), nil, `^people/update time_format stays$`},
	// The first setting of all is the one that the check writes alone, at first.
	{"reset first field of a person", "people", inForm("people/update", func(v url.Values) {
		if !v.Has("company") {
			v.Set("company", "")
		}
	}), nil, `^people/update company stays$`},
	{"unknown function taken", "functions", nil, func(e *exchange) {
		if !e.calls("user/login") {
			e.answer = enswitchDone
		}
	}, `^functions unknown$`},
	{"example answered otherwise", "examples", nil, inAnswer("codes/create", `"message":"OK"`, `"message":"Created"`), `^examples codes/create$`},
}

// ofAccount breaks what is shown of accounts.
func ofAccount(pattern, by string) func(*exchange) {
	return func(e *exchange) {
		if strings.Contains(e.path, "/user_settings/") && e.status == 200 {
			e.replace(pattern, by)
		}
	}
}

// written breaks what is written to accounts.
func written(change func(map[string]any)) func(*exchange) {
	return func(e *exchange) {
		if e.method == http.MethodPost && strings.Contains(e.path, "/user_settings/") {
			e.members(change)
		}
	}
}

// of breaks the answers to a method at a path below the domain.
func of(method, path string, change func(*exchange)) func(*exchange) {
	return func(e *exchange) {
		if e.method == method && strings.HasPrefix(e.path, path) {
			change(e)
		}
	}
}

const inLocalhost = "/rest/domain/localhost/"

var vodiaBreakages = []breakage{
	{"truth instead of a text", "hunts", nil, ofAccount(`"ncf":"false"`, `"ncf":false`), `^hunts ncf type$`},
	{"number instead of a text", "hunts", nil, ofAccount(`"moh":"7"`, `"moh":7`), `^hunts moh reads back$`},
	{"null instead of a text", "hunts", nil, ofAccount(`"epid":""`, `"epid":null`), `^hunts epid type$`},
	{"alias as a text", "hunts", nil, ofAccount(`"alias":\["([^"]*)"\]`, `"alias":"$1"`), `^hunts alias type$`},
	{"alias in another order", "hunts", nil, ofAccount(`"alias":\["([^"]*)","([^"]*)","([^"]*)"\]`, `"alias":["$1","$3","$2"]`), `^hunts alias reads back$`},
	{"lost setting", "hunts", written(func(m map[string]any) { delete(m, "melody") }), nil, `^hunts melody reads back$`},
	{"lost setting of an extension", "extensions", written(func(m map[string]any) { delete(m, "cfb") }), nil, `^extensions cfb reads back$`},
	{"wrong default", "hunts", nil, ofAccount(`"from_header":"id"`, `"from_header":"name"`), `^hunts from_header default$`},
	{"wrong default of an extension", "extensions", nil, ofAccount(`"cw":"true"`, `"cw":"false"`), `^extensions cw default$`},
	{"reset field", "hunts", written(func(m map[string]any) {
		if _, there := m["st1_dur"]; !there {
			m["st1_dur"] = ""
		}
	}), nil, `^hunts st1_dur stays$`},
	{"reset first field", "hunts", written(func(m map[string]any) {
		if _, there := m["conn_sym"]; !there {
			m["conn_sym"] = ""
		}
	}), nil, `^hunts conn_sym stays$`},
	{"another success", "hunts", nil, of("POST", inLocalhost+"addacc", func(e *exchange) {
		if e.status == 200 {
			e.status = 201
		}
	}), `^POST /rest/domain/\{domain\}/addacc hunts$`},
	{"status 500", "hunts", nil, of("DELETE", inLocalhost+"addacc", func(e *exchange) { e.status = 500 }), `^DELETE /rest/domain/\{domain\}/addacc/\{account\} hunts$`},
	{"missing setting", "hunts", nil, ofAccount(`"epid":"[^"]*",`, ``), `^hunts epid type$`},
	{"missing setting of the last version", "hunts", nil, ofAccount(`"comment":"[^"]*",`, ``), `^hunts comment type$`},
	{"accepted wrong value", "hunts", written(func(m map[string]any) {
		if m["rec"] == "no such value" {
			delete(m, "rec")
		}
	}), nil, `^hunts rec wrong value for the type switch$`},
	{"accepted list that is none", "ivrnodes", written(func(m map[string]any) {
		if _, list := m["alias"].([]any); !list {
			delete(m, "alias")
		}
	}), nil, `^ivrnodes alias wrong value for the type names$`},
	{"refused allowed value", "hunts", of("POST", inLocalhost+"user_settings", func(e *exchange) {
		if strings.Contains(e.body, `"disabled":"true"`) {
			e.status, e.answer = 400, `{}`
		}
	}), nil, `^hunts disabled takes what is allowed$`},
	{"extra quoting", "hunts", nil, ofAccount(`"display":"((?:[^"\\]|\\.)*)"`, `"display":"\"$1\""`), `^hunts display (default|reads back)$`},
	{"garbled characters", "hunts", nil, ofAccount(`ö`, `?`), `^hunts display reads back$`},
	{"cut text", "hunts", nil, ofAccount(`"comment":"Gr[^"]*`, `"comment":"Gr`), `^hunts comment reads back$`},
	{"account not deleted", "hunts", of("DELETE", inLocalhost+"addacc", func(e *exchange) { e.status, e.answer = 200, `{}` }), nil, `addacc/\{account\} hunts leaves nothing$`},
	{"selected not deleted", "hunts", of("POST", inLocalhost+"domain_action", func(e *exchange) { e.status, e.answer = 200, `{}` }), nil, `domain_action delete_selected leaves nothing$`},
	{"clone without settings", "hunts", nil, of("GET", inLocalhost+"user_settings/clone", func(e *exchange) { e.replace(`"flag":"[^"]*"`, `"flag":"other"`) }), `^hunts flag cloned$`},
	{"wrong password let in", "access", func(e *exchange) {
		if e.header.Get("Authorization") != "" {
			r := http.Request{Header: e.header}
			r.SetBasicAuth(labUser.login, labUser.password)
		}
	}, nil, `^access wrong password$`},
	{"missing account shown", "access", nil, of("GET", inLocalhost+"user_settings/absent", func(e *exchange) { e.status, e.answer = 200, `{}` }), `^access unknown account$`},
	{"foreign domain told apart", "access", nil, of("GET", "/rest/domain/absent", func(e *exchange) { e.status = 404 }), `^access foreign domain$`},
	{"system path let in", "access", nil, of("GET", "/rest/system/domains", func(e *exchange) { e.status, e.answer = 200, `{}` }), `^access system path$`},
	{"session as an object", "access", nil, of("POST", "/rest/system/session", func(e *exchange) { e.replace(`^"(.+)"$`, `{"session":"$1"}`) }), `^POST /rest/system/session$`},
	{"failed login as false", "access", nil, of("POST", "/rest/system/session", func(e *exchange) { e.replace(`^""$`, `false`) }), `^POST /rest/system/session wrong password$`},
	{"agents as numbers", "reading", nil, of("GET", inLocalhost+"hunts", func(e *exchange) { e.replace(`"agents":\["444","445"\]`, `"agents":[444,445]`) }), `^GET /rest/domain/\{domain\}/hunts form$`},
	{"calls as a text", "reading", nil, of("GET", inLocalhost+"hunts", func(e *exchange) { e.replace(`"calls":0`, `"calls":"0"`) }), `^GET /rest/domain/\{domain\}/hunts form$`},
	{"id as a number", "reading", nil, of("GET", inLocalhost+"users", func(e *exchange) { e.replace(`"id":"(\d+)"`, `"id":$1`) }), `^GET /rest/domain/\{domain\}/users form$`},
	{"truth as a text in a list", "reading", nil, of("GET", inLocalhost+"extensions", func(e *exchange) { e.replace(`"dnd":false`, `"dnd":"false"`) }), `^GET /rest/domain/\{domain\}/extensions form$`},
	{"wrong count", "reading", nil, of("GET", inLocalhost+"status/hunts", func(e *exchange) { e.answer = "999" }), `^GET /rest/domain/\{domain\}/status/\{type\} hunts$`},
	{"setting of the domain as a number", "reading", nil, of("GET", inLocalhost+"settings", func(e *exchange) { e.replace(`"mb_prefix":"8"`, `"mb_prefix":8`) }), `^GET /rest/domain/\{domain\}/settings form$`},
	{"account not listed", "hunts", nil, of("GET", inLocalhost+"hunts", func(e *exchange) { e.answer = "[]" }), `^GET /rest/domain/\{domain\}/hunts has a new account$`},
	{"secret shown", "extensions", nil, ofAccount(`"sip_pass":"\*+"`, `"sip_pass":"4711"`), `^extensions sip_pass is masked$`},
	{"others shown to an extension", "extensions", nil, of("GET", inLocalhost+"user_settings/absent", func(e *exchange) {
		if e.status == 403 {
			e.status = 200
		}
	}), `^access of an extension to another$`},
	{"rules rewritten", "ivrnodes", nil, ofAccount(`"match":"!1!440! !2!441!"`, `"match":"!1!440!"`), `^ivrnodes match reads back$`},
	{"stale answer to a change", "hunts", nil, of("POST", inLocalhost+"user_settings", func(e *exchange) { e.replace(`"melody":"[^"]+"`, `"melody":""`) }), `user_settings/\{account\} hunts answers with the settings$`},
	{"single quotes refused", "examples", of("POST", inLocalhost, func(e *exchange) {
		if strings.Contains(e.body, `'`) {
			e.status, e.answer = 400, `{}`
		}
	}), nil, `^examples POST addacc$`},
}

func TestEveryBreakageIsCaught(t *testing.T) {
	for dialect, breakages := range map[string][]breakage{"enswitch": enswitchBreakages, "vodia": vodiaBreakages} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			g := serveLab(t, t.TempDir(), patient)
			t.Run("nothing broken", func(t *testing.T) {
				if found, got := conformanceOf(t.Context(), t, dialect, breaking(t, g.url, nil, nil), labUser, "--write"); got.code != 0 {
					t.Fatalf("%q %s", found.failing(), got.errs)
				}
			})
			for _, b := range breakages {
				t.Run(b.name, func(t *testing.T) { b.isCaught(t, dialect, g) })
			}
		})
	}
}

func (b breakage) isCaught(t *testing.T, dialect string, g *gateway) {
	proxy := breaking(t, g.url, b.before, b.after)
	found, got := conformanceOf(t.Context(), t, dialect, proxy, labUser, "--write", "--only", b.only)
	fitting := regexp.MustCompile(b.caught)
	if got.code != 1 || !slices.ContainsFunc(found.failing(), fitting.MatchString) {
		t.Errorf("exit code %d; of %d checks failed %q", got.code, len(found.Checks), found.failing())
	}
	for _, check := range found.Checks {
		if check.Outcome == "failed" && (check.Sent == "" || check.Expected == "" || check.Page == "") {
			t.Errorf("of a failing check is not everything said: %+v", check)
		}
	}
}
