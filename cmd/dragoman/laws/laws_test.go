package laws_test

import (
	"flag"
	"testing"

	"pgregory.net/rapid"

	"dragoman/cmd/dragoman/laws"
)

var count = flag.Int("laws.count", 0, "how many objects the laws are tried on, per kind and dialect; 0 for what rapid.checks says")

// Each object is grown by writes through both dialects, and each law is tried on it.
func TestLaws(t *testing.T) {
	if *count > 0 {
		if err := flag.Set("rapid.checks", flag.Lookup("laws.count").Value.String()); err != nil {
			t.Fatal(err)
		}
	}
	hold(t, laws.Phones)
	hold(t, laws.HuntGroups)
	hold(t, laws.FeatureCodes)
	hold(t, laws.Tenants)
	hold(t, laws.People)
}

func hold[K any](t *testing.T, kindOf func(testing.TB, *laws.World) *laws.Kind[K]) {
	t.Helper()
	w := laws.Open(t)
	kind := kindOf(t, w)
	t.Run(string(kind.Name), func(t *testing.T) {
		for _, view := range kind.Views {
			t.Run(view.Dialect(), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					k := kind.Grown(t)
					first, second := kind.DrawTwo(t, view, k)
					if err := kind.All(view, k, first, second); err != nil {
						t.Fatal(err)
					}
				})
			})
		}
	})
}
