package persistence

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"dragoman/domain"
)

type tenantRow struct {
	ID            int64 `gorm:"primaryKey;autoIncrement:false"`
	ParentID      *int64
	Name          string
	FoldedName    string
	Domain        string
	DomainAliases string
	MaxPhones     *int
	MaxHuntGroups *int
	MaxCodes      *int
	MailboxPrefix string
	Deleted       *int64
	Margins       string
}

func (tenantRow) TableName() string { return "tenants" }

// tenantDomainRow is one of the DNS names that live tenants have.
type tenantDomainRow struct {
	Name     string `gorm:"primaryKey"`
	TenantID int64
}

func (tenantDomainRow) TableName() string { return "tenant_domains" }

var tenantOrders = orders{domain.ByID: "id", domain.ByName: "name"}

func (r *reader) tenant(row *tenantRow) (*domain.Tenant, error) {
	d := decoding{keys: r.keys}
	tenant := &domain.Tenant{
		ID:            domain.TenantID(row.ID),
		Name:          row.Name,
		Domain:        row.Domain,
		DomainAliases: d.list(row.DomainAliases),
		MaxPhones:     row.MaxPhones,
		MaxHuntGroups: row.MaxHuntGroups,
		MaxCodes:      row.MaxCodes,
		MailboxPrefix: row.MailboxPrefix,
		Deleted:       readTime(row.Deleted),
		Margins:       d.margins(row.Margins, row.place("")),
	}
	if row.ParentID != nil {
		tenant.Parent = domain.TenantID(*row.ParentID)
	}
	return tenant, d.err
}

func (t *tenantRow) place(field string) place {
	return place{domain.TenantID(t.ID), domain.KindTenant, t.ID, field}
}

func (t *tx) tenantRow(id int64, tenant *domain.Tenant, stored tenantRow) (tenantRow, error) {
	e := encoding{keys: t.keys}
	row := tenantRow{
		ID:            id,
		Name:          tenant.Name,
		FoldedName:    lower(tenant.Name),
		Domain:        tenant.Domain,
		DomainAliases: e.list(tenant.DomainAliases),
		MaxPhones:     tenant.MaxPhones,
		MaxHuntGroups: tenant.MaxHuntGroups,
		MaxCodes:      tenant.MaxCodes,
		MailboxPrefix: tenant.MailboxPrefix,
		Deleted:       writeTime(tenant.Deleted),
	}
	row.Margins = e.margins(tenant.Margins, row.place(""), stored.Margins)
	if tenant.Parent != 0 {
		row.ParentID = (*int64)(&tenant.Parent)
	}
	return row, e.err
}

func (r *reader) Tenant(ctx context.Context, tenant domain.TenantID) (*domain.Tenant, error) {
	row, err := one[tenantRow](r.on(ctx).Where("id = ?", tenant), "tenant")
	if err != nil {
		return nil, err
	}
	return r.tenant(row)
}

func (r *reader) TenantByDomain(ctx context.Context, name string) (*domain.Tenant, error) {
	row, err := one[tenantRow](r.on(ctx).Where("id = (SELECT tenant_id FROM tenant_domains WHERE name = ?)", name), "tenant")
	if err != nil {
		return nil, err
	}
	return r.tenant(row)
}

func (r *reader) Tenants(ctx context.Context, reach domain.Reach, query domain.TenantQuery) ([]*domain.Tenant, error) {
	db, err := tenantOrders.sorted(queried(r.along(ctx), reach, query), query.Sort, query.Page.Descending)
	if err != nil {
		return nil, err
	}
	return many(paged(db, query.Page.Limit, query.Page.Offset), r.tenant)
}

func (r *reader) CountTenants(ctx context.Context, reach domain.Reach, query domain.TenantQuery) (int, error) {
	return count[tenantRow](queried(r.along(ctx), reach, query))
}

// queried restricts a statement to the tenants that a query selects.
func queried(db *gorm.DB, reach domain.Reach, query domain.TenantQuery) *gorm.DB {
	db = within(db, "id", reach)
	if query.Parent != nil && *query.Parent == 0 {
		db = db.Where("parent_id IS NULL")
	} else if query.Parent != nil {
		db = db.Where("parent_id = ?", *query.Parent)
	}
	if query.Name != "" {
		db = db.Where("instr(folded_name, ?) > 0", lower(query.Name))
	}
	if query.Deleted != nil && *query.Deleted {
		db = db.Where("deleted IS NOT NULL")
	} else if query.Deleted != nil {
		db = db.Where("deleted IS NULL")
	}
	return db
}

// Deleted tenants in between are passed through. UNION, unlike UNION ALL, ends where somebody made a circle of parents.
const subTenants = `
WITH RECURSIVE below (id, deleted) AS (
  SELECT id, deleted FROM tenants WHERE parent_id = ?
  UNION
  SELECT tenants.id, tenants.deleted FROM tenants JOIN below ON tenants.parent_id = below.id
)
SELECT id FROM below WHERE deleted IS NULL AND id <> ? ORDER BY id`

func (r *reader) SubTenants(ctx context.Context, tenant domain.TenantID) ([]domain.TenantID, error) {
	var below []domain.TenantID
	err := r.along(ctx).Raw(subTenants, tenant, tenant).Scan(&below).Error
	return below, unreadable(err, "")
}

func (t *tx) PutTenant(ctx context.Context, tenant *domain.Tenant) error {
	id := int64(tenant.ID)
	var stored tenantRow
	if id != 0 {
		found, err := one[tenantRow](t.on(ctx).Where("id = ?", id), "tenant")
		if err != nil {
			return err
		}
		stored = *found
	} else {
		next, err := t.writer.nextID(ctx, tenantRow{}.TableName())
		if err != nil {
			return err
		}
		id = next
	}
	row, err := t.tenantRow(id, tenant, stored)
	if err != nil {
		return err
	}
	if tenant.ID == 0 {
		err = t.on(ctx).Create(&row).Error
	} else {
		err = t.on(ctx).Model(&row).Select("*").Updates(&row).Error
	}
	if err != nil {
		return unwritten(err)
	}
	if err := t.putDomains(ctx, id, tenant); err != nil {
		return err
	}
	tenant.ID = domain.TenantID(id)
	return nil
}

// putDomains makes the tenant's DNS names its own, so that no other live tenant can have them. A deleted one has none.
func (t *tx) putDomains(ctx context.Context, id int64, tenant *domain.Tenant) error {
	var wanted, stored []string
	if tenant.Deleted == nil {
		wanted = slices.DeleteFunc(tenant.Domains(), func(name string) bool { return name == "" })
	}
	err := t.on(ctx).Model(&tenantDomainRow{}).Where("tenant_id = ?", id).Pluck("name", &stored).Error
	if err != nil {
		return unreadable(err, "")
	}
	for _, name := range stored {
		if slices.Contains(wanted, name) {
			continue
		}
		if err := t.on(ctx).Where("name = ?", name).Delete(&tenantDomainRow{}).Error; err != nil {
			return unwritten(err)
		}
	}
	for i, name := range wanted {
		if slices.Contains(stored, name) || slices.Contains(wanted[:i], name) {
			continue
		}
		if err := t.on(ctx).Create(&tenantDomainRow{Name: name, TenantID: id}).Error; err != nil {
			return unwritten(err)
		}
	}
	return nil
}

func (t *tx) EmptyTenant(ctx context.Context, tenant domain.TenantID) error {
	if _, err := t.Tenant(ctx, tenant); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM sessions WHERE person_id IN (SELECT id FROM people WHERE tenant_id = @tenant)
			OR phone_id IN (SELECT id FROM phones WHERE tenant_id = @tenant) OR tenant_id = @tenant`,
		"DELETE FROM members WHERE hunt_group_id IN (SELECT id FROM hunt_groups WHERE tenant_id = @tenant)",
		"DELETE FROM hunt_groups WHERE tenant_id = @tenant",
		"DELETE FROM feature_codes WHERE tenant_id = @tenant",
		"DELETE FROM phones WHERE tenant_id = @tenant",
		"DELETE FROM people WHERE tenant_id = @tenant",
		"DELETE FROM plan WHERE tenant_id = @tenant",
		"DELETE FROM tenant_domains WHERE tenant_id = @tenant",
	} {
		if err := t.on(ctx).Exec(statement, map[string]any{"tenant": tenant}).Error; err != nil {
			return unwritten(err)
		}
	}
	return nil
}
