package lens

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Mask is what a view shows in place of a secret that is set. Writing it back leaves the secret alone.
const Mask = "********"

// Value is the value of a setting as a dialect's writer put it: text, or for what is no text a piece of JSON.
type Value struct {
	Text string
	Raw  bool // Text is JSON to be shown as it is: a number, an array, an object, true, false or null
}

// Text makes the value of a textual setting.
func Text(text string) Value { return Value{Text: text} }

// MarshalJSON writes text as a JSON string and raw values as they are.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Raw {
		return []byte(v.Text), nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v.Text); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// UnmarshalJSON keeps a JSON string as text and anything else as it stands, compacted.
func (v *Value) UnmarshalJSON(data []byte) error {
	if text, ok := simpleText(data); ok {
		*v = Value{Text: text}
		return nil
	}
	if len(data) > 0 && data[0] == '"' {
		*v = Value{}
		return json.Unmarshal(data, &v.Text)
	}
	var buf bytes.Buffer
	if err := json.Compact(&buf, data); err != nil {
		return fmt.Errorf("reading a value: %w", err)
	}
	*v = Value{Text: buf.String(), Raw: true}
	return nil
}

// simpleText reads a JSON string that stands for itself, as almost all do.
func simpleText(data []byte) (text string, ok bool) {
	last := len(data) - 1
	if last < 1 || data[0] != '"' || data[last] != '"' {
		return "", false
	}
	for _, c := range data[1:last] {
		if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return "", false
		}
	}
	return string(data[1:last]), true
}

// Plain gives the text that a value amounts to where a setting is textual: true is "true", 5 is "5", null is empty.
func (v Value) Plain() string {
	if v.Raw && v.Text == "null" {
		return ""
	}
	return v.Text
}
