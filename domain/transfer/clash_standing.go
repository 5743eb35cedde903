package transfer

import (
	"context"
	"fmt"
	"slices"

	"dragoman/domain"
)

// leaveStanding leaves feature codes out of the inventory that lead to what only the target has and are further names of it
// there already, as when a list has codes alone. It says whether there were any.
func (inv *inventory) leaveStanding(ctx context.Context, have *snapshot, contests []contested, found *clashes) (any bool, err error) {
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return false, err
	}
	var names []string
	for _, c := range contests {
		stands, err := inv.stands(look, have, c)
		if err != nil {
			return false, err
		}
		if !stands || slices.Contains(names, c.name) {
			continue
		}
		names = append(names, c.name)
		found.list = append(found.list, Clash{
			Kind: FeatureCode, Name: c.name, Over: "name", With: c.with, Settled: "stays as it is",
			Reason: fmt.Sprintf("featurecode %s is a further name of %s at the target already, which the source doesn't have", c.name, c.with),
		})
	}
	for _, name := range names {
		if err := inv.leaveOut(ctx, name); err != nil {
			return false, err
		}
	}
	return len(names) > 0, nil
}

// stands says that what has a contested name at the target is where the source's feature code of that name leads.
func (inv *inventory) stands(look *domain.Look, have *snapshot, c contested) (bool, error) {
	if c.have == none {
		return false, nil
	}
	found, err := look.FeatureCode(c.name)
	if domain.CodeOf(err) == domain.NotFound {
		return false, nil
	}
	if err != nil || !look.Plan.Dangles(found.Destination) {
		return false, err
	}
	kind, to := Phone, found.Destination.Target
	switch found.Destination.Kind {
	case domain.ToPhone:
	case domain.ToHuntGroup:
		kind, to = HuntGroup, inv.writtenID(to)
	default:
		return false, nil
	}
	return have.heads[c.have].Kind == kind && slices.Contains(have.holders[to], c.have), nil
}
