package main

import (
	"context"
	"fmt"

	"dragoman/domain/transfer"
)

// apply does what is still to be done of a plan, and proves what was done.
func (m *moving) apply(ctx context.Context, p *program, plan *planned, journal *transfer.Journal, name string) error {
	progress := newProgress(p, m.asJSON, "moved")
	result, err := transfer.Apply(ctx, plan.Plan, plan.target.Place, journal, transfer.Applying{
		Concurrency: m.places.wire.Concurrency, StopOnError: m.stop, Told: progress.step,
	})
	progress.end()
	if err != nil {
		return err
	}
	if result.Stopped != nil {
		return m.end(p, result, nil, name)
	}
	reading := newReading(p)
	making := plan.making
	making.Seen = reading.seen
	verification, err := transfer.Verify(ctx, plan.Plan, making, journal)
	reading.end()
	if err != nil {
		return outcomeError{exitFailed, fmt.Sprintf("the target could not be read again to see what was done; dragoman move --resume %s does that: %v", name, err)}
	}
	return m.end(p, result, verification, name)
}
