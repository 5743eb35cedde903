package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// addDomain says whether the name was free.
func (c *contents) addDomain(name, display string, from time.Time) bool {
	if slices.ContainsFunc(c.domains, func(d *domain) bool { return d.Name == name || slices.Contains(d.Alias, name) }) {
		return false
	}
	d := &domain{ID: c.nextID(), Name: name, Display: display, Settings: bag{}, Config: bag{}, from: from}
	d.index()
	c.domains = append(c.domains, d)
	return true
}

// visible are the domains that have appeared.
func (c *call) visible() []*domain {
	now := time.Now()
	return slices.DeleteFunc(slices.Clone(c.domains), func(d *domain) bool { return d.from.After(now) })
}

func (c *call) domainNamed(name string) *domain {
	for _, d := range c.visible() {
		if d.Name == name || slices.Contains(d.Alias, name) {
			return d
		}
	}
	return nil
}

// system answers /rest/system/…
func (c *call) system() fakepeer.Answer {
	switch c.method + " " + c.path[1] {
	case "GET status":
		return c.value(map[string]any{"version": "70.3", "calls": 0, "domains": len(c.domains)})
	case "GET domains":
		return c.listDomains()
	case "GET domaininfo":
		return c.domainInfo()
	case "POST domains", "POST domaininfo":
		var asked struct {
			Name    string
			Display string `json:"display_name"`
		}
		if err := json.Unmarshal(c.body, &asked); err != nil || asked.Name == "" {
			return c.fail(http.StatusBadRequest, "no name")
		}
		return c.createDomain(asked.Name, asked.Display)
	case "POST domain":
		var names []string
		if err := json.Unmarshal(c.body, &names); err != nil || len(names) != 1 || names[0] == "" {
			return c.fail(http.StatusBadRequest, "no list of one name")
		}
		return c.createDomain(names[0], "")
	case "DELETE domains":
		return c.deleteDomains()
	}
	return c.fail(http.StatusNotFound, "no such path")
}

func (c *call) createDomain(name, display string) fakepeer.Answer {
	added := c.addDomain(name, display, time.Now().Add(c.quirks.AppearsAfter))
	if !added && c.quirks.Clash == "refused" {
		return c.fail(http.StatusBadRequest, "name taken")
	}
	return c.wrote(true)
}

func (c *call) deleteDomains() fakepeer.Answer {
	var names []string
	if len(c.path) > 2 {
		names = c.path[2:3]
	} else if err := json.Unmarshal(c.body, &names); err != nil {
		return c.fail(http.StatusBadRequest, "no list of names")
	}
	for _, name := range names {
		if c.domainNamed(name) == nil {
			return c.fail(http.StatusNotFound, "no such domain")
		}
	}
	c.domains = slices.DeleteFunc(c.domains, func(d *domain) bool { return slices.Contains(names, d.Name) })
	return c.wrote(true)
}

func (c *call) listDomains() fakepeer.Answer {
	byID := map[string]any{}
	list := []any{}
	for _, d := range c.visible() {
		row := map[string]any{"name": d.Name, "display": d.Display, "alias": orNone(d.Alias), "country": d.Settings["country_code"], "area": d.Settings["area_code"]}
		byID[strconv.Itoa(d.ID)] = row
		list = append(list, row)
	}
	if c.quirks.DomainsList == "array" {
		return c.value(list)
	}
	return c.value(byID)
}

func (c *call) domainInfo() fakepeer.Answer {
	if c.quirks.DomainInfo == "missing" {
		return c.fail(http.StatusNotFound, "no such path")
	}
	domains := c.visible()
	if c.quirks.DomainInfo == "integer" && !c.query.Has("size") && !c.query.Has("page") && !c.query.Has("id") {
		return c.value(len(domains))
	}
	list := []any{}
	for _, d := range domains {
		if id := c.query.Get("id"); id != "" && id != strconv.Itoa(d.ID) {
			continue
		}
		list = append(list, map[string]any{
			"id": d.ID, "name": d.Name, "alias": orNone(d.Alias), "country": "1", "extensions": len(d.of("extensions")), "accounts": len(d.Accounts),
			"visible": true, "registrations": 0, "regs": 0,
		})
	}
	if size, err := strconv.Atoi(c.query.Get("size")); err == nil && size > 0 {
		page, _ := strconv.Atoi(c.query.Get("page"))
		start := min(max(page-1, 0)*size, len(list))
		list = list[start:min(start+size, len(list))]
	}
	return c.value(list)
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
