package vodia

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"dragoman/domain"
	"dragoman/domain/signin"
)

// visitor is who calls, and as what.
type visitor struct {
	*signin.Caller
	login string
	// within narrows a session to the one tenant that it was made for; 0 for as far as the caller reaches.
	within domain.TenantID
}

// administersSystem says that the visitor may do everything everywhere.
func (v *visitor) administersSystem() bool {
	return v.Person != nil && v.Role() == domain.SystemOwner && v.within == 0
}

// administers says that the visitor may change everything of the tenant.
func (v *visitor) administers(tenant domain.TenantID) bool {
	if v.Person == nil || v.Role() == domain.User {
		return false
	}
	if v.within != 0 {
		return v.within == tenant
	}
	return v.Reach.Has(tenant)
}

// holds says that a phone is the visitor's own.
func (v *visitor) holds(phone *domain.Phone) bool {
	if v.Phone != nil {
		return v.Phone.Tenant == phone.Tenant && v.Phone.ID == phone.ID
	}
	return v.Tenant == phone.Tenant && phone.Owner != 0 && phone.Owner == v.Person.ID
}

// errUnknownVisitor is the answer to a request without valid credentials.
var errUnknownVisitor = domain.Fail(domain.Unknown, "sign in with HTTP Basic or a session")

// authenticate establishes who calls: by HTTP Basic, else by the session cookie.
func (c *call) authenticate() (*visitor, error) {
	if login, password, ok := c.r.BasicAuth(); ok {
		return c.byPassword(login, password)
	}
	cookie, err := c.r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return nil, errUnknownVisitor
	}
	return c.bySession(cookie.Value)
}

func (c *call) byPassword(login, password string) (*visitor, error) {
	caller, err := c.handler.desk.Account(c.ctx, c.address(), login, signin.Secret{Text: password})
	if err != nil {
		return nil, err
	}
	if caller.Person != nil && !mayUseAPI(caller.Person) {
		return nil, domain.Fail(domain.Forbidden, "this administrator has no API access")
	}
	return &visitor{Caller: caller, login: fullLogin(caller, login)}, nil
}

// fullLogin is what the journal calls whoever signed in: a person's user name, or an extension with the domain that it
// signed in to, by its own name whatever alias was used.
func fullLogin(caller *signin.Caller, login string) string {
	if caller.Person != nil {
		return caller.Person.Username
	}
	return caller.Phone.Name + strings.ToLower(login[strings.LastIndexByte(login, '@'):])
}

// mayUseAPI is the switch that each administrator has for HTTP Basic.
func mayUseAPI(person *domain.Person) bool {
	if person.Margins.Peek(Dialect) == nil {
		return true
	}
	api, _ := AdministratorTable.Get(nil, person, "api")
	return api.Text != "false"
}

func (c *call) bySession(token string) (*visitor, error) {
	session, err := c.handler.directory.Reader().Session(c.ctx, hashedToken(token))
	if domain.CodeOf(err) == domain.NotFound || err == nil && session.Once {
		return nil, errUnknownVisitor
	}
	if err != nil {
		return nil, err
	}
	v, err := c.sessionVisitor(session)
	if domain.CodeOf(err) == domain.NotFound {
		return nil, errUnknownVisitor // whoever it was has gone since
	}
	return v, err
}

func (c *call) sessionVisitor(session *domain.Session) (*visitor, error) {
	reader := c.handler.directory.Reader()
	if session.Person != 0 {
		person, err := reader.Person(c.ctx, domain.Everything(), session.Person)
		if err != nil {
			return nil, err
		}
		caller, err := c.handler.desk.Caller(c.ctx, person)
		if err != nil {
			return nil, err
		}
		return &visitor{Caller: caller, login: person.Username, within: session.Tenant}, nil
	}
	tenant, err := reader.Tenant(c.ctx, session.Tenant)
	if err != nil {
		return nil, err
	}
	phone, err := reader.PhoneByID(c.ctx, session.Tenant, session.Phone)
	if err != nil {
		return nil, err
	}
	return &visitor{Caller: signin.PhoneCaller(phone), login: phone.Name + "@" + tenant.Domain}, nil
}

// hashedToken is what the store knows of a session's token.
func hashedToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

const sessionCookie = "session"

// setSession sends the session to a browser, as 70.x does.
func (c *call) setSession(token string) {
	http.SetCookie(c.w, &http.Cookie{Name: sessionCookie, Value: token, Path: "/", SameSite: http.SameSiteStrictMode, Secure: true, HttpOnly: true})
}
