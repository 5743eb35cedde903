package domain

import (
	"log/slog"

	"dragoman/domain/lens"
)

// Secret is a text that must be usable in clear (a SIP password, a PIN) and never seen by accident: formatting,
// logging and JSON show a mask.
type Secret string

// Reveal gives the clear text.
func (s Secret) Reveal() string { return string(s) }

// Masked is what a view shows: nothing for no secret, else the mask.
func (s Secret) Masked() string {
	if s == "" {
		return ""
	}
	return lens.Mask
}

// String masks.
func (s Secret) String() string { return s.Masked() }

// GoString masks.
func (s Secret) GoString() string { return s.Masked() }

// MarshalText masks.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.Masked()), nil }

// LogValue masks.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.Masked()) }
