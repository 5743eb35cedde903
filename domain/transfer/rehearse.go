package transfer

import (
	"context"
	"errors"
	"sync"
)

// Rehearsal is what the target says that it would do.
type Rehearsal struct {
	Asked    int // steps that the target was asked about
	Unasked  int // steps that wait for others, so that asking would mean nothing yet
	Mute     int // steps that the target has no way to be asked about
	Failures []Failure
	Stopped  error
}

// Rehearse asks the target about the steps of a plan, where it can say whether it would take them, and changes nothing.
func Rehearse(ctx context.Context, plan *Plan, target Place, how Applying) (*Rehearsal, error) {
	how = how.completed()
	out := &Rehearsal{}
	r := &run{plan: plan, target: target, journal: &Journal{progress: make([]progress, plan.Steps.Len()+1)}, how: how}
	steps := make(chan Step)
	var mutex sync.Mutex
	var workers sync.WaitGroup
	for range how.Concurrency {
		workers.Go(func() {
			for step := range steps {
				asked, err := r.rehearse(ctx, &step)
				mutex.Lock()
				out.note(&step, asked, err)
				mutex.Unlock()
			}
		})
	}
	err := plan.Steps.Each(func(step Step) error {
		if step.Do != Create && step.Do != Change {
			return nil
		}
		select {
		case steps <- step:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(steps)
	workers.Wait()
	return out, err
}

func (r *Rehearsal) note(step *Step, asked bool, err error) {
	switch {
	case !asked:
		r.Unasked++
		return
	case errors.Is(err, ErrNotAsked):
		r.Mute++
		return
	case err == nil:
	case isSilence(err) && r.Stopped == nil:
		r.Stopped = err
	default:
		r.Failures = append(r.Failures, Failure{step.N, step.Do, step.Kind, step.Name, err.Error()})
	}
	r.Asked++
}

// rehearse asks about a step; asked is false where others have to be done before: a strict target would refuse it now.
func (r *run) rehearse(ctx context.Context, step *Step) (asked bool, err error) {
	if len(step.Needs) > 0 {
		return false, nil
	}
	row, err := r.rowOf(step)
	if err != nil {
		return true, err
	}
	if step.Do == Create {
		_, err = r.target.Remote.Create(ctx, row, true)
		return true, err
	}
	return true, r.target.Remote.Change(ctx, row, true)
}
