package transfer

import (
	"slices"

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
	kept    *Listing[report.Loss] // secrets of the target that a move leaves alone
	drafts  []draft               // of the wanted rows
	order   []int32               // of the wanted rows that have a first step
	waiting []int32               // of those that have only a second one
	second  []rest
	removed map[int32]int   // the steps that remove rows of the target
	aliases map[int32][]int // the steps that remove feature codes, by where they lead
	titles  map[string][]string
	parts   map[string][]int32
	newest  map[string]int // the last step that makes a hunt group, by what it is called
	joined  map[string]int // the last step that makes a member, by its hunt group
	first   map[int32]bool // wanted rows that others wait for
	twins   bool           // several hunt groups are called alike
	derives bool           // the target gives hunt groups ids and derives names from them
	byID    []int32        // wanted hunt groups that chose such a name as their own
	lastOf  int            // the last step that makes one of them
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
	groups, err := d.want.huntGroups()
	if err != nil {
		return err
	}
	d.findTwins(groups)
	d.findCalledByID(groups)
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
func (d *drafting) findTwins(groups []foundBy) {
	titles := make(map[string]bool, len(groups))
	for i := range groups {
		d.twins = d.twins || titles[groups[i].title]
		titles[groups[i].title] = true
	}
}

// consider says what becomes of a wanted row.
func (d *drafting) consider(i int32) error {
	one, kind := &d.drafts[i], d.want.heads[i].Kind
	if d.created(i) && !alwaysThere(kind) {
		want, err := d.want.row(i)
		if err != nil {
			return err
		}
		one.do = Create
		one.after = append(d.followed(i, want, nil), d.give[i]...)
		return nil
	}
	want, have, differ, err := d.compared(i)
	if err != nil {
		return err
	}
	if err := d.noteKept(want, have); err != nil {
		return err
	}
	if len(differ) == 0 {
		if !alwaysThere(kind) {
			one.do = Leave
		}
		return nil
	}
	settled := map[string]bool{}
	for _, one := range differ {
		settled[one.name] = true
	}
	one.after = d.followed(i, want, settled)
	if len(settled) == 0 && !d.first[i] {
		d.waiting = append(d.waiting, i)
		return nil
	}
	one.do = Change
	one.after = append(one.after, d.give[i]...)
	return nil
}

// followed are the wanted rows of the same kind that a row leads to and that aren't there yet. What leads to any row that
// isn't there yet is taken from the settings that are settled.
func (d *drafting) followed(i int32, want *Row, settled map[string]bool) (after []int32) {
	for _, reference := range d.target.References(want) {
		to := d.want.find(reference.To)
		if to == none || to == i || !d.created(to) {
			continue
		}
		for _, name := range reference.Settings {
			delete(settled, name)
		}
		if d.want.heads[to].Kind == want.Key.Kind && !(d.twins && want.Key.Kind == HuntGroup) && !d.isCalledByID(i) && !slices.Contains(after, to) {
			after = append(after, to)
		}
	}
	return after
}

// noteKept names the secrets that a move leaves alone, since the target doesn't show whether they are the same.
func (d *drafting) noteKept(want, have *Row) error {
	if have == nil {
		return nil // what is always there, and isn't listed
	}
	for i := range want.Settings {
		entry := &want.Settings[i]
		there, _ := have.Get(entry.Name)
		if !isSecret(entry.Setting) || unknown(entry.Value) || there.Text != lens.Mask || !d.moves(want, entry) {
			continue
		}
		err := d.kept.add(report.Loss{
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
		if kind == HuntGroup {
			for _, i := range d.byID {
				d.visit(i)
			}
		}
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
