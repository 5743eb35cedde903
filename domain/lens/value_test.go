package lens_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"dragoman/domain/lens"
)

func TestValueInJSON(t *testing.T) {
	for _, test := range []struct {
		in    string
		value lens.Value
		out   string
	}{
		{`"a"`, lens.Text("a"), `"a"`},
		{`""`, lens.Text(""), `""`},
		{`"<&>\u2028ü\u0000"`, lens.Text("<&>\u2028ü\x00"), `"<&>\u2028ü\u0000"`},
		{`5`, raw(`5`), `5`},
		{`-1.50e+3`, raw(`-1.50e+3`), `-1.50e+3`},
		{`123456789012345678901234567890.10`, raw(`123456789012345678901234567890.10`), `123456789012345678901234567890.10`},
		{` true `, raw(`true`), `true`},
		{`null`, raw(`null`), `null`},
		{"[ 1,\n {\"b\" : \"<x>\", \"a\":[] } ]", raw(`[1,{"b":"<x>","a":[]}]`), `[1,{"b":"<x>","a":[]}]`},
		{`{"a":1,"a":2}`, raw(`{"a":1,"a":2}`), `{"a":1,"a":2}`},
		{`"\ud83d\ude00"`, lens.Text("😀"), `"😀"`},
	} {
		var got lens.Value
		if err := json.Unmarshal([]byte(test.in), &got); err != nil || got != test.value {
			t.Errorf("%s is read as %+v (%v), want %+v", test.in, got, err, test.value)
		}
		out, err := got.MarshalJSON()
		if err != nil || string(out) != test.out {
			t.Errorf("%+v is written %s (%v), want %s", got, out, err, test.out)
		}
	}
	for _, in := range []string{"", "{", "tru", `"a`, `"a" "b"`} {
		var got lens.Value
		if err := got.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%q is read as %+v", in, got)
		}
	}
}

func TestPlainValue(t *testing.T) {
	for want, values := range map[string][]lens.Value{
		"":     {lens.Text(""), raw("null")},
		"null": {lens.Text("null")},
		"5":    {lens.Text("5"), raw("5")},
		"true": {lens.Text("true"), raw("true")},
		`[1]`:  {raw("[1]")},
	} {
		for _, v := range values {
			if got := v.Plain(); got != want {
				t.Errorf("%+v amounts to %q, want %q", v, got, want)
			}
		}
	}
}

// A value that is read, written and read again is the same, whatever it is.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{
		`"a"`, `""`, `"\u0000\u2028<&>"`, `"\ud800"`, `5`, `-1.50e+3`, `true`, `null`, `[1, {"a" : [ ]}]`, `{"a":1,"a":2}`, `"`, `{`, "\xff", `"` + "\xff" + `"`, ` 1 `,
		strings.Repeat("[", 100) + strings.Repeat("]", 100),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var value, again lens.Value
		if json.Unmarshal(data, &value) != nil {
			return
		}
		out, err := value.MarshalJSON()
		if err != nil {
			t.Fatalf("%q is read as %+v, which can't be written: %v", data, value, err)
		}
		if err := json.Unmarshal(out, &again); err != nil || again != value {
			t.Fatalf("%q is read as %+v, written %q and read as %+v (%v)", data, value, out, again, err)
		}
		var compact bytes.Buffer
		if value.Raw && (json.Compact(&compact, data) != nil || compact.String() != value.Text) {
			t.Fatalf("%q is kept as %q", data, value.Text)
		}
	})
}
