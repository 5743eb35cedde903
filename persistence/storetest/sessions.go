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
}
