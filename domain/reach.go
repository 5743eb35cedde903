package domain

import "slices"

// Reach is the set of tenants whose objects a caller may see. What lies outside answers as if it weren't there.
type Reach struct {
	All     bool
	Tenants []TenantID
}

// Only is a reach of the tenants named.
func Only(tenants ...TenantID) Reach { return Reach{Tenants: tenants} }

// Everything is the reach of a system owner.
func Everything() Reach { return Reach{All: true} }

// Has says whether the tenant lies within.
func (r Reach) Has(tenant TenantID) bool { return r.All || slices.Contains(r.Tenants, tenant) }
