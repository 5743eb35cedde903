package main_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
)

// finding says what becomes of a call whose key leads nowhere.
type finding int

const (
	hidden    finding = iota // 404: as if it weren't there
	blamed                   // 400 that names the parameter
	unlimited                // whatever the key is: it isn't looked for
)

// least is the smallest role that a function lets in; the roles above may do it too.
type least int

const (
	asUser least = iota
	asAdministrator
	asReseller
	asOwner
)

// callersOfAcme are those who may see acme, by role.
var callersOfAcme = []who{asUser: worker, asAdministrator: boss, asReseller: agent, asOwner: admin}

// callersOfOther are those who may not.
var callersOfOther = []who{asUser: stranger, asAdministrator: chief, asReseller: rival}

// expectation says how one function must behave in the grid.
type expectation struct {
	least least
	with  []string           // names and values that make the call right; ids stand as {name}
	keys  map[string]finding // for every parameter that identifies something
	free  string             // the parameter that names what is created: one that is taken is refused
}

// creating and listing functions look the customer up as an input, others as part of the key.
var (
	inCustomer = map[string]finding{"customer": blamed}
	byCustomer = map[string]finding{"customer": hidden}
)

func keyed(by map[string]finding, more ...string) map[string]finding {
	keys := map[string]finding{}
	for name, finding := range by {
		keys[name] = finding
	}
	for _, name := range more {
		keys[name] = hidden
	}
	return keys
}

var enswitchGrid = map[string]expectation{
	"phones/list":        {asUser, nil, inCustomer, ""},
	"phones/list/panel":  {asUser, nil, inCustomer, ""},
	"phones/system/list": {asAdministrator, nil, inCustomer, ""},
	"phones/get":         {asUser, []string{"name", "201"}, keyed(byCustomer, "name"), ""},
	"phones/create":      {asAdministrator, []string{"name", "250", "password", "x"}, inCustomer, "name"},
	"phones/update":      {asUser, []string{"name", "201", "description", "changed"}, keyed(byCustomer, "name"), ""},
	"phones/delete":      {asAdministrator, []string{"name", "201"}, keyed(byCustomer, "name"), ""},

	"codes/list":   {asUser, nil, inCustomer, ""},
	"codes/get":    {asUser, []string{"code", "300"}, keyed(byCustomer, "code"), ""},
	"codes/create": {asAdministrator, []string{"code", "350", "dtype", "phone", "dnumber", "202"}, inCustomer, "code"},
	"codes/update": {asUser, []string{"code", "300", "description", "changed"}, keyed(byCustomer, "code"), ""},
	"codes/delete": {asAdministrator, []string{"code", "300"}, keyed(byCustomer, "code"), ""},

	"huntgroups/list":   {asUser, nil, inCustomer, ""},
	"huntgroups/get":    {asUser, []string{"id", "{group of acme}"}, keyed(byCustomer, "id"), ""},
	"huntgroups/create": {asAdministrator, []string{"name", "Support"}, inCustomer, ""},
	"huntgroups/update": {asUser, []string{"id", "{group of acme}", "description", "changed"}, keyed(byCustomer, "id"), ""},
	"huntgroups/delete": {asAdministrator, []string{"id", "{group of acme}"}, keyed(byCustomer, "id"), ""},

	"huntgroups/destinations/list": {asUser, []string{"huntgroup", "{group of acme}"},
		map[string]finding{"huntgroup": hidden, "customer": hidden, "dtype": unlimited, "dnumber": unlimited}, ""},
	"huntgroups/destinations/get": {asUser, []string{"id", "{member of acme}"},
		map[string]finding{"id": hidden, "customer": hidden, "huntgroup": unlimited, "level": unlimited, "dtype": unlimited, "dnumber": unlimited}, ""},
	"huntgroups/destinations/create": {asUser, []string{"huntgroup", "{group of acme}", "level", "2", "dtype", "forward", "dnumber", "5550111"},
		keyed(byCustomer, "huntgroup"), ""},
	"huntgroups/destinations/update": {asUser, []string{"id", "{member of acme}", "available", "0"}, keyed(byCustomer, "id"), ""},
	"huntgroups/destinations/delete": {asUser, []string{"id", "{member of acme}"}, keyed(byCustomer, "id"), ""},

	"huntgroups/levels/get": {asUser, []string{"huntgroup", "{group of acme}", "level", "1"},
		map[string]finding{"huntgroup": hidden, "level": blamed, "customer": hidden}, ""},
	"huntgroups/levels/set": {asUser, []string{"huntgroup", "{group of acme}", "level", "1", "ringtime", "7"},
		map[string]finding{"huntgroup": hidden, "level": blamed, "customer": hidden}, ""},

	"customers/list": {asReseller, nil, map[string]finding{"customer": blamed, "parent": blamed}, ""},
	"customers/get": {asUser, []string{"id", "{acme}"},
		map[string]finding{"id": hidden, "name": unlimited, "email": unlimited, "customer": unlimited}, ""},
	"customers/create": {asReseller, []string{"name", "Newcomer"}, inCustomer, ""},
	"customers/update": {asReseller, []string{"id", "{acme}", "description", "changed"}, map[string]finding{"id": hidden, "customer": unlimited}, ""},
	"customers/delete": {asReseller, []string{"id", "{acme}"}, map[string]finding{"id": hidden, "customer": unlimited}, ""},

	"people/list": {asUser, nil, inCustomer, ""},
	"people/get": {asUser, []string{"id", "{worker}"},
		map[string]finding{"id": hidden, "username": unlimited, "email": unlimited, "customer": hidden}, ""},
	"people/create": {asAdministrator, []string{"username", "fresh", "email", "fresh@example.com", "password", "x", "role", "4"}, inCustomer, "username"},
	"people/update": {asUser, []string{"id", "{worker}", "forename", "Changed"}, keyed(byCustomer, "id"), ""},
	"people/delete": {asAdministrator, []string{"id", "{worker}"}, keyed(byCustomer, "id"), ""},

	"user/login": {asUser, nil, map[string]finding{"customer": unlimited}, ""},
	"features/get": {asUser, []string{"type", "phone", "number", "201"},
		map[string]finding{"type": hidden, "number": hidden, "customer": blamed}, ""},
}

// absentKeys are values of keys that nothing has, and ofOther those that other's objects have.
var (
	absentKeys = map[string]string{"name": "299", "code": "399", "id": "987654", "huntgroup": "987654", "customer": "987654",
		"parent": "987654", "type": "ivr", "number": "299", "level": "11"}
	ofOther = map[string]string{"name": "901", "code": "400", "huntgroup": "{group of other}", "customer": "{other}", "parent": "{other}", "number": "901"}
	// otherID is what id means in a family.
	otherID = map[string]string{"huntgroups": "{group of other}", "huntgroups/destinations": "{member of other}", "customers": "{other}", "people": "{stranger}"}
	// taken are names that something in acme has.
	taken = map[string][]string{"name": {"201", "300", "310", "*66"}, "code": {"300", "201", "310", "*66"}, "username": {"worker", "WORKER", "chief"}}
)

// values replaces ids that stand by name.
func (g *grid) values(parameters []string) []string {
	out := slices.Clone(parameters)
	for i, value := range out {
		if name, ok := strings.CutPrefix(value, "{"); ok {
			out[i] = g.ids[strings.TrimSuffix(name, "}")]
		}
	}
	return out
}

// replaced sets one parameter among others.
func replaced(parameters []string, name, value string) []string {
	out := slices.Clone(parameters)
	for i := 0; i < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
			return out
		}
	}
	return append(out, name, value)
}

// refusal expects a call to be refused in the form that clients read, and nothing to be changed.
func (g *grid) refusal(cell string, got result, code string, key string) {
	g.t.Helper()
	g.unchanged(cell)
	if got.code() != code {
		g.t.Errorf("%s: got %s instead of %s", cell, got.body, code)
		return
	}
	if key != "" && !slices.Contains(got.keys(), key) {
		g.t.Errorf("%s: %s doesn't name %s", cell, got.body, key)
	}
	for _, response := range got.responses {
		if response.Message == "" || response.Code != code {
			g.t.Errorf("%s: the response %+v", cell, response)
		}
	}
	if got.data != nil {
		g.t.Errorf("%s: a refusal comes with the data %s", cell, got.data)
	}
}

func TestEveryEnswitchFunctionRefuses(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	provided := 0
	for _, function := range enswitch.Functions() {
		if function.Status == enswitch.NotProvided {
			g.lacking(function)
			continue
		}
		provided++
		expected, ok := enswitchGrid[function.Path]
		if !ok {
			t.Errorf("nobody says how %s must refuse", function.Path)
			continue
		}
		row := enswitchRow{grid: g, Function: function, expectation: expected, right: g.values(expected.with)}
		row.impostors(provided == 1)
		row.roles()
		row.keysOf()
		row.succeeds()
	}
	if provided != len(enswitchGrid) {
		t.Errorf("%d functions are provided, and of %d is said how they refuse", provided, len(enswitchGrid))
	}
}

// enswitchRow is one function of the grid.
type enswitchRow struct {
	*grid
	enswitch.Function
	expectation
	right []string
}

func (r *enswitchRow) cell(format string, arguments ...any) string {
	return r.Path + ": " + fmt.Sprintf(format, arguments...)
}

// changes says whether the function changes anything.
func (r *enswitchRow) changes() bool {
	return slices.Contains(r.Codes, 204) || slices.Contains(r.Codes, 201)
}

// impostors tries those without valid credentials: all of them on one function, on the others the plain ones alone, since
// each wrong password is hashed at full cost.
func (r *enswitchRow) impostors(all bool) {
	r.t.Helper()
	for name, impostor := range impostors {
		if !all && !plain[name] {
			continue
		}
		r.refusal(r.cell("%s", name), r.enswitch(impostor, r.Path, r.right...), "401", "")
	}
	if all {
		r.refusal(r.cell("a phone, which is no person"), r.enswitch(line, r.Path, r.right...), "401", "")
	}
	for _, token := range []string{"x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."} {
		got := r.enswitch(nobody, r.Path, append([]string{"auth_token", token}, r.right...)...)
		r.refusal(r.cell("token %s", token), got, "401", "")
	}
}

func (r *enswitchRow) roles() {
	r.t.Helper()
	for role := asUser; role < r.least; role++ {
		r.refusal(r.cell("as %s", callersOfAcme[role].login), r.enswitch(callersOfAcme[role], r.Path, r.right...), "402", "")
	}
	if r.least == asUser && r.changes() {
		r.refusal(r.cell("as who doesn't own it"), r.enswitch(idler, r.Path, r.right...), "404", "")
	}
}

// keysOf tries every key that the function declares.
func (r *enswitchRow) keysOf() {
	r.t.Helper()
	declared := 0
	for _, parameter := range r.Parameters {
		if !parameter.Identifies || strings.HasPrefix(parameter.Name, "auth_") {
			continue
		}
		declared++
		finding, ok := r.keys[parameter.Name]
		if !ok {
			r.t.Errorf("nobody says what %s does with %s", r.Path, parameter.Name)
			continue
		}
		r.key(parameter, finding)
	}
	if declared != len(r.keys) {
		r.t.Errorf("%s declares %d keys, and of %d is said what becomes of them", r.Path, declared, len(r.keys))
	}
	for _, value := range taken[r.free] {
		r.refusal(r.cell("%s=%s, which is taken", r.free, value), r.enswitch(boss, r.Path, replaced(r.right, r.free, value)...), "400", r.free)
	}
}

func (r *enswitchRow) key(parameter enswitch.Parameter, finding finding) {
	r.t.Helper()
	name := parameter.Name
	caller := callersOfAcme[r.least]
	code, blames := "404", ""
	if finding == blamed {
		code, blames = "400", name
	}
	if finding != unlimited {
		r.refusal(r.cell("%s that isn't there", name), r.enswitch(caller, r.Path, replaced(r.right, name, absentKeys[name])...), code, blames)
	}

	bad := malformed
	badCode := code
	if parameter.Type == lens.Integer {
		bad, badCode, blames = malformedIDs, "400", name
	}
	for _, value := range bad {
		got := r.enswitch(caller, r.Path, replaced(r.right, name, value)...)
		switch {
		case (strings.ContainsRune(value, 0) || !utf8.ValidString(value)) || parameter.Required && len(value) > lens.MaxText:
			r.refusal(r.cell("%s=%.20q", name, value), got, "400", name)
		case finding != unlimited || parameter.Type == lens.Integer && value != "":
			if got.code() == "400" {
				r.refusal(r.cell("%s=%.20q", name, value), got, "400", name)
				continue
			}
			r.refusal(r.cell("%s=%.20q", name, value), got, badCode, blames)
		}
	}

	foreign := ofOther[name]
	if name == "id" {
		foreign = otherID[r.family()]
	}
	if foreign == "" || finding == unlimited {
		return
	}
	foreign = r.values([]string{foreign})[0]
	got := r.enswitch(callersOfAcme[min(r.least, asReseller)], r.Path, replaced(r.right, name, foreign)...)
	r.refusal(r.cell("%s of another customer", name), got, code, "")
	if r.least < asOwner { // and the other way round: acme's own, from outside
		outsider := callersOfOther[r.least]
		if name == "customer" || name == "parent" {
			got = r.enswitch(outsider, r.Path, replaced(r.right, name, r.ids["acme"])...)
		} else {
			got = r.enswitch(outsider, r.Path, r.right...)
		}
		r.refusal(r.cell("%s of acme from outside", name), got, code, "")
	}
	if name == "name" && r.free == "" {
		got := r.enswitch(boss, r.Path, replaced(r.right, name, "901@"+other)...)
		r.refusal(r.cell("name@domain of another customer"), got, code, "")
	}
}

func (r *enswitchRow) family() string { return r.Path[:strings.LastIndexByte(r.Path, '/')] }

// succeeds calls the function as who may: else every refusal above might have another reason.
func (r *enswitchRow) succeeds() {
	r.t.Helper()
	for role := r.least; role <= asOwner; role++ {
		if role == asUser && strings.HasPrefix(r.Path, "people/") && r.changes() && r.Path != "people/update" {
			continue
		}
		parameters := r.right
		if role > asAdministrator && !strings.HasPrefix(r.Path, "customers/") {
			parameters = replaced(parameters, "customer", r.ids["acme"])
		}
		if r.takes("validation") {
			got := r.enswitch(callersOfAcme[role], r.Path, replaced(parameters, "validation", "1")...)
			r.refusalFree(r.cell("validation as %s", callersOfAcme[role].login), got, "201")
			r.unchanged(r.cell("validation"))
		}
		got := r.enswitch(callersOfAcme[role], r.Path, parameters...)
		r.refusalFree(r.cell("as %s", callersOfAcme[role].login), got, "200", "204")
		r.changed(r.cell("as %s", callersOfAcme[role].login), r.changes())
	}
}

func (r *enswitchRow) takes(name string) bool {
	return slices.ContainsFunc(r.Parameters, func(p enswitch.Parameter) bool { return p.Name == name })
}

func (r *enswitchRow) refusalFree(cell string, got result, codes ...string) {
	r.t.Helper()
	if !slices.Contains(codes, got.code()) || !slices.ContainsFunc(r.Codes, func(code int) bool { return fmt.Sprint(code) == got.code() }) {
		r.t.Errorf("%s: got %s, and the page has %v", cell, got.body, r.Codes)
	}
	if (got.data != nil) != (got.code() == "200") {
		r.t.Errorf("%s: code %s comes with the data %s", cell, got.code(), got.data)
	}
}

// lacking is a function that the gateway hasn't: it says which, to whoever asks.
func (g *grid) lacking(function enswitch.Function) {
	g.t.Helper()
	for _, caller := range []who{nobody, idler, admin} {
		got := g.enswitch(caller, function.Path)
		g.refusal(function.Path, got, "404", "")
		if !strings.Contains(got.responses[0].Message, function.Path) {
			g.t.Errorf("%s: %s doesn't say which function isn't provided", function.Path, got.body)
		}
	}
}

func TestUnknownEnswitchFunctions(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	paths := []string{"phones", "phones/", "phones/list/list", "phones/List", "made/up", "phones//list", "phones/../codes/list",
		"%00", "phones/list%00", strings.Repeat("a/", 500), "phones/get;name=201"}
	for category := range enswitch.Categories() {
		paths = append(paths, category+"/list", category)
	}
	for _, path := range paths {
		for _, caller := range []who{nobody, admin} {
			query := ""
			if caller != nobody {
				query = "?auth_username=" + caller.login + "&auth_password=" + url.QueryEscape(caller.password)
			}
			r := g.request("GET", "/api/json/", "")
			r.URL.Opaque = "//" + r.URL.Host + "/api/json/" + path + query
			g.refusal(fmt.Sprintf("%.40s", path), g.result(g.send(r)), "404", "")
		}
	}
}
