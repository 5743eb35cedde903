package persistence

import (
	"context"

	"dragoman/domain"
)

type personRow struct {
	ID             int64 `gorm:"primaryKey;autoIncrement:false"`
	TenantID       int64
	Username       string
	FoldedUsername string
	Role           int
	Email          string
	FoldedEmail    string
	Forename       string
	Surname        string
	PasswordHash   string
	ProofHash      string
	Margins        string
}

func (personRow) TableName() string { return "people" }

var peopleOrders = orders{
	domain.ByID:       "id",
	domain.ByName:     "username",
	domain.ByForename: "forename",
	domain.BySurname:  "surname",
	domain.ByFullName: "forename || ' ' || surname",
}

func (r *reader) person(row *personRow) (*domain.Person, error) {
	d := decoding{keys: r.keys}
	return &domain.Person{
		ID:       domain.PersonID(row.ID),
		Tenant:   domain.TenantID(row.TenantID),
		Username: row.Username,
		Role:     domain.Role(row.Role),
		Email:    row.Email,
		Forename: row.Forename,
		Surname:  row.Surname,
		Password: domain.Credential{Hash: row.PasswordHash, ProofHash: row.ProofHash},
		Margins:  d.margins(row.Margins, row.place("")),
	}, d.err
}

func (p *personRow) place(field string) place {
	return place{domain.TenantID(p.TenantID), domain.KindPerson, p.ID, field}
}

func (t *tx) personRow(tenant domain.TenantID, id int64, person *domain.Person, stored personRow) (personRow, error) {
	e := encoding{keys: t.keys}
	row := personRow{
		ID:             id,
		TenantID:       int64(tenant),
		Username:       person.Username,
		FoldedUsername: lower(person.Username),
		Role:           int(person.Role),
		Email:          person.Email,
		FoldedEmail:    lower(person.Email),
		Forename:       person.Forename,
		Surname:        person.Surname,
		PasswordHash:   person.Password.Hash,
		ProofHash:      person.Password.ProofHash,
	}
	row.Margins = e.margins(person.Margins, row.place(""), stored.Margins)
	return row, e.err
}

func (r *reader) Person(ctx context.Context, reach domain.Reach, id domain.PersonID) (*domain.Person, error) {
	row, err := one[personRow](within(r.on(ctx).Where("id = ?", id), "tenant_id", reach), "person")
	if err != nil {
		return nil, err
	}
	return r.person(row)
}

func (r *reader) PersonByUsername(ctx context.Context, username string) (*domain.Person, error) {
	row, err := one[personRow](r.on(ctx).Where("folded_username = ?", lower(username)), "person")
	if err != nil {
		return nil, err
	}
	return r.person(row)
}

// PeopleByEmail compares without case, as mail does in practice.
func (r *reader) PeopleByEmail(ctx context.Context, reach domain.Reach, email string) ([]*domain.Person, error) {
	db := within(r.along(ctx).Where("folded_email = ?", lower(email)), "tenant_id", reach)
	return many(db.Order("id"), r.person)
}

func (r *reader) People(ctx context.Context, tenant domain.TenantID, page domain.Page) ([]*domain.Person, error) {
	db, err := peopleOrders.page(r.along(ctx).Where("tenant_id = ?", tenant), page)
	if err != nil {
		return nil, err
	}
	return many(db, r.person)
}

func (r *reader) CountPeople(ctx context.Context, tenant domain.TenantID) (int, error) {
	return count[personRow](r.along(ctx).Where("tenant_id = ?", tenant))
}

func (t *tx) PutPerson(ctx context.Context, tenant domain.TenantID, person *domain.Person) error {
	newPassword := false
	id, err := put(ctx, t, tenant, int64(person.ID), "person", func(id int64, stored personRow) (personRow, error) {
		newPassword = stored.PasswordHash != person.Password.Hash
		return t.personRow(tenant, id, person, stored)
	})
	if err != nil {
		return err
	}
	if newPassword && person.ID != 0 {
		if err := t.endSessionsOf(ctx, "person_id", id); err != nil {
			return err
		}
	}
	person.ID, person.Tenant = domain.PersonID(id), tenant
	return nil
}

func (t *tx) RemovePerson(ctx context.Context, tenant domain.TenantID, id domain.PersonID) error {
	if err := remove[personRow](ctx, t, tenant, int64(id), "person"); err != nil {
		return err
	}
	return t.endSessionsOf(ctx, "person_id", int64(id))
}
