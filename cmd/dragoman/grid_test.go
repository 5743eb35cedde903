package main_test

import (
	"fmt"
	"testing"
)

// The grid tries every route with every caller who must not pass and with every key that must not be found, and looks
// at the whole store after each request.

const (
	acme     = "acme.example.com"  // whose objects the requests are about
	other    = "other.example.com" // a tenant that has nothing to do with it
	nowhere  = "nowhere.example.com"
	secretOf = "-pass-Zq7" // makes passwords that are no words of a log
)

// somebody is a person of the grid, whose password follows from the name.
func somebody(name string) who { return who{name, name + secretOf} }

// The people of the grid.
var (
	agent    = somebody("agent")        // reseller, of the tenant above acme
	rival    = somebody("rival")        // reseller elsewhere
	boss     = somebody("boss")         // administrator of acme
	worker   = somebody("worker")       // user of acme, owner of its objects
	idler    = somebody("idler")        // user of acme, owner of nothing
	chief    = somebody("chief")        // administrator of other
	stranger = somebody("stranger")     // user of other
	line     = somebody("201@" + acme)  // phone 201 of acme by itself
	nextLine = somebody("202@" + acme)  // another phone of acme
	farLine  = somebody("901@" + other) // a phone of other
)

// impostors have no valid credentials.
var impostors = map[string]who{
	"nobody":            nobody,
	"wrong password":    {boss.login, "wrong" + secretOf},
	"another's":         {boss.login, chief.password},
	"empty password":    {boss.login, ""},
	"unknown person":    somebody("unheard-of"),
	"unknown phone":     somebody("299@" + acme),
	"phone without one": somebody("203@" + acme),
	"unknown domain":    somebody("201@" + nowhere),
}

// plain are the impostors that every route is tried with.
var plain = map[string]bool{"nobody": true, "wrong password": true}

// grid is a lab with two tenants that hold one of everything.
type grid struct {
	*gateway
	*shelf
	t   *testing.T
	ids map[string]string
	as  snapshot // the store before each request
	at  int64    // and its version
}

func newGrid(t *testing.T) *grid {
	t.Helper()
	return newGridWith(t, patient)
}

func newGridWith(t *testing.T, settings string) *grid {
	t.Helper()
	dir := t.TempDir()
	gw := serveLab(t, dir, settings)
	g := &grid{gateway: gw, t: t, ids: map[string]string{}}
	create := func(id, function string, parameters ...string) {
		g.ids[id] = gw.enswitch(admin, function, parameters...).created(t)
	}
	create("agency", "customers/create", "name", "Agency", "domain", "agency.example.com")
	create("rivalry", "customers/create", "name", "Rivalry", "domain", "rivalry.example.com")
	create("acme", "customers/create", "name", "Acme", "domain", acme, "customer", g.ids["agency"])
	create("other", "customers/create", "name", "Other", "domain", other, "customer", g.ids["rivalry"])
	person := func(who who, role, tenant string) {
		create(who.login, "people/create", "username", who.login, "email", who.login+"@example.com", "password", who.password,
			"role", role, "customer", g.ids[tenant])
	}
	person(agent, "2", "agency")
	person(rival, "2", "rivalry")
	person(boss, "3", "acme")
	person(worker, "4", "acme")
	person(idler, "4", "acme")
	person(chief, "3", "other")
	person(stranger, "4", "other")

	furnish := func(tenant string, owner who, phone, code string) {
		customer, owned := g.ids[tenant], g.ids[owner.login]
		gw.enswitch(admin, "phones/create", "customer", customer, "name", phone, "password", "Sip"+secretOf, "owner", owned).must(t, "204")
		create("group of "+tenant, "huntgroups/create", "customer", customer, "name", "Sales", "owner", owned)
		create("member of "+tenant, "huntgroups/destinations/create", "huntgroup", g.ids["group of "+tenant], "level", "1", "dtype", "phone", "dnumber", phone)
		gw.enswitch(admin, "codes/create", "customer", customer, "code", code, "dtype", "external", "dnumber", "5550100", "owner", owned).must(t, "204")
	}
	furnish("acme", worker, "201", "300")
	furnish("other", stranger, "901", "400")
	for _, phone := range []string{"202", "203"} {
		gw.enswitch(admin, "phones/create", "customer", g.ids["acme"], "name", phone, "password", "Sip"+secretOf).must(t, "204")
	}
	for _, login := range []struct {
		who           who
		domain, phone string
	}{{line, acme, "201"}, {nextLine, acme, "202"}, {farLine, other, "901"}} {
		gw.vodia(admin, "POST", "/rest/domain/"+login.domain+"/user_settings/"+login.phone, `{"web_pass":"`+login.who.password+`"}`).must(t, 200)
	}
	gw.vodia(admin, "POST", "/rest/domain/"+acme+"/addacc", `{"type":"ivrnodes","account":"310","match":"!*!2021!"}`).must(t, 200)
	gw.vodia(admin, "POST", "/rest/domain/"+acme+"/settings", `{"code_redial":"*66"}`).must(t, 200)

	g.shelf = openShelf(t, dir)
	g.remember()
	return g
}

// remember takes the store as it is for the one that every request must find.
func (g *grid) remember() {
	g.t.Helper()
	g.as, g.at = g.take(), g.version()
}

// unchanged fails where the store isn't what it was, and puts it back.
func (g *grid) unchanged(cell string) {
	g.t.Helper()
	version := g.version()
	if version == g.at {
		return
	}
	g.at = version
	if changed := difference(g.as, g.take()); changed != "" {
		g.t.Errorf("%s changed the store:\n%s", cell, changed)
		g.put(g.as)
	}
}

// changed fails where the store is what it was, and puts it back: a grid that sees no change proves nothing.
func (g *grid) changed(cell string, want bool) {
	g.t.Helper()
	if !want {
		g.unchanged(cell)
		return
	}
	if difference(g.as, g.take()) == "" {
		g.t.Errorf("%s changed nothing", cell)
	}
	g.put(g.as)
	g.at = g.version()
}

// malformed are texts that can't be an object's name, and long, encoded and foreign ones that could confuse a parser.
var malformed = []string{"", " ", "..", "a/b", "a;b", "a\x00b", "\xff\xfe", "'; DROP TABLE phones; --", "%", "%00", "201 ", "２０１", fmt.Sprintf("%05000d", 7)}

// malformedIDs are no ids.
var malformedIDs = []string{"", "x", "-1", "1.0", "1e3", "0x1", "99999999999999999999", "１", "1 2", "1\x00"}
