package tenantfile

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain/lens"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// rows are the objects of a file in its order. Settings that are as a new object has them aren't kept. ID is what a row of
// a hunt group is referred to by, and empty for others.
type rows struct {
	all   []*transfer.Row // nil where one was removed
	byKey map[transfer.Key]int
}

func newRows() *rows { return &rows{byKey: map[transfer.Key]int{}} }

// handle is what a row is found by.
func handle(row *transfer.Row) transfer.Key {
	if row.Key.Kind == transfer.HuntGroup && row.ID != "" {
		return transfer.Key{Kind: row.Key.Kind, Name: row.ID}
	}
	return row.Key
}

// add puts a row behind the others; it is false where there is one such.
func (r *rows) add(row *transfer.Row) bool {
	if _, taken := r.byKey[handle(row)]; taken {
		return false
	}
	r.byKey[handle(row)] = len(r.all)
	r.all = append(r.all, row)
	return true
}

func (r *rows) find(of *transfer.Row) (*transfer.Row, bool) {
	if i, ok := r.byKey[handle(of)]; ok {
		return r.all[i], true
	}
	return nil, false
}

func (r *rows) remove(row *transfer.Row) {
	r.all[r.byKey[handle(row)]] = nil
	delete(r.byKey, handle(row))
}

// rename gives a row another key that is free.
func (r *rows) rename(row *transfer.Row, name string) {
	i := r.byKey[handle(row)]
	delete(r.byKey, handle(row))
	row.Key.Name = name
	r.byKey[handle(row)] = i
}

// of lists the rows of a kind in order.
func (r *rows) of(kind transfer.Kind) []*transfer.Row {
	var out []*transfer.Row
	for _, row := range r.all {
		if row != nil && row.Key.Kind == kind {
			out = append(out, row)
		}
	}
	return out
}

// template is what rows of a kind have in common. It isn't safe for several goroutines at once.
type template struct {
	kind     transfer.Kind
	fresh    map[string]lens.Value // the settings of a new object
	settings map[string]*lens.Setting
}

func templateOf(kind transfer.Kind) *template {
	out := &template{kind, map[string]lens.Value{}, map[string]*lens.Setting{}}
	for _, entry := range (transfer.Canonical{}).New(kind).Settings {
		out.fresh[entry.Name] = entry.Value
	}
	return out
}

// setting is the declaration of a setting, one for all rows.
func (t *template) setting(name string) *lens.Setting {
	known, ok := t.settings[name]
	if !ok {
		known = transfer.Canonical{}.Setting(t.kind, name)
		t.settings[name] = known
	}
	return known
}

const (
	marginPrefix = marginsName + "."
	secretPrefix = secretsName + "."
)

func isMargin(setting string) bool { return strings.HasPrefix(setting, marginPrefix) }

// rowOf makes a row of an object that has its shape.
func rowOf(kind transfer.Kind, name string, n *node, common *template) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for i := 1; i < len(shapes[kind].fields); i++ {
		f := &shapes[kind].fields[i]
		item := n.item(f.name)
		switch {
		case item == nil:
		case f.name == marginsName || f.name == secretsName:
			for j, dialect := range item.keys {
				setting := f.name + "." + dialect.name
				put(row, setting, item.of[j].value(), common)
			}
		default:
			put(row, f.name, item.value(), common)
		}
	}
	if kind == transfer.HuntGroup {
		row.ID, row.Key.Name = name, called(row, name)
	}
	return row
}

// called is the key of a row of a hunt group: its first name, else its title, else what it is referred to by.
func called(row *transfer.Row, otherwise string) string {
	if names := lens.SplitNames(row.Text("names")); len(names) > 0 && names[0] != "" {
		return names[0]
	}
	if title := row.Text("name"); title != "" {
		return title
	}
	return otherwise
}

// put writes a setting into a row.
func put(row *transfer.Row, name string, value lens.Value, common *template) {
	i := slices.IndexFunc(row.Settings, func(e lens.Entry) bool { return e.Name == name })
	if value == common.fresh[name] || value == (lens.Value{}) {
		if i >= 0 {
			row.Settings = slices.Delete(row.Settings, i, i+1)
		}
		return
	}
	if i >= 0 {
		row.Settings[i].Value = value
		return
	}
	setting := common.setting(name)
	if setting != nil {
		name = setting.Name // one text for all rows
	}
	row.Settings = append(row.Settings, lens.Entry{Name: name, Value: value, Setting: setting})
}

// wholeRow is a row with all settings of its kind. Where secrets aren't written, it shows none.
func wholeRow(row *transfer.Row, secrets Secrets, writing bool) *transfer.Row {
	out := *row
	out.Settings = (transfer.Canonical{}).New(row.Key.Kind).Settings
	known := len(out.Settings)
	for _, entry := range row.Settings {
		if i := slices.IndexFunc(out.Settings[:known], func(e lens.Entry) bool { return e.Name == entry.Name }); i >= 0 {
			out.Settings[i].Value = entry.Value
			continue
		}
		out.Settings = append(out.Settings, entry)
	}
	slices.SortStableFunc(out.Settings[known:], func(a, b lens.Entry) int { return strings.Compare(a.Name, b.Name) })
	if secrets != Withheld || !writing {
		return &out
	}
	for i := range out.Settings {
		if entry := &out.Settings[i]; entry.Setting != nil && entry.Setting.Class == lens.Hidden && entry.Value.Plain() != "" {
			entry.Value = lens.Text(lens.Mask)
		}
	}
	return &out
}

// objectOf is a row as it is written, with its fields in the order of their declarations.
func objectOf(row *transfer.Row, label string) *node {
	n := &node{form: object}
	n.set(string(row.Key.Kind), textNode(label))
	for i := 1; i < len(shapes[row.Key.Kind].fields); i++ {
		f := &shapes[row.Key.Kind].fields[i]
		if f.setting == nil {
			if held := dialects(row, f.name+"."); len(held.of) > 0 {
				n.set(f.name, held)
			}
			continue
		}
		if value, ok := row.Get(f.name); ok {
			n.set(f.name, written(value, f.shape))
		}
	}
	return n
}

// dialects are the settings of a row that begin alike, by dialect.
func dialects(row *transfer.Row, prefix string) *node {
	out := &node{form: object}
	var names []string
	for _, entry := range row.Settings {
		if strings.HasPrefix(entry.Name, prefix) {
			names = append(names, entry.Name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		value, _ := row.Get(name)
		out.set(strings.TrimPrefix(name, prefix), written(value, shapeOf(margins).of))
	}
	return out
}

// unlimited is deeper than any JSON that the standard library reads.
const unlimited = 1 << 20

// written is a setting's value as it stands in a file. What dialects keep is there to the letter.
func written(value lens.Value, s *shape) *node {
	if !value.Raw {
		return textNode(value.Text)
	}
	n := parseJSON([]byte(value.Text), unlimited)
	if n == nil {
		return inExactly(value.Text)
	}
	keepExactly(n, s, []byte(value.Text))
	return n
}

// keepExactly replaces what can't be read back to the letter in the settings that objects keep for dialects.
func keepExactly(n *node, s *shape, raw []byte) {
	switch {
	case s == nil || n.form == text || n.form == literal:
	case s.is == series && n.form == list:
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			for i := range n.of {
				keepExactly(n.of[i], s.of, items[i])
			}
		}
	case n.form == object && (s.is == table || s.is == record):
		n.flat = s.flat
		var items map[string]json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			return
		}
		for i, k := range n.keys {
			below := s.of
			if s.is == record {
				below = nil
				if f := s.field(k.name); f != nil {
					below = f.shape
				}
			}
			if s.settings {
				var value lens.Value
				if value.UnmarshalJSON(items[k.name]) == nil {
					n.of[i] = nodeOf(value)
				}
				continue
			}
			keepExactly(n.of[i], below, items[k.name])
		}
	}
}

// takeExactly replaces {"$json": "…"} by the JSON in it.
func takeExactly(s *shape, n *node) {
	switch {
	case s == nil:
	case n.form == list && s.is == series:
		for _, item := range n.of {
			takeExactly(s.of, item)
		}
	case n.form != object:
	case s.settings:
		for i, item := range n.of {
			if held := item.item(exactly); held != nil && len(item.of) == 1 {
				n.of[i] = &node{form: literal, text: held.text, at: item.at}
			}
		}
	case s.is == table:
		for _, item := range n.of {
			takeExactly(s.of, item)
		}
	case s.is == record:
		for i, item := range n.of {
			if f := s.field(n.keys[i].name); f != nil {
				takeExactly(f.shape, item)
			}
		}
	}
}

// eachSecret walks over what is or may be a secret in an object, and takes out of settings that are kept for a dialect what
// do refuses to keep.
func eachSecret(s *shape, n *node, path string, do func(path string, of *node, i int) bool) {
	switch {
	case s == nil:
	case n.form == list && s.is == series:
		for i, item := range n.of {
			eachSecret(s.of, item, below(path, strconv.Itoa(i)), do)
		}
	case n.form == object:
		for i := 0; i < len(n.of); i++ {
			name := n.keys[i].name
			here := below(path, name)
			switch {
			case s.settings:
				if secretSetting(name, n.of[i]) && !do(here, n, i) {
					n.drop(i)
					i--
				}
			case s.is == table && s.of.hidden, s.is == record && s.field(name) != nil && s.field(name).shape.hidden:
				do(here, n, i)
			case s.is == table:
				eachSecret(s.of, n.of[i], here, do)
			case s.is == record && s.field(name) != nil:
				eachSecret(s.field(name).shape, n.of[i], here, do)
			}
		}
	}
}

// secretSetting says that a setting which a dialect left with an object may be a secret, or stands for one.
func secretSetting(name string, n *node) bool {
	value := n.value()
	return value.Text == lens.Mask || value.Plain() != "" && report.Masked(name, nil, value.Plain()) == lens.Mask
}
