package transfer

import (
	"slices"

	"dragoman/domain/credential"
	"dragoman/domain/lens"
)

// writeFirst writes the step of a wanted row, without what leads to what isn't there yet.
func (d *drafting) writeFirst(i int32) error {
	if d.drafts[i].do == Leave {
		return d.writeLeft(i)
	}
	want, _, differ, err := d.compared(i)
	if err != nil {
		return err
	}
	step := d.step(i, want)
	step.N, step.Do = d.drafts[i].n, d.drafts[i].do
	for _, j := range d.free[i] {
		step.Needs = append(step.Needs, d.removed[j])
	}
	for _, k := range d.give[i] {
		if n := d.drafts[k].n; n > 0 && n < step.N {
			step.Needs = append(step.Needs, n)
		}
	}
	later := d.postpone(i, want, differ, &step)
	for _, one := range differ {
		if !slices.Contains(later.settings, one.name) {
			d.say(&step, one)
		} else if step.Do == Create && one.setting != nil && one.setting.Required {
			begins, _ := d.known.fresh(step.Kind).Get(one.name)
			one.new = &begins
			d.say(&step, one)
		}
	}
	if len(later.settings) > 0 {
		step.Later = later.settings
		d.second = append(d.second, later)
	}
	if step.Do == Create && step.Kind == HuntGroup {
		title := titleOf(want)
		if step.Known, err = d.calledAlike(title); err != nil {
			return err
		}
		if n := d.newest[title]; n > 0 {
			step.Needs = append(step.Needs, n) // two groups of one name, made at once, could be taken for each other
		}
		d.newest[title] = step.N
		d.awaitNames(i, &step)
	}
	if step.Do == Create && step.Kind == Member {
		if n := d.joined[want.Parent]; n > 0 {
			step.Needs = append(step.Needs, n) // members ring in the order in which they were made
		}
		d.joined[want.Parent] = step.N
	}
	return d.add(step)
}

// writeLeft writes the step of a wanted row of which the target has all there is to say.
func (d *drafting) writeLeft(i int32) error {
	want, have, err := d.rows(i)
	if err != nil {
		return err
	}
	step := d.step(i, want)
	step.N, step.Do, step.Digest = d.drafts[i].n, Leave, d.have.leftAs(have)
	return d.plan.addStep(step)
}

func (d *drafting) add(step Step) error {
	slices.Sort(step.Needs)
	step.Needs = slices.Compact(step.Needs)
	return d.plan.addStep(step)
}

// step begins a step of a wanted row.
func (d *drafting) step(i int32, want *Row) Step {
	one := &d.want.heads[i]
	step := Step{Kind: one.Kind, Name: one.Name, From: d.from(want)}
	if one.pair != none {
		there := &d.have.heads[one.pair]
		step.Name, step.ID, step.Parent = there.Name, there.id, there.Parent
	}
	if one.Parent == "" {
		return step
	}
	parent := d.want.groups[one.Parent]
	if to := d.want.heads[parent].pair; to != none {
		step.Of, step.Parent = d.have.heads[to].Name, d.have.heads[to].id
		return step
	}
	step.Of, step.Parent = d.want.heads[parent].Name, stands(d.drafts[parent].n)
	step.Needs = append(step.Needs, d.drafts[parent].n)
	return step
}

// from is what the source calls the object of a row, or the hunt group that it belongs to, where that differs from the
// row's name.
func (d *drafting) from(want *Row) string {
	name := want.Key.Name
	switch want.Key.Kind {
	case HuntGroup:
		name = d.inv.placesID(d.want.heads[d.want.find(Key{HuntGroup, groupID(want)})])
	case Level, Member:
		return d.inv.placesID(d.want.heads[d.want.groups[want.Parent]])
	default:
		if was, ok := d.inv.was[want.Key]; ok {
			name = was
		}
	}
	if name == want.Key.Name {
		return ""
	}
	return name
}

// postpone finds the settings of a step that can't be said yet, and notes what the others need.
func (d *drafting) postpone(i int32, want *Row, differ []difference, step *Step) rest {
	later := rest{of: i, needs: []int{step.N}}
	for _, reference := range d.target.References(want) {
		settings := slices.DeleteFunc(slices.Clone(reference.Settings), func(name string) bool {
			return !slices.ContainsFunc(differ, func(one difference) bool { return one.name == name })
		})
		if len(settings) == 0 {
			continue
		}
		to := d.want.find(reference.To)
		switch {
		case to != none && !d.created(to):
		case to != none && d.drafts[to].n < step.N:
			step.Needs = append(step.Needs, d.drafts[to].n)
		case !d.canWait(step.Do, want.Key.Kind, settings):
		case to != none:
			later.settings, later.needs = append(later.settings, settings...), append(later.needs, d.drafts[to].n)
		case step.Do == Create && !reference.Part && !isLost(reference.To.Name) && d.have.find(reference.To) == none:
			later.settings = append(later.settings, settings...) // a strict server would refuse the object for it
		}
	}
	slices.Sort(later.settings)
	later.settings = slices.Compact(later.settings)
	return later
}

// canWait says that an object can be made without settings, or with what they begin with.
func (d *drafting) canWait(do Action, kind Kind, settings []string) bool {
	if do != Create {
		return true
	}
	required, begins := false, false
	for _, name := range settings {
		setting := d.target.Setting(kind, name)
		required = required || setting != nil && setting.Required
		begins = begins || d.known.fresh(kind).Text(name) != ""
	}
	return !required || begins
}

// writeSecond writes the second step of a row, or the only one of a row that had to wait.
func (d *drafting) writeSecond(r rest) error {
	want, _, differ, err := d.compared(r.of)
	if err != nil {
		return err
	}
	d.n++
	first := d.drafts[r.of]
	step := d.step(r.of, want)
	step.N, step.Do, step.Second = d.n, Change, first.n
	if first.do == Create {
		step.ID = stands(first.n)
	}
	step.Needs = append(step.Needs, r.needs...)
	for _, one := range differ {
		if r.settings != nil && !slices.Contains(r.settings, one.name) {
			continue
		}
		if begins, ok := d.known.fresh(step.Kind).Get(one.name); ok && one.old == nil {
			one.old = &begins
		}
		d.say(&step, one)
	}
	if r.settings == nil {
		for _, reference := range d.target.References(want) {
			if to := d.want.find(reference.To); to != none && d.created(to) {
				step.Needs = append(step.Needs, d.drafts[to].n)
			}
		}
	}
	return d.add(step)
}

// say adds a setting to a step. Secrets go where the plan doesn't show them.
func (d *drafting) say(step *Step, one difference) {
	setting := Setting{Name: one.name, Old: one.old, New: one.new, Made: one.made}
	if one.made {
		made := lens.Text(credential.Generate())
		setting.New = &made
	}
	if hides(one, setting.Old) || hides(one, setting.New) {
		setting.Secret = true
		if setting.New != nil {
			d.plan.secrets[step.N] = append(d.plan.secrets[step.N], lens.Entry{Name: one.name, Value: *setting.New})
		}
		setting.Old, setting.New = maskOf(setting.Old), maskOf(setting.New)
	}
	step.Settings = append(step.Settings, setting)
}

func hides(one difference, value *lens.Value) bool {
	return value != nil && value.Plain() != "" && secret(lens.Entry{Name: one.name, Value: *value, Setting: one.setting})
}

func maskOf(value *lens.Value) *lens.Value {
	if value == nil || value.Plain() == "" {
		return value
	}
	mask := lens.Text(lens.Mask)
	return &mask
}

// calledAlike are the ids of the target's hunt groups that are called as a new one will be, now or after the move.
func (d *drafting) calledAlike(title string) ([]string, error) {
	if d.titles == nil {
		d.titles = map[string][]string{}
		for id, g := range d.have.groups {
			row, err := d.have.row(g)
			if err != nil {
				return nil, err
			}
			d.titles[titleOf(row)] = append(d.titles[titleOf(row)], id)
			if d.have.heads[g].pair == none {
				continue
			}
			if row, err = d.want.row(d.have.heads[g].pair); err != nil {
				return nil, err
			}
			d.titles[titleOf(row)] = append(d.titles[titleOf(row)], id)
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(d.titles[title]))), nil
}
