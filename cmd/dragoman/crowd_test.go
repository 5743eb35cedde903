package main_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// outcomes counts what a crowd of requests was answered.
type outcomes struct {
	sync.Mutex
	count map[string]int
}

// crowd sends many requests at once and counts their outcomes: an Enswitch code or an HTTP status, and what each
// answer has of the marks.
func (g *gateway) crowd(n int, make func(int) *http.Request, outcome func(answer) string) map[string]int {
	g.t.Helper()
	counted := outcomes{count: map[string]int{}}
	start := newGate()
	var sent sync.WaitGroup
	for i := range n {
		sent.Go(func() {
			r := make(i)
			start.wait()
			text := outcome(g.send(r))
			counted.Lock()
			defer counted.Unlock()
			counted.count[text]++
		})
	}
	start.open()
	sent.Wait()
	return counted.count
}

// gate lets all who wait go at once.
type gate chan struct{}

func newGate() gate  { return make(gate) }
func (g gate) wait() { <-g }
func (g gate) open() { close(g) }

// codeOrStatus tells success and refusal apart in either dialect.
func codeOrStatus(a answer) string {
	if strings.HasPrefix(a.body, `{ "responses"`) {
		return a.body[strings.Index(a.body, `"code":"`)+8:][:3]
	}
	return fmt.Sprint(a.status)
}

// create asks for a phone, through one dialect or the other.
func (g *gateway) createRequest(i int, name string) *http.Request {
	if i%2 == 0 {
		return g.request("GET", "/api/json/phones/create/?auth_username=user;auth_password=password;password=x;name="+name, "")
	}
	r := g.request("POST", "/rest/domain/localhost/addacc", `{"type":"hunts","account":"`+name+`"}`)
	r.SetBasicAuth("admin", "")
	return r
}

func TestOneOfManyGetsTheName(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient)
	for round := range 3 {
		name := fmt.Sprint(900 + round)
		count := g.crowd(300, func(i int) *http.Request { return g.createRequest(i, name) }, codeOrStatus)
		if count["204"]+count["200"] != 1 || count["400"] != 299 {
			t.Errorf("of 300 who wanted %s: %v", name, count)
		}
		var users []struct{ Name string }
		g.vodia(admin, "GET", "/rest/domain/localhost/users", "").must(t, 200).into(t, &users)
		found := 0
		for _, user := range users {
			if user.Name == name {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d accounts are called %s", found, name)
		}
	}
}

func TestQuotaHoldsInACrowd(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient)
	g.vodia(admin, "POST", "/rest/domain/localhost/config", `{"max_extensions":"20","max_hunts":"20"}`).must(t, 200)
	count := g.crowd(200, func(i int) *http.Request { return g.createRequest(i, fmt.Sprint(7000+i)) }, codeOrStatus)
	// The lab has four extensions and three hunts of its own.
	if count["204"] != 16 || count["200"] != 17 || count["403"] != 200-16-17 {
		t.Errorf("of 200: %v", count)
	}
}

// Partial updates of one object at once take nothing from each other.
func TestNothingIsLostInACrowd(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient)
	const n = 100
	count := g.crowd(2*n, func(i int) *http.Request {
		if i < n {
			return g.request("GET", fmt.Sprintf("/api/json/phones/update/?auth_username=user;auth_password=password;name=444;kept%d=%d", i, i), "")
		}
		r := g.request("POST", "/rest/domain/localhost/user_settings/444", fmt.Sprintf(`{"kept%d":"%d"}`, i-n, i-n))
		r.SetBasicAuth("admin", "")
		return r
	}, codeOrStatus)
	if count["204"] != n || count["200"] != n {
		t.Errorf("of %d: %v", 2*n, count)
	}
	enswitch := g.enswitch(labUser, "phones/get", "name", "444").must(t, "200").body
	vodia := g.vodia(admin, "GET", "/rest/domain/localhost/user_settings/444", "").must(t, 200).body
	for i := range n {
		if !strings.Contains(enswitch, fmt.Sprintf(`"kept%d":"%d"`, i, i)) || !strings.Contains(vodia, fmt.Sprintf(`"kept%d":"%d"`, i, i)) {
			t.Fatalf("setting %d is lost", i)
		}
	}
}

func TestTokenIsExchangedOnce(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient)
	var token string
	g.vodia(admin, "POST", "/rest/system/session", `{"name":"3rd","domain":"localhost"}`).must(t, 200).into(t, &token)
	count := g.crowd(50, func(int) *http.Request {
		return g.request("POST", "/rest/system/session", `{"name":"session","value":"`+token+`"}`)
	}, func(a answer) string { return a.body })
	if count["true"] != 1 || count["false"] != 49 {
		t.Errorf("of 50: %v", count)
	}
}

// Everything at once: readers see whole objects while writers come and go.
func TestMixedCrowd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	g := serveLab(t, dir, patient)
	count := g.crowd(400, func(i int) *http.Request {
		name := fmt.Sprint(600 + i%20)
		switch i % 5 {
		case 0, 1:
			return g.createRequest(i/5, name)
		case 2:
			r := g.request("DELETE", "/rest/domain/localhost/addacc/"+name, "")
			r.SetBasicAuth("admin", "")
			return r
		case 3:
			return g.request("GET", "/api/json/phones/list/?auth_username=user;auth_password=password", "")
		}
		r := g.request("GET", "/rest/domain/localhost/users", "")
		r.SetBasicAuth("admin", "")
		return r
	}, codeOrStatus)
	for outcome := range count {
		if outcome != "200" && outcome != "204" && outcome != "400" && outcome != "404" {
			t.Errorf("some were answered with %s: %v", outcome, count)
		}
	}
	var users []struct{ Name, UserType string }
	g.vodia(admin, "GET", "/rest/domain/localhost/users", "").must(t, 200).into(t, &users)
	for _, user := range users {
		g.vodia(admin, "GET", "/rest/domain/localhost/user_settings/"+user.Name, "").must(t, 200)
		if user.UserType == "extensions" {
			g.enswitch(labUser, "phones/get", "name", user.Name).must(t, "200")
		}
	}
	checkWhole(t, dir)
}

// Guessing passwords is slowed down, for the guesser alone.
func TestGuessingIsLimited(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), "auth_rate: 1\n") // ten from loopback
	g.enswitch(labUser, "user/login").must(t, "200")
	g.vodia(admin, "GET", "/rest/system/domains", "").must(t, 200)
	for range 10 {
		g.enswitch(wrongPassword, "user/login").must(t, "401")
	}
	limited := g.vodia(wrongPassword, "GET", "/rest/domain/localhost/hunts", "").must(t, 429)
	if limited.header.Get("Retry-After") == "" {
		t.Error("a limited client isn't told when to come back")
	}
	if got := g.enswitch(who{"unheard-of", "guess-Zq7"}, "user/login").must(t, "401"); !strings.Contains(got.responses[0].Message, "later") {
		t.Errorf("got %s", got.body)
	}
	g.enswitch(labUser, "user/login").must(t, "200")
	g.vodia(admin, "GET", "/rest/system/domains", "").must(t, 200)
}
