package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"dragoman/domain/transfer"
)

// reading tells how much of a place was read, in a terminal.
type reading struct {
	bar   *progressbar.ProgressBar
	mutex sync.Mutex
	last  time.Time
}

func newReading(p *program) *reading {
	r := &reading{}
	if isTerminal(p.err) {
		r.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(p.err), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionShowIts())
	}
	return r
}

// seen is told of every row that was read.
func (r *reading) seen(place string, kind transfer.Kind, n int) {
	if r.bar == nil {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if time.Since(r.last) < 100*time.Millisecond {
		return
	}
	r.last = time.Now()
	r.bar.Describe(fmt.Sprintf("reading %s of %s", kindTitles[kind], shownPlace(place)))
	_ = r.bar.Set(n) // a bar that can't be drawn is no reason to stop
}

func (r *reading) end() {
	if r.bar != nil {
		_ = r.bar.Finish() // as above
	}
}

// progress tells what comes of steps: a bar with rate and time left in a terminal, lines otherwise, or an event for each.
type progress struct {
	p      *program
	asJSON bool
	verb   string
	bar    *progressbar.ProgressBar
	told   int // twentieths that lines have told of
}

// takingBack is what is done to steps in an undo.
const takingBack = "taken back"

func newProgress(p *program, asJSON bool, verb string) *progress {
	return &progress{p: p, asJSON: asJSON, verb: verb}
}

// step is told what came of a step. It is never called twice at once.
func (g *progress) step(event transfer.Event) {
	if g.asJSON {
		g.event(map[string]any{
			"event": "step", "n": event.Step.N, "do": event.Step.Do, "kind": event.Step.Kind, "name": event.Step.Name, "of": event.Step.Of,
			"outcome": event.Outcome, "reason": event.Reason, "finished": event.Finished, "total": event.Total,
		})
		return
	}
	switch {
	case event.Outcome == transfer.Failed && g.verb == takingBack:
		g.say(fmt.Sprintf("step %d isn't taken back: %s: %s", event.Step.N, shownText(event.Step.Title()), shownSentence(event.Reason)))
	case event.Outcome == transfer.Failed:
		g.say(fmt.Sprintf("step %d failed: %s %s: %s", event.Step.N, event.Step.Do, shownText(event.Step.Title()), shownSentence(event.Reason)))
	}
	if isTerminal(g.p.err) {
		g.draw(event)
		return
	}
	if part := event.Finished * 20 / max(event.Total, 1); part > g.told {
		g.told = part
		g.say(fmt.Sprintf("%s %s of %s", g.verb, counted(event.Finished), counted(event.Total)))
	}
}

func (g *progress) draw(event transfer.Event) {
	if g.bar == nil {
		g.bar = progressbar.NewOptions(event.Total, progressbar.OptionSetWriter(g.p.err), progressbar.OptionSetDescription(g.verb),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond))
	}
	_ = g.bar.Set(event.Finished) // a bar that can't be drawn is no reason to stop
}

// say prints a line, above the bar where there is one.
func (g *progress) say(text string) {
	if g.bar != nil {
		_ = g.bar.Clear() // as above
	}
	fmt.Fprintln(g.p.err, text)
}

func (g *progress) end() {
	if g.bar != nil {
		_ = g.bar.Finish() // as above
	}
}

// event prints a line for programs. Empty values are left out.
func (g *progress) event(values map[string]any) { printEvent(g.p.out, values) }
