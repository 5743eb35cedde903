package transfer

import (
	"context"
	"errors"

	"dragoman/domain"
)

// ErrNotAsked answers a rehearsal where a place has no way to say what it would do.
var ErrNotAsked = errors.New("this place can't be asked what it would do")

// Withholder is a Remote whose rows lack settings that it has, without a mask in their place: parts of a setting.
type Withholder interface {
	// Withheld are the names of what a row of it lacks.
	Withheld(row *Row) []string
}

// Remote is a tenant at a place: on a live server, in a store, in a file. Methods wait, retry what is safe to retry,
// and return *domain.Error where the place refused: Invalid with faults, Unknown, Forbidden, QuotaFull, NotFound;
// Unavailable where it can't be reached or gives no sense. They are safe for use by several goroutines at once.
type Remote interface {
	// Describe names the place for people, without credentials.
	Describe() string
	// Check finds out whether the place is what it is said to be and lets the caller in, for writing too if asked. It
	// returns what the place says of the tenant: id, name, domain, mailbox prefix, quotas; the zero value of what it
	// doesn't say.
	Check(ctx context.Context, writing bool) (*domain.Tenant, error)
	// Rows reads all rows of a kind. HuntGroup comes before Level and Member.
	Rows(ctx context.Context, kind Kind, each func(*Row) error) error
	// Row reads one row again, by ID where there is one, else by Key and Parent; NotFound where it isn't there.
	Row(ctx context.Context, of *Row) (*Row, error)
	// Create makes an object and returns the place's id for it, empty where it has none. rehearse only asks whether the
	// place would; ErrNotAsked where it can't say so.
	Create(ctx context.Context, row *Row, rehearse bool) (id string, err error)
	// Change writes the settings of the row, which are only those that differ, into the object of row.ID, row.Key and
	// row.Parent.
	Change(ctx context.Context, row *Row, rehearse bool) error
	// Remove deletes the object of the row's ID, Key and Parent.
	Remove(ctx context.Context, of *Row) error
}
