package enswitch

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Reported is Enswitch as the reports of the gateway see it.
var Reported report.Dialect = reported{}

type reported struct{}

func (reported) Name() string { return Dialect }

func (reported) Sheets() []lens.Sheet { return Tables() }

// methods are those of every function.
var methods = []string{http.MethodGet, http.MethodPost}

// statuses are the statuses of functions as reports name them.
var statuses = map[Status]report.Status{Provided: report.Provided, Partly: report.Partly, NotProvided: report.Lacking}

func (reported) Functions() []report.Function {
	var out []report.Function
	for _, f := range Functions() {
		out = append(out, report.Function{
			Dialect: Dialect, Methods: methods, Path: "/api/json/" + f.Path, Summary: f.Summary, Access: access(&f),
			Status: statuses[f.Status], Why: f.Why, Since: f.Since, Page: f.Page,
		})
	}
	categories := Categories()
	for _, category := range slices.Sorted(maps.Keys(categories)) {
		out = append(out, report.Function{
			Dialect: Dialect, Methods: methods, Path: "/api/json/" + category + "/…", Summary: "Every other function of the family.",
			Status: report.Lacking, Why: categories[category],
		})
	}
	return out
}

// access says who may call a function.
func access(f *Function) string {
	if f.run == nil {
		return ""
	}
	var names []string
	for _, privilege := range f.Privileges {
		names = append(names, string(privilege))
	}
	who := strings.Join(names, " or ")
	if f.Anonymous {
		who += "; anybody with check=1"
	}
	return who
}

func (reported) Show(look *domain.Look, object report.Object) (report.View, error) {
	v := view(look)
	var out report.View
	switch of := object.Of.(type) {
	case *domain.Tenant:
		out = showing(CustomerTable, v, of, domain.NewTenant(), "customer", decimalText(of.ID))
	case *domain.Person:
		out = showing(PersonTable, v, of, domain.NewPerson(), "person", decimalText(of.ID))
	case *domain.Phone:
		out = showing(PhoneTable, v, of, domain.NewPhone(), "telephone line", of.Name)
		out.Losses = namesLost(of.Names)
	case *domain.HuntGroup:
		out = showHuntGroup(v, of)
	case *domain.FeatureCode:
		out = showFeatureCode(v, of)
	}
	return out, v.err()
}

// showing is what a table shows of an object.
func showing[K any](t *table[K], v *View, k, fresh K, as, key string) report.View {
	sheet := t.Sheet()
	return report.View{
		As: as, Key: key, Sheet: &sheet, Entries: t.View(v, k), Missing: sheet.Inexpressible, Narrowings: t.Narrowings(v, k, fresh),
	}
}

// namesLost are the names of an account that are no feature codes, and the order of those that are: codes/list has one
// of its own. The first name of a list is the account's.
func namesLost(names []string) []report.Loss {
	var out []report.Loss
	further := 0
	for i, name := range names {
		switch {
		case i == 0:
		case domain.Dialable(name):
			further++
		default:
			out = append(out, report.Loss{Field: "Names", Value: name, Class: report.Inexpressible, Reason: "a name that can't be dialled is no feature code"})
		}
	}
	if further > 1 {
		out = append(out, report.Loss{
			Field: "Names", Value: strings.Join(names, " "), Class: report.Inexpressible, Reason: "codes/list shows the numbers, and not in which order they were given",
		})
	}
	return out
}

func showHuntGroup(v *View, group *domain.HuntGroup) report.View {
	out := showing(HuntGroupTable, v, group, domain.NewHuntGroup(), "hunt group", decimalText(group.ID))
	// A group has no name of its own here, so that the first is a feature code like the others.
	out.Losses = namesLost(append([]string{""}, chosenNames(group)...))
	for i := range group.Levels {
		if level := levelOf(group, i+1); !level.IsZero() {
			part := showing(LevelTable, v, level, Level{Level: &domain.Level{}}, "level", report.LevelPart(i+1))
			out.Parts = append(out.Parts, part)
		}
	}
	for i := range group.Members {
		member := Member{HuntGroup: group.ID, Member: &group.Members[i]}
		key := report.DestinationPart(member.Member)
		begin := Member{HuntGroup: group.ID, Member: domain.NewMember()}
		out.Parts = append(out.Parts, showing(MemberTable, v, member, begin, "destination", key))
	}
	return out
}

// chosenNames are the names of a group but for the one that it has by its id.
func chosenNames(group *domain.HuntGroup) []string {
	return slices.DeleteFunc(slices.Clone(group.Names), func(name string) bool {
		derived := domain.DerivedAccount(group.ID)
		return name == derived || strings.HasPrefix(name, derived+"_")
	})
}

func showFeatureCode(v *View, code *domain.FeatureCode) report.View {
	if !domain.Dialable(code.Code) {
		return report.View{Missing: []lens.Inexpressible{{Field: "*", Reason: "a feature code is dialled, and this name can't be"}}}
	}
	out := showing(FeatureCodeTable, v, code, domain.NewFeatureCode(), "feature code", code.Code)
	out.Losses = namesLost(code.Names)
	if code.Form == domain.AsAlias && code.Destination.Kind != domain.ToFeatureCode {
		// A code that leads to a phone or a hunt group is its alias, whether it was made as one or not.
		out.Missing = slices.DeleteFunc(slices.Clone(out.Missing), func(m lens.Inexpressible) bool { return m.Field == "Form" })
	}
	return out
}

// meaning makes two encoded destinations that lead to the same now one.
func meaning(v *View, state string) string { return report.MeaningOf(v.Plan, state) }
