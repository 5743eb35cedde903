package chance_test

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain/chance"
)

// TestDraws prints what it draws, for the test below, which runs it in other processes.
func TestDraws(t *testing.T) {
	chance.Checks(t, 5)
	rapid.Check(t, func(t *rapid.T) { t.Logf("drew %x", rapid.Uint64().Draw(t, "anything")) })
}

func draws(t *testing.T, environment string, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-test.run=^TestDraws$", "-test.v", "-rapid.v"}, args...)...)
	cmd.Env = []string{"RAPID_NOFAILFILE=1", environment} // and nothing that this run was given
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var drawn []string
	for line := range strings.Lines(string(out)) {
		if _, what, ok := strings.Cut(line, "drew "); ok {
			drawn = append(drawn, what)
		}
	}
	return drawn
}

func TestEachRunDrawsTheSame(t *testing.T) {
	usual := draws(t, "RAPID_V=1")
	if len(usual) != 5 {
		t.Fatalf("5 examples were asked for, and these were drawn: %q", usual)
	}
	for _, test := range []struct {
		environment string
		args        []string
		same        bool
		examples    int
	}{
		{"RAPID_V=0", nil, true, 5},
		{"RAPID_SEED=7", nil, false, 5},
		{"", []string{"-rapid.seed=7"}, false, 5},
		{"", []string{"-rapid.seed=0"}, false, 5},
		{"", []string{"-rapid.checks=9"}, true, 9},
		{"RAPID_CHECKS=9", nil, true, 9},
	} {
		got := draws(t, test.environment, test.args...)
		if len(got) != test.examples || (got[0] == usual[0] && got[4] == usual[4]) != test.same {
			t.Errorf("%s %v: drew %q, and %q before", test.environment, test.args, got, usual)
		}
	}
}

func TestChecksAreTheTestsOwn(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	t.Run("one test", func(t *testing.T) {
		chance.Checks(t, 3)
		if checks.String() != "3" {
			t.Errorf("it makes %s checks", checks)
		}
	})
	if checks.String() != before {
		t.Errorf("the next test makes %s checks, not %s", checks, before)
	}
}
