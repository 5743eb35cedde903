package persistence

import (
	"context"

	"dragoman/domain"
)

// tx is a change under way: it reads what was written in it so far.
type tx struct {
	reader
	writer *writer
}

// row is a table's row as a struct that can be compared.
type row interface {
	comparable
	TableName() string
}

// put inserts a row under a new id where id is 0, else replaces the tenant's row of the id, and returns its id. The row
// is made for an id, since sealed secrets are bound to it, and from the row that is stored, the zero one for none. A row
// that stays as it is isn't written.
func put[Row row](ctx context.Context, t *tx, tenant domain.TenantID, id int64, what string, rowFor func(id int64, stored Row) (Row, error)) (int64, error) {
	var stored Row
	if id == 0 {
		id, err := t.writer.nextID(ctx, stored.TableName())
		if err != nil {
			return 0, err
		}
		made, err := rowFor(id, stored)
		if err != nil {
			return 0, err
		}
		return id, unwritten(t.on(ctx).Create(&made).Error)
	}
	found, err := one[Row](t.on(ctx).Where("id = ? AND tenant_id = ?", id, tenant), what)
	if err != nil {
		return 0, err
	}
	made, err := rowFor(id, *found)
	if err != nil || made == *found {
		return id, err
	}
	return id, unwritten(t.on(ctx).Model(&made).Select("*").Updates(&made).Error)
}

// remove deletes the tenant's row whose id is set, or fails with NotFound.
func (t *tx) remove(ctx context.Context, tenant domain.TenantID, row any, what string) error {
	done := t.on(ctx).Where("tenant_id = ?", tenant).Delete(row)
	if done.Error != nil {
		return unwritten(done.Error)
	}
	if done.RowsAffected == 0 {
		return missing(what)
	}
	return nil
}
