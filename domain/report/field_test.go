package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

func TestRelatedFields(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"RingTime", "RingTime", true},
		{"RingTime", "Music", false},
		{"RingTime", "Levels.1.RingTime", false},
		{"Levels.1.RingTime", "Levels.2.RingTime", false},
		{"Levels.*.RingTime", "Levels.2.RingTime", true},
		{"Levels.*.Members.Screen", "Levels.2.Members", true},
		{"Levels.3.Members", "Levels.*.Members.Screen", true},
		{"Levels.*.Members.Screen", "Levels.2.RingTime", false},
		{"StarCodes", "StarCodes.redial", true},
		{"*", "Anything", true},
		{"Name", "Names", false},
		{"", "", false},
		{"", "Name", false},
	} {
		if report.Related(test.a, test.b) != test.want || report.Related(test.b, test.a) != test.want {
			t.Errorf("%q and %q: want %t", test.a, test.b, test.want)
		}
	}
}

func valuesOf(object report.Object) map[string]string {
	out := map[string]string{}
	for _, field := range report.Fields(object) {
		out[field.Name] = field.Value
	}
	return out
}

func TestFieldsAreReadable(t *testing.T) {
	seconds := 0
	group := domain.NewHuntGroup()
	group.Account, group.Exit = "1004", domain.Dialled("777 8578962323")
	group.Levels[2].RingTime = &seconds
	group.Levels[2].Margins.Of("a").Bag = map[string]lens.Value{"x": lens.Text("y")}
	member := domain.NewMember()
	member.ID, member.Level, member.Destination = 7, 4, domain.PhoneDestination("440")
	member.Margins.Of("a").Bag = map[string]lens.Value{"x": lens.Text("y")}
	group.Members = []domain.Member{*member}

	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	most := 0
	tenant := domain.NewTenant()
	tenant.Deleted, tenant.MaxPhones, tenant.StarCodes = &at, &most, map[string]string{"redial": "*66"}

	phone := domain.NewPhone()
	phone.Name, phone.Names, phone.Password, phone.WebPassword = "440", []string{"440", "100"}, "hush-hush", domain.Credential{Hash: "hush", ProofHash: "hush"}
	phone.Busy = domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "7"}

	for _, test := range []struct {
		object report.Object
		want   map[string]string
	}{
		{report.HuntGroup(group), map[string]string{
			"Account": "1004", "RingTime": "10", "Exit": "dialled:777 8578962323", "Busy": "", "Levels.3.RingTime": "0", "Levels.2.RingTime": "",
			"Levels.4.Members": `[{"id":7,"level":4,"destination":"phone:440","available":true}]`, "Levels.1.Members": "", "Recording": "",
		}},
		{report.Tenant(tenant), map[string]string{"Deleted": `"2026-01-02T03:04:05Z"`, "MaxPhones": "0", "MaxCodes": "", "StarCodes": `{"redial":"*66"}`, "MailboxPrefix": "8"}},
		{report.Phone(phone), map[string]string{
			"Name": "440", "Names": `["440","100"]`, "Password": lens.Mask, "WebPassword": lens.Mask, "PIN": "", "Busy": "other:5:queue7", "DoNotDisturb": "false",
			"Forward": `{"on":true}`,
		}},
	} {
		got := valuesOf(test.object)
		for name, want := range test.want {
			if value, ok := got[name]; !ok || value != want {
				t.Errorf("%s %s is %q, want %q", test.object.Kind, name, value, want)
			}
		}
		for name, value := range got {
			if strings.Contains(value, "hush") || name == "Margins" || name == "Listed" || name == "Members" {
				t.Errorf("%s shows %s: %s", test.object.Kind, name, value)
			}
		}
	}
	if group.Members[0].Margins == nil {
		t.Error("reading the fields of a hunt group changed it")
	}
}

func TestParseKind(t *testing.T) {
	for _, kind := range domain.Kinds {
		if got, err := report.ParseKind(string(kind)); err != nil || got != kind {
			t.Errorf("%s: %s, %v", kind, got, err)
		}
	}
	for _, name := range []string{"", "queue", "Phone", "phone "} {
		if _, err := report.ParseKind(name); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "featurecode") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Meaning without a plan, or of what isn't dialled or is several numbers, is the destination itself.
func TestMeaningOfWhatIsNotDialled(t *testing.T) {
	for _, d := range []domain.Destination{
		{}, domain.PhoneDestination("440"), domain.Dialled("440 441"), domain.Dialled("440"), {Kind: domain.ToOther, Type: "x", Target: "y"},
	} {
		if got := report.Meaning(nil, d); got != d {
			t.Errorf("%s means %s", d, got)
		}
	}
	if got := report.MeaningOf(nil, "no JSON"); got != "no JSON" {
		t.Errorf("what can't be read means %q", got)
	}
}

func TestNamesOfObjects(t *testing.T) {
	group := domain.NewHuntGroup()
	group.ID = 12
	named := group.Clone()
	named.Names = []string{"1004", "vodia"}
	person := domain.NewPerson()
	person.Username = "ann"
	for want, object := range map[string]report.Object{"hunt_12": report.HuntGroup(group), "1004": report.HuntGroup(named), "ann": report.Person(person)} {
		if object.Name() != want {
			t.Errorf("%s is called %q", want, object.Name())
		}
	}
}

func TestRowClassesAreDistinct(t *testing.T) {
	classes := slices.Clone(report.RowClasses)
	slices.Sort(classes)
	if len(slices.Compact(classes)) != len(report.RowClasses) || len(report.RowClasses) != len(lens.Classes)+2 {
		t.Errorf("the classes of rows are %v", report.RowClasses)
	}
}
