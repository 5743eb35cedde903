package persistence

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// Scratch is a store to work something out in. It is empty at first and gone when it is closed. If the process dies, what
// is left on the disk can't be read: the keys were only in memory.
type Scratch struct {
	folder    string
	store     *Store
	directory *domain.Directory
}

var _ transfer.Workspace = (*Scratch)(nil)

// OpenScratch makes a scratch store in a temporary folder.
func OpenScratch(ctx context.Context) (*Scratch, error) {
	folder, err := os.MkdirTemp("", "dragoman-scratch-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	s := &Scratch{folder: folder}
	keys := filepath.Join(folder, "keys")
	if s.store, err = Open(ctx, Options{Dir: filepath.Join(folder, "data"), KeyFile: keys}); err != nil {
		return nil, errors.Join(Explained(err), os.RemoveAll(folder))
	}
	if err := os.Remove(keys); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.directory = domain.NewDirectory(s.store, time.Now).Unrecorded()
	if err := errors.Join(s.store.hurry(ctx), s.store.beginHuntGroupsAt(ctx, transfer.FirstHuntGroup)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Explained says of an error where the disk is that has no room, if a scratch store met it: nobody has heard of such a store.
func Explained(err error) error {
	code := codeOf(err)
	full := code&0xff == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_IOERR_WRITE || code == sqlite3.SQLITE_IOERR_SHMSIZE ||
		errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG)
	if !full {
		return err
	}
	return fmt.Errorf("the temporary folder %s has no room for what is worked out there; make some, or name another by TMPDIR: %w", os.TempDir(), err)
}

// hurry gives up surviving a power failure, which a scratch store has no use for.
func (s *Store) hurry(ctx context.Context) error {
	if err := s.writer.take(ctx); err != nil {
		return fmt.Errorf("wait to change the store: %w", err)
	}
	defer s.writer.give()
	_, err := s.writer.conn.ExecContext(ctx, "PRAGMA synchronous = OFF")
	return unwritten(err)
}

// beginHuntGroupsAt has ids of hunt groups begin at a number.
func (s *Store) beginHuntGroupsAt(ctx context.Context, id domain.HuntGroupID) error {
	const begin = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"
	return s.Change(ctx, func(domain.Tx) error {
		_, err := s.writer.ExecContext(ctx, begin, huntGroupRow{}.TableName(), int64(id)-1)
		return unwritten(err)
	})
}

// Directory is the directory over the store.
func (s *Scratch) Directory() *domain.Directory { return s.directory }

// TempFile makes a file that is gone when it is closed, or when the process ends in whatever way.
func (s *Scratch) TempFile() (transfer.File, error) {
	file, err := os.CreateTemp(s.folder, "")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Close removes everything.
func (s *Scratch) Close() error { return errors.Join(s.store.Close(), os.RemoveAll(s.folder)) }
