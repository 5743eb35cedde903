// Package laws holds what the laws of ../../../domain/lens are tried on: a tenant whose number plan has something of
// everything in it, a view per kind of object and dialect that goes through the dialect's own tables, and generators
// that know of settings what the tables declare and nothing else. It is for tests alone.
package laws
