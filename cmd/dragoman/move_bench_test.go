package main_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dragoman/adapters/wire/wiretest"
)

// prepared is a request that a move sent, ready to be sent again.
type prepared struct {
	method, url string
	header      http.Header
	body        []byte
	writes      bool
}

// of is the account that a request to a Vodia is about, if it is about one.
func (p *prepared) of() string {
	if _, account, ok := strings.Cut(p.url, "/user_settings/"); ok {
		return account
	}
	if found := addedAccount.FindSubmatch(p.body); found != nil {
		return string(found[1])
	}
	return ""
}

var addedAccount = regexp.MustCompile(`"account[a-z_]*":"([^"]*)"`)

// inTurn puts requests about one account together, in the order of their first: they must not overtake each other.
func inTurn(requests []prepared) [][]prepared {
	var out [][]prepared
	at := map[string]int{}
	for _, one := range requests {
		of := one.of()
		if i, ok := at[of]; ok && of != "" {
			out[i] = append(out[i], one)
			continue
		}
		at[of] = len(out)
		out = append(out, []prepared{one})
	}
	return out
}

// recorder carries requests to a fake and keeps them.
type recorder struct {
	target   string
	client   *http.Client
	mutex    sync.Mutex
	requests []prepared
}

var givenToken = regexp.MustCompile(`auth_token=[^&]*`)

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return
	}
	one := prepared{request.Method, r.target + request.URL.RequestURI(), request.Header.Clone(), body, writes(request, body)}
	one.body = givenToken.ReplaceAll(body, []byte("auth_username=admin&auth_password=password"))
	r.mutex.Lock()
	r.requests = append(r.requests, one)
	r.mutex.Unlock()
	response, err := one.send(r.client, body)
	if err != nil {
		drop(w)
		return
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body) // the move says so itself
}

func (p *prepared) send(client *http.Client, body []byte) (*http.Response, error) {
	request, err := http.NewRequest(p.method, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = p.header
	return client.Do(request)
}

// works sends a request and says whether it was answered well.
func (p *prepared) works(client *http.Client) bool {
	response, err := p.send(client, p.body)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil && response.StatusCode == http.StatusOK
}

// acting are the requests from the first that writes to the last.
func acting(requests []prepared) []prepared {
	begin := slices.IndexFunc(requests, func(p prepared) bool { return p.writes })
	end := len(requests)
	for !requests[end-1].writes {
		end--
	}
	return requests[begin:end]
}

// bareLoop sends prepared requests, as many at once as a move does, and says how long that takes.
func bareLoop(b *testing.B, requests []prepared) time.Duration {
	b.Helper()
	const atOnce = 4
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	defer client.CloseIdleConnections()
	turns := inTurn(requests)
	var next, failed atomic.Int64
	var workers sync.WaitGroup
	began := time.Now()
	for range atOnce {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(turns)); i = next.Add(1) - 1 {
				for _, one := range turns[i] {
					if !one.works(client) {
						failed.Add(1)
					}
				}
			}
		})
	}
	workers.Wait()
	took := time.Since(began)
	if n := failed.Load(); n > int64(len(requests)/100) {
		b.Fatalf("%d of %d prepared requests failed", n, len(requests))
	}
	return took
}

// timed is what a move tells, with when it began to act and when it last told of a step.
type timed struct {
	text         bytes.Buffer
	began, ended time.Time
}

func (o *timed) Write(text []byte) (int, error) {
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte("the journal is ")) {
			o.began = time.Now()
		}
		if bytes.HasPrefix(line, []byte("moved ")) {
			o.ended = time.Now()
		}
	}
	return o.text.Write(text)
}

// benchMove makes a move by a process of its own and says how long it took, and how long of that it acted.
func benchMove(b *testing.B, d direction, from, to string) (whole, acted time.Duration) {
	b.Helper()
	told := &timed{}
	var said bytes.Buffer
	process := inProcess(b, "move", "--yes", "--on-clash", "skip", "--journal", filepath.Join(b.TempDir(), "journal"),
		"--from", placeAt(d.from, from), "--to", placeAt(d.to, to))
	process.Env = append(process.Env, "DRAGOMAN_FROM_PASSWORD=password", "DRAGOMAN_TO_PASSWORD=password")
	process.Stdout, process.Stderr = &said, told
	began := time.Now()
	if err := process.Run(); err != nil {
		text := said.String()
		b.Fatalf("the move: %v: %s %s", err, text[max(0, len(text)-3000):], told.text.String())
	}
	return time.Since(began), told.ended.Sub(told.began)
}

func recording(b *testing.B, fake *wiretest.Fake) (*recorder, string) {
	r := &recorder{target: fake.URL, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	server := httptest.NewServer(r)
	b.Cleanup(server.Close)
	return r, server.URL
}

// BenchmarkMove compares a move with a loop that sends the same requests, four at once too, and does nothing else: while it
// acts, and as a whole, with what it reads, works out and proves.
func BenchmarkMove(b *testing.B) {
	size := worldSize{phones: 100 * *moveScale, codes: 10 * *moveScale, groups: 5 * *moveScale}
	for _, d := range directions {
		b.Run(strings.ReplaceAll(d.String(), " ", "_"), func(b *testing.B) {
			from, to := wiretest.Start(b, d.from), wiretest.Start(b, d.to)
			settle(b, d.from, from, size)
			read, source := recording(b, from)
			written, target := recording(b, to)
			benchMove(b, d, source, target)
			steps := acting(written.requests)
			all := slices.Concat(read.requests, written.requests)
			var ofActing, ofWhole []float64
			for b.Loop() {
				to.Reset(b)
				bareActing := bareLoop(b, steps)
				to.Reset(b)
				bareWhole := bareLoop(b, all)
				to.Reset(b)
				whole, acting := benchMove(b, d, from.URL, to.URL)
				ofActing = append(ofActing, bareActing.Seconds()/acting.Seconds())
				ofWhole = append(ofWhole, bareWhole.Seconds()/whole.Seconds())
				b.Logf("%d steps and more take %d requests: %.0f/s, bare %.0f/s; of all %d: %.0f/s, bare %.0f/s", size.phones+size.codes+size.groups,
					len(steps), float64(len(steps))/acting.Seconds(), float64(len(steps))/bareActing.Seconds(),
					len(all), float64(len(all))/whole.Seconds(), float64(len(all))/bareWhole.Seconds())
			}
			slices.Sort(ofActing)
			slices.Sort(ofWhole)
			b.ReportMetric(ofActing[len(ofActing)/2], "of-bare-acting")
			b.ReportMetric(ofActing[len(ofActing)-1], "of-bare-acting-at-best")
			b.ReportMetric(ofWhole[len(ofWhole)/2], "of-bare-whole")
		})
	}
}
