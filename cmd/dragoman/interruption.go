package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// interruptible lets a signal end a command's context, so that it can put things in order, until stop is called.
func interruptible(cmd *cobra.Command) (ctx context.Context, stop func()) {
	ctx, stop = signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	cmd.SetContext(ctx)
	signal.Ignore(syscall.SIGXFSZ) // a journal that may not grow is an error of writing, not an end
	return ctx, stop
}

// errInterrupted ends a command that a signal came for before it had done anything.
var errInterrupted = errors.New("interrupted; nothing was done")

// interrupted says in a sentence that a signal ended a command, unless the command has said itself what that means.
func interrupted(err error) error {
	var said outcomeError
	if errors.Is(err, context.Canceled) && !errors.As(err, &said) {
		return errInterrupted
	}
	return err
}
