package enswitch_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/domain"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file under testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got+"\n")) {
		t.Errorf("%s\ngot  %s\nwant %s", path, got, want)
	}
}

const address = "http://enswitch.example.com"

// examples are those that pages print: the request, and the answer, in which "..." stands for what the page leaves out.
// The four that ../../../shared/seeds holds come first.
var examples = []struct {
	name    string
	prepare func(*world)
	page    string
}{
	{"phones-create", nil,
		`http://enswitch.example.com/api/json/phones/create/?auth_username=user;auth_password=password;name=1234567;password=secret{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"huntgroups-create", func(w *world) { w.useUpHuntGroups(122) },
		`http://enswitch.example.com/api/json/huntgroups/create/?auth_username=user;auth_password=password;name=example{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":123 } }`},
	{"codes-create", nil,
		`http://enswitch.example.com/api/json/codes/create/?auth_username=user;auth_password=password;code=100;dtype=phone;dnumber=1234567{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"codes-list", func(w *world) {
		w.must(user, "codes/create", "code=100;dtype=hangup;dnumber=;description=example1")
		w.must(user, "codes/create", "code=101;dtype=hangup;dnumber=;description=example2")
	}, `http://enswitch.example.com/api/json/codes/list/?auth_username=user;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "code":"100", "description":"example1", ... }, { "code":"101", "description":"example2", ... } ] }`},
	{"codes-get", func(w *world) {
		w.must(user, "codes/create", "code=100;dtype=hangup;dnumber=;description=example")
	}, `http://enswitch.example.com/api/json/codes/get/?auth_username=user;auth_password=password;code=100{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "code":"100", "description":"example", ... } }`},
	{"huntgroups-get", exampleGroup,
		`http://enswitch.example.com/api/json/huntgroups/get/?auth_username=user;auth_password=password;id=123{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":123, "name":"example", ... } }`},
	{"huntgroups-update", exampleGroup,
		`http://enswitch.example.com/api/json/huntgroups/update/?auth_username=user;auth_password=password;id=123;name=example{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"huntgroups-destinations-create", func(w *world) { exampleGroup(w); w.useUpMembers(122) },
		`http://enswitch.example.com/api/json/huntgroups/destinations/create/?auth_username=user;auth_password=password;huntgroup=123;level=1;dtype=phone;dnumber=1234567{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":123 } }`},
	{"huntgroups-destinations-get", exampleMember,
		`http://enswitch.example.com/api/json/huntgroups/destinations/get/?auth_username=user;auth_password=password;id=123{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":123, "huntgroup":123, ... } }`},
	{"huntgroups-destinations-update", exampleMember,
		`http://enswitch.example.com/api/json/huntgroups/destinations/update/?auth_username=user;auth_password=password;id=123;level=1{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"huntgroups-destinations-list-by-destination", func(w *world) {
		for _, id := range []string{"1", "2"} {
			w.must(user, "huntgroups/create", "name=example")
			w.must(user, "huntgroups/destinations/create", "huntgroup="+id+";level=1;dtype=phone;dnumber=1234567")
		}
	}, `http://enswitch.example.com/api/json/huntgroups/destinations/list/?auth_username=user;auth_password=password;dtype=phone;dnumber=1234567{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":1, "huntgroup":1, ... }, { "id":2, "huntgroup":2, ... } ] }`},
	{"huntgroups-destinations-list", func(w *world) {
		exampleGroup(w)
		w.must(user, "huntgroups/destinations/create", "huntgroup=123;level=1;dtype=phone;dnumber=1234567")
		w.must(user, "huntgroups/destinations/create", "huntgroup=123;level=2;dtype=forward;dnumber=2125551234")
	}, `http://enswitch.example.com/api/json/huntgroups/destinations/list/?auth_username=user;auth_password=password;huntgroup=123{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":1, "huntgroup":123, ... }, { "id":2, "huntgroup":123, ... } ] }`},
	// The page says id where huntgroup is meant.
	{"huntgroups-levels-get", exampleGroup,
		`http://enswitch.example.com/api/json/huntgroups/levels/get/?auth_username=user;auth_password=password;huntgroup=123;level=1{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "huntgroup":123, "level":1, ... } }`},
	{"huntgroups-levels-set", exampleGroup,
		`http://enswitch.example.com/api/json/huntgroups/levels/set/?auth_username=user;auth_password=password;huntgroup=123;level=1{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"phones-list", examplePhone,
		`http://enswitch.example.com/api/json/phones/list/?auth_username=user;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":1, "name":"1234567", ... } ] }`},
	{"phones-list-panel", examplePhone,
		`http://enswitch.example.com/api/json/phones/list/panel/?auth_username=user;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "name":"1234567", "description":"", ... } ] }`},
	{"phones-system-list", examplePhone,
		`http://enswitch.example.com/api/json/phones/system/list/?auth_username=user;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":1, "name":"1234567", ... } ] }`},
	{"phones-get", examplePhone,
		`http://enswitch.example.com/api/json/phones/get/?auth_username=user;auth_password=password;name=1234567{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "name":"1234567", "description":"", ... } }`},
	{"phones-update", examplePhone,
		`http://enswitch.example.com/api/json/phones/update/?auth_username=user;auth_password=password;name=1234567;description=example{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`},
	{"customers-get", func(w *world) {
		w.useUpTenants(118)
		w.must(admin, "customers/create", "name=example")
	}, `http://enswitch.example.com/api/json/customers/get/?auth_username=admin;auth_password=;id=123{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":123, "name":"example", ... } }`},
	{"customers-get-check", nil,
		`http://enswitch.example.com/api/json/customers/get/?check=1;name=nobody{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "found":0 } }`},
	{"people-get-check", nil,
		`http://enswitch.example.com/api/json/people/get/?check=1;username=user{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "found":1 } }`},
	{"people-list", func(w *world) { w.must(stranger, "people/update", "id=6;username=user1@example.com") },
		`http://enswitch.example.com/api/json/people/list/?auth_username=user1@example.com;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":6, "username":"user1@example.com", ... } ] }`},
	{"user-login", nil,
		`http://enswitch.example.com/api/json/user/login/?auth_username=user;auth_password=password{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "id":2, "username":"user", ... } }`},
}

func TestExamplesOfPages(t *testing.T) {
	for _, example := range examples {
		t.Run(example.name, func(t *testing.T) {
			w := newWorld(t)
			if example.prepare != nil {
				example.prepare(w)
			}
			request, printed, _ := strings.Cut(example.page, "{ ")
			got := w.raw(strings.TrimPrefix(request, address))
			matchesPage(t, got.body, "{ "+printed)
			golden(t, "examples/"+example.name+".json", got.body)
		})
	}
}

// matchesPage compares an answer with a printed one byte for byte, but for what stands in place of "...".
func matchesPage(t *testing.T, got, printed string) {
	t.Helper()
	rest := got
	for i, piece := range strings.Split(printed, "...") {
		at := strings.Index(rest, piece)
		if at < 0 || i == 0 && at > 0 {
			t.Errorf("got  %s\npage %s", got, printed)
			return
		}
		rest = rest[at+len(piece):]
	}
	if rest != "" {
		t.Errorf("got  %s\npage %s", got, printed)
	}
}

func exampleGroup(w *world) {
	w.useUpHuntGroups(122)
	w.must(user, "huntgroups/create", "name=example")
}

func exampleMember(w *world) {
	exampleGroup(w)
	w.useUpMembers(122)
	w.must(user, "huntgroups/destinations/create", "huntgroup=123;level=1;dtype=phone;dnumber=1234567")
}

func examplePhone(w *world) { w.must(user, "phones/create", "name=1234567;password=secret") }

// useUpHuntGroups makes and removes hunt groups, so that the next one gets the id that a page prints.
func (w *world) useUpHuntGroups(n int) {
	w.tb.Helper()
	w.change(home, func(e *domain.Edit) error {
		for range n {
			group := domain.NewHuntGroup()
			if err := e.AddHuntGroup(group); err != nil {
				return err
			}
			if err := e.RemoveHuntGroup(group.ID, false); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) useUpMembers(n int) {
	w.tb.Helper()
	w.change(home, func(e *domain.Edit) error {
		group := domain.NewHuntGroup()
		for range n {
			member := domain.NewMember()
			member.Level = 1
			group.Members = append(group.Members, *member)
		}
		if err := e.AddHuntGroup(group); err != nil {
			return err
		}
		return e.RemoveHuntGroup(group.ID, false)
	})
}

func (w *world) useUpTenants(n int) {
	w.tb.Helper()
	err := w.directory.ChangeAll(context.Background(), domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
		for range n {
			tenant := domain.NewTenant()
			if err := s.AddTenant(tenant, "unused.example.com"); err != nil {
				return err
			}
			if err := s.RemoveTenant(tenant.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.tb.Fatal(err)
	}
}
