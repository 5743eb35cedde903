package persistence

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm"
)

// insertions are the statements that add rows, by the type of the row.
var insertions sync.Map

// insertion is the statement that adds a row. The columns are those that gorm knows the fields by.
func insertion[Row row](db *gorm.DB) (string, error) {
	of := reflect.TypeFor[Row]()
	if known, ok := insertions.Load(of); ok {
		return known.(string), nil
	}
	parsed := gorm.Statement{DB: db}
	if err := parsed.Parse(new(Row)); err != nil {
		return "", fmt.Errorf("read the columns of %s: %w", of, err)
	}
	columns := parsed.Schema.DBNames
	statement := fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", parsed.Schema.Table, strings.Join(columns, ", "), strings.Repeat(", ?", len(columns)-1))
	insertions.Store(of, statement)
	return statement, nil
}

// insert adds a row. gorm would make the statement anew for each, which takes longer than to run it.
func insert[Row row](ctx context.Context, t *tx, made *Row) error {
	statement, err := insertion[Row](t.db)
	if err != nil {
		return err
	}
	fields := reflect.ValueOf(made).Elem()
	values := make([]any, fields.NumField())
	for i := range values {
		values[i] = fields.Field(i).Interface()
	}
	_, err = t.writer.ExecContext(uninterrupted(ctx), statement, values...)
	return unwritten(err)
}
