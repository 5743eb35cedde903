package main_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dragoman/adapters/wire/wiretest"
)

var (
	moveScale = flag.Int("move.scale", 1, "how many times 100 phones, 10 codes and 5 hunt groups are moved at once")
	moveLarge = flag.Int("move.large", 2, "the same, for the move whose memory is measured")
)

func scaled(times int) worldSize {
	return worldSize{phones: 100 * times, codes: 10 * times, groups: 5 * times}
}

// A move sends little more than the requests that it can't do without.
func TestMovesSendFewRequests(t *testing.T) {
	for _, d := range directions {
		t.Run(d.String(), func(t *testing.T) {
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
			settle(t, d.from, from, scaled(*moveScale))
			holds := objectsOf(t, d.from, from)
			planned := summaryOf(t, d, from, to)
			for _, fake := range []*wiretest.Fake{from, to} {
				fake.ForgetRequests(t)
			}
			newMoving(t, d, from, to, &crossing{address: to.URL}).succeeds()
			least := reading(d.from, holds) + reading(d.to, objects{}) + planned.writing(d.to) + reading(d.to, objectsOf(t, d.to, to))
			got := from.Requests(t).Total + to.Requests(t).Total
			t.Logf("%+v: %d requests, where %d are the least (%+.1f %%)", scaled(*moveScale), got, least, 100*float64(got-least)/float64(least))
			const once = 12 // signing in, what the servers are, and what the user may do there
			if float64(got) > 1.05*float64(least)+once {
				t.Errorf("%d requests were sent; %d are the least. The source: %+v, the target: %+v", got, least, from.Requests(t), to.Requests(t))
			}
		})
	}
}

// objects are how many of each kind a fake holds.
type objects struct{ phones, codes, groups int }

func objectsOf(t *testing.T, kind string, fake *wiretest.Fake) objects {
	t.Helper()
	if kind == wiretest.Enswitch {
		var held tables
		if err := json.Unmarshal(fake.State(t), &held); err != nil {
			t.Fatal(err)
		}
		return objects{len(held["phones"]), len(held["codes"]), len(held["huntgroups"])}
	}
	var held vodiaDomains
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, account := range held.Domains[0].Accounts {
		counts[account.Type]++
	}
	return objects{counts["extensions"], counts["ivrnodes"], counts["hunts"]}
}

// reading is how many requests it takes at least to read everything. An Enswitch shows a level of a hunt group at a time, ten
// of each, and the members of one group; a Vodia the settings of one account, besides those of the domain.
func reading(kind string, of objects) int {
	if kind == wiretest.Vodia {
		return 3 + 1 + of.phones + of.codes + of.groups
	}
	pages := func(n int) int { return max(1, (n+499)/500) }
	return pages(of.phones) + pages(of.codes) + pages(of.groups) + 11*of.groups
}

// planSummary is what a plan says of itself.
type planSummary struct {
	Summary struct{ Create, Change, Remove int }
}

// writing is how many requests the steps of a plan take at least: at a Vodia, what is made must be filled too.
func (p planSummary) writing(kind string) int {
	creating := 1
	if kind == wiretest.Vodia {
		creating = 2
	}
	return creating*p.Summary.Create + p.Summary.Change + p.Summary.Remove
}

func summaryOf(t *testing.T, d direction, from, to *wiretest.Fake) planSummary {
	t.Helper()
	file := filepath.Join(t.TempDir(), "plan.json")
	plan := inProcess(t, "plan", "--out", file, "--on-clash", "skip", "--from", placeAt(d.from, from.URL), "--to", placeAt(d.to, to.URL))
	plan.Env = append(plan.Env, "DRAGOMAN_FROM_PASSWORD=password", "DRAGOMAN_TO_PASSWORD=password")
	if said, err := plan.CombinedOutput(); plan.ProcessState.ExitCode() != 4 {
		t.Fatalf("the plan: %v: %s", err, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var summary planSummary
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	return summary
}

// However many objects there are, a move takes no more than a quarter of a gigabyte.
func TestMemoryOfLargeMoves(t *testing.T) {
	for i, d := range directions {
		t.Run(d.String(), func(t *testing.T) {
			size := scaled(*moveLarge)
			if i == 0 {
				size = scaled(max(1, *moveLarge/10)) // the way back takes a little more
			}
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
			settle(t, d.from, from, size)
			m := newMoving(t, d, from, to, &crossing{address: to.URL})
			m.quiet, m.patience = true, 15*time.Minute
			began := time.Now()
			m.begin(trouble{})
			peak := watchPeak(t, m.process.Process)
			if code := m.end(); code != 0 {
				t.Fatalf("the move ends with %d: %s%s", code, m.said, m.told)
			}
			mebibytes := peak()
			t.Logf("%+v: %d MiB, %v, of that %v of CPU; %d requests", size, mebibytes, time.Since(began),
				m.process.ProcessState.UserTime()+m.process.ProcessState.SystemTime(), from.Requests(t).Total+to.Requests(t).Total)
			if mebibytes > 256 {
				t.Errorf("the move took %d MiB", mebibytes)
			}
		})
	}
}
