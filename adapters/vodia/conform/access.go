package conform

import (
	"net/http"

	"dragoman/adapters/vodia"
	"dragoman/domain/credential"
)

// sessionLength is how long the platform's session ids are.
const sessionLength = 20

// checkAccess tries the ways to sign in, right and wrong, and what is out of reach.
func (s *suite) checkAccess() {
	hunts := s.at(pathHunts)
	page := pageOf("GET " + pathHunts)
	for name, header := range map[string]http.Header{
		"wrong password": basic(s.place.User, s.password+s.mark), "unknown user": basic(s.absent(), s.mark), "no credentials": {},
	} {
		a := s.callAs(header, http.MethodGet, hunts, nil)
		s.report.Expect("access "+name, page, a.status == http.StatusUnauthorized, a.Exchange, "status 401")
	}
	public := s.callAs(http.Header{}, http.MethodGet, pathSession, nil)
	s.expect("GET "+pathSession, "by anybody", public, http.StatusOK)

	foreign := http.StatusForbidden
	if s.session == "admin" {
		foreign = http.StatusNotFound
	}
	for name, test := range map[string]struct {
		path   string
		status int
	}{
		"foreign domain":  {"/rest/domain/" + s.absent() + ".example.com/hunts", foreign},
		"unknown path":    {s.at("/rest/domain/{domain}/") + s.absent(), s.unlessUser(http.StatusNotFound)},
		"unknown family":  {"/rest/" + s.absent(), foreign},
		"unknown account": {s.at(pathSettings, s.absent()), s.unlessUser(http.StatusNotFound)},
		"system path":     {pathSystem, s.statusFor(endpointOf(http.MethodGet, pathSystem))},
	} {
		a := s.call(http.MethodGet, test.path, nil)
		s.report.Expect("access "+name, page, a.status == test.status, a.Exchange, http.StatusText(test.status))
	}
	s.checkSession()
}

// statusFor is what the caller is answered by an endpoint.
func (s *suite) statusFor(e vodia.Endpoint) int {
	if s.may(e.Scope) {
		return http.StatusOK
	}
	return http.StatusForbidden
}

func (s *suite) unlessUser(status int) int {
	if s.session == "user" {
		return http.StatusForbidden
	}
	return status
}

// checkSession signs in as the platform's own pages do, calls with the cookie, and signs out.
func (s *suite) checkSession() {
	name := "POST " + pathSession
	page := pageOf(name)
	refused := s.logIn(s.mark)
	token, err := vodia.ReadToken(refused.body)
	s.report.Expect(name+" wrong password", page, refused.status == http.StatusOK && err == nil && token == "", refused.Exchange, `status 200 and ""`)

	a := s.logIn(s.password)
	token, err = vodia.ReadToken(a.body)
	if token != "" {
		s.secrets = append(s.secrets, token)
		a.Got = s.scrubbed(a.Got)
	}
	if !s.report.Expect(name, page, a.status == http.StatusOK && err == nil && len(token) == sessionLength, a.Exchange, "status 200 and a string of 20 characters") {
		return
	}
	cookie := func() http.Header { return http.Header{"Cookie": {"session=" + token}} }
	s.report.Expect("access by session", page, s.callAs(cookie(), http.MethodGet, s.at(pathSettings, s.absent()), nil).status == s.unlessUser(http.StatusNotFound), a.Exchange, "a session that lets in")
	s.expect("DELETE "+pathSession, "", s.callAs(cookie(), http.MethodDelete, pathSession, nil), http.StatusOK)
	after := s.callAs(cookie(), http.MethodGet, s.at(pathHunts), nil)
	s.report.Expect("access after the session's end", page, after.status == http.StatusUnauthorized, after.Exchange, "status 401")
}

func (s *suite) logIn(password string) *answer {
	data := vodia.WriteSession(s.place.User, credential.SessionProof(password))
	return s.send(http.Header{"Content-Type": {"application/json"}}, http.MethodPost, pathSession, data, `{"name":"auth", …}`)
}
