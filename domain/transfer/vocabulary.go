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
	list   []term
	number map[string]int // in the list, by name
}

// term is one of them.
type term struct {
	lens.Entry      // as a new object has it
	compared   bool // it tells two objects apart
	open       bool // whoever reads its name takes it for no secret
}

func newVocabulary(format Format) *vocabulary {
	v := &vocabulary{format: format, kinds: format.Kinds(), terms: map[Kind]*terms{}}
	for _, kind := range v.kinds {
		begin := format.New(kind).Settings
		own := &terms{list: make([]term, len(begin)), number: make(map[string]int, len(begin))}
		for i, entry := range begin {
			const any = "any"
			own.list[i] = term{entry, format.Compared(kind, entry.Name), report.Masked(entry.Name, entry.Setting, any) == any}
			own.number[entry.Name] = i
		}
		v.terms[kind] = own
	}
	return v
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

// tells says that a setting tells two objects apart and that it is no secret. A piece of JSON may hold one.
func (v *vocabulary) tells(kind Kind, entry *lens.Entry) bool {
	term := v.term(kind, entry.Name)
	if term == nil {
		return v.format.Compared(kind, entry.Name) && !secret(*entry)
	}
	if !term.compared {
		return false
	}
	simple := entry.Value.Text == "" || !strings.ContainsRune("{[*", rune(entry.Value.Text[0]))
	return term.open && simple || !secret(*entry)
}
