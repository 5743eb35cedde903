package vodia_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"dragoman/domain"
)

const userSettings = "/rest/domain/localhost/user_settings/"

// write writes one setting and gives what is then shown for it.
func (g *gateway) write(account, name string, value any) any {
	g.t.Helper()
	body, err := json.Marshal(map[string]any{name: value})
	if err != nil {
		g.t.Fatal(err)
	}
	answer := object(g.t, g.post(userSettings+account, string(body)))
	if name == "alias" {
		return answer[name] // the account may have another name now
	}
	if shown := g.settings(account); !reflect.DeepEqual(shown, answer) {
		g.t.Errorf("the answer to %s is %v, and user_settings shows %v", body, answer, shown)
	}
	return answer[name]
}

func (g *gateway) phone(name string) *domain.Phone {
	g.t.Helper()
	phone, err := g.look(here).Phone(name)
	if err != nil {
		g.t.Fatal(err)
	}
	return phone
}

func (g *gateway) group(id domain.HuntGroupID) *domain.HuntGroup {
	g.t.Helper()
	group, err := g.look(here).HuntGroup(id)
	if err != nil {
		g.t.Fatal(err)
	}
	return group
}

func (g *gateway) code(name string) *domain.FeatureCode {
	g.t.Helper()
	code, err := g.look(here).FeatureCode(name)
	if err != nil {
		g.t.Fatal(err)
	}
	return code
}

// Each setting of an extension that stands for something canonical: what is written, what is shown, what is stored.
func TestExtensionSettings(t *testing.T) {
	g := open(t)
	for _, test := range []struct {
		setting string
		value   any
		shown   any
		stored  func(*domain.Phone) any
		want    any
	}{
		{"first_name", "Anna Maria", "Anna Maria", func(p *domain.Phone) any { return p.Holder }, "Anna Maria"},
		{"display_name", "Smith", "Smith", func(p *domain.Phone) any { return p.Holder }, "Anna Maria Smith"},
		{"first_name", "", "", func(p *domain.Phone) any { return p.Holder }, "Smith"},
		{"display_name", " von  Smith ", " von  Smith ", func(p *domain.Phone) any { return p.Holder }, "von  Smith"},
		{"sip_pass", "secret", "********", func(p *domain.Phone) any { return p.Password.Reveal() }, "secret"},
		{"sip_pass", "********", "********", func(p *domain.Phone) any { return p.Password.Reveal() }, "secret"},
		{"sip_pass", "", "", func(p *domain.Phone) any { return p.Password.Reveal() }, ""},
		{"pin", 1234, "********", func(p *domain.Phone) any { return p.PIN.Reveal() }, "1234"},
		{"cfa", "0734830467", "0734830467", func(p *domain.Phone) any { return p.Forward }, domain.Forward{Number: "0734830467", On: true}},
		{"cfa", "", "", func(p *domain.Phone) any { return p.Forward }, domain.Forward{Number: "0734830467"}},
		{"cfb", "445", "445", func(p *domain.Phone) any { return p.Busy }, domain.Dialled("445")},
		{"cfb", "", "", func(p *domain.Phone) any { return p.Busy }, domain.Destination{}},
		{"cfn", "8445", "8445", func(p *domain.Phone) any { return p.NoAnswer }, domain.Dialled("8445")},
		{"cfr", " 0123 ", " 0123 ", func(p *domain.Phone) any { return p.Unregistered }, domain.Dialled("0123")},
		{"cfn_timeout", "20", "20", func(p *domain.Phone) any { return p.RingTime }, 20},
		{"cfn_timeout", "020", "020", func(p *domain.Phone) any { return p.RingTime }, 20},
		{"cfn_timeout", "", "", func(p *domain.Phone) any { return p.RingTime }, domain.DefaultPhoneRingTime},
		{"cfn_timeout", 15, "15", func(p *domain.Phone) any { return p.RingTime }, 15},
		{"dnd", "true", "true", func(p *domain.Phone) any { return p.DoNotDisturb }, true},
		{"dnd", false, "false", func(p *domain.Phone) any { return p.DoNotDisturb }, false},
		{"dnd", "", "", func(p *domain.Phone) any { return p.DoNotDisturb }, false},
		{"anonymous", "true", "true", func(p *domain.Phone) any { return p.Anonymous }, domain.RejectAnonymous},
		{"anonymous", "reject", "reject", func(p *domain.Phone) any { return p.Anonymous }, domain.RejectAnonymous},
		{"anonymous", "ask", "ask", func(p *domain.Phone) any { return p.Anonymous }, "ask"},
		{"anonymous", "false", "false", func(p *domain.Phone) any { return p.Anonymous }, domain.AllowAnonymous},
		{"ani", "123-456-7899", "123-456-7899", func(p *domain.Phone) any { return p.CallerID }, domain.CallerID("123-456-7899")},
		{"ani", "", "", func(p *domain.Phone) any { return p.CallerID }, domain.CallerID("")},
		{"eani", "911", "911", func(p *domain.Phone) any { return p.EmergencyCallerID }, domain.CallerID("911")},
		{"dial_plan", "1", "1", func(p *domain.Phone) any { return p.DialPlan }, "1"},
		{"codecs", "0 8", "0 8", func(p *domain.Phone) any { return p.Codec }, "0 8"},
		{"lang_audio", "de", "de", func(p *domain.Phone) any { return p.Language }, "de"},
		{"moh", "9", "9", func(p *domain.Phone) any { return p.Music }, 9},
		{"moh", "", "", func(p *domain.Phone) any { return p.Music }, 0},
		{"moh", "0", "0", func(p *domain.Phone) any { return p.Music }, 0},
		{"mac", "00:04:13:6B:2C:3D; 0004136b2c3e", "00:04:13:6B:2C:3D; 0004136b2c3e", func(p *domain.Phone) any { return p.HardwareAddress }, "0004136b2c3d 0004136b2c3e"},
		{"mac", "", "", func(p *domain.Phone) any { return p.HardwareAddress }, ""},
		{"mb_enable", "true", "true", func(p *domain.Phone) any { return p.Mailbox }, "444"},
		{"mb_enable", "false", "false", func(p *domain.Phone) any { return p.Mailbox }, ""},
		{"cw", "false", "false", nil, nil},
		{"cell_hunt", "", "", nil, nil},
		{"skills", `{"sales":3}`, `{"sales":3}`, nil, nil},
		{"skills", map[string]any{"sales": 3}, `{"sales":3}`, nil, nil},
		{"no_page_knows_it", "ключ", "ключ", nil, nil},
		{"no_page_knows_it", 10.50, 10.5, nil, nil},
		{"no_page_knows_it", []any{"a", true, nil}, []any{"a", true, nil}, nil, nil},
	} {
		t.Run(fmt.Sprint(test.setting, "=", test.value), func(t *testing.T) {
			g.t = t
			if shown := g.write("444", test.setting, test.value); !reflect.DeepEqual(shown, test.shown) {
				t.Errorf("shown is %#v", shown)
			}
			if test.stored == nil {
				return
			}
			if stored := test.stored(g.phone("444")); !reflect.DeepEqual(stored, test.want) {
				t.Errorf("stored is %#v", stored)
			}
		})
	}
}

// What only the other dialect could have written shows in the nearest form, and stays when that form is written back.
func TestExtensionShowsWhatTheOtherDialectWrote(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004"}`)
	g.post("/rest/domain/localhost/settings", `{"code_park":"*85"}`)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangePhone("444", func(p *domain.Phone) error {
			p.CallerID, p.Mailbox = "matched_called", "445"
			p.Busy = domain.HuntGroupDestination(1)
			p.NoAnswer = domain.Destination{Kind: domain.ToMailbox, Target: "444"}
			p.Unregistered = domain.Destination{Kind: domain.ToPeer, Target: "trunk 1"}
			p.Forward = domain.Forward{Number: "99"}
			p.RingTime = 0
			return nil
		})
	})
	before := g.phone("444")
	shown := g.settings("444")
	for name, want := range map[string]string{
		"ani": "", "mb_enable": "false", "cfb": "1004", "cfn": "8444", "cfr": "", "cfa": "", "cfn_timeout": "0", "web_pass": "********",
	} {
		if shown[name] != want {
			t.Errorf("%s is %v, want %q", name, shown[name], want)
		}
	}
	body, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	g.post(userSettings+"444", string(body))
	if after := g.phone("444"); !reflect.DeepEqual(after, before) {
		t.Errorf("writing back what was read made %+v of %+v", after, before)
	}
	g.change(here, func(e *domain.Edit) error {
		return e.ChangePhone("444", func(p *domain.Phone) error {
			p.Busy = domain.Destination{Kind: domain.ToFunction, Target: "park"}
			return nil
		})
	})
	if got := g.settings("444")["cfb"]; got != "*85" {
		t.Errorf("a function shows as %v", got)
	}
	// Another value is written and then the old text again: the old value is back.
	g.write("444", "ani", "123")
	g.write("444", "ani", "")
	g.write("444", "mb_enable", "true")
	g.write("444", "mb_enable", "false")
	g.write("444", "cfr", "0123")
	g.write("444", "cfr", "")
	after := g.phone("444")
	if after.CallerID != "matched_called" || after.Mailbox != "445" || after.Unregistered.Kind != domain.ToPeer {
		t.Errorf("what was set aside did not come back: %+v", after)
	}
}

func TestAliases(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004"}`)
	g.post(userSettings+"444", `{"cfb":"1004"}`)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangePhone("445", func(p *domain.Phone) error {
			p.Busy, p.NoAnswer = domain.PhoneDestination("444"), domain.HuntGroupDestination(1)
			return nil
		})
	})
	for _, test := range []struct {
		account string
		names   []string
	}{
		{"1004", []string{"1004", "vodia", "+493012345"}},
		{"vodia", []string{"vodia", "+493012345", "1004"}},
		{"1004", []string{"vodia"}},
		{"vodia", []string{"1006", "1005"}},
		{"hunt_1", []string{"1005", "hunt_1"}},
		{"444", []string{"444", "4441", "anna"}},
		{"anna", []string{"446", "anna", "444"}},
		{"444", []string{"446"}},
	} {
		g.write(test.account, "alias", test.names)
		for _, name := range test.names {
			if got := g.settings(name)["alias"]; fmt.Sprint(got) != fmt.Sprint(test.names) {
				t.Errorf("wrote %v, %s has %v", test.names, name, got)
			}
		}
	}
	other := g.settings("445")
	if other["cfb"] != "446" || other["cfn"] != "1005" {
		t.Errorf("references follow to %v and %v, want 446 and 1005", other["cfb"], other["cfn"])
	}
	if got := g.settings("446")["cfb"]; got != "1004" {
		t.Errorf("a dialled text became %v", got)
	}
	before := g.get("/rest/domain/localhost/users")
	for _, body := range []string{`{"alias":[]}`, `{"alias":["446","445"]}`, `{"alias":["446","446"]}`, `{"alias":["4 46"]}`, `{"alias":"446 1005"}`, `{"alias":{"a":1}}`, `{"alias":[["446"]]}`, `{"alias":true}`} {
		a := g.do(admin, http.MethodPost, userSettings+"446", body)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"alias":`) {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
	if after := g.get("/rest/domain/localhost/users"); after != before {
		t.Errorf("refused names changed the accounts to %s", after)
	}
	g.post(userSettings+"446", `{'alias':[446, 447]}`) // the pages print lists of accounts without quotes
	if got := fmt.Sprint(g.settings("447")["alias"]); got != "[446 447]" {
		t.Errorf("numbers became %v", got)
	}
}

// An alias is a feature code to the other dialect, and a feature code made there is an alias here.
func TestAliasesAreFeatureCodes(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004/vodia"}`)
	if code := g.code("1004"); code.Destination != domain.HuntGroupDestination(1) {
		t.Errorf("the feature code 1004 leads to %v", code.Destination)
	}
	g.change(here, func(e *domain.Edit) error {
		for name, to := range map[string]domain.Destination{
			"1005": domain.HuntGroupDestination(1), "4440": domain.PhoneDestination("444"), "4460": domain.PhoneDestination("446"),
		} {
			code := domain.NewFeatureCode()
			code.Code, code.Destination = name, to
			if err := e.AddFeatureCode(code); err != nil {
				return err
			}
		}
		return nil
	})
	for account, want := range map[string]string{"1005": "[1004 vodia 1005]", "4440": "[444 4440]", "4460": "[4460]"} {
		if got := fmt.Sprint(g.settings(account)["alias"]); got != want {
			t.Errorf("%s has alias %s, want %s", account, got, want)
		}
	}
	// The code to a phone that isn't there is an IVR node until the phone is.
	if got := g.get("/rest/domain/localhost/ivrnodes"); got != `[{"name":"4460","display":""}]` {
		t.Errorf("nodes are %s", got)
	}
	if got := g.settings("4460")["match"]; got != "!*!446!" {
		t.Errorf("match is %v", got)
	}
	g.post(addacc, `{"type":"extensions","account":"446"}`)
	if got := g.get("/rest/domain/localhost/ivrnodes"); got != "[]" {
		t.Errorf("nodes are %s", got)
	}
	if got := fmt.Sprint(g.settings("4460")["alias"]); got != "[446 4460]" {
		t.Errorf("446 has alias %s", got)
	}
	// Deleted through the other dialect, the account leaves its codes behind; they are nodes then.
	g.change(here, func(e *domain.Edit) error { return e.RemoveHuntGroup(1, false) })
	if got := g.get("/rest/domain/localhost/ivrnodes"); got != `[{"name":"1004","display":""},{"name":"1005","display":""}]` {
		t.Errorf("nodes are %s", got)
	}
	if got := g.settings("1004")["match"]; got != "" {
		t.Errorf("match of a code that dangles is %v", got)
	}
}

func TestIVRNodes(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"ivrnodes","account":"100"}`)
	g.post(addacc, `{"type":"hunts","account":"1004"}`)
	for _, test := range []struct {
		match string
		want  domain.Destination
	}{
		{"!*!2021!", domain.Dialled("2021")},
		{"!*!777 8578962323!", domain.Dialled("777 8578962323")},
		{"  !*!2021! ", domain.Dialled("2021")},
		{"!*!!", domain.Destination{}},
		{"", domain.Destination{}},
		{"!1!444! !2!445!", domain.Destination{Kind: domain.ToScript, Target: "!1!444! !2!445!"}},
		{"!*!444! !2!445!", domain.Destination{Kind: domain.ToScript, Target: "!*!444! !2!445!"}},
		{"444", domain.Destination{Kind: domain.ToScript, Target: "444"}},
		{"!*!444", domain.Destination{Kind: domain.ToScript, Target: "!*!444"}},
	} {
		if shown := g.write("100", "match", test.match); shown != test.match {
			t.Errorf("wrote %q, read %q", test.match, shown)
		}
		if got := g.code("100").Destination; got != test.want {
			t.Errorf("%q is stored as %v", test.match, got)
		}
	}
	for _, test := range []struct {
		to    domain.Destination
		match string
	}{
		{domain.PhoneDestination("444"), "!*!444!"},
		{domain.HuntGroupDestination(1), "!*!1004!"},
		{domain.Destination{Kind: domain.ToExternal, Target: "0123"}, "!*!0123!"},
		{domain.Destination{Kind: domain.ToMailbox, Target: "444"}, "!*!8444!"},
		{domain.Destination{Kind: domain.ToPeer, Target: "trunk"}, ""},
		{domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "5"}, ""},
		{domain.Destination{Kind: domain.ToExternal, Target: "01!23"}, ""},
	} {
		g.change(here, func(e *domain.Edit) error {
			return e.ChangeFeatureCode("100", func(c *domain.FeatureCode) error { c.Destination = test.to; return nil })
		})
		shown := g.settings("100")
		if shown["match"] != test.match {
			t.Errorf("%v shows as %v", test.to, shown["match"])
		}
		body, err := json.Marshal(shown)
		if err != nil {
			t.Fatal(err)
		}
		g.post(userSettings+"100", string(body))
		if got := g.code("100").Destination; got != test.to {
			t.Errorf("writing back what was read made %v of %v", got, test.to)
		}
	}
	shown := object(t, g.get("/rest/ivrnode/100%40localhost/settings"))
	if shown["primary"] != "100" {
		t.Errorf("primary is %v", shown["primary"])
	}
	if a := g.do(admin, http.MethodGet, "/rest/ivrnode/444@localhost/settings", ""); a.status != http.StatusNotFound {
		t.Errorf("the node page of an extension answers %d", a.status)
	}
	if got := object(t, g.post("/rest/ivrnode/100@localhost/settings", `{"alias":["101","100"],"display":"Menu"}`)); got["primary"] != "101" || got["display"] != "Menu" {
		t.Errorf("the node is %v", got)
	}
	if got := g.settings("100")["display"]; got != "Menu" {
		t.Errorf("by its alias the node's display is %v", got)
	}
}

func TestPersonalSettings(t *testing.T) {
	g := open(t)
	path := "/rest/domain/localhost/account/444/user_settings"
	g.post(path+"/", `{"table":"users","settings":[{"name":"tz","value":"Europe/Berlin"},{"name":"moh","value":6}]}`)
	g.post(path, `{"lang_web":"de"}`)
	shown := object(t, g.get(path))
	if len(shown) != 10 || shown["tz"] != "Europe/Berlin" || shown["moh"] != "6" || shown["lang_web"] != "de" {
		t.Errorf("shown is %v", shown)
	}
	for _, body := range []string{`{"settings":{"tz":"x"}}`, `{"settings":["tz"]}`, `{"settings":[{"name":"tz"}]}`, `{"settings":[{"value":"x"}]}`} {
		if a := g.do(admin, http.MethodPost, path, body); a.status != http.StatusBadRequest || !strings.Contains(a.body, `"settings":`) {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
}

func TestSettingsAreRefusedAllAtOnce(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004","display":"Sales","st1_ext":"444"}`)
	before := g.get(userSettings + "1004")
	a := g.do(admin, http.MethodPost, userSettings+"1004", `{"display":"Other","st1_dur":"soon","st2_dur":-1,"connect":"maybe","moh":"x","st1_ext":"","alias":7}`)
	said, _ := object(t, a.body)["settings"].(map[string]any)
	if a.status != http.StatusBadRequest || len(said) != 5 {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	for _, name := range []string{"st1_dur", "st2_dur", "connect", "moh", "alias"} {
		if said[name] == nil {
			t.Errorf("%s isn't blamed", name)
		}
	}
	if after := g.get(userSettings + "1004"); after != before {
		t.Errorf("the group became %s", after)
	}
	for name, value := range map[string]string{
		"anonymous": `"sometimes"`, "mac": `"zz"`, "cfn_timeout": `"99999999999"`, "dnd": `"maybe"`, "cfb": `"\u0000"`, "first_name": `"` + strings.Repeat("x", 17<<10) + `"`,
	} {
		a := g.do(admin, http.MethodPost, userSettings+"444", `{"`+name+`":`+value+`}`)
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"`+name+`":`) {
			t.Errorf("%s: status %d: %.300s", name, a.status, a.body)
		}
	}
	bag := map[string]string{}
	for i := range 5 {
		bag[fmt.Sprint("big", i)] = strings.Repeat("x", 15<<10)
	}
	body, err := json.Marshal(bag)
	if err != nil {
		t.Fatal(err)
	}
	if a := g.do(admin, http.MethodPost, userSettings+"444", string(body)); a.status != http.StatusBadRequest || !strings.Contains(a.body, "65536") {
		t.Errorf("a full bag: status %d: %.300s", a.status, a.body)
	}
}
