package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// halfDone is a move that was killed in the middle.
func halfDone(t *testing.T, d direction) *moving {
	t.Helper()
	from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
	settle(t, d.from, from, few)
	m := newMoving(t, d, from, to, newCrossing(t, to.URL))
	m.begin(trouble{at: 20, where: answered, happen: m.signal(syscall.SIGKILL)})
	if code := m.end(); code != -1 {
		t.Fatalf("the move wasn't killed, but ended with %d: %s%s", code, m.said, m.told)
	}
	m.crossing.empty(t)
	return m
}

// A second process is kept out as long as the first one has the journal.
func TestOneMoveHasAJournal(t *testing.T) {
	t.Parallel()
	d := directions[0]
	from, to, other := wiretest.Start(t, d.from), wiretest.Start(t, d.to), wiretest.Start(t, d.to)
	settle(t, d.from, from, few)
	m := newMoving(t, d, from, to, newCrossing(t, to.URL))
	arrived, goOn := make(chan struct{}), make(chan struct{})
	m.begin(trouble{at: 10, where: answered, happen: func() { close(arrived); <-goOn }})
	<-arrived
	for name, args := range map[string][]string{
		"going on":  {"--resume", m.journal},
		"beginning": {"--journal", m.journal, "--from", placeAt(d.from, from.URL), "--to", placeAt(d.to, other.URL)},
		"undoing":   {"--undo", m.journal},
	} {
		second := newMoving(t, d, from, to, m.crossing)
		second.start(args...)
		if code := second.end(); code != 1 || !strings.Contains(second.told.String(), "another move is at work with the journal") {
			t.Errorf("%s meanwhile ends with %d: %s", name, code, second.told)
		}
	}
	close(goOn)
	if code := m.end(); code != 0 {
		t.Errorf("the first move ends with %d: %s%s", code, m.said, m.told)
	}
}

// A crash may leave half a line behind, which was never acted upon.
func TestJournalCutShort(t *testing.T) {
	t.Parallel()
	for _, half := range []string{`{`, `{"done":1`, `{"intent":[100,101,`, `{"done":3,"id":"`} {
		m := halfDone(t, directions[1])
		journal, err := os.OpenFile(m.journal, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := journal.WriteString(half); err != nil {
			t.Fatal(err)
		}
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
		m.begin(trouble{})
		if code := m.end(); code != 0 {
			t.Errorf("after %s the move ends with %d: %s%s", half, code, m.said, m.told)
		}
	}
}

// What isn't the journal that a move wrote is refused with a sentence, and nothing is done.
func TestJournalsThatAreRefused(t *testing.T) {
	t.Parallel()
	m := halfDone(t, directions[0])
	whole, err := os.ReadFile(m.journal)
	if err != nil {
		t.Fatal(err)
	}
	text := string(whole)
	planned := strings.Index(text, `{"planned"`)
	for name, refused := range map[string]struct{ text, sentence string }{
		"another version":        {strings.Replace(text, `{"journal":{"version":1`, `{"journal":{"version":9,"more":true`, 1), `line 1: it is of version 9, and this program knows version 1; go on with`},
		"an edited plan":         {strings.Replace(text, `"name":"200003"`, `"name":"200999"`, 1), `line [0-9]+: the plan before it isn't the one that was written there`},
		"a step taken out":       {regexp.MustCompile(`(?m)^\{"step":\{"n":7,.*\n`).ReplaceAllString(text, ""), `line 8: step 8 stands where step 7 should`},
		"a step that isn't":      {text + "{\"done\":9999}\n", `line [0-9]+: there is no step 9999`},
		"nonsense":               {text + "{\"done\":\n", `line [0-9]+: `},
		"a line that says less":  {text + "{}\n", `line [0-9]+: it says nothing of any step`},
		"something else":         {"name: acme\n", `line 1: `},
		"nothing":                {"", `interrupted before it did anything; remove the journal`},
		"a plan half written":    {text[:planned], `interrupted before it did anything; remove the journal`},
		"the plan, broken off":   {text[:planned/2], `interrupted before it did anything; remove the journal`},
		"the journal of no file": {"", `there is no journal `},
	} {
		before := m.to.Requests(t)
		file := filepath.Join(t.TempDir(), "journal")
		if name != "the journal of no file" {
			if err := os.WriteFile(file, []byte(refused.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m.start("--resume", file)
		code := m.end()
		if code != 1 || !regexp.MustCompile(`^dragoman: (?s).*`+refused.sentence).MatchString(m.told.String()) {
			t.Errorf("%s: the move ends with %d: %s", name, code, m.told)
		}
		if after := m.to.Requests(t); after.Total != before.Total {
			t.Errorf("%s: the target got %d requests", name, after.Total-before.Total)
		}
	}
}
