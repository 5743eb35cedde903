package main

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// server is the PBX.
type server struct {
	board  *fakepeer.Switchboard
	quirks quirks // the switches write here: take a snapshot
	first  account

	mu sync.Mutex
	contents
}

// contents are what calls read and change, under the server's lock.
type contents struct {
	store   store
	members members
	tokens  map[string]*token
}

// call is one request being carried out.
type call struct {
	*contents
	quirks     quirks
	kind       string
	parameters map[string]string
	person     row
}

// Operation is the function's name.
func (s *server) Operation(r *http.Request) string {
	name := functionOf(r.URL.Path, fakepeer.Snapshot(s.board, &s.quirks))
	if _, ok := functions[name]; ok {
		return name
	}
	return "other"
}

// Answer carries a function out.
func (s *server) Answer(r *http.Request) fakepeer.Answer {
	q := fakepeer.Snapshot(s.board, &s.quirks)
	if len(r.URL.RequestURI()) > longestRequestLine {
		return fakepeer.Page(http.StatusRequestURITooLong)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return fakepeer.Page(http.StatusMethodNotAllowed)
	}
	name := functionOf(r.URL.Path, q)
	f, ok := functions[name]
	if !ok || slices.Contains(q.Without, name) {
		return fakepeer.Page(http.StatusNotFound)
	}
	parameters, err := parametersOf(r, q)
	if err != nil {
		return fakepeer.Page(http.StatusBadRequest)
	}
	result := s.run(f, parameters, q)
	if q.OneError {
		result.entries = result.entries[:1]
	}
	return result.write(q)
}

func (s *server) run(f function, parameters map[string]string, q quirks) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{contents: &s.contents, quirks: q, kind: f.kind, parameters: parameters}
	c.person = c.signIn()
	if c.person == nil {
		return outcome(401)
	}
	if !c.may(f.privileges) {
		return outcome(402)
	}
	if wrong := c.unknown(f); q.RefuseUnknown && len(wrong) > 0 {
		return reply{entries: wrong}
	}
	return f.run(c)
}

// unknown names the parameters that a function does not have.
func (c *call) unknown(f function) []entry {
	var wrong []entry
	for _, name := range slices.Sorted(maps.Keys(c.parameters)) {
		if !c.knows(f, name) {
			wrong = append(wrong, entry{400, name, "Unknown parameter"})
		}
	}
	return wrong
}

// knows says whether a function has a parameter in this version. The settings of the kind belong to its changes alone.
func (c *call) knows(f function, name string) bool {
	if strings.HasPrefix(name, "auth_") || slices.Contains(strings.Fields(f.parameters), name) {
		return true
	}
	if !strings.Contains(f.parameters, "validation") {
		return false
	}
	return slices.ContainsFunc(fields[f.kind], func(field field) bool {
		return field.name == name && (!field.byServer() || name == keyParameter(f.kind)) && field.since <= release(c.quirks.Version)
	})
}

// State lists every row.
func (s *server) State() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.dump()
}

// Restore takes what State gives. Ids of phones, groups and the like may be left out.
func (s *server) Restore(state []byte) error {
	read, err := readStore(state)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replace(read)
	return nil
}

// Reset leaves two customers and one person.
func (s *server) Reset() {
	fresh := newStore()
	fresh["customers"].put(row{"id": "1", "name": "System", "parent": "0"})
	if s.first.customer != 1 {
		fresh["customers"].put(row{"id": strconv.Itoa(s.first.customer), "name": "Example", "parent": "1"})
	}
	home := strconv.Itoa(s.first.customer)
	if s.first.role < 3 {
		home = "1"
	}
	fresh["people"].put(row{"id": "1", "customer": home, "username": s.first.username, "password": s.first.password, "role": strconv.Itoa(s.first.role)})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replace(fresh)
}

func (s *server) replace(held store) {
	s.contents = contents{store: held, members: members{}, tokens: map[string]*token{}}
	for _, r := range held["destinations"].by("id") {
		s.members.add(r)
	}
}
