package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// moving is a move as the command line says it.
type moving struct {
	places   placeFlags
	rules    ruleFlags
	from, to string
	yes      bool
	dryRun   bool
	asJSON   bool
	stop     bool
	journal  string
	resume   string
	plan     string
	undo     string
	aside    bool // standard output is where the target goes, so that everything is said on standard error
}

func newMove(p *program) *cobra.Command {
	m := &moving{}
	cmd := &cobra.Command{
		Use:   "move --from PLACE --to PLACE",
		Short: "Move a tenant's phones, hunt groups and feature codes from one place to another",
		Long: `Move a tenant's phones, hunt groups and feature codes from one place to another: show what would be done, ask,
do it, and read the target again to prove that it is as planned. What the source has stays there.

` + placesHelp("from", "to") + `

While it works a move keeps a journal on disk. If it is interrupted, --resume goes on without doing anything
twice; --undo takes back what it made and changed, as far as the target allows. Running the same move again does
nothing.

Without a terminal and without --yes the plan is printed and nothing is done. The exit code is 0 when everything
is done or nothing was to be done, 1 when it can't be done, 4 when there is something to do that nobody agreed
to, and 5 when only a part was done.`,
		Example: `  dragoman move --from 'enswitch+https://admin@pbx-a.example/?customer=12' --to vodia+https://admin@pbx-b.example/acme.example.com
  dragoman move --from vodia+https://admin@pbx-b.example/acme.example.com --to dragoman:acme.example.com --yes
  dragoman move --resume dragoman-move-20260102-150405.journal
  dragoman move --undo dragoman-move-20260102-150405.journal`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return m.run(p, cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&m.from, "from", "", "the `place` to move from")
	flags.StringVar(&m.to, "to", "", "the `place` to move to")
	flags.StringVar(&m.resume, "resume", "", "go on with the move of this `journal`")
	flags.StringVar(&m.plan, "plan", "", "carry out the plan in this `file`, unless the target has changed since")
	flags.StringVar(&m.undo, "undo", "", "take back the move of this `journal`")
	m.addDoing(cmd)
	return cmd
}

// addDoing adds the flags of everything that changes a place.
func (m *moving) addDoing(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVarP(&m.yes, "yes", "y", false, "do it without asking")
	flags.BoolVar(&m.dryRun, "dry-run", false, "do nothing; ask the target whether it would, where it can say so")
	flags.BoolVar(&m.asJSON, "json", false, "print events as JSON, one a line")
	flags.BoolVar(&m.stop, "stop-on-error", false, "begin nothing more once a step has failed")
	flags.StringVar(&m.journal, "journal", "", "keep the journal in this `file`; else in dragoman-move-TIME.journal in the current folder")
	m.rules.add(cmd)
	m.places.add(cmd)
}

// run does what the flags say.
func (m *moving) run(p *program, cmd *cobra.Command) (err error) {
	if err := m.check(cmd); err != nil {
		return err
	}
	ctx, stop := interruptible(cmd)
	defer stop()
	o, err := m.places.opening(p, cmd)
	if err != nil {
		return err
	}
	defer func() { err = interrupted(errors.Join(err, o.close())) }()
	switch {
	case m.undo != "":
		return m.takeBack(ctx, p, o)
	case m.resume != "":
		return m.goOn(ctx, p, o)
	case m.plan != "":
		return m.carryOut(ctx, p, o)
	}
	return m.begin(ctx, p, o)
}

// check refuses flags that don't go together.
func (m *moving) check(cmd *cobra.Command) error {
	given := 0
	for _, text := range []string{m.undo, m.resume, m.plan} {
		if text != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return usageError{errors.New("give only one of --plan, --resume and --undo")}
	case given == 0 && (m.from == "" || m.to == ""):
		return usageError{fmt.Errorf("--from and --to must say which places; see %s --help", cmd.CommandPath())}
	case m.dryRun && (m.undo != "" || m.resume != ""):
		return usageError{errors.New("--dry-run goes with a plan, not with a journal")}
	}
	if given == 0 {
		return nil
	}
	for _, name := range []string{"prune", "rename", "mapping", "on-clash", "accounts", "number-range", "customer"} {
		if cmd.Flags().Changed(name) {
			return usageError{fmt.Errorf("--%s is said when a plan is made; the rules of this one stand", name)}
		}
	}
	return nil
}

// begin makes a plan and carries it out.
func (m *moving) begin(ctx context.Context, p *program, o *opening) (err error) {
	rules, err := m.rules.rules()
	if err != nil {
		return err
	}
	plan, err := makePlan(ctx, o, m.from, m.to, rules, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plan.Close()) }()
	return m.agree(ctx, p, plan)
}
