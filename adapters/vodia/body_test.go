package vodia_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
)

// Bodies are read whatever their type is said to be.
func TestBodiesOfAnyContentType(t *testing.T) {
	g := open(t)
	n := 1000
	for _, contentType := range []string{"", "application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data"} {
		for _, form := range []string{`{"type":"hunts","account":"%d"}`, `{ 'type':'hunts', 'account':'%d' }`, "\n{type: 'hunts',\r\n\taccount: \"%d\",}\n"} {
			n++
			a := g.do(admin, http.MethodPost, addacc, fmt.Sprintf(form, n), header("Content-Type", contentType))
			if a.status != http.StatusOK || a.body != "{}" {
				t.Errorf("%s as %q: status %d: %s", form, contentType, a.status, a.body)
			}
		}
	}
}

func TestBadBodies(t *testing.T) {
	g := openWith(t, vodia.Options{MaxBody: 1 << 20})
	before := g.settings("444")
	for name, test := range map[string]struct{ body, says string }{
		"nothing":              {"", "no body"},
		"white space":          {" \n ", "no body"},
		"a text":               {`"x"`, "must be a JSON object"},
		"an array":             {`[{"dnd":"true"}]`, "must be a JSON object"},
		"cut off":              {`{"dnd":"true"`, "line 1, column 14"},
		"more after it":        {`{"dnd":"true"} x`, "line 1, column 16"},
		"a bare word":          {`{"dnd": yes}`, "text goes in quotes"},
		"a form":               {"dnd=true&cfa=1", "a value should stand here"},
		"XML":                  {"<dnd>true</dnd>", "a value should stand here"},
		"wrong UTF-8":          {"{\"dnd\":\"tr\xffue\"}", "UTF-8"},
		"a NUL byte":           {"{\"dnd\":\"tr\x00ue\"}", "NUL"},
		"a NUL escape":         {`{"first_name":"a\u0000b","dnd":"true"}`, "first_name"},
		"a NUL in a name":      {`{"a\u0000b":"x","dnd":"true"}`, "a setting's name"},
		"deep nesting":         {`{"x":` + strings.Repeat("[", 100000), "nested more than 32"},
		"deep objects":         {strings.Repeat(`{"x":`, 100000), "nested more than 32"},
		"too many bytes":       {`{"dnd":"true","x":"` + strings.Repeat("x", 1<<20) + `"}`, "larger than 1048576 bytes"},
		"many members":         {"{" + strings.Repeat(`"k":"v",`, 100000) + `"dnd":"maybe"}`, "dnd"},
		"10,000 settings":      {"{" + manySettings(10000) + `"dnd":"true"}`, "65536"},
		"a broken escape":      {`{"dnd":"\x"}`, "no escape"},
		"half an escape":       {`{"dnd":"\u12"}`, "four hex digits"},
		"half a character":     {`{"sip_pass":"a\ud83d"}`, "half of a surrogate pair"},
		"two first halves":     {`{"sip_pass":"\ud83d\ud83d"}`, "half of a surrogate pair"},
		"a number too large":   {`{"cfn_timeout":1e400}`, "cfn_timeout"},
		"a leading zero":       {`{"cfn_timeout":015}`, "this is no number"},
		"a line break in text": {"{\"dnd\":\"tr\nue\"}", "control character"},
	} {
		t.Run(name, func(t *testing.T) {
			g.t = t
			a := g.do(admin, http.MethodPost, userSettings+"444", test.body)
			if a.status != http.StatusBadRequest || !strings.Contains(a.body, test.says) {
				t.Errorf("status %d: %.400s", a.status, a.body)
			}
			if after := g.settings("444"); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("the settings became %v", after)
			}
		})
	}
}

func manySettings(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"unknown_%d":"value",`, i)
	}
	return b.String()
}

func TestOfDuplicatesTheLastWins(t *testing.T) {
	g := open(t)
	g.post(userSettings+"444", `{"dnd":"true","first_name":"A","dnd":"false","first_name":"B","password":"one","sip_pass":"two","first_name":"C"}`)
	if shown := g.settings("444"); shown["dnd"] != "false" || shown["first_name"] != "C" {
		t.Errorf("dnd is %v, first_name %v", shown["dnd"], shown["first_name"])
	}
	if got := g.phone("444").Password.Reveal(); got != "two" {
		t.Errorf("the password is %q", got)
	}
	g.post(userSettings+"444", `{"sip_pass":"two","sip_password":"three"}`)
	if got := g.phone("444").Password.Reveal(); got != "three" {
		t.Errorf("the password is %q", got)
	}
}

func TestStrictness(t *testing.T) {
	g := open(t)
	crew(g)
	body := `{"unheard":"of","alsö":"this","st1_ext":"440","display":"Sales"}`
	for _, test := range []struct {
		by, header string
		status     int
		warnings   []string
		shown      bool
	}{
		{"keep", "", 200, nil, true},
		{"keep", "keep", 200, nil, true},
		{"keep", "warn", 200, []string{`299 dragoman "als\u00f6 is not documented; it was kept"`, `299 dragoman "unheard is not documented; it was kept"`}, true},
		{"warn", "", 200, []string{`299 dragoman "als\u00f6 is not documented; it was kept"`, `299 dragoman "unheard is not documented; it was kept"`}, true},
		{"warn", "keep", 200, nil, true},
		{"keep", "refuse", 400, nil, false},
		{"refuse", "", 400, nil, false},
		{"keep", "perhaps", 400, nil, false},
	} {
		t.Run(test.by+"/"+test.header, func(t *testing.T) {
			g := openWith(t, vodia.Options{Unknown: test.by})
			g.post(addacc, `{"type":"hunts","account":"1004"}`)
			var options []option
			if test.header != "" {
				options = append(options, header("Dragoman-Unknown", test.header))
			}
			a := g.do(admin, http.MethodPost, userSettings+"1004", body, options...)
			if a.status != test.status || fmt.Sprint(a.header.Values("Warning")) != fmt.Sprint(test.warnings) {
				t.Errorf("status %d, warnings %q: %s", a.status, a.header.Values("Warning"), a.body)
			}
			if test.status == 400 && test.header != "perhaps" && (!strings.Contains(a.body, `"unheard":`) || !strings.Contains(a.body, `"alsö":`)) {
				t.Errorf("the refusal is %s", a.body)
			}
			if _, kept := g.settings("1004")["unheard"]; kept != test.shown {
				t.Errorf("unheard is kept: %t", kept)
			}
		})
	}
	// Members that this dialect couldn't have written are set aside, and that is told too.
	a := g.do(admin, http.MethodPost, userSettings+"1004", `{"st1_ext":"440"}`, header("Dragoman-Unknown", "refuse"))
	if a.status != 400 || !strings.Contains(a.body, `"st1_ext":"replaced a value of the other platform`) {
		t.Errorf("status %d: %s", a.status, a.body)
	}
	a = g.do(admin, http.MethodPost, userSettings+"1004", `{"st1_ext":"440"}`, header("Dragoman-Unknown", "warn"))
	if a.status != 200 || len(a.header.Values("Warning")) != 1 {
		t.Errorf("status %d, warnings %q", a.status, a.header.Values("Warning"))
	}
	a = g.do(admin, http.MethodPost, userSettings+"1004", `{"st1_ext":"440 443"}`, header("Dragoman-Unknown", "refuse"))
	if a.status != 200 {
		t.Errorf("what replaces an own value is refused: %s", a.body)
	}
}
