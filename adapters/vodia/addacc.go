package vodia

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// unmodelled are the types of accounts that the platform has and the gateway has no model for.
var unmodelled = []string{"acds", "attendants", "callingcards", "colines", "conferences", "hoots", "orbits", "srvflags"}

// addAccounts makes the accounts that a request names, all of them or none. Other members of the body are settings.
func addAccounts(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	kind, err := body.accountType()
	if err != nil {
		return nil, err
	}
	text, err := body.id("account", "account_ext")
	if err != nil {
		return nil, err
	}
	accounts, err := readAccounts(text)
	if err != nil {
		return nil, err
	}
	in := body.accountSettings(kind, "type", "account", "account_ext")
	c.prepare(in[webPassSetting])
	err = c.change(func(e *domain.Edit) error {
		for _, names := range accounts {
			if err := kind.add(c, e, names, in); err != nil {
				return domain.Faulted(err, "account")
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// accountType reads the type of the account to make.
func (f fields) accountType() (accountType, error) {
	usertype, err := f.text("type")
	if err != nil {
		return nil, err
	}
	if kind := accountTypeNamed(usertype); kind != nil {
		return kind, nil
	}
	message := "must be one of extensions, hunts, ivrnodes"
	if slices.Contains(unmodelled, usertype) {
		message = "the gateway has no model for " + usertype + " and can't make one"
	}
	return nil, domain.Refuse(lens.Fault{Setting: "type", Message: message})
}

// accountSettings are the members of a body as settings of a type of account, but for those named.
func (f fields) accountSettings(kind accountType, except ...string) map[string]lens.Value {
	if kind.usertype() == (extensions{}).usertype() {
		f = slices.Clone(f)
		for i := range f {
			if setting, ok := extensionAliases[f[i].name]; ok {
				f[i].name = setting
			}
		}
	}
	return f.settings(kind.declared, except...)
}

// removeAccount deletes one account with its aliases.
func removeAccount(c *call) ([]byte, error) {
	account, err := resolve(c.look, c.params["account"])
	if err != nil {
		return nil, err
	}
	err = c.change(func(e *domain.Edit) error { return typeOf(account).remove(e, account) })
	if err != nil {
		return nil, err
	}
	return done, nil
}

// removeByID deletes the account of an id as the list of users gives it.
func removeByID(c *call) ([]byte, error) {
	account, err := c.accountOfID(c.r.URL.Query().Get("id"))
	if err != nil {
		return nil, err
	}
	err = c.change(func(e *domain.Edit) error { return typeOf(account).remove(e, account) })
	if err != nil {
		return nil, err
	}
	return done, nil
}

// cloneAccounts makes accounts like another one. The page gives the names of the two members and nothing more.
func cloneAccounts(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	from, err := body.id("from")
	if err != nil {
		return nil, err
	}
	to, err := body.id("to")
	if err != nil {
		return nil, err
	}
	accounts, err := readAccounts(to)
	if err != nil {
		return nil, err
	}
	if err := c.knowing(body, "from", "to"); err != nil {
		return nil, err
	}
	original, err := resolve(c.look, strings.TrimSpace(from))
	if err != nil {
		return nil, err
	}
	err = c.change(func(e *domain.Edit) error {
		for _, names := range accounts {
			if err := typeOf(original).clone(e, original, names); err != nil {
				return domain.Faulted(err, "to")
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}
