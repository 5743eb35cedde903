package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"dragoman/domain/transfer"
	"dragoman/persistence"
)

// end says what came of a move, and by the exit code whether it is whole. verification is nil where the target wasn't read
// again.
func (m *moving) end(p *program, result *transfer.Result, verification *transfer.Verification, journal string) error {
	differences := 0
	if verification != nil {
		differences = len(verification.Differences)
	}
	whole := result.Whole() && differences == 0
	if m.asJSON {
		endEvents(p.out, result, verification, journal, whole)
	} else {
		m.endText(p, result, verification, whole)
	}
	if whole {
		return nil
	}
	return outcomeError{exitPartly, endSentence(result, differences, journal)}
}

func endEvents(out io.Writer, result *transfer.Result, verification *transfer.Verification, journal string, whole bool) {
	outcome, reason, checked := "done", "", 0
	if !whole {
		outcome = "partly"
	}
	if result.Stopped != nil {
		reason = result.Stopped.Error()
	}
	if verification != nil {
		checked = verification.Checked
		for _, d := range verification.Differences {
			printEvent(out, map[string]any{"event": "difference", "kind": d.Kind, "name": d.Name, "of": d.Of, "setting": d.Setting, "want": d.Want, "have": d.Have, "reason": d.Reason})
		}
	}
	printEvent(out, map[string]any{
		"event": "end", "outcome": outcome, "created": result.Done[transfer.Create], "changed": result.Done[transfer.Change], "removed": result.Done[transfer.Remove],
		"failed": len(result.Failures), "open": result.Open, "stopped": reason, "checked": checked, "journal": journal,
	})
}

func (m *moving) endText(p *program, result *transfer.Result, verification *transfer.Verification, whole bool) {
	out := m.out(p)
	paint := painterFor(out)
	if verification != nil {
		for _, d := range verification.Differences {
			fmt.Fprintf(out, "%s %s\n", paint.paint(red, "≠"), differenceText(d))
		}
	}
	fmt.Fprintf(out, "created %s, changed %s, removed %s", counted(result.Done[transfer.Create]), counted(result.Done[transfer.Change]), counted(result.Done[transfer.Remove]))
	if len(result.Failures) > 0 {
		fmt.Fprintf(out, ", failed %s", counted(len(result.Failures)))
	}
	if result.Open > 0 {
		fmt.Fprintf(out, ", not done %s", counted(result.Open))
	}
	fmt.Fprintln(out)
	for i, reason := range result.Reasons() {
		if i == mostNamed {
			fmt.Fprintln(out, "  and for other reasons")
			break
		}
		fmt.Fprintf(out, "  %s failed: %s\n", counted(reason.Count), shownSentence(reason.Text))
	}
	if whole && verification != nil {
		fmt.Fprintf(out, "the target was read again: all %s objects are as planned\n", counted(verification.Checked))
	}
}

func differenceText(d transfer.Difference) string {
	object := string(d.Kind) + " " + shownText(d.Name)
	if d.Of != "" {
		object += " of " + shownText(d.Of)
	}
	if d.Setting == "" {
		return object + ": " + d.Reason
	}
	return fmt.Sprintf("%s: %s is %q instead of %q", object, d.Setting, shownText(d.Have), shownText(d.Want))
}

// endSentence says what to do next.
func endSentence(result *transfer.Result, differences int, journal string) string {
	again := ""
	if journal != "" {
		again = "; dragoman move --resume " + journal + " goes on"
	}
	switch {
	case result.Stopped != nil && errors.Is(result.Stopped, context.Canceled):
		return "the move was interrupted" + again
	case result.Stopped != nil:
		return result.Stopped.Error() + again
	case result.Open > 0:
		return "the target fell silent before everything was done" + again
	case len(result.Failures) > 0:
		return "not everything could be done" + again
	}
	return fmt.Sprintf("the target differs from the plan in %s places; move again to see them as steps", counted(differences))
}

// takeBack undoes the move of a journal.
func (m *moving) takeBack(ctx context.Context, p *program, o *opening) (err error) {
	workspace, err := o.workspace(ctx)
	if err != nil {
		return err
	}
	file, err := persistence.OpenMoveJournal(m.undo, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	journal, read, err := transfer.ResumeJournal(file, workspace)
	if err != nil {
		return fmt.Errorf("%s: %w", m.undo, err)
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	if m.to != "" && !isPlace(m.to, read.To) {
		return usageError{fmt.Errorf("the move was one to %s, and --to says %s", shownPlace(read.To), shownPlace(m.to))}
	}
	to := read.To
	if m.to != "" {
		to = m.to
	}
	target, err := o.target(to, formatOf(read.From), false)
	if err != nil {
		return err
	}
	if _, err := target.Remote.Check(ctx, true); err != nil {
		return err
	}
	agreed, err := m.agreed(p)
	if err != nil {
		return err
	}
	if !agreed {
		return outcomeError{exitToDo, fmt.Sprintf("nothing was taken back of %s steps, since nobody agreed; --yes does", counted(journal.Finished()))}
	}
	progress := newProgress(p, m.asJSON, "taken back")
	undoing, err := transfer.Undo(ctx, read, target.Place, journal, transfer.Applying{Concurrency: m.places.wire.Concurrency, Told: progress.step})
	progress.end()
	if err != nil {
		return err
	}
	return m.endUndo(p, undoing)
}

func (m *moving) endUndo(p *program, undoing *transfer.Undoing) error {
	for _, note := range undoing.Notes {
		if m.asJSON {
			printEvent(p.out, map[string]any{"event": "note", "n": note.N, "do": note.Do, "kind": note.Kind, "name": note.Name, "reason": note.Reason})
			continue
		}
		fmt.Fprintf(p.out, "%s %s: %s\n", note.Kind, shownText(note.Name), shownSentence(note.Reason))
	}
	whole := undoing.Whole()
	if m.asJSON {
		endEvents(p.out, &undoing.Result, nil, m.undo, whole)
	} else {
		for _, f := range undoing.Failures {
			fmt.Fprintf(p.out, "%s %s: %s\n", f.Kind, shownText(f.Name), shownSentence(f.Reason))
		}
		fmt.Fprintf(p.out, "taken back: %s created, %s changed, %s removed\n",
			counted(undoing.Done[transfer.Create]), counted(undoing.Done[transfer.Change]), counted(undoing.Done[transfer.Remove]))
	}
	switch {
	case whole:
		return nil
	case undoing.Stopped != nil || undoing.Open > 0:
		return outcomeError{exitPartly, "not everything is taken back yet; dragoman move --undo " + m.undo + " goes on"}
	}
	return outcomeError{exitPartly, "not everything could be taken back"}
}
