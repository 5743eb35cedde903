package tenantfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"dragoman/domain"
)

// Secrets says what becomes of secrets when a file is written.
type Secrets int

// What may become of secrets.
const (
	Withheld Secrets = iota // they stay away
	Sealed                  // they are encrypted for Keys.To
	InClear                 // they stand in the file for everybody to read
)

// Keys are what secrets are encrypted for and what they are decrypted with.
type Keys struct {
	To   []age.Recipient
	With []age.Identity
}

// How much work a passphrase makes, as a power of two of scrypt's N, of which each is a KiB of memory. What we write takes
// 64 MiB and no long wait; what age itself writes takes four times as much, and no file may ask for more.
const (
	usualWork = 16
	mostWork  = 18
)

// Passphrase makes keys of a passphrase, which must not be empty.
func Passphrase(text string) (Keys, error) {
	to, err := age.NewScryptRecipient(text)
	if err != nil {
		return Keys{}, domain.Fail(domain.Invalid, "the passphrase must not be empty")
	}
	to.SetWorkFactor(usualWork)
	with, err := age.NewScryptIdentity(text)
	if err != nil {
		return Keys{}, domain.Fail(domain.Invalid, "the passphrase must not be empty")
	}
	with.SetMaxWorkFactor(mostWork)
	return Keys{[]age.Recipient{to}, []age.Identity{with}}, nil
}

// Recipients makes keys of a list of age recipients, "age1…", a line each. Empty lines and lines that begin with # count for
// nothing.
func Recipients(list string) (Keys, error) {
	to, err := age.ParseRecipients(strings.NewReader(list))
	if err != nil {
		return Keys{}, domain.Wrap(domain.Invalid, err, "age recipients must be lines that begin with age1")
	}
	return Keys{To: to}, nil
}

// Identities makes keys of what age-keygen wrote: lines that begin with AGE-SECRET-KEY-1. They decrypt, and encrypt for
// nobody.
func Identities(list string) (Keys, error) {
	with, err := age.ParseIdentities(strings.NewReader(list))
	if err != nil {
		return Keys{}, domain.Fail(domain.Invalid, "an age identity must be lines that begin with AGE-SECRET-KEY-1") // the cause may quote it
	}
	return Keys{With: with}, nil
}

// And are the keys of both.
func (k Keys) And(other Keys) Keys {
	return Keys{append(append([]age.Recipient{}, k.To...), other.To...), append(append([]age.Identity{}, k.With...), other.With...)}
}

// onePassphrase says that the same passphrase seals and opens, and nothing else does.
func (k Keys) onePassphrase() bool {
	if len(k.To) != 1 || len(k.With) == 0 {
		return false
	}
	_, is := k.To[0].(*age.ScryptRecipient)
	return is
}

// mostSecrets is how many bytes of secrets a file may hold.
const mostSecrets = 64 << 20

// secretsOf are the secrets of objects by what these are called and where in them they are, as JSON.
type secretsOf map[string]map[string]string

// open decrypts the secrets of all objects and their text; nil where there are none or nothing to decrypt them with.
func (k Keys) open(sealed string) (secretsOf, []byte, error) {
	if sealed == "" || len(k.With) == 0 {
		return nil, nil, nil
	}
	in, err := age.Decrypt(armor.NewReader(strings.NewReader(sealed)), k.With...)
	var nobody *age.NoIdentityMatchError
	if errors.As(err, &nobody) {
		return nil, nil, domain.Wrap(domain.Invalid, err, "its secrets are sealed with another passphrase or for somebody else")
	}
	if err != nil {
		return nil, nil, domain.Wrap(domain.Invalid, err, "its sealed secrets are damaged")
	}
	data, err := io.ReadAll(io.LimitReader(in, mostSecrets+1))
	if err != nil || len(data) > mostSecrets {
		return nil, nil, domain.Wrap(domain.Invalid, err, "its sealed secrets are damaged")
	}
	var secrets secretsOf
	if err := json.Unmarshal(data, &secrets); err != nil {
		return nil, nil, domain.Fail(domain.Invalid, "its sealed secrets are not those of a tenant") // the cause may quote them
	}
	return secrets, data, nil
}

// seal encrypts the text of the secrets of all objects.
func (k Keys) seal(secrets []byte) (string, error) {
	if len(k.To) == 0 {
		return "", domain.Fail(domain.Invalid, "secrets are written sealed: give a passphrase or an age recipient, or ask for them in clear")
	}
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	in, err := age.Encrypt(armored, k.To...)
	if err == nil {
		_, err = in.Write(secrets)
	}
	if err == nil {
		err = in.Close()
	}
	if err == nil {
		err = armored.Close()
	}
	if err != nil {
		return "", fmt.Errorf("seal secrets: %w", err)
	}
	return out.String(), nil
}

// secretsText is the text of the secrets of all objects while it grows: those of a large tenant are in memory once.
type secretsText struct{ text bytes.Buffer }

func (s *secretsText) add(object string, secrets map[string]string) error {
	if len(secrets) == 0 {
		return nil
	}
	data, err := json.Marshal(secrets)
	if err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	separator := byte(',')
	if s.text.Len() == 0 {
		separator = '{'
	}
	s.text.WriteByte(separator)
	s.text.Write(quoted(object))
	s.text.WriteByte(':')
	s.text.Write(data)
	return nil
}

// bytes are the whole text, none where there are no secrets.
func (s *secretsText) bytes() []byte {
	if s.text.Len() == 0 {
		return nil
	}
	return append(s.text.Bytes(), '}')
}
