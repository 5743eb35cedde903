package vodia

import (
	"net/http"
	"slices"
	"strings"
)

// Status says how much of an endpoint the gateway has.
type Status string

// The statuses of endpoints.
const (
	Provided    Status = "provided"
	Partly      Status = "partly"
	NotProvided Status = "not"
)

// Scope says who may call an endpoint.
type Scope string

// The scopes of endpoints.
const (
	Public               Scope = "anybody"
	SystemAdministrators Scope = "system administrators"
	DomainAdministrators Scope = "administrators of the domain"
	AccountHolders       Scope = "administrators of the domain, the account itself and its owner"
)

// Endpoint declares one path of the API and what may be done there. PUT is taken wherever POST is, as clients of
// versions up to 2018 write with it.
type Endpoint struct {
	Methods []string
	Path    string // with names in braces for what varies
	Scope   Scope
	Status  Status
	Why     string // what is missing and why, where it isn't provided whole
	Page    string
}

// Takes lists the methods that the endpoint answers: those that it declares and, of one that takes POST, PUT as well where
// that is no other endpoint of the same path.
func (e Endpoint) Takes() []string {
	if e.Status == NotProvided || !slices.Contains(e.Methods, http.MethodPost) || declared(http.MethodPut, e.Path) {
		return e.Methods
	}
	return append(slices.Clone(e.Methods), http.MethodPut)
}

// endpoint is a declared one and what serves it, nil where it isn't provided.
type endpoint struct {
	Endpoint
	serve func(*call) ([]byte, error)
}

// Endpoints gives every declared endpoint, those of the platform that aren't provided included.
func Endpoints() []Endpoint {
	out := make([]Endpoint, len(endpoints))
	for i := range endpoints {
		out[i] = endpoints[i].Endpoint
	}
	return out
}

// endpoints are declared by family; where two paths fit, the first counts.
var endpoints = slices.Concat(systemEndpoints, domainEndpoints, userEndpoints, ivrNodeEndpoints, absentEndpoints)

// pattern is a path taken apart.
type pattern struct {
	segments []string
	endpoint *endpoint
}

// endpointIndex finds patterns by their family, the number of their segments and the first of these that tells them
// apart, so that a look-up passes few of them.
type endpointIndex map[endpointKey][]pattern

type endpointKey struct {
	family, first string
	segments      int
}

// keyOf tells where a path is filed. System paths differ in their second segment, all others in their third.
func keyOf(segments []string) endpointKey {
	key := endpointKey{family: segments[0], segments: len(segments)}
	switch {
	case segments[0] == "system" && len(segments) > 1:
		key.first = segments[1]
	case segments[0] != "system" && len(segments) > 2:
		key.first = segments[2]
	}
	return key
}

func indexed(declared []endpoint) endpointIndex {
	index := endpointIndex{}
	for i := range declared {
		path, _ := strings.CutPrefix(declared[i].Path, "/rest/")
		p := pattern{strings.Split(strings.TrimRight(path, "/"), "/"), &declared[i]}
		key := keyOf(p.segments)
		index[key] = append(index[key], p)
	}
	return index
}

// find gives the endpoint that a path and method mean, nil for none, and what stands for its names in braces.
func (index endpointIndex) find(segments []string, method string) (*endpoint, map[string]string) {
	switch method {
	case http.MethodHead:
		method = http.MethodGet
	case http.MethodPut:
		if found, params := index.of(segments, method); found != nil {
			return found, params
		}
		method = http.MethodPost
	}
	return index.of(segments, method)
}

// of gives the endpoint that takes the method itself; without one, what the path's names stand for all the same.
func (index endpointIndex) of(segments []string, method string) (*endpoint, map[string]string) {
	var params map[string]string
	for _, p := range index[keyOf(segments)] {
		found, ok := p.match(segments)
		if !ok {
			continue
		}
		if slices.Contains(p.endpoint.Methods, method) {
			return p.endpoint, found
		}
		params = found
	}
	return nil, params
}

// methods lists what a path takes, for telling whoever tried something else.
func (index endpointIndex) methods(segments []string) []string {
	var methods []string
	for _, p := range index[keyOf(segments)] {
		if _, ok := p.match(segments); ok && p.endpoint.serve != nil {
			methods = append(methods, p.endpoint.Methods...)
		}
	}
	if slices.Contains(methods, http.MethodPost) {
		methods = append(methods, http.MethodPut)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

// match compares segment by segment. An empty segment stands for nothing, so that it fits no name in braces.
func (p pattern) match(segments []string) (map[string]string, bool) {
	params := make(map[string]string, 2)
	for i, want := range p.segments {
		name, varies := strings.CutPrefix(want, "{")
		switch {
		case varies && segments[i] != "":
			params[strings.TrimSuffix(name, "}")] = segments[i]
		case want != segments[i]:
			return nil, false
		}
	}
	return params, true
}
