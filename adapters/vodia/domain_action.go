package vodia

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// domainAction is something done to several accounts at once.
type domainAction struct {
	name string
	// settings is what the action writes; a type of account without one of them is left alone in that respect. nil for
	// an action that isn't provided, but for the one that deletes.
	settings func() map[string]string
	since    string
}

const deleteSelected = "delete_selected"

// domainActions are those of every version. The ones without settings drive calls, phones or recordings, which a
// gateway that routes no calls has not.
var domainActions = []domainAction{
	{name: deleteSelected, since: "58"},
	{name: "enable_selected", settings: fixed("disabled", ""), since: "70.3"},
	{name: "disable_selected", settings: fixed("disabled", "true"), since: "70.3"},
	{name: "reset_dnd", settings: fixed("dnd", "false"), since: "70.3"},
	{name: "reset_cfwd", settings: fixed("cfa", "", "cfb", "", "cfn", "", "cfr", ""), since: "70.3"},
	{name: "remove_mac", settings: fixed("mac", ""), since: "70.3"},
	{name: "remove_email", settings: fixed("email_address", "", "email", ""), since: "70.3"},
	{name: "reset_name", settings: fixed("first_name", "", "display_name", "", "display", ""), since: "70.3"},
	{name: "reset_pin", settings: func() map[string]string { return map[string]string{pinSetting: newPIN().Reveal()} }, since: "70.3"},
	{name: "reset_sip_pass", settings: func() map[string]string { return map[string]string{sipPassSetting: newSIPPassword().Reveal()} }, since: "70.3"},
	{name: "secure_extension", since: "70.3"},
	{name: "reset_web_pass", since: "70.3"},
	{name: "reset_mac_pass", since: "70.3"},
	{name: "reset_mailbox", since: "70.3"},
	{name: "delete_vmail", since: "70.3"},
	{name: "clear_history", since: "70.3"},
	{name: "clear_picture", since: "70.3"},
	{name: "remove_apps", since: "70.3"},
	{name: "remove_cellphone", since: "70.3"},
	{name: "reset_adrbook", since: "70.3"},
	{name: "reset_buttons", since: "70.3"},
	{name: "adrbook_on", since: "70.3"},
	{name: "adrbook_off", since: "70.3"},
	{name: "clear_reg", since: "70.3"},
	{name: "reboot_selected", since: "70.3"},
	{name: "resync_selected", since: "70.3"},
	{name: "open_pnp", since: "70.3"},
	{name: "welcome_email", since: "70.3"},
}

// fixed makes what an action writes of names and values in turn.
func fixed(namesAndValues ...string) func() map[string]string {
	return func() map[string]string {
		out := map[string]string{}
		for i := 0; i < len(namesAndValues); i += 2 {
			out[namesAndValues[i]] = namesAndValues[i+1]
		}
		return out
	}
}

// runDomainAction does something to every selected account that is there. The answer is {} whether all of them were or
// not, as the pages say; an action that the gateway hasn't is refused, so that nobody takes it for done.
func runDomainAction(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	action, err := body.domainAction()
	if err != nil {
		return nil, err
	}
	selected, err := body.text("selected")
	if err != nil {
		return nil, err
	}
	if err := c.knowing(body, "type", "action", "selected"); err != nil {
		return nil, err
	}
	err = c.change(func(e *domain.Edit) error {
		for name := range strings.FieldsSeq(selected) {
			account, err := resolve(e.Look, name)
			if domain.CodeOf(err) == domain.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			if err := action.do(c, e, account); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// domainAction reads which action is meant.
func (f fields) domainAction() (domainAction, error) {
	kind, err := f.text("type")
	if err != nil {
		return domainAction{}, err
	}
	if kind != "accounts" {
		return domainAction{}, domain.Refuse(lens.Fault{Setting: "type", Message: "must be accounts"})
	}
	name, err := f.text("action")
	if err != nil {
		return domainAction{}, err
	}
	i := slices.IndexFunc(domainActions, func(a domainAction) bool { return a.name == name })
	switch {
	case i < 0:
		return domainAction{}, domain.Refuse(lens.Fault{Setting: "action", Message: "is no action that any version documents"})
	case domainActions[i].settings == nil && name != deleteSelected:
		return domainAction{}, domain.Refuse(lens.Fault{Setting: "action", Message: name + " is not provided: the gateway routes no calls and reaches no phones"})
	}
	return domainActions[i], nil
}

func (a domainAction) do(c *call, e *domain.Edit, account domain.Destination) error {
	kind := typeOf(account)
	if a.settings == nil {
		return kind.remove(e, account)
	}
	in := map[string]lens.Value{}
	for name, value := range a.settings() {
		if kind.declared(name) != nil {
			in[name] = lens.Text(value)
		}
	}
	_, err := kind.change(c, e, account, in)
	return err
}
