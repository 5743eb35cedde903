package persistence_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/persistence"
)

// Both sides of a benchmark work on one file that holds 10,000 phones. The raw side does what a program could do at
// best: statements prepared once, on connections with the same pragmas, with values that are ready as they are.
const phonesInFile = 10_000

func BenchmarkPutNewPhone(b *testing.B) {
	store, raw := benchmarkStore(b)
	columns, values := rawPhone(b, raw)
	insert := prepared(b, raw, "INSERT INTO phones ("+columns+") VALUES (?"+strings.Repeat(", ?", len(values)-1)+")")
	compare(b,
		func(i int) error {
			return store.Change(b.Context(), func(tx domain.Tx) error {
				return tx.PutPhone(b.Context(), 1, filledPhone(fmt.Sprint("ours", i)))
			})
		},
		func(i int) error {
			tx, err := raw.BeginTx(b.Context(), nil)
			if err != nil {
				return err
			}
			values[0], values[2] = nil, fmt.Sprint("raw", i)
			if _, err := tx.Stmt(insert).Exec(values...); err != nil {
				return err
			}
			return tx.Commit()
		})
}

func BenchmarkPutChangedPhone(b *testing.B) {
	store, raw := benchmarkStore(b)
	columns, values := rawPhone(b, raw)
	update := prepared(b, raw, "UPDATE phones SET "+strings.ReplaceAll(columns, ",", " = ?,")+" = ? WHERE id = ?")
	phone, err := store.Phone(b.Context(), 1, "100")
	if err != nil {
		b.Fatal(err)
	}
	compare(b,
		func(i int) error {
			phone.RingTime = i
			return store.Change(b.Context(), func(tx domain.Tx) error { return tx.PutPhone(b.Context(), 1, phone) })
		},
		func(i int) error {
			tx, err := raw.BeginTx(b.Context(), nil)
			if err != nil {
				return err
			}
			values[15] = i
			if _, err := tx.Stmt(update).Exec(append(values, values[0])...); err != nil {
				return err
			}
			return tx.Commit()
		})
}

func BenchmarkGetPhone(b *testing.B) {
	store, raw := benchmarkStore(b)
	_, values := rawPhone(b, raw)
	query := prepared(b, raw, "SELECT * FROM phones WHERE tenant_id = ? AND name = ?")
	compare(b,
		func(i int) error {
			_, err := store.Phone(b.Context(), 1, fmt.Sprint(i%phonesInFile))
			return err
		},
		func(i int) error {
			return query.QueryRow(1, fmt.Sprint(i%phonesInFile)).Scan(pointers(values)...)
		})
}

func BenchmarkListFiftyPhones(b *testing.B) {
	store, raw := benchmarkStore(b)
	_, values := rawPhone(b, raw)
	query := prepared(b, raw, "SELECT * FROM phones WHERE tenant_id = ? ORDER BY name, id LIMIT +? OFFSET +?")
	compare(b,
		func(i int) error {
			_, err := store.Phones(context.Background(), 1, domain.Page{Sort: domain.ByName, Limit: 50, Offset: i % 1000})
			return err
		},
		func(i int) error {
			rows, err := query.Query(1, 50, i%1000)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				if err := rows.Scan(pointers(values)...); err != nil {
					return err
				}
			}
			return rows.Err()
		})
}

// compare runs both sides in turns and reports how many times as long ours takes. Of each turn the first operation
// doesn't count: it reads what the other side's connection has written.
func compare(b *testing.B, ours, raw func(i int) error) {
	const turn = 50
	var spent [2]time.Duration
	for done := 0; done < b.N; done += turn {
		n := min(turn, b.N-done)
		for side, do := range []func(int) error{ours, raw} {
			var started time.Time
			for i := range n + 1 {
				if i == 1 {
					started = time.Now()
				}
				if err := do(done + done/turn + i); err != nil {
					b.Fatal(err)
				}
			}
			spent[side] += time.Since(started)
		}
	}
	b.ReportMetric(float64(spent[0].Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(spent[1].Nanoseconds())/float64(b.N), "raw-ns/op")
	b.ReportMetric(spent[0].Seconds()/spent[1].Seconds(), "x-raw")
}

// benchmarkStore fills a store and gives, beside it, a raw connection to its file.
func benchmarkStore(b *testing.B) (*persistence.Store, *sql.DB) {
	b.Helper()
	dir := b.TempDir()
	store := openAt(b, dir, persistence.Options{})
	err := store.Change(b.Context(), func(tx domain.Tx) error {
		if err := tx.PutTenant(b.Context(), &domain.Tenant{Name: "Acme", Domain: "acme.example"}); err != nil {
			return err
		}
		for i := range phonesInFile {
			if err := tx.PutPhone(b.Context(), 1, filledPhone(fmt.Sprint(i))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	raw := openRaw(b, dir)
	raw.SetMaxOpenConns(1)
	return store, raw
}

// filledPhone is a phone with as much in it as a usual one has.
func filledPhone(name string) *domain.Phone {
	phone := domain.NewPhone()
	phone.Name, phone.Holder = name, "Ada Lovelace"
	phone.Password, phone.PIN = "xK29s-qQ1mZ", "4711"
	phone.NoAnswer = domain.Destination{Kind: domain.ToMailbox, Target: name}
	phone.CallerID, phone.HardwareAddress, phone.Mailbox = "441234567890", "0004f2112233", name
	phone.Margins.Of("one").Bag = map[string]lens.Value{"acturl_call": lens.Text("http://a.example/?a=1&b=2"), "aoc": lens.Text("0")}
	phone.Margins.Of("other").Bag = map[string]lens.Value{"room": {Text: "12", Raw: true}}
	return phone
}

func rawPhone(b *testing.B, raw *sql.DB) (columns string, values []any) {
	b.Helper()
	rows, err := raw.Query("SELECT * FROM phones WHERE id = 1")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	values = make([]any, len(names))
	if !rows.Next() {
		b.Fatal("there is no phone 1")
	}
	if err := rows.Scan(pointers(values)...); err != nil {
		b.Fatal(err)
	}
	return strings.Join(names, ","), values
}

func pointers(values []any) []any {
	to := make([]any, len(values))
	for i := range values {
		to[i] = &values[i]
	}
	return to
}

func prepared(b *testing.B, raw *sql.DB, query string) *sql.Stmt {
	b.Helper()
	statement, err := raw.Prepare(query)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := statement.Close(); err != nil {
			b.Error(err)
		}
	})
	return statement
}

// openAt opens a store in dir/data with its keys in dir/keys and closes it when the test ends.
func openAt(t testing.TB, dir string, options persistence.Options) *persistence.Store {
	t.Helper()
	options.Dir, options.KeyFile = filepath.Join(dir, "data"), filepath.Join(dir, "keys")
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

// openRaw opens the database file of the store that openAt opens, past the store.
func openRaw(t testing.TB, dir string) *sql.DB {
	t.Helper()
	file := filepath.Join(dir, "data", "dragoman.db")
	raw, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(on)&_pragma=synchronous(full)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := raw.Close(); err != nil {
			t.Error(err)
		}
	})
	return raw
}
