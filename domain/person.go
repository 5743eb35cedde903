package domain

import (
	"log/slog"

	"dragoman/domain/lens"
)

// Role is what a person may do.
type Role int

// The roles, numbered as clients of both platforms know them.
const (
	SystemOwner   Role = 1 // everything, everywhere
	Reseller      Role = 2 // everything in the own tenant and those below it
	Administrator Role = 3 // everything in the own tenant
	User          Role = 4 // what the person owns
)

// Valid says that the role is one of the four.
func (r Role) Valid() bool { return r >= SystemOwner && r <= User }

// String names the role.
func (r Role) String() string {
	switch r {
	case SystemOwner:
		return "system owner"
	case Reseller:
		return "reseller"
	case Administrator:
		return "administrator"
	case User:
		return "user"
	}
	return "no role"
}

// Outranks says that r may do what other may not.
func (r Role) Outranks(other Role) bool { return r < other }

// Person is somebody who signs in, through either dialect, with one password.
type Person struct {
	ID       PersonID     `json:"id"`
	Tenant   TenantID     `json:"tenant"`
	Username string       `json:"username"` // unique among all people, compared without case
	Role     Role         `json:"role"`
	Email    string       `json:"email,omitempty"`
	Forename string       `json:"forename,omitempty"`
	Surname  string       `json:"surname,omitempty"`
	Password Credential   `json:"password,omitzero"`
	Margins  lens.Margins `json:"margins,omitempty"`
}

// NewPerson returns a person as they are before anything is said about them.
func NewPerson() *Person { return &Person{Role: User} }

// Credential is a password that can be checked and not read: a hash of it, and one of the proof that a client sends
// which never shows the password itself. Empty for none, which nobody can sign in with.
type Credential struct {
	Hash      string
	ProofHash string
}

// Masked is what a view shows: nothing for no password, else the mask.
func (c Credential) Masked() string { return Secret(c.Hash).Masked() }

// String masks.
func (c Credential) String() string { return c.Masked() }

// GoString masks.
func (c Credential) GoString() string { return c.Masked() }

// LogValue masks.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.Masked()) }

// MarshalText masks, since hashes have no business in a journal.
func (c Credential) MarshalText() ([]byte, error) { return []byte(c.Masked()), nil }

// IsZero lets JSON leave out a password that isn't set.
func (c Credential) IsZero() bool { return c.Hash == "" }
