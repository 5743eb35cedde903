package vodia_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
	"dragoman/adapters/vodia/remote"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

func formatRow(kind transfer.Kind, name string, settings ...string) *transfer.Row {
	out := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		entry := lens.Entry{Name: name, Value: lens.Text(value), Setting: vodia.Format.Setting(kind, name)}
		if name == "alias" {
			entry.Value = lens.Value{Text: lens.JoinNames(strings.Fields(value)), Raw: true}
		}
		out.Settings = append(out.Settings, entry)
	}
	return out
}

func formatRows(g *gateway, name string) []*transfer.Row {
	g.t.Helper()
	var out []*transfer.Row
	for _, kind := range vodia.Format.Kinds() {
		err := vodia.Format.Rows(g.look(name), kind, func(row *transfer.Row) error {
			out = append(out, row)
			return nil
		})
		if err != nil {
			g.t.Fatal(err)
		}
	}
	return out
}

// sameRows says that two lists have the same rows, each with the same meaning as far as it tells it.
func sameRows(t *testing.T, want, got []*transfer.Row) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Key != want[i].Key {
			t.Errorf("row %d is %s, want %s", i, got[i].Key, want[i].Key)
			continue
		}
		for _, entry := range want[i].Settings {
			if entry.Value.Text != lens.Mask && !vodia.Format.Same(entry.Name, want[i], got[i]) {
				t.Errorf("%s: %s is %q, want %q", want[i].Key, entry.Name, got[i].Text(entry.Name), entry.Value.Text)
			}
		}
	}
}

// fill makes a tenant with something of every kind, as both dialects make it.
func fill(g *gateway) {
	crew(g)
	g.post("/rest/domain/localhost/user_settings/1004", `{"display":"Sales","alias":["1004","sales"],"st4_ext":"8440 777","acturl_call":"x","what":{"is":["this"]}}`)
	g.post(addacc, `{"type":"ivrnodes","account":"100","match":"!*!+15551234!","display":"Door"}`)
	g.post("/rest/domain/localhost/user_settings/440", `{"first_name":"Ada","display_name":"Lovelace","sip_pass":"s3cret","pin":"1234","alias":["440","5550440"],"cfa":"441","dnd_expires":"5"}`)
	g.post("/rest/domain/localhost/settings", `{"code_redial":"*66","code_park":"*85"}`)
	g.change(here, func(e *domain.Edit) error {
		group := domain.NewHuntGroup()
		group.Name = "Without a number"
		return e.AddHuntGroup(group)
	})
}

// What is read of one tenant and loaded into another reads the same there.
func TestRowsLoadIntoAnotherTenant(t *testing.T) {
	g := open(t)
	fill(g)
	want := formatRows(g, here)
	g.change(there, func(e *domain.Edit) error {
		if err := e.RemovePhone("444", true); err != nil {
			return err
		}
		for _, row := range want {
			if id, err := vodia.Format.Load(e, row); err != nil || id != "" {
				t.Fatalf("load %s: %q, %v", row.Key, id, err)
			}
		}
		return nil
	})
	got := formatRows(g, there)
	sameRows(t, want, got)
	ada := got[slices.IndexFunc(got, func(row *transfer.Row) bool { return row.Key.Name == "440" })]
	for setting, value := range map[string]string{"sip_pass": "s3cret", "pin": "1234", "dnd_expires": "5"} {
		if got := ada.Text(setting); got != value {
			t.Errorf("%s is %q, want %q", setting, got, value)
		}
	}
	for _, row := range got {
		read, err := vodia.Format.Row(g.look(there), &transfer.Row{Key: row.Key})
		if err != nil {
			t.Errorf("%s alone: %v", row.Key, err)
			continue
		}
		sameRows(t, []*transfer.Row{row}, []*transfer.Row{read})
	}
}

func TestRowsChangeAndGo(t *testing.T) {
	g := open(t)
	fill(g)
	for _, test := range []struct {
		change *transfer.Row
		code   domain.Code
		fault  string
	}{
		{formatRow(transfer.Phone, "440", "dnd=true", "alias=440 5550441", "sip_pass="+lens.Mask), "", ""},
		{formatRow(transfer.HuntGroup, "1004", "st1_ext=445 444", "st2_dur=7"), "", ""},
		{formatRow(transfer.HuntGroup, "hunt_2", "display=Named"), "", ""},
		{formatRow(transfer.FeatureCode, "100", "match=!1!440! !2!441!"), "", ""},
		{formatRow(transfer.StarCodes, vodia.StarCodesName, "code_redial=*85", "code_park=*66", "code_pickup=*87"), "", ""},
		{formatRow(transfer.StarCodes, vodia.StarCodesName, "code_redial=", "code_park=*86"), "", ""},
		{formatRow(transfer.StarCodes, vodia.StarCodesName, "code_redial=no"), domain.Invalid, "code_redial"},
		{formatRow(transfer.StarCodes, vodia.StarCodesName, "code_redial=440"), domain.Invalid, "code_redial"},
		{formatRow(transfer.Phone, "440", "moh=x", "mac=y"), domain.Invalid, "moh"},
		{formatRow(transfer.Phone, "440", "alias=440 1004"), domain.Invalid, "alias"},
		{formatRow(transfer.Phone, "1004", "dnd=true"), domain.NotFound, ""},
		{formatRow(transfer.FeatureCode, "999", "display=x"), domain.NotFound, ""},
	} {
		err := g.directory.Change(t.Context(), domain.Actor{Name: "test"}, g.tenant(here).ID, func(e *domain.Edit) error {
			return vodia.Format.Change(e, test.change)
		})
		if domain.CodeOf(err) != test.code || err != nil && !strings.Contains(err.Error(), test.fault) {
			t.Errorf("%s: got %v, want %q of %s", test.change.Key, err, test.code, test.fault)
		}
		if err != nil {
			continue
		}
		got, err := vodia.Format.Row(g.look(here), test.change)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range test.change.Settings {
			if entry.Value.Text != lens.Mask && !vodia.Format.Same(entry.Name, test.change, got) {
				t.Errorf("%s: %s is %q, want %q", test.change.Key, entry.Name, got.Text(entry.Name), entry.Value.Text)
			}
		}
	}
	for _, row := range formatRows(g, here) {
		g.change(here, func(e *domain.Edit) error { return vodia.Format.Remove(e, row) })
	}
	left := formatRows(g, here)
	if len(left) != 1 || len(vodia.Format.Names(left[0])) != 0 {
		t.Errorf("%d rows are left", len(left))
	}
}

func TestSameMeaning(t *testing.T) {
	for _, test := range []struct {
		kind    transfer.Kind
		setting string
		a, b    string
		same    bool
	}{
		{transfer.Phone, "mac", "00:04:13:6B:2C:3D", "0004136b2c3d", true},
		{transfer.Phone, "cfn_timeout", "", strconv.Itoa(domain.DefaultPhoneRingTime), true},
		{transfer.Phone, "cfn_timeout", "20", "21", false},
		{transfer.Phone, "anonymous", "true", "reject", true},
		{transfer.Phone, "dnd", "", "false", true},
		{transfer.Phone, "cw", "", "false", false},
		{transfer.Phone, "alias", "440 1 2", "440 2 1", true},
		{transfer.Phone, "alias", "440 1 2", "1 440 2", false},
		{transfer.HuntGroup, "st1_ext", "440  441", "440 441", true},
		{transfer.HuntGroup, "st1_ext", "441 440", "440 441", false},
		{transfer.HuntGroup, "what", "1", "1", true},
		{transfer.FeatureCode, "match", "!*! 440 !", "!*!440!", true},
		{transfer.StarCodes, "code_redial", "*66", "*67", false},
	} {
		a, b := formatRow(test.kind, "440", test.setting+"="+test.a), formatRow(test.kind, "440", test.setting+"="+test.b)
		if got := vodia.Format.Same(test.setting, a, b); got != test.same {
			t.Errorf("%s %q and %q: same is %t", test.setting, test.a, test.b, got)
		}
	}
	empty := formatRow(transfer.Phone, "440")
	for _, entry := range vodia.Format.New(transfer.Phone).Settings {
		if !vodia.Format.Same(entry.Name, empty, &transfer.Row{Key: empty.Key, Settings: []lens.Entry{entry}}) {
			t.Errorf("a row without %s isn't one with its default %q", entry.Name, entry.Value.Text)
		}
	}
}

func TestWhatIsWrittenAndCompared(t *testing.T) {
	for _, test := range []struct {
		kind               transfer.Kind
		setting            string
		writable, compared bool
	}{
		{transfer.Phone, "call_return", false, false},
		{transfer.Phone, "dnd_expires", true, false},
		{transfer.Phone, "first_name", true, true},
		{transfer.HuntGroup, "dialog_state", false, false},
		{transfer.HuntGroup, "what", true, false},
		{transfer.StarCodes, "code_redial", true, true},
	} {
		if got := vodia.Format.Writable(test.kind, test.setting); got != test.writable {
			t.Errorf("%s is writable: %t", test.setting, got)
		}
		if got := vodia.Format.Compared(test.kind, test.setting); got != test.compared {
			t.Errorf("%s is compared: %t", test.setting, got)
		}
	}
	if !vodia.Format.Says(domain.KindPhone, "Holder") || vodia.Format.Says(domain.KindHuntGroup, "Levels.7.Members") {
		t.Error("the format says of itself what isn't so")
	}
}

// The gateway is a Vodia to its own client.
func TestClientOfTheGateway(t *testing.T) {
	g := open(t)
	fill(g)
	place, err := remote.ParsePlace(strings.Replace(g.url, "http://", "vodia+http://"+boss.login+"@", 1) + "/" + there)
	if err != nil {
		t.Fatal(err)
	}
	client, err := remote.Open(place, boss.password, wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if tenant, err := client.Check(t.Context(), true); err != nil || tenant.Name != "Acme" {
		t.Fatalf("%+v, %v", tenant, err)
	}
	if err := client.Remove(t.Context(), formatRow(transfer.Phone, "444")); err != nil {
		t.Fatal(err)
	}
	want := formatRows(g, here)
	for _, row := range want {
		if _, err := client.Create(t.Context(), row, false); err != nil {
			t.Errorf("create %s: %v", row.Key, err)
		}
	}
	var got []*transfer.Row
	for _, kind := range vodia.Format.Kinds() {
		err := client.Rows(t.Context(), kind, func(row *transfer.Row) error {
			got = append(got, row)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range append(slices.Clone(want), got...) {
		row.Settings = slices.DeleteFunc(row.Settings, func(e lens.Entry) bool {
			return e.Setting != nil && (e.Setting.Class == lens.Hidden || e.Setting.Unshown) // never shown
		})
	}
	for _, rows := range [][]*transfer.Row{want, got} {
		slices.SortFunc(rows, func(a, b *transfer.Row) int { return strings.Compare(a.Key.String(), b.Key.String()) })
	}
	sameRows(t, want, got)
	_, err = client.Create(t.Context(), formatRow(transfer.Phone, "449", "moh=x"), false)
	if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "moh") {
		t.Errorf("got %v", err)
	}
	if _, err := client.Row(t.Context(), formatRow(transfer.Phone, "449")); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("what was refused is half there: %v", err)
	}
}

func TestHuntsCalledByOtherIDs(t *testing.T) {
	names := []string{"1004", "hunt_5", "1005", "hunt_3", "hunt_2", "hunt_4_2"}
	vodia.InLoadOrder(names)
	if want := []string{"hunt_2", "hunt_3", "hunt_4_2", "hunt_5", "1004", "1005"}; !slices.Equal(names, want) {
		t.Fatalf("the order is %q", names)
	}
	g := open(t)
	g.change(there, func(e *domain.Edit) error {
		for _, name := range names {
			if _, err := vodia.Format.Load(e, formatRow(transfer.HuntGroup, name, "display="+name)); err != nil {
				t.Errorf("load %s: %v", name, err)
			}
		}
		return nil
	})
	for _, row := range formatRows(g, there) {
		if row.Key.Kind == transfer.HuntGroup && row.Text("display") != row.Key.Name {
			t.Errorf("%s is called %s", row.Text("display"), row.Key.Name)
		}
	}
}

// A setting that means something of the account's own is another where it is written otherwise.
func TestSameMailbox(t *testing.T) {
	for _, one := range []struct {
		a, b string
		same bool
	}{{"true", "true", true}, {"true", "false", false}, {"false", "", true}, {"", "true", false}} {
		a, b := formatRow(transfer.Phone, "440", "mb_enable="+one.a), formatRow(transfer.Phone, "440", "mb_enable="+one.b)
		if got := vodia.Format.Same("mb_enable", a, b); got != one.same {
			t.Errorf("mb_enable %q and %q are the same: %v", one.a, one.b, got)
		}
	}
}
