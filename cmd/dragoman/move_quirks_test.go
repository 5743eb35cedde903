package main_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
	program "dragoman/cmd/dragoman"
)

var everyQuirk = flag.Bool("move.quirks", false, "move with each quirk of the servers, not only with a few of them")

// quirk is a way in which a server is peculiar: the value of a switch of its fake, with others that go with it.
type quirk struct {
	value string   // of the switch
	with  []string // NAME=VALUE
	// source and target are what comes of a move from such a server and to one. Empty is what comes of a move between
	// ordinary ones; else it is the exit code and what the move says.
	source, target ending
}

// ending is how a move ends that can't do everything.
type ending struct {
	code int
	says string // a pattern
}

// harmless makes quirks of values with which moves end as they do without.
func harmless(values ...string) (out []quirk) {
	for _, value := range values {
		out = append(out, quirk{value: value})
	}
	return out
}

// triedBy marks switches that other tests try.
func triedBy(string) []quirk { return nil }

var (
	asPlanned = ending{}
	// unmasked secrets are moved, and as no page has a name for their setting, nobody can say whether a server has taken it.
	unmasked    = ending{0, `as planned`}
	noneOfThese = ending{1, `answers, but it is no`}
)

// quirks are those of each fake, by the names of its switches.
var quirks = map[string]map[string][]quirk{
	wiretest.Enswitch: {
		"version":                 harmless("4.1", "3.13"),
		"prefix":                  {{value: "/local", source: noneOfThese, target: noneOfThese}},
		"slash":                   harmless("required", "refused"),
		"separator":               harmless("semicolon", "ampersand"),
		"without":                 append(harmless("customers/get", "user/login"), quirk{value: "codes/list", source: ending{1, `no function codes/list`}, target: ending{1, `no function codes/list`}}),
		"http-status":             harmless("errors", "all"),
		"numeric-codes":           harmless("true"),
		"one-error":               harmless("true"),
		"keyless-errors":          harmless("true"),
		"ids-as-strings":          harmless("true"),
		"numbers-as-strings":      harmless("true"),
		"empty-list":              harmless("null", "missing", "object"),
		"lists-as-objects":        harmless("true"),
		"extra-fields":            harmless("true"),
		"refuse-unknown":          harmless("true"),
		"no-paging":               harmless("true"),
		"max-rows":                harmless("1", "5"),
		"passwords":               {{value: "get-only"}, {value: "never", source: ending{0, `password: .*doesn't show`}}},
		"update-refuses-customer": harmless("true"),
		"update-resets":           harmless("true"),
		"exits-as-printed":        harmless("true"),
		"any-destination":         harmless("false", "true"),
		"strict-destinations":     harmless("true"),
		"quota-phones":            {{value: "3", target: ending{5, `phone .*rate plan`}}},
		"quota-codes":             {{value: "3", target: ending{5, `featurecode .*rate plan`}}},
		"quota-groups":            {{value: "1", target: ending{5, `huntgroup .*rate plan`}}},
		"no-tokens":               harmless("true"),
		"token-life":              harmless("0s", "5ms"),
		"token-uses":              harmless("1", "3"),
		"forgets":                 {{value: "description", source: asPlanned, target: ending{5, `description is "" instead of`}}},
	},
	wiretest.Vodia: {
		"write-with":            harmless("put", "any"),
		"account-field":         harmless("account", "account_ext"),
		"slash":                 harmless("bulk"),
		"alias":                 append(harmless("additional"), quirk{value: "ignored", target: ending{5, `≠ phone 200000: alias is .* instead of`}}),
		"clash":                 harmless("refused"),
		"extensions-list":       harmless("by-name", "array"),
		"lists":                 harmless("by-name"),
		"unquoted-agents":       harmless("true"),
		"domaininfo":            harmless("array", "missing"),
		"domains-list":          harmless("array"),
		"settings-answer":       harmless("braces"),
		"empty-bodies":          harmless("true"),
		"error-body":            harmless("json", "html"),
		"unknown-keys":          harmless("kept"),
		"forgets":               {{value: "display", target: ending{5, `display is "" instead of`}}},
		"begins":                {{value: "hunts.melody=internal", target: ending{0, `as planned`}}},
		"secrets":               {{value: "none", source: unmasked, target: unmasked}},
		"strict-json":           harmless("true"),
		"bulk-delete":           harmless("ignored"),
		"creates-nothing":       {{value: "200001", target: ending{5, `phone 200001.*there is none`}}},
		"creates-nothing-every": harmless("2", "3"),
		"appears-after":         harmless("5ms"),
		"licence":               {{value: "3", target: ending{5, `phone .*licence`}}},
		"api-off":               {{value: "true", source: ending{1, `may not`}, target: ending{1, `may not`}}},
		"basic":                 {{value: "refused"}, {value: "refused", with: []string{"sessions=missing"}, source: ending{1, `doesn't take the user`}, target: ending{1, `doesn't take the user`}}},
		"sessions":              harmless("missing"),
		"session-uses":          {{value: "1", with: []string{"basic=refused"}}, {value: "5", with: []string{"basic=refused"}}},
	},
}

// faultSwitches are those that both fakes have.
var faultSwitches = map[string][]quirk{
	"latency":          harmless("1ms"),
	"slow-time":        triedBy("TestFaultsOnTheWay"),
	"fault-rate":       triedBy("TestFaultsOnTheWay"),
	"fault-kinds":      triedBy("TestFaultsOnTheWay"),
	"fault-operations": triedBy("TestFaultsOnTheWay"),
	"fault-seed":       triedBy("TestFaultsOnTheWay"),
	"rate-limit":       triedBy("TestPausesAreKept"),
	"retry-after":      triedBy("TestPausesAreKept"),
	"retry-after-date": triedBy("TestPausesAreKept"),
}

// Whatever a server is peculiar in, a move from it and to it ends as planned, or says what doesn't.
func TestQuirksOfServers(t *testing.T) {
	t.Setenv("DRAGOMAN_FROM_PASSWORD", "password")
	t.Setenv("DRAGOMAN_TO_PASSWORD", "password")
	for _, d := range directions {
		from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
		size := worldSize{phones: 6, codes: 4, groups: 3}
		settle(t, d.from, from, size)
		said, code := moveWithin(t, d, from, to)
		if code != 0 {
			t.Fatalf("%s: a move between ordinary servers ends with %d: %s", d, code, said)
		}
		want := meaning(t, d.to, to)
		for _, side := range []struct {
			name, kind string
			fake       *wiretest.Fake
			of         func(quirk) ending
		}{{"source", d.from, from, func(q quirk) ending { return q.source }}, {"target", d.to, to, func(q quirk) ending { return q.target }}} {
			all := maps.Clone(quirks[side.kind])
			maps.Copy(all, faultSwitches)
			for name := range side.fake.Switches(t) {
				if _, ok := all[name]; !ok {
					t.Errorf("%s has the switch %s, which nothing here tries", side.kind, name)
				}
			}
			n := 0
			for _, name := range slices.Sorted(maps.Keys(all)) {
				for _, q := range all[name] {
					if n++; !*everyQuirk && n%8 != int(*moveSeed%8) {
						continue
					}
					t.Run(fmt.Sprintf("%s/%s %s=%s", d, side.name, name, q.value), func(t *testing.T) {
						from.Reset(t)
						to.Reset(t)
						settle(t, d.from, from, size)
						side.fake.Set(t, append(q.with, name+"="+q.value)...)
						said, code := moveWithin(t, d, from, to)
						expected := side.of(q)
						if code != expected.code || !regexp.MustCompile(`(?s)`+expected.says).MatchString(said) {
							t.Fatalf("the move ends with %d: %s", code, said)
						}
						if difference := unlike(want, meaning(t, d.to, to)); expected == asPlanned && difference != "" {
							t.Errorf("the target isn't as after a move between ordinary servers:\n%s", difference)
						}
					})
				}
			}
		}
	}
}

// moveWithin makes a move within this process.
func moveWithin(t *testing.T, d direction, from, to *wiretest.Fake) (said string, code int) {
	t.Helper()
	var out bytes.Buffer
	code = program.Run(context.Background(), []string{"move", "--yes", "--on-clash", "skip", "--journal", filepath.Join(t.TempDir(), "journal"),
		"--from", placeAt(d.from, from.URL), "--to", placeAt(d.to, to.URL)}, strings.NewReader(""), &out, &out)
	return out.String(), code
}
