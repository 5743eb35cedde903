package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

var huntGroupOrders = []order{{"name", domain.ByName}, {"description", domain.ByDescription}}

var huntGroupSheet = sheetOf(HuntGroupTable, domain.NewHuntGroup)

var (
	huntGroupShape = shapeOf(HuntGroupTable, "id", "name")
	huntGroupBrief = brief(HuntGroupTable, "id", "name", "description")
)

// idParameter names an object by its id.
var idParameter = Parameter{Setting: bounded(setting{Name: "id", Type: lens.Integer, Required: true}), Identifies: true}

var huntGroupFunctions = []Function{
	{
		// Neither this page nor that of huntgroups/delete is known; both are as those of other kinds.
		Path: "huntgroups/list", Summary: "Lists hunt groups.", Page: "huntgroups/list", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{200, 400, 401, 402},
		Parameters: listParameters(huntGroupOrders, ownerParameter("-1")),
		settings:   huntGroupSheet, Leading: []string{"id", "name"}, run: listHuntGroups,
	},
	{
		Path: "huntgroups/get", Summary: "Gets a hunt group without its destinations.", Page: "huntgroups/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser, PrivilegeWholesale}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{idParameter, customerParameter},
		settings:   huntGroupSheet, Leading: []string{"id", "name"}, run: getHuntGroup,
	},
	{
		Path: "huntgroups/create", Summary: "Creates a hunt group.", Page: "huntgroups/create", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator}, Codes: []int{200, 201, 400, 401, 402, 403},
		Parameters: []Parameter{customerParameter, validationParameter},
		settings:   huntGroupSheet, Use: Creates, run: createHuntGroup,
	},
	{
		Path: "huntgroups/update", Summary: "Changes a hunt group.", Page: "huntgroups/update", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{idParameter, customerParameter, validationParameter},
		settings:   huntGroupSheet, Use: Updates, run: updateHuntGroup,
	},
	{
		Path: "huntgroups/delete", Summary: "Deletes a hunt group with its destinations. Feature codes that lead to it stay.",
		Page: "huntgroups/delete", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{idParameter, customerParameter}, run: deleteHuntGroup,
	},
}

func listHuntGroups(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	page := c.page(huntGroupOrders)
	if c.flag("count") {
		n, err := look.CountHuntGroups(page)
		return appendCount(c.out, n), err
	}
	groups, err := c.reader().HuntGroups(c.ctx, look.Tenant.ID, page)
	if err != nil {
		return nil, err
	}
	shape := huntGroupShape
	if c.flag("pages") {
		shape = huntGroupBrief
	}
	v := view(look)
	out := appendRows(c.out, groups, func(out []byte, g *domain.HuntGroup) []byte { return shape.append(out, v, g, "") })
	return out, v.err()
}

// tenantOfGroup finds the customer of a hunt group within reach, and in the customer named if one is.
func (c *call) tenantOfGroup(id domain.HuntGroupID) (domain.TenantID, error) {
	tenant, err := c.reader().TenantOfHuntGroup(c.ctx, c.caller.Reach, id)
	if err != nil {
		return 0, orMissing(err, "hunt group")
	}
	if c.given("customer") && c.integer("customer") != int64(tenant) {
		return 0, missing("hunt group")
	}
	return tenant, nil
}

// findHuntGroup finds a hunt group within reach by its id.
func (c *call) findHuntGroup(id domain.HuntGroupID) (*domain.Look, *domain.HuntGroup, error) {
	tenant, err := c.tenantOfGroup(id)
	if err != nil {
		return nil, nil, err
	}
	look, err := c.look(tenant)
	if err != nil {
		return nil, nil, orMissing(err, "hunt group")
	}
	group, err := c.reader().HuntGroup(c.ctx, tenant, id)
	return look, group, orMissing(err, "hunt group")
}

func getHuntGroup(c *call) ([]byte, error) {
	look, group, err := c.findHuntGroup(domain.HuntGroupID(c.integer("id")))
	if err != nil {
		return nil, err
	}
	v := view(look)
	out := huntGroupShape.append(c.out, v, group, "")
	return out, v.err()
}

func createHuntGroup(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	draft := domain.NewHuntGroup()
	if err := write(c, HuntGroupTable, view(look), draft); err != nil {
		return nil, err
	}
	var group *domain.HuntGroup
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error {
		group = draft.Clone()
		return e.AddHuntGroup(group)
	})
	if err != nil {
		return nil, err
	}
	return appendID(c.out, group.ID), nil
}

// changeHuntGroup runs do on a hunt group that the caller may change.
func (c *call) changeHuntGroup(id domain.HuntGroupID, do func(*domain.Edit, *domain.HuntGroup) error) error {
	tenant, err := c.tenantOfGroup(id)
	if err != nil {
		return err
	}
	err = c.change(tenant, func(e *domain.Edit) error {
		return e.ChangeHuntGroup(id, func(group *domain.HuntGroup) error {
			if !c.owns(group.Owner) {
				return missing("hunt group")
			}
			return do(e, group)
		})
	})
	return orMissing(err, "hunt group")
}

func updateHuntGroup(c *call) ([]byte, error) {
	return nil, c.changeHuntGroup(domain.HuntGroupID(c.integer("id")), func(e *domain.Edit, group *domain.HuntGroup) error {
		return write(c, HuntGroupTable, view(e.Look), group)
	})
}

func deleteHuntGroup(c *call) ([]byte, error) {
	id := domain.HuntGroupID(c.integer("id"))
	tenant, err := c.tenantOfGroup(id)
	if err != nil {
		return nil, err
	}
	err = c.change(tenant, func(e *domain.Edit) error { return e.RemoveHuntGroup(id, false) })
	return nil, orMissing(err, "hunt group")
}
