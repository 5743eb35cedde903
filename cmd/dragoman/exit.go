package main

import (
	"errors"
	"strings"

	"dragoman/persistence"
)

// The exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitStore  = 3
	exitToDo   = 4
	exitPartly = 5
)

const exitCodesHelp = `Exit codes:
  0  done
  1  failed
  2  wrong usage or configuration
  3  the store is newer than this program, or another process has it open
  4  of plan, move and diff: there is something to do, or a difference
  5  of move, import and export: only a part was done`

// usageError is an error in how the program was called or configured.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// outcomeError ends a command that did what it was asked with a code that says what came of it.
type outcomeError struct {
	code int
	text string // for standard error; empty where everything is said
}

func (e outcomeError) Error() string { return e.text }

// exitCode maps an error to the code that the process ends with.
func exitCode(err error) int {
	var usage usageError
	var outcome outcomeError
	switch {
	case errors.As(err, &outcome):
		return outcome.code
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, persistence.ErrNewer), errors.Is(err, persistence.ErrLocked):
		return exitStore
	case strings.HasPrefix(err.Error(), "unknown command"): // cobra has no type for it
		return exitUsage
	}
	return exitFailed
}
