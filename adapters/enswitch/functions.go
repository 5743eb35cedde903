package enswitch

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// provided are the functions that the gateway answers, family by family.
var provided = slices.Concat(
	phoneFunctions, huntGroupFunctions, memberFunctions, levelFunctions, featureCodeFunctions,
	customerFunctions, personFunctions, userFunctions, featureFunctions,
)

// byPath finds a function by its path, provided or not.
var byPath = func() map[string]*Function {
	found := make(map[string]*Function, len(provided)+len(lacking))
	for _, list := range [][]Function{provided, lacking} {
		for i := range list {
			if _, twice := found[list[i].Path]; twice {
				panic("the function " + list[i].Path + " is declared twice")
			}
			found[list[i].Path] = &list[i]
		}
	}
	return found
}()

// find finds the function that a path names. One that isn't provided answers 404 and says which it is.
func find(path string) (*Function, error) {
	function, known := byPath[path]
	if known && function.run != nil {
		return function, nil
	}
	if known {
		return nil, domain.Fail(domain.NotFound, "the gateway does not provide %s: %s", path, function.Why)
	}
	if i := strings.IndexAny(path, ";&=?"); i >= 0 { // credentials may stand there, which no answer repeats
		return nil, domain.Fail(domain.NotFound, "there is no function %s with parameters in its path; they follow a question mark", strings.TrimRight(path[:i], "/"))
	}
	category, _, _ := strings.Cut(path, "/")
	if why, known := lackingCategories[category]; known {
		return nil, domain.Fail(domain.NotFound, "the gateway does not provide %s: %s", path, why)
	}
	if path == "" {
		return nil, domain.Fail(domain.NotFound, "no function is named")
	}
	return nil, domain.Fail(domain.NotFound, "there is no function %s", path)
}

// Functions are all functions of the API that any page names, provided or not, in the order of their paths, with every
// parameter but the settings of their tables.
func Functions() []Function {
	all := slices.Concat(provided, lacking)
	for i := range all {
		if all[i].run != nil {
			all[i].Parameters = slices.Concat(authenticationParameters, all[i].Parameters)
		}
	}
	slices.SortFunc(all, func(a, b Function) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// Categories are the families of functions that the gateway has none of, with the reason.
func Categories() map[string]string {
	all := make(map[string]string, len(lackingCategories))
	for category, why := range lackingCategories {
		all[category] = why
	}
	return all
}

// Tables declares every setting of every kind of object, in the order in which documentation goes through them. The
// destinations and the levels of a hunt group are sheets of their own; their settings have a scope.
func Tables() []lens.Sheet {
	return []lens.Sheet{
		customerSheet.Sheet, personSheet.Sheet, phoneSheet.Sheet, huntGroupSheet.Sheet, memberSheet.Sheet, levelSheet.Sheet,
		featureCodeSheet.Sheet,
	}
}
