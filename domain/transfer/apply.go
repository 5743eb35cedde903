package transfer

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"dragoman/domain"
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

// Apply does what the journal says is still to be done of a plan. It returns an error where it couldn't begin; what
// interrupts it later is the result's.
func Apply(ctx context.Context, plan *Plan, target Place, journal *Journal, how Applying) (*Result, error) {
	r := &run{plan: plan, target: target, journal: journal, how: how.completed(), result: &Result{Done: map[Action]int{}}, newGroups: map[int]bool{}}
	if err := plan.Steps.records.settle(); err != nil {
		return nil, err
	}
	r.prepare()
	r.drive(ctx, r.apply, applyWords)
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
	open    []bool // steps that are to be done
	last    []bool // steps that wait until all others are over
	doubt   []bool // steps that may be done already
	total   int
	over    int

	newGroups map[int]bool // steps that make hunt groups
	groups    groupSearch
}

// begin makes room for what is known of n steps.
func (r *run) begin(n int) {
	r.steps, r.open, r.last, r.doubt = newSchedule(n), make([]bool, n+1), make([]bool, n+1), make([]bool, n+1)
}

// prepare finds out what is to be done.
func (r *run) prepare() {
	r.begin(len(r.plan.outlines))
	lastWork := 0
	for i, step := range r.plan.outlines {
		n := i + 1
		if step.do == Create || step.do == Change {
			lastWork = n
		}
		if step.do == Create && step.kind == HuntGroup {
			r.newGroups[n] = true
		}
		known, _ := r.journal.of(n)
		if step.do == Leave || known == done {
			continue
		}
		r.open[n] = true
		r.doubt[n] = known == intended
		for _, need := range step.needs {
			if r.open[need] {
				r.steps.need(n, need)
			}
		}
		r.last[n] = step.do == Remove
	}
	for n := range r.open {
		r.last[n] = r.last[n] && n > lastWork
		if r.open[n] {
			r.steps.begin(n, r.last[n])
		}
	}
	r.steps.start()
	r.total = r.steps.left
}

// outline is what is kept in memory of a step.
type outline struct {
	do    Action
	kind  Kind
	needs []int
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
