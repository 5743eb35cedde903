package transfer

import (
	"cmp"
	"slices"
	"strconv"
)

// A hunt group may have chosen hunt_7 for its name. A store in which another got the id 7 can't make it any more, since that
// is the other's name there: so those who chose such names are made one after the other, before all other hunt groups, the
// lowest number first.

// findCalledByID finds the hunt groups to make that chose such a name.
func (d *drafting) findCalledByID(groups []foundBy) {
	if !d.derives {
		return
	}
	number := map[int32]int{}
	for i := range groups {
		for _, name := range groups[i].names {
			if match := derivedName.FindStringSubmatch(name); match != nil && d.created(groups[i].at) && number[groups[i].at] == 0 {
				number[groups[i].at], _ = strconv.Atoi(match[1]) // the pattern admits few digits alone
				d.byID = append(d.byID, groups[i].at)
			}
		}
	}
	slices.SortStableFunc(d.byID, func(a, b int32) int { return cmp.Compare(number[a], number[b]) })
}

// isCalledByID says that a wanted row is one of them.
func (d *drafting) isCalledByID(i int32) bool { return slices.Contains(d.byID, i) }

// awaitNames makes a step that makes a hunt group wait for those who chose such names.
func (d *drafting) awaitNames(i int32, step *Step) {
	if d.lastOf > 0 {
		step.Needs = append(step.Needs, d.lastOf)
	}
	if d.isCalledByID(i) {
		d.lastOf = step.N
	}
}
