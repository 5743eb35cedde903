package domain

import (
	"context"
)

// Look reads one tenant's objects whole: with the names that they answer to.
type Look struct {
	ctx    context.Context
	store  Reader
	Tenant *Tenant
	Plan   *NumberPlan
}

func newLook(ctx context.Context, store Reader, tenant *Tenant) *Look {
	return &Look{ctx: ctx, store: store, Tenant: tenant, Plan: newNumberPlan(ctx, store, tenant)}
}

// Account finds what a name of the number plan stands for: a phone, a hunt group or an IVR node, or the function of a
// star code. An alias stands for what it is an alias of. NotFound where the name means nothing.
func (l *Look) Account(name string) (Destination, error) {
	found, ok := l.Plan.Account(name)
	if l.Plan.Err() != nil {
		return Destination{}, l.Plan.Err()
	}
	if !ok {
		return Destination{}, Fail(NotFound, "there is no account %s", name)
	}
	return found, nil
}

// Phone finds a phone by its own name.
func (l *Look) Phone(name string) (*Phone, error) {
	phone, err := l.store.Phone(l.ctx, l.Tenant.ID, name)
	if err != nil {
		return nil, err
	}
	phone.Names = l.Plan.NamesOfPhone(phone)
	return phone, l.Plan.Err()
}

// PhoneByID finds a phone by id.
func (l *Look) PhoneByID(id PhoneID) (*Phone, error) {
	phone, err := l.store.PhoneByID(l.ctx, l.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	phone.Names = l.Plan.NamesOfPhone(phone)
	return phone, l.Plan.Err()
}

// Phones lists the tenant's phones.
func (l *Look) Phones(page Page) ([]*Phone, error) {
	phones, err := l.store.Phones(l.ctx, l.Tenant.ID, page)
	if err != nil || len(phones) == 0 {
		return phones, err
	}
	byTarget, err := codesTo(l, phones, func(phone *Phone) Destination { return PhoneDestination(phone.Name) })
	if err != nil {
		return nil, err
	}
	for _, phone := range phones {
		account := PhoneDestination(phone.Name)
		l.Plan.met(account)
		phone.Names = listNames(phone.Name, phone.Listed, aliasesAmong(byTarget[account], account))
	}
	return phones, nil
}

// HuntGroup finds a hunt group by id.
func (l *Look) HuntGroup(id HuntGroupID) (*HuntGroup, error) {
	group, err := l.store.HuntGroup(l.ctx, l.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	group.Names = l.Plan.NamesOfHuntGroup(group)
	return group, l.Plan.Err()
}

// HuntGroups lists the tenant's hunt groups.
func (l *Look) HuntGroups(page Page) ([]*HuntGroup, error) {
	groups, err := l.store.HuntGroups(l.ctx, l.Tenant.ID, page)
	if err != nil || len(groups) == 0 {
		return groups, err
	}
	byTarget, err := codesTo(l, groups, func(group *HuntGroup) Destination { return HuntGroupDestination(group.ID) })
	if err != nil {
		return nil, err
	}
	for _, group := range groups {
		account := HuntGroupDestination(group.ID)
		l.Plan.met(account)
		group.Names = l.Plan.huntGroupNames(group, aliasesAmong(byTarget[account], account))
	}
	return groups, l.Plan.Err()
}

// FeatureCode finds a feature code by what is dialled, whatever it is an alias of.
func (l *Look) FeatureCode(name string) (*FeatureCode, error) {
	code, err := l.store.FeatureCode(l.ctx, l.Tenant.ID, name)
	if err != nil {
		return nil, err
	}
	code.Names = l.Plan.NamesOfIVRNode(code)
	return code, l.Plan.Err()
}

// FeatureCodes lists the tenant's feature codes, among them those that can't be dialled.
func (l *Look) FeatureCodes(page Page) ([]*FeatureCode, error) {
	codes, err := l.store.FeatureCodes(l.ctx, l.Tenant.ID, page)
	if err != nil || len(codes) == 0 {
		return codes, err
	}
	byTarget, err := codesTo(l, codes, func(code *FeatureCode) Destination { return FeatureCodeDestination(code.Code) })
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		account := FeatureCodeDestination(code.Code)
		code.Names = l.Plan.ivrNodeNames(code, aliasesAmong(byTarget[account], account))
	}
	return codes, l.Plan.Err()
}

// codesTo are the feature codes that lead to the objects of a list, which may be a small part of a large tenant's.
func codesTo[T any](l *Look, listed []*T, account func(*T) Destination) (map[Destination][]*FeatureCode, error) {
	accounts := make([]Destination, len(listed))
	for i, one := range listed {
		accounts[i] = account(one)
	}
	codes, err := l.store.FeatureCodesTo(l.ctx, l.Tenant.ID, accounts...)
	if err != nil {
		return nil, err
	}
	out := make(map[Destination][]*FeatureCode, len(codes))
	for _, code := range codes {
		out[code.Destination] = append(out[code.Destination], code)
	}
	return out, nil
}

// CountPhones says how many phones a list would have without limit and offset.
func (l *Look) CountPhones(page Page) (int, error) {
	return l.store.CountPhones(l.ctx, l.Tenant.ID, page)
}

// CountHuntGroups says how many hunt groups a list would have without limit and offset.
func (l *Look) CountHuntGroups(page Page) (int, error) {
	return l.store.CountHuntGroups(l.ctx, l.Tenant.ID, page)
}

// CountFeatureCodes says how many feature codes a list would have without limit and offset.
func (l *Look) CountFeatureCodes(page Page) (int, error) {
	return l.store.CountFeatureCodes(l.ctx, l.Tenant.ID, page)
}

// People lists who belongs to the tenant.
func (l *Look) People(page Page) ([]*Person, error) {
	return l.store.People(l.ctx, l.Tenant.ID, page)
}

// CountPeople says how many people belong to the tenant.
func (l *Look) CountPeople() (int, error) { return l.store.CountPeople(l.ctx, l.Tenant.ID) }

// Journal lists what was changed, the newest first.
func (l *Look) Journal(query JournalQuery) ([]JournalEntry, error) {
	return l.store.Journal(l.ctx, l.Tenant.ID, query)
}

// Whole returns the tenant with what is spread over other objects: its star codes and its administrators.
func (l *Look) Whole() (*Tenant, error) {
	tenant := l.Tenant.Clone()
	stars := l.Plan.StarCodes()
	if l.Plan.Err() != nil {
		return nil, l.Plan.Err()
	}
	tenant.StarCodes = make(map[string]string, len(stars))
	for function, code := range stars {
		tenant.StarCodes[function] = code
	}
	people, err := l.People(Page{Sort: ByName})
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		if person.Role == Administrator {
			tenant.Administrators = append(tenant.Administrators, person.Username)
		}
	}
	return tenant, nil
}
