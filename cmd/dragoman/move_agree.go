package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"dragoman/adapters/tenantfile"
)

// agree shows a plan, asks, and does it.
func (m *moving) agree(ctx context.Context, p *program, plan *planned) error {
	if m.aside = plan.target.Address == tenantfile.Standard; m.aside && m.asJSON {
		return errJSONBeside
	}
	if m.asJSON {
		printEvent(p.out, plannedEvent(plan.Plan))
	} else if err := printPlan(m.out(p), plan.Plan); err != nil {
		return err
	}
	switch {
	case plan.Blocked:
		return errBlocked
	case plan.Work() == 0 && !m.writesAnyway(plan):
		return m.nothing(p)
	case m.dryRun:
		return m.rehearse(ctx, p, plan)
	}
	agreed, err := m.agreed(ctx, p)
	if err != nil {
		return err
	}
	if !agreed {
		return outcomeError{exitToDo, "nothing was done, since nobody agreed; --yes does"}
	}
	if plan.target.file != nil {
		return m.write(ctx, p, plan)
	}
	return m.do(ctx, p, plan)
}

// agreed says whether the move may begin. Whoever ends the input without an answer doesn't agree.
func (m *moving) agreed(ctx context.Context, p *program) (bool, error) {
	if m.yes {
		return true, nil
	}
	if !isTerminal(p.in) {
		return false, nil
	}
	fmt.Fprint(p.err, "Do this? [y/N] ")
	answer, err := typed(ctx, p, func() (string, error) { return bufio.NewReader(p.in).ReadString('\n') })
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}

// out is where people are told what a move does.
func (m *moving) out(p *program) io.Writer {
	if m.aside {
		return p.err
	}
	return p.out
}

func (m *moving) nothing(p *program) error {
	if m.asJSON {
		printEvent(p.out, map[string]any{"event": "end", "outcome": "nothing"})
		return nil
	}
	_, err := fmt.Fprintln(m.out(p), "nothing to do")
	return err
}
