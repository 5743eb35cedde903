package enswitch

import (
	"dragoman/domain/lens"
)

// Status says how much of a function the gateway provides.
type Status string

// The statuses of functions, as documentation prints them.
const (
	Provided    Status = "provided"
	Partly      Status = "partly"
	NotProvided Status = "not provided"
)

// Use says how the settings of a function's table are its parameters.
type Use int

// The uses of a table by a function.
const (
	Unused  Use = iota // no setting is a parameter
	Creates            // every setting is, and required ones must be given
	Updates            // every setting is, and what isn't given stays
)

// Parameter is a parameter of a function that is no setting of an object.
type Parameter struct {
	lens.Setting
	// Identifies marks what names an object: giving it twice with different values is refused.
	Identifies bool
	// Instead names a required setting that needn't be given where this parameter is.
	Instead string
}

// Function declares one function of the API.
type Function struct {
	Path       string // "phones/create"
	Summary    string
	Privileges []Privilege // any of them will do; none for everybody who signs in
	Anonymous  bool        // answers without a sign-in where check=1 asks for no more than whether something is there
	Parameters []Parameter
	Use        Use
	Leading    []string // the settings that answers begin with, in the order of the page's example
	Codes      []int    // the response codes
	Status     Status
	Why        string // where it isn't provided whole: what is missing and why
	Since      string
	Page       string
	settings   *sheet // nil for none
	run        func(*call) ([]byte, error)
}

// sheet is a table without its types, with a way to try settings on a new object.
type sheet struct {
	lens.Sheet
	faults func(map[string]lens.Value) []lens.Fault
}

// sheetOf makes a table's sheet. fresh makes the object to try settings on.
func sheetOf[K any](t *table[K], fresh func() K) *sheet {
	return &sheet{Sheet: t.Sheet(), faults: func(in map[string]lens.Value) []lens.Fault {
		_, faults := t.Write(&View{draft: true}, fresh(), in)
		return faults
	}}
}

// Sheet declares the settings that the function reads or writes, nil where there are none.
func (f *Function) Sheet() *lens.Sheet {
	if f.settings == nil {
		return nil
	}
	return &f.settings.Sheet
}

// parameter finds the function's own parameter of a name, -1 for none.
func (f *Function) parameter(name string) int {
	for i := range f.Parameters {
		if f.Parameters[i].Name == name {
			return i
		}
	}
	return -1
}

// identifies says whether a parameter names an object: a required setting of a new object may be its key as well.
func (f *Function) identifies(name string) bool {
	if i := f.parameter(name); i >= 0 {
		return f.Parameters[i].Identifies
	}
	return f.Use == Creates && (name == "name" || name == "code" || name == "username")
}
