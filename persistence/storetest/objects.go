package storetest

import (
	"reflect"

	"pgregory.net/rapid"

	"dragoman/domain"
)

// What is put is what is read, field by field, when it is new and when it replaces another.
var objectTests = []contract{
	{"Tenant", func(w *world) {
		kept(w, func(tenant domain.TenantID, made, stored *domain.Tenant) {
			made.Parent = []domain.TenantID{0, tenant}[w.n%2]
			made.Domain, made.DomainAliases = w.fresh("d"), []string{w.fresh("d"), w.fresh("d")}
			if stored != nil {
				made.ID = stored.ID
			}
		}, func(tx domain.Tx, _ domain.TenantID, made *domain.Tenant) error {
			return tx.PutTenant(w.ctx, made)
		}, func(_ domain.TenantID, made *domain.Tenant) (*domain.Tenant, error) {
			return w.Tenant(w.ctx, made.ID)
		})
	}},
	{"Person", func(w *world) {
		kept(w, func(tenant domain.TenantID, made, stored *domain.Person) {
			made.ID, made.Tenant, made.Username = 0, tenant, w.fresh("P")
			if stored != nil {
				made.ID = stored.ID
			}
		}, func(tx domain.Tx, tenant domain.TenantID, made *domain.Person) error {
			return tx.PutPerson(w.ctx, tenant, made)
		}, func(tenant domain.TenantID, made *domain.Person) (*domain.Person, error) {
			return w.Person(w.ctx, domain.Only(tenant), made.ID)
		})
	}},
	{"Phone", func(w *world) {
		kept(w, func(tenant domain.TenantID, made, stored *domain.Phone) {
			made.ID, made.Tenant, made.Name = 0, tenant, w.fresh("p")
			if stored != nil {
				made.ID = stored.ID
			}
		}, func(tx domain.Tx, tenant domain.TenantID, made *domain.Phone) error {
			return tx.PutPhone(w.ctx, tenant, made)
		}, func(tenant domain.TenantID, made *domain.Phone) (*domain.Phone, error) {
			return w.PhoneByID(w.ctx, tenant, made.ID)
		})
	}},
	{"HuntGroup", func(w *world) {
		kept(w, func(tenant domain.TenantID, made, stored *domain.HuntGroup) {
			made.ID, made.Tenant = 0, tenant
			if len(made.Members) == 0 {
				made.Members = nil // a group without members has no list of them
			}
			for i := range made.Members {
				made.Members[i].ID = 0
				if stored != nil && i%2 == 0 && i < len(stored.Members) {
					made.Members[i].ID = stored.Members[len(stored.Members)-1-i].ID
				}
			}
			if stored != nil {
				made.ID = stored.ID
			}
		}, func(tx domain.Tx, tenant domain.TenantID, made *domain.HuntGroup) error {
			return tx.PutHuntGroup(w.ctx, tenant, made)
		}, func(tenant domain.TenantID, made *domain.HuntGroup) (*domain.HuntGroup, error) {
			return w.HuntGroup(w.ctx, tenant, made.ID)
		})
	}},
	{"FeatureCode", func(w *world) {
		kept(w, func(tenant domain.TenantID, made, stored *domain.FeatureCode) {
			made.ID, made.Tenant, made.Code = 0, tenant, w.fresh("*")
			if stored != nil {
				made.ID = stored.ID
			}
		}, func(tx domain.Tx, tenant domain.TenantID, made *domain.FeatureCode) error {
			return tx.PutFeatureCode(w.ctx, tenant, made)
		}, func(tenant domain.TenantID, made *domain.FeatureCode) (*domain.FeatureCode, error) {
			return w.FeatureCodeByID(w.ctx, tenant, made.ID)
		})
	}},
}

// kept puts random objects, then others in their place, and reads each back. settle gives an object the ids and unique
// names that it needs; stored is the one that it replaces, nil for none.
func kept[T any](w *world, settle func(tenant domain.TenantID, made, stored *T), put func(domain.Tx, domain.TenantID, *T) error, get func(domain.TenantID, *T) (*T, error)) {
	tenant := w.tenant()
	rapid.Check(w.T, func(t *rapid.T) {
		var stored *T
		for range 2 {
			made := random[T](t)
			settle(tenant, made, stored)
			if stored == nil {
				reflect.ValueOf(made).Elem().FieldByName("ID").SetInt(0)
			}
			if err := w.Change(w.ctx, func(tx domain.Tx) error { return put(tx, tenant, made) }); err != nil {
				t.Fatalf("put: %v", err)
			}
			if reflect.ValueOf(made).Elem().FieldByName("ID").IsZero() {
				t.Fatal("the new object has no id")
			}
			got, err := get(tenant, made)
			if err != nil {
				t.Fatalf("get: %v", err)
			}
			if !reflect.DeepEqual(got, made) {
				t.Fatalf("got  %+v\nwant %+v", got, made)
			}
			stored = got
		}
	})
}
