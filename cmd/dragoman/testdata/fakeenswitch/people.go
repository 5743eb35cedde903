package main

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"
)

// privileges of each role, in the words of the function pages.
var privileges = map[string][]string{
	"1": strings.Fields("administrator user residential wholesale commerce callshop features phones panel system"),
	"2": strings.Fields("administrator user residential wholesale commerce callshop features phones panel"),
	"3": strings.Fields("administrator user residential features phones panel"),
	"4": strings.Fields("user residential panel"),
}

// token is what user/login gave to somebody.
type token struct {
	person string
	given  time.Time
	uses   int
}

// signIn finds who calls, nil if nobody known does.
func (c *call) signIn() row {
	if text, ok := c.parameters["auth_token"]; ok {
		return c.byToken(text)
	}
	for _, person := range c.store["people"].rows {
		if person["username"] == c.parameters["auth_username"] && person["password"] == c.parameters["auth_password"] {
			return person
		}
	}
	return nil
}

func (c *call) byToken(text string) row {
	t, ok := c.tokens[text]
	if !ok || time.Since(t.given) > c.quirks.TokenLife || c.quirks.TokenUses > 0 && t.uses >= c.quirks.TokenUses {
		return nil
	}
	t.uses++
	return c.store["people"].rows[t.person]
}

// login answers with the person, and with a token where one is asked for (4.1).
func login(c *call) reply {
	shown := present("people", c.person, false, c.quirks)
	if c.parameters["token"] == "1" && !c.quirks.NoTokens && release(c.quirks.Version) >= release("4.1") {
		text := "eyJhbGciOiJkaXIifQ." + rand.Text() + "." + rand.Text()
		c.tokens[text] = &token{person: c.person["id"], given: time.Now()}
		shown["auth_token"] = text
		shown["auth_token_expiry"] = int(c.quirks.TokenLife.Seconds())
		shown["auth_token_expires"] = time.Now().Add(c.quirks.TokenLife).Unix()
	}
	return withData(shown)
}

// may says whether the person's role has one of the privileges.
func (c *call) may(oneOf string) bool {
	return slices.ContainsFunc(strings.Fields(oneOf), func(privilege string) bool {
		return slices.Contains(privileges[c.person["role"]], privilege)
	})
}

// reaches says whether the person may see what belongs to a customer: a system owner everything, a reseller the
// customers below, everybody their own.
func (c *call) reaches(customer string) bool {
	owner, exists := c.store["customers"].rows[customer]
	if !exists {
		return false
	}
	own := c.person["customer"]
	return customer == own || c.person["role"] == "1" || c.person["role"] == "2" && owner["parent"] == own
}

// mayTouch says whether the person may see or change a row: within reach, and where the role is a mere user's, owned.
func (c *call) mayTouch(kind string, r row) bool {
	switch kind {
	case "customers":
		return c.reaches(r["id"])
	case "destinations", "levels":
		kind, r = "huntgroups", c.store["huntgroups"].rows[r["huntgroup"]]
	}
	if !c.reaches(r["customer"]) {
		return false
	}
	if c.person["role"] != "4" {
		return true
	}
	return kind == "people" && r["id"] == c.person["id"] || kind != "people" && r["owner"] == c.person["id"]
}

// customer is the one to work in: the person's own unless another is named.
func (c *call) customer() (string, bool) {
	named, ok := c.parameters["customer"]
	if !ok {
		return c.person["customer"], true
	}
	id, err := strconv.Atoi(named)
	return strconv.Itoa(id), err == nil && c.reaches(strconv.Itoa(id))
}
