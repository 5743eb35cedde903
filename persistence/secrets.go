package persistence

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"gorm.io/gorm"

	"dragoman/persistence/sealing"
)

// ErrKeys says that the key file isn't there, or isn't the one that the store's secrets were sealed with.
var ErrKeys = errors.New("the key file does not open the store's secrets")

// openKeys reads the key file, or makes it for a store that holds no secret yet. What it reads is tried on the newest
// secrets, so that a wrong file is found out now and not by a handset.
func (s *Store) openKeys(ctx context.Context, path string) error {
	newest, err := s.newestSecrets(ctx)
	if err != nil {
		return err
	}
	keys, exposed, err := sealing.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !newest.none() {
			return fmt.Errorf("there is no key file %s; put back the one that the store was used with: %w", path, ErrKeys)
		}
		if s.keys, err = sealing.Create(path); err != nil {
			return err
		}
		s.log.InfoContext(ctx, "A key file was made; keep a copy of it apart from those of the data.", "key_file", path)
		return nil
	}
	if err != nil {
		return err
	}
	if exposed {
		s.log.WarnContext(ctx, "Others than its owner may read the key file; give it mode 0600.", "key_file", path)
	}
	s.keys = keys
	if err := newest.open(keys); err != nil {
		return fmt.Errorf("key file %s: %w: %w", path, ErrKeys, err)
	}
	return nil
}

// sealedRows are the newest rows of each kind that hold a secret.
type sealedRows struct {
	phones  []phoneRow
	codes   []featureCodeRow
	tenants []tenantRow
}

func (r *sealedRows) none() bool { return len(r.phones)+len(r.codes)+len(r.tenants) == 0 }

func (r *sealedRows) open(keys *sealing.Keys) error {
	d := decoding{keys: keys}
	for _, row := range r.phones {
		d.secret(row.Password, row.place("password"))
		d.secret(row.PIN, row.place("pin"))
	}
	for _, row := range r.codes {
		d.secret(row.Password, row.place("password"))
	}
	for _, row := range r.tenants {
		d.margins(row.Margins, row.place(""))
	}
	return d.err
}

// newestSecrets finds the newest of the phones, of the feature codes and of the tenants that have a secret. Of the kinds
// whose settings may hold one, tenants alone are few enough to be searched for it.
func (s *Store) newestSecrets(ctx context.Context) (found sealedRows, err error) {
	newest := func(condition string) *gorm.DB { return s.on(ctx).Where(condition).Order("id DESC").Limit(1) }
	err = errors.Join(
		newest("password <> '' OR pin <> ''").Find(&found.phones).Error,
		newest("password <> ''").Find(&found.codes).Error,
		newest(`margins LIKE '%"secrets":{%'`).Find(&found.tenants).Error,
	)
	return found, unreadable(err, "")
}
