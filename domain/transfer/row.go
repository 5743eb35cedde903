package transfer

import (
	"fmt"

	"dragoman/domain/lens"
)

// Kind names what a row describes, in terms common to all places.
type Kind string

// The kinds of rows. A place may have fewer: members and levels are settings of the hunt group in some.
const (
	Phone       Kind = "phone"
	HuntGroup   Kind = "huntgroup"
	Level       Kind = "level"  // always there: a level that a place doesn't list is as Format.New shows it
	Member      Kind = "member" // one destination of a hunt group
	FeatureCode Kind = "featurecode"
	StarCodes   Kind = "starcodes" // the tenant's codes for built-in functions, as one row that is always there
)

// Key identifies a row among the rows of its kind, alike in every place of one format: a phone's name, a hunt group's
// account or name, a feature code's digits. Of a level it is the number and of a member "LEVEL/TYPE/NUMBER", which tell
// it from others of Row.Parent. Where several have the same, the second one's ends in "#2", and so on, in the place's
// order.
type Key struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
}

// String writes the key for a person: "phone 440".
func (k Key) String() string { return fmt.Sprintf("%s %s", k.Kind, k.Name) }

// Row is one object of a place in the settings of the place's format.
type Row struct {
	Key Key
	// ID is the place's own number for the object, where it has one: what its own rows refer to it by. Rows that come
	// from Format.Rows have the tenant's number there. Formats without numbers leave it empty.
	ID       string
	Parent   string // the ID of the hunt group that a level or member belongs to
	Settings []lens.Entry
}

// Get returns a setting of the row; ok is false where the row doesn't have it.
func (r *Row) Get(name string) (value lens.Value, ok bool) {
	for i := range r.Settings {
		if r.Settings[i].Name == name {
			return r.Settings[i].Value, true
		}
	}
	return lens.Value{}, false
}

// Text returns a setting of the row as text, empty where the row doesn't have it.
func (r *Row) Text(name string) string {
	value, _ := r.Get(name)
	return value.Plain()
}
