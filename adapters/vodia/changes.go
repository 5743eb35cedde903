package vodia

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// changesSize is how many changes an answer has unless the request says.
const changesSize = 50

// listChanges is a domain's audit log, the newest first. The page shows its query, whose pages begin at 0, and no row.
func listChanges(c *call) ([]byte, error) {
	from, size, err := c.changesPage()
	if err != nil {
		return nil, err
	}
	entries, err := c.look.Journal(domain.JournalQuery{Limit: size, Offset: from})
	if err != nil {
		return nil, err
	}
	return changeRows(entries), nil
}

// listSystemChanges is the audit log of all domains together.
func listSystemChanges(c *call) ([]byte, error) {
	from, size, err := c.changesPage()
	if err != nil {
		return nil, err
	}
	reader := c.handler.directory.Reader()
	tenants, err := reader.Tenants(c.ctx, domain.Everything(), domain.TenantQuery{})
	if err != nil {
		return nil, err
	}
	var entries []domain.JournalEntry
	for _, tenant := range tenants {
		some, err := reader.Journal(c.ctx, tenant.ID, domain.JournalQuery{Limit: from + size})
		if err != nil {
			return nil, err
		}
		entries = append(entries, some...)
	}
	slices.SortFunc(entries, func(a, b domain.JournalEntry) int { return cmp.Compare(b.ID, a.ID) })
	return changeRows(entries[min(from, len(entries)):min(from+size, len(entries))]), nil
}

// maxChanges is the furthest change that can be asked for.
const maxChanges = 1_000_000

func (c *call) changesPage() (from, size int, err error) {
	query := c.r.URL.Query()
	size = changesSize
	if text := query.Get("size"); text != "" {
		if size, err = strconv.Atoi(text); err != nil || size < 1 || size > maxChanges {
			return 0, 0, domain.Refuse(lens.Fault{Setting: "size", Message: "must be a number from 1 to 1000000"})
		}
	}
	page := 0
	if text := query.Get("page"); text != "" {
		if page, err = strconv.Atoi(text); err != nil || page < 0 || page > maxChanges/size {
			return 0, 0, domain.Refuse(lens.Fault{Setting: "page", Message: "must be a number from 0, within the first 1000000 changes"})
		}
	}
	return page * size, size, nil
}

// changeRows shows entries of the journal, in which secrets are masked already.
func changeRows(entries []domain.JournalEntry) []byte {
	w := writer{b: make([]byte, 0, 512*len(entries)+2)}
	w.open('[')
	for _, entry := range entries {
		w.open('{')
		w.key("id")
		w.integer(entry.ID)
		w.key("time")
		w.text(entry.At.UTC().Format(time.RFC3339))
		w.key("user")
		w.text(entry.Actor.Name)
		w.key("via")
		w.text(entry.Actor.Dialect)
		w.key("request")
		w.text(entry.Actor.Request)
		w.key("domain")
		w.integer(int64(entry.Tenant))
		w.key("type")
		w.text(string(entry.Kind))
		w.key("name")
		w.text(entry.Name)
		w.key("action")
		w.text(string(entry.Action))
		w.key("before")
		w.object(entry.Before)
		w.key("after")
		w.object(entry.After)
		w.close('}')
	}
	w.close(']')
	return w.b
}

// object writes an object that the journal holds as JSON, null for none.
func (w *writer) object(json string) {
	if json == "" {
		json = "null"
	}
	w.raw(json)
}
