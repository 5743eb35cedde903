package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dragoman/adapters/tenantfile"
	"dragoman/domain/transfer"
	"dragoman/persistence"
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

` + placesHelp + `

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
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGXFSZ) // a journal that may not grow is an error of writing, not an end
	o, err := m.places.opening(p, cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
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

// carryOut carries out a plan that was made before.
func (m *moving) carryOut(ctx context.Context, p *program, o *opening) (err error) {
	workspace, err := o.workspace(ctx)
	if err != nil {
		return err
	}
	file, err := os.Open(m.plan)
	if err != nil {
		return usageError{err}
	}
	defer func() { _ = file.Close() }() // it was only read
	read, err := transfer.ReadPlan(file, workspace)
	if err != nil {
		return fmt.Errorf("%s: %w", m.plan, err)
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

// reopen opens the places of a plan that was read, the source only where something of it is still needed.
func (m *moving) reopen(ctx context.Context, o *opening, workspace transfer.Workspace, read *transfer.Plan, journal *transfer.Journal) (*planned, error) {
	for _, side := range []struct{ name, given, planned string }{{"from", m.from, read.From}, {"to", m.to, read.To}} {
		if side.given != "" && !isPlace(side.given, side.planned) {
			return nil, usageError{fmt.Errorf("the plan is one for %s, and --%s says %s", shownPlace(side.planned), side.name, shownPlace(side.given))}
		}
	}
	from, to := read.From, read.To
	if m.from != "" {
		from = m.from
	}
	if m.to != "" {
		to = m.to
	}
	source, err := o.source(from)
	if err != nil {
		return nil, err
	}
	target, err := o.target(to, source.Format, false)
	if err != nil {
		return nil, err
	}
	plan := &planned{read, source, target, transfer.Making{From: source.Place, To: target.Place, Rules: read.Rules, Among: dialects, Workspace: workspace}}
	needs, err := read.NeedsSecrets(journal)
	if err != nil || !needs {
		return plan, err
	}
	return plan, read.FetchSecrets(ctx, plan.making)
}

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
	case plan.Work() == 0 && plan.target.file == nil:
		return m.nothing(p)
	case m.dryRun:
		return m.rehearse(ctx, p, plan)
	}
	agreed, err := m.agreed(p)
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

func plannedEvent(plan *transfer.Plan) map[string]any {
	s := plan.Summary()
	return map[string]any{
		"event": "planned", "from": shownPlace(plan.From), "to": shownPlace(plan.To), "create": s.Create, "change": s.Change, "leave": s.Leave,
		"remove": s.Remove, "extra": s.Extra, "clashes": plan.Clashes.Len(), "dangling": plan.Dangling.Len(), "losses": plan.Losses.Len(), "blocked": plan.Blocked,
	}
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

// agreed says whether the move may begin.
func (m *moving) agreed(p *program) (bool, error) {
	if m.yes {
		return true, nil
	}
	if !isTerminal(p.in) {
		return false, nil
	}
	fmt.Fprint(p.err, "Do this? [y/N] ")
	answer, err := bufio.NewReader(p.in).ReadString('\n')
	if err != nil {
		return false, err
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}

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

// do carries a plan out with a journal, and proves it.
func (m *moving) do(ctx context.Context, p *program, plan *planned) (err error) {
	name := m.journal
	if name == "" {
		name = "dragoman-move-" + time.Now().Format("20060102-150405") + ".journal"
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
func (m *moving) openJournal(ctx context.Context, o *opening, name string) (plan *planned, journal *transfer.Journal, file *os.File, err error) {
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

// apply does what is still to be done of a plan, and proves what was done.
func (m *moving) apply(ctx context.Context, p *program, plan *planned, journal *transfer.Journal, name string) error {
	progress := newProgress(p, m.asJSON, "moved")
	result, err := transfer.Apply(ctx, plan.Plan, plan.target.Place, journal, transfer.Applying{
		Concurrency: m.places.wire.Concurrency, StopOnError: m.stop, Told: progress.step,
	})
	progress.end()
	if err != nil {
		return err
	}
	if result.Stopped != nil {
		return m.end(p, result, nil, name)
	}
	reading := newReading(p)
	making := plan.making
	making.Seen = reading.seen
	verification, err := transfer.Verify(ctx, plan.Plan, making, journal)
	reading.end()
	if err != nil {
		return fmt.Errorf("the target could not be read again to see what was done; dragoman move --resume %s does that: %w", name, err)
	}
	return m.end(p, result, verification, name)
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
