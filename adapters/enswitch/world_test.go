package enswitch_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/signin"
	"dragoman/persistence"
)

// cheap hashes in microseconds; what it costs is tested where it is made.
var cheap = credential.Cost{Memory: 8, Passes: 1, Threads: 1}

// The customers of every test world: the system owner's, a reseller with a customer of its own below it, and one made
// without a parent, as another dialect does.
const (
	home     domain.TenantID = 1
	reseller domain.TenantID = 2
	below    domain.TenantID = 3
	foreign  domain.TenantID = 4
)

// The people of every test world, by user name.
const (
	admin    = "admin"         // system owner, of home
	user     = "user"          // administrator of home
	plain    = "plain"         // user of home
	seller   = "seller"        // reseller, of reseller
	subAdmin = "admin-below"   // administrator of below
	stranger = "admin-foreign" // administrator of foreign
)

// world is a store with people in it, and a listener that speaks Enswitch over it.
type world struct {
	tb        testing.TB
	directory *domain.Directory
	handler   *enswitch.Handler
	server    *httptest.Server
	people    map[string]domain.PersonID
	passwords map[string]string
	now       time.Time
	close     func() error // closes the store, once
}

func newWorld(tb testing.TB, change ...func(*enswitch.Options)) *world {
	tb.Helper()
	return newWorldOf(tb, persistence.Options{}, change...)
}

// newWorldOf makes a world over a store of its own kind.
func newWorldOf(tb testing.TB, storing persistence.Options, change ...func(*enswitch.Options)) *world {
	tb.Helper()
	dir := tb.TempDir()
	storing.Dir, storing.KeyFile = filepath.Join(dir, "data"), filepath.Join(dir, "keys")
	store, err := persistence.Open(context.Background(), storing)
	if err != nil {
		tb.Fatal(err)
	}
	once := sync.OnceValue(store.Close)
	tb.Cleanup(func() {
		if err := once(); err != nil {
			tb.Error(err)
		}
	})
	w := &world{tb: tb, close: once, passwords: map[string]string{
		admin: "", user: "password", plain: "password", seller: "password", subAdmin: "password", stranger: "password",
	}, people: map[string]domain.PersonID{}, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	w.directory = domain.NewDirectory(store, func() time.Time { return w.now })
	w.settle()
	verifier := credential.NewVerifier(credential.Options{
		Concurrency: 2, CacheTTL: time.Hour, FailuresPerMinute: 1000, Cost: cheap,
	})
	options := enswitch.Options{
		Directory: w.directory, Desk: signin.NewDesk(w.directory, verifier), BaseDomain: "example.com",
		TokenKey: []byte("a key that signs the tests' tokens"), TokenTTL: time.Hour,
	}
	for _, f := range change {
		f(&options)
	}
	w.handler = enswitch.New(options)
	router := mux.NewRouter().UseEncodedPath().SkipClean(true)
	w.handler.Mount(router)
	w.server = httptest.NewServer(router)
	tb.Cleanup(w.server.Close)
	return w
}

// settle founds the customers and their people.
func (w *world) settle() {
	w.tb.Helper()
	customers := []struct {
		name, domain string
		parent       domain.TenantID
		people       map[string]domain.Role
	}{
		{"localhost", "localhost", 0, map[string]domain.Role{admin: domain.SystemOwner, user: domain.Administrator, plain: domain.User}},
		{"Reseller", "reseller.example.com", home, map[string]domain.Role{seller: domain.Reseller}},
		{"Below", "below.example.com", reseller, map[string]domain.Role{subAdmin: domain.Administrator}},
		{"Foreign", "foreign.example.com", 0, map[string]domain.Role{stranger: domain.Administrator}},
	}
	for _, customer := range customers {
		err := w.directory.ChangeAll(context.Background(), domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
			tenant := domain.NewTenant()
			tenant.Name, tenant.Domain, tenant.Parent = customer.name, customer.domain, customer.parent
			if err := s.AddTenant(tenant, ""); err != nil {
				return err
			}
			edit, err := s.Tenant(tenant.ID)
			if err != nil {
				return err
			}
			for _, name := range []string{admin, user, plain, seller, subAdmin, stranger} {
				role, here := customer.people[name]
				if !here {
					continue
				}
				person := domain.NewPerson()
				person.Username, person.Role, person.Email = name, role, name+"@example.com"
				person.Password = domain.Credential{Hash: cheap.Hash(w.passwords[name]), ProofHash: cheap.Hash("")}
				if err := edit.AddPerson(person); err != nil {
					return err
				}
				w.people[name] = person.ID
			}
			return nil
		})
		if err != nil {
			w.tb.Fatal(err)
		}
	}
}

// change edits a customer behind the API's back.
func (w *world) change(tenant domain.TenantID, do func(*domain.Edit) error) {
	w.tb.Helper()
	if err := w.directory.Change(context.Background(), domain.Actor{Name: "test"}, tenant, do); err != nil {
		w.tb.Fatal(err)
	}
}

// reply is an answer taken apart.
type reply struct {
	Responses []struct{ Code, Key, Message string }
	Data      json.RawMessage
	body      string
	header    http.Header
}

// codes are the codes and keys of the answer's responses: "400 name, 400 ringtime".
func (r *reply) codes() string {
	var out []string
	for _, response := range r.Responses {
		out = append(out, strings.TrimSpace(response.Code+" "+response.Key))
	}
	return strings.Join(out, ", ")
}

// object reads the data of an answer that has one object.
func (r *reply) object(tb testing.TB) map[string]any {
	tb.Helper()
	var object map[string]any
	if err := json.Unmarshal(r.Data, &object); err != nil {
		tb.Fatalf("%s: %v", r.body, err)
	}
	return object
}

// list reads the data of an answer that has a list.
func (r *reply) list(tb testing.TB) []map[string]any {
	tb.Helper()
	var list []map[string]any
	if err := json.Unmarshal(r.Data, &list); err != nil {
		tb.Fatalf("%s: %v", r.body, err)
	}
	return list
}

// column reads one member of each object of a list.
func (r *reply) column(tb testing.TB, name string) string {
	tb.Helper()
	var out []string
	for _, object := range r.list(tb) {
		text, ok := object[name].(string)
		if number, isNumber := object[name].(float64); isNumber {
			text, ok = strconv.FormatFloat(number, 'f', -1, 64), true
		}
		if !ok {
			tb.Fatalf("%v has no %s", object, name)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// do sends a request and reads the answer, whose form must be right whatever it says.
func (w *world) do(request *http.Request) *reply {
	w.tb.Helper()
	response, err := w.server.Client().Do(request)
	if err != nil {
		w.tb.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.tb.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		w.tb.Fatalf("HTTP status %d: %s", response.StatusCode, body)
	}
	if got := response.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		w.tb.Fatalf("content type %q", got)
	}
	r := &reply{body: string(body), header: response.Header}
	if err := json.Unmarshal(body, r); err != nil {
		w.tb.Fatalf("%s: %v", body, err)
	}
	if len(r.Responses) == 0 {
		w.tb.Fatalf("no response in %s", body)
	}
	return r
}

// raw sends a GET whose path and query are put in as they are.
func (w *world) raw(pathAndQuery string) *reply {
	w.tb.Helper()
	request, err := http.NewRequest(http.MethodGet, w.server.URL, nil)
	if err != nil {
		w.tb.Fatal(err)
	}
	path, query, _ := strings.Cut(pathAndQuery, "?")
	request.URL.Path, request.URL.RawQuery = path, query
	return w.do(request)
}

// as calls a function as a person, with parameters as in a query: "name=440;password=secret".
func (w *world) as(person, function, parameters string) *reply {
	w.tb.Helper()
	query := "auth_username=" + url.QueryEscape(person) + ";auth_password=" + url.QueryEscape(w.passwords[person])
	if parameters != "" {
		query += ";" + parameters
	}
	return w.raw("/api/json/" + function + "/?" + query)
}

// must calls a function that has to succeed.
func (w *world) must(person, function, parameters string) *reply {
	w.tb.Helper()
	r := w.as(person, function, parameters)
	if code := r.Responses[0].Code; code != "200" && code != "204" {
		w.tb.Fatalf("%s %s as %s: %s", function, parameters, person, r.body)
	}
	return r
}

// created calls a function that makes something and returns its id.
func (w *world) created(person, function, parameters string) string {
	w.tb.Helper()
	id, ok := w.must(person, function, parameters).object(w.tb)["id"].(float64)
	if !ok {
		w.tb.Fatalf("%s returned no id", function)
	}
	return strconv.FormatFloat(id, 'f', -1, 64)
}

// expect calls a function and compares codes and keys.
func (w *world) expect(person, function, parameters, codes string) *reply {
	w.tb.Helper()
	r := w.as(person, function, parameters)
	if got := r.codes(); got != codes {
		w.tb.Errorf("%s %s as %s: got %s, want %s", function, parameters, person, r.body, codes)
	}
	return r
}
