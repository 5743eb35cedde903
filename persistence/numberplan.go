package persistence

import (
	"context"
	"database/sql"
	"errors"

	"dragoman/domain"
)

// The number plan is asked and changed for each name of each object, by statements of its own: gorm takes several times as
// long as SQLite for such short ones.

func (r *reader) HolderOf(ctx context.Context, tenant domain.TenantID, name string) (domain.Holder, error) {
	const query = "SELECT kind, object_id FROM plan WHERE tenant_id = ? AND name = ?"
	var holder domain.Holder
	err := r.db.ConnPool.QueryRowContext(uninterrupted(ctx), query, int64(tenant), name).Scan(&holder.Kind, &holder.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return domain.Holder{}, nil
	}
	return holder, unreadable(err, "")
}

func (r *reader) PhoneOf(ctx context.Context, tenant domain.TenantID, name string) (domain.Holder, string, error) {
	const query = `
SELECT plan.kind, plan.object_id, coalesce(phones.name, '')
FROM plan LEFT JOIN phones ON plan.kind = ? AND phones.id = plan.object_id
WHERE plan.tenant_id = ? AND plan.name = ?`
	var holder domain.Holder
	var phone string
	err := r.db.ConnPool.QueryRowContext(uninterrupted(ctx), query, string(domain.KindPhone), int64(tenant), name).Scan(&holder.Kind, &holder.ID, &phone)
	if errors.Is(err, sql.ErrNoRows) {
		return domain.Holder{}, "", nil
	}
	return holder, phone, unreadable(err, "")
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
	const statement = `
INSERT INTO plan (tenant_id, name, kind, object_id) VALUES (?, ?, ?, ?)
ON CONFLICT (tenant_id, name) DO UPDATE SET kind = excluded.kind, object_id = excluded.object_id`
	_, err := t.writer.ExecContext(uninterrupted(ctx), statement, int64(tenant), name, string(holder.Kind), holder.ID)
	return unwritten(err)
}

func (t *tx) Release(ctx context.Context, tenant domain.TenantID, name string) error {
	_, err := t.writer.ExecContext(uninterrupted(ctx), "DELETE FROM plan WHERE tenant_id = ? AND name = ?", int64(tenant), name)
	return unwritten(err)
}
