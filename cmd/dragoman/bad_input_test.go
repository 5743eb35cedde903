package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain/chance"
	"dragoman/domain/lens"
)

// post sends a body to an Enswitch function, with the credentials in the query.
func (g *gateway) post(caller who, function, label, body string, header ...string) result {
	g.t.Helper()
	r := g.request("POST", "/api/json/"+function+"/?auth_username="+caller.login+"&auth_password="+url.QueryEscape(caller.password), body)
	if label != "" {
		r.Header.Set("Content-Type", label)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return g.result(g.send(r))
}

const form = "application/x-www-form-urlencoded"

// parameters joins names and values as a query does, without encoding anything.
func manyParameters(n int, prefix string) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "&%s%d=%d", prefix, i, i)
	}
	return text.String()
}

// multipartForm writes fields as a browser uploads them.
func multipartForm(t *testing.T, fields ...string) (label, body string) {
	t.Helper()
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	for i := 0; i < len(fields); i += 2 {
		if err := writer.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return writer.FormDataContentType(), text.String()
}

func TestEnswitchWaysOfSending(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	label, upload := multipartForm(t, "name", "201", "description", "a & b; c = d")
	for name, send := range map[string]func() result{
		"form":               func() result { return g.post(boss, "phones/update", form, "name=201&description=a+%26+b%3b+c+%3d+d") },
		"form by semicolons": func() result { return g.post(boss, "phones/update", form, "name=201;description=a+%26+b%3B+c+%3D+d") },
		"multipart":          func() result { return g.post(boss, "phones/update", label, upload) },
		"labelled as JSON": func() result {
			return g.post(boss, "phones/update", "Application/JSON", "name=201&description=a+%26+b%3b+c+%3d+d")
		},
		"no label":             func() result { return g.post(boss, "phones/update", "", "name=201&description=a+%26+b%3b+c+%3d+d") },
		"a label that is none": func() result { return g.post(boss, "phones/update", ";;", "name=201&description=a+%26+b%3b+c+%3d+d") },
		"query and body": func() result {
			r := g.request("POST", "/api/json/phones/update?auth_username=boss;name=201&auth_password="+boss.password, "description=a+%26+b%3b+c+%3d+d")
			return g.result(g.send(r))
		},
		"body over query": func() result {
			r := g.request("POST", "/api/json/phones/update?description=lost;auth_username=boss;name=201;auth_password="+boss.password, "description=a+%26+b%3b+c+%3d+d")
			r.Header.Set("Content-Type", form)
			return g.result(g.send(r))
		},
		"the last wins": func() result {
			return g.post(boss, "phones/update", form, "name=201&description=first&description=second&description=a+%26+b%3b+c+%3d+d")
		},
		"the same id twice": func() result {
			return g.post(boss, "phones/update", form, "name=201&name=201&description=a+%26+b%3b+c+%3d+d")
		},
		"empty pieces": func() result {
			return g.post(boss, "phones/update", form, "&&;;name=201;;=x&description=a+%26+b%3b+c+%3d+d&=&")
		},
		"GET with label": func() result { return g.enswitch(boss, "phones/update", "name", "201", "description", "a & b; c = d") },
	} {
		send().must(t, "204")
		var phone struct{ Description string }
		g.enswitch(boss, "phones/get", "name", "201").must(t, "200").into(t, &phone)
		if phone.Description != "a & b; c = d" {
			t.Errorf("%s: the description is %q", name, phone.Description)
		}
		g.changed(name, true)
	}
}

// wrongCall is an Enswitch call that must be refused without a trace.
type wrongCall struct {
	function, label, body string
	code, key             string
}

func TestEnswitchRefusesBadInput(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	id := g.ids["group of acme"]
	tooLong := strings.Repeat("x", lens.MaxText+1)
	label, _ := multipartForm(t)
	_, hugeUpload := multipartForm(t, "name", "201", "description", strings.Repeat("x", 1<<20))
	calls := []wrongCall{
		{"phones/update", form, "name=201&description=" + strings.Repeat("x", 1<<20), "400", ""},
		{"phones/update", "", "name=201&description=" + strings.Repeat("x", 1<<20), "400", ""},
		{"phones/update", label, hugeUpload, "400", ""},
		{"phones/update", form, "name=201" + manyParameters(10_000, "p"), "400", ""},
		{"phones/update", form, "name=201" + manyParameters(9_990, "p"), "400", "p"}, // too many to be kept
		{"phones/update", label, "--nothing\r\n", "400", ""},
		{"phones/update", "multipart/form-data", "--x\r\n", "400", ""},
		{"phones/update", label, "name=201&description=x", "400", ""},
		{"phones/update", "application/json", `{"name":"201","description":"x"}`, "400", ""},
		{"phones/update", "application/json", strings.Repeat(`[`, 100_000), "400", ""},
		{"phones/update", "text/xml", `<name>201</name>`, "400", ""},
		{"phones/update", form, "name=201&description=%ff%fe", "400", "description"},
		{"phones/update", form, "name=201&description=\xc3\x28", "400", "description"},
		{"phones/update", form, "name=201&description=a%00b", "400", "description"},
		{"phones/update", form, "name=201&%ff=x", "400", ""},
		{"phones/update", form, "name=201&a%00b=x", "400", ""},
		{"phones/update", form, "name=201&description=" + tooLong, "400", "description"},
		{"phones/update", form, "name=201&made_up=" + tooLong, "400", "made_up"},
		{"phones/update", form, "name=201&name=202&description=x", "400", "name"},
		{"phones/update", form, "name=201&customer=1&customer=2&description=x", "400", "customer"},
		{"phones/update", form, "name=201&auth_username=chief&description=x", "400", "auth_username"},
		{"huntgroups/update", form, "id=" + id + "&id=1&description=x", "400", "id"},
		{"codes/update", form, "code=300&code=301&description=x", "400", "code"},
		{"phones/create", form, "name=251&name=252&password=x", "400", "name"},

		{"huntgroups/update", form, "id=" + id + "&ringtime=99999999999999999999", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=2147483648", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=-1", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=1.5", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=1e3", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=%20", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&ringtime=ten", "400", "ringtime"},
		{"huntgroups/update", form, "id=" + id + "&allow_forwards=2", "400", "allow_forwards"},
		{"huntgroups/update", form, "id=" + id + "&allow_forwards=true", "400", "allow_forwards"},
		{"huntgroups/update", form, "id=" + id + "&type=random", "400", "type"},
		{"huntgroups/update", form, "id=" + id + "&screen=3", "400", "screen"},
		{"huntgroups/update", form, "id=" + id + "&name=", "400", "name"},
		{"huntgroups/update", form, "id=" + id + "&dtype=huntgroup&dnumber=x", "400", "dnumber"},
		{"huntgroups/update", form, "id=" + id + "&dtype=phone&dnumber=", "400", "dnumber"},
		{"huntgroups/levels/set", form, "huntgroup=" + id + "&level=0&ringtime=5", "400", "level"},
		{"huntgroups/levels/set", form, "huntgroup=" + id + "&level=11&ringtime=5", "400", "level"},
		{"huntgroups/levels/set", form, "huntgroup=" + id + "&level=1&ringtime=-3", "400", "ringtime"},
		{"huntgroups/levels/set", form, "huntgroup=" + id + "&level=1&music_ringing=2", "400", "music_ringing"},
		{"huntgroups/destinations/create", form, "huntgroup=" + id + "&level=1&dtype=huntgroup&dnumber=1", "400", "dtype"},
		{"huntgroups/destinations/create", form, "huntgroup=" + id + "&level=1&dtype=phone&dnumber=", "400", "dnumber"},
		{"huntgroups/destinations/create", form, "huntgroup=" + id + "&level=11&dtype=phone&dnumber=201", "400", "level"},
		{"huntgroups/destinations/create", form, "huntgroup=" + id + "&level=1&dtype=phone&dnumber=201&append_callerid=x", "400", "append_callerid"},
		{"huntgroups/destinations/list", form, "huntgroup=" + id + "&dtype=phone&dnumber=201", "400", "huntgroup"},
		{"phones/update", form, "name=201&call_maximum=-2", "400", "call_maximum"},
		{"phones/update", form, "name=201&call_maximum=1e3", "400", "call_maximum"},
		{"phones/update", form, "name=201&call_maximum=NaN", "400", "call_maximum"},
		{"phones/update", form, "name=201&callerid_external=somebody", "400", "callerid_external"},
		{"phones/update", form, "name=201&callerid_internal=matched_called", "400", "callerid_internal"},
		{"phones/update", form, "name=201&hardware_address=00:11:22:33:44", "400", "hardware_address"},
		{"phones/update", form, "name=201&source=300.1.1.1", "400", "source"},
		{"phones/update", form, "name=201&media=video", "400", "media"},
		{"phones/update", form, "name=201&expect_registered=3", "400", "expect_registered"},
		{"codes/update", form, "code=300&routing=timegroup_", "400", "routing"},
		{"codes/update", form, "code=300&routing=timegroup_x", "400", "routing"},
		{"codes/update", form, "code=300&sname_action=delete", "400", "sname_action"},
		{"codes/update", form, "code=300&ringtone=loud", "400", "ringtone"},
		{"codes/create", form, "code=3a&dtype=phone&dnumber=201", "400", "code"},
		{"codes/create", form, "code=" + strings.Repeat("3", 129) + "&dtype=phone&dnumber=201", "400", "code"},
		{"phones/create", form, "name=a/b&password=x", "400", "name"},
		{"phones/create", form, "name=&password=x", "400", "name"},
		{"phones/create", form, "name=251&password=", "400", "password"},
		{"phones/create", form, "name=251&copy_password=299", "400", "copy_password"},
		{"people/create", form, "username=a b&email=a@b.c&password=x&role=4", "400", "username"},
		{"people/create", form, "username=fresh&email=nonsense&password=x&role=4", "400", "email"},
		{"people/create", form, "username=fresh&email=a@b.c&password=x&role=5", "400", "role"},
		{"phones/list", form, "limit=-1", "400", "limit"},
		{"phones/list", form, "offset=x", "400", "offset"},
		{"phones/list", form, "sort=password", "400", "sort"},
		{"phones/list", form, "count=2", "400", "count"},
	}
	for _, call := range calls {
		cell := fmt.Sprintf("%s with %.80q", call.function, call.body)
		g.refusal(cell, g.post(boss, call.function, call.label, call.body), call.code, map[bool]string{false: call.key}[call.key == "p"])
	}
	g.refusal("a policy that isn't there", g.post(boss, "phones/update", form, "name=201&description=x", "Dragoman-Unknown", "shrug"), "400", "")
	g.refusal("an unknown setting, refused", g.post(boss, "phones/update", form, "name=201&description=x&a=1&b=2", "Dragoman-Unknown", "refuse"), "400", "b")
	for _, method := range []string{"PUT", "DELETE", "PATCH", "HEAD"} {
		a := g.send(g.request(method, "/api/json/phones/delete/?name=201;auth_username=boss;auth_password="+boss.password, ""))
		g.unchanged(method)
		if a.status >= 500 || method != "HEAD" && g.result(a).code() != "405" {
			t.Errorf("%s: got %d %s", method, a.status, a.body)
		}
	}
}

// Every fault of a request is told at once.
func TestAllFaultsAreTold(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	got := g.enswitch(boss, "phones/create", "acr", "2", "cos", "x", "customer", "0", "hardware_address", "zz", "ringtime", "soon", "validation", "7")
	for _, key := range []string{"name", "password", "acr", "cos", "customer", "hardware_address", "ringtime", "validation"} {
		g.refusal(key, got, "400", key)
	}
	a := g.vodia(boss, "POST", "/rest/domain/"+acme+"/user_settings/201", `{"dnd":"maybe","cfn_timeout":"soon","moh":"x","alias":[]}`).must(t, 400)
	var body struct{ Settings map[string]string }
	a.into(t, &body)
	for _, setting := range []string{"dnd", "cfn_timeout", "moh", "alias"} {
		if body.Settings[setting] == "" {
			t.Errorf("%s isn't named in %s", setting, a.body)
		}
	}
	g.unchanged("a request with many faults")
}

func TestVodiaRefusesBadInput(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	const settings = "/rest/domain/" + acme + "/user_settings/201"
	row := vodiaRow{grid: g, Endpoint: vodia.Endpoint{Path: settings}, method: "POST"}
	manyMembers := func(n int) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, `,"p%d":"%d"`, i, i)
		}
		return `{"first_name":"x"` + text.String() + `}`
	}
	for _, body := range []string{
		`{"first_name":"` + strings.Repeat("x", 1<<20) + `"}`,
		`{"first_name":"` + strings.Repeat("x", lens.MaxText+1) + `"}`,
		manyMembers(10_000),
		strings.Repeat(`[`, 100_000),
		strings.Repeat(`{"a":`, 100_000),
		`{"a":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`,
		`{"first_name":"` + "\xc3\x28" + `"}`, "{\"first_name\":\"a\x00b\"}", `{"first_name":"a\u0000b"}`,
		`{"first_name":"a"} {"first_name":"b"}`, `{"first_name":"a"`, `{"first_name":}`, `{"first_name"}`, `{,}`, `{"first_name":"a",,}`,
		`{"first_name":'a"}`, `{first_name:a}`, `{"first_name":"a\q"}`, `{"first_name":01}`, `{"first_name":1.}`, `{"first_name":+1}`,
		"{\"first_name\":\"a\nb\"}", `// {"first_name":"a"}`, `<first_name>a</first_name>`, `first_name=a`, `"a"`, `12`, `null`, ``, ` `,
		`{"first_name":"a","dnd":"2"}`, `{"first_name":"a","dnd":{}}`, `{"first_name":"a","cfn_timeout":-1}`,
		`{"first_name":"a","cfn_timeout":99999999999999999999}`, `{"first_name":"a","cfn_timeout":1e3}`, `{"first_name":"a","moh":2147483648}`,
		`{"first_name":"a","alias":"202"}`, `{"first_name":"a","alias":[["201"]]}`, `{"first_name":"a","alias":[null]}`, `{"first_name":"a","alias":{}}`,
		`{"first_name":"a","alias":["201","` + strings.Repeat("9", 200) + `"]}`,
		`{"first_name":"a","":"x"}`,
	} {
		got := g.vodia(boss, "POST", settings, body)
		if body == `{"first_name":"a","":"x"}` && got.status == 200 {
			g.changed("a setting without a name", true)
			continue
		}
		row.refusedWith(fmt.Sprintf("%.60q", body), got, 400, "")
	}
	r := g.request("POST", settings, `{"first_name":"x","made_up":"y"}`)
	r.SetBasicAuth(boss.login, boss.password)
	r.Header.Set("Dragoman-Unknown", "refuse")
	row.refusedWith("an unknown setting, refused", g.send(r), 400, "made_up")
	r = g.request("POST", settings, `{"first_name":"x"}`)
	r.SetBasicAuth(boss.login, boss.password)
	r.Header.Set("Dragoman-Unknown", "shrug")
	row.refusedWith("a policy that isn't there", g.send(r), 400, "")

	// Of a member that is there twice the last counts, as to every JSON parser.
	g.vodia(boss, "POST", settings, `{"first_name":"a","first_name":"b"}`).must(t, 200)
	var extension struct{ First_name string }
	g.vodia(boss, "GET", settings, "").must(t, 200).into(t, &extension)
	if extension.First_name != "b" {
		t.Errorf("the first name is %q", extension.First_name)
	}
}

// What only one dialect knows is kept within a limit, which several small writes don't get around.
func TestBagsAreLimited(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	const path = "/rest/domain/" + acme + "/user_settings/201"
	chunk := strings.Repeat("x", 15_000)
	for i := range 4 {
		g.enswitch(boss, "phones/update", "name", "201").must(t, "204")
		g.post(boss, "phones/update", form, fmt.Sprintf("name=201&kept%d=%s", i, chunk)).must(t, "204")
		g.vodia(boss, "POST", path, fmt.Sprintf(`{"kept%d":"%s"}`, i, chunk)).must(t, 200)
	}
	g.remember()
	g.refusal("one setting too many", g.post(boss, "phones/update", form, "name=201&description=lost&kept4="+chunk), "400", "kept4")
	row := vodiaRow{grid: g, method: "POST"}
	row.refusedWith("one setting too many", g.vodia(boss, "POST", path, `{"first_name":"lost","kept4":"`+chunk+`"}`), 400, "kept4")
	// What is there is still shown, and smaller values take the place of larger ones.
	for i := range 4 {
		if shown := g.vodia(boss, "GET", path, "").must(t, 200).body; !strings.Contains(shown, fmt.Sprintf(`"kept%d":"%s"`, i, chunk)) {
			t.Errorf("setting %d isn't shown", i)
		}
	}
	g.vodia(boss, "POST", path, `{"kept0":"x","kept4":"`+chunk+`"}`).must(t, 200)
}

// rubbish makes requests that were never meant to be: known paths and parameters with unlikely values.
func TestRubbishIsAnswered(t *testing.T) {
	chance.Checks(t, 60)
	g := newGrid(t)
	g.spareAdministrator()
	before := g.gateway.t
	defer func() { g.gateway.t = before }()
	functions, endpoints := enswitch.Functions(), vodia.Endpoints()
	rapid.Check(t, func(t *rapid.T) {
		g.gateway.t = t
		for range 20 {
			if rapid.Bool().Draw(t, "Enswitch") {
				g.rubbishCall(t, rapid.SampledFrom(functions).Draw(t, "function"))
			} else {
				g.rubbishRequest(t, rapid.SampledFrom(endpoints).Draw(t, "endpoint"))
			}
		}
		g.put(g.as)
	})
}

// odd are values that some code somewhere can't stand.
var odd = []string{
	"", " ", "0", "1", "-1", "2", "201", "901", "300", "acme.example.com", "other.example.com", "hunt_1", "*66", "+", "#", "null", "true", "NaN", "1e309",
	"9223372036854775807", "9223372036854775808", "2147483648", "\x00", "\xff", "\u2028", "\u202e", "🙂", "ﬀ", "İ", "a\nb", `"`, `'`, `\`, "<b>", "%s%n", "${x}", "../..",
	"' OR 1=1 --", "[]", "{}", `["a"]`, `{"a":{"b":[1,2,3]}}`, "timegroup_1", "192.0.2.1", "00:11:22:33:44:55", "sip:a@b", "sip:a@b;c=d?e", "777 8578962323",
	"!*!201!", "!!", strings.Repeat("9", 500), strings.Repeat("é", 9000), strings.Repeat("a b ", 5000),
}

// values draws values for settings: odd ones and random text.
func unlikely(t *rapid.T, label string) string {
	if rapid.IntRange(0, 3).Draw(t, "random") == 0 {
		return rapid.String().Draw(t, label)
	}
	return rapid.SampledFrom(odd).Draw(t, label)
}

func (g *grid) rubbishCall(t *rapid.T, function enswitch.Function) {
	names := []string{"customer", "made_up", "id", "name", "code"}
	for _, p := range function.Parameters {
		if !strings.HasPrefix(p.Name, "auth_") {
			names = append(names, p.Name)
		}
	}
	if sheet := function.Sheet(); sheet != nil {
		for _, s := range sheet.Settings {
			names = append(names, s.Name)
		}
	}
	var parameters []string
	if expected, ok := enswitchGrid[function.Path]; ok && rapid.Bool().Draw(t, "nearly right") {
		parameters = g.values(expected.with)
	}
	for range rapid.IntRange(0, 6).Draw(t, "parameters") {
		parameters = append(parameters, rapid.SampledFrom(names).Draw(t, "name"), unlikely(t, "value"))
	}
	got := g.enswitch(rapid.SampledFrom([]who{admin, boss, worker}).Draw(t, "caller"), function.Path, parameters...)
	for _, response := range got.responses {
		if !slices.Contains([]string{"200", "201", "204", "400", "401", "402", "403", "404", "409"}, response.Code) || response.Message == "" {
			t.Fatalf("%s with %q: %s", function.Path, parameters, got.body)
		}
	}
}

func (g *grid) rubbishRequest(t *rapid.T, endpoint vodia.Endpoint) {
	row := vodiaRow{grid: g, Endpoint: endpoint, method: rapid.SampledFrom(endpoint.Methods).Draw(t, "method")}
	expected := vodiaGrid[row.method+" "+endpoint.Path]
	given := map[string]string{}
	for _, name := range []string{"domain", "account", "type"} {
		if strings.Contains(endpoint.Path, "{"+name+"}") && rapid.IntRange(0, 4).Draw(t, "odd path") == 0 {
			given[name] = unlikely(t, name)
		}
	}
	target := row.target(given)
	if query := expected.query; query != "" {
		target += "?" + g.filled(query)
	}
	if rapid.IntRange(0, 4).Draw(t, "odd query") == 0 {
		target = strings.SplitN(target, "?", 2)[0] + "?" + url.QueryEscape(rapid.SampledFrom([]string{"id", "name", "account", "page", "size", "type"}).Draw(t, "key")) + "=" + url.QueryEscape(unlikely(t, "query"))
	}
	body := g.rubbishBody(t, g.filled(expected.body))
	got := g.vodia(rapid.SampledFrom([]who{admin, boss, line}).Draw(t, "caller"), row.method, target, body)
	if !slices.Contains([]int{200, 400, 401, 403, 404}, got.status) || !json.Valid([]byte(got.body)) {
		t.Fatalf("%s %s %q: %d %s", row.method, target, body, got.status, got.body)
	}
}

// settingsOfVodia are names of settings of all kinds.
var settingsOfVodia = []string{
	"type", "account", "action", "selected", "from", "to", "name", "value", "settings", "password", "display", "alias", "st1_ext", "st4_ext", "st1_dur",
	"match", "cfa", "cfn", "cfn_timeout", "dnd", "mac", "moh", "first_name", "web_pass", "sip_pass", "code_redial", "code_park", "mb_prefix", "max_extensions",
	"country_code", "state", "expires", "made_up",
}

// rubbishBody spoils a body: members with unlikely values, or no JSON any more.
func (g *grid) rubbishBody(t *rapid.T, right string) string {
	switch rapid.IntRange(0, 4).Draw(t, "body") {
	case 0:
		return right
	case 1:
		return unlikely(t, "text")
	case 2:
		if right != "" {
			at := rapid.IntRange(0, len(right)-1).Draw(t, "at")
			return right[:at] + unlikely(t, "inserted") + right[at:]
		}
	}
	members := map[string]any{}
	if json.Unmarshal([]byte(right), &members) != nil {
		members = map[string]any{}
	}
	for range rapid.IntRange(0, 5).Draw(t, "members") {
		name := rapid.SampledFrom(settingsOfVodia).Draw(t, "name")
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
			members[name] = []string{unlikely(t, "item"), unlikely(t, "item")}
		case 1:
			members[name] = map[string]string{unlikely(t, "member"): unlikely(t, "value")}
		case 2:
			members[name] = rapid.Int().Draw(t, "number")
		default:
			members[name] = unlikely(t, "value")
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Headers are limited by HTTP's own means, before anything else looks at them.
func TestHugeHeaders(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	huge := strings.Repeat("x", 2<<20)
	for name, spoil := range map[string]func(*http.Request){
		"header":        func(r *http.Request) { r.Header.Set("X-Huge", huge) },
		"cookie":        func(r *http.Request) { r.Header.Set("Cookie", "session="+huge) },
		"authorization": func(r *http.Request) { r.SetBasicAuth("admin", huge) },
		"query":         func(r *http.Request) { r.URL.RawQuery = "x=" + huge },
		"path":          func(r *http.Request) { r.URL.Path += "/" + huge },
	} {
		r := g.request("DELETE", "/rest/domain/"+acme+"/addacc/201", "")
		r.SetBasicAuth(boss.login, boss.password)
		spoil(r)
		response, err := client.Do(r)
		if err == nil { // else the connection was closed while the request was on its way
			response.Body.Close()
			if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
				t.Errorf("a huge %s is answered with %d", name, response.StatusCode)
			}
		}
		g.unchanged("a huge " + name)
	}
	// What fits is looked at, and none of it gets through.
	for _, password := range []string{strings.Repeat("y", 500_000), strings.Repeat("\x00", 100)} {
		g.vodia(who{boss.login, password}, "GET", "/rest/domain/"+acme+"/hunts", "").must(t, 401)
	}
	r := g.request("GET", "/rest/domain/"+acme+"/hunts", "")
	r.Header.Set("Authorization", "Basic !!!")
	g.send(r).must(t, 401)
	r.Header.Set("Authorization", "Bearer x")
	g.send(r).must(t, 401)
}
