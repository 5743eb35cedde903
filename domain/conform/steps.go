package conform

import (
	"context"
	"slices"
)

// Step is a part of a run, of a family of checks that a caller may ask for alone; one without a family asks of each of
// its checks whether it is wanted.
type Step struct {
	Family string
	Do     func()
}

// Wanted says whether a family of checks was asked for: each of only, or all where that is empty.
func Wanted(only []string, family string) bool {
	return len(only) == 0 || slices.Contains(only, family)
}

// Take takes the steps that are wanted one after the other, and notes where the context ends before they do.
func (r *Report) Take(ctx context.Context, only []string, steps ...Step) {
	for _, step := range steps {
		if ctx.Err() == nil && (step.Family == "" || Wanted(only, step.Family)) {
			step.Do()
		}
	}
	if ctx.Err() != nil {
		r.Stop(stopped)
	}
}

// stopped is why a run ends early that somebody stopped.
const stopped = "the run was stopped before its end"
