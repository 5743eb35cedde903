package enswitch

import (
	"cmp"
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// order is one of the orders that a list may be asked for.
type order struct {
	name string
	sort domain.Sort
}

// listParameters are those that lists have in common; ../shared/reference/enswitch-json-api.md, section 1.7. The first
// order is the default.
func listParameters(orders []order, more ...Parameter) []Parameter {
	names := make([]string, len(orders))
	for i, o := range orders {
		names[i] = o.name
	}
	return append([]Parameter{
		{Setting: setting{Name: "count", Type: lens.Flag, Default: "0", Remark: "1 returns only how many there are"}},
		customerParameter,
		{Setting: setting{Name: "descending", Type: lens.Flag, Default: "0"}},
		{Setting: bounded(setting{Name: "limit", Type: lens.Integer, Default: "0", Remark: "0 for all"})},
		{Setting: bounded(setting{Name: "offset", Type: lens.Integer, Default: "0"})},
		{Setting: setting{Name: "pages", Type: lens.Flag, Default: "0", Remark: "1 returns only what names each object"}},
		{Setting: setting{Name: "sort", Type: lens.String, Default: names[0], Allowed: names}},
	}, more...)
}

// ownerParameter narrows a list to what somebody owns.
func ownerParameter(byDefault string) Parameter {
	return Parameter{Setting: bounded(setting{Name: "owner", Type: lens.Integer, Default: byDefault, Min: bound(-1),
		Remark: "a person's id; -1 for everybody's; 0 for everybody's to who may administer, else the caller's own"})}
}

// page is the part of a list that was asked for.
func (c *call) page(orders []order) domain.Page {
	page := domain.Page{
		Descending: c.flag("descending"), Limit: int(c.integer("limit")), Offset: int(c.integer("offset")),
	}
	for _, o := range orders {
		if o.name == c.text("sort") {
			page.Sort = o.sort
		}
	}
	if c.function.parameter("owner") >= 0 {
		page.Owner = c.askedOwner()
	}
	return page
}

func (c *call) askedOwner() domain.PersonID {
	owner := c.integer("owner")
	switch {
	case owner == 0 && !c.may(PrivilegeAdministrator, PrivilegeWholesale):
		return c.caller.Person.ID
	case owner < 0:
		return 0
	}
	return domain.PersonID(owner)
}

// sorted orders a list that the store can't order, older before newer where two are equal.
func sorted[T any](list []T, descending bool, key func(T) string) {
	slices.SortStableFunc(list, func(a, b T) int {
		if descending {
			return cmp.Compare(key(b), key(a))
		}
		return cmp.Compare(key(a), key(b))
	})
}

// part is what a page leaves of a whole list.
func part[T any](list []T, page domain.Page) []T {
	list = list[min(page.Offset, len(list)):]
	if page.Limit > 0 {
		list = list[:min(page.Limit, len(list))]
	}
	return list
}
