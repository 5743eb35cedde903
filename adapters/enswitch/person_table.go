package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// PersonTable is people as people/create, people/update and people/get know them.
var PersonTable = lens.NewTable(string(domain.KindPerson), Dialect,
	func(p *domain.Person) *lens.Margins { return &p.Margins }, nil,
	documented("people/create", "3.13", "", personRows...)...)

var personRows = []row[*domain.Person]{
	shown(setting{Name: "id", Type: lens.Integer, Field: "ID", Page: "people/get"}, func(p *domain.Person) string { return decimalText(p.ID) }),
	text("Username", func(p *domain.Person) *string { return &p.Username }, setting{Name: "username", Type: lens.String, Required: true, Form: nonEmptyForm, Class: lens.Exact}),
	formed("Email", func(p *domain.Person) *string { return &p.Email }, "",
		setting{Name: "email", Type: lens.String, Required: true, Form: emailForm, Class: lens.Exact, Remark: "the only capture of the page lost the name of this required parameter; people/get suggests it"}),
	personPassword(setting{Name: "password", Type: lens.String, Form: nonEmptyForm, Required: true, Unshown: true, Remark: "required unless copy_password is given; never shown"}),
	personRole(setting{Name: "role", Type: lens.Integer, Required: true, Allowed: []string{"1", "2", "3", "4"}, Class: lens.Exact,
		Remark: "1 system owner, 2 reseller, 3 administrator, 4 user; nobody gives a role above the own"}),
	own[*domain.Person](setting{Name: "company", Type: lens.String}),
	own[*domain.Person](setting{Name: "country", Type: lens.String}),
	shown(setting{Name: "customer", Type: lens.Integer, Field: "Tenant", Remark: "the page says String; chosen when the person is created"},
		func(p *domain.Person) string { return decimalText(p.Tenant) }),
	own[*domain.Person](setting{Name: "date_format", Type: lens.String, Default: "YYYY-MM-DD", Allowed: []string{"DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD"}}),
	own[*domain.Person](setting{Name: "description", Type: lens.String}),
	own[*domain.Person](setting{Name: "extension", Type: lens.String}),
	own[*domain.Person](setting{Name: "fax", Type: lens.String}),
	text("Forename", func(p *domain.Person) *string { return &p.Forename }, setting{Name: "forename", Type: lens.String, Class: lens.Exact}),
	own[*domain.Person](setting{Name: "language", Type: lens.String}),
	own[*domain.Person](setting{Name: "mobile", Type: lens.String}),
	own[*domain.Person](setting{Name: "public_key", Type: lens.String}),
	own[*domain.Person](setting{Name: "source", Type: lens.String, Form: addressesForm, Remark: "where the person may call from; in force"}),
	text("Surname", func(p *domain.Person) *string { return &p.Surname }, setting{Name: "surname", Type: lens.String, Class: lens.Exact}),
	own[*domain.Person](setting{Name: "telephone", Type: lens.String}),
	own[*domain.Person](setting{Name: "time_format", Type: lens.String, Default: "24", Allowed: []string{"12", "24"}}),
	own[*domain.Person](setting{Name: "timezone", Type: lens.String}),
	own[*domain.Person](setting{Name: "title", Type: lens.String}),
}

func personPassword(s setting) row[*domain.Person] {
	s.Class = lens.Hidden
	return lens.Bound(lens.BindSecret("Password",
		func(_ *View, p *domain.Person) string { return p.Password.Masked() },
		func(v *View, p *domain.Person, password string) error {
			if password == "" {
				return errEmpty
			}
			p.Password = v.credential(password)
			return nil
		}), 0, s)
}

// personRole ties role to the canonical roles, which have the same numbers.
func personRole(s setting) row[*domain.Person] {
	s.Min, s.Max = bound(int64(domain.SystemOwner)), bound(int64(domain.User))
	return integer("Role", func(p *domain.Person) *domain.Role { return &p.Role }, s)
}
