package domain_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
)

func (o *office) journal() []domain.JournalEntry {
	o.Helper()
	entries, err := o.look().Journal(domain.JournalQuery{})
	o.must(err)
	slices.Reverse(entries)
	return entries
}

// recorded are the rows that a change adds to the journal, each as "changed phone 440", in alphabetical order.
func (o *office) recorded(do func() error) []string {
	o.Helper()
	before := len(o.journal())
	o.must(do())
	var rows []string
	for _, entry := range o.journal()[before:] {
		rows = append(rows, fmt.Sprintf("%s %s %s", entry.Action, entry.Kind, entry.Name))
	}
	slices.Sort(rows)
	return rows
}

func (o *office) wantRecorded(want []string, do func() error) {
	o.Helper()
	if got := o.recorded(do); !slices.Equal(got, want) {
		o.Errorf("the journal says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestJournalHasOneRowForEachObject(t *testing.T) {
	o := newOffice(t)
	in := func(do func(*domain.Edit) error) func() error { return func() error { return o.change(do) } }
	o.wantRecorded([]string{"created featurecode 100", "created featurecode 101", "created phone 440"}, in(func(e *domain.Edit) error {
		phone := domain.NewPhone()
		phone.Name, phone.Names, phone.Mailbox = "440", []string{"440", "100", "desk", "101"}, "440"
		phone.Busy, phone.NoAnswer = domain.PhoneDestination("440"), mailbox("440")
		return e.AddPhone(phone)
	}))
	o.wantRecorded([]string{"created featurecode 1004", "created huntgroup 1004"}, in(func(e *domain.Edit) error {
		group := domain.NewHuntGroup()
		group.Names, group.Exit, group.Busy, group.Unavailable = []string{"1004", "sales"}, mailbox("440"), domain.PhoneDestination("440"), domain.PhoneDestination("440")
		for level := 1; level <= 3; level++ {
			member := domain.NewMember()
			member.Level, member.Destination = level, domain.PhoneDestination("440")
			group.Members = append(group.Members, *member)
		}
		return e.AddHuntGroup(group)
	}))
	o.wantRecorded([]string{"created huntgroup hunt_2"}, in(func(e *domain.Edit) error { return e.AddHuntGroup(domain.NewHuntGroup()) }))
	o.wantRecorded([]string{"created featurecode 700", "created featurecode 701"}, in(func(e *domain.Edit) error {
		node := ivrNode(domain.FeatureCodeDestination("700"), "700", "701", "menu")
		node.FaxDestination, node.TextDestination = domain.PhoneDestination("440"), mailbox("440")
		return e.AddFeatureCode(node)
	}))
	o.wantRecorded([]string{"created phone 441"}, in(func(e *domain.Edit) error {
		return e.AddPhone(&domain.Phone{Name: "441", Mailbox: "440", Busy: domain.PhoneDestination("440"), NoAnswer: mailbox("440"), Unregistered: domain.FeatureCodeDestination("700")})
	}))

	// A rename takes along whoever refers to what was renamed, each once.
	o.wantRecorded([]string{"changed featurecode 100", "changed featurecode 101", "changed featurecode 700", "changed huntgroup 1004", "changed phone 441", "changed phone 540"},
		in(renamePhone("440", "540")))
	o.wantRecorded([]string{"changed featurecode 701", "changed featurecode 800", "changed phone 441"}, in(renameCode("700", "800")))
	o.wantRecorded([]string{"changed featurecode 100", "changed featurecode 800", "changed huntgroup 1004", "changed phone 101", "changed phone 441", "created featurecode 540", "removed featurecode 101"}, in(func(e *domain.Edit) error {
		return setPhoneNames("540", "101", "540", "100", "desk")(e)
	}))

	// Nothing new, nothing recorded.
	o.wantRecorded(nil, in(func(e *domain.Edit) error {
		return e.ChangePhone("101", func(p *domain.Phone) error { p.Margins.Of("one"); p.Names = slices.Clone(p.Names); return nil })
	}))
	o.wantRecorded(nil, in(func(e *domain.Edit) error {
		return e.ChangeHuntGroup(1, func(g *domain.HuntGroup) error {
			g.Members = slices.Clone(g.Members)
			g.Levels[0].Margins.Of("one")
			return nil
		})
	}))
	o.wantRecorded(nil, in(func(e *domain.Edit) error {
		return e.ChangeFeatureCode("800", func(c *domain.FeatureCode) error { c.Margins.Of("two"); return nil })
	}))
	o.wantRecorded(nil, func() error { return o.changeTenant(o.tenant, func(*domain.Tenant) {}) })

	o.wantRecorded([]string{"changed huntgroup sales"}, in(setGroupNames(1, "sales", "1004")))
	o.wantRecorded([]string{"changed huntgroup sales", "removed featurecode 1004"}, in(setGroupNames(1, "sales")))
	o.wantRecorded([]string{"changed huntgroup hunt_1"}, in(setGroupNames(1)))
	o.wantRecorded([]string{"removed featurecode 100", "removed featurecode 540", "removed phone 101"}, in(func(e *domain.Edit) error { return e.RemovePhone("101", true) }))
	o.wantRecorded([]string{"removed huntgroup hunt_1"}, in(func(e *domain.Edit) error { return e.RemoveHuntGroup(1, true) }))
	o.wantRecorded([]string{"removed featurecode 800"}, in(func(e *domain.Edit) error { return e.RemoveFeatureCode("800", false) }))

	ada := domain.NewPerson()
	ada.Username = "ada"
	o.wantRecorded([]string{"created person ada"}, in(func(e *domain.Edit) error { return e.AddPerson(ada) }))
	o.wantRecorded([]string{"changed person ada"}, in(func(e *domain.Edit) error {
		return e.ChangePerson(ada.ID, func(p *domain.Person) error { p.Surname = "Lovelace"; return nil })
	}))
	o.wantRecorded(nil, in(func(e *domain.Edit) error {
		return e.ChangePerson(ada.ID, func(p *domain.Person) error { p.Margins.Of("one"); return nil })
	}))
	o.wantRecorded([]string{"removed person ada"}, in(func(e *domain.Edit) error { return e.RemovePerson(ada.ID) }))

	o.addCode(code("300", domain.FeatureCodeDestination("*66")))
	o.wantRecorded([]string{"created featurecode *66", "created featurecode *67"}, func() error {
		return o.changeAll(setStars(o, "redial", "*66", "park", "*67"))
	})
	o.wantRecorded([]string{"changed featurecode *66", "changed featurecode *67", "changed featurecode 300"}, func() error {
		return o.changeAll(setStars(o, "redial", "*67", "park", "*66"))
	})
	o.wantRecorded([]string{"removed featurecode *66"}, func() error { return o.changeAll(setStars(o, "park", "")) })
	o.wantRecorded([]string{"changed tenant acme.example"}, func() error {
		return o.changeTenant(o.tenant, func(tenant *domain.Tenant) { tenant.Name = "Acme" })
	})
}

func TestJournalOfDeletedTenant(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100")
	o.addGroup()
	o.addPerson("ada", domain.Administrator)
	o.must(o.removeTenant(o.tenant))
	entries, err := o.store.Journal(o.Context(), o.tenant, domain.JournalQuery{})
	o.must(err)
	var rows []string
	for _, entry := range entries {
		if entry.Action == domain.Removed {
			rows = append(rows, string(entry.Kind)+" "+entry.Name)
			if entry.Before == "" || entry.After != "" {
				t.Errorf("%+v doesn't say what was removed", entry)
			}
		}
	}
	slices.Sort(rows)
	if got := strings.Join(rows, ", "); got != "featurecode 100, huntgroup hunt_1, person ada, phone 440, tenant acme.example" {
		t.Errorf("removed were %s", got)
	}
}

func TestJournalTellsWhoAndWhat(t *testing.T) {
	o := newOffice(t)
	phone := o.addPhone("440", "100")
	o.must(o.change(func(e *domain.Edit) error {
		return e.ChangePhone("440", func(p *domain.Phone) error {
			p.Holder, p.RingTime = "Ada Lovelace", 20
			return nil
		})
	}))
	o.must(o.change(renamePhone("440", "441")))
	o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("441", true) }))

	type shape struct {
		ID          int64
		Name        string
		Names       []string
		Code        string
		Holder      string
		RingTime    int `json:"ring_time"`
		Destination string
	}
	read := func(text string) *shape {
		t.Helper()
		if text == "" {
			return nil
		}
		var s shape
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return &s
	}
	want := []struct {
		action        domain.Action
		name          string
		before, after *shape
	}{
		{domain.Created, "acme.example", nil, &shape{ID: int64(o.tenant)}},
		{domain.Created, "100", nil, &shape{ID: 1, Code: "100", Names: []string{"100"}, Destination: "phone:440"}},
		{domain.Created, "440", nil, &shape{ID: int64(phone.ID), Name: "440", Names: []string{"440", "100"}, RingTime: 15}},
		{domain.Changed, "440", &shape{ID: 1, Name: "440", Names: []string{"440", "100"}, RingTime: 15},
			&shape{ID: 1, Name: "440", Names: []string{"440", "100"}, Holder: "Ada Lovelace", RingTime: 20}},
		{domain.Changed, "100", &shape{ID: 1, Code: "100", Names: []string{"100"}, Destination: "phone:440"},
			&shape{ID: 1, Code: "100", Names: []string{"100"}, Destination: "phone:441"}},
		{domain.Changed, "441", &shape{ID: 1, Name: "440", Names: []string{"440", "100"}, Holder: "Ada Lovelace", RingTime: 20},
			&shape{ID: 1, Name: "441", Names: []string{"441", "100"}, Holder: "Ada Lovelace", RingTime: 20}},
		{domain.Removed, "100", &shape{ID: 1, Code: "100", Names: []string{"100"}, Destination: "phone:441"}, nil},
		{domain.Removed, "441", &shape{ID: 1, Name: "441", Names: []string{"441", "100"}, Holder: "Ada Lovelace", RingTime: 20}, nil},
	}
	entries := o.journal()
	if len(entries) != len(want) {
		t.Fatalf("the journal has %d rows, want %d: %+v", len(entries), len(want), entries)
	}
	for i, entry := range entries {
		if entry.Actor != actor || !entry.At.Equal(clock) || entry.Tenant != o.tenant {
			t.Errorf("row %d is by %+v at %v in %d", i, entry.Actor, entry.At, entry.Tenant)
		}
		w := want[i]
		if entry.Action != w.action || entry.Name != w.name {
			t.Errorf("row %d says %s %s, want %s %s", i, entry.Action, entry.Name, w.action, w.name)
		}
		for side, pair := range map[string][2]*shape{"before": {read(entry.Before), w.before}, "after": {read(entry.After), w.after}} {
			got, err := json.Marshal(pair[0])
			o.must(err)
			wanted, err := json.Marshal(pair[1])
			o.must(err)
			if i > 0 && string(got) != string(wanted) {
				t.Errorf("row %d has %s\n%s\nwant\n%s", i, side, got, wanted)
			}
		}
	}
	newest, err := o.look().Journal(domain.JournalQuery{Limit: 2, Offset: 1})
	o.must(err)
	if len(newest) != 2 || newest[0].ID != entries[6].ID || newest[1].ID != entries[5].ID {
		t.Errorf("a part of the journal is %+v", newest)
	}
	since, err := o.look().Journal(domain.JournalQuery{Since: entries[5].ID})
	o.must(err)
	if len(since) != 2 {
		t.Errorf("since row 5 there are %d", len(since))
	}
}

// Secrets are in the store alone: neither the journal nor an error or a formatted object has any of them.
func TestSecretsAreNotTold(t *testing.T) {
	o := newOffice(t)
	secrets := []string{"s3cret-sip", "s3cret-pin", "s3cret-web", "s3cret-proof", "s3cret-code", "s3cret-hash", "s3cret-other"}
	phone := domain.NewPhone()
	phone.Name, phone.Password, phone.PIN = "440", "s3cret-sip", "s3cret-pin"
	phone.WebPassword = domain.Credential{Hash: "s3cret-web", ProofHash: "s3cret-proof"}
	node := code("700", external("1"))
	node.Password = "s3cret-code"
	person := &domain.Person{Username: "ada", Role: domain.User, Password: domain.Credential{Hash: "s3cret-hash", ProofHash: "s3cret-proof"}}
	o.must(o.change(func(e *domain.Edit) error { return e.AddPhone(phone) }))
	o.must(o.change(func(e *domain.Edit) error { return e.AddFeatureCode(node) }))
	o.must(o.change(func(e *domain.Edit) error { return e.AddPerson(person) }))
	rows := len(o.journal())
	o.must(o.change(func(e *domain.Edit) error {
		return e.ChangePhone("440", func(p *domain.Phone) error { p.Password = "s3cret-other"; return nil })
	}))
	if n := len(o.journal()); n != rows+1 {
		t.Errorf("another password made %d rows", n-rows)
	}
	o.must(o.change(renamePhone("440", "441")))
	clash := o.refusal(domain.Invalid, "taken", func(e *domain.Edit) error { return e.AddPhone(&domain.Phone{Name: "441", Password: "s3cret-sip"}) })

	text := fmt.Sprintf("%+v %#v %v %s", phone, node, person, clash)
	for _, entry := range o.journal() {
		text += entry.Before + entry.After + entry.Name
	}
	data, err := json.Marshal([]any{phone, node, person})
	o.must(err)
	text += string(data)
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s is told", secret)
		}
	}
	if !strings.Contains(text, `"password":"`+lens.Mask+`"`) || !strings.Contains(text, `"web_password":"`+lens.Mask+`"`) {
		t.Errorf("nothing says that there are secrets: %s", text)
	}
	stored, err := o.look().Phone("441")
	o.must(err)
	if stored.Password.Reveal() != "s3cret-other" || stored.PIN.Reveal() != "s3cret-pin" || stored.WebPassword != phone.WebPassword {
		t.Error("the store has lost a secret")
	}
}
