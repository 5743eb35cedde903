package laws_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dragoman/cmd/dragoman/laws"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// The laws say that nothing is lost; they would hold as well if two dialects were translated wrongly all the time. What
// becomes of each sample that the tables declare is therefore kept, to be looked at: what is stored of it, and what the
// other dialect shows.
const translations = "testdata/translations"

func TestTranslations(t *testing.T) {
	var files []string
	files = append(files, translated(t, phones())...)
	files = append(files, translated(t, huntGroups())...)
	files = append(files, translated(t, featureCodes())...)
	files = append(files, translated(t, tenants())...)
	files = append(files, translated(t, people())...)
	found, err := filepath.Glob(filepath.Join(translations, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		if !slices.Contains(files, file) {
			t.Errorf("%s is the translation of nothing", file)
		}
	}
}

func translated[K any](t *testing.T, c copying[K]) (files []string) {
	t.Helper()
	kind := c.kind(t, laws.Open(t))
	k := kind.Fresh()
	if kind.Name == "huntgroup" {
		var err error
		if k, err = kind.Put(kind.Views[0], k, texts(map[string]string{"new.level": "1", "new.dtype": "phone", "new.dnumber": "440"})); err != nil {
			t.Fatal(err)
		}
	}
	for i, view := range kind.Views {
		file := filepath.Join(translations, string(kind.Name)+"-"+view.Dialect()+".txt")
		files = append(files, file)
		want := strings.Join(translationsOf(kind, c.object, k, view, kind.Views[1-i]), "\n") + "\n"
		if *update {
			if err := os.MkdirAll(translations, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is stale; look at what -update changes", file)
		}
	}
	return files
}

// translationsOf writes down what becomes of each sample of each setting that stands for a canonical field.
func translationsOf[K any](kind *laws.Kind[K], object func(K) report.Object, k K, view, other laws.View[K]) []string {
	var out []string
	done := map[string]bool{}
	places := view.Places(k)
	for i, place := range places {
		s := place.Setting
		if done[place.Name] || s.Field == "" || s.Class == lens.ReadOnly || s.Class == lens.Hidden || s.Type == lens.Names || s.Field == kind.Fixed {
			continue
		}
		if strings.Contains(place.Name, ".") && !strings.Contains(place.Name, ".1.") {
			continue // one level stands for all
		}
		writes := one(place, laws.Samples(kind.Name, s))
		j := slices.IndexFunc(places, func(p laws.Place) bool { return p.Field == place.Field && p.Name != place.Name })
		if j > i {
			done[places[j].Name] = true
			writes = both(place, places[j], laws.Samples(kind.Name, s), laws.Samples(kind.Name, places[j].Setting))
		}
		for _, in := range writes {
			out = append(out, becomes(kind, object, k, view, other, in))
		}
	}
	return out
}

func one(place laws.Place, samples []string) []laws.Values {
	var out []laws.Values
	for _, text := range samples[:min(len(samples), 24)] {
		out = append(out, laws.Values{place.Name: lens.Text(text)})
	}
	return out
}

// both pairs the first samples of two halves.
func both(a, b laws.Place, x, y []string) []laws.Values {
	var out []laws.Values
	for _, first := range x[:min(len(x), 14)] {
		for _, second := range y[:min(len(y), 9)] {
			out = append(out, laws.Values{a.Name: lens.Text(first), b.Name: lens.Text(second)})
		}
	}
	return out
}

func becomes[K any](kind *laws.Kind[K], object func(K) report.Object, k K, view, other laws.View[K], in laws.Values) string {
	line := shown(in) + " → "
	after, err := kind.Put(view, k, in)
	if err != nil {
		return line + "refused"
	}
	var stored []string
	before := report.Fields(object(k))
	for i, field := range report.Fields(object(after)) {
		if field.Value != before[i].Value {
			stored = append(stored, fmt.Sprintf("%s=%q", field.Name, field.Value))
		}
	}
	was, is := other.Show(k), other.Show(after)
	maps.DeleteFunc(is, func(place string, value lens.Value) bool {
		return was[place] == value || strings.HasSuffix(place, ".id") || strings.HasSuffix(place, ".huntgroup")
	})
	return anonymous(line + strings.Join(stored, " ") + " → " + shown(is))
}

var memberID = regexp.MustCompile(`(\\"id\\":|destination\.)([0-9]{2,}|[2-9])\b`)

// anonymous leaves out the ids of new members, which depend on how many were made before.
func anonymous(line string) string { return memberID.ReplaceAllString(line, "${1}new") }

func shown(values laws.Values) string {
	var out []string
	for _, place := range slices.Sorted(maps.Keys(values)) {
		out = append(out, fmt.Sprintf("%s=%q", place, values[place].Text))
	}
	return strings.Join(out, " ")
}
