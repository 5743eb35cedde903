package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// byNumber is an order that the store has no index for.
const byNumber = "dnumber"

var featureCodeOrders = []order{{"code", domain.ByName}, {"destination", domain.ByDestination}, {byNumber, domain.ByName}}

var featureCodeSheet = sheetOf(FeatureCodeTable, domain.NewFeatureCode)

var (
	featureCodeShape = shapeOf(FeatureCodeTable, "code", "description")
	featureCodeBrief = brief(FeatureCodeTable, "code", "description")
)

var codeParameter = Parameter{Setting: setting{Name: "code", Type: lens.String, Required: true}, Identifies: true}

var featureCodeFunctions = []Function{
	{
		Path: "codes/list", Summary: "Lists feature codes.", Page: "codes/list", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402},
		Parameters: listParameters(featureCodeOrders, ownerParameter("-1")),
		settings:   featureCodeSheet, Leading: []string{"code", "description"}, run: listFeatureCodes,
	},
	{
		Path: "codes/get", Summary: "Gets a feature code.", Page: "codes/get", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402, 404},
		Parameters: []Parameter{codeParameter, customerParameter},
		settings:   featureCodeSheet, Leading: []string{"code", "description"}, run: getFeatureCode,
	},
	{
		Path: "codes/create", Summary: "Creates a feature code.", Page: "codes/create", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{201, 204, 400, 401, 402, 403},
		Parameters: []Parameter{customerParameter, validationParameter},
		settings:   featureCodeSheet, Use: Creates, run: createFeatureCode,
	},
	{
		Path: "codes/update", Summary: "Changes a feature code.", Page: "codes/update", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeUser, PrivilegeWholesale}, Codes: []int{201, 204, 400, 401, 402, 403, 404},
		Parameters: []Parameter{codeParameter, customerParameter, validationParameter},
		settings:   featureCodeSheet, Use: Updates, run: updateFeatureCode,
	},
	{
		Path: "codes/delete", Summary: "Deletes a feature code.", Page: "codes/delete", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeAdministrator, PrivilegeWholesale}, Codes: []int{204, 400, 401, 402, 404},
		Parameters: []Parameter{codeParameter, customerParameter}, run: deleteFeatureCode,
	},
}

func listFeatureCodes(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	page := c.page(featureCodeOrders)
	page.Dialable = true
	if c.flag("count") {
		n, err := look.CountFeatureCodes(page)
		return appendCount(c.out, n), err
	}
	v := view(look)
	codes, err := c.featureCodes(v, look, page)
	if err != nil {
		return nil, err
	}
	shape := featureCodeShape
	if c.flag("pages") {
		shape = featureCodeBrief
	}
	out := appendRows(c.out, codes, func(out []byte, code *domain.FeatureCode) []byte { return shape.append(out, v, code, "") })
	return out, v.err()
}

// featureCodes reads a page of codes. The order by number is that of the numbers shown, which depends on the number plan.
func (c *call) featureCodes(v *View, look *domain.Look, page domain.Page) ([]*domain.FeatureCode, error) {
	if c.text("sort") != byNumber {
		return c.reader().FeatureCodes(c.ctx, look.Tenant.ID, page)
	}
	all, err := c.reader().FeatureCodes(c.ctx, look.Tenant.ID, domain.Page{Owner: page.Owner, Dialable: true})
	if err != nil {
		return nil, err
	}
	sorted(all, page.Descending, func(code *domain.FeatureCode) string {
		number, _ := FeatureCodeTable.Get(v, code, byNumber)
		return number.Text
	})
	return part(all, page), nil
}

const featureCodeName = "feature code"

// customerOfCode opens the customer whose code is meant; one out of reach has none. Names that can't be dialled are no
// codes here.
func (c *call) customerOfCode() (*domain.Look, error) {
	if !domain.Dialable(c.text("code")) {
		return nil, missing(featureCodeName)
	}
	look, err := c.customer()
	return look, orMissing(err, featureCodeName)
}

func getFeatureCode(c *call) ([]byte, error) {
	look, err := c.customerOfCode()
	if err != nil {
		return nil, err
	}
	code, err := c.reader().FeatureCode(c.ctx, look.Tenant.ID, c.text("code"))
	if err != nil {
		return nil, orMissing(err, featureCodeName)
	}
	v := view(look)
	out := featureCodeShape.append(c.out, v, code, "")
	return out, v.err()
}

func createFeatureCode(c *call) ([]byte, error) {
	look, err := c.chosenCustomer()
	if err != nil {
		return nil, err
	}
	code := domain.NewFeatureCode()
	if err := write(c, FeatureCodeTable, view(look), code); err != nil {
		return nil, err
	}
	if err := c.mayShare(false, code); err != nil {
		return nil, err
	}
	return nil, c.change(look.Tenant.ID, func(e *domain.Edit) error {
		return blaming("code", e.AddFeatureCode(code.Clone()))
	})
}

// mayShare refuses to share a code with every customer to anybody but a system owner.
func (c *call) mayShare(before bool, code *domain.FeatureCode) error {
	if shared(code) && !before && c.caller.Role() != domain.SystemOwner {
		return forbidden("only a system owner may share a feature code")
	}
	return nil
}

func shared(code *domain.FeatureCode) bool {
	value, _ := FeatureCodeTable.Get(&View{}, code, "shared")
	return value.Text == "1"
}

func updateFeatureCode(c *call) ([]byte, error) {
	look, err := c.customerOfCode()
	if err != nil {
		return nil, err
	}
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error {
		return e.ChangeFeatureCode(c.text("code"), func(code *domain.FeatureCode) error {
			if !c.owns(code.Owner) {
				return missing(featureCodeName)
			}
			before := shared(code)
			if err := write(c, FeatureCodeTable, view(e.Look), code); err != nil {
				return err
			}
			return c.mayShare(before, code)
		})
	})
	return nil, orMissing(blaming("code", err), featureCodeName)
}

func deleteFeatureCode(c *call) ([]byte, error) {
	look, err := c.customerOfCode()
	if err != nil {
		return nil, err
	}
	err = c.change(look.Tenant.ID, func(e *domain.Edit) error { return e.RemoveFeatureCode(c.text("code"), false) })
	return nil, orMissing(err, featureCodeName)
}
