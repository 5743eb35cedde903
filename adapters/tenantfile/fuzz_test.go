package tenantfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"dragoman/adapters/tenantfile"
	"dragoman/domain"
	"dragoman/domain/transfer"
)

// Whatever a file holds, reading it either says what is wrong or gives a tenant that can be written and read again, to the
// same bytes.
func FuzzReading(f *testing.F) {
	for _, name := range []string{"acme.yaml", "acme.json", "clear.yaml", "clear.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{
		"", "{", "dragoman: 1\nphones: [", "dragoman: 1\nphones:\n- phone: '1\n- phone: 2'\n", "{\"dragoman\":1,\"phones\":[{}]}", "dragoman: 1\n...\n",
		"dragoman: 1\nphones:\n  - phone: |\n      a\n  - ? phone\n    : b\n", "dragoman: 1\nphones:\n  - phone: a\n    margins: {x: {bag: {a: {$json: \"[ ]\"}, b: 1E5}}}\n",
		"dragoman: 1\nhuntgroups:\n  - huntgroup: a\n    exit: huntgroup:a\n  - huntgroup: b\n    name: a\n    names: [a]\n",
	} {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		in := tenantfile.Options{Input: bytes.NewReader(data), Secrets: tenantfile.InClear}
		file, err := tenantfile.Open(tenantfile.Standard, in)
		if err != nil {
			if domain.CodeOf(err) != domain.Invalid {
				t.Fatalf("%v is no fault of the file", err)
			}
			return
		}
		first := again(t, file)
		path := filepath.Join(dir, "again.yaml")
		if err := os.WriteFile(path, first, 0o600); err != nil {
			t.Fatal(err)
		}
		if second := again(t, opened(t, path, tenantfile.Options{Secrets: tenantfile.InClear})); !bytes.Equal(first, second) {
			t.Errorf("%q was written as\n%s\nand then as\n%s", data, first, second)
		}
	})
}

// again writes what a file holds.
func again(t *testing.T, from *tenantfile.File) []byte {
	var out bytes.Buffer
	to := opened(t, tenantfile.Standard, tenantfile.Options{Writing: true, Secrets: tenantfile.InClear, Output: &out})
	tenant, err := from.Check(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	to.Tell(tenant)
	ids := map[string]string{}
	for _, refer := range []bool{false, true} { // hunt groups must be there before anything can lead to them
		for _, kind := range (transfer.Canonical{}).Kinds() {
			err := from.Rows(t.Context(), kind, func(row *transfer.Row) error {
				if !refer {
					id, err := to.Create(t.Context(), row, false)
					if kind == transfer.HuntGroup {
						ids[row.ID] = id
					}
					return err
				}
				own := *row
				own.Settings = transfer.Canonical{}.Refer(row, func(id string) string {
					if known, ok := ids[id]; ok {
						return known
					}
					return id
				})
				if kind == transfer.HuntGroup {
					own.ID = ids[row.ID]
				}
				return to.Change(t.Context(), &own, false)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := to.Save(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
