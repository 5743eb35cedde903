package enswitch_test

import (
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
)

// strictly calls a function with a policy for what no page documents.
func (w *world) strictly(policy, function, parameters string) *reply {
	w.tb.Helper()
	request, err := http.NewRequest(http.MethodGet, w.server.URL, nil)
	if err != nil {
		w.tb.Fatal(err)
	}
	request.URL.Path, request.URL.RawQuery = "/api/json/"+function+"/", credentials+";"+parameters
	request.Header.Set("Dragoman-Unknown", policy)
	return w.do(request)
}

func TestStrictness(t *testing.T) {
	w := newWorld(t)
	warnings := func(r *reply) string { return strings.Join(r.header.Values("Warning"), "\n") }
	for _, test := range []struct{ policy, function, parameters, codes, warnings string }{
		{"", "phones/create", "name=440;password=x;zulu=1", "204", ""},
		{"keep", "phones/create", "name=441;password=x;zulu=1", "204", ""},
		{"WARN", "phones/create", "name=442;password=x;zulu=1;alpha=%0a%c3%a9", "204", `299 dragoman "alpha is documented nowhere"` + "\n" + `299 dragoman "zulu is documented nowhere"`},
		{"refuse", "phones/create", "name=443;password=x;zulu=1;alpha=2", "400 alpha, 400 zulu", ""},
		{"refuse", "phones/create", "name=443;password=x;description=Ann", "204", ""},
		{"warn", "phones/get", "name=443;zulu=1", "200", `299 dragoman "zulu is documented nowhere"`},
		{"refuse", "phones/get", "name=443;zulu=1", "400 zulu", ""},
		{"refuse", "phones/update", "name=443;zulu=1", "400 zulu", ""},
		{"refuse", "phones/update", "name=443;zulu=1;dnd=7", "400 dnd, 400 zulu", ""},
		{"refuse", "phones/create", "zulu=1;dnd=7;password=x", "400 name, 400 dnd, 400 zulu", ""},
		{"refuse", "phones/list", "zulu=1;limit=x", "400 limit, 400 zulu", ""},
		{"warn", "phones/update", "name=443;zulu=1;dnd=7", "400 dnd", ""},
		{"refuse,keep", "phones/get", "name=443", "400", ""},
		{"warn", "phones/update", "name=443;z%22%0d%0aulu=1", "204", `299 dragoman "z\"\r\nulu is documented nowhere"`},
		{"maybe", "phones/get", "name=443", "400", ""},
	} {
		got := w.strictly(test.policy, test.function, test.parameters)
		if got.codes() != test.codes || warnings(got) != test.warnings {
			t.Errorf("%s %s %s: got %s with warnings %s", test.policy, test.function, test.parameters, got.body, warnings(got))
		}
	}
	w.expect(user, "phones/get", "name=444", "404")

	// A hunt group's exit that lists several numbers can't be said here.
	w.change(home, func(e *domain.Edit) error {
		group := domain.NewHuntGroup()
		group.Exit = domain.Dialled("777 8578962323")
		return e.AddHuntGroup(group)
	})
	if got := w.strictly("refuse", "huntgroups/update", "id=1;dtype=external;dnumber=778"); got.codes() != "400 dtype, 400 dnumber" {
		t.Errorf("got %s", got.body)
	}
	got := w.strictly("warn", "huntgroups/update", "id=1;dtype=external;dnumber=778")
	if got.codes() != "204" || !strings.Contains(warnings(got), "dnumber replaces a value that Enswitch can't say") {
		t.Errorf("got %s with warnings %s", got.body, warnings(got))
	}
}

func TestStrictnessByConfiguration(t *testing.T) {
	w := newWorld(t, func(o *enswitch.Options) { o.Unknown = "refuse" })
	w.expect(user, "phones/create", "name=440;password=x;zulu=1", "400 zulu")
	if got := w.strictly("keep", "phones/create", "name=440;password=x;zulu=1"); got.codes() != "204" {
		t.Errorf("got %s", got.body)
	}
}
