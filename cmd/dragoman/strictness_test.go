package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// strictCall is a request that mentions what no page documents, or replaces what its dialect can't say.
type strictCall struct {
	name     string
	send     func(g *gateway, policy string) answer
	settings []string // those that a strict caller hears of
	refused  bool     // it is wrong anyway
}

// strictVodia is a request of the Vodia dialect.
func strictVodia(method, path, body string) func(*gateway, string) answer {
	return func(g *gateway, policy string) answer {
		g.t.Helper()
		r := g.request(method, path, body)
		r.SetBasicAuth("admin", "")
		if policy != "" {
			r.Header.Set("Dragoman-Unknown", policy)
		}
		return g.send(r)
	}
}

// strictEnswitch is a call of the Enswitch dialect.
func strictEnswitch(function string, parameters ...string) func(*gateway, string) answer {
	return func(g *gateway, policy string) answer {
		g.t.Helper()
		form := url.Values{"auth_username": {"user"}, "auth_password": {"password"}}
		for i := 0; i < len(parameters); i += 2 {
			form.Set(parameters[i], parameters[i+1])
		}
		r := g.request(http.MethodGet, "/api/json/"+function+"/?"+form.Encode(), "")
		if policy != "" {
			r.Header.Set("Dragoman-Unknown", policy)
		}
		return g.send(r)
	}
}

const localhost = "/rest/domain/localhost/"

// strictCalls begin on a lab in which line 440 shows a caller id that Vodia can't say, and policies for anonymous callers
// that Enswitch can't.
var strictCalls = []strictCall{
	{"an unknown parameter", strictEnswitch("phones/update", "name", "440", "hat", "9", "shoe", "10"), []string{"hat", "shoe"}, false},
	{"a new line with one", strictEnswitch("phones/create", "name", "450", "password", "x", "shoe", "10"), []string{"shoe"}, false},
	{"a new code with one", strictEnswitch("codes/create", "code", "600", "dtype", "phone", "dnumber", "440", "shoe", "10"), []string{"shoe"}, false},
	{"a level with one", strictEnswitch("huntgroups/levels/set", "huntgroup", "1", "level", "2", "shoe", "10"), []string{"shoe"}, false},
	{"a destination with one", strictEnswitch("huntgroups/destinations/create", "huntgroup", "1", "level", "2", "dtype", "phone", "dnumber", "440", "shoe", "10"), []string{"shoe"}, false},
	{"a person with one", strictEnswitch("people/update", "id", "1", "shoe", "10"), []string{"shoe"}, false},
	{"a rehearsal with one", strictEnswitch("phones/update", "name", "440", "shoe", "10", "validation", "1"), []string{"shoe"}, false},
	{"a list with one", strictEnswitch("phones/list", "shoe", "10"), []string{"shoe"}, false},
	{"a narrowed value", strictEnswitch("phones/update", "name", "440", "acr", "1"), []string{"acr"}, false},
	{"what was read", strictEnswitch("phones/update", "name", "440", "acr", "0", "customer", "1", "id", "1"), nil, false},
	{"a documented one", strictEnswitch("phones/update", "name", "440", "aoc", "1"), nil, false},
	{"a wrong one and an unknown one", strictEnswitch("phones/update", "name", "440", "ringtime", "soon", "shoe", "10"), nil, true},
	{"a taken name and an unknown one", strictEnswitch("phones/create", "name", "440", "password", "x", "shoe", "10"), []string{"shoe"}, true},

	{"unknown members", strictVodia("POST", localhost+"user_settings/440", `{"hat":"9","shoe":10}`), []string{"hat", "shoe"}, false},
	{"unknown members by PUT", strictVodia("PUT", localhost+"user_settings/440", `{"shoe":{"size":[10]}}`), []string{"shoe"}, false},
	{"a group's unknown member", strictVodia("POST", localhost+"user_settings/1002", `{"shoe":10}`), []string{"shoe"}, false},
	{"new accounts with one", strictVodia("POST", localhost+"addacc", `{"type":"hunts","account":"450 451","shoe":10}`), []string{"shoe"}, false},
	{"a personal one", strictVodia("POST", localhost+"account/440/user_settings", `{"table":"users","settings":[{"name":"shoe","value":10}]}`), []string{"shoe"}, false},
	{"beside personal ones", strictVodia("POST", localhost+"account/440/user_settings", `{"shoe":1,"settings":[{"name":"tz","value":"x"}]}`), []string{"shoe"}, false},
	{"a domain's", strictVodia("POST", localhost+"settings", `{"shoe":10}`), []string{"shoe"}, false},
	{"a domain's config", strictVodia("POST", localhost+"config", `{"shoe":10}`), []string{"shoe"}, false},
	{"a new domain's", strictVodia("POST", "/rest/system/domains", `{"name":"new.example.com","country_code":"61","shoe":10}`), []string{"shoe"}, false},
	{"an administrator's", strictVodia("POST", "/rest/system/administrators", `{"name":"second","password":"x","shoe":10}`), []string{"shoe"}, false},
	{"do not disturb with one", strictVodia("POST", "/rest/user/440@localhost/dnd", `{"state":true,"shoe":10}`), []string{"shoe"}, false},
	{"a clone with one", strictVodia("POST", localhost+"cloneaccount", `{"from":"440","to":"450","shoe":10}`), []string{"shoe"}, false},
	{"an action with one", strictVodia("POST", localhost+"domain_action", `{"type":"accounts","action":"reset_dnd","selected":"440","shoe":10}`), []string{"shoe"}, false},
	{"a narrowed member", strictVodia("POST", localhost+"user_settings/440", `{"ani":"5551234"}`), []string{"ani"}, false},
	{"a documented member", strictVodia("POST", localhost+"user_settings/440", `{"tz":"CET"}`), nil, false},
	{"wrong and unknown", strictVodia("POST", localhost+"user_settings/440", `{"dnd":"perhaps","shoe":10}`), nil, true},
	{"taken and unknown", strictVodia("POST", localhost+"addacc", `{"type":"hunts","account":"440","shoe":10}`), []string{"shoe"}, true},
}

// blames gives the settings that a refusal of either dialect names; ok is false for an answer that is none.
func blames(t *testing.T, a answer) (settings []string, ok bool) {
	t.Helper()
	var enswitch struct{ Responses []response }
	if json.Unmarshal([]byte(a.body), &enswitch) == nil && len(enswitch.Responses) > 0 {
		for _, r := range enswitch.Responses {
			settings = append(settings, r.Key)
		}
		return settings, enswitch.Responses[0].Code == "400"
	}
	var vodia struct{ Settings map[string]string }
	if a.status == 400 {
		a.into(t, &vodia)
		for name := range vodia.Settings {
			settings = append(settings, name)
		}
	}
	slices.Sort(settings)
	return settings, a.status == 400
}

// warningsOf gives the settings that warnings name, one a header.
func warningsOf(t *testing.T, a answer) []string {
	t.Helper()
	var settings []string
	for _, warning := range a.header.Values("Warning") {
		text, ok := strings.CutPrefix(warning, `299 dragoman "`)
		name, _, more := strings.Cut(text, " ")
		if !ok || !more || !strings.HasSuffix(text, `"`) {
			t.Errorf("%q is no warning", warning)
		}
		settings = append(settings, name)
	}
	slices.Sort(settings)
	return settings
}

// Strictness is the caller's choice: by header, else by configuration, else everything is kept and nothing is said.
func TestStrictness(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ configured, header, policy string }{
		{"", "", "keep"}, {"", "keep", "keep"}, {"", "warn", "warn"}, {"", "refuse", "refuse"}, {"", " Refuse ", "refuse"},
		{"warn", "", "warn"}, {"refuse", "", "refuse"}, {"refuse", "keep", "keep"}, {"refuse", "warn", "warn"}, {"warn", "refuse", "refuse"},
	} {
		t.Run(fmt.Sprintf("%s and %q", test.configured, test.header), func(t *testing.T) {
			settings := patient
			if test.configured != "" {
				settings += "unknown_settings: " + test.configured + "\n"
			}
			dir := t.TempDir()
			g := serveLab(t, dir, settings)
			s := openShelf(t, dir)
			strictEnswitch("phones/update", "name", "440", "callerid_external", "matched_called")(g, "")
			strictVodia("POST", localhost+"user_settings/440", `{"anonymous":"ask"}`)(g, "")
			before := s.take()
			for _, call := range strictCalls {
				a := call.send(g, test.header)
				after := s.take()
				// The journal has a row of every change, so that what was done shows even where it says what was said.
				done := difference(before, after) != ""
				s.put(before)
				refusal, refused := blames(t, a)
				warned := warningsOf(t, a)
				wantRefused := call.refused || test.policy == "refuse" && len(call.settings) > 0
				if refused != wantRefused {
					t.Errorf("%s: refused %t, want %t: %.200s", call.name, refused, wantRefused, a.body)
					continue
				}
				switch {
				case refused && done:
					t.Errorf("%s: was refused and changed the store", call.name)
				case refused && len(warned) > 0:
					t.Errorf("%s: was refused and warns of %v", call.name, warned)
				case refused && !call.refused && !slices.Equal(refusal, call.settings):
					t.Errorf("%s: the refusal names %v, want %v: %s", call.name, refusal, call.settings, a.body)
				case !refused && test.policy == "warn" && !slices.Equal(warned, call.settings):
					t.Errorf("%s: warns of %v, want %v", call.name, warned, call.settings)
				case !refused && test.policy == "keep" && len(warned) > 0:
					t.Errorf("%s: warns of %v", call.name, warned)
				}
			}
		})
	}
}

// What is kept is shown again, to the dialect that wrote it and to no other, and a domain made with settings has them.
func TestUnknownSettingsAreKept(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "")
	strictEnswitch("phones/update", "name", "440", "shoe", "10")(g, "warn")
	strictVodia("POST", localhost+"user_settings/440", `{"hat":{"size":9}}`)(g, "warn")
	strictVodia("POST", "/rest/system/domains", `{"name":"new.example.com","country_code":"61","shoe":10}`)(g, "warn").must(t, 200)
	for _, test := range []struct {
		send  func(*gateway, string) answer
		shows string
		want  bool
	}{
		{strictEnswitch("phones/get", "name", "440"), `"shoe":"10"`, true},
		{strictEnswitch("phones/get", "name", "440"), `"hat"`, false},
		{strictVodia("GET", localhost+"user_settings/440", ""), `"hat":{"size":9}`, true},
		{strictVodia("GET", localhost+"user_settings/440", ""), `"shoe"`, false},
		{strictVodia("GET", "/rest/domain/new.example.com/settings", ""), `"country_code":"61"`, true},
		{strictVodia("GET", "/rest/domain/new.example.com/settings", ""), `"shoe":10`, true},
	} {
		if a := test.send(g, ""); strings.Contains(a.body, test.shows) != test.want {
			t.Errorf("%s is shown: %t, want %t: %.300s", test.shows, !test.want, test.want, a.body)
		}
	}
}

// Who refuses what no page documents hears of it along with everything else that is wrong.
func TestStrictRefusalTellsEverything(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "")
	for _, test := range []struct {
		send func(*gateway, string) answer
		want []string
	}{
		{strictEnswitch("phones/update", "name", "440", "ringtime", "soon", "shoe", "10"), []string{"ringtime", "shoe"}},
		{strictEnswitch("huntgroups/destinations/create", "huntgroup", "1", "level", "11", "dtype", "phone", "dnumber", "440", "shoe", "10"), []string{"level", "shoe"}},
		{strictVodia("POST", localhost+"user_settings/440", `{"dnd":"perhaps","shoe":10}`), []string{"dnd", "shoe"}},
	} {
		refusal, refused := blames(t, test.send(g, "refuse"))
		if slices.Sort(refusal); !refused || !slices.Equal(refusal, test.want) {
			t.Errorf("the refusal names %v, want %v", refusal, test.want)
		}
		if refusal, refused := blames(t, test.send(g, "warn")); !refused || !slices.Equal(refusal, test.want[:1]) {
			t.Errorf("the failure names %v, want %v", refusal, test.want[:1])
		}
	}
}

func TestStrictnessThatIsNone(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "")
	for _, call := range []func(*gateway, string) answer{
		strictEnswitch("phones/update", "name", "440", "description", "x"), strictEnswitch("phones/list"),
		strictVodia("POST", localhost+"user_settings/440", `{"tz":"x"}`), strictVodia("GET", localhost+"hunts", ""),
	} {
		for _, policy := range []string{"shrug", "keep, warn", "keepwarn"} {
			if _, refused := blames(t, call(g, policy)); !refused {
				t.Errorf("the policy %q is taken", policy)
			}
		}
	}
	got := execute(t, "serve", "--lab", "--unknown-settings", "shrug", "--listen", "127.0.0.1:0")
	if got.code != 2 || !strings.Contains(got.errs, "unknown_settings") {
		t.Errorf("serve: %d, %s", got.code, got.errs)
	}
}
