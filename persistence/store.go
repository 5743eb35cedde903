package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"

	"dragoman/domain"
)

// Options say where a store is and what it works with.
type Options struct {
	Dir     string           // the data folder; made where it isn't there
	KeyFile string           // what secrets are sealed with; made where it isn't there and the store holds no secret yet
	Clock   func() time.Time // time.Now where nil
	Log     *slog.Logger     // nothing is logged where nil
	MaxSize int64            // the most bytes that the database file may grow to; 0 for no limit
}

// Store is a domain.Store in one SQLite file. It is safe for use by several goroutines at once. Changes happen one
// after the other; a change from within a change would wait for itself.
type Store struct {
	reader
	log      *slog.Logger
	lock     *LockedFile
	pool     *sql.DB // of the readers
	writer   *writer
	changing *gorm.DB // on the writer
}

var _ domain.Store = (*Store)(nil)

// Open opens the store in a data folder and brings its schema up to date. It fails with ErrLocked where another process
// has the folder open, with ErrNewer where a newer program has changed the schema, and with ErrKeys where the store
// holds secrets that the key file doesn't open.
func Open(ctx context.Context, options Options) (*Store, error) {
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	s := &Store{log: options.Log}
	if s.lock, err = lockFolder(dir); err != nil {
		return nil, err
	}
	if err := s.open(ctx, filepath.Join(dir, "dragoman.db"), options); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string, options Options) error {
	if err := makeFile(path); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	var limits []pragma
	if options.MaxSize > 0 {
		limits = []pragma{maxSize(options.MaxSize)}
	}
	pool, err := openWriter(ctx, path, limits...)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.writer = newWriter(pool)
	if err := migrate(ctx, pool, options.Clock, options.Log); err != nil {
		return err
	}
	if s.pool, err = openReaders(ctx, path); err != nil {
		return fmt.Errorf("open the database for reading: %w", err)
	}
	db, err := openGorm(s.pool, true)
	if err != nil {
		return err
	}
	s.reader = reader{db: db, clock: options.Clock}
	if err := s.openKeys(ctx, options.KeyFile); err != nil {
		return err
	}
	if err := s.writer.connect(ctx); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.changing, err = openGorm(s.writer, false)
	return err
}

// makeFile sees to it that the database is its owner's alone; SQLite gives the files beside it the same mode.
func makeFile(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// Close waits for a change under way, closes the store and lets go of the data folder. It must be called once.
func (s *Store) Close() error {
	var errs []error
	if s.pool != nil {
		errs = append(errs, s.pool.Close())
	}
	if s.writer != nil { // last, since closing the last connection tidies the file up, which only a writer can
		errs = append(errs, s.writer.close())
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

// Change is as domain.Store says. It fails with Unavailable where the store can't take changes now, whatever do does.
func (s *Store) Change(ctx context.Context, do func(domain.Tx) error) error {
	if err := s.writer.take(ctx); err != nil {
		return fmt.Errorf("wait to change the store: %w", err)
	}
	defer s.writer.give()
	transaction, err := s.writer.begin(context.WithoutCancel(ctx))
	if err != nil {
		return undone(err)
	}
	over := false
	defer func() { // also where do panics
		if !over {
			s.rollBack(ctx, transaction)
		}
	}()
	if err := do(&tx{reader{s.changing, s.keys, s.clock, true}, s.writer}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("change the store: %w", err)
	}
	over = true // a commit that fails rolls back, says the driver
	if err := transaction.Commit(); err != nil {
		return undone(err)
	}
	return nil
}

// rollBack undoes a transaction. Where SQLite has done so itself, on a full disk for one, or can't, the connection is
// given up, so that the next change begins on a clean one.
func (s *Store) rollBack(ctx context.Context, transaction *sql.Tx) {
	err := transaction.Rollback()
	if err == nil {
		return
	}
	if err := errors.Join(err, s.writer.drop()); err != nil {
		s.log.WarnContext(ctx, "A change could not be rolled back in the usual way; its connection was closed instead.", "error", err)
	}
}

// Ready reads from the file.
func (s *Store) Ready(ctx context.Context) error {
	var version int
	return unreadable(s.pool.QueryRowContext(ctx, readVersion).Scan(&version), "")
}

// Derive makes 32 bytes of the store's key for one purpose, such as signing tokens: the same ones for as long as the
// first key of the key file is the same.
func (s *Store) Derive(purpose string) ([]byte, error) { return s.keys.Derive(purpose) }
