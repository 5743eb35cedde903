package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// inDomain answers /rest/domain/D/…
func (c *call) inDomain() fakepeer.Answer {
	d := c.domainNamed(c.path[1])
	if home := c.home(); home != "" && (d == nil || d.Name != home) {
		return c.fail(http.StatusForbidden, "not your domain")
	}
	if d == nil {
		return c.fail(http.StatusNotFound, "no such domain")
	}
	what, rest := c.path[2], c.path[3:]
	reads := c.method == http.MethodGet
	switch {
	case what == "addacc" && len(rest) == 0 && c.writes():
		return c.addAccounts(d)
	case what == "addacc" && len(rest) == 1 && c.method == http.MethodDelete:
		return c.deleteAccount(d, rest[0])
	case what == "user_settings" && len(rest) == 1 && (reads || c.writes()):
		return c.userSettings(d, rest[0])
	case what == "domain_action" && c.writes():
		return c.domainAction(d)
	case what == "settings" && (reads || c.writes()), what == "config" && (reads || c.writes()):
		return c.domainSettings(d, what)
	case reads && len(rest) == 1 && (what == "userlist" || what == "status"):
		return c.listOrStatus(d, what, rest[0])
	case reads && len(rest) == 0:
		return c.list(d, what)
	}
	return c.fail(http.StatusNotFound, "no such path")
}

func (c *call) addAccounts(d *domain) fakepeer.Answer {
	var asked struct {
		Type       string
		Account    string
		AccountExt string `json:"account_ext"`
	}
	if err := json.Unmarshal(c.body, &asked); err != nil || !slices.Contains(accountTypes, asked.Type) {
		return c.fail(http.StatusBadRequest, "no such type")
	}
	text := asked.Account
	ext := c.quirks.AccountField == "account_ext" || c.quirks.AccountField == "any" && asked.AccountExt != ""
	if asked.Type == "extensions" && ext {
		text = asked.AccountExt
	}
	accounts := accountsIn(text, c.quirks)
	if c.full(d, asked.Type, len(accounts)) {
		return c.fail(http.StatusForbidden, "licence full")
	}
	if taken := c.taken(d, slices.Concat(accounts...), nil); taken != "" {
		return c.fail(http.StatusBadRequest, taken+" is taken")
	}
	for _, numbers := range accounts {
		if !c.swallows(asked.Type, numbers[0]) {
			d.add(c.nextID(), asked.Type, numbers, begins(asked.Type, c.quirks))
		}
	}
	return c.done()
}

// full says whether the licence or the domain's own limit leaves no room for more accounts of a type.
func (c *call) full(d *domain, accountType string, more int) bool {
	var most int
	if _, err := fmt.Sscan(d.Config["max_"+accountType], &most); err == nil && len(d.of(accountType))+more > most {
		return true
	}
	if accountType != "extensions" || c.quirks.Licence < 0 {
		return false
	}
	extensions := more
	for _, d := range c.domains {
		extensions += len(d.of("extensions"))
	}
	return extensions > c.quirks.Licence
}

// taken names a number that somebody else has, where this version refuses those.
func (c *call) taken(d *domain, numbers []string, but *account) string {
	if c.quirks.Clash != "refused" {
		return ""
	}
	for _, number := range numbers {
		if holder := d.byNumber[number]; holder != nil && holder != but {
			return number
		}
	}
	return ""
}

// swallows says whether this addacc is one of those that answer well and create nothing.
func (c *call) swallows(accountType, number string) bool {
	if slices.Contains(c.quirks.CreatesNothing, accountType) || slices.Contains(c.quirks.CreatesNothing, number) {
		return true
	}
	if c.quirks.CreatesNothingEvery == 0 || c.swallowed[number] {
		return false
	}
	c.addaccs++
	c.swallowed[number] = c.addaccs%c.quirks.CreatesNothingEvery == 0
	return c.swallowed[number]
}

func (c *call) deleteAccount(d *domain, number string) fakepeer.Answer {
	a := d.byNumber[number]
	if a == nil {
		return c.fail(http.StatusNotFound, "no such account")
	}
	d.remove(a)
	return c.done()
}

func (c *call) userSettings(d *domain, number string) fakepeer.Answer {
	a := d.byNumber[number]
	if a == nil {
		return c.fail(http.StatusNotFound, "no such account")
	}
	if c.method != http.MethodGet {
		w, err := readWritten(c.body)
		if err != nil {
			return c.fail(http.StatusBadRequest, err.Error())
		}
		if taken := c.taken(d, w.lists["alias"], a); taken != "" {
			return c.fail(http.StatusBadRequest, taken+" is taken")
		}
		d.renumber(a, w.lists["alias"], c.quirks)
		a.Settings.take(w.texts, sectionsOf(a.Type), c.quirks)
	}
	shown := a.Settings.show(sectionsOf(a.Type), c.quirks)
	shown["alias"] = a.Alias
	return c.settings(shown)
}

// domainSettings reads and writes settings or config.
func (c *call) domainSettings(d *domain, what string) fakepeer.Answer {
	held, sections := d.Settings, []string{"domain"}
	if what == "config" {
		held, sections = d.Config, []string{"config"}
	}
	if c.method != http.MethodGet {
		w, err := readWritten(c.body)
		if err != nil {
			return c.fail(http.StatusBadRequest, err.Error())
		}
		if display, ok := w.texts["display"]; ok {
			d.Display = display
			delete(w.texts, "display")
		}
		if admins, ok := w.lists["admins"]; ok {
			d.Admins = admins
		}
		if alias, ok := w.lists["alias"]; ok {
			d.Alias = alias
		}
		held.take(w.texts, sections, c.quirks)
	}
	shown := held.show(sections, c.quirks)
	shown["display"] = d.Display
	if what == "config" {
		shown["primary"], shown["alias"], shown["admins"] = d.Name, orNone(d.Alias), orNone(d.Admins)
	} else {
		shown["name"] = d.Name
	}
	return c.settings(shown)
}

// settings answers with what is now, or as a write does.
func (c *call) settings(shown map[string]any) fakepeer.Answer {
	switch {
	case c.method == http.MethodGet:
		return c.value(shown)
	case c.quirks.SettingsAnswer == "braces":
		return c.done()
	}
	return c.wrote(shown)
}

// domainAction knows the one action that manages accounts; it answers {} whatever happens.
func (c *call) domainAction(d *domain) fakepeer.Answer {
	var asked struct{ Type, Action, Selected string }
	if err := json.Unmarshal(c.body, &asked); err != nil {
		return c.fail(http.StatusBadRequest, "not understood")
	}
	if asked.Type == "accounts" && asked.Action == "delete_selected" && c.quirks.BulkDelete == "works" {
		for _, number := range strings.Fields(asked.Selected) {
			if a := d.byNumber[number]; a != nil {
				d.remove(a)
			}
		}
	}
	return c.done()
}
