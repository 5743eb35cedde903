package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"dragoman/domain/transfer"
)

// writesAnyway says that a file is written though nothing in it changes: it isn't there yet, it is standard output, or it is
// to hold secrets, which nobody compares.
func (m *moving) writesAnyway(plan *planned) bool {
	if plan.target.file == nil {
		return false
	}
	_, err := os.Stat(plan.target.Address)
	return m.aside || err != nil || m.places.secrets.with || m.places.secrets.plain
}

// write makes a file hold what is planned, all at once.
func (m *moving) write(ctx context.Context, p *program, plan *planned) error {
	progress := newProgress(p, m.asJSON, "written")
	result, err := transfer.Apply(ctx, plan.Plan, plan.target.Place, transfer.Unjournaled(plan.Plan), transfer.Applying{StopOnError: m.stop, Told: progress.step})
	progress.end()
	if err != nil {
		return err
	}
	if result.Stopped != nil || m.stop && len(result.Failures) > 0 {
		return fmt.Errorf("nothing was written: %w", errors.Join(result.Stopped, failureError(result)))
	}
	if err := plan.save(ctx); err != nil {
		return err
	}
	return m.end(p, result, nil, "")
}

// save writes a file, with what its source says of the tenant where it says nothing of it so far.
func (plan *planned) save(ctx context.Context) error {
	said, err := plan.target.file.Check(ctx, false)
	if err != nil {
		return err
	}
	if said.Name == "" && said.Domain == "" {
		tenant, err := plan.source.Remote.Check(ctx, false)
		if err != nil {
			return err
		}
		plan.target.file.Tell(tenant)
	}
	return plan.target.file.Save()
}

func failureError(result *transfer.Result) error {
	if len(result.Failures) == 0 {
		return nil
	}
	f := result.Failures[0]
	return fmt.Errorf("%s %s: %s", f.Kind, f.Name, f.Reason)
}
