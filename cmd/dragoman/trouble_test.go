package main_test

import (
	"bufio"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"modernc.org/sqlite"
)

// writers are the connections that gateways in this process change their stores through, and the pragmas that tests
// disturb them with, by database file.
var writers = struct {
	sync.Mutex
	connections map[string]sqlite.ExecQuerierContext
	pragmas     map[string]string
}{connections: map[string]sqlite.ExecQuerierContext{}, pragmas: map[string]string{}}

var databaseFile = regexp.MustCompile(`^file:(?://)?([^?]+)\?.*_txlock=immediate`)

func init() {
	sqlite.RegisterConnectionHook(func(connection sqlite.ExecQuerierContext, address string) error {
		match := databaseFile.FindStringSubmatch(address)
		if match == nil {
			return nil
		}
		file, err := url.PathUnescape(match[1])
		if err != nil {
			return err
		}
		writers.Lock()
		defer writers.Unlock()
		writers.connections[file] = connection
		if pragma := writers.pragmas[file]; pragma != "" {
			return runPragma(connection, pragma)
		}
		return nil
	})
}

func runPragma(connection sqlite.ExecQuerierContext, pragma string) error {
	rows, err := connection.QueryContext(context.Background(), "PRAGMA "+pragma, nil)
	if err != nil {
		return err
	}
	for err == nil { // a pragma takes effect when its answer is read
		err = rows.Next(make([]driver.Value, len(rows.Columns())))
	}
	return rows.Close()
}

// labAtWork is a lab that has answered already, so that it has its connections, and its store.
func labAtWork(t *testing.T) (dir string, g *gateway, store *shelf) {
	t.Helper()
	dir = t.TempDir()
	g = serveLab(t, dir, patient)
	store = openShelf(t, dir)
	g.enswitch(admin, "phones/get", "name", "444").must(t, "200")
	return dir, g, store
}

// disturb sets a pragma of the connection that a gateway writes through, while the gateway serves, and of those that
// take its place. The gateway must be idle meanwhile.
func disturb(t *testing.T, dir, pragma string) {
	t.Helper()
	writers.Lock()
	defer writers.Unlock()
	file := filepath.Join(dir, "data", "dragoman.db")
	if writers.connections[file] == nil {
		t.Fatalf("no gateway writes %s", file)
	}
	writers.pragmas[file] = pragma
	if err := runPragma(writers.connections[file], pragma); err != nil {
		t.Fatal(err)
	}
}

// inTrouble tries changes in both dialects that the store can't take: they are refused plainly, nothing is half done,
// and reading goes on. Those that need little room may still find some where it is room that lacks.
func inTrouble(t *testing.T, g *gateway, store *shelf, says string, alsoSmall bool) {
	t.Helper()
	g.troubled = true
	before := store.take()
	long := strings.Repeat("x", 15_000)
	for _, call := range [][]string{
		{"phones/create", "name", "501", "password", "Sip-secret-Zq7", "provision1", long},
		{"phones/update", "name", "444", "description", "changed", "provision1", long},
		{"huntgroups/create", "name", "new", "description", long},
		{"codes/create", "code", "777", "dtype", "phone", "dnumber", "444", "sname", long},
		{"customers/create", "name", "new", "description", long},
		{"phones/delete", "name", "444"},
		{"phones/update", "name", "444", "dnd", "1"},
	} {
		if !alsoSmall && !slices.Contains(call, long) {
			continue
		}
		got := g.enswitch(admin, call[0], call[1:]...).must(t, "500")
		if message := got.responses[0].Message; !strings.Contains(message, says) || strings.Contains(strings.ToLower(message), "sql") {
			t.Errorf("%s: %s", call[0], got.body)
		}
	}
	for _, request := range [][]string{
		{"POST", "/rest/domain/localhost/addacc", `{"type":"extensions","account":"501 502 503","made_up":"` + long + `"}`},
		{"POST", "/rest/domain/localhost/user_settings/1002", `{"display":"changed","st1_ext":"440","made_up":"` + long + `"}`},
		{"POST", "/rest/domain/localhost/settings", `{"code_park":"*85","made_up":"` + long + `"}`},
		{"DELETE", "/rest/domain/localhost/addacc/1002", ""},
		{"POST", "/rest/system/domains", `{"name":"new.example.com"}`},
	} {
		if !alsoSmall && len(request[2]) < len(long) {
			continue
		}
		got := g.vodia(admin, request[0], request[1], request[2]).must(t, 503)
		if !strings.Contains(got.body, says) || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", request[1], got.body)
		}
	}
	if changed := difference(before, store.take()); changed != "" {
		t.Errorf("the store changed all the same:\n%s", changed)
	}
	g.enswitch(admin, "phones/get", "name", "444").must(t, "200")
	g.vodia(admin, "GET", "/rest/domain/localhost/hunts", "").must(t, 200)
	g.send(g.request("GET", "/readyz", "")).must(t, 200)
}

// afterTrouble makes sure that changes are taken again.
func afterTrouble(t *testing.T, g *gateway) {
	t.Helper()
	g.enswitch(admin, "phones/create", "name", "501", "password", "x").must(t, "204")
	g.vodia(admin, "POST", "/rest/domain/localhost/user_settings/501", `{"first_name":"Ada"}`).must(t, 200)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir, g, store := labAtWork(t)
	// A removal of something small may find room on the pages that there are, so that none is left.
	disturb(t, dir, "max_page_count=1") // it can't be less than there are now
	g.troubled = true
	for n := 0; ; n++ {
		if got := g.enswitch(admin, "phones/update", "name", "440", "provision1", fmt.Sprint(n)); got.code() == "500" {
			break
		} else if n > 500 {
			t.Fatal("the disk never gets full")
		}
	}
	inTrouble(t, g, store, "the store is full", false)
	disturb(t, dir, "max_page_count=1000000")
	afterTrouble(t, g)
	checkWhole(t, dir)
}

func TestReadOnlyStore(t *testing.T) {
	t.Parallel()
	dir, g, store := labAtWork(t)
	disturb(t, dir, "query_only=on")
	inTrouble(t, g, store, "the store is read-only", true)
	disturb(t, dir, "query_only=off")
	afterTrouble(t, g)
}

// Another program, a backup for one, may hold the file for longer than the gateway waits.
func TestStoreHeldBySomebodyElse(t *testing.T) {
	t.Parallel()
	dir, g, store := labAtWork(t)
	disturb(t, dir, "busy_timeout=100")
	holder := openDatabase(t, dir)
	connection, err := holder.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := connection.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	inTrouble(t, g, store, "the store is busy", true)
	if _, err := connection.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	afterTrouble(t, g)
}

// A data folder in which nothing can be written can't be opened, and the program says so.
func TestFolderWithoutPermission(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, patient)
	g.stop()
	command := inProcess(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, places(dir)...)...)
	if os.Getuid() == 0 { // whom no permission stops
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		for at := dir; strings.HasPrefix(at, os.TempDir()+"/"); at = filepath.Dir(at) {
			if err := os.Chmod(at, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		command.Path = copied(t, command.Path)
	}
	for _, name := range []string{"data/dragoman.db", "data/lock", "keys", "data"} {
		if err := os.Chmod(filepath.Join(dir, name), 0o555); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "data"), 0o755) }) // so that the test's folder can be removed
	output, err := command.CombinedOutput()
	text := string(output)
	if command.ProcessState.ExitCode() != 1 || !strings.Contains(text, "permission denied") || strings.Contains(text, "goroutine") {
		t.Errorf("got %v: %s", err, text)
	}
}

// copied puts an executable where anybody may run it. A process of its own does so: what this one has open for writing, the
// processes that other tests start meanwhile have open too, and nothing can be run that somebody may write to.
func copied(t *testing.T, executable string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dragoman-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	at := filepath.Join(dir, "dragoman")
	if said, err := exec.Command("cp", executable, at).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for _, name := range []string{dir, at} {
		if err := os.Chmod(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// Clients that never get done hold nobody up, and are cut off.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "request_timeout: 2s\n")
	address := strings.TrimPrefix(g.url, "http://")
	dial := func() net.Conn {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
		return connection
	}
	began := time.Now()
	var slow []net.Conn
	for i := range 60 {
		connection := dial()
		slow = append(slow, connection)
		start := "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
		if i%2 == 0 {
			start = "POST /rest/domain/localhost/addacc HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWRtaW46\r\nContent-Length: 1000\r\n\r\n{"
		}
		if _, err := connection.Write([]byte(start)); err != nil {
			t.Fatal(err)
		}
	}
	drip := make(chan struct{})
	go func() {
		defer close(drip)
		for time.Since(began) < 4*time.Second {
			for _, connection := range slow {
				_, _ = connection.Write([]byte(" ")) // fails once the gateway has had enough
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	for range 20 {
		sent := time.Now()
		g.enswitch(labUser, "phones/list").must(t, "200")
		if took := time.Since(sent); took > 5*time.Second {
			t.Errorf("an honest client waited %v", took)
		}
	}
	for i, connection := range slow {
		if err := connection.SetReadDeadline(began.Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(connection)
		if response, err := http.ReadResponse(reader, nil); err == nil {
			if response.StatusCode < 400 || response.StatusCode >= 500 {
				t.Errorf("client %d was answered with %d", i, response.StatusCode)
			}
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
			response.Body.Close()
		}
		var failure net.Error
		if _, err := reader.ReadByte(); err == nil || errors.As(err, &failure) && failure.Timeout() {
			t.Errorf("client %d is still connected after %v: %v", i, time.Since(began), err)
		}
	}
	<-drip
	g.vodia(admin, "GET", "/rest/domain/localhost/user_settings/1004", "").must(t, 404)
}
