package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Canonical is the format of places that hold the canonical objects whole: the gateway's store and tenant files. The
// settings of a row are the object's top-level JSON fields, secrets in clear, and what it keeps for each dialect as
// "margins.DIALECT", secrets apart as "secrets.DIALECT". Feature codes that are no more than a further name of an account stand among that account's names
// and have no row.
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

// Load makes an object of a row.
func (Canonical) Load(edit *domain.Edit, row *Row) (id string, err error) {
	switch row.Key.Kind {
	case Phone:
		made := domain.NewPhone()
		made.Name = row.Key.Name
		if err := write(phoneFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddPhone(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), namePhone(edit, made.Name, row)
	case HuntGroup:
		if row.ID != "" {
			return row.ID, Canonical{}.Change(edit, withoutEmptyNames(row))
		}
		made := domain.NewHuntGroup()
		if err := write(groupFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddHuntGroup(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), nameGroup(edit, made.ID, row)
	case FeatureCode:
		made := domain.NewFeatureCode()
		made.Code = row.Key.Name
		if err := write(codeFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddFeatureCode(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), nameCode(edit, made.Code, row)
	}
	return "", noRows(row.Key.Kind)
}

func noRows(kind Kind) error { return fmt.Errorf("the canonical format has no rows of kind %s", kind) }

// withoutEmptyNames leaves alone the names with which a group was made where the row has none for it.
func withoutEmptyNames(row *Row) *Row {
	if len(namesIn(row, namesSetting)) > 0 {
		return row
	}
	out := *row
	out.Settings = slices.DeleteFunc(slices.Clone(row.Settings), func(entry lens.Entry) bool { return entry.Name == namesSetting })
	return &out
}

// Change writes settings into an object.
func (Canonical) Change(edit *domain.Edit, row *Row) error {
	switch row.Key.Kind {
	case Phone:
		err := edit.ChangePhone(row.Key.Name, func(p phone) error { return write(phoneFields, p, &p.Margins, row) })
		if err != nil {
			return err
		}
		return namePhone(edit, row.Key.Name, row)
	case HuntGroup:
		id, err := storedGroup(row)
		if err != nil {
			return err
		}
		if err := edit.ChangeHuntGroup(id, func(g group) error { return write(groupFields, g, &g.Margins, row) }); err != nil {
			return err
		}
		return nameGroup(edit, id, row)
	case FeatureCode:
		err := edit.ChangeFeatureCode(row.Key.Name, func(c code) error { return write(codeFields, c, &c.Margins, row) })
		if err != nil {
			return err
		}
		return nameCode(edit, row.Key.Name, row)
	}
	return noRows(row.Key.Kind)
}

// storedGroup is the id of the hunt group that a row is about.
func storedGroup(row *Row) (domain.HuntGroupID, error) {
	id, ok := domain.Destination{Kind: domain.ToHuntGroup, Target: row.ID}.HuntGroupID()
	if !ok {
		return 0, domain.Fail(domain.NotFound, "there is no hunt group %s", row.Key.Name)
	}
	return id, nil
}

// namePhone gives a phone the names of a row: those that can't be dialled, and the order of all.
func namePhone(edit *domain.Edit, name string, row *Row) error {
	names, own, err := told(row, name)
	if err != nil || own == "" {
		return err
	}
	err = edit.ChangePhone(name, func(p phone) error {
		p.Names = chosenAmong(names, own, p.Names[1:])
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangePhone(own, func(p phone) error { p.Listed = names; return nil })
}

// nameCode gives a feature code the names of a row, as namePhone does.
func nameCode(edit *domain.Edit, name string, row *Row) error {
	names, own, err := told(row, name)
	if err != nil || own == "" {
		return err
	}
	err = edit.ChangeFeatureCode(name, func(c code) error {
		c.Names = chosenAmong(names, own, c.Names[1:])
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangeFeatureCode(own, func(c code) error { c.Listed = names; return nil })
}

// told are the names that a row has for an account and the account's own, which is the first; none where it says nothing
// of them.
func told(row *Row, name string) (names []string, own string, err error) {
	if _, ok := row.Get(namesSetting); !ok {
		return nil, "", nil
	}
	names = namesIn(row, namesSetting)
	if len(names) == 0 {
		return nil, name, nil
	}
	return names, names[0], distinct(names)
}

func distinct(names []string) error {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return domain.Refuse(lens.Fault{Setting: namesSetting, Message: name + " is named twice"})
		}
	}
	return nil
}

// chosenAmong are an account's names once those that can't be dialled are the ones listed: feature codes stay what they
// are.
func chosenAmong(listed []string, own string, has []string) []string {
	out := []string{own}
	for _, name := range listed {
		if !domain.Dialable(name) && name != own {
			out = append(out, name)
		}
	}
	for _, name := range has {
		if domain.Dialable(name) && name != own {
			out = append(out, name)
		}
	}
	return out
}

// nameGroup gives a hunt group the names of a row: those that can't be dialled, the order of all, and with it its account.
func nameGroup(edit *domain.Edit, id domain.HuntGroupID, row *Row) error {
	if _, ok := row.Get(namesSetting); !ok {
		return nil
	}
	names := namesIn(row, namesSetting)
	if err := distinct(names); err != nil {
		return err
	}
	err := edit.ChangeHuntGroup(id, func(g group) error {
		var chosen []string
		for _, name := range names {
			if !domain.Dialable(name) {
				chosen = append(chosen, name)
			}
		}
		for _, name := range g.Names {
			if domain.Dialable(name) {
				chosen = append(chosen, name)
			}
		}
		g.Names = chosen
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangeHuntGroup(id, func(g group) error {
		g.Account, g.Listed = "", nil
		if len(names) > 0 {
			g.Account, g.Listed = names[0], names
		}
		return nil
	})
}

// write puts a row's settings into an object, its names apart, and refuses all at once that can't be.
func write[K any](fields []canonicalField[K], k K, margins *lens.Margins, row *Row) error {
	var faults []lens.Fault
	for _, entry := range row.Settings {
		var err error
		if entry.Name == namesSetting {
			_, err = readNames(entry.Value)
		} else if strings.HasPrefix(entry.Name, marginPrefix) {
			err = putMargin(margins, entry)
		} else if strings.HasPrefix(entry.Name, secretPrefix) {
			err = putSecrets(margins, entry)
		} else if i := slices.IndexFunc(fields, func(f canonicalField[K]) bool { return f.setting.Name == entry.Name }); i >= 0 {
			err = fields[i].put(k, entry.Value)
		} else {
			err = errors.New("is no field of this kind of object")
		}
		if err != nil {
			faults = append(faults, lens.Fault{Setting: entry.Name, Message: err.Error()})
		}
	}
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	return nil
}

// Remove deletes an object. Feature codes that lead to it stay: each has a row of its own.
func (Canonical) Remove(edit *domain.Edit, row *Row) error {
	switch row.Key.Kind {
	case Phone:
		return edit.RemovePhone(row.Key.Name, false)
	case FeatureCode:
		return edit.RemoveFeatureCode(row.Key.Name, false)
	}
	id, err := storedGroup(row)
	if err != nil {
		return err
	}
	return edit.RemoveHuntGroup(id, false)
}

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

// destinationSettings hold a destination as their whole text.
var destinationSettings = []string{"busy", "no_answer", "unregistered", "exit", "unavailable", "destination", "fax_destination", "text_destination"}

const groupReference = string(domain.ToHuntGroup) + ":"

// quotedReference is a destination that leads to a hunt group, within JSON.
var quotedReference = regexp.MustCompile(`"` + groupReference + `([^"\\]*)"`)

// BuiltIn is empty: a tenant of the store has no feature codes by itself.
func (Canonical) BuiltIn(string) string { return "" }

// References are the hunt groups that a row leads to, and the account that a feature code is a further name of.
func (Canonical) References(row *Row) []Reference {
	var out []Reference
	alias := row.Text("form") != string(domain.AsIVRNode) && domain.Dialable(row.Key.Name)
	for _, entry := range row.Settings {
		for _, id := range groupsIn(entry) {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{HuntGroup, id},
				Alias: alias && entry.Name == "destination", Part: !slices.Contains(destinationSettings, entry.Name)})
		}
		if entry.Name != "destination" {
			continue
		}
		if name, ok := strings.CutPrefix(entry.Value.Text, string(domain.ToPhone)+":"); ok {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{Phone, name}, Alias: alias || name == row.Key.Name})
		}
		if name, ok := strings.CutPrefix(entry.Value.Text, string(domain.ToFeatureCode)+":"); ok {
			out = append(out, Reference{Settings: []string{entry.Name}, To: Key{FeatureCode, name}, Alias: row.Text("form") == string(domain.AsAlias)})
		}
	}
	return out
}

// groupsIn are the ids of the hunt groups that a setting leads to.
func groupsIn(entry lens.Entry) []string {
	if slices.Contains(destinationSettings, entry.Name) {
		if id, ok := strings.CutPrefix(entry.Value.Text, groupReference); ok {
			return []string{id}
		}
		return nil
	}
	text := ""
	switch {
	case entry.Name == "members":
		text = entry.Value.Text
	case strings.HasPrefix(entry.Name, marginPrefix):
		text = notesOf(entry.Value)
	}
	var out []string
	for _, match := range quotedReference.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, match[1]) {
			out = append(out, match[1])
		}
	}
	return out
}

// notesOf is everything that a margin notes of values.
func notesOf(value lens.Value) string {
	var margin lens.Margin
	if decoded(value, &margin) != nil {
		return ""
	}
	var b strings.Builder
	for _, note := range margin.Notes {
		b.WriteString(note.Under)
		b.WriteString(note.Aside)
	}
	return b.String()
}

// Refer replaces ids of hunt groups, also in what margins note of values.
func (Canonical) Refer(row *Row, to func(id string) string) []lens.Entry {
	out := slices.Clone(row.Settings)
	replace := func(text string) string {
		return quotedReference.ReplaceAllStringFunc(text, func(found string) string {
			return `"` + groupReference + to(found[len(groupReference)+1:len(found)-1]) + `"`
		})
	}
	for i := range out {
		value := &out[i].Value
		switch {
		case slices.Contains(destinationSettings, out[i].Name):
			if id, ok := strings.CutPrefix(value.Text, groupReference); ok {
				value.Text = groupReference + to(id)
			}
		case out[i].Name == "members":
			value.Text = replace(value.Text)
		case strings.HasPrefix(out[i].Name, marginPrefix):
			*value = referNotes(*value, replace)
		}
	}
	return out
}

// referNotes replaces ids in a margin's notes. A spelling that may have named an id goes.
func referNotes(value lens.Value, replace func(string) string) lens.Value {
	var margin lens.Margin
	if len(notesOf(value)) == 0 || json.Unmarshal([]byte(value.Text), &margin) != nil {
		return value
	}
	for field, note := range margin.Notes {
		under := replace(note.Under)
		if under != note.Under {
			note.Texts = nil
		}
		note.Under, note.Aside = under, replace(note.Aside)
		margin.Notes[field] = note
		if note.Texts == nil && note.Aside == "" {
			delete(margin.Notes, field)
		}
	}
	if margin.Empty() {
		return lens.Value{}
	}
	return encoded(&margin)
}

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
