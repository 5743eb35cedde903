package transfer

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"dragoman/domain"
)

// Clash is something of the source that the target can't take as it is.
type Clash struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name,omitempty"`    // what the object is called, or the name that it wants
	Over    string `json:"over"`              // what they clash over: "name", "number plan", "quota"
	With    string `json:"with,omitempty"`    // what stands in the way at the target
	Reason  string `json:"reason"`            // a sentence for a person
	Settled string `json:"settled,omitempty"` // what becomes of it; empty where it stops the move
}

func quotaClash(kind Kind, quota, n int, what, settled string) Clash {
	return Clash{
		Kind: kind, Over: "quota", Settled: settled,
		Reason: fmt.Sprintf("the target may have no more than %d %s, and there would be %d", quota, what, n),
	}
}

// clashes are the names that objects want and others have at the target, and what has to happen first.
type clashes struct {
	list  []Clash
	gone  map[int32]bool    // rows of the target that go
	free  map[int32][]int32 // for a wanted row, those of the target that must go before
	give  map[int32][]int32 // for a wanted row, the wanted ones that must give up a name before
	freed map[string]bool   // star codes that every tenant of the target has and that make room for something of the source
}

// contested is a name that a wanted row can't have.
type contested struct {
	want, have int32 // have is none where what has the name at the target is of no kind that is moved
	name       string
	who        string // what wants it
	with       string // what has it at the target
}

// mostRounds is how often names are given out anew before what still clashes stops the move.
const mostRounds = 8

// settle takes a snapshot of what the target is to hold, once its names clash with nothing or the rules say what to do.
func (inv *inventory) settle(ctx context.Context, m *Making, have *snapshot) (*snapshot, clashes, error) {
	var found clashes
	numbered := false
	if err := have.noteOthers(ctx, m); err != nil {
		return nil, found, err
	}
	for round := 0; ; round++ {
		look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
		if err != nil {
			return nil, found, err
		}
		want, err := readTenant(ctx, look, m.To.Format, m.Workspace)
		if err != nil {
			return nil, found, err
		}
		again, err := inv.settleOnce(ctx, m, want, have, &found, &numbered, round == mostRounds)
		if err != nil {
			return nil, found, closing(err, want.close)
		}
		if !again {
			return want, found, nil
		}
		if err := want.close(); err != nil {
			return nil, found, err
		}
	}
}

func (inv *inventory) settleOnce(ctx context.Context, m *Making, want, have *snapshot, found *clashes, numbered *bool, last bool) (again bool, err error) {
	if err := want.pair(have); err != nil {
		return false, err
	}
	if !*numbered {
		*numbered = true
		changed, err := inv.numberGroups(ctx, want, have, m.Rules.Numbers, found)
		if err != nil || changed {
			return changed, err
		}
	}
	found.gone, found.free = map[int32]bool{}, map[int32][]int32{}
	found.give, found.freed = map[int32][]int32{}, map[string]bool{}
	judge := inv.newComparing(m, want, found)
	contests, err := want.contests(have, judge, found)
	if err == nil {
		contests, err = inv.otherForms(ctx, have, contests, found)
	}
	if err != nil || len(contests) == 0 {
		return false, err
	}
	if there, err := inv.leaveStanding(ctx, have, contests, found); err != nil || there {
		return there, err
	}
	rule := m.Rules.OnClash
	if last {
		rule = Stop
	}
	for _, c := range contests {
		clash := Clash{
			Kind: want.heads[c.want].Kind, Name: c.name, Over: "name", With: c.with,
			Reason: fmt.Sprintf("%s wants the name %s, which %s has at the target", c.who, c.name, c.with),
		}
		switch rule {
		case Skip:
			clash.Settled = "left out"
			err = inv.leaveOut(ctx, c.name)
		case Rename:
			var to string
			to, err = inv.anotherName(ctx, c.name, have, func(j int32) (bool, error) { return want.resembles(c.want, have, j, judge) })
			clash.Settled = "called " + to
		case Replace:
			if c.have == none {
				break // nobody can say what would go
			}
			clash.Settled = "takes its place"
			found.makeRoom(c, have)
		}
		if err != nil {
			return false, err
		}
		found.list = append(found.list, clash)
	}
	return rule == Skip || rule == Rename, nil
}

// otherForms leaves out those contests that are over a feature code which the source has too, as a further name of an
// account: it is the same code in another form, and goes to make room for itself.
func (inv *inventory) otherForms(ctx context.Context, have *snapshot, contests []contested, found *clashes) ([]contested, error) {
	var out []contested
	for _, c := range contests {
		if c.have == none {
			out = append(out, c)
			continue
		}
		holder, err := inv.workspace.Directory().Reader().HolderOf(ctx, inv.tenant, c.name)
		if err != nil {
			return nil, err
		}
		there := &have.heads[c.have]
		if holder.Kind != domain.KindFeatureCode || there.Kind != FeatureCode || there.Name != c.name {
			out = append(out, c)
			continue
		}
		found.gone[c.have] = true
		found.free[c.want] = append(found.free[c.want], c.have)
	}
	return out, nil
}

func (s *snapshot) title(n int32) string { return Key{s.heads[n].Kind, s.heads[n].Name}.String() }

// contests lists the names that wanted rows can't have, and notes what must happen before others can have theirs.
func (s *snapshot) contests(have *snapshot, judge comparing, found *clashes) ([]contested, error) {
	var out []contested
	for i := range s.heads {
		if s.heads[i].Kind == Level || s.heads[i].Kind == Member {
			continue
		}
		row, err := s.row(int32(i))
		if err != nil {
			return nil, err
		}
		for _, name := range s.format.Names(row) {
			if have.others[name] {
				out = append(out, contested{int32(i), none, name, s.wanting(int32(i), row, name), have.whoHas(name)})
			}
			for _, j := range have.holders[name] {
				stays, err := s.keepsStarCode(have, j, judge, name)
				if err != nil {
					return nil, err
				}
				// The target's row of star codes pairs with the wanted one, and may still keep a code for another function.
				forAnother := stays != "" && s.heads[i].Kind == StarCodes && row.Text(stays) != name
				if !forAnother && s.agrees(int32(i), have, j) {
					continue
				}
				c := contested{int32(i), j, name, s.wanting(int32(i), row, name), have.title(j)}
				switch {
				case stays != "":
					c.with = "star code " + stays
				case have.heads[j].pair != none:
					found.give[int32(i)] = append(found.give[int32(i)], have.heads[j].pair)
					continue
				case found.gone[j]:
					continue
				}
				if judge.prunes(&have.heads[j]) {
					found.makeRoom(c, have)
				} else {
					out = append(out, c)
				}
			}
		}
	}
	return out, nil
}

// wanting says what of a row wants a name: the object, or one star code of many.
func (s *snapshot) wanting(i int32, row *Row, name string) string {
	if row.Key.Kind == StarCodes {
		for _, entry := range row.Settings {
			if entry.Value.Plain() == name {
				return "star code " + entry.Name
			}
		}
	}
	return s.title(i)
}

// makeRoom has what a contested name belongs to at the target go before the name is taken: a star code alone, not all.
func (f *clashes) makeRoom(c contested, have *snapshot) {
	if have.heads[c.have].Kind == StarCodes {
		f.freed[c.name] = true
		if pair := have.heads[c.have].pair; pair != c.want {
			f.give[c.want] = append(f.give[c.want], pair)
		}
		return
	}
	f.gone[c.have] = true
	f.free[c.want] = append(f.free[c.want], c.have)
}

// agrees says that a row may have a name that one of the target has: both are one object, or a feature code and the
// account whose further name it is.
func (s *snapshot) agrees(i int32, have *snapshot, j int32) bool {
	one, other := &s.heads[i], &have.heads[j]
	switch {
	case other.pair == i:
		return true
	case one.pair != none && other.alias == one.pair:
		return true
	case one.pair == none && other.leads == (Key{one.Kind, one.Name}):
		return true
	case one.alias != none && s.heads[one.alias].pair == j:
		return true
	case other.pair == none:
		return false
	}
	return s.heads[other.pair].alias == i || one.alias == other.pair && one.alias != none
}

// leaveOut removes from the inventory what has a name.
func (inv *inventory) leaveOut(ctx context.Context, name string) error {
	return inv.withHolder(ctx, name, func(edit *domain.Edit, holder domain.Holder) error {
		switch holder.Kind {
		case domain.KindPhone:
			return leaveOutPhone(edit, domain.PhoneID(holder.ID), name)
		case domain.KindFeatureCode:
			return edit.RemoveFeatureCode(name, false)
		case domain.KindHuntGroup:
			return edit.ChangeHuntGroup(domain.HuntGroupID(holder.ID), func(g group) error {
				g.Names = slices.DeleteFunc(g.Names, func(n string) bool { return n == name })
				return nil
			})
		}
		return nil
	})
}

func leaveOutPhone(edit *domain.Edit, id domain.PhoneID, name string) error {
	found, err := edit.PhoneByID(id)
	if err != nil {
		return err
	}
	if found.Name == name {
		return edit.RemovePhone(name, false)
	}
	return edit.ChangePhone(found.Name, func(p phone) error {
		p.Names = slices.DeleteFunc(p.Names, func(n string) bool { return n == name })
		return nil
	})
}

// withHolder changes what has a name in the inventory.
func (inv *inventory) withHolder(ctx context.Context, name string, do func(*domain.Edit, domain.Holder) error) error {
	directory := inv.workspace.Directory()
	holder, err := directory.Reader().HolderOf(ctx, inv.tenant, name)
	if err != nil {
		return err
	}
	return directory.Change(ctx, loading, inv.tenant, func(edit *domain.Edit) error { return do(edit, holder) })
}

// resembles says that an object of the target is, as far as can be told, the one that a wanted row got another name for in
// an earlier move: most of what is to be said of it stands there already.
func (s *snapshot) resembles(i int32, have *snapshot, j int32, judge comparing) (bool, error) {
	other := &have.heads[j]
	if other.pair != none || other.Kind != s.heads[i].Kind {
		return other.pair == i, nil
	}
	want, err := s.row(i)
	if err != nil {
		return false, err
	}
	there, err := have.row(j)
	if err != nil {
		return false, err
	}
	names := func(one difference) bool { return isNames(one.setting) }
	differ := slices.DeleteFunc(judge.differences(want, there), names)
	said := slices.DeleteFunc(judge.forNew(want), names)
	return 2*len(differ) < max(len(said), 1), nil
}

// anotherName gives what has a name in the inventory the first one with 2, 3, … behind it that is free, or that the target
// has for it already.
func (inv *inventory) anotherName(ctx context.Context, name string, have *snapshot, known func(int32) (bool, error)) (to string, err error) {
	directory := inv.workspace.Directory()
	look, err := directory.Look(ctx, inv.tenant)
	if err != nil {
		return "", err
	}
	for n := 2; ; n++ {
		to = name + strconv.Itoa(n)
		free, err := have.freeBut(to, known)
		if err != nil {
			return "", err
		}
		if !free {
			continue
		}
		_, err = look.Account(to)
		if domain.CodeOf(err) == domain.NotFound {
			break
		}
		if err != nil {
			return "", err
		}
	}
	holder, err := directory.Reader().HolderOf(ctx, inv.tenant, name)
	if err != nil {
		return "", err
	}
	kind, ok := map[domain.Kind]Kind{domain.KindPhone: Phone, domain.KindFeatureCode: FeatureCode, domain.KindHuntGroup: HuntGroup}[holder.Kind]
	if !ok {
		return "", domain.Fail(domain.Conflict, "%s is taken at the target, and nothing of the source can be renamed for it", name)
	}
	if kind == Phone {
		found, err := look.PhoneByID(domain.PhoneID(holder.ID))
		if err != nil {
			return "", err
		}
		if found.Name != name {
			return to, inv.renameAlias(ctx, found.Name, name, to)
		}
	}
	return to, inv.giveNames(ctx, []NewName{{kind, name, to}})
}

// freeBut says that nobody has a name but objects that are known.
func (s *snapshot) freeBut(name string, known func(int32) (bool, error)) (bool, error) {
	if s.others[name] {
		return false, nil
	}
	for _, j := range s.holders[name] {
		if ok, err := known(j); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// renameAlias changes a further name of a phone that can't be dialled.
func (inv *inventory) renameAlias(ctx context.Context, account, name, to string) error {
	return inv.workspace.Directory().Change(ctx, loading, inv.tenant, func(edit *domain.Edit) error {
		return edit.ChangePhone(account, func(p phone) error {
			p.Names = slices.Clone(p.Names)
			for i := range p.Names {
				if p.Names[i] == name {
					p.Names[i] = to
				}
			}
			return nil
		})
	})
}
