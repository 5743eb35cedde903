package main_test

import (
	"fmt"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// The gateway is a place like any other, as an Enswitch and as a Vodia, at both ends of a move.
func TestMovesBetweenGateways(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishVodia(t, o.vodia)
	addVodia(t, o.vodia, account{"hunts", []string{"sales"}, map[string]string{"display": "No number", "st1_ext": "201"}})
	g := serveLab(t, t.TempDir(), patient)
	tenants := 1
	newTenant := func() (as map[string]string) {
		t.Helper()
		tenants++
		domain := fmt.Sprintf("tenant%d.example.com", tenants)
		g.vodia(admin, "POST", "/rest/system/domains", fmt.Sprintf(`{"name":%q}`, domain)).must(t, 200)
		return map[string]string{
			wiretest.Enswitch: "enswitch+" + strings.Replace(g.url, "://", "://admin@", 1) + fmt.Sprintf("/?customer=%d", tenants),
			wiretest.Vodia:    "vodia+" + strings.Replace(g.url, "://", "://admin@", 1) + "/" + domain,
		}
	}
	noPassword := fileWith(t, "password", "")
	t.Setenv(fromPassword, "")
	t.Setenv(toPassword, "")
	office := fileWith(t, "office", officePassword)
	settled := func(t *testing.T, from, to string, passwords ...string) {
		t.Helper()
		places := flags([]string{"--from", from, "--to", to}, passwords)
		moved(t, places...)
		if again := execute(t, flags([]string{"move"}, places)...); again.code != 0 || !strings.HasSuffix(again.out, "\nnothing to do\n") {
			t.Errorf("the same move again ended with %d: %s%s", again.code, lastPart(again.out), again.errs)
		}
		if differs := execute(t, flags([]string{"diff", from, to}, passwords)...); differs.code != 0 {
			t.Errorf("after the move the places differ: %s%s", lastPart(differs.out), differs.errs)
		}
	}
	sources := map[string]map[string]string{}
	for kind, place := range map[string]string{wiretest.Enswitch: o.enswitchPlace(), wiretest.Vodia: o.vodiaPlace()} {
		sources[kind] = newTenant()
		t.Run("from "+kind, func(t *testing.T) {
			settled(t, place, sources[kind][kind], "--from-password-file", office, "--to-password-file", noPassword)
		})
	}
	for furnished, source := range sources {
		for from := range source {
			for _, to := range fakeKinds {
				t.Run(furnished+" as "+from+" to "+to, func(t *testing.T) {
					target := newTenant()
					settled(t, source[from], target[to])
				})
			}
		}
	}
	for kind, source := range sources {
		t.Run("from "+kind+" and back", func(t *testing.T) {
			back := wiretest.Start(t, kind, "-password", officePassword)
			settled(t, source[kind], pbxPlace(kind, back.URL), "--from-password-file", noPassword, "--to-password-file", office)
			began := map[string]string{wiretest.Enswitch: o.enswitchPlace(), wiretest.Vodia: o.vodiaPlace()}[kind]
			differs := execute(t, "diff", began, pbxPlace(kind, back.URL), "--from-password-file", office, "--to-password-file", office)
			// A gateway keeps PINs to itself, and the plan says so: see TestEveryLossIsNamed.
			if differs.out = strings.TrimPrefix(differs.out, "≠ phone 440\n    pin: ******** | (none)\n"); differs.out != "" || differs.errs != "" {
				t.Errorf("what came back differs from what went: %s%s", differs.out, differs.errs)
			}
		})
	}
}
