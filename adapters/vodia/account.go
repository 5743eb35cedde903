package vodia

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// accountType is one of the types of accounts that the gateway has a model for. An account is named by the destination
// that leads to it.
type accountType interface {
	// usertype is the platform's word for the type, in addacc and in lists.
	usertype() string
	// declared finds the declaration of a setting, nil where no page documents it.
	declared(name string) *lens.Setting
	entries(look *domain.Look, account domain.Destination) ([]lens.Entry, error)
	// add makes an account that answers to the names, the first its own.
	add(c *call, e *domain.Edit, names []string, in map[string]lens.Value) error
	// change writes settings and says what leads to the account afterwards.
	change(c *call, e *domain.Edit, account domain.Destination, in map[string]lens.Value) (domain.Destination, error)
	// clone makes an account like another one, with names and secrets of its own.
	clone(e *domain.Edit, account domain.Destination, names []string) error
	remove(e *domain.Edit, account domain.Destination) error
}

// accountTypes are the types in the order of the platform's own list.
var accountTypes = []accountType{extensions{}, hunts{}, ivrNodes{}}

func accountTypeNamed(usertype string) accountType {
	for _, t := range accountTypes {
		if t.usertype() == usertype {
			return t
		}
	}
	return nil
}

// typeOf is the type of a resolved account.
func typeOf(account domain.Destination) accountType {
	switch account.Kind {
	case domain.ToPhone:
		return extensions{}
	case domain.ToHuntGroup:
		return hunts{}
	}
	return ivrNodes{}
}

// aliasSteps is how many aliases of aliases are followed; two are a mistake already.
const aliasSteps = 4

// resolve finds the account that a name stands for, its own or an alias. NotFound for what is none to this platform, a
// star code too.
func resolve(look *domain.Look, name string) (domain.Destination, error) {
	account, err := look.Account(name)
	if err != nil {
		return account, err
	}
	for range aliasSteps {
		code := ""
		switch account.Kind {
		case domain.ToPhone, domain.ToHuntGroup:
			return account, nil
		case domain.ToFeatureCode:
			code = account.Target
		default:
			code = name
		}
		found, err := look.FeatureCode(code)
		if err != nil {
			return domain.Destination{}, err
		}
		switch shapeOf(look.Plan, found) {
		case asIVRNode:
			return domain.FeatureCodeDestination(found.Code), look.Plan.Err()
		case asStarCode:
			return domain.Destination{}, domain.Fail(domain.NotFound, "there is no account %s", name)
		}
		account = found.Destination
	}
	return domain.Destination{}, domain.Fail(domain.NotFound, "there is no account %s", name)
}

// codeShape is what a feature code is to this platform.
type codeShape int

const (
	asIVRNode codeShape = iota
	asAlias
	asStarCode
)

func shapeOf(plan *domain.NumberPlan, code *domain.FeatureCode) codeShape {
	if plan.LeadsToAccount(code) {
		return asAlias
	}
	if code.Destination.Kind == domain.ToFunction && functions[code.Destination.Target] {
		if star, ok := plan.StarCode(code.Destination.Target); ok && star == code.Code {
			return asStarCode
		}
	}
	return asIVRNode
}

// nodes lists the feature codes that are IVR nodes to this platform.
func nodes(look *domain.Look) ([]*domain.FeatureCode, error) {
	codes, err := look.FeatureCodes(domain.Page{})
	if err != nil {
		return nil, err
	}
	codes = slices.DeleteFunc(codes, func(code *domain.FeatureCode) bool { return shapeOf(look.Plan, code) != asIVRNode })
	return codes, look.Plan.Err()
}

// mayRename refuses another list of names to whoever isn't an administrator of the domain: an account's own user takes
// no numbers.
func (c *call) mayRename(before, after []string) error {
	if slices.Equal(before, after) || c.visitor.administers(c.tenant.ID) {
		return nil
	}
	return domain.Fail(domain.Forbidden, "only administrators of the domain change the names of an account")
}

// together lets what is written win over what an account begins with.
func together(begins, written map[string]lens.Value) map[string]lens.Value {
	for name, value := range written {
		begins[name] = value
	}
	return begins
}
