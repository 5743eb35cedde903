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
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a gateway in a process of its own.
type process struct {
	*gateway
	command *exec.Cmd
}

// spawn starts a gateway as a user does, in a process that signals can be sent to.
func spawn(t *testing.T, args ...string) *process {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, errs := newOutput(), newOutput()
	command := exec.Command(executable, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	command.Env = append(os.Environ(), asProgram+"=1")
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
	address, ok := out.await(listening, 20*time.Second)
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
func (p *process) wait(atMost time.Duration) int {
	p.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- p.command.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			p.t.Fatal(err)
		}
	case <-time.After(atMost):
		p.t.Fatalf("the process doesn't end; its log: %s", p.log)
	}
	p.inspectLog()
	return p.command.ProcessState.ExitCode()
}

// halfSent is a request whose body is still on its way.
type halfSent struct {
	t          *testing.T
	connection net.Conn
	rest       string
}

// sendHalf begins a request and keeps back the end of its body.
func (p *process) sendHalf(t *testing.T, method, path, body string) *halfSent {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	half := len(body) / 2
	_, err = fmt.Fprintf(connection, "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46\r\nContent-Length: %d\r\n\r\n%s", method, path, len(body), body[:half])
	if err != nil {
		t.Fatal(err)
	}
	return &halfSent{t, connection, body[half:]}
}

// finish sends the rest and reads the status of the answer.
func (h *halfSent) finish() int {
	h.t.Helper()
	if _, err := h.connection.Write([]byte(h.rest)); err != nil {
		h.t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(h.connection), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode
}

var stopping = regexp.MustCompile(`msg=stopping`)

func TestSignalLetsRequestsFinish(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir()
			p := spawn(t, append([]string{"--lab"}, places(dir)...)...)
			p.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200)
			slow := p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
			time.Sleep(50 * time.Millisecond) // the request has begun

			p.signal(signal)
			if _, ok := p.log.await(stopping, 10*time.Second); !ok {
				t.Fatalf("the signal isn't heeded: %s", p.log)
			}
			refused(t, p.url)
			if status := slow.finish(); status != 200 {
				t.Errorf("the request under way was answered with %d", status)
			}
			if code := p.wait(10 * time.Second); code != 0 {
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
	p := spawn(t, append([]string{"--lab"}, places(t.TempDir())...)...)
	p.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200) // leaves an idle connection behind
	began := time.Now()
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("the process ended with %d: %s", code, p.log)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := spawn(t, append([]string{"--lab"}, places(t.TempDir())...)...)
	p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
	time.Sleep(50 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	if _, ok := p.log.await(stopping, 10*time.Second); !ok {
		t.Fatalf("the signal isn't heeded: %s", p.log)
	}
	began := time.Now()
	p.signal(syscall.SIGTERM)
	code := p.wait(10 * time.Second)
	if took := time.Since(began); took > 5*time.Second { // the first signal gives three times that
		t.Errorf("it took %v", took)
	}
	if code != 1 {
		t.Errorf("the process ended with %d", code)
	}
}

func TestGraceIsLimited(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dragoman.yaml")
	if err := os.WriteFile(file, []byte("shutdown_timeout: 200ms\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := spawn(t, append([]string{"--lab", "--config", file}, places(t.TempDir())...)...)
	p.sendHalf(t, "POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004"}`)
	time.Sleep(50 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("the process ended with %d", code)
	}
	if !strings.Contains(p.log.String(), "cut off") {
		t.Errorf("the log doesn't tell of the request that was cut off: %s", p.log)
	}
}

// What was answered for is there after the process was killed, and nothing is there by half.
func TestKilledProcessLosesNothing(t *testing.T) {
	dir := t.TempDir()
	made := map[string]bool{} // names of groups whose making was confirmed
	for round := range 3 {
		p := spawn(t, append([]string{"--lab"}, places(dir)...)...)
		for name := range made {
			p.vodia(admin, "GET", "/rest/domain/localhost/user_settings/"+name, "").must(t, 200)
		}
		confirmed := make(chan string, 10_000)
		for worker := range 4 {
			go p.makeGroups(fmt.Sprintf("%d%d", round+1, worker), confirmed)
		}
		for range 40 { // the workers are in the middle of it
			made[<-confirmed] = true
		}
		if err := p.command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if code := p.wait(10 * time.Second); code != -1 {
			t.Fatalf("the process ended by itself with %d", code)
		}
		time.Sleep(50 * time.Millisecond) // answers that were on their way
		for len(confirmed) > 0 {
			made[<-confirmed] = true
		}
		checkWhole(t, dir)
	}

	p := spawn(t, append([]string{"--lab"}, places(dir)...)...)
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
