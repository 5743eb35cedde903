package conform

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"dragoman/adapters/vodia"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// checkWriting makes one account of every type, tries its settings and removes it.
func (s *suite) checkWriting() {
	for _, of := range accountTypes {
		if !s.wants(of.name) || s.ctx.Err() != nil {
			continue
		}
		name := "POST " + pathAdd
		switch {
		case !s.options.Write:
			s.report.Skip(name+" "+of.name, pageOf(name), "changes are tried only with --write")
		case !s.may(vodia.DomainAdministrators):
			s.expect(name, "out of scope", s.call(http.MethodPost, s.at(pathAdd), settings{"type": lens.Text(of.name), "account": lens.Text(s.own("refused"))}), http.StatusForbidden)
		default:
			s.checkType(of)
		}
	}
}

// checkType goes through the life of one account.
func (s *suite) checkType(of accountType) {
	account := s.own(of.component)
	add := "POST " + pathAdd
	for missing, in := range map[string]settings{"an account": {"type": lens.Text(of.name)}, "a type": {"account": lens.Text(account)}} {
		s.isIdle(add+" "+of.name+" without "+missing, s.call(http.MethodPost, s.at(pathAdd), in))
	}
	if !s.expect(add, of.name, s.add(of.name, account), http.StatusOK) {
		return
	}
	s.checkFresh(of, account)
	s.checkListed(of, account)
	s.checkOwnPaths(of, account)
	s.checkHolder(of, account)
	s.checkSettings(of, account)
	s.checkAgain(of, account)
	s.checkClone(of, account)
	s.checkRemoving(of, account)
}

// checkFresh looks whether a new account has its name and the defaults of everything else.
func (s *suite) checkFresh(of accountType, account string) {
	a := s.show(account)
	if !s.expect("GET "+pathSettings, of.name, a, http.StatusOK) {
		return
	}
	s.checkShape(of, a)
	shown := a.settings()
	for _, d := range s.declared(of) {
		got := conform.Exchange{Sent: "POST addacc of the type " + of.name + ", then " + a.Sent, Got: literal(shown[d.Name])}
		switch {
		case d.Unshown || d.Class == lens.Hidden || d.Class == lens.ReadOnly || !shown.has(d.Name):
		case d.Type == lens.Names:
			own := lens.Value{Text: lens.JoinNames([]string{account}), Raw: true}
			s.report.Expect(of.name+" "+d.Name+" as created", d.Page, conform.Same(d, own, shown[d.Name]), got, own.Text)
		default:
			begins := conform.Begins(d)
			s.report.Expect(of.name+" "+d.Name+" default", d.Page, conform.Same(d, begins, shown[d.Name]), got, literal(begins))
		}
	}
}

// checkListed looks for the account in the lists that must have it.
func (s *suite) checkListed(of accountType, account string) {
	list := "GET /rest/domain/{domain}/" + of.name
	names, a := s.names(of)
	s.fits(list, a)
	s.report.Expect(list+" has a new account", pageOf(list), slices.Contains(names, account), a.Exchange, "a row named "+account)

	users := s.call(http.MethodGet, s.at(pathUsers), nil)
	s.fits("GET "+pathUsers, users)
	var rows []struct {
		Name, Usertype string
		Alias          []string
	}
	_ = json.Unmarshal(users.body, &rows) // what isn't of the form has no rows
	listed := slices.ContainsFunc(rows, func(r struct {
		Name, Usertype string
		Alias          []string
	}) bool {
		return r.Name == account && r.Usertype == of.name && slices.Equal(r.Alias, []string{account})
	})
	s.report.Expect("GET "+pathUsers+" has a new account", pageOf("GET "+pathUsers), listed, users.Exchange, "a row named "+account+" of the usertype "+of.name)
}

// checkOwnPaths reads what is below an account's own paths.
func (s *suite) checkOwnPaths(of accountType, account string) {
	for _, e := range vodia.Endpoints() {
		if e.Status == vodia.NotProvided || !slices.Contains(e.Methods, http.MethodGet) || !strings.Contains(e.Path, "{account}") || e.Path == pathSettings {
			continue
		}
		within := strings.HasPrefix(e.Path, "/rest/domain/")
		if !within && of.name != map[string]string{"user": "extensions", "ivrnode": "ivrnodes"}[strings.Split(e.Path, "/")[2]] {
			continue
		}
		at := account
		if !within {
			at += "@" + s.place.Domain
		}
		a := s.call(http.MethodGet, s.at(e.Path, at), nil)
		if s.expect("GET "+e.Path, of.name, a, http.StatusOK) {
			s.fits("GET "+e.Path, a)
		}
	}
}

// checkHolder signs in as an extension with its web password: it reaches itself and nothing else.
func (s *suite) checkHolder(of accountType, account string) {
	if of.name != "extensions" {
		return
	}
	if !s.expect("POST "+pathSettings, "web_pass", s.write(account, settings{"web_pass": lens.Text(s.secret())}), http.StatusOK) {
		return
	}
	for name, test := range map[string]struct {
		path   string
		status int
	}{
		"itself":      {s.at(pathSettings, account), http.StatusOK},
		"another":     {s.at(pathSettings, s.absent()), http.StatusForbidden},
		"its domain":  {s.at(pathHunts), http.StatusForbidden},
		"system path": {pathSystem, http.StatusForbidden},
	} {
		a := s.callAs(basic(account+"@"+s.place.Domain, s.secret()), http.MethodGet, test.path, nil)
		s.report.Expect("access of an extension to "+name, pageOf("GET "+pathSettings), a.status == test.status, a.Exchange, http.StatusText(test.status))
	}
}

// checkAgain makes what is there already, which must change nothing.
func (s *suite) checkAgain(of accountType, account string) {
	before := s.show(account).settings()
	a := s.call(http.MethodPost, s.at(pathAdd), settings{"type": lens.Text(of.name), "account": lens.Text(account)})
	s.isIdle("POST "+pathAdd+" "+of.name+" again", a)
	s.unchanged(of, "stays when it is added again", account, before, a)
}

// isIdle records the answer to an addacc that can make nothing: whether it is refused or does nothing no page says.
func (s *suite) isIdle(name string, a *answer) {
	answered := a.status == http.StatusOK || a.status == http.StatusBadRequest
	s.report.Expect(name, pageOf("POST "+pathAdd), answered, a.Exchange, "status 200 or 400")
}

// checkClone copies the account and removes the copy with the action for several accounts.
func (s *suite) checkClone(of accountType, account string) {
	original, name := s.show(account).settings(), "POST "+pathClone
	to := s.own("clone")
	s.made = append(s.made, to)
	a := s.call(http.MethodPost, s.at(pathClone), settings{"from": lens.Text(account), "to": lens.Text(to)})
	if !s.expect(name, of.name, a, http.StatusOK) {
		return
	}
	copied := s.show(to).settings()
	for _, d := range s.declared(of) {
		if d.Class == lens.OwnOnly && !d.Live && !d.Unshown {
			s.report.Expect(of.name+" "+d.Name+" cloned", pageOf(name), copied[d.Name] == original[d.Name], conform.Exchange{Sent: a.Sent, Got: literal(copied[d.Name])}, literal(original[d.Name]))
		}
	}
	action := "POST " + pathAction
	gone := s.call(http.MethodPost, s.at(pathAction), settings{"type": lens.Text("accounts"), "action": lens.Text("delete_selected"), "selected": lens.Text(to + " " + s.absent())})
	s.expect(action, "delete_selected", gone, http.StatusOK)
	if s.expect(action, "delete_selected leaves nothing", s.show(to), http.StatusNotFound) {
		s.removed(to)
	}
}

// checkRemoving removes the account and looks whether it is gone.
func (s *suite) checkRemoving(of accountType, account string) {
	name := "DELETE " + pathRemove
	s.expect(name, of.name, s.remove(account), http.StatusOK)
	names, list := s.names(of)
	s.report.Expect(name+" "+of.name+" leaves no row", pageOf(name), !slices.Contains(names, account), list.Exchange, "no row named "+account)
	if s.expect(name, of.name+" leaves nothing", s.show(account), http.StatusNotFound) {
		s.removed(account)
		s.expect(name, "what isn't there", s.remove(account), http.StatusNotFound)
		s.expect("POST "+pathSettings, "what isn't there", s.write(account, settings{"display": lens.Text("x")}), http.StatusNotFound)
	}
}
