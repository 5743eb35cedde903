package storetest

import (
	"time"

	"dragoman/domain"
)

var journalTests = []contract{
	{"What is added is what is read, the newest first", func(w *world) {
		tenant := w.tenant()
		at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
		var want []domain.JournalEntry
		w.change(func(tx domain.Tx) error {
			for i, action := range []domain.Action{domain.Created, domain.Changed, domain.Removed} {
				entry := domain.JournalEntry{
					At: at.Add(-time.Duration(i) * time.Hour), Tenant: tenant,
					Actor: domain.Actor{Name: "ada", Person: 3, Dialect: "one", Request: w.fresh("r")},
					Kind:  domain.KindPhone, Object: int64(i), Name: "440", Action: action,
					Before: `{"name": "<&>"}`, After: " ",
				}
				if err := tx.AddJournal(w.ctx, tenant, entry); err != nil {
					return err
				}
				entry.ID = int64(i + 1)
				want = append([]domain.JournalEntry{entry}, want...)
			}
			return nil
		})
		read := ok[[]domain.JournalEntry](w)
		same(w, read(w.Journal(w.ctx, tenant, domain.JournalQuery{})), want)
		same(w, read(w.Journal(w.ctx, tenant, domain.JournalQuery{Limit: 1, Offset: 1})), want[1:2])
		same(w, read(w.Journal(w.ctx, tenant, domain.JournalQuery{Since: want[1].ID})), want[:1])
		same(w, read(w.Journal(w.ctx, tenant, domain.JournalQuery{Offset: 2})), want[2:])
	}},
}
