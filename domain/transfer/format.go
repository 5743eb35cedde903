package transfer

import (
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Format is how places of one dialect write down a tenant's objects. A dialect's adapter provides it; it works on rows
// and knows no network.
type Format interface {
	// Name is the dialect's name.
	Name() string
	// Kinds are the kinds of rows that the format has, in an order in which they can be made: what others refer to first.
	Kinds() []Kind
	// Setting declares a setting of rows of a kind; nil for one that no page documents.
	Setting(kind Kind, name string) *lens.Setting
	// Says says whether rows of the format can say anything of a canonical field, named as tables name it, a level's by
	// its number: "Levels.7.RingTime", "Levels.1.Members.Description". A move leaves alone what the source can't speak
	// of in objects that the target already has.
	Says(kind domain.Kind, field string) bool
	// Lists says whether rows of the format are all objects of a kind that a place has, so that one without a row isn't there.
	Lists(kind domain.Kind) bool

	// Load makes the object of a row in the tenant that edit changes, and returns its id there, empty where it has none.
	// Rows come in the order of Kinds. References to hunt groups, Parent among them, are the tenant's ids. Where a row of
	// a hunt group has an ID, that group is there already, made but for its settings. Settings that no page documents are
	// kept. An error is a *domain.Error where the tenant refuses the row.
	Load(edit *domain.Edit, row *Row) (id string, err error)
	// Change writes the settings of a row, which may be a few of them, into the tenant's object of its ID and key.
	Change(edit *domain.Edit, row *Row) error
	// Remove deletes the tenant's object of the row's ID and key, and what would be left of it in the format.
	Remove(edit *domain.Edit, row *Row) error
	// Rows lists a tenant's objects of a kind in the format, secrets in clear as far as the tenant knows them, levels
	// whole. References to hunt groups are written as the tenant's ids. It reads in parts: a tenant may be large.
	Rows(look *domain.Look, kind Kind, each func(*Row) error) error
	// Row reads one of them, by ID where there is one, else by key; NotFound where it isn't there.
	Row(look *domain.Look, of *Row) (*Row, error)
	// New is a row of an object of which nothing was said yet.
	New(kind Kind) *Row

	// Same says whether a setting means the same in two rows, however it is spelled: 10.50 and 10.5, ("", hangup) and
	// (hangup, ""). lens.Table.Same knows.
	Same(setting string, a, b *Row) bool
	// References are the objects of the tenant that a row leads to, whether they are there or not.
	References(row *Row) []Reference
	// Refer returns the settings of a row with the ids of hunt groups replaced: those that References names.
	Refer(row *Row, to func(id string) string) []lens.Entry
	// Names are the names of the number plan that the object of a row holds: a phone's name, all of an account's aliases,
	// a feature code's digits, star codes.
	Names(row *Row) []string

	// BuiltIn is the star code that a tenant of the platform has by itself for a setting of its star codes, as the pages
	// show it; empty where they show none.
	BuiltIn(setting string) string

	// Begins says whether a setting of a new object is sure to be its default, so that it needs no mention: a server may be set
	// up otherwise than the pages of its platform show.
	Begins(kind Kind, setting string) bool

	// Writable says whether a setting can be written at all; Compared whether it tells two objects apart. Ids, counters
	// and what only repeats the key are neither. Secrets that the place shows as lens.Mask need no mention.
	Writable(kind Kind, setting string) bool
	Compared(kind Kind, setting string) bool
}

// Reference is an object that a row leads to.
type Reference struct {
	Settings []string // the settings that name it and are written together; none for a row's Parent
	To       Key      // of a hunt group that the format refers to by id, the name is the id
	// Alias marks where a feature code leads: the code is a further name of that object.
	Alias bool
	// Part marks settings that say more than this one reference, such as a list of members.
	Part bool
}

// SaysBy answers Format.Says from a dialect's declarations: a field is said by a setting of its own, or elsewhere.
func SaysBy(sheets []lens.Sheet, kind domain.Kind, field string) bool {
	for _, sheet := range sheets {
		if sheet.Kind != string(kind) {
			continue
		}
		for _, setting := range sheet.Settings {
			if report.Related(setting.Field, field) && setting.Class != lens.ReadOnly {
				return true
			}
		}
		for _, missing := range sheet.Inexpressible {
			if missing.Elsewhere && report.Related(missing.Field, field) {
				return true
			}
		}
	}
	return false
}
