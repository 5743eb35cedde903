package transfer

import (
	"strconv"
	"strings"

	"dragoman/domain/lens"
)

// Action is what a step does.
type Action string

// The actions of steps.
const (
	Create Action = "create"
	Change Action = "change"
	Leave  Action = "leave"
	Remove Action = "remove"
)

// Actions lists them in the order in which people read them.
var Actions = []Action{Create, Change, Leave, Remove}

// Step is what a move does with one object of the target. Where a number that the target has yet to give stands in an
// ID, a Parent or a setting, it is written as @N, N being the step that makes the object.
type Step struct {
	N        int       `json:"n"` // from 1
	Do       Action    `json:"do"`
	Kind     Kind      `json:"kind"`
	Name     string    `json:"name"` // as the target knows the object, once it is there
	ID       string    `json:"id,omitempty"`
	Parent   string    `json:"parent,omitempty"`
	Of       string    `json:"of,omitempty"`   // the name of the hunt group that a level or member belongs to
	From     string    `json:"from,omitempty"` // the object's name at the source, where it is another
	Settings []Setting `json:"settings,omitempty"`
	Needs    []int     `json:"needs,omitempty"`  // steps that must be done before
	Second   int       `json:"second,omitempty"` // the step that made or changed the object, of which this is the rest
	Later    []string  `json:"later,omitempty"`  // settings that come in a second step, since they lead to what isn't there yet
	Known    []string  `json:"known,omitempty"`  // ids of hunt groups that the target called alike when the plan was made
	Digest   string    `json:"digest,omitempty"` // of an object that is left as it is
	Parts    []Part    `json:"parts,omitempty"`  // what goes with a hunt group that is removed
}

// Part is a level or member of a hunt group that is removed.
type Part struct {
	Kind     Kind      `json:"kind"`
	Name     string    `json:"name"`
	Settings []Setting `json:"settings,omitempty"`
}

// Setting is a setting that a step writes.
type Setting struct {
	Name   string      `json:"name"`
	Old    *lens.Value `json:"old,omitempty"`    // nil where there was none
	New    *lens.Value `json:"new,omitempty"`    // nil where there is to be none
	Secret bool        `json:"secret,omitempty"` // the values are masked: they are not in the plan
	Made   bool        `json:"made,omitempty"`   // the secret is made up, since the target asks for one and the source shows none
}

// Key is the key of the step's object.
func (s *Step) Key() Key { return Key{s.Kind, s.Name} }

// Title names the object for people: "phone 440", "member 1/phone/440 of Sales".
func (s *Step) Title() string {
	if s.Of != "" {
		return s.Key().String() + " of " + s.Of
	}
	return s.Key().String()
}

// stands is how a plan writes the number that a step's object will get.
func stands(n int) string { return "@" + strconv.Itoa(n) }

// MadeBy is the step whose object an id or a setting of another step leads to, where the number that the target gives it
// isn't known yet; ok is false for anything else, as an id of the target's own.
func MadeBy(id string) (step int, ok bool) {
	text, ok := strings.CutPrefix(id, "@")
	if !ok {
		return 0, false
	}
	step, err := strconv.Atoi(text)
	return step, err == nil && step > 0
}

// row is the object with what the step writes.
func (s *Step) row(format Format) *Row {
	row := &Row{Key: s.Key(), ID: s.ID, Parent: s.Parent}
	for _, setting := range s.Settings {
		entry := lens.Entry{Name: setting.Name, Setting: format.Setting(s.Kind, setting.Name)}
		if setting.New != nil {
			entry.Value = *setting.New
		}
		row.Settings = append(row.Settings, entry)
	}
	return row
}

// before is the object with what stood there before the step.
func (s *Step) before(format Format) *Row {
	row := &Row{Key: s.Key(), ID: s.ID, Parent: s.Parent}
	for _, setting := range s.Settings {
		if setting.Secret {
			continue
		}
		entry := lens.Entry{Name: setting.Name, Setting: format.Setting(s.Kind, setting.Name)}
		if setting.Old != nil {
			entry.Value = *setting.Old
		}
		row.Settings = append(row.Settings, entry)
	}
	return row
}
