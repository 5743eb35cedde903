package jsontext_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"dragoman/adapters/jsontext"
)

func TestAppendString(t *testing.T) {
	for text, want := range map[string]string{
		"":               `""`,
		"Zoë <&> \u2028": "\"Zoë <&> \u2028\"",
		"\"\\\n\r\t":     `"\"\\\n\r\t"`,
		"\x00\x1f\x7f":   "\"\\u0000\\u001f\x7f\"",
		"a\xffb\xc3":     "\"a\ufffdb\ufffd\"",
		"\ufffd":         "\"\ufffd\"",
	} {
		if got := string(jsontext.AppendString([]byte("x"), text)); got != "x"+want {
			t.Errorf("%q became %s, want x%s", text, got, want)
		}
	}
}

// FuzzString writes any text as a JSON string, which must read as the text again.
func FuzzString(f *testing.F) {
	for _, seed := range []string{"", "a", `"\`, "\x00\x1f\x7f", "Zoë", "\u2028", "\xff", "a\xc3", "\ufffd"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var back string
		if err := json.Unmarshal(jsontext.AppendString(nil, text), &back); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(text) && back != text || !utf8.ValidString(back) {
			t.Fatalf("%q reads as %q", text, back)
		}
	})
}
