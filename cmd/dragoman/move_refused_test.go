package main_test

import (
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// What of the source no number plan takes stops a move, unless it may be left out; an export leaves it out and says so.
func TestObjectsThatNoNumberPlanTakes(t *testing.T) {
	t.Setenv("DRAGOMAN_FROM_PASSWORD", "password")
	f := newFiling(t, small)
	fake := wiretest.Start(t, wiretest.Enswitch)
	caller := newFakeCaller(fake)
	for _, name := range []string{"441", "44%2F2"} {
		if answer := caller.must(t, "GET /api/json/phones/create/?$A;name="+name+";password=secret;customer=12"); !strings.Contains(answer, `"code":"204"`) {
			t.Fatal(answer)
		}
	}
	from := "enswitch+" + strings.Replace(fake.URL, "http://", "http://admin@", 1) + "/?customer=12"
	const reason = "phone 44/2: name: a name must not contain any of"
	got := f.must(1, "move", "--from", from, "--to", "dragoman:empty.example.com", "--yes")
	if !strings.Contains(got.out, reason) || !strings.Contains(got.out, "(stops the move; see --on-clash)") || f.holds("empty.example.com") != "" {
		t.Errorf("by itself: %+v", got)
	}
	got = f.must(5, "export", from, f.path("live.yaml"))
	if !strings.Contains(got.errs, reason) || !strings.Contains(f.read("live.yaml"), "  - phone: \"441\"\n") {
		t.Errorf("an export: %+v", got)
	}
	got = f.must(0, "move", "--from", from, "--to", "dragoman:empty.example.com", "--yes", "--on-clash", "skip", "--journal", f.path("skipping"))
	if !strings.Contains(got.out, reason) || !strings.Contains(f.holds("empty.example.com"), "  - phone: \"441\"\n") {
		t.Errorf("where it may be left out: %+v", got)
	}
}

// A destination is told with the hunt group that it is one of.
func TestMembersThatNoHuntGroupTakes(t *testing.T) {
	o := openOffices(t)
	o.enswitch.Set(t, "any-destination=true")
	addEnswitch(t, o.enswitch, fakeTables{"huntgroups": {{"id": "7", "name": "Sales"}}, "destinations": {{"huntgroup": "7", "level": "2", "dtype": "huntgroup", "dnumber": "7"}}})
	attempt{args: flags([]string{"plan"}, o.toVodia()), code: 1,
		out: `! member 2/huntgroup/7: of hunt group 7 at the source: .*dtype: must be one of .*\(stops the move`, errs: `dragoman: a clash stops the move; .*\n`}.try(t)
}
