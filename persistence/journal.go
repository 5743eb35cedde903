package persistence

import (
	"context"
	"time"

	"dragoman/domain"
)

type journalRow struct {
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	TenantID int64
	At       int64
	Actor    string
	PersonID int64
	Dialect  string
	Request  string
	Kind     string
	ObjectID int64
	Name     string
	Action   string
	Before   string
	After    string
}

func (journalRow) TableName() string { return "journal" }

func (r *reader) Journal(ctx context.Context, tenant domain.TenantID, query domain.JournalQuery) ([]domain.JournalEntry, error) {
	var rows []journalRow
	db := r.along(ctx).Where("tenant_id = ? AND id > ?", tenant, query.Since).Order("id DESC")
	if err := paged(db, query.Limit, query.Offset).Find(&rows).Error; err != nil {
		return nil, unreadable(err, "")
	}
	entries := make([]domain.JournalEntry, len(rows))
	for i, row := range rows {
		entries[i] = domain.JournalEntry{
			ID:     row.ID,
			At:     time.UnixMicro(row.At).UTC(),
			Tenant: domain.TenantID(row.TenantID),
			Actor:  domain.Actor{Name: row.Actor, Person: domain.PersonID(row.PersonID), Dialect: row.Dialect, Request: row.Request},
			Kind:   domain.Kind(row.Kind),
			Object: row.ObjectID,
			Name:   row.Name,
			Action: domain.Action(row.Action),
			Before: row.Before,
			After:  row.After,
		}
	}
	return entries, nil
}

func (t *tx) AddJournal(ctx context.Context, tenant domain.TenantID, entry domain.JournalEntry) error {
	id, err := t.writer.nextID(ctx, journalRow{}.TableName())
	if err != nil {
		return err
	}
	return insert(ctx, t, &journalRow{
		ID:       id,
		TenantID: int64(tenant),
		At:       entry.At.UnixMicro(),
		Actor:    entry.Actor.Name,
		PersonID: int64(entry.Actor.Person),
		Dialect:  entry.Actor.Dialect,
		Request:  entry.Actor.Request,
		Kind:     string(entry.Kind),
		ObjectID: entry.Object,
		Name:     entry.Name,
		Action:   string(entry.Action),
		Before:   entry.Before,
		After:    entry.After,
	})
}
