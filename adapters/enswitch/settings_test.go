package enswitch_test

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
)

// family is how the settings of one table are written and read through the API: every test of settings in general goes
// through all families.
type family struct {
	name    string
	prepare func(*world) // makes what the objects need
	create  string       // the function, empty where objects are there by themselves
	minimum string       // what creating needs; %d makes it unique
	update  string
	get     string
	key     func(w *world, n int) string // what names the n-th object made
	sheet   lens.Sheet
}

func families() []family {
	sheets := map[string]lens.Sheet{}
	for _, sheet := range enswitch.Tables() {
		sheets[sheet.Kind+sheet.Settings[0].Scope] = sheet
	}
	byID := func(_ *world, n int) string { return "id=" + strconv.Itoa(n) }
	return []family{
		{name: "phones", create: "phones/create", minimum: "name=10%d;password=secret", update: "phones/update", get: "phones/get",
			key: func(_ *world, n int) string { return fmt.Sprintf("name=10%d", n) }, sheet: sheets["phone"]},
		{name: "huntgroups", create: "huntgroups/create", minimum: "name=group%d", update: "huntgroups/update", get: "huntgroups/get",
			key: byID, sheet: sheets["huntgroup"]},
		{name: "destinations", prepare: func(w *world) { w.must(admin, "huntgroups/create", "name=example") },
			create: "huntgroups/destinations/create", minimum: "huntgroup=1;level=1;dtype=phone;dnumber=44%d", update: "huntgroups/destinations/update",
			get: "huntgroups/destinations/get", key: byID, sheet: sheets["huntgroupdestination"]},
		{name: "levels", prepare: func(w *world) { w.must(admin, "huntgroups/create", "name=example") },
			update: "huntgroups/levels/set", get: "huntgroups/levels/get",
			key: func(*world, int) string { return "huntgroup=1;level=3" }, sheet: sheets["huntgrouplevel"]},
		{name: "codes", create: "codes/create", minimum: "code=10%d;dtype=phone;dnumber=440", update: "codes/update", get: "codes/get",
			key: func(_ *world, n int) string { return fmt.Sprintf("code=10%d", n) }, sheet: sheets["featurecode"]},
		{name: "customers", create: "customers/create", minimum: "name=Customer+%d", update: "customers/update", get: "customers/get",
			key: func(_ *world, n int) string { return "id=" + strconv.Itoa(int(foreign)+n) }, sheet: sheets["tenant"]},
		{name: "people", create: "people/create", minimum: "username=person%d;email=;password=secret;role=4", update: "people/update", get: "people/get",
			key: func(w *world, n int) string { return "id=" + strconv.Itoa(len(w.people)+n) }, sheet: sheets["person"]},
	}
}

// settled makes a world with one object of the family.
func (f family) settled(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	if f.prepare != nil {
		f.prepare(w)
	}
	if f.create != "" {
		w.must(admin, f.create, f.creation(1))
	}
	return w
}

// creation is the smallest request that creates the n-th object, with further parameters. Those given replace required
// ones.
func (f family) creation(n int, further ...string) string {
	minimum := f.minimum
	if strings.Contains(minimum, "%d") {
		minimum = fmt.Sprintf(minimum, n)
	}
	return replaced(minimum, further...)
}

func replaced(parameters string, further ...string) string {
	given := map[string]bool{}
	for _, parameter := range further {
		name, _, _ := strings.Cut(parameter, "=")
		given[name] = true
	}
	list := slices.DeleteFunc(strings.Split(parameters, ";"), func(parameter string) bool {
		name, _, _ := strings.Cut(parameter, "=")
		return given[name]
	})
	return strings.Join(append(list, further...), ";")
}

func parameter(name, value string) string { return name + "=" + url.QueryEscape(value) }

// keys are the settings that name an object, which updating can't change.
func (f family) isKey(name string) bool {
	return name == "code" || name == "name" && f.name == "phones" || name == "level" && f.name == "levels"
}

func TestEveryDefaultIsTheDocumentedOne(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			object := w.must(admin, f.get, f.key(w, 1)).object(t)
			given := f.creation(1)
			for _, s := range f.sheet.Settings {
				if s.Class == lens.ReadOnly || s.Unshown || strings.Contains(";"+given, ";"+s.Name+"=") || s.Class == lens.Hidden && s.Required {
					continue
				}
				if s.Name == "parent" || s.Name == "domain" {
					continue // made of the caller's customer and of the name
				}
				if got := fmt.Sprint(object[s.Name]); got != s.Default {
					t.Errorf("%s is %q, documented as %q", s.Name, got, s.Default)
				}
			}
		})
	}
}

func TestEverySettingHasItsDocumentedType(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			object := w.must(admin, f.get, f.key(w, 1)).object(t)
			for _, s := range f.sheet.Settings {
				value, there := object[s.Name]
				if hidden := s.Unshown || s.Name == "password" && f.name != "codes"; hidden == there {
					t.Errorf("%s is there: %t", s.Name, there)
					continue
				}
				if _, isNumber := value.(float64); there && isNumber != s.Type.Numeric() {
					t.Errorf("%s is %T", s.Name, value)
				}
			}
			if extra := len(object); extra > len(f.sheet.Settings) {
				t.Errorf("%d members for %d settings", extra, len(f.sheet.Settings))
			}
		})
	}
}

// samples are values that a setting takes, each with what it shows as.
func samples(s *lens.Setting) []string {
	switch {
	case s.Allowed != nil:
		return s.Allowed
	case s.Form != nil && s.Form.Sample != nil:
		return s.Form.Sample
	case s.Type == lens.Flag:
		return []string{"0", "1"}
	case s.Type == lens.Integer:
		return []string{strconv.FormatInt(*s.Min, 10), strconv.FormatInt(*s.Max, 10), "7"}
	}
	return []string{"", "example", "Zoë  Ñandú 会议", "0", `"quoted" \ and 'not'`}
}

// wrongs are values that a setting doesn't take.
func wrongs(s *lens.Setting) []string {
	var out []string
	switch {
	case s.Type == lens.Flag:
		out = []string{"2", "-1", "yes", "", "1.0"}
	case s.Type == lens.Integer:
		out = []string{"x", "", "1.5", "99999999999999999999"}
		if s.Min != nil {
			out = append(out, strconv.FormatInt(*s.Min-1, 10), strconv.FormatInt(*s.Max+1, 10))
		}
	case s.Type == lens.Decimal:
		out = []string{"x", "", "1,5", "-2", "1e5"}
	case s.Form != nil:
		out = []string{"no such form: \n", "!"}
		out = slices.DeleteFunc(out, s.Form.Check)
	}
	if s.Allowed != nil {
		out = append(out, "unheard of", "99")
	}
	if s.Type == lens.String {
		out = append(out, strings.Repeat("x", lens.MaxText+1))
	}
	return out
}

// partners are the settings that have to be written together with another.
var partners = map[string]string{
	"bnumber": "btype=external", "dnumber": "dtype=external", "unumber": "utype=external", "anumber": "atype=external",
	"fax_dnumber": "fax_dtype=external", "text_dnumber": "text_dtype=external",
	"btype": "bnumber=440", "dtype": "dnumber=440", "utype": "unumber=440", "atype": "anumber=440",
	"fax_dtype": "fax_dnumber=440", "text_dtype": "text_dnumber=440",
}

// withPartner completes a parameter by what has to go with it.
func (f family) withPartner(name, value string) []string {
	partner := partners[name]
	if f.name == "destinations" {
		partner = strings.Replace(partner, "=external", "=forward", 1)
	}
	if partner == "" {
		return []string{parameter(name, value)}
	}
	return []string{parameter(name, value), partner}
}

func needsValue(s *lens.Setting, value string) bool {
	return value == "" && strings.HasSuffix(s.Name, "number") && partners[s.Name] != "" ||
		value == "" && s.Name == "domain" || s.Name == "username" && strings.ContainsAny(value, " \"")
}

// writable are the settings of a family whose samples can be written to any object.
func (f family) writable() []*lens.Setting {
	return slices.DeleteFunc(slices.Clone(f.sheet.Settings), func(s *lens.Setting) bool {
		// A domain is a name of the whole system, a parent has to be there, and a password isn't shown again.
		return s.Class == lens.ReadOnly || s.Name == "parent" || s.Name == "domain" || s.Name == "domain_aliases" ||
			s.Class == lens.Hidden || f.isKey(s.Name) || s.Name == "username" || s.Name == "huntgroup"
	})
}

func TestEveryAllowedValueComesBack(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			n := 1
			for _, s := range f.writable() {
				for _, value := range samples(s) {
					if needsValue(s, value) {
						continue
					}
					if f.create != "" {
						n++
						w.must(admin, f.create, f.creation(n, f.withPartner(s.Name, value)...))
						f.shows(t, w, n, s, value)
					}
					w.must(admin, f.update, f.key(w, 1)+";"+strings.Join(f.withPartner(s.Name, value), ";"))
					f.shows(t, w, 1, s, value)
				}
			}
		})
	}
}

func (f family) shows(t *testing.T, w *world, n int, s *lens.Setting, value string) {
	t.Helper()
	if s.Unshown {
		return
	}
	got := w.must(admin, f.get, f.key(w, n)).object(t)[s.Name]
	if number, ok := got.(float64); ok {
		if !lens.SameNumber(strconv.FormatFloat(number, 'f', -1, 64), value) {
			t.Errorf("%s was written as %q and shows as %v", s.Name, value, number)
		}
		return
	}
	if got != value {
		t.Errorf("%s was written as %q and shows as %q", s.Name, value, got)
	}
}

func TestEveryWrongValueIsRefusedByName(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			before := w.must(admin, f.get, f.key(w, 1)).body
			for _, s := range f.sheet.Settings {
				if s.Class == lens.ReadOnly {
					continue
				}
				for _, value := range wrongs(s) {
					wrong := parameter(s.Name, value)
					if len(value) > 1000 { // too long for a query
						f.refusesInBody(t, w, s.Name, value)
						continue
					}
					if f.create != "" {
						w.expect(admin, f.create, f.creation(2, wrong), "400 "+s.Name)
					}
					if !f.isKey(s.Name) {
						w.expect(admin, f.update, f.key(w, 1)+";"+wrong, "400 "+s.Name)
					}
				}
			}
			if after := w.must(admin, f.get, f.key(w, 1)).body; after != before {
				t.Errorf("something was changed\nfrom %s\nto   %s", before, after)
			}
		})
	}
}

func (f family) refusesInBody(t *testing.T, w *world, name, value string) {
	t.Helper()
	function := cmp.Or(f.create, f.update)
	rest := f.key(w, 1)
	if f.create != "" {
		rest = f.creation(2, name+"=")
	}
	got := w.post("/api/json/"+function+"/?auth_username=admin;auth_password=", "", strings.ReplaceAll(rest, ";", "&")+"&"+parameter(name, value))
	if !strings.Contains(got.codes(), "400 "+name) {
		t.Errorf("a %s of %d bytes: got %.200s", name, len(value), got.body)
	}
}

func TestEveryWrongValueIsNamedAtOnce(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ function, parameters, codes string }{
		{"phones/create", "acr=2;ringtime=x;media=smoke;source=here;hardware_address=zz;callerid_external=;call_maximum=-3;validation=7",
			"400 validation, 400 name, 400 password, 400 acr, 400 call_maximum, 400 callerid_external, 400 hardware_address, 400 media, 400 ringtime, 400 source"},
		{"phones/create", "name=440;password=secret;dtype=phone;btype=phone;bnumber=;utype=huntgroup;unumber=x", "400 bnumber, 400 dnumber, 400 unumber"},
		{"huntgroups/create", "type=zigzag;screen=9;owner=-1", "400 name, 400 owner, 400 screen, 400 type"},
		{"codes/create", "code=abc;dtype=phone;dnumber=;routing=timegroup_;ringtone=loud", "400 code, 400 dnumber, 400 ringtone, 400 routing"},
		{"codes/create", "", "400 code, 400 dtype, 400 dnumber"},
		{"people/create", "username=;role=9;email=nowhere;time_format=13", "400 password, 400 username, 400 email, 400 role, 400 time_format"},
		{"huntgroups/destinations/create", "huntgroup=x;level=11;dtype=queue;dnumber=", "400 huntgroup, 400 level, 400 dtype, 400 dnumber"},
		{"huntgroups/levels/set", "level=0;ringtime=-1;music_ringing=2", "400 huntgroup, 400 level, 400 music_ringing, 400 ringtime"},
		{"phones/update", "ringtime=x;acr=2", "400 name, 400 acr, 400 ringtime"},
		{"phones/list", "limit=x;sort=size;count=2;owner=-2", "400 count, 400 limit, 400 sort, 400 owner"},
	} {
		w.expect(user, test.function, test.parameters, test.codes)
	}
}

func TestValidationChangesNothing(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			before := w.must(admin, f.get, f.key(w, 1)).body
			if f.create != "" {
				if got := w.expect(admin, f.create, f.creation(2)+";validation=1", "201"); got.Data != nil {
					t.Errorf("data: %s", got.Data)
				}
				w.expect(admin, f.get, f.key(w, 2), "404")
			}
			for _, s := range f.writable() {
				value := samples(s)[0]
				if needsValue(s, value) {
					value = "440"
				}
				w.expect(admin, f.update, f.key(w, 1)+";validation=1;"+strings.Join(f.withPartner(s.Name, value), ";"), "201")
			}
			if after := w.must(admin, f.get, f.key(w, 1)).body; after != before {
				t.Errorf("something was changed\nfrom %s\nto   %s", before, after)
			}
		})
	}
}

func TestUnknownSettingsAreKept(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, func(t *testing.T) {
			w := f.settled(t)
			w.must(admin, f.update, f.key(w, 1)+";zulu=1;unheard_of=%22a%22+b;validation=0;auth_token=")
			object := w.must(admin, f.get, f.key(w, 1)).object(t)
			if object["zulu"] != "1" || object["unheard_of"] != `"a" b` {
				t.Errorf("got %v", object)
			}
			for name := range object {
				if strings.HasPrefix(name, "auth_") || name == "validation" || name == "copy_password" {
					t.Errorf("%s was kept", name)
				}
			}
			large := strings.Repeat("x", 16<<10)
			got := w.post("/api/json/"+f.update+"/?auth_username=admin;auth_password=;"+f.key(w, 1), "",
				"big1="+large+"&big2="+large+"&big3="+large+"&big4="+large)
			if got.codes() != "400 big1" {
				t.Errorf("more than fits: got %.300s", got.body)
			}
		})
	}
}
