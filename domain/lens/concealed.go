package lens

import "log/slog"

// Concealed is the text of a secret that only one dialect knows. It must be usable in clear and never seen by accident:
// formatting, logging and JSON show Mask. The store seals it.
type Concealed string

// Reveal gives the clear text.
func (c Concealed) Reveal() string { return string(c) }

// Masked is what a view shows: nothing for no secret, else the mask.
func (c Concealed) Masked() string {
	if c == "" {
		return ""
	}
	return Mask
}

// String masks.
func (c Concealed) String() string { return c.Masked() }

// GoString masks.
func (c Concealed) GoString() string { return c.Masked() }

// MarshalText masks.
func (c Concealed) MarshalText() ([]byte, error) { return []byte(c.Masked()), nil }

// LogValue masks.
func (c Concealed) LogValue() slog.Value { return slog.StringValue(c.Masked()) }
