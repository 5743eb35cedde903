package transfer

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// destinationSettings hold a destination as their whole text.
var destinationSettings = slices.Concat(leading(phoneFields), leading(groupFields), leading(codeFields))

func leading[K any](fields []canonicalField[K]) []string {
	var out []string
	for i := range fields {
		if fields[i].leads {
			out = append(out, fields[i].setting.Name)
		}
	}
	return out
}

const groupReference = string(domain.ToHuntGroup) + ":"

// quotedReference is a destination that leads to a hunt group, within JSON.
var quotedReference = regexp.MustCompile(`"` + groupReference + `([^"\\]*)"`)

// References are the hunt groups that a row leads to, and the account that a feature code is a further name of.
func (Canonical) References(row *Row) []Reference {
	var out []Reference
	alias := row.Text("form") != string(domain.AsIVRNode) && domain.Dialable(row.Key.Name)
	for _, entry := range row.Settings {
		for _, id := range groupsIn(entry) {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{HuntGroup, id},
				Alias: alias && entry.Name == "destination", Part: !slices.Contains(destinationSettings, entry.Name)})
		}
		if entry.Name != "destination" {
			continue
		}
		if name, ok := strings.CutPrefix(entry.Value.Text, string(domain.ToPhone)+":"); ok {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{Phone, name}, Alias: alias || name == row.Key.Name})
		}
		if name, ok := strings.CutPrefix(entry.Value.Text, string(domain.ToFeatureCode)+":"); ok {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{FeatureCode, name}, Alias: row.Text("form") == string(domain.AsAlias)})
		}
	}
	return out
}

// groupsIn are the ids of the hunt groups that a setting leads to.
func groupsIn(entry lens.Entry) []string {
	if slices.Contains(destinationSettings, entry.Name) {
		if id, ok := strings.CutPrefix(entry.Value.Text, groupReference); ok {
			return []string{id}
		}
		return nil
	}
	text := ""
	switch {
	case entry.Name == "members":
		text = entry.Value.Text
	case strings.HasPrefix(entry.Name, marginPrefix):
		text = notesOf(entry.Value)
	}
	var out []string
	for _, match := range quotedReference.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, match[1]) {
			out = append(out, match[1])
		}
	}
	return out
}

// notesOf is everything that a margin notes of values.
func notesOf(value lens.Value) string {
	var margin lens.Margin
	if decoded(value, &margin) != nil {
		return ""
	}
	var b strings.Builder
	for _, note := range margin.Notes {
		b.WriteString(note.Under)
		b.WriteString(note.Aside)
	}
	return b.String()
}

// Refer replaces ids of hunt groups, also in what margins note of values.
func (Canonical) Refer(row *Row, to func(id string) string) []lens.Entry {
	out := slices.Clone(row.Settings)
	replace := func(text string) string {
		return quotedReference.ReplaceAllStringFunc(text, func(found string) string {
			return `"` + groupReference + to(found[len(groupReference)+1:len(found)-1]) + `"`
		})
	}
	for i := range out {
		value := &out[i].Value
		switch {
		case slices.Contains(destinationSettings, out[i].Name):
			if id, ok := strings.CutPrefix(value.Text, groupReference); ok {
				value.Text = groupReference + to(id)
			}
		case out[i].Name == "members":
			value.Text = replace(value.Text)
		case strings.HasPrefix(out[i].Name, marginPrefix):
			*value = referNotes(*value, replace)
		}
	}
	return out
}

// referNotes replaces ids in a margin's notes. A spelling that may have named an id goes.
func referNotes(value lens.Value, replace func(string) string) lens.Value {
	var margin lens.Margin
	if len(notesOf(value)) == 0 || json.Unmarshal([]byte(value.Text), &margin) != nil {
		return value
	}
	for field, note := range margin.Notes {
		under := replace(note.Under)
		if under != note.Under {
			note.Texts = nil
		}
		note.Under, note.Aside = under, replace(note.Aside)
		margin.Notes[field] = note
		if note.Texts == nil && note.Aside == "" {
			delete(margin.Notes, field)
		}
	}
	if margin.Empty() {
		return lens.Value{}
	}
	return encoded(&margin)
}
