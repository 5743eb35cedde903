package persistence

import (
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dragoman/domain"
)

// unreadable turns an error of a reading statement into NotFound, said of what was looked for, or an internal error.
func unreadable(err error, what string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return missing(what)
	}
	return fmt.Errorf("read from the store: %w", err)
}

func missing(what string) error { return domain.Fail(domain.NotFound, "there is no such %s", what) }

// unwritten turns an error of a changing statement into one of the domain's, or an internal one.
func unwritten(err error) error {
	if err == nil || domain.CodeOf(err) != "" {
		return err
	}
	switch codeOf(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return domain.Wrap(domain.Conflict, err, "the name is taken")
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return missing("tenant") // the only foreign keys that a caller's ids get into
	}
	return undone(err)
}

// undone turns an error of a transaction as a whole, its beginning or its end, into Unavailable where the store can't
// take a change now, or an internal error.
func undone(err error) error {
	switch codeOf(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return domain.Wrap(domain.Unavailable, err, "the store is busy")
	case sqlite3.SQLITE_FULL:
		return domain.Wrap(domain.Unavailable, err, "the store is full")
	case sqlite3.SQLITE_READONLY:
		return domain.Wrap(domain.Unavailable, err, "the store is read-only")
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return domain.Wrap(domain.Unavailable, err, "the store can't be written")
	}
	return fmt.Errorf("write to the store: %w", err)
}

// codeOf is SQLite's extended result code, 0 for errors that aren't SQLite's.
func codeOf(err error) int {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		return failure.Code()
	}
	return 0
}
