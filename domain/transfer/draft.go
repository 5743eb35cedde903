package transfer

import (
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// drafting turns what is wanted and what is there into steps.
type drafting struct {
	plan       *Plan
	inv        *inventory
	want, have *snapshot
	comparing
	clashes
	drafts  []draft // of the wanted rows
	order   []int32 // of the wanted rows that have a first step
	waiting []int32 // of those that have only a second one
	second  []rest
	removed map[int32]int   // the steps that remove rows of the target
	aliases map[int32][]int // the steps that remove feature codes, by where they lead
	titles  map[string][]string
	parts   map[string][]int32
	newest  map[string]int // the last step that makes a hunt group, by what it is called
	joined  map[string]int // the last step that makes a member, by its hunt group
	first   map[int32]bool // wanted rows that others wait for
	twins   bool           // several hunt groups are called alike
	n       int
}

// draft is what is to become of a wanted row.
type draft struct {
	do    Action  // empty where there is nothing to say
	after []int32 // wanted rows whose steps should come before
	n     int     // of the first step
	state byte    // of the walk that puts drafts in order
}

// rest is what a second step does with a row.
type rest struct {
	of       int32
	settings []string // nil for all
	needs    []int
}

func (d *drafting) write(found clashes) error {
	d.clashes, d.removed, d.aliases = found, map[int32]int{}, map[int32][]int{}
	d.newest, d.joined, d.first = map[string]int{}, map[string]int{}, map[int32]bool{}
	if err := d.findTwins(); err != nil {
		return err
	}
	for _, rows := range d.give {
		for _, k := range rows {
			d.first[k] = true
		}
	}
	d.drafts = make([]draft, len(d.want.heads))
	for i := range d.want.heads {
		if err := d.consider(int32(i)); err != nil {
			return err
		}
	}
	if err := d.removeFirst(); err != nil {
		return err
	}
	d.sort()
	for _, i := range d.order {
		if err := d.writeFirst(i); err != nil {
			return err
		}
	}
	for _, i := range d.waiting {
		d.second = append(d.second, rest{of: i})
	}
	for _, r := range d.second {
		if err := d.writeSecond(r); err != nil {
			return err
		}
	}
	return d.removeLast()
}

// findTwins says whether several hunt groups are called alike. They are then told apart by their order, which must not
// change.
func (d *drafting) findTwins() error {
	groups, err := d.want.huntGroups()
	if err != nil {
		return err
	}
	titles := make(map[string]bool, len(groups))
	for i := range groups {
		d.twins = d.twins || titles[groups[i].title]
		titles[groups[i].title] = true
	}
	return nil
}

// compared reads a wanted row and the one of the target that is the same object, nil for none, and lists the differences.
// Ids of hunt groups are the target's or stand for the steps that make the groups.
func (d *drafting) compared(i int32) (want, have *Row, differ []difference, err error) {
	if want, err = d.want.row(i); err != nil {
		return nil, nil, nil, err
	}
	if pair := d.want.heads[i].pair; pair != none {
		if have, err = d.have.row(pair); err != nil {
			return nil, nil, nil, err
		}
	}
	there := *want
	there.Settings = d.target.Refer(want, d.targetsID)
	differ = d.differences(&there, have)
	return want, have, d.together(want, &there, d.withoutLost(want, differ)), nil
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
// Where something must be said, it is what a new object has.
func (d *drafting) withoutLost(want *Row, differ []difference) []difference {
	for _, reference := range d.target.References(want) {
		if reference.To.Kind != HuntGroup || !isLost(reference.To.Name) || reference.Part {
			continue
		}
		for i := len(differ) - 1; i >= 0; i-- {
			if !slices.Contains(reference.Settings, differ[i].name) {
				continue
			}
			if begins, ok := d.freshRow(want.Key.Kind).Get(differ[i].name); ok && differ[i].setting != nil && differ[i].setting.Required {
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

// consider says what becomes of a wanted row.
func (d *drafting) consider(i int32) error {
	want, have, differ, err := d.compared(i)
	if err != nil {
		return err
	}
	if err := d.noteKept(want, have); err != nil {
		return err
	}
	one := &d.drafts[i]
	switch {
	case have == nil && !alwaysThere(want.Key.Kind):
		one.do = Create
	case len(differ) > 0:
		one.do = Change
	case !alwaysThere(want.Key.Kind):
		one.do = Leave
		return nil
	default:
		return nil
	}
	settled := map[string]bool{}
	for _, one := range differ {
		settled[one.name] = true
	}
	for _, reference := range d.target.References(want) {
		to := d.want.find(reference.To)
		if to == none || to == i || !d.created(to) {
			continue
		}
		for _, name := range reference.Settings {
			delete(settled, name)
		}
		if d.want.heads[to].Kind == want.Key.Kind && !(d.twins && want.Key.Kind == HuntGroup) && !slices.Contains(one.after, to) {
			one.after = append(one.after, to)
		}
	}
	if one.do == Change && len(settled) == 0 && !d.first[i] {
		one.do = ""
		d.waiting = append(d.waiting, i)
		return nil
	}
	one.after = append(one.after, d.give[i]...)
	return nil
}

// noteKept names the secrets that a move leaves alone, since the target doesn't show whether they are the same.
func (d *drafting) noteKept(want, have *Row) error {
	if have == nil {
		return nil
	}
	for i := range want.Settings {
		entry := &want.Settings[i]
		there, _ := have.Get(entry.Name)
		if !isSecret(entry.Setting) || unknown(entry.Value) || there.Text != lens.Mask || !d.moves(want, entry) {
			continue
		}
		err := d.plan.Losses.add(report.Loss{
			Dialect: d.target.Name(), Kind: domainKind(want.Key.Kind), Object: want.Key.Name, Setting: entry.Name, Value: lens.Mask,
			Class: lens.Hidden, Reason: "the target doesn't show its own, so that it stays as it is", Shown: lens.Mask,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// created says that the target doesn't have a wanted row yet.
func (d *drafting) created(i int32) bool { return d.want.heads[i].pair == none }

// sort puts drafts in an order: one kind after the other, and each after what it should come after, unless that leads in a
// circle.
func (d *drafting) sort() {
	byKind := map[Kind][]int32{}
	for i := range d.want.heads {
		byKind[d.want.heads[i].Kind] = append(byKind[d.want.heads[i].Kind], int32(i))
	}
	for _, kind := range d.target.Kinds() {
		for _, i := range byKind[kind] {
			d.visit(i)
		}
	}
}

// visit puts a draft and what it should come after in order. It keeps its own stack, since a chain may be as long as the
// tenant is large.
func (d *drafting) visit(i int32) {
	const visiting, done = 1, 2
	type frame struct {
		of   int32
		next int
	}
	stack := []frame{{of: i}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		one := &d.drafts[top.of]
		if one.state == done || one.do == "" {
			stack = stack[:len(stack)-1]
			continue
		}
		one.state = visiting
		if top.next < len(one.after) {
			to := one.after[top.next]
			top.next++
			if d.drafts[to].state == 0 {
				stack = append(stack, frame{of: to})
			}
			continue
		}
		one.state = done
		d.n++
		one.n = d.n
		d.order = append(d.order, top.of)
		stack = stack[:len(stack)-1]
	}
}

// writeFirst writes the step of a wanted row, without what leads to what isn't there yet.
func (d *drafting) writeFirst(i int32) error {
	want, have, differ, err := d.compared(i)
	if err != nil {
		return err
	}
	step := d.step(i, want)
	step.N, step.Do = d.drafts[i].n, d.drafts[i].do
	if step.Do == Leave {
		step.Digest = d.have.leftAs(have)
		return d.plan.addStep(step)
	}
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
			begins, _ := d.freshRow(step.Kind).Get(one.name)
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
	}
	if step.Do == Create && step.Kind == Member {
		if n := d.joined[want.Parent]; n > 0 {
			step.Needs = append(step.Needs, n) // members ring in the order in which they were made
		}
		d.joined[want.Parent] = step.N
	}
	return d.add(step)
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
		begins = begins || d.freshRow(kind).Text(name) != ""
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
		if begins, ok := d.freshRow(step.Kind).Get(one.name); ok && one.old == nil {
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
			if !d.prune {
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
	fresh := d.freshRow(row.Key.Kind)
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

// placesID is the place's own id of a hunt group of the tenant.
func (inv *inventory) placesID(of head) string {
	if inv.ids == nil {
		inv.ids = make(map[domain.HuntGroupID]string, len(inv.groups))
		for id, group := range inv.groups {
			inv.ids[group] = id
		}
	}
	n, err := strconv.ParseInt(of.id, 10, 64)
	if err != nil {
		return of.Name
	}
	return inv.ids[domain.HuntGroupID(n)]
}
