package fakepeer

import (
	"flag"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Switchboard holds what can be set on the command line and, by the same names, while the program runs.
type Switchboard struct {
	*flag.FlagSet
	mu      sync.RWMutex
	started map[string]string
}

// Snapshot copies settings that the switches of a board write to.
func Snapshot[S any](board *Switchboard, live *S) S {
	board.mu.RLock()
	defer board.mu.RUnlock()
	return *live
}

// OneOf declares a switch with a few allowed values, the first of them the default.
func (b *Switchboard) OneOf(live *string, name, usage string, allowed ...string) {
	*live = allowed[0]
	b.Var(choice{live, allowed}, name, usage+" (`"+strings.Join(allowed, "|")+"`)")
}

// List declares a switch that takes names with commas between them.
func (b *Switchboard) List(live *[]string, name, usage string, initial ...string) {
	*live = initial
	b.Var(list{live}, name, usage)
}

// remember notes the values that Reset returns to.
func (b *Switchboard) remember() {
	b.started = b.Values()
}

// Values are all switches with what they are set to.
func (b *Switchboard) Values() map[string]string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	values := map[string]string{}
	b.VisitAll(func(f *flag.Flag) { values[f.Name] = f.Value.String() })
	return values
}

// Change sets switches. On an error those named before it, in the order of the alphabet, are set.
func (b *Switchboard) Change(values url.Values) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := b.Set(name, values.Get(name)); err != nil {
			return fmt.Errorf("switch %s: %w", name, err)
		}
	}
	return nil
}

// Reset puts every switch back to what it was when the program started.
func (b *Switchboard) Reset() error {
	values := url.Values{}
	for name, value := range b.started {
		values.Set(name, value)
	}
	return b.Change(values)
}

type choice struct {
	live    *string
	allowed []string
}

func (c choice) String() string {
	if c.live == nil {
		return ""
	}
	return *c.live
}

func (c choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return fmt.Errorf("%q is none of %s", value, strings.Join(c.allowed, ", "))
	}
	*c.live = value
	return nil
}

type list struct{ live *[]string }

func (l list) String() string {
	if l.live == nil {
		return ""
	}
	return strings.Join(*l.live, ",")
}

func (l list) Set(value string) error {
	*l.live = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
	return nil
}
