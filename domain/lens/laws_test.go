package lens_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "dragoman/domain/chance"
	"dragoman/domain/lens"
)

// line is an object whose two views disagree in every way that the real ones do.
type line struct {
	CallerID string   // empty, a keyword that only "wide" knows, or digits
	Forward  []string // numbers; "wide" marks some with an exclamation mark that "narrow" can't see
	Holder   string   // one text; "narrow" has it in two settings
	Time     int      // "narrow" says 15 with an empty text too
	Margins  lens.Margins
}

func (l *line) clone() *line {
	c := *l
	c.Forward = slices.Clone(l.Forward)
	c.Margins = l.Margins.Clone()
	return &c
}

type none struct{}

func bind[T any](field string, ref func(*line) *T, get func(*line) lens.Texts, put func(*line, lens.Texts) error) *lens.Binding[*line, none] {
	return lens.Bind(field, ref,
		func(_ none, l *line) lens.Texts { return get(l) },
		func(_ none, l *line, texts lens.Texts) error { return put(l, texts) })
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

var (
	wideCaller = bind("CallerID", func(l *line) *string { return &l.CallerID },
		func(l *line) lens.Texts { return lens.Texts{l.CallerID} },
		func(l *line, t lens.Texts) error { l.CallerID = t[0]; return nil })
	narrowCaller = bind("CallerID", func(l *line) *string { return &l.CallerID },
		func(l *line) lens.Texts {
			if !digits(l.CallerID) {
				return lens.Texts{}
			}
			return lens.Texts{l.CallerID}
		},
		func(l *line, t lens.Texts) error {
			if !digits(t[0]) {
				return errors.New("must be digits")
			}
			l.CallerID = t[0]
			return nil
		})
	wideForward = bind("Forward", func(l *line) *[]string { return &l.Forward },
		func(l *line) lens.Texts { return lens.Texts{strings.Join(l.Forward, " ")} },
		func(l *line, t lens.Texts) error { l.Forward = append([]string{}, strings.Fields(t[0])...); return nil })
	narrowForward = bind("Forward", func(l *line) *[]string { return &l.Forward },
		func(l *line) lens.Texts {
			var shown []string
			for _, f := range l.Forward {
				shown = append(shown, strings.TrimSuffix(f, "!"))
			}
			return lens.Texts{strings.Join(shown, " ")}
		},
		func(l *line, t lens.Texts) error {
			next := []string{}
			for _, f := range strings.Fields(t[0]) {
				if slices.Contains(l.Forward, f+"!") && !slices.Contains(next, f+"!") {
					f += "!"
				}
				next = append(next, f)
			}
			l.Forward = next
			return nil
		})
	wideHolder = bind("Holder", func(l *line) *string { return &l.Holder },
		func(l *line) lens.Texts { return lens.Texts{l.Holder} },
		func(l *line, t lens.Texts) error { l.Holder = t[0]; return nil })
	narrowHolder = bind("Holder", func(l *line) *string { return &l.Holder },
		func(l *line) lens.Texts {
			i := strings.LastIndexByte(l.Holder, ' ')
			if i < 0 {
				return lens.Texts{"", l.Holder}
			}
			return lens.Texts{l.Holder[:i], l.Holder[i+1:]}
		},
		func(l *line, t lens.Texts) error {
			l.Holder = strings.Join(slices.DeleteFunc([]string{t[0], t[1]}, func(s string) bool { return s == "" }), " ")
			return nil
		})
	wideTime = bind("Time", func(l *line) *int { return &l.Time },
		func(l *line) lens.Texts { b, _ := json.Marshal(l.Time); return lens.Texts{string(b)} },
		func(l *line, t lens.Texts) error { return json.Unmarshal([]byte(t[0]), &l.Time) })
	narrowTime = bind("Time", func(l *line) *int { return &l.Time },
		func(l *line) lens.Texts { b, _ := json.Marshal(l.Time); return lens.Texts{string(b)} },
		func(l *line, t lens.Texts) error {
			if t[0] == "" {
				l.Time = 15
				return nil
			}
			return json.Unmarshal([]byte(t[0]), &l.Time)
		})
)

var margins = func(l *line) *lens.Margins { return &l.Margins }

var wide = lens.NewTable("line", "wide", margins, nil,
	lens.Bound(wideCaller, 0, lens.Setting{Name: "caller"}),
	lens.Bound(wideForward, 0, lens.Setting{Name: "forward"}),
	lens.Bound(wideHolder, 0, lens.Setting{Name: "holder"}),
	lens.Bound(wideTime, 0, lens.Setting{Name: "time", Type: lens.Integer, Default: "15"}),
	lens.Own[*line, none](lens.Setting{Name: "aoc", Type: lens.Flag, Default: "0"}),
)

var narrow = lens.NewTable("line", "narrow", margins, nil,
	lens.Bound(narrowCaller, 0, lens.Setting{Name: "ani"}),
	lens.Bound(narrowForward, 0, lens.Setting{Name: "ext"}),
	lens.Bound(narrowHolder, 0, lens.Setting{Name: "first"}),
	lens.Bound(narrowHolder, 1, lens.Setting{Name: "last"}),
	lens.Bound(narrowTime, 0, lens.Setting{Name: "dur", Type: lens.Number}),
	lens.Own[*line, none](lens.Setting{Name: "cw", Type: lens.Switch, Default: "true"}),
)

type table = *lens.Table[*line, none]

func writes(t *rapid.T, of table, label string) map[string]lens.Value {
	word := rapid.SampledFrom([]string{"", "a", "b", "Anna  Maria", " x", "1", "12"})
	number := rapid.SampledFrom([]string{"", "5", "55", "15"})
	values := map[string]*rapid.Generator[string]{
		"caller": rapid.SampledFrom([]string{"", "matched", "5", "55"}), "ani": number,
		"forward": rapid.SampledFrom([]string{"", "1", "1! 2", "2! 3", "3 1!"}), "ext": rapid.SampledFrom([]string{"", "1", "1 2", "2 3", "3  1"}),
		"holder": word, "first": word, "last": word,
		"time": rapid.SampledFrom([]string{"0", "15", "20", "015"}), "dur": rapid.SampledFrom([]string{"", "0", "15", "20", "015"}),
		"aoc": rapid.SampledFrom([]string{"0", "1"}), "cw": rapid.SampledFrom([]string{"", "true", "false"}), "unknown": word,
	}
	names := []string{"unknown"}
	for _, s := range of.Settings() {
		names = append(names, s.Name)
	}
	out := map[string]lens.Value{}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(t, label+" names") {
		out[name] = lens.Text(values[name].Draw(t, label+" "+name))
	}
	return out
}

func write(t *rapid.T, of table, l *line, in map[string]lens.Value) *line {
	c := l.clone()
	if _, faults := of.Write(none{}, c, in); len(faults) > 0 {
		t.Skip("refused")
	}
	return c.clone()
}

func shown(of table, l *line) map[string]lens.Value {
	out := map[string]lens.Value{}
	for _, e := range of.View(none{}, l) {
		out[e.Name] = e.Value
	}
	return out
}

func encoded(l *line) string {
	c := l.clone()
	wide.Settle(c)
	narrow.Settle(c)
	b, _ := json.Marshal(c.clone())
	return string(b)
}

func TestLaws(t *testing.T) {
	for name, pair := range map[string][2]table{"wide": {wide, narrow}, "narrow": {narrow, wide}} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a, b := pair[0], pair[1]
			l := &line{Time: 15, Forward: []string{}}
			for range rapid.IntRange(0, 5).Draw(t, "history") {
				of := pair[rapid.IntRange(0, 1).Draw(t, "through")]
				l = write(t, of, l, writes(t, of, "before"))
			}
			stored, _ := json.Marshal(l.clone())

			same, _ := json.Marshal(write(t, a, l, shown(a, l)))
			if string(same) != string(stored) {
				t.Fatalf("GetPut: %s became %s", stored, same)
			}

			first, second := writes(t, a, "first"), writes(t, a, "second")
			for name := range first {
				if _, ok := second[name]; !ok {
					second[name] = first[name]
				}
			}
			once := write(t, a, l, second)
			for name, want := range second {
				got, _ := a.Get(none{}, once, name)
				if got.Text != want.Text && !lens.SameNumber(got.Text, want.Text) {
					t.Fatalf("PutGet: wrote %s=%q, read %q", name, want.Text, got.Text)
				}
			}
			twice := write(t, a, write(t, a, l, first), second)
			for _, view := range []table{a, b} {
				if x, y := shown(view, once), shown(view, twice); !equal(x, y) {
					t.Fatalf("PutPut: %v and %v; stored %s and %s", x, y, encoded(once), encoded(twice))
				}
			}
			if encoded(once) != encoded(twice) {
				t.Fatalf("PutPut: stored %s and %s", encoded(once), encoded(twice))
			}
		}))
	}
}

func equal(a, b map[string]lens.Value) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
