package remote

import (
	"net/url"
	"slices"
	"strings"
)

// question is a call of a function.
type question struct {
	function   string
	parameters []parameter
	// once is set for what must not be carried out twice.
	once bool
}

// parameter is one of a call's parameters.
type parameter struct {
	name, value string
	// optional marks what is left out where the server refuses it: a page of some version knows it, and the call means
	// the same without.
	optional bool
	secret   bool // never shown, even where the server repeats it
}

// with adds a parameter that the function must have.
func (q question) with(name, value string) question {
	q.parameters = append(slices.Clip(q.parameters), parameter{name: name, value: value})
	return q
}

// perhaps adds an optional parameter.
func (q question) perhaps(name, value string) question {
	q.parameters = append(slices.Clip(q.parameters), parameter{name: name, value: value, optional: true})
	return q
}

// without leaves out what was refused.
func (q question) without(refused map[string]bool) question {
	q.parameters = slices.DeleteFunc(slices.Clone(q.parameters), func(p parameter) bool { return p.optional && refused[p.name] })
	return q
}

// optional are the names of the parameters that may be left out.
func (q question) optional() map[string]bool {
	out := map[string]bool{}
	for _, p := range q.parameters {
		if p.optional {
			out[p.name] = true
		}
	}
	return out
}

// encoded writes parameters as a form. Every server takes & between them, but for a few that take only the semicolons
// of the guide's examples.
func encoded(separator string, lists ...[]parameter) []byte {
	var form strings.Builder
	for _, p := range slices.Concat(lists...) {
		if form.Len() > 0 {
			form.WriteString(separator)
		}
		form.WriteString(url.QueryEscape(p.name))
		form.WriteByte('=')
		form.WriteString(url.QueryEscape(p.value))
	}
	return []byte(form.String())
}

// redacted takes secrets out of what a server wrote. Those of a few characters are no words of their own.
func redacted(written string, lists ...[]parameter) string {
	const shortest = 4
	for _, p := range slices.Concat(lists...) {
		if p.secret && len(p.value) >= shortest {
			written = strings.ReplaceAll(written, p.value, "********")
		}
	}
	return brief(written)
}

func (q question) has(name string) bool {
	return slices.ContainsFunc(q.parameters, func(p parameter) bool { return p.name == name })
}
