package transfer

import (
	"slices"

	"dragoman/domain/lens"
)

// rows reads a wanted row and the one of the target that is the same object, nil for none.
func (d *drafting) rows(i int32) (want, have *Row, err error) {
	if want, err = d.want.row(i); err != nil {
		return nil, nil, err
	}
	if pair := d.want.heads[i].pair; pair != none {
		have, err = d.have.row(pair)
	}
	return want, have, err
}

// compared reads both rows and lists the differences. Ids of hunt groups are the target's or stand for the steps that make
// the groups.
func (d *drafting) compared(i int32) (want, have *Row, differ []difference, err error) {
	if want, have, err = d.rows(i); err != nil {
		return nil, nil, nil, err
	}
	there := *want
	there.Settings = d.target.Refer(want, d.targetsID)
	differ = d.differences(&there, have)
	return want, have, d.together(want, &there, d.withoutLost(want, have, differ)), nil
}

// targetsID is the target's id of a hunt group, or what stands for it.
func (d *drafting) targetsID(id string) string {
	g, ok := d.want.groups[id]
	switch {
	case !ok:
		return id
	case d.want.heads[g].pair != none:
		return d.have.heads[d.want.heads[g].pair].id
	}
	return stands(d.drafts[g].n)
}

// withoutLost leaves out what leads to a hunt group that the source itself doesn't have: its id would mean another one.
// Where something must be said of a new object, it is what such a one begins with.
func (d *drafting) withoutLost(want, have *Row, differ []difference) []difference {
	for _, reference := range d.target.References(want) {
		if reference.To.Kind != HuntGroup || !isLost(reference.To.Name) || reference.Part {
			continue
		}
		for i := len(differ) - 1; i >= 0; i-- {
			if !slices.Contains(reference.Settings, differ[i].name) {
				continue
			}
			if begins, ok := d.known.fresh(want.Key.Kind).Get(differ[i].name); ok && have == nil && differ[i].setting != nil && differ[i].setting.Required {
				differ[i].new = &begins
				continue
			}
			differ = slices.Delete(differ, i, i+1)
		}
	}
	return differ
}

// together completes what is written of references: half of one would mean something else.
func (d *drafting) together(want, there *Row, differ []difference) []difference {
	differs := func(name string) bool {
		return slices.ContainsFunc(differ, func(one difference) bool { return one.name == name })
	}
	for _, reference := range d.target.References(want) {
		if !slices.ContainsFunc(reference.Settings, differs) {
			continue
		}
		for _, name := range reference.Settings {
			if entry, ok := entryOf(there, name); ok && !differs(name) {
				differ = append(differ, difference{name: name, old: &entry.Value, new: &entry.Value, setting: entry.Setting})
			}
		}
	}
	return differ
}

func entryOf(row *Row, name string) (lens.Entry, bool) {
	i := slices.IndexFunc(row.Settings, func(entry lens.Entry) bool { return entry.Name == name })
	if i < 0 {
		return lens.Entry{}, false
	}
	return row.Settings[i], true
}
