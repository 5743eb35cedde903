// Package storetest checks that a store keeps the contract of domain.Store, whatever it is built on.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"dragoman/domain"
)

// Run puts stores through the contract. open gives a new, empty store for each test and closes it when the test ends.
func Run(t *testing.T, open func(*testing.T) domain.Store) {
	for _, group := range []struct {
		name  string
		tests []contract
	}{
		{"Objects", objectTests},
		{"Tenants", tenantTests},
		{"People", peopleTests},
		{"Phones", phoneTests},
		{"HuntGroups", huntGroupTests},
		{"FeatureCodes", featureCodeTests},
		{"NumberPlan", numberPlanTests},
		{"Journal", journalTests},
		{"Sessions", sessionTests},
		{"Isolation", isolationTests},
		{"Changes", changeTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					test.check(&world{T: t, Store: open(t), ctx: t.Context()})
				})
			}
		})
	}
}

type contract struct {
	name  string
	check func(*world)
}

// world is a store under test.
type world struct {
	*testing.T
	domain.Store
	ctx context.Context
	n   int
}

// change runs do in one change that has to succeed.
func (w *world) change(do func(domain.Tx) error) {
	w.Helper()
	if err := w.Change(w.ctx, do); err != nil {
		w.Fatalf("change: %v", err)
	}
}

// refused runs do in a change that has to fail with the code, and returns what it failed with.
func (w *world) refused(code domain.Code, do func(domain.Tx) error) {
	w.Helper()
	w.code(w.Change(w.ctx, do), code)
}

// code checks what kind of failure an error is.
func (w *world) code(err error, want domain.Code) {
	w.Helper()
	if err == nil {
		w.Fatalf("it succeeded, want %s", want)
	}
	if got := domain.CodeOf(err); got != want {
		w.Fatalf("got code %q (%v), want %s", got, err, want)
	}
}

// ok gives the value of an answer that has to succeed.
func ok[T any](w *world) func(T, error) T {
	return func(value T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatalf("read: %v", err)
		}
		return value
	}
}

// same checks that two values are equal, deeply.
func same(w *world, got, want any) {
	w.Helper()
	if !reflect.DeepEqual(got, want) {
		w.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// names lists objects by what they are called.
func names[T any](list []T, name func(T) string) []string {
	out := []string{}
	for _, object := range list {
		out = append(out, name(object))
	}
	return out
}

// fresh makes a text that nothing else in the store has.
func (w *world) fresh(prefix string) string {
	w.n++
	return fmt.Sprintf("%s%d", prefix, w.n)
}

// tenant adds a live tenant.
func (w *world) tenant() domain.TenantID {
	w.Helper()
	tenant := domain.NewTenant()
	tenant.Name = w.fresh("Tenant ")
	tenant.Domain = w.fresh("t") + ".example"
	w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, tenant) })
	return tenant.ID
}

func (w *world) phone(tenant domain.TenantID, name string) *domain.Phone {
	w.Helper()
	phone := domain.NewPhone()
	phone.Name = name
	w.change(func(tx domain.Tx) error { return tx.PutPhone(w.ctx, tenant, phone) })
	return phone
}

func (w *world) person(tenant domain.TenantID, username string) *domain.Person {
	w.Helper()
	person := domain.NewPerson()
	person.Username = username
	w.change(func(tx domain.Tx) error { return tx.PutPerson(w.ctx, tenant, person) })
	return person
}

func (w *world) group(tenant domain.TenantID, name string, ringing ...domain.Destination) *domain.HuntGroup {
	w.Helper()
	group := domain.NewHuntGroup()
	group.Name = name
	for _, destination := range ringing {
		member := domain.NewMember()
		member.Level, member.Destination = 1, destination
		group.Members = append(group.Members, *member)
	}
	w.change(func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, tenant, group) })
	return group
}

func (w *world) featureCode(tenant domain.TenantID, name string, to domain.Destination) *domain.FeatureCode {
	w.Helper()
	code := domain.NewFeatureCode()
	code.Code, code.Destination = name, to
	w.change(func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, tenant, code) })
	return code
}
