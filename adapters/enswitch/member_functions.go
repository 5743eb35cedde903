package enswitch

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

var memberSheet = sheetOf(MemberTable, func() Member { return Member{Member: domain.NewMember()} })

var memberShape = shapeOf(MemberTable, "id", "huntgroup")

var (
	huntGroupParameter = Parameter{Setting: bounded(setting{Name: "huntgroup", Type: lens.Integer, Required: true, Remark: "the id of the hunt group"}), Identifies: true}
	levelParameter     = Parameter{Setting: setting{Name: "level", Type: lens.Integer, Min: bound(1), Max: bound(domain.Levels), Required: true}, Identifies: true}
)

// optional is a parameter that need not be given here.
func optional(p Parameter, byDefault string) Parameter {
	p.Required, p.Default = false, byDefault
	return p
}

// keyParameter is one of those that name a destination of a hunt group by what it rings.
func keyParameter(name string) Parameter {
	return Parameter{Setting: setting{Name: name, Type: lens.String}, Identifies: true}
}

var memberFunctions = []Function{
	{
		Path: "huntgroups/destinations/list", Summary: "Lists the destinations of a hunt group, or every destination that rings something.",
		Page: "huntgroups/destinations/list", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{200, 400, 401, 402, 404},
		// The table of the page marks huntgroup as required, the text below it lets dtype and dnumber stand instead.
		Parameters: []Parameter{optional(huntGroupParameter, "0"), keyParameter("dtype"), keyParameter("dnumber"), customerParameter},
		settings:   memberSheet, Leading: []string{"id", "huntgroup"}, run: listMembers,
	},
	{
		Path: "huntgroups/destinations/get", Summary: "Gets a destination of a hunt group by its id, or by hunt group, level and what it rings.",
		Page: "huntgroups/destinations/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{optional(idParameter, "0"), keyParameter("dtype"), keyParameter("dnumber"), optional(huntGroupParameter, "0"), optional(levelParameter, "0"), customerParameter},
		settings:   memberSheet, Leading: []string{"id", "huntgroup"}, run: getMember,
	},
	{
		Path: "huntgroups/destinations/create", Summary: "Adds a destination to a level of a hunt group.",
		Page: "huntgroups/destinations/create", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{200, 201, 400, 401, 402, 403, 404},
		Parameters: []Parameter{huntGroupParameter, customerParameter, validationParameter},
		settings:   memberSheet, Use: Creates, run: createMember,
	},
	{
		Path: "huntgroups/destinations/update", Summary: "Changes a destination of a hunt group.",
		Page: "huntgroups/destinations/update", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{idParameter, customerParameter, validationParameter},
		settings:   memberSheet, Use: Updates, run: updateMember,
	},
	{
		Path: "huntgroups/destinations/delete", Summary: "Removes a destination from a hunt group.",
		Page: "huntgroups/destinations/delete", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{idParameter, customerParameter}, run: deleteMember,
	},
}

const memberName = "destination"

// appendMembers writes those destinations of a group that fit.
func appendMembers(out []byte, v *View, group *domain.HuntGroup, fits func(Member) bool, separator *string) []byte {
	for i := range group.Members {
		m := Member{HuntGroup: group.ID, Member: &group.Members[i]}
		if !fits(m) {
			continue
		}
		out = append(out, *separator...)
		out = memberShape.append(out, v, m, "")
		*separator = ", "
	}
	return out
}

func listMembers(c *call) ([]byte, error) {
	byDestination := c.given("dtype") || c.given("dnumber")
	switch {
	case byDestination && c.given("huntgroup"):
		return nil, refuse("huntgroup", "must not be given together with dtype and dnumber")
	case byDestination && (c.text("dtype") == "" || c.text("dnumber") == ""):
		return nil, refuse("dnumber", "must be given together with dtype")
	case byDestination:
		return c.listMembersRinging()
	case !c.given("huntgroup"):
		return nil, refuse("huntgroup", "is required unless dtype and dnumber are given")
	}
	look, group, err := c.findHuntGroup(domain.HuntGroupID(c.integer("huntgroup")))
	if err != nil {
		return nil, err
	}
	v := view(look)
	separator := " "
	out := appendMembers(append(c.out, '['), v, group, func(Member) bool { return true }, &separator)
	return closeList(out, separator), v.err()
}

// closeList ends a list that was begun with a bracket and whose items were parted by separator, a blank before the
// first.
func closeList(out []byte, separator string) []byte {
	if separator == " " {
		return append(out, ']')
	}
	return append(out, " ]"...)
}

// listMembersRinging lists the destinations, of whatever hunt group within reach, that show as dtype and dnumber.
func (c *call) listMembersRinging() ([]byte, error) {
	reach := c.caller.Reach
	if c.given("customer") {
		look, err := c.chosenCustomer()
		if err != nil {
			return nil, err
		}
		reach = domain.Only(look.Tenant.ID)
	}
	stored, err := c.storedAs(reach, lens.Texts{c.text("dtype"), c.text("dnumber")})
	if err != nil {
		return nil, err
	}
	groups, err := c.reader().HuntGroupsRinging(c.ctx, reach, stored...)
	if err != nil {
		return nil, err
	}
	views := map[domain.TenantID]*View{}
	separator := " "
	out := append(c.out, '[')
	for _, group := range groups {
		v := views[group.Tenant]
		if v == nil {
			look, err := c.look(group.Tenant)
			if err != nil {
				return nil, err
			}
			v = view(look)
			views[group.Tenant] = v
		}
		out = appendMembers(out, v, group, func(m Member) bool { return c.shows(v, m) }, &separator)
		if err := v.err(); err != nil {
			return nil, err
		}
	}
	return closeList(out, separator), nil
}

// shows says whether a destination shows as the dtype and dnumber asked for.
func (c *call) shows(v *View, m Member) bool {
	dtype, _ := MemberTable.Get(v, m, "dtype")
	dnumber, _ := MemberTable.Get(v, m, "dnumber")
	return dtype.Text == c.text("dtype") && dnumber.Text == c.text("dnumber")
}

// storedAs are the destinations that may be stored where a member shows as dtype and dnumber: the typed reference, the
// digits as dialled, and for a line whatever else one dials to reach it.
func (c *call) storedAs(reach domain.Reach, texts lens.Texts) ([]domain.Destination, error) {
	if !slices.Contains(memberTypes, texts[0]) {
		return nil, nil
	}
	typed, err := readDestination(texts)
	if err != nil {
		return nil, err
	}
	stored := []domain.Destination{typed, domain.Dialled(texts[1])}
	if typed.Kind != domain.ToPhone {
		return stored, nil
	}
	tenants, err := c.reader().TenantsWithPhone(c.ctx, reach, typed.Target)
	if err != nil {
		return nil, err
	}
	for _, tenant := range tenants {
		look, err := c.look(tenant)
		if err != nil {
			return nil, err
		}
		phone, err := look.Phone(typed.Target)
		if err != nil {
			return nil, err
		}
		for _, name := range phone.Names {
			stored = append(stored, domain.Dialled(name))
		}
	}
	return stored, nil
}

func getMember(c *call) ([]byte, error) {
	if c.given("id") {
		return c.getMemberByID(domain.MemberID(c.integer("id")))
	}
	for _, name := range []string{"huntgroup", "level", "dtype", "dnumber"} {
		if !c.given(name) {
			return nil, refuse("id", "is required unless huntgroup, level, dtype and dnumber are given")
		}
	}
	look, group, err := c.findHuntGroup(domain.HuntGroupID(c.integer("huntgroup")))
	if err != nil {
		return nil, err
	}
	v := view(look)
	for i := range group.Members {
		m := Member{HuntGroup: group.ID, Member: &group.Members[i]}
		if int64(m.Level) == c.integer("level") && c.shows(v, m) {
			out := memberShape.append(c.out, v, m, "")
			return out, v.err()
		}
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	return nil, missing(memberName)
}

// groupOfMember finds the hunt group that a destination belongs to, within reach.
func (c *call) groupOfMember(id domain.MemberID) (domain.HuntGroupID, error) {
	tenant, group, err := c.reader().HuntGroupOfMember(c.ctx, c.caller.Reach, id)
	if err != nil {
		return 0, orMissing(err, memberName)
	}
	if c.given("customer") && c.integer("customer") != int64(tenant) {
		return 0, missing(memberName)
	}
	return group, nil
}

func (c *call) getMemberByID(id domain.MemberID) ([]byte, error) {
	groupID, err := c.groupOfMember(id)
	if err != nil {
		return nil, err
	}
	look, group, err := c.findHuntGroup(groupID)
	if err != nil {
		return nil, orMissing(err, memberName)
	}
	member := group.Member(id)
	if member == nil {
		return nil, missing(memberName)
	}
	v := view(look)
	out := memberShape.append(c.out, v, Member{HuntGroup: group.ID, Member: member}, "")
	return out, v.err()
}

func createMember(c *call) ([]byte, error) {
	var group *domain.HuntGroup
	var level int
	err := c.changeHuntGroup(domain.HuntGroupID(c.integer("huntgroup")), func(e *domain.Edit, g *domain.HuntGroup) error {
		member := domain.NewMember()
		if err := write(c, MemberTable, view(e.Look), Member{HuntGroup: g.ID, Member: member}); err != nil {
			return err
		}
		g.SetMembersOf(member.Level, append(g.MembersOf(member.Level), *member))
		group, level = g, member.Level
		return nil
	})
	if err != nil {
		return nil, err
	}
	members := group.MembersOf(level)
	return appendID(c.out, members[len(members)-1].ID), nil
}

func updateMember(c *call) ([]byte, error) {
	id := domain.MemberID(c.integer("id"))
	groupID, err := c.groupOfMember(id)
	if err != nil {
		return nil, err
	}
	err = c.changeHuntGroup(groupID, func(e *domain.Edit, group *domain.HuntGroup) error {
		if group.Member(id) == nil {
			return missing(memberName)
		}
		done, faults := WriteMember(view(e.Look), group, id, c.values)
		if len(faults) > 0 {
			return c.refuse(faults)
		}
		return c.tolerate(done)
	})
	return nil, orMissing(err, memberName)
}

func deleteMember(c *call) ([]byte, error) {
	id := domain.MemberID(c.integer("id"))
	groupID, err := c.groupOfMember(id)
	if err != nil {
		return nil, err
	}
	err = c.changeHuntGroup(groupID, func(_ *domain.Edit, group *domain.HuntGroup) error {
		before := len(group.Members)
		group.Members = slices.DeleteFunc(group.Members, func(m domain.Member) bool { return m.ID == id })
		if len(group.Members) == before {
			return missing(memberName)
		}
		return nil
	})
	return nil, orMissing(err, memberName)
}
