package lens_test

import (
	"encoding/json"
	"slices"
	"testing"

	"dragoman/domain/lens"
)

func mustPut(t *testing.T, d *device, pairs ...string) lens.Written {
	t.Helper()
	done, faults := put(d, texts(pairs...))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return done
}

func notes(d *device) []string {
	var fields []string
	if margin := d.Margins.Peek("view"); margin != nil {
		for field := range margin.Notes {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields
}

func TestSpellingIsRemembered(t *testing.T) {
	d := newDevice()
	mustPut(t, d, "rtype", "", "rnumber", "440")
	if d.Route != "440" || get(d, "rtype").Text != "" || get(d, "rnumber").Text != "440" {
		t.Errorf("it became %q and shows as %q %q", d.Route, get(d, "rtype").Text, get(d, "rnumber").Text)
	}
	d.Route = "phone 440" // through another view
	if get(d, "rtype").Text != "phone" || get(d, "rnumber").Text != "440" {
		t.Errorf("it shows as %q %q", get(d, "rtype").Text, get(d, "rnumber").Text)
	}
	d.Route = "440"
	if get(d, "rtype").Text != "" || get(d, "rnumber").Text != "440" {
		t.Error("the spelling is forgotten, though the value is what it was")
	}
	d.Route = "x"
	view.Settle(d)
	if len(notes(d)) > 0 {
		t.Errorf("settled, it still has the notes %v", notes(d))
	}
	mustPut(t, d, "rtype", "", "rnumber", "440")
	before, err := json.Marshal(d.clone())
	if err != nil {
		t.Fatal(err)
	}
	view.Settle(d)
	if after, err := json.Marshal(d.clone()); err != nil || string(after) != string(before) {
		t.Errorf("settling what is in force made of %s this: %s (%v)", before, after, err)
	}
	mustPut(t, d, "rtype", "phone", "rnumber", "440")
	if len(notes(d)) > 0 {
		t.Errorf("with its usual spelling it has the notes %v", notes(d))
	}
	view.Settle(newDevice())
}

// A number is spelled in its usual way once it is read, so that no note is needed.
func TestNumbersHaveNoSpelling(t *testing.T) {
	d := newDevice()
	mustPut(t, d, "ring", " +020 ")
	if d.Ring != 20 || get(d, "ring") != raw("20") || len(notes(d)) > 0 {
		t.Errorf("it became %+v", d)
	}
}

func TestWhatCannotBeSaidIsSetAside(t *testing.T) {
	d := newDevice()
	d.Parts = []part{{1, "a", false}, {2, "b", true}}
	kept := d.clone()
	done := mustPut(t, d, "parts", "c")
	if got := get(d, "parts").Text; got != "c" {
		t.Errorf("it shows as %q", got)
	}
	if !slices.Equal(done.Narrowed, []string{"parts"}) {
		t.Errorf("narrowed was %v", done.Narrowed)
	}
	if len(d.Parts) != 2 || d.Parts[0] != (part{2, "b", true}) {
		t.Errorf("the parts are %+v", d.Parts)
	}
	done = mustPut(t, d, "parts", "d e")
	if len(done.Narrowed) > 0 {
		t.Errorf("what is set aside already was narrowed again: %v", done.Narrowed)
	}
	mustPut(t, d, "parts", "a")
	if got, want := d.Parts, kept.Parts; !slices.Equal(got, want) {
		t.Errorf("what was said again became %+v, want %+v", got, want)
	}
	if len(notes(d)) > 0 {
		t.Errorf("it has the notes %v", notes(d))
	}
}

// Ids that the store gives to new parts don't silence what was noted under them.
func TestNotesOutliveNewIDs(t *testing.T) {
	d := newDevice()
	d.Parts = []part{{1, "a", false}, {2, "b", true}}
	kept := slices.Clone(d.Parts)
	mustPut(t, d, "parts", "c  d")
	for i := range d.Parts {
		d.Parts[i].ID = 10 + i
	}
	if got := get(d, "parts").Text; got != "c  d" {
		t.Errorf("it shows as %q", got)
	}
	mustPut(t, d, "parts", "a")
	if !slices.Equal(d.Parts, kept) {
		t.Errorf("it became %+v, want %+v", d.Parts, kept)
	}
	mustPut(t, d, "parts", "c")
	d.Parts[1].Name = "x" // through another view
	view.Settle(d)
	if len(notes(d)) > 0 {
		t.Errorf("it has the notes %v", notes(d))
	}
}

func TestNarrowings(t *testing.T) {
	d := newDevice()
	if got := view.Narrowings(none{}, d, newDevice()); len(got) > 0 {
		t.Errorf("a new object can't be said: %+v", got)
	}
	d.Ring, d.Route, d.Secret = 20, "phone 440", "s3cret"
	d.Parts = []part{{1, "a", false}}
	mustPut(t, d, "aoc", "1", "unknown", "x")
	if got := view.Narrowings(none{}, d, newDevice()); len(got) > 0 {
		t.Errorf("what can be said is reported: %+v", got)
	}
	d.Route = "odd 1"
	d.Parts = []part{{1, "a", false}, {2, "b", true}}
	before, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	got := view.Narrowings(none{}, d, newDevice())
	if len(got) != 2 || got[0].Field != "Route" || got[1].Field != "Parts" {
		t.Fatalf("reported are %+v", got)
	}
	if !slices.Equal(got[0].Settings, []string{"rtype", "rnumber"}) || got[0].Shown != (lens.Texts{"odd", "1"}) || got[0].Value != `"odd 1"` || got[0].Retold != "" {
		t.Errorf("of the route it says %+v", got[0])
	}
	if !slices.Equal(got[1].Settings, []string{"parts"}) || got[1].Shown != (lens.Texts{"a"}) ||
		got[1].Value != `[{"ID":1,"Name":"a","Hidden":false},{"ID":2,"Name":"b","Hidden":true}]` || got[1].Retold != `[{"ID":0,"Name":"a","Hidden":false}]` {
		t.Errorf("of the parts it says %+v", got[1])
	}
	if after, err := json.Marshal(d); err != nil || string(after) != string(before) {
		t.Errorf("asking made of %s this: %s (%v)", before, after, err)
	}
}

// A refused write is thrown away by its caller; what it left must not be worse than half of it.
func TestRefusedFieldIsRestored(t *testing.T) {
	d := newDevice()
	d.Route = "phone 440"
	if _, faults := put(d, texts("rtype", "odd", "rnumber", "1")); len(faults) != 1 || d.Route != "phone 440" {
		t.Errorf("it met %v and became %q", faults, d.Route)
	}
}
