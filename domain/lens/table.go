package lens

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Row is one setting in a table, and what it is tied to.
type Row[K, C any] struct {
	Setting
	binding *Binding[K, C]
	part    int
	get     func(C, K) string // of read-only settings
}

// Own declares a setting that only this dialect knows; it lives in the object's bag, or among its secrets where its class
// is Hidden.
func Own[K, C any](s Setting) Row[K, C] {
	if s.Class == "" {
		s.Class = OwnOnly
	}
	return Row[K, C]{Setting: s}
}

// Shown declares a setting that is read and never written.
func Shown[K, C any](s Setting, get func(C, K) string) Row[K, C] {
	s.Class = ReadOnly
	return Row[K, C]{Setting: s, get: get}
}

// Bound ties a setting to the binding's part, counted from 0.
func Bound[K, C any](b *Binding[K, C], part int, s Setting) Row[K, C] {
	s.Field = b.Field
	return Row[K, C]{Setting: s, binding: b, part: part}
}

// Inexpressible lists a canonical field that the dialect has no setting for, and why.
type Inexpressible struct {
	Field  string
	Reason string
	// Elsewhere marks what the dialect shows all the same, in another place than the object's settings: nothing is lost.
	Elsewhere bool
}

// Table is one dialect's view of one kind of object.
type Table[K, C any] struct {
	Kind          string
	Dialect       string
	Inexpressible []Inexpressible
	rows          []Row[K, C]
	byName        map[string]int
	partner       map[*Binding[K, C]][2]int // the rows of a binding's parts, -1 for none
	margins       func(K) *Margins
}

// NewTable makes a table of rows in the order in which the dialect documents them. It panics where two rows claim one
// name, one canonical field or one part of a binding: that is a mistake in the program.
func NewTable[K, C any](kind, dialect string, margins func(K) *Margins, missing []Inexpressible, rows ...Row[K, C]) *Table[K, C] {
	t := &Table[K, C]{
		Kind: kind, Dialect: dialect, Inexpressible: missing, rows: rows, margins: margins,
		byName: make(map[string]int, len(rows)), partner: map[*Binding[K, C]][2]int{},
	}
	claimed := map[string]*Binding[K, C]{}
	for i := range rows {
		row := &rows[i]
		if _, taken := t.byName[row.Name]; taken {
			panic(fmt.Sprintf("%s %s: setting %s is declared twice", dialect, kind, row.Name))
		}
		t.byName[row.Name] = i
		if row.binding == nil {
			continue
		}
		if other := claimed[row.Field]; other != nil && other != row.binding {
			panic(fmt.Sprintf("%s %s: setting %s claims the field %s, which another one has", dialect, kind, row.Name, row.Field))
		}
		claimed[row.Field] = row.binding
		parts, ok := t.partner[row.binding]
		if !ok {
			parts = [2]int{-1, -1}
		}
		if parts[row.part] >= 0 {
			panic(fmt.Sprintf("%s %s: setting %s is tied to what %s is tied to", dialect, kind, row.Name, rows[parts[row.part]].Name))
		}
		parts[row.part] = i
		t.partner[row.binding] = parts
	}
	return t
}

// Settings returns the declarations in documented order.
func (t *Table[K, C]) Settings() []*Setting {
	out := make([]*Setting, len(t.rows))
	for i := range t.rows {
		out[i] = &t.rows[i].Setting
	}
	return out
}

// Setting returns the declaration of a name, or nil.
func (t *Table[K, C]) Setting(name string) *Setting {
	i, ok := t.byName[name]
	if !ok {
		return nil
	}
	return &t.rows[i].Setting
}

// Entry is one setting in a view of an object.
type Entry struct {
	Name    string
	Value   Value
	Setting *Setting // nil for a setting that no page documents
}

// View shows an object: every declared setting in documented order, then what else the dialect's writers left in the
// bag, by name. It never fails.
func (t *Table[K, C]) View(c C, k K) []Entry {
	margin := t.margins(k).Peek(t.Dialect)
	out := make([]Entry, 0, len(t.rows)+4)
	for i := range t.rows {
		row := &t.rows[i]
		if row.Unshown {
			continue
		}
		out = append(out, Entry{Name: row.Name, Value: t.value(c, k, row, margin), Setting: &row.Setting})
	}
	if margin == nil {
		return out
	}
	known := len(out)
	for name, value := range margin.Bag {
		if _, declared := t.byName[name]; !declared {
			out = append(out, Entry{Name: name, Value: value})
		}
	}
	if extra := out[known:]; len(extra) > 1 {
		sort.Slice(extra, func(i, j int) bool { return extra[i].Name < extra[j].Name })
	}
	return out
}

// Get shows one setting of an object, declared or from the bag; ok is false where there is none such.
func (t *Table[K, C]) Get(c C, k K, name string) (value Value, ok bool) {
	margin := t.margins(k).Peek(t.Dialect)
	if i, declared := t.byName[name]; declared {
		return t.value(c, k, &t.rows[i], margin), true
	}
	if margin == nil {
		return Value{}, false
	}
	value, ok = margin.Bag[name]
	return value, ok
}

func (t *Table[K, C]) value(c C, k K, row *Row[K, C], margin *Margin) Value {
	var text string
	switch {
	case row.binding != nil:
		text = row.binding.texts(c, k, margin)[row.part]
	case row.get != nil:
		text = row.get(c, k)
	case row.Class == Hidden:
		if margin != nil {
			text = margin.Secrets[row.Name].Masked()
		}
	default:
		text = row.Default
		if margin != nil {
			if kept, ok := margin.Bag[row.Name]; ok {
				text = kept.Text
			}
		}
	}
	// An empty text is no JSON, so that a number that isn't set shows as text.
	return Value{Text: text, Raw: text != "" && (row.Type.Numeric() || row.Type == Names)}
}

// Written tells what a write met that a strict caller may want to hear of.
type Written struct {
	Unknown  []string // settings that no page documents; they are kept in the bag
	Narrowed []string // settings whose old value this dialect can't say; it was set aside
	Ignored  []string // read-only settings; a client that writes back what it read sends them
}

// Write changes what in mentions and nothing else. Faults name every wrong setting; when there are any the object is
// half changed and must be thrown away.
func (t *Table[K, C]) Write(c C, k K, in map[string]Value) (Written, []Fault) {
	var done Written
	var faults []Fault
	margin := t.margins(k).Of(t.Dialect)
	handled := make(map[*Binding[K, C]]bool, 8)
	for i := range t.rows {
		row := &t.rows[i]
		value, given := in[row.Name]
		if !given {
			continue
		}
		if row.binding != nil {
			if !handled[row.binding] {
				handled[row.binding] = true
				faults = append(faults, t.writeBinding(c, k, row.binding, in, margin, &done)...)
			}
			continue
		}
		if row.get != nil {
			done.Ignored = append(done.Ignored, row.Name)
			continue
		}
		if fault := writeOwn(&row.Setting, value, margin); fault != nil {
			faults = append(faults, *fault)
		}
	}
	if len(in) > 0 {
		faults = append(faults, t.writeUnknown(in, margin, &done)...)
	}
	return done, faults
}

func writeOwn(s *Setting, value Value, margin *Margin) *Fault {
	text, err := s.Check(value)
	if err != nil {
		return &Fault{s.Name, err.Error()}
	}
	if s.Class == Hidden {
		if text != Mask {
			margin.setSecret(s.Name, Concealed(text))
		}
		return nil
	}
	if text == s.Default {
		delete(margin.Bag, s.Name)
		return nil
	}
	margin.setBag(s.Name, Text(text))
	return nil
}

func (t *Table[K, C]) writeBinding(c C, k K, b *Binding[K, C], in map[string]Value, margin *Margin, done *Written) []Fault {
	shown := b.texts(c, k, margin)
	want := shown
	var names []string
	var faults []Fault
	for part, i := range t.partner[b] {
		if i < 0 {
			continue
		}
		row := &t.rows[i]
		value, given := in[row.Name]
		if !given {
			continue
		}
		text, err := row.Check(value)
		if err != nil {
			faults = append(faults, Fault{row.Name, err.Error()})
			continue
		}
		if b.Secret && text == Mask {
			continue
		}
		if row.Type.Numeric() && SameNumber(text, shown[part]) {
			text = shown[part]
		}
		names = append(names, row.Name)
		want[part] = text
	}
	if len(faults) > 0 || want == shown {
		return faults
	}
	narrowed, err := b.write(c, k, margin, want)
	if err != nil {
		return []Fault{t.blame(b, names, err)}
	}
	if narrowed {
		done.Narrowed = append(done.Narrowed, names...)
	}
	return nil
}

// blame names the setting that a binding's error is about: the part that the error says, else the first one written.
func (t *Table[K, C]) blame(b *Binding[K, C], names []string, err error) Fault {
	var part *PartError
	if errors.As(err, &part) {
		if i := t.partner[b][part.Part]; i >= 0 {
			return Fault{t.rows[i].Name, part.Message}
		}
	}
	return Fault{names[0], err.Error()}
}

func (t *Table[K, C]) writeUnknown(in map[string]Value, margin *Margin, done *Written) []Fault {
	var faults []Fault
	for name, value := range in {
		if _, declared := t.byName[name]; declared {
			continue
		}
		if err := wellFormed(name); err != nil {
			faults = append(faults, Fault{"", "a setting's name " + err.Error()})
			continue
		}
		if err := wellFormed(value.Text); err != nil {
			faults = append(faults, Fault{name, err.Error()})
			continue
		}
		done.Unknown = append(done.Unknown, name)
		margin.setBag(name, value)
	}
	slices.Sort(done.Unknown)
	if margin.Size() > MaxBag {
		faults = append(faults, overweight(in, margin))
	}
	slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Setting, b.Setting) })
	return faults
}

// overweight blames the largest of the settings that were just put into the bag for its being too full.
func overweight(in map[string]Value, margin *Margin) Fault {
	largest, most := "", -1
	for name := range in {
		kept, ok := margin.Bag[name]
		if size := len(name) + len(kept.Text); ok && (size > most || size == most && name < largest) {
			largest, most = name, size
		}
	}
	return Fault{largest, fmt.Sprintf("makes the settings kept with this object exceed %d bytes", MaxBag)}
}

// Settle drops the notes that are no longer in force. They mean nothing to any view; only comparing two objects byte
// for byte wants them gone.
func (t *Table[K, C]) Settle(k K) {
	margin := t.margins(k).Peek(t.Dialect)
	if margin == nil {
		return
	}
	for b := range t.partner {
		if b.noteInForce(k, margin) == nil {
			delete(margin.Notes, b.Field)
		}
	}
}

// Narrowing is a canonical value that the dialect can't say.
type Narrowing struct {
	Field    string
	Settings []string // the settings that stand for the field
	Shown    Texts    // what they show instead
	Value    string   // the value that is kept, encoded
	Retold   string   // the value that a new object would get, encoded; empty where what is shown would be refused
}

// Narrowings lists the fields of an object whose value the dialect's view shows but could not have said: a client that
// made a new object from the view would get another value there. fresh is a new object, from which such a client begins.
func (t *Table[K, C]) Narrowings(c C, k, fresh K) []Narrowing {
	margin := t.margins(k).Peek(t.Dialect)
	if margin == nil {
		margin = &Margin{}
	}
	var out []Narrowing
	seen := map[*Binding[K, C]]bool{}
	for i := range t.rows {
		b := t.rows[i].binding
		if b == nil || b.Secret || seen[b] {
			continue
		}
		seen[b] = true
		value, retold, differs := b.retold(c, k, fresh, margin)
		if !differs {
			continue
		}
		n := Narrowing{Field: b.Field, Shown: b.texts(c, k, margin), Value: value, Retold: retold}
		for _, j := range t.partner[b] {
			if j >= 0 {
				n.Settings = append(n.Settings, t.rows[j].Name)
			}
		}
		out = append(out, n)
	}
	return out
}
