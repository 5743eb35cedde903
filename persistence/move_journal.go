package persistence

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"dragoman/domain"
)

// OpenMoveJournal opens the file in which a move keeps its journal. anew makes the file where there is none. An error is a
// *domain.Error: NotFound where there is no such file, Conflict where another move has it, Unavailable otherwise.
func OpenMoveJournal(path string, anew bool) (*LockedFile, error) {
	flags := os.O_RDWR
	if anew {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(path, flags, 0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !anew:
		return nil, domain.Fail(domain.NotFound, "there is no journal %s", path)
	case err != nil:
		return nil, domain.Wrap(domain.Unavailable, err, "the journal can't be opened: %v", err)
	}
	locked, err := lock(file)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return nil, domain.Fail(domain.Conflict, "another move is at work with the journal %s; wait for it to end", path)
	case err != nil:
		return nil, domain.Wrap(domain.Unavailable, err, "the journal can't be locked: %v", err)
	}
	return locked, nil
}
