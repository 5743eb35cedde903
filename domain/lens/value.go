package lens

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// Plain gives the text that a value amounts to where a setting is textual: true is "true", 5 is "5", null is empty.
func (v Value) Plain() string {
	if v.Raw && v.Text == "null" {
		return ""
	}
	return v.Text
}
