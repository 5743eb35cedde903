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

const addacc = "/rest/domain/localhost/addacc"

// accounts are the names of every account of a type, each with its aliases.
func (g *gateway) accounts(usertype string) [][]string {
	g.t.Helper()
	var out [][]string
	for _, row := range list(g.t, g.get("/rest/domain/localhost/users")) {
		if row["usertype"] != usertype {
			continue
		}
		var names []string
		for _, name := range row["alias"].([]any) {
			names = append(names, name.(string))
		}
		if names[0] != row["name"] {
			g.t.Errorf("account %v begins its aliases with %s", row["name"], names[0])
		}
		out = append(out, names)
	}
	return out
}

func TestAddAccounts(t *testing.T) {
	for _, test := range []struct {
		name, body string
		usertype   string
		want       [][]string // the accounts of the type then, but for those that were there
	}{
		{"as printed", "{ 'type':'hunts', 'account':'1004' }", "hunts", [][]string{{"1004"}}},
		{"70.3's extension", `{"type":"extensions","account_ext":"447"}`, "extensions", [][]string{{"447"}}},
		{"an older extension", `{"type":"extensions","account":"447"}`, "extensions", [][]string{{"447"}}},
		{"a number", `{"type":"extensions","account":447}`, "extensions", [][]string{{"447"}}},
		{"several accounts", `{"type":"extensions","account":"505 506  507"}`, "extensions", [][]string{{"505"}, {"506"}, {"507"}}},
		{"several numbers by slashes", `{"type":"extensions","account":"505/9781234567/9781234568"}`, "extensions", [][]string{{"505", "9781234567", "9781234568"}}},
		{"several numbers by semicolons", `{"type":"hunts","account":"60; 6171231234"}`, "hunts", [][]string{{"60", "6171231234"}}},
		{"both", `{"type":"hunts","account":"60/61 70;71"}`, "hunts", [][]string{{"60", "61"}, {"70", "71"}}},
		{"a name that can't be dialled", `{"type":"hunts","account":"vodia"}`, "hunts", [][]string{{"vodia"}}},
		{"a number and a name", `{"type":"extensions","account":"505/anna"}`, "extensions", [][]string{{"505", "anna"}}},
		{"a node", `{"type":"ivrnodes","account":"100"}`, "ivrnodes", [][]string{{"100"}}},
		{"a node with an alias and a name", `{"type":"ivrnodes","account":"100/101/menu"}`, "ivrnodes", [][]string{{"100", "101", "menu"}}},
		{"a name that begins like a hunt's", `{"type":"hunts","account":"hunt_77"}`, "hunts", [][]string{{"hunt_77"}}},
		{"with an alias among the settings", `{"type":"hunts","account":"1004","alias":["1005","1004"]}`, "hunts", [][]string{{"1005", "1004"}}},
		{"an extension with an alias among the settings", `{"type":"extensions","account":"505","alias":["506","505"]}`, "extensions", [][]string{{"506", "505"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, method := range []string{http.MethodPost, http.MethodPut} {
				g := open(t)
				before := g.accounts(test.usertype)
				if got := g.succeed(method, addacc, test.body); got != "{}" {
					t.Errorf("%s answered %s", method, got)
				}
				got := g.accounts(test.usertype)[len(before):]
				if !reflect.DeepEqual(got, test.want) {
					t.Fatalf("%s made %v, want %v", method, got, test.want)
				}
				for _, names := range got {
					for _, name := range names {
						if alias := g.settings(name)["alias"]; fmt.Sprint(alias) != fmt.Sprint(names) {
							t.Errorf("user_settings/%s has alias %v", name, alias)
						}
					}
				}
			}
		})
	}
}

func TestAddAccountsRefuses(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004/group"}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100"}`)
	g.post("/rest/domain/localhost/settings", `{"code_redial":"*66"}`)
	before := g.get("/rest/domain/localhost/users")
	for _, test := range []struct {
		name, body string
		setting    string // that the answer blames
		says       string
	}{
		{"no type", `{"account":"1005"}`, "type", "must be one of extensions, hunts, ivrnodes"},
		{"an unknown type", `{"type":"hunt","account":"1005"}`, "type", "must be one of"},
		{"a type without a model", `{"type":"acds","account":"1005"}`, "type", "no model for acds"},
		{"no account", `{"type":"hunts"}`, "account", "must be given"},
		{"an empty account", `{"type":"hunts","account":" "}`, "account", "must name at least one"},
		{"only separators", `{"type":"hunts","account":" / ; "}`, "account", "must name at least one"},
		{"an account that is a list", `{"type":"hunts","account":["1005"]}`, "account", "must be a text"},
		{"two different accounts", `{"type":"extensions","account":"505","account_ext":"506"}`, "account_ext", "given twice"},
		{"the same member twice", `{"type":"extensions","account":"505","account":"506"}`, "account", "given twice"},
		{"a phone's name", `{"type":"hunts","account":"444"}`, "account", "444 is taken by phone 444"},
		{"a hunt's number", `{"type":"extensions","account":"1004"}`, "account", "1004 is taken by"},
		{"a hunt's name", `{"type":"extensions","account":"group"}`, "account", "group is taken by hunt group"},
		{"a node's number", `{"type":"hunts","account":"100"}`, "account", "100 is taken by feature code 100"},
		{"a star code", `{"type":"hunts","account":"*66"}`, "account", "*66 is taken by"},
		{"the second of several", `{"type":"extensions","account":"505 506 444"}`, "account", "444 is taken by phone 444"},
		{"an alias of the second", `{"type":"extensions","account":"505/506 507/1004"}`, "account", "1004 is taken by"},
		{"the same twice", `{"type":"extensions","account":"505 505"}`, "account", "505 is taken by phone 505"},
		{"the same as its alias", `{"type":"hunts","account":"505/505"}`, "account", "named twice"},
		{"a name with an at sign", `{"type":"hunts","account":"a@b"}`, "account", "must not contain"},
		{"a name with a control character", `{"type":"hunts","account":"a\u0000b"}`, "account", ""},
		{"a name that is too long", `{"type":"hunts","account":"` + strings.Repeat("1", 200) + `"}`, "account", "longer"},
		{"a wrong setting", `{"type":"hunts","account":"1005","st1_dur":"soon"}`, "st1_dur", "whole number"},
		{"an alias of its own that is taken", `{"type":"hunts","account":"1005","alias":["1005","444"]}`, "account", "444 is taken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			g.t = t
			a := g.do(admin, http.MethodPost, addacc, test.body)
			if a.status != http.StatusBadRequest {
				t.Fatalf("status %d: %s", a.status, a.body)
			}
			said, _ := object(t, a.body)["settings"].(map[string]any)
			message, blamed := said[test.setting].(string)
			if !blamed || !strings.Contains(message, test.says) {
				t.Errorf("the answer is %s", a.body)
			}
			if after := g.get("/rest/domain/localhost/users"); after != before {
				t.Errorf("the accounts changed to %s", after)
			}
		})
	}
}

// Accounts start with what their page documents, and with secrets that nobody could guess.
func TestNewAccountsBeginWithDefaults(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"extensions","account_ext":"447"}`)
	g.post(addacc, `{"type":"extensions","account_ext":"448","sip_pass":"","pin":"1234","first_name":"Anna","unheard":"of"}`)
	look := g.look(here)
	first, err := look.Phone("447")
	if err != nil {
		t.Fatal(err)
	}
	second, err := look.Phone("448")
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Password.Reveal()) < 12 || len(first.PIN.Reveal()) != 6 {
		t.Errorf("the generated password is %q and the PIN %q", first.Password.Reveal(), first.PIN.Reveal())
	}
	if second.Password != "" || second.PIN.Reveal() != "1234" {
		t.Errorf("the given password became %q and the PIN %q", second.Password.Reveal(), second.PIN.Reveal())
	}
	if first.Mailbox != "447" || first.RingTime != domain.DefaultPhoneRingTime || !first.Forward.On {
		t.Errorf("the phone is %+v", first)
	}
	shown := g.settings("448")
	for name, want := range map[string]string{
		"first_name": "Anna", "unheard": "of", "cfn_timeout": "", "access_level": "0", "cw": "true", "dnd": "false", "mb_enable": "true",
		"sip_pass": "", "pin": "********", "web_pass": "",
	} {
		if shown[name] != want {
			t.Errorf("%s is %v, want %q", name, shown[name], want)
		}
	}
}

// What is read of an account makes another one like it.
func TestAccountsAreMadeOfWhatIsRead(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"extensions","account":"447","first_name":"Anna","cfb":"445","cfn_timeout":"20","sip_pass":"secret","unheard":"of","anonymous":"ask"}`)
	g.post(addacc, `{"type":"hunts","account":"1004","display":"Sales","st1_ext":"444 445","st2_dur":"5","rec":"true","melody":"ringer6"}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100","match":"!1!444!","display":"Menu"}`)
	for account, usertype := range map[string]string{"447": "extensions", "1004": "hunts", "100": "ivrnodes"} {
		body := g.settings(account)
		delete(body, "alias")
		body["type"], body["account"] = usertype, account+"9"
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		g.post(addacc, string(text))
		copied, original := g.settings(account+"9"), g.settings(account)
		delete(copied, "alias")
		delete(original, "alias")
		if !reflect.DeepEqual(copied, original) {
			t.Errorf("of %v was made %v", original, copied)
		}
	}
	if got := g.phone("4479").Password.Reveal(); len(got) < 12 {
		t.Errorf("the mask made the password %q", got)
	}
}

func TestCloneAccounts(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"extensions","account":"447/anna","first_name":"Anna","cfb":"445","mac":"0004136b2c3d","sip_pass":"secret","unheard":"of","web_pass":"web"}`)
	g.post(addacc, `{"type":"hunts","account":"1004","display":"Sales","st1_ext":"444 445","melody":"ringer6"}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100","display":"Menu","match":"!1!444!"}`)
	clone := "/rest/domain/localhost/cloneaccount"
	g.post(clone, `{"from":"anna","to":"448 449/otto"}`)
	g.post(clone, `{"from":"1004","to":"1005"}`)
	g.post(clone, `{"from":"100","to":"101"}`)
	for from, tests := range map[string][]struct{ to, changed string }{
		"447":  {{"448", "alias mac web_pass"}, {"449", "alias mac web_pass"}},
		"1004": {{"1005", "alias"}},
		"100":  {{"101", "alias"}},
	} {
		original := g.settings(from)
		for _, test := range tests {
			for name, value := range g.settings(test.to) {
				if same := reflect.DeepEqual(value, original[name]); same == strings.Contains(" "+test.changed+" ", " "+name+" ") {
					t.Errorf("%s of %s is %v, and %v of %s", name, test.to, value, original[name], from)
				}
			}
		}
	}
	original, err := g.look(here).Phone("447")
	if err != nil {
		t.Fatal(err)
	}
	copied, err := g.look(here).Phone("449")
	if err != nil {
		t.Fatal(err)
	}
	if copied.Password == original.Password || copied.Password == "" || copied.Mailbox != "449" {
		t.Errorf("the clone has password %q and mailbox %q", copied.Password.Reveal(), copied.Mailbox)
	}
	for body, status := range map[string]int{
		`{"from":"999","to":"1006"}`: http.StatusNotFound, `{"from":"447","to":"444"}`: http.StatusBadRequest,
		`{"from":"447"}`: http.StatusBadRequest, `{"to":"1006"}`: http.StatusBadRequest,
	} {
		if a := g.do(admin, http.MethodPost, clone, body); a.status != status {
			t.Errorf("%s: status %d: %s", body, a.status, a.body)
		}
	}
}

func TestRemoveAccounts(t *testing.T) {
	g := open(t)
	g.post(addacc, `{"type":"hunts","account":"1004/1005/group"}`)
	g.post(addacc, `{"type":"hunts","account":"2004"}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100/menu"}`)
	g.post(addacc, `{"type":"extensions","account":"447/448/anna"}`)
	id := ""
	for _, row := range list(t, g.get("/rest/domain/localhost/users")) {
		if row["name"] == "2004" {
			id = row["id"].(string)
		}
	}
	for _, step := range []struct{ path, gone string }{
		{"addacc/group", "1004 1005 group hunt_1"},
		{"users?id=" + id, "2004 hunt_2"},
		{"addacc/100/", "100 menu"},
		{"addacc/448", "447 448 anna"},
	} {
		g.succeed(http.MethodDelete, "/rest/domain/localhost/"+step.path, "")
		for name := range strings.FieldsSeq(step.gone) {
			if a := g.do(admin, http.MethodGet, "/rest/domain/localhost/user_settings/"+name, ""); a.status != http.StatusNotFound {
				t.Errorf("after %s, %s answers %d", step.path, name, a.status)
			}
		}
	}
	codes, err := g.look(here).FeatureCodes(domain.Page{})
	if err != nil || len(codes) > 0 {
		t.Errorf("feature codes are left: %v %v", codes, err)
	}
	for _, path := range []string{"addacc/1004", "addacc/", "users?id=" + id, "users?id=0", "users?id=-12", "users?id=x", "users", "users?id=13"} {
		if a := g.do(admin, http.MethodDelete, "/rest/domain/localhost/"+path, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: status %d: %s", path, a.status, a.body)
		}
	}
	// What was freed may be taken again.
	g.post(addacc, `{"type":"extensions","account":"1004/1005/group/100/menu"}`)
}

func TestUnmodelledTypesHaveEmptyLists(t *testing.T) {
	g := open(t)
	for _, path := range []string{"attendants", "acds?page=1&size=10", "conferences", "orbits", "paging", "srvflags", "callingcards", "colines"} {
		if got := g.get("/rest/domain/localhost/" + path); got != "[]" {
			t.Errorf("%s: %s", path, got)
		}
	}
}
