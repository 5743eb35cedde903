package conform

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"dragoman/adapters/vodia"
	"dragoman/domain/conform"
)

// examples are the requests that the page of hunt groups prints, below its domain, and what it prints of an answer. The
// account 1004 stands for every account in them, so that they can be sent in one of the run's own.
//
//go:embed examples.txt
var examples string

// unquotedName is a member's name as the page prints it.
var unquotedName = regexp.MustCompile(`([{,]\s*)(\w+):`)

// checkExamples sends what the page prints: single quotes for double ones, and as curl does, as a form.
func (s *suite) checkExamples() {
	page := pageOf("POST " + pathSettings)
	switch {
	case !s.options.Write:
		s.report.Skip("examples", page, "the examples are sent only with --write")
		return
	case !s.may(vodia.DomainAdministrators):
		s.report.Skip("examples", page, "only administrators of the domain may send them")
		return
	}
	account := s.own("example")
	s.made = append(s.made, account)
	for line := range strings.Lines(strings.ReplaceAll(examples, "1004", account)) {
		if s.ctx.Err() != nil {
			return
		}
		method, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, printed, _ := strings.Cut(rest, " ")
		s.sendExample(account, method, path, printed)
	}
	s.expect("POST "+pathAction, "leaves nothing", s.show(account), http.StatusNotFound)
}

func (s *suite) sendExample(account, method, path, printed string) {
	name := "examples " + method + " " + strings.Split(path, "/")[0]
	page := pageOf("POST " + pathSettings)
	header := basic(s.place.User, s.password)
	if method == http.MethodGet {
		a := s.send(header, method, s.at("/rest/domain/{domain}/"+path), nil, "")
		s.report.Expect(name, page, a.status == http.StatusOK && hasMembers(printed, a), a.Exchange, "status 200 and every setting that the page prints, in its type")
		return
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := s.send(header, method, s.at("/rest/domain/{domain}/"+path), []byte(printed), printed)
	if !s.report.Expect(name, page, a.status == http.StatusOK, a.Exchange, "status 200") || !strings.HasPrefix(path, "user_settings") {
		return
	}
	written, after := read(strings.ReplaceAll(printed, "'", `"`)), s.show(account)
	for member, value := range written {
		got := conform.Exchange{Sent: a.Sent + ", then " + after.Sent, Got: literal(after.settings()[member])}
		s.report.Expect(name+" "+member, page, after.settings()[member] == value, got, literal(value))
	}
}

// read reads an object as the page prints it.
func read(printed string) settings {
	var out settings
	if err := json.Unmarshal([]byte(unquotedName.ReplaceAllString(printed, `$1"$2":`)), &out); err != nil {
		panic("an example can't be read: " + err.Error())
	}
	return out
}

func hasMembers(printed string, a *answer) bool {
	shown := a.settings()
	for name, value := range read(printed) {
		if got, there := shown[name]; !there || got.Raw != value.Raw {
			return false
		}
	}
	return true
}
