package transfer_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dragoman/domain/transfer"
)

// TestGoingOnDoesNothingTwice kills moves at random points, on servers that fall silent, and goes on until they come to
// their end: the target is then as planned, and everything was made once.
func TestGoingOnDoesNothingTwice(t *testing.T) {
	from, to, n := newTenant(t, "a.example.com", 3).directory, newTenant(t, "b.example.com", 7).directory, 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		source, target := addTenant(t, from, fmt.Sprintf("a%d.example.com", n)), addTenant(t, to, fmt.Sprintf("b%d.example.com", n))
		source.change(t, drawTenant(rt).in)
		if rapid.Bool().Draw(rt, "something there") {
			target.change(t, drawTenant(rt).in)
		}
		rules := transfer.Rules{Prune: rapid.Bool().Draw(rt, "prune"), OnClash: transfer.Replace}
		p := plan(t, source.place(), target.place(), rules)
		seed := rapid.Uint64().Draw(rt, "seed")
		creates, removes := runToItsEnd(t, p, source, target, seed)
		if creates != p.Count(transfer.Create) || removes > p.Count(transfer.Remove) {
			rt.Fatalf("%d of %d were made and %d of %d removed", creates, p.Count(transfer.Create), removes, p.Count(transfer.Remove))
		}
		nothing(t, plan(t, source.place(), target.place(), rules))
		if t.Failed() {
			rt.Fatalf("by %s", strings.Join(steps(t, p), "\n"))
		}
	})
}

// runToItsEnd applies a plan, killed again and again, and says how often something was made and removed.
func runToItsEnd(t *testing.T, p *transfer.Plan, source, target *tenant, seed uint64) (creates, removes int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 2))
	name := filepath.Join(t.TempDir(), "journal")
	for round := 0; ; round++ {
		dies := 0
		if round < 6 {
			dies = 1 + random.IntN(8)
		}
		place := target.place()
		server := newFaulty(place.Remote, seed+uint64(round), 0.1, dies)
		place.Remote = server
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		log := &mortal{file, server.dead}
		j, going := (*transfer.Journal)(nil), p
		if round == 0 {
			j, err = transfer.StartJournal(log, p)
		} else {
			j, going, err = transfer.ResumeJournal(log, workspace(t))
		}
		if err != nil {
			t.Fatal(err)
		}
		if round > 0 {
			if err := going.FetchSecrets(t.Context(), transfer.Making{From: source.place(), To: target.place(), Workspace: workspace(t)}); err != nil {
				t.Fatal(err)
			}
		}
		result, err := transfer.Apply(t.Context(), going, place, j, transfer.Applying{Concurrency: 3, Backoff: time.Microsecond})
		if err != nil {
			t.Fatal(err)
		}
		creates, removes = creates+server.creates, removes+server.removes
		if len(result.Failures) > 0 {
			data, _ := os.ReadFile(name)
			t.Fatalf("round %d: %+v\n%s\n%s\n%s", round, result.Failures, strings.Join(steps(t, p), "\n"), data, target.text(t))
		}
		if result.Whole() {
			verified(t, going, target.place(), j)
		}
		if going != p {
			if err := going.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if result.Whole() {
			return creates, removes
		}
		if round > 40 {
			t.Fatalf("it doesn't come to its end: %+v", result)
		}
	}
}
