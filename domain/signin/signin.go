// Package signin establishes who calls: a person, or a phone that signs in to its own account.
package signin

import (
	"context"
	"errors"
	"strings"

	"dragoman/domain"
	"dragoman/domain/credential"
)

// Caller is who signed in: a person, or the phone of an account.
type Caller struct {
	Person *domain.Person // nil for a phone
	Phone  *domain.Phone  // nil for a person
	Tenant domain.TenantID
	Home   *domain.Tenant // the tenant as it was on signing in; nil for a phone
	Reach  domain.Reach
}

// Name is what the journal calls the caller.
func (c *Caller) Name() string {
	if c.Person != nil {
		return c.Person.Username
	}
	return c.Phone.Name
}

// Role is the caller's role; a phone is a user.
func (c *Caller) Role() domain.Role {
	if c.Person != nil {
		return c.Person.Role
	}
	return domain.User
}

// Desk checks sign-ins against the directory.
type Desk struct {
	directory *domain.Directory
	verifier  *credential.Verifier
}

// NewDesk makes a desk over a directory.
func NewDesk(directory *domain.Directory, verifier *credential.Verifier) *Desk {
	return &Desk{directory: directory, verifier: verifier}
}

// Secret is what somebody offers to prove who they are: the password itself, or the proof of it that
// credential.SessionProof makes.
type Secret struct {
	Text  string
	Proof bool
}

func (s Secret) against(stored domain.Credential) string {
	if s.Proof {
		return stored.ProofHash
	}
	return stored.Hash
}

// Person signs in a person by user name. Unknown where name or secret is wrong, TooMany where the address failed too
// often.
func (d *Desk) Person(ctx context.Context, address, username string, secret Secret) (*Caller, error) {
	person, err := d.directory.Reader().PersonByUsername(ctx, username)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return nil, err
	}
	if err != nil {
		return nil, d.check(ctx, address, username, "", secret)
	}
	if err := d.check(ctx, address, username, secret.against(person.Password), secret); err != nil {
		return nil, err
	}
	return d.Caller(ctx, person)
}

// Account signs in whoever a login names: a person by user name, a person of a tenant as name@domain, or a phone as
// account@domain with its web password.
func (d *Desk) Account(ctx context.Context, address, login string, secret Secret) (*Caller, error) {
	person, phone, err := d.find(ctx, login)
	if err != nil {
		return nil, err
	}
	stored := ""
	switch {
	case person != nil:
		stored = secret.against(person.Password)
	case phone != nil:
		stored = secret.against(phone.WebPassword)
	}
	if err := d.check(ctx, address, login, stored, secret); err != nil {
		return nil, err
	}
	if person != nil {
		return d.Caller(ctx, person)
	}
	return PhoneCaller(phone), nil
}

// find looks for whom a login names; nobody is no error, so that the answer takes as long as for a wrong password.
func (d *Desk) find(ctx context.Context, login string) (*domain.Person, *domain.Phone, error) {
	reader := d.directory.Reader()
	person, err := reader.PersonByUsername(ctx, login)
	if err == nil || domain.CodeOf(err) != domain.NotFound {
		return person, nil, err
	}
	name, host, ok := strings.Cut(login, "@")
	if !ok {
		return nil, nil, nil
	}
	tenant, err := reader.TenantByDomain(ctx, strings.ToLower(host))
	if err != nil {
		return nil, nil, unlessMissing(err)
	}
	person, err = reader.PersonByUsername(ctx, name)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return nil, nil, err
	}
	if err == nil && person.Tenant == tenant.ID {
		return person, nil, nil
	}
	account, err := d.directory.LookInto(ctx, tenant).Account(name)
	if err != nil || account.Kind != domain.ToPhone {
		return nil, nil, unlessMissing(err)
	}
	phone, err := reader.Phone(ctx, tenant.ID, account.Target)
	if err != nil {
		return nil, nil, unlessMissing(err)
	}
	return nil, phone, nil
}

func unlessMissing(err error) error {
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	return err
}

func (d *Desk) check(ctx context.Context, address, subject, stored string, secret Secret) error {
	if secret.Proof {
		subject += "\x00proof"
	}
	err := d.verifier.Check(ctx, address, subject, stored, secret.Text)
	switch {
	case errors.Is(err, credential.ErrWrong):
		return domain.Fail(domain.Unknown, "the authentication details provided are invalid")
	case errors.Is(err, credential.ErrTooMany):
		return domain.Fail(domain.TooMany, "too many failed attempts; try again later")
	}
	return err
}

// Caller is a person who is known already, from a session or a token.
func (d *Desk) Caller(ctx context.Context, person *domain.Person) (*Caller, error) {
	tenant, err := d.directory.Reader().Tenant(ctx, person.Tenant)
	if err != nil {
		return nil, err
	}
	if tenant.Deleted != nil {
		return nil, domain.Fail(domain.Unknown, "the authentication details provided are invalid")
	}
	reach, err := d.directory.ReachOf(ctx, person)
	if err != nil {
		return nil, err
	}
	return &Caller{Person: person, Tenant: person.Tenant, Home: tenant, Reach: reach}, nil
}

// PhoneCaller is the phone of an account that signed in.
func PhoneCaller(phone *domain.Phone) *Caller {
	return &Caller{Phone: phone, Tenant: phone.Tenant, Reach: domain.Only(phone.Tenant)}
}
