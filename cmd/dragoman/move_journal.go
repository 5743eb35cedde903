package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"dragoman/domain/transfer"
	"dragoman/persistence"
)

// newJournalName is a name by the time that no file has: two moves may begin within a second.
func newJournalName() string {
	begin := "dragoman-move-" + time.Now().Format("20060102-150405")
	name := begin + ".journal"
	for n := 2; isThere(name); n++ {
		name = begin + "-" + strconv.Itoa(n) + ".journal"
	}
	return name
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// do carries a plan out with a journal, and proves it.
func (m *moving) do(ctx context.Context, p *program, plan *planned) (err error) {
	name := m.journal
	if name == "" {
		name = newJournalName()
	}
	file, err := persistence.OpenMoveJournal(name, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	journal, err := transfer.StartJournal(file, plan.Plan)
	if err != nil {
		return err
	}
	m.tellJournal(p, name)
	return m.apply(ctx, p, plan, journal, name)
}

func (m *moving) tellJournal(p *program, name string) {
	if m.asJSON {
		printEvent(p.out, map[string]any{"event": "journal", "file": name})
		return
	}
	fmt.Fprintf(p.err, "the journal is %s\n", name)
}

// goOn goes on with a move that was interrupted.
func (m *moving) goOn(ctx context.Context, p *program, o *opening) (err error) {
	plan, journal, file, err := m.openJournal(ctx, o, m.resume)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plan.Close(), file.Close()) }()
	if journal.Undone() {
		return errors.New("this move is being taken back; go on with that by --undo")
	}
	return m.apply(ctx, p, plan, journal, m.resume)
}

// openJournal reads a journal, and opens the places of its plan.
func (m *moving) openJournal(ctx context.Context, o *opening, name string) (plan *planned, journal *transfer.Journal, file *persistence.LockedFile, err error) {
	workspace, err := o.workspace(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if file, err = persistence.OpenMoveJournal(name, false); err != nil {
		return nil, nil, nil, err
	}
	journal, read, err := transfer.ResumeJournal(file, workspace)
	if err != nil {
		return nil, nil, nil, errors.Join(fmt.Errorf("%s: %w", name, err), file.Close())
	}
	if plan, err = m.reopen(ctx, o, workspace, read, journal); err != nil {
		return nil, nil, nil, errors.Join(err, read.Close(), file.Close())
	}
	return plan, journal, file, nil
}
