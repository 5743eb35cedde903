package report

import (
	"fmt"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Object is a stored object of any kind: a *domain.Tenant, *domain.Person, *domain.Phone, *domain.HuntGroup or
// *domain.FeatureCode, whole.
type Object struct {
	Kind domain.Kind
	Of   any
}

// Tenant is a tenant as an object.
func Tenant(t *domain.Tenant) Object { return Object{domain.KindTenant, t} }

// Person is a person as an object.
func Person(p *domain.Person) Object { return Object{domain.KindPerson, p} }

// Phone is a phone as an object.
func Phone(p *domain.Phone) Object { return Object{domain.KindPhone, p} }

// HuntGroup is a hunt group as an object.
func HuntGroup(g *domain.HuntGroup) Object { return Object{domain.KindHuntGroup, g} }

// FeatureCode is a feature code as an object.
func FeatureCode(c *domain.FeatureCode) Object { return Object{domain.KindFeatureCode, c} }

// Name is what the object is called: a domain, a user name, a number of the plan.
func (o Object) Name() string {
	switch of := o.Of.(type) {
	case *domain.Tenant:
		return of.Domain
	case *domain.Person:
		return of.Username
	case *domain.Phone:
		return of.Name
	case *domain.HuntGroup:
		if len(of.Names) > 0 {
			return of.Names[0]
		}
		return domain.DerivedAccount(of.ID)
	case *domain.FeatureCode:
		return of.Code
	}
	return ""
}

// clone copies the object so that changing the copy leaves the original alone.
func (o Object) clone() Object {
	switch of := o.Of.(type) {
	case *domain.Tenant:
		return Tenant(of.Clone())
	case *domain.Person:
		return Person(of.Clone())
	case *domain.Phone:
		return Phone(of.Clone())
	case *domain.HuntGroup:
		return HuntGroup(of.Clone())
	case *domain.FeatureCode:
		return FeatureCode(of.Clone())
	}
	return o
}

// fresh is an object of the kind before anything is said about it.
func fresh(kind domain.Kind) Object {
	switch kind {
	case domain.KindTenant:
		return Tenant(domain.NewTenant())
	case domain.KindPerson:
		return Person(domain.NewPerson())
	case domain.KindPhone:
		return Phone(domain.NewPhone())
	case domain.KindHuntGroup:
		return HuntGroup(domain.NewHuntGroup())
	}
	return FeatureCode(domain.NewFeatureCode())
}

// kept is a margin of the object or of one of its parts.
type kept struct {
	part    string // empty for the object itself
	scope   string // of the part's settings
	margins lens.Margins
}

func (o Object) kept() []kept {
	switch of := o.Of.(type) {
	case *domain.Tenant:
		return []kept{{margins: of.Margins}}
	case *domain.Person:
		return []kept{{margins: of.Margins}}
	case *domain.Phone:
		return []kept{{margins: of.Margins}}
	case *domain.FeatureCode:
		return []kept{{margins: of.Margins}}
	case *domain.HuntGroup:
		out := []kept{{margins: of.Margins}}
		for i := range of.Levels {
			out = append(out, kept{LevelPart(i + 1), ScopeLevel, of.Levels[i].Margins})
		}
		for i := range of.Members {
			out = append(out, kept{DestinationPart(&of.Members[i]), ScopeDestination, of.Members[i].Margins})
		}
		return out
	}
	return nil
}

// LevelPart names a level of a hunt group in a report.
func LevelPart(level int) string { return "level " + strconv.Itoa(level) }

// DestinationPart names a destination of a hunt group in a report.
func DestinationPart(m *domain.Member) string {
	return fmt.Sprintf("destination %d of level %d", m.ID, m.Level)
}

// ParseKind reads the name of a kind of object.
func ParseKind(name string) (domain.Kind, error) {
	var names []string
	for _, kind := range domain.Kinds {
		if string(kind) == name {
			return kind, nil
		}
		names = append(names, string(kind))
	}
	return "", domain.Fail(domain.Invalid, "%q is no kind of object; there are %s", name, strings.Join(names, ", "))
}

// Find finds an object of the tenant: a phone by any of its names, a hunt group by any of its names or else by its id, a
// feature code by what is dialled, a person by user name or else by id, the tenant itself by domain or id. NotFound
// where there is none.
func Find(look *domain.Look, kind domain.Kind, key string) (Object, error) {
	switch kind {
	case domain.KindTenant:
		return findTenant(look, key)
	case domain.KindPerson:
		return findPerson(look, key)
	case domain.KindPhone:
		return findPhone(look, key)
	case domain.KindHuntGroup:
		return findHuntGroup(look, key)
	}
	code, err := look.FeatureCode(key)
	if domain.CodeOf(err) == domain.NotFound {
		return Object{}, missing(look, kind, key)
	}
	return FeatureCode(code), err
}

func missing(look *domain.Look, kind domain.Kind, key string) error {
	return domain.Fail(domain.NotFound, "%s has no %s %s", look.Tenant.Domain, kind, key)
}

func findTenant(look *domain.Look, key string) (Object, error) {
	tenant, err := look.Whole()
	if err != nil {
		return Object{}, err
	}
	for _, name := range append(tenant.Domains(), strconv.FormatInt(int64(tenant.ID), 10)) {
		if strings.EqualFold(name, key) {
			return Tenant(tenant), nil
		}
	}
	return Object{}, missing(look, domain.KindTenant, key)
}

func findPerson(look *domain.Look, key string) (Object, error) {
	people, err := look.People(domain.Page{})
	if err != nil {
		return Object{}, err
	}
	for _, person := range people {
		if strings.EqualFold(person.Username, key) {
			return Person(person), nil
		}
	}
	for _, person := range people {
		if strconv.FormatInt(int64(person.ID), 10) == key {
			return Person(person), nil
		}
	}
	return Object{}, missing(look, domain.KindPerson, key)
}

func findPhone(look *domain.Look, key string) (Object, error) {
	phone, err := look.Phone(key)
	if err == nil {
		return Phone(phone), nil
	}
	if domain.CodeOf(err) != domain.NotFound {
		return Object{}, err
	}
	account, err := look.Account(key)
	if domain.CodeOf(err) == domain.NotFound || err == nil && account.Kind != domain.ToPhone {
		return Object{}, missing(look, domain.KindPhone, key)
	}
	if err != nil {
		return Object{}, err
	}
	phone, err = look.Phone(account.Target)
	return Phone(phone), err
}

func findHuntGroup(look *domain.Look, key string) (Object, error) {
	account, err := look.Account(key)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return Object{}, err
	}
	id, named := account.HuntGroupID()
	if !named {
		if id, named = (domain.Destination{Kind: domain.ToHuntGroup, Target: key}).HuntGroupID(); !named {
			return Object{}, missing(look, domain.KindHuntGroup, key)
		}
	}
	group, err := look.HuntGroup(id)
	if domain.CodeOf(err) == domain.NotFound {
		return Object{}, missing(look, domain.KindHuntGroup, key)
	}
	return HuntGroup(group), err
}
