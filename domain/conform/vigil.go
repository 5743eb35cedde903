package conform

import (
	"context"
	"fmt"
)

// mostUnanswered is how many requests in a row may bring no answer before the server counts as gone. One that breaks
// down at a single function still gets through to the checks of the others.
const mostUnanswered = 5

// Vigil watches whether a server still answers, so that a run doesn't outlast its server and isn't held against a server
// that was never asked.
type Vigil struct {
	ctx    context.Context
	end    context.CancelFunc
	report *Report
	silent int
}

// Watch begins a vigil over a run. The context that it gives is done when the run is to end.
func Watch(ctx context.Context, report *Report) (context.Context, *Vigil) {
	ctx, end := context.WithCancel(ctx)
	return ctx, &Vigil{ctx: ctx, end: end, report: report}
}

// End ends the vigil.
func (v *Vigil) End() { v.end() }

// Answered notes that a request brought an answer, whichever.
func (v *Vigil) Answered() { v.silent = 0 }

// Unanswered notes that a request brought none, and why. The report is stopped where the run was, or where too many
// requests in a row went unanswered.
func (v *Vigil) Unanswered(why error) {
	v.silent++
	switch {
	case v.ctx.Err() != nil:
		v.report.Stop(stopped)
	case v.silent == mostUnanswered:
		v.report.Stop(fmt.Sprintf("%d requests in a row brought no answer: %s", mostUnanswered, why))
		v.end()
	}
}
