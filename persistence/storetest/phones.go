package storetest

import (
	"time"

	"dragoman/domain"
)

var phoneTests = []contract{
	{"By name", func(w *world) {
		tenant := w.tenant()
		phone := w.phone(tenant, "Ada")
		same(w, ok[*domain.Phone](w)(w.Phone(w.ctx, tenant, "Ada")), phone)
		for _, name := range []string{"ada", "", "Ada "} {
			_, err := w.Phone(w.ctx, tenant, name)
			w.code(err, domain.NotFound)
		}
	}},
	{"A name is unique in its tenant", func(w *world) {
		first, second := w.tenant(), w.tenant()
		w.phone(first, "440")
		w.phone(second, "440")
		other := w.phone(first, "441")
		w.refused(domain.Conflict, func(tx domain.Tx) error { return tx.PutPhone(w.ctx, first, &domain.Phone{Name: "440"}) })
		w.refused(domain.Conflict, func(tx domain.Tx) error {
			renamed := other.Clone()
			renamed.Name = "440"
			return tx.PutPhone(w.ctx, first, renamed)
		})
		same(w, ok[*domain.Phone](w)(w.PhoneByID(w.ctx, first, other.ID)), other)
	}},
	{"An id is never used again", func(w *world) {
		tenant := w.tenant()
		phone := w.phone(tenant, "440")
		w.change(func(tx domain.Tx) error { return tx.RemovePhone(w.ctx, tenant, phone.ID) })
		_, err := w.PhoneByID(w.ctx, tenant, phone.ID)
		w.code(err, domain.NotFound)
		if again := w.phone(tenant, "440"); again.ID <= phone.ID {
			w.Errorf("the next phone after %d got id %d", phone.ID, again.ID)
		}
	}},
	{"Tenants with a name", func(w *world) {
		first, second, deleted := w.tenant(), w.tenant(), w.tenant()
		for _, tenant := range []domain.TenantID{second, first, deleted} {
			w.phone(tenant, "440")
		}
		at := time.Now()
		w.change(func(tx domain.Tx) error {
			return tx.PutTenant(w.ctx, &domain.Tenant{ID: deleted, Deleted: &at})
		})
		found := ok[[]domain.TenantID](w)(w.TenantsWithPhone(w.ctx, domain.Everything(), "440"))
		same(w, found, []domain.TenantID{first, second})
		same(w, len(ok[[]domain.TenantID](w)(w.TenantsWithPhone(w.ctx, domain.Everything(), "441"))), 0)
	}},
	{"Lists", func(w *world) {
		tenant := w.tenant()
		w.change(func(tx domain.Tx) error {
			for _, phone := range []*domain.Phone{
				{Name: "c", Holder: "Zoe", Owner: 2},
				{Name: "b", Holder: "Ada", Owner: 1},
				{Name: "B", Holder: "Zoe", Owner: 2},
				{Name: "10"},
			} {
				if err := tx.PutPhone(w.ctx, tenant, phone); err != nil {
					return err
				}
			}
			return nil
		})
		checkPages(w, map[domain.Page][]string{
			{}:                    {"c", "b", "B", "10"},
			{Descending: true}:    {"10", "B", "b", "c"},
			{Sort: domain.ByName}: {"10", "B", "b", "c"},
			{Sort: domain.ByName, Descending: true, Limit: 2}: {"c", "b"},
			{Sort: domain.ByDescription}:                      {"10", "b", "c", "B"},
			{Sort: domain.ByDescription, Descending: true}:    {"c", "B", "b", "10"},
			{Owner: 2}:                       {"c", "B"},
			{Owner: 2, Sort: domain.ByName}:  {"B", "c"},
			{Owner: 2, Limit: 1, Offset: 1}:  {"B"},
			{Owner: 3}:                       {},
			{Sort: domain.ByName, Offset: 2}: {"b", "c"},
		}, func(page domain.Page) ([]*domain.Phone, error) {
			return w.Phones(w.ctx, tenant, page)
		}, func(p *domain.Phone) string { return p.Name })
		same(w, ok[int](w)(w.CountPhones(w.ctx, tenant, domain.Page{Limit: 1, Offset: 3})), 4)
		same(w, ok[int](w)(w.CountPhones(w.ctx, tenant, domain.Page{Owner: 2})), 2)
		_, err := w.Phones(w.ctx, tenant, domain.Page{Sort: domain.ByForename})
		w.code(err, domain.Invalid)
	}},
	{"Sign-ins end with a phone", func(w *world) {
		tenant := w.tenant()
		phone := w.phone(tenant, "440")
		w.change(func(tx domain.Tx) error {
			session := domain.Session{TokenHash: "a", Phone: phone.ID, Expires: time.Now().Add(time.Hour)}
			if err := tx.PutSession(w.ctx, session); err != nil {
				return err
			}
			return tx.RemovePhone(w.ctx, tenant, phone.ID)
		})
		_, err := w.Session(w.ctx, "a")
		w.code(err, domain.NotFound)
	}},
}
