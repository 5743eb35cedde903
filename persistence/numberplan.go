package persistence

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dragoman/domain"
)

// planRow says who holds a name of a tenant's number plan.
type planRow struct {
	TenantID int64  `gorm:"primaryKey;autoIncrement:false"`
	Name     string `gorm:"primaryKey"`
	Kind     string
	ObjectID int64
}

func (planRow) TableName() string { return "plan" }

func (r *reader) HolderOf(ctx context.Context, tenant domain.TenantID, name string) (domain.Holder, error) {
	var row planRow
	err := r.on(ctx).Where("tenant_id = ? AND name = ?", tenant, name).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return domain.Holder{}, nil
	}
	return domain.Holder{Kind: domain.Kind(row.Kind), ID: row.ObjectID}, unreadable(err, "")
}

func (r *reader) PhoneOf(ctx context.Context, tenant domain.TenantID, name string) (domain.Holder, string, error) {
	var row struct {
		Kind     string
		ObjectID int64
		Phone    string
	}
	err := r.on(ctx).Raw(`
SELECT plan.kind, plan.object_id, coalesce(phones.name, '') AS phone
FROM plan LEFT JOIN phones ON plan.kind = ? AND phones.id = plan.object_id
WHERE plan.tenant_id = ? AND plan.name = ?`, domain.KindPhone, tenant, name).Scan(&row).Error
	return domain.Holder{Kind: domain.Kind(row.Kind), ID: row.ObjectID}, row.Phone, unreadable(err, "")
}

// The conditions on what is not empty let SQLite use indexes of such rows alone.
const referrers = `
SELECT @phone AS kind, id FROM phones WHERE tenant_id = @tenant AND busy = @to AND busy <> ''
UNION SELECT @phone, id FROM phones WHERE tenant_id = @tenant AND no_answer = @to AND no_answer <> ''
UNION SELECT @phone, id FROM phones WHERE tenant_id = @tenant AND unregistered = @to AND unregistered <> ''
UNION SELECT @phone, id FROM phones WHERE tenant_id = @tenant AND mailbox = @mailbox AND @mailbox <> ''
UNION SELECT @group, id FROM hunt_groups WHERE tenant_id = @tenant AND @to IN (no_answer, busy, unavailable)
UNION SELECT @group, hunt_group_id FROM members WHERE tenant_id = @tenant AND destination = @to
UNION SELECT @code, id FROM feature_codes WHERE tenant_id = @tenant AND destination = @to
UNION SELECT @code, id FROM feature_codes WHERE tenant_id = @tenant AND fax_destination = @to AND fax_destination <> ''
UNION SELECT @code, id FROM feature_codes WHERE tenant_id = @tenant AND text_destination = @to AND text_destination <> ''
ORDER BY kind, id`

// ReferrersTo finds nobody for a destination that leads nowhere.
func (r *reader) ReferrersTo(ctx context.Context, tenant domain.TenantID, destination domain.Destination) ([]domain.Holder, error) {
	if destination == (domain.Destination{}) {
		return nil, nil
	}
	mailbox := ""
	if destination.Kind == domain.ToMailbox {
		mailbox = destination.Target
	}
	var holders []domain.Holder
	err := r.on(ctx).Raw(referrers, map[string]any{
		"tenant":  tenant,
		"to":      destination.String(),
		"mailbox": mailbox,
		"phone":   domain.KindPhone,
		"group":   domain.KindHuntGroup,
		"code":    domain.KindFeatureCode,
	}).Scan(&holders).Error
	return holders, unreadable(err, "")
}

func (t *tx) Claim(ctx context.Context, tenant domain.TenantID, name string, holder domain.Holder) error {
	row := planRow{TenantID: int64(tenant), Name: name, Kind: string(holder.Kind), ObjectID: holder.ID}
	return unwritten(t.on(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

func (t *tx) Release(ctx context.Context, tenant domain.TenantID, name string) error {
	return unwritten(t.on(ctx).Where("tenant_id = ? AND name = ?", tenant, name).Delete(&planRow{}).Error)
}
