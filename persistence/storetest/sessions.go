package storetest

import (
	"time"

	"dragoman/domain"
)

var sessionTests = []contract{
	{"What is kept is what is found", func(w *world) {
		expires := time.Now().Add(time.Hour).Truncate(time.Microsecond).UTC()
		session := domain.Session{TokenHash: "a", Person: 1, Tenant: 2, Phone: 3, Once: true, Expires: expires}
		w.change(func(tx domain.Tx) error { return tx.PutSession(w.ctx, session) })
		same(w, ok[*domain.Session](w)(w.Session(w.ctx, "a")), &session)
		_, err := w.Session(w.ctx, "A")
		w.code(err, domain.NotFound)
		session.Once, session.Expires = false, expires.Add(time.Hour)
		w.change(func(tx domain.Tx) error { return tx.PutSession(w.ctx, session) })
		same(w, ok[*domain.Session](w)(w.Session(w.ctx, "a")), &session)
	}},
	{"An expired one is not found", func(w *world) {
		w.change(func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: "a", Expires: time.Now().Add(-time.Second)})
		})
		_, err := w.Session(w.ctx, "a")
		w.code(err, domain.NotFound)
		w.refused(domain.NotFound, func(tx domain.Tx) error { _, err := tx.TakeSession(w.ctx, "a"); return err })
	}},
	{"It can be taken once", func(w *world) {
		w.change(func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: "a", Person: 5, Expires: time.Now().Add(time.Hour)})
		})
		var taken *domain.Session
		w.change(func(tx domain.Tx) (err error) { taken, err = tx.TakeSession(w.ctx, "a"); return err })
		same(w, taken.Person, domain.PersonID(5))
		w.refused(domain.NotFound, func(tx domain.Tx) error { _, err := tx.TakeSession(w.ctx, "a"); return err })
	}},
	{"Removing", func(w *world) {
		w.change(func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: "a", Expires: time.Now().Add(time.Hour)})
		})
		for range 2 {
			w.change(func(tx domain.Tx) error { return tx.RemoveSession(w.ctx, "a") })
			_, err := w.Session(w.ctx, "a")
			w.code(err, domain.NotFound)
		}
	}},
	{"Another password ends what was signed in to, another name doesn't", func(w *world) {
		tenant := w.tenant()
		person, phone := w.person(tenant, w.fresh("u")), w.phone(tenant, "440")
		soon := time.Now().Add(time.Hour)
		w.change(func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: "p", Person: person.ID, Expires: soon})
		})
		w.change(func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: "l", Phone: phone.ID, Expires: soon})
		})

		person.Surname, phone.Holder = "Other", "Other"
		w.change(func(tx domain.Tx) error { return tx.PutPerson(w.ctx, tenant, person) })
		w.change(func(tx domain.Tx) error { return tx.PutPhone(w.ctx, tenant, phone) })
		same(w, ok[*domain.Session](w)(w.Session(w.ctx, "p")).Person, person.ID)
		same(w, ok[*domain.Session](w)(w.Session(w.ctx, "l")).Phone, phone.ID)

		person.Password.Hash, phone.WebPassword.Hash = "another", "another"
		w.change(func(tx domain.Tx) error { return tx.PutPerson(w.ctx, tenant, person) })
		w.change(func(tx domain.Tx) error { return tx.PutPhone(w.ctx, tenant, phone) })
		for _, token := range []string{"p", "l"} {
			_, err := w.Session(w.ctx, token)
			w.code(err, domain.NotFound)
		}
	}},
}
