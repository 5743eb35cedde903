package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
)

// Whatever a server tells, a plan is a text that people can read: in one order, numbered, without anything that drives a
// terminal.
func TestPlansCanBeRead(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	addEnswitch(t, o.enswitch, fakeTables{"phones": {
		{"name": "442", "password": "x", "description": "Red \x1b[31mAlert\x07 \u202eecila\u2066"},
		{"name": "443", "password": "x", "description": strings.Repeat("日本語", 40)},
		{"name": "444", "password": "x", "description": "👩‍👩‍👧‍👦" + strings.Repeat("é́", 80)},
		{"name": "445", "password": "x", "callerid_external": "matched_called", "dtype": "phone", "dnumber": "999"},
	}})
	got := execute(t, flags([]string{"plan"}, o.toVodia())...)
	for _, r := range got.out {
		if r != '\n' && (unicode.IsControl(r) || r == '\u202e' || r == '\u2066') {
			t.Fatalf("%U is in the plan: %q", r, got.out)
		}
	}
	number, last := regexp.MustCompile(`(?m)^ +([0-9]+) [+~-] `), 0
	for _, match := range number.FindAllStringSubmatch(got.out, -1) {
		last++
		if match[1] != strconv.Itoa(last) {
			t.Errorf("step %s stands where step %d should: %s", match[1], last, got.out)
		}
	}
	if last != 9 {
		t.Errorf("%d steps are numbered: %s", last, got.out)
	}
	for line := range strings.Lines(got.out) {
		if strings.Contains(line, "name: ") && uniseg.StringWidth(line) > 90 {
			t.Errorf("a line is %d columns wide: %s", uniseg.StringWidth(line), line)
		}
	}
	order := []string{"\nphones\n", "\nhunt groups\n", "\nfeature codes\n", "\nleads nowhere\n", "\nwhat the target can't hold\n", " to create, "}
	at := -1
	for _, heading := range order {
		next := strings.Index(got.out, heading)
		if next <= at {
			t.Errorf("%q isn't there after what comes before: %s", heading, got.out)
		}
		at = next
	}
	for _, sentence := range []string{
		`? phone 445: NoAnswer = phone:999: there is no such phone`,
		`✗ phone ani: outbound caller id; keywords of the other platform show as empty: 445 (matched_called → none)`,
		`✗ phone aoc: only enswitch knows it: 440 (1)`,
	} {
		if !strings.Contains(got.out, sentence) {
			t.Errorf("%q isn't said in %s", sentence, got.out)
		}
	}
	t.Setenv("CLICOLOR_FORCE", "1")
	if coloured := execute(t, flags([]string{"plan"}, o.toVodia())...); !strings.Contains(coloured.out, "\x1b[32m442\x1b[0m") {
		t.Errorf("nothing is coloured: %q", coloured.out)
	}
	t.Setenv("NO_COLOR", "1")
	if plain := execute(t, flags([]string{"plan"}, o.toVodia())...); plain.out != got.out {
		t.Errorf("NO_COLOR leaves %q", plain.out)
	}
}

// Second steps say to which object the number belongs that the target has yet to give.
func TestPlansNameWhatIsYetToCome(t *testing.T) {
	o := openOffices(t)
	furnishVodia(t, o.vodia)
	got := execute(t, flags([]string{"plan"}, o.toEnswitch())...)
	for _, pattern := range []string{
		`what leads to the above\n`,
		`~ Support\n +dnumber: hangup → the id of Sales \(step 4\)\n +dtype: \(none\) → huntgroup\n`,
		`\+ 600\n +code: 600\n +dtype: huntgroup\n +dnumber: the id of Sales \(step 4\)\n`,
	} {
		if !regexp.MustCompile(pattern).MatchString(got.out) {
			t.Errorf("%s isn't in %s", pattern, got.out)
		}
	}
	if strings.Contains(got.out, "@") {
		t.Errorf("what stands for a number is shown: %s", got.out)
	}
}

// In a file and in the store too a hunt group goes by what people will know it by, and what goes is told by kind and title.
func TestPlansNameHuntGroups(t *testing.T) {
	t.Parallel()
	f := newFiling(t, "dragoman: 1\nhuntgroups:\n  - huntgroup: Old\n    name: Old one\n")
	in := f.put("in.yaml", `dragoman: 1
phones:
  - phone: "440"
    busy: huntgroup:7000
huntgroups:
  - huntgroup: "7000"
    names: ["7000"]
    name: Sales
    exit: huntgroup:Nights
    members: [{level: 1, destination: huntgroup:Nights, available: true}]
  - huntgroup: Nights
    name: Nights
    exit: huntgroup:7000
`)
	got := f.must(4, "plan", "--prune", "--from", in, "--to", "dragoman:acme.example.com")
	for _, pattern := range []string{
		`exit: huntgroup:Nights\n +members: .*"huntgroup:Nights"`, `busy: \(none\) → huntgroup:7000\n`, `destination: huntgroup:7000\n`,
		`\nremoved\n +[0-9]+ - huntgroup hunt_[0-9]+ \(Old one\)\n`,
	} {
		if !regexp.MustCompile(pattern).MatchString(got.out) {
			t.Errorf("%s isn't in %s", pattern, got.out)
		}
	}
	if strings.Contains(got.out, "@") {
		t.Errorf("what stands for a number is shown: %s", got.out)
	}
}

// A file is a target like any other: what it holds already isn't written again.
func TestMovingToAFileTwice(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	file := filepath.Join(t.TempDir(), "office.yaml")
	places := []string{"--from", o.enswitchPlace(), "--to", file}
	attempt{args: flags([]string{"move"}, places), code: 4, out: `to create`, errs: `dragoman: nothing was done, since nobody agreed; --yes does\n`}.try(t)
	if _, err := os.Stat(file); err == nil {
		t.Error("there is a file")
	}
	attempt{args: flags([]string{"move", "--yes"}, places), code: 0, out: `created [0-9]+`, errs: `(written .*\n)+`}.try(t)
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	attempt{args: flags([]string{"move"}, places), code: 0, out: `\nnothing to do\n$`}.try(t)
	attempt{args: []string{"diff", o.enswitchPlace(), file}}.try(t)
	addEnswitch(t, o.enswitch, manyPhones(1000, 1))
	attempt{args: flags([]string{"move", "--yes"}, places), code: 0, out: `created 1, changed 0`, errs: `(written .*\n)+`}.try(t)
	if again, err := os.ReadFile(file); err != nil || len(again) <= len(written) {
		t.Errorf("the file has not grown: %v", err)
	}
}

// What changes in a hunt group that a file has already is written there too, and what the server can't say of it stays.
func TestChangesOfGroupsInFiles(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishVodia(t, o.vodia)
	for _, one := range []struct {
		place  string
		change func()
		stays  []string
	}{
		{o.enswitchPlace(), func() {
			addEnswitch(t, o.enswitch, fakeTables{"destinations": {{"huntgroup": "1", "level": "1", "dtype": "forward", "dnumber": "15550000"}}, "levels": {{"huntgroup": "1", "level": "5", "ringtime": "55"}}})
		}, nil},
		{o.vodiaPlace(), func() {
			o.vodia.Load(t, []byte(strings.NewReplacer(`"st1_ext": "202 201"`, `"st1_ext": "202 15550000"`, `"st1_dur": "30"`, `"st1_dur": "31"`).Replace(string(o.vodia.State(t)))))
		}, []string{"ring_time: 31", "ring_time: 77", "description: the first", "destination: peer:9"}},
	} {
		file := filepath.Join(t.TempDir(), "office.yaml")
		places := []string{"--from", one.place, "--to", file}
		moved(t, places...)
		if one.stays != nil {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(text), "    levels:\n      - ring_time: 30\n", "    levels:\n      - ring_time: 30\n      - {}\n      - {}\n      - ring_time: 77\n", 1)
			changed = strings.Replace(changed, "      - level: 1\n        destination: dialled:202\n", "      - level: 1\n        destination: dialled:202\n        available: true\n        description: the first\n      - level: 1\n        destination: peer:9\n", 1)
			if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		one.change()
		moved(t, places...)
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), "15550000") {
			t.Errorf("%s: the new member isn't there: %v %s", one.place, err, text)
		}
		attempt{args: flags([]string{"plan"}, places), code: 0, out: `\n0 to create, 0 to change`}.try(t)
		attempt{args: []string{"diff", one.place, file}}.try(t)
		for _, line := range one.stays {
			if !strings.Contains(string(text), line) {
				t.Errorf("%s: %s isn't there: %s", one.place, line, text)
			}
		}
	}
}

// What the target can't hold leads to hunt groups by the ids that the source has for them.
func TestLossesNameGroupsAsTheSourceDoes(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	addEnswitch(t, o.enswitch, fakeTables{"codes": {
		{"code": "777", "dtype": "phone", "dnumber": "440", "fax_dtype": "huntgroup", "fax_dnumber": "2"},
		{"code": "778", "dtype": "phone", "dnumber": "440", "fax_dtype": "huntgroup", "fax_dnumber": "999"},
	}})
	attempt{args: flags([]string{"plan"}, o.toVodia()), code: 4, out: `777 \(huntgroup:2 → none\), 778 \(huntgroup:999 → none\)\n`}.try(t)
}
