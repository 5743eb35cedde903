package vodia

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// ivrNodes are the feature codes that are neither an alias nor a star code.
type ivrNodes struct{}

func (ivrNodes) usertype() string { return "ivrnodes" }

func (ivrNodes) declared(name string) *lens.Setting { return IVRNodeTable.Setting(name) }

func (ivrNodes) entries(look *domain.Look, account domain.Destination) ([]lens.Entry, error) {
	all, err := nodeEntries(look, account)
	return slices.DeleteFunc(all, func(e lens.Entry) bool { return e.Setting != nil && e.Setting.Scope == scopeNode }), err
}

// nodeEntries are all settings of a node, with what only its own page shows.
func nodeEntries(look *domain.Look, account domain.Destination) ([]lens.Entry, error) {
	code, err := look.FeatureCode(account.Target)
	if err != nil {
		return nil, err
	}
	return IVRNodeTable.View(NewView(look.Plan), code), look.Plan.Err()
}

func (ivrNodes) add(c *call, e *domain.Edit, names []string, in map[string]lens.Value) error {
	code := domain.NewFeatureCode()
	code.Form, code.Names = domain.AsIVRNode, names
	if err := write(c, IVRNodeTable, e.Plan, code, together(defaults(IVRNodeTable), in)); err != nil {
		return err
	}
	code.Code = code.Names[0]
	return e.AddFeatureCode(code)
}

func (ivrNodes) change(c *call, e *domain.Edit, account domain.Destination, in map[string]lens.Value) (domain.Destination, error) {
	err := e.ChangeFeatureCode(account.Target, func(code *domain.FeatureCode) error {
		names := code.Names
		if err := write(c, IVRNodeTable, e.Plan, code, in); err != nil {
			return err
		}
		account = domain.FeatureCodeDestination(code.Names[0])
		return c.mayRename(names, code.Names)
	})
	return account, err
}

func (ivrNodes) clone(e *domain.Edit, account domain.Destination, names []string) error {
	original, err := e.FeatureCode(account.Target)
	if err != nil {
		return err
	}
	code := original.Clone()
	code.Form, code.Code, code.Names, code.Password = domain.AsIVRNode, names[0], names, ""
	return e.AddFeatureCode(code)
}

func (ivrNodes) remove(e *domain.Edit, account domain.Destination) error {
	return e.RemoveFeatureCode(account.Target, true)
}
