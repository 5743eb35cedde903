package transfer

import (
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Canonical is the format of places that hold the canonical objects whole: the gateway's store and tenant files. The
// settings of a row are the object's top-level JSON fields, secrets in clear, and what it keeps for each dialect as
// "margins.DIALECT", secrets apart as "secrets.DIALECT". Feature codes have a row each, also where they are no more than a
// further name of an account.
type Canonical struct{}

var _ Format = Canonical{}

// CanonicalName is the canonical format's name.
const CanonicalName = "canonical"

// Name is CanonicalName.
func (Canonical) Name() string { return CanonicalName }

// Kinds are the kinds of objects that a tenant has.
func (Canonical) Kinds() []Kind { return []Kind{Phone, HuntGroup, FeatureCode} }

// Setting declares a field as a setting.
func (Canonical) Setting(kind Kind, name string) *lens.Setting {
	if strings.HasPrefix(name, marginPrefix) {
		return marginSetting(name)
	}
	if strings.HasPrefix(name, secretPrefix) {
		return secretSetting(name)
	}
	switch kind {
	case Phone:
		return declared(phoneFields, name)
	case HuntGroup:
		return declared(groupFields, name)
	case FeatureCode:
		return declared(codeFields, name)
	}
	return nil
}

func declared[K any](fields []canonicalField[K], name string) *lens.Setting {
	for i := range fields {
		if fields[i].setting.Name == name {
			return &fields[i].setting
		}
	}
	return nil
}

// Says is true: the canonical objects say everything.
func (Canonical) Says(domain.Kind, string) bool { return true }

// Lists is true.
func (Canonical) Lists(domain.Kind) bool { return true }

// Rows lists a tenant's objects.
func (Canonical) Rows(look *domain.Look, kind Kind, do func(*Row) error) error {
	switch kind {
	case Phone:
		return EachPhone(look, func(p phone) error { return do(phoneRow(p)) })
	case HuntGroup:
		return EachHuntGroup(look, func(g group) error { return do(groupRow(g)) })
	case FeatureCode:
		return EachFeatureCode(look, func(c code) error { return do(codeRow(c)) })
	}
	return nil
}

// Row reads one object.
func (Canonical) Row(look *domain.Look, of *Row) (*Row, error) {
	switch of.Key.Kind {
	case Phone:
		found, err := look.Phone(of.Key.Name)
		if err != nil {
			return nil, err
		}
		return phoneRow(found), nil
	case HuntGroup:
		id, err := storedGroup(of)
		if err != nil {
			return nil, err
		}
		found, err := look.HuntGroup(id)
		if err != nil {
			return nil, err
		}
		return groupRow(found), nil
	}
	found, err := look.FeatureCode(of.Key.Name)
	if err != nil {
		return nil, err
	}
	return codeRow(found), nil
}

func phoneRow(p phone) *Row {
	return &Row{Key: Key{Phone, p.Name}, ID: strconv.FormatInt(int64(p.ID), 10), Settings: entries(phoneFields, p, p.Margins)}
}

func groupRow(g group) *Row {
	return &Row{Key: Key{HuntGroup, g.Names[0]}, ID: strconv.FormatInt(int64(g.ID), 10), Settings: entries(groupFields, g, g.Margins)}
}

func codeRow(c code) *Row {
	return &Row{Key: Key{FeatureCode, c.Code}, ID: strconv.FormatInt(int64(c.ID), 10), Settings: entries(codeFields, c, c.Margins)}
}

func entries[K any](fields []canonicalField[K], k K, margins lens.Margins) []lens.Entry {
	out := make([]lens.Entry, 0, len(fields)+len(margins))
	for i := range fields {
		out = append(out, lens.Entry{Name: fields[i].setting.Name, Value: fields[i].get(k), Setting: &fields[i].setting})
	}
	return append(append(out, marginEntries(margins)...), secretEntries(margins)...)
}

// New is a row of a new object.
func (Canonical) New(kind Kind) *Row {
	row := &Row{Key: Key{Kind: kind}}
	switch kind {
	case Phone:
		row.Settings = entries(phoneFields, domain.NewPhone(), nil)
	case HuntGroup:
		row.Settings = entries(groupFields, domain.NewHuntGroup(), nil)
	case FeatureCode:
		row.Settings = entries(codeFields, domain.NewFeatureCode(), nil)
	}
	return row
}

// Same compares what the settings say, so that the order of a JSON object's fields doesn't matter.
func (Canonical) Same(setting string, a, b *Row) bool {
	left, _ := a.Get(setting)
	right, _ := b.Get(setting)
	return left == right || normal(a.Key.Kind, setting, left) == normal(a.Key.Kind, setting, right)
}

// normal is a setting's value as rows of objects have it.
func normal(kind Kind, setting string, value lens.Value) lens.Value {
	if strings.HasPrefix(setting, marginPrefix) {
		var margins lens.Margins
		if err := putMargin(&margins, lens.Entry{Name: setting, Value: value}); err != nil {
			return value
		}
		for _, entry := range marginEntries(margins) {
			return entry.Value
		}
		return lens.Value{}
	}
	switch kind {
	case Phone:
		return rewritten(phoneFields, domain.NewPhone(), setting, value)
	case HuntGroup:
		return rewritten(groupFields, domain.NewHuntGroup(), setting, value)
	}
	return rewritten(codeFields, domain.NewFeatureCode(), setting, value)
}

func rewritten[K any](fields []canonicalField[K], k K, setting string, value lens.Value) lens.Value {
	for i := range fields {
		if fields[i].setting.Name != setting || fields[i].setting.Type == lens.Names {
			continue
		}
		if fields[i].put(k, value) == nil {
			return fields[i].get(k)
		}
	}
	return value
}

// BuiltIn is empty: a tenant of the store has no feature codes by itself.
func (Canonical) BuiltIn(string) string { return "" }

// Begins is true: new objects of the store and of files are as this program makes them.
func (Canonical) Begins(Kind, string) bool { return true }

// Names are the names that an object holds itself: its own, and those that can't be dialled.
func (Canonical) Names(row *Row) []string {
	var out []string
	if row.Key.Kind != HuntGroup {
		out = append(out, row.Key.Name)
	}
	for _, name := range namesIn(row, namesSetting) {
		if !domain.Dialable(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if row.Key.Kind == HuntGroup && len(namesIn(row, namesSetting)) == 0 && row.ID != "" {
		return []string{"hunt_" + row.ID}
	}
	return out
}

// Writable is true but for the person who owns an object: people stay where they are.
func (Canonical) Writable(_ Kind, setting string) bool { return setting != "owner" }

// Compared is as Writable.
func (Canonical) Compared(kind Kind, setting string) bool { return Canonical{}.Writable(kind, setting) }
