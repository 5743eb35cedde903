package report

import (
	"regexp"
	"strconv"
	"strings"

	"dragoman/domain"
)

// Finding is something about an object that a person should look after.
type Finding struct {
	Kind   domain.Kind `json:"kind"`
	Object string      `json:"object"`          // what the object is called
	Part   string      `json:"part,omitempty"`  // "destination 17 of level 1" of a hunt group
	Field  string      `json:"field,omitempty"` // the canonical field
	Value  string      `json:"value"`
	Reason string      `json:"reason"`
}

// Check is what a tenant's objects have that is broken, and what each dialect can't hold of them.
type Check struct {
	Tenant   string    `json:"tenant"`   // its domain
	Dangling []Finding `json:"dangling"` // what names something that isn't there
	Clashes  []Finding `json:"clashes"`  // names that can't both be what they are
	Losses   []Loss    `json:"losses"`
}

// Broken says that something dangles or clashes. What a dialect can't hold is no fault of the tenant's.
func (c *Check) Broken() bool { return len(c.Dangling)+len(c.Clashes) > 0 }

// CheckTenant looks through every object of a tenant. It fails only where the store does.
func CheckTenant(look *domain.Look, dialects []Dialect) (*Check, error) {
	all, err := inventoryOf(look)
	if err != nil {
		return nil, err
	}
	check := &Check{Tenant: look.Tenant.Domain, Dangling: all.dangling(), Clashes: all.clashes(), Losses: []Loss{}}
	for _, object := range all.objects() {
		e, err := Explain(look, dialects, object)
		if err != nil {
			return nil, err
		}
		check.Losses = append(check.Losses, e.Losses...)
	}
	return check, nil
}

// inventory is every object of a tenant.
type inventory struct {
	look   *domain.Look
	tenant *domain.Tenant
	people []*domain.Person
	phones []*domain.Phone
	groups []*domain.HuntGroup
	codes  []*domain.FeatureCode
	// What exists, for telling what dangles.
	destinations map[domain.Destination]bool
	owners       map[domain.PersonID]bool
	holders      map[string]string // what has a name in the number plan
}

func inventoryOf(look *domain.Look) (*inventory, error) {
	all := &inventory{look: look, destinations: map[domain.Destination]bool{}, owners: map[domain.PersonID]bool{0: true}, holders: map[string]string{}}
	var err error
	if all.tenant, err = look.Whole(); err != nil {
		return nil, err
	}
	if all.people, err = look.People(domain.Page{}); err != nil {
		return nil, err
	}
	if all.phones, err = look.Phones(domain.Page{}); err != nil {
		return nil, err
	}
	if all.groups, err = look.HuntGroups(domain.Page{}); err != nil {
		return nil, err
	}
	if all.codes, err = look.FeatureCodes(domain.Page{}); err != nil {
		return nil, err
	}
	for _, person := range all.people {
		all.owners[person.ID] = true
	}
	for _, phone := range all.phones {
		all.destinations[domain.PhoneDestination(phone.Name)] = true
		all.destinations[domain.Destination{Kind: domain.ToMailbox, Target: phone.Name}] = true
	}
	for _, group := range all.groups {
		all.destinations[domain.HuntGroupDestination(group.ID)] = true
	}
	for _, code := range all.codes {
		all.destinations[domain.FeatureCodeDestination(code.Code)] = true
	}
	all.hold()
	return all, nil
}

// objects lists everything, the tenant itself first.
func (all *inventory) objects() []Object {
	out := []Object{Tenant(all.tenant)}
	for _, person := range all.people {
		out = append(out, Person(person))
	}
	for _, phone := range all.phones {
		out = append(out, Phone(phone))
	}
	for _, group := range all.groups {
		out = append(out, HuntGroup(group))
	}
	for _, code := range all.codes {
		out = append(out, FeatureCode(code))
	}
	return out
}

// dangling lists what names an object that isn't there.
func (all *inventory) dangling() []Finding {
	out := []Finding{}
	leads := func(object Object, part, field string, d domain.Destination) {
		if why := all.lacks(d); why != "" {
			out = append(out, Finding{object.Kind, object.Name(), part, field, d.String(), why})
		}
	}
	owned := func(object Object, owner domain.PersonID) {
		if !all.owners[owner] {
			out = append(out, Finding{object.Kind, object.Name(), "", "Owner", strconv.FormatInt(int64(owner), 10), "the tenant has no such person"})
		}
	}
	for _, phone := range all.phones {
		object := Phone(phone)
		leads(object, "", "Busy", phone.Busy)
		leads(object, "", "NoAnswer", phone.NoAnswer)
		leads(object, "", "Unregistered", phone.Unregistered)
		if phone.Mailbox != "" {
			leads(object, "", "Mailbox", domain.Destination{Kind: domain.ToMailbox, Target: phone.Mailbox})
		}
		owned(object, phone.Owner)
	}
	for _, group := range all.groups {
		object := HuntGroup(group)
		for i := range group.Members {
			m := &group.Members[i]
			leads(object, DestinationPart(m), "Levels."+strconv.Itoa(m.Level)+".Members", m.Destination)
		}
		leads(object, "", "Exit", group.Exit)
		leads(object, "", "Busy", group.Busy)
		leads(object, "", "Unavailable", group.Unavailable)
		owned(object, group.Owner)
	}
	for _, code := range all.codes {
		object := FeatureCode(code)
		leads(object, "", "Destination", code.Destination)
		leads(object, "", "FaxDestination", code.FaxDestination)
		leads(object, "", "TextDestination", code.TextDestination)
		owned(object, code.Owner)
	}
	return out
}

// lacks says what a destination names that isn't there, empty for one that leads somewhere.
func (all *inventory) lacks(d domain.Destination) string {
	if all.destinations[d] {
		return ""
	}
	switch d.Kind {
	case domain.ToPhone:
		return "there is no such phone"
	case domain.ToHuntGroup:
		return "there is no such hunt group"
	case domain.ToFeatureCode:
		return "there is no such feature code"
	case domain.ToMailbox:
		return "there is no phone whose mailbox this would be"
	case domain.ToDialled:
		return all.lacksAccount(d.Target)
	}
	return ""
}

// accountName is the form of what is dialled and can only be the name of an account: it is no number and no address.
var accountName = regexp.MustCompile(`^[\pL_][\pL\pN_.-]*$`)

// lacksAccount says which of the names that a dialled text lists stands for nothing. A number that no account has leads
// outside.
func (all *inventory) lacksAccount(dialled string) string {
	for word := range strings.FieldsSeq(dialled) {
		if accountName.MatchString(word) && all.look.Plan.Resolve(word).Kind == domain.ToExternal {
			return "there is no account " + word
		}
	}
	return ""
}

// clashes lists names that two things have, so that a platform with one number plan could not hold both.
func (all *inventory) clashes() []Finding {
	out := []Finding{}
	for _, code := range all.codes {
		if all.destinations[domain.PhoneDestination(code.Code)] && !code.StandsBehind() {
			out = append(out, Finding{domain.KindFeatureCode, code.Code, "", "Code", code.Code, "phone " + code.Code + " has the same name, and the code leads elsewhere"})
		}
	}
	for _, group := range all.groups {
		derived := domain.DerivedAccount(group.ID)
		if holder := all.holders[derived]; holder != "" {
			out = append(out, Finding{domain.KindHuntGroup, HuntGroup(group).Name(), "", "Names", derived, holder + " has the name that stands for this hunt group by its id"})
		}
	}
	prefix := all.tenant.MailboxPrefix
	for _, phone := range all.phones {
		if holder := all.holders[prefix+phone.Name]; prefix != "" && holder != "" {
			out = append(out, Finding{domain.KindPhone, phone.Name, "", "Mailbox", prefix + phone.Name, holder + " has the number that its mailbox is dialled with"})
		}
	}
	return out
}

// hold notes what has each name in the number plan: a phone or a hunt group before the feature code of the same name.
func (all *inventory) hold() {
	for _, code := range all.codes {
		all.holders[code.Code] = "feature code " + code.Code
	}
	for _, group := range all.groups {
		for _, name := range group.Names {
			if name != domain.DerivedAccount(group.ID) {
				all.holders[name] = "hunt group " + group.Names[0]
			}
		}
	}
	for _, phone := range all.phones {
		for _, name := range phone.Names {
			all.holders[name] = "phone " + phone.Name
		}
	}
}
