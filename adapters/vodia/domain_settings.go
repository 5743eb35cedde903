package vodia

import (
	"errors"
	"reflect"

	"dragoman/domain"
	"dragoman/domain/lens"
)

func showDomainSettings(c *call) ([]byte, error) { return c.showDomain(scopeSettings) }

func showDomainConfig(c *call) ([]byte, error) { return c.showDomain(scopeConfig) }

func writeDomainSettings(c *call) ([]byte, error) { return c.writeDomain(scopeSettings) }

func writeDomainConfig(c *call) ([]byte, error) { return c.writeDomain(scopeConfig) }

func (c *call) showDomain(scope string) ([]byte, error) {
	tenant, err := c.look.Whole()
	if err != nil {
		return nil, err
	}
	return settingsObject(entriesOf(scope, DomainTable.View(NewView(c.look.Plan), tenant))), nil
}

// writeDomain changes the settings that a body mentions and answers with all of the scope. A setting of the other scope
// is taken too: clients of one version write at settings what those of another write at config.
func (c *call) writeDomain(scope string) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	in := body.settings(DomainTable.Setting)
	var entries []lens.Entry
	err = c.handler.directory.ChangeAll(c.ctx, c.actor(), func(s *domain.SystemEdit) error {
		err := s.ChangeTenant(c.tenant.ID, func(e *domain.Edit, tenant *domain.Tenant) error {
			before := tenant.Clone()
			if err := write(c, DomainTable, e.Plan, tenant, in); err != nil {
				return err
			}
			return c.mayChangeDomain(before, tenant)
		})
		if err != nil {
			return domainFault(err, in)
		}
		edit, err := s.Tenant(c.tenant.ID)
		if err != nil {
			return err
		}
		tenant, err := edit.Whole()
		if err != nil {
			return err
		}
		entries = entriesOf(scope, DomainTable.View(NewView(edit.Plan), tenant))
		return edit.Plan.Err()
	})
	if err != nil {
		return nil, err
	}
	return settingsObject(entries), nil
}

// mayChangeDomain refuses the domain's own administrators what is the operator's: its names and its quotas.
func (c *call) mayChangeDomain(before, after *domain.Tenant) error {
	if c.visitor.administersSystem() || c.visitor.Role() == domain.Reseller && c.visitor.Tenant != before.ID {
		return nil
	}
	same := before.Domain == after.Domain && reflect.DeepEqual(before.DomainAliases, after.DomainAliases) &&
		reflect.DeepEqual(before.MaxPhones, after.MaxPhones) && reflect.DeepEqual(before.MaxHuntGroups, after.MaxHuntGroups) &&
		reflect.DeepEqual(before.MaxCodes, after.MaxCodes)
	if same {
		return nil
	}
	return domain.Fail(domain.Forbidden, "only system administrators change a domain's names and limits")
}

// domainFault names the setting that an error about a name is about: the star code that is taken, or the domain.
func domainFault(err error, in map[string]lens.Value) error {
	var taken *domain.Taken
	if errors.As(err, &taken) {
		for _, star := range StarCodes {
			if value, written := in[star.Key]; written && value.Plain() == taken.Name {
				return domain.Faulted(err, star.Key)
			}
		}
		return err
	}
	for _, name := range []string{"primary", "alias"} {
		if _, written := in[name]; written {
			return domain.Faulted(err, name)
		}
	}
	return err
}
