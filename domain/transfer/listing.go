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
}

func newListing[T any](workspace Workspace) (*Listing[T], error) {
	records, err := newSpool(workspace)
	if err != nil {
		return nil, err
	}
	return &Listing[T]{records: records}, nil
}

// Len is how many there are.
func (l *Listing[T]) Len() int { return len(l.at) }

func (l *Listing[T]) add(one T) error {
	record, err := asJSON(one)
	if err != nil {
		return fmt.Errorf("write a plan: %w", err)
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
	if err := json.Unmarshal(record, &one); err != nil {
		return one, fmt.Errorf("read a plan: %w", err)
	}
	return one, nil
}

// Each reads all of them in order.
func (l *Listing[T]) Each(do func(T) error) error {
	return l.records.each(func(_ int64, record []byte) error {
		var one T
		if err := json.Unmarshal(record, &one); err != nil {
			return fmt.Errorf("read a plan: %w", err)
		}
		return do(one)
	})
}

func (l *Listing[T]) close() error { return l.records.close() }
