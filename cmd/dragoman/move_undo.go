package main

import (
	"context"
	"errors"
	"fmt"

	"dragoman/domain/transfer"
	"dragoman/persistence"
)

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
	counts, err := transfer.ToTakeBack(read, journal)
	if err != nil {
		return err
	}
	if !m.asJSON {
		fmt.Fprintf(p.out, "at %s\n%s to remove that were created, %s to change back, %s to make again that were removed\n",
			shownPlace(read.To), counted(counts[transfer.Create]), counted(counts[transfer.Change]), counted(counts[transfer.Remove]))
	}
	agreed, err := m.agreed(ctx, p)
	if err != nil {
		return err
	}
	if !agreed {
		return outcomeError{exitToDo, fmt.Sprintf("nothing was taken back of %s steps, since nobody agreed; --yes does", counted(journal.Finished()))}
	}
	progress := newProgress(p, m.asJSON, takingBack)
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
