package enswitch_test

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
)

// Whatever anybody sends to any function, the answer is well-formed and its code one that the function declares.
func TestAnythingIsAnswered(t *testing.T) {
	w := newWorld(t)
	var functions []enswitch.Function
	for _, f := range enswitch.Functions() {
		if f.Status != enswitch.NotProvided {
			functions = append(functions, f)
		}
	}
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(user, "huntgroups/create", "name=example")
	w.must(user, "huntgroups/destinations/create", "huntgroup=1;level=1;dtype=phone;dnumber=440")
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440")
	rapid.Check(t, func(rt *rapid.T) {
		f := rapid.SampledFrom(functions).Draw(rt, "function")
		query := ""
		for _, s := range drawSettings(rt, f) {
			query += ";" + escape(s.Name) + "=" + escape(drawAnything(rt, s))
		}
		person := rapid.SampledFrom([]string{admin, user, plain, seller, stranger}).Draw(rt, "person")
		got := w.as(person, f.Path, query)
		for _, response := range got.Responses {
			code, err := strconv.Atoi(response.Code)
			if err != nil || !slices.Contains(f.Codes, code) {
				rt.Fatalf("%s%s as %s: got %s", f.Path, query, person, got.body)
			}
		}
	})
}

// drawSettings draws some of the parameters of a function, those that it needs more often than others.
func drawSettings(t *rapid.T, f enswitch.Function) []*lens.Setting {
	var all []*lens.Setting
	for i := range f.Parameters {
		if p := &f.Parameters[i]; p.Name != "auth_username" && p.Name != "auth_password" && p.Name != "auth_token" && p.Name != "check" {
			all = append(all, &p.Setting)
		}
	}
	if sheet := f.Sheet(); sheet != nil && f.Use != enswitch.Unused {
		all = append(all, sheet.Settings...)
	}
	return slices.DeleteFunc(all, func(s *lens.Setting) bool {
		if s.Required {
			return rapid.IntRange(0, 9).Draw(t, s.Name) == 0
		}
		return rapid.IntRange(0, 9).Draw(t, s.Name) > 0
	})
}

// drawAnything draws what fits a setting, mostly, so that calls get past the checks.
func drawAnything(t *rapid.T, s *lens.Setting) string {
	if rapid.IntRange(0, 9).Draw(t, "fits") > 0 {
		fitting := samples(s)
		if s.Required && s.Allowed == nil {
			fitting = []string{"1", "2", "440", "100", "phone"}
		}
		return rapid.SampledFrom(fitting).Draw(t, s.Name)
	}
	texts := []string{"", "0", "1", "2", "440", "100", "-1", "phone", "huntgroup", "x", "\x00", "\xff", "example"}
	return rapid.OneOf(rapid.SampledFrom(texts), rapid.String()).Draw(t, s.Name)
}
