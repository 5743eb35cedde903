package strictness_test

import (
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/strictness"
)

func TestChoice(t *testing.T) {
	for _, test := range []struct {
		headers []string
		want    strictness.Strictness // empty for none
	}{
		{nil, strictness.Warn},
		{[]string{""}, strictness.Warn},
		{[]string{"keep"}, strictness.Keep},
		{[]string{" Refuse\t"}, strictness.Refuse},
		{[]string{"shrug"}, ""},
		{[]string{"keep, refuse"}, ""},
		{[]string{"keep", "refuse"}, ""}, // which of them was meant?
	} {
		got, err := strictness.Of(&http.Request{Header: http.Header{strictness.Header: test.headers}}, strictness.Warn)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q: got %q, %v", test.headers, got, err)
		}
	}
}

func TestWarning(t *testing.T) {
	for text, want := range map[string]string{
		"shoe":                    `299 dragoman "shoe"`,
		"a\"b\r\né":               `299 dragoman "a\"b\r\n\u00e9"`,
		strings.Repeat("x", 1000): `299 dragoman "` + strings.Repeat("x", 300) + `"`,
	} {
		if got := strictness.Warning(text); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}
