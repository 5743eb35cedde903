package lens_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain/lens"
)

func raw(text string) lens.Value { return lens.Value{Text: text, Raw: true} }

// accepted are values of each type with the text that is kept of them; refused are values with words of the refusal.
type typeTest struct {
	accepted []struct {
		value lens.Value
		kept  string
	}
	refused []struct {
		value lens.Value
		words string
	}
}

func kept(pairs ...any) (out []struct {
	value lens.Value
	kept  string
}) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, struct {
			value lens.Value
			kept  string
		}{valueOf(pairs[i]), pairs[i+1].(string)})
	}
	return out
}

func not(words string, values ...any) (out []struct {
	value lens.Value
	words string
}) {
	for _, v := range values {
		out = append(out, struct {
			value lens.Value
			words string
		}{valueOf(v), words})
	}
	return out
}

func valueOf(v any) lens.Value {
	if text, ok := v.(string); ok {
		return lens.Text(text)
	}
	return v.(lens.Value)
}

var everywhere = slices.Concat(
	not("must not be longer than 16384 bytes", strings.Repeat("1", lens.MaxText+1), raw(`"`+strings.Repeat("x", lens.MaxText)+`"`)),
	not("must be UTF-8", "\xff", "1\xc3", "\xed\xa0\x80"),
	not("must not contain a NUL byte", "1\x00", "\x00"),
)

var typeTests = map[lens.Type]typeTest{
	lens.String: {
		accepted: kept("", "", " a  b ", " a  b ", "größe ♥ 𝄞", "größe ♥ 𝄞", "<&>\"'\\", "<&>\"'\\", "\u2028\ufeff\x01\n", "\u2028\ufeff\x01\n",
			raw("true"), "true", raw("5"), "5", raw("null"), "", strings.Repeat("x", lens.MaxText), strings.Repeat("x", lens.MaxText)),
	},
	lens.Integer: {
		accepted: kept("0", "0", "-1", "-1", "+5", "5", "007", "7", "-007", "-7", "-0", "0", " 5\n", "5", raw("12"), "12", raw("-3"), "-3",
			"9223372036854775807", "9223372036854775807", "-9223372036854775808", "-9223372036854775808"),
		refused: not("must be an integer", "", " ", "a", "5a", "1.0", "1e3", "0x10", "1_000", "1,000", "+", "-", "+-5", "++5", "--5", "5 5", "٥", "５",
			"9223372036854775808", "-9223372036854775809", strings.Repeat("9", lens.MaxText), raw("1.5"), raw("1e3"), raw("true"), raw("null"), raw("[1]"), raw(`{"a":1}`)),
	},
	lens.Decimal: {
		accepted: kept("0", "0", "10.50", "10.50", "10.5", "10.5", "-.5", "-0.5", "+3", "3", "5.", "5", "007.10", "7.10", "-0.0", "-0.0", " 1.5 ", "1.5",
			raw("2.50"), "2.50", strings.Repeat("9", 300)+".1", strings.Repeat("9", 300)+".1", "1."+strings.Repeat("0", 400)+"1", "1."+strings.Repeat("0", 400)+"1"),
		refused: slices.Concat(not("must be a decimal number of no more than 308 digits", strings.Repeat("9", 309)), not("must be a decimal number", "", ".", "-", "+.", "1,5", "1e3", "1.2.3", "a", "0x1", "NaN", "Inf", "1 2", "--1", "٥.٥", raw("1e3"), raw("null"), raw("false"), raw("[]"))),
	},
	lens.Flag: {
		accepted: kept("0", "0", "1", "1", "+1", "1", "01", "1", "-0", "0", raw("1"), "1"),
		refused:  not("must be 0 or 1", "", "2", "-1", "true", "yes", "1.0", raw("true"), raw("null"), "9223372036854775808"),
	},
	lens.Number: {
		accepted: kept("", "", "  ", "", "5", "5", "007", "007", "+5", "+5", "-1", "-1", raw("20"), "20", raw("null"), ""),
		refused:  not("must be a whole number or empty", "a", "1.5", "1e3", "9223372036854775808", "٥", raw("true"), raw("1.5"), raw("[]")),
	},
	lens.Switch: {
		accepted: kept("", "", " ", "", "true", "true", "TRUE", "true", "1", "true", "yes", "true", "On", "true", "false", "false", "0", "false", "no", "false", "off", "false",
			raw("true"), "true", raw("false"), "false", raw("1"), "true", raw("null"), ""),
		refused: not(`must be "true", "false" or empty`, "2", "t", "wahr", "true false", raw("2"), raw("[]")),
	},
	lens.Names: {
		accepted: kept("", "[]", " ", "[]", "440", `["440"]`, "440  441\t442", `["440","441","442"]`, raw(`[]`), "[]", raw(`["440","a b",""]`), `["440","a b",""]`,
			raw(`["<ü\"\u0000>"]`), `["<ü\"\u0000>"]`, raw(`[null]`), `[""]`),
		refused: not("must be an array of strings", raw(`{}`), raw(`[1]`), raw(`"440"`), raw(`true`), raw(`5`), raw(`null`), raw(`[["440"]]`), raw(`["440"`)),
	},
}

func TestCheckByType(t *testing.T) {
	for _, kind := range []lens.Type{lens.String, lens.Integer, lens.Decimal, lens.Flag, lens.Number, lens.Switch, lens.Names} {
		test, ok := typeTests[kind]
		if !ok {
			t.Errorf("nothing is tried of type %s", kind)
		}
		s := lens.Setting{Name: "s", Type: kind}
		for _, a := range test.accepted {
			if got, err := s.Check(a.value); err != nil || got != a.kept {
				t.Errorf("%s %.60q is kept as %.60q (%v), want %.60q", kind, a.value.Text, got, err, a.kept)
			}
		}
		for _, r := range slices.Concat(test.refused, everywhere) {
			if kind == lens.Names && r.value.Raw && strings.HasPrefix(r.words, "must not be longer") {
				continue // as a string in JSON it is no array either
			}
			if got, err := s.Check(r.value); err == nil || err.Error() != r.words {
				t.Errorf("%s %.40q is kept as %.40q (%v), want the refusal %q", kind, r.value.Text, got, err, r.words)
			}
		}
	}
}

func TestCheckBeyondType(t *testing.T) {
	low, high := int64(-1), int64(10)
	even := &lens.Form{Name: "an even number", Check: func(text string) bool { return strings.HasSuffix(text, "0") || strings.HasSuffix(text, "2") }}
	for _, test := range []struct {
		setting lens.Setting
		value   lens.Value
		kept    string
		words   string
	}{
		{lens.Setting{Type: lens.Integer, Min: &low, Max: &high}, lens.Text("-1"), "-1", ""},
		{lens.Setting{Type: lens.Integer, Min: &low, Max: &high}, lens.Text("10"), "10", ""},
		{lens.Setting{Type: lens.Integer, Min: &low, Max: &high}, lens.Text("-2"), "", "must not be below -1"},
		{lens.Setting{Type: lens.Integer, Min: &low, Max: &high}, lens.Text("11"), "", "must not be above 10"},
		{lens.Setting{Type: lens.Integer, Min: &low}, lens.Text("9223372036854775807"), "9223372036854775807", ""},
		{lens.Setting{Type: lens.Number, Max: &high}, lens.Text(""), "", ""},
		{lens.Setting{Type: lens.Number, Max: &high}, lens.Text("011"), "", "must not be above 10"},
		{lens.Setting{Type: lens.Integer, Allowed: []string{"0", "2"}}, lens.Text("02"), "2", ""},
		{lens.Setting{Type: lens.Integer, Allowed: []string{"0", "2"}}, lens.Text("1"), "", `must be one of "0", "2"`},
		{lens.Setting{Type: lens.String, Allowed: []string{"", "a\"b"}}, lens.Text("A"), "", `must be one of "", "a\"b"`},
		{lens.Setting{Type: lens.String, Allowed: []string{"", "a"}}, raw("null"), "", ""},
		{lens.Setting{Type: lens.String, Form: even}, lens.Text("12"), "12", ""},
		{lens.Setting{Type: lens.String, Form: even}, lens.Text("13"), "", "must be an even number"},
	} {
		got, err := test.setting.Check(test.value)
		if got != test.kept || (err == nil) != (test.words == "") || err != nil && err.Error() != test.words {
			t.Errorf("%+v makes of %q %q (%v), want %q and %q", test.setting, test.value.Text, got, err, test.kept, test.words)
		}
	}
}

// What is kept of a value is kept of itself, and of numbers it is a number in JSON.
func checkedAgain(t interface {
	Fatalf(format string, args ...any)
}, kind lens.Type, value lens.Value) {
	s := lens.Setting{Name: "s", Type: kind}
	text, err := s.Check(value)
	if err != nil {
		return
	}
	again, err := s.Check(lens.Value{Text: text, Raw: kind == lens.Names})
	if err != nil || again != text {
		t.Fatalf("%s %.60q is kept as %.60q, and that as %.60q (%v)", kind, value.Text, text, again, err)
	}
	if kind.Numeric() {
		var number json.Number
		if err := json.Unmarshal([]byte(text), &number); err != nil || string(number) != text {
			t.Fatalf("%s %.60q is kept as %.60q, which is no number in JSON (%v)", kind, value.Text, text, err)
		}
	}
}

var kinds = []lens.Type{lens.String, lens.Integer, lens.Decimal, lens.Flag, lens.Number, lens.Switch, lens.Names}

func TestCheckIsSettled(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ +-]{0,2}[0-9]{0,22}(\.[0-9]{0,3})?`), rapid.SampledFrom([]string{"true", "OFF", "yes", "a b"}))
	rapid.Check(t, func(t *rapid.T) {
		checkedAgain(t, rapid.SampledFrom(kinds).Draw(t, "type"), lens.Text(text.Draw(t, "text")))
	})
}

func FuzzCheck(f *testing.F) {
	for _, test := range typeTests {
		for _, a := range test.accepted {
			f.Add(a.value.Text, a.value.Raw)
		}
		for _, r := range test.refused {
			f.Add(r.value.Text, r.value.Raw)
		}
	}
	f.Fuzz(func(t *testing.T, text string, isRaw bool) {
		value := lens.Value{Text: text, Raw: isRaw}
		for _, kind := range kinds {
			checkedAgain(t, kind, value)
		}
	})
}

func TestSameNumber(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"10.5", "10.50", true}, {"1", "1.0", true}, {"-0", "0", true}, {"007", "7", true}, {"9223372036854775808", "9223372036854775808.0", true},
		{"0.1", "0.10000000000000000001", false}, {"9223372036854775808", "9223372036854775809", false},
		{"", "0", false}, {"", "", false}, {"a", "a", false}, {"1", "-1", false}, {"1", "", false},
	} {
		if got := lens.SameNumber(test.a, test.b); got != test.want {
			t.Errorf("%q and %q are the same number: %t", test.a, test.b, got)
		}
	}
}

func TestNumericTypes(t *testing.T) {
	for _, kind := range kinds {
		want := kind == lens.Integer || kind == lens.Decimal || kind == lens.Flag
		if kind.Numeric() != want {
			t.Errorf("%s is numeric: %t", kind, kind.Numeric())
		}
	}
}

func TestNamesAsText(t *testing.T) {
	for _, test := range []struct {
		names []string
		text  string
	}{
		{nil, "[]"}, {[]string{}, "[]"}, {[]string{"440"}, `["440"]`}, {[]string{"", "a b", `"`, "ü<", "\x00"}, `["","a b","\"","ü<","\u0000"]`},
	} {
		if got := lens.JoinNames(test.names); got != test.text {
			t.Errorf("%q is written %s, want %s", test.names, got, test.text)
		}
		if got := lens.SplitNames(test.text); !slices.Equal(got, test.names) {
			t.Errorf("%s is read as %q", test.text, got)
		}
	}
	for _, text := range []string{"", "440", "{}", "[1]", "null"} {
		if got := lens.SplitNames(text); got != nil {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOf(rapid.String()).Draw(t, "names")
		if got := lens.SplitNames(lens.JoinNames(names)); !slices.Equal(got, names) {
			t.Fatalf("%q is read back as %q", names, got)
		}
	})
}
