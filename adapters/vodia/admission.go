package vodia

import (
	"slices"
	"strings"

	"dragoman/domain"
)

// admit lets in who may call an endpoint and finds the tenant and the account that its path is about. A path that means
// nothing is refused to whoever may not look into its family.
func (c *call) admit(segments []string, found *endpoint) error {
	if found != nil && found.Scope == Public {
		return nil
	}
	v, err := c.authenticate()
	if err != nil {
		return err
	}
	c.visitor = v
	switch {
	case segments[0] == "domain" && len(segments) > 1:
		return c.admitToDomain(segments[1], found)
	case segments[0] != "system" && len(segments) > 1:
		return c.admitToAccount(segments[0], segments[1], found)
	case !v.administersSystem():
		return domain.Fail(domain.Forbidden, "only system administrators may do this")
	}
	return nil
}

// errForbiddenDomain is the answer about a domain out of reach, whether there is one of the name or not.
var errForbiddenDomain = domain.Fail(domain.Forbidden, "this domain is out of reach")

// enter finds the tenant of a domain. Whoever can't see all tenants can't learn either which there are.
func (c *call) enter(name string) error {
	tenant, err := c.tenantOf(strings.ToLower(name))
	if domain.CodeOf(err) == domain.NotFound {
		if c.visitor.administersSystem() {
			return domain.Fail(domain.NotFound, "there is no domain %s", name)
		}
		return errForbiddenDomain
	}
	if err != nil {
		return err
	}
	if !c.visitor.administers(tenant.ID) && (c.visitor.Tenant != tenant.ID || c.visitor.within != 0) {
		return errForbiddenDomain
	}
	c.tenant, c.look = tenant, c.handler.directory.LookInto(c.ctx, tenant)
	return nil
}

// tenantOf finds a tenant by domain. The visitor's own was read on signing in.
func (c *call) tenantOf(name string) (*domain.Tenant, error) {
	if home := c.visitor.Home; home != nil && slices.Contains(home.Domains(), name) {
		return home, nil
	}
	return c.handler.directory.Reader().TenantByDomain(c.ctx, name)
}

func (c *call) admitToDomain(name string, found *endpoint) error {
	if err := c.enter(name); err != nil {
		return err
	}
	if c.visitor.administers(c.tenant.ID) {
		return nil
	}
	if found == nil || found.Scope != AccountHolders {
		return domain.Fail(domain.Forbidden, "only administrators of the domain may do this")
	}
	return c.admitHolder(c.params["account"])
}

// admitHolder lets in the phone of an account and the person who owns it. Other accounts are refused whether they are
// there or not.
func (c *call) admitHolder(name string) error {
	refusal := domain.Fail(domain.Forbidden, "this account is out of reach")
	account, err := resolve(c.look, name)
	if domain.CodeOf(err) == domain.NotFound || err == nil && account.Kind != domain.ToPhone {
		return refusal
	}
	if err != nil {
		return err
	}
	phone, err := c.look.Phone(account.Target)
	if err != nil {
		return err
	}
	if !c.visitor.holds(phone) {
		return refusal
	}
	return nil
}

// admitToAccount is for paths that name an account as account@domain, or as self in a phone's own session.
func (c *call) admitToAccount(family, account string, found *endpoint) error {
	name, host, err := c.accountOf(account)
	if err != nil {
		return err
	}
	if err := c.enter(host); err != nil {
		return err
	}
	if !c.visitor.administers(c.tenant.ID) {
		if family != "user" {
			return domain.Fail(domain.Forbidden, "only administrators of the domain may do this")
		}
		if err := c.admitHolder(name); err != nil {
			return err
		}
	}
	if found == nil || found.serve == nil {
		return nil
	}
	c.account, err = resolve(c.look, name)
	return err
}

// accountOf takes account@domain apart. Without a domain the account is one of the visitor's own tenant.
func (c *call) accountOf(account string) (name, host string, err error) {
	if at := strings.LastIndexByte(account, '@'); at >= 0 {
		return account[:at], account[at+1:], nil
	}
	tenant := c.visitor.Tenant
	if c.visitor.within != 0 {
		tenant = c.visitor.within
	}
	own, err := c.handler.directory.Reader().Tenant(c.ctx, tenant)
	if err != nil {
		return "", "", err
	}
	if account == "self" && c.visitor.Phone != nil {
		account = c.visitor.Phone.Name
	}
	return account, own.Domain, nil
}
