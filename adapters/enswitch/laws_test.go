package enswitch_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	_ "dragoman/domain/chance"
	"dragoman/domain/lens"
)

// The laws of ../../domain/lens over Enswitch's own tables: for any stored object, whoever wrote it, and any write.

func TestPhoneLaws(t *testing.T) {
	lawsHold(t, enswitch.PhoneTable, anyPhone, func(p *domain.Phone) *domain.Phone { return p.Clone() })
}

func TestHuntGroupLaws(t *testing.T) {
	lawsHold(t, enswitch.HuntGroupTable, anyHuntGroup, func(g *domain.HuntGroup) *domain.HuntGroup { return g.Clone() })
}

func TestMemberLaws(t *testing.T) {
	lawsHold(t, enswitch.MemberTable, anyMember, func(m enswitch.Member) enswitch.Member {
		copied := *m.Member
		copied.Margins = m.Margins.Clone()
		return enswitch.Member{HuntGroup: m.HuntGroup, Member: &copied}
	})
}

func TestLevelLaws(t *testing.T) {
	lawsHold(t, enswitch.LevelTable, anyLevel, func(l enswitch.Level) enswitch.Level {
		group := &domain.HuntGroup{}
		group.Levels[0] = *l.Level
		return enswitch.Level{HuntGroup: l.HuntGroup, Number: l.Number, Level: &group.Clone().Levels[0]}
	})
}

func TestFeatureCodeLaws(t *testing.T) {
	lawsHold(t, enswitch.FeatureCodeTable, anyFeatureCode, func(c *domain.FeatureCode) *domain.FeatureCode { return c.Clone() })
}

func TestCustomerLaws(t *testing.T) {
	lawsHold(t, enswitch.CustomerTable, anyTenant, func(c *domain.Tenant) *domain.Tenant { return c.Clone() })
}

// A person's password is left out: it can be checked and not read, so that no text of it comes back.
func TestPersonLaws(t *testing.T) {
	lawsHold(t, enswitch.PersonTable, anyPerson, func(p *domain.Person) *domain.Person { return p.Clone() })
}

// lawsHold draws an object, lets the dialect write to it a few times so that its margin isn't empty, and then tries
// each law.
func lawsHold[K any](t *testing.T, table *lens.Table[K, *enswitch.View], draw func(*rapid.T) K, clone func(K) K) {
	t.Helper()
	prepared := func(t *rapid.T) K {
		k := draw(t)
		for range rapid.IntRange(0, 3).Draw(t, "earlier writes") {
			next := clone(k)
			if _, faults := table.Write(&enswitch.View{}, next, drawWrite(t, table)); len(faults) == 0 {
				k = clone(next)
			}
		}
		return k
	}
	t.Run("GetPut", rapid.MakeCheck(func(t *rapid.T) {
		k := prepared(t)
		before := encoded(t, clone(k))
		after := clone(k)
		if _, faults := table.Write(&enswitch.View{}, after, readBack(table, k)); len(faults) > 0 {
			t.Fatalf("what was read is refused: %v", faults)
		}
		if got := encoded(t, clone(after)); got != before {
			t.Fatalf("writing back what was read changed the object\nfrom %s\nto   %s", before, got)
		}
	}))
	t.Run("PutGet", rapid.MakeCheck(func(t *rapid.T) {
		k := clone(prepared(t))
		in := drawWrite(t, table)
		if _, faults := table.Write(&enswitch.View{}, k, in); len(faults) > 0 {
			t.Skip("refused")
		}
		showsWhatWasWritten(t, table, k, in)
	}))
	t.Run("PutPut", rapid.MakeCheck(func(t *rapid.T) {
		k := prepared(t)
		first, second := drawWrite(t, table), drawWrite(t, table)
		for name := range first { // the second write must speak of all that the first did
			if again, spoken := second[name]; !spoken || again.Text == lens.Mask {
				delete(first, name)
			}
		}
		both, once := clone(k), clone(k)
		if _, faults := table.Write(&enswitch.View{}, both, first); len(faults) > 0 {
			t.Skip("refused")
		}
		_, faults := table.Write(&enswitch.View{}, both, second)
		_, faultsOnce := table.Write(&enswitch.View{}, once, second)
		if len(faults) > 0 || len(faultsOnce) > 0 {
			t.Skip("refused")
		}
		table.Settle(both)
		table.Settle(once)
		if got, want := encoded(t, clone(both)), encoded(t, clone(once)); got != want {
			t.Fatalf("the first write left a trace\nafter both   %s\nafter second %s", got, want)
		}
	}))
}

// readBack is what a client writes that sends everything it read.
func readBack[K any](table *lens.Table[K, *enswitch.View], k K) map[string]lens.Value {
	in := map[string]lens.Value{}
	for _, entry := range table.View(&enswitch.View{}, k) {
		in[entry.Name] = lens.Text(entry.Value.Text)
	}
	return in
}

func showsWhatWasWritten[K any](t *rapid.T, table *lens.Table[K, *enswitch.View], k K, in map[string]lens.Value) {
	for name, value := range in {
		setting := table.Setting(name)
		if setting != nil && setting.Class == lens.ReadOnly {
			continue
		}
		got, ok := table.Get(&enswitch.View{Reveal: name == "password"}, k, name)
		if !ok {
			t.Fatalf("%s was written and isn't there", name)
		}
		switch {
		case got.Text == value.Text:
		case setting != nil && setting.Type.Numeric() && lens.SameNumber(got.Text, value.Text):
		case setting != nil && setting.Class == lens.Hidden && value.Text != "" && got.Text == lens.Mask:
		case setting != nil && setting.Class == lens.Hidden && value.Text == lens.Mask:
		default:
			t.Fatalf("%s was written as %q and shows as %q", name, value.Text, got.Text)
		}
	}
}

func encoded(t *rapid.T, object any) string {
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// drawWrite draws settings and values for them from the table's declarations, and now and then one that nobody
// declares.
func drawWrite[K any](t *rapid.T, table *lens.Table[K, *enswitch.View]) map[string]lens.Value {
	in := map[string]lens.Value{}
	var settings []*lens.Setting
	for _, s := range table.Settings() {
		// A code's digits can't be changed, and a password that can only be checked can't be shown.
		if s.Name != "code" && (s.Name != "password" || table.Kind != string(domain.KindPerson)) {
			settings = append(settings, s)
		}
	}
	for range rapid.IntRange(1, 8).Draw(t, "settings") {
		s := rapid.SampledFrom(settings).Draw(t, "setting")
		in[s.Name] = lens.Text(drawText(t, s))
	}
	if rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
		in["unheard_of"] = lens.Text(anyUnicode.Draw(t, "unheard_of"))
	}
	return in
}

func drawText(t *rapid.T, s *lens.Setting) string {
	switch {
	case s.Allowed != nil:
		return rapid.SampledFrom(s.Allowed).Draw(t, s.Name)
	case s.Form != nil && s.Form.Sample != nil:
		return rapid.SampledFrom(s.Form.Sample).Draw(t, s.Name)
	case s.Type == lens.Flag:
		return rapid.SampledFrom([]string{"0", "1", "+1", "01"}).Draw(t, s.Name)
	case s.Type == lens.Integer:
		return strconv.FormatInt(rapid.Int64Range(*s.Min, *s.Max).Draw(t, s.Name), 10)
	case isDestinationType(s.Name):
		return rapid.SampledFrom([]string{"", "hangup", "none", "phone", "huntgroup", "code", "mailbox", "external", "forward", "sipuri", "peer", "function", "ivrnode", "queue"}).Draw(t, s.Name)
	}
	return rapid.OneOf(rapid.SampledFrom([]string{"", s.Default, "12", "440", "hangup", "sip:a@example.com", "A  B", lens.Mask}), anyUnicode).Draw(t, s.Name)
}

func isDestinationType(name string) bool {
	return slices.Contains([]string{"dtype", "btype", "utype", "atype", "fax_dtype", "text_dtype"}, name)
}

func anyDestination(t *rapid.T, name string) domain.Destination {
	kind := rapid.SampledFrom([]domain.DestinationKind{
		domain.Nowhere, domain.ToPhone, domain.ToHuntGroup, domain.ToFeatureCode, domain.ToMailbox, domain.ToExternal, domain.ToSIPURI,
		domain.ToPeer, domain.ToFunction, domain.ToDialled, domain.ToScript, domain.ToOther,
	}).Draw(t, name)
	d := domain.Destination{Kind: kind}
	switch kind {
	case domain.Nowhere:
	case domain.ToHuntGroup:
		d.Target = strconv.Itoa(rapid.IntRange(1, 1000).Draw(t, name))
	case domain.ToDialled:
		d.Target = rapid.SampledFrom([]string{"440", "777 8578962323", " ", "8440", "*66"}).Draw(t, name)
	case domain.ToOther:
		d.Type, d.Target = rapid.SampledFrom([]string{"queue", "ivr", "Phone"}).Draw(t, name), rapid.SampledFrom([]string{"", "12"}).Draw(t, name)
	default:
		d.Target = rapid.SampledFrom([]string{"440", "a b", "redial", "!1!2! !3!4!"}).Draw(t, name)
	}
	return d
}

// anyUnicode is any text but one with a NUL byte, which neither dialect lets through.
var anyUnicode = rapid.String().Filter(func(text string) bool { return !strings.ContainsRune(text, 0) })

func anyText(t *rapid.T, name string) string {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "a", "Ann  Lee", "default", "name"}), anyUnicode).Draw(t, name)
}

func anyInt(t *rapid.T, name string) int {
	return rapid.OneOf(rapid.IntRange(-5, 50), rapid.Int()).Draw(t, name)
}

func anyPhone(t *rapid.T) *domain.Phone {
	return &domain.Phone{
		ID: 7, Tenant: 1, Name: rapid.SampledFrom([]string{"440", "vodia"}).Draw(t, "name"),
		Holder: anyText(t, "holder"), Owner: domain.PersonID(rapid.IntRange(0, 9).Draw(t, "owner")),
		Password: domain.Secret(anyText(t, "password")), PIN: domain.Secret(anyText(t, "pin")),
		Forward: domain.Forward{Number: anyText(t, "forward"), On: rapid.Bool().Draw(t, "on")},
		Busy:    anyDestination(t, "busy"), NoAnswer: anyDestination(t, "no answer"), Unregistered: anyDestination(t, "unregistered"),
		RingTime: anyInt(t, "ring time"), DoNotDisturb: rapid.Bool().Draw(t, "dnd"),
		Anonymous: rapid.SampledFrom([]string{domain.AllowAnonymous, domain.RejectAnonymous, "pseudo"}).Draw(t, "anonymous"),
		CallerID:  domain.CallerID(anyText(t, "caller id")), EmergencyCallerID: domain.CallerID(anyText(t, "emergency")),
		DialPlan: anyText(t, "dial plan"), Codec: anyText(t, "codec"), Language: anyText(t, "language"), Music: anyInt(t, "music"),
		HardwareAddress: rapid.SampledFrom([]string{"", "000413241234", "000413241234 000413241235", "?"}).Draw(t, "mac"),
		Mailbox:         anyText(t, "mailbox"),
	}
}

func anyHuntGroup(t *rapid.T) *domain.HuntGroup {
	return &domain.HuntGroup{
		ID: 7, Tenant: 1, Name: anyText(t, "name"), Description: anyText(t, "description"), Owner: 3,
		RingTime: anyInt(t, "ring time"), Music: anyInt(t, "music"),
		Recording: domain.Recording{On: rapid.Bool().Draw(t, "recording"), Group: anyInt(t, "group")},
		Exit:      anyDestination(t, "exit"), Busy: anyDestination(t, "busy"), Unavailable: anyDestination(t, "unavailable"),
	}
}

func anyMember(t *rapid.T) enswitch.Member {
	// Every member rings something.
	destination := rapid.Custom(func(t *rapid.T) domain.Destination { return anyDestination(t, "destination") }).
		Filter(func(d domain.Destination) bool { return strings.TrimSpace(d.Target) != "" }).Draw(t, "destination")
	return enswitch.Member{HuntGroup: 7, Member: &domain.Member{
		ID: 3, Level: rapid.IntRange(1, domain.Levels).Draw(t, "level"), Destination: destination,
		Available: rapid.Bool().Draw(t, "available"), Screen: rapid.Bool().Draw(t, "screen"), Description: anyText(t, "description"),
	}}
}

func anyLevel(t *rapid.T) enswitch.Level {
	maybe := func(name string) *int {
		if rapid.Bool().Draw(t, name) {
			return nil
		}
		n := anyInt(t, name)
		return &n
	}
	return enswitch.Level{HuntGroup: 7, Number: 3, Level: &domain.Level{
		RingTime: maybe("ring time"), MusicRinging: maybe("music"), PlayMessage: rapid.Bool().Draw(t, "message"),
	}}
}

func anyFeatureCode(t *rapid.T) *domain.FeatureCode {
	return &domain.FeatureCode{
		ID: 7, Tenant: 1, Code: "100", Form: rapid.SampledFrom([]domain.Form{domain.PlainCode, domain.AsIVRNode, domain.AsAlias}).Draw(t, "form"),
		Description: anyText(t, "description"), Password: domain.Secret(anyText(t, "password")),
		Destination: anyDestination(t, "destination"), FaxDestination: anyDestination(t, "fax"), TextDestination: anyDestination(t, "text"),
	}
}

func anyTenant(t *rapid.T) *domain.Tenant {
	aliases := rapid.SampledFrom([][]string{nil, {"a.example"}, {"a.example", "b.example"}}).Draw(t, "aliases")
	return &domain.Tenant{ID: 7, Parent: domain.TenantID(rapid.IntRange(0, 3).Draw(t, "parent")), Name: anyText(t, "name"), Domain: "x.example", DomainAliases: slices.Clone(aliases)}
}

func anyPerson(t *rapid.T) *domain.Person {
	return &domain.Person{
		ID: 7, Tenant: 1, Username: "ann", Role: domain.Role(rapid.IntRange(1, 4).Draw(t, "role")),
		Email:    rapid.SampledFrom([]string{"", "ann@example.com", "two@example.com three@example.com"}).Draw(t, "email"),
		Forename: anyText(t, "forename"), Surname: anyText(t, "surname"), Password: domain.Credential{Hash: "hash"},
	}
}
