package transfer

import (
	"context"

	"dragoman/domain"
)

// store is a tenant of a directory as a place.
type store struct {
	directory *domain.Directory
	tenant    domain.TenantID
	format    Format
	actor     domain.Actor
	name      string
}

// StoreRemote is a tenant of a directory as a place, written down in any format: through a dialect's, a move changes
// only what the dialect speaks of. name is what people call the place.
func StoreRemote(directory *domain.Directory, tenant domain.TenantID, format Format, actor domain.Actor, name string) Remote {
	return &store{directory, tenant, format, actor, name}
}

func (s *store) Describe() string { return s.name }

func (s *store) Check(ctx context.Context, _ bool) (*domain.Tenant, error) {
	look, err := s.directory.Look(ctx, s.tenant)
	if err != nil {
		return nil, err
	}
	return look.Tenant.Clone(), nil
}

func (s *store) Rows(ctx context.Context, kind Kind, each func(*Row) error) error {
	look, err := s.directory.Look(ctx, s.tenant)
	if err != nil {
		return err
	}
	return s.format.Rows(look, kind, each)
}

func (s *store) Row(ctx context.Context, of *Row) (*Row, error) {
	look, err := s.directory.Look(ctx, s.tenant)
	if err != nil {
		return nil, err
	}
	return s.format.Row(look, of)
}

// change runs do in a transaction, which a rehearsal takes back.
func (s *store) change(ctx context.Context, rehearse bool, do func(*domain.Edit) error) error {
	if rehearse {
		return s.directory.Rehearse(ctx, s.actor, s.tenant, do)
	}
	return s.directory.Change(ctx, s.actor, s.tenant, do)
}

func (s *store) Create(ctx context.Context, row *Row, rehearse bool) (id string, err error) {
	made := *row
	made.ID = ""
	err = s.change(ctx, rehearse, func(edit *domain.Edit) error {
		id, err = s.format.Load(edit, &made)
		return err
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

func (s *store) Change(ctx context.Context, row *Row, rehearse bool) error {
	return s.change(ctx, rehearse, func(edit *domain.Edit) error { return s.format.Change(edit, row) })
}

func (s *store) Remove(ctx context.Context, of *Row) error {
	return s.change(ctx, false, func(edit *domain.Edit) error { return s.format.Remove(edit, of) })
}
