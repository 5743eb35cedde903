package tenantfile

import (
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Names that can be dialled are feature codes. Somebody who writes "names: [7000]" needn't write those down too.

// numbered is an object that may have names that can be dialled.
type numbered struct {
	row *transfer.Row
	at  Problem // where it stands, without a text
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
func (r *rows) addCodes(named []numbered, problem func(Problem)) (added bool) {
	common := templateOf(transfer.FeatureCode)
	for _, one := range named {
		leads, form := accountOf(one.row)
		for _, name := range numbers(one.row) {
			code := &transfer.Row{Key: transfer.Key{Kind: transfer.FeatureCode, Name: name}}
			if there, ok := r.find(code); ok {
				if there.Text("destination") != leads {
					one.at.Text = one.row.Key.String() + ": names has " + name + ", and " + there.Key.String() + " doesn't lead there"
					problem(one.at)
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
