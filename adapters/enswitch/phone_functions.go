package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

var phoneOrders = []order{{"name", domain.ByName}, {"description", domain.ByDescription}}

var phoneSheet = sheetOf(PhoneTable, domain.NewPhone)

var (
	phoneShape = shapeOf(PhoneTable, "name", "description")
	phoneRow   = shapeOf(PhoneTable, "id", "name")
	phoneBrief = brief(PhoneTable, "id", "name", "description", "display")
)

var (
	validationParameter = Parameter{Setting: setting{Name: "validation", Type: lens.Flag, Default: "0", Remark: "1 checks the input and changes nothing"}}
	phoneNameParameter  = Parameter{Setting: setting{Name: "name", Type: lens.String, Required: true, Remark: "name@domain is taken too"}, Identifies: true}
	revealParameter     = Parameter{Setting: setting{Name: "password", Type: lens.Flag, Default: "0", Since: "3.14", Remark: "1 shows passwords: to who may administer all, to others those of their own lines"}}
)

var phoneFunctions = []Function{
	{
		Path: "phones/list", Summary: "Lists telephone lines.", Page: "phones/list", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{200, 400, 401, 402},
		Parameters: listParameters(phoneOrders, ownerParameter("0"), revealParameter),
		settings:   phoneSheet, Leading: []string{"id", "name"}, run: listPhones,
	},
	{
		Path: "phones/list/panel", Summary: "Lists telephone lines as a control panel needs them.", Page: "phones/list/panel", Since: "3.13",
		Status: Partly, Why: "every line shows as not registered: the gateway takes no registrations",
		Privileges: []Privilege{PrivilegePanel}, Codes: []int{200, 400, 401, 402},
		Parameters: []Parameter{customerParameter}, settings: phoneSheet, run: listPhonesForPanel,
	},
	{
		Path: "phones/system/list", Summary: "Lists telephone lines of every customer within reach.", Page: "phones/system/list", Since: "3.13",
		Status: Partly, Why: "every line counts as not registered: the gateway takes no registrations",
		Privileges: []Privilege{PrivilegeLineReports}, Codes: []int{200, 400, 401, 402},
		Parameters: []Parameter{
			{Setting: setting{Name: "registered", Type: lens.Integer, Default: "-1", Allowed: []string{"-1", "0", "1"}}},
			customerParameter,
		},
		settings: phoneSheet, Leading: []string{"id", "name"}, run: listPhonesOfSystem,
	},
	{
		Path: "phones/get", Summary: "Gets a telephone line.", Page: "phones/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser, PrivilegeWholesale}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{phoneNameParameter, customerParameter, revealParameter},
		settings:   phoneSheet, Leading: []string{"name", "description"}, run: getPhone,
	},
	{
		Path: "phones/create", Summary: "Creates a telephone line.", Page: phonesCreate, Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{201, 204, 400, 401, 402, 403},
		Parameters: []Parameter{
			{Setting: setting{Name: "copy_password", Type: lens.String, Remark: "another line of the customer, whose password the new one gets"}, Instead: "password"},
			customerParameter, validationParameter,
		},
		settings: phoneSheet, Use: Creates, run: createPhone,
	},
	{
		Path: "phones/update", Summary: "Changes a telephone line.", Page: "phones/update", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeResidential, PrivilegeUser, PrivilegeWholesale},
		Codes:      []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{phoneNameParameter, customerParameter, validationParameter},
		settings:   phoneSheet, Use: Updates, run: updatePhone,
	},
	{
		Path: "phones/delete", Summary: "Deletes a telephone line. Feature codes that lead to it stay.", Page: "phones/delete", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{phoneNameParameter, customerParameter}, run: deletePhone,
	},
}

func listPhones(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	page := c.page(phoneOrders)
	if c.flag("count") {
		n, err := look.CountPhones(page)
		return appendCount(c.out, n), err
	}
	phones, err := c.reader().Phones(c.ctx, look.Tenant.ID, page)
	if err != nil {
		return nil, err
	}
	shape := phoneRow
	if c.flag("pages") {
		shape = phoneBrief
	}
	return c.phones(phones, look, shape, c.flag("password"))
}

// phones writes a list of a customer's lines, with the passwords of those that the caller owns where reveal asks.
func (c *call) phones(phones []*domain.Phone, look *domain.Look, shape *shape[*domain.Phone], reveal bool) ([]byte, error) {
	v := view(look)
	out := appendRows(c.out, phones, func(out []byte, p *domain.Phone) []byte {
		return c.phone(out, v, p, shape, reveal)
	})
	return out, v.err()
}

func (c *call) phone(out []byte, v *View, p *domain.Phone, shape *shape[*domain.Phone], reveal bool) []byte {
	without := "password"
	v.Reveal = reveal && c.owns(p.Owner)
	if v.Reveal {
		without = ""
	}
	return shape.append(out, v, p, without)
}

func listPhonesForPanel(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	phones, err := c.reader().Phones(c.ctx, look.Tenant.ID, domain.Page{Sort: domain.ByName})
	if err != nil {
		return nil, err
	}
	v := view(look)
	out := appendRows(c.out, phones, func(out []byte, p *domain.Phone) []byte {
		out = phonePanel.append(out, v, p, "")
		return append(reopen(out), `"registered":0 }`...)
	})
	return out, v.err()
}

var phonePanel = brief(PhoneTable, "name", "description", "display", "panel", "expect_registered")

func listPhonesOfSystem(c *call) ([]byte, error) {
	tenants, err := c.tenantsWithin()
	if err != nil {
		return nil, err
	}
	if c.text("registered") == "1" {
		return appendRows[*domain.Phone](c.out, nil, nil), nil
	}
	out := append(c.out, '[')
	separator := " "
	for _, tenant := range tenants {
		phones, err := c.reader().Phones(c.ctx, tenant.ID, domain.Page{})
		if err != nil {
			return nil, err
		}
		v := view(c.h.directory.LookInto(c.ctx, tenant))
		for _, phone := range phones {
			out = append(out, separator...)
			out = phoneRow.append(out, v, phone, "password")
			separator = ", "
		}
		if err := v.err(); err != nil {
			return nil, err
		}
	}
	if separator == " " {
		return append(out, ']'), nil
	}
	return append(out, " ]"...), nil
}

// tenantsWithin are the live customers within reach, or the one named.
func (c *call) tenantsWithin() ([]*domain.Tenant, error) {
	if c.given("customer") {
		look, err := c.chosenCustomer()
		if err != nil {
			return nil, err
		}
		return []*domain.Tenant{look.Tenant}, nil
	}
	live := false
	return c.reader().Tenants(c.ctx, c.caller.Reach, domain.TenantQuery{Deleted: &live})
}

func getPhone(c *call) ([]byte, error) {
	look, phone, err := c.findPhone(c.text("name"))
	if err != nil {
		return nil, err
	}
	v := view(look)
	out := c.phone(c.out, v, phone, phoneShape, c.flag("password"))
	return out, v.err()
}

func createPhone(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	phone := domain.NewPhone()
	if err := write(c, PhoneTable, view(look), phone); err != nil {
		return nil, err
	}
	if err := c.fillPassword(look, phone); err != nil {
		return nil, err
	}
	return nil, c.change(look.Tenant.ID, func(e *domain.Edit) error {
		return blaming("name", e.AddPhone(phone.Clone()))
	})
}

// fillPassword gives a new line its password: that of another line of the customer if one is named. What a view shows
// in place of a password is none.
func (c *call) fillPassword(look *domain.Look, phone *domain.Phone) error {
	if other := c.text("copy_password"); other != "" {
		source, err := c.reader().Phone(c.ctx, look.Tenant.ID, other)
		if domain.CodeOf(err) == domain.NotFound {
			return refuse("copy_password", "there is no such telephone line")
		}
		if err != nil {
			return err
		}
		phone.Password = source.Password
	}
	if phone.Password == "" {
		return refuse("password", "is required unless copy_password names a line that has one")
	}
	return nil
}

func updatePhone(c *call) ([]byte, error) {
	look, found, err := c.findPhone(c.text("name"))
	if err != nil {
		return nil, err
	}
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error {
		return e.ChangePhone(found.Name, func(phone *domain.Phone) error {
			if !c.owns(phone.Owner) {
				return missing("telephone line")
			}
			return write(c, PhoneTable, view(e.Look), phone)
		})
	})
	return nil, orMissing(err, "telephone line")
}

func deletePhone(c *call) ([]byte, error) {
	look, found, err := c.findPhone(c.text("name"))
	if err != nil {
		return nil, err
	}
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error { return e.RemovePhone(found.Name, false) })
	return nil, orMissing(err, "telephone line")
}
