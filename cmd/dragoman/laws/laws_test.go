package laws_test

import (
	"flag"
	"testing"

	"pgregory.net/rapid"

	"dragoman/cmd/dragoman/laws"
	"dragoman/domain/chance"
)

// count is enough to find a slip in a table within seconds; CI and whoever changes a binding asks for more.
var count = flag.Int("laws.count", 2000, "how many objects the laws are tried on, per kind and dialect")

// Each object is grown by writes through both dialects, and every law is tried on it: what was drawn for one serves the
// others as well.
func TestLaws(t *testing.T) {
	chance.Checks(t, *count)
	hold(t, laws.Phones)
	hold(t, laws.HuntGroups)
	hold(t, laws.FeatureCodes)
	hold(t, laws.Tenants)
	hold(t, laws.People)
}

func hold[K any](t *testing.T, kindOf func(testing.TB, *laws.World) *laws.Kind[K]) {
	t.Helper()
	kind := kindOf(t, laws.Open(t))
	t.Run(string(kind.Name), func(t *testing.T) {
		t.Parallel()
		for _, view := range kind.Views {
			t.Run(view.Dialect(), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) { trial(t, kind, view) })
			})
		}
	})
}

// trial grows an object, draws two writes through a view and tries every law on them.
func trial[K any](t *rapid.T, kind *laws.Kind[K], view laws.View[K]) {
	k := kind.Grown(t)
	first, second := kind.DrawTwo(t, view, k)
	if err := kind.All(view, k, first, second); err != nil {
		t.Fatal(err)
	}
}
