package conform

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"dragoman/adapters/vodia"
	"dragoman/adapters/vodia/remote"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/apidoc"
	"dragoman/domain/conform"
)

// Options say how to check a server.
type Options struct {
	// Write allows to make accounts, to change them and to remove them again.
	Write bool
	// Only names the families of checks: "access", "reading", "examples" or types of accounts, as "hunts"; all if empty.
	Only []string
	Wire wire.Options
}

// suite is one run against one server.
type suite struct {
	ctx         context.Context
	server      *wire.Server
	vigil       *conform.Vigil
	removing    bool // nothing is left to do but to remove what the run made
	place       *remote.Place
	password    string
	options     Options
	report      *conform.Report
	description *apidoc.Document // of the answers
	made        []string         // accounts that have to be removed, each before it is made
	mark        string           // what the names of the run's own accounts hold
	session     string           // what the caller is: "admin", "domain" or "user"
	secrets     []string         // that no report shows
	lost        error            // why the last request brought no answer
	age         conform.Age      // of the server, by type of account
}

// Run checks a server and records every check. Whatever it made it removes, even where the context is done before the
// end. An error says that nothing could be checked: the server isn't reached, or doesn't let the user in.
func Run(ctx context.Context, place *remote.Place, password string, options Options, report *conform.Report) error {
	server, err := wire.NewServer(options.Wire)
	if err != nil {
		return err
	}
	defer server.Close()
	ctx, vigil := conform.Watch(ctx, report)
	defer vigil.End()
	s := &suite{
		ctx: ctx, vigil: vigil, server: server, place: place, password: password, options: options, report: report,
		age: conform.Age{}, description: vodia.Description(""), mark: strconv.FormatUint(rand.Uint64N(1<<40), 36),
	}
	s.secrets = []string{password, s.secret()}
	if err := s.signIn(); err != nil {
		return err
	}
	defer s.removeAll()
	report.Take(ctx, options.Only,
		conform.Step{Family: "access", Do: s.checkAccess}, conform.Step{Family: "reading", Do: s.checkReading},
		conform.Step{Do: s.checkWriting}, conform.Step{Family: "examples", Do: s.checkExamples})
	return nil
}

// Families are what Only may name.
func Families() []string {
	families := []string{"access", "reading", "examples"}
	for _, of := range accountTypes {
		families = append(families, of.name)
	}
	return families
}

// wants says whether a family of checks was asked for.
func (s *suite) wants(family string) bool {
	return conform.Wanted(s.options.Only, family)
}

// signIn finds out who calls.
func (s *suite) signIn() error {
	a := s.call(http.MethodGet, "/rest/domain/"+s.place.Domain+"/user_settings/"+s.absent(), nil)
	switch {
	case a.status == 0:
		return s.lost
	case a.status == http.StatusUnauthorized:
		return domain.Fail(domain.Unknown, "%s doesn't take the user %s with this password", s.place.Host, s.place.User)
	}
	session := s.call(http.MethodGet, pathSession, nil)
	s.expect("GET "+pathSession, "", session, http.StatusOK)
	var who struct{ Type string }
	if json.Unmarshal(session.body, &who) == nil {
		s.session = who.Type
	}
	return nil
}

// absent is the name of an account that isn't there.
func (s *suite) absent() string { return "absent" + s.mark }

func (s *suite) secret() string { return "Secret" + s.mark }

// own is the name of an account of the run's own.
func (s *suite) own(what string) string { return what + s.mark }

// may says whether the caller is within the scope of an endpoint.
func (s *suite) may(scope vodia.Scope) bool {
	switch scope {
	case vodia.SystemAdministrators:
		return s.session == "admin"
	case vodia.DomainAdministrators:
		return s.session == "admin" || s.session == "domain"
	}
	return true
}

// endpointOf finds the declaration of a method and a path with names in braces.
func endpointOf(method, path string) vodia.Endpoint {
	for _, e := range vodia.Endpoints() {
		if e.Path == path && slices.Contains(e.Methods, method) {
			return e
		}
	}
	panic("no endpoint " + method + " " + path + " is declared")
}

// pageOf is where an endpoint is documented, by what checks are called: "GET /rest/…".
func pageOf(name string) string {
	method, path, _ := strings.Cut(name, " ")
	for _, e := range vodia.Endpoints() {
		if e.Path == path && slices.Contains(e.Methods, method) {
			return e.Page
		}
	}
	return ""
}

// expect records whether a call ended with a status.
func (s *suite) expect(name, of string, a *answer, status int) bool {
	return s.report.Expect(strings.TrimSpace(name+" "+of), pageOf(name), a.status == status, a.Exchange, "status "+strconv.Itoa(status))
}

// fits records whether an answer has the form that is declared of an endpoint.
func (s *suite) fits(name string, a *answer) bool {
	method, path, _ := strings.Cut(name, " ")
	item := s.description.Paths[path]
	operation := map[string]*apidoc.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodDelete: item.Delete}[method]
	why := conform.Departure(s.description, operation.Responses["200"].Content["application/json"].Schema, a.body)
	if other := otherForms[name]; other != nil && why != "" && conform.Departure(s.description, other, a.body) == "" {
		why = ""
	}
	return s.report.Expect(name+" form", pageOf(name), why == "", a.Exchange, "the documented form ("+why+")")
}

// otherForms are answers that servers give in place of the declared ones, by what their checks are called.
var otherForms = map[string]*apidoc.Schema{
	// 70.3 answers with their number where no page is asked for.
	"GET /rest/system/domaininfo": apidoc.Integer(""),
	// No page prints it; the list of all is keyed by id.
	"GET /rest/system/domains/{domain}": apidoc.Keyed(&apidoc.Schema{Type: "object"}),
	// No page has the user in it.
	"GET /rest/system/session": apidoc.Object(map[string]*apidoc.Schema{"type": apidoc.Text(""), "lang": apidoc.Text(""), "edit": apidoc.Truth("")}),
}

// patience is how long removing may take after the run was stopped.
const patience = 30 * time.Second

// removeAll removes what the run made, the last first.
func (s *suite) removeAll() {
	if len(s.made) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), patience)
	defer cancel()
	s.ctx, s.removing = ctx, true
	for _, account := range slices.Backward(s.made) {
		a := s.remove(account)
		if a.status != http.StatusOK && a.status != http.StatusNotFound {
			s.report.Leftover("DELETE "+pathRemove+" cleaning up", pageOf("DELETE "+pathRemove), a.Exchange, "status 200: the account is left behind")
		}
	}
	s.made = nil
}

func (s *suite) removed(account string) {
	s.made = slices.DeleteFunc(s.made, func(name string) bool { return name == account })
}

// Paths of the endpoints that the suite goes through by name.
const (
	pathSession  = "/rest/system/session"
	pathSystem   = "/rest/system/domains"
	pathAdd      = "/rest/domain/{domain}/addacc"
	pathRemove   = "/rest/domain/{domain}/addacc/{account}"
	pathClone    = "/rest/domain/{domain}/cloneaccount"
	pathAction   = "/rest/domain/{domain}/domain_action"
	pathSettings = "/rest/domain/{domain}/user_settings/{account}"
	pathHunts    = "/rest/domain/{domain}/hunts"
	pathUsers    = "/rest/domain/{domain}/users"
	pathCount    = "/rest/domain/{domain}/status/{type}"
)
