package domain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/domain"
)

func (o *office) addTenant(tenant *domain.Tenant, base string) error {
	return o.changeAll(func(s *domain.SystemEdit) error { return s.AddTenant(tenant, base) })
}

// addedBelow makes a tenant, of nobody where parent is 0.
func (o *office) addedBelow(name string, parent domain.TenantID) domain.TenantID {
	o.Helper()
	tenant := &domain.Tenant{Domain: name, Parent: parent}
	o.must(o.addTenant(tenant, ""))
	return tenant.ID
}

func (o *office) changeTenant(id domain.TenantID, change func(*domain.Tenant)) error {
	return o.changeAll(func(s *domain.SystemEdit) error {
		return s.ChangeTenant(id, func(_ *domain.Edit, tenant *domain.Tenant) error {
			change(tenant)
			return nil
		})
	})
}

func (o *office) removeTenant(id domain.TenantID) error {
	return o.changeAll(func(s *domain.SystemEdit) error { return s.RemoveTenant(id) })
}

// refusedAbove is refused for what is above tenants.
func (o *office) refusedAbove(code domain.Code, words string, err func() error) {
	o.Helper()
	before := o.files()
	got := err()
	if domain.CodeOf(got) != code || !strings.Contains(got.Error(), words) {
		o.Errorf("got the error %q (%v), want one of %q with code %s", domain.CodeOf(got), got, words, code)
	}
	if o.files() != before {
		o.Errorf("%v, and yet the store has changed", got)
	}
}

func TestDomainOfNewTenant(t *testing.T) {
	o := newOffice(t)
	for _, test := range []struct{ name, base, want string }{
		{"Acme Ltd.", "pbx.example", "acme-ltd.pbx.example"},
		{"ACME ltd", "pbx.example", "acme-ltd-2.pbx.example"},
		{"acme  ltd!", "pbx.example", "acme-ltd-3.pbx.example"},
		{"Acme Ltd", "other.example", "acme-ltd.other.example"},
		{"Müller & Söhne", "pbx.example", "m-ller-s-hne.pbx.example"},
		{"北京", "pbx.example", "customer.pbx.example"},
		{"--", "pbx.example", "customer-2.pbx.example"},
		{"", "pbx.example", "customer-3.pbx.example"},
		{"007", "", "007"},
		{strings.Repeat("a", 49) + " and more", "pbx.example", strings.Repeat("a", 49) + ".pbx.example"},
		{strings.Repeat("b", 300), "pbx.example", strings.Repeat("b", 50) + ".pbx.example"},
	} {
		tenant := domain.NewTenant()
		tenant.Name = test.name
		o.must(o.addTenant(tenant, test.base))
		if tenant.Domain != test.want {
			t.Errorf("%q became %s, want %s", test.name, tenant.Domain, test.want)
		}
		if want := test.name; want != "" && tenant.Name != want || tenant.Name == "" {
			t.Errorf("%q is called %q", test.name, tenant.Name)
		}
	}
}

func TestCheckDomain(t *testing.T) {
	for name, ok := range map[string]bool{
		"localhost": true, "a": true, "acme.example": true, "a-b.c_d.example": true, "_sip.example": true, "1.2.3.4": true,
		strings.Repeat("a", 63) + ".example": true,
		"":                                   false, "Acme.example": false, "-a.example": false, "a-.example": false, "a..b": false, ".a": false, "a.": false,
		"a b": false, "ä.example": false, "a/b": false, "a\n": false, "a@b": false,
		strings.Repeat("a", 64): false, strings.Repeat("a.", 127): false, strings.Repeat("a.", 127) + "a": false,
	} {
		if err := domain.CheckDomain(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestDomainsAreUnique(t *testing.T) {
	o := newOffice(t)
	b := domain.NewTenant()
	b.Domain, b.DomainAliases = "b.example", []string{"bb.example", "bbb.example"}
	o.must(o.addTenant(b, ""))
	third := o.another("third.example")
	for words, domains := range map[string][]string{
		"acme.example is the domain of another tenant": {"acme.example"},
		"b.example is the domain of another tenant":    {"c.example", "b.example"},
		"bb.example is the domain of another tenant":   {"bb.example"},
		"bbb.example is the domain of another tenant":  {"c.example", "d.example", "bbb.example"},
		"c.example is named twice":                     {"c.example", "c.example"},
		"d.example is named twice":                     {"c.example", "d.example", "d.example"},
		"no DNS name":                                  {"C.example"},
		`"" is no DNS name`:                            {"c.example", ""},
	} {
		o.refusedAbove(domain.Invalid, words, func() error {
			return o.addTenant(&domain.Tenant{Domain: domains[0], DomainAliases: domains[1:]}, "")
		})
		o.refusedAbove(domain.Invalid, words, func() error {
			return o.changeTenant(third.tenant, func(tenant *domain.Tenant) {
				tenant.Domain, tenant.DomainAliases = domains[0], domains[1:]
			})
		})
	}
	o.must(o.changeTenant(b.ID, func(tenant *domain.Tenant) {
		tenant.Domain, tenant.DomainAliases = "bbb.example", []string{"b.example"} // an alias takes the place of the domain
	}))
	for name, want := range map[string]domain.TenantID{"b.example": b.ID, "bbb.example": b.ID, "acme.example": o.tenant} {
		found, err := o.store.TenantByDomain(o.Context(), name)
		o.must(err)
		if found.ID != want {
			t.Errorf("%s is the domain of %d", name, found.ID)
		}
	}
	c := domain.NewTenant()
	c.Domain = "bb.example" // which is free now
	o.must(o.addTenant(c, ""))
	o.must(o.changeTenant(c.ID, func(tenant *domain.Tenant) {
		tenant.ID, tenant.Deleted, tenant.Administrators = 99, &clock, []string{"eve"} // is not for changing
	}))
	if found, err := o.store.Tenant(o.Context(), c.ID); err != nil || found.Deleted != nil {
		t.Errorf("the tenant is %+v (%v)", found, err)
	}
	o.refusedAbove(domain.NotFound, "", func() error { return o.changeTenant(99, func(*domain.Tenant) {}) })
}

func TestDeletingTenant(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440", "100")
	o.addGroup("1004")
	gone := o.another("gone.example")
	gone.addPhone("440", "100", "desk")
	gone.addGroup("1004", "sales")
	o.must(gone.change(func(e *domain.Edit) error {
		return e.AddPerson(&domain.Person{Username: "eve", Role: domain.Administrator})
	}))
	o.must(o.removeTenant(gone.tenant))

	if _, err := o.Look(o.Context(), gone.tenant); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("looking into it: %v", err)
	}
	for what, err := range map[string]error{
		"changing what is in it":  o.Change(o.Context(), actor, gone.tenant, func(*domain.Edit) error { return nil }),
		"changing it":             o.changeTenant(gone.tenant, func(*domain.Tenant) {}),
		"deleting it again":       o.removeTenant(gone.tenant),
		"deleting what never was": o.removeTenant(99),
	} {
		if domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	found, err := o.store.Tenant(o.Context(), gone.tenant)
	o.must(err)
	if found.Deleted == nil || !found.Deleted.Equal(clock) {
		t.Errorf("it was deleted at %v", found.Deleted)
	}
	if _, err := o.store.PersonByUsername(o.Context(), "eve"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("its people are there: %v", err)
	}
	for _, name := range []string{"440", "100", "desk", "1004", "sales"} {
		if holder, err := o.store.HolderOf(o.Context(), gone.tenant, name); err != nil || holder != (domain.Holder{}) {
			t.Errorf("%s is still held by %v (%v)", name, holder, err)
		}
	}
	o.wantPlan("phone 440: 440 100", "group: 1004", "code 100 -> phone:440", "code 1004 -> huntgroup:1")

	again := domain.NewTenant()
	again.Domain = "gone.example"
	o.must(o.addTenant(again, ""))
	if again.ID <= gone.tenant {
		t.Errorf("id %d is used again", again.ID)
	}
	o.must(o.removeTenant(again.ID))
	last := domain.NewTenant()
	last.Domain = "last.example"
	o.must(o.addTenant(last, ""))
	if last.ID <= again.ID {
		t.Errorf("id %d is used again, of the newest one", last.ID)
	}
}

func TestTenantThatCannotGo(t *testing.T) {
	o := newOffice(t)
	below := &domain.Tenant{Domain: "below.example", Parent: o.tenant}
	o.must(o.addTenant(below, ""))
	o.refusedAbove(domain.Conflict, "sub-tenants", func() error { return o.removeTenant(o.tenant) })
	o.must(o.removeTenant(below.ID))
	owner := &domain.Person{Username: "root", Role: domain.SystemOwner}
	o.must(o.change(func(e *domain.Edit) error { return e.AddPerson(owner) }))
	o.refusedAbove(domain.Conflict, "system owner", func() error { return o.removeTenant(o.tenant) })
	other := o.another("other.example")
	other.addPerson("eve", domain.SystemOwner)
	o.must(o.change(func(e *domain.Edit) error { return e.RemovePerson(owner.ID) }))
	o.must(o.removeTenant(o.tenant))
}

func TestParentOfTenant(t *testing.T) {
	o := newOffice(t)
	son := o.addedBelow("son.example", o.tenant)
	grandson := o.addedBelow("grandson.example", son)
	stranger := o.addedBelow("stranger.example", 0)
	gone := o.addedBelow("gone.example", 0)
	o.must(o.removeTenant(gone))
	for _, parent := range []domain.TenantID{99, gone} {
		o.refusedAbove(domain.Invalid, "there is no tenant", func() error {
			return o.addTenant(&domain.Tenant{Domain: "x.example", Parent: parent}, "")
		})
		o.refusedAbove(domain.Invalid, "there is no tenant", func() error {
			return o.changeTenant(stranger, func(tenant *domain.Tenant) { tenant.Parent = parent })
		})
	}
	for _, parent := range []domain.TenantID{o.tenant, son, grandson} {
		o.refusedAbove(domain.Invalid, "below itself", func() error {
			return o.changeTenant(o.tenant, func(tenant *domain.Tenant) { tenant.Parent = parent })
		})
	}
	o.must(o.changeTenant(grandson, func(tenant *domain.Tenant) { tenant.Parent, tenant.Name = stranger, "moved" }))
	o.must(o.changeTenant(grandson, func(tenant *domain.Tenant) { tenant.Parent = 0 }))
}

func TestReach(t *testing.T) {
	o := newOffice(t)
	son := o.addedBelow("son.example", o.tenant)
	grandson := o.addedBelow("grandson.example", son)
	stranger := o.addedBelow("stranger.example", 0)
	gone := o.addedBelow("gone.example", son)
	o.must(o.removeTenant(gone))
	all := []domain.TenantID{o.tenant, son, grandson, stranger, gone, 99}
	for _, test := range []struct {
		role domain.Role
		in   domain.TenantID
		want []domain.TenantID
	}{
		{domain.SystemOwner, stranger, all},
		{domain.Reseller, o.tenant, []domain.TenantID{o.tenant, son, grandson}},
		{domain.Reseller, son, []domain.TenantID{son, grandson}},
		{domain.Reseller, stranger, []domain.TenantID{stranger}},
		{domain.Administrator, o.tenant, []domain.TenantID{o.tenant}},
		{domain.User, o.tenant, []domain.TenantID{o.tenant}},
	} {
		reach, err := o.ReachOf(o.Context(), &domain.Person{Role: test.role, Tenant: test.in})
		o.must(err)
		for _, id := range all {
			if reach.Has(id) != slices.Contains(test.want, id) {
				t.Errorf("a %s of %d reaches %d: %t", test.role, test.in, id, reach.Has(id))
			}
		}
	}
	if (domain.Reach{}).Has(0) || domain.Only().Has(0) {
		t.Error("no reach reaches something")
	}
}

func TestCloneOfTenant(t *testing.T) {
	at, limit := clock, 5
	tenant := &domain.Tenant{DomainAliases: []string{"a"}, MaxPhones: &limit, Deleted: &at, StarCodes: map[string]string{"park": "*85"}, Administrators: []string{"ada"}}
	clone := tenant.Clone()
	clone.DomainAliases[0], *clone.MaxPhones, clone.StarCodes["park"], clone.Administrators[0] = "b", 6, "*86", "eve"
	*clone.Deleted = clone.Deleted.Add(time.Hour)
	if tenant.DomainAliases[0] != "a" || *tenant.MaxPhones != 5 || tenant.StarCodes["park"] != "*85" || tenant.Administrators[0] != "ada" || !tenant.Deleted.Equal(clock) {
		t.Errorf("changing the copy changed %+v", tenant)
	}
}
