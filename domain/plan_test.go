package domain_test

import (
	"fmt"
	"testing"

	"dragoman/domain"
)

func TestResolve(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100", "reception")
	o.addPhone("alice")
	group := o.addGroup("1004", "sales")
	unnumbered := o.addGroup()
	o.addCode(ivrNode(external("0123"), "700", "701", "menu"))
	o.addCode(code("200", external("0456")))
	o.addCode(code("*66", function("redial")))
	o.addCode(code("300", domain.PhoneDestination("441")))
	// Names that look like the mailbox of 440 and of alice.
	o.addPhone("8440")
	o.addCode(code("8100", function("park")))
	o.addCode(code("8alice", function("park")))

	toGroup, toUnnumbered := domain.HuntGroupDestination(group.ID), domain.HuntGroupDestination(unnumbered.ID)
	for _, test := range []struct {
		digits string
		want   domain.Destination
	}{
		{"", domain.Destination{}},
		{"  ", domain.Destination{}},
		{"440", domain.PhoneDestination("440")},
		{"100", domain.PhoneDestination("440")},
		{"reception", domain.PhoneDestination("440")},
		{"alice", domain.PhoneDestination("alice")},
		{"1004", toGroup},
		{"sales", toGroup},
		{fmt.Sprint("hunt_", group.ID), toGroup},
		{fmt.Sprint("hunt_", unnumbered.ID), toUnnumbered},
		{fmt.Sprint("hunt_", unnumbered.ID, "_2"), external(fmt.Sprint("hunt_", unnumbered.ID, "_2"))},
		{"hunt_99", external("hunt_99")},
		{"hunt_0", external("hunt_0")},
		{"hunt_" + "9999999999999999999", external("hunt_9999999999999999999")},
		{"700", domain.FeatureCodeDestination("700")},
		{"701", domain.FeatureCodeDestination("700")},
		{"menu", domain.FeatureCodeDestination("700")},
		{"200", domain.FeatureCodeDestination("200")},
		{"300", domain.FeatureCodeDestination("300")}, // its phone isn't there
		{"*66", function("redial")},
		{"8440", domain.PhoneDestination("8440")}, // an account comes before a mailbox
		{"8100", mailbox("440")},                  // … which comes before a star code, and is that of the account
		{"8alice", mailbox("alice")},
		{"8reception", mailbox("440")},
		{"81004", external("81004")}, // a hunt group has no mailbox
		{"8700", external("8700")},
		{"8", external("8")},
		{"8999", external("8999")},
		{"0123456", external("0123456")},
		{"sip:bob@example.com", domain.Destination{Kind: domain.ToSIPURI, Target: "sip:bob@example.com"}},
		{"SIPS:bob@example.com", domain.Destination{Kind: domain.ToSIPURI, Target: "SIPS:bob@example.com"}},
		{"sipura", external("sipura")},
		{"777 440", external("777")}, // of several the first counts
		{" 440 777", domain.PhoneDestination("440")},
	} {
		if got := o.look().Plan.Resolve(test.digits); got != test.want {
			t.Errorf("%q leads to %v, want %v", test.digits, got, test.want)
		}
	}
}

func TestMailboxesWithoutPrefix(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440")
	o.must(o.changeAll(func(s *domain.SystemEdit) error {
		return s.ChangeTenant(o.tenant, func(_ *domain.Edit, tenant *domain.Tenant) error {
			tenant.MailboxPrefix = ""
			return nil
		})
	}))
	plan := o.look().Plan
	if got := plan.Resolve("440"); got != domain.PhoneDestination("440") {
		t.Errorf("440 leads to %v", got)
	}
	if digits, ok := plan.Digits(mailbox("440")); ok {
		t.Errorf("one reaches the mailbox by dialling %q, which is the phone", digits)
	}
}

func TestDigits(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100")
	group, unnumbered := o.addGroup("1004", "sales"), o.addGroup()
	o.addCode(code("*66", function("redial")))
	o.addCode(code("*67", function("redial")))
	for _, test := range []struct {
		to     domain.Destination
		digits string
		ok     bool
	}{
		{domain.Destination{}, "", true},
		{domain.PhoneDestination("440"), "440", true},
		{domain.PhoneDestination("999"), "999", true},
		{domain.HuntGroupDestination(group.ID), "1004", true},
		{domain.HuntGroupDestination(unnumbered.ID), fmt.Sprint("hunt_", unnumbered.ID), true},
		{domain.HuntGroupDestination(99), "", false},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "x"}, "", false},
		{domain.FeatureCodeDestination("100"), "100", true},
		{mailbox("440"), "8440", true},
		{external("0123"), "0123", true},
		{domain.Dialled("777 888"), "777 888", true},
		{domain.Destination{Kind: domain.ToSIPURI, Target: "sip:b@e.com"}, "sip:b@e.com", true},
		{function("redial"), "*66", true}, // the oldest
		{function("park"), "", false},
		{domain.Destination{Kind: domain.ToPeer, Target: "4"}, "", false},
		{domain.Destination{Kind: domain.ToScript, Target: "!1!2!"}, "", false},
		{domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "4"}, "", false},
	} {
		digits, ok := o.look().Plan.Digits(test.to)
		if digits != test.digits || ok != test.ok {
			t.Errorf("one reaches %v by %q (%t), want %q (%t)", test.to, digits, ok, test.digits, test.ok)
		}
	}
}

func TestDangles(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100")
	group := o.addGroup()
	for _, test := range []struct {
		to   domain.Destination
		want bool
	}{
		{domain.PhoneDestination("440"), false},
		{domain.PhoneDestination("100"), true}, // a code is no phone
		{domain.FeatureCodeDestination("100"), false},
		{domain.FeatureCodeDestination("440"), true},
		{domain.HuntGroupDestination(group.ID), false},
		{domain.HuntGroupDestination(group.ID + 1), true},
		{domain.Destination{Kind: domain.ToHuntGroup, Target: "-1"}, true},
		{domain.Dialled("999"), false},
		{external("999"), false},
		{domain.Destination{}, false},
	} {
		if got := o.look().Plan.Dangles(test.to); got != test.want {
			t.Errorf("%v dangles: %t", test.to, got)
		}
	}
	if o.another("other.example").look().Plan.Dangles(domain.HuntGroupDestination(group.ID)) != true {
		t.Error("a hunt group is there for another tenant")
	}
}

func TestAccount(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100")
	o.addCode(code("300", domain.PhoneDestination("441")))
	look := o.look()
	if got, err := look.Account("100"); err != nil || got != domain.PhoneDestination("440") {
		t.Errorf("100 stands for %v (%v)", got, err)
	}
	for _, name := range []string{"101", "", "8440", "441"} {
		if got, err := look.Account(name); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%q stands for %v (%v)", name, got, err)
		}
	}
	// A dangling code is an account of its own until its phone comes.
	if got, err := look.Account("300"); err != nil || got != domain.FeatureCodeDestination("300") {
		t.Errorf("300 stands for %v (%v)", got, err)
	}
	o.addPhone("441")
	if got, err := o.look().Account("300"); err != nil || got != domain.PhoneDestination("441") {
		t.Errorf("300 stands for %v (%v)", got, err)
	}
}

func TestDerivedNameOfHuntGroup(t *testing.T) {
	t.Run("it is there by itself", func(t *testing.T) {
		o := newOffice(t)
		o.addGroup()
		o.wantPlan("group: hunt_1")
		o.refused(domain.Invalid, "hunt_1 is taken by hunt group 1", func(e *domain.Edit) error {
			return e.AddPhone(&domain.Phone{Name: "hunt_1"})
		})
		o.refused(domain.Invalid, "hunt_1 is taken by hunt group 1", func(e *domain.Edit) error {
			return e.AddFeatureCode(ivrNode(external("1"), "hunt_1"))
		})
		o.refused(domain.Invalid, "hunt_1 is taken by hunt group 1", func(e *domain.Edit) error {
			return e.AddHuntGroup(&domain.HuntGroup{Names: []string{"hunt_1"}})
		})
		o.addPhone("440")
		o.refused(domain.Invalid, "hunt_1 is taken", setPhoneNames("440", "440", "hunt_1"))
		o.refused(domain.Invalid, "hunt_1 is taken", renamePhone("440", "hunt_1"))
	})
	t.Run("somebody else has it already", func(t *testing.T) {
		o := newOffice(t)
		o.addPhone("hunt_1")
		o.addPhone("440", "hunt_1_2")
		o.addGroup()
		o.wantPlan("phone 440: 440 hunt_1_2", "phone hunt_1: hunt_1", "group: hunt_1_3")
		o.refused(domain.Invalid, "hunt_1_3 is taken by hunt group 1", setPhoneNames("440", "440", "hunt_1_2", "hunt_1_3"))
		o.must(o.change(setGroupNames(1, "1004")))
		if got := o.look().Plan.Resolve("hunt_1_3"); got != domain.HuntGroupDestination(1) {
			t.Errorf("hunt_1_3 leads to %v once the group has a number", got)
		}
		o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("hunt_1", true) }))
		o.must(o.change(setGroupNames(1, "hunt_1")))
		o.wantPlan("phone 440: 440 hunt_1_2", "group: hunt_1")
	})
	t.Run("it can be listed among others", func(t *testing.T) {
		o := newOffice(t)
		o.addGroup()
		o.must(o.change(setGroupNames(1, "hunt_1", "1004")))
		o.wantPlan("group: hunt_1 1004", "code 1004 -> huntgroup:1")
		o.must(o.change(setGroupNames(1, "1004", "hunt_1", "sales")))
		o.wantPlan("group: 1004 hunt_1 sales", "code 1004 -> huntgroup:1")
		o.must(o.change(setGroupNames(1, "1004")))
		o.wantPlan("group: 1004", "code 1004 -> huntgroup:1")
		o.must(o.change(setGroupNames(1, "hunt_1")))
		o.wantPlan("group: hunt_1")
		o.must(o.change(setGroupNames(1)))
		o.wantPlan("group: hunt_1")
		o.addCode(code("1005", domain.HuntGroupDestination(1)))
		o.wantPlan("group: 1005", "code 1005 -> huntgroup:1")
	})
	t.Run("a new group asks for it", func(t *testing.T) {
		o := newOffice(t)
		o.addGroup("hunt_1")
		o.must(o.change(setGroupNames(1, "1004")))
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveHuntGroup(1, true) }))
		o.addPhone("hunt_1")
		o.wantPlan("phone hunt_1: hunt_1")
	})
	t.Run("it is free again after the group", func(t *testing.T) {
		o := newOffice(t)
		o.addGroup()
		o.must(o.change(setGroupNames(1, "hunt_1", "1004")))
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveHuntGroup(1, true) }))
		o.addPhone("hunt_1")
		o.wantPlan("phone hunt_1: hunt_1")
	})
}

func TestDialable(t *testing.T) {
	for name, want := range map[string]bool{
		"440": true, "*66": true, "#": true, "+44123": true, "": false, "vodia": false, "44a": false, "4 4": false,
		"hunt_2": false, "４４０": false, "44-0": false,
	} {
		if got := domain.Dialable(name); got != want {
			t.Errorf("%q can be dialled: %t", name, got)
		}
	}
}
