package enswitch

import (
	"net/netip"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// The parameters that say who calls. They are nobody's settings.
const (
	authUsername = "auth_username"
	authPassword = "auth_password"
	authToken    = "auth_token"
)

// authenticationParameters are those of every function.
var authenticationParameters = []Parameter{
	{Setting: setting{Name: authUsername, Type: lens.String, Class: lens.OwnOnly, Since: "3.13", Remark: "required unless auth_token is given"}, Identifies: true},
	{Setting: setting{Name: authPassword, Type: lens.String, Class: lens.Hidden, Since: "3.13", Remark: "required unless auth_token is given"}},
	{Setting: setting{Name: authToken, Type: lens.String, Class: lens.Hidden, Since: "4.1", Remark: "instead of user name and password"}, Identifies: true},
}

// authenticate establishes who calls, whether that person may call from there, and whether their role has a privilege
// that the function asks for.
func (c *call) authenticate(p *parameters) error {
	username, password, token := p.values[authUsername], p.values[authPassword], p.values[authToken]
	_, hasPassword := p.values[authPassword]
	delete(p.values, authUsername)
	delete(p.values, authPassword)
	delete(p.values, authToken)
	if c.function.Anonymous && p.values["check"].Text == "1" {
		return nil
	}
	for _, name := range []string{authUsername, authToken} {
		if p.differs[name] {
			return refuse(name, "is given more than once with different values")
		}
	}
	var err error
	switch {
	case token.Text != "":
		c.caller, err = c.h.holderOf(c.ctx, token.Text)
	case username.Text == "" || !hasPassword:
		err = domain.Fail(domain.Unknown, "the authentication details are missing")
	default:
		c.caller, err = c.h.desk.Person(c.ctx, c.address, username.Text, signin.Secret{Text: password.Text})
	}
	if err != nil {
		return err
	}
	if !mayCallFrom(c.caller.Person, c.address) {
		return domain.Fail(domain.Unknown, "the authentication details provided are invalid")
	}
	if !c.may(c.function.Privileges...) {
		return forbidden("your role does not allow this")
	}
	return nil
}

// mayCallFrom says whether a person may sign in from an address; their source setting names those they may, and none
// of them means any.
func mayCallFrom(person *domain.Person, address string) bool {
	source, _ := PersonTable.Get(&View{}, person, "source")
	if source.Text == "" {
		return true
	}
	allowed, _ := networks(source.Text)
	if len(allowed) == 0 {
		return true
	}
	from, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	from = from.Unmap().WithZone("")
	for _, network := range allowed {
		if network.Contains(from) {
			return true
		}
	}
	return false
}
