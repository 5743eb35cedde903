package persistence_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"dragoman/domain"
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
			_, err := store.Phones(b.Context(), 1, domain.Page{Sort: domain.ByName, Limit: 50, Offset: i % 1000})
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
		addedTenant(b, tx)
		for i := range phonesInFile {
			addedPhone(b, tx, fmt.Sprint(i))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return store, openRaw(b, dir)
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
