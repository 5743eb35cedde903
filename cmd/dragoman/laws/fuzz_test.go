package laws_test

import (
	"testing"

	"pgregory.net/rapid"

	"dragoman/cmd/dragoman/laws"
)

// FuzzLaws lets the fuzzer look for objects and writes that break a law, led by what of the code they reach.
func FuzzLaws(f *testing.F) {
	w := laws.Open(f)
	trials := []func(*rapid.T){}
	trials = append(trials, trialsOf(laws.Phones(f, w))...)
	trials = append(trials, trialsOf(laws.HuntGroups(f, w))...)
	trials = append(trials, trialsOf(laws.FeatureCodes(f, w))...)
	trials = append(trials, trialsOf(laws.Tenants(f, w))...)
	trials = append(trials, trialsOf(laws.People(f, w))...)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		trials[rapid.IntRange(0, len(trials)-1).Draw(t, "kind and dialect")](t)
	}))
}

func trialsOf[K any](kind *laws.Kind[K]) []func(*rapid.T) {
	var out []func(*rapid.T)
	for _, view := range kind.Views {
		out = append(out, func(t *rapid.T) { trial(t, kind, view) })
	}
	return out
}
