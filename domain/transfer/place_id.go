package transfer

import (
	"regexp"
	"strconv"

	"dragoman/domain"
)

// The hunt groups of a source get ids of the workspace's own while a move is worked out. People are told the ones that the
// place has for them.

// placesID is the place's own id of a hunt group of the tenant.
func (inv *inventory) placesID(of head) string {
	n, err := strconv.ParseInt(of.id, 10, 64)
	if err != nil {
		return of.Name
	}
	return inv.ids[domain.HuntGroupID(n)]
}

// writtenID is the id that the place wrote for a hunt group, whether the group is there or not.
func (inv *inventory) writtenID(id string) string {
	for written, lost := range inv.lost {
		if lost == id {
			return written
		}
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if own, ok := inv.ids[domain.HuntGroupID(n)]; err == nil && ok {
		return own
	}
	return id
}

// workspaceID matches the ids that a workspace gives and those that stand for hunt groups that aren't there: both are high.
var workspaceID = regexp.MustCompile(`[0-9]{15,}`)

// asWritten is a text with the ids that the place wrote in place of the workspace's.
func (inv *inventory) asWritten(text string) string {
	return workspaceID.ReplaceAllStringFunc(text, inv.writtenID)
}
