package tenantfile

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Names that can be dialled are feature codes. Somebody who writes "names: [7000]" needn't write those down too.

// placed is an object and where it stands.
type placed struct {
	row  *transfer.Row
	file string
	at   position
}

func (p *placed) problem(text string) Problem {
	return Problem{File: p.file, Line: p.at.line, Column: p.at.column, Text: p.row.Key.String() + ": " + text}
}

// numbers are the names of a row that are feature codes: all that can be dialled but a phone's or a code's own.
func numbers(row *transfer.Row) []string {
	var out []string
	for i, name := range lens.SplitNames(row.Text(namesField)) {
		own := i == 0 && row.Key.Kind != transfer.HuntGroup
		if !own && domain.Dialable(name) {
			out = append(out, name)
		}
	}
	return out
}

// addCodes adds the feature codes that objects have as names where they have no row of their own, and says whether it added
// any. A row that leads elsewhere is a problem.
func (r *rows) addCodes(all []placed, problem func(Problem)) (added bool) {
	common := templateOf(transfer.FeatureCode)
	for i := range all {
		leads, form := accountOf(all[i].row)
		for _, name := range numbers(all[i].row) {
			code := &transfer.Row{Key: transfer.Key{Kind: transfer.FeatureCode, Name: name}}
			if there, ok := r.find(code); ok {
				if there.Text("destination") != leads {
					problem(all[i].problem("names has " + name + ", and " + there.Key.String() + " doesn't lead there"))
				}
				continue
			}
			put(code, "destination", lens.Text(leads), common)
			put(code, "form", lens.Text(string(form)), common)
			added = r.add(code)
		}
	}
	return added
}

// checkNames wants each name of the number plan to be that of one object, and the first of a phone's or a code's to be its
// own: another would rename it. A code may have the name of the phone that it leads to.
func checkNames(all []placed, problem func(Problem)) {
	held := make(map[string]*transfer.Row, len(all))
	for i := range all {
		row := all[i].row
		if row.Key.Kind == transfer.HuntGroup && row.Text(namesField) == "" {
			continue // nobody named it
		}
		names := lens.SplitNames(row.Text(namesField))
		if row.Key.Kind != transfer.HuntGroup && len(names) > 0 && names[0] != row.Key.Name {
			problem(all[i].problem("names must begin with its own, " + row.Key.Name))
			continue
		}
		if name := repeated(names); name != "" {
			problem(all[i].problem("names has " + name + " twice"))
			continue
		}
		for _, name := range (transfer.Canonical{}).Names(row) {
			other, taken := held[name]
			behind := taken && row.Key.Kind == transfer.FeatureCode && other.Key == (transfer.Key{Kind: transfer.Phone, Name: name}) &&
				row.Text("destination") == domain.PhoneDestination(name).String()
			if taken && !behind {
				problem(all[i].problem("the name " + name + " is that of " + other.Key.String() + " already"))
				continue
			}
			held[name] = row
		}
	}
}

// repeated is the first name that a list has twice, empty for none.
func repeated(names []string) string {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return name
		}
	}
	return ""
}

// accountOf is what a code that is a name of an object leads to, and what form it has.
func accountOf(row *transfer.Row) (leads string, form domain.Form) {
	switch row.Key.Kind {
	case transfer.Phone:
		return domain.PhoneDestination(row.Key.Name).String(), domain.PlainCode
	case transfer.HuntGroup:
		return domain.Destination{Kind: domain.ToHuntGroup, Target: row.ID}.String(), domain.PlainCode
	}
	return domain.FeatureCodeDestination(row.Key.Name).String(), domain.AsAlias
}

// ledTo is the row that accountOf says is led to.
func ledTo(account domain.Destination) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Name: account.Target}, ID: account.Target}
	switch account.Kind {
	case domain.ToPhone:
		row.Key.Kind = transfer.Phone
	case domain.ToHuntGroup:
		row.Key.Kind = transfer.HuntGroup
	case domain.ToFeatureCode:
		row.Key.Kind = transfer.FeatureCode
	}
	return row
}
