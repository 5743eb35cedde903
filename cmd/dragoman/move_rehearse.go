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
		fmt.Fprintf(m.out(p), "the target would refuse step %d: %s %s %s: %s\n", f.N, f.Do, f.Kind, shownText(f.Name), shownSentence(f.Reason))
	}
	if m.asJSON {
		printEvent(p.out, map[string]any{"event": "end", "outcome": "rehearsed", "asked": rehearsal.Asked, "unasked": rehearsal.Unasked, "mute": rehearsal.Mute, "refused": len(rehearsal.Failures)})
	} else {
		fmt.Fprintln(m.out(p), rehearsed(rehearsal))
	}
	if len(rehearsal.Failures) > 0 {
		return outcomeError{code: exitPartly}
	}
	return outcomeError{code: exitToDo}
}

// rehearsed says in a line what the target was asked.
func rehearsed(r *transfer.Rehearsal) string {
	if r.Asked == 0 && r.Mute > 0 {
		return "nothing was done; the target has no way to be asked whether it would"
	}
	text := fmt.Sprintf("nothing was done; the target was asked about %s steps and would refuse %s", counted(r.Asked), counted(len(r.Failures)))
	if r.Unasked > 0 {
		text += fmt.Sprintf("; %s wait for others and could not be asked about", counted(r.Unasked))
	}
	return text
}
