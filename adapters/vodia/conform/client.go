package conform

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"dragoman/adapters/wire"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// answer is what a server answered; status 0 is no answer.
type answer struct {
	conform.Exchange
	status int
	body   []byte
	header http.Header
}

// settings are an account's, as an answer shows them or a body writes them.
type settings map[string]lens.Value

func (s settings) has(name string) bool { _, there := s[name]; return there }

func (a *answer) settings() settings {
	var out settings
	if json.Unmarshal(a.body, &out) != nil {
		return nil
	}
	return out
}

// body makes a request's body.
func body(members settings) []byte {
	data, err := json.Marshal(members)
	if err != nil {
		panic(err) // every value was made here
	}
	return data
}

// basic is the header of whoever signs in with HTTP Basic.
func basic(user, password string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))}}
}

// call sends a request as the user of the place.
func (s *suite) call(method, path string, members settings) *answer {
	return s.callAs(basic(s.place.User, s.password), method, path, members)
}

func (s *suite) callAs(header http.Header, method, path string, members settings) *answer {
	if members == nil {
		return s.send(header, method, path, nil, "")
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	return s.send(header, method, path, body(members), string(body(members)))
}

// send sends a request; shown is its body as a report shows it.
func (s *suite) send(header http.Header, method, path string, data []byte, shown string) *answer {
	a := &answer{Exchange: conform.Exchange{Sent: s.scrubbed(strings.TrimSpace(method + " " + path + " " + conform.Shortened(shown)))}}
	got, err := s.server.Do(s.ctx, wire.Request{
		Method: method, URL: s.place.Base + path, Header: header, Body: data, Repeatable: s.removing || method == http.MethodGet,
	})
	if err != nil {
		s.lost = err
		s.vigil.Unanswered(err)
		a.Got = err.Error()
		return a
	}
	s.vigil.Answered()
	a.status, a.body, a.header = got.Status, got.Body, got.Header
	a.Got = fmt.Sprintf("status %d %s", got.Status, s.scrubbed(string(got.Body)))
	return a
}

// scrubbed leaves secrets out of what a report shows.
func (s *suite) scrubbed(text string) string {
	for _, secret := range s.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, lens.Mask)
		}
	}
	return text
}

// at fills the names in braces of a path: the domain, then the others in turn.
func (s *suite) at(path string, values ...string) string {
	path = strings.Replace(path, "{domain}", url.PathEscape(s.place.Domain), 1)
	for _, value := range values {
		begin, end := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		path = path[:begin] + url.PathEscape(value) + path[end+1:]
	}
	return path
}

// add makes an account, and notes before that it has to be removed.
func (s *suite) add(of, account string) *answer {
	s.made = append(s.made, account)
	return s.call(http.MethodPost, s.at(pathAdd), settings{"type": lens.Text(of), "account": lens.Text(account)})
}

func (s *suite) show(account string) *answer {
	return s.call(http.MethodGet, s.at(pathSettings, account), nil)
}

func (s *suite) write(account string, in settings) *answer {
	return s.call(http.MethodPost, s.at(pathSettings, account), in)
}

func (s *suite) remove(account string) *answer {
	return s.call(http.MethodDelete, s.at(pathRemove, account), nil)
}
