package main_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain/lens"
	reporting "dragoman/domain/report"
)

// The pages that the README links to are what the commands print; -update writes them.
func TestCommittedPagesAreFresh(t *testing.T) {
	for page, command := range map[string]string{"../../adapters/SETTINGS.md": "fields", "../../adapters/FUNCTIONS.md": "functions"} {
		got := execute(t, command, "--format", "markdown")
		if got.code != 0 || got.errs != "" {
			t.Fatalf("%s: %d, %s", command, got.code, got.errs)
		}
		if *update {
			if err := os.WriteFile(page, []byte(got.out), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got.out {
			t.Errorf("%s is stale: run this test with -update", page)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{"(adapters/SETTINGS.md)", "(adapters/FUNCTIONS.md)"} {
		if !strings.Contains(string(readme), link) {
			t.Errorf("the README has no link %s", link)
		}
	}
}

func fieldRows(t *testing.T, args ...string) []reporting.Row {
	t.Helper()
	got := execute(t, append([]string{"fields", "--format", "json"}, args...)...)
	if got.code != 0 {
		t.Fatalf("fields %v: %d, %s", args, got.code, got.errs)
	}
	var rows []reporting.Row
	if err := json.Unmarshal([]byte(got.out), &rows); err != nil {
		t.Fatalf("fields %v: %v", args, err)
	}
	return rows
}

// Every setting that the tables declare is in the list, once.
func TestFieldsListsEverySetting(t *testing.T) {
	type key struct{ dialect, kind, part, setting string }
	want := map[key]bool{}
	for dialect, sheets := range map[string][]lens.Sheet{enswitch.Dialect: enswitch.Tables(), vodia.Dialect: vodia.Tables()} {
		for _, sheet := range sheets {
			for _, s := range sheet.Settings {
				want[key{dialect, sheet.Kind, reporting.PartOf(reporting.Row{Scope: s.Scope}), s.Name}] = true
			}
		}
	}
	if len(want) < 700 {
		t.Fatalf("only %d settings are declared", len(want))
	}
	for _, row := range fieldRows(t) {
		k := key{row.Dialect, row.Kind, reporting.PartOf(row), row.Setting}
		if row.Setting == "" {
			continue
		}
		if !want[k] {
			t.Errorf("%+v is listed twice, or isn't declared", k)
		}
		delete(want, k)
	}
	for k := range want {
		t.Errorf("%+v is not listed", k)
	}
}

func TestFieldsSaysWhatBecomesOfASetting(t *testing.T) {
	for _, test := range []struct {
		dialect, kind, setting string
		class                  lens.Class
		field, counterpart     string
	}{
		{"enswitch", "phone", "ringtime", lens.Renamed, "RingTime", "cfn_timeout"},
		{"enswitch", "phone", "aoc", lens.OwnOnly, "", ""},
		{"enswitch", "phone", "name", lens.Exact, "Name", "alias"},
		{"enswitch", "phone", "description", lens.Renamed, "Holder", "display_name first_name"},
		{"vodia", "phone", "cfa", lens.Converted, "Forward", "forwarding use_forwarding"},
		{"vodia", "phone", "sip_pass", lens.Hidden, "Password", "password"},
		{"vodia", "huntgroup", "st1_dur", lens.Converted, "Levels.1.RingTime", "ringtime"},
		{"vodia", "huntgroup", "st4_ext", lens.Converted, "Exit", "dnumber dtype"},
		{"vodia", "tenant", "display", lens.Renamed, "Name", "name"},
	} {
		rows := fieldRows(t, "--dialect", test.dialect, "--kind", test.kind, "--class", string(test.class))
		i := slices.IndexFunc(rows, func(r reporting.Row) bool { return r.Setting == test.setting })
		if i < 0 {
			t.Errorf("%s %s isn't listed as %s", test.dialect, test.setting, test.class)
			continue
		}
		if row := rows[i]; row.Field != test.field || strings.Join(row.Counterpart, " ") != test.counterpart {
			t.Errorf("%s %s stands for %q with the counterpart %v, want %q with %s", test.dialect, test.setting, row.Field, row.Counterpart, test.field, test.counterpart)
		}
	}
}

func TestFieldsInEachFormat(t *testing.T) {
	rows := fieldRows(t, "--dialect", "vodia", "--kind", "huntgroup", "--class", "inexpressible")
	if len(rows) < 10 {
		t.Fatalf("only %d canonical fields are inexpressible in Vodia's hunts", len(rows))
	}
	arguments := []string{"fields", "--dialect", "vodia", "--kind", "huntgroup", "--class", "inexpressible", "--format"}
	records, err := csv.NewReader(strings.NewReader(execute(t, append(arguments, "csv")...).out)).ReadAll()
	if err != nil || len(records) != len(rows)+1 || !slices.Contains(records[0], "counterpart") {
		t.Errorf("the CSV has %d records, %v: %v", len(records), records[0], err)
	}
	table := execute(t, append(arguments, "table")...).out
	if lines := strings.Split(strings.TrimSpace(table), "\n"); len(lines) != len(rows)+1 || !strings.HasPrefix(lines[0], "DIALECT ") {
		t.Errorf("the table is\n%s", table)
	}
	page := execute(t, append(arguments, "markdown")...).out
	if !strings.Contains(page, "## vodia, huntgroup\n") || !strings.Contains(page, "`Levels.10.Members`") {
		t.Errorf("the page is\n%s", page)
	}
	if got := execute(t, "fields", "--dialect", "enswitch", "--kind", "person", "--class", "narrowed", "--format", "json"); got.code != 0 || strings.TrimSpace(got.out) != "[]" {
		t.Errorf("an empty list as JSON is %d, %q", got.code, got.out)
	}
}

func TestFunctionsSayWhatIsProvided(t *testing.T) {
	list := func(args ...string) []reporting.Function {
		t.Helper()
		got := execute(t, append([]string{"functions", "--format", "json"}, args...)...)
		var functions []reporting.Function
		if err := json.Unmarshal([]byte(got.out), &functions); err != nil || got.code != 0 {
			t.Fatalf("functions %v: %d, %s, %v", args, got.code, got.errs, err)
		}
		return functions
	}
	all := list()
	counts := map[reporting.Status]int{}
	for _, f := range all {
		counts[f.Status]++
		switch {
		case f.Path == "" || len(f.Methods) == 0:
			t.Errorf("%+v has no path or methods", f)
		case f.Status == reporting.Provided && f.Why != "" || f.Status != reporting.Provided && f.Why == "":
			t.Errorf("%s %s is %s, because %q", f.Dialect, f.Path, f.Status, f.Why)
		case f.Status != reporting.Lacking && f.Access == "":
			t.Errorf("nobody says who may call %s %s", f.Dialect, f.Path)
		}
	}
	for _, status := range reporting.Statuses {
		if counts[status] == 0 || len(list("--status", string(status))) != counts[status] {
			t.Errorf("%d functions are %s, and with --status there are %d", counts[status], status, len(list("--status", string(status))))
		}
	}
	if n := len(list("--dialect", "enswitch")) + len(list("--dialect", "vodia")); n != len(all) || n < len(vodia.Endpoints())+len(enswitch.Functions()) {
		t.Errorf("there are %d functions, %d by dialect", len(all), n)
	}
	if got := execute(t, "functions", "--status", "not", "--dialect", "enswitch"); !strings.Contains(got.out, "/api/json/queues/…") {
		t.Errorf("families of functions that are lacking aren't listed: %.400s", got.out)
	}
}

func TestListsRefuseUnknownWords(t *testing.T) {
	for _, args := range [][]string{
		{"fields", "--kind", "queue"}, {"fields", "--dialect", "asterisk"}, {"fields", "--class", "lost"}, {"fields", "--format", "xml"}, {"fields", "phone"},
		{"functions", "--status", "maybe"}, {"functions", "--dialect", ""}, {"functions", "--format", "yaml"}, {"functions", "list"},
		{"explain"}, {"explain", "phone"}, {"explain", "queue", "1", "--tenant", "localhost"}, {"explain", "phone", "440"}, {"check", "localhost"}, {"check", "--xml"},
	} {
		if got := execute(t, args...); got.code != 2 || got.errs == "" || got.out != "" {
			t.Errorf("%v: %d, %q, %q", args, got.code, got.out, got.errs)
		}
	}
}
