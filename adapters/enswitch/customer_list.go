package enswitch

import (
	"slices"
	"strings"

	"dragoman/domain"
)

func listCustomers(c *call) ([]byte, error) {
	below, err := c.listedBelow()
	if err != nil {
		return nil, err
	}
	all, err := c.reader().Tenants(c.ctx, domain.Everything(), domain.TenantQuery{})
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(below(all), func(t *domain.Tenant) bool { return !c.lists(t) })
	if c.flag("count") {
		return appendCount(c.out, len(list)), nil
	}
	sorted(list, c.flag("descending"), func(t *domain.Tenant) string { return c.setting(t, c.text("sort")) })
	shape := customerShape
	if c.flag("pages") {
		shape = customerBrief
	}
	v := &View{}
	return appendRows(c.out, part(list, c.page(customerOrders)), func(out []byte, t *domain.Tenant) []byte {
		return shape.append(out, v, t, "")
	}), nil
}

// listedBelow finds the customer whose sub-customers are asked for, and returns what picks those out of all.
func (c *call) listedBelow() (func([]*domain.Tenant) []*domain.Tenant, error) {
	parent := c.caller.Tenant
	named := "customer"
	if c.given("customer") {
		parent = domain.TenantID(c.integer("customer"))
	}
	if c.given("parent") {
		parent, named = domain.TenantID(c.integer("parent")), "parent"
	}
	if !c.caller.Reach.Has(parent) {
		return nil, refuse(named, "there is no such customer")
	}
	// A customer made through another dialect has no parent. To a system owner it is as much below as any other.
	orphans := c.caller.Role() == domain.SystemOwner && parent == c.caller.Tenant
	recursive := c.flag("recursive") && !c.flag("count") && !c.flag("pages")
	return func(all []*domain.Tenant) []*domain.Tenant {
		children := map[domain.TenantID][]*domain.Tenant{}
		for _, t := range all {
			if t.Parent == 0 && orphans && t.ID != parent {
				children[parent] = append(children[parent], t)
				continue
			}
			children[t.Parent] = append(children[t.Parent], t)
		}
		return descendants(children, parent, recursive)
	}, nil
}

func descendants(children map[domain.TenantID][]*domain.Tenant, parent domain.TenantID, recursive bool) []*domain.Tenant {
	found := slices.Clone(children[parent])
	for i := 0; recursive && i < len(found); i++ {
		if found[i].ID != parent {
			found = append(found, children[found[i].ID]...)
		}
	}
	return found
}

// lists says whether a customer passes the list's filters.
func (c *call) lists(t *domain.Tenant) bool {
	fits := func(filter, setting string) bool {
		asked := c.text(filter)
		return asked == "" || asked == "-1" || asked == c.setting(t, setting)
	}
	return fits("deleted", "deleted") && fits("bill_type", "bill_type") && fits("directory", "directory") &&
		strings.Contains(strings.ToLower(c.setting(t, "name")), strings.ToLower(c.text("name")))
}

func (c *call) setting(t *domain.Tenant, name string) string {
	value, _ := CustomerTable.Get(&View{}, t, name)
	return value.Text
}
