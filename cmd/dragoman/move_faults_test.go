package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/adapters/wire/wiretest"
)

// everyFault are all kinds of faults that a server which stays itself can have on the way.
const everyFault = "fault-kinds=429,502,503,504,late-504,reset,lost,truncated,cut,html,slow"

// A twentieth of all calls meets a fault, at both servers. The move comes to the same end as without, and nothing is made
// twice.
func TestFaultsOnTheWay(t *testing.T) {
	t.Parallel()
	for i, d := range directions {
		t.Run(d.String(), func(t *testing.T) {
			scale := *moveScale
			if i > 0 {
				scale = max(1, scale/10) // the way there has shown what size does
			}
			t.Logf("-move.seed=%d, %d × 100 lines", *moveSeed, scale)
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
			settle(t, d.from, from, scaled(scale))
			calm := newMoving(t, d, from, to, &crossing{address: to.URL})
			calm.succeeds()
			want, made := meaning(t, d.to, to), madeBy(t, d.to, to)
			to.Reset(t)
			for _, fake := range []*wiretest.Fake{from, to} {
				fake.Set(t, "fault-rate=0.05", everyFault, fmt.Sprintf("fault-seed=%d", *moveSeed), "slow-time=20ms", "retry-after=0")
			}
			m := newMoving(t, d, from, to, &crossing{address: to.URL})
			m.succeeds()
			if difference := unlike(want, meaning(t, d.to, to)); difference != "" {
				t.Errorf("the target isn't as after a calm move:\n%s", difference)
			}
			if got := madeBy(t, d.to, to); fmt.Sprint(got) != fmt.Sprint(made) {
				t.Errorf("made %v in place of %v", got, made)
			}
			faults := map[string]int{}
			for _, counts := range to.Requests(t).Operations {
				for kind, n := range counts.Faults {
					faults[kind] += n
				}
			}
			t.Logf("faults at the target: %v", faults)
			if len(faults) < 5 {
				t.Errorf("the target had but these faults: %v", faults)
			}
		})
	}
}

// What the target refuses is named, and everything else is done.
func TestOneFailureStopsNothingElse(t *testing.T) {
	t.Parallel()
	for _, d := range directions {
		t.Run(d.String(), func(t *testing.T) {
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
			settle(t, d.from, from, few)
			calm := newMoving(t, d, from, to, &crossing{address: to.URL})
			calm.succeeds()
			want := meaning(t, d.to, to)
			to.Reset(t)
			name := "200003"
			if d.to == wiretest.Enswitch {
				name = "300003"
				takeElsewhere(t, to, name)
			} else {
				to.Set(t, "creates-nothing="+name)
			}
			m := newMoving(t, d, from, to, &crossing{address: to.URL})
			m.begin(trouble{})
			if code := m.end(); code != 5 {
				t.Fatalf("the move ends with %d: %s%s", code, m.said, m.told)
			}
			if !strings.Contains(m.told.String(), "phone "+name) {
				t.Errorf("the failure isn't named: %s", m.told)
			}
			missing := unlike(want, meaning(t, d.to, to))
			lines := strings.Split(strings.TrimSpace(missing), "\n")
			others := slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, name) })
			if len(others) > 0 {
				t.Errorf("besides %s there is another difference: %s", name, strings.Join(others, "\n"))
			}
		})
	}
}

// takeElsewhere gives another customer of an Enswitch a line's name, which no two lines of the system may have.
func takeElsewhere(t *testing.T, fake *wiretest.Fake, name string) {
	t.Helper()
	var world tables
	if err := json.Unmarshal(fake.State(t), &world); err != nil {
		t.Fatal(err)
	}
	world["phones"] = append(world["phones"], map[string]string{"customer": "1", "name": name, "password": "theirs"})
	fake.Load(t, asState(t, world))
}

// succeeds makes the move and fails the test where that doesn't end well.
func (m *moving) succeeds(args ...string) {
	m.t.Helper()
	m.begin(trouble{}, args...)
	if code := m.end(); code != 0 {
		m.t.Fatalf("the move ends with %d: %s%s", code, m.said, m.told)
	}
}

// No server gets more requests at once than were allowed, four if nobody said otherwise.
func TestConcurrencyIsLimited(t *testing.T) {
	t.Parallel()
	d := directions[0]
	from, to := wiretest.Start(t, d.from, "-latency", "2ms"), wiretest.Start(t, d.to, "-latency", "2ms")
	for _, test := range []struct {
		args []string
		most int
	}{{nil, 4}, {[]string{"--concurrency", "2"}, 2}, {[]string{"--concurrency", "9"}, 9}} {
		from.Reset(t)
		to.Reset(t)
		settle(t, d.from, from, few)
		m := newMoving(t, d, from, to, &crossing{address: to.URL})
		m.succeeds(test.args...)
		for name, fake := range map[string]*wiretest.Fake{"source": from, "target": to} {
			if got := fake.Requests(t).MaxInFlight; got > test.most || got < 2 {
				t.Errorf("%v: the %s had %d requests at once", test.args, name, got)
			}
		}
	}
}

// No server gets more requests a second than were allowed.
func TestRateIsLimited(t *testing.T) {
	t.Parallel()
	const rate = 150
	d := directions[1]
	from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
	settle(t, d.from, from, few)
	m := newMoving(t, d, from, to, &crossing{address: to.URL})
	began := time.Now()
	m.succeeds("--rate", fmt.Sprint(rate))
	took := time.Since(began)
	for name, fake := range map[string]*wiretest.Fake{"source": from, "target": to} {
		const burst = 4
		if n := fake.Requests(t).Total; float64(n-burst) > rate*took.Seconds() {
			t.Errorf("the %s got %d requests in %v", name, n, took)
		}
	}
}

// A server that asks for a pause gets one from everybody: after a 429 come no more than the requests that were under way.
func TestPausesAreKept(t *testing.T) {
	const perSecond, surely = 120, 8
	for _, flags := range [][]string{{"-retry-after", "1"}, {"-retry-after", "2", "-retry-after-date"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			t.Parallel()
			d := directions[1]
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to, append(flags, "-rate-limit", fmt.Sprint(perSecond))...)
			settle(t, d.from, from, worldSize{phones: 24, codes: 6, groups: 4})
			to.Arm(t, wiretest.Fault{Kind: "429", Skip: 20, Count: surely})
			m := newMoving(t, d, from, to, &crossing{address: to.URL})
			began := time.Now()
			m.succeeds()
			pauses, refused := int(time.Since(began).Seconds())+1, 0
			for _, counts := range to.Requests(t).Operations {
				refused += counts.Faults["429"]
			}
			if refused < surely || refused > 4*pauses {
				t.Errorf("%d requests were refused within %d s", refused, pauses)
			}
		})
	}
}
