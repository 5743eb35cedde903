package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// list answers the lists of accounts: users for all, extensions, and one for each other type.
func (c *call) list(d *domain, what string) fakepeer.Answer {
	switch {
	case what == "users":
		return c.users(d)
	case what == "extensions":
		return c.extensions(d)
	case what == "paging":
		what = "hoots"
	}
	if !slices.Contains(accountTypes, what) {
		return c.fail(http.StatusNotFound, "no such path")
	}
	list := []any{}
	byName := map[string]any{}
	for _, a := range d.of(what) {
		row := map[string]any{"name": a.name(), "display": a.display()}
		if what != "ivrnodes" {
			row["calls"] = 0
		}
		if what == "hunts" || what == "acds" {
			row["agents"] = c.agents(a)
		}
		list = append(list, row)
		byName[a.name()] = row
	}
	if c.quirks.Lists == "by-name" {
		return c.value(byName)
	}
	return c.value(list)
}

var number = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)

// agents are who a hunt rings, stage by stage, each once.
func (c *call) agents(a *account) []any {
	agents := []any{}
	for _, stage := range []string{"st1_ext", "st2_ext", "st3_ext"} {
		for _, text := range strings.Fields(a.setting(stage)) {
			var agent any = text
			if c.quirks.UnquotedAgents && number.MatchString(text) {
				agent = json.Number(text)
			}
			if !slices.Contains(agents, agent) {
				agents = append(agents, agent)
			}
		}
	}
	return agents
}

func (c *call) extensions(d *domain) fakepeer.Answer {
	if asked := c.query.Get("account"); asked != "" {
		a := d.byNumber[asked]
		if a == nil || a.Type != "extensions" {
			return c.fail(http.StatusNotFound, "no such account")
		}
		shown := a.Settings.show(sectionsOf(a.Type), c.quirks)
		shown["id"], shown["name"], shown["alias"] = a.ID, a.name(), a.Alias
		return c.value(shown)
	}
	list := []any{}
	keyed := map[string]any{}
	for _, a := range d.of("extensions") {
		row := map[string]any{
			"id": a.ID, "name": a.name(), "first_name": a.setting("first_name"), "display_name": a.setting("display_name"),
			"dnd": a.setting("dnd") == "true", "email_address": a.setting("email_address"), "alias": a.Alias,
		}
		list = append(list, row)
		key := strconv.Itoa(a.ID)
		if c.quirks.ExtensionsList == "by-name" {
			key = a.name()
		}
		keyed[key] = row
	}
	if c.quirks.ExtensionsList == "array" {
		return c.value(list)
	}
	return c.value(keyed)
}

func (c *call) users(d *domain) fakepeer.Answer {
	list := []any{}
	for _, a := range d.Accounts {
		list = append(list, map[string]any{
			"id": strconv.Itoa(a.ID), "name": a.name(), "alias": a.Alias, "ani": strings.Fields(a.setting("ani")), "displayname": a.display(),
			"disabled": a.setting("disabled") == "true", "license": true, "visible": true, "usertype": a.Type,
		})
	}
	return c.value(list)
}

// listOrStatus answers userlist/TYPE and status/TYPE. A type that nobody knows has an empty list.
func (c *call) listOrStatus(d *domain, what, accountType string) fakepeer.Answer {
	accounts := d.of(accountType)
	if what == "status" {
		count := len(accounts)
		if accountType == "total" {
			count = len(d.Accounts)
		} else if !slices.Contains(accountTypes, accountType) {
			return c.fail(http.StatusNotFound, "no such path")
		}
		return c.value(count)
	}
	rows := []any{}
	for _, a := range accounts {
		rows = append(rows, map[string]any{"account": a.name(), "name": a.display()})
	}
	return c.value(map[string]any{"accounts": rows})
}
