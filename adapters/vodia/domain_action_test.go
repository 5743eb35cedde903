package vodia_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

const domainAction = "/rest/domain/localhost/domain_action"

func action(name, selected string) string {
	return fmt.Sprintf("{ 'type':'accounts', 'action':'%s', 'selected':'%s' }", name, selected)
}

func TestDomainActions(t *testing.T) {
	for _, test := range []struct {
		action    string
		extension map[string]any // the settings that differ afterwards
		hunt      map[string]any
	}{
		{"enable_selected", map[string]any{"disabled": ""}, map[string]any{"disabled": ""}},
		{"disable_selected", map[string]any{}, map[string]any{}},
		{"reset_dnd", map[string]any{"dnd": "false"}, map[string]any{}},
		{"reset_cfwd", map[string]any{"cfa": "", "cfb": "", "cfn": "", "cfr": ""}, map[string]any{}},
		{"remove_mac", map[string]any{"mac": ""}, map[string]any{}},
		{"remove_email", map[string]any{"email_address": ""}, map[string]any{"email": ""}},
		{"reset_name", map[string]any{"first_name": "", "display_name": ""}, map[string]any{"display": ""}},
		{"reset_pin", map[string]any{}, map[string]any{}},
		{"reset_sip_pass", map[string]any{}, map[string]any{}},
	} {
		t.Run(test.action, func(t *testing.T) {
			g := open(t)
			g.post(addacc, `{"type":"extensions","account":"447/anna","disabled":"true","dnd":"true","cfa":"1","cfb":"2","cfn":"3","cfr":"4","mac":"0004136b2c3d","email_address":"a@b","first_name":"A","display_name":"B","pin":"1","sip_pass":"x"}`)
			g.post(addacc, `{"type":"hunts","account":"1004","disabled":"true","email":"a@b","display":"Sales"}`)
			phone, hunt, old := g.settings("447"), g.settings("1004"), g.phone("447")
			if got := g.post(domainAction, action(test.action, "anna 999 1004")); got != "{}" {
				t.Errorf("the answer is %s", got)
			}
			for name, changed := range map[string]struct{ before, differ map[string]any }{"447": {phone, test.extension}, "1004": {hunt, test.hunt}} {
				for setting, value := range changed.differ {
					changed.before[setting] = value
				}
				if after := g.settings(name); !reflect.DeepEqual(after, changed.before) {
					t.Errorf("%s is %v, want %v", name, after, changed.before)
				}
			}
			now := g.phone("447")
			if (now.PIN != old.PIN) != (test.action == "reset_pin") || (now.Password != old.Password) != (test.action == "reset_sip_pass") {
				t.Errorf("the PIN is %q, the password %q", now.PIN.Reveal(), now.Password.Reveal())
			}
		})
	}
}

func TestDeleteSelected(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004/vodia"}`)
	g.post(addacc, `{"type":"hunts","account":"1005"}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100"}`)
	g.post(domainAction, action("delete_selected", "443 vodia  444 hunt_2 999 100 443"))
	if got := g.accounts("extensions"); !reflect.DeepEqual(got, [][]string{{"440"}, {"445"}}) {
		t.Errorf("extensions are %v", got)
	}
	if got := append(g.accounts("hunts"), g.accounts("ivrnodes")...); len(got) > 0 {
		t.Errorf("left are %v", got)
	}
	if got := g.post(domainAction, action("delete_selected", "")); got != "{}" {
		t.Errorf("nothing selected: %s", got)
	}
}

func TestDomainActionsRefused(t *testing.T) {
	g := open(t)
	for body, says := range map[string]string{
		action("reboot_selected", "444"): "reboot_selected is not provided", action("dance", "444"): "no action that any version documents",
		`{"type":"trunks","action":"delete_selected","selected":"444"}`: "must be accounts", `{"type":"accounts"}`: "no action",
		`{"type":"accounts","action":"delete_selected","selected":["444"]}`: "must be a text",
	} {
		if a := g.do(admin, http.MethodPost, domainAction, body); a.status != http.StatusBadRequest || !strings.Contains(a.body, says) {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
	if got := len(g.accounts("extensions")); got != 4 {
		t.Errorf("%d extensions are left", got)
	}
}
