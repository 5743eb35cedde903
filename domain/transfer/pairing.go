package transfer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// foundBy is what a hunt group of a snapshot is known by, beside an id that means nothing elsewhere.
type foundBy struct {
	at      int32
	names   []string // that it was given, the first being its account
	numbers []string // feature codes that lead to it
	title   string
}

// all are the names and numbers of a group.
func (f *foundBy) all() []string { return append(slices.Clone(f.names), f.numbers...) }

// dialled is the first number that one dials for a group, empty for none.
func (f *foundBy) dialled() string {
	for _, name := range f.all() {
		if domain.Dialable(name) {
			return name
		}
	}
	return ""
}

// huntGroups lists what the hunt groups of a snapshot are known by.
func (s *snapshot) huntGroups() ([]foundBy, error) {
	var out []foundBy
	place := map[int32]int{}
	for i := range s.heads {
		if s.heads[i].Kind != HuntGroup {
			continue
		}
		row, err := s.row(int32(i))
		if err != nil {
			return nil, err
		}
		place[int32(i)] = len(out)
		out = append(out, foundBy{at: int32(i), names: chosen(row), title: titleOf(row)})
	}
	for i := range s.heads {
		if n, ok := place[s.heads[i].alias]; ok && s.heads[i].alias != none {
			out[n].numbers = append(out[n].numbers, s.heads[i].Name)
		}
	}
	return out, nil
}

// titleOf is what a hunt group is called for people.
func titleOf(row *Row) string {
	for _, entry := range row.Settings {
		if entry.Setting != nil && entry.Setting.Field == nameField {
			return entry.Value.Plain()
		}
	}
	return ""
}

// pair finds for each row of a snapshot the one of another that is the same object: by its key, else by a name that both
// answer to, and hunt groups by a number, an account or, where one of them has no number, by what they are called. Those
// that are called nothing at all are paired in their order.
func (s *snapshot) pair(other *snapshot) error {
	for i := range s.heads {
		s.heads[i].pair = none
	}
	for i := range other.heads {
		other.heads[i].pair = none
	}
	if err := s.pairGroups(other); err != nil {
		return err
	}
	var rest []int32
	for i := range s.heads {
		one := &s.heads[i]
		if one.Kind == HuntGroup {
			continue
		}
		key, ok := s.elsewhere(one.identity, other)
		if !ok {
			continue
		}
		if j, ok := other.index[key]; ok {
			s.join(int32(i), other, j)
		} else if one.Kind == Phone {
			rest = append(rest, int32(i))
		}
	}
	for _, i := range rest {
		if err := s.pairByNames(i, other); err != nil {
			return err
		}
	}
	return s.expectUsual(other)
}

func (s *snapshot) join(i int32, other *snapshot, j int32) {
	s.heads[i].pair, other.heads[j].pair = j, i
}

// elsewhere is the identity that a row would have in another snapshot; ok is false for a part of a hunt group that isn't
// there.
func (s *snapshot) elsewhere(of identity, other *snapshot) (identity, bool) {
	if of.Parent == "" {
		return of, true
	}
	parent, ok := s.groups[of.Parent]
	if !ok || s.heads[parent].pair == none {
		return identity{}, false
	}
	of.Parent = other.heads[s.heads[parent].pair].id
	return of, true
}

// pairByNames pairs a row with the one of its kind that has one of its names, if that has no other match.
func (s *snapshot) pairByNames(i int32, other *snapshot) error {
	row, err := s.row(i)
	if err != nil {
		return err
	}
	if len(chosen(row)) == 0 {
		return nil // it could not be given another name
	}
	for _, name := range s.format.Names(row) {
		for _, j := range other.holders[name] {
			if other.heads[j].Kind == s.heads[i].Kind && other.heads[j].pair == none {
				s.join(i, other, j)
				return nil
			}
		}
	}
	return nil
}

func (s *snapshot) pairGroups(other *snapshot) error {
	own, err := s.huntGroups()
	if err != nil {
		return err
	}
	theirs, err := other.huntGroups()
	if err != nil {
		return err
	}
	byName, byTitle := map[string]int{}, map[string][]int{}
	for j := range theirs {
		for _, name := range theirs[j].all() {
			if _, double := byName[name]; !double {
				byName[name] = j
			}
		}
		byTitle[theirs[j].title] = append(byTitle[theirs[j].title], j)
	}
	free := func(i, j int) bool {
		return s.heads[own[i].at].pair == none && other.heads[theirs[j].at].pair == none
	}
	for i := range own {
		for _, name := range own[i].all() {
			if j, ok := byName[name]; ok && free(i, j) && !derivedName.MatchString(name) {
				s.join(own[i].at, other, theirs[j].at)
				break
			}
		}
	}
	// A name hunt_N says less: the same number may mean another group elsewhere.
	for i := range own {
		for _, name := range own[i].names {
			if j, ok := byName[name]; ok && free(i, j) && own[i].title == theirs[j].title {
				s.join(own[i].at, other, theirs[j].at)
				break
			}
		}
	}
	for i := range own {
		for _, j := range byTitle[own[i].title] {
			nameless := len(own[i].all()) == 0 && len(theirs[j].all()) == 0
			if free(i, j) && (nameless || own[i].title != "" && (own[i].dialled() == "" || theirs[j].dialled() == "")) {
				s.join(own[i].at, other, theirs[j].at)
				break
			}
		}
	}
	return nil
}

// numberGroups gives the hunt groups of the inventory that have no number a name: the one by which the target knows
// them already, else a number of the range, else their hunt_N, with a suffix where the target has another group of it, which
// is a clash where somebody chose that name. It says whether any name is another now.
func (inv *inventory) numberGroups(ctx context.Context, want, have *snapshot, numbers NumberRange, found *clashes) (changed bool, err error) {
	groups, err := want.huntGroups()
	if err != nil {
		return false, err
	}
	theirs, err := have.huntGroups()
	if err != nil {
		return false, err
	}
	known := map[int32]*foundBy{}
	for j := range theirs {
		known[theirs[j].at] = &theirs[j]
	}
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return false, err
	}
	giving := numbering{look: look, have: have, range_: numbers, next: numbers.From, given: map[string]bool{}}
	var ids []domain.HuntGroupID
	var names []string
	for i := range groups {
		id, err := want.tenantsGroup(look, groups[i].at)
		if err != nil {
			return false, err
		}
		was, nameless := inv.reserved[id]
		if nameless && !inv.dialled[was] && want.format.Name() == CanonicalName && numbers == (NumberRange{}) {
			continue // it gets the hunt_N of its id there
		}
		if !nameless && (groups[i].dialled() != "" || !slices.ContainsFunc(groups[i].names, derivedName.MatchString)) {
			continue
		}
		if !nameless {
			was = groups[i].names[0]
		}
		pair := known[want.heads[groups[i].at].pair]
		name, err := giving.nameFor(was, pair)
		if err != nil {
			return false, err
		}
		isNew := pair == nil || !slices.Contains(pair.all(), name)
		if !nameless && isNew && strings.HasPrefix(name, was+"_") && giving.heldByAnother(was, pair) {
			with := have.whoHas(was)
			found.list = append(found.list, Clash{
				Kind: HuntGroup, Name: was, Over: "name", With: with, Settled: "called " + name,
				Reason: fmt.Sprintf("huntgroup %s wants the name %s, which %s has at the target", was, was, with),
			})
		}
		if name != was {
			ids, names = append(ids, id), append(names, name)
		}
	}
	return len(ids) > 0, inv.inParts(ctx, len(ids), func(edit *domain.Edit, i int) error {
		delete(inv.reserved, ids[i])
		return edit.ChangeHuntGroup(ids[i], func(g group) error { g.Names = []string{names[i]}; return nil })
	})
}

// tenantsGroup is the id in the tenant of a hunt group of its snapshot.
func (s *snapshot) tenantsGroup(look *domain.Look, at int32) (domain.HuntGroupID, error) {
	id, ok := domain.Destination{Kind: domain.ToHuntGroup, Target: s.heads[at].id}.HuntGroupID()
	if ok {
		return id, nil
	}
	account, err := look.Account(s.heads[at].Name)
	if err != nil {
		return 0, err
	}
	id, _ = account.HuntGroupID() // of a hunt group's own account
	return id, nil
}

// numbering gives names to hunt groups.
type numbering struct {
	look   *domain.Look
	have   *snapshot
	range_ NumberRange
	next   int
	given  map[string]bool
}

func (n *numbering) nameFor(was string, known *foundBy) (string, error) {
	if known != nil {
		name := known.dialled()
		if name == "" && len(known.names) > 0 {
			name = known.names[0]
		}
		if name != "" && n.freeHere(name, was) {
			return n.give(name), nil
		}
	}
	if n.range_ != (NumberRange{}) {
		for ; n.next <= n.range_.To; n.next++ {
			name := strconv.Itoa(n.next)
			if n.freeHere(name, was) && !n.have.isTaken(name) {
				return n.give(name), nil
			}
		}
		return "", domain.Fail(domain.Invalid, "the numbers from %d to %d are all taken; give a larger range", n.range_.From, n.range_.To)
	}
	name := was
	for k := 2; !n.freeHere(name, was) || n.heldByAnother(name, known); k++ {
		name = was + "_" + strconv.Itoa(k)
	}
	return n.give(name), nil
}

func (n *numbering) give(name string) string {
	n.given[name] = true
	return name
}

// freeHere says that nothing of the source has a name, or only the group that had another name so far.
func (n *numbering) freeHere(name, was string) bool {
	if n.given[name] {
		return false
	}
	if name == was {
		return true
	}
	_, err := n.look.Account(name)
	return domain.CodeOf(err) == domain.NotFound
}

func (n *numbering) heldByAnother(name string, known *foundBy) bool {
	return n.have.others[name] || slices.ContainsFunc(n.have.holders[name], func(j int32) bool { return known == nil || j != known.at })
}

// sameNames says that two lists of names begin alike and have the same names: the order of further names says nothing.
func sameNames(a, b []string) bool {
	if len(a) != len(b) || len(a) > 0 && a[0] != b[0] {
		return false
	}
	left, right := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(left, right)
}

// namesIn reads a setting that is a list of names.
func namesIn(row *Row, setting string) []string {
	value, _ := row.Get(setting)
	return lens.SplitNames(value.Text)
}
