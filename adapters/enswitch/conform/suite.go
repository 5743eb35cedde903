package conform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/enswitch/remote"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/conform"
)

// Options say how to check a server.
type Options struct {
	// Write allows to make objects, to change them and to remove them again.
	Write bool
	// Only names the families of functions to check, "phones" or "huntgroups/destinations"; all if empty.
	Only []string
	Wire wire.Options
}

// suite is one run against one server.
type suite struct {
	ctx      context.Context
	server   *wire.Server
	vigil    *conform.Vigil
	removing bool // nothing is left to do but to remove what the run made
	place    *remote.Place
	password string
	token    string
	options  Options
	report   *conform.Report
	judged   map[string]bool // functions whose form was judged; true while it was right
	age      conform.Age     // of the server, by family of functions
	made     []removal
	mark     string // what the names of the run's own objects hold
	person   row    // who calls
	role     domain.Role
	line     string // a telephone line of the run's own that others lead to, empty until it is needed
	group    string // the id of such a hunt group
	lost     error  // why the last request brought no answer
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
		ctx: ctx, vigil: vigil, server: server, place: place, password: password, options: options, report: report, judged: map[string]bool{},
		age: conform.Age{}, mark: strconv.FormatUint(rand.Uint64N(1<<40), 36),
	}
	if err := s.signIn(); err != nil {
		return err
	}
	defer s.removeAll()
	report.Take(ctx, options.Only,
		conform.Step{Family: "access", Do: s.checkAccess}, conform.Step{Family: "functions", Do: s.checkUnknownFunctions},
		conform.Step{Do: s.checkReading}, conform.Step{Do: s.checkWriting}, conform.Step{Family: "examples", Do: s.checkExamples})
	return nil
}

// Families are what Only may name.
func Families() []string {
	families := []string{"access", "examples", "functions"}
	for _, f := range provided() {
		families = append(families, family(f))
	}
	slices.Sort(families)
	return slices.Compact(families)
}

// wants says whether a family of checks was asked for.
func (s *suite) wants(family string) bool {
	return conform.Wanted(s.options.Only, family)
}

// signIn finds out who calls.
func (s *suite) signIn() error {
	f := function("user/login")
	a := s.call(f)
	if a.fault == "no answer" {
		return s.lost
	}
	if code := a.code(); code == "401" {
		return domain.Fail(domain.Unknown, "%s doesn't take the user %s with this password", s.place.Host, s.place.User)
	}
	s.expect(f, "", a, "200")
	s.person = a.row()
	role, _ := strconv.Atoi(s.person["role"].Text)
	s.role = domain.Role(role)
	return nil
}

// function is a declared one.
func function(path string) *enswitch.Function {
	all := enswitch.Functions()
	i := slices.IndexFunc(all, func(f enswitch.Function) bool { return f.Path == path })
	if i < 0 {
		panic("no function " + path + " is declared")
	}
	return &all[i]
}

// provided are the functions that both the pages and the gateway have.
func provided() []*enswitch.Function {
	var out []*enswitch.Function
	for _, f := range enswitch.Functions() {
		if f.Status != enswitch.NotProvided {
			out = append(out, &f)
		}
	}
	return out
}

// family is the path of a function without its last word.
func family(f *enswitch.Function) string {
	if i := strings.Index(f.Path, "/list/"); i >= 0 { // phones/list/panel
		return f.Path[:i]
	}
	return f.Path[:strings.LastIndexByte(f.Path, '/')]
}

// success is the code with which a function does what it is asked to.
func success(f *enswitch.Function) string {
	if slices.Contains(f.Codes, 200) {
		return "200"
	}
	return "204"
}

// expect records whether a call ended with a code.
func (s *suite) expect(f *enswitch.Function, of string, a *answer, code string) bool {
	return s.report.Expect(strings.TrimSpace(f.Path+" "+of), f.Page, a.code() == code, a.Exchange, "code "+code)
}

// refuses records whether a call was refused and blames the parameter at fault.
func (s *suite) refuses(f *enswitch.Function, of, parameter string, a *answer) bool {
	met := a.code() == "400" && slices.Contains(a.keys(), parameter)
	return s.report.Expect(f.Path+" "+of, f.Page, met, a.Exchange, "code 400 with the key "+parameter)
}

// judgeForm records once for each function whether its answers have the form, and again where a later one hasn't.
func (s *suite) judgeForm(f *enswitch.Function, a *answer) {
	fault := a.fault
	if fault == "" {
		fault = faultOf(f, a)
	}
	right, judged := s.judged[f.Path]
	if judged && (!right || fault == "") {
		return
	}
	s.judged[f.Path] = fault == ""
	expected := `HTTP status 200 and "responses" with a documented code, "key" and "message" as strings, "data" only where there is some`
	if fault != "" {
		expected += " (there is " + fault + ")"
	}
	s.report.Expect(f.Path+" form", f.Page, fault == "", a.Exchange, expected)
}

// faultOf says what an answer has that the function's page doesn't let it have.
func faultOf(f *enswitch.Function, a *answer) string {
	for _, e := range a.responses {
		code, err := strconv.Atoi(e.Code)
		switch {
		case err != nil || !slices.Contains(f.Codes, code):
			return "the undocumented code " + strconv.Quote(e.Code)
		case code < 300 && (e.Key != "" || e.Message != "OK"):
			return "a success that isn't OK"
		case code < 300 && (code == 200) != (a.data != nil):
			return fmt.Sprintf("code %d with data: %t", code, a.data != nil)
		case code == 200 && string(a.data) == "null":
			return "data that is null"
		case code >= 300 && a.data != nil:
			return "data with a failure"
		}
	}
	return ""
}

// removal takes away something that the run made.
type removal struct {
	function *enswitch.Function
	key      parameters
}

// willMake notes what has to be removed before it is made, since an answer may get lost.
func (s *suite) willMake(f *enswitch.Function, key ...string) {
	s.made = append(s.made, removal{f, key})
}

// removed notes that something is gone already.
func (s *suite) removed(f *enswitch.Function, key ...string) {
	s.made = slices.DeleteFunc(s.made, func(r removal) bool { return r.function.Path == f.Path && slices.Equal(r.key, key) })
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
	for _, r := range slices.Backward(s.made) {
		a := s.call(r.function, r.key...)
		if code := a.code(); code != "204" && code != "404" {
			s.report.Leftover(r.function.Path+" cleaning up", r.function.Page, a.Exchange, "code 204: the object is left behind")
		}
	}
	s.made = nil
}
