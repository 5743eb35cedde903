package enswitch

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// FeatureCodeTable is feature codes as codes/create, codes/update and codes/get know them.
var FeatureCodeTable = lens.NewTable(string(domain.KindFeatureCode), Dialect,
	func(c *domain.FeatureCode) *lens.Margins { return &c.Margins },
	[]lens.Inexpressible{
		{Field: "ID", Reason: "a code is known by its digits", Elsewhere: true},
		{Field: "Form", Reason: "a code is a code, whatever it was made as"},
		{Field: "Names", Reason: "further names of an IVR node are feature codes that lead to it", Elsewhere: true},
	},
	documented("codes/create", "3.13", "", featureCodeRows...)...)

func accountOfCode(c *domain.FeatureCode) string { return c.Code }

var (
	codeDestination     = leadsFrom("Destination", func(c *domain.FeatureCode) *domain.Destination { return &c.Destination }, codeNowhere, accountOfCode)
	codeFaxDestination  = leadsFrom("FaxDestination", func(c *domain.FeatureCode) *domain.Destination { return &c.FaxDestination }, faxNowhere, accountOfCode)
	codeTextDestination = leadsFrom("TextDestination", func(c *domain.FeatureCode) *domain.Destination { return &c.TextDestination }, textNowhere, accountOfCode)
)

var featureCodeRows = []row[*domain.FeatureCode]{
	text("Code", func(c *domain.FeatureCode) *string { return &c.Code },
		setting{Name: "code", Type: lens.String, Required: true, Form: codeForm, Class: lens.Renamed, Remark: "can't be changed by codes/update"}),
	lens.Bound(codeDestination, 0, setting{Name: "dtype", Type: lens.String, Form: destinationType, Required: true, Class: lens.Narrowed,
		Remark: "the rules of an IVR node show as ivrnode and its account"}),
	lens.Bound(codeDestination, 1, setting{Name: "dnumber", Type: lens.String, Required: true, Class: lens.Narrowed, Remark: "may name what isn't there yet"}),
	shown(setting{Name: "customer", Type: lens.Integer, Field: "Tenant", Remark: "part of the key; 0 while the code isn't stored"},
		func(c *domain.FeatureCode) string { return decimalText(c.Tenant) }),
	text("Description", func(c *domain.FeatureCode) *string { return &c.Description },
		setting{Name: "description", Type: lens.String, Class: lens.Renamed}),
	own[*domain.FeatureCode](setting{Name: "direct", Type: lens.Flag, Default: "0"}),
	own[*domain.FeatureCode](setting{Name: "fax_detect", Type: lens.Flag, Default: "0"}),
	lens.Bound(codeFaxDestination, 0, setting{Name: "fax_dtype", Type: lens.String, Form: destinationType, Class: lens.Exact}),
	lens.Bound(codeFaxDestination, 1, setting{Name: "fax_dnumber", Type: lens.String, Class: lens.Exact}),
	own[*domain.FeatureCode](setting{Name: "language", Type: lens.String}),
	own[*domain.FeatureCode](setting{Name: "maximum_seconds", Type: lens.Integer, Default: "-1", Min: bound(-1)}),
	own[*domain.FeatureCode](setting{Name: "music", Type: lens.Integer, Default: "0"}),
	integer("Owner", func(c *domain.FeatureCode) *domain.PersonID { return &c.Owner }, setting{Name: "owner", Type: lens.Integer, Default: "0", Class: lens.Exact}),
	own[*domain.FeatureCode](setting{Name: "panel", Type: lens.Flag, Default: "0"}),
	secret("Password", func(c *domain.FeatureCode) *domain.Secret { return &c.Password }, onlyToMovers, setting{Name: "password", Type: lens.String, Remark: "shown as ******** where one is set"}),
	own[*domain.FeatureCode](setting{Name: "play_message", Type: lens.Integer, Default: "0", Allowed: []string{"0", "1", "2"}}),
	own[*domain.FeatureCode](setting{Name: "recordgroup", Type: lens.Integer, Default: "0"}),
	own[*domain.FeatureCode](setting{Name: "ringtone", Type: lens.String, Since: "3.14", Allowed: []string{
		"auto-callback", "call-waiting", "delayed", "external", "forward", "hold-recall", "internal", "normal", "priority", "short", "transfer-recall", ""}}),
	own[*domain.FeatureCode](setting{Name: "routing", Type: lens.String, Form: routingForm}),
	own[*domain.FeatureCode](setting{Name: "screen", Type: lens.Integer, Default: "0", Allowed: []string{"0", "1", "2", "3", "4"}}),
	own[*domain.FeatureCode](setting{Name: "shared", Type: lens.Flag, Default: "0", Remark: "only a system owner may share a code"}),
	own[*domain.FeatureCode](setting{Name: "sname", Type: lens.String}),
	own[*domain.FeatureCode](setting{Name: "sname_action", Type: lens.String, Default: "replace", Allowed: []string{"replace", "prepend", "append"}}),
	lens.Bound(codeTextDestination, 0, setting{Name: "text_dtype", Type: lens.String, Form: destinationType, Default: typeNone, Since: "3.15", Class: lens.Exact}),
	lens.Bound(codeTextDestination, 1, setting{Name: "text_dnumber", Type: lens.String, Since: "3.15", Class: lens.Exact}),
	own[*domain.FeatureCode](setting{Name: "update_routing", Type: lens.Flag, Default: "0", Since: "4.1"}),
}
