package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	program "dragoman/cmd/dragoman"
	"dragoman/domain/credential"
)

// asProgram makes the test's own executable the program: tests that need a process of its own run themselves again.
const asProgram = "TEST_RUNS_AS_PROGRAM"

// TestMain makes hashing cheap: these tests set hundreds of passwords, and what a hash costs is no matter of theirs.
func TestMain(m *testing.M) {
	credential.Standard = credential.Published
	if os.Getenv(asProgram) != "" {
		program.Main()
		return
	}
	// What is asked and answered here is garbage at once, beside much that stays: a third of the time went into collecting it.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(512 << 20) // so that what a test leaves behind doesn't count five times
	// Those that run side by side wait a lot: for the disk, for pauses that they asked for, for other processes.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil { // the command line has the last word
		panic(err)
	}
	for _, name := range []string{"NO_COLOR", "CLICOLOR_FORCE"} { // what the one who tests likes to see is no matter of the tests
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// output collects what a program writes, while it writes.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed at the next write
}

func newOutput() *output { return &output{wrote: make(chan struct{})} }

func (o *output) Write(data []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	close(o.wrote)
	o.wrote = make(chan struct{})
	return o.text.Write(data)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

// patience is how long tests wait for what comes soon. Only one that fails waits so long.
const patience = time.Minute

// await waits until the output matches and gives what the pattern's group holds; ok is false when it didn't in time.
func (o *output) await(pattern *regexp.Regexp) (group string, ok bool) {
	deadline := time.After(patience)
	for {
		o.mutex.Lock()
		match, wrote := pattern.FindStringSubmatch(o.text.String()), o.wrote
		o.mutex.Unlock()
		if match != nil {
			return match[len(match)-1], true
		}
		select {
		case <-wrote:
		case <-deadline:
			return "", false
		}
	}
}

var listening = regexp.MustCompile(`^listening on (http://[0-9.:]+)\n$`)

// gateway is a program that serves, within the test's process.
type gateway struct {
	t         rapid.TB // a *testing.T, or in a property a *rapid.T
	url       string
	log       *output
	cancel    context.CancelFunc
	ended     chan int
	passwords map[string]bool // those that were sent
	mutex     sync.Mutex      // of passwords
	troubled  bool            // errors in the log are what the test is about
	// witness, where there is one, sees every request with its body, and the answer.
	witness func(r *http.Request, body string, a answer)
}

// serve starts a gateway on a free port and stops it when the test is over.
func serve(t testing.TB, args ...string) *gateway {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	g := &gateway{t: t, log: newOutput(), cancel: cancel, ended: make(chan int, 1), passwords: map[string]bool{}}
	out := newOutput()
	go func() {
		g.ended <- program.Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), out, g.log)
	}()
	address, ok := out.await(listening)
	if !ok {
		cancel()
		t.Fatalf("the gateway doesn't serve; it wrote %q and %q", out, g.log)
	}
	g.url = address
	t.Cleanup(func() {
		if g.cancel != nil {
			g.stop()
		}
	})
	return g
}

// patient is a configuration for tests that sign in wrongly more often than people do, and rightly without waiting.
const patient = "auth_rate: 1000000\nauth_cache_ttl: 1h\nrequest_timeout: 60s\n"

// serveLab starts a lab over a data folder, with the settings of a configuration file.
func serveLab(t testing.TB, dir, settings string, args ...string) *gateway {
	t.Helper()
	return serve(t, append(labAt(t, dir, settings), args...)...)
}

// labAt are the arguments that make a gateway such a lab.
func labAt(t testing.TB, dir, settings string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dragoman.yaml")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return append([]string{"--lab", "--config", file}, places(dir)...)
}

// stop ends the gateway as a first signal does, and looks through what it logged.
func (g *gateway) stop() {
	g.t.Helper()
	client.CloseIdleConnections() // the server would wait a while for those that were never used
	g.cancel()
	g.cancel = nil
	select {
	case code := <-g.ended:
		if code != 0 {
			g.t.Errorf("the gateway ended with %d; its log: %s", code, g.log)
		}
	case <-time.After(patience):
		g.t.Fatal("the gateway doesn't end")
	}
	g.inspectLog()
}

// ordinary are passwords of the documents' examples, which are words of the log as well.
var ordinary = map[string]bool{"": true, "password": true, "secret": true}

// inspectLog fails where the log shows a panic, a failure or a password that somebody sent.
func (g *gateway) inspectLog() {
	g.t.Helper()
	log := g.log.String()
	if strings.Contains(log, "panicked") {
		g.t.Errorf("a request panicked: %s", log)
	}
	if strings.Contains(log, "level=ERROR") && !g.troubled {
		g.t.Errorf("something failed: %s", log)
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for password := range g.passwords {
		if strings.Contains(log, password) {
			g.t.Errorf("the log shows the password %q", password)
		}
	}
}

// keepSecret notes a password that the log must not show.
func (g *gateway) keepSecret(password string) {
	if ordinary[password] {
		return
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.passwords[password] = true
}

// who signs in; the zero who doesn't.
type who struct{ login, password string }

// The people of a lab.
var (
	nobody        = who{}
	admin         = who{"admin", ""}        // system administrator
	labUser       = who{"user", "password"} // administrator of tenant 1
	wrongPassword = who{"user", "not-it-at-all"}
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

var client = &http.Client{
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       time.Minute,
}

// bodyOf reads the body of a request that can be read again.
func bodyOf(r *http.Request) string {
	if r.GetBody == nil {
		return ""
	}
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return ""
	}
	return string(data)
}

// send sends a request and reads the whole answer.
func (g *gateway) send(r *http.Request) answer {
	g.t.Helper()
	sent := bodyOf(r)
	response, err := client.Do(r)
	if err != nil {
		g.t.Fatalf("%s %s: %v; the log ends with %s", r.Method, r.URL.Path, err, g.lastWords())
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatalf("%s %s: %v; the log ends with %s", r.Method, r.URL.Path, err, g.lastWords())
	}
	a := answer{response.StatusCode, response.Header, string(body)}
	if g.witness != nil {
		g.witness(r, sent, a)
	}
	return a
}

// lastWords are the end of the log.
func (g *gateway) lastWords() string {
	log := g.log.String()
	return log[max(0, len(log)-1000):]
}

func (g *gateway) request(method, target, body string) *http.Request {
	g.t.Helper()
	r, err := http.NewRequest(method, g.url+target, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	return r
}

// shows fails where an answer quotes the password that its caller signed in with.
func (g *gateway) shows(a answer, caller who) {
	g.t.Helper()
	if !ordinary[caller.password] && strings.Contains(a.body, caller.password) {
		g.t.Errorf("an answer shows the caller's password: %s", a.body)
	}
}

// vodia sends a request of the Vodia dialect, with a body where there is one.
func (g *gateway) vodia(caller who, method, path, body string) answer {
	g.t.Helper()
	r := g.request(method, path, body)
	if caller != nobody {
		r.SetBasicAuth(caller.login, caller.password)
		g.keepSecret(caller.password)
	}
	a := g.send(r)
	g.shows(a, caller)
	return a
}

// enswitch calls a function with parameters given as names and values in turn.
func (g *gateway) enswitch(caller who, function string, parameters ...string) result {
	g.t.Helper()
	query := ""
	add := func(name, value string) { query += ";" + name + "=" + url.QueryEscape(value) }
	if caller != nobody {
		add("auth_username", caller.login)
		add("auth_password", caller.password)
		g.keepSecret(caller.password)
	}
	for i := 0; i < len(parameters); i += 2 {
		add(parameters[i], parameters[i+1])
	}
	a := g.send(g.request(http.MethodGet, "/api/json/"+function+"/?"+strings.TrimPrefix(query, ";"), ""))
	g.shows(a, caller)
	return g.result(a)
}

// response is one entry of what an Enswitch function says of its outcome.
type response struct{ Code, Key, Message string }

// result is what an Enswitch function answered.
type result struct {
	answer
	responses []response
	data      json.RawMessage
}

// result takes an Enswitch answer apart, and fails where it hasn't the form that clients rely on.
func (g *gateway) result(a answer) result {
	g.t.Helper()
	var parsed struct {
		Responses []response
		Data      json.RawMessage
	}
	if err := json.Unmarshal([]byte(a.body), &parsed); err != nil || len(parsed.Responses) == 0 || a.status != http.StatusOK {
		g.t.Fatalf("this is no answer of an Enswitch: status %d, %q, %v", a.status, a.body, err)
	}
	return result{a, parsed.Responses, parsed.Data}
}

// code is the code of the first response, the one that most clients look at.
func (r result) code() string { return r.responses[0].Code }

// keys are the parameters that the responses blame.
func (r result) keys() []string {
	var keys []string
	for _, response := range r.responses {
		keys = append(keys, response.Key)
	}
	return keys
}

// into reads the data.
func (r result) into(t rapid.TB, data any) {
	t.Helper()
	if err := json.Unmarshal(r.data, data); err != nil {
		t.Fatalf("the data of %s: %v", r.body, err)
	}
}

// must fails the test where a call had another outcome than this.
func (r result) must(t rapid.TB, code string) result {
	t.Helper()
	if r.code() != code {
		t.Fatalf("got code %s instead of %s: %s", r.code(), code, r.body)
	}
	return r
}

// must fails the test where a request had another outcome than this.
func (a answer) must(t rapid.TB, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("got status %d instead of %d: %s", a.status, status, a.body)
	}
	return a
}

// into reads a JSON body.
func (a answer) into(t rapid.TB, data any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), data); err != nil {
		t.Fatalf("the body %q: %v", a.body, err)
	}
}

// created is the id that a function which creates returned.
func (r result) created(t rapid.TB) string {
	t.Helper()
	var data struct{ ID int64 }
	r.must(t, "200").into(t, &data)
	return fmt.Sprint(data.ID)
}
