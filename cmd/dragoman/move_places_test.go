package main_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// without takes a variable out of the environment until the test ends, which openOffices sees to.
func without(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	fromPassword = "DRAGOMAN_FROM_PASSWORD"
	toPassword   = "DRAGOMAN_TO_PASSWORD"
)

func TestPasswordsOfPlaces(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	file := fileWith(t, "password", officePassword+"\nand more\n")
	t.Run("none is given", func(t *testing.T) {
		without(t, fromPassword)
		attempt{args: flags([]string{"plan"}, o.toVodia()), code: 2,
			errs: `dragoman: no password is given for enswitch\+http://127\.0\.0\.1:[0-9]+/\?customer=12: set DRAGOMAN_FROM_PASSWORD, or name a file with --from-password-file\n`}.try(t)
		t.Setenv(fromPassword, officePassword)
		without(t, toPassword)
		attempt{args: flags([]string{"plan"}, o.toVodia()), code: 2,
			errs: `dragoman: no password is given for vodia\+http://127\.0\.0\.1:[0-9]+/localhost: set DRAGOMAN_TO_PASSWORD, or name a file with --to-password-file\n`}.try(t)
	})
	t.Run("from files", func(t *testing.T) {
		without(t, fromPassword, toPassword)
		attempt{args: flags([]string{"plan", "--from-password-file", file, "--to-password-file", file}, o.toVodia()), code: 4, out: `to create`}.try(t)
		marked := fileWith(t, "marked", "\ufeff"+officePassword+"\r\n") // as an editor may save it
		attempt{args: flags([]string{"plan", "--from-password-file", marked, "--to-password-file", file}, o.toVodia()), code: 4, out: `to create`}.try(t)
		attempt{args: flags([]string{"plan", "--from-password-file", file + ".absent", "--to-password-file", file}, o.toVodia()), code: 2, errs: `dragoman: open .*absent: no such file or directory\n`}.try(t)
	})
	t.Run("from standard input", func(t *testing.T) {
		without(t, fromPassword)
		t.Setenv(toPassword, officePassword)
		got := executeWith(t, officePassword+"\n", flags([]string{"plan", "--from-password-file", "-"}, o.toVodia())...)
		if got.code != 4 {
			t.Errorf("%+v", got)
		}
		attempt{args: flags([]string{"plan", "--from-password-file", "-", "--to-password-file", "-"}, o.toVodia()), code: 2,
			errs: `dragoman: only one thing can come from standard input: .*\n`}.try(t)
		attempt{args: []string{"plan", "--to-password-file", "-", "--from", "-", "--to", o.vodiaPlace()}, code: 2, errs: `dragoman: only one thing can come from standard input: .*\n`}.try(t)
	})
	t.Run("the environment after files", func(t *testing.T) {
		t.Setenv(fromPassword, "wrong")
		t.Setenv(toPassword, officePassword)
		attempt{args: flags([]string{"plan", "--from-password-file", file}, o.toVodia()), code: 4, out: `to create`}.try(t)
	})
	t.Run("in the place", func(t *testing.T) {
		t.Setenv(fromPassword, officePassword)
		t.Setenv(toPassword, officePassword)
		for _, side := range []string{"--from", "--to"} {
			for _, place := range []string{o.enswitchPlace(), o.vodiaPlace()} {
				place = strings.Replace(place, "admin@", "admin:"+officePassword+"@", 1)
				args := []string{"plan", "--from", o.enswitchPlace(), "--to", o.vodiaPlace(), side, place}
				attempt{args: args, code: 2, errs: `dragoman: the address must not hold the password: .*; leave it out and give it by the environment, a file or the prompt\n`}.try(t)
			}
		}
	})
}

// A place that can't be understood is refused before anything is read.
func TestPlacesThatAreNone(t *testing.T) {
	o := openOffices(t)
	for place, errs := range map[string]string{
		"enswitch+http://admin@127.0.0.1:1/":                      `customer`,
		"enswitch+http://admin@127.0.0.1:1/?customer=":            `customer`,
		"enswitch+http://admin@127.0.0.1:1/?customer=x":           `customer`,
		"enswitch+http://127.0.0.1:1/?customer=12":                `USER`,
		"enswitch+ftp://admin@127.0.0.1:1/?customer=12":           `enswitch\+http`,
		"enswitch+http://admin@127.0.0.1:port/?customer=12":       `is written enswitch\+http`,
		"enswitch+http://admin@127.0.0.1:1/?customer=12&extra=1":  `and nothing else`,
		"vodia+http://admin@127.0.0.1:1/":                         `DOMAIN`,
		"vodia+http://admin@127.0.0.1:1/a/b":                      `DOMAIN`,
		"vodia+http://admin@/localhost":                           `vodia`,
		"vodia+http://127.0.0.1:1/localhost":                      `USER`,
		"http://admin@127.0.0.1:1/localhost":                      `this is no place: it begins neither with enswitch\+ nor with vodia\+`,
		"vodia+https://admin@127.0.0.1:1/localhost?with=question": `more than a domain`,
	} {
		t.Run(place, func(t *testing.T) {
			attempt{args: []string{"plan", "--from", place, "--to", o.vodiaPlace()}, code: 2, errs: `dragoman: .*` + errs + `.*\n`}.try(t)
			attempt{args: []string{"plan", "--from", o.enswitchPlace(), "--to", place}, code: 2, errs: `dragoman: .*` + errs + `.*\n`}.try(t)
		})
	}
	for _, one := range []attempt{
		{args: []string{"plan", "--from", o.enswitchPlace(), "--to", o.enswitchPlace()}, code: 2, errs: `dragoman: both places are the same\n`},
		{args: []string{"diff", o.vodiaPlace(), strings.Replace(o.vodiaPlace(), "admin@", "other@", 1)}, code: 2, errs: `dragoman: both places are the same\n`},
		{args: []string{"plan", "--from", o.enswitchPlace()}, code: 2, errs: `dragoman: --from and --to must say which places.*\n`},
		{args: []string{"move", "--to", o.enswitchPlace()}, code: 2, errs: `dragoman: --from and --to must say which places; see dragoman move --help\n`},
		{args: []string{"diff", o.enswitchPlace()}, code: 2, errs: `dragoman: accepts 2 arg.*\n`},
		{args: flags([]string{"plan", "--concurrency", "0"}, o.toVodia()), code: 2, errs: `dragoman: --concurrency and --attempts must be at least 1.*\n`},
		{args: flags([]string{"plan", "--rate", "-1"}, o.toVodia()), code: 2, errs: `dragoman: --concurrency and --attempts must be at least 1, and --rate not below 0\n`},
		{args: flags([]string{"plan", "--ca-file", "absent.pem"}, o.toVodia()), code: 2, errs: `dragoman: .*absent\.pem.*\n`},
		{args: flags([]string{"plan", "--ca-file", fileWith(t, "ca.pem", "no certificate")}, o.toVodia()), code: 2, errs: `dragoman: .*ca\.pem.*\n`},
		{args: flags([]string{"plan", "--out", "/nowhere/plan.json"}, o.toVodia()), code: 1, errs: `dragoman: write the plan: open /nowhere/plan\.json: no such file or directory\n`},
		{args: []string{"plan", "--from", "dragoman:nowhere", "--to", o.vodiaPlace(), "--data-dir", t.TempDir()}, code: 1, errs: `dragoman: there is no store in .*; dragoman tenant add makes one\n`},
		{args: []string{"plan", "--from", "absent.yaml", "--to", o.vodiaPlace()}, code: 1, errs: `dragoman: .*absent\.yaml.*\n`},
	} {
		one.try(t)
	}
}

// strangers are servers that are no PBX of the platform that somebody takes them for.
func strangers(t *testing.T, o *office) map[string]string {
	t.Helper()
	answering := func(status int, kind, body string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body) // whoever asked may have gone
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	deaf, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			connection, err := deaf.Accept()
			if err != nil {
				return
			}
			_ = connection.Close() // without a word
		}
	}()
	t.Cleanup(func() { _ = deaf.Close() }) // nobody listens any more
	return map[string]string{
		"nobody":               wiretest.Nobody(t),
		"one that hangs up":    "http://" + deaf.Addr().String(),
		"a web site":           answering(200, "text/html", "<html><h1>It works!</h1></html>"),
		"a web site's 404":     answering(404, "text/html", "<html>Not found</html>"),
		"other JSON":           answering(200, "application/json", `{"hello":"world","version":[1,2,3]}`),
		"a list":               answering(200, "application/json", `[]`),
		"half of an answer":    answering(200, "application/json", `{"data":[{"id":1,"na`),
		"nothing":              answering(200, "application/json", ``),
		"a sign-in page":       answering(200, "text/html", "<form action=login>password: secret-of-the-page</form>"),
		"one without a minute": answering(503, "text/plain", "try later"),
		"the other platform":   "",
		"another protocol":     strings.Replace(o.vodia.URL, "http://", "https://", 1),
	}
}

func TestPlacesOfStrangers(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishVodia(t, o.vodia)
	sentences := map[string]string{
		"nobody":               `refuses connections: check the address and the port, and that the server runs`,
		"one that hangs up":    `broke off the connection`,
		"a web site":           `answers, but it is no (Enswitch|Vodia)`,
		"a web site's 404":     `answers, but it is no (Enswitch|Vodia)`,
		"other JSON":           `answers, but it is no (Enswitch|Vodia)`,
		"a list":               `answers, but it is no (Enswitch|Vodia)`,
		"half of an answer":    `answers, but it is no (Enswitch|Vodia)`,
		"nothing":              `answers, but it is no (Enswitch|Vodia)`,
		"a sign-in page":       `answers, but it is no (Enswitch|Vodia)`,
		"one without a minute": `isn't available: it answers 503`,
		"the other platform":   `answers, but it is no (Enswitch|Vodia)`,
		"another protocol":     `speaks no TLS there: use http instead of https, or another port`,
	}
	for name, address := range strangers(t, o) {
		for _, kind := range []string{wiretest.Enswitch, wiretest.Vodia} {
			other, good := o.vodia.URL, o.vodiaPlace()
			if kind == wiretest.Vodia {
				other, good = o.enswitch.URL, o.enswitchPlace()
			}
			address := address
			if name == "the other platform" {
				address = other
			}
			t.Run(kind+"/"+name, func(t *testing.T) {
				stranger := pbxPlace(kind, address)
				// Who keeps silent is asked again: that is shown in the tests of the clients.
				for _, args := range [][]string{{"move", "--attempts", "1", "--yes", "--from", stranger, "--to", good}, {"diff", "--attempts", "1", good, stranger}} {
					journal := filepath.Join(t.TempDir(), "journal")
					if args[0] == "move" {
						args = append(args, "--journal", journal)
					}
					attempt{args: args, code: 1, errs: `dragoman: .*(` + sentences[name] + `).*\n`}.try(t)
					if _, err := os.Stat(journal); err == nil {
						t.Error("there is a journal")
					}
				}
			})
		}
	}
}

func TestCredentialsThatAreWrong(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishVodia(t, o.vodia)
	states := func() []byte { return append(o.enswitch.State(t), o.vodia.State(t)...) }
	before := states()
	wrong := fileWith(t, "password", "wrong\n")
	for _, one := range []attempt{
		{name: "of the source", args: flags([]string{"--from-password-file", wrong}, o.toVodia()), code: 1, errs: `dragoman: 127\.0\.0\.1:[0-9]+ .*password.*\n`},
		{name: "of the target", args: flags([]string{"--to-password-file", wrong}, o.toVodia()), code: 1, errs: `dragoman: 127\.0\.0\.1:[0-9]+ .*password.*\n`},
		{name: "of the source", args: flags([]string{"--from-password-file", wrong}, o.toEnswitch()), code: 1, errs: `dragoman: 127\.0\.0\.1:[0-9]+ .*password.*\n`},
		{name: "of the target", args: flags([]string{"--to-password-file", wrong}, o.toEnswitch()), code: 1, errs: `dragoman: 127\.0\.0\.1:[0-9]+ .*password.*\n`},
		{name: "no such customer", args: []string{"--from", strings.Replace(o.enswitchPlace(), "=12", "=13", 1), "--to", o.vodiaPlace()}, code: 1, errs: `dragoman: .*customer 13.*\n`},
		{name: "no such domain", args: []string{"--from", o.enswitchPlace(), "--to", strings.Replace(o.vodiaPlace(), "/localhost", "/other.example.com", 1)}, code: 1, errs: `dragoman: .*other\.example\.com.*\n`},
	} {
		t.Run(one.name, func(t *testing.T) {
			one.args = flags([]string{"move", "--yes"}, journalArgs(t), one.args)
			one.try(t)
		})
	}
	if !bytes.Equal(states(), before) {
		t.Error("a place has changed")
	}

	t.Run("too small a role", func(t *testing.T) {
		user := wiretest.Start(t, wiretest.Enswitch, "-password", officePassword, "-role", "4")
		attempt{args: []string{"diff", o.enswitchPlace(), pbxPlace(wiretest.Enswitch, user.URL)}, code: 1, errs: `dragoman: admin is a mere user at .* and sees only what is his or her own there: .*\n`}.try(t)
		attempt{args: []string{"plan", "--from", pbxPlace(wiretest.Enswitch, user.URL), "--to", o.vodiaPlace()}, code: 1, errs: `dragoman: admin is a mere user at .*: sign in as an administrator of customer 12\n`}.try(t)
		attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), []string{"--from", o.vodiaPlace(), "--to", pbxPlace(wiretest.Enswitch, user.URL)}), code: 1, errs: `dragoman: .*(role|privilege|may not|administrator).*\n`}.try(t)
		elsewhere := wiretest.Start(t, wiretest.Vodia, "-password", officePassword, "-user", "admin@other.example.com", "-domain", "localhost")
		place := "vodia+" + strings.Replace(elsewhere.URL, "://", "://admin%40other.example.com@", 1) + "/localhost"
		attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), []string{"--from", o.enswitchPlace(), "--to", place}), code: 1, errs: `dragoman: .*localhost.*\n`}.try(t)
	})
}

// TLS is spoken with who can be trusted, or with anybody where somebody says so.
func TestPlacesOverTLS(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	secure := wiretest.Start(t, wiretest.Vodia, "-password", officePassword, "-tls-ca", authority)
	places := []string{"--from", o.enswitchPlace(), "--to", pbxPlace(wiretest.Vodia, secure.URL)}
	attempt{args: flags([]string{"plan"}, places), code: 1, errs: `dragoman: the certificate of 127\.0\.0\.1:[0-9]+ isn't trusted .*: name its authority with --ca-file, or give --insecure\n`}.try(t)
	attempt{args: flags([]string{"plan", "--ca-file", authority}, places), code: 4, out: `to create`}.try(t)
	attempt{args: flags([]string{"plan", "--insecure"}, places), code: 4, out: `to create`}.try(t)
	attempt{args: []string{"plan", "--from", o.enswitchPlace(), "--to", pbxPlace(wiretest.Vodia, strings.Replace(secure.URL, "https", "http", 1))}, code: 1, errs: `dragoman: .*\n`}.try(t)
}
