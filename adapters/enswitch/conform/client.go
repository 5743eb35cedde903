package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/wire"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// parameters are names and values in turn.
type parameters []string

func (p parameters) encode(separator string) string {
	var b strings.Builder
	for i := 0; i+1 < len(p); i += 2 {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(url.QueryEscape(p[i]) + "=" + url.QueryEscape(p[i+1]))
	}
	return b.String()
}

// value finds a parameter, empty for none.
func (p parameters) value(name string) string {
	for i := 0; i+1 < len(p); i += 2 {
		if p[i] == name {
			return p[i+1]
		}
	}
	return ""
}

// entry is one of an answer's responses.
type entry struct{ Code, Key, Message string }

// answer is what a server answered, taken apart as far as it has the form.
type answer struct {
	conform.Exchange
	status    int     // of HTTP; 0 is no answer
	fault     string  // what is wrong with the form, empty for nothing
	responses []entry // at least one where nothing is wrong
	data      json.RawMessage
}

func (a *answer) code() string {
	if a.fault != "" || len(a.responses) == 0 {
		return ""
	}
	return a.responses[0].Code
}

// keys are the parameters that an answer of code 400 blames.
func (a *answer) keys() []string {
	var keys []string
	for _, e := range a.responses {
		if e.Code == "400" {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// row is an object of settings as an answer shows it.
type row map[string]lens.Value

func (r row) has(name string) bool { _, there := r[name]; return there }

func (a *answer) row() row {
	var r row
	if a.fault != "" || json.Unmarshal(a.data, &r) != nil {
		return nil
	}
	return r
}

func (a *answer) rows() ([]row, bool) {
	rows := []row{}
	if a.fault != "" || json.Unmarshal(a.data, &rows) != nil || rows == nil {
		return nil, false
	}
	return rows, true
}

// number is a member of the data that must be a whole number.
func (a *answer) number(member string) (int64, bool) {
	n, err := strconv.ParseInt(a.row()[member].Text, 10, 64)
	return n, err == nil && a.row()[member].Raw
}

// call calls a function as the user of the place by POST, which keeps credentials out of the logs of servers. It records
// whether the answer has the form that every page prints.
func (s *suite) call(f *enswitch.Function, own ...string) *answer {
	all := parameters{"auth_username", s.place.User, "auth_password", s.password}
	if s.inCustomer(f) && parameters(own).value("customer") == "" {
		all = append(all, "customer", strconv.FormatInt(int64(s.place.Customer), 10))
	}
	a := s.post(f.Path, f, own, append(all, own...))
	s.judgeForm(f, a)
	return a
}

// inCustomer says whether a function is told the customer to work in: where the pages have the parameter, and not where
// it means another thing.
func (s *suite) inCustomer(f *enswitch.Function) bool {
	family, _, _ := strings.Cut(f.Path, "/")
	return family != "customers" && family != "user" && slices.ContainsFunc(f.Parameters, func(p enswitch.Parameter) bool { return p.Name == "customer" })
}

func (s *suite) post(path string, f *enswitch.Function, shown, all parameters) *answer {
	return s.send(s.ctx, wire.Request{
		Method: http.MethodPost, URL: s.place.Base + "/api/json/" + path + "/",
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body:   []byte(all.encode("&")), Repeatable: s.removing || f != nil && f.Use == enswitch.Unused && !strings.HasSuffix(f.Path, "/delete"),
	}, s.quoted(path, f, shown))
}

// get calls a function by GET, as the pages print it. suffix is what stands after the path.
func (s *suite) get(path, suffix string, shown string) *answer {
	return s.send(s.ctx, wire.Request{Method: http.MethodGet, URL: s.place.Base + "/api/json/" + path + suffix, Repeatable: true}, shown)
}

// quoted is a call as a report shows it: without who calls, and without secrets.
func (s *suite) quoted(path string, f *enswitch.Function, shown parameters) string {
	var b strings.Builder
	b.WriteString(path)
	for i := 0; i+1 < len(shown); i += 2 {
		value := shown[i+1]
		if isSecret(f, shown[i]) {
			value = lens.Mask
		}
		b.WriteString([]string{"?", ";"}[min(i, 1)] + shown[i] + "=" + strconv.Quote(value))
	}
	return b.String()
}

func isSecret(f *enswitch.Function, name string) bool {
	if f == nil || f.Sheet() == nil || f.Use == enswitch.Unused {
		return strings.HasPrefix(name, "auth_")
	}
	declared := f.Sheet().Setting(name)
	return declared != nil && declared.Class == lens.Hidden
}

func (s *suite) send(ctx context.Context, request wire.Request, sent string) *answer {
	a := &answer{Exchange: conform.Exchange{Sent: sent}}
	got, err := s.server.Do(ctx, request)
	if err != nil {
		s.lost = err
		s.vigil.Unanswered(err)
		a.Got, a.fault = err.Error(), "no answer"
		return a
	}
	s.vigil.Answered()
	a.status, a.Got = got.Status, s.scrubbed(got.Body)
	if got.Status != http.StatusOK {
		a.fault = fmt.Sprintf("HTTP status %d", got.Status)
		a.Got = a.fault + " " + a.Got
		return a
	}
	a.parse(got.Body)
	return a
}

// scrubbed leaves the caller's credentials out of an answer that quotes them.
func (s *suite) scrubbed(body []byte) string {
	text := string(body)
	for _, secret := range []string{s.password, s.token} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, lens.Mask)
		}
	}
	return text
}

// parse takes an answer apart. The form is that of every example: texts in every entry, and data only where there is
// some.
func (a *answer) parse(body []byte) {
	var form struct {
		Responses []map[string]lens.Value `json:"responses"`
		Data      json.RawMessage         `json:"data"`
	}
	if err := json.Unmarshal(body, &form); err != nil {
		a.fault = "no JSON of the form"
		return
	}
	if len(form.Responses) == 0 {
		a.fault = "no responses"
		return
	}
	for _, e := range form.Responses {
		for _, member := range []string{"code", "key", "message"} {
			if value, there := e[member]; !there || value.Raw {
				a.fault = member + " that is no string"
				return
			}
		}
		a.responses = append(a.responses, entry{e["code"].Text, e["key"].Text, e["message"].Text})
	}
	a.data = form.Data
	if a.data == nil && bytes.Contains(body, []byte(`"data"`)) && hasMember(body, "data") {
		a.data = json.RawMessage("null")
	}
}

// hasMember says whether an object has a member, null or not.
func hasMember(body []byte, name string) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal(body, &members) == nil && members[name] != nil
}
