package domain

import (
	"time"

	"dragoman/domain/lens"
)

// Tenant is one customer of the platform: a number plan of its own and what hangs on it.
type Tenant struct {
	ID            TenantID     `json:"id"`
	Parent        TenantID     `json:"parent,omitempty"` // 0 for none
	Name          string       `json:"name"`
	Domain        string       `json:"domain"`                    // a DNS name in lower case, unique among all names and aliases of live tenants
	DomainAliases []string     `json:"domain_aliases,omitempty"`  // further DNS names, in the order given
	MaxPhones     *int         `json:"max_phones,omitempty"`      // nil for no limit
	MaxHuntGroups *int         `json:"max_hunt_groups,omitempty"` // nil for no limit
	MaxCodes      *int         `json:"max_codes,omitempty"`       // nil for no limit
	MailboxPrefix string       `json:"mailbox_prefix,omitempty"`  // what is dialled before an account to reach its mailbox
	Deleted       *time.Time   `json:"deleted,omitempty"`         // when it was deleted; nil while it lives
	Margins       lens.Margins `json:"margins,omitempty"`
	// StarCodes are the built-in functions that a feature code leads to, by name, with the code dialled for them. They
	// are feature codes of their own; Edit.ChangeTenant carries what was changed here over to those.
	StarCodes map[string]string `json:"-"`
	// Administrators are the user names of the tenant's administrators, for showing alone.
	Administrators []string `json:"-"`
}

// DefaultMailboxPrefix is the prefix that a new tenant's mailboxes are dialled with.
const DefaultMailboxPrefix = "8"

// NewTenant returns a tenant as it is before anything is said about it.
func NewTenant() *Tenant { return &Tenant{MailboxPrefix: DefaultMailboxPrefix} }

// Domains are all DNS names of the tenant, the primary one first.
func (t *Tenant) Domains() []string {
	return append([]string{t.Domain}, t.DomainAliases...)
}
