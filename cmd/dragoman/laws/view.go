package laws

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Value is a setting's value.
type Value = lens.Value

// Values are settings by the name of their place.
type Values = map[string]Value

// Place is where a view has a setting of an object.
type Place struct {
	Name    string // the setting's, behind what it belongs to: "ringtime", "level.3.ringtime", "destination.12.screen"
	Setting *lens.Setting
	Field   string // the setting's, with the level's number in place of a *
	Part    string // the canonical field of what comes and goes together with the place; empty where it is always there
}

// View is one dialect's view of a kind of object, all of its tables taken together.
type View[K any] interface {
	Dialect() string
	// Textual says that clients of the dialect write nothing but text.
	Textual() bool
	// Places are the object's settings, in documented order.
	Places(K) []Place
	// Show gives all that the view shows, what no page documents too.
	Show(K) Values
	// Get gives one setting, also one that isn't part of what is shown.
	Get(k K, place string) (lens.Value, bool)
	// Write changes an object; when there are faults it is half changed.
	Write(K, Values) []lens.Fault
	// Fill writes to a new object what Show gave of another one, and adds the parts that it has.
	Fill(k, original K, in Values) []lens.Fault
	Settle(K)
}

// tableView is a view that consists of one table.
type tableView[K, C any] struct {
	table   *lens.Table[K, C]
	context func() C
	textual bool
	places  []Place
}

func newTableView[K, C any](table *lens.Table[K, C], context func() C, textual bool) *tableView[K, C] {
	v := &tableView[K, C]{table: table, context: context, textual: textual}
	for _, setting := range table.Settings() {
		v.places = append(v.places, Place{Name: setting.Name, Setting: setting, Field: setting.Field})
	}
	return v
}

func (v *tableView[K, C]) Dialect() string  { return v.table.Dialect }
func (v *tableView[K, C]) Textual() bool    { return v.textual }
func (v *tableView[K, C]) Places(K) []Place { return v.places }

func (v *tableView[K, C]) Show(k K) Values { return show(v.table, v.context(), k) }

func (v *tableView[K, C]) Get(k K, place string) (lens.Value, bool) {
	return v.table.Get(v.context(), k, place)
}

func (v *tableView[K, C]) Write(k K, in Values) []lens.Fault {
	return write(v.table, v.context(), k, in, v.textual)
}

func (v *tableView[K, C]) Fill(k, _ K, in Values) []lens.Fault { return v.Write(k, in) }

func (v *tableView[K, C]) Settle(k K) { v.table.Settle(k) }

func show[K, C any](table *lens.Table[K, C], c C, k K) Values {
	entries := table.View(c, k)
	out := make(Values, len(entries))
	for _, entry := range entries {
		out[entry.Name] = entry.Value
	}
	return out
}

func write[K, C any](table *lens.Table[K, C], c C, k K, in Values, textual bool) []lens.Fault {
	if textual {
		in = texts(in)
	}
	_, faults := table.Write(c, k, in)
	return faults
}

// texts are values as a client writes them that knows nothing but text.
func texts(in Values) Values {
	out := make(Values, len(in))
	for name, value := range in {
		out[name] = lens.Text(value.Text)
	}
	return out
}

// enswitchGroups is Enswitch's view of a hunt group: the group's own settings, those of its ten levels and those of its
// destinations, which have a table each.
type enswitchGroups struct {
	*tableView[*domain.HuntGroup, *enswitch.View]
	levels, members []*lens.Setting
}

func newEnswitchGroups(context func() *enswitch.View) *enswitchGroups {
	return &enswitchGroups{
		newTableView(enswitch.HuntGroupTable, context, true), enswitch.LevelTable.Settings(), enswitch.MemberTable.Settings(),
	}
}

// What the places of levels and members begin with.
const (
	LevelPrefix  = "level."
	MemberPrefix = "destination."
)

func (v *enswitchGroups) Places(g *domain.HuntGroup) []Place {
	out := slices.Clone(v.places)
	for n := 1; n <= domain.Levels; n++ {
		for _, setting := range v.levels {
			out = append(out, Place{Name: LevelPlace(n, setting.Name), Setting: setting, Field: atLevel(setting.Field, n)})
		}
	}
	for _, member := range g.Members {
		for _, setting := range v.members {
			out = append(out, Place{
				Name: MemberPlace(member.ID, setting.Name), Setting: setting,
				Field: atLevel(setting.Field, member.Level), Part: atLevel("Levels.*.Members", member.Level),
			})
		}
	}
	return out
}

// LevelPlace names the place of a setting of a level.
func LevelPlace(n int, name string) string { return LevelPrefix + strconv.Itoa(n) + "." + name }

// MemberPlace names the place of a setting of a destination.
func MemberPlace(id domain.MemberID, name string) string {
	return MemberPrefix + strconv.FormatInt(int64(id), 10) + "." + name
}

func (v *enswitchGroups) Show(g *domain.HuntGroup) Values {
	out := v.tableView.Show(g)
	for n := 1; n <= domain.Levels; n++ {
		for name, value := range show(enswitch.LevelTable, v.context(), v.level(g, n)) {
			out[LevelPlace(n, name)] = value
		}
	}
	for i, member := range g.Members {
		for name, value := range show(enswitch.MemberTable, v.context(), v.member(g, i)) {
			out[MemberPlace(member.ID, name)] = value
		}
	}
	return out
}

func (v *enswitchGroups) level(g *domain.HuntGroup, n int) enswitch.Level {
	return enswitch.Level{HuntGroup: g.ID, Number: n, Level: &g.Levels[n-1]}
}

func (v *enswitchGroups) member(g *domain.HuntGroup, i int) enswitch.Member {
	return enswitch.Member{HuntGroup: g.ID, Member: &g.Members[i]}
}

func (v *enswitchGroups) Get(g *domain.HuntGroup, place string) (lens.Value, bool) {
	prefix, number, name := Parted(place)
	switch prefix {
	case LevelPrefix:
		return enswitch.LevelTable.Get(v.context(), v.level(g, int(number)), name)
	case MemberPrefix:
		i := slices.IndexFunc(g.Members, func(m domain.Member) bool { return int64(m.ID) == number })
		if i < 0 {
			return lens.Value{}, false
		}
		return enswitch.MemberTable.Get(v.context(), v.member(g, i), name)
	}
	return v.tableView.Get(g, name)
}

// Parted takes the name of a place apart.
func Parted(place string) (prefix string, number int64, name string) {
	for _, prefix := range []string{LevelPrefix, MemberPrefix} {
		rest, ok := strings.CutPrefix(place, prefix)
		if !ok {
			continue
		}
		digits, name, _ := strings.Cut(rest, ".")
		number, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			panic(fmt.Sprintf("there is no place %q", place)) // places are made above and nowhere else
		}
		return prefix, number, name
	}
	return "", 0, place
}

// Parts sorts values by what of a hunt group they belong to: the group itself, its levels, its destinations by id.
func Parts(in Values) (group Values, levels, members map[int64]Values) {
	group, levels, members = Values{}, map[int64]Values{}, map[int64]Values{}
	for place, value := range in {
		prefix, number, name := Parted(place)
		switch prefix {
		case "":
			group[name] = value
			continue
		case LevelPrefix:
			put(levels, number, name, value)
		case MemberPrefix:
			put(members, number, name, value)
		}
	}
	return group, levels, members
}

func put(in map[int64]Values, number int64, name string, value lens.Value) {
	if in[number] == nil {
		in[number] = Values{}
	}
	in[number][name] = value
}

func (v *enswitchGroups) Write(g *domain.HuntGroup, in Values) []lens.Fault {
	group, levels, members := Parts(in)
	faults := v.tableView.Write(g, group)
	faults = append(faults, v.writeLevels(g, levels)...)
	for _, id := range slices.Sorted(maps.Keys(members)) {
		_, found := enswitch.WriteMember(v.context(), g, domain.MemberID(id), texts(members[id]))
		faults = append(faults, about(MemberPlace(domain.MemberID(id), ""), found)...)
	}
	return faults
}

func (v *enswitchGroups) writeLevels(g *domain.HuntGroup, levels map[int64]Values) []lens.Fault {
	var faults []lens.Fault
	for _, n := range slices.Sorted(maps.Keys(levels)) {
		found := write(enswitch.LevelTable, v.context(), v.level(g, int(n)), levels[n], true)
		faults = append(faults, about(LevelPlace(int(n), ""), found)...)
	}
	return faults
}

// about names the places of faults.
func about(prefix string, faults []lens.Fault) []lens.Fault {
	for i := range faults {
		faults[i].Setting = prefix + faults[i].Setting
	}
	return faults
}

func (v *enswitchGroups) Fill(g, original *domain.HuntGroup, in Values) []lens.Fault {
	group, levels, members := Parts(in)
	faults := v.tableView.Write(g, group)
	faults = append(faults, v.writeLevels(g, levels)...)
	for _, member := range original.Members {
		faults = append(faults, v.Add(g, member.ID, members[int64(member.ID)])...)
	}
	return faults
}

// Add adds a destination of the id, as huntgroups/destinations/create does.
func (v *enswitchGroups) Add(g *domain.HuntGroup, id domain.MemberID, in Values) []lens.Fault {
	member := domain.NewMember()
	member.ID = id
	faults := write(enswitch.MemberTable, v.context(), enswitch.Member{HuntGroup: g.ID, Member: member}, in, true)
	if len(faults) == 0 {
		g.SetMembersOf(member.Level, append(g.MembersOf(member.Level), *member))
	}
	return about(MemberPlace(id, ""), faults)
}

func (v *enswitchGroups) Settle(g *domain.HuntGroup) {
	v.tableView.Settle(g)
	for n := 1; n <= domain.Levels; n++ {
		enswitch.LevelTable.Settle(v.level(g, n))
	}
	for i := range g.Members {
		enswitch.MemberTable.Settle(v.member(g, i))
	}
}

var (
	_ View[*domain.Phone]     = (*tableView[*domain.Phone, *vodia.View])(nil)
	_ View[*domain.HuntGroup] = (*enswitchGroups)(nil)
)
