package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// server is the PBX.
type server struct {
	board  *fakepeer.Switchboard
	quirks quirks // the switches write here: take a snapshot
	first  login

	mu sync.Mutex
	contents
}

// contents are what calls read and change, under the server's lock.
type contents struct {
	domains   []*domain
	lastID    int
	sessions  map[string]*int // how often each was used
	addaccs   int
	swallowed map[string]bool // numbers that addacc has once created nothing for
}

// call is one request being carried out.
type call struct {
	*contents
	quirks   quirks
	first    login
	method   string
	path     []string // after rest
	query    url.Values
	body     []byte
	cookie   string
	basic    bool
	username string
	password string
}

// segments are the parts of a path, each decoded, without the slash at its end.
func segments(r *http.Request) []string {
	parts := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	for i, part := range parts {
		if decoded, err := url.PathUnescape(part); err == nil {
			parts[i] = decoded
		}
	}
	return parts
}

// Operation is the method and what it is used on: POST addacc, GET hunts, POST session.
func (s *server) Operation(r *http.Request) string {
	path := segments(r)
	switch {
	case len(path) > 2 && path[0] == "rest" && path[1] == "system":
		return r.Method + " " + path[2]
	case len(path) > 3 && path[0] == "rest" && path[1] == "domain":
		return r.Method + " " + path[3]
	}
	return "other"
}

// Answer carries a request out.
func (s *server) Answer(r *http.Request) fakepeer.Answer {
	path := segments(r)
	if len(path) < 3 || path[0] != "rest" {
		return fakepeer.Page(http.StatusNotFound)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{contents: &s.contents, quirks: fakepeer.Snapshot(s.board, &s.quirks), first: s.first, method: r.Method, path: path[1:], query: r.URL.Query()}
	var err error
	if c.body, err = io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<20)); err != nil {
		return c.fail(http.StatusBadRequest, err.Error())
	}
	if !c.quirks.StrictJSON && !json.Valid(c.body) {
		c.body = bytes.ReplaceAll(c.body, []byte("'"), []byte(`"`)) // as the pages' curl lines write
	}
	if cookie, err := r.Cookie("session"); err == nil {
		c.cookie = cookie.Value
	}
	c.username, c.password, c.basic = r.BasicAuth()
	return c.answer()
}

func (c *call) answer() fakepeer.Answer {
	if c.quirks.APIOff {
		return c.fail(http.StatusForbidden, "no API access")
	}
	if c.path[0] == "system" && c.path[1] == "session" {
		return c.session()
	}
	if !c.signedIn() {
		return c.fail(http.StatusUnauthorized, "not signed in")
	}
	switch {
	case c.path[0] == "system" && c.home() != "":
		return c.fail(http.StatusForbidden, "not for administrators of a domain")
	case c.path[0] == "system":
		return c.system()
	case c.path[0] == "domain" && len(c.path) > 2:
		return c.inDomain()
	}
	return c.fail(http.StatusNotFound, "no such path")
}

// writes says whether the call is a write in this version's way.
func (c *call) writes() bool {
	switch c.quirks.WriteWith {
	case "post":
		return c.method == http.MethodPost
	case "put":
		return c.method == http.MethodPut
	}
	return c.method == http.MethodPost || c.method == http.MethodPut
}

var plain = http.Header{"Cache-Control": {"no-cache"}}

func (c *call) value(value any) fakepeer.Answer {
	body, err := json.Marshal(value)
	if err != nil {
		return c.fail(http.StatusInternalServerError, err.Error())
	}
	return fakepeer.Answer{Status: http.StatusOK, Type: "application/json", Header: plain, Body: body}
}

// done answers a write that has nothing to tell.
func (c *call) done() fakepeer.Answer { return c.wrote(struct{}{}) }

// wrote answers a write with a value, where this version answers writes at all.
func (c *call) wrote(value any) fakepeer.Answer {
	if c.quirks.EmptyBodies {
		return fakepeer.Answer{Status: http.StatusOK, Header: plain}
	}
	return c.value(value)
}

func (c *call) fail(status int, why string) fakepeer.Answer {
	switch c.quirks.ErrorBody {
	case "html":
		return fakepeer.Page(status)
	case "json":
		body := fmt.Sprintf("{\"error\":%q}", why)
		return fakepeer.Answer{Status: status, Type: "application/json", Header: plain, Body: []byte(body), Refused: true}
	}
	return fakepeer.Answer{Status: status, Header: plain, Refused: true}
}

// state is what State gives and Restore takes.
type state struct {
	Domains []*domain `json:"domains"`
}

// State lists every domain with its accounts, and of their settings those that were written.
func (s *server) State() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown, err := json.Marshal(state{s.domains})
	if err != nil {
		return err.Error()
	}
	return json.RawMessage(shown)
}

// Restore takes what State gives. Ids may be left out.
func (s *server) Restore(given []byte) error {
	var read state
	if err := json.Unmarshal(given, &read); err != nil {
		return err
	}
	fresh := contents{domains: read.Domains, sessions: map[string]*int{}, swallowed: map[string]bool{}}
	for _, d := range fresh.domains {
		fresh.lastID = max(fresh.lastID, d.ID)
		for _, a := range d.Accounts {
			fresh.lastID = max(fresh.lastID, a.ID)
		}
	}
	for _, d := range fresh.domains {
		if err := fresh.complete(d); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents = fresh
	return nil
}

// complete gives a domain that a test wrote by hand what it left out.
func (c *contents) complete(d *domain) error {
	if d.Name == "" {
		return fmt.Errorf("a domain has no name")
	}
	if d.ID == 0 {
		d.ID = c.nextID()
	}
	d.Settings, d.Config = orEmpty(d.Settings), orEmpty(d.Config)
	for _, a := range d.Accounts {
		if len(a.Alias) == 0 {
			return fmt.Errorf("an account of %s has no number", d.Name)
		}
		if a.ID == 0 {
			a.ID = c.nextID()
		}
		a.Settings = orEmpty(a.Settings)
	}
	d.index()
	return nil
}

func orEmpty(b bag) bag {
	if b == nil {
		return bag{}
	}
	return b
}

func (c *contents) nextID() int {
	c.lastID++
	return c.lastID
}

// Reset leaves one domain without accounts.
func (s *server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents = contents{sessions: map[string]*int{}, swallowed: map[string]bool{}}
	s.addDomain(s.first.domain, "", time.Time{})
}
