package credential

import (
	"crypto/md5"
	"encoding/hex"
)

// SessionProof is what a Vodia client sends instead of the password when it logs in for a session: the MD5 of the
// password in small hex digits, and nothing at all for an empty one (../shared/reference/vodia-rest-api.md, "Session
// login"). A person needs a second verifier, Hash of this, to be recognised by it.
func SessionProof(password string) string {
	if password == "" {
		return ""
	}
	sum := md5.Sum([]byte(password))
	return hex.EncodeToString(sum[:])
}
