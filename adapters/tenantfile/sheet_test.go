package tenantfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/tenantfile"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

func sheets(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestListsAsPeopleHandThemOver(t *testing.T) {
	dir := sheets(t, map[string]string{
		"phones.csv":  "\ufeffPhone; holder ;names;forward.number;forward.on\r\n440;\"Lovelace; Ada\";440 100;'+49;yes\r\n;;;;\r\n441;Bob;;+1;\r\n",
		"groups.csv":  "huntgroup,name\n7000,Sales\n",
		"members.csv": "huntgroup,level,destination\n7000,2,phone:441\n7000,1,phone:440\n",
		"codes.csv":   "featurecode,destination\n*72,huntgroup:7000\n",
	})
	place, err := tenantfile.OpenLists(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, kind := range place.Format.Kinds() {
		err := place.Remote.Rows(t.Context(), kind, func(row *transfer.Row) error {
			for _, name := range []string{"holder", "names", "forward", "name", "members", "destination"} {
				if text := row.Text(name); text != "" && text != "[]" {
					got = append(got, row.Key.String()+" "+name+" "+text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"phone 440 holder Lovelace; Ada", `phone 440 names ["440","100"]`, `phone 440 forward {"number":"+49","on":true}`,
		"phone 441 holder Bob", `phone 441 forward {"number":"+1","on":true}`, `huntgroup 7000 names ["7000"]`, "huntgroup 7000 name Sales",
		`huntgroup 7000 members [{"level":1,"destination":"phone:440","available":true},{"level":2,"destination":"phone:441","available":true}]`,
		"featurecode *72 destination huntgroup:7000", "featurecode 100 destination phone:440", "featurecode 7000 destination huntgroup:7000",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for field, says := range map[string]bool{"Holder": true, "Names": true, "Forward.Number": true, "Password": false, "RingTime": false} {
		if place.Format.Says(domain.KindPhone, field) != says {
			t.Errorf("the phones' file says something of %s: %t", field, !says)
		}
	}
	if !place.Format.Says(domain.KindHuntGroup, "Levels.1.Members") || place.Format.Says(domain.KindHuntGroup, "Levels.1.RingTime") {
		t.Error("members are said and levels aren't")
	}
}

func TestNonsenseInListsIsToldByLineAndColumn(t *testing.T) {
	for _, test := range []struct {
		name, file, text, want string
	}{
		{"empty", "phones.csv", "", "1:1: the file is empty"},
		{"column", "phones.csv", "phone,holdr\n", `1:7: "holdr" is no column that is known here; there are phone, names, holder`},
		{"column twice", "phones.csv", "phone,phone\n", "1:7: the column phone is there twice"},
		{"no name", "phones.csv", "holder\nAda\n", "1:1: the column phone is missing"},
		{"empty name", "phones.csv", "phone,holder\n,Ada\n", "2:1: the cell phone must not be empty"},
		{"number", "phones.csv", "phone,ring_time\n440,soon\n", "2:5: ring_time must be a whole number"},
		{"truth", "phones.csv", "phone,do_not_disturb\n440,maybe\n", "2:5: do_not_disturb must be true or false"},
		{"destination", "phones.csv", "phone,busy\n440,\"voice\nmail\"\n441,mail\n", "4:5: phone 441: busy must be a destination"},
		{"twice", "phones.csv", "phone\n440\n440\n", "3:1: phone 440 is there twice"},
		{"cells", "phones.csv", "phone,holder\n440\n", "2:1: the line has more or fewer cells"},
		{"quotes", "phones.csv", "phone\n4\"40\n", "2:2: this is no CSV"},
		{"no UTF-8", "phones.csv", "phone,holder\n440,\xe4\n", "2:5: the file must be UTF-8"},
		{"no group", "members.csv", "huntgroup,destination\n7000,phone:440\n", "2:1: there is no hunt group 7000 in groups.csv"},
		{"half a field", "groups.csv", "huntgroup,recording.on\n7000,yes\n", "1:1: the column recording.group is missing, which goes with recording.on"},
		{"names", "codes.csv", "featurecode,names\n*72,*72 100 101\n*73,*73 100\n", "3:1: featurecode *73: names has 100, and featurecode 100 doesn't lead there"},
		{"no destination", "members.csv", "huntgroup\n7000\n", "1:1: the column destination is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := tenantfile.OpenLists(sheets(t, map[string]string{test.file: test.text}))
			if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), test.file+":"+test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	_, err := tenantfile.OpenLists(sheets(t, map[string]string{"phones.csv": "phone,ring_time\n440,soon\n", "groups.csv": "huntgrop\n", "members.csv": "huntgroup\n"}))
	if err == nil || strings.Count(err.Error(), "\n") != 2 || strings.Contains(err.Error(), "members.csv") {
		t.Errorf("several files have faults, and what is told is %v", err)
	}
	if _, err := tenantfile.OpenLists(t.TempDir()); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("an empty directory gave %v", err)
	}
}

// Whatever a field holds, no cell begins a formula, and the field comes back but for carriage returns, of which the writer
// tells.
func TestCellsAreNoFormulas(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		holder := rapid.OneOf(rapid.StringMatching(`['=+@\t-]{0,3}[a-z;,"\n ]{0,3}`), texts).Draw(t, "holder")
		file, err := tenantfile.Open(filepath.Join(dir, "f.yaml"), tenantfile.Options{Writing: true, Anew: true})
		if err != nil {
			t.Fatal(err)
		}
		phone := row(transfer.Phone, "440", "holder", "")
		phone.Settings[0].Value = lens.Text(holder)
		if _, err := file.Create(t.Context(), phone, false); err != nil {
			t.Fatal(err)
		}
		left, err := tenantfile.WriteLists(t.Context(), file, dir, tenantfile.Withheld)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, "phones.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, begin := range []string{",=", ",+", ",-", ",@", ",\"=", ",\"+", ",\"-", ",\"@"} {
			if !strings.Contains(holder, begin) && strings.Contains(string(data), begin) {
				t.Fatalf("a cell begins with %s: %s", begin, data)
			}
		}
		place, err := tenantfile.OpenLists(dir)
		if err != nil {
			t.Fatal(err)
		}
		got, err := place.Remote.Row(t.Context(), row(transfer.Phone, "440"))
		if err != nil {
			t.Fatal(err)
		}
		if told := len(left) > 0; told != (got.Text("holder") != holder) {
			t.Fatalf("%q came back as %q from %s, and what was left out was %v", holder, got.Text("holder"), data, left)
		}
		if got.Text("holder") != strings.ReplaceAll(holder, "\r", "") {
			t.Fatalf("%q came back as %q from %s", holder, got.Text("holder"), data)
		}
	})
}

func TestListsOfATenant(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.yaml")
	clear := tenantfile.Options{Secrets: tenantfile.InClear}
	written(t, path, clear, acme()...)
	left, err := tenantfile.WriteLists(t.Context(), opened(t, path, clear), filepath.Join(dir, "lists"), tenantfile.Withheld)
	if err != nil {
		t.Fatal(err)
	}
	want := []tenantfile.Left{{Kind: transfer.Phone, Setting: "margins.vodia", Objects: 1, Reason: "the lists have no column for it"}}
	if !slices.Equal(left, want) {
		t.Errorf("it left out %+v, want %+v", left, want)
	}
	for _, name := range []string{"phones.csv", "groups.csv", "members.csv", "codes.csv"} {
		got, err := os.ReadFile(filepath.Join(dir, "lists", name))
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
		}
	}
}
