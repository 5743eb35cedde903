package laws_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"dragoman/cmd/dragoman/laws"
)

// FuzzLaws lets the fuzzer look for objects and writes that break a law, led by what of the code they reach. Run it with
// -fuzzminimizetime 1x, since it takes the fuzzer a minute to find out that such long inputs can't be shorter.
func FuzzLaws(f *testing.F) {
	w := laws.Open(f)
	trials := []func(*rapid.T){}
	trials = append(trials, trialsOf(laws.Phones(f, w))...)
	trials = append(trials, trialsOf(laws.HuntGroups(f, w))...)
	trials = append(trials, trialsOf(laws.FeatureCodes(f, w))...)
	trials = append(trials, trialsOf(laws.Tenants(f, w))...)
	trials = append(trials, trialsOf(laws.People(f, w))...)
	for seed := range uint64(16) {
		f.Add(noise(seed))
	}
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		trials[rapid.IntRange(0, len(trials)-1).Draw(t, "kind and dialect")](t)
	}))
}

// noise is enough for a whole trial: what runs out of it is given up and tries nothing, and the fuzzer seldom makes
// inputs longer by itself.
func noise(seed uint64) []byte {
	const enough = 1 << 15
	out := make([]byte, enough)
	key := [32]byte{byte(seed)}
	rand.NewChaCha8(key).Read(out)
	return out
}

func trialsOf[K any](kind *laws.Kind[K]) []func(*rapid.T) {
	var out []func(*rapid.T)
	for _, view := range kind.Views {
		out = append(out, func(t *rapid.T) { trial(t, kind, view) })
	}
	return out
}
