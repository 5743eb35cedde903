package vodia_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"dragoman/domain"
)

// crew is a level as the other dialect may have filled it.
func crew(g *gateway) {
	g.t.Helper()
	g.post(addacc, `{"type":"hunts","account":"1004"}`)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangeHuntGroup(1, func(group *domain.HuntGroup) error {
			group.Members = []domain.Member{
				{Level: 1, Destination: domain.PhoneDestination("444"), Available: true, Screen: true, Description: "first"},
				{Level: 1, Destination: domain.Destination{Kind: domain.ToPeer, Target: "trunk"}, Available: true},
				{Level: 1, Destination: domain.PhoneDestination("445"), Description: "away"},
				{Level: 1, Destination: domain.Destination{Kind: domain.ToSIPURI, Target: "sip:a@b"}, Available: true},
				{Level: 1, Destination: domain.Destination{Kind: domain.ToExternal, Target: "0123"}, Available: true, AppendCallerID: "7"},
				{Level: 4, Destination: domain.PhoneDestination("440"), Available: true},
			}
			return nil
		})
	})
}

// brief shows members as text: dialled ones with their record, * for unavailable.
func brief(group *domain.HuntGroup, level int) []string {
	out := []string{}
	for _, m := range group.MembersOf(level) {
		text := m.Destination.String()
		if !m.Available {
			text = "*" + text
		}
		out = append(out, text+m.Description+m.AppendCallerID)
	}
	return out
}

func TestStageMembers(t *testing.T) {
	for _, test := range []struct {
		name   string
		writes []string
		want   []string
		shown  string
	}{
		{"as it was", nil, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "external:01237"}, "444 0123"},
		{"written back", []string{"444 0123"}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "external:01237"}, "444 0123"},
		{"in another order", []string{"0123 444"}, []string{"external:01237", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "phone:444first"}, "0123 444"},
		{"one more", []string{"444 0123 440"}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "external:01237", "dialled:440"}, "444 0123 440"},
		{"one less", []string{"0123"}, []string{"external:01237", "peer:trunk", "*phone:445away", "sipuri:sip:a@b"}, "0123"},
		{"none", []string{""}, []string{"peer:trunk", "*phone:445away", "sipuri:sip:a@b"}, ""},
		{"the one who was away", []string{"444 445"}, []string{"phone:444first", "peer:trunk", "sipuri:sip:a@b", "phone:445away"}, "444 445"},
		{"none and all again", []string{"", "444 0123"}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "external:01237"}, "444 0123"},
		{"away again", []string{"444 445", "444"}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b"}, "444"},
		{"the same twice", []string{"444 444"}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "dialled:444"}, "444 444"},
		{"by other spaces", []string{" 444\t0123  "}, []string{"phone:444first", "peer:trunk", "*phone:445away", "sipuri:sip:a@b", "external:01237"}, " 444\t0123  "},
		{"a URI", []string{"sip:c@d"}, []string{"dialled:sip:c@d", "peer:trunk", "*phone:445away", "sipuri:sip:a@b"}, "sip:c@d"},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := open(t)
			crew(g)
			for _, text := range test.writes {
				g.write("1004", "st1_ext", text)
			}
			group := g.group(1)
			if got := brief(group, 1); !reflect.DeepEqual(got, test.want) {
				t.Errorf("members are %q, want %q", got, test.want)
			}
			if got := brief(group, 4); !reflect.DeepEqual(got, []string{"phone:440"}) {
				t.Errorf("level 4 has %q", got)
			}
			if got := g.settings("1004")["st1_ext"]; got != test.shown {
				t.Errorf("st1_ext is %q, want %q", got, test.shown)
			}
		})
	}
}

// Members that stay keep their ids, however often a stage is written.
func TestStageMembersKeepTheirIDs(t *testing.T) {
	g := open(t)
	crew(g)
	ids := func() map[string]domain.MemberID {
		out := map[string]domain.MemberID{}
		for _, m := range g.group(1).Members {
			out[m.Destination.String()] = m.ID
		}
		return out
	}
	first := ids()
	g.write("1004", "st1_ext", "444 440")
	second := ids()
	g.write("1004", "st1_ext", "444 440 443")
	third := ids()
	g.write("1004", "display", "Sales")
	g.write("1004", "st1_ext", "443 440")
	fourth := ids()
	if second["phone:444"] != first["phone:444"] || second["peer:trunk"] != first["peer:trunk"] || third["phone:444"] != first["phone:444"] {
		t.Errorf("ids went from %v to %v and %v", first, second, third)
	}
	if id := second["dialled:440"]; id == 0 || third["dialled:440"] != id || fourth["dialled:440"] != id {
		t.Errorf("the id of 440 went from %v to %v and %v", second, third, fourth)
	}
	if third["dialled:443"] == 0 || fourth["dialled:443"] != third["dialled:443"] {
		t.Errorf("the id of 443 went from %v to %v", third, fourth)
	}
	// What was removed comes back whole, as somebody new: ids are never used again.
	g.write("1004", "st1_ext", "444 0123")
	last := ids()
	if last["peer:trunk"] != first["peer:trunk"] || last["phone:444"] == first["phone:444"] || last["phone:444"] == 0 {
		t.Errorf("the first members came back as %v, were %v", last, first)
	}
}

func TestHuntsBeyondTheStages(t *testing.T) {
	g := open(t)
	crew(g)
	g.change(here, func(e *domain.Edit) error {
		return e.ChangeHuntGroup(1, func(group *domain.HuntGroup) error {
			seconds := 20
			group.Levels[3].RingTime, group.RingTime, group.Owner = &seconds, 33, 1
			group.Busy = domain.PhoneDestination("440")
			group.Exit = domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "5"}
			group.Recording.Group = 7
			return nil
		})
	})
	before := g.group(1)
	shown := g.settings("1004")
	for name, want := range map[string]string{"st4_ext": "", "rec": "false", "st1_dur": ""} {
		if shown[name] != want {
			t.Errorf("%s is %v, want %q", name, shown[name], want)
		}
	}
	body, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	g.post(userSettings+"1004", string(body))
	if after := g.group(1); !reflect.DeepEqual(after, before) {
		t.Errorf("writing back what was read made %+v of %+v", after, before)
	}
	for _, step := range []struct {
		setting, value string
		got            func(*domain.HuntGroup) any
		want           any
	}{
		{"rec", "true", func(h *domain.HuntGroup) any { return h.Recording }, domain.Recording{On: true, Group: 7}},
		{"rec", "false", func(h *domain.HuntGroup) any { return h.Recording }, domain.Recording{Group: 7}},
		{"rec", "", func(h *domain.HuntGroup) any { return h.Recording }, domain.Recording{Group: 7}},
		{"st4_ext", "777 8578962323", func(h *domain.HuntGroup) any { return h.Exit }, domain.Dialled("777 8578962323")},
		{"st4_ext", "", func(h *domain.HuntGroup) any { return h.Exit }, before.Exit},
		{"st2_dur", "12", func(h *domain.HuntGroup) any { return *h.Levels[1].RingTime }, 12},
		{"st2_dur", "", func(h *domain.HuntGroup) any { return h.Levels[1].RingTime == nil }, true},
		{"moh", "9", func(h *domain.HuntGroup) any { return h.Music }, 9},
		{"display", "Sales", func(h *domain.HuntGroup) any { return h.Name }, "Sales"},
		{"comment", "all of them", func(h *domain.HuntGroup) any { return h.Description }, "all of them"},
	} {
		if shown := g.write("1004", step.setting, step.value); shown != step.value {
			t.Errorf("wrote %s=%q, read %q", step.setting, step.value, shown)
		}
		if got := step.got(g.group(1)); !reflect.DeepEqual(got, step.want) {
			t.Errorf("after %s=%q the group has %v", step.setting, step.value, got)
		}
	}
	if got := brief(g.group(1), 4); !reflect.DeepEqual(got, []string{"phone:440"}) || g.group(1).Busy != domain.PhoneDestination("440") {
		t.Errorf("what a hunt can't show went: level 4 has %q, busy is %v", got, g.group(1).Busy)
	}
}

func TestAgentsOfAllStages(t *testing.T) {
	g := open(t)
	crew(g)
	g.post(userSettings+"1004", `{"st1_ext":"444 445","st2_ext":"445 440","st3_ext":"444 0123"}`)
	want := `[{"name":"1004","display":"","agents":["444","445","440","0123"],"calls":0}]`
	if got := g.get("/rest/domain/localhost/hunts"); got != want {
		t.Errorf("hunts are %s", got)
	}
}
