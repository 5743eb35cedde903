package laws_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/cmd/dragoman/laws"
	"dragoman/domain"
	"dragoman/domain/chance"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

var reported = []report.Dialect{enswitch.Reported, vodia.Reported}

var matrix = report.Matrix(reported)

// copying says how an object of a kind is made anew of what a dialect shows.
type copying[K any] struct {
	kind   func(testing.TB, *laws.World) *laws.Kind[K]
	object func(K) report.Object
	// begin is a new object with what makes k this one and no other.
	begin func(k K) K
	// name carries over what a name alone says, where the object shows as one.
	name    func(copy, k K)
	margins func(K) map[string]lens.Margins // by part
}

func phones() copying[*domain.Phone] {
	return copying[*domain.Phone]{
		kind: laws.Phones, object: report.Phone,
		begin: func(k *domain.Phone) *domain.Phone {
			phone := domain.NewPhone()
			phone.ID, phone.Tenant, phone.Name, phone.Names = k.ID, k.Tenant, k.Name, []string{k.Name}
			return phone
		},
		margins: func(k *domain.Phone) map[string]lens.Margins { return map[string]lens.Margins{"": k.Margins} },
	}
}

func huntGroups() copying[*domain.HuntGroup] {
	return copying[*domain.HuntGroup]{
		kind: laws.HuntGroups, object: report.HuntGroup,
		begin: func(k *domain.HuntGroup) *domain.HuntGroup {
			group := domain.NewHuntGroup()
			group.ID, group.Tenant = k.ID, k.Tenant
			return group
		},
		margins: func(k *domain.HuntGroup) map[string]lens.Margins {
			out := map[string]lens.Margins{"": k.Margins}
			for i := range k.Levels {
				out[report.LevelPart(i+1)] = k.Levels[i].Margins
			}
			for i := range k.Members {
				out[report.DestinationPart(&k.Members[i])] = k.Members[i].Margins
			}
			return out
		},
	}
}

func featureCodes() copying[*domain.FeatureCode] {
	return copying[*domain.FeatureCode]{
		kind: laws.FeatureCodes, object: report.FeatureCode,
		begin: func(k *domain.FeatureCode) *domain.FeatureCode {
			code := domain.NewFeatureCode()
			code.ID, code.Tenant, code.Code, code.Names = k.ID, k.Tenant, k.Code, []string{k.Code}
			return code
		},
		name:    func(copy, k *domain.FeatureCode) { copy.Destination = k.Destination },
		margins: func(k *domain.FeatureCode) map[string]lens.Margins { return map[string]lens.Margins{"": k.Margins} },
	}
}

func tenants() copying[*domain.Tenant] {
	return copying[*domain.Tenant]{
		kind: laws.Tenants, object: report.Tenant,
		begin: func(k *domain.Tenant) *domain.Tenant {
			tenant := domain.NewTenant()
			tenant.ID = k.ID
			return tenant
		},
		margins: func(k *domain.Tenant) map[string]lens.Margins { return map[string]lens.Margins{"": k.Margins} },
	}
}

func people() copying[*domain.Person] {
	return copying[*domain.Person]{
		kind: laws.People, object: report.Person,
		begin: func(k *domain.Person) *domain.Person {
			person := domain.NewPerson()
			person.ID, person.Tenant = k.ID, k.Tenant
			return person
		},
		name:    func(copy, k *domain.Person) { copy.Username, copy.Role = k.Username, k.Role },
		margins: func(k *domain.Person) map[string]lens.Margins { return map[string]lens.Margins{"": k.Margins} },
	}
}

// Nothing is dropped that the loss report doesn't name: whatever an object made anew of a dialect's view lacks or has
// otherwise stands in the report.
func TestEveryLossIsNamed(t *testing.T) {
	chance.Checks(t, *count)
	t.Run("phone", func(t *testing.T) { nameLosses(t, phones()) })
	t.Run("huntgroup", func(t *testing.T) { nameLosses(t, huntGroups()) })
	t.Run("featurecode", func(t *testing.T) { nameLosses(t, featureCodes()) })
	t.Run("tenant", func(t *testing.T) { nameLosses(t, tenants()) })
	t.Run("person", func(t *testing.T) { nameLosses(t, people()) })
}

func nameLosses[K any](t *testing.T, c copying[K]) {
	w := laws.Open(t)
	kind := c.kind(t, w)
	needed := 0
	rapid.Check(t, func(rt *rapid.T) {
		k := kind.Grown(rt)
		before := kind.Stored(k)
		e, err := report.Explain(w.Look(), reported, c.object(k))
		if err != nil {
			rt.Fatal(err)
		}
		if kind.Stored(k) != before {
			rt.Fatal("explaining an object changed it")
		}
		for i, view := range kind.Views {
			again, shown := c.retell(rt, kind, view, k, e.Views[i])
			if needed == 0 {
				needed = len(c.unnamed(w, view.Dialect(), k, again, shown, nil))
			}
			for _, difference := range c.unnamed(w, view.Dialect(), k, again, shown, e.Losses) {
				rt.Errorf("%s drops %s and the report doesn't say so: %s", view.Dialect(), difference, kind.Stored(k))
			}
		}
	})
	// Without the report something would be missing, else the test compares nothing with nothing.
	if needed == 0 {
		t.Error("no object lost anything")
	}
}

// retell makes an object anew of what a dialect shows of k. What shows as a name in some list says what that means and
// nothing else, and what doesn't show says nothing.
func (c copying[K]) retell(t *rapid.T, kind *laws.Kind[K], view laws.View[K], k K, shown report.Shown) (again K, whole bool) {
	again = c.begin(k)
	switch {
	case shown.As == "":
		return again, false
	case shown.As == "star code" || strings.HasPrefix(shown.As, "alias of ") || shown.As == "administrator of the domain":
		c.name(again, k)
		return again, false
	}
	if faults := view.Fill(again, k, view.Show(kind.Clone(k))); len(faults) > 0 {
		t.Fatalf("%s refuses what it showed: %+v", view.Dialect(), faults)
	}
	return again, true
}

// unnamed lists in what two objects differ but for what the losses of a dialect name.
func (c copying[K]) unnamed(w *laws.World, dialect string, k, again K, whole bool, losses []report.Loss) []string {
	plan := w.Look().Plan
	losses = slices.DeleteFunc(slices.Clone(losses), func(l report.Loss) bool { return l.Dialect != dialect })
	var out []string
	got := report.Fields(c.object(again))
	for i, field := range report.Fields(c.object(k)) {
		if meant(plan, field) == meant(plan, got[i]) || elsewhere(dialect, c.object(k).Kind, field.Name, whole) {
			continue
		}
		if !slices.ContainsFunc(losses, func(l report.Loss) bool { return speaksOf(dialect, l, field.Name) }) {
			out = append(out, fmt.Sprintf("%s %q, which becomes %q,", field.Name, field.Value, got[i].Value))
		}
	}
	copied := c.margins(again)
	for part, margins := range c.margins(k) {
		for _, of := range reported {
			out = append(out, unnamedSettings(dialect, of.Name(), part, margins, copied[part], losses)...)
		}
	}
	return out
}

// speaksOf says whether a loss is of a canonical field, its own or one that its settings stand for besides.
func speaksOf(dialect string, l report.Loss, field string) bool {
	if report.Related(l.Field, field) {
		return true
	}
	for _, sheet := range sheets(dialect) {
		for _, s := range sheet.Settings {
			if sheet.Kind == string(l.Kind) && s.Field == l.Field && l.Field != "" && slices.ContainsFunc(s.Fields(), func(f string) bool { return report.Related(f, field) }) {
				return true
			}
		}
	}
	return false
}

func unnamedSettings(dialect, of, part string, margins, copied lens.Margins, losses []report.Loss) []string {
	margin := margins.Peek(of)
	if margin == nil {
		return nil
	}
	var kept map[string]lens.Value
	if copy := copied.Peek(of); copy != nil {
		kept = copy.Bag
	}
	names := slices.Collect(maps.Keys(margin.Bag))
	if of != dialect { // its own secrets are held and can be set
		names = slices.AppendSeq(names, maps.Keys(margin.Secrets))
	}
	var out []string
	for _, name := range slices.Sorted(slices.Values(names)) {
		// Clients of one dialect write numbers and lists as text.
		if value, ok := kept[name]; ok && value.Text == margin.Bag[name].Text {
			continue
		}
		if !slices.ContainsFunc(losses, func(l report.Loss) bool { return l.Setting == name && l.Part == part }) {
			out = append(out, fmt.Sprintf("%s's setting %q of %q", of, name, part))
		}
	}
	return out
}

// meant is what a canonical value means at the moment.
func meant(plan *domain.NumberPlan, field report.Field) string {
	if strings.HasSuffix(field.Name, ".Members") {
		return membersMeant(plan, field.Value)
	}
	if d, err := domain.ParseDestination(field.Value); err == nil {
		return report.Meaning(plan, d).String()
	}
	return field.Value
}

func membersMeant(plan *domain.NumberPlan, value string) string {
	var members []domain.Member
	if value == "" || json.Unmarshal([]byte(value), &members) != nil {
		return value
	}
	for i := range members {
		members[i].ID = 0
		members[i].Destination = report.Meaning(plan, members[i].Destination)
	}
	return fmt.Sprintf("%+v", members)
}

// elsewhere says whether a dialect shows a canonical field in another place than the object's settings, shows it as what
// follows from other objects, or holds it as a secret: that one can't be read is no loss, since it can be set.
func elsewhere(dialect string, kind domain.Kind, field string, whole bool) bool {
	for _, row := range matrix {
		if row.Dialect != dialect || row.Kind != string(kind) || !report.Related(row.Field, field) {
			continue
		}
		if row.Class == report.Elsewhere || (row.Class == lens.ReadOnly || row.Class == lens.Hidden) && whole {
			return true
		}
	}
	return false
}
