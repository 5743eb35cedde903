package main_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// process is a gateway in a process of its own.
type process struct {
	*gateway
	command *exec.Cmd
}

// inProcess is the program as a user starts it, in a process of its own, before it is started.
func inProcess(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(executable, args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	return command
}

// endOf waits for the end of a process that was started and gives its exit code, -1 where a signal ended it. shown is what it
// wrote. Where it doesn't end it is killed, and the test fails.
func endOf(t rapid.TB, command *exec.Cmd, atMost time.Duration, shown func() string) int {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
	case <-time.After(atMost):
		_ = command.Process.Kill() // it may have ended by itself
		<-ended
		t.Fatalf("the process doesn't end; it wrote %s", shown())
	}
	return command.ProcessState.ExitCode()
}

// spawn starts a gateway in a process that signals can be sent to.
func spawn(t *testing.T, args ...string) *process {
	t.Helper()
	out, errs := newOutput(), newOutput()
	command := inProcess(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	command.Stdout, command.Stderr = out, errs
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{&gateway{t: t, log: errs, passwords: map[string]bool{}}, command}
	t.Cleanup(func() {
		if command.ProcessState == nil {
			_ = command.Process.Kill() // it may have ended by itself
			_ = command.Wait()         // says that it was killed
		}
	})
	address, ok := out.await(listening)
	if !ok {
		t.Fatalf("the gateway doesn't serve; it wrote %q and %q", out, errs)
	}
	p.url = address
	return p
}

func (p *process) signal(signal os.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits for the process to end and gives its exit code, -1 where a signal ended it.
func (p *process) wait() int {
	p.t.Helper()
	code := endOf(p.t, p.command, patience, p.log.String)
	p.inspectLog()
	return code
}

// halfSent is a request whose body is still on its way.
type halfSent struct {
	t          *testing.T
	connection net.Conn
	answers    *bufio.Reader
	rest       string
}

// sendHalf begins a request and keeps back the end of its body. The gateway is reading the body then: that is when a server
// says that it wants to have it.
func (p *process) sendHalf(t *testing.T, method, path, body string) *halfSent {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	answers := bufio.NewReader(connection)
	_, err = fmt.Fprintf(connection, "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", method, path, len(body))
	if err != nil {
		t.Fatal(err)
	}
	if wanted, err := http.ReadResponse(answers, nil); err != nil || wanted.StatusCode != http.StatusContinue {
		t.Fatalf("the body isn't asked for: %+v, %v", wanted, err)
	}
	half := len(body) / 2
	if _, err := connection.Write([]byte(body[:half])); err != nil {
		t.Fatal(err)
	}
	return &halfSent{t, connection, answers, body[half:]}
}

// finish sends the rest and reads the status of the answer.
func (h *halfSent) finish() int {
	h.t.Helper()
	if _, err := h.connection.Write([]byte(h.rest)); err != nil {
		h.t.Fatal(err)
	}
	response, err := http.ReadResponse(h.answers, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode
}

var stopping = regexp.MustCompile(`msg=stopping`)

// generous is a configuration with which requests under way get longer to finish than tests wait for a process to end.
const generous = "shutdown_timeout: 10m\n"

func TestSignalLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir()
			p := spawn(t, labAt(t, dir, generous)...)
			p.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200)
			slow := p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
			time.Sleep(50 * time.Millisecond) // the request has begun

			p.signal(signal)
			if _, ok := p.log.await(stopping); !ok {
				t.Fatalf("the signal isn't heeded: %s", p.log)
			}
			refused(t, p.url)
			if status := slow.finish(); status != 200 {
				t.Errorf("the request under way was answered with %d", status)
			}
			if code := p.wait(); code != 0 {
				t.Errorf("the process ended with %d: %s", code, p.log)
			}

			again := serveLab(t, dir, "")
			again.vodia(admin, "GET", "/rest/domain/localhost/user_settings/1004", "").must(t, 200)
		})
	}
}

// refused waits until nobody listens at an address.
func refused(t *testing.T, url string) {
	t.Helper()
	for range 100 {
		connection, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		connection.Close()
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("new connections are still taken")
}

func TestIdleGatewayStopsAtOnce(t *testing.T) {
	t.Parallel()
	p := spawn(t, labAt(t, t.TempDir(), generous)...)
	p.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200) // leaves an idle connection behind
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		t.Errorf("the process ended with %d: %s", code, p.log)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	p := spawn(t, labAt(t, t.TempDir(), generous)...)
	p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
	p.signal(syscall.SIGTERM)
	if _, ok := p.log.await(stopping); !ok {
		t.Fatalf("the signal isn't heeded: %s", p.log)
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 1 {
		t.Errorf("the process ended with %d", code)
	}
}

func TestGraceIsLimited(t *testing.T) {
	t.Parallel()
	p := spawn(t, labAt(t, t.TempDir(), "shutdown_timeout: 200ms\n")...)
	p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		t.Errorf("the process ended with %d", code)
	}
	if !strings.Contains(p.log.String(), "cut off") {
		t.Errorf("the log doesn't tell of the request that was cut off: %s", p.log)
	}
}

// What was answered for is there after the process was killed, and nothing is there by half.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	made := map[string]bool{} // names of groups whose making was confirmed
	for round := range 3 {
		p := spawn(t, labAt(t, dir, "")...)
		for name := range made {
			p.vodia(admin, "GET", "/rest/domain/localhost/user_settings/"+name, "").must(t, 200)
		}
		confirmed := make(chan string, 10_000)
		var workers sync.WaitGroup
		for worker := range 4 {
			workers.Go(func() { p.makeGroups(fmt.Sprintf("%d%d", round+1, worker), confirmed) })
		}
		for range 40 { // the workers are in the middle of it
			made[<-confirmed] = true
		}
		if err := p.command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if code := p.wait(); code != -1 {
			t.Fatalf("the process ended by itself with %d", code)
		}
		workers.Wait() // for answers that were on their way
		close(confirmed)
		for name := range confirmed {
			made[name] = true
		}
		checkWhole(t, dir)
	}

	p := spawn(t, labAt(t, dir, "")...)
	var hunts []struct {
		Name   string
		Agents []string
	}
	p.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200).into(t, &hunts)
	for _, hunt := range hunts {
		if !madeHere.MatchString(hunt.Name) {
			continue // the lab's own
		}
		delete(made, hunt.Name)
		if strings.Join(hunt.Agents, " ") != "444 445" {
			t.Errorf("group %s has the agents %v", hunt.Name, hunt.Agents)
		}
		code := p.enswitch(labUser, "codes/get", "code", hunt.Name).must(t, "200")
		if !strings.Contains(code.body, `"dtype":"huntgroup"`) {
			t.Errorf("the code of group %s is %s", hunt.Name, code.body)
		}
	}
	if len(made) > 0 {
		t.Errorf("%v were confirmed and are gone", made)
	}
}

var madeHere = regexp.MustCompile(`^[0-9]{6}$`)

// makeGroups makes hunt groups until the gateway is gone. Each takes several rows.
func (p *process) makeGroups(prefix string, confirmed chan<- string) {
	for n := 0; ; n++ {
		name := fmt.Sprintf("%s%04d", prefix, n)
		r, err := http.NewRequest("POST", p.url+"/rest/domain/localhost/addacc",
			strings.NewReader(`{"type":"hunts","account":"`+name+`","st1_ext":"444 445"}`))
		if err != nil {
			return
		}
		r.SetBasicAuth("admin", "")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			return
		}
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			confirmed <- name
		}
	}
}

// broken are rows that can't be: each query finds none in a store that holds together.
var broken = map[string]string{
	"a name without its holder": `SELECT name FROM plan WHERE NOT CASE kind
		WHEN 'phone' THEN object_id IN (SELECT id FROM phones) WHEN 'huntgroup' THEN object_id IN (SELECT id FROM hunt_groups)
		WHEN 'featurecode' THEN object_id IN (SELECT id FROM feature_codes) END`,
	"a phone without its name": `SELECT name FROM phones p WHERE NOT EXISTS
		(SELECT * FROM plan WHERE tenant_id = p.tenant_id AND name = p.name AND kind = 'phone' AND object_id = p.id)`,
	"a code whose name is another's": `SELECT code FROM feature_codes c WHERE NOT EXISTS
		(SELECT * FROM plan WHERE tenant_id = c.tenant_id AND name = c.code AND (kind = 'featurecode' AND object_id = c.id OR kind = 'phone' AND c.destination = 'phone:' || c.code))`,
	"a member of no group":   `SELECT id FROM members WHERE hunt_group_id NOT IN (SELECT id FROM hunt_groups)`,
	"an object of no tenant": `SELECT name FROM phones WHERE tenant_id NOT IN (SELECT id FROM tenants)`,
	"an object not journalled": `SELECT name FROM phones p WHERE NOT EXISTS
		(SELECT * FROM journal WHERE kind = 'phone' AND object_id = p.id AND action = 'created')`,
}

// checkWhole looks for damage in a store's file and for rows that don't go together.
func checkWhole(t *testing.T, dir string) {
	t.Helper()
	database := openDatabase(t, dir)
	defer database.Close()
	var verdict string
	if err := database.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("the integrity check says %q, %v", verdict, err)
	}
	broken := maps.Clone(broken)
	broken["a row that refers to none"] = "SELECT \"table\" FROM pragma_foreign_key_check"
	for what, query := range broken {
		var found string
		switch err := database.QueryRow(query).Scan(&found); {
		case err == nil:
			t.Errorf("there is %s: %s", what, found)
		case !errors.Is(err, sql.ErrNoRows):
			t.Errorf("%s: %v", what, err)
		}
	}
}
