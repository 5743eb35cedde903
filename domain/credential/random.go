package credential

import (
	"crypto/rand"
	"math/big"
	"strings"
)

const (
	// legible leaves out what people mistake for something else: 0 and o, 1, i and l.
	legible         = "abcdefghjkmnpqrstuvwxyz23456789"
	smallAndDigits  = "abcdefghijklmnopqrstuvwxyz0123456789"
	tokenCharacters = 20
)

// Generate makes a password for a person to copy: five groups of four small letters and digits with dashes between,
// of 99 random bits.
func Generate() string {
	groups := make([]string, 5)
	for i := range groups {
		groups[i] = random(legible, 4)
	}
	return strings.Join(groups, "-")
}

// Token makes what stands for a session: 20 small letters and digits, as Vodia's sessions have, of 103 random bits.
func Token() string { return random(smallAndDigits, tokenCharacters) }

func random(alphabet string, length int) string {
	size := big.NewInt(int64(len(alphabet)))
	text := make([]byte, length)
	for i := range text {
		n, err := rand.Int(rand.Reader, size)
		if err != nil {
			panic(err) // rand.Reader never fails: the program has ended before it would
		}
		text[i] = alphabet[n.Int64()]
	}
	return string(text)
}
