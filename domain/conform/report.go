package conform

import "time"

// Report is what a suite found out about a server, check by check in the order in which they ended.
type Report struct {
	Place   string    `json:"place"`
	Written bool      `json:"written"` // the suite worked in objects of its own, and removed them
	Begun   time.Time `json:"begun"`
	Passed  int       `json:"passed"`
	Failed  int       `json:"failed"`
	Skipped int       `json:"skipped"`
	// Stopped says why the suite ended early, empty where it didn't.
	Stopped string        `json:"stopped,omitempty"`
	Took    time.Duration `json:"took_ns"`
	Checks  []*Check      `json:"checks"`
	last    time.Time
}

// NewReport begins the report on a place, whose text must hold no credentials.
func NewReport(place string, written bool) *Report {
	now := time.Now()
	return &Report{Place: place, Written: written, Begun: now.UTC(), Checks: []*Check{}, last: now}
}

// Conforms says that every check that could be made was passed, and that the suite came to its end.
func (r *Report) Conforms() bool { return r.Failed == 0 && r.Stopped == "" && r.Passed > 0 }

// Exchange is a request and its answer as a report quotes them.
type Exchange struct{ Sent, Got string }

// Stop says why the suite ends early; of several reasons the first counts. A check that fails from now on isn't recorded:
// it would blame the server for what it wasn't asked.
func (r *Report) Stop(why string) {
	if r.Stopped == "" {
		r.Stopped = why
	}
}

// Leftover records that something of the run's own could not be removed, stopped or not.
func (r *Report) Leftover(name, page string, of Exchange, expected string) {
	r.add(&Check{Name: name, Page: page, Outcome: Failed, Sent: of.Sent, Expected: expected, Got: Shortened(of.Got)})
}

// Expect records a check that what was got is what the page says.
func (r *Report) Expect(name, page string, met bool, of Exchange, expected string) bool {
	if !met && r.Stopped != "" {
		return false
	}
	check := &Check{Name: name, Page: page, Outcome: Passed}
	if !met {
		check.Outcome, check.Sent, check.Expected, check.Got = Failed, of.Sent, expected, Shortened(of.Got)
	}
	r.add(check)
	return met
}

// Skip records a check that couldn't be made, and why.
func (r *Report) Skip(name, page, why string) {
	r.add(&Check{Name: name, Page: page, Outcome: Skipped, Message: why})
}

// add counts a check. What passed since the one before is its time: several checks may look at one answer.
func (r *Report) add(check *Check) {
	now := time.Now()
	check.Duration = now.Sub(r.last)
	r.last, r.Took = now, now.Sub(r.Begun)
	r.Checks = append(r.Checks, check)
	switch check.Outcome {
	case Passed:
		r.Passed++
	case Failed:
		r.Failed++
	case Skipped:
		r.Skipped++
	}
}
