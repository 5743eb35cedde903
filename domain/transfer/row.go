package transfer

import (
	"context"
	"fmt"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Kind names what a row describes, in terms common to all places.
type Kind string

// The kinds of rows. A place may have fewer: members and levels are settings of the hunt group in some.
const (
	Phone       Kind = "phone"
	HuntGroup   Kind = "huntgroup"
	Level       Kind = "level"
	Member      Kind = "member"
	FeatureCode Kind = "featurecode"
	StarCodes   Kind = "starcodes" // the tenant's codes for built-in functions, as one row
)

// Key identifies a row among the rows of its kind in one tenant, alike in every place of one format: a phone's name, a
// hunt group's account or name, a feature code's digits, "GROUP/LEVEL" of a level, "GROUP/LEVEL/TYPE/NUMBER" of a member
// with a count where it stands there twice.
type Key struct {
	Kind Kind
	Name string
}

// String writes the key for a person: "phone 440".
func (k Key) String() string { return fmt.Sprintf("%s %s", k.Kind, k.Name) }

// Row is one object of a place in the settings of the place's format.
type Row struct {
	Key Key
	// ID is the place's own number for the object, where it has one: what its own rows refer to it by. Rows that come
	// from Format.Rows have the scratch tenant's number there.
	ID       string
	Parent   string // the ID of the hunt group that a level or member belongs to
	Settings []lens.Entry
}

// Get returns a setting of the row; ok is false where the row doesn't have it.
func (r *Row) Get(name string) (value lens.Value, ok bool) {
	for _, entry := range r.Settings {
		if entry.Name == name {
			return entry.Value, true
		}
	}
	return lens.Value{}, false
}

// Format is how places of one dialect write down a tenant's objects. A dialect's adapter provides it; it works on rows and
// knows no network.
type Format interface {
	// Name is the dialect's name.
	Name() string
	// Kinds are the kinds of rows that the format has, in an order in which they can be made: what others refer to first.
	Kinds() []Kind
	// Load makes the object of a row in the tenant that edit changes. Rows come in the order of Kinds. IDs of hunt groups
	// that rows refer to are the place's; ids maps them to those of the tenant, and Load adds to it what it makes.
	// Settings that no page documents are kept.
	Load(edit *domain.Edit, row *Row, ids map[string]domain.HuntGroupID) error
	// Rows lists a tenant's objects of a kind in the format. References to hunt groups are written as the tenant's ids.
	Rows(look *domain.Look, kind Kind, each func(*Row) error) error
	// Reference returns the id of the hunt group that a setting of a row refers to, empty for none; Refer returns the
	// settings of a row with that id replaced. They let a plan speak of groups that the target has yet to number.
	Reference(row *Row) []string
	Refer(row *Row, to func(id string) string) []lens.Entry
	// Writable says whether a setting can be written to a place in an existing object, and whether it must be left alone
	// in comparing (ids, secrets shown masked, counters).
	Writable(kind Kind, setting string) bool
	Compared(kind Kind, setting string) bool
}

// Remote is a live server's tenant. Methods wait, retry what is safe to retry, and return *domain.Error where the server
// refused: Invalid with faults, Unknown, Forbidden, QuotaFull, NotFound; Unavailable where it can't be reached.
type Remote interface {
	// Describe names the place for people, without credentials.
	Describe() string
	// Check finds out whether the server is what it is said to be and lets the caller in.
	Check(ctx context.Context) error
	// Rows reads all rows of a kind.
	Rows(ctx context.Context, kind Kind, each func(*Row) error) error
	// Row reads one row again; NotFound where it isn't there.
	Row(ctx context.Context, key Key, id string) (*Row, error)
	// Create makes an object and returns the server's id for it, empty where it has none. rehearse only asks the server
	// whether it would, where it can say so.
	Create(ctx context.Context, row *Row, rehearse bool) (id string, err error)
	// Change writes the settings of the row, which are only those that differ, into the object of row.ID and row.Key.
	Change(ctx context.Context, row *Row, rehearse bool) error
	Remove(ctx context.Context, key Key, id string) error
}
