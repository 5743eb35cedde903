package signin

import (
	"dragoman/domain"
	"dragoman/domain/credential"
)

// Seal makes what is stored of a password, which may be empty: whoever signs in sends the password itself or, for a
// session, only a proof of it.
func Seal(password string) domain.Credential { return SealAt(credential.Standard, password) }

// SealAt is Seal at another cost than that of people's passwords.
func SealAt(cost credential.Cost, password string) domain.Credential {
	return domain.Credential{Hash: cost.Hash(password), ProofHash: cost.Hash(credential.SessionProof(password))}
}
