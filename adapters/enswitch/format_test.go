package enswitch_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/enswitch/remote"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// tenant makes a new customer for one try of a property.
func (w *world) tenant() domain.TenantID {
	w.tb.Helper()
	tenant := domain.NewTenant()
	tenant.Name = "moved"
	err := w.directory.ChangeAll(context.Background(), domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
		return s.AddTenant(tenant, "moved.example.com")
	})
	if err != nil {
		w.tb.Fatal(err)
	}
	return tenant.ID
}

// rowsOf lists all rows of a customer by kind.
func (w *world) rowsOf(tb rapid.TB, tenant domain.TenantID) []*transfer.Row {
	tb.Helper()
	look, err := w.directory.Look(context.Background(), tenant)
	if err != nil {
		tb.Fatal(err)
	}
	var out []*transfer.Row
	for _, kind := range enswitch.Format.Kinds() {
		if err := enswitch.Format.Rows(look, kind, func(row *transfer.Row) error { out = append(out, row); return nil }); err != nil {
			tb.Fatal(err)
		}
	}
	return out
}

// load loads rows into a customer, with its own ids for hunt groups, and returns those by what they were. Groups are made
// first, as a move does.
func (w *world) load(tenant domain.TenantID, rows []*transfer.Row) (map[string]string, error) {
	ids := map[string]string{}
	err := w.directory.Change(context.Background(), domain.Actor{Name: "test"}, tenant, func(edit *domain.Edit) error {
		for _, row := range rows {
			if row.Key.Kind != transfer.HuntGroup {
				continue
			}
			empty := &transfer.Row{Key: row.Key, Settings: []lens.Entry{{Name: "name", Value: lens.Text("empty")}}}
			id, err := enswitch.Format.Load(edit, empty)
			if err != nil {
				return err
			}
			ids[row.ID] = id
		}
		for _, row := range rows {
			own := *row
			own.ID, own.Parent = ids[row.ID], ids[row.Parent]
			own.Settings = enswitch.Format.Refer(row, func(id string) string {
				if to, ok := ids[id]; ok {
					return to
				}
				return id
			})
			id, err := enswitch.Format.Load(edit, &own)
			if err != nil {
				return err
			}
			if row.Key.Kind == transfer.HuntGroup && id != ids[row.ID] {
				w.tb.Errorf("a group that was there as %s was loaded as %s", ids[row.ID], id)
			}
		}
		return nil
	})
	return ids, err
}

func drawRow[K any](t *rapid.T, table *lens.Table[K, *enswitch.View], kind transfer.Kind, name string, must map[string]string) *transfer.Row {
	in := drawWrite(t, table)
	for name, value := range must {
		in[name] = lens.Text(value)
	}
	row := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if s := table.Setting(name); s == nil || s.Class != lens.ReadOnly && in[name].Text != lens.Mask {
			row.Settings = append(row.Settings, lens.Entry{Name: name, Value: in[name], Setting: s})
		}
	}
	return row
}

func drawTenant(t *rapid.T) []*transfer.Row {
	rows := []*transfer.Row{
		drawRow(t, enswitch.PhoneTable, transfer.Phone, "440", map[string]string{"name": "440"}),
		drawRow(t, enswitch.PhoneTable, transfer.Phone, "12x441", map[string]string{"name": "12x441", "btype": "huntgroup", "bnumber": "7001"}),
		drawRow(t, enswitch.HuntGroupTable, transfer.HuntGroup, "Sales", map[string]string{"name": "Sales"}),
		drawRow(t, enswitch.HuntGroupTable, transfer.HuntGroup, "Sales#2", map[string]string{"name": "Sales", "atype": "huntgroup", "anumber": "7001"}),
		drawRow(t, enswitch.LevelTable, transfer.Level, "3", nil),
		drawRow(t, enswitch.MemberTable, transfer.Member, "1/phone/440", map[string]string{"level": "1", "dtype": "phone", "dnumber": "440"}),
		drawRow(t, enswitch.MemberTable, transfer.Member, "1/phone/440#2", map[string]string{"level": "1", "dtype": "phone", "dnumber": "440"}),
		drawRow(t, enswitch.FeatureCodeTable, transfer.FeatureCode, "100", map[string]string{"code": "100", "dtype": "huntgroup", "dnumber": "7002"}),
		drawRow(t, enswitch.FeatureCodeTable, transfer.FeatureCode, "*67", map[string]string{"code": "*67"}),
	}
	for i, row := range rows[2:7] {
		row.ID, row.Parent = []string{"7001", "7002", "", "1", "2"}[i], []string{"", "", "7002", "7001", "7001"}[i]
	}
	return rows
}

// find is the row of a key in a group of a name.
func find(rows []*transfer.Row, key transfer.Key, parent string) *transfer.Row {
	i := slices.IndexFunc(rows, func(row *transfer.Row) bool { return row.Key == key && row.Parent == parent })
	if i < 0 {
		return nil
	}
	return rows[i]
}

// What is loaded is what rows then say, in whatever customer, and once more the same from there.
func TestRowsSurviveLoading(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTenant(t)
		first := w.tenant()
		ids, err := w.load(first, rows)
		if domain.CodeOf(err) == domain.Invalid {
			t.Skip("refused")
		}
		if err != nil {
			t.Fatal(err)
		}
		found := w.rowsOf(t, first)
		saysTheSame(t, rows, found, ids)
		second := w.tenant()
		ids, err = w.load(second, found)
		if err != nil {
			t.Fatalf("load what rows say: %v", err)
		}
		again := w.rowsOf(t, second)
		saysTheSame(t, found, again, ids)
		if len(again) != len(found) {
			t.Fatalf("%d rows became %d", len(found), len(again))
		}
	})
}

func saysTheSame(t *rapid.T, want, found []*transfer.Row, ids map[string]string) {
	t.Helper()
	for _, row := range want {
		expected := *row
		expected.Settings = enswitch.Format.Refer(row, func(id string) string {
			if to, ok := ids[id]; ok {
				return to
			}
			return id
		})
		got := find(found, row.Key, ids[row.Parent])
		if got == nil && row.Key.Kind == transfer.Level {
			got = enswitch.Format.New(transfer.Level) // one of which nothing is said
		}
		if got == nil {
			t.Fatalf("%s isn't there", row.Key)
		}
		if row.Key.Kind == transfer.HuntGroup && got.ID != ids[row.ID] {
			t.Fatalf("%s has the id %s, want %s", row.Key, got.ID, ids[row.ID])
		}
		for _, entry := range expected.Settings {
			if !enswitch.Format.Same(entry.Name, got, &expected) {
				t.Fatalf("%s: %s is %q, want %q\nof %v\nand %v", row.Key, entry.Name, got.Text(entry.Name), entry.Value.Text, texts(got), texts(&expected))
			}
		}
	}
}

func texts(row *transfer.Row) map[string]string {
	out := map[string]string{}
	for _, entry := range row.Settings {
		out[entry.Name] = entry.Value.Text
	}
	return out
}

// filled is a customer with something of everything, secrets among it.
func (w *world) filled(tenant domain.TenantID) (group string) {
	w.tb.Helper()
	rows := []*transfer.Row{
		formatRow(transfer.Phone, "440", "name=440", "password=s3cret", "pin=1234", "provision1=<x/>", "unheard_of=kept"),
		formatRow(transfer.HuntGroup, "Sales", "name=Sales", "dtype=phone", "dnumber=440"),
		formatRow(transfer.Level, "2", "ringtime=7"),
		formatRow(transfer.Member, "2/phone/440", "level=2", "dtype=phone", "dnumber=440"),
		formatRow(transfer.FeatureCode, "100", "code=100", "dtype=huntgroup", "dnumber=1", "password=9999"),
	}
	rows[1].ID, rows[2].Parent, rows[3].Parent, rows[3].ID = "1", "1", "1", "5"
	ids, err := w.load(tenant, rows)
	if err != nil {
		w.tb.Fatal(err)
	}
	return ids["1"]
}

func formatRow(kind transfer.Kind, name string, settings ...string) *transfer.Row {
	out := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		out.Settings = append(out.Settings, lens.Entry{Name: name, Value: lens.Text(value), Setting: enswitch.Format.Setting(kind, name)})
	}
	return out
}

func TestRowsTellSecretsAndWhatAnswersLeaveOut(t *testing.T) {
	w := newWorld(t)
	tenant := w.tenant()
	w.filled(tenant)
	w.change(tenant, func(e *domain.Edit) error {
		nameless := domain.NewHuntGroup()
		nameless.Names = []string{"1004", "sales"}
		return e.AddHuntGroup(nameless)
	})
	rows := w.rowsOf(t, tenant)
	phone := find(rows, transfer.Key{Kind: transfer.Phone, Name: "440"}, "")
	for setting, want := range map[string]string{"password": "s3cret", "pin": "1234", "provision1": "<x/>", "unheard_of": "kept"} {
		if got := phone.Text(setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	code := find(rows, transfer.Key{Kind: transfer.FeatureCode, Name: "100"}, "")
	if code == nil || code.Text("password") != "9999" {
		t.Errorf("the code's password isn't told: %v", code)
	}
	for _, key := range []transfer.Key{{Kind: transfer.HuntGroup, Name: "1004"}, {Kind: transfer.FeatureCode, Name: "1004"}} {
		if find(rows, key, "") == nil {
			t.Errorf("%s isn't there", key)
		}
	}
	if find(rows, transfer.Key{Kind: transfer.FeatureCode, Name: "sales"}, "") != nil {
		t.Error("a name that can't be dialled is a feature code")
	}
	for _, row := range rows {
		for _, entry := range row.Settings {
			if entry.Setting != nil && entry.Setting.Class == lens.ReadOnly {
				t.Errorf("%s tells %s, which nobody can write", row.Key, entry.Name)
			}
		}
	}
}

func TestRowsChangeAndGo(t *testing.T) {
	w := newWorld(t)
	tenant := w.tenant()
	group := w.filled(tenant)
	change := func(of *transfer.Row, settings ...string) *transfer.Row {
		changed := formatRow(of.Key.Kind, of.Key.Name, settings...)
		changed.ID, changed.Parent = of.ID, of.Parent
		return changed
	}
	look := func() *domain.Look {
		look, err := w.directory.Look(context.Background(), tenant)
		if err != nil {
			t.Fatal(err)
		}
		return look
	}
	settings := map[transfer.Kind][]string{
		transfer.Phone: {"description=Ada", "password=other"}, transfer.HuntGroup: {"ringtime=33"}, transfer.Level: {"ringtime=-2", "play_message=1"},
		transfer.Member: {"screen=1", "level=2"}, transfer.FeatureCode: {"description=Door"},
	}
	rows := w.rowsOf(t, tenant)
	for _, row := range rows {
		changed := change(row, settings[row.Key.Kind]...)
		w.change(tenant, func(e *domain.Edit) error { return enswitch.Format.Change(e, changed) })
		got, err := enswitch.Format.Row(look(), row)
		if err != nil {
			t.Fatalf("%s: %v", row.Key, err)
		}
		for _, entry := range changed.Settings {
			if !enswitch.Format.Same(entry.Name, got, changed) {
				t.Errorf("%s: %s is %q, want %q", row.Key, entry.Name, got.Text(entry.Name), entry.Value.Text)
			}
		}
		if row.Key.Kind == transfer.HuntGroup || row.Key.Kind == transfer.Member {
			byKey, err := enswitch.Format.Row(look(), &transfer.Row{Key: row.Key, Parent: row.Parent})
			if err != nil || byKey.ID != row.ID {
				t.Errorf("%s by its key is %v, %v, want the id %s", row.Key, byKey, err, row.ID)
			}
		}
	}
	wrong := change(&transfer.Row{Key: transfer.Key{Kind: transfer.Level, Name: "2"}, Parent: group}, "ringtime=soon")
	err := w.directory.Change(context.Background(), domain.Actor{Name: "test"}, tenant, func(e *domain.Edit) error { return enswitch.Format.Change(e, wrong) })
	if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "ringtime") {
		t.Errorf("a wrong ring time: got %v, want Invalid of ringtime", err)
	}
	for _, row := range slices.Backward(rows) {
		w.change(tenant, func(e *domain.Edit) error { return enswitch.Format.Remove(e, row) })
		if row.Key.Kind == transfer.Level {
			continue
		}
		if _, err := enswitch.Format.Row(look(), row); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%s after its removal: got %v, want NotFound", row.Key, err)
		}
	}
	if left := w.rowsOf(t, tenant); len(left) > 0 {
		t.Errorf("of all that was removed there is still %v", left)
	}
}

func TestReferencesOfRows(t *testing.T) {
	phone, group, code := transfer.Phone, transfer.HuntGroup, transfer.FeatureCode
	within := func(row *transfer.Row) *transfer.Row { row.Parent = "12"; return row }
	to := func(kind transfer.Kind, name string, settings ...string) transfer.Reference {
		return transfer.Reference{Settings: settings, To: transfer.Key{Kind: kind, Name: name}}
	}
	alias := func(r transfer.Reference) transfer.Reference { r.Alias = true; return r }
	for _, test := range []struct {
		row      *transfer.Row
		want     []transfer.Reference
		referred string // what the row says after Refer, which puts 99 for 12
	}{
		{formatRow(phone, "440", "btype=huntgroup", "bnumber=12", "utype=mailbox", "unumber=12"), []transfer.Reference{to(group, "12", "btype", "bnumber")}, "huntgroup 99 mailbox 12"},
		{formatRow(phone, "440", "ltype=phone", "lnumber=441"), []transfer.Reference{to(phone, "441", "ltype", "lnumber")}, "phone 441"},
		{formatRow(phone, "440", "dtype=phone", "dnumber=12"), []transfer.Reference{to(phone, "12", "dtype", "dnumber")}, "phone 12"},
		{formatRow(phone, "440", "dtype=phone", "dnumber="), nil, "phone "},
		{formatRow(group, "Sales", "dtype=", "dnumber=hangup", "atype=code", "anumber=12"), []transfer.Reference{to(code, "12", "atype", "anumber")}, " hangup code 12"},
		{within(formatRow(transfer.Level, "3", "ringtime=12")), []transfer.Reference{to(group, "12")}, "12"},
		{within(formatRow(transfer.Member, "1/phone/12", "level=1", "dtype=phone", "dnumber=12")), []transfer.Reference{to(group, "12"), to(phone, "12", "dtype", "dnumber")}, "1 phone 12"},
		{formatRow(code, "100", "dtype=huntgroup", "dnumber=12"), []transfer.Reference{alias(to(group, "12", "dtype", "dnumber"))}, "huntgroup 99"},
		{formatRow(code, "100", "dtype=phone", "dnumber=440", "fax_dtype=phone", "fax_dnumber=441"),
			[]transfer.Reference{alias(to(phone, "440", "dtype", "dnumber")), to(phone, "441", "fax_dtype", "fax_dnumber")}, "phone 440 phone 441"},
		{formatRow(code, "100", "dtype=code", "dnumber=101"), []transfer.Reference{to(code, "101", "dtype", "dnumber")}, "code 101"},
	} {
		got := enswitch.Format.References(test.row)
		slices.SortFunc(got, func(a, b transfer.Reference) int {
			return strings.Compare(strings.Join(a.Settings, " "), strings.Join(b.Settings, " "))
		})
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v leads to %+v, want %+v", test.row, got, test.want)
		}
		var said []string
		for _, entry := range enswitch.Format.Refer(test.row, func(id string) string { return strings.Replace(id, "12", "99", 1) }) {
			said = append(said, entry.Value.Text)
		}
		if strings.Join(said, " ") != test.referred {
			t.Errorf("%v becomes %q, want %q", test.row, said, test.referred)
		}
	}
}

func TestSameSettings(t *testing.T) {
	for _, test := range []struct {
		kind    transfer.Kind
		setting string
		a, b    string // settings of two rows
		same    bool
	}{
		{transfer.Phone, "call_maximum", "call_maximum=10.50", "call_maximum=10.5", true},
		{transfer.Phone, "call_maximum", "call_maximum=-1.0000", "", true},
		{transfer.Phone, "call_maximum", "call_maximum=10.50", "", false},
		{transfer.Phone, "dnumber", "dtype=hangup", "dtype=;dnumber=", true},
		{transfer.Phone, "dtype", "dtype=phone;dnumber=440", "dtype=code;dnumber=440", false},
		{transfer.HuntGroup, "dtype", "dtype=;dnumber=hangup", "dtype=hangup;dnumber=", true},
		{transfer.HuntGroup, "dtype", "", "dtype=hangup;dnumber=", true},
		{transfer.Phone, "hardware_address", "hardware_address=00:04:13:24:12:34", "hardware_address=000413241234", true},
		{transfer.Phone, "description", "description=A  B", "description=A B", false},
		{transfer.Level, "ringtime", "ringtime=-2", "", true},
		{transfer.Phone, "unheard_of", "unheard_of=1", "unheard_of=2", false},
	} {
		split := func(text string) *transfer.Row {
			return formatRow(test.kind, "x", strings.FieldsFunc(text, func(r rune) bool { return r == ';' })...)
		}
		if got := enswitch.Format.Same(test.setting, split(test.a), split(test.b)); got != test.same {
			t.Errorf("%s of %q and %q: same is %t, want %t", test.setting, test.a, test.b, got, test.same)
		}
	}
}

// The gateway's own API is an Enswitch to a move, and tells what its store tells but for secrets that it keeps.
func TestTheGatewayAsALivePlace(t *testing.T) {
	w := newWorld(t)
	w.filled(home)
	place, err := remote.ParsePlace("enswitch+" + strings.Replace(w.server.URL, "://", "://"+admin+"@", 1) + "/?customer=1")
	if err != nil {
		t.Fatal(err)
	}
	r, err := remote.Open(place, w.passwords[admin], wire.Options{Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if tenant, err := r.Check(t.Context(), true); err != nil || tenant.Name != "localhost" {
		t.Fatalf("check: %+v, %v", tenant, err)
	}
	compare := func() {
		t.Helper()
		var got []*transfer.Row
		for _, kind := range enswitch.Format.Kinds() {
			if err := r.Rows(t.Context(), kind, func(row *transfer.Row) error { got = append(got, row); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		want := w.rowsOf(t, home)
		if len(got) != len(want) {
			t.Fatalf("the API tells %d rows, the store %d", len(got), len(want))
		}
		for _, row := range want {
			found := find(got, row.Key, row.Parent)
			if found == nil || found.ID != row.ID && row.ID != "" {
				t.Errorf("%s isn't told: %v", row.Key, found)
				continue
			}
			for _, entry := range row.Settings {
				if enswitch.Format.Compared(row.Key.Kind, entry.Name) && found.Text(entry.Name) != lens.Mask && !enswitch.Format.Same(entry.Name, found, row) {
					t.Errorf("%s: the API tells %s as %q, the store as %q", row.Key, entry.Name, found.Text(entry.Name), row.Text(entry.Name))
				}
			}
		}
	}
	compare()
	if _, err := r.Create(t.Context(), formatRow(transfer.Phone, "450", "password=x", "new_in_5_0=yes"), false); err != nil {
		t.Fatal(err)
	}
	id, err := r.Create(t.Context(), formatRow(transfer.HuntGroup, "More", "name=More"), false)
	if err != nil {
		t.Fatal(err)
	}
	member := formatRow(transfer.Member, "1/phone/450", "level=1", "dtype=phone", "dnumber=450")
	member.Parent = id
	if _, err := r.Create(t.Context(), member, false); err != nil {
		t.Fatal(err)
	}
	compare()
}
