package domain_test

import (
	"context"
	"errors"
	"testing"

	"dragoman/domain"
)

var errOnPurpose = errors.New("on purpose")

// everything does one change of each sort in the tenant.
func everything(e *domain.Edit) error {
	for _, do := range []func(*domain.Edit) error{
		func(e *domain.Edit) error {
			return e.AddPhone(&domain.Phone{Name: "900", Names: []string{"900", "901", "spoken"}, Password: "x"})
		},
		func(e *domain.Edit) error {
			group := domain.NewHuntGroup()
			group.Names, group.Members = []string{"950"}, []domain.Member{{Level: 1, Destination: domain.PhoneDestination("900")}}
			return e.AddHuntGroup(group)
		},
		func(e *domain.Edit) error { return e.AddFeatureCode(ivrNode(external("1"), "970", "971")) },
		func(e *domain.Edit) error { return e.AddPerson(&domain.Person{Username: "eve", Role: domain.User}) },
		setPhoneNames("440", "100", "440", "902"),
		setGroupNames(1, "951", "hunt_1"),
		setCodeNames("700", "702"),
		func(e *domain.Edit) error { return e.RemovePhone("441", true) },
		func(e *domain.Edit) error { return e.RemoveHuntGroup(2, true) },
		func(e *domain.Edit) error { return e.RemoveFeatureCode("300", true) },
	} {
		if err := do(e); err != nil {
			return err
		}
	}
	return nil
}

func populated(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.addPhone("440", "100")
	o.addPhone("441", "101")
	o.addGroup("1004")
	o.addGroup("1005")
	o.addCode(ivrNode(external("1"), "700", "701"))
	o.addCode(code("300", external("2")))
	o.addCode(code("*66", function("redial")))
	return o
}

func TestRehearsalLeavesNoTrace(t *testing.T) {
	o := populated(t)
	before, plan := o.files(), o.plan()
	seen := ""
	o.must(o.Rehearse(o.Context(), actor, o.tenant, func(e *domain.Edit) error {
		if err := everything(e); err != nil {
			return err
		}
		phone, err := e.Phone("100")
		if err == nil {
			seen = phone.Name
		}
		return err
	}))
	if seen != "100" {
		t.Error("the rehearsal didn't see what it did")
	}
	err := o.Rehearse(o.Context(), actor, o.tenant, func(e *domain.Edit) error { return e.RemovePhone("999", true) })
	if domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a rehearsal of what fails ends with %v", err)
	}
	o.must(o.RehearseAll(o.Context(), actor, func(s *domain.SystemEdit) error {
		if err := s.AddTenant(&domain.Tenant{Domain: "new.example"}, ""); err != nil {
			return err
		}
		if err := setStars(o, "redial", "*67", "park", "*85")(s); err != nil {
			return err
		}
		return s.RemoveTenant(o.tenant)
	}))
	if err := o.RehearseAll(o.Context(), actor, func(*domain.SystemEdit) error { return errOnPurpose }); !errors.Is(err, errOnPurpose) {
		t.Errorf("a rehearsal of what fails ends with %v", err)
	}
	if o.files() != before || o.plan() != plan {
		t.Error("the store has changed")
	}
	o.must(o.change(everything)) // which it does if it is meant
	if o.plan() == plan {
		t.Error("the store hasn't changed")
	}
}

func TestFailureLeavesNoTrace(t *testing.T) {
	o := populated(t)
	before := o.files()
	inside := func(err error) func() error { return func() error { return err } }
	for what, do := range map[string]func() error{
		"after changes of all sorts": func() error {
			return o.change(func(e *domain.Edit) error { return errors.Join(everything(e), errOnPurpose) })
		},
		"in changing a phone": func() error {
			return o.change(func(e *domain.Edit) error {
				return e.ChangePhone("440", func(p *domain.Phone) error { p.Name = "999"; return inside(errOnPurpose)() })
			})
		},
		"in changing a hunt group": func() error {
			return o.change(func(e *domain.Edit) error {
				return e.ChangeHuntGroup(1, func(g *domain.HuntGroup) error { g.Names = nil; return errOnPurpose })
			})
		},
		"in changing a feature code": func() error {
			return o.change(func(e *domain.Edit) error {
				return e.ChangeFeatureCode("700", func(c *domain.FeatureCode) error { c.Code = "999"; return errOnPurpose })
			})
		},
		"in changing a tenant": func() error {
			return o.changeAll(func(s *domain.SystemEdit) error {
				return s.ChangeTenant(o.tenant, func(e *domain.Edit, tenant *domain.Tenant) error {
					tenant.Name = "x"
					return errors.Join(everything(e), errOnPurpose)
				})
			})
		},
		"after adding a tenant": func() error {
			return o.changeAll(func(s *domain.SystemEdit) error {
				return errors.Join(s.AddTenant(&domain.Tenant{Name: "x", StarCodes: map[string]string{"park": "*85"}}, "example"), errOnPurpose)
			})
		},
	} {
		if err := do(); !errors.Is(err, errOnPurpose) {
			t.Errorf("%s: %v", what, err)
		}
		if o.files() != before {
			t.Errorf("%s the store has changed", what)
			before = o.files()
		}
	}
	gone, cancel := context.WithCancel(o.Context())
	cancel()
	if err := o.Change(gone, actor, o.tenant, everything); !errors.Is(err, context.Canceled) || o.files() != before {
		t.Errorf("whose caller is gone: %v", err)
	}
	if err := o.Change(o.Context(), actor, 99, everything); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("in a tenant that isn't there: %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = o.change(func(e *domain.Edit) error { panic(errors.Join(everything(e), errOnPurpose)) })
	}()
	if o.files() != before {
		t.Error("after a panic the store has changed")
	}
	o.must(o.change(everything))
}

// A store that fails is not one in which nothing is found.
func TestFailureOfStoreIsNotHidden(t *testing.T) {
	o := populated(t)
	tenant := o.look().Tenant
	gone, cancel := context.WithCancel(o.Context())
	cancel()
	look := func() *domain.Look { return o.LookInto(gone, tenant) }
	for what, ask := range map[string]func() error{
		"Look":  func() error { _, err := o.Look(gone, o.tenant); return err },
		"Ready": func() error { return o.Ready(gone) },
		"ReachOf": func() error {
			_, err := o.ReachOf(gone, &domain.Person{Role: domain.Reseller, Tenant: o.tenant})
			return err
		},
		"Account":      func() error { _, err := look().Account("440"); return err },
		"Phone":        func() error { _, err := look().Phone("440"); return err },
		"PhoneByID":    func() error { _, err := look().PhoneByID(1); return err },
		"Phones":       func() error { _, err := look().Phones(domain.Page{}); return err },
		"HuntGroup":    func() error { _, err := look().HuntGroup(1); return err },
		"HuntGroups":   func() error { _, err := look().HuntGroups(domain.Page{}); return err },
		"FeatureCode":  func() error { _, err := look().FeatureCode("700"); return err },
		"FeatureCodes": func() error { _, err := look().FeatureCodes(domain.Page{}); return err },
		"Whole":        func() error { _, err := look().Whole(); return err },
		"Resolve":      func() error { plan := look().Plan; plan.Resolve("440"); return plan.Err() },
		"Digits":       func() error { plan := look().Plan; plan.Digits(domain.HuntGroupDestination(1)); return plan.Err() },
		"StarCode":     func() error { plan := look().Plan; plan.StarCode("redial"); return plan.Err() },
		"Dangles":      func() error { plan := look().Plan; plan.Dangles(domain.PhoneDestination("440")); return plan.Err() },
	} {
		if err := ask(); err == nil || domain.CodeOf(err) == domain.NotFound {
			t.Errorf("%s says %v", what, err)
		}
	}
	o.must(o.Ready(o.Context()))
}
