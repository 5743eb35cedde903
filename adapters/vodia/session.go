package vodia

import (
	"net/http"
	"strings"
	"time"

	"dragoman/adapters/jsontext"
	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/signin"
)

// exchangeTime is how long the token of a third-party login may be exchanged for a session.
const exchangeTime = 10 * time.Second

// showSession tells a client who it is, and that it is nobody where it hasn't signed in. Of the flags only type, lang
// and edit are known.
func showSession(c *call) ([]byte, error) {
	v, err := c.authenticate()
	switch domain.CodeOf(err) {
	case domain.Unknown:
		v = nil
	case "":
		if err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	var w writer
	w.open('{')
	w.key("type")
	w.text(v.sessionType())
	w.key("user")
	if v == nil {
		w.text("")
	} else {
		w.text(v.login)
	}
	w.key("lang")
	w.text("en")
	w.key("edit")
	w.truth(v != nil && v.Role() != domain.User)
	w.close('}')
	return w.b, nil
}

// sessionType is the platform's word for what a session may do, empty for nobody's.
func (v *visitor) sessionType() string {
	switch {
	case v == nil:
		return ""
	case v.administersSystem():
		return "admin"
	case v.Role() == domain.User:
		return "user"
	}
	return "domain"
}

// writeSession is the one URL of all session logins; the body's name says which.
func writeSession(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	name, err := body.text("name")
	if err != nil {
		return nil, err
	}
	if err := c.knowing(body, "name", "value", "username", "domain", "admin"); err != nil {
		return nil, err
	}
	switch name {
	case "auth":
		return c.logIn(body)
	case "3rd":
		return c.offerSession(body)
	case "session":
		return c.exchangeSession(body)
	}
	return nil, domain.Fail(domain.Invalid, "the name must be auth, 3rd or session")
}

var (
	yes       = []byte("true")
	no        = []byte("false")
	emptyText = []byte(`""`)
)

// logIn is the login of the platform's own pages: "user md5(password)", the second part empty for an empty password.
// Clients take an empty text for a failure and don't look at the status.
func (c *call) logIn(body fields) ([]byte, error) {
	value, err := body.text("value")
	if err != nil {
		return nil, err
	}
	login, proof := value, ""
	if i := strings.LastIndexByte(value, ' '); i >= 0 {
		login, proof = value[:i], strings.ToLower(value[i+1:])
	}
	caller, err := c.handler.desk.Account(c.ctx, c.address(), login, signin.Secret{Text: proof, Proof: true})
	if domain.CodeOf(err) == domain.Unknown {
		return emptyText, nil
	}
	if err != nil {
		return nil, err
	}
	session := domain.Session{Expires: c.handler.directory.Now().Add(c.handler.sessionTTL)}
	if caller.Person != nil {
		session.Person = caller.Person.ID
	} else {
		session.Phone, session.Tenant = caller.Phone.ID, caller.Tenant
	}
	token, err := c.openSession(session)
	if err != nil {
		return nil, err
	}
	c.setSession(token)
	return jsontext.AppendString(nil, token), nil
}

func (c *call) openSession(session domain.Session) (token string, err error) {
	token = credential.Token()
	session.TokenHash = hashedToken(token)
	return token, c.handler.directory.PutSession(c.ctx, session)
}

// offerSession gives a system administrator a token that somebody else may exchange for a session: of an account, or of
// an administrator of a domain. What can't be offered is answered with false, as the pages say.
func (c *call) offerSession(body fields) ([]byte, error) {
	v, err := c.authenticate()
	if err != nil {
		return nil, err
	}
	if !v.administersSystem() {
		return nil, domain.Fail(domain.Forbidden, "only system administrators may do this")
	}
	host, err := body.text("domain")
	if err != nil {
		return nil, err
	}
	username, err := body.text("username")
	if err != nil {
		return nil, err
	}
	session, err := c.sessionFor(v, strings.ToLower(host), username)
	if domain.CodeOf(err) == domain.NotFound {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	session.Once, session.Expires = true, c.handler.directory.Now().Add(exchangeTime)
	token, err := c.openSession(session)
	if err != nil {
		return nil, err
	}
	return jsontext.AppendString(nil, token), nil
}

// sessionFor is a session of a domain's account or person, or without one the administrator's own, narrowed to the
// domain.
func (c *call) sessionFor(v *visitor, host, username string) (domain.Session, error) {
	reader := c.handler.directory.Reader()
	tenant, err := reader.TenantByDomain(c.ctx, host)
	if err != nil {
		return domain.Session{}, err
	}
	if username == "" {
		return domain.Session{Person: v.Person.ID, Tenant: tenant.ID}, nil
	}
	person, err := reader.PersonByUsername(c.ctx, username)
	if err == nil && person.Tenant == tenant.ID {
		return domain.Session{Person: person.ID, Tenant: tenant.ID}, nil
	}
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return domain.Session{}, err
	}
	look := c.handler.directory.LookInto(c.ctx, tenant)
	account, err := resolve(look, username)
	if err != nil {
		return domain.Session{}, err
	}
	if account.Kind != domain.ToPhone {
		return domain.Session{}, domain.Fail(domain.NotFound, "%s is no extension", username)
	}
	phone, err := look.Phone(account.Target)
	if err != nil {
		return domain.Session{}, err
	}
	return domain.Session{Phone: phone.ID, Tenant: tenant.ID}, nil
}

// exchangeSession turns an offered token into a session and sets its cookie, once.
func (c *call) exchangeSession(body fields) ([]byte, error) {
	token, err := body.text("value")
	if err != nil {
		return nil, err
	}
	hash := hashedToken(token)
	offered, err := c.handler.directory.Reader().Session(c.ctx, hash)
	if domain.CodeOf(err) == domain.NotFound || err == nil && !offered.Once {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	offered, err = c.handler.directory.TakeSession(c.ctx, hash)
	if domain.CodeOf(err) == domain.NotFound {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	session := *offered
	session.Once, session.Expires = false, c.handler.directory.Now().Add(c.handler.sessionTTL)
	lasting, err := c.openSession(session)
	if err != nil {
		return nil, err
	}
	c.setSession(lasting)
	return yes, nil
}

// endSession is the logout. One without a session has nothing to end.
func endSession(c *call) ([]byte, error) {
	cookie, err := c.r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return yes, nil
	}
	if err := c.handler.directory.RemoveSession(c.ctx, hashedToken(cookie.Value)); err != nil {
		return nil, err
	}
	http.SetCookie(c.w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, SameSite: http.SameSiteStrictMode, Secure: true, HttpOnly: true})
	return yes, nil
}
