package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	program "dragoman/cmd/dragoman"
)

// benchObjects is how many telephone lines the store holds while requests are timed.
const benchObjects = 10_000

// BenchmarkRequests times requests of both dialects over HTTP on loopback, one after the other on one connection. Each
// request takes turns with one to a bare mux handler that writes the same bytes, and those that create with a prepared
// insert of one row on a store of its own: x-bare and x-insert say how many times longer the gateway takes.
func BenchmarkRequests(b *testing.B) {
	g := benchGateway(b)
	g.fillForBench(b)
	insert := rawInsert(b)
	credentials := "auth_username=user;auth_password=password;"
	made := 0
	next := func() string { made++; return fmt.Sprint(500_000 + made) }
	for _, bench := range []struct {
		name    string
		method  string
		target  func() string
		body    func(int) string
		creates bool
	}{
		{"enswitch/create", "GET", func() string { return "/api/json/phones/create/?" + credentials + "password=secret;name=" + next() }, nil, true},
		{"enswitch/get", "GET", fixedTarget("/api/json/phones/get/?" + credentials + "name=105000"), nil, false},
		{"enswitch/list50", "GET", fixedTarget("/api/json/phones/list/?" + credentials + "limit=50;offset=5000"), nil, false},
		{"enswitch/update", "GET", func() string {
			made++
			return fmt.Sprintf("/api/json/phones/update/?%sname=105000;description=Ada%%20%d", credentials, made)
		}, nil, false},
		{"vodia/create", "POST", fixedTarget("/rest/domain/localhost/addacc"), func(int) string { return `{"type":"extensions","account":"` + next() + `"}` }, true},
		{"vodia/get", "GET", fixedTarget("/rest/domain/localhost/user_settings/105000"), nil, false},
		{"vodia/list50", "GET", fixedTarget("/rest/domain/fifty.example.com/hunts"), nil, false},
		{"vodia/update", "POST", fixedTarget("/rest/domain/localhost/user_settings/105000"), func(n int) string { return fmt.Sprintf(`{"first_name":"Ada %d"}`, n) }, false},
	} {
		b.Run(bench.name, func(b *testing.B) {
			request := func(base, target, body string) *http.Request {
				r, err := http.NewRequest(bench.method, base+target, strings.NewReader(body))
				if err != nil {
					b.Fatal(err)
				}
				if strings.HasPrefix(target, "/rest/") {
					r.SetBasicAuth("admin", "")
				}
				return r
			}
			body := func(n int) string {
				if bench.body == nil {
					return ""
				}
				return bench.body(n)
			}
			sample := benchSend(b, request(g.url, bench.target(), body(0)))
			bare := bareServer(b, sample)
			var gateway, without, inserting time.Duration
			for n := 1; b.Loop(); n++ {
				target, text := bench.target(), body(n)
				began := time.Now()
				benchSend(b, request(g.url, target, text))
				gateway += time.Since(began)
				began = time.Now()
				benchSend(b, request(bare, target, text))
				without += time.Since(began)
				if bench.creates {
					began = time.Now()
					insert(n)
					inserting += time.Since(began)
				}
			}
			b.ReportMetric(float64(gateway.Nanoseconds())/float64(b.N), "ns/op")
			b.ReportMetric(float64(gateway)/float64(without), "x-bare")
			if bench.creates {
				b.ReportMetric(float64(gateway)/float64(inserting), "x-insert")
			}
		})
	}
}

func fixedTarget(target string) func() string { return func() string { return target } }

// benchGateway starts a lab whose log is written and thrown away.
func benchGateway(b *testing.B) *gateway {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, ended := newOutput(), make(chan int, 1)
	go func() {
		ended <- program.Run(ctx, append([]string{"serve", "--lab", "--listen", "127.0.0.1:0"}, places(b.TempDir())...), strings.NewReader(""), out, io.Discard)
	}()
	address, ok := out.await(listening)
	if !ok {
		b.Fatal("the gateway doesn't serve")
	}
	b.Cleanup(func() {
		client.CloseIdleConnections()
		cancel()
		if code := <-ended; code != 0 {
			b.Errorf("the gateway ended with %d", code)
		}
	})
	return &gateway{t: b, url: address, log: newOutput(), passwords: map[string]bool{}}
}

// fillForBench makes telephone lines from 100000 on, and a domain with fifty hunts of two members each.
func (g *gateway) fillForBench(b *testing.B) {
	b.Helper()
	const chunk = 500
	for from := 0; from < benchObjects; from += chunk {
		names := make([]string, chunk)
		for i := range names {
			names[i] = fmt.Sprint(100_000 + from + i)
		}
		g.vodia(admin, "POST", "/rest/domain/localhost/addacc", `{"type":"extensions","account":"`+strings.Join(names, " ")+`"}`).must(b, 200)
	}
	g.vodia(admin, "POST", "/rest/system/domains", `{"name":"fifty.example.com"}`).must(b, 200)
	for n := range 50 {
		g.vodia(admin, "POST", "/rest/domain/fifty.example.com/addacc", fmt.Sprintf(`{"type":"extensions","account":"%d"}`, 100+n)).must(b, 200)
		g.vodia(admin, "POST", "/rest/domain/fifty.example.com/addacc",
			fmt.Sprintf(`{"type":"hunts","account":"%d","display":"Group %d","st1_ext":"%d 100"}`, 700+n, n, 100+n)).must(b, 200)
	}
}

// benchSend sends a request and reads what it is answered, which must be a success.
func benchSend(b *testing.B, r *http.Request) answer {
	response, err := client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || strings.Contains(string(body), `"code":"4`) {
		b.Fatalf("%s: %d %s", r.URL, response.StatusCode, body)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// bareServer answers every request with the bytes and headers of a sample, behind the same router and nothing else.
func bareServer(b *testing.B, sample answer) string {
	b.Helper()
	router := mux.NewRouter().UseEncodedPath().SkipClean(true)
	body := []byte(sample.body)
	handler := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for name, values := range sample.header {
			if name != "Date" {
				w.Header()[name] = values
			}
		}
		_, _ = w.Write(body)
	}
	router.HandleFunc("/api/json/{path:.*}", handler)
	router.HandleFunc("/rest/domain/{domain}/{what:.*}", handler)
	server := httptest.NewUnstartedServer(router)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	b.Cleanup(func() {
		client.CloseIdleConnections()
		server.Close()
	})
	return server.URL
}

var notAWord = regexp.MustCompile(`\W`)

// rawInsert prepares an insert of a telephone line into a store's table, durable as the gateway's own changes.
func rawInsert(b *testing.B) func(n int) {
	b.Helper()
	dir := b.TempDir()
	if got := execute(b, append([]string{"tenant", "list"}, places(dir)...)...); got.code != 0 {
		b.Fatalf("%+v", got)
	}
	database, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data", "dragoman.db")+
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=foreign_keys(on)&_pragma=synchronous(full)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { database.Close() })
	database.SetMaxOpenConns(1)
	rows, err := database.Query("SELECT name, type FROM pragma_table_info('phones') WHERE name <> 'id'")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var columns []string
	var values []any
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			b.Fatal(err)
		}
		columns = append(columns, notAWord.ReplaceAllString(name, ""))
		values = append(values, map[string]any{"TEXT": "", "INTEGER": 1}[kind])
	}
	if err := rows.Close(); err != nil {
		b.Fatal(err)
	}
	statement, err := database.Prepare("INSERT INTO phones (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { statement.Close() })
	at := 0
	for columns[at] != "name" {
		at++
	}
	count := 0
	return func(int) {
		count++
		values[at] = fmt.Sprint(count)
		if _, err := statement.Exec(values...); err != nil {
			b.Fatal(err)
		}
	}
}
