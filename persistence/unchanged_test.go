package persistence_test

import (
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/persistence"
)

// Writing back what was read leaves the stored bytes as they are: the law GetPut, as far as it is the store's.
func TestWritingBackChangesNothing(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	ctx := t.Context()
	addPhone(t, store, "440")
	seconds := 5
	err := store.Change(ctx, func(tx domain.Tx) error {
		group := domain.NewHuntGroup()
		group.Listed = []string{"700", "sales"}
		group.Levels[3].RingTime = &seconds
		group.Margins.Of("one").Bag = map[string]lens.Value{"z": lens.Text("<&>"), "a": {Text: `{"x":"<&>"}`, Raw: true}}
		group.Margins.Of("other").Notes = map[string]lens.Note{"name": {Under: `"a"`, Texts: &lens.Texts{" a "}}}
		for _, to := range []domain.Destination{domain.PhoneDestination("440"), domain.Dialled("441"), {}} {
			member := domain.NewMember()
			member.Level, member.Destination = 1, to
			member.Margins = group.Margins.Clone()
			group.Members = append(group.Members, *member)
		}
		for _, put := range []func() error{
			func() error { return tx.PutHuntGroup(ctx, 1, group) },
			func() error {
				return tx.PutFeatureCode(ctx, 1, &domain.FeatureCode{Code: "*1", Password: "1", Listed: []string{}})
			},
			func() error { return tx.PutPerson(ctx, 1, &domain.Person{Username: "Ada", Email: "A@b.example"}) },
			func() error {
				return tx.PutTenant(ctx, &domain.Tenant{Domain: "c.example", DomainAliases: []string{"d.example"}, Parent: 1, MaxPhones: &seconds})
			},
		} {
			if err := put(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	raw := openRaw(t, dir)
	before := dump(t, raw)
	writeBack(t, store)
	if after := dump(t, raw); after != before {
		t.Errorf("what was\n%sis now\n%s", before, after)
	}
}

func writeBack(t *testing.T, store *persistence.Store) {
	t.Helper()
	ctx := t.Context()
	err := store.Change(ctx, func(tx domain.Tx) error {
		written := 0
		tenants, err := tx.Tenants(ctx, domain.Everything(), domain.TenantQuery{})
		if err != nil {
			return err
		}
		for _, tenant := range tenants {
			if err := tx.PutTenant(ctx, tenant); err != nil {
				return err
			}
			n, err := writeBackTenant(t, tx, tenant.ID)
			if err != nil {
				return err
			}
			written += n
		}
		if written != 4 {
			t.Errorf("%d objects were written back, want 4", written)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func writeBackTenant(t *testing.T, tx domain.Tx, tenant domain.TenantID) (written int, err error) {
	t.Helper()
	ctx := t.Context()
	phones, err := tx.Phones(ctx, tenant, domain.Page{})
	if err != nil {
		return 0, err
	}
	for _, phone := range phones {
		written++
		if err := tx.PutPhone(ctx, tenant, phone); err != nil {
			return 0, err
		}
	}
	groups, err := tx.HuntGroups(ctx, tenant, domain.Page{})
	if err != nil {
		return 0, err
	}
	for _, group := range groups {
		written++
		if err := tx.PutHuntGroup(ctx, tenant, group); err != nil {
			return 0, err
		}
	}
	codes, err := tx.FeatureCodes(ctx, tenant, domain.Page{})
	if err != nil {
		return 0, err
	}
	for _, code := range codes {
		written++
		if err := tx.PutFeatureCode(ctx, tenant, code); err != nil {
			return 0, err
		}
	}
	people, err := tx.People(ctx, tenant, domain.Page{})
	if err != nil {
		return 0, err
	}
	for _, person := range people {
		written++
		if err := tx.PutPerson(ctx, tenant, person); err != nil {
			return 0, err
		}
	}
	return written, nil
}

// What means the same is stored in the same bytes, however it came about.
func TestEmptyMarginsAreNoMargins(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	err := store.Change(t.Context(), func(tx domain.Tx) error {
		group := domain.NewHuntGroup()
		group.Margins.Of("one").Bag = map[string]lens.Value{}
		group.Margins.Of("other")
		group.Levels[0].Margins.Of("one")
		group.Members = []domain.Member{{Margins: lens.Margins{"one": nil}}}
		return tx.PutHuntGroup(t.Context(), 1, group)
	})
	if err != nil {
		t.Fatal(err)
	}
	var margins string
	err = openRaw(t, dir).QueryRow("SELECT g.margins || g.levels || m.margins FROM hunt_groups g JOIN members m ON m.hunt_group_id = g.id").Scan(&margins)
	if err != nil || margins != "" {
		t.Errorf("they are stored as %s (%v)", margins, err)
	}
}
