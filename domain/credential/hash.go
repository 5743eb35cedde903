package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what one hash takes of argon2id.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Standard is the cost of passwords at rest: the least that OWASP's password storage page advises, 26 ms on a small server.
var Standard = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

// Published is the cost of passwords that everybody may know, as those of a lab: the least that argon2id takes.
var Published = Cost{Memory: 8, Passes: 1, Threads: 1}

// limit is the most that a stored hash may ask for, so that a tampered store can't exhaust the memory.
var limit = Cost{Memory: 256 * 1024, Passes: 16, Threads: 16}

const (
	saltBytes = 16
	keyBytes  = 32
)

// ErrHash says that a stored hash is none of ours. It is the store's fault, not the caller's.
var ErrHash = errors.New("the stored password hash is not argon2id in PHC form")

// Hash makes a verifier of a password, which may be empty, at Standard cost.
func Hash(password string) string { return Standard.Hash(password) }

// Hash makes a verifier of a password, which may be empty, as a PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (c Cost) Hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return phc{cost: c, salt: salt, key: c.key(password, salt, keyBytes)}.String()
}

func (c Cost) key(password string, salt []byte, length uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, length)
}

// within says that a cost asks for something, and for no more than another.
func (c Cost) within(most Cost) bool {
	return c.Passes >= 1 && c.Passes <= most.Passes &&
		c.Threads >= 1 && c.Threads <= most.Threads &&
		c.Memory >= 8*uint32(c.Threads) && c.Memory <= most.Memory
}

// phc is a hash taken apart: https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
type phc struct {
	cost Cost
	salt []byte
	key  []byte
}

// String is the form that is stored.
func (h phc) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.cost.Memory, h.cost.Passes, h.cost.Threads, encode(h.salt), encode(h.key))
}

func parse(stored string) (phc, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return phc{}, ErrHash
	}

	var h phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.Memory, &h.cost.Passes, &h.cost.Threads); err != nil {
		return phc{}, ErrHash
	}
	var saltErr, keyErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, keyErr = base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(h.salt) < 8 || len(h.key) < 16 || len(h.key) > 64 || !h.cost.within(limit) {
		return phc{}, ErrHash
	}
	// Whatever the parts above let through must be what this package would have written.
	if h.String() != stored {
		return phc{}, ErrHash
	}
	return h, nil
}

func (h phc) fits(password string) bool {
	return subtle.ConstantTimeCompare(h.key, h.cost.key(password, h.salt, uint32(len(h.key)))) == 1
}
