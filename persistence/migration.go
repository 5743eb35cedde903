package persistence

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"
	"time"
)

// ErrNewer says that a newer program has changed the store's schema.
var ErrNewer = errors.New("the store was made by a newer version of this program")

// SchemaVersion is the version of the schema that this program reads and writes: the number of its newest migration.
var SchemaVersion = len(migrations())

//go:embed migrations
var migrationFiles embed.FS

// migrations are the steps from an empty store to the present schema; step n leads to version n+1. Once released, a
// step is never changed.
func migrations() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted
	if err != nil {
		panic(err)
	}
	steps := make([]string, len(names))
	for i, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			panic(fmt.Sprintf("%s is not migration %d", name, i+1))
		}
		data, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		steps[i] = string(data)
	}
	return steps
}

const readVersion = "SELECT coalesce(max(version), 0) FROM migrations"

// migrate brings the schema up to date, one transaction for each step, so that a step that fails leaves the store as
// the step before left it. It fails with ErrNewer where the schema is ahead of the program.
func migrate(ctx context.Context, db *sql.DB, now func() time.Time, log *slog.Logger) error {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if version > SchemaVersion {
		return fmt.Errorf("schema %d, and this program knows up to %d: %w", version, SchemaVersion, ErrNewer)
	}
	for i, step := range migrations()[version:] {
		number := version + i + 1
		if err := migrateTo(ctx, db, number, step, now()); err != nil {
			return fmt.Errorf("bring the store to schema %d: %w", number, err)
		}
		log.InfoContext(ctx, "The store's schema was brought up to date.", "schema_version", number)
	}
	return nil
}

func schemaVersion(ctx context.Context, db *sql.DB) (version int, err error) {
	var tables int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'").Scan(&tables)
	if err != nil {
		return 0, fmt.Errorf("read the store's schema: %w", err)
	}
	if tables == 0 {
		return 0, nil
	}
	if err := db.QueryRowContext(ctx, readVersion).Scan(&version); err != nil {
		return 0, fmt.Errorf("read the store's schema: %w", err)
	}
	return version, nil
}

func migrateTo(ctx context.Context, db *sql.DB, number int, step string, at time.Time) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, undo(tx))
		}
	}()
	for _, text := range []string{
		"CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT",
		step,
	} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO migrations (version, at) VALUES (?, ?)", number, at.UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}

// undo rolls a transaction back, unless it is over already.
func undo(tx *sql.Tx) error {
	if err := tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}
