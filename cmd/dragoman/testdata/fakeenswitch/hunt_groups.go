package main

import (
	"slices"
	"strconv"
)

// members are the rows of huntgroup_destinations by hunt group, in the order in which they were made.
type members map[string][]row

func (m members) add(r row) { m[r["huntgroup"]] = append(m[r["huntgroup"]], r) }

func (m members) drop(r row) {
	m[r["huntgroup"]] = slices.DeleteFunc(m[r["huntgroup"]], func(other row) bool { return other["id"] == r["id"] })
}

// groupMissing refuses a call whose parent, the hunt group, is not there for the caller.
func (c *call) groupMissing() *reply {
	id := c.parameters["huntgroup"]
	if id == "" {
		missing := invalid("huntgroup", "Required")
		return &missing
	}
	group, ok := c.store["huntgroups"].rows[id]
	if !ok || !c.mayTouch("huntgroups", group) {
		absent := outcome(404)
		return &absent
	}
	return nil
}

// listMembers lists those of one group by level, or those of any group that lead to one destination.
func listMembers(c *call) reply {
	_, byGroup := c.parameters["huntgroup"]
	_, byType := c.parameters["dtype"]
	if byGroup && byType {
		return invalid("huntgroup", "Specify either a hunt group or a destination")
	}
	if byType {
		return withData(c.rows(c.leadingTo(c.parameters["dtype"], c.parameters["dnumber"]), false))
	}
	if refusal := c.groupMissing(); refusal != nil {
		return *refusal
	}
	found := slices.Clone(c.members[c.parameters["huntgroup"]])
	slices.SortStableFunc(found, func(a, b row) int { return compareNumbers(a["level"], b["level"]) })
	return withData(c.rows(found, false))
}

func (c *call) leadingTo(dtype, dnumber string) []row {
	var found []row
	for _, r := range c.store["destinations"].by("id") {
		if r["dtype"] == dtype && r["dnumber"] == dnumber && c.mayTouch("destinations", r) {
			found = append(found, r)
		}
	}
	return found
}

// level is the row of one level; every group has ten without anybody making them.
func (c *call) level() row {
	key := row{"huntgroup": c.parameters["huntgroup"], "level": c.parameters["level"]}
	if r, ok := c.store["levels"].rows[keyOf("levels", key)]; ok {
		return r
	}
	return key
}

func getLevel(c *call) reply {
	if refusal := c.groupMissing(); refusal != nil {
		return *refusal
	}
	if wrong := c.wrongLevel(); wrong != nil {
		return *wrong
	}
	return withData(present("levels", c.level(), false, c.quirks))
}

func setLevel(c *call) reply {
	if refusal := c.groupMissing(); refusal != nil {
		return *refusal
	}
	if wrong := c.wrongLevel(); wrong != nil {
		return *wrong
	}
	changed, wrong := c.read(c.level(), "")
	if len(wrong) > 0 {
		return reply{entries: wrong}
	}
	if c.parameters["validation"] == "1" {
		return outcome(201)
	}
	c.store["levels"].put(changed)
	return outcome(204)
}

func (c *call) wrongLevel() *reply {
	if fits(c.parameters["level"], "1..10", c.quirks) {
		return nil
	}
	wrong := invalid("level", "Not 1 to 10")
	return &wrong
}

func (c *call) removeMembersAndLevels(group string) {
	for _, r := range c.members[group] {
		c.store["destinations"].remove(r)
	}
	delete(c.members, group)
	for level := range 10 {
		c.store["levels"].remove(row{"huntgroup": group, "level": strconv.Itoa(level + 1)})
	}
}
