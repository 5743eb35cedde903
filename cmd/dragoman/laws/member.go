package laws

import (
	"encoding/json"
	"slices"

	"dragoman/domain"
	"dragoman/domain/report"
)

// memberIDs gives ids as the store does, none of them twice.
type memberIDs struct{ last domain.MemberID }

func (ids *memberIDs) next() domain.MemberID {
	ids.last++
	return ids.last
}

// number gives new members the ids that they get when the group is stored.
func (ids *memberIDs) number(g *domain.HuntGroup) {
	for i := range g.Members {
		if g.Members[i].ID == 0 {
			g.Members[i].ID = ids.next()
		}
	}
}

// unifyMembers gives the members that aren't in base ids by their place. What a view set aside of them alone is their
// ids, so that it goes.
func unifyMembers(g, base *domain.HuntGroup) {
	const first = 1_000_000
	for i := range g.Members {
		if base.Member(g.Members[i].ID) == nil {
			g.Members[i].ID = domain.MemberID(first + i)
		}
	}
	for _, margin := range g.Margins {
		for field, note := range margin.Notes {
			if !report.Related(field, "Levels.*.Members") {
				continue
			}
			note.Under, _ = withoutIDs(note.Under, base)
			var known bool
			if note.Aside, known = withoutIDs(note.Aside, base); !known {
				note.Aside = ""
			}
			margin.Notes[field] = note
			if note.Aside == "" && note.Texts == nil {
				delete(margin.Notes, field)
			}
		}
	}
}

// withoutIDs takes the ids of members out of an encoded list that aren't in base, and says whether any of them is.
func withoutIDs(text string, base *domain.HuntGroup) (string, bool) {
	var members []domain.Member
	if text == "" || json.Unmarshal([]byte(text), &members) != nil {
		return text, text != ""
	}
	known := slices.ContainsFunc(members, func(m domain.Member) bool { return base.Member(m.ID) != nil })
	for i := range members {
		if base.Member(members[i].ID) == nil {
			members[i].ID = 0
		}
	}
	data, err := json.Marshal(members)
	if err != nil {
		panic(err) // it was just decoded
	}
	return string(data), known || len(members) == 0
}
