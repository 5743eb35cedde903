package main_test

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
)

// secretsOf are what nobody may read who doesn't ask for it by password=1.
var secretsOf = []string{
	"sip-password-Zq7", "4711471147", "web-password-Zq7", "code-pin-Zq7", "person-password-Zq7", "administrator-password-Zq7", "domain-password-Zq7",
}

// withSecrets puts every secret there is into tenant 1.
func withSecrets(t *testing.T, g *gateway) {
	t.Helper()
	g.enswitch(labUser, "phones/create", "name", "501", "password", secretsOf[0], "pin", secretsOf[1]).must(t, "204")
	g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/501", `{"web_pass":"`+secretsOf[2]+`"}`).must(t, 200)
	g.enswitch(labUser, "codes/create", "code", "777", "dtype", "phone", "dnumber", "501", "password", secretsOf[3]).must(t, "204")
	g.enswitch(labUser, "people/create", "username", "secretive", "email", "s@example.com", "password", secretsOf[4], "role", "4").must(t, "200")
	g.vodia(admin, "POST", "/rest/system/administrators", `{"name":"second","password":"`+secretsOf[5]+`"}`).must(t, 200)
	g.vodia(admin, "PUT", "/rest/system/domains", `{"name":"localhost","password":"`+secretsOf[6]+`"}`).must(t, 200)
	// Each is changed once, so that the journal has it as what was and as what is.
	g.enswitch(labUser, "phones/update", "name", "501", "password", "x"+secretsOf[0], "pin", "1"+secretsOf[1]).must(t, "204")
	g.enswitch(labUser, "codes/update", "code", "777", "password", "x"+secretsOf[3]).must(t, "204")
	g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/501", `{"web_pass":"x`+secretsOf[2]+`","sip_pass":"y`+secretsOf[0]+`"}`).must(t, 200)
	for _, secret := range secretsOf {
		g.keepSecret(secret)
	}
}

func showsSecret(text string) string {
	for _, secret := range secretsOf {
		if strings.Contains(text, secret) {
			return secret
		}
	}
	return ""
}

// Everything that can be read is read, and only phones/get and phones/list with password=1 show a password.
func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, patient)
	withSecrets(t, g)
	read := 0
	for _, function := range enswitch.Functions() {
		if function.Status == enswitch.NotProvided || function.Use != enswitch.Unused || strings.HasSuffix(function.Path, "/delete") {
			continue
		}
		read++
		for _, parameters := range [][]string{
			nil, {"name", "501"}, {"code", "777"}, {"id", "1"}, {"id", "3"}, {"username", "secretive"}, {"huntgroup", "1", "level", "1"},
			{"type", "phone", "number", "501"}, {"type", "code", "number", "777"}, {"id", "1", "payment", "1"},
		} {
			if secret := showsSecret(g.enswitch(admin, function.Path, parameters...).body); secret != "" {
				t.Errorf("%s with %v shows %s", function.Path, parameters, secret)
			}
		}
	}
	for _, endpoint := range vodia.Endpoints() {
		if endpoint.Status == vodia.NotProvided || endpoint.Methods[0] != http.MethodGet {
			continue
		}
		read++
		for _, account := range []string{"501", "777", "1002"} {
			at := account
			if !strings.HasPrefix(endpoint.Path, "/rest/domain/") {
				at += "@localhost"
			}
			path := strings.NewReplacer("{domain}", "localhost", "{account}", at, "{type}", "extensions").Replace(endpoint.Path)
			for _, query := range []string{"", "?account=501", "?size=1000", "?id=1"} {
				if secret := showsSecret(g.vodia(admin, "GET", path+query, "").body); secret != "" {
					t.Errorf("%s shows %s", path+query, secret)
				}
			}
		}
	}
	if read < 40 {
		t.Errorf("only %d routes were read", read)
	}
	for _, function := range []string{"phones/get", "phones/list"} {
		if got := g.enswitch(labUser, function, "name", "501", "password", "1"); !strings.Contains(got.body, `"password":"y`+secretsOf[0]+`"`) {
			t.Errorf("%s with password=1 doesn't show the password: %s", function, got.body)
		}
	}
	if secret := showsSecret(strings.ReplaceAll(g.enswitch(labUser, "phones/list", "password", "1").body, secretsOf[0], "")); secret != "" {
		t.Errorf("phones/list with password=1 shows %s too", secret)
	}
	g.stop()
	files, err := filepath.Glob(filepath.Join(dir, "data", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if secret := showsSecret(string(content)); secret != "" {
			t.Errorf("%s holds %s", filepath.Base(file), secret)
		}
	}
}

// However a password comes in, the log doesn't show it, at its most talkative either.
func TestLogShowsNoPassword(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient+"log_level: debug\n")
	withSecrets(t, g)
	const secret = "logged-password-Zq7"
	g.keepSecret(secret)
	g.troubled = true
	for _, request := range []string{
		"GET /api/json/phones/list/?auth_username=user;auth_password=" + secret + " HTTP/1.1",
		"GET /api/json/phones/list/;auth_username=user;auth_password=" + secret + " HTTP/1.1",
		"GET /api/json/phones/list/&auth_password=" + secret + " HTTP/1.1",
		"GET /api/json/auth_password=" + secret + " HTTP/1.1",
		"GET /api/json/phones/list/%3Fauth_password=" + secret + " HTTP/1.1",
		"GET /api/json/phones/list/%3Fauth_password%3D" + secret + " HTTP/1.1",
		"GET /auth_password=" + secret + " HTTP/1.1",
		"GET /?auth_password=" + secret + " HTTP/1.1",
		"GET /rest/system/domains?password=" + secret + " HTTP/1.1",
		"GET /rest/system/session/" + "?value=" + secret + " HTTP/1.1",
		"GET http://user:" + secret + "@x/rest/system/domains HTTP/1.1",
		"GET /api/json/phones/list/?auth_password=" + secret + "%zz HTTP/1.1",
		"GET /api/json/phones/list/?auth_password=" + secret + "\x01 HTTP/1.1",
		"GET /api/json/phones/list/ ?auth_password=" + secret + " HTTP/1.1",
		"PASSWORD=" + secret + " / HTTP/1.1",
		"GET / HTTP/" + secret,
		secret,
	} {
		for _, header := range []string{"Host: x", "Host: " + secret, "Authorization: Basic " + secret, "Authorization: " + secret,
			"Cookie: session=" + secret, "User-Agent: " + secret, "Referer: http://x/?auth_password=" + secret,
			"Dragoman-Unknown: " + secret, "Dragoman-Request-Id: " + secret, "X-Forwarded-For: " + secret, "Content-Length: " + secret, secret} {
			g.sendRaw(t, request+"\r\nConnection: close\r\n"+header+"\r\n\r\n")
		}
	}
	for _, body := range []string{
		`{"name":"auth","value":"admin ` + secret + `"}`, `{"name":"session","value":"` + secret + `"}`, `{"name":"` + secret + `"}`, secret,
		`{"name":"3rd","domain":"localhost","username":"` + secret + `"}`, `{"password":"` + secret, `{"` + secret + `":1}`,
	} {
		g.vodia(admin, "POST", "/rest/system/session", body)
		g.vodia(admin, "POST", "/rest/system/administrators", body)
		g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/501", body)
		g.post(labUser, "phones/update", "application/json", body)
		g.post(labUser, "phones/update", form, "name=501&password="+secret+"&acr=x&"+secret+"="+secret)
	}
	g.stop()
	if !strings.Contains(g.log.String(), "answered a request") {
		t.Errorf("the log tells nothing: %s", g.log)
	}
}

// sendRaw sends what may be no request at all, and reads whatever comes.
func (g *gateway) sendRaw(t *testing.T, text string) string {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(g.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := connection.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	_, _ = got.ReadFrom(connection) // ends with an error where the gateway hangs up
	return got.String()
}

// What a failure inside tells the client is that there was one.
func TestInnerFailuresTellNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, patient)
	withSecrets(t, g)
	g.enswitch(labUser, "phones/get", "name", "444").must(t, "200")
	g.troubled = true
	database := openDatabase(t, dir)
	for _, statement := range []string{
		"UPDATE phones SET margins = 'no JSON " + secretsOf[0] + "' WHERE name = '501'",
		"UPDATE hunt_groups SET no_answer = 'nonsense'",
		"UPDATE phones SET password = 'unsealed " + secretsOf[0] + "' WHERE name = '440'",
	} {
		if _, err := database.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range [][]string{
		{"phones/get", "name", "501"}, {"phones/list"}, {"huntgroups/list"}, {"phones/update", "name", "501", "dnd", "1"},
		{"phones/get", "name", "440", "password", "1"}, {"phones/create", "name", "502", "copy_password", "440"},
	} {
		got := g.enswitch(labUser, call[0], call[1:]...)
		if got.body != `{ "responses":[ { "code":"500", "key":"", "message":"internal error" } ] }` {
			t.Errorf("%v: %s", call, got.body)
		}
	}
	for _, path := range []string{"/user_settings/501", "/hunts", "/users", "/extensions", "/user_settings/1002"} {
		got := g.vodia(admin, "GET", "/rest/domain/localhost"+path, "")
		if got.status != 500 || strings.ContainsAny(got.body, "/\\") || len(got.body) > 120 || showsSecret(got.body) != "" {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if failures := strings.Count(g.log.String(), "level=ERROR"); failures < 10 {
		t.Errorf("the log tells of %d failures: %s", failures, g.log)
	}
	g.enswitch(labUser, "phones/get", "name", "444").must(t, "200")
}
