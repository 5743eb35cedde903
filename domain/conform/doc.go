// Package conform holds what checking a server against its documented contract comes to: checks, their outcomes and
// the report of them. It knows no dialect and no transport; the suites are the adapters'.
package conform
