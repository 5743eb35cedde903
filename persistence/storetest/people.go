package storetest

import (
	"time"

	"dragoman/domain"
)

var peopleTests = []contract{
	{"By user name, without case", func(w *world) {
		person := w.person(w.tenant(), "Ärzte@Example.com")
		for _, name := range []string{"Ärzte@Example.com", "ärzte@example.com", "ÄRZTE@EXAMPLE.COM"} {
			same(w, ok[*domain.Person](w)(w.PersonByUsername(w.ctx, name)), person)
		}
		_, err := w.PersonByUsername(w.ctx, "arzte@example.com")
		w.code(err, domain.NotFound)
	}},
	{"A user name is unique everywhere, without case", func(w *world) {
		first, second := w.tenant(), w.tenant()
		w.person(first, "Ada")
		other := w.person(second, "Bob")
		for _, name := range []string{"Ada", "ADA"} {
			w.refused(domain.Conflict, func(tx domain.Tx) error {
				return tx.PutPerson(w.ctx, second, &domain.Person{Username: name})
			})
			w.refused(domain.Conflict, func(tx domain.Tx) error {
				renamed := other.Clone()
				renamed.Username = name
				return tx.PutPerson(w.ctx, second, renamed)
			})
		}
		same(w, ok[*domain.Person](w)(w.PersonByUsername(w.ctx, "bob")), other)
		other.Username = "BOB"
		w.change(func(tx domain.Tx) error { return tx.PutPerson(w.ctx, second, other) })
	}},
	{"By e-mail", func(w *world) {
		tenant := w.tenant()
		for _, email := range []string{"a@example.com", "b@example.com", "A@example.com", ""} {
			w.change(func(tx domain.Tx) error {
				return tx.PutPerson(w.ctx, tenant, &domain.Person{Username: w.fresh("u"), Email: email})
			})
		}
		found := ok[[]*domain.Person](w)(w.PeopleByEmail(w.ctx, domain.Only(tenant), "a@example.com"))
		same(w, names(found, func(p *domain.Person) string { return p.Email }), []string{"a@example.com", "A@example.com"})
		same(w, len(ok[[]*domain.Person](w)(w.PeopleByEmail(w.ctx, domain.Everything(), "c@example.com"))), 0)
	}},
	{"Lists", func(w *world) {
		tenant := w.tenant()
		w.change(func(tx domain.Tx) error {
			for _, person := range []*domain.Person{
				{Username: "d", Forename: "Ada", Surname: "Lovelace"},
				{Username: "c", Forename: "Grace", Surname: "Hopper"},
				{Username: "b", Forename: "Ada", Surname: "Hopper"},
				{Username: "a", Forename: "Ada B", Surname: "Hopper"},
			} {
				if err := tx.PutPerson(w.ctx, tenant, person); err != nil {
					return err
				}
			}
			return nil
		})
		checkPages(w, map[domain.Page][]string{
			{}:                        {"d", "c", "b", "a"},
			{Descending: true}:        {"a", "b", "c", "d"},
			{Sort: domain.ByName}:     {"a", "b", "c", "d"},
			{Sort: domain.ByForename}: {"d", "b", "a", "c"},
			{Sort: domain.ByForename, Descending: true}: {"c", "a", "d", "b"},
			{Sort: domain.BySurname}:                    {"c", "b", "a", "d"},
			{Sort: domain.ByFullName}:                   {"a", "b", "d", "c"},
			{Sort: domain.ByName, Limit: 2, Offset: 1}:  {"b", "c"},
			{Offset: 3}:           {"a"},
			{Limit: 1}:            {"d"},
			{Limit: 9, Offset: 9}: {},
		}, func(page domain.Page) ([]*domain.Person, error) {
			return w.People(w.ctx, tenant, page)
		}, func(p *domain.Person) string { return p.Username })
		same(w, ok[int](w)(w.CountPeople(w.ctx, tenant)), 4)
		_, err := w.People(w.ctx, tenant, domain.Page{Sort: domain.ByDestination})
		w.code(err, domain.Invalid)
	}},
	{"Sign-ins end with a person", func(w *world) {
		tenant := w.tenant()
		gone, stays := w.person(tenant, "a"), w.person(tenant, "b")
		w.change(func(tx domain.Tx) error {
			for _, person := range []*domain.Person{gone, stays} {
				session := domain.Session{TokenHash: person.Username, Person: person.ID, Expires: time.Now().Add(time.Hour)}
				if err := tx.PutSession(w.ctx, session); err != nil {
					return err
				}
			}
			return tx.RemovePerson(w.ctx, tenant, gone.ID)
		})
		_, err := w.Session(w.ctx, "a")
		w.code(err, domain.NotFound)
		same(w, ok[*domain.Session](w)(w.Session(w.ctx, "b")).Person, stays.ID)
		_, err = w.PersonByUsername(w.ctx, "a")
		w.code(err, domain.NotFound)
	}},
}

// checkPages reads the pages of a list and checks which objects each has, in order.
func checkPages[T any](w *world, pages map[domain.Page][]string, list func(domain.Page) ([]T, error), name func(T) string) {
	w.Helper()
	for page, want := range pages {
		found, err := list(page)
		if err != nil {
			w.Errorf("%+v: %v", page, err)
			continue
		}
		got := names(found, name)
		if len(got) != len(want) {
			w.Errorf("%+v: got %q, want %q", page, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				w.Errorf("%+v: got %q, want %q", page, got, want)
				break
			}
		}
	}
}
