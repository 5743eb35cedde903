package persistence

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"
)

// writer is the one connection that changes the store. Whoever has the turn has the connection to itself, from the
// beginning of a transaction to its end. To gorm it is a pool of connections whose statements are all prepared: gorm's
// own cache would prepare every statement of a transaction anew, since a statement that was made in one transaction is
// of no use in the next.
type writer struct {
	pool     *sql.DB
	turn     chan struct{}
	closed   chan struct{}
	conn     *sql.Conn
	prepared *lru.Cache[string, *sql.Stmt]
}

// keptStatements is how many statements stay prepared. There are about as many as queries in this package, and an
// update for each set of columns that somebody changes together.
const keptStatements = 256

func newWriter(pool *sql.DB) *writer {
	return &writer{pool: pool, turn: make(chan struct{}, 1), closed: make(chan struct{})}
}

func (w *writer) connect(ctx context.Context) error {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn = conn
	w.prepared, err = lru.New[string, *sql.Stmt](keptStatements)
	return err
}

var errClosed = errors.New("the store is closed")

// take waits for the turn, or until the context ends or the store closes.
func (w *writer) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case w.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closed:
		return errClosed
	}
}

func (w *writer) give() { <-w.turn }

// begin starts a transaction. All that runs on the writer until it ends is part of it.
func (w *writer) begin(ctx context.Context) (*sql.Tx, error) {
	if w.conn == nil {
		if err := w.connect(ctx); err != nil {
			return nil, err
		}
	}
	return w.conn.BeginTx(ctx, nil)
}

// close refuses further changes, and waits for the one under way.
func (w *writer) close() error {
	close(w.closed)
	w.turn <- struct{}{}
	err := w.finalize()
	if w.conn != nil {
		err = errors.Join(err, w.conn.Close())
	}
	return errors.Join(err, w.pool.Close())
}

// drop gives the connection up, with whatever transaction may be open on it.
func (w *writer) drop() error {
	err := w.finalize()
	dropped := w.conn.Raw(func(any) error { return driver.ErrBadConn }) // has the pool close it instead of keeping it
	w.conn = nil
	if errors.Is(dropped, driver.ErrBadConn) {
		return err
	}
	return errors.Join(err, dropped)
}

func (w *writer) finalize() error {
	if w.conn == nil {
		return nil
	}
	var errs []error
	for _, statement := range w.prepared.Values() {
		errs = append(errs, statement.Close())
	}
	return errors.Join(errs...)
}

func (w *writer) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, ok := w.prepared.Get(query); ok {
		return statement, nil
	}
	if w.prepared.Len() == keptStatements {
		_, oldest, _ := w.prepared.RemoveOldest()
		if err := oldest.Close(); err != nil {
			return nil, err
		}
	}
	statement, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.prepared.Add(query, statement)
	return statement, nil
}

func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := w.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := w.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := w.PrepareContext(ctx, query)
	if err != nil {
		return w.conn.QueryRowContext(ctx, query, args...) // fails in the same way, and its row says so
	}
	return statement.QueryRowContext(ctx, args...)
}

// nextID is the id that the next row of a table gets. Inside a transaction nobody else can take it.
func (w *writer) nextID(ctx context.Context, table string) (int64, error) {
	var last int64
	err := w.QueryRowContext(ctx, "SELECT seq FROM sqlite_sequence WHERE name = ?", table).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("find an id: %w", err)
	}
	return last + 1, nil
}
