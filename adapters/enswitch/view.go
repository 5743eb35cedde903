package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/signin"
)

// Dialect is the name under which objects keep what only Enswitch knows.
const Dialect = "enswitch"

// View is the context in which Enswitch's tables show and write an object.
type View struct {
	// Plan says what dialled digits mean. Without one they are shown as they are.
	Plan *domain.NumberPlan
	// Reveal shows a telephone line's password in clear.
	Reveal bool
	// Clear shows every secret in clear, to who moves a tenant to another place.
	Clear  bool
	sealed map[string]domain.Credential
	draft  bool // what is written is thrown away, so that hashing would be for nothing
}

// Seal hashes a person's password ahead of writing it. Hashing is slow on purpose and must not happen while a
// transaction keeps every other writer waiting.
func (v *View) Seal(password string) {
	if v.sealed == nil {
		v.sealed = map[string]domain.Credential{}
	}
	v.sealed[password] = signin.Seal(password)
}

func (v *View) credential(password string) domain.Credential {
	if sealed, ok := v.sealed[password]; ok || v.draft {
		return sealed
	}
	return signin.Seal(password)
}

// err is the first failure of the store that a view had to hide.
func (v *View) err() error {
	if v.Plan == nil {
		return nil
	}
	return v.Plan.Err()
}
