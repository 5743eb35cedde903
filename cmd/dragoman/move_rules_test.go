package main_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
	"dragoman/domain/transfer"
)

// stepNames are the objects that a plan makes, as KIND NAME, and whether it removes or changes any: "-KIND NAME".
func stepNames(t *testing.T, plan reported) []string {
	t.Helper()
	signs := map[transfer.Action]string{transfer.Remove: "-", transfer.Change: "~"}
	var out []string
	for _, raw := range plan.Steps {
		var step transfer.Step
		if err := json.Unmarshal(raw, &step); err != nil {
			t.Fatal(err)
		}
		if step.Do == transfer.Leave || step.Kind == transfer.Member || step.Kind == transfer.Level || step.Second > 0 {
			continue
		}
		out = append(out, signs[step.Do]+step.Title())
	}
	slices.Sort(out)
	return out
}

func TestRulesForNames(t *testing.T) {
	o := openOffices(t)
	mapping := fileWith(t, "names.csv", "kind,old,new\nphone,440,8440\nhuntgroup,7000,8000\nfeaturecode,200,8200\n")
	furnish := func(t *testing.T) {
		t.Helper()
		o.reset(t)
		furnishEnswitch(t, o.enswitch)
		addEnswitch(t, o.enswitch, fakeTables{"huntgroups": {{"id": "7", "name": "Nights"}}})
	}
	for _, one := range []struct {
		name  string
		rules []string
		makes []string
	}{
		{"none", nil, []string{"featurecode 200", "huntgroup 7000", "huntgroup 7001", "huntgroup hunt_7", "phone 440", "phone 441"}},
		{"templates", []string{"--rename", "phone:{customer}{name}", "--rename", "huntgroup:9{name}", "--rename", "featurecode:0{name}"},
			[]string{"featurecode 0200", "huntgroup 97000", "huntgroup 97001", "huntgroup hunt_7", "phone 12440", "phone 12441"}},
		{"a customer of one's own", []string{"--rename", "phone:{customer}-{name}", "--customer", "acme"},
			[]string{"featurecode 200", "huntgroup 7000", "huntgroup 7001", "huntgroup hunt_7", "phone acme-440", "phone acme-441"}},
		{"a mapping", []string{"--mapping", mapping}, []string{"featurecode 8200", "huntgroup 7001", "huntgroup 8000", "huntgroup hunt_7", "phone 441", "phone 8440"}},
		{"a mapping before a template", []string{"--mapping", mapping, "--rename", "phone:9{name}"},
			[]string{"featurecode 8200", "huntgroup 7001", "huntgroup 8000", "huntgroup hunt_7", "phone 8440", "phone 9441"}},
		{"accounts by code", []string{"--accounts", "codes"}, []string{"featurecode 200", "huntgroup 7000", "huntgroup 7001", "huntgroup hunt_7", "phone 100", "phone 441"}},
		{"a mapping of a group without a number", []string{"--mapping", fileWith(t, "nights.csv", "\ufeffKind;old;new\r\nhuntgroup;hunt_7;7007\r\n")},
			[]string{"featurecode 200", "huntgroup 7000", "huntgroup 7001", "huntgroup 7007", "phone 440", "phone 441"}},
		{"numbers for groups", []string{"--number-range", "7000-7999"}, []string{"featurecode 200", "huntgroup 7000", "huntgroup 7001", "huntgroup 7002", "phone 440", "phone 441"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			furnish(t)
			plan, _ := planned(t, flags(o.toVodia(), one.rules)...)
			if got := stepNames(t, plan); !slices.Equal(got, one.makes) {
				t.Fatalf("it makes %q, want %q", got, one.makes)
			}
			moved(t, flags(o.toVodia(), one.rules)...)
			if again := execute(t, flags([]string{"move"}, o.toVodia(), one.rules)...); again.code != 0 || !strings.HasSuffix(again.out, "\nnothing to do\n") {
				t.Errorf("the same move again ended with %d: %s", again.code, lastPart(again.out))
			}
		})
	}
	t.Run("what leads to renamed objects follows", func(t *testing.T) {
		furnish(t)
		moved(t, flags(o.toVodia(), []string{"--rename", "phone:9{name}", "--accounts", "names", "--mapping", mapping})...)
		state := string(o.vodia.State(t))
		for _, there := range []string{`"cfa": "9441"`, `"cfa": "8440"`, `"st1_ext": "9441 8440"`, `"st4_ext": "8000"`} {
			if !strings.Contains(state, there) {
				t.Errorf("there is no %s in %s", there, state)
			}
		}
	})
	t.Run("by code, the line's name is an alias", func(t *testing.T) {
		furnish(t)
		moved(t, flags(o.toVodia(), []string{"--accounts", "codes"})...)
		if state := string(o.vodia.State(t)); !regexp.MustCompile(`"100",\s*"440"`).MatchString(state) {
			t.Errorf("100 has no alias 440: %s", state)
		}
	})

	furnish(t)
	before := o.vodia.State(t)
	for _, one := range []attempt{
		{name: "a template of nothing", args: []string{"--rename", "{name}"}, code: 2, errs: `dragoman: --rename "\{name\}" must begin with one of phone:, huntgroup:, featurecode: and a template\n`},
		{name: "of another kind", args: []string{"--rename", "level:{name}"}, code: 2, errs: `dragoman: --rename "level:\{name\}" must begin with .*\n`},
		{name: "an unknown word", args: []string{"--rename", "phone:{line}{name}"}, code: 2, errs: `dragoman: --rename "phone:\{line\}\{name\}" has \{line\}, and only \{name\}, \{customer\} and \{domain\} are known\n`},
		{name: "no name", args: []string{"--rename", "phone:1{customer}"}, code: 2, errs: `dragoman: --rename .* would give all the same name: it needs \{name\}\n`},
		{name: "an open brace", args: []string{"--rename", "phone:{name}{customer"}, code: 2, errs: `dragoman: --rename .*\n`},
		{name: "two for a kind", args: []string{"--rename", "phone:1{name}", "--rename", "phone:2{name}"}, code: 2, errs: `dragoman: --rename is given twice for phone\n`},
		{name: "names that can't be", args: []string{"--rename", "phone:a b {name}"}, code: 1, errs: `dragoman: .*440.*\n`},
		{name: "a domain that the source hasn't", args: []string{"--rename", "phone:{domain}-{name}"}, code: 1, errs: `dragoman: the template "phone:\{domain\}-\{name\}" has \{domain\}, and the source tells of none\n`},
		{name: "no mapping", args: []string{"--mapping", "absent.csv"}, code: 2, errs: `dragoman: open absent\.csv: no such file or directory\n`},
		{name: "a mapping of nonsense", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440\n")}, code: 2, errs: `dragoman: --mapping .*: line 1: there must be three columns: kind,old,new\n`},
		{name: "a mapping that ends in the middle", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440,\"9\n")}, code: 2, errs: `dragoman: --mapping .*: line \d: this is no CSV: .*\n`},
		{name: "a mapping of a group by its id alone", args: []string{"--mapping", fileWith(t, "m.csv", "huntgroup,7,7007\n")}, code: 1, errs: `dragoman: the mapping names huntgroup 7, which the source doesn't have; a hunt group goes by .*hunt_ID where none does\n`},
		{name: "a first name that another has", args: []string{"--mapping", fileWith(t, "m.csv", "huntgroup,hunt_7,440\n")}, code: 1, errs: `dragoman: give huntgroup hunt_7 another name: 440 is .*\n`},
		{name: "a mapping of another kind", args: []string{"--mapping", fileWith(t, "m.csv", "# ours\ntoaster,440,441\n")}, code: 2, errs: `dragoman: --mapping .*: line 2: "toaster" must be phone, huntgroup or featurecode\n`},
		{name: "a mapping to nothing", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440,\n")}, code: 2, errs: `dragoman: --mapping .*: line 1: neither name may be empty\n`},
		{name: "a mapping of what isn't there", args: []string{"--mapping", fileWith(t, "m.csv", "phone,999,1\n")}, code: 1, errs: `dragoman: the mapping names phone 999, which the source doesn't have\n`},
		{name: "a mapping that says a thing twice", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440,1\nphone,440,2\n")}, code: 2, errs: `dragoman: --mapping .*: line 2: .*phone 440.*\n`},
		{name: "one name for two", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440,1\nphone,441,1\n")}, code: 1, errs: `dragoman: the rules for names call both phone 440 and phone 441 1; change the template or the mapping\n`},
		{name: "a name that another keeps", args: []string{"--mapping", fileWith(t, "m.csv", "phone,440,441\n")}, code: 1, errs: `dragoman: .*441.*\n`},
		{name: "no range", args: []string{"--number-range", "many"}, code: 2, errs: `dragoman: --number-range "many" must be a range such as 7000-7999\n`},
		{name: "a range of numbers that begin with 0", args: []string{"--number-range", "007-010"}, code: 2, errs: `dragoman: --number-range "007-010" must be .* can't begin with 0\n`},
		{name: "a range that goes back", args: []string{"--number-range", "7999-7000"}, code: 2, errs: `dragoman: --number-range .*\n`},
		{name: "a range that is used up", args: []string{"--number-range", "7000-7001"}, code: 1, errs: `dragoman: the numbers from 7000 to 7001 are all taken; give a larger range\n`},
		{name: "no such rule", args: []string{"--on-clash", "panic"}, code: 2, errs: `dragoman: .*--on-clash.*stop.*\n`},
		{name: "no such accounts", args: []string{"--accounts", "ids"}, code: 2, errs: `dragoman: .*--accounts.*names.*\n`},
	} {
		t.Run(one.name, func(t *testing.T) {
			one.args = flags([]string{"plan"}, o.toVodia(), one.args)
			one.try(t)
		})
	}
	if !bytes.Equal(o.vodia.State(t), before) {
		t.Error("rules that were refused have changed the target")
	}
}

func TestRulesForClashes(t *testing.T) {
	o := openOffices(t)
	for _, one := range []struct {
		rule    string
		code    int
		clashes string // what stands in the text for each clash
		makes   []string
	}{
		{"stop", 1, `stops the move; see --on-clash`, nil},
		{"skip", 4, `left out`, []string{"featurecode 100", "huntgroup 7000", "huntgroup 7001", "phone 441"}},
		{"rename", 4, `called [0-9]+2`, []string{"featurecode 2002", "huntgroup 7000", "huntgroup 7001", "phone 4402", "phone 441"}},
		{"replace", 4, `takes its place`, []string{"-featurecode 440", "-huntgroup 200", "featurecode 200", "huntgroup 7000", "huntgroup 7001", "phone 440", "phone 441"}},
	} {
		t.Run(one.rule, func(t *testing.T) {
			o.reset(t)
			furnishEnswitch(t, o.enswitch)
			addVodia(t, o.vodia, account{"hunts", []string{"200"}, map[string]string{"display": "In the way"}}, account{"ivrnodes", []string{"440"}, map[string]string{"match": "!*!15550000!"}})
			before := o.vodia.State(t)
			rules := flags(o.toVodia(), []string{"--on-clash", one.rule})
			plan, got := planned(t, rules...)
			if got.code != one.code || plan.Blocked != (one.code == 1) {
				t.Errorf("the plan ended with %d: %+v", got.code, got.errs)
			}
			if names := stepNames(t, plan); one.makes != nil && !slices.Equal(names, one.makes) {
				t.Errorf("it makes %q, want %q", names, one.makes)
			}
			text := execute(t, flags([]string{"plan"}, rules)...).out
			for _, sentence := range []string{`phone 440: phone 440 wants the name 440, which featurecode 440 has at the target \(` + one.clashes + `\)`,
				`featurecode 200: featurecode 200 wants the name 200, which huntgroup 200 has at the target \(` + one.clashes + `\)`} {
				if !regexp.MustCompile(sentence).MatchString(text) {
					t.Errorf("%s isn't said in %s", sentence, text)
				}
			}
			if one.code == 1 {
				attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), rules), code: 1, out: `clashes`, errs: `dragoman: a clash stops the move; --on-clash says what else may become of it\n`}.try(t)
				if !bytes.Equal(o.vodia.State(t), before) {
					t.Error("a move that a clash stops has changed the target")
				}
				return
			}
			moved(t, rules...)
			again := execute(t, flags([]string{"move"}, rules)...)
			if again.code != 0 || !strings.HasSuffix(again.out, "\nnothing to do\n") {
				t.Errorf("the same move again ended with %d: %s", again.code, lastPart(again.out))
			}
		})
	}
}

// A Vodia has accounts that aren't moved, and whose names nobody else can have.
func TestClashesWithAccountsOfOtherKinds(t *testing.T) {
	o := openOffices(t)
	for _, one := range []struct {
		rules []string
		code  int
		says  string
		made  []string
	}{
		{nil, 1, `! phone 440: phone 440 wants the name 440, which an account of another kind has at the target \(stops the move`, nil},
		{[]string{"--on-clash", "skip"}, 0, `\(left out\)`, []string{`"441"`, `"7003"`}},
		{[]string{"--on-clash", "rename"}, 0, `\(called 4402\)`, []string{`"441"`, `"4402"`, `"7003"`}},
		{[]string{"--on-clash", "replace"}, 1, `which an account of another kind has at the target \(stops the move`, nil},
	} {
		t.Run(strings.Join(one.rules, " "), func(t *testing.T) {
			o.reset(t)
			addEnswitch(t, o.enswitch, fakeTables{"phones": {{"name": "440", "password": "x"}, {"name": "441", "password": "x"}}, "huntgroups": {{"id": "7", "name": "Nights"}}})
			addVodia(t, o.vodia, account{"attendants", []string{"440", "7002"}, nil})
			before := string(o.vodia.State(t))
			attempt{args: flags([]string{"move", "--yes", "--number-range", "7002-7009"}, journalArgs(t), o.toVodia(), one.rules), code: one.code, out: one.says, errs: `(?s).*`}.try(t)
			after := string(o.vodia.State(t))
			for _, name := range one.made {
				if !strings.Contains(after, name) {
					t.Errorf("%s isn't there: %s", name, after)
				}
			}
			if one.made == nil && after != before {
				t.Errorf("it has changed the target: %s", after)
			}
		})
	}
}

// An account that a further move calls otherwise is still that account, for the verification and for taking back too.
func TestAccountsThatAFurtherMoveRenames(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	moved(t, o.toVodia()...)
	before := withoutIDs(o.vodia.State(t))
	for _, fault := range []string{"", "lost", "reset"} {
		t.Run(fault, func(t *testing.T) {
			if fault != "" {
				o.vodia.Arm(t, wiretest.Fault{Kind: fault, Operation: "POST user_settings"})
			}
			journal := filepath.Join(t.TempDir(), "journal")
			attempt{args: flags([]string{"move", "--yes", "--accounts", "codes", "--journal", journal}, o.toVodia()), code: 0,
				out: `(?s)~ 440 .*alias: \["440","100"\] → \["100","440"\].*objects are as planned\n$`, errs: `(?s).*`}.try(t)
			attempt{args: flags([]string{"move", "--accounts", "codes"}, o.toVodia()), code: 0, out: `nothing to do\n$`}.try(t)
			attempt{args: []string{"move", "--yes", "--undo", journal}, code: 0, out: `taken back: 0 created, [1-9] changed, 0 removed\n$`, errs: `(?s).*`}.try(t)
			if now := withoutIDs(o.vodia.State(t)); now != before {
				t.Errorf("taken back, the target holds\n%s\ninstead of\n%s", now, before)
			}
		})
	}
}

// Star codes stand in the number plan of a Vodia from the beginning.
func TestClashesWithStarCodes(t *testing.T) {
	o := openOffices(t)
	codes := fakeTables{"phones": {{"name": "440", "password": "geheim-440"}}, "codes": {{"code": "*66", "dtype": "phone", "dnumber": "440"}, {"code": "*85", "dtype": "external", "dnumber": "5551234"}}}
	for _, one := range []struct {
		rules   []string
		code    int
		says    string
		emptied []string // star codes
	}{
		{nil, 1, `wants the name \*66, which star code code_redial has at the target \(stops the move`, nil},
		{[]string{"--on-clash", "skip"}, 0, `\(left out\)`, nil},
		{[]string{"--on-clash", "rename"}, 0, `\(called \*662\)`, nil},
		{[]string{"--on-clash", "replace"}, 0, `\(takes its place\)`, []string{"code_park", "code_redial"}},
		{[]string{"--prune"}, 0, `code_redial: \*66 → \(none\)`, []string{"code_park", "code_redial"}},
	} {
		t.Run(strings.Join(one.rules, " "), func(t *testing.T) {
			o.reset(t)
			addEnswitch(t, o.enswitch, codes)
			got := execute(t, flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia(), one.rules)...)
			if got.code != one.code || !regexp.MustCompile(one.says).MatchString(got.out) {
				t.Errorf("it ended with %d: %s%s", got.code, got.out, got.errs)
			}
			var emptied []string
			for _, match := range regexp.MustCompile(`"(code_[a-z_]+)": ""`).FindAllStringSubmatch(string(o.vodia.State(t)), -1) {
				emptied = append(emptied, match[1])
			}
			if slices.Sort(emptied); !slices.Equal(emptied, one.emptied) {
				t.Errorf("%q are empty now, want %q", emptied, one.emptied)
			}
		})
	}
}

// A star code may also be that of another function at the target.
func TestClashesBetweenStarCodes(t *testing.T) {
	o := openOffices(t)
	for _, one := range []struct {
		rules []string
		code  int
		says  string
		holds []string // settings of the domain afterwards
	}{
		{nil, 1, `! starcodes \*77: star code code_park wants the name \*77, which star code code_transfer has at the target \(stops the move`, nil},
		{[]string{"--on-clash", "skip"}, 0, `\(left out\)`, nil},
		{[]string{"--on-clash", "rename"}, 0, `\(called \*772\)`, []string{`"code_park": "*772"`}},
		{[]string{"--on-clash", "replace"}, 0, `\(takes its place\)`, []string{`"code_park": "*77"`, `"code_transfer": ""`}},
		{[]string{"--prune"}, 0, `code_transfer: \*77 → \(none\)`, []string{`"code_park": "*77"`, `"code_transfer": ""`}},
	} {
		t.Run(strings.Join(one.rules, " "), func(t *testing.T) {
			o.reset(t)
			addEnswitch(t, o.enswitch, fakeTables{"codes": {{"code": "*77", "dtype": "function", "dnumber": "park"}}})
			got := execute(t, flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia(), one.rules)...)
			if got.code != one.code || !regexp.MustCompile(one.says).MatchString(got.out) {
				t.Errorf("it ended with %d: %s%s", got.code, got.out, got.errs)
			}
			held := regexp.MustCompile(`"code_[a-z_]+": "[^"]*"`).FindAllString(string(o.vodia.State(t)), -1)
			if slices.Sort(held); !slices.Equal(held, one.holds) {
				t.Errorf("the domain holds %q, want %q", held, one.holds)
			}
			if again := execute(t, flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia(), one.rules)...); one.code == 0 && !strings.HasSuffix(again.out, "\nnothing to do\n") {
				t.Errorf("the same move again ended with %d: %s", again.code, again.out)
			}
		})
	}
}

// Quotas that a server tells are minded before anything is done; others when it refuses.
func TestClashesWithQuotas(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishConfig := func(name, value string) {
		t.Helper()
		var held map[string]any
		if err := json.Unmarshal(o.vodia.State(t), &held); err != nil {
			t.Fatal(err)
		}
		held["domains"].([]any)[0].(map[string]any)["config"] = map[string]string{name: value}
		state, err := json.Marshal(held)
		if err != nil {
			t.Fatal(err)
		}
		o.vodia.Load(t, state)
	}
	furnishConfig("max_extensions", "1")
	before := o.vodia.State(t)
	attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), o.toVodia()), code: 1,
		out: `! phone: the target may have no more than 1 phones, and there would be 2 \(stops the move; see --on-clash\)`, errs: `dragoman: a clash stops the move; .*\n`}.try(t)
	if !bytes.Equal(o.vodia.State(t), before) {
		t.Error("a move that a quota stops has changed the target")
	}
	attempt{args: flags([]string{"move", "--yes", "--on-clash", "skip"}, journalArgs(t), o.toVodia()), code: 5,
		out: `(?s)as many as fit are made.*failed 1\n`, errs: `(?s).*step [12] failed: create phone 44[01]: .*`}.try(t)

	o.reset(t)
	furnishVodia(t, o.vodia)
	o.enswitch.Set(t, "quota-codes=1")
	attempt{args: flags([]string{"move", "--yes"}, journalArgs(t), o.toEnswitch()), code: 5,
		out: `(?s)failed [1-9]\n.*Your rate plan does not allow this`, errs: `(?s).*create featurecode .*Your rate plan does not allow this.*`}.try(t)
}

// A hunt group that chose a name such as a store derives gives way to an account of another kind like to any other.
func TestChosenNamesOfOtherKinds(t *testing.T) {
	o := openOffices(t)
	addVodia(t, o.vodia, account{"hunts", []string{"hunt_7"}, map[string]string{"display": "Sales"}})
	other := wiretest.Start(t, wiretest.Vodia, "-password", officePassword)
	addVodia(t, other, account{"attendants", []string{"hunt_7"}, nil})
	attempt{
		args: []string{"plan", "--from", o.vodiaPlace(), "--to", pbxPlace(wiretest.Vodia, other.URL)}, code: 4,
		out: `! huntgroup hunt_7: huntgroup hunt_7 wants the name hunt_7, which an account of another kind has at the target \(called hunt_7_2\)`,
	}.try(t)
}
