package transfer

import (
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// A file has the levels of a hunt group in one field and its members in another. A platform may speak of some of the levels
// alone, and of their members without what else is known of them: what it can't say stays.

const (
	levelsField  = "Levels"
	membersField = "Members"
)

// isLevelwise says that a setting is one of these fields, and that the source has no such field itself.
func (c *comparing) isLevelwise(kind Kind, entry *lens.Entry) bool {
	return kind == HuntGroup && c.target.Name() == CanonicalName && entry.Setting != nil &&
		(entry.Setting.Field == levelsField || entry.Setting.Field == membersField) && c.source.Setting(HuntGroup, entry.Name) == nil
}

// changedLevels is as changed, level by level.
func (c *comparing) changedLevels(want, have *Row, entry *lens.Entry) (difference, bool) {
	i := slices.IndexFunc(groupFields, func(f canonicalField[group]) bool { return f.setting.Name == entry.Name })
	field := &groupFields[i]
	old, _ := have.Get(entry.Name)
	wanted, there := domain.NewHuntGroup(), domain.NewHuntGroup()
	if field.put(wanted, entry.Value) != nil || field.put(there, old) != nil {
		return difference{}, false // rows of a place can be read
	}
	merged := domain.NewHuntGroup()
	if entry.Setting.Field == levelsField {
		merged.Levels = c.mergedLevels(wanted, there)
	} else {
		merged.Members = c.mergedMembers(wanted, there)
	}
	value, was := field.get(merged), field.get(there)
	return difference{name: entry.Name, old: &old, new: &value, setting: entry.Setting}, value != was
}

func (c *comparing) mergedLevels(want, have group) [domain.Levels]domain.Level {
	out := have.Levels
	for i := range out {
		into, from := &out[i], &want.Levels[i]
		if c.saysOfLevel(i+1, "RingTime") {
			into.RingTime = from.RingTime
		}
		if c.saysOfLevel(i+1, "MusicRinging") {
			into.MusicRinging = from.MusicRinging
		}
		if c.saysOfLevel(i+1, "PlayMessage") {
			into.PlayMessage = from.PlayMessage
		}
		if slices.Contains(c.source.Kinds(), Level) {
			into.Margins = from.Margins
		}
	}
	return out
}

func (c *comparing) mergedMembers(want, have group) (out []domain.Member) {
	for level := 1; level <= domain.Levels; level++ {
		out = append(out, c.mergedLevel(level, want.MembersOf(level), have.MembersOf(level))...)
	}
	return out
}

func (c *comparing) saysOfLevel(level int, name string) bool {
	return c.says(saying{domain.KindHuntGroup, "Levels." + strconv.Itoa(level) + "." + name})
}

// mergedLevel are the members of a level: those of the target where the source can't speak of them, or says no more than
// whom they ring, and that is so already.
func (c *comparing) mergedLevel(level int, want, have []domain.Member) []domain.Member {
	if !c.saysOfLevel(level, membersField) {
		return have
	}
	if slices.Contains(c.source.Kinds(), Member) {
		return want
	}
	var shown, unsaid []domain.Member
	for _, m := range have {
		if m.Available && m.Destination.Kind != domain.ToPeer && m.Destination.Kind != domain.ToSIPURI {
			shown = append(shown, m)
		} else {
			unsaid = append(unsaid, m)
		}
	}
	alike := func(a, b domain.Member) bool { return a.Destination == b.Destination }
	if slices.EqualFunc(want, shown, alike) {
		return have
	}
	for i := range want {
		if j := slices.IndexFunc(shown, func(m domain.Member) bool { return alike(m, want[i]) }); j >= 0 {
			want[i] = shown[j]
			shown = slices.Delete(shown, j, j+1)
		}
	}
	return append(want, unsaid...)
}
