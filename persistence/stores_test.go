package persistence_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/persistence"
)

// optionsAt say where a test's store is: its data in dir/data, its keys in dir/keys.
func optionsAt(dir string) persistence.Options {
	return persistence.Options{Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys")}
}

// openAt opens a store and closes it when the test ends.
func openAt(t testing.TB, dir string, options persistence.Options) *persistence.Store {
	t.Helper()
	places := optionsAt(dir)
	options.Dir, options.KeyFile = places.Dir, places.KeyFile
	store, err := persistence.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// openRaw opens the database file of the store in dir, past the store.
func openRaw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data", "dragoman.db")+
		"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(on)&_pragma=synchronous(full)")
	if err != nil {
		t.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := raw.Close(); err != nil {
			t.Error(err)
		}
	})
	return raw
}

func run(t testing.TB, raw *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := raw.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// dump is all that the tables hold, row by row.
func dump(t testing.TB, raw *sql.DB) string {
	t.Helper()
	text := ""
	for _, table := range []string{"tenants", "tenant_domains", "people", "phones", "hunt_groups", "members", "feature_codes", "plan", "journal", "sessions", "sqlite_sequence"} {
		rows, err := raw.Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(columns))
		for rows.Next() {
			if err := rows.Scan(pointers(values)...); err != nil {
				t.Fatal(err)
			}
			text += fmt.Sprintf("%s %q\n", table, values)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

func pointers(values []any) []any {
	to := make([]any, len(values))
	for i := range values {
		to[i] = &values[i]
	}
	return to
}

// addPhone adds tenant 1 and a filled phone of it.
func addPhone(t testing.TB, store *persistence.Store, name string) *domain.Phone {
	t.Helper()
	var phone *domain.Phone
	err := store.Change(t.Context(), func(tx domain.Tx) error {
		addedTenant(t, tx)
		phone = addedPhone(t, tx, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return phone
}

func addedTenant(t testing.TB, tx domain.Tx) {
	t.Helper()
	tenant := domain.NewTenant()
	tenant.Name, tenant.Domain = "Acme", "acme.example"
	if err := tx.PutTenant(t.Context(), tenant); err != nil {
		t.Fatal(err)
	}
}

func addedPhone(t testing.TB, tx domain.Tx, name string) *domain.Phone {
	t.Helper()
	phone := filledPhone(name)
	if err := tx.PutPhone(t.Context(), 1, phone); err != nil {
		t.Fatal(err)
	}
	return phone
}

const (
	somePassword = "xK29s-qQ1mZ"
	somePIN      = "471108"
)

// filledPhone is a phone with as much in it as a usual one has.
func filledPhone(name string) *domain.Phone {
	phone := domain.NewPhone()
	phone.Name, phone.Holder = name, "Ada Lovelace"
	phone.Password, phone.PIN = somePassword, somePIN
	phone.NoAnswer = domain.Destination{Kind: domain.ToMailbox, Target: name}
	phone.CallerID, phone.HardwareAddress, phone.Mailbox = "441234567890", "0004f2112233", name
	phone.Margins.Of("one").Bag = map[string]lens.Value{"acturl_call": lens.Text("http://a.example/?a=1&b=2"), "aoc": lens.Text("0")}
	phone.Margins.Of("other").Bag = map[string]lens.Value{"room": {Text: "12", Raw: true}}
	return phone
}
