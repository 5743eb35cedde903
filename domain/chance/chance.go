// Package chance keeps random tests repeatable: whatever imports it draws from the same seed at each run, so that what
// passed once passes again. The environment variable RAPID_SEED and the flag -rapid.seed try other seeds, and
// -rapid.seed=0 a new one at each run.
package chance

import (
	"flag"
	"os"
	"strconv"
	"testing"

	_ "pgregory.net/rapid" // its flags must be there before they are set
)

// seed is any number; what matters is that it stays.
const seed = 20261121

const (
	seedFlag, seedVariable     = "rapid.seed", "RAPID_SEED"
	checksFlag, checksVariable = "rapid.checks", "RAPID_CHECKS"
)

func init() {
	if _, given := os.LookupEnv(seedVariable); !given {
		set(seedFlag, strconv.Itoa(seed))
	}
}

// Checks makes rapid try each property of a test on n examples, unless the flag -rapid.checks or the environment
// variable RAPID_CHECKS says how many. The test must not run beside others, since the number is the whole process's.
func Checks(t testing.TB, n int) {
	t.Helper()
	if checksGiven() {
		return
	}
	before := flag.Lookup(checksFlag).Value.String()
	set(checksFlag, strconv.Itoa(n))
	t.Cleanup(func() { set(checksFlag, before) })
}

func checksGiven() bool {
	_, given := os.LookupEnv(checksVariable)
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == checksFlag })
	return given
}

// set changes a flag's value and leaves it looking as if nobody had given it.
func set(name, value string) {
	if err := flag.Lookup(name).Value.Set(value); err != nil {
		panic(err)
	}
}
