package persistence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// ErrLocked says that another process has the data folder open.
var ErrLocked = errors.New("another process has the data folder open")

// LockedFile is a file that this process has to itself until it closes it. The kernel lets go of it when the process ends,
// however it ends.
type LockedFile struct{ *os.File }

// lock takes a file, or closes it: the error is unix.EWOULDBLOCK where another process has it.
func lock(file *os.File) (*LockedFile, error) {
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &LockedFile{file}, nil
}

// Close lets go of the file. The lock belongs to all copies of the descriptor, and a child that was started just now may not
// have closed its copy yet, so that closing ours would not be enough.
func (f *LockedFile) Close() error {
	return errors.Join(unix.Flock(int(f.Fd()), unix.LOCK_UN), f.File.Close())
}

// lockFolder makes the data folder this process's alone until the file is closed.
func lockFolder(dir string) (*LockedFile, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	locked, err := lock(file)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return locked, nil
}
