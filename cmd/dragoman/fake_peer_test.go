package main_test

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
	fakeEnswitch = "fakeenswitch"
	fakeVodia    = "fakevodia"
)

// fakePeer is a running fake.
type fakePeer struct {
	URL string // http://127.0.0.1:PORT
}

// builtFakes is the folder of the programs, built once for all tests.
var builtFakes = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "dragoman-fakes-")
	if err != nil {
		return "", err
	}
	if err := removeWhenWeEnd(folder); err != nil {
		return "", err
	}
	within, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(within, "go", "build", "-buildvcs=false", "-o", folder+string(filepath.Separator), "./testdata/"+fakeEnswitch, "./testdata/"+fakeVodia)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	return folder, build.Run()
})

// untilWeEnd is a pipe that only the end of this process closes.
var untilWeEnd io.Closer

// removeWhenWeEnd leaves a shell behind that waits for this process, however it ends, and then removes the folder.
func removeWhenWeEnd(folder string) (err error) {
	remove := exec.Command("sh", "-c", `read -r _; rm -rf -- "$1"`, "sh", folder)
	if untilWeEnd, err = remove.StdinPipe(); err != nil {
		return err
	}
	return remove.Start()
}

// startFake runs a fake with flags of its own until the test ends.
func startFake(t testing.TB, kind string, flags ...string) *fakePeer {
	t.Helper()
	folder, err := builtFakes()
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
	return &fakePeer{URL: address}
}

// set changes switches while the fake runs, each as name=value.
func (p *fakePeer) set(t testing.TB, switches ...string) {
	t.Helper()
	form := url.Values{}
	for _, each := range switches {
		name, value, _ := strings.Cut(each, "=")
		form.Set(name, value)
	}
	p.control(t, http.MethodPost, "switches?"+form.Encode(), nil)
}

// switches are all that can be set, with their values.
func (p *fakePeer) switches(t testing.TB) map[string]string {
	t.Helper()
	return fakeAnswer[map[string]string](t, p, "switches")
}

// fakeFault strikes Count calls of an operation, any if empty, after Skip that go well.
type fakeFault struct {
	Kind, Operation string
	Skip, Count     int
}

// arm sets up a fault; it comes before those of fault-rate.
func (p *fakePeer) arm(t testing.TB, fault fakeFault) {
	t.Helper()
	form := url.Values{"kind": {fault.Kind}, "operation": {fault.Operation}, "skip": {strconv.Itoa(fault.Skip)}, "count": {strconv.Itoa(max(fault.Count, 1))}}
	p.control(t, http.MethodPost, "faults?"+form.Encode(), nil)
}

// fakeCounts are the calls of one operation: all, those that came to the PBX, those of them that it refused, and those
// that met a fault, by kind.
type fakeCounts struct {
	Requests, Reached, Refused int
	Faults                     map[string]int
}

// fakeRequests are the calls since the start or the last reset.
type fakeRequests struct {
	Total       int
	MaxInFlight int `json:"max_in_flight"`
	Operations  map[string]fakeCounts
}

func (p *fakePeer) requests(t testing.TB) fakeRequests {
	t.Helper()
	return fakeAnswer[fakeRequests](t, p, "requests")
}

// state is all that the PBX holds, as JSON.
func (p *fakePeer) state(t testing.TB) []byte {
	t.Helper()
	return p.control(t, http.MethodGet, "state", nil)
}

// load puts what state gave, or a test wrote, in place of what the PBX holds.
func (p *fakePeer) load(t testing.TB, state []byte) {
	t.Helper()
	p.control(t, http.MethodPut, "state", state)
}

// reset returns to how the fake was started: state, switches, faults and counts.
func (p *fakePeer) reset(t testing.TB) {
	t.Helper()
	p.control(t, http.MethodPost, "reset", nil)
}

func fakeAnswer[T any](t testing.TB, p *fakePeer, what string) T {
	t.Helper()
	var answer T
	if err := json.Unmarshal(p.control(t, http.MethodGet, what, nil), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// control calls the fake itself, not the PBX that it plays. It works with http:// only.
func (p *fakePeer) control(t testing.TB, method, what string, body []byte) []byte {
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
