// Package temporary opens stores that tests of other packages work in, for the time of a test.
package temporary

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"dragoman/domain"
	"dragoman/persistence"
)

// Directory opens a new store that is empty.
func Directory(t testing.TB) *domain.Directory {
	t.Helper()
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys")})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, store)
	return domain.NewDirectory(store, time.Now)
}

// Scratch opens a new scratch store.
func Scratch(t testing.TB) *persistence.Scratch {
	t.Helper()
	scratch, err := persistence.OpenScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, scratch)
	return scratch
}

func closeAfter(t testing.TB, store io.Closer) {
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
}
