package transfer

import (
	"slices"
)

// removeFirst writes the steps that free names.
func (d *drafting) removeFirst() error {
	for j := range d.have.heads {
		if d.gone[int32(j)] {
			if err := d.remove(int32(j)); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeLast writes the steps that remove what only the target has, what refers to others first.
func (d *drafting) removeLast() error {
	for _, kind := range slices.Backward(d.target.Kinds()) {
		if alwaysThere(kind) {
			continue
		}
		for j := len(d.have.heads) - 1; j >= 0; j-- {
			one := &d.have.heads[j]
			if one.Kind != kind || one.pair != none || d.gone[int32(j)] || d.goesWithGroup(one) {
				continue
			}
			if !d.prunes(one) {
				d.plan.Extra++
				continue
			}
			if err := d.remove(int32(j)); err != nil {
				return err
			}
		}
	}
	return nil
}

// goesWithGroup says that a row belongs to a hunt group that nobody wants.
func (d *drafting) goesWithGroup(one *head) bool {
	if one.Parent == "" {
		return false
	}
	parent, ok := d.have.groups[one.Parent]
	return !ok || d.have.heads[parent].pair == none
}

func (d *drafting) remove(j int32) error {
	row, err := d.have.row(j)
	if err != nil {
		return err
	}
	d.n++
	one := &d.have.heads[j]
	step := Step{N: d.n, Do: Remove, Kind: one.Kind, Name: one.Name, ID: one.id, Parent: one.Parent, Needs: d.aliases[j]}
	d.removed[j] = d.n
	if one.alias != none {
		d.aliases[one.alias] = append(d.aliases[one.alias], d.n)
	}
	if one.Parent != "" {
		step.Of = d.have.heads[d.have.groups[one.Parent]].Name
	}
	d.tell(&step, row)
	if one.Kind != HuntGroup {
		return d.add(step)
	}
	for _, k := range d.partsOf()[one.id] {
		row, err := d.have.row(k)
		if err != nil {
			return err
		}
		var part Step
		d.tell(&part, row)
		if len(part.Settings) > 0 {
			step.Parts = append(step.Parts, Part{row.Key.Kind, row.Key.Name, part.Settings})
		}
	}
	return d.add(step)
}

// tell adds what is said of an object that goes.
func (d *drafting) tell(step *Step, row *Row) {
	fresh := d.known.fresh(row.Key.Kind)
	for i := range row.Settings {
		entry := &row.Settings[i]
		required := entry.Setting != nil && entry.Setting.Required
		if d.target.Writable(row.Key.Kind, entry.Name) && (required || !d.same(entry, row, fresh)) {
			d.say(step, difference{name: entry.Name, old: &entry.Value, setting: entry.Setting})
		}
	}
}

// partsOf lists the levels and members of each of the target's hunt groups.
func (d *drafting) partsOf() map[string][]int32 {
	if d.parts == nil {
		d.parts = map[string][]int32{}
		for k := range d.have.heads {
			if parent := d.have.heads[k].Parent; parent != "" {
				d.parts[parent] = append(d.parts[parent], int32(k))
			}
		}
	}
	return d.parts
}
