package vodia

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// showUserSettings answers with all settings of an account as one flat object.
func showUserSettings(c *call) ([]byte, error) {
	account, err := resolve(c.look, c.params["account"])
	if err != nil {
		return nil, err
	}
	entries, err := typeOf(account).entries(c.look, account)
	if err != nil {
		return nil, err
	}
	return settingsObject(entries), nil
}

// writeUserSettings changes what the body mentions. The platform's description of 70.3 says that the answer is the
// updated settings, an older guide that it is {}; a client of either survives the settings.
func writeUserSettings(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	account, err := resolve(c.look, c.params["account"])
	if err != nil {
		return nil, err
	}
	entries, err := c.writeAccount(account, body, typeOf(account).entries)
	if err != nil {
		return nil, err
	}
	return settingsObject(entries), nil
}

// entriesFunc shows the settings of an account.
type entriesFunc func(*domain.Look, domain.Destination) ([]lens.Entry, error)

// writeAccount writes settings to an account and gives what show shows of it then.
func (c *call) writeAccount(account domain.Destination, body fields, show entriesFunc) (entries []lens.Entry, err error) {
	kind := typeOf(account)
	in := body.accountSettings(kind)
	if len(in) == 0 {
		return show(c.look, account)
	}
	c.prepare(in[webPassSetting])
	err = c.change(func(e *domain.Edit) error {
		now, err := kind.change(c, e, account, in)
		if err != nil {
			return domain.Faulted(err, "alias")
		}
		entries, err = show(e.Look, now)
		return err
	})
	return entries, err
}

// showPersonalSettings answers with what users of an extension choose for themselves. The page says that there are
// about 18 of them and names ten; those are shown, flat as in user_settings.
func showPersonalSettings(c *call) ([]byte, error) {
	account, err := resolve(c.look, c.params["account"])
	if err != nil {
		return nil, err
	}
	entries, err := typeOf(account).entries(c.look, account)
	if err != nil {
		return nil, err
	}
	return settingsObject(personal(entries)), nil
}

func personal(entries []lens.Entry) []lens.Entry {
	return slices.DeleteFunc(entries, func(e lens.Entry) bool { return e.Setting == nil || e.Setting.Scope != scopeAccount })
}

// writePersonalSettings takes {"table":"users","settings":[{"name":…,"value":…}]}, and a flat object too.
func writePersonalSettings(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	account, err := resolve(c.look, c.params["account"])
	if err != nil {
		return nil, err
	}
	flat, err := body.listed()
	if err != nil {
		return nil, err
	}
	if _, list := body.get("settings"); list {
		if err := c.knowing(body, "table", "settings"); err != nil {
			return nil, err
		}
	}
	entries, err := c.writeAccount(account, flat, typeOf(account).entries)
	if err != nil {
		return nil, err
	}
	return settingsObject(personal(entries)), nil
}

// listed makes members of a body's list of names and values, where it has one.
func (f fields) listed() (fields, error) {
	list, ok := f.get("settings")
	if !ok {
		return f, nil
	}
	refusal := domain.Refuse(lens.Fault{Setting: "settings", Message: "must be an array of objects with name and value"})
	if list.shape != isArray {
		return nil, refusal
	}
	flat := make(fields, 0, len(list.items))
	for _, item := range list.items {
		named := fields(item.fields)
		name, err := named.text("name")
		if err != nil || name == "" {
			return nil, refusal
		}
		value, ok := named.get("value")
		if !ok {
			return nil, refusal
		}
		flat = append(flat, field{name, value})
	}
	return flat, nil
}

// showNode and writeNode are an IVR node's own page of settings, which has primary besides.
func showNode(c *call) ([]byte, error) {
	if c.account.Kind != domain.ToFeatureCode {
		return nil, domain.Fail(domain.NotFound, "this is no IVR node")
	}
	entries, err := nodeEntries(c.look, c.account)
	if err != nil {
		return nil, err
	}
	return settingsObject(entries), nil
}

func writeNode(c *call) ([]byte, error) {
	if c.account.Kind != domain.ToFeatureCode {
		return nil, domain.Fail(domain.NotFound, "this is no IVR node")
	}
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	entries, err := c.writeAccount(c.account, body, nodeEntries)
	if err != nil {
		return nil, err
	}
	return settingsObject(entries), nil
}
