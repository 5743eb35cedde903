package enswitch

import (
	"slices"

	"dragoman/domain"
)

// Privilege is a flag of a role that functions ask for; ../shared/reference/enswitch-json-api.md, section 1.4.
type Privilege string

// The privileges that pages name.
const (
	PrivilegeAdministrator Privilege = "administrator"
	PrivilegeUser          Privilege = "user"
	PrivilegeResidential   Privilege = "residential"
	PrivilegeWholesale     Privilege = "wholesale"
	PrivilegeCommerce      Privilege = "commerce"
	PrivilegeCallshop      Privilege = "callshop"
	PrivilegePanel         Privilege = "panel"
	PrivilegePhones        Privilege = "phones"
	PrivilegeFeatures      Privilege = "features"
	PrivilegeLineReports   Privilege = "telephone line reports"
	PrivilegeSystem        Privilege = "system"
)

// privileges are those of the roles but the system owner's, who has all. No page lists which of the predefined roles
// has which; this is what the pages' wording suggests.
var privileges = map[domain.Role][]Privilege{
	domain.Reseller: {
		PrivilegeAdministrator, PrivilegeUser, PrivilegeResidential, PrivilegeWholesale, PrivilegeCommerce, PrivilegePanel,
		PrivilegePhones, PrivilegeFeatures, PrivilegeLineReports,
	},
	domain.Administrator: {
		PrivilegeAdministrator, PrivilegeUser, PrivilegeResidential, PrivilegePanel, PrivilegePhones, PrivilegeFeatures,
		PrivilegeLineReports,
	},
	domain.User: {PrivilegeUser, PrivilegeResidential, PrivilegePanel, PrivilegeFeatures},
}

// hasAny says whether a role has one of the privileges asked for; asking for none lets everybody pass.
func hasAny(role domain.Role, asked ...Privilege) bool {
	if role == domain.SystemOwner || len(asked) == 0 {
		return true
	}
	return slices.ContainsFunc(asked, func(p Privilege) bool { return slices.Contains(privileges[role], p) })
}

// AllowedTo says whether people of a role may call the function.
func (f *Function) AllowedTo(role domain.Role) bool { return hasAny(role, f.Privileges...) }
