package enswitch

import (
	"encoding/json"
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// seat is where a member stands in its hunt group: on which level, and behind how many others there. Enswitch says the
// level alone; a member that comes back to the level that it was moved from stands where it stood.
type seat struct {
	Level  int `json:"level"`
	Behind int `json:"behind"`
}

// WriteMember changes a destination of a hunt group as huntgroups/destinations/update does. One that is moved to another
// level goes behind those that are there already.
func WriteMember(v *View, group *domain.HuntGroup, id domain.MemberID, in map[string]lens.Value) (lens.Written, []lens.Fault) {
	member := Member{HuntGroup: group.ID, Member: group.Member(id), group: group, seat: seatOf(group, id)}
	before := *member.seat
	done, faults := MemberTable.Write(v, member, in)
	if len(faults) == 0 && *member.seat != before {
		reseat(group, *member.Member, *member.seat)
	}
	return done, faults
}

func seatOf(group *domain.HuntGroup, id domain.MemberID) *seat {
	level := group.Member(id).Level
	behind := slices.IndexFunc(group.MembersOf(level), func(m domain.Member) bool { return m.ID == id })
	return &seat{Level: level, Behind: behind}
}

func reseat(group *domain.HuntGroup, moved domain.Member, to seat) {
	group.Members = slices.DeleteFunc(group.Members, func(m domain.Member) bool { return m.ID == moved.ID })
	there := group.MembersOf(to.Level)
	group.SetMembersOf(to.Level, slices.Insert(there, min(to.Behind, len(there)), moved))
}

// sits ties level to a member's seat. A member that is only shown, or that isn't in a group yet, has no seat but a level.
func sits(s setting) row[Member] {
	binding := lens.BindThrough("Levels.*.Members.Level",
		func(m Member) seat {
			if m.seat == nil {
				return seat{Level: m.Level}
			}
			return *m.seat
		},
		func(m Member, to seat) {
			m.Level = to.Level
			if m.seat != nil {
				*m.seat = to
			}
		},
		func(_ *View, m Member) lens.Texts { return lens.Texts{strconv.Itoa(m.Level)} },
		func(_ *View, m Member, texts lens.Texts) error {
			level, err := strconv.Atoi(texts[0])
			m.Level = level
			if m.seat != nil {
				*m.seat = seat{Level: level, Behind: m.others(level)}
			}
			return err
		})
	binding.Identity = levelAlone
	return lens.Bound(binding, 0, bounded(s))
}

// others counts the other members of a level.
func (m Member) others(level int) int {
	n := 0
	for i := range m.group.Members {
		if other := &m.group.Members[i]; other.ID != m.ID && other.Level == level {
			n++
		}
	}
	return n
}

// levelAlone lets a note on a seat stay in force while others come and go.
func levelAlone(state string) string {
	var at seat
	if err := json.Unmarshal([]byte(state), &at); err != nil {
		return state
	}
	return strconv.Itoa(at.Level)
}
