package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"dragoman/domain/transfer"
	"dragoman/persistence"
)

func newPlan(p *program) *cobra.Command {
	var flags placeFlags
	var rules ruleFlags
	var from, to, out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "plan --from PLACE --to PLACE",
		Short: "Show what a move would do, and what the target can't hold",
		Long: `Show step by step what a move would do: what it creates, changes (setting by setting), leaves and, with --prune,
removes; what clashes, what leads nowhere, and what the target can't hold. Nothing is changed.

` + placesHelp("from", "to") + `

The exit code is 0 where there is nothing to do, 4 where there is something, and 1 where a clash stops the move or the
plan can't be made.`,
		Example: `  dragoman plan --from 'enswitch+https://admin@pbx-a.example/?customer=12' --to vodia+https://admin@pbx-b.example/acme.example.com
  dragoman plan --from acme.yaml --to dragoman:acme.example.com --prune --out plan.json
  dragoman move --plan plan.json --yes`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if from == "" || to == "" {
				return usageError{errors.New("--from and --to must say which places")}
			}
			moved, err := rules.rules()
			if err != nil {
				return err
			}
			_, stop := interruptible(cmd)
			defer stop()
			o, err := flags.opening(p, cmd)
			if err != nil {
				return err
			}
			defer func() { err = interrupted(errors.Join(err, o.close())) }()
			plan, err := makePlan(cmd.Context(), o, from, to, moved, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, plan.Close()) }()
			return tellPlan(p, plan.Plan, asJSON, out)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the `place` to move from")
	cmd.Flags().StringVar(&to, "to", "", "the `place` to move to")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	cmd.Flags().StringVar(&out, "out", "", "write the plan to this `file` as JSON, for dragoman move --plan")
	rules.add(cmd)
	flags.add(cmd)
	return cmd
}

// planned is a plan with the places that it is between.
type planned struct {
	*transfer.Plan
	source, target *opened
	making         transfer.Making
}

// makePlan opens both places and makes a plan. A file is written from its beginning where anew.
func makePlan(ctx context.Context, o *opening, from, to string, rules transfer.Rules, anew bool) (*planned, error) {
	source, err := o.source(from)
	if err != nil {
		return nil, err
	}
	target, err := o.target(to, source.Format, anew)
	if err != nil {
		return nil, err
	}
	return planBetween(ctx, o, source, target, rules)
}

func planBetween(ctx context.Context, o *opening, source, target *opened, rules transfer.Rules) (*planned, error) {
	return o.plan(ctx, source, target, transfer.Making{Rules: rules})
}

// plan makes a plan between two places, as making says besides.
func (o *opening) plan(ctx context.Context, source, target *opened, making transfer.Making) (*planned, error) {
	if placeName(source.Address) == placeName(target.Address) {
		return nil, usageError{errors.New("both places are the same")}
	}
	workspace, err := o.workspace(ctx)
	if err != nil {
		return nil, err
	}
	reading := newReading(o.p)
	making.From, making.To, making.Workspace, making.Seen = source.Place, target.Place, workspace, reading.seen
	making.Among, making.Platforms = dialects, platforms
	plan, err := transfer.Make(ctx, making)
	reading.end()
	if err != nil {
		return nil, persistence.Explained(err) // places are only read for a plan
	}
	return &planned{plan, source, target, making}, nil
}

// tellPlan prints a plan and says by the exit code what it comes to.
func tellPlan(p *program, plan *transfer.Plan, asJSON bool, file string) error {
	if file != "" {
		if err := writeFile(file, plan.WriteJSON); err != nil {
			return err
		}
	}
	var err error
	if asJSON {
		err = plan.WriteJSON(p.out)
	} else {
		err = printPlan(p.out, plan)
	}
	switch {
	case err != nil:
		return err
	case plan.Blocked:
		return errBlocked
	case plan.Work() > 0:
		return outcomeError{code: exitToDo}
	}
	return nil
}

var errBlocked = errors.New("a clash stops the move; --on-clash says what else may become of it")

// writeFile writes a file that only its owner may read.
func writeFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	defer func() {
		err = errors.Join(err, file.Close())
		if info, seen := os.Stat(path); err != nil && seen == nil && info.Mode().IsRegular() {
			_ = os.Remove(path) // half a plan is none
		}
	}()
	if err := write(file); err != nil {
		return fmt.Errorf("the plan can't be written: %w", err)
	}
	return nil
}
