package domain_test

import (
	"testing"

	"dragoman/domain"
)

func TestQuotas(t *testing.T) {
	o := newOffice(t)
	limit := func(phones, groups, codes *int) {
		t.Helper()
		o.must(o.changeAll(func(s *domain.SystemEdit) error {
			return s.ChangeTenant(o.tenant, func(_ *domain.Edit, tenant *domain.Tenant) error {
				tenant.MaxPhones, tenant.MaxHuntGroups, tenant.MaxCodes = phones, groups, codes
				return nil
			})
		}))
	}
	one, two, three := 1, 2, 3
	addPhone := func(names ...string) func(*domain.Edit) error {
		return func(e *domain.Edit) error { return e.AddPhone(&domain.Phone{Name: names[0], Names: names}) }
	}
	addGroup := func(names ...string) func(*domain.Edit) error {
		return func(e *domain.Edit) error { return e.AddHuntGroup(&domain.HuntGroup{Names: names}) }
	}
	addCode := func(c *domain.FeatureCode) func(*domain.Edit) error {
		return func(e *domain.Edit) error { return e.AddFeatureCode(c) }
	}

	limit(&one, &one, &two)
	o.refused(domain.QuotaFull, "no more than 2 feature codes", addPhone("440", "100", "101", "102", "desk"))
	o.must(o.change(addPhone("440", "100", "desk", "lobby")))
	o.refused(domain.QuotaFull, "no more than 1 phones", addPhone("441"))
	o.refused(domain.QuotaFull, "no more than 2 feature codes", addGroup("1004", "1005"))
	o.must(o.change(addGroup("1004")))
	o.refused(domain.QuotaFull, "no more than 1 hunt groups", addGroup())
	o.refused(domain.QuotaFull, "no more than 2 feature codes", addCode(code("101", external("1"))))
	o.refused(domain.QuotaFull, "no more than 2 feature codes", addCode(ivrNode(external("1"), "menu")))
	o.refused(domain.QuotaFull, "no more than 2 feature codes", setPhoneNames("440", "440", "100", "101"))
	o.must(o.change(setPhoneNames("440", "440", "101")))  // one goes, another comes
	o.must(o.change(setPhoneNames("440", "101", "440")))  // the alias becomes the name
	o.must(o.change(setGroupNames(1, "1005")))            // the same for groups
	o.must(o.change(setGroupNames(1, "vodia", "hunt_1"))) // what can't be dialled is no code
	o.must(o.change(addCode(code("*66", function("redial")))))
	o.wantPlan("phone 101: 101 440", "group: vodia hunt_1", "code *66 -> function:redial", "code 440 -> phone:101")

	o.must(o.changeAll(setStars(o, "redial", "*67"))) // the same code under other digits
	before := o.files()
	if err := o.changeAll(setStars(o, "park", "*85")); domain.CodeOf(err) != domain.QuotaFull || o.files() != before {
		t.Errorf("got %v", err)
	}
	// One request may raise a quota and make use of it.
	o.must(o.changeAll(func(s *domain.SystemEdit) error {
		return s.ChangeTenant(o.tenant, func(_ *domain.Edit, tenant *domain.Tenant) error {
			tenant.MaxCodes, tenant.StarCodes["park"] = &three, "*85"
			return nil
		})
	}))

	// A quota below what is there only keeps more from coming.
	limit(&one, &one, &one)
	o.must(o.change(renamePhone("101", "441")))
	o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("441", true) }))
	o.must(o.change(addPhone("440")))
	limit(nil, nil, nil)
	o.must(o.change(addPhone("442", "1", "2", "3", "4", "5")))
	zero := 0
	limit(&zero, &zero, &zero)
	o.refused(domain.QuotaFull, "no more than 0 phones", addPhone("443"))
	// Another tenant has its own.
	o.another("other.example").addPhone("440", "100", "101", "102")
}
