package transfer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
)

// Applying says how a plan is carried out.
type Applying struct {
	Concurrency int  // how many steps at once; DefaultConcurrency if 0
	StopOnError bool // begin nothing more once a step failed
	Told        func(Event)
	Backoff     time.Duration // before the second try of a step; it doubles from there. 200 ms if 0
}

// DefaultConcurrency is how many steps are done at once.
const DefaultConcurrency = 4

func (a Applying) completed() Applying {
	if a.Concurrency <= 0 {
		a.Concurrency = DefaultConcurrency
	}
	if a.Backoff <= 0 {
		a.Backoff = 200 * time.Millisecond
	}
	return a
}

// Event says what came of a step.
type Event struct {
	Step     *Step
	Outcome  Outcome
	Reason   string // a step failed or was passed over
	Finished int    // steps that are over
	Total    int
}

// Outcome is what came of a step.
type Outcome string

// The outcomes of steps.
const (
	Done   Outcome = "done"
	Failed Outcome = "failed"
	Open   Outcome = "open" // whether it was done isn't known: the target fell silent
)

// Failure is a step that failed.
type Failure struct {
	N      int    `json:"n"`
	Do     Action `json:"do"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// Result is what came of a plan.
type Result struct {
	Done     map[Action]int // by action
	Failures []Failure
	Open     int   // steps that nothing is known of: the move was interrupted
	Stopped  error // what interrupted it, nil where it came to its end
}

// Whole says that everything was done.
func (r *Result) Whole() bool { return len(r.Failures) == 0 && r.Open == 0 && r.Stopped == nil }

// ahead is how many steps the journal announces at once, for each that is done at a time. Each announcement waits for the
// disk, and each step that was announced and not done is looked for at the target when the move goes on.
const ahead = 8

// Apply does what the journal says is still to be done of a plan. It returns an error where it couldn't begin; what
// interrupts it later is the result's.
func Apply(ctx context.Context, plan *Plan, target Place, journal *Journal, how Applying) (*Result, error) {
	r := &run{plan: plan, target: target, journal: journal, how: how.completed(), result: &Result{Done: map[Action]int{}}, newGroups: map[int]bool{}}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	r.drive(ctx, r.apply)
	return r.result, nil
}

// run is a plan being carried out or taken back.
type run struct {
	plan    *Plan
	target  Place
	journal *Journal
	how     Applying
	result  *Result
	steps   *schedule
	last    []bool // steps that wait until all others are over
	doubt   []bool // steps that may be done already
	total   int
	over    int
	halted  atomic.Bool // nothing more is to be begun

	newGroups map[int]bool // steps that make hunt groups
	groups    groupSearch
}

// prepare finds out what is to be done.
func (r *run) prepare() error {
	n := r.plan.Steps.Len()
	r.steps, r.last, r.doubt = newSchedule(n), make([]bool, n+1), make([]bool, n+1)
	open, lastWork := make([]bool, n+1), 0
	err := r.plan.Steps.Each(func(step Step) error {
		if step.Do == Create || step.Do == Change {
			lastWork = step.N
		}
		if step.Do == Create && step.Kind == HuntGroup {
			r.newGroups[step.N] = true
		}
		known, _ := r.journal.of(step.N)
		if step.Do == Leave || known == done {
			return nil
		}
		open[step.N] = true
		r.doubt[step.N] = known == intended
		for _, need := range step.Needs {
			if open[need] {
				r.steps.need(step.N, need)
			}
		}
		r.last[step.N] = step.Do == Remove
		return nil
	})
	if err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		r.last[i] = r.last[i] && i > lastWork
		if open[i] {
			r.steps.begin(i, r.last[i])
		}
	}
	r.steps.start()
	r.total = r.steps.left
	return nil
}

// finished is what came of doing a step.
type finished struct {
	n    int
	step *Step
	id   string
	err  error
}

// doing does a step and returns the id that the target gave to what it made.
type doing func(ctx context.Context, step *Step, doubt bool) (id string, err error)

// words are how a journal tells of doing steps.
type words struct {
	announce func(steps []int) line
	did      func(n int, id string) line
	failed   func(n int, why string) line
}

var applyWords = words{
	announce: func(steps []int) line { return line{Intent: steps} },
	did:      func(n int, id string) line { return line{Done: n, ID: id} },
	failed:   func(n int, why string) line { return line{Failed: n, Why: why} },
}

// drive has steps done until none is left or something stops it.
func (r *run) drive(ctx context.Context, do doing) { r.driveWith(ctx, do, applyWords) }

func (r *run) driveWith(ctx context.Context, do doing, say words) {
	tasks := make(chan int, ahead*r.how.Concurrency)
	results := make(chan finished)
	var workers sync.WaitGroup
	for range r.how.Concurrency {
		workers.Go(func() {
			for n := range tasks {
				results <- r.doStep(ctx, n, do)
			}
		})
	}
	under, silent := 0, 0
	for {
		if under <= r.how.Concurrency*ahead/2 && r.result.Stopped == nil {
			under += r.announce(ctx, tasks, cap(tasks)-under, say)
		}
		if under == 0 {
			break
		}
		one := <-results
		under--
		if isSilence(one.err) {
			silent++
		} else {
			silent = 0
		}
		if silent >= 2*r.how.Concurrency && r.result.Stopped == nil {
			r.result.Stopped = one.err
		}
		r.settle(one, say)
		r.halted.Store(r.result.Stopped != nil)
	}
	close(tasks)
	workers.Wait()
	r.result.Open += r.steps.left
}

// announce journals that steps are about to be done and hands them out.
func (r *run) announce(ctx context.Context, tasks chan<- int, room int, say words) int {
	if err := ctx.Err(); err != nil {
		r.result.Stopped = err
		return 0
	}
	var steps []int
	for len(steps) < room {
		n, ok := r.steps.next()
		if !ok {
			break
		}
		steps = append(steps, n)
	}
	if len(steps) == 0 {
		return 0
	}
	if err := r.journal.write(say.announce(steps), true); err != nil {
		r.result.Stopped = err
		return 0
	}
	for _, n := range steps {
		tasks <- n
	}
	return len(steps)
}

// doStep does a step unless the run has been told to stop.
func (r *run) doStep(ctx context.Context, n int, do doing) finished {
	step, err := r.plan.Steps.Get(n - 1)
	if err != nil {
		return finished{n: n, step: &Step{N: n}, err: err}
	}
	if err := ctx.Err(); err != nil {
		return finished{n: n, step: &step, err: err}
	}
	if r.halted.Load() {
		return finished{n: n, step: &step, err: errHalted}
	}
	id, err := do(ctx, &step, r.doubt[n])
	return finished{n, &step, id, err}
}

// errHalted is why a step wasn't begun that had been announced.
var errHalted = fmt.Errorf("the move was stopped before: %w", context.Canceled)

// isSilence says that an error leaves open whether the target did what it was asked.
func isSilence(err error) bool {
	return domain.CodeOf(err) == domain.Unavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// isFatal says that an error concerns all steps to come.
func isFatal(err error) bool {
	code := domain.CodeOf(err)
	return code == domain.Unknown || code == domain.Forbidden
}

// settle writes down what came of a step.
func (r *run) settle(one finished, say words) {
	event := Event{Step: one.step, Outcome: Done}
	switch {
	case one.err == nil:
		if err := r.journal.write(say.did(one.n, one.id), false); err != nil && r.result.Stopped == nil {
			r.result.Stopped = err
		}
		r.result.Done[one.step.Do]++
	case isSilence(one.err):
		event.Outcome, event.Reason = Open, one.err.Error()
		r.tell(event)
		if errors.Is(one.err, context.Canceled) && r.result.Stopped == nil {
			r.result.Stopped = one.err
		}
		return // it stays announced, and is looked for when the move goes on
	default:
		event.Outcome, event.Reason = Failed, one.err.Error()
		r.result.Failures = append(r.result.Failures, Failure{one.n, one.step.Do, one.step.Kind, one.step.Name, event.Reason})
		if err := r.journal.write(say.failed(one.n, event.Reason), false); err != nil && r.result.Stopped == nil {
			r.result.Stopped = err
		}
		if (r.how.StopOnError || isFatal(one.err)) && r.result.Stopped == nil {
			r.result.Stopped = one.err
		}
	}
	r.steps.over(one.n, r.last[one.n])
	r.tell(event)
}

func (r *run) tell(event Event) {
	if event.Outcome != Open {
		r.over++
	}
	event.Finished, event.Total = r.over, r.total
	if r.how.Told != nil {
		r.how.Told(event)
	}
}

// attempts is how often a step is tried where the target falls silent. Between two tries it is looked for.
const attempts = 3

// apply does a step.
func (r *run) apply(ctx context.Context, step *Step, doubt bool) (id string, err error) {
	row, err := r.rowOf(step)
	if err != nil {
		return "", err
	}
	for try := 1; ; try++ {
		id, err = r.attempt(ctx, step, row, doubt || try > 1)
		if domain.CodeOf(err) != domain.Unavailable || try == attempts {
			return id, err
		}
		if !r.pause(ctx, try) {
			return "", ctx.Err()
		}
	}
}

// pause waits before another try, longer each time. It is false where the context ends.
func (r *run) pause(ctx context.Context, try int) bool {
	wait := r.how.Backoff << (try - 1)
	timer := time.NewTimer(wait/2 + rand.N(wait/2+1))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// attempt does a step, once it has looked whether it is done already where that may be.
func (r *run) attempt(ctx context.Context, step *Step, row *Row, doubt bool) (id string, err error) {
	if doubt {
		there, err := r.look(ctx, step, row)
		if err == nil {
			return r.complete(ctx, step, row, there)
		}
		if domain.CodeOf(err) != domain.NotFound {
			return "", err
		}
		if step.Do == Remove {
			return "", nil
		}
	}
	switch step.Do {
	case Create:
		return r.target.Remote.Create(ctx, row, false)
	case Change:
		return row.ID, r.target.Remote.Change(ctx, row, false)
	}
	return "", r.remove(ctx, row)
}

// remove deletes an object. One that isn't there any more went with another.
func (r *run) remove(ctx context.Context, row *Row) error {
	err := r.target.Remote.Remove(ctx, row)
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	return err
}

// look finds the object of a step at the target.
func (r *run) look(ctx context.Context, step *Step, row *Row) (*Row, error) {
	if step.Do == Create && step.Kind == HuntGroup {
		return r.groups.find(ctx, r, step, row)
	}
	return r.target.Remote.Row(ctx, row)
}

// complete does what is missing of a step whose object is there.
func (r *run) complete(ctx context.Context, step *Step, row, there *Row) (id string, err error) {
	if step.Do == Remove {
		return "", r.remove(ctx, row)
	}
	rest := *row
	rest.ID, rest.Key, rest.Parent = there.ID, there.Key, row.Parent
	rest.Settings = slices.DeleteFunc(slices.Clone(row.Settings), func(entry lens.Entry) bool {
		return r.stands(entry, row, there)
	})
	if len(rest.Settings) == 0 {
		return there.ID, nil
	}
	return there.ID, r.target.Remote.Change(ctx, &rest, false)
}

// stands says that a setting is at the target what a row says.
func (r *run) stands(entry lens.Entry, row, there *Row) bool {
	value, shown := there.Get(entry.Name)
	switch {
	case isSecret(entry.Setting) && (!shown || value.Text == lens.Mask):
		return false // it may have got lost on the way
	case isNames(entry.Setting):
		return sameList(r.target.Format, namesIn(row, entry.Name), namesIn(there, entry.Name))
	}
	return r.target.Format.Same(entry.Name, row, there)
}

// rowOf is the object of a step with the numbers and secrets that the plan doesn't have.
func (r *run) rowOf(step *Step) (*Row, error) {
	row := step.row(r.target.Format)
	for i, setting := range step.Settings {
		if !setting.Secret || setting.New == nil || setting.New.Plain() == "" {
			continue
		}
		value, ok := r.plan.secret(step.N, setting)
		if !ok {
			return nil, domain.Fail(domain.Conflict, "the source no longer has the secret %s of %s; plan the move anew", setting.Name, step.Title())
		}
		row.Settings[i].Value = value
	}
	var missing error
	resolve := func(id string) string {
		n, ok := standsFor(id)
		if !ok {
			return id
		}
		known, made := r.journal.of(n)
		if known != done && missing == nil {
			missing = domain.Fail(domain.Conflict, "not done, since step %d wasn't", n)
		}
		return made
	}
	row.ID, row.Parent = resolve(row.ID), resolve(row.Parent)
	row.Settings = r.target.Format.Refer(row, resolve)
	return row, missing
}

// secret is a value that the plan doesn't show.
func (p *Plan) secret(n int, setting Setting) (lens.Value, bool) {
	for _, entry := range p.secrets[n] {
		if entry.Name == setting.Name {
			return entry.Value, true
		}
	}
	if setting.Made {
		return lens.Text(credential.Generate()), true
	}
	return lens.Value{}, false
}

// groupSearch finds hunt groups that may have been made: the target has given them a number that nobody knows yet.
type groupSearch struct {
	mutex   sync.Mutex
	claimed map[string]int // by which step, by id
}

// find looks for a new hunt group of a step: one that is called as it should be, wasn't there when the plan was made, and
// that no other step made.
func (g *groupSearch) find(ctx context.Context, r *run, step *Step, row *Row) (*Row, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.claimed == nil {
		g.claimed = map[string]int{}
	}
	title := titleOf(r.begun(step, row))
	var found *Row
	err := r.target.Remote.Rows(ctx, HuntGroup, func(there *Row) error {
		switch {
		case found != nil:
		case there.ID == "":
			if there.Key == row.Key {
				found = there
			}
		case titleOf(there) != title || slices.Contains(step.Known, there.ID) || r.journal.made(there.ID, r.newGroups):
		case g.claimed[there.ID] == 0 || g.claimed[there.ID] == step.N:
			found = there
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, domain.Fail(domain.NotFound, "there is no such hunt group")
	}
	g.claimed[found.ID] = step.N
	return found, nil
}

// begun is a row with what its object begins with where the row doesn't say anything else.
func (r *run) begun(step *Step, row *Row) *Row {
	out := *row
	for _, entry := range r.target.Format.New(step.Kind).Settings {
		if _, said := row.Get(entry.Name); !said {
			out.Settings = append(out.Settings, entry)
		}
	}
	return &out
}

// made says that one of the steps made what has an id.
func (j *Journal) made(id string, steps map[int]bool) bool {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	for n := range steps {
		if j.ids[n] == id {
			return true
		}
	}
	return false
}

// Reasons counts failures by what was said of them, the most frequent first, for telling many at once.
func (r *Result) Reasons() []Reason {
	counts := map[string]int{}
	for _, f := range r.Failures {
		counts[f.Reason]++
	}
	var out []Reason
	for text, n := range counts {
		out = append(out, Reason{text, n})
	}
	slices.SortFunc(out, func(a, b Reason) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out
}

// Reason is why steps failed.
type Reason struct {
	Text  string `json:"reason"`
	Count int    `json:"count"`
}
