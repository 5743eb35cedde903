package enswitch_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
)

// allowedTo are the people whose role has a privilege that the function's page asks for.
var allowedTo = map[string]string{
	"phones/list": "admin seller user plain", "phones/list/panel": "admin seller user plain", "phones/system/list": "admin seller user",
	"phones/get": "admin seller user plain", "phones/create": "admin seller user", "phones/update": "admin seller user plain",
	"phones/delete":   "admin seller user",
	"huntgroups/list": "admin seller user plain", "huntgroups/get": "admin seller user plain", "huntgroups/create": "admin seller user",
	"huntgroups/update": "admin seller user plain", "huntgroups/delete": "admin seller user",
	"huntgroups/destinations/list": "admin seller user plain", "huntgroups/destinations/get": "admin seller user plain",
	"huntgroups/destinations/create": "admin seller user plain", "huntgroups/destinations/update": "admin seller user plain",
	"huntgroups/destinations/delete": "admin seller user plain",
	"huntgroups/levels/get":          "admin seller user plain", "huntgroups/levels/set": "admin seller user plain",
	"codes/list": "admin seller user plain", "codes/get": "admin seller user plain", "codes/create": "admin seller user",
	"codes/update": "admin seller user plain", "codes/delete": "admin seller user",
	"customers/list": "admin seller", "customers/get": "admin seller user plain", "customers/create": "admin seller",
	"customers/update": "admin seller", "customers/delete": "admin seller",
	"people/list": "admin seller user plain", "people/get": "admin seller user plain", "people/create": "admin seller user",
	"people/update": "admin seller user plain", "people/delete": "admin seller user",
	"user/login": "admin seller user plain", "features/get": "admin seller user plain",
}

// The grid: every function, called with no, wrong and too small credentials.
func TestEveryFunctionAsksWhoCalls(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440")
	w.must(user, "huntgroups/create", "name=example")
	before := w.everything()
	// Whatever a function takes is given, so that only the credentials can be at fault.
	const parameters = ";name=440;code=100;id=1;huntgroup=1;level=1;dtype=phone;dnumber=440;username=user;password=secret;role=4;email=;type=phone;number=440"
	for _, f := range enswitch.Functions() {
		if f.Status == enswitch.NotProvided {
			continue
		}
		allowed, listed := allowedTo[f.Path]
		if !listed {
			t.Errorf("%s isn't listed here", f.Path)
		}
		for name, query := range map[string]string{
			"none":             "",
			"no password":      "auth_username=user",
			"no user name":     "auth_password=password",
			"wrong password":   "auth_username=user;auth_password=Password",
			"empty password":   "auth_username=user;auth_password=",
			"unknown person":   "auth_username=nobody;auth_password=password",
			"no token":         "auth_token=x",
			"somebody's token": "auth_token=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
		} {
			if got := w.raw("/api/json/" + f.Path + "/?" + query + parameters); got.codes() != "401" {
				t.Errorf("%s with %s: got %s", f.Path, name, got.body)
			}
		}
		for _, person := range []string{admin, seller, user, plain} {
			if slices.Contains(strings.Fields(allowed), person) {
				continue
			}
			if got := w.as(person, f.Path, parameters[1:]); got.codes() != "402" {
				t.Errorf("%s as %s: got %s", f.Path, person, got.body)
			}
		}
	}
	if after := w.everything(); after != before {
		t.Errorf("something was changed\nfrom %s\nto   %s", before, after)
	}
}

// everything is whatever is there, as the system owner sees it.
func (w *world) everything() string {
	w.tb.Helper()
	var out strings.Builder
	for customer := home; customer <= foreign; customer++ {
		for _, function := range []string{"phones/list", "huntgroups/list", "codes/list", "people/list"} {
			out.WriteString(w.must(admin, function, fmt.Sprintf("customer=%d", customer)).body)
		}
	}
	out.WriteString(w.must(admin, "customers/list", "deleted=-1;recursive=1").body)
	return out.String()
}

func TestRolesThatMay(t *testing.T) {
	w := newWorld(t)
	for path, allowed := range allowedTo {
		for _, person := range strings.Fields(allowed) {
			if got := w.as(person, path, "validation=x"); strings.HasPrefix(got.codes(), "401") || strings.HasPrefix(got.codes(), "402") {
				t.Errorf("%s as %s: got %s", path, person, got.body)
			}
		}
	}
}

// foreignObjects makes one object of each kind in a customer that user can't reach.
func foreignObjects(w *world) {
	w.must(stranger, "phones/create", "name=440;password=secret")
	w.must(stranger, "codes/create", "code=100;dtype=phone;dnumber=440")
	w.must(stranger, "huntgroups/create", "name=example")
	w.must(stranger, "huntgroups/destinations/create", "huntgroup=1;level=1;dtype=phone;dnumber=440")
}

func TestWhatIsOutOfReachLooksAbsent(t *testing.T) {
	w := newWorld(t)
	foreignObjects(w)
	before := w.everything()
	person := fmt.Sprint(int64(w.people[stranger]))
	for _, test := range []struct{ function, there, absent string }{
		{"phones/get", "name=440", "name=441"},
		{"phones/get", "name=440;customer=4", "name=440;customer=44"},
		{"phones/get", "name=440@foreign.example.com", "name=440@nowhere.example.com"},
		{"phones/update", "name=440;description=x", "name=441;description=x"},
		{"phones/update", "name=440;customer=4;description=x", "name=441;customer=44;description=x"},
		{"phones/delete", "name=440", "name=441"},
		{"codes/get", "code=100;customer=4", "code=100;customer=44"},
		{"codes/update", "code=100;customer=4;description=x", "code=100;customer=44;description=x"},
		{"codes/delete", "code=100;customer=4", "code=100;customer=44"},
		{"huntgroups/get", "id=1", "id=99"},
		{"huntgroups/update", "id=1;name=x", "id=99;name=x"},
		{"huntgroups/delete", "id=1", "id=99"},
		{"huntgroups/destinations/list", "huntgroup=1", "huntgroup=99"},
		{"huntgroups/destinations/list", "dtype=phone;dnumber=440", "dtype=phone;dnumber=999"},
		{"huntgroups/destinations/get", "id=1", "id=99"},
		{"huntgroups/destinations/get", "huntgroup=1;level=1;dtype=phone;dnumber=440", "huntgroup=99;level=1;dtype=phone;dnumber=440"},
		{"huntgroups/destinations/create", "huntgroup=1;level=1;dtype=phone;dnumber=440", "huntgroup=99;level=1;dtype=phone;dnumber=440"},
		{"huntgroups/destinations/update", "id=1;level=2", "id=99;level=2"},
		{"huntgroups/destinations/delete", "id=1", "id=99"},
		{"huntgroups/levels/get", "huntgroup=1;level=1", "huntgroup=99;level=1"},
		{"huntgroups/levels/set", "huntgroup=1;level=1;ringtime=3", "huntgroup=99;level=1;ringtime=3"},
		{"people/get", "id=" + person, "id=99"},
		{"people/get", "username=admin-foreign", "username=nobody"},
		{"people/get", "email=admin-foreign@example.com", "email=nobody@example.com"},
		{"people/update", "id=" + person + ";title=x", "id=99;title=x"},
		{"people/delete", "id=" + person, "id=99"},
		{"customers/get", "id=4", "id=99"},
		{"customers/get", "name=Foreign", "name=Nobody"},
		{"features/get", "type=huntgroup;number=1", "type=huntgroup;number=99"},
		{"phones/create", "customer=4;name=1;password=x", "customer=99;name=1;password=x"},
		{"codes/create", "customer=4;code=1;dtype=phone;dnumber=1", "customer=99;code=1;dtype=phone;dnumber=1"},
		{"huntgroups/create", "customer=4;name=1", "customer=99;name=1"},
		{"people/create", "customer=4;username=x;email=;password=x;role=4", "customer=99;username=x;email=;password=x;role=4"},
		{"phones/list", "customer=4", "customer=99"},
		{"codes/list", "customer=4", "customer=99"},
		{"huntgroups/list", "customer=4", "customer=99"},
		{"people/list", "customer=4", "customer=99"},
		{"phones/system/list", "customer=4", "customer=99"},
	} {
		there, absent := w.as(user, test.function, test.there), w.as(user, test.function, test.absent)
		if there.body != absent.body {
			t.Errorf("%s: what is out of reach answers %s, what is absent %s", test.function, there.body, absent.body)
		}
		code := "404"
		switch {
		case strings.Contains(test.function, "create") && test.function != "huntgroups/destinations/create", strings.HasSuffix(test.function, "list") && !strings.HasPrefix(test.function, "huntgroups/dest"):
			code = "400 customer"
		case strings.HasPrefix(test.there, "dtype"):
			code = "200"
		}
		if there.codes() != code {
			t.Errorf("%s %s: got %s, want %s", test.function, test.there, there.body, code)
		}
	}
	for _, test := range []struct{ function, parameters, codes string }{
		{"customers/get", "id=4", "404"}, {"customers/update", "id=4;name=x", "404"}, {"customers/delete", "id=4", "404"},
		{"customers/create", "name=x;parent=4", "400 parent"}, {"customers/create", "name=x;customer=4", "400 customer"},
		{"customers/list", "parent=4", "400 parent"}, {"customers/update", "id=3;parent=1", "400 parent"},
		{"customers/update", "id=3;parent=0", "400 parent"},
	} {
		w.expect(seller, test.function, test.parameters, test.codes)
	}
	if after := w.everything(); after != before {
		t.Errorf("something was changed\nfrom %s\nto   %s", before, after)
	}
}

func TestResellersReachWhatIsBelow(t *testing.T) {
	w := newWorld(t)
	w.must(seller, "phones/create", "customer=3;name=440;password=secret")
	w.must(seller, "codes/create", "customer=3;code=100;dtype=phone;dnumber=440")
	group := w.created(seller, "huntgroups/create", "customer=3;name=example")
	w.must(seller, "huntgroups/destinations/create", "huntgroup="+group+";level=1;dtype=phone;dnumber=440")
	for _, test := range []struct{ function, parameters string }{
		{"phones/get", "name=440"}, {"phones/get", "name=440;customer=3"}, {"phones/get", "name=440@below.example.com"},
		{"phones/update", "name=440;description=x"}, {"codes/get", "code=100;customer=3"}, {"huntgroups/get", "id=" + group},
		{"huntgroups/destinations/list", "dtype=phone;dnumber=440"}, {"people/get", "username=admin-below"}, {"customers/get", "id=3"},
		{"customers/get", "name=below"},
	} {
		w.must(seller, test.function, test.parameters)
		w.must(subAdmin, test.function, test.parameters)
		w.must(admin, test.function, test.parameters)
	}
	w.expect(seller, "codes/get", "code=100", "404") // the customer is part of a code's key
	if got := w.must(seller, "phones/system/list", "").column(t, "name"); got != "440" {
		t.Errorf("phones/system/list: got %s", got)
	}
}

func TestANameInSeveralCustomers(t *testing.T) {
	w := newWorld(t)
	w.must(subAdmin, "phones/create", "name=440;password=secret;description=below")
	w.must(stranger, "phones/create", "name=440;password=secret;description=foreign")
	w.expect(admin, "phones/get", "name=440", "400 name")
	w.expect(admin, "phones/update", "name=440;description=x", "400 name")
	w.expect(admin, "phones/delete", "name=440", "400 name")
	for parameters, want := range map[string]string{
		"name=440;customer=3": "below", "name=440;customer=4": "foreign",
		"name=440@foreign.example.com": "foreign", "name=440@FOREIGN.example.com;customer=4": "foreign",
	} {
		if got := w.must(admin, "phones/get", parameters).object(t)["description"]; got != want {
			t.Errorf("%s: got %v", parameters, got)
		}
	}
	w.expect(admin, "phones/get", "name=440@foreign.example.com;customer=3", "404")
	w.expect(admin, "phones/get", "name=440@localhost", "404")
	w.must(user, "phones/create", "name=440;password=secret;description=home")
	if got := w.must(admin, "phones/get", "name=440").object(t)["description"]; got != "home" {
		t.Errorf("the caller's own customer comes first: got %v", got)
	}
}

func TestUsersChangeWhatTheyOwn(t *testing.T) {
	w := newWorld(t)
	owner := fmt.Sprintf(";owner=%d", w.people[plain])
	w.must(user, "phones/create", "name=440;password=secret"+owner)
	w.must(user, "phones/create", "name=441;password=hidden")
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440"+owner)
	w.must(user, "codes/create", "code=101;dtype=phone;dnumber=440")
	own := w.created(user, "huntgroups/create", "name=own"+owner)
	other := w.created(user, "huntgroups/create", "name=other")
	member := w.created(user, "huntgroups/destinations/create", "huntgroup="+other+";level=1;dtype=phone;dnumber=440")

	for _, test := range []struct{ function, parameters, codes string }{
		{"phones/update", "name=440;description=mine", "204"},
		{"phones/update", "name=441;description=mine", "404"},
		{"phones/get", "name=441", "200"},
		{"codes/update", "code=100;description=mine", "204"},
		{"codes/update", "code=101;description=mine", "404"},
		{"huntgroups/update", "id=" + own + ";description=mine", "204"},
		{"huntgroups/update", "id=" + other + ";description=mine", "404"},
		{"huntgroups/levels/set", "huntgroup=" + own + ";level=1;ringtime=3", "204"},
		{"huntgroups/levels/set", "huntgroup=" + other + ";level=1;ringtime=3", "404"},
		{"huntgroups/destinations/create", "huntgroup=" + own + ";level=1;dtype=phone;dnumber=440", "200"},
		{"huntgroups/destinations/create", "huntgroup=" + other + ";level=1;dtype=phone;dnumber=440", "404"},
		{"huntgroups/destinations/update", "id=" + member + ";level=2", "404"},
		{"huntgroups/destinations/delete", "id=" + member, "404"},
		{"phones/delete", "name=440", "402"},
	} {
		w.expect(plain, test.function, test.parameters, test.codes)
	}

	for parameters, want := range map[string]string{
		"": "440", "owner=0": "440", "owner=-1": "440 441", "owner=99": "",
	} {
		if got := w.must(plain, "phones/list", parameters).column(t, "name"); got != want {
			t.Errorf("phones/list %s: got %s, want %s", parameters, got, want)
		}
	}
	for parameters, want := range map[string]string{
		"": "440 441", fmt.Sprintf("owner=%d", w.people[plain]): "440", "owner=-1;descending=1": "441 440",
	} {
		if got := w.must(user, "phones/list", parameters).column(t, "name"); got != want {
			t.Errorf("phones/list %s as administrator: got %s, want %s", parameters, got, want)
		}
	}
	if got := w.must(plain, "codes/list", "").column(t, "code"); got != "100 101" {
		t.Errorf("codes/list: got %s", got)
	}
	if got := w.must(plain, "codes/list", "owner=0").column(t, "code"); got != "100" {
		t.Errorf("codes/list owner=0: got %s", got)
	}
	if got := w.must(plain, "huntgroups/list", "owner=0").column(t, "name"); got != "own" {
		t.Errorf("huntgroups/list owner=0: got %s", got)
	}
}

func TestPasswordsAreShownToWhoMaySeeThem(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", fmt.Sprintf("name=440;password=mine;pin=1234;owner=%d", w.people[plain]))
	w.must(user, "phones/create", "name=441;password=hidden")
	passwordOf := func(person, parameters string) any {
		return w.must(person, "phones/get", parameters).object(t)["password"]
	}
	for _, test := range []struct {
		person, parameters string
		want               any
	}{
		{user, "name=440", nil}, {user, "name=440;password=0", nil}, {user, "name=440;password=1", "mine"},
		{plain, "name=440;password=1", "mine"}, {plain, "name=441;password=1", nil}, {plain, "name=440", nil},
	} {
		if got := passwordOf(test.person, test.parameters); got != test.want {
			t.Errorf("%s as %s: got %v, want %v", test.parameters, test.person, got, test.want)
		}
	}
	if got := w.must(user, "phones/get", "name=440;password=1").object(t)["pin"]; got != "********" {
		t.Errorf("the PIN shows as %v", got)
	}
	list := w.must(plain, "phones/list", "owner=-1;password=1").list(t)
	if list[0]["password"] != "mine" || list[1]["password"] != nil {
		t.Errorf("the list shows %v and %v", list[0]["password"], list[1]["password"])
	}
	for _, line := range w.must(user, "phones/list", "password=1").list(t) {
		if line["password"] == nil {
			t.Errorf("%v has no password for an administrator", line["name"])
		}
	}
	for _, line := range w.must(user, "phones/list", "").list(t) {
		if line["password"] != nil {
			t.Errorf("%v shows its password unasked", line["name"])
		}
	}
}

func TestChangesAreJournalled(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=topsecret;pin=98765")
	w.must(user, "phones/update", "name=440;description=Ann")
	w.expect(user, "phones/update", "name=440;description=Beth;validation=1", "201")
	w.must(user, "phones/update", "name=440;description=Ann")
	look, err := w.directory.Look(context.Background(), home)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := look.Journal(domain.JournalQuery{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Action != domain.Changed || entries[1].Action != domain.Created {
		t.Fatalf("got %+v", entries)
	}
	for _, entry := range entries {
		if entry.Actor.Name != user || entry.Actor.Person != w.people[user] || entry.Actor.Dialect != enswitch.Dialect {
			t.Errorf("got %+v", entry.Actor)
		}
		if text := entry.Before + entry.After; strings.Contains(text, "topsecret") || strings.Contains(text, "98765") {
			t.Errorf("the journal shows a secret: %s", text)
		}
	}
}
