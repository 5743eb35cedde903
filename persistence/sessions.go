package persistence

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"dragoman/domain"
)

type sessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	PersonID  int64
	TenantID  int64
	PhoneID   int64
	Once      bool
	Expires   int64
}

func (sessionRow) TableName() string { return "sessions" }

func (r *reader) Session(ctx context.Context, tokenHash string) (*domain.Session, error) {
	row, err := one[sessionRow](r.on(ctx).Where("token_hash = ? AND expires > ?", tokenHash, r.clock().UnixMicro()), "session")
	if err != nil {
		return nil, err
	}
	return &domain.Session{
		TokenHash: row.TokenHash,
		Person:    domain.PersonID(row.PersonID),
		Tenant:    domain.TenantID(row.TenantID),
		Phone:     domain.PhoneID(row.PhoneID),
		Once:      row.Once,
		Expires:   time.UnixMicro(row.Expires).UTC(),
	}, nil
}

// PutSession also sweeps out the sessions that are over, so that nothing else has to.
func (t *tx) PutSession(ctx context.Context, session domain.Session) error {
	if err := t.on(ctx).Where("expires <= ?", t.clock().UnixMicro()).Delete(&sessionRow{}).Error; err != nil {
		return unwritten(err)
	}
	return unwritten(t.on(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&sessionRow{
		TokenHash: session.TokenHash,
		PersonID:  int64(session.Person),
		TenantID:  int64(session.Tenant),
		PhoneID:   int64(session.Phone),
		Once:      session.Once,
		Expires:   session.Expires.UnixMicro(),
	}).Error)
}

func (t *tx) TakeSession(ctx context.Context, tokenHash string) (*domain.Session, error) {
	session, err := t.Session(ctx, tokenHash)
	if err != nil {
		return nil, err
	}
	return session, t.RemoveSession(ctx, tokenHash)
}

func (t *tx) RemoveSession(ctx context.Context, tokenHash string) error {
	return unwritten(t.on(ctx).Where("token_hash = ?", tokenHash).Delete(&sessionRow{}).Error)
}

// endSessionsOf ends what a person or a phone signed in to. The second condition names the index, which has only sessions
// of somebody.
func (t *tx) endSessionsOf(ctx context.Context, column string, id int64) error {
	return unwritten(t.on(ctx).Where(column+" = ? AND "+column+" <> 0", id).Delete(&sessionRow{}).Error)
}
