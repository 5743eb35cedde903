package persistence

import (
	"context"

	"gorm.io/gorm"

	"dragoman/domain"
)

type featureCodeRow struct {
	ID              int64 `gorm:"primaryKey;autoIncrement:false"`
	TenantID        int64
	Code            string
	Dialable        bool
	Form            string
	Listed          string
	Description     string
	OwnerID         int64
	Password        string
	Destination     string
	FaxDestination  string
	TextDestination string
	Margins         string
}

func (featureCodeRow) TableName() string { return "feature_codes" }

func (f *featureCodeRow) place(field string) place {
	return place{domain.TenantID(f.TenantID), domain.KindFeatureCode, f.ID, field}
}

var featureCodeOrders = orders{
	domain.ByID:          "id",
	domain.ByName:        "code",
	domain.ByDescription: "description",
	domain.ByDestination: "destination",
}

func (r *reader) featureCode(row *featureCodeRow) (*domain.FeatureCode, error) {
	d := decoding{keys: r.keys}
	return &domain.FeatureCode{
		ID:              domain.FeatureCodeID(row.ID),
		Tenant:          domain.TenantID(row.TenantID),
		Code:            row.Code,
		Form:            domain.Form(row.Form),
		Listed:          d.list(row.Listed),
		Description:     row.Description,
		Owner:           domain.PersonID(row.OwnerID),
		Password:        d.secret(row.Password, row.place("password")),
		Destination:     d.destination(row.Destination),
		FaxDestination:  d.destination(row.FaxDestination),
		TextDestination: d.destination(row.TextDestination),
		Margins:         d.margins(row.Margins, row.place("")),
	}, d.err
}

func (t *tx) featureCodeRow(tenant domain.TenantID, id int64, code *domain.FeatureCode, stored featureCodeRow) (featureCodeRow, error) {
	e := encoding{keys: t.keys}
	row := featureCodeRow{
		ID:              id,
		TenantID:        int64(tenant),
		Code:            code.Code,
		Dialable:        domain.Dialable(code.Code),
		Form:            string(code.Form),
		Listed:          e.list(code.Listed),
		Description:     code.Description,
		OwnerID:         int64(code.Owner),
		Destination:     code.Destination.String(),
		FaxDestination:  code.FaxDestination.String(),
		TextDestination: code.TextDestination.String(),
	}
	row.Margins = e.margins(code.Margins, row.place(""), stored.Margins)
	row.Password = e.secret(code.Password, row.place("password"), stored.Password)
	return row, e.err
}

func (r *reader) FeatureCode(ctx context.Context, tenant domain.TenantID, code string) (*domain.FeatureCode, error) {
	row, err := one[featureCodeRow](r.on(ctx).Where("tenant_id = ? AND code = ?", tenant, code), "feature code")
	if err != nil {
		return nil, err
	}
	return r.featureCode(row)
}

func (r *reader) FeatureCodeByID(ctx context.Context, tenant domain.TenantID, id domain.FeatureCodeID) (*domain.FeatureCode, error) {
	row, err := one[featureCodeRow](r.on(ctx).Where("id = ? AND tenant_id = ?", id, tenant), "feature code")
	if err != nil {
		return nil, err
	}
	return r.featureCode(row)
}

func (r *reader) FeatureCodes(ctx context.Context, tenant domain.TenantID, page domain.Page) ([]*domain.FeatureCode, error) {
	db, err := featureCodeOrders.page(r.codes(ctx, tenant, page), page)
	if err != nil {
		return nil, err
	}
	return many(db, r.featureCode)
}

func (r *reader) CountFeatureCodes(ctx context.Context, tenant domain.TenantID, page domain.Page) (int, error) {
	return count[featureCodeRow](r.codes(ctx, tenant, page))
}

// codes are the tenant's feature codes that a list is about.
func (r *reader) codes(ctx context.Context, tenant domain.TenantID, page domain.Page) *gorm.DB {
	db := belonging(r.along(ctx), tenant, page.Owner)
	if page.Dialable {
		db = db.Where("dialable")
	}
	return db
}

func (r *reader) FeatureCodesTo(ctx context.Context, tenant domain.TenantID, destinations ...domain.Destination) ([]*domain.FeatureCode, error) {
	if len(destinations) == 1 {
		if some, err := r.anyCodeTo(ctx, tenant, destinations[0]); err != nil || !some {
			return nil, err
		}
	}
	db := leadingTo(r.along(ctx).Where("tenant_id = ?", tenant), destinations)
	return many(db.Order("+id"), r.featureCode) // the plus has SQLite look the destinations up instead of going through all in order
}

// anyCodeTo says whether a code leads to a destination. None does to most, which gorm takes long to find out.
func (r *reader) anyCodeTo(ctx context.Context, tenant domain.TenantID, destination domain.Destination) (some bool, err error) {
	const query = "SELECT EXISTS (SELECT 1 FROM feature_codes WHERE tenant_id = ? AND destination = ?)"
	err = r.db.ConnPool.QueryRowContext(uninterrupted(ctx), query, int64(tenant), destination.String()).Scan(&some)
	return some, unreadable(err, "")
}

func (r *reader) FeatureCodesOfKind(ctx context.Context, tenant domain.TenantID, kind domain.DestinationKind) ([]*domain.FeatureCode, error) {
	db := r.along(ctx).Where("tenant_id = ?", tenant)
	if kind == domain.Nowhere {
		db = db.Where("destination = ''")
	} else {
		prefix := string(kind) + ":" // what every stored destination of the kind starts with; ";" comes after ":"
		db = db.Where("destination >= ? AND destination < ?", prefix, string(kind)+";")
	}
	return many(db.Order("id"), r.featureCode)
}

func (t *tx) PutFeatureCode(ctx context.Context, tenant domain.TenantID, code *domain.FeatureCode) error {
	id, err := put(ctx, t, tenant, int64(code.ID), "feature code", func(id int64, stored featureCodeRow) (featureCodeRow, error) {
		return t.featureCodeRow(tenant, id, code, stored)
	})
	if err != nil {
		return err
	}
	code.ID, code.Tenant = domain.FeatureCodeID(id), tenant
	return nil
}

func (t *tx) RemoveFeatureCode(ctx context.Context, tenant domain.TenantID, id domain.FeatureCodeID) error {
	return remove[featureCodeRow](ctx, t, tenant, int64(id), "feature code")
}
