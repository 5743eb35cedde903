package main

import (
	"context"
	"os"

	"golang.org/x/term"
)

// typed waits for what somebody types in a terminal, or for the end of the context: a signal needn't wait for a key. The
// terminal is then left as it was.
func typed(ctx context.Context, p *program, read func() (string, error)) (string, error) {
	fd := int(p.in.(*os.File).Fd()) // isTerminal has seen that it is one
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := read()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		_ = term.Restore(fd, before) // there is no other way to have it back
		return "", errInterrupted
	}
}
