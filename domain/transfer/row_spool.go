package transfer

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"dragoman/domain/lens"
)

// rowSpool keeps rows of a format in a temporary file. Most settings of most objects are as a new object has them, and take
// no more than a byte or two.
type rowSpool struct {
	*spool
	*vocabulary
}

func newRowSpool(format Format, workspace Workspace) (*rowSpool, error) {
	records, err := newSpool(workspace)
	if err != nil {
		return nil, err
	}
	return &rowSpool{records, newVocabulary(format)}, nil
}

// put writes a row and returns where it begins.
func (s *rowSpool) put(row *Row) (at int64, err error) { return s.spool.put(s.pack(row)) }

// get reads the row that begins at a place.
func (s *rowSpool) get(at int64) (*Row, error) {
	record, err := s.spool.get(at)
	if err != nil {
		return nil, err
	}
	return s.unpack(record)
}

// each reads all rows in order.
func (s *rowSpool) each(do func(*Row) error) error {
	return s.spool.each(func(_ int64, record []byte) error {
		row, err := s.unpack(record)
		if err != nil {
			return err
		}
		return do(row)
	})
}

// The head of a setting in a record is its number among the terms of the row's kind, counted from 1, above these bits. The
// number 0 stands before a name.
const (
	asNew    = 1 << 0 // the value is that of a new object, and isn't written
	raw      = 1 << 1 // of lens.Value
	termBits = 2
)

func (s *rowSpool) pack(row *Row) []byte {
	out := make([]byte, 0, 64+4*len(row.Settings))
	out = binary.AppendUvarint(out, uint64(slices.Index(s.kinds, row.Key.Kind)+1))
	for _, text := range []string{row.Key.Name, row.ID, row.Parent} {
		out = packText(out, text)
	}
	terms := s.terms[row.Key.Kind]
	for i := range row.Settings {
		entry := &row.Settings[i]
		var bits uint64
		if entry.Value.Raw {
			bits = raw
		}
		n, known := 0, false
		if terms != nil {
			n, known = terms.number[entry.Name]
		}
		switch {
		case !known:
			out = packText(binary.AppendUvarint(out, bits), entry.Name)
		case entry.Value == terms.list[n].Value:
			out = binary.AppendUvarint(out, uint64(n+1)<<termBits|asNew)
			continue
		default:
			out = binary.AppendUvarint(out, uint64(n+1)<<termBits|bits)
		}
		out = packText(out, entry.Value.Text)
	}
	return out
}

func packText(out []byte, text string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(text))), text...)
}

// unpack reads what pack wrote. The declarations of settings are the format's.
func (s *rowSpool) unpack(record []byte) (*Row, error) {
	u := unpacking{rest: record}
	row := &Row{}
	if kind := u.number(); kind > 0 && kind <= uint64(len(s.kinds)) {
		row.Key.Kind = s.kinds[kind-1]
	}
	row.Key.Name, row.ID, row.Parent = u.text(), u.text(), u.text()
	terms := s.terms[row.Key.Kind]
	if terms != nil {
		row.Settings = make([]lens.Entry, 0, len(terms.list))
	}
	for len(u.rest) > 0 {
		head := u.number()
		n, bits := head>>termBits, head&(1<<termBits-1)
		var entry lens.Entry
		switch {
		case n == 0:
			entry.Name = u.text()
			entry.Setting = s.format.Setting(row.Key.Kind, entry.Name)
		case terms == nil || n > uint64(len(terms.list)):
			u.fail()
			continue
		default:
			entry = terms.list[n-1].Entry
		}
		if bits&asNew == 0 {
			entry.Value = lens.Value{Text: u.text(), Raw: bits&raw != 0}
		}
		row.Settings = append(row.Settings, entry)
	}
	if u.broken {
		return nil, fmt.Errorf("read a temporary file: %w", io.ErrUnexpectedEOF)
	}
	return row, nil
}

// unpacking reads the parts of a record.
type unpacking struct {
	rest   []byte
	broken bool
}

func (u *unpacking) fail() { u.rest, u.broken = nil, true }

func (u *unpacking) number() uint64 {
	n, size := binary.Uvarint(u.rest)
	if size <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[size:]
	return n
}

func (u *unpacking) text() string {
	length := u.number()
	if uint64(len(u.rest)) < length {
		u.fail()
		return ""
	}
	text := string(u.rest[:length])
	u.rest = u.rest[length:]
	return text
}
