package main

import (
	"context"
	"fmt"

	"dragoman/domain/transfer"
)

// rehearse asks the target whether it would do what is planned.
func (m *moving) rehearse(ctx context.Context, p *program, plan *planned) error {
	rehearsal, err := transfer.Rehearse(ctx, plan.Plan, plan.target.Place, transfer.Applying{Concurrency: m.places.wire.Concurrency})
	if err != nil {
		return err
	}
	if rehearsal.Stopped != nil {
		return rehearsal.Stopped
	}
	for _, f := range rehearsal.Failures {
		if m.asJSON {
			printEvent(p.out, map[string]any{"event": "refusal", "n": f.N, "do": f.Do, "kind": f.Kind, "name": f.Name, "reason": f.Reason})
			continue
		}
		fmt.Fprintf(p.out, "the target would refuse step %d: %s %s %s: %s\n", f.N, f.Do, f.Kind, shownText(f.Name), shownSentence(f.Reason))
	}
	if m.asJSON {
		printEvent(p.out, map[string]any{"event": "end", "outcome": "rehearsed", "asked": rehearsal.Asked, "unasked": rehearsal.Unasked, "refused": len(rehearsal.Failures)})
	} else {
		fmt.Fprintf(p.out, "nothing was done; the target was asked about %s steps and would refuse %s; %s lead to what isn't there yet\n",
			counted(rehearsal.Asked), counted(len(rehearsal.Failures)), counted(rehearsal.Unasked))
	}
	if len(rehearsal.Failures) > 0 {
		return outcomeError{code: exitPartly}
	}
	return outcomeError{code: exitToDo}
}
