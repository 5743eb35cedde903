package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
)

// description is the document of one interface, as a gateway serves it, with what validates by it.
type description struct {
	validator.Validator
	// operations are those that it describes, by method and path, with whether one of them succeeded.
	operations map[string]bool
}

var descriptionNames = []string{"enswitch", "vodia", "gateway"}

// descriptions reads the documents that a gateway serves, to nobody in particular.
func descriptions(t *testing.T, g *gateway) map[string]*description {
	t.Helper()
	out := map[string]*description{}
	for _, name := range descriptionNames {
		body := g.send(g.request(http.MethodGet, "/openapi/"+name+".json", "")).must(t, 200).body
		d := &description{Validator: validatorBy(t, name, body), operations: map[string]bool{}}
		var paths struct {
			Paths map[string]map[string]json.RawMessage
		}
		if err := json.Unmarshal([]byte(body), &paths); err != nil {
			t.Fatal(err)
		}
		for path, methods := range paths.Paths {
			for method := range methods {
				d.operations[strings.ToUpper(method)+" "+path] = false
			}
		}
		out[name] = d
	}
	return out
}

// validators are those that were made, by the text of the document: making one takes a second and 150 MiB. Of the tests that
// share them only one runs beside others.
var validators = map[string]validator.Validator{}

func validatorBy(t *testing.T, name, body string) validator.Validator {
	t.Helper()
	if made, ok := validators[body]; ok {
		return made
	}
	document, err := libopenapi.NewDocument([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	// Formats are checked too, and what isn't described is as wrong as what is and differs.
	v, errs := validator.NewValidator(document, config.WithFormatAssertions())
	if len(errs) > 0 {
		t.Fatalf("%s: %v", name, errs)
	}
	validators[body] = v
	return v
}

func TestDescriptionsAreValid(t *testing.T) {
	g := serveLab(t, t.TempDir(), "")
	for name, d := range descriptions(t, g) {
		valid, errs := d.ValidateDocument()
		for _, err := range errs {
			t.Errorf("%s: %s: %s", name, err.Message, err.Reason)
			for _, detail := range err.SchemaValidationErrors {
				t.Errorf("  %s: %s", detail.FieldPath, detail.Reason)
			}
		}
		if !valid || len(d.operations) < 3 {
			t.Errorf("%s is no valid OpenAPI document, or describes nothing: %d operations", name, len(d.operations))
		}
	}
}

// A description that lets everything pass would make the comparison below worth nothing.
func TestDescriptionsRefuseWrongAnswers(t *testing.T) {
	g := serveLab(t, t.TempDir(), "")
	c := &clerk{t: t, descriptions: descriptions(t, g)}
	for _, test := range []struct{ path, right, wrong string }{
		{"/api/json/huntgroups/list/?auth_username=user;auth_password=password", `"ringtime":10`, `"ringtime":"10"`},
		{"/api/json/huntgroups/list/?auth_username=user;auth_password=password", `"code":"200"`, `"code":200`},
		{"/api/json/huntgroups/get/?auth_username=user;auth_password=password;id=1", `"name":"Hunt", `, ``},
		{"/rest/domain/localhost/hunts", `"calls":0`, `"calls":"0"`},
		{"/rest/domain/localhost/user_settings/1002", `"st1_dur":"5"`, `"st1_dur":5`},
		{"/rest/domain/localhost/user_settings/440", `"cw":"true"`, `"cw":"perhaps"`},
		{"/rest/domain/localhost/settings", `"tz":"",`, ``},
		{"/gateway/v1/tenants/localhost/report", `"clashes":[]`, `"clashes":null`},
	} {
		r := g.request(http.MethodGet, test.path, "")
		r.SetBasicAuth("admin", "")
		a := g.send(r)
		if !strings.Contains(a.body, test.right) {
			t.Errorf("%s: %s isn't in %.300s", test.path, test.right, a.body)
		}
		d, path := c.of(r.URL.EscapedPath())
		for body, want := range map[string]bool{a.body: true, strings.ReplaceAll(a.body, test.right, test.wrong): false} {
			request := described(t, r, path, "")
			response := &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(body)), Request: request}
			if ok, errs := d.ValidateHttpResponse(request, response); ok != want {
				t.Errorf("%s: an answer with %s passes: %t, want %t: %v", test.path, test.wrong, ok, want, errs)
			}
		}
	}
}

// clerk compares every request and answer with the descriptions.
type clerk struct {
	t            *testing.T
	mutex        sync.Mutex
	descriptions map[string]*description
	compared     int
}

// of finds the description of a path, and the path as the description has it.
func (c *clerk) of(path string) (*description, string) {
	switch {
	case strings.HasPrefix(path, "/api/json/"):
		return c.descriptions["enswitch"], strings.TrimRight(path, "/") + "/"
	case strings.HasPrefix(path, "/rest/"):
		return c.descriptions["vodia"], strings.TrimRight(path, "/")
	}
	return c.descriptions["gateway"], path
}

// witness checks an answer, and of a request that succeeded the request as well: one that was refused may be wrong in
// any way.
func (c *clerk) witness(r *http.Request, body string, a answer) {
	c.t.Helper()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	d, path := c.of(r.URL.EscapedPath())
	operation := d.operation(r.Method, path)
	if operation == "" {
		return // nothing that is provided
	}
	c.compared++
	request := described(c.t, r, path, body)
	response := &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(a.body)), Request: request}
	if ok, errs := d.ValidateHttpResponse(request, response); !ok {
		for _, err := range errs {
			c.t.Errorf("the answer to %s %s is not as described: %s: %s: %v: %.300s", r.Method, path, err.Message, err.Reason, err.SchemaValidationErrors, a.body)
		}
	}
	if !succeeded(a) {
		return
	}
	d.operations[operation] = true
	if strings.HasPrefix(path, "/rest/") && body != "" && !json.Valid([]byte(body)) {
		return // the form in which pages print bodies, which no JSON schema can describe
	}
	if ok, errs := d.ValidateHttpRequest(described(c.t, r, path, body)); !ok {
		for _, err := range errs {
			c.t.Errorf("%s %s was answered and is not as described: %s: %s: %v: %s", r.Method, r.URL.Path, err.Message, err.Reason, err.SchemaValidationErrors, body)
		}
	}
}

// described writes a request as a description can have it: with one separator of parameters, and a label for its body.
func described(t *testing.T, r *http.Request, path, body string) *http.Request {
	t.Helper()
	query, err := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "&"))
	if err != nil {
		t.Fatal(err)
	}
	if form, err := url.ParseQuery(body); err == nil && form.Has("auth_username") {
		// OpenAPI has no way to say that a form may hold what says who calls.
		for _, name := range []string{"auth_username", "auth_password"} {
			query.Set(name, form.Get(name))
			form.Del(name)
		}
		body = form.Encode()
	}
	if query.Get("auth_password") == "" && query.Has("auth_password") {
		query.Set("auth_password", "none") // the validator takes an empty one for a missing one
	}
	target := "http://gateway" + path + "?" + query.Encode()
	out, err := http.NewRequest(r.Method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	out.Header = r.Header.Clone()
	switch {
	case body == "":
		out.Body, out.ContentLength = nil, 0
		out.Header.Del("Content-Type")
	case strings.HasPrefix(path, "/rest/"):
		out.Header.Set("Content-Type", "application/json")
	}
	return out
}

// operation is the described operation that a request means, empty for none.
func (d *description) operation(method, path string) string {
	segments := strings.Split(path, "/")
	for operation := range d.operations {
		want, template, _ := strings.Cut(operation, " ")
		parts := strings.Split(template, "/")
		if want != method || len(parts) != len(segments) {
			continue
		}
		fits := true
		for i, part := range parts {
			fits = fits && (part == segments[i] || strings.HasPrefix(part, "{") && segments[i] != "")
		}
		if fits {
			return operation
		}
	}
	return ""
}

func succeeded(a answer) bool {
	if a.status != 200 {
		return false
	}
	var parsed struct{ Responses []response }
	if json.Unmarshal([]byte(a.body), &parsed) != nil || len(parsed.Responses) == 0 {
		return true
	}
	return strings.HasPrefix(parsed.Responses[0].Code, "2")
}

// The documents' requests, and a right call of every function and endpoint, are answered as described.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	g := newGrid(t)
	c := &clerk{t: t, descriptions: descriptions(t, g.gateway)}
	g.witness = c.witness
	t.Run("grid", func(t *testing.T) {
		c.t = t
		g.rightCalls()
		g.ownAnswers()
	})
	eachDocument(t, func(d *document, _, script string) {
		c.t = d.t
		d.witness = c.witness
		d.play(script)
	})
	c.t = t
	if c.compared < 200 {
		t.Errorf("only %d answers were compared", c.compared)
	}
	for name, d := range c.descriptions {
		for operation, succeeded := range d.operations {
			// What POST does, PUT does too, and Enswitch's functions by either of their methods.
			again := strings.HasPrefix(operation, "PUT ") || name == "enswitch" && strings.HasPrefix(operation, "POST ")
			if !succeeded && !again && operation != "GET /readyz" {
				t.Errorf("%s: no call of %s succeeded, so that nothing was compared", name, operation)
			}
		}
	}
}

// rightCalls calls every function and endpoint that is provided as whoever may do it, each on the same store.
func (g *grid) rightCalls() {
	g.t.Helper()
	g.spareAdministrator()
	for _, function := range enswitch.Functions() {
		expected, ok := enswitchGrid[function.Path]
		if !ok {
			continue
		}
		g.enswitch(admin, function.Path, g.values(expected.with)...)
		g.submitted(admin, function.Path, g.values(expected.with)...)
		if slices.ContainsFunc(function.Parameters, func(p enswitch.Parameter) bool { return p.Name == "count" }) {
			g.enswitch(admin, function.Path, "count", "1")
			g.enswitch(admin, function.Path, "pages", "1")
		}
		g.enswitch(nobody, function.Path)
		g.put(g.as)
	}
	for _, endpoint := range vodia.Endpoints() {
		for _, method := range endpoint.Methods {
			row := vodiaRow{grid: g, Endpoint: endpoint, method: method, route: vodiaGrid[method+" "+endpoint.Path]}
			if endpoint.Status == vodia.NotProvided {
				continue
			}
			row.right(admin)
			g.put(g.as)
			row.right(boss)
			g.put(g.as)
			for _, wrong := range row.wrong {
				row.ask(admin, row.target(nil), wrong.query, wrong.body)
			}
			g.put(g.as)
		}
	}
}

// submitted calls a function by POST with its parameters in a form.
func (g *grid) submitted(caller who, function string, parameters ...string) {
	g.t.Helper()
	form := url.Values{"auth_username": {caller.login}, "auth_password": {caller.password}}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	r := g.request(http.MethodPost, "/api/json/"+function+"/", form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	g.send(r)
}

// ownAnswers asks for what the gateway answers in its own name.
func (g *grid) ownAnswers() {
	g.t.Helper()
	views := "/gateway/v1/tenants/" + acme + "/objects/"
	for _, path := range []string{
		views + "tenant/" + acme + "/views", views + "person/boss/views", views + "phone/201/views", views + "huntgroup/hunt_" + g.ids["group of acme"] + "/views",
		views + "featurecode/300/views", views + "featurecode/310/views", views + "phone/299/views", "/gateway/v1/tenants/" + acme + "/report",
	} {
		for _, caller := range []who{admin, boss, worker, nobody} {
			g.vodia(caller, http.MethodGet, path, "")
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/version", "/schema/tenant.json", "/openapi/gateway.json"} {
		g.vodia(nobody, http.MethodGet, path, "")
	}
}
