package domain

import (
	"errors"
	"fmt"
	"strings"

	"dragoman/domain/lens"
)

// Code says what kind of failure an Error is. Each dialect has one table that turns a code into its own answer.
type Code string

// The codes of errors. An error that is no *Error is internal: clients learn nothing about it.
const (
	Invalid     Code = "invalid"     // settings of the request are wrong; Faults names them
	Unknown     Code = "unknown"     // who calls could not be established
	Forbidden   Code = "forbidden"   // the caller's role doesn't allow it
	QuotaFull   Code = "quota_full"  // the tenant has as many as its plan allows
	NotFound    Code = "not_found"   // the object isn't there or is out of the caller's reach
	Ambiguous   Code = "ambiguous"   // several objects fit
	Conflict    Code = "conflict"    // something stands in the way: a tenant that still has sub-tenants
	TooMany     Code = "too_many"    // the caller has to wait
	Unavailable Code = "unavailable" // the store can't take the change now: full, read-only or busy
)

// Error is a failure that a client is told about.
type Error struct {
	Code    Code
	Message string
	Faults  []lens.Fault
	cause   error
}

func (e *Error) Error() string {
	if len(e.Faults) == 0 {
		return e.Message
	}
	parts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		parts[i] = f.Setting + ": " + f.Message
	}
	if len(parts) == 1 && e.Faults[0].Message == e.Message {
		return parts[0]
	}
	return e.Message + ": " + strings.Join(parts, "; ")
}

// Unwrap gives what lies behind the failure; it is for the log alone.
func (e *Error) Unwrap() error { return e.cause }

// Fail makes an error of the code with a message for a person.
func Fail(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an error of the code whose cause goes to the log only.
func Wrap(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), cause: cause}
}

// Refuse makes an Invalid error that names wrong settings.
func Refuse(faults ...lens.Fault) *Error {
	return &Error{Code: Invalid, Message: "invalid settings", Faults: faults}
}

// CodeOf returns the code of an error, empty for an internal one or none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Taken is the cause of an Invalid error about a name that the number plan already holds. Adapters use it to name the
// setting at fault in their own spelling.
type Taken struct {
	Name string
	By   Holder
}

func (t *Taken) Error() string { return fmt.Sprintf("%s is taken by %s", t.Name, t.By) }
