package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// pragma is a setting of a connection, with what SQLite answers when asked for it, empty where that may be anything.
type pragma struct{ name, value, inForce string }

// The driver runs busy_timeout before the others, so that they wait for their turn as well.
var (
	writerPragmas = []pragma{
		{"busy_timeout", "5000", "5000"}, // milliseconds
		{"journal_mode", "wal", "wal"},   // readers go on while somebody writes
		{"foreign_keys", "on", "1"},
		{"synchronous", "full", "2"},                   // what was answered for survives a power failure
		{"journal_size_limit", "67108864", "67108864"}, // bytes; one large change leaves no large file behind
	}
	readerPragmas = []pragma{
		{"busy_timeout", "5000", "5000"},
		{"query_only", "on", "1"},
	}
)

const pageSize = 4096 // SQLite's default, which the migrations leave alone

// maxSize limits the file's size; a file that is larger already may stay as large as it is.
func maxSize(bytes int64) pragma {
	return pragma{"max_page_count", strconv.FormatInt(max(1, bytes/pageSize), 10), ""}
}

// openFile opens a pool of connections to a database file, each with the pragmas in force. They stand in the address
// since they are a connection's own, and are read back since a driver ignores what it doesn't know.
func openFile(ctx context.Context, path string, connections int, options url.Values, pragmas []pragma) (*sql.DB, error) {
	for _, p := range pragmas {
		options.Add("_pragma", p.name+"("+p.value+")")
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	for _, p := range pragmas {
		var got string
		err := db.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got)
		if err == nil && p.inForce != "" && !strings.EqualFold(got, p.inForce) {
			err = fmt.Errorf("pragma %s is %s instead of %s", p.name, got, p.inForce)
		}
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

func openWriter(ctx context.Context, path string, extra ...pragma) (*sql.DB, error) {
	pragmas := append(writerPragmas[:len(writerPragmas):len(writerPragmas)], extra...)
	return openFile(ctx, path, 1, url.Values{"_txlock": {"immediate"}}, pragmas)
}

func openReaders(ctx context.Context, path string) (*sql.DB, error) {
	connections := max(4, 2*runtime.GOMAXPROCS(0))
	return openFile(ctx, path, connections, url.Values{"mode": {"ro"}}, readerPragmas)
}
