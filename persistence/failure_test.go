package persistence_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dragoman/domain"
	"dragoman/persistence"
)

// A trap is a table that a row of anything gets into with a reference to nothing, which SQLite finds out at the end of
// the transaction.
const trap = `
CREATE TABLE trap (tenant INTEGER REFERENCES tenants (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TRIGGER into_the_trap AFTER INSERT ON phones WHEN new.name = 'trapped' BEGIN INSERT INTO trap VALUES (999); END`

func TestFailedCommitIsToldAndUndone(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	raw := openRaw(t, dir)
	run(t, raw, trap)
	before := dump(t, raw)
	wrote := false
	err := store.Change(t.Context(), func(tx domain.Tx) error {
		addedPhone(t, tx, "441")
		addedPhone(t, tx, "trapped")
		wrote = true
		return nil
	})
	if err == nil || domain.CodeOf(err) != "" || !wrote {
		t.Errorf("a change whose commit failed: %v (wrote: %t), want an internal error", err, wrote)
	}
	if after := dump(t, raw); after != before {
		t.Errorf("the failed change left\n%s\nof\n%s", after, before)
	}
	if err := store.Change(t.Context(), func(tx domain.Tx) error { addedPhone(t, tx, "442"); return nil }); err != nil {
		t.Errorf("the change after it: %v", err)
	}
}

// SQLite itself may undo a whole transaction, which leaves nothing to roll back.
func TestTransactionThatEndedByItself(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	store := openAt(t, dir, persistence.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	addPhone(t, store, "440")
	raw := openRaw(t, dir)
	run(t, raw, "CREATE TRIGGER undo AFTER INSERT ON phones WHEN new.name = 'undone' BEGIN SELECT RAISE(ROLLBACK, 'undone'); END")
	before := dump(t, raw)
	for range 2 {
		err := store.Change(t.Context(), func(tx domain.Tx) error {
			addedPhone(t, tx, "441")
			return tx.PutPhone(t.Context(), 1, filledPhone("undone"))
		})
		if err == nil || domain.CodeOf(err) != "" {
			t.Errorf("got %v, want an internal error", err)
		}
	}
	if after := dump(t, raw); after != before {
		t.Errorf("the failed change left\n%s\nof\n%s", after, before)
	}
	if err := store.Change(t.Context(), func(tx domain.Tx) error { addedPhone(t, tx, "442"); return nil }); err != nil {
		t.Errorf("the change after it: %v", err)
	}
	if !strings.Contains(log.String(), "could not be rolled back") {
		t.Errorf("the log says nothing of it:\n%s", &log)
	}
	for _, secret := range []string{somePassword, somePIN, "Ada Lovelace"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q in it:\n%s", secret, &log)
		}
	}
}

func TestFullStore(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{MaxSize: 1 << 20})
	addPhone(t, store, "440")
	var err error
	n := 0
	for ; err == nil && n < 10_000; n++ {
		err = store.Change(t.Context(), func(tx domain.Tx) error {
			if err := tx.PutPhone(t.Context(), 1, filledPhone(fmt.Sprint("first", n))); err != nil {
				return err
			}
			return tx.PutPhone(t.Context(), 1, filledPhone(fmt.Sprint("second", n)))
		})
	}
	if domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "full") {
		t.Fatalf("after %d changes: got %v, want %s", n, err, domain.Unavailable)
	}
	count, err := store.CountPhones(t.Context(), 1, domain.Page{})
	if want := 1 + 2*(n-1); err != nil || count != want {
		t.Errorf("there are %d phones (%v), want %d", count, err, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "data", "dragoman.db")); err != nil || info.Size() > 1<<20 {
		t.Errorf("the file has grown to %d bytes (%v)", info.Size(), err)
	}
	phones, err := store.Phones(t.Context(), 1, domain.Page{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Change(t.Context(), func(tx domain.Tx) error {
		for _, phone := range phones {
			if err := tx.RemovePhone(t.Context(), 1, phone.ID); err != nil {
				return err
			}
		}
		return tx.PutPhone(t.Context(), 1, filledPhone("after"))
	})
	if err != nil {
		t.Errorf("making room: %v", err)
	}
}

func TestReadOnlyFile(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	addPhone(t, store, "440")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "data", "dragoman.db")
	if err := os.Chmod(file, 0o400); err != nil {
		t.Fatal(err)
	}
	withoutPrivilege(t, dir, func() {
		store := openAt(t, dir, persistence.Options{})
		err := store.Change(t.Context(), func(tx domain.Tx) error { return tx.PutPhone(t.Context(), 1, filledPhone("441")) })
		if domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "read-only") {
			t.Errorf("changing it: %v, want %s", err, domain.Unavailable)
		}
		if phone, err := store.Phone(t.Context(), 1, "440"); err != nil || phone.Password != somePassword {
			t.Errorf("reading it: %+v, %v", phone, err)
		}
	})
}

// withoutPrivilege runs do as somebody whom the modes of files hold back, which they don't do to root. Of a thread alone
// Linux can take what root may do to files.
func withoutPrivilege(t *testing.T, dir string, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		do()
		return
	}
	const nobody = 65534
	for folder := dir; folder != os.TempDir() && folder != "/"; folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread()
	if err := unix.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Setfsuid(0); err != nil {
			t.Fatal(err) // and the thread, still locked, ends with the test
		}
		runtime.UnlockOSThread()
	}()
	do()
}

func TestBusyStore(t *testing.T) {
	t.Parallel() // it takes as long as the store waits
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	raw := openRaw(t, dir)
	tx, err := raw.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	err = store.Change(t.Context(), func(domain.Tx) error {
		t.Error("a change began beside another")
		return nil
	})
	if domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "busy") {
		t.Errorf("got %v, want %s", err, domain.Unavailable)
	}
	if _, err := store.Phone(t.Context(), 1, "440"); err != nil {
		t.Errorf("reading meanwhile: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := store.Change(t.Context(), func(tx domain.Tx) error { addedPhone(t, tx, "441"); return nil }); err != nil {
		t.Errorf("the change after it: %v", err)
	}
}

func TestDamagedRowIsInternal(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	phone := addPhone(t, store, "440")
	raw := openRaw(t, dir)
	for _, damage := range []string{
		"UPDATE phones SET margins = '{'", "UPDATE phones SET margins = '', listed = '{'",
		"UPDATE phones SET listed = '', busy = 'nonsense'", "UPDATE phones SET busy = '', password = 'nonsense'",
	} {
		run(t, raw, damage)
		_, err := store.PhoneByID(t.Context(), 1, phone.ID)
		if err == nil || domain.CodeOf(err) != "" {
			t.Errorf("%s: got %v, want an internal error", damage, err)
		}
		if _, err := store.Phones(t.Context(), 1, domain.Page{}); err == nil {
			t.Errorf("%s: the list shows it as if nothing were wrong", damage)
		}
	}
}
