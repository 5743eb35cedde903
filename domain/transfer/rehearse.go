package transfer

import (
	"context"
	"sync"

	"dragoman/domain"
)

// Rehearsal is what the target says that it would do.
type Rehearsal struct {
	Asked    int // steps that the target was asked about
	Unasked  int // steps that lead to what the target has yet to make, so that it can't be asked
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
	case err == nil:
	case isSilence(err) && r.Stopped == nil:
		r.Stopped = err
	default:
		r.Failures = append(r.Failures, Failure{step.N, step.Do, step.Kind, step.Name, err.Error()})
	}
	r.Asked++
}

// rehearse asks about a step; asked is false where it leads to what isn't there yet.
func (r *run) rehearse(ctx context.Context, step *Step) (asked bool, err error) {
	row, err := r.rowOf(step)
	if domain.CodeOf(err) == domain.Conflict {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if step.Do == Create {
		_, err = r.target.Remote.Create(ctx, row, true)
		return true, err
	}
	return true, r.target.Remote.Change(ctx, row, true)
}
