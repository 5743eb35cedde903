package enswitch_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
	"dragoman/persistence"
)

// issueFunctions are those that the project promises.
const issueFunctions = `huntgroups/list huntgroups/get huntgroups/create huntgroups/update huntgroups/delete
huntgroups/destinations/list huntgroups/destinations/get huntgroups/destinations/create huntgroups/destinations/update huntgroups/destinations/delete
huntgroups/levels/get huntgroups/levels/set codes/list codes/get codes/create codes/update codes/delete
phones/list phones/get phones/create phones/update phones/delete phones/list/panel phones/system/list
customers/list customers/get customers/create customers/update customers/delete people/list people/get people/create people/update people/delete
user/login features/get`

func TestFunctionsAreDeclaredWhole(t *testing.T) {
	promised := strings.Fields(issueFunctions)
	previous := ""
	for _, f := range enswitch.Functions() {
		if f.Path <= previous {
			t.Errorf("%s comes after %s", f.Path, previous)
		}
		previous = f.Path
		if f.Status != enswitch.Provided && f.Why == "" {
			t.Errorf("%s is %s and nobody says why", f.Path, f.Status)
		}
		if got := slices.Contains(promised, f.Path); got == (f.Status == enswitch.NotProvided) {
			t.Errorf("%s is promised: %t, and is %s", f.Path, got, f.Status)
		}
		if f.Status == enswitch.NotProvided {
			continue
		}
		if f.Summary == "" || f.Page == "" || f.Since == "" || len(f.Codes) == 0 || len(f.Privileges) == 0 {
			t.Errorf("%s is declared in part", f.Path)
		}
		for _, name := range f.Leading {
			if f.Sheet().Setting(name) == nil {
				t.Errorf("%s begins with %s, which isn't declared", f.Path, name)
			}
		}
		named := map[string]bool{}
		for _, p := range f.Parameters {
			if named[p.Name] {
				t.Errorf("%s declares %s twice", f.Path, p.Name)
			}
			named[p.Name] = true
			if p.Default != "" && !p.Required && p.Default != "0" {
				if _, err := p.Check(lens.Text(p.Default)); err != nil {
					t.Errorf("%s: the default of %s %v", f.Path, p.Name, err)
				}
			}
			if s := sheetSetting(f, p.Name); s != nil && f.Use != enswitch.Unused && s.Class != lens.ReadOnly && !p.Identifies {
				t.Errorf("%s declares %s, which is a setting as well", f.Path, p.Name)
			}
		}
	}
	for _, path := range promised {
		if !slices.ContainsFunc(enswitch.Functions(), func(f enswitch.Function) bool { return f.Path == path }) {
			t.Errorf("%s is promised and not declared", path)
		}
	}
}

func sheetSetting(f enswitch.Function, name string) *lens.Setting {
	if f.Sheet() == nil {
		return nil
	}
	return f.Sheet().Setting(name)
}

func TestCategories(t *testing.T) {
	categories := enswitch.Categories()
	for _, f := range enswitch.Functions() {
		category, _, _ := strings.Cut(f.Path, "/")
		if _, lacking := categories[category]; lacking && f.Status != enswitch.NotProvided {
			t.Errorf("%s is provided, and its category is said to be lacking", f.Path)
		}
	}
	// Those that ../../../shared/reference/enswitch-json-api.md, section 1.8, names.
	for _, category := range strings.Fields(`access addresses alerts audit bulk calls callshops cards cdrs charges classes codes conferences
		configs cos customers customs domains emails events faxes features hotels huntgroups incosts ingroups invoices ivrs machines mailboxes
		menus messages music notes numbers nvgroups outcosts outgroups pagegroups patternmenus peers people phones pickupgroups plans plugins
		preferences prefixes products provisioning queues recording regions requests roles routes sounds speeddials subscriptions taxes
		timegroups traces transactions unlimited user vouchers blacklist carriers sms callergroups calleridgroups fields`) {
		provided := slices.ContainsFunc(enswitch.Functions(), func(f enswitch.Function) bool {
			return strings.HasPrefix(f.Path, category+"/") && f.Status != enswitch.NotProvided
		})
		if _, lacking := categories[category]; lacking == provided {
			t.Errorf("%s: provided %t, lacking %t", category, provided, lacking)
		}
	}
}

func TestSettingsAreDeclaredWhole(t *testing.T) {
	for _, sheet := range enswitch.Tables() {
		for _, s := range sheet.Settings {
			if s.Type == "" || s.Class == "" || s.Page == "" || s.Since == "" {
				t.Errorf("%s %s is declared in part: %+v", sheet.Kind, s.Name, s)
			}
			if s.Class == lens.ReadOnly || s.Class == lens.Hidden || s.Required {
				continue
			}
			if text, err := s.Check(lens.Text(s.Default)); err != nil || text != s.Default {
				t.Errorf("%s %s: its default %q is read as %q, %v", sheet.Kind, s.Name, s.Default, text, err)
			}
		}
	}
}

func TestFailuresInsideTellTheClientNothing(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, func(o *enswitch.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	w.must(user, "user/login", "")
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	got := w.expect(user, "phones/create", "name=unspoken;password=topsecret", "500")
	if got.Responses[0].Message != "internal error" {
		t.Errorf("got %s", got.body)
	}
	text := log.String()
	if !strings.Contains(text, "function=phones/create") || !strings.Contains(text, "error=") {
		t.Errorf("the log says %s", text)
	}
	for _, secret := range []string{"topsecret", "auth_", "unspoken"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log shows %s: %s", secret, text)
		}
	}
}

func TestFullStore(t *testing.T) {
	w := newWorldOf(t, persistence.Options{MaxSize: 512 << 10})
	large := strings.Repeat("x", 15<<10)
	for n := range 100 {
		name := fmt.Sprint("name=", 1000+n)
		got := w.post("/api/json/phones/create/?"+credentials, "", name+"&password=secret&zulu="+large)
		if got.codes() == "204" {
			continue
		}
		if got.codes() != "500" || got.Responses[0].Message != "the store is full" {
			t.Fatalf("got %s", got.body)
		}
		w.expect(user, "phones/get", name, "404")
		w.must(user, "phones/list", "")
		return
	}
	t.Error("the store never got full")
}

func TestBroken(t *testing.T) {
	w := newWorld(t)
	recorder := httptest.NewRecorder()
	w.handler.Broken(recorder, httptest.NewRequest("GET", "/api/json/phones/get", nil))
	if got := recorder.Body.String(); recorder.Code != 200 || got != `{ "responses":[ { "code":"500", "key":"", "message":"internal error" } ] }` {
		t.Errorf("got %d %s", recorder.Code, got)
	}
}
