package domain_test

import (
	"strings"
	"testing"

	"dragoman/domain"
)

func (o *office) addPerson(username string, role domain.Role) *domain.Person {
	o.Helper()
	person := &domain.Person{Username: username, Role: role}
	o.must(o.change(func(e *domain.Edit) error { return e.AddPerson(person) }))
	return person
}

func TestUsernames(t *testing.T) {
	o := newOffice(t)
	other := o.another("other.example")
	ada := o.addPerson("Ada", domain.Administrator)
	bob := other.addPerson("bob@Example.com", domain.User)
	for name, words := range map[string]string{
		"Ada": "taken", "ada": "taken", "ADA": "taken", "BOB@example.COM": "taken",
		"": "must not be empty", "a b": "white space", "a/b": "must not contain", "\xff": "UTF-8", "a\x00": "white space",
		"@": "e-mail", "a@": "e-mail", "@b": "e-mail", "Ann <ann@example.com>": "e-mail", "<ann@example.com>": "e-mail", "a b@example.com": "e-mail",
		"ann@example.com (Ann)": "e-mail", strings.Repeat("a", domain.MaxName+1): "longer than", strings.Repeat("a", 300) + "@example.com": "longer than",
	} {
		o.refused(domain.Invalid, words, func(e *domain.Edit) error {
			return e.AddPerson(&domain.Person{Username: name, Role: domain.User})
		})
		if strings.EqualFold(name, "ada") {
			continue
		}
		o.refused(domain.Invalid, words, func(e *domain.Edit) error {
			return e.ChangePerson(ada.ID, func(p *domain.Person) error { p.Username = name; return nil })
		})
	}
	o.must(o.change(func(e *domain.Edit) error {
		return e.ChangePerson(ada.ID, func(p *domain.Person) error { p.Username = "ADA"; return nil })
	}))
	o.addPerson("ann@example.com", domain.User)
	o.addPerson("ünïcode", domain.User)
	found, err := o.store.PersonByUsername(o.Context(), "aDa")
	o.must(err)
	if found.ID != ada.ID || found.Username != "ADA" {
		t.Errorf("found %+v", found)
	}
	// Who goes leaves the name, and no id.
	o.must(other.change(func(e *domain.Edit) error { return e.RemovePerson(bob.ID) }))
	if again := o.addPerson("bob@example.com", domain.User); again.ID <= bob.ID {
		t.Errorf("id %d is used again", again.ID)
	}
}

func TestPeopleOfOtherTenantsAreNotThere(t *testing.T) {
	o := newOffice(t)
	bob := o.another("other.example").addPerson("bob", domain.User)
	o.refused(domain.NotFound, "", func(e *domain.Edit) error { return e.RemovePerson(bob.ID) })
	o.refused(domain.NotFound, "", func(e *domain.Edit) error {
		return e.ChangePerson(bob.ID, func(p *domain.Person) error { p.Forename = "Bobby"; return nil })
	})
	// Nobody changes tenants by being changed, or gets an id by asking for it.
	ada := o.addPerson("ada", domain.User)
	o.must(o.change(func(e *domain.Edit) error {
		return e.ChangePerson(ada.ID, func(p *domain.Person) error {
			p.ID, p.Tenant, p.Forename = 99, bob.Tenant, "Ada"
			return nil
		})
	}))
	found, err := o.store.Person(o.Context(), domain.Only(o.tenant), ada.ID)
	o.must(err)
	if found.Tenant != o.tenant || found.Forename != "Ada" {
		t.Errorf("it became %+v", found)
	}
	eve := &domain.Person{ID: ada.ID, Tenant: bob.Tenant, Username: "eve", Role: domain.User}
	o.must(o.change(func(e *domain.Edit) error { return e.AddPerson(eve) }))
	if eve.ID == ada.ID || eve.Tenant != o.tenant {
		t.Errorf("a new person became %+v", eve)
	}
}

func TestRoles(t *testing.T) {
	o := newOffice(t)
	for _, role := range []domain.Role{0, 5, -1} {
		o.refused(domain.Invalid, "role", func(e *domain.Edit) error {
			return e.AddPerson(&domain.Person{Username: "ada", Role: role})
		})
		if role.Valid() || role.String() != "no role" {
			t.Errorf("role %d is %s", role, role)
		}
	}
	names := map[string]bool{}
	for role := domain.SystemOwner; role <= domain.User; role++ {
		names[role.String()] = true
		for other := domain.SystemOwner; other <= domain.User; other++ {
			if role.Outranks(other) != (role < other) {
				t.Errorf("a %s outranks a %s: %t", role, other, role.Outranks(other))
			}
		}
	}
	if len(names) != 4 {
		t.Errorf("the roles are called %v", names)
	}
	if domain.NewPerson().Role != domain.User {
		t.Errorf("a new person is a %s", domain.NewPerson().Role)
	}
}

func TestLastSystemOwner(t *testing.T) {
	o := newOffice(t)
	other := o.another("other.example")
	ada := other.addPerson("ada", domain.SystemOwner)
	demote := func(id domain.PersonID) func(*domain.Edit) error {
		return func(e *domain.Edit) error {
			return e.ChangePerson(id, func(p *domain.Person) error { p.Role = domain.Administrator; return nil })
		}
	}
	remove := func(id domain.PersonID) func(*domain.Edit) error {
		return func(e *domain.Edit) error { return e.RemovePerson(id) }
	}
	o.addPerson("eve", domain.Reseller)
	other.refused(domain.Conflict, "last system owner", remove(ada.ID))
	other.refused(domain.Conflict, "last system owner", demote(ada.ID))
	o.must(other.change(func(e *domain.Edit) error {
		return e.ChangePerson(ada.ID, func(p *domain.Person) error { p.Forename = "Ada"; return nil })
	}))
	bob := o.addPerson("bob", domain.SystemOwner) // elsewhere, who can look after the system as well
	o.must(other.change(demote(ada.ID)))
	o.refused(domain.Conflict, "last system owner", remove(bob.ID))
	carol := o.addPerson("carol", domain.SystemOwner)
	o.must(o.change(remove(bob.ID)))
	o.refused(domain.Conflict, "last system owner", demote(carol.ID))
}

func TestAdministratorsOfTenant(t *testing.T) {
	o := newOffice(t)
	o.addPerson("zoe", domain.Administrator)
	o.addPerson("bob", domain.User)
	o.addPerson("ada", domain.Administrator)
	o.another("other.example").addPerson("eve", domain.Administrator)
	whole, err := o.look().Whole()
	o.must(err)
	if got := strings.Join(whole.Administrators, " "); got != "ada zoe" {
		t.Errorf("the administrators are %s", got)
	}
	if n, err := o.look().CountPeople(); err != nil || n != 3 {
		t.Errorf("there are %d people (%v)", n, err)
	}
}
