package domain

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Directory is what both dialects look into: the one store of tenants, people, phones, hunt groups and feature codes,
// with the rules of changing it.
type Directory struct {
	store      Store
	now        func() time.Time
	unrecorded bool
}

// NewDirectory makes a directory over a store. now is the clock that changes are dated by.
func NewDirectory(store Store, now func() time.Time) *Directory {
	return &Directory{store: store, now: now}
}

// Unrecorded gives the same directory without a journal of what is changed, for a store that is thrown away.
func (d *Directory) Unrecorded() *Directory {
	return &Directory{store: d.store, now: d.now, unrecorded: true}
}

// Reader gives the store for reading what is not bound to one tenant.
func (d *Directory) Reader() Reader { return d.store }

// Ready says whether the store answers.
func (d *Directory) Ready(ctx context.Context) error { return d.store.Ready(ctx) }

// Now is the directory's clock.
func (d *Directory) Now() time.Time { return d.now() }

// ReachOf is what a person may see.
func (d *Directory) ReachOf(ctx context.Context, person *Person) (Reach, error) {
	switch person.Role {
	case SystemOwner:
		return Everything(), nil
	case Reseller:
		below, err := d.store.SubTenants(ctx, person.Tenant)
		return Only(append([]TenantID{person.Tenant}, below...)...), err
	}
	return Only(person.Tenant), nil
}

// Look opens a live tenant for reading; NotFound where there is none of the id.
func (d *Directory) Look(ctx context.Context, tenant TenantID) (*Look, error) {
	found, err := d.liveTenant(ctx, d.store, tenant)
	if err != nil {
		return nil, err
	}
	return newLook(ctx, d.store, found), nil
}

// LookInto opens a live tenant that is already at hand for reading.
func (d *Directory) LookInto(ctx context.Context, tenant *Tenant) *Look {
	return newLook(ctx, d.store, tenant)
}

func (d *Directory) liveTenant(ctx context.Context, store Reader, id TenantID) (*Tenant, error) {
	tenant, err := store.Tenant(ctx, id)
	if err != nil {
		return nil, err
	}
	if tenant.Deleted != nil {
		return nil, Fail(NotFound, "there is no tenant %d", id)
	}
	return tenant, nil
}

// Change opens a live tenant for changing, in one transaction: if do fails, nothing happened.
func (d *Directory) Change(ctx context.Context, actor Actor, tenant TenantID, do func(*Edit) error) error {
	return d.store.Change(ctx, func(tx Tx) error {
		found, err := d.liveTenant(ctx, tx, tenant)
		if err != nil {
			return err
		}
		return do(newEdit(ctx, tx, found, actor, d.now(), d.unrecorded))
	})
}

var errRehearsed = errors.New("rehearsed")

// Rehearse runs do as Change does and then undoes it, so that everything is checked and nothing changed.
func (d *Directory) Rehearse(ctx context.Context, actor Actor, tenant TenantID, do func(*Edit) error) error {
	err := d.Change(ctx, actor, tenant, func(e *Edit) error {
		if err := do(e); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// ChangeAll opens the store for changes that aren't one tenant's: tenants come and go.
func (d *Directory) ChangeAll(ctx context.Context, actor Actor, do func(*SystemEdit) error) error {
	return d.store.Change(ctx, func(tx Tx) error {
		return do(&SystemEdit{ctx: ctx, tx: tx, actor: actor, now: d.now(), unrecorded: d.unrecorded})
	})
}

// RehearseAll runs do as ChangeAll does and then undoes it.
func (d *Directory) RehearseAll(ctx context.Context, actor Actor, do func(*SystemEdit) error) error {
	err := d.ChangeAll(ctx, actor, func(s *SystemEdit) error {
		if err := do(s); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// PutSession keeps a sign-in.
func (d *Directory) PutSession(ctx context.Context, session Session) error {
	return d.store.Change(ctx, func(tx Tx) error { return tx.PutSession(ctx, session) })
}

// TakeSession finds a sign-in and removes it; NotFound where there is none.
func (d *Directory) TakeSession(ctx context.Context, tokenHash string) (session *Session, err error) {
	err = d.store.Change(ctx, func(tx Tx) error {
		session, err = tx.TakeSession(ctx, tokenHash)
		return err
	})
	return session, err
}

// RemoveSession ends a sign-in; one that isn't there is no error.
func (d *Directory) RemoveSession(ctx context.Context, tokenHash string) error {
	return d.store.Change(ctx, func(tx Tx) error { return tx.RemoveSession(ctx, tokenHash) })
}

// LogValue keeps an actor short in logs.
func (a Actor) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", a.Name), slog.String("dialect", a.Dialect), slog.String("request_id", a.Request))
}
