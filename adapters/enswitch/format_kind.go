package enswitch

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// rowKind is what Format knows of the rows of one table.
type rowKind struct {
	settings []*lens.Setting
	setting  func(name string) *lens.Setting
	fresh    func() []lens.Entry
	same     func(name string, a, b lens.Lookup) bool
	begin    map[string]lens.Value // what the settings of a new object are
	key      string                // the setting that only repeats the key
	pairs    []pair
}

// pair is a destination in two settings: "dtype" and "dnumber".
type pair struct {
	kind, number string
}

// rowsOf are the kinds of rows with their tables.
var rowsOf = map[transfer.Kind]*rowKind{
	transfer.Phone:       rowsIn(PhoneTable, domain.NewPhone, "name"),
	transfer.HuntGroup:   rowsIn(HuntGroupTable, domain.NewHuntGroup, ""),
	transfer.Level:       rowsIn(LevelTable, func() Level { return Level{Level: &domain.Level{}} }, ""),
	transfer.Member:      rowsIn(MemberTable, func() Member { return Member{Member: domain.NewMember()} }, ""),
	transfer.FeatureCode: rowsIn(FeatureCodeTable, domain.NewFeatureCode, "code"),
}

func rowsIn[K any](t *table[K], fresh func() K, key string) *rowKind {
	rows := &rowKind{settings: t.Settings(), setting: t.Setting, key: key}
	rows.fresh = func() []lens.Entry { return rowEntries(t, &View{}, fresh()) }
	rows.same = func(name string, a, b lens.Lookup) bool { return t.Same(&View{}, fresh, name, a, b) }
	rows.begin = map[string]lens.Value{}
	for _, setting := range t.Settings() {
		rows.begin[setting.Name], _ = t.Get(&View{}, fresh(), setting.Name)
		if begin, ok := strings.CutSuffix(setting.Name, "type"); ok && t.Setting(begin+"number") != nil {
			rows.pairs = append(rows.pairs, pair{setting.Name, begin + "number"})
		}
	}
	return rows
}

// lookup looks a row's settings up. What the row leaves out is as in a new object.
func (k *rowKind) lookup(row *transfer.Row) lens.Lookup {
	return func(name string) (lens.Value, bool) {
		if value, given := row.Get(name); given {
			return value, true
		}
		value, begins := k.begin[name]
		return value, begins
	}
}

// rowEntries are the settings of an object that can be written, those that an answer leaves out among them.
func rowEntries[K any](t *table[K], v *View, k K) []lens.Entry {
	shown := t.View(v, k)
	out := make([]lens.Entry, 0, len(shown))
	for _, entry := range shown {
		if entry.Setting == nil || entry.Setting.Class != lens.ReadOnly {
			out = append(out, entry)
		}
	}
	for _, setting := range t.Settings() {
		if !setting.Unshown {
			continue
		}
		if value, ok := t.Get(v, k, setting.Name); ok && value.Text != setting.Default {
			out = append(out, lens.Entry{Name: setting.Name, Value: value, Setting: setting})
		}
	}
	return out
}

// References are the lines, hunt groups and codes that a row's destinations name by type, and the hunt group that it is
// a part of.
func (format) References(row *transfer.Row) []transfer.Reference {
	rows := rowsOf[row.Key.Kind]
	if rows == nil {
		return nil
	}
	var out []transfer.Reference
	if row.Parent != "" {
		out = append(out, transfer.Reference{To: transfer.Key{Kind: transfer.HuntGroup, Name: row.Parent}})
	}
	for _, pair := range rows.pairs {
		kind, ok := referred[row.Text(pair.kind)]
		number := row.Text(pair.number)
		if !ok || number == "" {
			continue
		}
		out = append(out, transfer.Reference{
			Settings: []string{pair.kind, pair.number}, To: transfer.Key{Kind: kind, Name: number},
			Alias: row.Key.Kind == transfer.FeatureCode && pair.kind == "dtype" && kind != transfer.FeatureCode,
		})
	}
	return out
}

// referred are the kinds of the objects that types of destinations name.
var referred = map[string]transfer.Kind{
	typePhone: transfer.Phone, typeHuntGroup: transfer.HuntGroup, typeCode: transfer.FeatureCode,
}

// Refer replaces the number of each destination whose type is huntgroup. A number alone is taken for one: nothing that
// differs has half a destination, so that it comes from somebody who looks for ids.
func (format) Refer(row *transfer.Row, to func(id string) string) []lens.Entry {
	out := append([]lens.Entry(nil), row.Settings...)
	rows := rowsOf[row.Key.Kind]
	if rows == nil {
		return out
	}
	for _, pair := range rows.pairs {
		if kind, given := row.Get(pair.kind); given && kind.Plain() != typeHuntGroup {
			continue
		}
		for i := range out {
			if out[i].Name == pair.number && out[i].Value.Plain() != "" {
				out[i].Value = lens.Text(to(out[i].Value.Plain()))
			}
		}
	}
	return out
}
