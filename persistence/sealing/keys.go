package sealing

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// ErrUnknownKey says that a text was sealed with a key that isn't at hand.
var ErrUnknownKey = errors.New("sealed with a key that is not in the key file")

// keySize makes AES-256 of it.
const keySize = 32

// Keys seal and open texts. They are safe for use by several goroutines at once.
type Keys struct {
	first  key
	byID   map[string]key
	secret []byte // the first key itself, for Derive
}

type key struct {
	id   string
	aead cipher.AEAD
}

// newKeys makes keys of their ids and bytes; the first one seals.
func newKeys(lines []line) (*Keys, error) {
	if len(lines) == 0 {
		return nil, errors.New("there is no key")
	}
	k := &Keys{byID: make(map[string]key, len(lines)), secret: lines[0].secret}
	for i, l := range lines {
		if _, twice := k.byID[l.id]; twice {
			return nil, fmt.Errorf("key %s is there twice", l.id)
		}
		made, err := newKey(l)
		if err != nil {
			return nil, err
		}
		k.byID[l.id] = made
		if i == 0 {
			k.first = made
		}
	}
	return k, nil
}

func newKey(l line) (key, error) {
	block, err := aes.NewCipher(l.secret)
	if err != nil {
		return key{}, fmt.Errorf("key %s: %w", l.id, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return key{}, fmt.Errorf("key %s: %w", l.id, err)
	}
	return key{id: l.id, aead: aead}, nil
}

// Seal encrypts a text so that it opens only where the same binding is named. An empty text stays empty.
func (k *Keys) Seal(text, binding string) string {
	if text == "" {
		return ""
	}
	sealed := k.first.aead.Seal(nil, nil, []byte(text), []byte(binding))
	return k.first.id + ":" + base64.RawStdEncoding.EncodeToString(sealed)
}

// Open decrypts what Seal made. It fails with ErrUnknownKey where the key isn't at hand, and otherwise where the text
// was changed or was sealed for another binding.
func (k *Keys) Open(sealed, binding string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, encoded, ok := strings.Cut(sealed, ":")
	if !ok {
		return "", errors.New("this is no sealed text")
	}
	key, ok := k.byID[id]
	if !ok {
		return "", fmt.Errorf("key %q: %w", id, ErrUnknownKey)
	}
	data, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errors.New("this is no sealed text")
	}
	text, err := key.aead.Open(data[:0], nil, data, []byte(binding))
	if err != nil {
		return "", errors.New("the sealed text was changed, or sealed for another place")
	}
	return string(text), nil
}

// Derive makes 32 bytes of the first key for one purpose, always the same ones (HKDF with SHA-256, RFC 5869). Other
// purposes get other bytes, none of which tells anything about the key.
func (k *Keys) Derive(purpose string) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, k.secret, nil, "dragoman "+purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return derived, nil
}
