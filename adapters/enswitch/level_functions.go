package enswitch

import "dragoman/domain"

var levelSheet = sheetOf(LevelTable, func() Level { return Level{Level: &domain.Level{}} })

var levelShape = shapeOf(LevelTable, "huntgroup", "level")

var levelFunctions = []Function{
	{
		Path: "huntgroups/levels/get", Summary: "Gets how a level of a hunt group rings.", Page: "huntgroups/levels/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{huntGroupParameter, levelParameter, customerParameter},
		settings:   levelSheet, Leading: []string{"huntgroup", "level"}, run: getLevel,
	},
	{
		Path: "huntgroups/levels/set", Summary: "Says how a level of a hunt group rings.", Page: "huntgroups/levels/set", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeResidential, PrivilegeUser}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{huntGroupParameter, levelParameter, customerParameter, validationParameter},
		settings:   levelSheet, Use: Updates, run: setLevel,
	},
}

func getLevel(c *call) ([]byte, error) {
	look, group, err := c.findHuntGroup(domain.HuntGroupID(c.integer("huntgroup")))
	if err != nil {
		return nil, err
	}
	v := view(look)
	out := levelShape.append(c.out, v, levelOf(group, int(c.integer("level"))), "")
	return out, v.err()
}

func setLevel(c *call) ([]byte, error) {
	return nil, c.changeHuntGroup(domain.HuntGroupID(c.integer("huntgroup")), func(e *domain.Edit, group *domain.HuntGroup) error {
		return write(c, LevelTable, view(e.Look), levelOf(group, int(c.integer("level"))))
	})
}
