package transfer

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// comparing tells the settings in which objects of the target differ from what they are to be.
type comparing struct {
	source  Format
	target  Format
	prune   bool
	claimed func(name string) bool   // whether any object is to have a name
	freed   map[string]bool          // star codes of the target that make room
	known   *vocabulary              // the target's
	saying  map[saying]bool          // what the source says
	shown   map[Kind]map[string]bool // settings that the source shows; nil where that isn't known, or makes no difference
}

// saying is a canonical field of a kind of object.
type saying struct {
	kind  domain.Kind
	field string
}

// newComparing compares what is wanted of a move with what is there.
func (inv *inventory) newComparing(m *Making, want *snapshot, found *clashes) comparing {
	return comparing{
		source: m.From.Format, target: m.To.Format, prune: m.Rules.Prune, freed: found.freed, known: want.rows.vocabulary, shown: inv.shown,
		claimed: func(name string) bool { return len(want.holders[name]) > 0 },
	}
}

// prunes says that what only the target has of rows like this one is to go. What the source doesn't speak of never does.
func (c *comparing) prunes(one *head) bool {
	if !c.prune {
		return false
	}
	switch one.Kind {
	case StarCodes:
		return c.source.Lists(domain.KindFeatureCode)
	case Member:
		level, _, _ := strings.Cut(one.Name, "/")
		return c.source.Lists(domain.KindHuntGroup) && c.source.Says(domain.KindHuntGroup, "Levels."+level+".Members")
	}
	return c.source.Lists(domainKind(one.Kind))
}

// difference is a setting and what it is to be.
type difference struct {
	name     string
	old, new *lens.Value
	setting  *lens.Setting
	made     bool // the value has yet to be made up
}

// differences lists what to write to make an object of the target what it is to be; have is nil where it isn't there.
func (c *comparing) differences(want, have *Row) []difference {
	if have == nil && !alwaysThere(want.Key.Kind) {
		return c.forNew(want)
	}
	if have == nil {
		have = c.known.fresh(want.Key.Kind)
	}
	var out []difference
	for i := range want.Settings {
		if d, differs := c.changed(want, have, &want.Settings[i]); differs {
			out = append(out, d)
		}
	}
	if c.target.Name() != CanonicalName {
		return out
	}
	for _, entry := range have.Settings { // what a dialect left with the object, and the source's doesn't have
		if _, ok := want.Get(entry.Name); !ok && !isSecret(entry.Setting) && c.said(want, &entry) {
			out = append(out, difference{name: entry.Name, old: &entry.Value, setting: entry.Setting})
		}
	}
	return out
}

// forNew lists what to say of a new object: what differs from what it begins with, and what must be said.
func (c *comparing) forNew(want *Row) []difference {
	var out []difference
	fresh := c.known.fresh(want.Key.Kind)
	for i := range want.Settings {
		entry := &want.Settings[i]
		if !c.moves(want, entry) {
			continue
		}
		d := difference{name: entry.Name, new: &entry.Value, setting: entry.Setting}
		required := entry.Setting != nil && entry.Setting.Required
		switch {
		case isSecret(entry.Setting) && unknown(entry.Value):
			if !required {
				continue
			}
			d.new, d.made = nil, true
		case required || c.mustBeSaid(want, entry):
		case c.same(entry, want, fresh):
			continue
		}
		out = append(out, d)
	}
	return out
}

// mustBeSaid says that a new object might begin with something else than what the source says of a setting. What another
// platform says in terms of its own is left to what the pages show, which keeps requests small.
func (c *comparing) mustBeSaid(want *Row, entry *lens.Entry) bool {
	if entry.Setting == nil || c.target.Begins(want.Key.Kind, entry.Name) || !c.known.compared(want.Key.Kind, entry.Name) {
		return false
	}
	own := c.source.Name() == c.target.Name() || entry.Setting.Field == ""
	return (own || c.beginsElsewhere(want.Key.Kind, entry)) && c.said(want, entry)
}

// beginsElsewhere says that a setting which nobody has said is shown otherwise by the platform than by a new object of the
// store, as a time is that the tenant's settings give.
func (c *comparing) beginsElsewhere(kind Kind, entry *lens.Entry) bool {
	fresh, shown := c.known.fresh(kind).Get(entry.Name)
	return shown && !isNames(entry.Setting) && fresh.Plain() != entry.Setting.Default && entry.Value.Plain() != entry.Setting.Default
}

// changed says whether a setting is to be another than it is.
func (c *comparing) changed(want, have *Row, entry *lens.Entry) (difference, bool) {
	if c.isLevelwise(want.Key.Kind, entry) {
		return c.changedLevels(want, have, entry)
	}
	if !c.moves(want, entry) || !c.known.compared(want.Key.Kind, entry.Name) || !c.said(want, entry) {
		return difference{}, false
	}
	d := difference{name: entry.Name, new: &entry.Value, setting: entry.Setting}
	old, there := have.Get(entry.Name)
	if there {
		d.old = &old
	}
	switch {
	case isSecret(entry.Setting):
		if unknown(entry.Value) || !there || old.Text == lens.Mask {
			return d, false
		}
	case isNames(entry.Setting):
		has := c.owned(namesIn(want, entry.Name), namesIn(have, entry.Name))
		merged := c.merged(namesIn(want, entry.Name), has)
		d.new = &lens.Value{Text: lens.JoinNames(merged), Raw: true}
		ownAlone := len(merged) == 0 && len(has) == 1 && has[0] == have.Key.Name && have.Key.Kind != HuntGroup
		return d, !ownAlone && !c.sameList(merged, has)
	case c.builtIn(want, entry, old):
		return d, false
	}
	return d, !c.same(entry, want, have)
}

// owned leaves out of the names of a canonical object those of feature codes that it isn't to have: they are not the
// object's to give up.
func (c *comparing) owned(want, have []string) []string {
	if c.target.Name() != CanonicalName {
		return have
	}
	return slices.DeleteFunc(have, func(name string) bool {
		return domain.Dialable(name) && name != have[0] && !slices.Contains(want, name)
	})
}

// merged is a list of names with those that the target's object has besides, unless others are to have them.
func (c *comparing) merged(want, have []string) []string {
	if c.prune {
		return want
	}
	out := slices.Clone(want)
	for i, name := range have {
		own := i == 0 && len(want) == 0
		if own || !slices.Contains(out, name) && !c.claimed(name) {
			out = append(out, name)
		}
	}
	if len(want) == 0 && len(out) == 1 && len(have) > 1 {
		return nil
	}
	return out
}

func isNames(setting *lens.Setting) bool { return setting != nil && setting.Type == lens.Names }

func isSecret(setting *lens.Setting) bool { return setting != nil && setting.Class == lens.Hidden }

// unknown says that a secret isn't set or that its place keeps it to itself.
func unknown(value lens.Value) bool { return value.Plain() == "" || value.Text == lens.Mask }

// moves says whether a setting can go from one place to another. People stay where they are, and with them what they own.
func (c *comparing) moves(row *Row, entry *lens.Entry) bool {
	if entry.Setting != nil && (entry.Setting.Field == ownerField || entry.Setting.Class == lens.ReadOnly) {
		return false
	}
	return c.known.writable(row.Key.Kind, entry.Name)
}

const ownerField = "Owner"

// said says whether the source speaks of a setting at all. It is the one rule by which a setting that a move doesn't
// write tells two places apart: what the source can't say, or never said, the target may have as it likes.
func (c *comparing) said(row *Row, entry *lens.Entry) bool {
	switch {
	case c.source.Name() == c.target.Name():
		shown, seen := c.shown[row.Key.Kind]
		return !seen || isNames(entry.Setting) || shown[entry.Name]
	case c.target.Name() == CanonicalName && (strings.HasPrefix(entry.Name, marginPrefix) || strings.HasPrefix(entry.Name, secretPrefix)):
		return strings.HasSuffix(entry.Name, "."+c.source.Name())
	case c.source.Name() == CanonicalName:
		// The store keeps nothing of a dialect's own setting that is as its page has it. Where that is empty, nobody may have
		// written it at all.
		return entry.Setting == nil || entry.Setting.Field != "" || entry.Setting.Default != "" || entry.Value.Plain() != ""
	case entry.Setting == nil || entry.Setting.Field == "":
		return false
	}
	if row.Key.Kind == Level || row.Key.Kind == Member {
		level, _, _ := strings.Cut(row.Key.Name, "/")
		return c.source.Says(domainKind(row.Key.Kind), strings.Replace(entry.Setting.Field, "*", level, 1))
	}
	return c.says(saying{domainKind(row.Key.Kind), entry.Setting.Field})
}

// says remembers what Format.Says says of the fields that settings declare.
func (c *comparing) says(one saying) bool {
	says, known := c.saying[one]
	if known {
		return says
	}
	if c.saying == nil {
		c.saying = map[saying]bool{}
	}
	c.saying[one] = c.source.Says(one.kind, one.field)
	return c.saying[one]
}

// same says whether a setting means the same in two rows.
func (c *comparing) same(entry *lens.Entry, want, have *Row) bool {
	if isNames(entry.Setting) {
		return c.sameList(namesIn(want, entry.Name), namesIn(have, entry.Name))
	}
	return c.alike(entry, have) || c.target.Same(entry.Name, want, have)
}

// alike says that a setting which depends on no other is written in another row as it is here, and so means the same.
func (c *comparing) alike(entry *lens.Entry, have *Row) bool {
	value, there := have.Get(entry.Name)
	return there && value == entry.Value && c.known.alone(have.Key.Kind, entry.Name)
}

func (c *comparing) sameList(a, b []string) bool { return sameList(c.target, a, b) }

// sameList compares names. Live servers needn't keep the order in which further names were written; the store does.
func sameList(target Format, a, b []string) bool {
	if target.Name() == CanonicalName {
		return slices.Equal(a, b)
	}
	return sameNames(a, b)
}
