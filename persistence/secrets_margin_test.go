package persistence_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/persistence"
)

func TestSecretsOfOneDialectAreSealed(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	options := persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys")}
	store, err := persistence.Open(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	tenant := domain.NewTenant()
	tenant.Domain = "acme.example.com"
	tenant.Margins.Of("a").Secrets = map[string]lens.Concealed{"prov_pass": "provisioning-in-clear"}
	if err := store.Change(ctx, func(tx domain.Tx) error { return tx.PutTenant(ctx, tenant) }); err != nil {
		t.Fatal(err)
	}
	read, err := store.Tenant(ctx, tenant.ID)
	if err != nil || read.Margins.Peek("a").Secrets["prov_pass"].Reveal() != "provisioning-in-clear" {
		t.Errorf("read %v, %v", read.Margins.Peek("a"), err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(options.Dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || strings.Contains(string(data), "provisioning-in-clear") {
			t.Errorf("%s shows the secret (%v)", file, err)
		}
	}
	options.KeyFile = filepath.Join(dir, "other-keys")
	if _, err := persistence.Open(ctx, options); !errors.Is(err, persistence.ErrKeys) {
		t.Errorf("opened without its keys: %v", err)
	}
}
