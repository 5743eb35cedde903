package enswitch

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Every function takes customer, though pages name it only where it is part of a key: clients send it, and where a name
// fits in several customers it says which one is meant.
var customerParameter = Parameter{Setting: bounded(setting{
	Name: "customer", Type: lens.Integer, Min: bound(1), Remark: "the id of the customer; the caller's own unless given",
}), Identifies: true}

// customer is the customer to work in: the caller's own, or the one named if it lies within reach.
func (c *call) customer() (*domain.Look, error) {
	id := c.caller.Tenant
	if c.given("customer") {
		id = domain.TenantID(c.integer("customer"))
	}
	return c.lookWithin(id)
}

// chosenCustomer is customer for functions that list or create, for which a customer that isn't there is a wrong
// parameter.
func (c *call) chosenCustomer() (*domain.Look, error) {
	look, err := c.customer()
	if domain.CodeOf(err) == domain.NotFound {
		return nil, refuse("customer", "there is no such customer")
	}
	return look, err
}

// lookWithin opens a customer within reach for reading. One out of reach answers as one that isn't there.
func (c *call) lookWithin(id domain.TenantID) (*domain.Look, error) {
	if !c.caller.Reach.Has(id) {
		return nil, missing("customer")
	}
	look, err := c.look(id)
	return look, orMissing(err, "customer")
}

// findPhone finds a telephone line by its name, which may be given as name@domain: in the customer named by the request,
// else in the caller's own, else in the only one within reach that has it.
func (c *call) findPhone(name string) (*domain.Look, *domain.Phone, error) {
	name, host, qualified := strings.Cut(name, "@")
	look, err := c.whereToLook(host, qualified)
	if err != nil {
		return nil, nil, orMissing(err, "telephone line")
	}
	phone, err := c.reader().Phone(c.ctx, look.Tenant.ID, name)
	if domain.CodeOf(err) == domain.NotFound && !qualified && !c.given("customer") {
		return c.findPhoneElsewhere(name)
	}
	return look, phone, orMissing(err, "telephone line")
}

// whereToLook opens the customer that a domain name belongs to, where a name is qualified by one, else the one to work
// in.
func (c *call) whereToLook(host string, qualified bool) (*domain.Look, error) {
	if !qualified {
		return c.customer()
	}
	tenant, err := c.reader().TenantByDomain(c.ctx, strings.ToLower(host))
	if err != nil {
		return nil, err
	}
	if !c.caller.Reach.Has(tenant.ID) || c.given("customer") && c.integer("customer") != int64(tenant.ID) {
		return nil, missing("customer")
	}
	return c.h.directory.LookInto(c.ctx, tenant), nil
}

func (c *call) findPhoneElsewhere(name string) (*domain.Look, *domain.Phone, error) {
	tenants, err := c.reader().TenantsWithPhone(c.ctx, c.caller.Reach, name)
	if err != nil {
		return nil, nil, err
	}
	switch len(tenants) {
	case 0:
		return nil, nil, missing("telephone line")
	case 1:
		look, err := c.look(tenants[0])
		if err != nil {
			return nil, nil, orMissing(err, "telephone line")
		}
		phone, err := c.reader().Phone(c.ctx, tenants[0], name)
		return look, phone, orMissing(err, "telephone line")
	}
	return nil, nil, refuse("name", "several customers have a line of this name; customer must say which")
}

// owns says whether the caller may change an object of an owner: an administrator any, others their own.
func (c *call) owns(owner domain.PersonID) bool {
	return c.may(PrivilegeAdministrator, PrivilegeWholesale) || owner == c.caller.Person.ID
}

// view is the context in which a customer's objects are shown.
func view(look *domain.Look) *View { return &View{Plan: look.Plan} }
