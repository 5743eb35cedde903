package lens_test

import (
	"slices"
	"strings"
	"testing"

	"dragoman/domain/lens"
)

func TestFaultsNameTheirSettings(t *testing.T) {
	for _, test := range []struct {
		name string
		in   map[string]lens.Value
		want []lens.Fault
	}{
		{"nothing", nil, nil},
		{"a wrong number", texts("ring", "soon"), []lens.Fault{{"ring", "must be an integer"}}},
		{"a wrong own setting", texts("aoc", "2"), []lens.Fault{{"aoc", "must be 0 or 1"}}},
		{"the first part", texts("rtype", "bad", "rnumber", "1"), []lens.Fault{{"rtype", "must not be bad"}}},
		{"the first part, by the second", texts("rnumber", "1"), nil},
		{"the second part", texts("rtype", "phone", "rnumber", ""), []lens.Fault{{"rnumber", "must not be empty"}}},
		{"the second part, which isn't written", texts("rtype", "phone"), []lens.Fault{{"rnumber", "must not be empty"}}},
		{"both parts", texts("rtype", "odd", "rnumber", "1"), []lens.Fault{{"rtype", "must be even"}}},
		{"both texts", texts("rtype", "a\x00", "rnumber", "\xff"), []lens.Fault{{"rtype", "must not contain a NUL byte"}, {"rnumber", "must be UTF-8"}}},
		{"a secret", texts("secret", "guess"), []lens.Fault{{"secret", "must not be so simple"}}},
		{"an unknown one", texts("what", "\xff"), []lens.Fault{{"what", "must be UTF-8"}}},
		{"an unknown name", texts("wh\x00at", "x"), []lens.Fault{{"", "a setting's name must not contain a NUL byte"}}},
		{"unknown ones in order", texts("z", "\xff", "a", "\x00", "m", strings.Repeat("x", lens.MaxText+1)), []lens.Fault{
			{"a", "must not contain a NUL byte"}, {"m", "must not be longer than 16384 bytes"}, {"z", "must be UTF-8"}}},
		{"all at once, in documented order", texts("z", "\xff", "tags", "ok", "credit", "much", "aoc", "2", "rtype", "odd", "ring", "x", "secret", "guess", "serial", "not a number"), []lens.Fault{
			{"secret", "must not be so simple"}, {"ring", "must be an integer"}, {"rtype", "must be even"}, {"aoc", "must be 0 or 1"},
			{"credit", "must be a decimal number"}, {"z", "must be UTF-8"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, faults := put(newDevice(), test.in); !slices.Equal(faults, test.want) {
				t.Errorf("blamed are %.300v, want %v", faults, test.want)
			}
		})
	}
}

func TestReadOnlySettings(t *testing.T) {
	d := newDevice()
	d.Serial = 7
	done, faults := put(d, texts("serial", "8", "ring", "20"))
	if len(faults) > 0 || !slices.Equal(done.Ignored, []string{"serial"}) {
		t.Errorf("it met %v and %+v", faults, done)
	}
	if get(d, "serial") != raw("7") || d.Ring != 20 || len(d.Margins.Clone()) != 0 {
		t.Errorf("it became %+v", d)
	}
	if view.Setting("serial").Class != lens.ReadOnly {
		t.Errorf("it is %s", view.Setting("serial").Class)
	}
}

func TestSecrets(t *testing.T) {
	d := newDevice()
	if got := get(d, "secret"); got != lens.Text("") {
		t.Errorf("no secret shows as %+v", got)
	}
	write := func(text, want string) {
		t.Helper()
		if _, faults := put(d, texts("secret", text)); len(faults) > 0 {
			t.Fatal(faults)
		}
		if d.Secret != want {
			t.Errorf("writing %q left the secret %q, want %q", text, d.Secret, want)
		}
	}
	write(lens.Mask, "") // there is none to leave alone, and the mask itself is none
	write("s3cret", "s3cret")
	write(lens.Mask, "s3cret")
	write("other", "other")
	if got := get(d, "secret"); got != lens.Text(lens.Mask) {
		t.Errorf("it shows as %+v", got)
	}
	write("", "")
	if margin := d.Margins.Peek("view"); !margin.Empty() {
		t.Errorf("the margin holds %+v", margin)
	}
}

func TestDeclarations(t *testing.T) {
	var names []string
	for _, s := range view.Settings() {
		names = append(names, s.Name)
		if view.Setting(s.Name) != s {
			t.Errorf("%s is declared twice", s.Name)
		}
	}
	if got := strings.Join(names, " "); got != "secret ring rtype rnumber parts serial aoc credit melody tags quiet" {
		t.Errorf("declared are %s", got)
	}
	var shown []string
	for _, entry := range view.View(none{}, newDevice()) {
		shown = append(shown, entry.Name)
	}
	if got := strings.Join(shown, " "); got != "secret ring rtype rnumber parts serial aoc credit melody tags" {
		t.Errorf("shown are %s", got)
	}
	if view.Setting("nobody") != nil || view.Setting("rtype").Field != "Route" || view.Setting("aoc").Class != lens.OwnOnly || view.Setting("secret").Class != lens.Hidden {
		t.Error("a declaration isn't as it was made")
	}
	defer func() {
		if recover() == nil {
			t.Error("two rows may claim one name")
		}
	}()
	lens.NewTable("device", "view", func(d *device) *lens.Margins { return &d.Margins }, nil,
		lens.Own[*device, none](lens.Setting{Name: "a"}), lens.Own[*device, none](lens.Setting{Name: "a"}))
}
