package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Member is one destination of a hunt group together with the group's id.
type Member struct {
	HuntGroup domain.HuntGroupID
	*domain.Member
	group *domain.HuntGroup // while it is written
	seat  *seat             // while it is written
}

// MemberTable is the destinations of a hunt group as huntgroups/destinations/* know them.
var MemberTable = lens.NewTable(string(domain.KindHuntGroup), Dialect,
	func(m Member) *lens.Margins { return &m.Margins }, nil,
	documented("huntgroups/destinations/create", "3.13", "destination", memberRows...)...)

var memberDestination = rings()

var memberRows = []row[Member]{
	shown(setting{Name: "id", Type: lens.Integer, Field: "Levels.*.Members.ID", Page: "huntgroups/destinations/get"},
		func(m Member) string { return decimalText(m.ID) }),
	shown(setting{Name: "huntgroup", Type: lens.Integer, Field: "ID", Remark: "chosen when the destination is created"},
		func(m Member) string { return decimalText(m.HuntGroup) }),
	sits(setting{Name: "level", Type: lens.Integer, Min: bound(1), Max: bound(domain.Levels), Required: true, Class: lens.Converted}),
	lens.Bound(memberDestination, 0, setting{Name: "dtype", Type: lens.String, Allowed: memberTypes, Required: true, Class: lens.Converted,
		Remark: "dialled digits show as phone where they are a line's, else as forward"}),
	lens.Bound(memberDestination, 1, setting{Name: "dnumber", Type: lens.String, Form: nonEmptyForm, Required: true, Class: lens.Converted}),
	text("Levels.*.Members.AppendCallerID", func(m Member) *string { return &m.AppendCallerID },
		setting{Name: "append_callerid", Type: lens.String, Form: digitsForm, Class: lens.Exact}),
	flag("Levels.*.Members.Available", func(m Member) *bool { return &m.Available }, setting{Name: "available", Default: "1", Class: lens.Converted}),
	flag("Levels.*.Members.Screen", func(m Member) *bool { return &m.Screen }, setting{Name: "screen", Default: "0", Class: lens.Exact}),
	text("Levels.*.Members.Description", func(m Member) *string { return &m.Description },
		setting{Name: "description", Type: lens.String, Since: "4.2", Class: lens.Exact}),
}

// rings ties dtype and dnumber to what a member rings. A new one rings nothing yet, which nobody can write.
func rings() *binding[Member] {
	binding := lens.Bind("Levels.*.Members.Destination", func(m Member) *domain.Destination { return &m.Destination },
		func(v *View, m Member) lens.Texts { return showMember(v, m.Destination) },
		func(_ *View, m Member, texts lens.Texts) error {
			if texts[1] == "" {
				m.Destination = domain.Destination{}
				return nil
			}
			d, err := readDestination(texts)
			m.Destination = d
			return err
		})
	binding.Meaning = meaning
	return binding
}
