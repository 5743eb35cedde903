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
	phones, codes, err := s.newestSecrets(ctx)
	if err != nil {
		return err
	}
	keys, exposed, err := sealing.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if len(phones)+len(codes) > 0 {
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
	d := decoding{keys: keys}
	for _, row := range phones {
		d.secret(row.Password, row.place("password"))
		d.secret(row.PIN, row.place("pin"))
	}
	for _, row := range codes {
		d.secret(row.Password, row.place("password"))
	}
	if d.err != nil {
		return fmt.Errorf("key file %s: %w: %w", path, ErrKeys, d.err)
	}
	return nil
}

// newestSecrets finds the newest of the phones and of the feature codes that have a secret.
func (s *Store) newestSecrets(ctx context.Context) (phones []phoneRow, codes []featureCodeRow, err error) {
	newest := func(db *gorm.DB) *gorm.DB { return db.Order("id DESC").Limit(1) }
	if err := newest(s.on(ctx).Where("password <> '' OR pin <> ''")).Find(&phones).Error; err != nil {
		return nil, nil, unreadable(err, "")
	}
	if err := newest(s.on(ctx).Where("password <> ''")).Find(&codes).Error; err != nil {
		return nil, nil, unreadable(err, "")
	}
	return phones, codes, nil
}
