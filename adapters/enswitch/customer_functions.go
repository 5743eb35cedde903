package enswitch

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

var customerOrders = []order{{"name", domain.ByName}, {"account", domain.ByID}, {"description", domain.ByID}}

var customerSheet = sheetOf(CustomerTable, domain.NewTenant)

var (
	customerShape = shapeOf(CustomerTable, "id", "name")
	customerBrief = brief(CustomerTable, "id", "name")
)

const customerName = "customer"

var checkParameter = Parameter{Setting: setting{Name: "check", Type: lens.Flag, Default: "0", Remark: "1 says only whether there is such a one, to anybody"}}

var customerFunctions = []Function{
	{
		Path: "customers/list", Summary: "Lists the customers below one.", Page: customersList, Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeCallshop, PrivilegeCommerce}, Codes: []int{200, 400, 401, 402},
		Parameters: listParameters(customerOrders,
			Parameter{Setting: setting{Name: "bill_type", Type: lens.String, Allowed: append([]string{""}, CustomerTable.Setting("bill_type").Allowed...), Remark: "empty for any"}},
			Parameter{Setting: setting{Name: "deleted", Type: lens.Integer, Default: "0", Allowed: []string{"-1", "0", "1"}, Remark: "1 for deleted ones, 0 for live ones, -1 for both"}},
			Parameter{Setting: setting{Name: "directory", Type: lens.Integer, Default: "-1", Allowed: []string{"-1", "0", "1"}}},
			Parameter{Setting: setting{Name: "name", Type: lens.String, Remark: "part of the name, without case"}},
			Parameter{Setting: bounded(setting{Name: "parent", Type: lens.Integer, Remark: "the caller's customer unless given"}), Identifies: true},
			Parameter{Setting: setting{Name: "recursive", Type: lens.Flag, Default: "0", Remark: "1 lists those further below too; without effect where count or pages is 1"}},
		),
		settings: customerSheet, Leading: []string{"id", "name"}, run: listCustomers,
	},
	{
		Path: "customers/get", Summary: "Gets a customer by id, name or e-mail address.", Page: "customers/get", Since: "3.13",
		Status: Partly, Why: "payment details are not kept, so that payment=1 adds nothing",
		Privileges: []Privilege{PrivilegeUser}, Anonymous: true, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{
			checkParameter, customerParameter,
			{Setting: setting{Name: "email", Type: lens.String}, Identifies: true},
			optional(idParameter, "0"),
			{Setting: setting{Name: "name", Type: lens.String}, Identifies: true},
			{Setting: setting{Name: "payment", Type: lens.Flag, Default: "0"}},
		},
		settings: customerSheet, Leading: []string{"id", "name"}, run: getCustomer,
	},
	{
		// The pages of customers/create and customers/update aren't known; both are as those of other kinds.
		Path: "customers/create", Summary: "Creates a customer below the caller's, or below another within reach.", Page: "customers/create", Since: "3.13",
		Status: Partly, Why: "the page isn't known; settings that no page documents are kept as written",
		Privileges: []Privilege{PrivilegeCommerce}, Codes: []int{200, 201, 400, 401, 402, 403},
		Parameters: []Parameter{customerParameter, validationParameter},
		settings:   customerSheet, Use: Creates, run: createCustomer,
	},
	{
		Path: "customers/update", Summary: "Changes a customer.", Page: "customers/update", Since: "3.13",
		Status: Partly, Why: "the page isn't known; settings that no page documents are kept as written",
		Privileges: []Privilege{PrivilegeCommerce}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{idParameter, customerParameter, validationParameter},
		settings:   customerSheet, Use: Updates, run: updateCustomer,
	},
	{
		Path: "customers/delete", Summary: "Marks a customer as deleted, with everything in it.", Page: "customers/delete", Since: "3.13",
		Status: Partly, Why: "what belongs to the customer is deleted at once, and customers/undelete isn't provided",
		Privileges: []Privilege{PrivilegeCommerce}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{idParameter, customerParameter}, run: deleteCustomer,
	},
}

func getCustomer(c *call) ([]byte, error) {
	check := c.flag("check")
	reach := domain.Everything()
	if c.caller != nil {
		reach = domain.Only(c.caller.Tenant)
		if c.may(PrivilegeCallshop, PrivilegeCommerce) {
			reach = c.caller.Reach
		}
	}
	found, err := c.findCustomers(reach)
	if err != nil {
		return nil, err
	}
	switch {
	case check:
		return appendFound(c.out, len(found) > 0), nil
	case len(found) == 0:
		return nil, missing(customerName)
	case len(found) > 1:
		return nil, refuse(c.firstGiven("name", "email"), "several customers fit; id must say which")
	}
	return customerShape.append(c.out, &View{}, found[0], ""), nil
}

// firstGiven is the first of some parameters that is given, empty for none.
func (c *call) firstGiven(names ...string) string {
	for _, name := range names {
		if c.given(name) {
			return name
		}
	}
	return ""
}

// findCustomers finds live customers by what the request names them by: id, else name, else e-mail address.
func (c *call) findCustomers(reach domain.Reach) ([]*domain.Tenant, error) {
	by := c.firstGiven("id", "name", "email")
	if by == "" && c.given("customer") {
		by = "customer"
	}
	switch by {
	case "":
		return nil, refuse("id", "is required unless name or email is given")
	case "id", "customer":
		return c.customerByID(reach, domain.TenantID(c.integer(by)))
	}
	live := false
	query := domain.TenantQuery{Deleted: &live}
	if by == "name" {
		query.Name = c.text(by)
	}
	tenants, err := c.reader().Tenants(c.ctx, reach, query)
	return slices.DeleteFunc(tenants, func(t *domain.Tenant) bool {
		return c.text(by) == "" || !strings.EqualFold(c.setting(t, by), c.text(by))
	}), err
}

func (c *call) customerByID(reach domain.Reach, id domain.TenantID) ([]*domain.Tenant, error) {
	if !reach.Has(id) {
		return nil, nil
	}
	tenant, err := c.reader().Tenant(c.ctx, id)
	if domain.CodeOf(err) == domain.NotFound || err == nil && tenant.Deleted != nil {
		return nil, nil
	}
	return []*domain.Tenant{tenant}, err
}

func createCustomer(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	draft := domain.NewTenant()
	draft.Parent = look.Tenant.ID
	if err := write(c, CustomerTable, view(look), draft); err != nil {
		return nil, err
	}
	if err := c.mayStandBelow(draft, look.Tenant.ID); err != nil {
		return nil, err
	}
	var tenant *domain.Tenant
	err = c.changeAll(func(s *domain.SystemEdit) error {
		tenant = draft.Clone()
		return blaming("domain", s.AddTenant(tenant, c.h.baseDomain))
	})
	if err != nil {
		return nil, err
	}
	return appendID(c.out, tenant.ID), nil
}

// mayStandBelow refuses a parent that the caller can't see or that is the customer itself or below it.
func (c *call) mayStandBelow(tenant *domain.Tenant, before domain.TenantID) error {
	if tenant.Parent == before {
		return nil
	}
	if tenant.Parent == 0 {
		if c.caller.Role() != domain.SystemOwner {
			return refuse("parent", "there is no such customer")
		}
		return nil
	}
	if _, err := c.lookWithin(tenant.Parent); err != nil {
		if domain.CodeOf(err) == domain.NotFound {
			return refuse("parent", "there is no such customer")
		}
		return err
	}
	if tenant.ID == 0 {
		return nil
	}
	below, err := c.reader().SubTenants(c.ctx, tenant.ID)
	if err != nil {
		return err
	}
	if tenant.Parent == tenant.ID || slices.Contains(below, tenant.Parent) {
		return refuse("parent", "must not be the customer itself or one below it")
	}
	return nil
}

// customerToChange opens the customer that id names.
func (c *call) customerToChange() (*domain.Look, error) {
	return c.lookWithin(domain.TenantID(c.integer("id")))
}

func updateCustomer(c *call) ([]byte, error) {
	look, err := c.customerToChange()
	if err != nil {
		return nil, err
	}
	if err := c.mayMove(look.Tenant); err != nil {
		return nil, err
	}
	err = c.changeAll(func(s *domain.SystemEdit) error {
		return s.ChangeTenant(look.Tenant.ID, func(e *domain.Edit, tenant *domain.Tenant) error {
			return write(c, CustomerTable, view(e.Look), tenant)
		})
	})
	return nil, orMissing(blaming("domain", err), customerName)
}

// mayMove tries the write on a copy to see where the customer would stand.
func (c *call) mayMove(tenant *domain.Tenant) error {
	if _, given := c.values["parent"]; !given {
		return nil
	}
	moved := tenant.Clone()
	if err := write(c, CustomerTable, &View{}, moved); err != nil {
		return err
	}
	return c.mayStandBelow(moved, tenant.Parent)
}

func deleteCustomer(c *call) ([]byte, error) {
	look, err := c.customerToChange()
	if err != nil {
		return nil, err
	}
	if look.Tenant.ID == c.caller.Tenant {
		return nil, refuse("id", "is your own customer")
	}
	err = c.changeAll(func(s *domain.SystemEdit) error { return s.RemoveTenant(look.Tenant.ID) })
	return nil, orMissing(err, customerName)
}
