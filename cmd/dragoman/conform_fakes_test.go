package main_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// departure is where a fake, which was written from the pages alone, does otherwise than the suite expects.
type departure struct {
	why    string
	checks string // a pattern of the names of the checks that fail by it
}

// departures are the fakes' own: they play part of a PBX, and look at values less closely than the pages say. A check
// that fails and isn't among them is stricter than the pages are, or has found a fault of a fake.
var departures = map[string][]departure{
	wiretest.Enswitch: {
		{"it lets nobody in without a password", `^(customers|people)/get check=1 by anybody$`},
		{"it hasn't these functions", `^(examples )?phones/(list/panel|system/list)( form)?$`},
		{"it hasn't these settings of people", `^people/(list|get) (company|country|date_format|extension|fax|mobile|public_key|telephone|time_format|title) type$`},
		{"it has another default of exits, as its README says", `^huntgroups/create [abd](type|number) default$`},
		{"it takes any text there", `^people/create email missing$|^people/update (date_format|email|source|time_format) wrong value|^phones/update (hardware_address|source) wrong value|^huntgroups/destinations/update append_callerid wrong value`},
		{"so what should have been refused is there", `^(people|phones|huntgroups/destinations)/update refused changes nothing$`},
	},
	wiretest.Vodia: {
		{"it hasn't these endpoints", `^GET /rest/system/(users|changes|administrators)$|^GET /rest/domain/\{domain\}/(changes$|account/)|^GET /rest/(user|ivrnode)/\{account\}/|^POST /rest/domain/\{domain\}/cloneaccount `},
		{"it hasn't all settings of 70.3", `^(extensions|hunts|ivrnodes) \w+ type$|^GET /rest/domain/\{domain\}/(settings|config) form$`},
		{"it lets no extension sign in", `^access of an extension to `},
		{"it takes the page's example for the defaults", `^hunts (connect|st[123]_miss) default$`},
		{"it takes any text there", `^(extensions|hunts|ivrnodes) \w+ wrong value for the type `},
		{"so what should have been refused is there", ` refused changes nothing$`},
	},
}

func TestFakesConform(t *testing.T) {
	t.Parallel()
	caller := who{"admin", "password"}
	for kind, listed := range departures {
		for _, flags := range map[string][][]string{
			wiretest.Enswitch: {nil, {"-version", "3.13"}},
			wiretest.Vodia:    {nil, {"-domaininfo", "array"}, {"-extensions-list", "by-name"}},
		}[kind] {
			t.Run(strings.Join(append([]string{kind}, flags...), " "), func(t *testing.T) {
				t.Parallel()
				found := conformanceOfFake(t, kind, caller, flags)
				if found.Passed < 500 {
					t.Errorf("only %d checks passed", found.Passed)
				}
				for _, name := range found.failing() {
					if !slices.ContainsFunc(listed, func(d departure) bool { return regexp.MustCompile(d.checks).MatchString(name) }) {
						t.Errorf("%s fails", name)
					}
				}
			})
		}
	}
}

func conformanceOfFake(t *testing.T, kind string, caller who, flags []string) conformanceReport {
	t.Helper()
	fake := wiretest.Start(t, kind, flags...)
	place := placeOf(strings.TrimPrefix(kind, "fake"), fake.URL, caller)
	place = strings.Replace(place, "?customer=1", "?customer=12", 1)
	found, _ := reportOn(t.Context(), t, place, caller, "--write")
	return found
}
