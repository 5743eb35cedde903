package transfer_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain/transfer"
)

// TestMovingTwiceDoesNothingTheSecondTime moves random tenants to others: what stands there afterwards is what was planned,
// and a second plan has nothing to do.
func TestMovingTwiceDoesNothingTheSecondTime(t *testing.T) {
	from, to, n := newTenant(t, "a.example.com", 3).directory, newTenant(t, "b.example.com", 7).directory, 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		source, target := addTenant(t, from, fmt.Sprintf("a%d.example.com", n)), addTenant(t, to, fmt.Sprintf("b%d.example.com", n))
		source.change(t, drawTenant(rt).in)
		p := plan(t, source.place(), target.place(), transfer.Rules{Prune: true})
		j, _ := apply(t, p, target.place())
		verified(t, p, target.place(), j)
		if d := differ(source.text(t), target.text(t)); d != "" {
			rt.Fatalf("what was moved is not what is there now:\n%s\nby %s", d, strings.Join(steps(t, p), "\n"))
		}
		nothing(t, plan(t, source.place(), target.place(), transfer.Rules{Prune: true}))
		if t.Failed() {
			rt.FailNow()
		}
	})
}
