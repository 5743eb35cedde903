package enswitch_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// FuzzQuery reads any text as parameters: nothing panics, nothing malformed gets through, and what was read is read
// again when it is written out properly.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "auth_username=user;auth_password=password;name=1234567;password=secret", "a=1&b=2;c=3", "a=b=c", "=x", ";;&&", "a", "a=%", "a=%4", "a=%zz",
		"a=%00", "a=%ff", "a=+%2B", "%61=1;a=2", "a=1;a=1", "name=Zo%C3%AB", "a=1#b", "\x00=1", "a=\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, differs, ok := enswitch.ParseQuery(text)
		if !ok {
			if strings.Count(text, ";")+strings.Count(text, "&") < 10_000 {
				t.Fatalf("too many parameters in %d bytes", len(text))
			}
			return
		}
		var again []string
		for name, value := range values {
			if name == "" || !utf8.ValidString(name+value) || strings.ContainsRune(name+value, 0) {
				t.Fatalf("%q=%q got through", name, value)
			}
			again = append(again, escape(name)+"="+escape(value))
		}
		for name := range differs {
			if _, there := values[name]; !there {
				t.Fatalf("%q differs and isn't there", name)
			}
		}
		reread, _, _ := enswitch.ParseQuery(strings.Join(again, ";"))
		if len(reread) != len(values) {
			t.Fatalf("%q read as %q and then as %q", text, values, reread)
		}
		for name, value := range values {
			if reread[name] != value {
				t.Fatalf("%q read as %q and then as %q", text, value, reread[name])
			}
		}
	})
}

// FuzzDestination writes any type and number: what isn't refused shows as it was written, and survives storing.
func FuzzDestination(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""}, {"", "hangup"}, {"hangup", ""}, {"hangup", "1"}, {"none", ""}, {"phone", "440"}, {"phone", ""}, {"huntgroup", "12"}, {"huntgroup", "012"},
		{"huntgroup", "x"}, {"code", "100"}, {"mailbox", "440"}, {"external", "1"}, {"forward", "1"}, {"sipuri", "sip:a@b"}, {"peer", "x"}, {"function", "redial"},
		{"ivrnode", "777"}, {"ivrnode", "100"}, {"queue", "1"}, {"other:5", "a:b"}, {"", "440 441"}, {"Phone", "440"}, {" ", " "},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, kind, number string) {
		code := &domain.FeatureCode{Code: "100"}
		in := map[string]lens.Value{"dtype": lens.Text(kind), "dnumber": lens.Text(number)}
		if _, faults := enswitch.FeatureCodeTable.Write(&enswitch.View{}, code, in); len(faults) > 0 {
			return
		}
		stored, err := domain.ParseDestination(code.Destination.String())
		if err != nil || stored != code.Destination {
			t.Fatalf("%q %q is stored as %q and comes back as %v, %v", kind, number, code.Destination, stored, err)
		}
		shows(t, code, "dtype", kind)
		shows(t, code, "dnumber", number)
	})
}

func shows(t *testing.T, code *domain.FeatureCode, name, want string) {
	t.Helper()
	if got, _ := enswitch.FeatureCodeTable.Get(&enswitch.View{}, code, name); got.Text != want {
		t.Fatalf("%s was written as %q and shows as %q", name, want, got.Text)
	}
}

// FuzzSetting checks any text against every setting's declaration: what passes passes again, as the same text, and
// numbers are JSON numbers.
func FuzzSetting(f *testing.F) {
	var all []*lens.Setting
	for _, sheet := range enswitch.Tables() {
		all = append(all, sheet.Settings...)
	}
	seen := map[string]bool{}
	for i, s := range all {
		f.Add(i, s.Default)
		alike := fmt.Sprint(s.Type, s.Form, s.Allowed)
		if seen[alike] {
			continue
		}
		seen[alike] = true
		for _, text := range []string{"", "0", "-1", "+1", "01", " 1 ", "1.50", ".5", "5.", "1e5", "99999999999999999999", "x", "\x00", "\xff", "timegroup_1", "::1"} {
			f.Add(i, text)
		}
	}
	f.Fuzz(func(t *testing.T, which int, text string) {
		s := all[uint(which)%uint(len(all))]
		kept, err := s.Check(lens.Text(text))
		if err != nil {
			return
		}
		again, err := s.Check(lens.Text(kept))
		if err != nil || again != kept {
			t.Fatalf("%s keeps %q as %q, and that as %q, %v", s.Name, text, kept, again, err)
		}
		if s.Type.Numeric() && !json.Valid([]byte(kept)) {
			t.Fatalf("%s keeps %q as %q, which is no JSON number", s.Name, text, kept)
		}
	})
}
