package vodia_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dragoman/adapters/vodia"
)

// A store that is full refuses what is new, keeps nothing of it and goes on answering.
func TestFullStore(t *testing.T) {
	g := openLimited(t, vodia.Options{}, 400<<10)
	g.failing = true
	filler := strings.Repeat("x", 10<<10)
	last := 500
	for ; last < 600; last++ {
		a := g.do(admin, http.MethodPost, addacc, fmt.Sprintf(`{"type":"extensions","account":"%d/9%d","skills":"%s"}`, last, last, filler))
		if a.status == http.StatusOK {
			continue
		}
		if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || strings.Contains(a.body, "SQL") || strings.Contains(a.body, "disk") {
			t.Fatalf("status %d: %s", a.status, a.body)
		}
		break
	}
	if last == 600 || last == 500 {
		t.Fatalf("the store was full after %d extensions", last-500)
	}
	g.failing = false
	if got := len(g.accounts("extensions")); got != 4+last-500 {
		t.Errorf("%d extensions are there, want %d", got, 4+last-500)
	}
	for _, name := range []string{fmt.Sprint(last), fmt.Sprint(9, last)} {
		if a := g.do(admin, http.MethodGet, userSettings+strings.ReplaceAll(name, " ", ""), ""); a.status != http.StatusNotFound {
			t.Errorf("%s is there: %d", name, a.status)
		}
	}
}

func TestTooManyWrongPasswords(t *testing.T) {
	g := open(t)
	for range 2000 { // ten times the limit a minute, for loopback
		a := g.do(who{"user", "wrong"}, http.MethodGet, "/rest/domain/localhost/hunts", "")
		if a.status == http.StatusUnauthorized {
			continue
		}
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
			t.Fatalf("status %d: %s", a.status, a.body)
		}
		return
	}
	t.Error("nobody was ever told to wait")
}
