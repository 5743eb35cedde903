package vodia_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/credential"
)

const session = "/rest/system/session"

func auth(as who) string {
	return `{"name":"auth","value":"` + as.login + " " + credential.SessionProof(as.password) + `"}`
}

func cookie(token string) option {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "session", Value: token}) }
}

// logIn signs in as the pages do and gives the session's token.
func (g *gateway) logIn(as who) string {
	g.t.Helper()
	a := g.do(nobody, http.MethodPost, session, auth(as))
	var token string
	if err := json.Unmarshal([]byte(a.body), &token); err != nil || a.status != http.StatusOK {
		g.t.Fatalf("status %d: %s", a.status, a.body)
	}
	return token
}

var tokenForm = regexp.MustCompile(`^"[a-z0-9]{20}"$`)

func TestSessionLogin(t *testing.T) {
	g := open(t)
	for _, as := range []who{admin, user, boss, line, {"user@localhost", "password"}} {
		for _, method := range []string{http.MethodPost, http.MethodPut} {
			a := g.do(nobody, method, session, auth(as))
			if a.status != http.StatusOK || !tokenForm.MatchString(a.body) || a.header.Get("Content-Length") != "22" {
				t.Fatalf("%s as %s: status %d: %s, %s bytes", method, as.login, a.status, a.body, a.header.Get("Content-Length"))
			}
			set := a.header.Get("Set-Cookie")
			if set != "session="+strings.Trim(a.body, `"`)+"; Path=/; HttpOnly; Secure; SameSite=Strict" {
				t.Errorf("the cookie is %s", set)
			}
		}
	}
	for name, body := range map[string]string{
		"a wrong password":               auth(who{"user", "wrong"}),
		"no password":                    auth(who{"user", ""}),
		"the password itself":            `{"name":"auth","value":"user password"}`,
		"md5 of an empty password":       `{"name":"auth","value":"admin d41d8cd98f00b204e9800998ecf8427e"}`,
		"nobody":                         auth(who{"nobody", "x"}),
		"a phone without a web password": auth(who{"445@localhost", ""}),
		"nothing":                        `{"name":"auth","value":""}`,
		"no value":                       `{"name":"auth"}`,
	} {
		if a := g.do(nobody, http.MethodPost, session, body); a.status != http.StatusOK || a.body != `""` || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: status %d: %s", name, a.status, a.body)
		}
	}
	for _, body := range []string{`{"name":"lang","value":"en"}`, `{"value":"x"}`, `[]`, ``, `{"name":["auth"]}`} {
		if a := g.do(nobody, http.MethodPost, session, body); a.status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
}

func TestSessionCookie(t *testing.T) {
	g := openWith(t, vodia.Options{SessionTTL: time.Hour})
	hunts := "/rest/domain/localhost/hunts"
	token := g.logIn(user)
	for step, test := range []struct {
		cookie string
		status int
	}{{token, 200}, {"", 401}, {"abcdefghij0123456789", 401}, {token, 200}} {
		if a := g.do(nobody, http.MethodGet, hunts, "", cookie(test.cookie)); a.status != test.status {
			t.Errorf("step %d: status %d: %s", step, a.status, a.body)
		}
	}
	if a := g.do(nobody, http.MethodGet, session, "", cookie(token)); a.body != `{"type":"domain","user":"user","lang":"en","edit":true}` {
		t.Errorf("the session is %s", a.body)
	}
	// Basic wins over a cookie that has gone stale.
	if a := g.do(user, http.MethodGet, hunts, "", cookie("gone")); a.status != 200 {
		t.Errorf("with both: status %d", a.status)
	}
	// The journal names who signed in.
	if a := g.do(nobody, http.MethodPost, addacc, `{"type":"hunts","account":"1004"}`, cookie(token)); a.status != 200 {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	if changes := list(t, g.get("/rest/domain/localhost/changes?size=1")); changes[0]["user"] != "user" || changes[0]["via"] != "vodia" {
		t.Errorf("the journal has %v", changes)
	}
	other := g.logIn(user)
	if a := g.do(nobody, http.MethodDelete, session, "", cookie(token)); a.status != 200 || a.body != "true" {
		t.Errorf("the logout: status %d: %s", a.status, a.body)
	}
	if a := g.do(nobody, http.MethodGet, hunts, "", cookie(token)); a.status != 401 {
		t.Errorf("after the logout: status %d", a.status)
	}
	if a := g.do(nobody, http.MethodDelete, session, ""); a.status != 200 {
		t.Errorf("a logout of nobody: status %d", a.status)
	}
	if a := g.do(nobody, http.MethodGet, hunts, "", cookie(other)); a.status != 200 {
		t.Errorf("the other session: status %d", a.status)
	}
	g.ahead.Store(int64(61 * time.Minute))
	if a := g.do(nobody, http.MethodGet, hunts, "", cookie(other)); a.status != 401 {
		t.Errorf("after an hour: status %d", a.status)
	}
	if a := g.do(nobody, http.MethodGet, session, "", cookie(other)); a.status != 200 || a.body != `{"type":"","user":"","lang":"en","edit":false}` {
		t.Errorf("nobody's session: status %d: %s", a.status, a.body)
	}
}

func TestPhoneSession(t *testing.T) {
	g := open(t)
	token := g.logIn(line)
	for path, status := range map[string]int{
		"/rest/domain/localhost/user_settings/444": 200, "/rest/user/self/dnd": 200, "/rest/user/444@localhost/dnd": 200, "/rest/user/444/starcodes": 200,
		"/rest/domain/localhost/user_settings/445": 403, "/rest/user/445@localhost/dnd": 403, "/rest/user/444@acme.example.com/dnd": 403,
		"/rest/domain/localhost/hunts": 403, "/rest/system/domains": 403,
	} {
		if a := g.do(nobody, http.MethodGet, path, "", cookie(token)); a.status != status {
			t.Errorf("%s: status %d, want %d", path, a.status, status)
		}
	}
	g.change(here, func(e *domain.Edit) error { return e.RemovePhone("444", true) })
	if a := g.do(nobody, http.MethodGet, "/rest/user/self/dnd", "", cookie(token)); a.status != 401 {
		t.Errorf("after the phone has gone: status %d: %s", a.status, a.body)
	}
}

func TestThirdPartyLogin(t *testing.T) {
	g := open(t)
	offer := func(body string) string {
		t.Helper()
		a := g.do(admin, http.MethodPost, session, body)
		if a.status != 200 {
			t.Fatalf("%s: status %d: %s", body, a.status, a.body)
		}
		return a.body
	}
	exchange := func(token string) (body, cookie string) {
		t.Helper()
		a := g.do(nobody, http.MethodPost, session, `{"name":"session","value":`+token+`}`)
		if a.status != 200 {
			t.Fatalf("status %d: %s", a.status, a.body)
		}
		value, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Set-Cookie"), "session="), ";")
		return a.body, value
	}
	for _, test := range []struct {
		body, own, foreign, kind string
	}{
		{`{"name":"3rd","username":"444","domain":"localhost"}`, "/rest/user/self/dnd", "/rest/user/445@localhost/dnd", "user"},
		{`{"name":"3rd","domain":"acme.example.com"}`, "/rest/domain/acme.example.com/hunts", "/rest/domain/localhost/hunts", "domain"},
		{`{"name":"3rd","domain":"ACME.test","admin":true}`, "/rest/domain/acme.example.com/settings", "/rest/system/domains", "domain"},
		{`{"name":"3rd","username":"boss@acme.example.com","domain":"acme.example.com"}`, "/rest/domain/acme.example.com/hunts", "/rest/domain/localhost/hunts", "domain"},
	} {
		token := offer(test.body)
		if !tokenForm.MatchString(token) {
			t.Fatalf("%s: the token is %s", test.body, token)
		}
		if a := g.do(nobody, http.MethodGet, test.own, "", cookie(strings.Trim(token, `"`))); a.status != 401 {
			t.Errorf("%s: the token alone opens %s", test.body, test.own)
		}
		body, got := exchange(token)
		if body != "true" || got == strings.Trim(token, `"`) {
			t.Errorf("%s: the exchange answers %s with session %s", test.body, body, got)
		}
		if again, _ := exchange(token); again != "false" {
			t.Errorf("%s: the token works twice", test.body)
		}
		if a := g.do(nobody, http.MethodGet, test.own, "", cookie(got)); a.status != 200 {
			t.Errorf("%s: %s answers %d: %s", test.body, test.own, a.status, a.body)
		}
		if a := g.do(nobody, http.MethodGet, test.foreign, "", cookie(got)); a.status != 403 {
			t.Errorf("%s: %s answers %d: %s", test.body, test.foreign, a.status, a.body)
		}
		if a := g.do(nobody, http.MethodGet, session, "", cookie(got)); object(t, a.body)["type"] != test.kind {
			t.Errorf("%s: the session is %s", test.body, a.body)
		}
	}
	for _, body := range []string{
		`{"name":"3rd","username":"444"}`, `{"name":"3rd","username":"999","domain":"localhost"}`, `{"name":"3rd","username":"444","domain":"nowhere"}`,
		`{"name":"3rd","username":"user","domain":"acme.example.com"}`, `{"name":"3rd"}`,
	} {
		if got := offer(body); got != "false" {
			t.Errorf("%s answers %s", body, got)
		}
	}
	for as, status := range map[who]int{nobody: 401, user: 403, line: 403, {"admin", "wrong"}: 401} {
		if a := g.do(as, http.MethodPost, session, `{"name":"3rd","domain":"localhost"}`); a.status != status {
			t.Errorf("as %s: status %d", as.login, a.status)
		}
	}
	late := offer(`{"name":"3rd","domain":"localhost"}`)
	g.ahead.Store(int64(11 * time.Second))
	if body, _ := exchange(late); body != "false" {
		t.Errorf("after 11 s: %s", body)
	}
	// A lasting session can't be exchanged for another.
	if body, _ := exchange(`"` + g.logIn(user) + `"`); body != "false" {
		t.Errorf("a lasting session was exchanged: %s", body)
	}
}

func TestAdministratorWithoutAPIAccess(t *testing.T) {
	g := open(t)
	g.post("/rest/system/administrators", `{"name":"ops","password":"secret","api":"false"}`)
	ops := who{"ops", "secret"}
	if a := g.do(ops, http.MethodGet, "/rest/system/domains", ""); a.status != 403 {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	if a := g.do(nobody, http.MethodGet, "/rest/system/domains", "", cookie(g.logIn(ops))); a.status != 200 {
		t.Errorf("with a session: status %d: %s", a.status, a.body)
	}
	g.post("/rest/system/administrators", `{"name":"OPS","api":"true"}`)
	if a := g.do(ops, http.MethodGet, "/rest/system/domains", ""); a.status != 200 {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}
