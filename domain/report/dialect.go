package report

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Dialect is what the reports need to know of a dialect. Its adapter implements it.
type Dialect interface {
	// Name is the name under which objects keep what only this dialect knows.
	Name() string
	// Sheets declares the settings of every kind of object. The first sheet of a kind is that of the object itself;
	// further ones of hunt groups are those of its parts, whose settings have ScopeLevel or ScopeDestination.
	Sheets() []lens.Sheet
	// Functions lists what the dialect can be asked to do, what the gateway doesn't provide included.
	Functions() []Function
	// Show says what an object shows as. It fails only where the store does. The object may be changed on the way and
	// is thrown away.
	Show(look *domain.Look, object Object) (View, error)
}

// The scopes of settings that belong to a part of a hunt group.
const (
	ScopeLevel       = "level"
	ScopeDestination = "destination"
)

// View is what a dialect shows of an object.
type View struct {
	As         string               // "telephone line", "alias of 440", "star code": empty where the dialect doesn't show it
	Key        string               // what names it there
	Entries    []lens.Entry         // its settings, in order
	Parts      []View               // what belongs to it and has settings of its own: levels and destinations of a hunt group
	Missing    []lens.Inexpressible // canonical fields that this view has no setting for
	Narrowings []lens.Narrowing     // values that it shows but could not have said
	Losses     []Loss               // what else it can't show; dialect, kind and object are filled in by the report
	Sheet      *lens.Sheet          // what the settings are declared in, nil where they are none of a table's
}

// Status says how much of a function the gateway provides.
type Status string

// The statuses of functions.
const (
	Provided Status = "provided"
	Partly   Status = "partly"
	Lacking  Status = "not"
)

// Statuses lists every status.
var Statuses = []Status{Provided, Partly, Lacking}

// Function is something that a dialect can be asked to do.
type Function struct {
	Dialect string   `json:"dialect"`
	Methods []string `json:"methods"`
	Path    string   `json:"path"`
	Summary string   `json:"summary,omitempty"`
	Access  string   `json:"access,omitempty"` // who may ask
	Status  Status   `json:"status"`
	Why     string   `json:"why,omitempty"` // where it isn't provided whole: what is missing and why
	Since   string   `json:"since,omitempty"`
	Page    string   `json:"page,omitempty"`
}
