package vodia

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// systemAdministrators are the people who may do everything, with the tenants that they belong to.
func (c *call) systemAdministrators() ([]*domain.Person, error) {
	tenants, err := c.domains()
	if err != nil {
		return nil, err
	}
	var out []*domain.Person
	for _, tenant := range tenants {
		people, err := c.handler.directory.Reader().People(c.ctx, tenant.ID, domain.Page{})
		if err != nil {
			return nil, err
		}
		for _, person := range people {
			if person.Role == domain.SystemOwner {
				out = append(out, person)
			}
		}
	}
	return out, nil
}

func listAdministrators(c *call) ([]byte, error) {
	people, err := c.systemAdministrators()
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('[')
	for _, person := range people {
		w.open('{')
		w.entries(AdministratorTable.View(nil, person))
		w.close('}')
	}
	w.close(']')
	return w.b, nil
}

// putAdministrator makes a system administrator, or changes the one of the name.
func putAdministrator(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	name, err := body.id("name")
	if err != nil {
		return nil, err
	}
	in := body.settings(AdministratorTable.Setting)
	c.prepare(in[passwordSetting])
	person, err := c.administratorNamed(name)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return nil, err
	}
	if person == nil {
		return c.addAdministrator(in)
	}
	err = c.handler.directory.Change(c.ctx, c.actor(), person.Tenant, func(e *domain.Edit) error {
		return e.ChangePerson(person.ID, func(p *domain.Person) error {
			return write(c, AdministratorTable, e.Plan, p, in)
		})
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// addAdministrator makes one among the people of whoever asks.
func (c *call) addAdministrator(in map[string]lens.Value) ([]byte, error) {
	err := c.handler.directory.Change(c.ctx, c.actor(), c.visitor.Tenant, func(e *domain.Edit) error {
		person := domain.NewPerson()
		person.Role = domain.SystemOwner
		if err := write(c, AdministratorTable, e.Plan, person, in); err != nil {
			return err
		}
		return domain.Faulted(e.AddPerson(person), "name")
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

func (c *call) administratorNamed(name string) (*domain.Person, error) {
	people, err := c.systemAdministrators()
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		if strings.EqualFold(person.Username, name) {
			return person, nil
		}
	}
	return nil, domain.Fail(domain.NotFound, "there is no administrator %s", name)
}

func removeAdministrator(c *call) ([]byte, error) {
	person, err := c.administratorNamed(c.r.URL.Query().Get("name"))
	if err != nil {
		return nil, err
	}
	err = c.handler.directory.Change(c.ctx, c.actor(), person.Tenant, func(e *domain.Edit) error {
		return e.RemovePerson(person.ID)
	})
	if err != nil {
		return nil, err
	}
	return yes, nil
}
