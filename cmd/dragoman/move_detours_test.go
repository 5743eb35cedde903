package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
	"dragoman/domain/report"
)

// A move by way of a file or of the gateway's store leaves a server as the direct way does, and the report names the same
// star codes that stay behind.
func TestDetoursComeToTheSame(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	furnishVodia(t, o.vodia)
	addVodia(t, o.vodia, account{"extensions", []string{"203"}, map[string]string{"cfb": "*66", "cfn": "*855"}})
	o.vodia.Load(t, []byte(strings.Replace(string(o.vodia.State(t)), `"settings": {}`, `"settings": {"code_park":"*855"}`, 1)))
	dir := t.TempDir()
	execute(t, append([]string{"tenant", "add", "unused.example.com"}, places(dir)...)...)
	through := func(t *testing.T, from string, legs ...string) (stayed []string) {
		t.Helper()
		for _, to := range legs {
			leg := append([]string{"--from", from, "--to", to, "--with-secrets", "--plain-secrets"}, places(dir)...)
			if name, ok := strings.CutPrefix(to, "dragoman:"); ok {
				execute(t, append([]string{"tenant", "add", name}, places(dir)...)...)
			}
			plan, _ := planned(t, leg...)
			moved(t, leg...)
			attempt{args: flags([]string{"plan"}, leg), code: 0, out: `\n0 to create, 0 to change`}.try(t)
			attempt{args: flags([]string{"diff", from, to}, places(dir))}.try(t)
			from = to
			stayed = starCodesIn(plan.Losses)
		}
		return stayed
	}
	for kind, from := range map[string]string{wiretest.Enswitch: o.enswitchPlace(), wiretest.Vodia: o.vodiaPlace()} {
		for _, to := range fakeKinds {
			target := wiretest.Start(t, to, "-password", officePassword, "-"+map[string]string{wiretest.Enswitch: "any-destination", wiretest.Vodia: "strict-json"}[to])
			at := pbxPlace(to, target.URL)
			stayed := through(t, from, at)
			if named := len(stayed) > 0; named != (kind == wiretest.Vodia && to == wiretest.Enswitch) {
				t.Errorf("%s to %s: the star codes %q stay behind", kind, to, stayed)
			}
			want := meaning(t, to, target)
			for _, by := range []string{filepath.Join(dir, kind+to+map[string]string{wiretest.Enswitch: ".yaml", wiretest.Vodia: ".json"}[to]), "dragoman:" + kind + "." + to + ".example.com"} {
				t.Run(kind+" to "+to+" by "+filepath.Base(by), func(t *testing.T) {
					target.Reset(t)
					named := through(t, from, by, at)
					if difference := unlike(want, meaning(t, to, target)); difference != "" {
						t.Errorf("it isn't as after the direct way:\n%s", difference)
					}
					if strings.Join(named, " ") != strings.Join(stayed, " ") {
						t.Errorf("the star codes %q stay behind, and by the direct way %q", named, stayed)
					}
				})
			}
		}
	}
}

// starCodesIn are the star codes among what gets lost.
func starCodesIn(losses []report.Loss) (names []string) {
	for _, loss := range losses {
		if strings.Contains(loss.Reason, "has it by itself") {
			names = append(names, loss.Object)
		}
	}
	return names
}
