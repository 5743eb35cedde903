package conform

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain/lens"
)

// Misshapen says what is wrong with a value that a server shows of a setting: its JSON type, or a text that the
// declaration doesn't allow. It is empty where nothing is.
func Misshapen(s *lens.Setting, v lens.Value) string {
	switch {
	case s.Type.Numeric():
		var number json.Number
		if !v.Raw || v.Text == "null" || json.Unmarshal([]byte(v.Text), &number) != nil {
			return "a number"
		}
	case s.Type == lens.Names:
		var names []string
		if !v.Raw || json.Unmarshal([]byte(v.Text), &names) != nil {
			return "an array of strings"
		}
	case v.Raw:
		return "a string"
	}
	if s.Class == lens.Hidden && v.Text == lens.Mask {
		return ""
	}
	if _, err := s.Check(v); err != nil {
		return "a value that " + err.Error()
	}
	return ""
}

// Same says that a server shows what was written of a setting: numbers are compared as numbers, lists name by name, and
// everything else letter by letter.
func Same(s *lens.Setting, written, shown lens.Value) bool {
	switch {
	case s.Type.Numeric():
		return written.Text == shown.Text || lens.SameNumber(written.Text, shown.Text)
	case s.Type == lens.Names:
		return shown.Raw && slices.Equal(lens.SplitNames(written.Text), lens.SplitNames(shown.Text))
	}
	return !shown.Raw && written.Text == shown.Text
}

// Begins is what a server shows of a setting that nobody has written.
func Begins(s *lens.Setting) lens.Value {
	return lens.Value{Text: s.Default, Raw: s.Type.Numeric()}
}

// Samples are values that the declaration of a setting allows: every one that it lists, what its form gives as samples,
// the edges of short ranges, and for free text something that is easily garbled. mark makes free text the run's own.
func Samples(s *lens.Setting, mark string) []string {
	switch {
	case len(s.Allowed) > 0:
		return s.Allowed
	case s.Form != nil:
		return slices.DeleteFunc(slices.Clone(s.Form.Sample), func(text string) bool { return !fits(s, text) })
	}
	switch s.Type {
	case lens.Flag:
		return []string{"1", "0"}
	case lens.Switch:
		return []string{"true", "false", ""}
	case lens.Decimal:
		return []string{"10.50", "0"}
	case lens.Integer:
		return integers(s)
	case lens.Number:
		return []string{"7", ""}
	case lens.String:
		return []string{`Größe & "Zoll" <` + mark + `> 5+5=10 \ %41`, mark, ""}
	}
	return nil
}

// integers are a value beside the default, and the default. Most integers are ids of what only the server knows, so
// that far values could name nothing.
func integers(s *lens.Setting) []string {
	if s.Min != nil && s.Max != nil && *s.Max-*s.Min <= 100 {
		return []string{strconv.FormatInt(*s.Max, 10), strconv.FormatInt(*s.Min, 10)}
	}
	begin, err := strconv.ParseInt(s.Default, 10, 64)
	if err != nil {
		begin = 0
	}
	var out []string
	for _, n := range []int64{begin + 1, max(begin, 0)} {
		if text := strconv.FormatInt(n, 10); fits(s, text) {
			out = append(out, text)
		}
	}
	return out
}

func fits(s *lens.Setting, text string) bool {
	_, err := s.Check(lens.Text(text))
	return err == nil
}

// Wrong is a value that the declaration of a setting refuses; ok is false where it takes any.
func Wrong(s *lens.Setting) (text string, ok bool) {
	for _, text := range []string{"no such value", "-3", "!", "12", strings.Repeat("9", 12)} {
		if !fits(s, text) {
			return text, true
		}
	}
	return "", false
}
