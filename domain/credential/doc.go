// Package credential makes and checks passwords: their hashes, the check that remembers what was right and slows down
// who keeps guessing, and random passwords and tokens.
package credential
