package persistence_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/domain"
	"dragoman/persistence"
	"dragoman/persistence/sealing"
)

func TestNoFileHoldsASecretInClear(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	const codePassword = "0815-4242"
	phone := addPhone(t, store, "findable-name")
	err = store.Change(t.Context(), func(tx domain.Tx) error {
		phone.PIN = somePIN + "9"
		if err := tx.PutPhone(t.Context(), 1, phone); err != nil {
			return err
		}
		return tx.PutFeatureCode(t.Context(), 1, &domain.FeatureCode{Code: "*1", Password: codePassword})
	})
	if err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		t.Helper()
		found := false
		err := filepath.WalkDir(filepath.Join(dir, "data"), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			found = found || bytes.Contains(data, []byte("findable-name"))
			for _, secret := range []string{somePassword, somePIN, codePassword} {
				if bytes.Contains(data, []byte(secret)) {
					t.Errorf("%s: %s holds %q", when, path, secret)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			t.Errorf("%s: not even the phone's name was found, so that looking shows nothing", when)
		}
	}
	look("while open")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	look("when closed")
	store = openAt(t, dir, persistence.Options{})
	got, err := store.Phone(t.Context(), 1, "findable-name")
	if err != nil || got.Password != somePassword || got.PIN != somePIN+"9" {
		t.Errorf("the secrets read back are %q and %q (%v)", got.Password.Reveal(), got.PIN.Reveal(), err)
	}
}

func TestSealedSecretOpensAtItsPlaceAlone(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	addPhone(t, store, "440")
	err := store.Change(t.Context(), func(tx domain.Tx) error {
		addedPhone(t, tx, "441")
		if err := tx.PutTenant(t.Context(), &domain.Tenant{Domain: "b.example"}); err != nil {
			return err
		}
		return tx.PutFeatureCode(t.Context(), 1, &domain.FeatureCode{Code: "*1", Password: "1"}) // its id is the first phone's
	})
	if err != nil {
		t.Fatal(err)
	}
	raw := openRaw(t, dir)
	for name, move := range map[string]string{
		"to another phone":  "UPDATE phones SET password = (SELECT password FROM phones WHERE id = 1) WHERE id = 2",
		"to another field":  "UPDATE phones SET pin = (SELECT password FROM phones WHERE id = 2) WHERE id = 2",
		"to another tenant": "UPDATE phones SET tenant_id = 2 WHERE id = 2",
		"cut short":         "UPDATE phones SET password = substr(password, 1, length(password) - 4) WHERE id = 2",
		"of an unknown key": "UPDATE phones SET password = 'deadbeef' || substr(password, instr(password, ':')) WHERE id = 2",
	} {
		run(t, raw, "CREATE TABLE kept AS SELECT * FROM phones WHERE id = 2")
		run(t, raw, move)
		for tenant := range domain.TenantID(3) {
			phone, err := store.PhoneByID(t.Context(), tenant, 2)
			if err == nil {
				t.Errorf("%s: it opens as %q and %q", name, phone.Password.Reveal(), phone.PIN.Reveal())
			} else if domain.CodeOf(err) == "" && strings.Contains(err.Error(), somePassword) {
				t.Errorf("%s: the error tells the secret: %v", name, err)
			}
		}
		run(t, raw, "REPLACE INTO phones SELECT * FROM kept")
		run(t, raw, "DROP TABLE kept")
		if _, err := store.PhoneByID(t.Context(), 1, 2); err != nil {
			t.Fatalf("%s: moving it back: %v", name, err)
		}
	}
	run(t, raw, "UPDATE feature_codes SET password = (SELECT password FROM phones WHERE id = 1) WHERE id = 1")
	if code, err := store.FeatureCodeByID(t.Context(), 1, 1); err == nil {
		t.Errorf("to another kind of the same id: it opens as %q", code.Password.Reveal())
	}
}

func TestUnchangedSecretStaysAsItWasSealed(t *testing.T) {
	dir := t.TempDir()
	store := openAt(t, dir, persistence.Options{})
	phone := addPhone(t, store, "440")
	raw := openRaw(t, dir)
	sealed := func() (password, pin string) {
		t.Helper()
		if err := raw.QueryRow("SELECT password, pin FROM phones WHERE id = ?", phone.ID).Scan(&password, &pin); err != nil {
			t.Fatal(err)
		}
		return password, pin
	}
	put := func() {
		t.Helper()
		if err := store.Change(t.Context(), func(tx domain.Tx) error { return tx.PutPhone(t.Context(), 1, phone) }); err != nil {
			t.Fatal(err)
		}
	}
	password, pin := sealed()
	phone.Holder, phone.PIN = "Somebody else", "1"
	put()
	newPassword, newPIN := sealed()
	if newPassword != password || newPIN == pin {
		t.Errorf("the password went from %s to %s, the changed PIN from %s to %s", password, newPassword, pin, newPIN)
	}
	phone.Password, phone.PIN = "", ""
	put()
	if password, pin := sealed(); password != "" || pin != "" {
		t.Errorf("no secrets are stored as %q and %q", password, pin)
	}
}

func TestKeyRotation(t *testing.T) {
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), optionsAt(dir))
	if err != nil {
		t.Fatal(err)
	}
	addPhone(t, store, "old")
	derived, err := store.Derive("tokens")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	keyFile := optionsAt(dir).KeyFile
	old, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	const next = "# rotated\nnext AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n"
	if err := os.WriteFile(keyFile, append([]byte(next), old...), 0o600); err != nil {
		t.Fatal(err)
	}
	store = openAt(t, dir, persistence.Options{})
	if err := store.Change(t.Context(), func(tx domain.Tx) error { addedPhone(t, tx, "new"); return nil }); err != nil {
		t.Fatal(err)
	}
	for name, byNext := range map[string]bool{"old": false, "new": true} {
		var sealed string
		if err := openRaw(t, dir).QueryRow("SELECT password FROM phones WHERE name = ?", name).Scan(&sealed); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(sealed, "next:") != byNext {
			t.Errorf("the %s phone's password is sealed as %s", name, sealed)
		}
		if phone, err := store.Phone(t.Context(), 1, name); err != nil || phone.Password != somePassword {
			t.Errorf("the %s phone: %+v, %v", name, phone, err)
		}
	}
	if now, err := store.Derive("tokens"); err != nil || bytes.Equal(now, derived) {
		t.Errorf("what is derived of another first key is the same (%v)", err)
	}
}

func TestDeriveIsSteady(t *testing.T) {
	dir := t.TempDir()
	derive := func(purpose string) []byte {
		t.Helper()
		store, err := persistence.Open(t.Context(), optionsAt(dir))
		if err != nil {
			t.Fatal(err)
		}
		derived, err := store.Derive(purpose)
		if err != nil || len(derived) != 32 {
			t.Fatalf("got %d bytes, %v", len(derived), err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		return derived
	}
	first := derive("tokens")
	if !bytes.Equal(first, derive("tokens")) {
		t.Error("another start derives other bytes")
	}
	if bytes.Equal(first, derive("cookies")) {
		t.Error("another purpose derives the same bytes")
	}
}

func TestOpenWithoutTheRightKeys(t *testing.T) {
	otherKeys := filepath.Join(t.TempDir(), "keys")
	if _, err := sealing.Create(otherKeys); err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(otherKeys)
	if err != nil {
		t.Fatal(err)
	}
	addCode := func(tx domain.Tx) error {
		addedTenant(t, tx)
		return tx.PutFeatureCode(t.Context(), 1, &domain.FeatureCode{Code: "*1", Password: "1"})
	}
	addNothing := func(tx domain.Tx) error { addedTenant(t, tx); return nil }
	addAPhone := func(tx domain.Tx) error { addedTenant(t, tx); addedPhone(t, tx, "440"); return nil }
	for _, test := range []struct {
		name string
		add  func(domain.Tx) error
		spot func(t *testing.T, keyFile string)
		want error
	}{
		{"missing, a phone's secret", addAPhone, removeFile, persistence.ErrKeys},
		{"missing, a code's secret", addCode, removeFile, persistence.ErrKeys},
		{"missing, no secrets", addNothing, removeFile, nil},
		{"of another store, a phone's secret", addAPhone, fileWith(other), persistence.ErrKeys},
		{"of another store, a code's secret", addCode, fileWith(other), persistence.ErrKeys},
		{"of another store, no secrets", addNothing, fileWith(other), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			store, err := persistence.Open(t.Context(), optionsAt(dir))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(store.Change(t.Context(), test.add), store.Close()); err != nil {
				t.Fatal(err)
			}
			keyFile := optionsAt(dir).KeyFile
			test.spot(t, keyFile)
			_, err = os.Stat(keyFile)
			missing := errors.Is(err, fs.ErrNotExist)
			store, err = persistence.Open(t.Context(), optionsAt(dir))
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if err == nil {
				if err := store.Close(); err != nil {
					t.Fatal(err)
				}
				return
			}
			if !strings.Contains(err.Error(), keyFile) {
				t.Errorf("the error doesn't say which file is meant: %v", err)
			}
			if _, err := os.Stat(keyFile); missing != errors.Is(err, fs.ErrNotExist) {
				t.Error("a key file was made beside secrets that it doesn't open")
			}
		})
	}
}

func removeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func fileWith(data []byte) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExposedKeyFileIsWarnedOf(t *testing.T) {
	for mode, warned := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true} {
		dir := t.TempDir()
		keyFile := optionsAt(dir).KeyFile
		if _, err := sealing.Create(keyFile); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(keyFile, mode); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		openAt(t, dir, persistence.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
		if got := strings.Contains(log.String(), keyFile); got != warned {
			t.Errorf("mode %v: the log is %q", mode, &log)
		}
	}
}
