package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Loss is something of an object that a dialect can't hold.
type Loss struct {
	Dialect string      `json:"dialect"` // the one that can't hold it
	Kind    domain.Kind `json:"kind"`
	Object  string      `json:"object"`            // what the object is called
	Part    string      `json:"part,omitempty"`    // "level 2" or "destination 17 of level 1" of a hunt group, empty for the object itself
	Setting string      `json:"setting,omitempty"` // the setting that shows something else instead, or that only the other dialect knows
	Field   string      `json:"field,omitempty"`   // the canonical field, empty for a setting that has none
	Value   string      `json:"value"`             // what is kept; secrets are masked
	Class   lens.Class  `json:"class"`
	Reason  string      `json:"reason"`
	Shown   string      `json:"shown"` // what the dialect shows instead, empty for nothing
}

// Classes of losses beyond those of settings.
const (
	Inexpressible lens.Class = "inexpressible" // a canonical value that the dialect has no setting for
	Undocumented  lens.Class = "undocumented"  // a setting that some client wrote and no page documents
)

// losses lists what a dialect can't hold of an object that it shows as view. others are the dialects that may have
// left settings with the object, the dialect itself among them.
func losses(d Dialect, others []Dialect, object Object, view View) []Loss {
	out := missingFields(object, view)
	out = append(out, narrowings(view, "")...)
	for _, part := range view.Parts {
		out = append(out, narrowings(part, part.Key)...)
		out = append(out, part.Losses...)
	}
	out = append(out, view.Losses...)
	for _, other := range others {
		if other.Name() == d.Name() {
			out = append(out, hidden(d, object, view)...)
			continue
		}
		out = append(out, foreign(other, object)...)
		out = append(out, divided(other, object)...)
	}
	for i := range out {
		out[i].Dialect, out[i].Kind, out[i].Object = d.Name(), object.Kind, object.Name()
	}
	return out
}

// missingFields are the canonical values that the view has no setting for.
func missingFields(object Object, view View) []Loss {
	if len(view.Missing) == 0 {
		return nil
	}
	var out []Loss
	begins := begun()[object.Kind]
	for _, field := range Fields(object) {
		i := slices.IndexFunc(view.Missing, func(m lens.Inexpressible) bool { return Related(m.Field, field.Name) })
		if i < 0 || view.Missing[i].Elsewhere {
			continue
		}
		if begin, _ := valueOf(begins, field.Name); begin == field.Value {
			continue
		}
		loss := Loss{Field: field.Name, Value: field.Value, Class: Inexpressible, Reason: view.Missing[i].Reason}
		if level, ok := membersOf(field.Name); ok {
			out = append(out, eachMember(loss, object.Of.(*domain.HuntGroup).MembersOf(level))...)
			continue
		}
		out = append(out, loss)
	}
	return out
}

// begun are the canonical fields of new objects, by kind.
var begun = sync.OnceValue(func() map[domain.Kind][]Field {
	out := map[domain.Kind][]Field{}
	for _, kind := range domain.Kinds {
		out[kind] = Fields(fresh(kind))
	}
	return out
})

var membersField = regexp.MustCompile(`^Levels\.([0-9]+)\.Members$`)

// membersOf is the level whose members a field is.
func membersOf(field string) (level int, ok bool) {
	match := membersField.FindStringSubmatch(field)
	if match == nil {
		return 0, false
	}
	level, err := strconv.Atoi(match[1])
	return level, err == nil
}

// eachMember makes of a loss of all members one of each.
func eachMember(loss Loss, members []domain.Member) []Loss {
	out := make([]Loss, len(members))
	for i := range members {
		out[i] = loss
		out[i].Part, out[i].Value = DestinationPart(&members[i]), readable(withoutMargins(members[i : i+1])[0])
	}
	return out
}

// narrowings are the values that a view or a part of one shows but could not have said.
func narrowings(view View, part string) []Loss {
	var out []Loss
	for _, n := range view.Narrowings {
		loss := Loss{
			Part: part, Setting: strings.Join(n.Settings, ", "), Field: n.Field, Value: decoded(n.Value), Class: lens.Narrowed,
			Reason: "made anew of what is shown, it would be " + orNothing(decoded(n.Retold)), Shown: strings.TrimSpace(n.Shown[0] + " " + n.Shown[1]),
		}
		for _, name := range n.Settings {
			setting := view.declared(name)
			if setting == nil {
				continue
			}
			loss.Class = setting.Class
			if setting.Class == lens.Narrowed && setting.Remark != "" {
				loss.Reason = setting.Remark
				break
			}
		}
		out = append(out, loss)
	}
	return out
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

func (v *View) declared(name string) *lens.Setting {
	if v.Sheet == nil {
		return nil
	}
	return v.Sheet.Setting(name)
}

// decoded is a field's encoded value as people read it.
func decoded(state string) string {
	var text string
	if json.Unmarshal([]byte(state), &text) == nil {
		return text
	}
	return state
}

// foreign are the settings that only another dialect knows.
func foreign(other Dialect, object Object) []Loss {
	var out []Loss
	for _, own := range owned(other, object) {
		loss := Loss{Part: own.part, Setting: own.name, Value: own.value, Class: lens.OwnOnly, Reason: "only " + other.Name() + " knows it"}
		switch {
		case own.setting == nil:
			loss.Class, loss.Reason = Undocumented, "a client of "+other.Name()+" wrote it, and no page documents it"
		case own.setting.Class == lens.Hidden:
			loss.Class = lens.Hidden
		}
		out = append(out, loss)
	}
	return out
}

// divided are the fields whose text another dialect divides between settings in a way of its own, such as a person's name
// into first and last.
func divided(other Dialect, object Object) []Loss {
	var out []Loss
	sheets := other.Sheets()
	var fields []Field
	for _, k := range object.kept() {
		margin := k.margins.Peek(other.Name())
		if margin == nil || len(margin.Notes) == 0 {
			continue
		}
		if fields == nil {
			fields = Fields(object)
		}
		for _, field := range slices.Sorted(maps.Keys(margin.Notes)) {
			note := margin.Notes[field]
			value, _ := valueOf(fields, field)
			names := dividing(sheets, object.Kind, k.scope, field)
			if len(names) == 0 || note.Texts == nil || decoded(note.Under) != value {
				continue
			}
			out = append(out, Loss{
				Part: k.part, Setting: strings.Join(names, ", "), Field: field, Value: strings.Join(note.Texts[:], " | "), Class: lens.Converted,
				Reason: "only " + other.Name() + " knows where it is divided", Shown: value,
			})
		}
	}
	return out
}

// dividing are the settings that divide a field between them.
func dividing(sheets []lens.Sheet, kind domain.Kind, scope, field string) []string {
	var names []string
	for i := range sheets {
		if sheets[i].Kind != string(kind) || scopeOf(&sheets[i]) != scope {
			continue
		}
		for _, setting := range sheets[i].Settings {
			if setting.Divided && setting.Field == field {
				names = append(names, setting.Name)
			}
		}
	}
	return names
}

// hidden are the settings that the dialect itself left with the object and doesn't show: those that no view shows, and
// all of them where the object shows as something that has none.
func hidden(d Dialect, object Object, view View) []Loss {
	var out []Loss
	for _, own := range owned(d, object) {
		loss := Loss{Part: own.part, Setting: own.name, Value: own.value, Class: lens.OwnOnly}
		switch {
		case view.Sheet == nil:
			loss.Reason = fmt.Sprintf("kept for %s, which shows no settings of what it takes this for", d.Name())
		case own.setting != nil && own.setting.Unshown && own.setting.Class != lens.Hidden:
			loss.Reason = "kept and never shown"
		default:
			continue
		}
		out = append(out, loss)
	}
	return out
}

// ownSetting is a setting that a dialect left with an object or with a part of it.
type ownSetting struct {
	part, name string
	value      string        // masked where it is a secret
	setting    *lens.Setting // nil where no page documents it
}

func owned(d Dialect, object Object) []ownSetting {
	sheets := d.Sheets()
	var out []ownSetting
	for _, k := range object.kept() {
		margin := k.margins.Peek(d.Name())
		if margin == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(margin.Bag)) {
			setting := declaration(sheets, object.Kind, k.scope, name)
			if atDefault(setting, margin.Bag[name].Plain()) {
				continue
			}
			value := Masked(name, setting, margin.Bag[name].Plain())
			if setting != nil && setting.Unshown { // nobody reads it through the dialect, so nobody reads it here
				value = lens.Mask
			}
			out = append(out, ownSetting{k.part, name, value, setting})
		}
		for _, name := range slices.Sorted(maps.Keys(margin.Secrets)) {
			out = append(out, ownSetting{k.part, name, margin.Secrets[name].Masked(), declaration(sheets, object.Kind, k.scope, name)})
		}
	}
	return out
}

// atDefault says that a value is the setting's default in other digits: -1.0000 for -1.
func atDefault(setting *lens.Setting, text string) bool {
	return setting != nil && setting.Type.Numeric() && lens.SameNumber(text, setting.Default)
}

// declaration finds how a dialect declares a setting of a kind of object, or of a part of one.
func declaration(sheets []lens.Sheet, kind domain.Kind, scope, name string) *lens.Setting {
	for i := range sheets {
		if sheets[i].Kind != string(kind) || scopeOf(&sheets[i]) != scope {
			continue
		}
		return sheets[i].Setting(name)
	}
	return nil
}

// scopeOf is the part of an object that a sheet is about, empty for the object itself.
func scopeOf(sheet *lens.Sheet) string {
	for _, setting := range sheet.Settings {
		if setting.Scope == ScopeLevel || setting.Scope == ScopeDestination {
			return setting.Scope
		}
	}
	return ""
}
