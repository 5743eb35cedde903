package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// Between two places of one platform everything is said, that a setting is empty too, though new objects begin otherwise.
func TestMovesWithinOnePlatform(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	addEnswitch(t, o.enswitch, fakeTables{"huntgroups": {{"id": "9", "name": "Nights"}}})
	furnishVodia(t, o.vodia)
	addVodia(t, o.vodia, account{"hunts", []string{"602"}, map[string]string{"display": "Quiet", "connect": "", "st1_miss": "", "melody": "internal"}})
	o.vodia.Load(t, []byte(strings.Replace(string(o.vodia.State(t)), `"settings": {}`, `"settings": {"code_redial":"","code_park":"*855"}`, 1)))
	for kind, from := range map[string]string{wiretest.Enswitch: o.enswitchPlace(), wiretest.Vodia: o.vodiaPlace()} {
		t.Run(kind, func(t *testing.T) {
			other := wiretest.Start(t, kind, "-password", officePassword)
			to := pbxPlace(kind, other.URL)
			plan, _ := planned(t, "--from", from, "--to", to)
			for _, loss := range plan.Losses {
				if loss.Reason != "the source doesn't show it, so that it can't be moved" {
					t.Errorf("%+v is called a loss", loss)
				}
			}
			moved(t, "--from", from, "--to", to)
			attempt{args: []string{"move", "--from", from, "--to", to}, code: 0, out: `\nnothing to do\n$`}.try(t)
			attempt{args: []string{"diff", from, to}}.try(t)
			attempt{args: []string{"diff", to, from}}.try(t)
			if kind == wiretest.Enswitch {
				return
			}
			state := string(other.State(t))
			for _, there := range []string{`"code_redial": ""`, `"code_park": "*855"`, `"connect": ""`, `"st1_miss": ""`, `"melody": "internal"`} {
				if !strings.Contains(state, there) {
					t.Errorf("there is no %s: %s", there, state)
				}
			}
			other.Load(t, []byte(strings.Replace(state, `"melody": "internal"`, `"melody": "ringer6"`, 1)))
			attempt{args: []string{"diff", from, to}, code: 4, out: `^≠ huntgroup 602\n    melody: internal \| ringer6\n$`}.try(t)
		})
	}
}

// What new accounts begin with is no setting of the pages' alone: a domain may be set up otherwise. What the source says is
// written all the same in the first move.
func TestNewAccountsThatBeginOtherwise(t *testing.T) {
	o := openOffices(t)
	furnishVodia(t, o.vodia)
	addVodia(t, o.vodia, account{"hunts", []string{"602"}, map[string]string{"display": "Quiet", "from_header": ""}}, account{"hunts", []string{"603"}, map[string]string{"flag": "8001"}})
	own := "begins=hunts.ncf=true,hunts.from_header=name,extensions.cw=false,extensions.access_level=9"
	file := filepath.Join(t.TempDir(), "office.yaml")
	moved(t, "--from", o.vodiaPlace(), "--to", file)
	for from, begins := range map[string]string{o.vodiaPlace(): own + ",hunts.melody=internal,hunts.moh=3,hunts.rec=true,extensions.tz=CET,extensions.dnd=true", file: own} {
		other := wiretest.Start(t, wiretest.Vodia, "-password", officePassword)
		other.Set(t, begins)
		to := pbxPlace(wiretest.Vodia, other.URL)
		if shown := moved(t, "--from", from, "--to", to).out; strings.Contains(shown, "melody") || strings.Contains(shown, "cw:") {
			t.Errorf("the plan shows settings that are as the pages have them: %s", shown)
		}
		attempt{args: []string{"move", "--from", from, "--to", to}, code: 0, out: `\nnothing to do\n$`}.try(t)
		attempt{args: []string{"diff", from, to}}.try(t)
	}
}

// A level of which the source has nothing to say is as it begins, and one of the target that isn't is a difference; but
// only where the source could say so.
func TestLevelsThatAreAsTheyBegin(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	file := filepath.Join(t.TempDir(), "office.yaml")
	moved(t, "--from", o.enswitchPlace(), "--to", file)
	moved(t, o.toVodia()...)
	for from, levels := range map[string]string{o.enswitchPlace(): "24", file: "24", o.vodiaPlace(): "2"} {
		other := wiretest.Start(t, wiretest.Enswitch, "-password", officePassword)
		to := pbxPlace(wiretest.Enswitch, other.URL)
		moved(t, "--from", from, "--to", to)
		addEnswitch(t, other, fakeTables{"levels": {{"huntgroup": "2", "level": "2", "ringtime": "33"}, {"huntgroup": "2", "level": "4", "ringtime": "33"}}})
		differs := attempt{args: []string{"diff", from, to}, code: 4, out: `^(≠ level [24] of (Sales|Support)\n    ringtime: -2 \| 33\n)+$`}.try(t).out
		if strings.Count(differs, "≠") != len(levels) {
			t.Errorf("%s: of the levels %s should differ: %s", from, levels, differs)
		}
		moved(t, "--from", from, "--to", to)
		attempt{args: []string{"diff", from, to}}.try(t)
	}
}

// What only the target's platform knows is the target's own affair, once it is moved to as before.
func TestSettingsOfTheTargetAlone(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	moved(t, o.toVodia()...)
	o.vodia.Load(t, []byte(strings.NewReplacer(`"display": "Sales"`, `"display": "Sales","connect":"false","melody":"internal"`, `"settings": {}`, `"settings": {"code_redial":""}`).Replace(string(o.vodia.State(t)))))
	attempt{args: flags([]string{"move"}, o.toVodia()), code: 0, out: `\nnothing to do\n$`}.try(t)
	attempt{args: flags([]string{"plan", "--prune"}, o.toVodia()), code: 0, out: `\n0 to create, 0 to change`}.try(t)
	attempt{args: []string{"diff", o.enswitchPlace(), o.vodiaPlace()}}.try(t)
	o.vodia.Load(t, []byte(strings.Replace(string(o.vodia.State(t)), `"code_redial": ""`, `"code_redial": "*999"`, 1)))
	attempt{args: []string{"diff", o.enswitchPlace(), o.vodiaPlace()}, code: 4, out: `^≠ starcodes of the domain\n    code_redial: \(none\) \| \*999\n$`}.try(t)
	attempt{args: flags([]string{"move"}, o.toVodia()), code: 0, out: `\nnothing to do\n$`}.try(t)
}

// A file is compared with a live server in the server's terms, whichever comes first and wherever the file comes from.
func TestFilesComparedWithServers(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	file := filepath.Join(t.TempDir(), "office.yaml")
	moved(t, "--from", o.enswitchPlace(), "--to", file)
	moved(t, o.toVodia()...)
	for _, place := range []string{o.enswitchPlace(), o.vodiaPlace()} {
		attempt{args: []string{"diff", file, place}}.try(t)
		if place == o.enswitchPlace() {
			attempt{args: []string{"diff", place, file}}.try(t)
		}
	}
	addVodia(t, o.vodia, account{"extensions", []string{"999"}, nil})
	o.vodia.Load(t, []byte(strings.Replace(string(o.vodia.State(t)), `"Hopper"`, `"Murray"`, 1)))
	attempt{args: []string{"diff", file, o.vodiaPlace()}, code: 4, out: `^≠ phone 441\n    display_name: Hopper \| Murray\n> phone 999\n$`}.try(t)
	attempt{args: []string{"diff", o.vodiaPlace(), file}, code: 4, out: `(?s)^< phone 999\n.*≠ phone 441\n    display_name: Murray \| Hopper\n|≠ phone 441\n    display_name: Murray \| Hopper\n.*< phone 999`}.try(t)
}

// A phone's own ring time is said even where it is the one that new phones have: a Vodia takes the domain's otherwise.
func TestRingTimesAreSaid(t *testing.T) {
	o := openOffices(t)
	addEnswitch(t, o.enswitch, fakeTables{"phones": {{"name": "440", "password": "x"}, {"name": "441", "password": "x", "ringtime": "33"}}})
	moved(t, o.toVodia()...)
	for _, there := range []string{`"cfn_timeout": "15"`, `"cfn_timeout": "33"`} {
		if state := string(o.vodia.State(t)); !strings.Contains(state, there) {
			t.Errorf("there is no %s in %s", there, state)
		}
	}
	attempt{args: flags([]string{"plan"}, o.toVodia()), code: 0, out: `\n0 to create, 0 to change, `}.try(t)
}

// What a new phone begins with otherwise is still to be said where a move was cut off when it had made the phone and no more.
func TestRingTimesAreSaidOnGoingOn(t *testing.T) {
	o := openOffices(t)
	addEnswitch(t, o.enswitch, fakeTables{"phones": {{"name": "440", "password": "x"}}})
	journal := filepath.Join(t.TempDir(), "journal")
	attempt{args: flags([]string{"move", "--yes", "--journal", journal}, o.toVodia()), out: `as planned`, errs: `(?s).*`}.try(t)
	begun, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	begun = regexp.MustCompile(`(?m)^\{"(done|end|verified).*\n`).ReplaceAll(begun, nil)
	if err := os.WriteFile(journal, begun, 0o600); err != nil {
		t.Fatal(err)
	}
	o.vodia.Reset(t)
	addVodia(t, o.vodia, account{"extensions", []string{"440"}, nil})

	attempt{args: []string{"move", "--yes", "--resume", journal}, out: `as planned`, errs: `(?s).*`}.try(t)
	if state := string(o.vodia.State(t)); !strings.Contains(state, `"cfn_timeout": "15"`) {
		t.Errorf("the ring time isn't there: %s", state)
	}
}
