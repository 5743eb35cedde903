package enswitch

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// WriteMember changes a destination of a hunt group as huntgroups/destinations/update does. One whose level changes goes
// behind those that are there already.
func WriteMember(v *View, group *domain.HuntGroup, id domain.MemberID, in map[string]lens.Value) (lens.Written, []lens.Fault) {
	member := group.Member(id)
	before := member.Level
	done, faults := MemberTable.Write(v, Member{HuntGroup: group.ID, Member: member}, in)
	if len(faults) == 0 && member.Level != before {
		moveToLevel(group, *member)
	}
	return done, faults
}

func moveToLevel(group *domain.HuntGroup, moved domain.Member) {
	group.Members = slices.DeleteFunc(group.Members, func(m domain.Member) bool { return m.ID == moved.ID })
	group.SetMembersOf(moved.Level, append(group.MembersOf(moved.Level), moved))
}
