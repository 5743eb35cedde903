package persistence

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"dragoman/domain"
	"dragoman/persistence/sealing"
)

// openGorm puts gorm on a pool of connections. It logs nothing, since what it would log has values in it.
func openGorm(pool gorm.ConnPool, prepare bool) (*gorm.DB, error) {
	dialector := sqlite.New(sqlite.Config{DriverName: "sqlite", Conn: pool})
	db, err := gorm.Open(dialector, &gorm.Config{
		Logger:                 logger.Discard,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		PrepareStmt:            prepare,
		PrepareStmtMaxSize:     1024, // more than there are, since gorm closes what it throws out while somebody may use it
		PrepareStmtTTL:         math.MaxInt64,
		ClauseBuilders:         map[string]clause.ClauseBuilder{"LIMIT": buildLimit},
	})
	if err != nil {
		return nil, fmt.Errorf("open gorm: %w", err)
	}
	return db.Session(&gorm.Session{SkipHooks: true}), nil
}

// buildLimit binds limit and offset, where gorm's own would write them into the statement: each page that a client
// asks for would be a new statement to prepare and to keep. The plus keeps SQLite from planning for the number, which
// would have it prepare the statement again whenever another is bound.
func buildLimit(c clause.Clause, builder clause.Builder) {
	page, ok := c.Expression.(clause.Limit)
	if !ok {
		c.Build(builder)
		return
	}
	limit := -1 // none
	if page.Limit != nil && *page.Limit > 0 {
		limit = *page.Limit
	}
	_, _ = builder.WriteString("LIMIT +") // gorm's builder keeps it in memory
	builder.AddVar(builder, limit)
	_, _ = builder.WriteString(" OFFSET +")
	builder.AddVar(builder, max(0, page.Offset))
}

// reader answers domain.Reader's questions, from the store as it is or from within a change of it.
type reader struct {
	db       *gorm.DB
	keys     *sealing.Keys
	clock    func() time.Time
	changing bool
}

// on begins a statement. A context that ends doesn't interrupt it, but fails the next one: watching the context would
// cost a short statement a fifth more, and an interrupted connection would have to be opened anew.
func (r *reader) on(ctx context.Context) *gorm.DB {
	db := r.db.WithContext(context.WithoutCancel(ctx))
	if err := ctx.Err(); err != nil {
		_ = db.AddError(err) // the statement returns it
	}
	return db
}

// uninterrupted is what a statement of on runs under: the context if it has ended, else one that never does.
func uninterrupted(ctx context.Context) context.Context {
	if ctx.Err() != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// along begins a statement that may take long, and that ends with its context unless it is part of a change.
func (r *reader) along(ctx context.Context) *gorm.DB {
	if r.changing {
		return r.on(ctx)
	}
	return r.db.WithContext(ctx)
}

// one reads the row that db selects, or fails with NotFound said of what was looked for.
func one[Row any](db *gorm.DB, what string) (*Row, error) {
	var row Row
	if err := db.Take(&row).Error; err != nil {
		return nil, unreadable(err, what)
	}
	return &row, nil
}

// many reads the rows that db selects and turns each into an object.
func many[Row, Object any](db *gorm.DB, object func(*Row) (*Object, error)) ([]*Object, error) {
	var rows []Row
	if err := db.Find(&rows).Error; err != nil {
		return nil, unreadable(err, "")
	}
	objects := make([]*Object, len(rows))
	for i := range rows {
		made, err := object(&rows[i])
		if err != nil {
			return nil, err
		}
		objects[i] = made
	}
	return objects, nil
}

// count says how many rows db selects.
func count[Row any](db *gorm.DB) (int, error) {
	var n int64
	err := db.Model(new(Row)).Count(&n).Error
	return int(n), unreadable(err, "")
}

// within restricts a statement to the tenants of a reach.
func within(db *gorm.DB, column string, reach domain.Reach) *gorm.DB {
	switch {
	case reach.All:
		return db
	case len(reach.Tenants) == 1:
		return db.Where(column+" = ?", reach.Tenants[0])
	}
	return db.Where(column+" IN (SELECT value FROM json_each(?))", jsonList(reach.Tenants))
}

// leadingTo restricts a statement to rows whose destination is one of those given.
func leadingTo(db *gorm.DB, destinations []domain.Destination) *gorm.DB {
	if len(destinations) == 1 {
		return db.Where("destination = ?", destinations[0].String())
	}
	return db.Where("destination IN (SELECT value FROM json_each(?))", jsonList(destinations))
}

// jsonList writes a list as one parameter, so that a statement's text doesn't depend on how many there are.
func jsonList[T any](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err) // numbers and texts always can be written
	}
	return string(data)
}

// orders are the columns that a kind of object can be listed by.
type orders map[domain.Sort]string

// sorted puts rows in an order, the older first where they are equal in it.
func (o orders) sorted(db *gorm.DB, by domain.Sort, descending bool) (*gorm.DB, error) {
	column, ok := o[by]
	if !ok {
		return nil, domain.Fail(domain.Invalid, "there is no order by %s here", by)
	}
	if descending {
		column += " DESC"
	}
	if by != domain.ByID {
		column += ", id"
	}
	return db.Order(column), nil
}

// page restricts a statement to a part of a list.
func (o orders) page(db *gorm.DB, page domain.Page) (*gorm.DB, error) {
	db, err := o.sorted(db, page.Sort, page.Descending)
	if err != nil {
		return nil, err
	}
	return paged(db, page.Limit, page.Offset), nil
}

func paged(db *gorm.DB, limit, offset int) *gorm.DB { return db.Limit(limit).Offset(offset) }

// belonging restricts a statement to a tenant's rows, or to those of them that a person owns. The plus has SQLite use the
// index of owned rows; otherwise it would walk through all of the tenant's in the order of the list, in search of a few.
func belonging(db *gorm.DB, tenant domain.TenantID, owner domain.PersonID) *gorm.DB {
	if owner == 0 {
		return db.Where("tenant_id = ?", tenant)
	}
	return db.Where("+tenant_id = ? AND owner_id = ? AND owner_id <> 0", tenant, owner)
}

// lower is how texts are compared without case.
func lower(text string) string { return strings.ToLower(text) }
