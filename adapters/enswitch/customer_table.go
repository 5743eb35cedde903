package enswitch

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// CustomerTable is tenants as customers/* know them. The pages of customers/create and customers/update aren't known:
// the rows are what the other customers pages name, and the domain names, which are the gateway's own.
var CustomerTable = lens.NewTable(string(domain.KindTenant), Dialect,
	func(t *domain.Tenant) *lens.Margins { return &t.Margins },
	[]lens.Inexpressible{
		{Field: "MaxPhones", Reason: "limits are the rate plan's; code 403 where one is reached"},
		{Field: "MaxHuntGroups", Reason: "limits are the rate plan's; code 403 where one is reached"},
		{Field: "MaxCodes", Reason: "limits are the rate plan's; code 403 where one is reached"},
		{Field: "MailboxPrefix", Reason: "a mailbox is named by its type, not by a prefix"},
		{Field: "StarCodes", Reason: "star codes are feature codes of type function; see codes/list", Elsewhere: true},
		{Field: "Administrators", Reason: "administrators are people; see people/list", Elsewhere: true},
	},
	documented("customers/get", "3.13", "", customerRows...)...)

const customersList = "customers/list"

var customerRows = []row[*domain.Tenant]{
	shown(setting{Name: "id", Type: lens.Integer, Field: "ID"}, func(t *domain.Tenant) string { return decimalText(t.ID) }),
	named("Name", func(t *domain.Tenant) *string { return &t.Name }, func(t *domain.Tenant) string { return "customer_" + decimalText(t.ID) },
		setting{Name: "name", Type: lens.String, Required: true, Form: nonEmptyForm, Class: lens.Renamed, Remark: "a customer without a name shows as customer_<id>"}),
	own[*domain.Tenant](setting{Name: "account", Type: lens.String, Page: customersList}),
	own[*domain.Tenant](setting{Name: "bill_type", Type: lens.String, Default: "none", Page: customersList, Remark: "kept; the gateway bills nobody",
		Allowed: []string{"callshop", "external", "none", "postpaid", "prepaid", "prepaid_calls", "prepaid_invoices"}}),
	shown(setting{Name: "deleted", Type: lens.Flag, Field: "Deleted", Page: customersList},
		func(t *domain.Tenant) string { return digit(t.Deleted != nil) }),
	own[*domain.Tenant](setting{Name: "description", Type: lens.String, Page: customersList}),
	own[*domain.Tenant](setting{Name: "directory", Type: lens.Flag, Default: "0", Page: customersList}),
	domainName(setting{Name: "domain", Type: lens.String, Form: domainForm, Class: lens.Renamed, Remark: "the gateway's own; made from the name where it isn't given"}),
	domainAliases(setting{Name: "domain_aliases", Type: lens.String, Form: domainsForm, Class: lens.Converted, Remark: "the gateway's own; further domain names, separated by spaces"}),
	own[*domain.Tenant](setting{Name: "email", Type: lens.String, Form: emailForm}),
	integer("Parent", func(t *domain.Tenant) *domain.TenantID { return &t.Parent },
		setting{Name: "parent", Type: lens.Integer, Default: "0", Page: customersList, Class: lens.Exact, Remark: "the caller's customer unless given; 0 for none"}),
}

// domainName ties a setting to the canonical DNS name, which is in lower case. A new customer may leave it to be made of
// the name; it can't be taken away again.
func domainName(s setting) row[*domain.Tenant] {
	return lens.Bound(lens.Bind("Domain", func(t *domain.Tenant) *string { return &t.Domain },
		func(_ *View, t *domain.Tenant) lens.Texts { return lens.Texts{t.Domain} },
		func(_ *View, t *domain.Tenant, texts lens.Texts) error {
			if texts[0] == "" {
				return errEmpty
			}
			t.Domain = strings.ToLower(texts[0])
			return nil
		}), 0, s)
}

func domainAliases(s setting) row[*domain.Tenant] {
	return lens.Bound(lens.Bind("DomainAliases", func(t *domain.Tenant) *[]string { return &t.DomainAliases },
		func(_ *View, t *domain.Tenant) lens.Texts { return lens.Texts{strings.Join(t.DomainAliases, " ")} },
		func(_ *View, t *domain.Tenant, texts lens.Texts) error {
			t.DomainAliases = nil
			if names := strings.Fields(strings.ToLower(texts[0])); len(names) > 0 {
				t.DomainAliases = names
			}
			return nil
		}), 0, s)
}
