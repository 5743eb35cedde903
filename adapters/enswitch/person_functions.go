package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

var personOrders = []order{
	{"username", domain.ByName}, {"forename", domain.ByForename}, {"fullname", domain.ByFullName}, {"surname", domain.BySurname},
}

var personSheet = sheetOf(PersonTable, domain.NewPerson)

var (
	personShape = shapeOf(PersonTable, "id", "username")
	personBrief = brief(PersonTable, "id", "username", "forename", "surname")
)

const personName = "person"

// copyPersonParameter names somebody whose password a new person gets.
var copyPersonParameter = Parameter{
	Setting: bounded(setting{Name: "copy_password", Type: lens.Integer, Min: bound(1), Remark: "the id of a person whose password the new one gets"}),
	Instead: "password",
}

var personFunctions = []Function{
	{
		Path: "people/list", Summary: "Lists the people of a customer.", Page: "people/list", Since: "3.13",
		Status: Partly, Why: "the gateway knows no Zoho CRM, so that zohocrm changes nothing",
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402},
		Parameters: listParameters(personOrders, Parameter{Setting: bounded(setting{Name: "zohocrm", Type: lens.Integer, Default: "0", Min: bound(-1), Since: "4.4"})}),
		settings:   personSheet, Leading: []string{"id", "username"}, run: listPeople,
	},
	{
		Path: "people/get", Summary: "Gets a person by id, user name or e-mail address.", Page: "people/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Anonymous: true, Codes: []int{200, 400, 401, 402, 404, 409},
		Parameters: []Parameter{
			checkParameter, customerParameter,
			{Setting: setting{Name: "email", Type: lens.String}, Identifies: true},
			optional(idParameter, "0"),
			{Setting: setting{Name: "username", Type: lens.String}, Identifies: true},
		},
		settings: personSheet, Leading: []string{"id", "username"}, run: getPerson,
	},
	{
		// The page's tail isn't known; that an id is returned is what other functions with ids do.
		Path: "people/create", Summary: "Creates a person.", Page: "people/create", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{200, 201, 400, 401, 402, 403},
		Parameters: []Parameter{copyPersonParameter, customerParameter, validationParameter},
		settings:   personSheet, Use: Creates, run: createPerson,
	},
	{
		Path: "people/update", Summary: "Changes a person. Who may not administer changes some settings of themselves.",
		Page: "people/update", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser, PrivilegeWholesale}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{idParameter, customerParameter, validationParameter},
		settings:   personSheet, Use: Updates, run: updatePerson,
	},
	{
		Path: "people/delete", Summary: "Deletes a person.", Page: "people/delete", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{idParameter, customerParameter}, run: deletePerson,
	},
}

func listPeople(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	if c.flag("count") {
		n, err := look.CountPeople()
		return appendCount(c.out, n), err
	}
	people, err := look.People(c.page(personOrders))
	if err != nil {
		return nil, err
	}
	shape := personShape
	if c.flag("pages") {
		shape = personBrief
	}
	v := view(look)
	return appendRows(c.out, people, func(out []byte, p *domain.Person) []byte { return shape.append(out, v, p, "") }), nil
}

func getPerson(c *call) ([]byte, error) {
	check := c.flag("check")
	reach := domain.Everything()
	if c.caller != nil {
		reach = c.caller.Reach
	}
	if c.given("customer") && c.caller != nil {
		look, err := c.customer()
		if err != nil {
			return nil, orMissing(err, personName)
		}
		reach = domain.Only(look.Tenant.ID)
	}
	found, err := c.findPeople(reach)
	if err != nil {
		return nil, err
	}
	switch {
	case check:
		return appendFound(c.out, len(found) > 0), nil
	case len(found) == 0:
		return nil, missing(personName)
	case len(found) > 1:
		return nil, errSeveralPeople
	}
	return personShape.append(c.out, &View{}, found[0], ""), nil
}

// findPeople finds people by what the request names them by: id, else user name, else e-mail address, the order of 3.14.
func (c *call) findPeople(reach domain.Reach) ([]*domain.Person, error) {
	var person *domain.Person
	var err error
	switch c.firstGiven("id", "username", "email") {
	case "id":
		person, err = c.reader().Person(c.ctx, reach, domain.PersonID(c.integer("id")))
	case "username":
		person, err = c.reader().PersonByUsername(c.ctx, c.text("username"))
	case "email":
		if c.text("email") == "" {
			return nil, nil
		}
		return c.reader().PeopleByEmail(c.ctx, reach, c.text("email"))
	default:
		return nil, refuse("id", "is required unless username or email is given")
	}
	if domain.CodeOf(err) == domain.NotFound || err == nil && !reach.Has(person.Tenant) {
		return nil, nil
	}
	return []*domain.Person{person}, err
}

func createPerson(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	if faults := c.function.settings.faults(c.values); len(faults) > 0 {
		return nil, domain.Refuse(faults...) // before the password is hashed for nothing
	}
	draft := domain.NewPerson()
	v := view(look)
	if err := write(c, PersonTable, v, draft); err != nil {
		return nil, err
	}
	if err := c.fillPersonPassword(draft); err != nil {
		return nil, err
	}
	if draft.Role.Outranks(c.caller.Role()) {
		return nil, errRoleAbove
	}
	var person *domain.Person
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error {
		person = draft.Clone()
		return blaming("username", e.AddPerson(person))
	})
	if err != nil {
		return nil, err
	}
	return appendID(c.out, person.ID), nil
}

var errRoleAbove = domain.Fail(domain.Forbidden, "nobody may give a role above their own")

// fillPersonPassword gives a new person a password: that of somebody else whom the caller may change, if one is named.
// What a view shows in place of a password is none.
func (c *call) fillPersonPassword(person *domain.Person) error {
	if c.given("copy_password") {
		other, err := c.reader().Person(c.ctx, c.caller.Reach, domain.PersonID(c.integer("copy_password")))
		if domain.CodeOf(err) == domain.NotFound || err == nil && other.Role.Outranks(c.caller.Role()) {
			return refuse("copy_password", "there is no such person")
		}
		if err != nil {
			return err
		}
		person.Password = other.Password
	}
	if person.Password.IsZero() {
		return refuse("password", "is required unless copy_password names a person who has one")
	}
	return nil
}

// findPerson finds a person within reach by id, and in the customer named if one is.
func (c *call) findPerson() (*domain.Person, error) {
	person, err := c.reader().Person(c.ctx, c.caller.Reach, domain.PersonID(c.integer("id")))
	if err != nil {
		return nil, orMissing(err, personName)
	}
	if c.given("customer") && c.integer("customer") != int64(person.Tenant) {
		return nil, missing(personName)
	}
	return person, nil
}

func updatePerson(c *call) ([]byte, error) {
	found, err := c.findPerson()
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(found); err != nil {
		return nil, err
	}
	v := &View{}
	if password := c.values["password"].Text; password != "" && password != lens.Mask && len(password) <= lens.MaxText {
		v.Seal(password)
	}
	err = c.change(found.Tenant, func(e *domain.Edit) error {
		return e.ChangePerson(found.ID, func(person *domain.Person) error {
			if err := c.mayChange(person); err != nil {
				return err
			}
			before := person.Role
			if err := write(c, PersonTable, v, person); err != nil {
				return err
			}
			if person.Role != before && person.Role.Outranks(c.caller.Role()) {
				return errRoleAbove
			}
			return nil
		})
	})
	return nil, orMissing(blaming("username", err), personName)
}

// reserved are the settings of a person that only who may administer changes; people/update says that others may change
// some of their own, without naming them.
var reserved = []string{"username", "role", "description", "extension", "source"}

// mayChange refuses to change somebody above the caller, and to who may not administer anybody else and what is
// reserved.
func (c *call) mayChange(person *domain.Person) error {
	if c.may(PrivilegeAdministrator, PrivilegeWholesale) {
		if person.Role.Outranks(c.caller.Role()) {
			return forbidden("this person's role is above yours")
		}
		return nil
	}
	if person.ID != c.caller.Person.ID {
		return missing(personName)
	}
	for _, name := range reserved {
		value, given := c.values[name]
		current, _ := PersonTable.Get(&View{}, person, name)
		if given && value.Text != current.Text {
			return forbidden("your role does not allow to change " + name)
		}
	}
	return nil
}

func deletePerson(c *call) ([]byte, error) {
	found, err := c.findPerson()
	if err != nil {
		return nil, err
	}
	if err := c.mayChange(found); err != nil {
		return nil, err
	}
	err = c.change(found.Tenant, func(e *domain.Edit) error { return e.RemovePerson(found.ID) })
	return nil, orMissing(err, personName)
}
