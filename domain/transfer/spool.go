package transfer

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"dragoman/domain"
)

// File is a temporary file of a workspace. It is gone when it is closed.
type File interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// FirstHuntGroup is where the ids of hunt groups begin in a workspace's directory: far above those of any place, so that
// no group is called hunt_ID there by itself as another is elsewhere.
const FirstHuntGroup domain.HuntGroupID = 1 << 48

// Workspace is where a move works out what to do: a directory of its own, whose hunt groups have ids from FirstHuntGroup
// on, and temporary files.
type Workspace interface {
	Directory() *domain.Directory
	TempFile() (File, error)
}

// spool keeps records in a temporary file, each found again by where it begins. A tenant may have more rows than fit in
// memory.
type spool struct {
	file    File
	out     *bufio.Writer
	size    int64
	flushed int64
}

func newSpool(workspace Workspace) (*spool, error) {
	file, err := workspace.TempFile()
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	return &spool{file: file, out: bufio.NewWriterSize(file, 64<<10)}, nil
}

func (s *spool) close() error { return s.file.Close() }

// put writes a record and returns where it begins.
func (s *spool) put(record []byte) (at int64, err error) {
	at = s.size
	head := binary.AppendUvarint(nil, uint64(len(record)))
	_, err = s.out.Write(head)
	if err == nil {
		_, err = s.out.Write(record)
	}
	if err != nil {
		return 0, fmt.Errorf("write a temporary file: %w", err)
	}
	s.size += int64(len(head) + len(record))
	return at, nil
}

// settle makes what was put readable. It must be called before get, which may run in several goroutines at once.
func (s *spool) settle() error {
	if s.flushed == s.size {
		return nil
	}
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("write a temporary file: %w", err)
	}
	s.flushed = s.size
	return nil
}

// get reads the record that begins at a place.
func (s *spool) get(at int64) ([]byte, error) {
	buffer := make([]byte, 2048)
	n, err := s.file.ReadAt(buffer, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read a temporary file: %w", err)
	}
	length, head := binary.Uvarint(buffer[:n])
	if head <= 0 {
		return nil, fmt.Errorf("read a temporary file: %w", io.ErrUnexpectedEOF)
	}
	if rest := buffer[head:n]; uint64(len(rest)) >= length {
		return rest[:length], nil
	}
	record := make([]byte, length)
	if _, err := s.file.ReadAt(record, at+int64(head)); err != nil {
		return nil, fmt.Errorf("read a temporary file: %w", err)
	}
	return record, nil
}

// each reads all records in order.
func (s *spool) each(do func(at int64, record []byte) error) error {
	if err := s.settle(); err != nil {
		return err
	}
	in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.size), 64<<10)
	for at := int64(0); at < s.size; {
		length, err := binary.ReadUvarint(in)
		if err != nil {
			return fmt.Errorf("read a temporary file: %w", err)
		}
		record := make([]byte, length)
		if _, err := io.ReadFull(in, record); err != nil {
			return fmt.Errorf("read a temporary file: %w", err)
		}
		if err := do(at, record); err != nil {
			return err
		}
		at += int64(len(binary.AppendUvarint(nil, length))) + int64(length)
	}
	return nil
}
