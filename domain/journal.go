package domain

import "time"

// Actor is who asks for a change, and through what.
type Actor struct {
	Name    string   // the user name, "ext@domain", or what ran the command
	Person  PersonID // 0 for none
	Dialect string   // the dialect or program that carried the request
	Request string   // the request's id, as in the log
}

// Action says what became of an object.
type Action string

// The actions that the journal knows.
const (
	Created Action = "created"
	Changed Action = "changed"
	Removed Action = "removed"
)

// JournalEntry is one change of one object. Secrets are masked in it.
type JournalEntry struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Tenant TenantID  `json:"tenant"`
	Actor  Actor     `json:"actor"`
	Kind   Kind      `json:"kind"`
	Object int64     `json:"object"`
	Name   string    `json:"name"` // what the object was called
	Action Action    `json:"action"`
	Before string    `json:"before,omitempty"` // JSON, empty where it was created
	After  string    `json:"after,omitempty"`  // JSON, empty where it was removed
}

// JournalQuery selects entries of a tenant's journal, the newest first.
type JournalQuery struct {
	Limit  int   // 0 for all
	Offset int   // how many to leave out
	Since  int64 // only entries with a greater id
}
