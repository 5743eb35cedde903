package conform_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"dragoman/domain/apidoc"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

func raw(text string) lens.Value { return lens.Value{Text: text, Raw: true} }

func TestMisshapenValues(t *testing.T) {
	for _, test := range []struct {
		setting lens.Setting
		value   lens.Value
		wants   string // empty where nothing is wrong
	}{
		{lens.Setting{Type: lens.Integer}, raw("5"), ""},
		{lens.Setting{Type: lens.Integer}, lens.Text("5"), "a number"},
		{lens.Setting{Type: lens.Integer}, raw("null"), "a number"},
		{lens.Setting{Type: lens.Integer}, raw("1.5"), "integer"},
		{lens.Setting{Type: lens.Flag}, raw("true"), "a number"},
		{lens.Setting{Type: lens.Flag}, raw("2"), "0 or 1"},
		{lens.Setting{Type: lens.Decimal}, raw("-1"), ""},
		{lens.Setting{Type: lens.String}, lens.Text(""), ""},
		{lens.Setting{Type: lens.String}, raw("5"), "a string"},
		{lens.Setting{Type: lens.String, Allowed: []string{"a"}}, lens.Text("b"), "one of"},
		{lens.Setting{Type: lens.Switch}, lens.Text("true"), ""},
		{lens.Setting{Type: lens.Switch}, raw("true"), "a string"},
		{lens.Setting{Type: lens.Number}, lens.Text(""), ""},
		{lens.Setting{Type: lens.Names}, raw(`["a"]`), ""},
		{lens.Setting{Type: lens.Names}, lens.Text("a"), "an array"},
		{lens.Setting{Type: lens.Names}, raw(`[1]`), "an array"},
	} {
		got := conform.Misshapen(&test.setting, test.value)
		if (got == "") != (test.wants == "") || !strings.Contains(got, test.wants) {
			t.Errorf("%s %+v: got %q, want %q", test.setting.Type, test.value, got, test.wants)
		}
	}
}

func TestSampleValues(t *testing.T) {
	low, high := int64(1), int64(10)
	even := &lens.Form{Name: "even", Check: func(text string) bool { return text == "2" }, Sample: []string{"2", "3"}}
	for _, s := range []lens.Setting{
		{Type: lens.Integer}, {Type: lens.Integer, Min: &low, Max: &high}, {Type: lens.Flag}, {Type: lens.Decimal}, {Type: lens.Number}, {Type: lens.Switch},
		{Type: lens.String}, {Type: lens.String, Form: even}, {Type: lens.String, Allowed: []string{"a", ""}},
	} {
		samples := conform.Samples(&s, "mark")
		if len(samples) == 0 {
			t.Errorf("%s has no sample", s.Type)
		}
		for _, text := range samples {
			if _, err := s.Check(lens.Text(text)); err != nil {
				t.Errorf("the sample %q of %s %v", text, s.Type, err)
			}
		}
		wrong, refusable := conform.Wrong(&s)
		if _, err := s.Check(lens.Text(wrong)); refusable && err == nil || refusable == (s.Type == lens.String && s.Form == nil && s.Allowed == nil) {
			t.Errorf("the wrong value %q of %s: %t, %v", wrong, s.Type, refusable, err)
		}
	}
}

func TestDepartures(t *testing.T) {
	doc := apidoc.New("", "", "")
	doc.Components.Schemas["row"] = apidoc.Object(map[string]*apidoc.Schema{"name": apidoc.Text(""), "calls": apidoc.Integer(""), "on": apidoc.Truth("")})
	list, either := apidoc.List(apidoc.Reference("row")), apidoc.Any(apidoc.Exactly("ok"), apidoc.Keyed(apidoc.Words("a", "b")))
	for _, test := range []struct {
		schema *apidoc.Schema
		body   string
		says   string
	}{
		{list, `[]`, ""},
		{list, `[{"name":"x","calls":0,"on":true,"more":null}]`, ""},
		{list, `{}`, "the answer is no array"},
		{list, `null`, "no array"},
		{list, `[{"name":"x","calls":0}]`, "the answer.0 lacks on"},
		{list, `[{"name":1,"calls":0,"on":true}]`, "the answer.0.name is no string"},
		{list, `[{"name":"x","calls":"0","on":true}]`, "calls is no integer"},
		{list, `[{"name":"x","calls":0.5,"on":true}]`, "calls is no integer"},
		{list, `[{"name":"x","calls":0,"on":"true"}]`, "on is no boolean"},
		{list, `[`, "no JSON"},
		{list, `[][]`, "more than one"},
		{either, `"ok"`, ""},
		{either, `{"x":"a"}`, ""},
		{either, `{"x":"c"}`, "x is none of"},
		{either, `"no"`, "is"},
	} {
		if got := conform.Departure(doc, test.schema, []byte(test.body)); (got == "") != (test.says == "") || !strings.Contains(got, test.says) {
			t.Errorf("%s: got %q, want %q", test.body, got, test.says)
		}
	}
}

// sample is a report of every outcome, with text that formats could trip over.
func sample() *conform.Report {
	r := conform.NewReport("vodia+http://127.0.0.1/localhost", true)
	r.Expect("hunts rec type", "page", true, conform.Exchange{}, "")
	r.Expect("hunts moh type", "page", false, conform.Exchange{Sent: "GET <&>\n\x01", Got: strings.Repeat("ü", 1000)}, `"a" string`)
	r.Expect("hunts lost", "page", false, conform.Exchange{Sent: "GET /", Got: "no connection"}, "an answer")
	r.Skip("examples", "page", "not asked for")
	return r
}

func TestReportAsText(t *testing.T) {
	var out bytes.Buffer
	if err := sample().WriteText(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 4 || lines[2] != "skipped 1 check: not asked for: examples" || !strings.HasPrefix(lines[0], "FAILED hunts moh type: sent GET <&> ") || len(lines[0]) > 500 ||
		!strings.HasSuffix(lines[3], "does not conform: 1 check passed, 2 failed, 1 skipped") {
		t.Errorf("%q", lines)
	}
}

func TestReportAsJSON(t *testing.T) {
	var out bytes.Buffer
	if err := sample().WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Conforms        *bool
		Failed, Skipped int
		Checks          []conform.Check
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Conforms == nil || *back.Conforms || back.Failed != 2 || back.Skipped != 1 || len(back.Checks) != 4 {
		t.Errorf("%v: %s", err, out.String())
	}
}

func TestReportAsJUnit(t *testing.T) {
	r := sample()
	r.Stopped = "somebody pressed a key"
	var out bytes.Buffer
	if err := r.WriteJUnit(&out); err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Cases    []struct {
			Failure *struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(out.Bytes(), &suite); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	if suite.Tests != 5 || suite.Failures != 2 || suite.Errors != 1 || suite.Skipped != 1 || len(suite.Cases) != 5 {
		t.Errorf("%+v", suite)
	}
	if f := suite.Cases[1].Failure; f == nil || !strings.Contains(f.Message, `expected "a" string`) || strings.ContainsRune(f.Message, '\x01') {
		t.Errorf("%+v", suite.Cases[1])
	}
}

// What came with versions after the server's isn't expected of it; what came before is.
func TestAgeOfServer(t *testing.T) {
	declared := []*lens.Setting{
		{Name: "id"}, {Name: "a", Since: "3.13"}, {Name: "b", Since: "3.15"}, {Name: "c", Since: "4.1"}, {Name: "d", Since: "4.1"}, {Name: "e", Since: "10"},
	}
	for shown, want := range map[string]string{
		"id a b c d e": "id a b c d e",
		"id a":         "id a",
		"a b":          "id a b",
		"id":           "id a", // every version has a
		"a c":          "id a b c d",
		"a e":          "id a b c d e",
		"a b d":        "id a b c d",
	} {
		report, age := conform.NewReport("x", false), conform.Age{}
		age.Learn(report, "phones", declared, func(name string) bool { return slices.Contains(strings.Fields(shown), name) })
		age.Learn(report, "phones", declared, func(string) bool { return true }) // once is enough
		var names []string
		for _, d := range age.Within("phones", declared) {
			names = append(names, d.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("a server that shows %s: %s is expected of it, want %s", shown, got, want)
		}
		if (report.Skipped > 0) != (len(names) < len(declared)) || report.Failed > 0 {
			t.Errorf("a server that shows %s: %d checks are skipped", shown, report.Skipped)
		}
		if got := age.Within("codes", declared); len(got) != len(declared) {
			t.Errorf("nothing is known of codes, and %d settings are expected", len(got))
		}
	}
}

func TestWhatConforms(t *testing.T) {
	empty := conform.NewReport("x", false)
	if empty.Conforms() {
		t.Error("what was never checked conforms")
	}
	empty.Expect("a", "page", true, conform.Exchange{}, "")
	if !empty.Conforms() {
		t.Error("what passed everything doesn't conform")
	}
	empty.Stopped = "stopped"
	if empty.Conforms() {
		t.Error("what was stopped conforms")
	}
}
