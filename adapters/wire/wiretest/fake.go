// Package wiretest runs the programs of cmd/dragoman/testdata that play a PBX, for tests of whoever talks to one.
package wiretest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The programs of testdata that play a PBX. None of them is our own server code; their README.md says what they can do.
const (
	Enswitch = "fakeenswitch"
	Vodia    = "fakevodia"
)

// sources is where they are.
const sources = "dragoman/cmd/dragoman/testdata/"

// Fake is a running program.
type Fake struct {
	URL string // http://127.0.0.1:PORT, https with -tls-ca
}

// Programs builds the programs once for all tests and says in which folder they are until the tests end.
var Programs = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "dragoman-fakes-")
	if err != nil {
		return "", err
	}
	if err := removeWhenWeEnd(folder); err != nil {
		return "", err
	}
	within, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(within, "go", "build", "-buildvcs=false", "-o", folder+string(filepath.Separator), sources+Enswitch, sources+Vodia)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	return folder, build.Run()
})

// untilWeEnd are pipes that only the end of this process closes.
var untilWeEnd []io.Closer

// removeWhenWeEnd leaves a shell behind that waits for this process, however it ends, and then removes the folder.
func removeWhenWeEnd(folder string) error {
	remove := exec.Command("sh", "-c", `read -r _; rm -rf -- "$1"`, "sh", folder)
	pipe, err := remove.StdinPipe()
	if err != nil {
		return err
	}
	untilWeEnd = append(untilWeEnd, pipe)
	return remove.Start()
}

// Start runs a fake with flags of its own until the test ends.
func Start(t testing.TB, kind string, flags ...string) *Fake {
	t.Helper()
	folder, err := Programs()
	if err != nil {
		t.Fatalf("build the fakes: %v", err)
	}
	program := exec.Command(filepath.Join(folder, kind), append(flags, "-until-eof")...)
	program.Stderr = t.Output()
	program.WaitDelay = 10 * time.Second
	input, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	t.Cleanup(func() {
		_ = input.Close() // at which it ends
		if err := program.Wait(); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	})
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("%s said %q: %v", kind, line, err)
	}
	return &Fake{URL: address}
}

// Set changes switches while the fake runs, each as name=value.
func (p *Fake) Set(t testing.TB, switches ...string) {
	t.Helper()
	form := url.Values{}
	for _, each := range switches {
		name, value, _ := strings.Cut(each, "=")
		form.Set(name, value)
	}
	p.control(t, http.MethodPost, "switches?"+form.Encode(), nil)
}

// Switches are all that can be set, with their values.
func (p *Fake) Switches(t testing.TB) map[string]string {
	t.Helper()
	return answered[map[string]string](t, p, "switches")
}

// Fault strikes Count calls of an operation, any if empty, after Skip that go well.
type Fault struct {
	Kind, Operation string
	Skip, Count     int
}

// Arm sets up a fault; it comes before those of fault-rate.
func (p *Fake) Arm(t testing.TB, fault Fault) {
	t.Helper()
	form := url.Values{"kind": {fault.Kind}, "operation": {fault.Operation}, "skip": {strconv.Itoa(fault.Skip)}, "count": {strconv.Itoa(max(fault.Count, 1))}}
	p.control(t, http.MethodPost, "faults?"+form.Encode(), nil)
}

// Counts are the calls of one operation: all, those that came to the PBX, those of them that it refused, and those
// that met a fault, by kind.
type Counts struct {
	Requests, Reached, Refused int
	Faults                     map[string]int
}

// Requests are the calls since the start or the last reset.
type Requests struct {
	Total       int
	MaxInFlight int `json:"max_in_flight"`
	Operations  map[string]Counts
}

// Requests are counted until ForgetRequests.
func (p *Fake) Requests(t testing.TB) Requests {
	t.Helper()
	return answered[Requests](t, p, "requests")
}

// ForgetRequests counts from zero.
func (p *Fake) ForgetRequests(t testing.TB) {
	t.Helper()
	p.control(t, http.MethodDelete, "requests", nil)
}

// State is all that the PBX holds, as JSON.
func (p *Fake) State(t testing.TB) []byte {
	t.Helper()
	return p.control(t, http.MethodGet, "state", nil)
}

// Load puts what state gave, or a test wrote, in place of what the PBX holds.
func (p *Fake) Load(t testing.TB, state []byte) {
	t.Helper()
	p.control(t, http.MethodPut, "state", state)
}

// Reset returns to how the fake was started: state, switches, faults and counts.
func (p *Fake) Reset(t testing.TB) {
	t.Helper()
	p.control(t, http.MethodPost, "reset", nil)
}

func answered[T any](t testing.TB, p *Fake, what string) T {
	t.Helper()
	var answer T
	if err := json.Unmarshal(p.control(t, http.MethodGet, what, nil), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// control calls the fake itself, not the PBX that it plays. It works with http:// only.
func (p *Fake) control(t testing.TB, method, what string, body []byte) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, p.URL+"/fake/"+what, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s /fake/%s: %s", method, what, answer)
	}
	return answer
}
