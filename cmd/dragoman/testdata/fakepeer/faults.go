package fakepeer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// A kind of fault. Those that strike before leave the PBX untouched; after the others the request has been carried out.
var faultKinds = []string{
	"429",       // before: too many requests, with Retry-After
	"502",       // before: a proxy's page
	"503",       // before: a proxy's page
	"504",       // before: a proxy's page
	"late-504",  // after: the proxy gave up while the PBX went on
	"reset",     // before: the connection is reset
	"lost",      // after: the connection is closed without an answer
	"truncated", // after: the answer ends in its middle and says that this is all
	"cut",       // after: the connection ends in the middle of the announced answer
	"html",      // before: status 200 and a page for people
	"foreign",   // before: status 200 and JSON of some other program
	"slow",      // after a while, the true answer
}

// Faults are the switches that both PBXs have.
type Faults struct {
	Latency        time.Duration
	SlowTime       time.Duration
	Rate           float64
	Kinds          []string
	Operations     []string
	Seed           uint64
	RateLimit      int
	RetryAfter     int
	RetryAfterDate bool
}

// declare puts the switches on a board.
func (f *Faults) declare(board *Switchboard) {
	board.DurationVar(&f.Latency, "latency", 0, "time that every answer takes at least")
	board.DurationVar(&f.SlowTime, "slow-time", 2*time.Second, "time that a fault of kind slow takes")
	board.Float64Var(&f.Rate, "fault-rate", 0, "part of the calls that meet a fault, 0 to 1")
	f.Kinds = []string{"502", "503", "504", "reset"}
	board.Var(kindList{list{&f.Kinds}}, "fault-kinds", "faults to choose from, of "+strings.Join(faultKinds, ","))
	board.List(&f.Operations, "fault-operations", "operations that the fault rate is for, all if empty")
	board.Uint64Var(&f.Seed, "fault-seed", 1, "seed of the dice that choose calls and faults")
	board.IntVar(&f.RateLimit, "rate-limit", 0, "calls a second after which the rest of the second is answered with 429, 0 for no limit")
	board.IntVar(&f.RetryAfter, "retry-after", 1, "seconds that a 429 asks to wait")
	board.BoolVar(&f.RetryAfterDate, "retry-after-date", false, "write Retry-After as a date")
}

// kindList takes known kinds of faults only.
type kindList struct{ list }

func (k kindList) Set(value string) error {
	for _, kind := range strings.Split(value, ",") {
		if !slices.Contains(faultKinds, kind) {
			return fmt.Errorf("%q is no kind of fault", kind)
		}
	}
	return k.list.Set(value)
}

// Armed is a fault that strikes certain calls of an operation, not chance ones.
type Armed struct {
	Kind      string `json:"kind"`
	Operation string `json:"operation"` // any if empty
	Skip      int    `json:"skip"`      // calls that go well before it strikes
	Count     int    `json:"count"`     // calls that it strikes then
}

// dice decide which call meets a fault.
type dice struct {
	mu     sync.Mutex
	armed  []*Armed
	seed   uint64
	random *rand.Rand
	second int64
	calls  int // in this second
}

// throw returns the kind of fault that a call meets, empty for none.
func (d *dice) throw(faults Faults, operation string, now time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kind := d.strike(operation); kind != "" {
		return kind
	}
	if d.overLimit(faults.RateLimit, now) {
		return "429"
	}
	if faults.Rate <= 0 || len(faults.Kinds) == 0 {
		return ""
	}
	if len(faults.Operations) > 0 && !slices.Contains(faults.Operations, operation) {
		return ""
	}
	if d.random == nil || d.seed != faults.Seed {
		d.seed, d.random = faults.Seed, rand.New(rand.NewPCG(faults.Seed, 0))
	}
	if d.random.Float64() >= faults.Rate {
		return ""
	}
	return faults.Kinds[d.random.IntN(len(faults.Kinds))]
}

func (d *dice) strike(operation string) string {
	for i, armed := range d.armed {
		if armed.Operation != "" && armed.Operation != operation {
			continue
		}
		if armed.Skip > 0 {
			armed.Skip--
			continue
		}
		armed.Count--
		if armed.Count == 0 {
			d.armed = slices.Delete(d.armed, i, i+1)
		}
		return armed.Kind
	}
	return ""
}

func (d *dice) overLimit(limit int, now time.Time) bool {
	if second := now.Unix(); second != d.second {
		d.second, d.calls = second, 0
	}
	d.calls++
	return limit > 0 && d.calls > limit
}

func (d *dice) arm(armed Armed) error {
	if !slices.Contains(faultKinds, armed.Kind) {
		return fmt.Errorf("%q is no kind of fault", armed.Kind)
	}
	if armed.Count < 1 || armed.Skip < 0 {
		return fmt.Errorf("a fault strikes once at least and skips no less than 0 calls")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed = append(d.armed, &armed)
	return nil
}

func (d *dice) disarm() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed, d.random = nil, nil
}

func (d *dice) waiting() []Armed {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := []Armed{}
	for _, armed := range d.armed {
		waiting = append(waiting, *armed)
	}
	return waiting
}
