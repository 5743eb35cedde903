package tenantfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/tenantfile"
	"dragoman/domain"
	"dragoman/domain/transfer"
)

// put writes a file by hand.
func put(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNonsenseIsToldByLineAndColumn(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string // "LINE:COLUMN: text"
	}{
		{"empty", "\n", []string{"1:1: the file is empty"}},
		{"no tenant's file", "some: thing\n", []string{"is no tenant's file of dragoman: it lacks the field dragoman: 1"}},
		{"without a version", "phones: []\n", []string{"lacks the field dragoman: 1"}},
		{"another version", "dragoman: 2\n", []string{"1:11: the file is of version 2, and only version 1 is known here"}},
		{"a list at the top", "- a\n", []string{"1:1: a tenant's file has fields at its top"}},
		{"text", "hello\n", []string{"1:1: a tenant's file has fields at its top"}},
		{"broken YAML", "dragoman: 1\nphones:\n  - phone: \"440\n", []string{"this is no YAML"}},
		{"no UTF-8", "dragoman: 1\ntenant: {name: \"a\xff\"}\n", []string{"2:18: the file must be UTF-8"}},
		{"two at once", "dragoman: 1\nphones:\n  - phone: 440\n    holdr: Ada\n", []string{
			`3:12: phone 440: phone must be text: write it in quotes, "440"`, "4:5: phone 440: holdr is no field that is known here"}},
		{"number", "dragoman: 1\nphones:\n  - phone: \"440\"\n    ring_time: soon\n", []string{"4:16: phone 440: ring_time must be a whole number"}},
		{"octal", "dragoman: 1\nphones:\n  - phone: \"440\"\n    ring_time: 010\n", []string{"4:16: 010 must be a decimal number without leading zeros"}},
		{"switch", "dragoman: 1\nphones:\n  - phone: \"440\"\n    do_not_disturb: yes\n", []string{"4:21: phone 440: do_not_disturb must be true or false"}},
		{"destination", "dragoman: 1\nphones:\n  - phone: \"440\"\n    busy: voicemail\n", []string{"4:11: phone 440: busy must be a destination such as phone:440"}},
		{"deep down", "dragoman: 1\nhuntgroups:\n  - huntgroup: \"7000\"\n    members:\n      - level: 11\n        destination: phone:440\n        wait: 1\n", []string{
			"5:16: huntgroup 7000: members[1].level must be from 1 to 10", "7:9: huntgroup 7000: members[1].wait is no field that is known here"}},
		{"missing", "dragoman: 1\nhuntgroups:\n  - huntgroup: \"7000\"\n    members:\n      - level: 1\n", []string{"5:9: huntgroup 7000: members[1] needs the field destination"}},
		{"twice", "dragoman: 1\nphones:\n  - phone: \"440\"\n  - phone: \"440\"\n", []string{"4:5: phone 440 is there twice"}},
		{"a field twice", "dragoman: 1\nphones:\n  - phone: \"440\"\n    holder: A\n    holder: B\n", []string{"5:5: holder is there twice"}},
		{"a section twice", "dragoman: 1\nphones: []\nphones: []\n", []string{"3:1: phones is there twice"}},
		{"without a name", "dragoman: 1\nphones:\n  - holder: Ada\n", []string{"3:5: phone needs the field phone"}},
		{"leads nowhere", "dragoman: 1\nphones:\n  - phone: \"440\"\n    busy: huntgroup:Salse\n", []string{"3:5: phone 440: busy leads to hunt group Salse, which isn't in the file"}},
		{"a number of two", "dragoman: 1\nphones:\n  - phone: \"440\"\n    names: [\"440\", \"100\"]\nhuntgroups:\n  - huntgroup: Sales\n    names: [\"7000\", \"100\"]\n", []string{
			"6:5: huntgroup 7000: names has 100, and featurecode 100 doesn't lead there"}},
		{"a name of two", "dragoman: 1\nphones:\n  - phone: \"440\"\n    names: [\"440\", front]\n  - phone: front\nfeaturecodes:\n  - featurecode: \"440\"\n    destination: phone:441\n", []string{
			"5:5: phone front: the name front is that of phone 440 already", "7:5: featurecode 440: the name 440 is that of phone 440 already"}},
		{"a version in quotes", "dragoman: \"1\"\n", []string{"1:11: dragoman must be the number of a version: 1"}},
		{"alias", "dragoman: 1\nphones:\n  - phone: \"440\"\n  - phone: \"441\"\n    names: [\"441\", *66]\n", []string{"5:20: anchors (&) and aliases (*) can't be used here: a text that begins so needs quotes"}},
		{"tab", "dragoman: 1\nphones:\n  - phone: \"440\"\n\tholder: A\n", []string{"4:1: a tab stands where YAML wants spaces"}},
		{"tab behind spaces", "dragoman: 1\nphones:\n  - phone: \"440\"\n  \tholder: A\n", []string{"4:3: a tab stands where YAML wants spaces"}},
		{"another name first", "dragoman: 1\nphones:\n  - phone: \"440\"\n    names: [\"100\", \"440\"]\n", []string{"3:5: phone 440: names must begin with its own, 440"}},
		{"another code first", "dragoman: 1\nfeaturecodes:\n  - featurecode: \"100\"\n    names: [\"101\"]\n", []string{"3:5: featurecode 100: names must begin with its own, 100"}},
		{"a name twice", "dragoman: 1\nhuntgroups:\n  - huntgroup: \"7000\"\n    names: [\"7000\", \"sales\", \"7000\"]\n", []string{"3:5: huntgroup 7000: names has 7000 twice"}},
		{"anchor", "dragoman: 1\nphones:\n  - &a\n    phone: \"440\"\n", []string{"anchors (&) and aliases (*) can't be used here"}},
		{"tag", "dragoman: 1\nphones:\n  - phone: !!str 440\n", []string{"3:12: tags (!) can't be used here"}},
		{"no list", "dragoman: 1\nphones: many\n", []string{"2:9: phones must be a list"}},
		{"two tenants", "dragoman: 1\n---\ndragoman: 1\n", []string{"2:1: a file holds one tenant"}},
		{"letter", "dragoman: 1\nphones:\n  - phone: \"440\"\n    margins:\n      vodia:\n        bag:\n          a: {$json: \"{\"}\n", []string{"7:22: phone 440: margins.vodia.bag.a must have JSON without spaces in $json"}},
		{"kept for nobody", "dragoman: 1\nphones:\n  - phone: \"440\"\n    margins:\n      \"\": {}\n    secrets:\n      \"\": \"********\"\n", []string{
			"5:7: phone 440: margins needs the name of a dialect", "7:7: phone 440: secrets needs the name of a dialect"}},
		{"JSON cut short", "{\"dragoman\": 1,\n\"phones\": [{\"phone\": \"440\"", []string{"the file ends in the middle"}},
		{"JSON broken", "{\"dragoman\": 1,\n\"phones\": [{\"phone\" \"440\"}]}", []string{"2:21: this is no JSON"}},
		{"JSON wrong", "{\n  \"dragoman\": 1,\n  \"phones\": [\n    {\"phone\": 440, \"holdr\": 1}\n  ]\n}", []string{
			"4:15: phone 440: phone must be text", "4:20: phone 440: holdr is no field that is known here"}},
		{"JSON twice", "{\"dragoman\": 1, \"phones\": [{\"phone\": \"1\", \"phone\": \"2\"}]}", []string{"1:43: phone is there twice"}},
		{"JSON and more", "{\"dragoman\": 1} {}", []string{"1:17: there is something behind the end"}},
		{"JSON list", "[]", []string{"1:1: a tenant's file has fields at its top"}},
		{"too deep", "{\"dragoman\": 1, \"phones\": " + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}", []string{"this lies too deep"}},
		{"sealed nonsense", "dragoman: 1\nsecrets: 5\n", []string{"2:10: secrets must be text"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := put(t, "f.yaml", test.text)
			_, err := tenantfile.Open(path, tenantfile.Options{})
			if domain.CodeOf(err) != domain.Invalid {
				t.Fatalf("got %v, want it to be invalid", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q in it", err, want)
				}
			}
			var problems tenantfile.Problems
			if errors.As(err, &problems) && len(problems) != len(test.want) {
				t.Errorf("got %d problems, want %d:\n%s", len(problems), len(test.want), err)
			}
		})
	}
}

func TestManyProblemsStop(t *testing.T) {
	text := "dragoman: 1\nphones:\n"
	for i := range 1000 {
		text += fmt.Sprintf("  - phone: \"%d\"\n    wrong: 1\n", i)
	}
	_, err := tenantfile.Open(put(t, "f.yaml", text), tenantfile.Options{})
	if lines := strings.Split(fmt.Sprint(err), "\n"); len(lines) != 21 || !strings.Contains(lines[20], "has more of the kind") {
		t.Errorf("got %d lines:\n%s", len(lines), err)
	}
}

// The same tenant in forms that people may write by hand.
func TestFormsOfOneFile(t *testing.T) {
	want := []string{"phone 440 Ada", "phone 441 Bob\nBert", "huntgroup 7000 "}
	for name, text := range map[string]string{
		"blocks":     "dragoman: 1\nphones:\n  - phone: \"440\"\n    holder: Ada\n  - phone: '441'\n    holder: |-\n      Bob\n      Bert\nhuntgroups:\n  - huntgroup: \"7000\"\n    exit: phone:440\n",
		"not in":     "---\ndragoman: 1\nhuntgroups:\n- exit: phone:440\n  huntgroup: \"7000\"\n# between\nphones:\n\n-\n  phone: \"440\"\n  holder: Ada\n- holder: \"Bob\\nBert\"\n  phone: \"441\"\n",
		"deep in":    "dragoman: 1 # one\nphones: # all\n        # of them\n        - phone: \"440\"\n          holder:\n             Ada\n        - phone: \"441\"\n          holder: \"Bob\n\n            Bert\"\nhuntgroups: [{huntgroup: \"7000\", exit: \"phone:440\"}]\n",
		"in braces":  "{dragoman: 1, \"phones\": 1}",
		"JSON":       `{"phones":[{"phone":"440","holder":"Ada"},{"phone":"441","holder":"Bob\nBert"}],"huntgroups":[{"huntgroup":"7000","exit":"phone:440"}],"featurecodes":null,"dragoman":1}`,
		"with a BOM": "\ufeffdragoman: 1\r\nphones: [{phone: \"440\", holder: Ada},\r\n  {phone: \"441\", holder: \"Bob\\nBert\"}]\r\nhuntgroups:\r\n  - huntgroup: \"7000\"\r\n    exit: phone:440\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := tenantfile.Open(put(t, "f.yaml", text), tenantfile.Options{})
			if name == "in braces" {
				if err == nil || !strings.Contains(err.Error(), ":1:2: this is no JSON") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, kind := range []transfer.Kind{transfer.Phone, transfer.HuntGroup} {
				err := file.Rows(t.Context(), kind, func(row *transfer.Row) error {
					got = append(got, row.Key.String()+" "+row.Text("holder"))
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A number of an account needs no feature code of its own in a file, and may have one.
func TestNumbersAreFeatureCodes(t *testing.T) {
	file, err := tenantfile.Open(put(t, "f.yaml", `dragoman: 1
phones: [{phone: "440", names: ["440", "100", front-desk, "101"]}]
huntgroups: [{huntgroup: Sales, names: ["7000", hunt_5]}]
featurecodes:
  - {featurecode: "200", form: ivrnode, destination: "external:0123", names: ["200", "201"]}
  - {featurecode: "101", destination: "phone:440", description: as written}
  - {featurecode: "440", destination: "phone:440"}
`), tenantfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = file.Rows(t.Context(), transfer.FeatureCode, func(row *transfer.Row) error {
		got = append(got, strings.Join([]string{row.Key.Name, row.Text("destination"), row.Text("form"), row.Text("description")}, " "))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"200 external:0123 ivrnode ", "101 phone:440  as written", "440 phone:440  ", "100 phone:440  ", "7000 huntgroup:Sales  ", "201 featurecode:200 alias "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	if _, err := tenantfile.Open(missing, tenantfile.Options{}); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("reading a missing file gave %v", err)
	}
	if _, err := tenantfile.Open(t.TempDir(), tenantfile.Options{}); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("reading a directory gave %v", err)
	}
	file := opened(t, filepath.Join(t.TempDir(), "none", "f.yaml"), tenantfile.Options{Writing: true})
	if err := file.Save(); domain.CodeOf(err) != domain.Unavailable {
		t.Errorf("writing into a missing directory gave %v", err)
	}
}
