package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// attempt is a command line with what is to come of it.
type attempt struct {
	name string
	args []string
	code int
	out  string // a pattern that standard output has, none if empty
	errs string // a pattern of all of standard error
}

// try runs a command and compares what came of it.
func (a attempt) try(t *testing.T) outcome {
	t.Helper()
	got := execute(t, a.args...)
	if got.code != a.code {
		t.Errorf("%q ended with %d instead of %d: %s%s", a.args, got.code, a.code, lastPart(got.out), lastPart(got.errs))
	}
	if a.out == "" && got.out != "" || !regexp.MustCompile(a.out).MatchString(got.out) {
		t.Errorf("%q printed %q, want %s", a.args, lastPart(got.out), a.out)
	}
	if !regexp.MustCompile(`^(?:` + a.errs + `)$`).MatchString(got.errs) {
		t.Errorf("%q complained %q, want %s", a.args, lastPart(got.errs), a.errs)
	}
	seeNoSecrets(t, "the output", got.out+got.errs)
	return got
}

// flags puts flags together.
func flags(all ...[]string) []string { return slices.Concat(all...) }

func TestMoveEndsAsItSays(t *testing.T) {
	for _, way := range []struct {
		name    string
		furnish func(*testing.T, *office)
		flags   func(*office) []string
		target  func(*office) *wiretest.Fake
	}{
		{"to Vodia", func(t *testing.T, o *office) { furnishEnswitch(t, o.enswitch) }, (*office).toVodia, func(o *office) *wiretest.Fake { return o.vodia }},
		{"to Enswitch", func(t *testing.T, o *office) { furnishVodia(t, o.vodia) }, (*office).toEnswitch, func(o *office) *wiretest.Fake { return o.enswitch }},
	} {
		t.Run(way.name, func(t *testing.T) {
			o := openOffices(t)
			way.furnish(t, o)
			before := string(way.target(o).State(t))
			journal := filepath.Join(t.TempDir(), "journal")
			places := way.flags(o)
			unchanged := func() {
				t.Helper()
				if now := string(way.target(o).State(t)); now != before {
					t.Errorf("the target has changed from\n%s\nto\n%s", before, now)
				}
				if _, err := os.Stat(journal); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("there is a journal: %v", err)
				}
			}
			summary := `\n[1-9][0-9]* to create, 0 to change, 0 to leave, 0 to remove\n`
			if way.name == "to Enswitch" {
				summary = `\n[1-9][0-9]* to create, [1-9] to change, 0 to leave, 0 to remove\n`
			}
			attempt{args: flags([]string{"plan"}, places), code: 4, out: summary}.try(t)
			unchanged()
			attempt{args: flags([]string{"move", "--journal", journal}, places), code: 4, out: summary, errs: `dragoman: nothing was done, since nobody agreed; --yes does\n`}.try(t)
			unchanged()
			attempt{args: flags([]string{"diff"}, []string{places[1], places[3]}), code: 4, out: `< phone `}.try(t)
			unchanged()
			attempt{args: flags([]string{"move", "--yes", "--journal", journal}, places), code: 0,
				out: `created [1-9][0-9]*, changed [0-9]+, removed 0\nthe target was read again: all [1-9][0-9]* objects are as planned\n$`, errs: `the journal is .*\n(moved .*\n)+`}.try(t)
			after := string(way.target(o).State(t))
			attempt{args: flags([]string{"plan"}, places), code: 0, out: `\n0 to create, 0 to change, [1-9][0-9]* to leave, 0 to remove\n$`}.try(t)
			attempt{args: flags([]string{"move", "--yes", "--journal", journal + ".2"}, places), code: 0, out: `\nnothing to do\n$`}.try(t)
			attempt{args: flags([]string{"diff"}, []string{places[1], places[3]})}.try(t)
			attempt{args: flags([]string{"move", "--yes", "--journal", journal}, places), code: 0, out: `nothing to do`}.try(t)
			attempt{args: []string{"move", "--resume", journal}, code: 0, out: `created 0, changed 0, removed 0\nthe target was read again: all`, errs: ``}.try(t)
			if now := string(way.target(o).State(t)); now != after {
				t.Errorf("moving again has changed the target from\n%s\nto\n%s", after, now)
			}
			attempt{args: []string{"move", "--undo", journal}, code: 4, out: `^at (enswitch|vodia)\+http://.*\n[1-9][0-9]* to remove that were created, [0-9]+ to change back, 0 to make again that were removed\n$`,
				errs: `dragoman: nothing was taken back of [0-9]+ steps, since nobody agreed; --yes does\n`}.try(t)
			attempt{args: []string{"move", "--yes", "--undo", journal}, code: 0, out: `taken back: [0-9]+ created, [0-9]+ changed, 0 removed\n$`, errs: `(taken back .*\n)+`}.try(t)
			if now := withoutIDs(way.target(o).State(t)); now != withoutIDs([]byte(before)) {
				t.Errorf("taken back, the target holds\n%s\ninstead of\n%s", now, before)
			}
			attempt{args: []string{"move", "--resume", journal}, code: 1, errs: `dragoman: this move is being taken back; go on with that by --undo\n`}.try(t)
		})
	}
}

// withoutIDs leaves out of a state the numbers that a PBX counts on.
func withoutIDs(state []byte) string {
	text := regexp.MustCompile(`"next[a-z_]*": *[0-9{][^}\n]*\}?,?`).ReplaceAllString(string(state), "")
	return strings.ReplaceAll(text, `"accounts": null`, `"accounts": []`)
}

// As JSON the same is told in events.
func TestMovesAsEvents(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	got := execute(t, flags([]string{"move", "--yes", "--json"}, journalArgs(t), o.toVodia())...)
	if got.code != 0 || got.errs != "" {
		t.Fatalf("%+v", got)
	}
	seeNoSecrets(t, "the events", got.out)
	counts := map[string]int{}
	var last map[string]any
	for line := range strings.Lines(got.out) {
		last = map[string]any{}
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		counts[last["event"].(string)]++
	}
	if want := map[string]int{"planned": 1, "journal": 1, "step": 5, "end": 1}; !maps.Equal(counts, want) {
		t.Errorf("the events are %v, want %v", counts, want)
	}
	if last["outcome"] != "done" || last["created"] != 5.0 || last["checked"] != 5.0 || last["failed"] != 0.0 {
		t.Errorf("the end is %v", last)
	}
	again := execute(t, flags([]string{"move", "--yes", "--json"}, journalArgs(t), o.toVodia())...)
	if again.code != 0 || !strings.HasSuffix(again.out, `{"event":"end","outcome":"nothing"}`+"\n") {
		t.Errorf("%+v", again)
	}
	o.vodia.Load(t, []byte(strings.Replace(string(o.vodia.State(t)), `"Hopper"`, `"Murray"`, 1)))
	addVodia(t, o.vodia, account{"extensions", []string{"999"}, nil})
	addEnswitch(t, o.enswitch, manyPhones(1000, 1))
	differs := execute(t, "diff", "--json", o.enswitchPlace(), o.vodiaPlace())
	want := `{"difference":"only in A","kind":"phone","name":"1000"}
{"difference":"settings","kind":"phone","name":"441","settings":[{"name":"display_name","a":"Hopper","b":"Murray"}]}
{"difference":"only in B","kind":"phone","name":"999"}
`
	if differs.code != 4 || differs.out != want || differs.errs != "" {
		t.Errorf("%+v, want %s", differs, want)
	}
}

// At an Enswitch a dry run asks the server, with validation=1 alone; a Vodia has no way to be asked.
func TestDryRun(t *testing.T) {
	o := openOffices(t)
	t.Run("Enswitch", func(t *testing.T) {
		furnishVodia(t, o.vodia)
		o.enswitch.Set(t, "strict-destinations=true")
		before := o.enswitch.State(t)
		attempt{args: flags([]string{"move", "--dry-run"}, o.toEnswitch()), code: 4,
			out: `\nnothing was done; the target was asked about 3 steps and would refuse 0; 11 wait for others and could not be asked about\n$`}.try(t)
		asked := o.enswitch.Requests(t)
		for _, operation := range []string{"phones/create", "codes/create", "huntgroups/create"} {
			if asked.Operations[operation].Requests == 0 {
				t.Errorf("%s was never asked about: %v", operation, asked.Operations)
			}
		}
		if !bytes.Equal(o.enswitch.State(t), before) {
			t.Error("a dry run has changed the target")
		}
		o.enswitch.Set(t, "quota-phones=1")
		addEnswitch(t, o.enswitch, manyPhones(900, 1))
		attempt{args: flags([]string{"move", "--dry-run"}, o.toEnswitch()), code: 5, out: `the target would refuse step 1: create phone 201: .*Your rate plan does not allow this.*\n`, errs: ``}.try(t)
	})
	t.Run("Vodia", func(t *testing.T) {
		o.reset(t)
		furnishEnswitch(t, o.enswitch)
		before := o.vodia.State(t)
		attempt{args: flags([]string{"move", "--dry-run"}, o.toVodia()), code: 4, out: `\nnothing was done; the target has no way to be asked whether it would\n$`}.try(t)
		if !bytes.Equal(o.vodia.State(t), before) {
			t.Error("a dry run has changed the target")
		}
	})
}

// A plan in a file is carried out as it stands, or not at all.
func TestPlansInFiles(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	file := filepath.Join(t.TempDir(), "plan.json")
	attempt{args: flags([]string{"plan", "--out", file}, o.toVodia()), code: 4, out: `to create`}.try(t)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the plan is there as %v: %v", info, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seeNoSecrets(t, "the plan", string(text))
	before := o.vodia.State(t)
	for _, one := range []struct {
		name     string
		old, new string
		errs     string
	}{
		{"of another version", `"dragoman_plan": 1`, `"dragoman_plan": 9`, `line 2, column [0-9]+: it is of version 9, and this program knows version 1`},
		{"of no version", `"dragoman_plan": 1,`, ``, `it lacks dragoman_plan, which says its version`},
		{"a number as text", `"n":2`, `"n":"2"`, `line [0-9]+, column [0-9]+: "n" can't be a string`},
		{"of another kind", `"do":"create","kind":"phone"`, `"do":"create","kind":"toaster"`, `step 1 is about a "toaster", which vodia has not`},
		{"a setting that isn't there", `"name":"dnd"`, `"name":"dndx"`, `step 1 writes "dndx", which is no setting that vodia lets anybody write`},
		{"a value that isn't allowed", `"name":"dnd","new":"true"`, `"name":"dnd","new":"perhaps"`, `step 1 writes "dnd", which must be "true", "false" or empty`},
		{"a step less", `"n":1,"do":"create"`, `"n":1,"do":"leave"`, `its steps are not those of its summary`},
		{"a step out of turn", `"n":2`, `"n":3`, `line [0-9]+, column [0-9]+: step 3 stands where step 2 should`},
		{"a step that does nonsense", `"do":"create"`, `"do":"destroy"`, `step 1 does "destroy", which is nothing that a step can do`},
		{"no name", `"do":"create","kind":"phone","name":"440"`, `"do":"create","kind":"phone","name":""`, `step 1 names no object`},
		{"no list", `"steps": [`, `"steps": {`, `line [0-9]+, column [0-9]+: { stands where \[ should`},
		{"cut off", "\n  ]\n}\n", "", `line [0-9]+, column [0-9]+: it ends in the middle`},
		{"something unknown", `"blocked"`, `"locked"`, `line [0-9]+, column [0-9]+: "locked" is nothing that a plan has`},
		{"no JSON", `"rules"`, `rules`, `line [0-9]+, column [0-9]+: invalid character`},
		{"not the target of that moment", `"target": "`, `"target": "0`, `the target has changed since the plan was made; plan the move anew`},
		{"a domain that isn't there", `/localhost"`, `/elsewhere"`, `has no domain elsewhere`},
	} {
		t.Run(one.name, func(t *testing.T) {
			edited := strings.Replace(string(text), one.old, one.new, 1)
			if edited == string(text) {
				t.Fatalf("the plan has no %q: %s", one.old, text)
			}
			path := fileWith(t, "plan.json", edited)
			journal := filepath.Join(t.TempDir(), "journal")
			attempt{args: []string{"move", "--yes", "--plan", path, "--journal", journal}, code: 1, errs: `dragoman: .*` + one.errs + `.*\n`}.try(t)
			if _, err := os.Stat(journal); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("there is a journal: %v", err)
			}
		})
	}
	for _, one := range []attempt{
		{name: "no plan", args: []string{"--plan", file + ".absent"}, code: 2, errs: `dragoman: open .*: no such file or directory\n`},
		{name: "another file", args: []string{"--plan", fileWith(t, "x.json", `{"json":"of another program"}`)}, code: 1, errs: `dragoman: .*: this is no plan of this program: line 1, column [0-9]+: "json" is nothing that a plan has\n`},
		{name: "an empty file", args: []string{"--plan", fileWith(t, "y.json", "")}, code: 1, errs: `dragoman: .*: this is no plan of this program: line 1, column 1: it ends in the middle\n`},
		{name: "for another target", args: flags([]string{"--plan", file, "--to"}, []string{strings.Replace(o.vodiaPlace(), "localhost", "other.example.com", 1)}), code: 2,
			errs: `dragoman: the plan is one for vodia\+http://127\.0\.0\.1:[0-9]+/localhost, and --to says vodia\+http://127\.0\.0\.1:[0-9]+/other\.example\.com\n`},
		{name: "with rules of its own", args: []string{"--plan", file, "--prune"}, code: 2, errs: `dragoman: --prune is said when a plan is made; the rules of this one stand\n`},
		{name: "with a journal", args: []string{"--plan", file, "--resume", "x"}, code: 2, errs: `dragoman: give only one of --plan, --resume and --undo\n`},
	} {
		t.Run(one.name, func(t *testing.T) {
			one.args = flags([]string{"move", "--yes"}, journalArgs(t), one.args)
			one.try(t)
		})
	}
	if !bytes.Equal(o.vodia.State(t), before) {
		t.Error("a plan that was refused has changed the target")
	}
	t.Run("the target has changed", func(t *testing.T) {
		addVodia(t, o.vodia, account{"extensions", []string{"999"}, nil})
		attempt{args: flags([]string{"move", "--yes", "--plan", file}, journalArgs(t)), code: 1, errs: `dragoman: the target has changed since the plan was made; plan the move anew\n`}.try(t)
		o.vodia.Load(t, before)
	})
	t.Run("carried out", func(t *testing.T) {
		attempt{args: []string{"move", "--plan", file}, code: 4, out: `to create`, errs: `dragoman: nothing was done, since nobody agreed; --yes does\n`}.try(t)
		attempt{args: flags([]string{"move", "--yes", "--plan", file}, journalArgs(t)), code: 0, out: `are as planned`, errs: `(?s).*`}.try(t)
		if !strings.Contains(string(o.vodia.State(t)), "geheim-440") {
			t.Error("passwords weren't moved")
		}
		attempt{args: flags([]string{"diff"}, []string{o.enswitchPlace(), o.vodiaPlace()})}.try(t)
		attempt{args: flags([]string{"move", "--yes", "--plan", file}, journalArgs(t)), code: 1, errs: `dragoman: the target has changed since the plan was made; plan the move anew\n`}.try(t)
	})
}

// One failed object stops nothing but what leads to it, unless somebody asks for that.
func TestFailedObjects(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	o.vodia.Set(t, "creates-nothing=441", "forgets=dnd")
	got := attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia()), code: 5,
		out: `(?s)≠ phone 440: dnd is "false" instead of "true"\ncreated 4, changed 0, removed 0, failed 1\n  1 failed: .*441`, errs: `(?s).*step 2 failed: create phone 441: .*dragoman: not everything could be done; dragoman move --resume .* goes on\n`}.try(t)
	if strings.Contains(got.out, "as planned") {
		t.Errorf("it says that all is well: %s", got.out)
	}
	o.vodia.Set(t, "creates-nothing=", "forgets=")
	attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia()), code: 0, out: `\n1 to create, 1 to change, 3 to leave, 0 to remove\ncreated 1, changed 1`, errs: `(?s).*`}.try(t)
	attempt{args: flags([]string{"diff"}, []string{o.enswitchPlace(), o.vodiaPlace()})}.try(t)

	o.reset(t)
	addEnswitch(t, o.enswitch, manyPhones(1000, 40))
	o.vodia.Set(t, "creates-nothing=1000")
	journal := filepath.Join(t.TempDir(), "journal")
	attempt{args: flags([]string{"move", "--yes", "--stop-on-error", "--concurrency", "1", "--journal", journal}, o.toVodia()), code: 5,
		out: `created 0, changed 0, removed 0, failed 1, not done 39\n`, errs: `(?s).*1000.*dragoman move --resume .*`}.try(t)
	o.vodia.Set(t, "creates-nothing=")
	attempt{args: []string{"move", "--resume", journal}, code: 0, out: `created 40, changed 0, removed 0\nthe target was read again: all 40 objects`, errs: `(?s).*`}.try(t)
	attempt{args: []string{"move", "--yes", "--undo", journal}, code: 0, out: `taken back: 40 created`, errs: `(?s).*`}.try(t)
}

// Of settings that mean something together only the one is told that is another.
func TestDifferencesAreThoseThatAre(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	o.vodia.Set(t, "forgets=display_name")
	got := attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia()), code: 5,
		out: `≠ phone 441: display_name is "" instead of "Hopper"\n`, errs: `(?s).*`}.try(t)
	if strings.Contains(got.out, "≠ phone 441: first_name") {
		t.Errorf("it says that the first name is another: %s", got.out)
	}
}

// What can't be taken back is said, and what somebody has changed since stays.
func TestTakingBackWhatCanBe(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	addVodia(t, o.vodia,
		account{"extensions", []string{"440"}, map[string]string{"display_name": "Somebody", "sip_pass": "hers"}},
		account{"extensions", []string{"888"}, map[string]string{"sip_pass": "his"}},
		account{"hunts", []string{"890"}, map[string]string{"display": "Old", "st1_ext": "888"}})
	journal := filepath.Join(t.TempDir(), "journal")
	attempt{args: flags([]string{"move", "--yes", "--prune", "--journal", journal}, o.toVodia()), code: 0,
		out: `(?s)phone sip_pass: the target doesn't show its own, so that it stays as it is: 440\n.*created 4, changed 1, removed 2\n`, errs: `(?s).*`}.try(t)
	state := strings.Replace(string(o.vodia.State(t)), `"Hopper"`, `"Changed since"`, 1)
	o.vodia.Load(t, []byte(state))
	attempt{args: []string{"move", "--yes", "--undo", journal}, code: 5,
		out:  `(?s)phone 888: made again without its sip_pass: nobody knows what it was.*phone 441: left there: somebody has changed its display_name since`,
		errs: `(?s).*step [0-9]+ isn't taken back: phone 441: left there.*dragoman: not everything could be taken back\n`}.try(t)
	after := string(o.vodia.State(t))
	for _, there := range []string{`"Somebody"`, `"Changed since"`, `"Old"`, `"888"`} {
		if !strings.Contains(after, there) {
			t.Errorf("%s isn't there: %s", there, after)
		}
	}
	for _, gone := range []string{`"7000"`, `"200"`} {
		if strings.Contains(after, gone) {
			t.Errorf("%s is there still: %s", gone, after)
		}
	}
}

// A journal is one move's, and one process's.
func TestJournalsAreNotShared(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	journal := filepath.Join(t.TempDir(), "journal")
	attempt{args: flags([]string{"move", "--yes", "--journal", journal}, o.toVodia()), out: `as planned`, errs: `(?s).*`}.try(t)
	if info, err := os.Stat(journal); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the journal is there as %v: %v", info, err)
	}
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	seeNoSecrets(t, "the journal", string(text))
	t.Run("without the source", func(t *testing.T) {
		without(t, fromPassword) // nothing of it is needed any more
		attempt{args: []string{"move", "--resume", journal}, code: 0, out: `as planned`}.try(t)
		attempt{args: []string{"move", "--undo", journal}, code: 4, out: `^at .*\n5 to remove that were created, `, errs: `dragoman: nothing was taken back of .*\n`}.try(t)
	})
	t.Setenv(fromPassword, officePassword)
	addEnswitch(t, o.enswitch, manyPhones(1000, 1))
	attempt{args: flags([]string{"move", "--yes", "--journal", journal}, o.toVodia()), code: 1, out: `to create`,
		errs: `dragoman: there is a journal of another move already; go on with --resume, or name another file with --journal\n`}.try(t)
	attempt{args: []string{"move", "--resume", journal + ".absent"}, code: 1, errs: `dragoman: there is no journal .*\n`}.try(t)
	attempt{args: []string{"move", "--resume", fileWith(t, "x", "{\"json\":1}\n")}, code: 1, errs: `dragoman: .*: this is no journal of a move: line 1: .*\n`}.try(t)
	attempt{args: []string{"move", "--resume", fileWith(t, "y", "")}, code: 1, errs: `dragoman: .*: the move was interrupted before it did anything; remove the journal and begin anew\n`}.try(t)
	attempt{args: []string{"move", "--resume", journal, "--to", o.enswitchPlace()}, code: 2, errs: `dragoman: the plan is one for vodia\+.*, and --to says enswitch\+.*\n`}.try(t)
	attempt{args: []string{"move", "--resume", journal, "--dry-run"}, code: 2, errs: `dragoman: --dry-run goes with a plan, not with a journal\n`}.try(t)

	other := filepath.Join(t.TempDir(), "journal")
	o.vodia.Set(t, "slow-time=1h")
	o.vodia.Arm(t, wiretest.Fault{Kind: "slow", Operation: "POST addacc"}) // so that the move is at work until it is interrupted
	s := inTerminal(t, nil, flags([]string{"move", "--yes", "--journal", other}, o.toVodia())...)
	s.sees(`the journal is `)
	attempt{args: []string{"move", "--resume", other}, code: 1, errs: `dragoman: another move is at work with the journal .*; wait for it to end\n`}.try(t)
	s.types(ctrlC)
	if code := s.ends(); code != 5 {
		t.Errorf("the move ended with %d: %s", code, s.screen)
	}
}
