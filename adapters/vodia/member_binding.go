package vodia

import (
	"encoding/json"
	"reflect"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// bindMembers ties stN_ext to the members of a level: those that ring and can be dialled, in order.
func bindMembers(level int) *lens.Binding[*domain.HuntGroup, *View] {
	load := func(g *domain.HuntGroup) []domain.Member { return g.MembersOf(level) }
	save := func(g *domain.HuntGroup, members []domain.Member) {
		keepMargins(g, members)
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
	binding.Identity, binding.Meaning = apart, membersMeaning
	return binding
}

// keepMargins leaves to members that are there what has been noted in their margins since they were set aside.
func keepMargins(g *domain.HuntGroup, members []domain.Member) {
	for i := range members {
		if now := g.Member(members[i].ID); now != nil && now.ID != 0 {
			members[i].Margins = now.Margins
		}
	}
}

// apart is what a list of members says without their ids and margins: a note on them stays in force when the store has
// given ids to the new ones, and when the other dialect has noted something in the margin of one.
func apart(state string) string {
	var members []domain.Member
	if json.Unmarshal([]byte(state), &members) != nil {
		return state
	}
	for i := range members {
		members[i].ID, members[i].Margins = 0, nil
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

// settleIDs gives members that a write made anew the ids of equal ones that were there before it: a write counts from
// what was set aside, so that it makes members anew which an earlier write through this dialect had added already. What
// comes back from there after it was removed gets a new id, since ids are never used again.
func settleIDs(before, after []domain.Member) {
	free := make(map[domain.MemberID]bool, len(before))
	for _, m := range before {
		free[m.ID] = true
	}
	for i := range after {
		if !free[after[i].ID] {
			after[i].ID = 0
		}
		delete(free, after[i].ID)
	}
	for i := range after {
		if after[i].ID != 0 {
			continue
		}
		for _, m := range before {
			if free[m.ID] && sameButForID(m, after[i]) {
				after[i].ID = m.ID
				delete(free, m.ID)
				break
			}
		}
	}
}

func sameButForID(a, b domain.Member) bool {
	a.ID, b.ID = 0, 0
	return reflect.DeepEqual(a, b)
}
