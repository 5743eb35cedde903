package tenantfile_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/tenantfile"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// written writes objects into a new file and returns its text, which fits the schema.
func written(t testing.TB, path string, options tenantfile.Options, rows ...*transfer.Row) string {
	t.Helper()
	options.Writing, options.Anew = true, true
	file := opened(t, path, options)
	for _, row := range rows {
		if _, err := file.Create(t.Context(), row, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Save(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fits(t, string(data))
	return string(data)
}

func opened(t testing.TB, path string, options tenantfile.Options) *tenantfile.File {
	t.Helper()
	file, err := tenantfile.Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func row(kind transfer.Kind, name string, settings ...string) *transfer.Row {
	out := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for i := 0; i < len(settings); i += 2 {
		entry := lens.Entry{Name: settings[i], Setting: transfer.Canonical{}.Setting(kind, settings[i])}
		entry.Value = lens.Text(settings[i+1])
		if raw, ok := strings.CutPrefix(settings[i+1], "="); ok {
			entry.Value = lens.Value{Text: raw, Raw: true}
		}
		out.Settings = append(out.Settings, entry)
	}
	return out
}

// acme is a small tenant.
func acme() []*transfer.Row {
	return []*transfer.Row{
		row(transfer.HuntGroup, "7000", "names", `=["7000"]`, "name", "Sales", "exit", "external:0123",
			"members", `=[{"level":1,"destination":"phone:440","available":true}]`),
		row(transfer.Phone, "441", "holder", "true"),
		row(transfer.Phone, "440", "holder", "Ada Lovelace", "password", "s3cret", "pin", "0042004200", "busy", "huntgroup:7000",
			"web_password", `={"hash":"$x$"}`, "names", `=["440","100"]`, "ring_time", "=20", "forward", `={"number":"+49 30"}`,
			"margins.vodia", `={"bag":{"cell":"0123","sip_password":"hidden","odd":{"b":1.50,"a":"\u0041"},"list":[1,"2",null]},"notes":{"RingTime":{"under":"20","texts":["",""]}}}`,
			"secrets.vodia", `={"token":"in-the-bag"}`),
		row(transfer.FeatureCode, "*72", "destination", "phone:440", "description", "Call Ada: now # or never"),
		row(transfer.FeatureCode, "100", "destination", "phone:440"),
		row(transfer.FeatureCode, "7000", "destination", "huntgroup:7000"),
	}
}

func TestFileAsItIsWritten(t *testing.T) {
	for name, options := range map[string]tenantfile.Options{
		"acme.yaml": {}, "acme.json": {}, "clear.yaml": {Secrets: tenantfile.InClear}, "clear.json": {Secrets: tenantfile.InClear},
	} {
		t.Run(name, func(t *testing.T) {
			got := written(t, filepath.Join(t.TempDir(), name), options, acme()...)
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// copied reads a file and writes what it reads into another.
func copied(t testing.TB, from, to string, reading, writing tenantfile.Options) string {
	t.Helper()
	source := opened(t, from, reading)
	var rows []*transfer.Row
	for _, kind := range (transfer.Canonical{}).Kinds() {
		err := source.Rows(t.Context(), kind, func(row *transfer.Row) error {
			rows = append(rows, row)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return written(t, to, writing, rows...)
}

func TestFilesReadBackTheSame(t *testing.T) {
	clear := tenantfile.Options{Secrets: tenantfile.InClear}
	keys, err := tenantfile.Passphrase("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	sealed := tenantfile.Options{Secrets: tenantfile.Sealed, Keys: keys}
	dir := t.TempDir()
	want := written(t, filepath.Join(dir, "a.yaml"), clear, acme()...)
	asJSON := copied(t, filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.json"), clear, clear)
	if !strings.HasPrefix(asJSON, "{") {
		t.Errorf("a file named .json begins with %.20q", asJSON)
	}
	hidden := copied(t, filepath.Join(dir, "b.json"), filepath.Join(dir, "c.yaml"), clear, sealed)
	for _, secret := range []string{"s3cret", "0042004200", "$x$", "in-the-bag", "hidden"} {
		if !strings.Contains(want, secret) {
			t.Errorf("the file in clear lacks %s", secret)
		}
		if strings.Contains(hidden, secret) {
			t.Errorf("the sealed file shows %s", secret)
		}
	}
	if got := copied(t, filepath.Join(dir, "c.yaml"), filepath.Join(dir, "d.yaml"), sealed, clear); got != want {
		t.Errorf("YAML, JSON, sealed YAML, YAML gave\n%s\nwant\n%s", got, want)
	}
}

func TestTheWrongPassphraseIsRefused(t *testing.T) {
	keys, err := tenantfile.Passphrase("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.yaml")
	written(t, path, tenantfile.Options{Secrets: tenantfile.Sealed, Keys: keys}, acme()...)
	wrong, err := tenantfile.Passphrase("battery staple")
	if err != nil {
		t.Fatal(err)
	}
	_, err = tenantfile.Open(path, tenantfile.Options{Keys: wrong})
	if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "another passphrase") {
		t.Errorf("got %v", err)
	}
	without := opened(t, path, tenantfile.Options{Writing: true, Secrets: tenantfile.Sealed})
	if _, err := without.Check(t.Context(), true); domain.CodeOf(err) != domain.Forbidden {
		t.Errorf("writing a file whose secrets can't be read gave %v", err)
	}
}

func TestASealedFileKeepsItsSeal(t *testing.T) {
	keys, err := tenantfile.Passphrase("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.yaml")
	sealed := tenantfile.Options{Writing: true, Secrets: tenantfile.Sealed, Keys: keys}
	before := written(t, path, sealed, acme()...)
	file := opened(t, path, sealed)
	change := row(transfer.Phone, "441", "holder", "Bob")
	if err := file.Change(t.Context(), change, true); err != nil {
		t.Fatal(err)
	}
	if err := file.Save(); err != nil {
		t.Fatal(err)
	}
	if unchanged, err := os.ReadFile(path); err != nil || string(unchanged) != before {
		t.Errorf("a rehearsal changed the file (%v):\n%s", err, unchanged)
	}
	if err := file.Change(t.Context(), change, false); err != nil {
		t.Fatal(err)
	}
	if err := file.Save(); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(before, `holder: "true"`, "holder: Bob", 1); string(after) != want {
		t.Errorf("one field changed more than its line:\n%s\nwant\n%s", after, want)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("beside the file there is %v (%v)", entries, err)
	}
}

func TestObjectsComeAndGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	written(t, path, tenantfile.Options{}, acme()...)
	file := opened(t, path, tenantfile.Options{Writing: true})
	for _, test := range []struct {
		name string
		do   func() error
		want domain.Code
	}{
		{"make one that is there", func() error { _, err := file.Create(t.Context(), row(transfer.Phone, "440"), false); return err }, domain.Conflict},
		{"make one with a field that nobody knows", func() error {
			_, err := file.Create(t.Context(), row(transfer.Phone, "442", "holdr", "x"), false)
			return err
		}, domain.Invalid},
		{"make what a file doesn't have", func() error { _, err := file.Create(t.Context(), row(transfer.StarCodes, "x"), false); return err }, domain.Invalid},
		{"change one that isn't there", func() error { return file.Change(t.Context(), row(transfer.Phone, "442"), false) }, domain.NotFound},
		{"take the name of another", func() error { return file.Change(t.Context(), row(transfer.Phone, "441", "names", `=["440"]`), false) }, domain.Conflict},
		{"take a name", func() error {
			return file.Change(t.Context(), row(transfer.Phone, "441", "names", `=["443","441"]`), false)
		}, ""},
		{"remove by the old name", func() error { return file.Remove(t.Context(), row(transfer.Phone, "441")) }, domain.NotFound},
		{"remove", func() error { return file.Remove(t.Context(), row(transfer.Phone, "443")) }, ""},
		{"read what is gone", func() error { _, err := file.Row(t.Context(), row(transfer.Phone, "443")); return err }, domain.NotFound},
	} {
		if err := test.do(); domain.CodeOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}

// A name that can be dialled is read as a feature code, and so must go with the code.
func TestNamesGoWithTheirCodes(t *testing.T) {
	objects := []*transfer.Row{
		row(transfer.Phone, "440", "names", `=["440","100"]`), row(transfer.Phone, "441"),
		row(transfer.FeatureCode, "100", "destination", "phone:440", "description", "front desk"),
	}
	for name, test := range map[string]struct {
		do    func(*tenantfile.File) error
		codes []string
	}{
		"removed": {func(f *tenantfile.File) error { return f.Remove(t.Context(), row(transfer.FeatureCode, "100")) }, nil},
		"elsewhere": {func(f *tenantfile.File) error {
			return f.Change(t.Context(), row(transfer.FeatureCode, "100", "destination", "phone:441"), false)
		}, []string{"100 phone:441"}},
		"renamed": {func(f *tenantfile.File) error {
			return f.Change(t.Context(), row(transfer.FeatureCode, "100", "names", `=["101"]`), false)
		}, []string{"101 phone:440"}},
		"described": {func(f *tenantfile.File) error {
			return f.Change(t.Context(), row(transfer.FeatureCode, "100", "description", "x"), false)
		}, []string{"100 phone:440"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.yaml")
			written(t, path, tenantfile.Options{}, objects...)
			file := opened(t, path, tenantfile.Options{Writing: true})
			if err := test.do(file); err != nil {
				t.Fatal(err)
			}
			if err := file.Save(); err != nil {
				t.Fatal(err)
			}
			var codes []string
			err := opened(t, path, tenantfile.Options{}).Rows(t.Context(), transfer.FeatureCode, func(row *transfer.Row) error {
				codes = append(codes, row.Key.Name+" "+row.Text("destination"))
				return nil
			})
			if err != nil || !slices.Equal(codes, test.codes) {
				t.Errorf("the file has the codes %q, want %q (%v)", codes, test.codes, err)
			}
		})
	}
}
