package main

import (
	"slices"
	"strconv"
	"strings"
)

// function is one function of the API: the privileges of which one suffices, what else than the settings of the kind it
// takes, and what it does.
type function struct {
	privileges string
	parameters string
	kind       string
	run        func(*call) reply
}

const (
	listing  = "count descending limit offset pages sort customer"
	creating = "customer validation"
)

var functions = map[string]function{
	"user/login": {"user", "token", "", login},

	"customers/list":   {"callshop commerce", listing + " parent recursive name deleted bill_type directory", "customers", list},
	"customers/get":    {"user", "id", "customers", get},
	"customers/create": {"commerce", "validation", "customers", create},
	"customers/update": {"commerce", "validation", "customers", update},
	"customers/delete": {"commerce", "id", "customers", remove},

	"people/list":   {"user", listing, "people", list},
	"people/get":    {"user", "id", "people", get},
	"people/create": {"administrator wholesale", creating, "people", create},
	"people/update": {"user wholesale", "validation", "people", update},
	"people/delete": {"administrator wholesale", "id", "people", remove},

	"phones/list":   {"residential user", listing + " owner password", "phones", list},
	"phones/get":    {"residential user wholesale", "name password", "phones", get},
	"phones/create": {"administrator wholesale", creating + " copy_password", "phones", create},
	"phones/update": {"administrator residential user wholesale", "validation", "phones", update},
	"phones/delete": {"administrator wholesale", "name", "phones", remove},

	"codes/list":   {"user", listing, "codes", list},
	"codes/get":    {"user", "code customer", "codes", get},
	"codes/create": {"administrator wholesale", creating, "codes", create},
	"codes/update": {"administrator user wholesale", creating, "codes", update},
	"codes/delete": {"administrator wholesale", "code customer", "codes", remove},

	"huntgroups/list":   {"residential user", listing, "huntgroups", list},
	"huntgroups/get":    {"residential user wholesale", "id", "huntgroups", get},
	"huntgroups/create": {"administrator", creating, "huntgroups", create},
	"huntgroups/update": {"residential user", "validation", "huntgroups", update},
	"huntgroups/delete": {"administrator", "id", "huntgroups", remove},

	"huntgroups/destinations/list":   {"residential user", "huntgroup dtype dnumber", "destinations", listMembers},
	"huntgroups/destinations/get":    {"user", "id", "destinations", get},
	"huntgroups/destinations/create": {"residential user", "validation", "destinations", create},
	"huntgroups/destinations/update": {"residential user", "validation", "destinations", update},
	"huntgroups/destinations/delete": {"residential user", "id", "destinations", remove},
	"huntgroups/levels/get":          {"user", "huntgroup level", "levels", getLevel},
	"huntgroups/levels/set":          {"residential user", "validation", "levels", setLevel},
}

// sortOf are the orders that the lists take, the default first.
var sortOf = map[string][]string{
	"customers": {"name", "account", "description"}, "people": {"username", "forename", "surname", "fullname"},
	"phones": {"name", "description"}, "codes": {"code", "destination", "dnumber"}, "huntgroups": {"name", "description"},
	"destinations": {"id"}, "levels": {"huntgroup"},
}

// keyParameters name the row that a get, update or delete means.
var keyParameters = map[string]string{"phones": "name", "codes": "code"}

func keyParameter(kind string) string {
	if name, ok := keyParameters[kind]; ok {
		return name
	}
	return "id"
}

// find is the row that the call means, or why there is none.
func (c *call) find() (row, *reply) {
	name := keyParameter(c.kind)
	key := c.parameters[name]
	if key == "" {
		missing := invalid(name, "Required")
		return nil, &missing
	}
	if c.kind == "codes" {
		customer, _ := c.customer()
		key = customer + "/" + key
	}
	r, ok := c.store[c.kind].rows[key]
	if !ok || !c.mayTouch(c.kind, r) {
		absent := outcome(404)
		return nil, &absent
	}
	return r, nil
}

func get(c *call) reply {
	r, refusal := c.find()
	if refusal != nil {
		return *refusal
	}
	secrets := c.kind == "phones" && c.parameters["password"] == "1" && c.quirks.Passwords != "never"
	return withData(present(c.kind, r, secrets, c.quirks))
}

func remove(c *call) reply {
	r, refusal := c.find()
	if refusal != nil {
		return *refusal
	}
	if c.kind == "customers" && slices.ContainsFunc(c.store["customers"].by("id"), func(below row) bool { return below["parent"] == r["id"] }) {
		return invalid("id", "Customer has sub-customers")
	}
	c.store[c.kind].remove(r)
	switch c.kind {
	case "huntgroups":
		c.removeMembersAndLevels(r["id"])
	case "destinations":
		c.members.drop(r)
	}
	return outcome(204)
}

func list(c *call) reply {
	customer, ok := c.customer()
	if !ok {
		return invalid("customer", "Invalid customer")
	}
	page, wrong := c.page()
	if len(wrong) > 0 {
		return reply{entries: wrong}
	}
	found := []row{}
	for _, r := range c.store[c.kind].by(page.sort) {
		if c.listed(r, customer) {
			found = append(found, r)
		}
	}
	if c.parameters["count"] == "1" {
		return withData(map[string]any{"count": len(found)})
	}
	if c.parameters["descending"] == "1" {
		slices.Reverse(found)
	}
	secrets := c.kind == "phones" && c.parameters["password"] == "1" && c.quirks.Passwords == "shown"
	return withData(c.rows(page.cut(found, c.quirks), secrets))
}

// listed says whether a row belongs in the list of a customer.
func (c *call) listed(r row, customer string) bool {
	if c.kind == "customers" {
		parent := customer
		if given := c.parameters["parent"]; given != "" {
			parent = given
		}
		below := r["parent"] == parent || c.parameters["recursive"] == "1" && r["id"] != parent
		return below && c.reaches(r["id"]) && strings.Contains(r["name"], c.parameters["name"])
	}
	if r["customer"] != customer || !c.mayTouch(c.kind, r) {
		return false
	}
	owner := c.parameters["owner"]
	return c.kind != "phones" || owner == "" || owner == "0" || owner == "-1" || r["owner"] == owner
}

type page struct {
	sort          string
	limit, offset int
}

func (c *call) page() (page, []entry) {
	p := page{sort: sortOf[c.kind][0]}
	var wrong []entry
	for name, number := range map[string]*int{"limit": &p.limit, "offset": &p.offset} {
		text, ok := c.parameters[name]
		if !ok {
			continue
		}
		value, err := strconv.Atoi(text)
		if err != nil || value < 0 {
			wrong = append(wrong, entry{400, name, "Not a count"})
		}
		*number = value
	}
	if sort, ok := c.parameters["sort"]; ok {
		if !slices.Contains(sortOf[c.kind], sort) {
			wrong = append(wrong, entry{400, "sort", "Invalid value"})
		}
		p.sort = sort
	}
	return p, wrong
}

func (p page) cut(found []row, q quirks) []row {
	if !q.NoPaging {
		found = found[min(p.offset, len(found)):]
		if p.limit > 0 {
			found = found[:min(p.limit, len(found))]
		}
	}
	if q.MaxRows > 0 {
		found = found[:min(q.MaxRows, len(found))]
	}
	return found
}

func (c *call) rows(found []row, secrets bool) rows {
	var shown rows
	for _, r := range found {
		element := present(c.kind, r, secrets, c.quirks)
		key := r["id"]
		if c.kind == "codes" {
			key = r["code"]
		}
		if c.parameters["pages"] == "1" {
			name := keyParameter(c.kind)
			element = map[string]any{name: element[name], "description": element["description"]}
		}
		shown.keys, shown.elements = append(shown.keys, key), append(shown.elements, element)
	}
	return shown
}
