// Package persistence keeps the canonical objects in one SQLite file: domain.Store through gorm, on a driver that is
// pure Go.
//
// One connection writes and others read. Reading goes on while a change is under way and never sees half of one: each
// answer comes from a single statement, so that readers need no transactions.
package persistence
