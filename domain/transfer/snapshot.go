package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// identity tells a row from all others of a place.
type identity struct {
	Kind   Kind
	Parent string
	Name   string
}

func identityOf(row *Row) identity { return identity{row.Key.Kind, row.Parent, row.Key.Name} }

// head is what is kept in memory of a row.
type head struct {
	identity
	id    string // the place's own
	at    int64  // of the row in the spool
	pair  int32  // the row of another snapshot that is the same object, none if below 0
	alias int32  // the row of this one that a feature code is a further name of, none if below 0
	leads Key    // what a feature code is a further name of, if it is there or not
}

const none int32 = -1

// snapshot is all rows of a place at one moment.
type snapshot struct {
	format  Format
	rows    *rowSpool
	heads   []head
	index   map[identity]int32
	groups  map[string]int32   // hunt groups by ID
	holders map[string][]int32 // what has a name of the number plan
	others  map[string]bool    // names that are taken by what isn't among the rows
	print   [sha256.Size]byte
}

func newSnapshot(format Format, workspace Workspace) (*snapshot, error) {
	rows, err := newRowSpool(format, workspace)
	if err != nil {
		return nil, err
	}
	return &snapshot{
		format: format, rows: rows, index: map[identity]int32{}, groups: map[string]int32{}, holders: map[string][]int32{},
	}, nil
}

func (s *snapshot) close() error { return s.rows.close() }

// readPlace takes a snapshot of a place.
func readPlace(ctx context.Context, place Place, workspace Workspace, seen func(Kind)) (*snapshot, error) {
	s, err := newSnapshot(place.Format, workspace)
	if err != nil {
		return nil, err
	}
	err = readEachAhead(ctx, func(ctx context.Context, each func(*Row) error) error {
		return eachRow(ctx, place, func(row *Row) error {
			seen(row.Key.Kind)
			return each(row)
		})
	}, s.add)
	if err != nil {
		return nil, closing(err, s.close)
	}
	return s, s.complete()
}

// eachRow reads all rows of a place, in the order of its format's kinds.
func eachRow(ctx context.Context, place Place, each func(*Row) error) error {
	for _, kind := range place.Format.Kinds() {
		if err := place.Remote.Rows(ctx, kind, each); err != nil {
			return err
		}
	}
	return nil
}

// readTenant takes a snapshot of what a tenant shows in a format.
func readTenant(ctx context.Context, look *domain.Look, format Format, workspace Workspace) (*snapshot, error) {
	s, err := newSnapshot(format, workspace)
	if err != nil {
		return nil, err
	}
	err = readEachAhead(ctx, func(_ context.Context, each func(*Row) error) error {
		for _, kind := range format.Kinds() {
			if err := format.Rows(look, kind, each); err != nil {
				return err
			}
		}
		return nil
	}, s.add)
	if err != nil {
		return nil, closing(err, s.close)
	}
	return s, s.complete()
}

func (s *snapshot) add(row *Row) error {
	at, err := s.rows.put(row)
	if err != nil {
		return err
	}
	n := int32(len(s.heads))
	one := head{identity: identityOf(row), id: row.ID, at: at, pair: none, alias: none}
	s.heads = append(s.heads, one)
	s.index[one.identity] = n
	if one.Kind == HuntGroup && one.id != "" {
		s.groups[one.id] = n
	}
	for _, name := range s.format.Names(row) {
		if !slices.Contains(s.holders[name], n) {
			s.holders[name] = append(s.holders[name], n)
		}
	}
	digest := s.digest(row)
	for i := range digest {
		s.print[i] ^= digest[i] // rows may come in any order
	}
	return nil
}

// complete finds what each feature code is a further name of, once every row is there.
func (s *snapshot) complete() error {
	for i := range s.heads {
		if s.heads[i].Kind != FeatureCode {
			continue
		}
		row, err := s.row(int32(i))
		if err != nil {
			return closing(err, s.close)
		}
		for _, reference := range s.format.References(row) {
			if reference.Alias {
				s.heads[i].leads, s.heads[i].alias = reference.To, s.find(reference.To)
				break
			}
		}
	}
	return nil
}

// find is the row that a reference leads to, none if it isn't there.
func (s *snapshot) find(to Key) int32 {
	if to.Kind == HuntGroup {
		if n, ok := s.groups[to.Name]; ok {
			return n
		}
	}
	if n, ok := s.index[identity{Kind: to.Kind, Name: to.Name}]; ok {
		return n
	}
	return none
}

func (s *snapshot) row(n int32) (*Row, error) {
	if err := s.rows.settle(); err != nil {
		return nil, err
	}
	return s.rows.get(s.heads[n].at)
}

// fingerprint tells whether the place has changed. Secrets have no part in it.
func (s *snapshot) fingerprint() string { return hex.EncodeToString(s.print[:]) }

func (s *snapshot) digest(row *Row) [sha256.Size]byte {
	text := make([]byte, 0, 2048)
	for _, part := range []string{string(row.Key.Kind), row.Parent, row.Key.Name} {
		text = packText(text, part)
	}
	for i := range row.Settings {
		entry := &row.Settings[i]
		if s.rows.tells(row.Key.Kind, entry) {
			text = packText(packText(text, entry.Name), entry.Value.Text)
		}
	}
	return sha256.Sum256(text)
}

// leftAs tells whether an object that a move leaves alone is still as it was. The numbers of a canonical object are left out
// of its names: they are feature codes that have rows of their own.
func (s *snapshot) leftAs(row *Row) string {
	if s.format.Name() == CanonicalName {
		own := *row
		own.Settings = slices.Clone(row.Settings)
		for i := range own.Settings {
			if isNames(own.Settings[i].Setting) {
				names := namesIn(row, own.Settings[i].Name)
				own.Settings[i].Value.Text = lens.JoinNames(slices.DeleteFunc(names, domain.Dialable))
			}
		}
		row = &own
	}
	digest := s.digest(row)
	return hex.EncodeToString(digest[:8])
}

// secret says that a setting's value may be a secret.
func secret(entry lens.Entry) bool {
	return report.Masked(entry.Name, entry.Setting, entry.Value.Text) != entry.Value.Text || entry.Value.Text == lens.Mask
}

// closing closes what an error leaves behind. The first error is the one that matters.
func closing(err error, closers ...func() error) error {
	for _, each := range closers {
		_ = each() // a temporary file, gone in any case
	}
	return err
}

// Fingerprint reads a place and tells whether it has changed since another fingerprint was taken. Secrets have no part in
// it.
func Fingerprint(ctx context.Context, place Place, workspace Workspace) (string, error) {
	s, err := readPlace(ctx, place, workspace, func(Kind) {})
	if err != nil {
		return "", err
	}
	return s.fingerprint(), s.close()
}
