package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// features are the kinds of features that features/get knows, with what finds one.
var features = map[string]func(*call, *domain.Look, string) ([]byte, error){
	typePhone:     getPhoneFeature,
	typeHuntGroup: getHuntGroupFeature,
	typeCode:      getFeatureCodeFeature,
}

var featureFunctions = []Function{
	{
		Path: "features/get", Summary: "Gets whatever a type and a number lead to.", Page: "features/get", Since: "3.13",
		Status: Partly, Why: "lines, hunt groups and feature codes alone; the gateway has no model for other features",
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{
			{Setting: setting{Name: "type", Type: lens.String, Required: true}, Identifies: true},
			{Setting: setting{Name: "number", Type: lens.String, Required: true}, Identifies: true},
			customerParameter,
		},
		run: getFeature,
	},
}

func getFeature(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	get, known := features[c.text("type")]
	if !known {
		return nil, domain.Fail(domain.NotFound, "the gateway has no features of this type")
	}
	out, err := get(c, look, c.text("number"))
	return out, orMissing(err, "feature")
}

func getPhoneFeature(c *call, look *domain.Look, number string) ([]byte, error) {
	phone, err := c.reader().Phone(c.ctx, look.Tenant.ID, number)
	if err != nil {
		return nil, err
	}
	v := view(look)
	return c.phone(c.out, v, phone, phoneRow, false), v.err()
}

func getHuntGroupFeature(c *call, look *domain.Look, number string) ([]byte, error) {
	id, ok := domain.Destination{Kind: domain.ToHuntGroup, Target: number}.HuntGroupID()
	if !ok {
		return nil, missing("feature")
	}
	group, err := c.reader().HuntGroup(c.ctx, look.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	v := view(look)
	return huntGroupShape.append(c.out, v, group, ""), v.err()
}

func getFeatureCodeFeature(c *call, look *domain.Look, number string) ([]byte, error) {
	if !domain.Dialable(number) {
		return nil, missing("feature")
	}
	code, err := c.reader().FeatureCode(c.ctx, look.Tenant.ID, number)
	if err != nil {
		return nil, err
	}
	v := view(look)
	return featureCodeShape.append(c.out, v, code, ""), v.err()
}
