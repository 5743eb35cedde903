package lens_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain/lens"
)

func TestOwnSettings(t *testing.T) {
	d := newDevice()
	for _, name := range []string{"aoc", "credit", "melody", "tags"} {
		if got, want := get(d, name).Text, view.Setting(name).Default; got != want {
			t.Errorf("%s begins as %q, want its default %q", name, got, want)
		}
	}
	done, faults := put(d, map[string]lens.Value{
		"aoc": lens.Text("01"), "credit": lens.Text("1.50"), "melody": lens.Text(""), "tags": raw(`["a","b c"]`), "quiet": lens.Text("x"),
	})
	if len(faults) > 0 || len(done.Unknown) > 0 {
		t.Fatalf("it met %v and %+v", faults, done)
	}
	for name, want := range map[string]lens.Value{
		"aoc": raw("1"), "credit": raw("1.50"), "melody": lens.Text(""), "tags": raw(`["a","b c"]`), "quiet": lens.Text("x"),
	} {
		if got := get(d, name); got != want {
			t.Errorf("%s shows as %+v, want %+v", name, got, want)
		}
	}
	// What has its default is as if it had never been written.
	if _, faults := put(d, texts("aoc", "0", "credit", "0", "melody", "ringer6", "tags", "", "quiet", "")); len(faults) > 0 {
		t.Fatal(faults)
	}
	if bag := d.Margins.Peek("view").Bag; len(bag) != 1 || bag["credit"].Text != "0" {
		t.Errorf("the bag holds %v", bag)
	}
}

func TestNumberThatIsNotSet(t *testing.T) {
	if got := get(newDevice(), "credit"); got != lens.Text("") {
		t.Errorf("it shows as %+v, which is no JSON", got)
	}
}

func TestUnknownSettings(t *testing.T) {
	d := newDevice()
	in := map[string]lens.Value{
		"zeta": lens.Text("z"), "alpha": raw(`{"b":[1,2.50,null],"a":"<&>"}`), "empty": lens.Text(""), "nil": raw("null"), "big": raw("123456789012345678901234567890"),
		"größe": lens.Text("♥"), "with space": lens.Text("x"),
	}
	done, faults := put(d, in)
	if len(faults) > 0 || !slices.Equal(done.Unknown, slices.Sorted(maps.Keys(in))) {
		t.Fatalf("it met %v and %v", faults, done.Unknown)
	}
	var shown []string
	for _, entry := range view.View(none{}, d) {
		if entry.Setting != nil {
			continue
		}
		shown = append(shown, entry.Name)
		if entry.Value != in[entry.Name] {
			t.Errorf("%s shows as %+v, want %+v", entry.Name, entry.Value, in[entry.Name])
		}
	}
	if !slices.Equal(shown, slices.Sorted(maps.Keys(in))) {
		t.Errorf("shown are %q", shown)
	}
	// They come back as they were from where objects are kept.
	data, err := json.Marshal(d.Margins)
	if err != nil {
		t.Fatal(err)
	}
	back := newDevice()
	if err := json.Unmarshal(data, &back.Margins); err != nil {
		t.Fatal(err)
	}
	for name, want := range in {
		got := get(back, name)
		if name == "alpha" { // the standard encoder writes < & > of raw values as escapes
			got.Text = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(got.Text)
		}
		if got != want {
			t.Errorf("%s is kept as %+v, want %+v", name, got, want)
		}
	}
	if _, ok := view.Get(none{}, d, "nobody"); ok {
		t.Error("a setting that nobody wrote is there")
	}
	if _, ok := view.Get(none{}, newDevice(), "zeta"); ok {
		t.Error("a setting of another object is there")
	}
}

func TestFullBag(t *testing.T) {
	chunk := strings.Repeat("x", 15<<10)
	full := func(t *testing.T) *device {
		t.Helper()
		d := newDevice()
		if _, faults := put(d, texts("a", chunk, "b", chunk, "c", chunk, "d", chunk)); len(faults) > 0 {
			t.Fatal(faults)
		}
		return d
	}
	room := lens.MaxBag - full(t).Margins.Peek("view").Size()
	for _, test := range []struct {
		name  string
		in    map[string]lens.Value
		blame string
	}{
		{"just full", texts("e", strings.Repeat("y", room-1)), ""},
		{"one more byte", texts("e", strings.Repeat("y", room)), "e"},
		{"names count", texts(strings.Repeat("n", room+1), ""), strings.Repeat("n", room+1)},
		{"the largest is to blame", texts("e", strings.Repeat("y", 5000), "f", strings.Repeat("y", 5001), "aoc", "1"), "f"},
		{"of equal ones the first", texts("f", strings.Repeat("y", 5000), "e", strings.Repeat("y", 5000)), "e"},
		{"what isn't in the bag is not", texts("rtype", strings.Repeat("y", 9000), "e", strings.Repeat("y", 5000)), "e"},
		{"an own setting may be", texts("melody", strings.Repeat("y", 9000), "e", strings.Repeat("y", 100)), "melody"},
		{"shrinking helps", texts("a", "", "e", chunk), ""},
		{"nothing of the bag", texts("rtype", strings.Repeat("y", 9000), "ring", "20"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, faults := put(full(t), test.in)
			if test.blame == "" {
				if len(faults) > 0 {
					t.Errorf("%.100v", faults)
				}
				return
			}
			if len(faults) != 1 || faults[0].Setting != test.blame || !strings.Contains(faults[0].Message, fmt.Sprint(lens.MaxBag)) {
				t.Errorf("blamed is %.200v", faults)
			}
		})
	}
}

// Whatever is written of unknown settings is read again as it was written, and equal margins give equal bytes.
func TestBagKeepsWhatIsWritten(t *testing.T) {
	value := rapid.OneOf(
		rapid.Map(rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 })), lens.Text),
		rapid.Map(rapid.SampledFrom([]string{"null", "true", "5", "-1.50e+3", "[]", `{"a":[1,"<"]}`, `"x"`}), func(text string) lens.Value {
			var v lens.Value
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				panic(err)
			}
			return v
		}),
	)
	name := rapid.StringMatching(`u[a-zA-Z0-9_.ü -]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		d, want := newDevice(), map[string]lens.Value{}
		for range rapid.IntRange(1, 4).Draw(t, "writes") {
			in := rapid.MapOfN(name, value, 0, 4).Draw(t, "in")
			if _, faults := put(d, in); len(faults) > 0 {
				t.Fatal(faults)
			}
			maps.Copy(want, in)
		}
		for n, w := range want {
			if got := get(d, n); got != w {
				t.Fatalf("%s was written %+v and is read %+v", n, w, got)
			}
		}
		once := newDevice()
		if _, faults := put(once, want); len(faults) > 0 {
			t.Fatal(faults)
		}
		a, err := json.Marshal(d.Margins.Clone())
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(once.Margins.Clone())
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Fatalf("equal margins are %s and %s", a, b)
		}
	})
}

func TestMargins(t *testing.T) {
	var none lens.Margins
	if none.Peek("view") != nil || none.Clone() != nil || !none.Peek("view").Empty() {
		t.Error("no margins hold something")
	}
	none.Of("view")
	if none.Clone() != nil {
		t.Error("an empty margin is copied")
	}
	full := lens.Margins{"view": {Bag: map[string]lens.Value{"a": lens.Text("1")}, Notes: map[string]lens.Note{"Ring": {Under: "15"}}}, "other": {}}
	clone := full.Clone()
	if len(clone) != 1 || clone["view"].Bag["a"].Text != "1" || clone["view"].Notes["Ring"].Under != "15" {
		t.Errorf("the copy is %+v", clone)
	}
	clone["view"].Bag["a"] = lens.Text("2")
	delete(clone["view"].Notes, "Ring")
	clone.Of("third")
	if full["view"].Bag["a"].Text != "1" || len(full["view"].Notes) != 1 || len(full) != 2 {
		t.Errorf("changing the copy made of the original %+v", full)
	}
	if full.Of("view") != full["view"] || full.Of("view").Size() != 2 {
		t.Errorf("the margin takes %d bytes", full.Of("view").Size())
	}
}
