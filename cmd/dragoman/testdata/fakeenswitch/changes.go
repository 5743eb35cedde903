package main

import (
	"maps"
	"slices"
)

func create(c *call) reply {
	customer, ok := c.customer()
	if !ok {
		return invalid("customer", "Invalid customer")
	}
	if c.kind == "destinations" {
		if refusal := c.groupMissing(); refusal != nil {
			return *refusal
		}
	}
	made, wrong := c.read(nil, customer)
	switch c.kind {
	case "customers":
		made["parent"] = c.person["customer"]
	case "destinations":
	default:
		made["customer"] = customer
	}
	wrong = append(wrong, c.taken(made)...)
	if len(wrong) > 0 {
		return reply{entries: wrong}
	}
	if c.full(customer) {
		return outcome(403)
	}
	if c.parameters["validation"] == "1" {
		return outcome(201)
	}
	t := c.store[c.kind]
	if c.kind != "codes" {
		made["id"] = t.nextID()
	}
	t.put(made)
	if c.kind == "destinations" {
		c.members.add(made)
	}
	if c.kind == "phones" || c.kind == "codes" {
		return outcome(204)
	}
	return withData(map[string]any{"id": printed(field{typ: "id"}, made["id"], c.quirks)})
}

func update(c *call) reply {
	current, refusal := c.find()
	if refusal != nil {
		return *refusal
	}
	if _, given := c.parameters["customer"]; given && c.kind == "phones" && c.quirks.UpdateRefusesCustomer {
		return invalid("customer", "Unknown parameter")
	}
	customer := current["customer"]
	if c.kind == "destinations" {
		customer = c.store["huntgroups"].rows[current["huntgroup"]]["customer"]
	}
	changed, wrong := c.read(current, customer)
	if len(wrong) > 0 {
		return reply{entries: wrong}
	}
	if c.parameters["validation"] == "1" {
		return outcome(201)
	}
	clear(current)
	maps.Copy(current, changed) // in place: the group's members hold the same row
	c.store[c.kind].put(current)
	return outcome(204)
}

// read makes a row out of the parameters: over the current one in an update, over the defaults in a create.
func (c *call) read(current row, customer string) (row, []entry) {
	made := maps.Clone(current)
	if current == nil {
		made = row{}
	}
	var wrong []entry
	version := release(c.quirks.Version)
	for _, f := range fields[c.kind] {
		value, given := c.parameters[f.name]
		if f.byServer() || f.since > version || slices.Contains(c.quirks.Forgets, f.name) {
			given = false
		}
		if current != nil && (f.name == keyParameter(c.kind) || f.name == "huntgroup") {
			continue
		}
		switch {
		case !given && current == nil && f.name == "password" && c.parameters["copy_password"] != "":
			value = c.copiedPassword(customer)
			if value == "" {
				wrong = append(wrong, entry{400, "copy_password", "No such telephone line"})
			}
		case !given && current != nil:
			if c.resets(f) {
				delete(made, f.name)
			}
			continue
		case !given && f.required():
			wrong = append(wrong, entry{400, f.name, "Required"})
			continue
		case !given:
			value = c.initial(f)
		case value == "" && f.required() && !c.emptyNumber(f):
			wrong = append(wrong, entry{400, f.name, "Required"})
			continue
		default:
			if complaint := f.complaint(value, c.quirks); complaint != "" {
				wrong = append(wrong, entry{400, f.name, complaint})
			}
		}
		made[f.name] = value
	}
	if c.quirks.StrictDestinations && len(wrong) == 0 {
		wrong = c.dangling(made, customer)
	}
	return made, wrong
}

// resets says whether an update puts a setting back that it does not name.
func (c *call) resets(f field) bool {
	return c.quirks.UpdateResets && c.kind == "phones" && (f.name == "aoc" || f.name == "allowed_ua")
}

// exitPairs are the columns of a destination: type, then number.
var exitPairs = [][2]string{{"dtype", "dnumber"}, {"atype", "anumber"}, {"btype", "bnumber"}, {"utype", "unumber"}, {"fax_dtype", "fax_dnumber"}, {"text_dtype", "text_dnumber"}}

func (c *call) initial(f field) string {
	if f.byServer() {
		return ""
	}
	if c.kind == "huntgroups" && c.quirks.ExitsAsPrinted {
		for _, pair := range exitPairs[:3] {
			switch f.name {
			case pair[0]:
				return ""
			case pair[1]:
				return "hangup"
			}
		}
	}
	return f.initial
}

// emptyNumber lets hanging up have no number.
func (c *call) emptyNumber(f field) bool {
	return f.name == "dnumber" && (c.parameters["dtype"] == "hangup" || c.parameters["dtype"] == "none")
}

func (c *call) copiedPassword(customer string) string {
	if c.kind == "people" {
		return c.store["people"].rows[c.parameters["copy_password"]]["password"]
	}
	from := c.store["phones"].rows[c.parameters["copy_password"]]
	if from["customer"] != customer {
		return ""
	}
	return from["password"]
}

// dangling names the destinations that lead to nothing.
func (c *call) dangling(r row, customer string) []entry {
	var wrong []entry
	for _, pair := range exitPairs {
		number, exists := r[pair[1]], true
		switch r[pair[0]] {
		case "phone":
			exists = c.store["phones"].rows[number]["customer"] == customer
		case "huntgroup":
			exists = c.store["huntgroups"].rows[number]["customer"] == customer
		case "code":
			exists = c.store["codes"].rows[customer+"/"+number] != nil
		}
		if !exists {
			wrong = append(wrong, entry{400, pair[1], "Destination does not exist"})
		}
	}
	return wrong
}

// taken complains about a name that somebody else has.
func (c *call) taken(made row) []entry {
	switch c.kind {
	case "phones", "codes":
		if _, exists := c.store[c.kind].rows[keyOf(c.kind, made)]; exists {
			return []entry{{400, keyParameter(c.kind), "Already exists"}}
		}
	case "people":
		if slices.ContainsFunc(c.store["people"].by("id"), func(p row) bool { return p["username"] == made["username"] }) {
			return []entry{{400, "username", "Already exists"}}
		}
	}
	return nil
}

// full says whether the customer's rate plan allows no more of the kind.
func (c *call) full(customer string) bool {
	quota, ok := map[string]int{"phones": c.quirks.QuotaPhones, "codes": c.quirks.QuotaCodes, "huntgroups": c.quirks.QuotaGroups}[c.kind]
	if !ok || quota < 0 {
		return false
	}
	count := 0
	for _, r := range c.store[c.kind].rows {
		if r["customer"] == customer {
			count++
		}
	}
	return count >= quota
}
