package lens_test

import (
	"testing"

	"dragoman/domain/lens"
)

func TestNoTwoRowsClaimOneThing(t *testing.T) {
	row := func(binding *lens.Binding[*line, none], part int, name string) lens.Row[*line, none] {
		return lens.Bound(binding, part, lens.Setting{Name: name})
	}
	for _, test := range []struct {
		name   string
		rows   []lens.Row[*line, none]
		refuse bool
	}{
		{"two halves of a pair", []lens.Row[*line, none]{row(narrowHolder, 0, "first"), row(narrowHolder, 1, "last")}, false},
		{"two fields", []lens.Row[*line, none]{row(wideCaller, 0, "caller"), row(wideTime, 0, "time")}, false},
		{"one name", []lens.Row[*line, none]{row(wideCaller, 0, "caller"), row(wideTime, 0, "caller")}, true},
		{"one name of the dialect's own", []lens.Row[*line, none]{row(wideCaller, 0, "caller"), lens.Own[*line, none](lens.Setting{Name: "caller"})}, true},
		{"one field", []lens.Row[*line, none]{row(wideCaller, 0, "caller"), row(narrowCaller, 0, "ani")}, true},
		{"one half of a pair", []lens.Row[*line, none]{row(narrowHolder, 0, "first"), row(narrowHolder, 0, "last")}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				if refused := recover() != nil; refused != test.refuse {
					t.Errorf("refused: %t, want %t", refused, test.refuse)
				}
			}()
			lens.NewTable("line", "tried", margins, nil, test.rows...)
		})
	}
}
