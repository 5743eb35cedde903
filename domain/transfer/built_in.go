package transfer

import (
	"context"
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// What every tenant of a platform has by itself is nobody's object: it is neither moved to another platform, whose
// functions are others, nor missed or removed there.

// builtIn says that a star code stands at the target of which the source has no feature code, and that this is no
// difference: only places of one platform can say of a star code that it is off. Where the target is pruned, those stay
// that every tenant of its platform has by itself.
func (c *comparing) builtIn(want *Row, entry *lens.Entry, stands lens.Value) bool {
	if want.Key.Kind != StarCodes || entry.Value.Plain() != "" || c.source.Name() == c.target.Name() {
		return false
	}
	if c.freed[stands.Plain()] {
		return false
	}
	return !c.prune || !c.source.Lists(domain.KindFeatureCode) || stands.Plain() == c.target.BuiltIn(entry.Name)
}

// keepsStarCode is the setting of a target's row of star codes that has a name and keeps it, empty for none.
func (s *snapshot) keepsStarCode(have *snapshot, j int32, judge comparing, name string) (setting string, err error) {
	if have.heads[j].Kind != StarCodes || have.heads[j].pair == none {
		return "", nil
	}
	there, err := have.row(j)
	if err != nil {
		return "", err
	}
	want, err := s.row(have.heads[j].pair)
	if err != nil {
		return "", err
	}
	for i := range want.Settings {
		entry := &want.Settings[i]
		if there.Text(entry.Name) != name {
			continue
		}
		if _, changes := judge.changed(want, there, entry); !changes {
			return entry.Name, nil
		}
	}
	return "", nil
}

// withoutBuiltIns leaves out of a row the star codes that every tenant of the source's platform has, where the target's
// has none of its own. The store takes them all: it may go back to that platform.
func (inv *inventory) withoutBuiltIns(row *Row) (*Row, error) {
	if row.Key.Kind != StarCodes || !inv.dropsBuiltIns() {
		return row, nil
	}
	out := *row
	out.Settings = nil
	for _, entry := range row.Settings {
		if !isBuiltIn(inv.place.Format, entry) {
			out.Settings = append(out.Settings, entry)
			continue
		}
		if err := inv.loseBuiltIn(inv.place.Format, entry); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

// leaveBuiltIns leaves out of what a store or a file holds the star codes that every tenant of a platform has by itself, as
// if they came from there directly. One of which more is said is somebody's, and no such code.
func (inv *inventory) leaveBuiltIns(ctx context.Context, platforms []Format) error {
	if inv.place.Dialect != nil || !inv.dropsBuiltIns() {
		return nil
	}
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	var names []string
	for _, platform := range platforms {
		if !slices.Contains(platform.Kinds(), StarCodes) {
			continue
		}
		err := platform.Rows(look, StarCodes, func(row *Row) error {
			for _, entry := range row.Settings {
				if !isBuiltIn(platform, entry) {
					continue
				}
				found, err := look.FeatureCode(entry.Value.Plain())
				if err != nil {
					return err
				}
				if saysMore(found) {
					continue
				}
				names = append(names, found.Code)
				if err := inv.loseBuiltIn(platform, entry); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return inv.inParts(ctx, len(names), func(edit *domain.Edit, i int) error { return edit.RemoveFeatureCode(names[i], false) })
}

// dropsBuiltIns says that the target is a platform without star codes.
func (inv *inventory) dropsBuiltIns() bool {
	return inv.target.Name() != CanonicalName && !slices.Contains(inv.target.Kinds(), StarCodes)
}

func isBuiltIn(platform Format, entry lens.Entry) bool {
	return entry.Value.Plain() != "" && entry.Value.Plain() == platform.BuiltIn(entry.Name)
}

// saysMore says that a feature code holds more than a star code does: its digits and where it leads.
func saysMore(c code) bool {
	return c.Description != "" || c.Owner != 0 || c.Password != "" || len(c.Margins) > 0 ||
		c.FaxDestination != (domain.Destination{}) || c.TextDestination != (domain.Destination{})
}

func (inv *inventory) loseBuiltIn(platform Format, entry lens.Entry) error {
	return inv.lose(report.Loss{
		Dialect: inv.target.Name(), Kind: domain.KindFeatureCode, Object: entry.Value.Plain(), Field: "Destination",
		Value: entry.Name, Class: report.Inexpressible,
		Reason: "every tenant of " + platform.Name() + " has it by itself, and " + inv.target.Name() + " has functions of its own",
	})
}
