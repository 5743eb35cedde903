package persistence

import (
	"context"
	"reflect"

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
// is made for an id, since sealed secrets are bound to it, and from the row that is stored, the zero one for none.
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
		return id, insert(ctx, t, &made)
	}
	found, err := one[Row](t.on(ctx).Where("id = ? AND tenant_id = ?", id, tenant), what)
	if err != nil {
		return 0, err
	}
	made, err := rowFor(id, *found)
	if err != nil {
		return 0, err
	}
	return id, replace(ctx, t, *found, made)
}

// replace writes the columns in which a row differs from the one that is stored under its id: indexes of the others
// stay untouched, and where none differs nothing is written.
func replace[Row row](ctx context.Context, t *tx, stored, made Row) error {
	if made == stored {
		return nil
	}
	var differing []string
	was, is := reflect.ValueOf(stored), reflect.ValueOf(made)
	for i := range is.NumField() {
		if !is.Field(i).Equal(was.Field(i)) {
			differing = append(differing, is.Type().Field(i).Name)
		}
	}
	return unwritten(t.on(ctx).Model(&made).Select(differing).Updates(&made).Error)
}

// remove deletes the tenant's row of the id, or fails with NotFound. The id stands in the condition, since gorm leaves a
// zero one in a row out of it and would delete everything.
func remove[Row row](ctx context.Context, t *tx, tenant domain.TenantID, id int64, what string) error {
	done := t.on(ctx).Where("id = ? AND tenant_id = ?", id, tenant).Delete(new(Row))
	if done.Error != nil {
		return unwritten(done.Error)
	}
	if done.RowsAffected == 0 {
		return missing(what)
	}
	return nil
}
