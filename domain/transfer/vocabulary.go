package transfer

import (
	"strings"

	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// vocabulary is what follows from the declarations of a format alone, worked out once for all rows.
type vocabulary struct {
	format Format
	kinds  []Kind
	terms  map[Kind]*terms
}

// terms are the settings that a new object of a kind shows.
type terms struct {
	fresh  *Row // a new object
	list   []term
	number map[string]int // in the list, by name
}

// term is one of them.
type term struct {
	lens.Entry // as a new object has it
	writable   bool
	compared   bool
	open       bool // whoever reads its name takes it for no secret
	joint      bool // it says only a part of a canonical field
}

func newVocabulary(format Format) *vocabulary {
	v := &vocabulary{format: format, kinds: format.Kinds(), terms: map[Kind]*terms{}}
	for _, kind := range v.kinds {
		v.terms[kind] = termsOf(format, kind)
	}
	return v
}

func termsOf(format Format, kind Kind) *terms {
	fresh := format.New(kind)
	of := &terms{fresh: fresh, list: make([]term, len(fresh.Settings)), number: make(map[string]int, len(fresh.Settings))}
	said := map[string]int{}
	for _, entry := range fresh.Settings {
		said[fieldOfEntry(&entry)]++
	}
	for i, entry := range fresh.Settings {
		const any = "any"
		field := fieldOfEntry(&entry)
		of.list[i] = term{
			Entry: entry, writable: format.Writable(kind, entry.Name), compared: format.Compared(kind, entry.Name),
			open: report.Masked(entry.Name, entry.Setting, any) == any, joint: field != "" && said[field] > 1,
		}
		of.number[entry.Name] = i
	}
	return of
}

// fieldOfEntry is the canonical field that a setting is tied to, empty for none.
func fieldOfEntry(entry *lens.Entry) string {
	if entry.Setting == nil {
		return ""
	}
	return entry.Setting.Field
}

// term is the setting of a name, nil for one that new objects don't show.
func (v *vocabulary) term(kind Kind, name string) *term {
	terms := v.terms[kind]
	if terms == nil {
		return nil
	}
	i, known := terms.number[name]
	if !known {
		return nil
	}
	return &terms.list[i]
}

// fresh is a new object of a kind. It must not be changed.
func (v *vocabulary) fresh(kind Kind) *Row {
	if terms := v.terms[kind]; terms != nil {
		return terms.fresh
	}
	return v.format.New(kind)
}

// writable is as Format.Writable.
func (v *vocabulary) writable(kind Kind, name string) bool {
	if term := v.term(kind, name); term != nil {
		return term.writable
	}
	return v.format.Writable(kind, name)
}

// compared is as Format.Compared.
func (v *vocabulary) compared(kind Kind, name string) bool {
	if term := v.term(kind, name); term != nil {
		return term.compared
	}
	return v.format.Compared(kind, name)
}

// alone says that what a setting means depends on no other setting.
func (v *vocabulary) alone(kind Kind, name string) bool {
	term := v.term(kind, name)
	return term != nil && !term.joint
}

// tells says that a setting tells two objects apart and that it is no secret. A piece of JSON may hold one, and
// so may an address.
func (v *vocabulary) tells(kind Kind, entry *lens.Entry) bool {
	term := v.term(kind, entry.Name)
	if term == nil {
		return v.format.Compared(kind, entry.Name) && !secret(*entry)
	}
	if !term.compared {
		return false
	}
	text := entry.Value.Text
	simple := text == "" || !strings.ContainsRune("{[*", rune(text[0])) && !strings.Contains(text, "://")
	return term.open && simple || !secret(*entry)
}
