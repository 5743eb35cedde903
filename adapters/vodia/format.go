package vodia

import (
	"fmt"
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Format is how a domain writes down its accounts: a row for each extension, hunt and IVR node with its settings as
// user_settings shows them, called by the account's own name, and one row with the domain's star codes. Rows have no ids:
// whatever leads to an account names it as it is dialled.
var Format transfer.Format = format{}

type format struct{}

// Name is Dialect.
func (format) Name() string { return Dialect }

// Kinds are those of the rows. Nothing has to be there before something else, since what is dialled means what it means
// at the time of the call.
func (format) Kinds() []transfer.Kind {
	return []transfer.Kind{transfer.Phone, transfer.HuntGroup, transfer.FeatureCode, transfer.StarCodes}
}

// AccountType is the platform's word for the accounts of a kind, in addacc and in lists; empty for star codes, which are
// settings of the domain.
func AccountType(kind transfer.Kind) string {
	if rows, ok := rowsOfKind[kind]; ok && rows.account() != nil {
		return rows.account().usertype()
	}
	return ""
}

// StarCodesName is the name of the one row of star codes.
const StarCodesName = "of the domain"

// rowsOfKind are the declarations behind each kind of row.
var rowsOfKind = map[transfer.Kind]rowTable{
	transfer.Phone:       tableRows[*domain.Phone]{ExtensionTable, domain.NewPhone, anyPhone, extensions{}},
	transfer.HuntGroup:   tableRows[*domain.HuntGroup]{HuntTable, domain.NewHuntGroup, domain.NewHuntGroup, hunts{}},
	transfer.FeatureCode: tableRows[*domain.FeatureCode]{IVRNodeTable, domain.NewFeatureCode, domain.NewFeatureCode, ivrNodes{}},
	transfer.StarCodes:   starCodeRows{tableRows[*domain.Tenant]{DomainTable, domain.NewTenant, domain.NewTenant, nil}},
}

// rowTable is a table without its type of objects.
type rowTable interface {
	account() accountType
	declared(name string) *lens.Setting
	fresh() []lens.Entry
	same(name string, a, b lens.Lookup) bool
}

type tableRows[K any] struct {
	table *lens.Table[K, *View]
	make  func() K
	some  func() K // an object to read settings into, so as to compare them
	of    accountType
}

// anyPhone has a name, since settings may mean something of the phone's own.
func anyPhone() *domain.Phone {
	phone := domain.NewPhone()
	phone.Name = "any"
	return phone
}

func (t tableRows[K]) account() accountType { return t.of }

func (t tableRows[K]) declared(name string) *lens.Setting {
	if s := t.table.Setting(name); s != nil && s.Scope != scopeNode {
		return s
	}
	return nil
}

func (t tableRows[K]) fresh() []lens.Entry { return t.entries(NewView(nil), t.make()) }

// entries are the settings of an object, with those that no answer shows as far as they are set.
func (t tableRows[K]) entries(v *View, k K) []lens.Entry {
	out := slices.DeleteFunc(t.table.View(v, k), func(e lens.Entry) bool { return e.Setting != nil && e.Setting.Scope == scopeNode })
	for _, s := range t.table.Settings() {
		if !s.Unshown {
			continue
		}
		if value, _ := t.table.Get(v, k, s.Name); value.Text != s.Default {
			out = append(out, lens.Entry{Name: s.Name, Value: value, Setting: s})
		}
	}
	return out
}

func (t tableRows[K]) same(name string, a, b lens.Lookup) bool {
	return t.table.Same(NewView(nil), t.some, name, a, b)
}

// starCodeRows are the star codes among a domain's settings.
type starCodeRows struct{ tableRows[*domain.Tenant] }

func (r starCodeRows) declared(name string) *lens.Setting {
	if !slices.ContainsFunc(StarCodes, func(star StarCode) bool { return star.Key == name }) {
		return nil
	}
	return DomainTable.Setting(name)
}

func (r starCodeRows) fresh() []lens.Entry { return starCodesAs(nil) }

// starCodesAs are the settings of all star codes, given the codes by function.
func starCodesAs(codes map[string]string) []lens.Entry {
	out := make([]lens.Entry, len(StarCodes))
	for i, star := range StarCodes {
		out[i] = lens.Entry{Name: star.Key, Value: lens.Text(codes[star.Function()]), Setting: DomainTable.Setting(star.Key)}
	}
	return out
}

// Setting declares a setting of a kind.
func (format) Setting(kind transfer.Kind, name string) *lens.Setting {
	rows, ok := rowsOfKind[kind]
	if !ok {
		return nil
	}
	return rows.declared(name)
}

// Says looks a field up in the tables.
func (format) Says(kind domain.Kind, field string) bool {
	return transfer.SaysBy(Tables(), kind, field)
}

// Lists is true.
func (format) Lists(domain.Kind) bool { return true }

// New is a row of a new object.
func (format) New(kind transfer.Kind) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Kind: kind}}
	if rows, ok := rowsOfKind[kind]; ok {
		row.Settings = rows.fresh()
	}
	return row
}

// Same compares what a setting means. Of an account's names the first is its own; the order of the others says nothing.
func (format) Same(setting string, a, b *transfer.Row) bool {
	rows, ok := rowsOfKind[a.Key.Kind]
	if !ok {
		return false
	}
	left, _ := a.Get(setting)
	right, _ := b.Get(setting)
	s := rows.declared(setting)
	if s == nil {
		return left == right
	}
	if s.Type == lens.Names {
		return sameNames(lens.SplitNames(left.Text), lens.SplitNames(right.Text))
	}
	return rows.same(setting, orDefault(a, s), orDefault(b, s))
}

// orDefault looks a row's settings up, one of them by its default where the row doesn't have it.
func orDefault(row *transfer.Row, s *lens.Setting) lens.Lookup {
	return func(name string) (lens.Value, bool) {
		value, given := row.Get(name)
		if !given && name == s.Name {
			return lens.Text(s.Default), true
		}
		return value, given
	}
}

func sameNames(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 || a[0] != b[0] {
		return len(a) == len(b) && len(a) == 0
	}
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// valuesOf are the settings of a row by name.
func valuesOf(row *transfer.Row) map[string]lens.Value {
	in := make(map[string]lens.Value, len(row.Settings))
	for _, entry := range row.Settings {
		in[entry.Name] = entry.Value
	}
	return in
}

// References are none: the platform's settings hold what is dialled, never an object.
func (format) References(*transfer.Row) []transfer.Reference { return nil }

// Refer returns the settings as they are, since they hold no ids.
func (format) Refer(row *transfer.Row, _ func(id string) string) []lens.Entry { return row.Settings }

// Names are an account's own name and its aliases, or the star codes that are set.
func (format) Names(row *transfer.Row) []string {
	if row.Key.Kind != transfer.StarCodes {
		return namesOf(row)
	}
	var names []string
	for _, entry := range row.Settings {
		if entry.Value.Text != "" {
			names = append(names, entry.Value.Text)
		}
	}
	return names
}

// namesOf are the names of a row's account, that of its key first.
func namesOf(row *transfer.Row) []string {
	listed := lens.SplitNames(row.Text("alias"))
	if slices.Contains(listed, row.Key.Name) && listed[0] == row.Key.Name {
		return listed
	}
	others := slices.DeleteFunc(listed, func(name string) bool { return name == row.Key.Name })
	return append([]string{row.Key.Name}, others...)
}

// Begins is false: the pages show accounts that somebody uses, and what a domain's new ones begin with can be set up.
func (format) Begins(transfer.Kind, string) bool { return false }

// BuiltIn is the documented code.
func (format) BuiltIn(setting string) string {
	i := slices.IndexFunc(StarCodes, func(star StarCode) bool { return star.Key == setting })
	if i < 0 {
		return ""
	}
	return StarCodes[i].Documented
}

// Writable is false for what the platform itself writes.
func (format) Writable(kind transfer.Kind, setting string) bool {
	s := Format.Setting(kind, setting)
	return s == nil || s.Class != lens.ReadOnly && !s.Live
}

// Compared is as Writable, but for settings that are written and never shown, and for undocumented ones, which servers are
// free to ignore.
func (format) Compared(kind transfer.Kind, setting string) bool {
	s := Format.Setting(kind, setting)
	return s != nil && s.Class != lens.ReadOnly && !s.Live && !s.Unshown
}

// Rows lists a tenant's accounts of a kind, or its star codes.
func (format) Rows(look *domain.Look, kind transfer.Kind, each func(*transfer.Row) error) error {
	v := NewView(look.Plan)
	var err error
	switch kind {
	case transfer.Phone:
		err = transfer.EachPhone(look, func(p *domain.Phone) error { return each(phoneRow(v, p)) })
	case transfer.HuntGroup:
		err = transfer.EachHuntGroup(look, func(g *domain.HuntGroup) error { return each(huntRow(v, g)) })
	case transfer.FeatureCode:
		err = transfer.EachFeatureCode(look, func(c *domain.FeatureCode) error {
			if shapeOf(look.Plan, c) != asIVRNode {
				return look.Plan.Err()
			}
			return each(nodeRow(v, c))
		})
	case transfer.StarCodes:
		err = each(starCodesRow(look.Plan))
	default:
		err = noRows(kind)
	}
	if err != nil {
		return err
	}
	return look.Plan.Err()
}

func noRows(kind transfer.Kind) error { return fmt.Errorf("%s has no rows of kind %s", Dialect, kind) }

// Row reads one account by its own name, or the star codes.
func (format) Row(look *domain.Look, of *transfer.Row) (*transfer.Row, error) {
	v := NewView(look.Plan)
	if of.Key.Kind == transfer.StarCodes {
		return starCodesRow(look.Plan), look.Plan.Err()
	}
	account, err := accountOfRow(look, of)
	if err != nil {
		return nil, err
	}
	var row *transfer.Row
	switch of.Key.Kind {
	case transfer.Phone:
		phone, err := look.Phone(account.Target)
		if err != nil {
			return nil, err
		}
		row = phoneRow(v, phone)
	case transfer.HuntGroup:
		group, err := look.HuntGroup(huntID(account))
		if err != nil {
			return nil, err
		}
		row = huntRow(v, group)
	case transfer.FeatureCode:
		code, err := look.FeatureCode(account.Target)
		if err != nil {
			return nil, err
		}
		row = nodeRow(v, code)
	}
	if row.Key != of.Key {
		return nil, domain.Fail(domain.NotFound, "%s is an alias of %s", of.Key.Name, row.Key.Name)
	}
	return row, look.Plan.Err()
}

// accountOfRow finds the account of a row's key; NotFound where the name is that of an account of another type.
func accountOfRow(look *domain.Look, of *transfer.Row) (domain.Destination, error) {
	account, err := resolve(look, of.Key.Name)
	if err != nil {
		return account, err
	}
	if usertype := AccountType(of.Key.Kind); typeOf(account).usertype() != usertype {
		return account, domain.Fail(domain.NotFound, "%s is in %s and not in %s", of.Key.Name, typeOf(account).usertype(), usertype)
	}
	return account, nil
}

// phoneRow shows secrets in clear, but for the web password, of which nobody has more than its hash.
func phoneRow(v *View, p *domain.Phone) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Kind: transfer.Phone, Name: p.Name}, Settings: tableRows[*domain.Phone]{table: ExtensionTable}.entries(v, p)}
	for i := range row.Settings {
		switch row.Settings[i].Name {
		case sipPassSetting:
			row.Settings[i].Value = lens.Text(p.Password.Reveal())
		case pinSetting:
			row.Settings[i].Value = lens.Text(p.PIN.Reveal())
		}
	}
	return row
}

func huntRow(v *View, g *domain.HuntGroup) *transfer.Row {
	return &transfer.Row{Key: transfer.Key{Kind: transfer.HuntGroup, Name: g.Names[0]}, Settings: tableRows[*domain.HuntGroup]{table: HuntTable}.entries(v, g)}
}

func nodeRow(v *View, c *domain.FeatureCode) *transfer.Row {
	return &transfer.Row{Key: transfer.Key{Kind: transfer.FeatureCode, Name: c.Code}, Settings: tableRows[*domain.FeatureCode]{table: IVRNodeTable}.entries(v, c)}
}

func starCodesRow(plan *domain.NumberPlan) *transfer.Row {
	return &transfer.Row{Key: transfer.Key{Kind: transfer.StarCodes, Name: StarCodesName}, Settings: starCodesAs(plan.StarCodes())}
}
