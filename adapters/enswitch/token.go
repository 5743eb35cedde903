package enswitch

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"dragoman/domain"
	"dragoman/domain/signin"
)

// tokens makes and reads authentication tokens: JWTs as of 4.1, signed with a key of the installation.
type tokens struct {
	key []byte
	ttl time.Duration
	now func() time.Time
}

// issuer keeps tokens apart from whatever else is signed with the key.
const issuer = "dragoman enswitch"

// claims are what a token says: whose it is, and under which password it was made.
type claims struct {
	jwt.RegisteredClaims
	Password string `json:"pwd"`
}

var errToken = domain.Fail(domain.Unknown, "the authentication token is invalid or has expired")

// make makes a token of a person. expires is zero for one that never does.
func (t tokens) make(person *domain.Person) (token string, expires time.Time, err error) {
	now := t.now()
	c := claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: decimalText(person.ID), IssuedAt: jwt.NewNumericDate(now),
		},
		Password: t.fingerprint(person.Password),
	}
	if t.ttl > 0 {
		expires = now.Add(t.ttl).Truncate(time.Second)
		c.ExpiresAt = jwt.NewNumericDate(expires)
	}
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(t.key)
	return token, expires, err
}

// fingerprint ties a token to a password, so that changing the password ends every token made under the old one.
func (t tokens) fingerprint(password domain.Credential) string {
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(password.Hash))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

func (t tokens) read(token string) (*claims, domain.PersonID, error) {
	options := []jwt.ParserOption{
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithTimeFunc(t.now),
	}
	if t.ttl > 0 {
		options = append(options, jwt.WithExpirationRequired())
	}
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return t.key, nil }, options...)
	if err != nil {
		return nil, 0, errToken
	}
	id, err := strconv.ParseInt(c.Subject, 10, 64)
	if err != nil {
		return nil, 0, errToken
	}
	return c, domain.PersonID(id), nil
}

// holderOf is the person that a token was made for.
func (h *Handler) holderOf(ctx context.Context, token string) (*signin.Caller, error) {
	c, id, err := h.tokens.read(token)
	if err != nil {
		return nil, err
	}
	person, err := h.directory.Reader().Person(ctx, domain.Everything(), id)
	if domain.CodeOf(err) == domain.NotFound {
		return nil, errToken
	}
	if err != nil {
		return nil, err
	}
	if !hmac.Equal([]byte(c.Password), []byte(h.tokens.fingerprint(person.Password))) {
		return nil, errToken
	}
	return h.desk.Caller(ctx, person)
}
