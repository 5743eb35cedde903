package conform

import (
	"net/url"
	"strings"

	"dragoman/adapters/enswitch"
)

// pageIntroduction and pageTokens say who is let in, and how.
const (
	pageIntroduction = "introduction"
	pageTokens       = "tokens"
)

// checkAccess tries the ways to sign in, right and wrong, and the ways to write a request.
func (s *suite) checkAccess() {
	login := function("user/login")
	for _, test := range []struct {
		name string
		as   parameters
	}{
		{"wrong password", parameters{"auth_username", s.place.User, "auth_password", s.password + s.mark}},
		{"unknown user", parameters{"auth_username", "nobody_" + s.mark, "auth_password", s.mark}},
		{"no credentials", nil},
		{"corrupt token", parameters{"auth_token", "corrupt." + s.mark}},
	} {
		a := s.post(login.Path, login, parameters{"as", test.name}, test.as)
		s.judgeForm(login, a)
		s.report.Expect("access "+test.name, pageIntroduction, a.code() == "401", a.Exchange, "code 401")
	}
	s.checkToken(login)
	s.checkRequests(login)
	s.checkAnonymous()
}

// checkToken makes a token and signs in with it.
func (s *suite) checkToken(login *enswitch.Function) {
	a := s.call(login, "token", "1")
	if a.code() == "200" && !a.row().has("auth_token") {
		s.report.Skip("access token", pageTokens, "the server gives no tokens, as before version 4.1")
		return
	}
	token := a.row()["auth_token"]
	s.token = token.Text
	a.Got = s.scrubbed([]byte(a.Got))
	if !s.report.Expect("access token", pageTokens, a.code() == "200" && !token.Raw && token.Text != "", a.Exchange, `code 200 and data with the string "auth_token"`) {
		return
	}
	again := s.post(login.Path, login, parameters{"as", "who has a token"}, parameters{"auth_token", s.token})
	same := again.code() == "200" && again.row()["id"] == s.person["id"]
	s.report.Expect("access by token", pageTokens, same, again.Exchange, "code 200 and the same person as with the password")
}

// checkRequests tries the forms of a request that the pages and clients use.
func (s *suite) checkRequests(login *enswitch.Function) {
	query := func(separator string) string {
		return parameters{"auth_username", s.place.User, "auth_password", s.password}.encode(separator)
	}
	for name, suffix := range map[string]string{
		"GET with semicolons": "/?" + query(";"), "GET with ampersands": "/?" + query("&"), "GET without a slash at the end": "?" + query(";"),
	} {
		a := s.get(login.Path, suffix, name)
		s.report.Expect("access "+name, pageIntroduction, a.code() == "200", a.Exchange, "code 200")
	}
}

// checkAnonymous calls what answers to anybody.
func (s *suite) checkAnonymous() {
	for _, f := range provided() {
		if !f.Anonymous {
			continue
		}
		query := parameters{"check", "1", "email", "nobody_" + s.mark + "@example.com"}
		a := s.get(f.Path, "/?"+query.encode(";"), s.quoted(f.Path, f, query))
		found, ok := a.number("found")
		s.report.Expect(f.Path+" check=1 by anybody", f.Page, a.code() == "200" && ok && found == 0, a.Exchange, `code 200 and { "found":0 }`)
	}
}

// checkUnknownFunctions calls what isn't there. No page says how that is answered; it must not look like a success.
func (s *suite) checkUnknownFunctions() {
	for _, path := range []string{"phones/" + s.mark, s.mark + "/list"} {
		all := parameters{"auth_username", s.place.User, "auth_password", s.password}
		a := s.get(url.PathEscape(strings.Split(path, "/")[0])+"/"+strings.Split(path, "/")[1], "/?"+all.encode(";"), path)
		refused := a.status >= 400 || a.code() >= "400" && a.data == nil
		s.report.Expect("functions unknown", pageIntroduction, refused, a.Exchange, "a code from 400 on without data, or such an HTTP status")
	}
}

// mayCall records that a function refuses a role that hasn't the privileges, and says whether there is more to check.
func (s *suite) mayCall(f *enswitch.Function, a *answer) bool {
	if f.AllowedTo(s.role) {
		return true
	}
	s.expect(f, "without the privilege", a, "402")
	return false
}
