package conform

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// looked is how many of the accounts that are there are looked at one by one.
const looked = 3

// accountType is a type of account with what is declared of it.
type accountType struct {
	name      string // as addacc and users name it
	component string // as the description of the API names its settings
	kind      domain.Kind
}

var accountTypes = []accountType{{"extensions", "extension", domain.KindPhone}, {"hunts", "hunt", domain.KindHuntGroup}, {"ivrnodes", "ivrnode", domain.KindFeatureCode}}

// declared are the settings that user_settings shows of a type, in the server's version.
func (s *suite) declared(of accountType) []*lens.Setting {
	shown := s.description.Components.Schemas[of.component].Properties
	for _, sheet := range vodia.Tables() {
		if sheet.Kind == string(of.kind) {
			return slices.DeleteFunc(s.age.Within(of.name, sheet.Settings), func(d *lens.Setting) bool { return shown[d.Name] == nil })
		}
	}
	panic("no table declares " + of.name)
}

// checkReading calls everything that only reads, and looks at some of the accounts that are there.
func (s *suite) checkReading() {
	for _, e := range vodia.Endpoints() {
		if s.ctx.Err() != nil {
			return
		}
		if e.Status == vodia.NotProvided || !slices.Contains(e.Methods, http.MethodGet) || strings.Contains(e.Path, "{account}") {
			continue
		}
		for _, path := range s.paths(e) {
			s.checkEndpoint(e, path)
		}
	}
	for _, of := range accountTypes {
		s.checkAccounts(of)
	}
}

// paths are those that an endpoint's path stands for.
func (s *suite) paths(e vodia.Endpoint) []string {
	if !strings.Contains(e.Path, "{type}") {
		return []string{s.at(e.Path)}
	}
	var out []string
	for _, of := range accountTypes {
		out = append(out, s.at(e.Path, of.name))
	}
	return out
}

func (s *suite) checkEndpoint(e vodia.Endpoint, path string) {
	name := "GET " + e.Path
	a := s.call(http.MethodGet, path, nil)
	if s.expect(name, "", a, s.statusFor(e)) && a.status == http.StatusOK {
		s.fits(name, a)
	}
}

// names are the accounts of a type, as their list has them.
func (s *suite) names(of accountType) ([]string, *answer) {
	a := s.call(http.MethodGet, s.at("/rest/domain/{domain}/"+of.name), nil)
	var rows []struct{ Name string }
	var keyed map[string]struct{ Name string } // by id or by name
	if json.Unmarshal(a.body, &keyed) == nil {
		rows = slices.Collect(maps.Values(keyed))
	} else if json.Unmarshal(a.body, &rows) != nil {
		return nil, a
	}
	var names []string
	for _, row := range rows {
		names = append(names, row.Name)
	}
	slices.Sort(names)
	return names, a
}

func (s *suite) checkAccounts(of accountType) {
	if !s.may(vodia.DomainAdministrators) {
		return
	}
	names, list := s.names(of)
	count := s.call(http.MethodGet, s.at(pathCount, of.name), nil)
	s.report.Expect("GET "+pathCount+" "+of.name, pageOf("GET "+pathCount), strings.TrimSpace(string(count.body)) == strconv.Itoa(len(names)), count.Exchange, strconv.Itoa(len(names))+", as "+list.Sent+" has")
	for _, name := range names[:min(looked, len(names))] {
		a := s.show(name)
		if s.expect("GET "+pathSettings, of.name, a, http.StatusOK) {
			s.checkShape(of, a)
		}
	}
}

// checkShape records of every setting of an account whether it is there in its declared form.
func (s *suite) checkShape(of accountType, a *answer) {
	shown := a.settings()
	s.age.Learn(s.report, of.name, s.declared(of), shown.has)
	for _, d := range s.declared(of) {
		value, there := shown[d.Name]
		met, expected, got := true, "", conform.Exchange{Sent: a.Sent, Got: literal(value)}
		switch want := conform.Misshapen(d, value); {
		case d.Unshown:
			continue
		case !there:
			met, expected, got.Got = false, "the setting", "none"
		case want != "":
			met, expected = false, want
		}
		s.report.Expect(of.name+" "+d.Name+" type", d.Page, met, got, expected)
	}
}

// literal is a value as the answer had it.
func literal(value lens.Value) string {
	data, err := value.MarshalJSON()
	if err != nil {
		return value.Text
	}
	return string(data)
}
