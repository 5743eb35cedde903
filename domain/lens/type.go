package lens

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Type is how a setting's text is checked and shown.
type Type string

// The types of settings. Integer, Decimal and Flag are numbers in what a dialect shows; the others are text.
const (
	String  Type = "string"
	Integer Type = "integer"
	Decimal Type = "decimal"
	Flag    Type = "flag"   // the integers 0 and 1
	Number  Type = "number" // an integer as text, or empty for not set
	Switch  Type = "switch" // "true", "false", or empty for not set
	Names   Type = "names"  // a list of names, as a JSON array of strings
)

// Numeric says that values of the type are numbers in what a dialect shows.
func (t Type) Numeric() bool { return t == Integer || t == Decimal || t == Flag }

var decimal = regexp.MustCompile(`^([+-]?)([0-9]*)(\.[0-9]*)?$`)

// MaxText is the most bytes that a single setting may hold.
const MaxText = 16 << 10

// Check reads a written value by the setting's declaration and returns its text in the form that is kept. The error
// is a sentence's end for a person: "must be an integer".
func (s *Setting) Check(v Value) (string, error) {
	text := v.Plain()
	if err := wellFormed(text); err != nil {
		return "", err
	}
	text, err := s.Type.read(text, v.Raw)
	if err != nil {
		return "", err
	}
	if err := wellFormed(text); err != nil { // a list is longer in the form that is kept
		return "", err
	}
	if len(s.Allowed) > 0 && !slices.Contains(s.Allowed, text) {
		return "", fmt.Errorf("must be one of %s", quoted(s.Allowed))
	}
	if err := s.bounds(text); err != nil {
		return "", err
	}
	if s.Form != nil && !s.Form.Check(text) {
		return "", fmt.Errorf("must be %s", s.Form.Name)
	}
	return text, nil
}

func (s *Setting) bounds(text string) error {
	if s.Min == nil && s.Max == nil || text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("must be an integer")
	}
	if s.Min != nil && n < *s.Min {
		return fmt.Errorf("must not be below %d", *s.Min)
	}
	if s.Max != nil && n > *s.Max {
		return fmt.Errorf("must not be above %d", *s.Max)
	}
	return nil
}

func wellFormed(text string) error {
	switch {
	case len(text) > MaxText:
		return fmt.Errorf("must not be longer than %d bytes", MaxText)
	case !utf8.ValidString(text):
		return fmt.Errorf("must be UTF-8")
	case strings.ContainsRune(text, 0):
		return fmt.Errorf("must not contain a NUL byte")
	}
	return nil
}

func (t Type) read(text string, raw bool) (string, error) {
	switch t {
	case Integer:
		return readInteger(text)
	case Decimal:
		return readDecimal(text)
	case Flag:
		return readFlag(text)
	case Number:
		return readNumber(text)
	case Switch:
		return readSwitch(text)
	case Names:
		return readNames(text, raw)
	default:
		return text, nil
	}
}

func readInteger(text string) (string, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return "", fmt.Errorf("must be an integer")
	}
	return strconv.FormatInt(n, 10), nil
}

// readDecimal keeps the digits as written, so that 10.50 stays 10.50, but makes them a JSON number.
func readDecimal(text string) (string, error) {
	part := decimal.FindStringSubmatch(strings.TrimSpace(text))
	if part == nil || part[2] == "" && len(part[3]) < 2 {
		return "", fmt.Errorf("must be a decimal number")
	}
	sign := strings.TrimPrefix(part[1], "+")
	whole := strings.TrimLeft(part[2], "0")
	if whole == "" {
		whole = "0"
	}
	fraction := part[3]
	if fraction == "." {
		fraction = ""
	}
	text = sign + whole + fraction
	if _, err := strconv.ParseFloat(text, 64); err != nil { // which is how clients read a number
		return "", fmt.Errorf("must be a decimal number of no more than 308 digits")
	}
	return text, nil
}

func readFlag(text string) (string, error) {
	n, err := readInteger(text)
	if err != nil || n != "0" && n != "1" {
		return "", fmt.Errorf("must be 0 or 1")
	}
	return n, nil
}

func readNumber(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		return "", fmt.Errorf("must be a whole number or empty")
	}
	return text, nil
}

func readSwitch(text string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "":
		return "", nil
	case "true", "1", "yes", "on":
		return "true", nil
	case "false", "0", "no", "off":
		return "false", nil
	}
	return "", fmt.Errorf(`must be "true", "false" or empty`)
}

func readNames(text string, raw bool) (string, error) {
	if !raw {
		return JoinNames(strings.Fields(text)), nil
	}
	var names []string
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return "", fmt.Errorf("must be an array of strings")
	}
	return JoinNames(names), nil
}

// SameNumber says that two texts are the same number, however they are written.
func SameNumber(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

// JoinNames writes a list of names as the text of a Names setting.
func JoinNames(names []string) string {
	if len(names) == 0 {
		return "[]"
	}
	var b strings.Builder
	for i, name := range names {
		b.WriteByte("[,"[min(i, 1)])
		text, _ := Text(name).MarshalJSON() // a string always encodes
		b.Write(text)
	}
	b.WriteByte(']')
	return b.String()
}

// SplitNames reads the text of a Names setting back.
func SplitNames(text string) []string {
	var names []string
	if json.Unmarshal([]byte(text), &names) != nil {
		return nil
	}
	return names
}

func quoted(texts []string) string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = strconv.Quote(text)
	}
	return strings.Join(out, ", ")
}
