package vodia

import (
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// What do not disturb is, among the settings of an extension.
const (
	dndSetting        = "dnd"
	dndReasonSetting  = "dnd_reason"
	dndExpiresSetting = "dnd_expires"
)

// showDoNotDisturb answers with what one posts there.
func showDoNotDisturb(c *call) ([]byte, error) {
	if c.account.Kind != domain.ToPhone {
		return nil, domain.Fail(domain.NotFound, "only an extension has do not disturb")
	}
	phone, err := c.look.Phone(c.account.Target)
	if err != nil {
		return nil, err
	}
	v := NewView(c.look.Plan)
	var w writer
	w.open('{')
	w.key("state")
	w.truth(textOf(v, phone, dndSetting) == "true")
	w.key("reason")
	w.text(textOf(v, phone, dndReasonSetting))
	w.key("expires")
	w.text(textOf(v, phone, dndExpiresSetting))
	w.close('}')
	return w.b, nil
}

func writeDoNotDisturb(c *call) ([]byte, error) {
	if c.account.Kind != domain.ToPhone {
		return nil, domain.Fail(domain.NotFound, "only an extension has do not disturb")
	}
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	if err := c.knowing(body, "state", "reason", "expires"); err != nil {
		return nil, err
	}
	in := map[string]lens.Value{}
	for name, setting := range map[string]string{"state": dndSetting, "reason": dndReasonSetting, "expires": dndExpiresSetting} {
		if _, given := body.get(name); !given {
			continue
		}
		text, err := body.text(name)
		if err != nil {
			return nil, err
		}
		in[setting] = lens.Text(text)
	}
	if state, given := in[dndSetting]; given {
		if _, err := strconv.ParseBool(state.Text); err != nil {
			return nil, domain.Refuse(lens.Fault{Setting: "state", Message: "must be true or false"})
		}
	}
	err = c.change(func(e *domain.Edit) error {
		_, err := (extensions{}).change(c, e, c.account, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return yes, nil
}

// listStarCodes lists the star codes that are set, by their setting: what a user may dial.
func listStarCodes(c *call) ([]byte, error) {
	stars := c.look.Plan.StarCodes()
	if err := c.look.Plan.Err(); err != nil {
		return nil, err
	}
	var w writer
	w.open('{')
	for _, star := range StarCodes {
		if code := stars[star.Function()]; code != "" {
			w.key(star.Key)
			w.text(code)
		}
	}
	w.close('}')
	return w.b, nil
}
