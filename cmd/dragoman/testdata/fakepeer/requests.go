package fakepeer

import (
	"maps"
	"sync"
)

// Counts are the calls of one operation.
type Counts struct {
	Requests int            `json:"requests"`
	Reached  int            `json:"reached"` // came to the PBX, whether or not its answer went out well
	Refused  int            `json:"refused"` // of those, answered with an error
	Faults   map[string]int `json:"faults"`  // by kind
}

// Requests are the calls since the start or the last reset.
type Requests struct {
	Total       int                `json:"total"`
	MaxInFlight int                `json:"max_in_flight"`
	Operations  map[string]*Counts `json:"operations"`
}

type requestLog struct {
	mu       sync.Mutex
	inFlight int
	counted  Requests
}

// begin counts a call that starts, end must follow.
func (l *requestLog) begin(operation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight++
	l.counted.MaxInFlight = max(l.counted.MaxInFlight, l.inFlight)
	l.counted.Total++
	l.of(operation).Requests++
}

func (l *requestLog) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
}

func (l *requestLog) reached(operation string, refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(operation).Reached++
	if refused {
		l.of(operation).Refused++
	}
}

func (l *requestLog) fault(operation, kind string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(operation).Faults[kind]++
}

// of needs the lock.
func (l *requestLog) of(operation string) *Counts {
	counts := l.counted.Operations[operation]
	if counts != nil {
		return counts
	}
	if l.counted.Operations == nil {
		l.counted.Operations = map[string]*Counts{}
	}
	counts = &Counts{Faults: map[string]int{}}
	l.counted.Operations[operation] = counts
	return counts
}

func (l *requestLog) snapshot() Requests {
	l.mu.Lock()
	defer l.mu.Unlock()
	copied := l.counted
	copied.Operations = map[string]*Counts{}
	for operation, counts := range l.counted.Operations {
		c := *counts
		c.Faults = maps.Clone(counts.Faults)
		copied.Operations[operation] = &c
	}
	return copied
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counted = Requests{}
}
