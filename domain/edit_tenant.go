package domain

import (
	"context"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SystemEdit changes what is above tenants: tenants come and go.
type SystemEdit struct {
	ctx   context.Context
	tx    Tx
	actor Actor
	now   time.Time

	unrecorded bool // no journal is kept
}

// Tenant opens one live tenant for changing in the same transaction.
func (s *SystemEdit) Tenant(id TenantID) (*Edit, error) {
	tenant, err := s.tx.Tenant(s.ctx, id)
	if err != nil {
		return nil, err
	}
	if tenant.Deleted != nil {
		return nil, Fail(NotFound, "there is no tenant %d", id)
	}
	return newEdit(s.ctx, s.tx, tenant, s.actor, s.now, s.unrecorded), nil
}

var dnsName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$`)

// CheckDomain says whether a text in lower case can be a tenant's DNS name.
func CheckDomain(name string) error {
	if len(name) > 253 || !dnsName.MatchString(name) {
		return Fail(Invalid, "%q is no DNS name", name)
	}
	return nil
}

// AddTenant stores a new tenant. Its domain and domain aliases must be free. A tenant without a domain gets one made of
// its name under base.
func (s *SystemEdit) AddTenant(tenant *Tenant, base string) error {
	tenant.ID, tenant.Deleted = 0, nil
	if tenant.Domain == "" {
		domain, err := s.freeDomain(tenant.Name, base)
		if err != nil {
			return err
		}
		tenant.Domain = domain
	}
	if tenant.Name == "" {
		tenant.Name = tenant.Domain
	}
	if err := s.checkPlace(tenant, 0); err != nil {
		return err
	}
	if err := s.tx.PutTenant(s.ctx, tenant); err != nil {
		return err
	}
	edit := newEdit(s.ctx, s.tx, tenant, s.actor, s.now, s.unrecorded)
	if err := edit.setStarCodes(nil, tenant.StarCodes); err != nil {
		return err
	}
	return edit.record(Created, KindTenant, int64(tenant.ID), tenant.Domain, nil, tenant)
}

// freeDomain makes a domain of a name: the name as a DNS label, numbered where it is taken, under base.
func (s *SystemEdit) freeDomain(name, base string) (string, error) {
	label := slug(name)
	for n := 1; ; n++ {
		domain := label
		if n > 1 {
			domain += "-" + strconv.Itoa(n)
		}
		if base != "" {
			domain += "." + base
		}
		_, err := s.tx.TenantByDomain(s.ctx, domain)
		if CodeOf(err) == NotFound {
			return domain, nil
		}
		if err != nil {
			return "", err
		}
	}
}

func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 50 {
			break
		}
	}
	label := strings.Trim(b.String(), "-")
	if label == "" {
		return "customer"
	}
	return label
}

func (s *SystemEdit) checkDomains(tenant *Tenant) error {
	domains := tenant.Domains()
	for i, name := range domains {
		if err := CheckDomain(name); err != nil {
			return err
		}
		if slices.Contains(domains[:i], name) {
			return Fail(Invalid, "%s is named twice", name)
		}
		other, err := s.tx.TenantByDomain(s.ctx, name)
		if CodeOf(err) == NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if other.ID != tenant.ID {
			return Fail(Invalid, "%s is the domain of another tenant", name)
		}
	}
	return nil
}

// ChangeTenant runs change on the tenant, whole, and stores what came of it. Changed star codes become feature codes.
func (s *SystemEdit) ChangeTenant(id TenantID, change func(*Edit, *Tenant) error) error {
	edit, err := s.Tenant(id)
	if err != nil {
		return err
	}
	tenant, err := edit.Whole()
	if err != nil {
		return err
	}
	before := tenant.Clone()
	if err := change(edit, tenant); err != nil {
		return err
	}
	tenant.ID, tenant.Deleted, tenant.Administrators = before.ID, before.Deleted, before.Administrators
	stars := tenant.StarCodes
	tenant.StarCodes = before.StarCodes
	if !reflect.DeepEqual(before, tenant.Clone()) {
		if err := s.checkPlace(tenant, before.Parent); err != nil {
			return err
		}
		if err := s.tx.PutTenant(s.ctx, tenant); err != nil {
			return err
		}
		if err := edit.record(Changed, KindTenant, int64(tenant.ID), tenant.Domain, before, tenant); err != nil {
			return err
		}
	}
	edit.Tenant = tenant
	edit.refresh()
	return edit.setStarCodes(before.StarCodes, stars)
}

// checkPlace refuses domains that aren't free and a parent that the tenant can't be below. A parent that it was below
// already may stay.
func (s *SystemEdit) checkPlace(tenant *Tenant, parent TenantID) error {
	if err := s.checkDomains(tenant); err != nil {
		return err
	}
	if tenant.Parent == 0 || tenant.Parent == parent {
		return nil
	}
	above, err := s.tx.Tenant(s.ctx, tenant.Parent)
	if CodeOf(err) == NotFound || err == nil && above.Deleted != nil {
		return Fail(Invalid, "there is no tenant %d to be below", tenant.Parent)
	}
	if err != nil || tenant.ID == 0 {
		return err
	}
	below, err := s.tx.SubTenants(s.ctx, tenant.ID)
	if err != nil {
		return err
	}
	if tenant.Parent == tenant.ID || slices.Contains(below, tenant.Parent) {
		return Fail(Invalid, "a tenant can't be below itself")
	}
	return nil
}

// RemoveTenant deletes a tenant with everything in it; its domains become free. The tenant itself stays on record as
// deleted, so that its id is never used again. Conflict where it still has sub-tenants.
func (s *SystemEdit) RemoveTenant(id TenantID) error {
	edit, err := s.Tenant(id)
	if err != nil {
		return err
	}
	below, err := s.tx.SubTenants(s.ctx, id)
	if err != nil {
		return err
	}
	if len(below) > 0 {
		return Fail(Conflict, "the tenant still has sub-tenants")
	}
	people, err := s.tx.People(s.ctx, id, Page{})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(p *Person) bool { return p.Role == SystemOwner }) {
		return Fail(Conflict, "a system owner belongs to the tenant")
	}
	if err := edit.recordAllRemoved(people); err != nil {
		return err
	}
	if err := s.tx.EmptyTenant(s.ctx, id); err != nil {
		return err
	}
	tenant := edit.Tenant
	before := tenant.Clone()
	at := s.now
	tenant.Deleted = &at
	if err := s.tx.PutTenant(s.ctx, tenant); err != nil {
		return err
	}
	return edit.record(Removed, KindTenant, int64(id), tenant.Domain, before, nil)
}

// recordAllRemoved writes into the journal that everything in the tenant goes.
func (e *Edit) recordAllRemoved(people []*Person) error {
	codes, err := e.FeatureCodes(Page{})
	if err != nil {
		return err
	}
	groups, err := e.HuntGroups(Page{})
	if err != nil {
		return err
	}
	phones, err := e.Phones(Page{})
	if err != nil {
		return err
	}
	for _, code := range codes {
		if err := e.record(Removed, KindFeatureCode, int64(code.ID), code.Code, code, nil); err != nil {
			return err
		}
	}
	for _, group := range groups {
		if err := e.record(Removed, KindHuntGroup, int64(group.ID), group.Names[0], group, nil); err != nil {
			return err
		}
	}
	for _, phone := range phones {
		if err := e.record(Removed, KindPhone, int64(phone.ID), phone.Name, phone, nil); err != nil {
			return err
		}
	}
	for _, person := range people {
		if err := e.record(Removed, KindPerson, int64(person.ID), person.Username, person, nil); err != nil {
			return err
		}
	}
	return nil
}

// AddPerson stores a new person of the tenant. The user name must be free everywhere.
func (e *Edit) AddPerson(person *Person) error {
	if err := e.checkPerson(person); err != nil {
		return err
	}
	person.ID, person.Tenant = 0, e.Tenant.ID
	if err := e.tx.PutPerson(e.ctx, e.Tenant.ID, person); err != nil {
		return err
	}
	return e.record(Created, KindPerson, int64(person.ID), person.Username, nil, person)
}

// ChangePerson runs change on the tenant's person of the id and stores what came of it.
func (e *Edit) ChangePerson(id PersonID, change func(*Person) error) error {
	person, err := e.tx.Person(e.ctx, Only(e.Tenant.ID), id)
	if err != nil {
		return err
	}
	before := person.Clone()
	if err := change(person); err != nil {
		return err
	}
	person.ID, person.Tenant = before.ID, before.Tenant
	if reflect.DeepEqual(before, person.Clone()) {
		return nil
	}
	if err := e.checkPerson(person); err != nil {
		return err
	}
	if before.Role == SystemOwner && person.Role != SystemOwner {
		if err := e.otherOwner(id); err != nil {
			return err
		}
	}
	if err := e.tx.PutPerson(e.ctx, e.Tenant.ID, person); err != nil {
		return err
	}
	return e.record(Changed, KindPerson, int64(id), person.Username, before, person)
}

// RemovePerson deletes a person. Conflict where nobody would be left to look after the system.
func (e *Edit) RemovePerson(id PersonID) error {
	person, err := e.tx.Person(e.ctx, Only(e.Tenant.ID), id)
	if err != nil {
		return err
	}
	if person.Role == SystemOwner {
		if err := e.otherOwner(id); err != nil {
			return err
		}
	}
	if err := e.tx.RemovePerson(e.ctx, e.Tenant.ID, id); err != nil {
		return err
	}
	return e.record(Removed, KindPerson, int64(id), person.Username, person, nil)
}

// otherOwner refuses to lose the last system owner there is, in whatever tenant.
func (e *Edit) otherOwner(id PersonID) error {
	live := false
	tenants, err := e.tx.Tenants(e.ctx, Everything(), TenantQuery{Deleted: &live})
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		people, err := e.tx.People(e.ctx, tenant.ID, Page{})
		if err != nil {
			return err
		}
		if slices.ContainsFunc(people, func(p *Person) bool { return p.ID != id && p.Role == SystemOwner }) {
			return nil
		}
	}
	return Fail(Conflict, "this is the last system owner")
}

// MaxUsername is the most bytes that a user name may have: as many as an e-mail address.
const MaxUsername = 254

// checkUsername refuses what is neither a name as in the number plan nor an e-mail address.
func checkUsername(name string) error {
	if !strings.Contains(name, "@") {
		return CheckName(name)
	}
	if len(name) > MaxUsername {
		return Fail(Invalid, "a user name must not be longer than %d bytes", MaxUsername)
	}
	if address, err := mail.ParseAddress(name); err != nil || address.Address != name {
		return Fail(Invalid, "a user name with @ must be an e-mail address")
	}
	return nil
}

func (e *Edit) checkPerson(person *Person) error {
	if err := checkUsername(person.Username); err != nil {
		return err
	}
	if !person.Role.Valid() {
		return Fail(Invalid, "the role must be from %d to %d", SystemOwner, User)
	}
	other, err := e.tx.PersonByUsername(e.ctx, person.Username)
	if CodeOf(err) == NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if other.ID != person.ID {
		return Fail(Invalid, "the user name %s is taken", person.Username)
	}
	return nil
}
