package main_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shelf looks at everything that a gateway keeps, behind its back, and can put it back as it was.
type shelf struct {
	t        testing.TB
	database *sql.DB
	tables   []table
}

type table struct {
	name    string
	columns int
}

// openShelf opens the store of a data folder that a gateway has open.
func openShelf(t testing.TB, dir string) *shelf {
	t.Helper()
	s := &shelf{t: t, database: openDatabase(t, dir)}
	s.database.SetMaxOpenConns(1)
	rows, err := s.database.Query(`SELECT name, (SELECT count(*) FROM pragma_table_info(s.name)) FROM sqlite_schema s
		WHERE type = 'table' AND name NOT LIKE 'sqlite\_stat%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var found table
		if err := rows.Scan(&found.name, &found.columns); err != nil {
			t.Fatal(err)
		}
		s.tables = append(s.tables, found)
	}
	if err := rows.Err(); err != nil || len(s.tables) < 8 {
		t.Fatalf("the store has the tables %v, %v", s.tables, err)
	}
	return s
}

// version is a number that changes with every commit of the gateway; those of the shelf itself don't count.
func (s *shelf) version() (version int64) {
	s.t.Helper()
	if err := s.database.QueryRow("PRAGMA data_version").Scan(&version); err != nil {
		s.t.Fatal(err)
	}
	return version
}

// snapshot is every row of every table.
type snapshot map[string][][]any

func (s *shelf) take() snapshot {
	s.t.Helper()
	taken := snapshot{}
	for _, table := range s.tables {
		rows, err := s.database.Query("SELECT * FROM " + table.name)
		if err != nil {
			s.t.Fatal(err)
		}
		for rows.Next() {
			row := make([]any, table.columns)
			into := make([]any, table.columns)
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				s.t.Fatal(err)
			}
			taken[table.name] = append(taken[table.name], row)
		}
		if err := rows.Close(); err != nil {
			s.t.Fatal(err)
		}
	}
	return taken
}

// put makes the store hold what a snapshot holds and nothing else.
func (s *shelf) put(wanted snapshot) {
	s.t.Helper()
	tx, err := s.database.Begin()
	if err != nil {
		s.t.Fatal(err)
	}
	defer tx.Rollback() // does nothing once it is committed
	for _, table := range s.tables {
		if _, err := tx.Exec("DELETE FROM " + table.name); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, table := range s.tables {
		insert := "INSERT INTO " + table.name + " VALUES (?" + strings.Repeat(", ?", table.columns-1) + ")"
		if table.name == "sqlite_sequence" { // inserting has filled it
			if _, err := tx.Exec("DELETE FROM sqlite_sequence"); err != nil {
				s.t.Fatal(err)
			}
		}
		for _, row := range wanted[table.name] {
			if _, err := tx.Exec(insert, row...); err != nil {
				s.t.Fatalf("%s: %v", table.name, err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		s.t.Fatal(err)
	}
}

// difference tells what two snapshots don't have in common, empty for nothing.
func difference(before, after snapshot) string {
	var lines []string
	for _, name := range tablesOf(before, after) {
		was, is := texts(before[name]), texts(after[name])
		for _, row := range was {
			if !slices.Contains(is, row) {
				lines = append(lines, "- "+name+" "+row)
			}
		}
		for _, row := range is {
			if !slices.Contains(was, row) {
				lines = append(lines, "+ "+name+" "+row)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func tablesOf(snapshots ...snapshot) []string {
	var names []string
	for _, snapshot := range snapshots {
		for name := range snapshot {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func texts(rows [][]any) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = fmt.Sprintf("%q", row)
	}
	return out
}
