package laws

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// writings are texts that have been lost somewhere before: empty, blank, of other scripts and planes, with what queries,
// JSON, HTML and lists part things with, and texts that look like something else.
var writings = []string{
	"", " ", "a", "Anna", "Anna Maria Lee", "Anna  Maria", " Lee", "Lee ", "Zoë", "Zoe\u0308", "日本 電話", "\U0001f4de", "a\u00a0b", "O'Connor \"Q\" <q@x>",
	"a;b&c=d+e%20", "line\nline", "tab\there", "\u2028", "\ufffd", "0", "00", "-1", "true", "null", "[]", `["a"]`, "{}", lens.Mask, "*", "hangup",
	strings.Repeat("long ", 60) + "text",
}

// passwords are few, since hashing one takes long.
var passwords = []string{"secret", "pä ß"}

// Samples gives texts that a setting takes, as its declaration tells: its allowed values, the samples of its form, its
// bounds and its default, and what its type and its canonical field's type let expect.
func Samples(kind domain.Kind, s *lens.Setting) []string {
	field := TypeOf(kind, s.Field)
	if field == reflect.TypeFor[domain.Credential]() {
		return passwords
	}
	candidates := append([]string{s.Default}, s.Allowed...)
	if s.Form != nil {
		candidates = append(candidates, s.Form.Sample...)
	}
	if s.Allowed == nil {
		candidates = append(candidates, ofType(s, field)...)
	}
	var out []string
	for _, text := range candidates {
		if _, err := s.Check(lens.Text(text)); err == nil && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		panic(fmt.Sprintf("no text is known that %s takes", s.Name))
	}
	return out
}

func ofType(s *lens.Setting, field reflect.Type) []string {
	switch s.Type {
	case lens.Integer:
		return integers(s)
	case lens.Number:
		return append(integers(s), "", "015")
	case lens.Decimal:
		return []string{"-1", "0", "10.5", "10.50", "000.10", ".5", "99999999999.25"}
	case lens.Flag:
		return []string{"0", "1"}
	case lens.Switch:
		return []string{"", "true", "false", "TRUE", "yes", "0"}
	case lens.Names:
		return nil // what they may be depends on the object
	}
	switch field {
	case reflect.TypeFor[domain.Destination](), reflect.TypeFor[domain.Forward](), reflect.TypeFor[[]domain.Member]():
		return dialled
	case reflect.TypeFor[domain.CallerID]():
		return append([]string{"5551234567", "+1 (212) 555-1234", "123-456-7899"}, writings...)
	}
	return writings
}

// integers are those about the bounds, and some between; what a setting doesn't take of them is left out later.
func integers(s *lens.Setting) []string {
	numbers := []int64{-2, -1, 0, 1, 2, 15, 86400, 1<<31 - 1, 1 << 31}
	for _, bound := range []*int64{s.Min, s.Max} {
		if bound != nil {
			numbers = append(numbers, *bound-1, *bound, *bound+1)
		}
	}
	var out []string
	for _, n := range numbers {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return append(out, "+7", " 7", "007")
}

// free says that any text may be written to a setting, so that texts nobody thought of are worth trying.
func free(kind domain.Kind, s *lens.Setting) bool {
	if s.Type != lens.String || s.Allowed != nil || s.Form != nil {
		return false
	}
	return TypeOf(kind, s.Field) != reflect.TypeFor[domain.Credential]()
}

// unknown are names that no page documents.
var unknown = []string{"x-unknown", "Größe", "a.b", "0"}

// pieces are values that are no text, as JSON has them.
var pieces = []string{"5", "1.50", "-0", "true", "null", "[]", `["a","b"]`, `{"a":{"b":[1,null]}}`}

// pool gives generators of values, one per setting, made once: making them is dearer than drawing from them.
type pool struct {
	kind      domain.Kind
	bySetting map[*lens.Setting]*rapid.Generator[lens.Value]
	undecided *rapid.Generator[lens.Value]
	textual   *rapid.Generator[lens.Value]
}

func newPool(kind domain.Kind) *pool {
	undecided := append(mapped(writings, lens.Text), mapped(pieces, func(text string) lens.Value { return lens.Value{Text: text, Raw: true} })...)
	return &pool{
		kind: kind, bySetting: map[*lens.Setting]*rapid.Generator[lens.Value]{},
		undecided: rapid.SampledFrom(undecided), textual: rapid.SampledFrom(mapped(writings, lens.Text)),
	}
}

func mapped[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = f(a)
	}
	return out
}

// value gives the generator of a setting's values.
func (p *pool) value(s *lens.Setting) *rapid.Generator[lens.Value] {
	known := p.bySetting[s]
	if known == nil {
		known = p.make(s)
		p.bySetting[s] = known
	}
	return known
}

func (p *pool) make(s *lens.Setting) *rapid.Generator[lens.Value] {
	samples := rapid.SampledFrom(mapped(Samples(p.kind, s), lens.Text))
	switch {
	case TypeOf(p.kind, s.Field) == reflect.TypeFor[[]domain.Member]():
		return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(dialled), 0, 4), func(numbers []string) lens.Value {
			return lens.Text(strings.Join(numbers, " "))
		})
	case free(p.kind, s):
		return rapid.OneOf(samples, samples, samples, rapid.Map(rapid.StringN(0, 12, -1), func(text string) lens.Value {
			return lens.Text(strings.ReplaceAll(text, "\x00", ""))
		}))
	}
	return samples
}
