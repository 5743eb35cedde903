package domain_test

import (
	"testing"

	"dragoman/domain"
)

func TestDeletingPhone(t *testing.T) {
	start := func(t *testing.T) *office {
		o := newOffice(t)
		o.addPhone("440", "100", "desk")
		o.addCode(code("101", domain.PhoneDestination("440")))
		o.addCode(code("440", domain.PhoneDestination("440")))
		o.addCode(code("102", domain.Dialled("440")))
		o.addCode(ivrNode(domain.PhoneDestination("440"), "103"))
		o.addPhone("441", "200")
		return o
	}
	t.Run("with its aliases", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("440", true) }))
		o.wantPlan("phone 441: 441 200", "code 102 -> dialled:440", "code 103 -> phone:440", "code 200 -> phone:441")
		o.addPhone("440", "desk", "100")
	})
	t.Run("alone", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("440", false) }))
		o.wantPlan("phone 441: 441 200", "code 100 -> phone:440", "code 101 -> phone:440", "code 102 -> dialled:440",
			"code 103 -> phone:440", "code 200 -> phone:441", "code 440 -> phone:440")
		look := o.look()
		for _, name := range []string{"100", "101", "103", "440"} {
			c, err := look.FeatureCode(name)
			o.must(err)
			if !look.Plan.Dangles(c.Destination) || look.Plan.LeadsToAccount(c) {
				t.Errorf("%s leads to %v as if it were there", name, c.Destination)
			}
		}
		o.addPhone("desk") // is free, since it was the phone's alone
		o.addPhone("440")
		o.wantPlan("phone 440: 440 100 101", "phone 441: 441 200", "phone desk: desk", "code 100 -> phone:440", "code 101 -> phone:440",
			"code 102 -> dialled:440", "code 103 -> phone:440", "code 200 -> phone:441", "code 440 -> phone:440")
	})
	t.Run("that isn't there", func(t *testing.T) {
		o := start(t)
		for _, name := range []string{"100", "desk", "999", ""} {
			o.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemovePhone(name, true) })
		}
	})
}

func TestDeletingHuntGroup(t *testing.T) {
	start := func(t *testing.T) *office {
		o := newOffice(t)
		o.addGroup("1004", "sales", "1005")
		o.addGroup()
		return o
	}
	t.Run("with its aliases", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveHuntGroup(1, true) }))
		o.wantPlan("group: hunt_2")
		o.addPhone("sales", "hunt_1", "1004")
	})
	t.Run("alone", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveHuntGroup(1, false) }))
		o.wantPlan("group: hunt_2", "code 1004 -> huntgroup:1", "code 1005 -> huntgroup:1")
		if got := o.look().Plan.Resolve("1004"); got != domain.FeatureCodeDestination("1004") {
			t.Errorf("1004 leads to %v", got)
		}
		if id := o.addGroup("sales").ID; id != 3 {
			t.Errorf("the new group has id %d", id)
		}
	})
	t.Run("that isn't there", func(t *testing.T) {
		o := start(t)
		o.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemoveHuntGroup(3, true) })
		other := o.another("other.example")
		other.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemoveHuntGroup(1, true) })
	})
}

func TestDeletingIVRNode(t *testing.T) {
	start := func(t *testing.T) *office {
		o := newOffice(t)
		o.addCode(ivrNode(external("1"), "700", "701", "menu"))
		o.addCode(code("702", domain.FeatureCodeDestination("700")))
		return o
	}
	t.Run("with its aliases", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveFeatureCode("700", true) }))
		o.wantPlan("code 702 -> featurecode:700")
		o.addPhone("menu", "700", "701")
	})
	t.Run("alone", func(t *testing.T) {
		o := start(t)
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveFeatureCode("700", false) }))
		o.wantPlan("code 701 -> featurecode:700", "code 702 -> featurecode:700")
		o.addPhone("menu")
		o.addCode(ivrNode(external("2"), "700"))
		o.wantPlan("phone menu: menu", "code 700 701 -> external:2", "code 701 -> featurecode:700", "code 702 -> featurecode:700")
	})
	t.Run("whose aliases lie dormant", func(t *testing.T) {
		o := start(t)
		o.addPhone("440")
		o.must(o.change(func(e *domain.Edit) error {
			return e.ChangeFeatureCode("700", func(c *domain.FeatureCode) error {
				c.Form, c.Destination = domain.PlainCode, domain.PhoneDestination("440")
				return nil
			})
		}))
		o.must(o.change(func(e *domain.Edit) error { return e.RemoveFeatureCode("700", false) }))
		o.addPhone("menu")
	})
	t.Run("that isn't there", func(t *testing.T) {
		o := start(t)
		o.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemoveFeatureCode("menu", true) })
		o.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemoveFeatureCode("999", true) })
	})
}
