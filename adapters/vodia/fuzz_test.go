package vodia_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// FuzzRelaxedJSON: what is JSON means what it means to Go's parser, but for half surrogate pairs, which are refused; and
// what is read at all can be written and read again.
func FuzzRelaxedJSON(f *testing.F) {
	for _, text := range []string{
		"{ 'type':'hunts', 'account':'1004' }", `{name: "1002", display: "Hunt", agents: [ 444, 445 ], calls: 0,}`, `{"a":{"b":[1,-2.5e+3,true,false,null,"\u00e9\ud83d\ude00\ud800"]}}`,
		`{'it\'s':"\"quoted\"\\\/\b\f\n\r\t"}`, "[]", `""`, "{", "[,]", `{"a":}`, `{"a":1,"a":2}`, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nul", "01", "-", "1.", "1e", `"\ud800\u0041"`, "\ufeff{}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return // it is refused before it is read
		}
		written, err := vodia.Reread(text)
		if err != nil {
			if json.Valid([]byte(text)) && !strings.Contains(err.Error(), "nested more than") && !strings.Contains(err.Error(), "surrogate pair") {
				t.Fatalf("%q is JSON: %v", text, err)
			}
			return
		}
		if !json.Valid([]byte(written)) {
			t.Fatalf("%q became %q, which is no JSON", text, written)
		}
		if json.Valid([]byte(text)) && !reflect.DeepEqual(decoded(t, text), decoded(t, written)) {
			t.Fatalf("%q became %q", text, written)
		}
		if again, err := vodia.Reread(written); err != nil || again != written {
			t.Fatalf("%q is read as %q: %v", written, again, err)
		}
	})
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var out any
	if err := decoder.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// shows fails where a table doesn't show what it took.
func shows[K any](t *testing.T, table *lens.Table[K, *vodia.View], k K, name string, want lens.Value) {
	t.Helper()
	got, ok := table.Get(vodia.NewView(nil), k, name)
	if !ok || got.Plain() != want.Plain() {
		t.Fatalf("wrote %s=%q, read %q", name, want.Text, got.Text)
	}
}

// FuzzAlias: names that are taken are read back in their order.
func FuzzAlias(f *testing.F) {
	for _, text := range []string{`["vodia"]`, `["1004","vodia","+49"]`, `[]`, `["a","a"]`, `"1004 1005"`, `[1]`, `["\u0000"]`, `{"a":1}`, `["hunt_1","1004"]`, `[""]`} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, raw bool) {
		if raw && !json.Valid([]byte(text)) {
			return // no body holds it
		}
		group := &domain.HuntGroup{ID: 1, Names: []string{"hunt_1"}}
		_, faults := vodia.HuntTable.Write(vodia.NewView(nil), group, map[string]lens.Value{"alias": {Text: text, Raw: raw}})
		if len(faults) > 0 {
			return
		}
		want := strings.Fields(text)
		if raw {
			want = nil
			if err := json.Unmarshal([]byte(text), &want); err != nil {
				t.Fatalf("%q was taken: %v", text, err)
			}
		}
		shows(t, vodia.HuntTable, group, "alias", lens.Value{Text: lens.JoinNames(want), Raw: true})
		if len(group.Names) == 0 {
			t.Fatalf("%q left the group without a name", text)
		}
	})
}

// FuzzNumberList: what addacc makes of its account, written as one would write it, is read the same.
func FuzzNumberList(f *testing.F) {
	for _, text := range []string{"505/9781234567/9781234567", "505 506 507", "60; 6171231234", "500/501/502", " 1 ; 2 3 / 4 ", "/", "", "501-510", "a\u00a0b;\tc"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		accounts, err := vodia.ReadAccounts(text)
		if err != nil {
			if strings.Trim(text, " \t\r\n\v\f/;\u0085\u00a0") != "" && len(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/;", r) || strings.TrimSpace(string(r)) == "" })) > 0 {
				t.Fatalf("%q names accounts: %v", text, err)
			}
			return
		}
		lines := make([]string, len(accounts))
		for i, names := range accounts {
			if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return name == "" || strings.ContainsAny(name, "/; \t\n") }) {
				t.Fatalf("%q gives %q", text, accounts)
			}
			lines[i] = strings.Join(names, "/")
		}
		again, err := vodia.ReadAccounts(strings.Join(lines, " "))
		if err != nil || !reflect.DeepEqual(again, accounts) {
			t.Fatalf("%q gives %q and then %q: %v", text, accounts, again, err)
		}
	})
}

// FuzzMatch: rules are read back as written, whatever they are taken for, and a redirect leads to what can be dialled.
func FuzzMatch(f *testing.F) {
	for _, text := range []string{"!*!2021!", "!1!444! !2!445!", "", "!*!!", " !*! 2021 ! ", "!*!a!b!", "!*!", "2021", "!*!777 8578962323!", "!*"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code := &domain.FeatureCode{Code: "100", Names: []string{"100"}}
		_, faults := vodia.IVRNodeTable.Write(vodia.NewView(nil), code, map[string]lens.Value{"match": lens.Text(text)})
		if len(faults) > 0 {
			return
		}
		shows(t, vodia.IVRNodeTable, code, "match", lens.Text(text))
		switch code.Destination.Kind {
		case domain.Nowhere, domain.ToScript:
		case domain.ToDialled:
			if strings.Contains(code.Destination.Target, "!") || strings.TrimSpace(code.Destination.Target) == "" {
				t.Fatalf("%q leads to %q", text, code.Destination.Target)
			}
		default:
			t.Fatalf("%q became %v", text, code.Destination)
		}
	})
}

// FuzzStage: members are read back as written, and each can be dialled.
func FuzzStage(f *testing.F) {
	for _, text := range []string{"444 445", "", "  444\t444 ", "sip:a@b 444", "*66 +49", "ä\u00a0b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		group := domain.NewHuntGroup()
		group.Members = []domain.Member{{ID: 1, Level: 1, Destination: domain.Dialled("444"), Description: "away"}}
		_, faults := vodia.HuntTable.Write(vodia.NewView(nil), group, map[string]lens.Value{"st1_ext": lens.Text(text)})
		if len(faults) > 0 {
			return
		}
		shows(t, vodia.HuntTable, group, "st1_ext", lens.Text(text))
		ringing := 0
		for _, m := range group.Members {
			if m.Available {
				ringing++
			}
		}
		if ringing != len(strings.Fields(text)) {
			t.Fatalf("%q made %+v", text, group.Members)
		}
	})
}

// FuzzStarCodes: a star code that is taken can be dialled and is read back.
func FuzzStarCodes(f *testing.F) {
	for _, text := range []string{"*66", "", "redial", "*6 6", "+1#", "\u0661"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tenant := domain.NewTenant()
		_, faults := vodia.DomainTable.Write(vodia.NewView(nil), tenant, map[string]lens.Value{"code_redial": lens.Text(text)})
		if len(faults) > 0 {
			return
		}
		shows(t, vodia.DomainTable, tenant, "code_redial", lens.Text(text))
		if code, set := tenant.StarCodes["redial"]; set && !domain.Dialable(code) || set != (text != "") {
			t.Fatalf("%q became %q", text, code)
		}
	})
}

// FuzzSettings: a body that is taken reads back, and writing back everything that is read changes nothing.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		`{"first_name":"Anna Maria","display_name":"Smith","cfa":"0734830467","dnd":true,"moh":9,"unheard":[1,{"a":null}]}`, `{'cfn_timeout':'','anonymous':'reject','mac':'00:04:13:6B:2C:3D'}`,
		`{"cw":"YES","alias":["444","anna"],"ani":"matched_called","cfb":" 445 "}`, `{"dnd":"maybe"}`, `{"mb_enable":"","cfa":"","lang_audio":null}`, `{"password":"x","pin":1234}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := vodia.ReadSettings(text)
		if err != nil {
			return
		}
		phone := domain.NewPhone()
		phone.Name, phone.Names, phone.Mailbox = "444", []string{"444"}, "444"
		delete(in, "web_pass") // hashing takes too long for a fuzz target
		if _, faults := vodia.ExtensionTable.Write(vodia.NewView(nil), phone, in); len(faults) > 0 {
			return
		}
		for name, value := range in {
			setting := vodia.ExtensionTable.Setting(name)
			if setting == nil || setting.Class != lens.Hidden && setting.Type == lens.String {
				shows(t, vodia.ExtensionTable, phone, name, value)
			}
		}
		before := phone.Clone()
		back := map[string]lens.Value{}
		for _, entry := range vodia.ExtensionTable.View(vodia.NewView(nil), phone) {
			back[entry.Name] = entry.Value
		}
		if _, faults := vodia.ExtensionTable.Write(vodia.NewView(nil), phone, back); len(faults) > 0 {
			t.Fatalf("%q is refused when it is written back: %v", text, faults)
		}
		if after := phone.Clone(); !reflect.DeepEqual(after, before) {
			t.Fatalf("written back, %+v became %+v", before, after)
		}
	})
}
