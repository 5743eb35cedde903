package persistence

import (
	"context"

	"dragoman/domain"
)

type phoneRow struct {
	ID                int64 `gorm:"primaryKey;autoIncrement:false"`
	TenantID          int64
	Name              string
	Listed            string
	Holder            string
	OwnerID           int64
	Password          string
	PIN               string
	WebPasswordHash   string
	WebProofHash      string
	ForwardNumber     string
	ForwardOn         bool
	Busy              string
	NoAnswer          string
	Unregistered      string
	RingTime          int
	DoNotDisturb      bool
	Anonymous         string
	CallerID          string
	EmergencyCallerID string
	DialPlan          string
	Codec             string
	Language          string
	Music             int
	HardwareAddress   string
	Mailbox           string
	Margins           string
}

func (phoneRow) TableName() string { return "phones" }

func (p *phoneRow) place(field string) place {
	return place{domain.TenantID(p.TenantID), domain.KindPhone, p.ID, field}
}

var phoneOrders = orders{domain.ByID: "id", domain.ByName: "name", domain.ByDescription: "holder"}

func (r *reader) phone(row *phoneRow) (*domain.Phone, error) {
	d := decoding{keys: r.keys}
	return &domain.Phone{
		ID:                domain.PhoneID(row.ID),
		Tenant:            domain.TenantID(row.TenantID),
		Name:              row.Name,
		Listed:            d.list(row.Listed),
		Holder:            row.Holder,
		Owner:             domain.PersonID(row.OwnerID),
		Password:          d.secret(row.Password, row.place("password")),
		PIN:               d.secret(row.PIN, row.place("pin")),
		WebPassword:       domain.Credential{Hash: row.WebPasswordHash, ProofHash: row.WebProofHash},
		Forward:           domain.Forward{Number: row.ForwardNumber, On: row.ForwardOn},
		Busy:              d.destination(row.Busy),
		NoAnswer:          d.destination(row.NoAnswer),
		Unregistered:      d.destination(row.Unregistered),
		RingTime:          row.RingTime,
		DoNotDisturb:      row.DoNotDisturb,
		Anonymous:         row.Anonymous,
		CallerID:          domain.CallerID(row.CallerID),
		EmergencyCallerID: domain.CallerID(row.EmergencyCallerID),
		DialPlan:          row.DialPlan,
		Codec:             row.Codec,
		Language:          row.Language,
		Music:             row.Music,
		HardwareAddress:   row.HardwareAddress,
		Mailbox:           row.Mailbox,
		Margins:           d.margins(row.Margins, row.place("")),
	}, d.err
}

// phoneRow writes a phone of the tenant and id as a row; stored is the row that it replaces, the zero one for none.
func (t *tx) phoneRow(tenant domain.TenantID, id int64, phone *domain.Phone, stored phoneRow) (phoneRow, error) {
	e := encoding{keys: t.keys}
	row := phoneRow{
		ID:                id,
		TenantID:          int64(tenant),
		Name:              phone.Name,
		Listed:            e.list(phone.Listed),
		Holder:            phone.Holder,
		OwnerID:           int64(phone.Owner),
		WebPasswordHash:   phone.WebPassword.Hash,
		WebProofHash:      phone.WebPassword.ProofHash,
		ForwardNumber:     phone.Forward.Number,
		ForwardOn:         phone.Forward.On,
		Busy:              phone.Busy.String(),
		NoAnswer:          phone.NoAnswer.String(),
		Unregistered:      phone.Unregistered.String(),
		RingTime:          phone.RingTime,
		DoNotDisturb:      phone.DoNotDisturb,
		Anonymous:         phone.Anonymous,
		CallerID:          string(phone.CallerID),
		EmergencyCallerID: string(phone.EmergencyCallerID),
		DialPlan:          phone.DialPlan,
		Codec:             phone.Codec,
		Language:          phone.Language,
		Music:             phone.Music,
		HardwareAddress:   phone.HardwareAddress,
		Mailbox:           phone.Mailbox,
	}
	row.Margins = e.margins(phone.Margins, row.place(""), stored.Margins)
	row.Password = e.secret(phone.Password, row.place("password"), stored.Password)
	row.PIN = e.secret(phone.PIN, row.place("pin"), stored.PIN)
	return row, e.err
}

func (r *reader) Phone(ctx context.Context, tenant domain.TenantID, name string) (*domain.Phone, error) {
	row, err := one[phoneRow](r.on(ctx).Where("tenant_id = ? AND name = ?", tenant, name), "phone")
	if err != nil {
		return nil, err
	}
	return r.phone(row)
}

func (r *reader) PhoneByID(ctx context.Context, tenant domain.TenantID, id domain.PhoneID) (*domain.Phone, error) {
	row, err := one[phoneRow](r.on(ctx).Where("id = ? AND tenant_id = ?", id, tenant), "phone")
	if err != nil {
		return nil, err
	}
	return r.phone(row)
}

func (r *reader) TenantsWithPhone(ctx context.Context, reach domain.Reach, name string) ([]domain.TenantID, error) {
	var tenants []domain.TenantID
	err := within(r.along(ctx).Table("phones"), "tenant_id", reach).
		Joins("JOIN tenants ON tenants.id = phones.tenant_id AND tenants.deleted IS NULL").
		Where("phones.name = ?", name).Order("tenant_id").Pluck("tenant_id", &tenants).Error
	return tenants, unreadable(err, "")
}

func (r *reader) Phones(ctx context.Context, tenant domain.TenantID, page domain.Page) ([]*domain.Phone, error) {
	db, err := phoneOrders.page(belonging(r.along(ctx), tenant, page.Owner), page)
	if err != nil {
		return nil, err
	}
	return many(db, r.phone)
}

func (r *reader) CountPhones(ctx context.Context, tenant domain.TenantID, page domain.Page) (int, error) {
	return count[phoneRow](belonging(r.along(ctx), tenant, page.Owner))
}

func (t *tx) PutPhone(ctx context.Context, tenant domain.TenantID, phone *domain.Phone) error {
	newPassword := false
	id, err := put(ctx, t, tenant, int64(phone.ID), "phone", func(id int64, stored phoneRow) (phoneRow, error) {
		newPassword = stored.WebPasswordHash != phone.WebPassword.Hash
		return t.phoneRow(tenant, id, phone, stored)
	})
	if err != nil {
		return err
	}
	if newPassword && phone.ID != 0 {
		if err := t.endSessionsOf(ctx, "phone_id", id); err != nil {
			return err
		}
	}
	phone.ID, phone.Tenant = domain.PhoneID(id), tenant
	return nil
}

func (t *tx) RemovePhone(ctx context.Context, tenant domain.TenantID, id domain.PhoneID) error {
	if err := remove[phoneRow](ctx, t, tenant, int64(id), "phone"); err != nil {
		return err
	}
	return t.endSessionsOf(ctx, "phone_id", int64(id))
}
