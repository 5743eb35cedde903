package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"dragoman/domain/transfer"
)

// carryOut carries out a plan that was made before.
func (m *moving) carryOut(ctx context.Context, p *program, o *opening) (err error) {
	workspace, err := o.workspace(ctx)
	if err != nil {
		return err
	}
	read, err := readPlan(m.plan, workspace)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	plan, err := m.reopen(ctx, o, workspace, read, nil)
	if err != nil {
		return err
	}
	print, err := transfer.Fingerprint(ctx, plan.target.Place, workspace)
	if err != nil {
		return err
	}
	if print != plan.Target {
		return errors.New("the target has changed since the plan was made; plan the move anew")
	}
	return m.agree(ctx, p, plan)
}

func readPlan(path string, workspace transfer.Workspace) (*transfer.Plan, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usageError{err}
	}
	defer func() { _ = file.Close() }() // it was only read
	plan, err := transfer.ReadPlan(file, workspace)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return plan, nil
}

// reopen opens the places of a plan that was read, the source only where something of it is still needed.
func (m *moving) reopen(ctx context.Context, o *opening, workspace transfer.Workspace, read *transfer.Plan, journal *transfer.Journal) (*planned, error) {
	from, err := again("from", m.from, read.From)
	if err != nil {
		return nil, err
	}
	to, err := again("to", m.to, read.To)
	if err != nil {
		return nil, err
	}
	source := &opened{Place: transfer.Place{Address: from, Format: formatOf(from)}}
	target, err := o.target(to, source.Format, false)
	if err != nil {
		return nil, err
	}
	if err := read.Check(source.Format, target.Format); err != nil {
		return nil, err
	}
	if _, err := target.Remote.Check(ctx, true); err != nil {
		return nil, err
	}
	secrets, err := read.NeedsSecrets(journal)
	if err != nil {
		return nil, err
	}
	if secrets || target.file != nil { // a file takes over what the source says of the tenant
		if source, err = o.source(from); err != nil {
			return nil, err
		}
	}
	plan := &planned{read, source, target, transfer.Making{From: source.Place, To: target.Place, Rules: read.Rules, Among: dialects, Platforms: platforms, Workspace: workspace}}
	if !secrets {
		return plan, nil
	}
	return plan, read.FetchSecrets(ctx, plan.making)
}

// again is a place of a plan as it is to be opened: as the command line says it, where that names the same one.
func again(side, given, planned string) (string, error) {
	if given == "" {
		return planned, nil
	}
	if !isPlace(given, planned) {
		return "", usageError{fmt.Errorf("the plan is one for %s, and --%s says %s", shownPlace(planned), side, shownPlace(given))}
	}
	return given, nil
}
