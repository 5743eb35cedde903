package vodia

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// readBody reads a request's body, whatever its Content-Type says: the platform's own examples send theirs as curl's
// default, a form.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) (node, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return node{}, domain.Fail(domain.Invalid, "the body is larger than %d bytes", limit)
	}
	if err != nil {
		return node{}, domain.Wrap(domain.Invalid, err, "the body could not be read")
	}
	text := string(data)
	switch {
	case strings.TrimSpace(text) == "":
		return node{}, domain.Fail(domain.Invalid, "the request has no body")
	case !utf8.ValidString(text):
		return node{}, domain.Fail(domain.Invalid, "the body must be UTF-8")
	case strings.ContainsRune(text, 0):
		return node{}, domain.Fail(domain.Invalid, "the body must not contain NUL bytes")
	}
	n, err := parseRelaxed(text)
	if err != nil {
		return node{}, domain.Fail(domain.Invalid, "the body is no JSON: %s", err)
	}
	return n, nil
}

// fields are the members of a body that is an object, in order. Of duplicates the last counts.
type fields []field

// object takes a body as an object.
func (n node) object() (fields, error) {
	if n.shape != isObject {
		return nil, domain.Fail(domain.Invalid, "the body must be a JSON object")
	}
	return n.fields, nil
}

// plain is the text that a scalar amounts to, empty for null; ok is false for arrays and objects.
func (n node) plain() (text string, ok bool) {
	switch n.shape {
	case isArray, isObject:
		return "", false
	case isNull:
		return "", true
	}
	return n.text, true
}

// value is the node as a setting is written: text, or JSON as it stands.
func (n node) value() lens.Value {
	if n.shape == isText {
		return lens.Text(n.text)
	}
	var w writer
	w.node(n)
	return lens.Value{Text: string(w.b), Raw: true}
}

func (w *writer) node(n node) {
	switch n.shape {
	case isText:
		w.text(n.text)
	case isArray:
		w.open('[')
		for _, item := range n.items {
			w.node(item)
		}
		w.close(']')
	case isObject:
		w.open('{')
		for _, f := range n.fields {
			w.key(f.name)
			w.node(f.value)
		}
		w.close('}')
	default:
		w.raw(n.text)
	}
}

// get finds a member by name.
func (f fields) get(name string) (node, bool) {
	for i := len(f) - 1; i >= 0; i-- {
		if f[i].name == name {
			return f[i].value, true
		}
	}
	return node{}, false
}

// text is a member's text, empty where it isn't there. What is neither text nor number nor truth is refused.
func (f fields) text(name string) (string, error) {
	value, ok := f.get(name)
	if !ok {
		return "", nil
	}
	text, ok := value.plain()
	if !ok {
		return "", domain.Refuse(lens.Fault{Setting: name, Message: "must be a text"})
	}
	return text, nil
}

// id is the text of whichever member of the names says what the request is about. Two that differ are refused, since
// no one can tell which was meant.
func (f fields) id(names ...string) (string, error) {
	id, found := "", ""
	for _, member := range f {
		for _, name := range names {
			if member.name != name {
				continue
			}
			text, ok := member.value.plain()
			if !ok {
				return "", domain.Refuse(lens.Fault{Setting: name, Message: "must be a text"})
			}
			if found != "" && text != id {
				return "", domain.Refuse(lens.Fault{Setting: name, Message: "is given twice, with different values"})
			}
			id, found = text, name
		}
	}
	if id == "" {
		return "", domain.Refuse(lens.Fault{Setting: names[0], Message: "must be given"})
	}
	return id, nil
}

// settings are the members as settings of a table, but for those named.
func (f fields) settings(declared func(name string) *lens.Setting, except ...string) map[string]lens.Value {
	in := make(map[string]lens.Value, len(f))
members:
	for _, member := range f {
		for _, name := range except {
			if member.name == name {
				continue members
			}
		}
		value := member.value
		if s := declared(member.name); s != nil && s.Type == lens.Names {
			value = value.names()
		}
		in[member.name] = value.value()
	}
	return in
}

// names makes texts of the numbers in a list of names: the pages print lists of accounts without quotes.
func (n node) names() node {
	if n.shape != isArray {
		return n
	}
	items := make([]node, len(n.items))
	for i, item := range n.items {
		if item.shape == isNumber {
			item.shape = isText
		}
		items[i] = item
	}
	return node{shape: isArray, items: items}
}
