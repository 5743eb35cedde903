package transfer

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"dragoman/domain"
)

// ahead is how many steps the journal announces at once, for each that is done at a time. Each announcement waits for the
// disk, where a busy one takes as long as a hundred requests to a server nearby; and each step that was announced and not
// done is looked for at the target when the move goes on.
const ahead = 64

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

// finished is what came of doing a step.
type finished struct {
	n    int
	step *Step
	id   string
	err  error
}

// lag is how long the journal may keep to itself what came of steps. Should nobody hear of it, they are looked for.
const lag = 20 * time.Millisecond

// driving hands steps to workers as they become ready, each once the journal has announced it.
type driving struct {
	*run
	do      doing
	say     words
	tasks   chan int
	results chan finished
	under   int         // steps that were handed out and aren't settled
	silent  int         // results in a row that the target left open
	halted  atomic.Bool // nothing more is to be begun

	told      []bool // steps that an announcement names
	announced []bool // those of them whose announcement is on the disk
	upcoming  int    // the lowest step that may have to be announced
	waiting   int    // steps that were announced and not handed out

	writing chan error // what comes of what the journal is writing; nil where it isn't
	block   []int      // the steps that it announces thereby
	wrote   time.Time  // when it last began to
}

// drive has steps done until none is left or something stops it.
func (r *run) drive(ctx context.Context, do doing, say words) {
	queue := 16 * r.how.Concurrency // so that no worker waits for whoever hands out and settles
	d := driving{
		run: r, do: do, say: say, tasks: make(chan int, queue), results: make(chan finished, queue),
		told: make([]bool, len(r.open)), announced: make([]bool, len(r.open)), upcoming: 1,
	}
	var workers sync.WaitGroup
	for range r.how.Concurrency {
		workers.Go(func() {
			for n := range d.tasks {
				d.results <- d.doStep(ctx, n)
			}
		})
	}
	for d.goesOn(ctx) {
		select {
		case one := <-d.results:
			d.take(one)
		case err := <-d.writing:
			d.written(err)
		}
	}
	close(d.tasks)
	workers.Wait()
	r.result.Open += r.steps.left
}

// goesOn begins what can be begun, and says whether there is anything to wait for.
func (d *driving) goesOn(ctx context.Context) bool {
	d.stop(ctx.Err())
	if d.writing == nil {
		d.write()
	}
	d.handOut()
	return d.under > 0 || d.writing != nil
}

// write has the journal announce steps, or write down what came of some, while the workers go on.
func (d *driving) write() {
	d.block = d.next()
	now := time.Now()
	switch {
	case len(d.block) > 0:
		d.inBackground(func() error { return d.journal.announce(d.say.announce(d.block)) })
	case d.journal.unwritten() && (d.under == 0 || now.Sub(d.wrote) >= lag):
		d.inBackground(func() error { return d.journal.write(false) })
	default:
		return
	}
	d.wrote = now
}

func (d *driving) inBackground(write func() error) {
	came := make(chan error, 1)
	d.writing = came
	go func() { came <- write() }()
}

// stop notes the first error that ends the run. What is under way comes to its end.
func (d *driving) stop(err error) {
	if err == nil || d.result.Stopped != nil {
		return
	}
	d.result.Stopped = err
	d.halted.Store(true)
}

// next are the steps to announce, where it is time for that. They are announced in their order, ready or not: all that it
// means is that they are to be looked for when the move goes on.
func (d *driving) next() (block []int) {
	ready, any := d.steps.peek()
	untold, size := any && !d.told[ready], ahead*d.how.Concurrency
	if d.result.Stopped != nil || !untold && d.waiting > size/2 {
		return nil
	}
	if untold {
		d.told[ready] = true
		block = append(block, ready)
	}
	for ; d.upcoming < len(d.open) && len(block) < size; d.upcoming++ {
		if d.open[d.upcoming] && !d.told[d.upcoming] {
			d.told[d.upcoming] = true
			block = append(block, d.upcoming)
		}
	}
	return block
}

// written lets the steps be done that the journal has announced.
func (d *driving) written(err error) {
	d.writing = nil
	if err != nil {
		d.stop(err)
		return
	}
	for _, n := range d.block {
		d.announced[n] = true
	}
	d.waiting += len(d.block)
}

// handOut gives the workers what they may do, and little more than they can.
func (d *driving) handOut() {
	for d.under < cap(d.tasks) && d.result.Stopped == nil {
		n, ok := d.steps.peek()
		if !ok || !d.announced[n] {
			return
		}
		d.steps.next()
		d.under++
		d.waiting--
		d.tasks <- n
	}
}

// errHalted is why a step wasn't begun that had been handed out.
var errHalted = errors.New("the move was stopped before")

// doStep does a step unless the run has been told to stop.
func (d *driving) doStep(ctx context.Context, n int) finished {
	if d.halted.Load() {
		return finished{n: n, err: errHalted}
	}
	step, err := d.plan.Steps.Get(n - 1)
	if err != nil {
		return finished{n: n, step: &Step{N: n}, err: err}
	}
	id, err := d.do(ctx, &step, d.doubt[n])
	if err != nil && !isSilence(err) && (d.how.StopOnError || isFatal(err)) {
		d.halted.Store(true)
	}
	return finished{n, &step, id, err}
}

// take settles what came of a step. A target that leaves one step after the other open is no longer there.
func (d *driving) take(one finished) {
	d.under--
	if errors.Is(one.err, errHalted) {
		return
	}
	if isSilence(one.err) {
		d.silent++
	} else {
		d.silent = 0
	}
	d.settle(one)
	if d.silent >= 2*d.how.Concurrency {
		d.stop(one.err)
	}
}

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
func (d *driving) settle(one finished) {
	event := Event{Step: one.step, Outcome: Done}
	switch {
	case one.err == nil:
		d.stop(d.journal.note(d.say.did(one.n, one.id)))
		d.result.Done[one.step.Do]++
	case isSilence(one.err):
		event.Outcome, event.Reason = Open, one.err.Error()
		d.tell(event)
		if errors.Is(one.err, context.Canceled) {
			d.stop(one.err)
		}
		return // it stays announced, and is looked for when the move goes on
	default:
		event.Outcome, event.Reason = Failed, one.err.Error()
		d.result.Failures = append(d.result.Failures, Failure{one.n, one.step.Do, one.step.Kind, one.step.Name, event.Reason})
		d.stop(d.journal.note(d.say.failed(one.n, event.Reason)))
		if d.how.StopOnError || isFatal(one.err) {
			d.stop(one.err)
		}
	}
	d.steps.over(one.n, d.last[one.n])
	d.tell(event)
}

func (d *driving) tell(event Event) {
	if event.Outcome != Open {
		d.over++
	}
	event.Finished, event.Total = d.over, d.total
	if d.how.Told != nil {
		d.how.Told(event)
	}
}
