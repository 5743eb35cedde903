package storetest

import (
	"slices"
	"time"

	"dragoman/domain"
)

var tenantTests = []contract{
	{"A new store has none", func(w *world) {
		_, err := w.Tenant(w.ctx, 1)
		w.code(err, domain.NotFound)
		same(w, ok[int](w)(w.CountTenants(w.ctx, domain.Everything(), domain.TenantQuery{})), 0)
		same(w, len(ok[[]*domain.Tenant](w)(w.Tenants(w.ctx, domain.Everything(), domain.TenantQuery{}))), 0)
	}},
	{"The first has id 1", func(w *world) { same(w, w.tenant(), domain.TenantID(1)) }},
	{"Replacing one that isn't there", func(w *world) {
		w.refused(domain.NotFound, func(tx domain.Tx) error {
			return tx.PutTenant(w.ctx, &domain.Tenant{ID: 7, Domain: "a.example"})
		})
	}},
	{"Under a parent that isn't there", func(w *world) {
		w.refused(domain.NotFound, func(tx domain.Tx) error {
			return tx.PutTenant(w.ctx, &domain.Tenant{Parent: 7, Domain: "a.example"})
		})
	}},
	{"By domain and alias", func(w *world) {
		tenant := &domain.Tenant{Domain: "a.example", DomainAliases: []string{"b.example", "c.example"}}
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, tenant) })
		for _, name := range tenant.Domains() {
			same(w, ok[*domain.Tenant](w)(w.TenantByDomain(w.ctx, name)), tenant)
		}
		tenant.Domain, tenant.DomainAliases = "c.example", []string{"d.example"}
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, tenant) })
		for name, found := range map[string]bool{"a.example": false, "b.example": false, "c.example": true, "d.example": true, "": false} {
			_, err := w.TenantByDomain(w.ctx, name)
			if found != (err == nil) {
				w.Errorf("%q is found: %t (%v)", name, !found, err)
			}
		}
	}},
	{"A domain belongs to one", func(w *world) {
		w.change(func(tx domain.Tx) error {
			return tx.PutTenant(w.ctx, &domain.Tenant{Domain: "a.example", DomainAliases: []string{"b.example"}})
		})
		for _, other := range []*domain.Tenant{
			{Domain: "a.example"},
			{Domain: "b.example"},
			{Domain: "c.example", DomainAliases: []string{"a.example"}},
			{Domain: "c.example", DomainAliases: []string{"b.example"}},
		} {
			w.refused(domain.Conflict, func(tx domain.Tx) error { return tx.PutTenant(w.ctx, other) })
		}
		same(w, ok[int](w)(w.CountTenants(w.ctx, domain.Everything(), domain.TenantQuery{})), 1)
	}},
	{"A deleted one keeps its record and frees its domains", func(w *world) {
		at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
		gone := &domain.Tenant{Name: "Gone", Domain: "a.example", DomainAliases: []string{"b.example"}}
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, gone) })
		gone.Deleted = &at
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, gone) })
		same(w, ok[*domain.Tenant](w)(w.Tenant(w.ctx, gone.ID)), gone)
		_, err := w.TenantByDomain(w.ctx, "b.example")
		w.code(err, domain.NotFound)
		next := &domain.Tenant{Domain: "b.example", DomainAliases: []string{"a.example"}}
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, next) })
		same(w, ok[*domain.Tenant](w)(w.TenantByDomain(w.ctx, "a.example")).ID, next.ID)
	}},
	{"Lists", func(w *world) {
		parent := w.tenant()
		at := time.Now()
		w.change(func(tx domain.Tx) error {
			for _, tenant := range []*domain.Tenant{
				{Name: "Ärzte", Domain: "a.example", Parent: parent},
				{Name: "Bäcker", Domain: "b.example", Parent: parent, Deleted: &at},
				{Name: "Bäcker", Domain: "c.example"},
			} {
				if err := tx.PutTenant(w.ctx, tenant); err != nil {
					return err
				}
			}
			return nil
		})
		none, live, deleted := domain.TenantID(0), false, true
		for _, test := range []struct {
			reach domain.Reach
			query domain.TenantQuery
			want  []domain.TenantID
			total int
		}{
			{domain.Everything(), domain.TenantQuery{}, []domain.TenantID{1, 2, 3, 4}, 4},
			{domain.Only(4, 2, 9), domain.TenantQuery{}, []domain.TenantID{2, 4}, 2},
			{domain.Only(2), domain.TenantQuery{}, []domain.TenantID{2}, 1},
			{domain.Only(), domain.TenantQuery{}, []domain.TenantID{}, 0},
			{domain.Everything(), domain.TenantQuery{Parent: &parent}, []domain.TenantID{2, 3}, 2},
			{domain.Everything(), domain.TenantQuery{Parent: &none}, []domain.TenantID{1, 4}, 2},
			{domain.Everything(), domain.TenantQuery{Name: "äR"}, []domain.TenantID{2}, 1},
			{domain.Everything(), domain.TenantQuery{Name: "%"}, []domain.TenantID{}, 0},
			{domain.Everything(), domain.TenantQuery{Deleted: &live}, []domain.TenantID{1, 2, 4}, 3},
			{domain.Everything(), domain.TenantQuery{Deleted: &deleted}, []domain.TenantID{3}, 1},
			{domain.Everything(), domain.TenantQuery{Sort: domain.ByName}, []domain.TenantID{3, 4, 1, 2}, 4},
			{domain.Everything(), domain.TenantQuery{Sort: domain.ByName, Page: domain.Page{Descending: true}}, []domain.TenantID{2, 1, 3, 4}, 4},
			{domain.Everything(), domain.TenantQuery{Page: domain.Page{Limit: 2, Offset: 1}}, []domain.TenantID{2, 3}, 4},
			{domain.Only(3), domain.TenantQuery{Deleted: &live}, []domain.TenantID{}, 0},
		} {
			ids := []domain.TenantID{}
			for _, tenant := range ok[[]*domain.Tenant](w)(w.Tenants(w.ctx, test.reach, test.query)) {
				ids = append(ids, tenant.ID)
			}
			total := ok[int](w)(w.CountTenants(w.ctx, test.reach, test.query))
			if !slices.Equal(ids, test.want) || total != test.total {
				w.Errorf("%+v %+v: got %v of %d, want %v of %d", test.reach, test.query, ids, total, test.want, test.total)
			}
		}
	}},
	{"Below one", func(w *world) {
		at := time.Now()
		w.change(func(tx domain.Tx) error {
			for _, tenant := range []*domain.Tenant{
				{Domain: "1.example"},
				{Domain: "2.example", Parent: 1},
				{Domain: "3.example", Parent: 2, Deleted: &at},
				{Domain: "4.example", Parent: 3},
				{Domain: "5.example"},
				{Domain: "6.example", Parent: 1},
			} {
				if err := tx.PutTenant(w.ctx, tenant); err != nil {
					return err
				}
			}
			return nil
		})
		below := ok[[]domain.TenantID](w)
		same(w, below(w.SubTenants(w.ctx, 1)), []domain.TenantID{2, 4, 6})
		same(w, below(w.SubTenants(w.ctx, 3)), []domain.TenantID{4})
		same(w, len(below(w.SubTenants(w.ctx, 5))), 0)
		first := ok[*domain.Tenant](w)(w.Tenant(w.ctx, 1))
		first.Parent = 4 // a circle
		w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, first) })
		same(w, below(w.SubTenants(w.ctx, 1)), []domain.TenantID{2, 4, 6})
	}},
	{"Emptying", func(w *world) {
		emptied, other := w.peopled(), w.peopled()
		before := w.everything(other)
		w.change(func(tx domain.Tx) error { return tx.EmptyTenant(w.ctx, emptied.tenant) })
		same(w, w.everything(other), before)
		for what, found := range w.everything(emptied) {
			if len(found) > 0 && what != "journal" {
				w.Errorf("the emptied tenant still has %s: %v", what, found)
			}
		}
		same(w, len(w.everything(emptied)["journal"]), 1)
		same(w, ok[*domain.Tenant](w)(w.Tenant(w.ctx, emptied.tenant)).ID, emptied.tenant)
		w.refused(domain.NotFound, func(tx domain.Tx) error { return tx.EmptyTenant(w.ctx, 99) })
	}},
}
