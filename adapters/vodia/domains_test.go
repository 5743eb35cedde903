package vodia_test

import (
	"fmt"
	"net/http"
	"testing"
)

func TestDomainsRefused(t *testing.T) {
	g := open(t)
	before := g.get("/rest/system/domains")
	for _, test := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "domains", `{"name":"ACME.test"}`, 400}, {"POST", "domains", `{"name":"no name"}`, 400}, {"POST", "domains", `{"display_name":"x"}`, 400},
		{"POST", "domains", `{"name":"a.example.com","name":"b.example.com"}`, 400}, {"POST", "domain", `[]`, 400}, {"POST", "domain", `["a.example.com",1]`, 400},
		{"POST", "domain", `{"name":"x"}`, 400}, {"POST", "domain", `["a.example.com","a.example.com"]`, 400},
		{"DELETE", "domains", `["nowhere"]`, 404}, {"DELETE", "domains", `["acme.example.com","nowhere"]`, 404}, {"DELETE", "domains/nowhere", ``, 404},
		{"DELETE", "domains", `{}`, 400}, {"DELETE", "domains/localhost", ``, 400}, {"GET", "domains/nowhere", ``, 404},
		{"PUT", "domains", `{"name":"nowhere","password":"x"}`, 404}, {"PUT", "domains", `{"name":"localhost"}`, 400}, {"PUT", "domains", `{"password":"x"}`, 400},
		{"POST", "administrators", `{"display":"x"}`, 400}, {"POST", "administrators", `{"name":"user","password":"x"}`, 400}, {"POST", "administrators", `{"name":"a b"}`, 400},
		{"DELETE", "administrators?name=ghost", ``, 404}, {"DELETE", "administrators", ``, 404}, {"DELETE", "administrators?name=admin", ``, 400}, {"DELETE", "administrators?name=user", ``, 404},
	} {
		if a := g.do(admin, test.method, "/rest/system/"+test.path, test.body); a.status != test.status {
			t.Errorf("%s %s %s: status %d, want %d: %s", test.method, test.path, test.body, a.status, test.status, a.body)
		}
	}
	if after := g.get("/rest/system/domains"); after != before {
		t.Errorf("the domains became %s", after)
	}
}

func TestDomainPassword(t *testing.T) {
	g := open(t)
	as := func(password string) int {
		return g.do(who{"admin@localhost", password}, http.MethodGet, "/rest/domain/localhost/hunts", "").status
	}
	if got := as("sesam"); got != 401 {
		t.Errorf("before: status %d", got)
	}
	for _, password := range []string{"sesam", "other"} {
		g.succeed(http.MethodPut, "/rest/system/domains", `{"domain":"localhost","password":"`+password+`"}`)
		if got := as(password); got != 200 {
			t.Errorf("with %s: status %d", password, got)
		}
	}
	if got := as("sesam"); got != 401 {
		t.Errorf("with the old password: status %d", got)
	}
	if got := fmt.Sprint(object(t, g.get("/rest/domain/localhost/config"))["admins"]); got != "[admin@localhost user]" {
		t.Errorf("administrators are %s", got)
	}
}
