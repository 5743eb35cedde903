package lens

import "strings"

// Class says what becomes of a setting in the canonical model, and so in the other dialect.
type Class string

// The classes of a setting, as the support matrix prints them.
const (
	Exact     Class = "exact"     // the same value under the same name
	Renamed   Class = "renamed"   // the same value under another name
	Converted Class = "converted" // another form of the same value, reversible
	Narrowed  Class = "narrowed"  // the canonical field holds more; the rest is kept
	OwnOnly   Class = "own"       // this dialect alone knows it
	ReadOnly  Class = "read-only" // shown, never written
	Hidden    Class = "secret"    // written, never read back in clear unless the dialect says so
)

// Classes lists every class in the order in which documentation explains them.
var Classes = []Class{Exact, Renamed, Converted, Narrowed, OwnOnly, ReadOnly, Hidden}

// Setting declares one setting of one kind of object in one dialect. It is the only description of the setting that
// exists: checking, defaults, encoding, documentation and test generators read it.
type Setting struct {
	Name     string
	Type     Type
	Default  string   // the documented default, as text
	Allowed  []string // the documented values, nil where any value of the type goes
	Min, Max *int64   // bounds of an integer, nil for none
	Form     *Form    // a documented form that neither type nor list of values expresses
	Required bool     // must be given when an object is made
	Unshown  bool     // accepted in writing but not part of what is read
	Divided  bool     // several settings divide the text of one field between them, and only this dialect can say where
	Live     bool     // the platform itself writes it, such as the last caller: no two objects have it alike
	Since    string   // the version that brought it
	Class    Class
	// Field is the canonical field as the object's Go type names it, empty for an own setting: "RingTime",
	// "Levels.1.Members", "StarCodes.redial". A * stands for every level.
	Field string
	// Also names further canonical fields, separated by spaces, that what is shown depends on or that writing changes: a
	// name that stands in for an empty one, a name that is the first of several.
	Also   string
	Page   string // the page that it is taken from
	Remark string // what a reader of the support matrix should know beyond that
	// Scope tells settings of one kind apart that a dialect shows in different places; most kinds leave it empty.
	Scope string
}

// Fields are all canonical fields that the setting has to do with: Field and those in Also.
func (s *Setting) Fields() []string {
	fields := strings.Fields(s.Also)
	if s.Field == "" {
		return fields
	}
	return append([]string{s.Field}, fields...)
}

// Form is a named form of text, such as "a number or \"default\"".
type Form struct {
	Name  string // as it reads after "must be": "an IP address"
	Check func(text string) bool
	// Sample returns texts that satisfy the form, for test generators and documentation.
	Sample []string
}

// Fault is one wrong setting of a request: which, and what a person should know about it.
type Fault struct {
	Setting string
	Message string
}
