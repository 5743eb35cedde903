package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// row is one row of a table, every value as text. What holds its default is left out, so that 100,000 rows fit in memory.
type row map[string]string

func (r row) value(f field) string {
	if value, ok := r[f.name]; ok {
		return value
	}
	return f.initial
}

// thin leaves out what holds its default.
func (r row) thin(kind string) {
	for _, f := range fields[kind] {
		if !f.required() && !f.byServer() && r[f.name] == f.initial {
			delete(r, f.name)
		}
	}
}

// table is one kind of row.
type table struct {
	kind   string
	rows   map[string]row // by key
	sorted map[string][]row
	lastID int
}

// keyOf is what makes a row the only one of its kind: line names hold for the whole system, codes for one customer.
func keyOf(kind string, r row) string {
	switch kind {
	case "phones":
		return r["name"]
	case "codes":
		return r["customer"] + "/" + r["code"]
	case "levels":
		return r["huntgroup"] + "/" + r["level"]
	}
	return r["id"]
}

func newTable(kind string) *table {
	return &table{kind: kind, rows: map[string]row{}}
}

func (t *table) nextID() string {
	t.lastID++
	return strconv.Itoa(t.lastID)
}

func (t *table) put(r row) {
	r.thin(t.kind)
	t.rows[keyOf(t.kind, r)] = r
	if id, err := strconv.Atoi(r["id"]); err == nil {
		t.lastID = max(t.lastID, id)
	}
	t.sorted = nil
}

func (t *table) remove(r row) {
	delete(t.rows, keyOf(t.kind, r))
	t.sorted = nil
}

// by lists the rows in the order of a column. The slice belongs to the table.
func (t *table) by(column string) []row {
	if ordered, ok := t.sorted[column]; ok {
		return ordered
	}
	ordered := slices.SortedFunc(maps.Values(t.rows), func(a, b row) int {
		c := strings.Compare(a[column], b[column])
		if column == "id" || column == "huntgroup" {
			c = compareNumbers(a[column], b[column])
		}
		if c != 0 {
			return c
		}
		return strings.Compare(keyOf(t.kind, a), keyOf(t.kind, b))
	})
	if t.sorted == nil {
		t.sorted = map[string][]row{}
	}
	t.sorted[column] = ordered
	return ordered
}

func compareNumbers(a, b string) int {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return x - y
}

// store is all that the server holds.
type store map[string]*table

func newStore() store {
	s := store{}
	for kind := range fields {
		s[kind] = newTable(kind)
	}
	return s
}

// dump lists every row of every kind in its default order.
func (s store) dump() map[string][]row {
	dumped := map[string][]row{}
	for kind, t := range s {
		dumped[kind] = []row{}
		for _, r := range t.by(sortOf[kind][0]) {
			dumped[kind] = append(dumped[kind], maps.Clone(r))
		}
	}
	return dumped
}

func readStore(state []byte) (store, error) {
	var dumped map[string][]row
	if err := json.Unmarshal(state, &dumped); err != nil {
		return nil, err
	}
	s := newStore()
	for kind, rows := range dumped {
		t, ok := s[kind]
		if !ok {
			return nil, fmt.Errorf("there is no table %s", kind)
		}
		for _, r := range rows {
			id, _ := strconv.Atoi(r["id"])
			t.lastID = max(t.lastID, id)
		}
		for _, r := range rows {
			if r["id"] == "" && kind != "codes" && kind != "levels" {
				r["id"] = t.nextID()
			}
			t.put(r)
		}
	}
	return s, nil
}
