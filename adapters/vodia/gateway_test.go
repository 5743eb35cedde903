package vodia_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/signin"
	"dragoman/persistence"
)

// gateway is a server over a real store with a real listener.
type gateway struct {
	t         *testing.T
	directory *domain.Directory
	url       string
	log       *bytes.Buffer
	ahead     atomic.Int64 // how far the gateway's clock is ahead
	failing   bool         // the store is expected to fail
}

// who signs in with HTTP Basic; the zero who doesn't.
type who struct{ login, password string }

// The people of every gateway under test. Both domains have each kind, so that what crosses from one to the other shows.
var (
	nobody   = who{}
	admin    = who{"admin", ""}                      // system administrator
	user     = who{"user", "password"}               // administrator of localhost
	boss     = who{"boss@acme.example.com", "sesam"} // administrator of acme.example.com
	worker   = who{"worker", "worker"}               // owns phone 440 of localhost
	reseller = who{"reseller", "reseller"}           // of localhost, above acme.example.com
	line     = who{"444@localhost", "web"}           // phone 444's own login
)

const (
	here  = "localhost"
	there = "acme.example.com"
)

func open(t *testing.T) *gateway { return openWith(t, vodia.Options{}) }

func openWith(t *testing.T, options vodia.Options) *gateway { return openLimited(t, options, 0) }

// openLimited opens a gateway whose database can't grow beyond some bytes; 0 for no limit.
func openLimited(t *testing.T, options vodia.Options, most int64) *gateway {
	t.Helper()
	g := &gateway{t: t, log: &bytes.Buffer{}}
	dir := t.TempDir()
	clock := func() time.Time { return time.Now().Add(time.Duration(g.ahead.Load())) }
	store, err := persistence.Open(context.Background(), persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys"), Clock: clock, MaxSize: most})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	g.directory = domain.NewDirectory(store, clock)
	g.populate()

	options.Directory = g.directory
	options.Desk = signin.NewDesk(g.directory, credential.NewVerifier(credential.Options{
		Concurrency: 4, CacheTTL: time.Hour, FailuresPerMinute: 100, Cost: cheap,
	}))
	options.Log = slog.New(slog.NewTextHandler(g.log, nil))
	router := mux.NewRouter().UseEncodedPath().SkipClean(true)
	vodia.New(options).Mount(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// cheap lets tests sign in without taking a quarter of a second each.
var cheap = credential.Cost{Memory: 64, Passes: 1, Threads: 1}

func stored(password string) domain.Credential {
	return domain.Credential{Hash: cheap.Hash(password), ProofHash: cheap.Hash(credential.SessionProof(password))}
}

func (g *gateway) populate() {
	g.t.Helper()
	ctx := context.Background()
	err := g.directory.ChangeAll(ctx, domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
		first, second := domain.NewTenant(), domain.NewTenant()
		first.Name, first.Domain = here, here
		if err := s.AddTenant(first, ""); err != nil {
			return err
		}
		second.Name, second.Domain, second.Parent = "Acme", there, first.ID
		second.DomainAliases = []string{"acme.test"}
		if err := s.AddTenant(second, ""); err != nil {
			return err
		}
		for _, p := range []struct {
			who
			tenant domain.TenantID
			role   domain.Role
		}{
			{admin, first.ID, domain.SystemOwner}, {user, first.ID, domain.Administrator}, {worker, first.ID, domain.User},
			{reseller, first.ID, domain.Reseller}, {boss, second.ID, domain.Administrator},
		} {
			e, err := s.Tenant(p.tenant)
			if err != nil {
				return err
			}
			person := domain.NewPerson()
			person.Username, person.Role, person.Password = p.login, p.role, stored(p.password)
			if err := e.AddPerson(person); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	g.change(here, func(e *domain.Edit) error {
		owner, err := g.directory.Reader().PersonByUsername(ctx, worker.login)
		if err != nil {
			return err
		}
		for _, name := range []string{"440", "443", "444", "445"} {
			phone := domain.NewPhone()
			phone.Name = name
			switch name {
			case "440":
				phone.Owner = owner.ID
			case "444":
				phone.WebPassword = stored(line.password)
			}
			if err := e.AddPhone(phone); err != nil {
				return err
			}
		}
		return nil
	})
	g.change(there, func(e *domain.Edit) error {
		phone := domain.NewPhone()
		phone.Name = "444"
		return e.AddPhone(phone)
	})
}

func (g *gateway) tenant(name string) *domain.Tenant {
	g.t.Helper()
	tenant, err := g.directory.Reader().TenantByDomain(context.Background(), name)
	if err != nil {
		g.t.Fatal(err)
	}
	return tenant
}

// change changes the store behind the API's back, as the other dialect would.
func (g *gateway) change(name string, do func(*domain.Edit) error) {
	g.t.Helper()
	if err := g.directory.Change(context.Background(), domain.Actor{Name: "test"}, g.tenant(name).ID, do); err != nil {
		g.t.Fatal(err)
	}
}

func (g *gateway) look(name string) *domain.Look {
	g.t.Helper()
	return g.directory.LookInto(context.Background(), g.tenant(name))
}

// answered is an answer as it came.
type answered struct {
	status int
	header http.Header
	body   string
}

type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// do sends a request and checks what holds for every answer.
func (g *gateway) do(as who, method, path, body string, options ...option) answered {
	g.t.Helper()
	r, err := http.NewRequest(method, g.url+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	if as != nobody {
		r.SetBasicAuth(as.login, as.password)
	}
	for _, set := range options {
		set(r)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	if method != http.MethodHead && !json.Valid(data) {
		g.t.Errorf("%s %s: the answer is no JSON: %q", method, path, data)
	}
	if got := response.Header.Get("Content-Type"); got != "application/json" {
		g.t.Errorf("%s %s: Content-Type is %q", method, path, got)
	}
	if got := response.Header.Get("Cache-Control"); got != "no-cache" {
		g.t.Errorf("%s %s: Cache-Control is %q", method, path, got)
	}
	if response.StatusCode >= 500 && !g.failing {
		g.t.Errorf("%s %s: status %d, log: %s", method, path, response.StatusCode, g.log)
	}
	return answered{response.StatusCode, response.Header, string(data)}
}

// get and post act as the system administrator and expect success.
func (g *gateway) get(path string) string {
	g.t.Helper()
	return g.succeed(http.MethodGet, path, "")
}

func (g *gateway) post(path, body string) string {
	g.t.Helper()
	return g.succeed(http.MethodPost, path, body)
}

func (g *gateway) succeed(method, path, body string) string {
	g.t.Helper()
	a := g.do(admin, method, path, body)
	if a.status != http.StatusOK {
		g.t.Fatalf("%s %s %s: status %d: %s", method, path, body, a.status, a.body)
	}
	return a.body
}

// settings are the settings of an account of localhost.
func (g *gateway) settings(account string) map[string]any {
	g.t.Helper()
	return object(g.t, g.get("/rest/domain/localhost/user_settings/"+account))
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

func list(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}
