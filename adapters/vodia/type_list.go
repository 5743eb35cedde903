package vodia

import (
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
)

// listHunts lists the hunts with those who ring in any stage.
func listHunts(c *call) ([]byte, error) {
	groups, err := c.look.HuntGroups(domain.Page{})
	if err != nil {
		return nil, err
	}
	v := NewView(c.look.Plan)
	w := writer{b: make([]byte, 0, 96*len(groups)+2)}
	w.open('[')
	for _, group := range groups {
		w.open('{')
		w.key("name")
		w.text(group.Names[0])
		w.key("display")
		w.text(group.Name)
		w.key("agents")
		w.texts(v.agents(group))
		w.key("calls")
		w.integer(0)
		w.close('}')
	}
	w.close(']')
	return w.b, c.look.Plan.Err()
}

// agents are the members who ring in the stages that this platform knows, in order and each once.
func (v *View) agents(group *domain.HuntGroup) []string {
	var out []string
	for level := 1; level <= stages; level++ {
		for _, agent := range v.ringing(group.MembersOf(level)) {
			if !slices.Contains(out, agent) {
				out = append(out, agent)
			}
		}
	}
	return out
}

func listIVRNodes(c *call) ([]byte, error) {
	codes, err := nodes(c.look)
	if err != nil {
		return nil, err
	}
	w := writer{b: make([]byte, 0, 48*len(codes)+2)}
	w.open('[')
	for _, code := range codes {
		w.open('{')
		w.key("name")
		w.text(code.Code)
		w.key("display")
		w.text(code.Description)
		w.close('}')
	}
	w.close(']')
	return w.b, nil
}

// listExtensions lists the extensions as an object keyed by number, or with ?account=N gives one with all its settings.
func listExtensions(c *call) ([]byte, error) {
	if name := c.r.URL.Query().Get("account"); name != "" {
		return c.showExtension(name)
	}
	phones, err := c.look.Phones(domain.Page{})
	if err != nil {
		return nil, err
	}
	v := NewView(c.look.Plan)
	w := writer{b: make([]byte, 0, 160*len(phones)+2)}
	w.open('{')
	for _, phone := range phones {
		w.key(phone.Name)
		w.open('{')
		w.extension(v, phone)
		for _, name := range []string{"first_name", "display_name", "email_address"} {
			w.key(name)
			w.text(textOf(v, phone, name))
		}
		w.key("alias")
		w.texts(phone.Names)
		w.close('}')
	}
	w.close('}')
	return w.b, c.look.Plan.Err()
}

// extension writes what every record of an extension has and user_settings has not, or has as text.
func (w *writer) extension(v *View, phone *domain.Phone) {
	w.key("id")
	w.integer(accountID(domain.ToPhone, int64(phone.ID)))
	w.key("name")
	w.text(phone.Name)
	w.key("dnd")
	w.truth(textOf(v, phone, "dnd") == "true")
}

func (c *call) showExtension(name string) ([]byte, error) {
	account, err := resolve(c.look, name)
	if err != nil {
		return nil, err
	}
	if account.Kind != domain.ToPhone {
		return nil, domain.Fail(domain.NotFound, "there is no extension %s", name)
	}
	phone, err := c.look.Phone(account.Target)
	if err != nil {
		return nil, err
	}
	v := NewView(c.look.Plan)
	var w writer
	w.open('{')
	w.extension(v, phone)
	for _, entry := range ExtensionTable.View(v, phone) {
		if entry.Name == "dnd" || entry.Name == "id" || entry.Name == "name" {
			continue
		}
		w.key(entry.Name)
		w.value(entry.Value)
	}
	w.close('}')
	return w.b, c.look.Plan.Err()
}

// countAccounts answers with how many accounts of a type there are: a bare integer. No page shows the answer.
func countAccounts(c *call) ([]byte, error) {
	n, err := c.countOf(c.params["type"])
	return strconv.AppendInt(nil, int64(n), 10), err
}

func (c *call) countOf(what string) (int, error) {
	switch what {
	case "extensions":
		return c.look.CountPhones(domain.Page{})
	case "hunts":
		return c.look.CountHuntGroups(domain.Page{})
	case "ivrnodes":
		codes, err := nodes(c.look)
		return len(codes), err
	case "total":
		rows, err := accountRows(c.look)
		return len(rows), err
	case "registrations", "callingcard":
		return 0, nil
	}
	if slices.Contains(unmodelled, what) {
		return 0, nil
	}
	if kind, ok := strings.CutPrefix(what, "extensions-"); ok {
		return c.countExtensions(kind)
	}
	return 0, domain.Fail(domain.NotFound, "nothing is counted as %s", what)
}

// countExtensions counts the extensions of a kind, as their setting euse says; full are those without one.
func (c *call) countExtensions(kind string) (int, error) {
	if kind == "full" {
		kind = ""
	}
	phones, err := c.look.Phones(domain.Page{})
	if err != nil {
		return 0, err
	}
	n := 0
	v := NewView(c.look.Plan)
	for _, phone := range phones {
		if textOf(v, phone, "euse") == kind {
			n++
		}
	}
	return n, nil
}
