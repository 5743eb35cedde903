package vodia

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// passwordSetting is the administrators' setting that is hashed before it is stored.
const passwordSetting = "password"

// AdministratorTable is a person as /rest/system/administrators shows one.
var AdministratorTable = newAdministratorTable()

type fullName struct{ Forename, Surname string }

func newAdministratorTable() *lens.Table[*domain.Person, *View] {
	tied := ties[*domain.Person]{
		"name":    {bindText("Username", func(p *domain.Person) *string { return &p.Username }), 0, lens.Renamed},
		"display": {bindFullName(), 0, lens.Converted},
		"email":   {bindText("Email", func(p *domain.Person) *string { return &p.Email }), 0, lens.Exact},
		passwordSetting: {lens.BindSecret("Password",
			func(_ *View, p *domain.Person) string { return p.Password.Masked() },
			func(v *View, p *domain.Person, text string) error { p.Password = v.credential(text); return nil }), 0, lens.Hidden},
	}
	return lens.NewTable(string(domain.KindPerson), Dialect,
		func(p *domain.Person) *lens.Margins { return &p.Margins },
		[]lens.Inexpressible{
			{Field: "ID", Reason: "an administrator is known by name", Elsewhere: true},
			{Field: "Tenant", Reason: "system administrators belong to no domain", Elsewhere: true},
			{Field: "Role", Reason: "the list holds system administrators alone", Elsewhere: true},
		},
		tied.rows(from("70.3", pageOpenAPI,
			lens.Setting{Name: "name", Required: true, Form: filledForm(), Remark: "what the administrator signs in as"},
			lens.Setting{Name: "display", Also: "Surname"},
			lens.Setting{Name: "adr", Remark: "addresses that the administrator may come from; kept, not enforced"},
			lens.Setting{Name: "email"},
			lens.Setting{Name: "api", Type: lens.Switch, Default: "true", Remark: "false refuses the administrator's HTTP Basic requests with 403"},
			lens.Setting{Name: "phone"},
			lens.Setting{Name: passwordSetting, Remark: "shown as " + lens.Mask},
		))...)
}

// filledForm is that of what must not be empty.
func filledForm() *lens.Form {
	return &lens.Form{
		Name:   "something: it is empty",
		Check:  func(text string) bool { return text != "" },
		Sample: []string{"ann", "ann@example.com"},
	}
}

func bindFullName() *lens.Binding[*domain.Person, *View] {
	return lens.BindThrough("Forename",
		func(p *domain.Person) fullName { return fullName{p.Forename, p.Surname} },
		func(p *domain.Person, name fullName) { p.Forename, p.Surname = name.Forename, name.Surname },
		func(_ *View, p *domain.Person) lens.Texts {
			return lens.Texts{strings.TrimSpace(p.Forename + " " + p.Surname)}
		},
		func(_ *View, p *domain.Person, texts lens.Texts) error {
			name := strings.TrimSpace(texts[0])
			i := strings.LastIndexByte(name, ' ')
			if i < 0 {
				p.Forename, p.Surname = "", name
				return nil
			}
			p.Forename, p.Surname = strings.TrimSpace(name[:i]), name[i+1:]
			return nil
		})
}
