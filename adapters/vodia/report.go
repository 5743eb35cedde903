package vodia

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Reported is Vodia as the reports of the gateway see it.
var Reported report.Dialect = reported{}

type reported struct{}

func (reported) Name() string { return Dialect }

func (reported) Sheets() []lens.Sheet { return Tables() }

// reportedStatuses are the statuses of endpoints as reports name them.
var reportedStatuses = map[Status]report.Status{Provided: report.Provided, Partly: report.Partly, NotProvided: report.Lacking}

func (reported) Functions() []report.Function {
	var out []report.Function
	for _, e := range Endpoints() {
		out = append(out, report.Function{
			Dialect: Dialect, Methods: e.Takes(), Path: e.Path, Access: string(e.Scope), Status: reportedStatuses[e.Status], Why: e.Why, Page: e.Page,
		})
	}
	slices.SortStableFunc(out, func(a, b report.Function) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func (reported) Show(look *domain.Look, object report.Object) (report.View, error) {
	v := NewView(look.Plan)
	var out report.View
	var err error
	switch of := object.Of.(type) {
	case *domain.Tenant:
		out = showing(DomainTable, v, of, domain.NewTenant(), "domain", of.Domain)
	case *domain.Person:
		out = showPerson(v, of)
	case *domain.Phone:
		out = showing(ExtensionTable, v, of, domain.NewPhone(), "extension", of.Name)
	case *domain.HuntGroup:
		out = showHunt(v, of)
	case *domain.FeatureCode:
		out, err = showCode(look, v, of)
	}
	if err != nil {
		return out, err
	}
	return out, look.Plan.Err()
}

// showing is what a table shows of an object.
func showing[K any](t *lens.Table[K, *View], v *View, k, fresh K, as, key string) report.View {
	sheet := t.Sheet()
	return report.View{
		As: as, Key: key, Sheet: &sheet, Entries: t.View(v, k), Missing: sheet.Inexpressible, Narrowings: t.Narrowings(v, k, fresh),
	}
}

// nothingBut says that a view has none of an object's canonical fields but those named.
func nothingBut(object report.Object, reason string, fields ...string) []lens.Inexpressible {
	var out []lens.Inexpressible
	for _, field := range report.Fields(object) {
		if !slices.Contains(fields, field.Name) {
			out = append(out, lens.Inexpressible{Field: field.Name, Reason: reason})
		}
	}
	return out
}

// showPerson shows system administrators whole, the administrators of a domain as names, and nobody else.
func showPerson(v *View, person *domain.Person) report.View {
	switch person.Role {
	case domain.SystemOwner:
		return showing(AdministratorTable, v, person, domain.NewPerson(), "system administrator", person.Username)
	case domain.Administrator:
		const reason = "of a domain's administrators only the user names show"
		return report.View{
			As: "administrator of the domain", Key: person.Username, Missing: nothingBut(report.Person(person), reason, "ID", "Tenant", "Username", "Role"),
		}
	}
	const reason = "only administrators show"
	return report.View{Missing: nothingBut(report.Person(person), reason, "ID", "Tenant")}
}

// showHunt says of each member by itself what a stage can't list.
func showHunt(v *View, group *domain.HuntGroup) report.View {
	out := showing(HuntTable, v, group, domain.NewHuntGroup(), "hunt", report.HuntGroup(group).Name())
	out.Narrowings = slices.DeleteFunc(out.Narrowings, func(n lens.Narrowing) bool {
		level := slices.IndexFunc(stageFields, func(field string) bool { return field == n.Field }) + 1
		if level == 0 {
			return false
		}
		lost := v.membersLost(group, level, n)
		out.Losses = append(out.Losses, lost...)
		return len(lost) > 0
	})
	return out
}

// stageFields are the canonical fields of the members of each stage.
var stageFields = func() []string {
	var out []string
	for level := 1; level <= stages; level++ {
		out = append(out, levelField(level, "Members"))
	}
	return out
}()

// membersLost are what a stage doesn't show of the members of its level.
func (v *View) membersLost(group *domain.HuntGroup, level int, n lens.Narrowing) []report.Loss {
	var out []report.Loss
	for _, m := range group.MembersOf(level) {
		text, dialled := v.dialledMember(&m)
		lose := func(value, reason, shown string) {
			out = append(out, report.Loss{
				Part: report.DestinationPart(&m), Setting: strings.Join(n.Settings, ", "), Field: n.Field, Value: value, Class: lens.Narrowed,
				Reason: reason, Shown: shown,
			})
		}
		means := report.Meaning(v.Plan, m.Destination)
		switch {
		case !dialled:
			lose(m.Destination.String(), "a stage lists what can be dialled; trunks, SIP URIs and what leads nowhere don't show and stay", "")
			continue
		case !m.Available:
			lose(m.Destination.String()+", unavailable", "a stage lists the members that ring; the others don't show and stay", "")
			continue
		case means != report.Meaning(v.Plan, domain.Dialled(text)):
			lose(m.Destination.String(), "whoever dials the same digits reaches something else", text)
		}
		for _, beyond := range []struct {
			set         bool
			name, value string
		}{
			{m.Screen, "screen", "true"}, {m.AppendCallerID != "", "append_caller_id", m.AppendCallerID}, {m.Description != "", "description", m.Description},
		} {
			if beyond.set {
				lose(beyond.name+": "+beyond.value, "a stage lists numbers and says nothing more of them", text)
			}
		}
	}
	return out
}

// showCode shows a feature code as what it is to this platform.
func showCode(look *domain.Look, v *View, code *domain.FeatureCode) (report.View, error) {
	switch shapeOf(look.Plan, code) {
	case asIVRNode:
		return showing(IVRNodeTable, v, code, domain.NewFeatureCode(), "IVR node", code.Code), nil
	case asStarCode:
		return report.View{
			As: "star code", Key: code.Code, Entries: starCodeEntries(code), Missing: nothingButWhere(code, "a star code is its digits and nothing more"),
		}, nil
	}
	if code.Destination == domain.PhoneDestination(code.Code) {
		return hidden(code, "an extension has its own name, and no alias of the same name"), nil
	}
	names, err := accountNames(look, code.Destination)
	if err != nil {
		return report.View{}, err
	}
	if !slices.Contains(names, code.Code) {
		return hidden(code, "an alias of what is an alias itself stands in no account's list"), nil
	}
	return report.View{
		As: "alias of " + names[0], Key: code.Code,
		Entries: []lens.Entry{{Name: "alias", Value: lens.Value{Text: lens.JoinNames(names), Raw: true}, Setting: ExtensionTable.Setting("alias")}},
		Missing: nothingButWhere(code, "an alias is a name and nothing more"),
	}, nil
}

// hidden is the view of a feature code that doesn't show.
func hidden(code *domain.FeatureCode, reason string) report.View {
	return report.View{Missing: nothingBut(report.FeatureCode(code), reason, "ID", "Tenant")}
}

// nothingButWhere says that of a code only its name and where it leads show.
func nothingButWhere(code *domain.FeatureCode, reason string) []lens.Inexpressible {
	shown := []string{"ID", "Tenant", "Code", "Form", "Destination"}
	if len(code.Names) < 2 {
		shown = append(shown, "Names")
	}
	return nothingBut(report.FeatureCode(code), reason, shown...)
}

func starCodeEntries(code *domain.FeatureCode) []lens.Entry {
	for _, star := range StarCodes {
		if star.Function() == code.Destination.Target {
			return []lens.Entry{{Name: star.Key, Value: lens.Text(code.Code), Setting: DomainTable.Setting(star.Key)}}
		}
	}
	return nil
}

// accountNames are the names of the account that an alias is one of, none where it leads to what is no account.
func accountNames(look *domain.Look, account domain.Destination) ([]string, error) {
	switch account.Kind {
	case domain.ToPhone:
		phone, err := look.Phone(account.Target)
		if err != nil {
			return nil, fmt.Errorf("looking up extension %s: %w", account.Target, err)
		}
		return phone.Names, nil
	case domain.ToHuntGroup:
		group, err := look.HuntGroup(huntID(account))
		if err != nil {
			return nil, fmt.Errorf("looking up hunt %s: %w", account.Target, err)
		}
		return group.Names, nil
	}
	node, err := look.FeatureCode(account.Target)
	if err != nil {
		return nil, fmt.Errorf("looking up IVR node %s: %w", account.Target, err)
	}
	if shapeOf(look.Plan, node) != asIVRNode {
		return nil, nil
	}
	return node.Names, nil
}

// meaning makes two encoded destinations that lead to the same now one.
func meaning(v *View, state string) string { return report.MeaningOf(v.Plan, state) }

// membersMeaning makes two encoded lists of members one that ring the same now. What a dialect alone knows of a member
// is no part of it.
func membersMeaning(v *View, state string) string {
	var members []domain.Member
	if json.Unmarshal([]byte(state), &members) != nil {
		return state
	}
	for i := range members {
		members[i].ID, members[i].Margins = 0, nil
		members[i].Destination = report.Meaning(v.Plan, members[i].Destination)
	}
	data, err := json.Marshal(members)
	if err != nil {
		return state
	}
	return string(data)
}
