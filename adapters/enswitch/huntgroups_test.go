package enswitch_test

import (
	"context"
	"testing"

	"dragoman/domain"
)

// changeTenant changes a customer behind the API's back.
func (w *world) changeTenant(id domain.TenantID, change func(*domain.Tenant)) {
	w.tb.Helper()
	err := w.directory.ChangeAll(context.Background(), domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
		return s.ChangeTenant(id, func(_ *domain.Edit, tenant *domain.Tenant) error {
			change(tenant)
			return nil
		})
	})
	if err != nil {
		w.tb.Fatal(err)
	}
}

func TestMembersKeepTheirOrder(t *testing.T) {
	w := newWorld(t)
	group := w.created(user, "huntgroups/create", "name=example")
	add := func(level, dtype, dnumber string) string {
		return w.created(user, "huntgroups/destinations/create", "huntgroup="+group+";level="+level+";dtype="+dtype+";dnumber="+dnumber)
	}
	add("2", "phone", "440")
	first := add("1", "phone", "441")
	add("10", "sipuri", "sip:a@example.com")
	add("1", "forward", "2125551234")
	add("2", "peer", "trunk")
	numbers := func() string {
		return w.must(user, "huntgroups/destinations/list", "huntgroup="+group).column(t, "dnumber")
	}
	if got := numbers(); got != "441 2125551234 440 trunk sip:a@example.com" {
		t.Errorf("got %s", got)
	}
	w.must(user, "huntgroups/destinations/update", "id="+first+";level=2;description=moved")
	if got := numbers(); got != "2125551234 440 trunk 441 sip:a@example.com" {
		t.Errorf("after moving one: got %s", got)
	}
	w.must(user, "huntgroups/destinations/update", "id="+first+";level=2;dnumber=442;available=0;append_callerid=99;screen=1")
	compare(t, w.must(user, "huntgroups/destinations/get", "id="+first).object(t), map[string]any{
		"huntgroup": 1, "level": 2, "dtype": "phone", "dnumber": "442", "available": 0, "append_callerid": "99", "screen": 1, "description": "moved",
	})
	compare(t, w.must(user, "huntgroups/destinations/get", "huntgroup="+group+";level=2;dtype=peer;dnumber=trunk").object(t), map[string]any{"level": 2})
	w.must(user, "huntgroups/destinations/delete", "id="+first)
	if got := numbers(); got != "2125551234 440 trunk sip:a@example.com" {
		t.Errorf("after removing one: got %s", got)
	}
	for _, test := range []struct{ function, parameters, codes string }{
		{"huntgroups/destinations/get", "id=" + first, "404"},
		{"huntgroups/destinations/delete", "id=" + first, "404"},
		{"huntgroups/destinations/update", "id=" + first + ";level=1", "404"},
		{"huntgroups/destinations/get", "huntgroup=1;level=1", "400 id"},
		{"huntgroups/destinations/get", "huntgroup=1;level=9;dtype=peer;dnumber=trunk", "404"},
		{"huntgroups/destinations/list", "", "400 huntgroup"},
		{"huntgroups/destinations/list", "huntgroup=1;dtype=peer;dnumber=trunk", "400 huntgroup"},
		{"huntgroups/destinations/list", "dtype=peer", "400 dnumber"},
		{"huntgroups/destinations/list", "huntgroup=99", "404"},
		{"huntgroups/destinations/create", "huntgroup=99;level=1;dtype=phone;dnumber=440", "404"},
		{"huntgroups/destinations/create", "huntgroup=1;level=1;dtype=huntgroup;dnumber=1", "400 dtype"},
		{"huntgroups/destinations/create", "huntgroup=1;level=1;dtype=phone;dnumber=440;validation=1", "201"},
		{"huntgroups/destinations/get", "id=1;customer=1", "200"},
		{"huntgroups/destinations/get", "id=1;customer=2", "404"},
		{"huntgroups/get", "id=1;customer=2", "404"},
	} {
		w.expect(user, test.function, test.parameters, test.codes)
	}
	if got := w.must(user, "huntgroups/destinations/list", "dtype=unheard;dnumber=of").column(t, "id"); got != "" {
		t.Errorf("got %s", got)
	}
}

// Destinations that another dialect wrote as digits are found by what they show as.
func TestMembersAreFoundByWhatTheyShow(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(user, "codes/create", "code=700;dtype=phone;dnumber=440")
	w.change(home, func(e *domain.Edit) error {
		group := domain.NewHuntGroup()
		for _, d := range []domain.Destination{
			domain.Dialled("440"), domain.Dialled("700"), domain.PhoneDestination("440"), domain.Dialled("2125551234"),
			{Kind: domain.ToExternal, Target: "2125551234"}, domain.Dialled("8440"), domain.HuntGroupDestination(1), {Kind: domain.ToMailbox, Target: "440"},
		} {
			member := domain.NewMember()
			member.Level, member.Destination = 1, d
			group.Members = append(group.Members, *member)
		}
		return e.AddHuntGroup(group)
	})
	list := w.must(user, "huntgroups/destinations/list", "huntgroup=1")
	if got := list.column(t, "dtype"); got != "phone phone phone forward forward forward forward forward" {
		t.Errorf("got %s", got)
	}
	if got := list.column(t, "dnumber"); got != "440 440 440 2125551234 2125551234 8440 hunt_1 8440" {
		t.Errorf("got %s", got)
	}
	for parameters, want := range map[string]string{
		"dtype=phone;dnumber=440": "1 2 3", "dtype=forward;dnumber=2125551234": "4 5", "dtype=phone;dnumber=700": "",
		"dtype=phone;dnumber=440;customer=1": "1 2 3",
	} {
		if got := w.must(user, "huntgroups/destinations/list", parameters).column(t, "id"); got != want {
			t.Errorf("%s: got %s, want %s", parameters, got, want)
		}
	}
	// Without its line the digits are a number to forward to, and the code leads nowhere.
	w.must(user, "phones/delete", "name=440")
	if got := w.must(user, "huntgroups/destinations/list", "huntgroup=1").column(t, "dtype"); got != "forward forward phone forward forward forward forward forward" {
		t.Errorf("without the line: got %s", got)
	}
}

func TestLevels(t *testing.T) {
	w := newWorld(t)
	w.must(user, "huntgroups/create", "name=example")
	for level, want := range map[string]map[string]any{
		"1": {"ringtime": -2, "music_ringing": -2, "play_message": 0}, "10": {"ringtime": -2},
	} {
		compare(t, w.must(user, "huntgroups/levels/get", "huntgroup=1;level="+level).object(t), want)
	}
	w.must(user, "huntgroups/levels/set", "huntgroup=1;level=3;ringtime=5;music_ringing=1;play_message=1")
	w.must(user, "huntgroups/levels/set", "huntgroup=1;level=3;music_ringing=0")
	compare(t, w.must(user, "huntgroups/levels/get", "huntgroup=1;level=3").object(t), map[string]any{
		"huntgroup": 1, "level": 3, "ringtime": 5, "music_ringing": 0, "play_message": 1,
	})
	compare(t, w.must(user, "huntgroups/levels/get", "huntgroup=1;level=4").object(t), map[string]any{"ringtime": -2})
	w.must(user, "huntgroups/levels/set", "huntgroup=1;level=3;ringtime=-2;music_ringing=-2;play_message=0")
	compare(t, w.must(user, "huntgroups/levels/get", "huntgroup=1;level=3").object(t), map[string]any{"ringtime": -2, "music_ringing": -2})
	for parameters, codes := range map[string]string{
		"huntgroup=1": "400 level", "level=1": "400 huntgroup", "huntgroup=1;level=0": "400 level", "huntgroup=1;level=11": "400 level",
		"huntgroup=2;level=1": "404", "huntgroup=1;level=1;level=2": "400 level",
	} {
		w.expect(user, "huntgroups/levels/get", parameters, codes)
		w.expect(user, "huntgroups/levels/set", parameters+";ringtime=3", codes)
	}
}

func TestHuntGroupWithoutAName(t *testing.T) {
	w := newWorld(t)
	w.change(home, func(e *domain.Edit) error { return e.AddHuntGroup(domain.NewHuntGroup()) })
	compare(t, w.must(user, "huntgroups/get", "id=1").object(t), map[string]any{"name": "hunt_1"})
	w.expect(user, "huntgroups/update", "id=1;name=", "400 name")
	w.must(user, "huntgroups/update", "id=1;name=Sales")
	compare(t, w.must(user, "huntgroups/get", "id=1").object(t), map[string]any{"name": "Sales"})
}

func TestDeletingAGroupLeavesItsCodes(t *testing.T) {
	w := newWorld(t)
	group := w.created(user, "huntgroups/create", "name=example")
	w.must(user, "codes/create", "code=700;dtype=huntgroup;dnumber="+group)
	w.must(user, "huntgroups/delete", "id="+group)
	w.expect(user, "huntgroups/get", "id="+group, "404")
	w.expect(user, "huntgroups/delete", "id="+group, "404")
	compare(t, w.must(user, "codes/get", "code=700").object(t), map[string]any{"dtype": "huntgroup", "dnumber": group})
}

func TestRecordGroup(t *testing.T) {
	w := newWorld(t)
	w.must(user, "huntgroups/create", "name=example;recordgroup=5")
	compare(t, w.must(user, "huntgroups/get", "id=1").object(t), map[string]any{"recordgroup": 5})
	w.change(home, func(e *domain.Edit) error {
		return e.ChangeHuntGroup(1, func(g *domain.HuntGroup) error { g.Recording.On = false; return nil })
	})
	compare(t, w.must(user, "huntgroups/get", "id=1").object(t), map[string]any{"recordgroup": 0})
	w.must(user, "huntgroups/update", "id=1;recordgroup=0") // what it shows, so the group stays known
	w.change(home, func(e *domain.Edit) error {
		return e.ChangeHuntGroup(1, func(g *domain.HuntGroup) error { g.Recording.On = true; return nil })
	})
	compare(t, w.must(user, "huntgroups/get", "id=1").object(t), map[string]any{"recordgroup": 5})
}

func TestLists(t *testing.T) {
	w := newWorld(t)
	for _, group := range []string{"name=b;description=1", "name=a;description=3", "name=c;description=2"} {
		w.must(user, "huntgroups/create", group)
	}
	for parameters, want := range map[string]string{
		"": "a b c", "sort=name": "a b c", "sort=description": "b c a", "descending=1": "c b a", "sort=description;descending=1": "a c b",
		"limit=2": "a b", "limit=2;offset=1": "b c", "offset=2": "c", "offset=9": "", "limit=0": "a b c", "pages=1": "a b c", "customer=1": "a b c",
	} {
		if got := w.must(user, "huntgroups/list", parameters).column(t, "name"); got != want {
			t.Errorf("%s: got %s, want %s", parameters, got, want)
		}
	}
	if got := w.must(user, "huntgroups/list", "count=1;limit=1").body; got != `{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "count":3 } }` {
		t.Errorf("got %s", got)
	}
	if got := w.must(seller, "huntgroups/list", "").body; got != `{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[] }` {
		t.Errorf("got %s", got)
	}
	if got := len(w.must(user, "huntgroups/list", "pages=1").list(t)[0]); got != 3 {
		t.Errorf("pages=1 shows %d members", got)
	}
	for _, function := range []string{"phones/list", "codes/list", "people/list", "huntgroups/list"} {
		w.expect(user, function, "limit=-1", "400 limit")
		w.expect(user, function, "offset=-1", "400 offset")
		w.expect(user, function, "sort=nothing", "400 sort")
		w.must(user, function, "count=1")
	}
}
