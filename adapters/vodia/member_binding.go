package vodia

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// bindMembers ties stN_ext to the members of a level: those that ring and can be dialled, in order.
func bindMembers(level int) *lens.Binding[*domain.HuntGroup, *View] {
	load := func(g *domain.HuntGroup) []domain.Member { return g.MembersOf(level) }
	save := func(g *domain.HuntGroup, members []domain.Member) {
		g.SetMembersOf(level, members)
		if len(g.Members) == 0 {
			g.Members = nil
		}
	}
	binding := lens.BindThrough(levelField(level, "Members"), load, save,
		func(v *View, g *domain.HuntGroup) lens.Texts {
			return lens.Texts{strings.Join(v.ringing(load(g)), " ")}
		},
		func(v *View, g *domain.HuntGroup, texts lens.Texts) error {
			save(g, v.rewritten(level, load(g), strings.Fields(texts[0])))
			return nil
		})
	binding.Identity = withoutIDs
	return binding
}

// withoutIDs lets a note on members stay in force when the store has given ids to the new ones.
func withoutIDs(state string) string {
	var members []domain.Member
	if json.Unmarshal([]byte(state), &members) != nil {
		return state
	}
	for i := range members {
		members[i].ID = 0
	}
	data, err := json.Marshal(members)
	if err != nil {
		return state
	}
	return string(data)
}

// ringing lists what one dials for the members that ring and can be dialled.
func (v *View) ringing(members []domain.Member) []string {
	out := make([]string, 0, len(members))
	for i := range members {
		if text, ok := v.dialledMember(&members[i]); ok && members[i].Available {
			out = append(out, text)
		}
	}
	return out
}

// dialledMember is what one dials for a member; ok is false for one that a stage can't list: a trunk, a SIP URI, or what
// has a space in it.
func (v *View) dialledMember(m *domain.Member) (text string, ok bool) {
	if m.Destination.Kind == domain.ToSIPURI {
		return "", false
	}
	text, ok = v.Plan.Digits(m.Destination)
	return text, ok && text != "" && len(strings.Fields(text)) == 1 && !strings.ContainsAny(text, " \t\r\n")
}

// rewritten makes a level's members those of the texts, in their order. Members that stay keep their records, and an
// unavailable one that is named becomes available; the other members that don't show stay where they are.
func (v *View) rewritten(level int, before []domain.Member, texts []string) []domain.Member {
	used := make([]bool, len(before))
	named := make([]domain.Member, 0, len(texts))
	for _, text := range texts {
		named = append(named, v.memberFor(level, text, before, used))
	}
	after := make([]domain.Member, 0, len(before)+len(named))
	placed, passed := 0, 0 // how many of the named are placed, how many that showed were passed
	for i, m := range before {
		if _, dialled := v.dialledMember(&before[i]); dialled && m.Available {
			passed++
			continue
		}
		if used[i] {
			continue
		}
		for placed < min(passed, len(named)) {
			after = append(after, named[placed])
			placed++
		}
		after = append(after, m)
	}
	return append(after, named[placed:]...)
}

// memberFor finds the member that a text names, one that rings before one that doesn't, or makes a new one.
func (v *View) memberFor(level int, text string, before []domain.Member, used []bool) domain.Member {
	for _, available := range []bool{true, false} {
		for i, m := range before {
			if used[i] || m.Available != available {
				continue
			}
			if shown, ok := v.dialledMember(&before[i]); ok && shown == text {
				used[i] = true
				m.Available = true
				return m
			}
		}
	}
	m := domain.NewMember()
	m.Level, m.Destination = level, domain.Dialled(text)
	return *m
}

// keepIDs gives members that a write made anew the ids of equal ones that were there before it. A write counts from what
// was set aside, so that it makes members anew which an earlier write through this dialect had added already.
func keepIDs(before, after []domain.Member) {
	taken := map[domain.MemberID]bool{}
	for _, m := range after {
		taken[m.ID] = true
	}
	for i := range after {
		if after[i].ID != 0 {
			continue
		}
		j := slices.IndexFunc(before, func(m domain.Member) bool {
			id := m.ID
			m.ID = 0
			return !taken[id] && reflect.DeepEqual(m, after[i])
		})
		if j >= 0 {
			after[i].ID = before[j].ID
			taken[before[j].ID] = true
		}
	}
}
