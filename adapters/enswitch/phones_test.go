package enswitch_test

import (
	"encoding/json"
	"testing"

	"dragoman/domain"
)

// compare checks some members of an object.
func compare(t *testing.T, object map[string]any, want map[string]any) {
	t.Helper()
	for name, value := range want {
		if number, ok := value.(int); ok {
			value = float64(number)
		}
		if object[name] != value {
			t.Errorf("%s is %v, want %v", name, object[name], value)
		}
	}
}

func TestNewLineNeedsAPassword(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(stranger, "phones/create", "name=990;password=foreign")
	for parameters, codes := range map[string]string{
		"name=441":                                 "400 password",
		"name=441;password=":                       "400 password",
		"name=441;password=********":               "400 password",
		"name=441;copy_password=":                  "400 password",
		"name=441;copy_password=999":               "400 copy_password",
		"name=441;copy_password=990":               "400 copy_password",
		"name=441;copy_password=990;validation=1":  "400 copy_password",
		"name=441;password=x;validation=1":         "201",
		"name=441;copy_password=440;validation=1":  "201",
		"name=;password=x":                         "400 name",
		"name=a+b;password=x":                      "400 name",
		"name=a@b;password=x":                      "400 name",
		"name=440;password=x":                      "400 name",
		"name=440;copy_password=440;validation=1":  "400 name",
		"name=441;password=secret;copy_password=x": "400 copy_password",
	} {
		w.expect(user, "phones/create", parameters, codes)
	}
	w.must(user, "phones/create", "name=442;copy_password=440")
	if got := w.must(user, "phones/get", "name=442;password=1").object(t)["password"]; got != "secret" {
		t.Errorf("the copied password is %v", got)
	}
}

func TestUpdateChangesOnlyWhatItNames(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret;aoc=1;allowed_ua=Snom;ringtime=30;dtype=phone;dnumber=441;pin=1234;provision1=x")
	before := w.must(user, "phones/get", "name=440;password=1").object(t)
	w.must(user, "phones/update", "name=440;description=Ann")
	after := w.must(user, "phones/get", "name=440;password=1").object(t)
	for name, value := range before {
		if name == "description" || name == "display" {
			value = "Ann"
		}
		if after[name] != value {
			t.Errorf("%s changed from %v to %v", name, before[name], after[name])
		}
	}
	if _, there := after["provision1"]; there {
		t.Error("provision1 is shown")
	}
	w.must(user, "phones/update", "name=440;dnumber=442")
	compare(t, w.must(user, "phones/get", "name=440").object(t), map[string]any{"dtype": "phone", "dnumber": "442"})
	w.expect(user, "phones/update", "name=440;dnumber=", "400 dnumber")
	w.expect(user, "phones/update", "name=440;btype=mailbox", "400 bnumber")
	w.must(user, "phones/update", "name=440;pin=********;password=********")
	w.must(user, "phones/update", "name=440;pin=")
	compare(t, w.must(user, "phones/get", "name=440;password=1").object(t), map[string]any{"pin": "", "password": "secret"})
	w.expect(user, "phones/update", "name=440;name=441", "400 name")
}

func TestWritingBackWhatWasReadChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret;description=A++B;hardware_address=00:04:13:24:12:34;call_maximum=10.50;btype=;bnumber=777;pin=1;zulu=1")
	read := w.must(user, "phones/get", "name=440")
	var members map[string]json.RawMessage
	if err := json.Unmarshal(read.Data, &members); err != nil {
		t.Fatal(err)
	}
	parameters := "name=440"
	for name, value := range members {
		text := string(value) // a number as it stands
		if err := json.Unmarshal(value, &text); err != nil && value[0] == '"' {
			t.Fatal(err)
		}
		if name != "name" {
			parameters += ";" + parameter(name, text)
		}
	}
	w.must(user, "phones/update", parameters)
	if again := w.must(user, "phones/get", "name=440"); again.body != read.body {
		t.Errorf("from %s\nto   %s", read.body, again.body)
	}
}

func TestSpellingsComeBack(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	for _, test := range []struct {
		parameters string
		want       map[string]any
	}{
		{"hardware_address=00-04-13-24-12-34", map[string]any{"hardware_address": "00-04-13-24-12-34"}},
		{"hardware_address=0004.1324.12AB", map[string]any{"hardware_address": "0004.1324.12AB"}},
		{"dtype=;dnumber=hangup", map[string]any{"dtype": "", "dnumber": "hangup"}},
		{"dtype=none;dnumber=", map[string]any{"dtype": "none", "dnumber": ""}},
		{"dtype=;dnumber=441", map[string]any{"dtype": "", "dnumber": "441"}},
		{"dtype=forward;dnumber=2125551234", map[string]any{"dtype": "forward", "dnumber": "2125551234"}},
		{"dtype=queue;dnumber=12", map[string]any{"dtype": "queue", "dnumber": "12"}},
		{"dtype=huntgroup;dnumber=012", map[string]any{"dtype": "huntgroup", "dnumber": "012"}},
		{"dtype=hangup;dnumber=99", map[string]any{"dtype": "hangup", "dnumber": "99"}},
		{"callerid_external=matched_called", map[string]any{"callerid_external": "matched_called"}},
		{"call_maximum=10.50", map[string]any{"call_maximum": 10.5}},
		{"forwarding=441;use_forwarding=0", map[string]any{"forwarding": "441", "use_forwarding": 0}},
		{"ringtime=%2B020", map[string]any{"ringtime": 20}},
	} {
		w.must(user, "phones/update", "name=440;"+test.parameters)
		compare(t, w.must(user, "phones/get", "name=440").object(t), test.want)
	}
}

// What another dialect wrote as dialled digits is shown as what the number plan makes of them.
func TestDialledDigitsShowWhatTheyMean(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	group := w.created(user, "huntgroups/create", "name=example")
	w.must(user, "codes/create", "code=700;dtype=huntgroup;dnumber="+group)
	w.must(user, "codes/create", "code=*66;dtype=function;dnumber=redial")
	w.must(user, "codes/create", "code=800;dtype=external;dnumber=2125551234")
	for digits, want := range map[string][2]string{
		"440": {"phone", "440"}, "700": {"huntgroup", group}, "*66": {"function", "redial"}, "800": {"code", "800"},
		"8440": {"mailbox", "440"}, "2125551234": {"external", "2125551234"}, "444": {"external", "444"}, "440 441": {"phone", "440"},
		"sip:a@b": {"sipuri", "sip:a@b"}, "": {"hangup", ""},
	} {
		w.change(home, func(e *domain.Edit) error {
			return e.ChangePhone("440", func(p *domain.Phone) error { p.Busy = domain.Dialled(digits); return nil })
		})
		compare(t, w.must(user, "phones/get", "name=440").object(t), map[string]any{"btype": want[0], "bnumber": want[1]})
	}
}

func TestLineNameAndCode(t *testing.T) {
	w := newWorld(t)
	w.must(user, "codes/create", "code=440;dtype=phone;dnumber=440") // made before its line
	w.must(user, "phones/create", "name=440;password=secret")        // a code may have the name of the line that it leads to
	w.must(user, "codes/create", "code=441;dtype=external;dnumber=1")
	got := w.expect(user, "phones/create", "name=441;password=secret", "400 name")
	if got.Responses[0].Message != "441 is taken by feature code 441" {
		t.Errorf("got %s", got.body)
	}
	got = w.expect(user, "codes/create", "code=440;dtype=external;dnumber=1", "400 code")
	if got.Responses[0].Message == "" {
		t.Errorf("got %s", got.body)
	}
	w.must(user, "phones/delete", "name=440")
	w.expect(user, "phones/get", "name=440", "404")
	compare(t, w.must(user, "codes/get", "code=440").object(t), map[string]any{"dtype": "phone", "dnumber": "440"})
}

func TestQuota(t *testing.T) {
	w := newWorld(t)
	one := 1
	w.changeTenant(home, func(tenant *domain.Tenant) {
		tenant.MaxPhones, tenant.MaxHuntGroups, tenant.MaxCodes = &one, &one, &one
	})
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(user, "huntgroups/create", "name=example")
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440")
	w.expect(user, "phones/create", "name=441;password=secret", "403")
	w.expect(user, "phones/create", "name=441;password=secret;validation=1", "403")
	w.expect(user, "huntgroups/create", "name=example", "403")
	w.expect(user, "codes/create", "code=101;dtype=phone;dnumber=440", "403")
}

func TestPanelAndSystemLists(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret;description=Ann;expect_registered=2")
	w.must(seller, "phones/create", "name=550;password=secret")
	panel := w.must(plain, "phones/list/panel", "").list(t)
	if len(panel) != 1 {
		t.Fatalf("got %v", panel)
	}
	compare(t, panel[0], map[string]any{"name": "440", "description": "Ann", "registered": 0, "expect_registered": 2})
	for parameters, want := range map[string]string{"": "440 550", "registered=-1": "440 550", "registered=0": "440 550", "registered=1": "", "customer=2": "550"} {
		if got := w.must(admin, "phones/system/list", parameters).column(t, "name"); got != want {
			t.Errorf("%s: got %s, want %s", parameters, got, want)
		}
	}
	if got := w.must(user, "phones/system/list", "").column(t, "name"); got != "440" {
		t.Errorf("got %s", got)
	}
	w.expect(user, "phones/system/list", "registered=2", "400 registered")
}

func TestFeatures(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440")
	w.must(user, "huntgroups/create", "name=example")
	for parameters, member := range map[string][2]string{
		"type=phone;number=440": {"name", "440"}, "type=code;number=100": {"code", "100"}, "type=huntgroup;number=1": {"name", "example"},
	} {
		object := w.must(plain, "features/get", parameters).object(t)
		if object[member[0]] != member[1] || object["password"] == "secret" {
			t.Errorf("%s: got %v", parameters, object)
		}
	}
	for parameters, codes := range map[string]string{
		"type=phone;number=441": "404", "type=code;number=x": "404", "type=huntgroup;number=x": "404", "type=ivr;number=123": "404",
		"type=phone": "400 number", "number=1": "400 type", "type=phone;number=440;customer=4": "400 customer",
	} {
		w.expect(plain, "features/get", parameters, codes)
	}
}
