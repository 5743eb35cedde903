package transfer

import (
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
	return !c.prune || stands.Plain() == c.target.BuiltIn(entry.Name)
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
	if row.Key.Kind != StarCodes || inv.target.Name() == CanonicalName || slices.Contains(inv.target.Kinds(), StarCodes) {
		return row, nil
	}
	out := *row
	out.Settings = nil
	for _, entry := range row.Settings {
		if entry.Value.Plain() == "" || entry.Value.Plain() != inv.place.Format.BuiltIn(entry.Name) {
			out.Settings = append(out.Settings, entry)
			continue
		}
		err := inv.lose(report.Loss{
			Dialect: inv.target.Name(), Kind: domain.KindFeatureCode, Object: entry.Value.Plain(), Field: "Destination",
			Value: entry.Name, Class: report.Inexpressible,
			Reason: "every tenant of " + inv.place.Format.Name() + " has it by itself, and " + inv.target.Name() + " has functions of its own",
		})
		if err != nil {
			return nil, err
		}
	}
	return &out, nil
}
