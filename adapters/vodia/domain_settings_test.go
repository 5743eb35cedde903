package vodia_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"dragoman/domain"
)

func TestStarCodes(t *testing.T) {
	g := open(t)
	settings := "/rest/domain/localhost/settings"
	stars := func() map[string]string {
		out := map[string]string{}
		for name, code := range object(t, g.get("/rest/user/444@localhost/starcodes")) {
			out[name] = code.(string)
		}
		return out
	}
	if got := stars(); len(got) > 0 {
		t.Errorf("a fresh domain has %v", got)
	}
	g.post(settings, `{"code_redial":"*66","code_park":"*85","record_start":"*93"}`)
	if code := g.code("*66"); code.Destination != (domain.Destination{Kind: domain.ToFunction, Target: "redial"}) {
		t.Errorf("the feature code *66 leads to %v", code.Destination)
	}
	g.post(settings, `{"code_redial":"*85","code_park":"*66"}`) // swapped
	g.change(here, func(e *domain.Edit) error {
		for name, function := range map[string]string{"*98": "pickup", "*99": "unheard_of", "*97": "park"} {
			code := domain.NewFeatureCode()
			code.Code, code.Destination = name, domain.Destination{Kind: domain.ToFunction, Target: function}
			if err := e.AddFeatureCode(code); err != nil {
				return err
			}
		}
		return nil
	})
	want := map[string]string{"code_redial": "*85", "code_park": "*66", "record_start": "*93", "code_pickup": "*98"}
	if got := stars(); !reflect.DeepEqual(got, want) {
		t.Errorf("star codes are %v, want %v", got, want)
	}
	// A function without a star code of its own, and a second code for one, are IVR nodes.
	var nodes []string
	for _, row := range list(t, g.get("/rest/domain/localhost/ivrnodes")) {
		nodes = append(nodes, row["name"].(string))
	}
	if fmt.Sprint(nodes) != "[*97 *99]" && fmt.Sprint(nodes) != "[*99 *97]" {
		t.Errorf("nodes are %v", nodes)
	}
	for name, status := range map[string]int{"*66": 404, "*97": 200, "*99": 200} {
		if a := g.do(admin, http.MethodGet, userSettings+name, ""); a.status != status {
			t.Errorf("%s: status %d: %s", name, a.status, a.body)
		}
	}
	if got := g.settings("*97")["match"]; got != "!*!*66!" {
		t.Errorf("a second code for park matches %v", got)
	}
	g.post(settings, `{"code_redial":"","code_park":""}`)
	delete(want, "code_redial")
	delete(want, "code_park") // the second code for park goes too: empty is off
	if got := stars(); !reflect.DeepEqual(got, want) {
		t.Errorf("star codes are %v, want %v", got, want)
	}
	for body, setting := range map[string]string{
		`{"code_redial":"444"}`: "code_redial", `{"code_redial":"*98"}`: "code_redial", `{"code_redial":"redial"}`: "code_redial",
		`{"code_redial":"*1","code_cat":"*1"}`: "code_", `{"name":"x","mb_prefix":"9","code_redial":"*99"}`: "code_redial",
	} {
		a := g.do(admin, http.MethodPost, settings, body)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"settings":{"`+setting) {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
	if got := object(t, g.get(settings)); got["name"] != "" || got["mb_prefix"] != "8" || !reflect.DeepEqual(stars(), want) {
		t.Errorf("refused settings left name %v and mb_prefix %v", got["name"], got["mb_prefix"])
	}
}

func TestDomainSettings(t *testing.T) {
	g := open(t)
	g.post("/rest/domain/localhost/settings", `{"display":"Ours","tz":"Europe/Berlin","cfn_timeout":120,"mb_prefix":"9","unheard":"of","alias":["Other.Example.com"]}`)
	g.post("/rest/domain/localhost/config", `{"max_extensions":"7","country_code":"61","primary":"PBX.example.com"}`)
	tenant := g.tenant("pbx.example.com")
	if tenant.Name != "Ours" || tenant.MailboxPrefix != "9" || *tenant.MaxPhones != 7 || !reflect.DeepEqual(tenant.DomainAliases, []string{"other.example.com"}) {
		t.Errorf("the tenant is %+v", tenant)
	}
	settings, config := object(t, g.get("/rest/domain/pbx.example.com/settings")), object(t, g.get("/rest/domain/other.example.com/config"))
	for name, want := range map[string]string{"display": "Ours", "tz": "Europe/Berlin", "cfn_timeout": "120", "mb_prefix": "9", "unheard": "of", "max_extensions": "7", "country_code": "61"} {
		if settings[name] != want {
			t.Errorf("settings has %s %v, want %q", name, settings[name], want)
		}
	}
	if config["primary"] != "PBX.example.com" || fmt.Sprint(config["alias"]) != "[Other.Example.com]" || config["max_extensions"] != "7" || config["tz"] != nil || settings["primary"] != nil {
		t.Errorf("config is %v", config)
	}
	for body, setting := range map[string]string{
		`{"primary":"acme.test"}`: "primary", `{"primary":"no name"}`: "primary", `{"alias":["acme.example.com"]}`: "alias",
		`{"alias":["-"]}`: "alias", `{"max_hunts":"many"}`: "max_hunts", `{"max_hunts":-1}`: "max_hunts",
	} {
		a := g.do(admin, http.MethodPost, "/rest/domain/pbx.example.com/config", body)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"settings":{"`+setting) {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
}
