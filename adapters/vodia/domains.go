package vodia

import (
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// live selects the tenants that this platform knows.
func live() domain.TenantQuery {
	deleted := false
	return domain.TenantQuery{Deleted: &deleted}
}

func (c *call) domains() ([]*domain.Tenant, error) {
	return c.handler.directory.Reader().Tenants(c.ctx, domain.Everything(), live())
}

// listDomains is an object keyed by id: every client that is known takes its values.
func listDomains(c *call) ([]byte, error) {
	tenants, err := c.domains()
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('{')
	for _, tenant := range tenants {
		w.key(strconv.FormatInt(int64(tenant.ID), 10))
		w.domainRow(tenant)
	}
	w.close('}')
	return w.b, nil
}

func (w *writer) domainRow(tenant *domain.Tenant) {
	w.open('{')
	w.key("name")
	w.text(tenant.Domain)
	w.key("display")
	w.text(tenant.Name)
	w.key("alias")
	w.texts(tenant.DomainAliases)
	w.key("country")
	w.text(domainText(tenant, "country_code"))
	w.key("area")
	w.text(domainText(tenant, "area_code"))
	w.close('}')
}

// domainText is one of a tenant's settings that need no number plan.
func domainText(tenant *domain.Tenant, name string) string {
	value, _ := DomainTable.Get(nil, tenant, name)
	return value.Text
}

// showDomainRow answers with one domain as the list has it. The vendor's own server answered 403 when it was tried;
// a client that expects that survives the row.
func showDomainRow(c *call) ([]byte, error) {
	tenant, err := c.domainNamed(c.params["domain"])
	if err != nil {
		return nil, err
	}
	var w writer
	w.domainRow(tenant)
	return w.b, nil
}

func (c *call) domainNamed(name string) (*domain.Tenant, error) {
	tenant, err := c.handler.directory.Reader().TenantByDomain(c.ctx, strings.ToLower(name))
	if domain.CodeOf(err) == domain.NotFound {
		return nil, domain.Fail(domain.NotFound, "there is no domain %s", name)
	}
	return tenant, err
}

// created is the answer to a new domain. Clients of old versions were answered with it; later ones look at the status.
var created = []byte(`"ok"`)

// addDomain makes a domain of {"name":…,"display_name":…}.
func addDomain(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	name, err := body.id("name")
	if err != nil {
		return nil, err
	}
	display, err := body.text("display_name")
	if err != nil {
		return nil, err
	}
	if display == "" {
		if display, err = body.text("display"); err != nil {
			return nil, err
		}
	}
	in := body.settings(DomainTable.Setting, "name", "display_name", "display")
	return created, c.addDomains("name", display, in, name)
}

// addDomainByName makes a domain of an array with its name. Further names are aliases of it.
func addDomainByName(c *call) ([]byte, error) {
	names, err := c.textList()
	if err != nil {
		return nil, err
	}
	return created, c.addDomains("", "", nil, names...)
}

// addDomains makes a domain of its names, the first its own. setting is where the first one came in, empty for nowhere.
func (c *call) addDomains(setting, display string, in map[string]lens.Value, names ...string) error {
	tenant := domain.NewTenant()
	tenant.Name = display
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	tenant.Domain = names[0]
	if len(names) > 1 {
		tenant.DomainAliases = names[1:]
	}
	return c.handler.directory.ChangeAll(c.ctx, c.actor(), func(s *domain.SystemEdit) error {
		if err := s.AddTenant(tenant, ""); err != nil {
			if setting == "" {
				return err
			}
			return domain.Faulted(err, setting)
		}
		if len(in) == 0 {
			return nil
		}
		err := s.ChangeTenant(tenant.ID, func(e *domain.Edit, t *domain.Tenant) error { return write(c, DomainTable, e.Plan, t, in) })
		return domainFault(err, in)
	})
}

// textList reads a body that is an array of texts, at least one of them.
func (c *call) textList() ([]string, error) {
	body, err := c.body()
	if err != nil {
		return nil, err
	}
	refusal := domain.Fail(domain.Invalid, "the body must be an array of domain names")
	if body.shape != isArray || len(body.items) == 0 {
		return nil, refusal
	}
	texts := make([]string, len(body.items))
	for i, item := range body.items {
		if item.shape != isText || item.text == "" {
			return nil, refusal
		}
		texts[i] = item.text
	}
	return texts, nil
}

func removeDomains(c *call) ([]byte, error) {
	names, err := c.textList()
	if err != nil {
		return nil, err
	}
	return yes, c.removeDomains(names...)
}

func removeDomain(c *call) ([]byte, error) { return yes, c.removeDomains(c.params["domain"]) }

// removeDomains deletes all of the domains or none.
func (c *call) removeDomains(names ...string) error {
	var ids []domain.TenantID
	for _, name := range names {
		tenant, err := c.domainNamed(name)
		if err != nil {
			return err
		}
		ids = append(ids, tenant.ID)
	}
	return c.handler.directory.ChangeAll(c.ctx, c.actor(), func(s *domain.SystemEdit) error {
		for _, id := range ids {
			if err := s.RemoveTenant(id); err != nil {
				return err
			}
		}
		return nil
	})
}

// setDomainPassword sets the password of a domain's administrator, whom it makes where there is none. The page names the
// purpose and no more; the members are those of a new domain and the password.
func setDomainPassword(c *call) ([]byte, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	name, err := body.id("name", "domain")
	if err != nil {
		return nil, err
	}
	password, err := body.text("password")
	if err != nil {
		return nil, err
	}
	if password == "" {
		return nil, domain.Refuse(lens.Fault{Setting: "password", Message: "must be given"})
	}
	tenant, err := c.domainNamed(name)
	if err != nil {
		return nil, err
	}
	if err := c.knowing(body, "name", "domain", "password"); err != nil {
		return nil, err
	}
	stored := signin.Seal(password)
	err = c.handler.directory.Change(c.ctx, c.actor(), tenant.ID, func(e *domain.Edit) error {
		return putDomainAdministrator(e, stored)
	})
	if err != nil {
		return nil, err
	}
	return yes, nil
}

// putDomainAdministrator sets the password of admin@domain, the name under which a domain's administrator signs in.
func putDomainAdministrator(e *domain.Edit, password domain.Credential) error {
	username := "admin@" + e.Tenant.Domain
	people, err := e.People(domain.Page{})
	if err != nil {
		return err
	}
	for _, person := range people {
		if strings.EqualFold(person.Username, username) {
			return e.ChangePerson(person.ID, func(p *domain.Person) error { p.Password = password; return nil })
		}
	}
	person := domain.NewPerson()
	person.Username, person.Role, person.Password = username, domain.Administrator, password
	return e.AddPerson(person)
}

// listDomainInfo answers with an array of all domains, as up to 6x. 70.3 answers a bare GET with their number; a client
// of 70.3 that wants the list asks with size, page or id, and gets it the same way.
func listDomainInfo(c *call) ([]byte, error) {
	query := c.r.URL.Query()
	tenants, err := c.domains()
	if err != nil {
		return nil, err
	}
	if id := query.Get("id"); id != "" {
		return c.showDomainInfo(tenants, id)
	}
	from, to, err := pageOf(query.Get("page"), query.Get("size"), len(tenants))
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('[')
	for _, tenant := range tenants[from:to] {
		if err := c.domainInfo(&w, tenant); err != nil {
			return nil, err
		}
	}
	w.close(']')
	return w.b, nil
}

func (c *call) showDomainInfo(tenants []*domain.Tenant, id string) ([]byte, error) {
	for _, tenant := range tenants {
		if strconv.FormatInt(int64(tenant.ID), 10) == id {
			var w writer
			err := c.domainInfo(&w, tenant)
			return w.b, err
		}
	}
	return nil, domain.Fail(domain.NotFound, "there is no domain of the id %s", id)
}

// pageOf reads which part of a list is asked for: pages are counted from 1, and of size all there is one.
func pageOf(page, size string, length int) (from, to int, err error) {
	if size == "" || size == "all" {
		return 0, length, nil
	}
	n, err := strconv.Atoi(size)
	if err != nil || n < 1 {
		return 0, 0, domain.Refuse(lens.Fault{Setting: "size", Message: `must be a number above 0 or "all"`})
	}
	number := 1
	if page != "" {
		if number, err = strconv.Atoi(page); err != nil || number < 0 {
			return 0, 0, domain.Refuse(lens.Fault{Setting: "page", Message: "must be a number"})
		}
	}
	number = max(number, 1)
	if number-1 > length/n {
		return length, length, nil
	}
	from = (number - 1) * n
	return min(from, length), min(from+n, length), nil
}

// domainInfo writes one row. Nothing registers at a gateway that routes no calls.
func (c *call) domainInfo(w *writer, tenant *domain.Tenant) error {
	look := c.handler.directory.LookInto(c.ctx, tenant)
	extensions, err := look.CountPhones(domain.Page{})
	if err != nil {
		return err
	}
	groups, err := look.CountHuntGroups(domain.Page{})
	if err != nil {
		return err
	}
	codes, err := nodes(look)
	if err != nil {
		return err
	}
	w.open('{')
	w.key("id")
	w.integer(int64(tenant.ID))
	w.key("name")
	w.text(tenant.Domain)
	w.key("display")
	w.text(tenant.Name)
	w.key("alias")
	w.texts(tenant.DomainAliases)
	w.key("country")
	w.text(domainText(tenant, "country_code"))
	w.key("extensions")
	w.integer(int64(extensions))
	w.key("accounts")
	w.integer(int64(extensions + groups + len(codes)))
	w.key("visible")
	w.truth(domainText(tenant, "visible") != "false")
	w.key("registrations")
	w.integer(0)
	w.key("regs")
	w.integer(0)
	w.close('}')
	return nil
}

// listSystemUsers lists every account of every domain.
func listSystemUsers(c *call) ([]byte, error) {
	tenants, err := c.domains()
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('[')
	for _, tenant := range tenants {
		rows, err := accountRows(c.handler.directory.LookInto(c.ctx, tenant))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			w.open('{')
			w.key("id")
			w.text(strconv.FormatInt(row.id, 10))
			w.key("name")
			w.text(row.names[0])
			w.key("displayname")
			w.text(row.display)
			w.key("usertype")
			w.text(row.usertype)
			w.key("domain")
			w.integer(int64(tenant.ID))
			w.close('}')
		}
	}
	w.close(']')
	return w.b, nil
}
