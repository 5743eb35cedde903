package transfer

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Listing is a list on disk, of what may be one for every setting of a large tenant.
type Listing[T any] struct {
	records *spool
	at      []int64
	pack    func(T) ([]byte, error)
	unpack  func([]byte) (T, error)
}

// newListing makes a list whose records are JSON.
func newListing[T any](workspace Workspace) (*Listing[T], error) {
	return newPackedListing(workspace, packJSON[T], unpackJSON[T])
}

// newPackedListing makes a list whose records have a form of their own.
func newPackedListing[T any](workspace Workspace, pack func(T) ([]byte, error), unpack func([]byte) (T, error)) (*Listing[T], error) {
	records, err := newSpool(workspace)
	if err != nil {
		return nil, err
	}
	return &Listing[T]{records: records, pack: pack, unpack: unpack}, nil
}

func packJSON[T any](one T) ([]byte, error) {
	record, err := asJSON(one)
	if err != nil {
		return nil, fmt.Errorf("write a plan: %w", err)
	}
	return record, nil
}

func unpackJSON[T any](record []byte) (one T, err error) {
	if err := json.Unmarshal(record, &one); err != nil {
		return one, fmt.Errorf("read a plan: %w", err)
	}
	return one, nil
}

// Len is how many there are.
func (l *Listing[T]) Len() int { return len(l.at) }

func (l *Listing[T]) add(one T) error {
	record, err := l.pack(one)
	if err != nil {
		return err
	}
	at, err := l.records.put(record)
	if err != nil {
		return err
	}
	l.at = append(l.at, at)
	return nil
}

// asJSON writes a value in one line of JSON, in which settings that are JSON stand as they are.
func asJSON(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

// Get reads one, counted from 0. It may run in several goroutines at once, but not while the list grows.
func (l *Listing[T]) Get(i int) (T, error) {
	var one T
	if err := l.records.settle(); err != nil {
		return one, err
	}
	record, err := l.records.get(l.at[i])
	if err != nil {
		return one, err
	}
	return l.unpack(record)
}

// Each reads all of them in order.
func (l *Listing[T]) Each(do func(T) error) error {
	return l.records.each(func(_ int64, record []byte) error {
		one, err := l.unpack(record)
		if err != nil {
			return err
		}
		return do(one)
	})
}

func (l *Listing[T]) close() error { return l.records.close() }
