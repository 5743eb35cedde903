package laws_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/cmd/dragoman/laws"
	"dragoman/persistence"
)

// The history keeps, for each version of the schema, an object of every kind in which a dialect has filled every setting,
// and one in which the other has done so after it. Later versions must read it and write the same bytes.
const history = "testdata/history"

func folderOf(version int) string { return filepath.Join(history, fmt.Sprintf("schema-%d", version)) }

func TestHistory(t *testing.T) {
	var expected []string
	for version := 1; version <= persistence.SchemaVersion; version++ {
		expected = append(expected, recorded(t, version, laws.Phones)...)
		expected = append(expected, recorded(t, version, laws.HuntGroups)...)
		expected = append(expected, recorded(t, version, laws.FeatureCodes)...)
		expected = append(expected, recorded(t, version, laws.Tenants)...)
		expected = append(expected, recorded(t, version, laws.People)...)
	}
	found, err := filepath.Glob(filepath.Join(history, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if !slices.Contains(expected, file) {
			t.Errorf("%s is no part of the history", file)
		}
	}
}

// recorded checks the records of one kind, and names their files.
func recorded[K any](t *testing.T, version int, kindOf func(testing.TB, *laws.World) *laws.Kind[K]) []string {
	t.Helper()
	var files []string
	for _, order := range [][]int{{0}, {1}, {0, 1}, {1, 0}} {
		kind := kindOf(t, laws.Open(t))
		views, name := []laws.View[K]{}, string(kind.Name)
		for _, i := range order {
			views, name = append(views, kind.Views[i]), name+"-"+kind.Views[i].Dialect()
		}
		file := filepath.Join(folderOf(version), name+".json")
		files = append(files, file)
		t.Run(strings.TrimPrefix(file, history+"/"), func(t *testing.T) {
			if version == persistence.SchemaVersion {
				isCurrent(t, kind, views, file)
			}
			readBack(t, kind, file, version == persistence.SchemaVersion)
		})
	}
	return files
}

// isCurrent compares a record with what the present tables make.
func isCurrent[K any](t *testing.T, kind *laws.Kind[K], views []laws.View[K], file string) {
	t.Helper()
	k, err := kind.Filled(views...)
	if err != nil {
		t.Fatal(err)
	}
	want := encoded(t, kind, k)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: it isn't what the tables make; a landed schema needs a migration, a new one -update", file)
	}
}

func encoded[K any](t *testing.T, kind *laws.Kind[K], k K) []byte {
	t.Helper()
	record, err := kind.Record(k)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(record); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readBack reads a record, takes the object through a real store, and compares what comes out byte by byte. What an old
// record's views show must be shown now; more may be.
func readBack[K any](t *testing.T, kind *laws.Kind[K], file string, current bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var record laws.Record
	if err := json.Unmarshal(data, &record); err != nil {
		t.Fatal(err)
	}
	k, err := kind.Object(record)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := kind.Keep(k)
	if err != nil {
		t.Fatal(err)
	}
	if current {
		if again := encoded(t, kind, kept); !bytes.Equal(data, again) {
			t.Errorf("%s is read and written as\n%s", file, again)
		}
		return
	}
	now, err := kind.Record(kept)
	if err != nil {
		t.Fatal(err)
	}
	if was := compact(t, record.Object); !bytes.Equal(was, now.Object) {
		t.Errorf("%s is read and written as\n%s", file, now.Object)
	}
	for dialect, shown := range record.Views {
		for place, value := range shown {
			if now.Views[dialect][place] != value {
				t.Errorf("%s: %s showed %s as %q and shows it as %q now", file, dialect, place, value.Text, now.Views[dialect][place].Text)
			}
		}
	}
}

func compact(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, data); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
