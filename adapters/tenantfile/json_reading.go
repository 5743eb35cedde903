package tenantfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep values may lie in each other.
const maxDepth = 100

// jsonReading reads JSON with the place of everything in it.
type jsonReading struct {
	data     []byte
	from     int // where the decoder began
	decoder  *json.Decoder
	problems *problems
	deepest  int // how deep values may lie in each other
	// Lines are counted as far as position was asked, since it is asked in ascending order.
	counted, line, begin int
}

func newJSONReading(data []byte, from int, found *problems) *jsonReading {
	decoder := json.NewDecoder(bytes.NewReader(data[from:]))
	decoder.UseNumber()
	return &jsonReading{data: data, from: from, decoder: decoder, problems: found, deepest: maxDepth}
}

// passed is where the last token ended.
func (r *jsonReading) passed() int { return r.from + int(r.decoder.InputOffset()) }

// errBroken says that a problem was noted after which nothing can be read.
var errBroken = errors.New("broken")

// parseJSON reads JSON of our own: nil for what is none or lies deeper than it may.
func parseJSON(data []byte, deepest int) *node {
	r := newJSONReading(data, 0, &problems{})
	r.deepest = deepest
	n, err := r.value(0)
	if err != nil || r.end() != nil {
		return nil
	}
	return n
}

func (r *jsonReading) position(offset int) position {
	if offset < r.counted {
		r.counted, r.line, r.begin = 0, 0, 0
	}
	for i := r.counted; i < offset; i++ {
		if r.data[i] == '\n' {
			r.line, r.begin = r.line+1, i+1
		}
	}
	r.counted = offset
	return position{r.line + 1, utf8.RuneCount(r.data[r.begin:offset]) + 1}
}

// next is where the next token begins.
func (r *jsonReading) next() int {
	at := r.passed()
	for at < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[at]) >= 0 {
		at++
	}
	return at
}

func (r *jsonReading) token() (json.Token, int, error) {
	at := r.next()
	token, err := r.decoder.Token()
	if err == nil {
		return token, at, nil
	}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		r.problems.add(r.position(len(r.data)), "the file ends in the middle")
	case errors.As(err, &syntax):
		r.problems.add(r.position(min(max(r.from+int(syntax.Offset)-1, at), len(r.data))), "this is no JSON: %s", strings.TrimPrefix(syntax.Error(), "json: "))
	default:
		r.problems.add(r.position(at), "this is no JSON: %s", err)
	}
	return nil, at, errBroken
}

// end wants nothing more to come.
func (r *jsonReading) end() error {
	if len(bytes.TrimSpace(r.data[r.passed():])) > 0 {
		r.problems.add(r.position(r.next()), "there is something behind the end")
		return errBroken
	}
	return nil
}

// value reads a value.
func (r *jsonReading) value(depth int) (*node, error) {
	token, at, err := r.token()
	if err != nil {
		return nil, err
	}
	n := &node{at: r.position(at)}
	if depth > r.deepest {
		r.problems.add(n.at, "this lies too deep")
		return nil, errBroken
	}
	switch token := token.(type) {
	case string:
		n.text = token
	case json.Number:
		n.form, n.text = literal, token.String()
	case bool:
		n.form, n.text = literal, "false"
		if token {
			n.text = "true"
		}
	case nil:
		n.form, n.text = literal, "null"
	case json.Delim:
		if token == '{' {
			n.form = object
			err = r.object(n, depth)
		} else {
			n.form = list
			err = r.list(depth, func(item *node) { n.of, n.odd = append(n.of, item), n.odd || item.odd })
		}
	}
	return n, err
}

func (r *jsonReading) object(n *node, depth int) error {
	known := map[string]bool{}
	for r.decoder.More() {
		name, err := r.key()
		if err != nil {
			return err
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.odd = n.odd || item.odd
		if known[name.name] {
			n.odd = true
			r.problems.add(name.at, "%s is there twice", name.name)
			continue
		}
		known[name.name] = true
		n.keys, n.of = append(n.keys, name), append(n.of, item)
	}
	_, _, err := r.token()
	return err
}

func (r *jsonReading) key() (key, error) {
	token, at, err := r.token()
	if err != nil {
		return key{}, err
	}
	name, _ := token.(string) // the decoder refuses other names
	return key{name, r.position(at)}, nil
}

func (r *jsonReading) list(depth int, each func(*node)) error {
	for r.decoder.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		each(item)
	}
	_, _, err := r.token()
	return err
}

// jsonSections finds what a JSON file has at the top, without reading what is in it.
func jsonSections(data []byte, found *problems) []section {
	r := newJSONReading(data, 0, found)
	token, at, err := r.token()
	if err != nil {
		return nil
	}
	if token != json.Delim('{') {
		found.add(r.position(at), "a tenant's file is an object, beginning with {")
		return nil
	}
	var out []section
	for r.decoder.More() {
		name, err := r.key()
		if err != nil {
			return nil
		}
		begin := r.next()
		if err := r.pass(); err != nil {
			r.sayWhere(begin)
			return nil
		}
		out = append(out, jsonSection(name, data, begin, found))
	}
	if _, _, err := r.token(); err != nil {
		return nil
	}
	if r.end() != nil {
		return nil
	}
	return out
}

// pass goes over a value, item by item where it is a list: the decoder keeps in memory what it decodes at once.
func (r *jsonReading) pass() error {
	var item json.RawMessage
	if begin := r.next(); begin >= len(r.data) || r.data[begin] != '[' {
		return r.decoder.Decode(&item)
	}
	if _, err := r.decoder.Token(); err != nil {
		return err
	}
	for r.decoder.More() {
		if err := r.decoder.Decode(&item); err != nil {
			return err
		}
	}
	_, err := r.decoder.Token()
	return err
}

// sayWhere reads a broken value once more, piece by piece, to find out where it is broken.
func (r *jsonReading) sayWhere(begin int) {
	if _, err := newJSONReading(r.data, begin, r.problems).value(0); err == nil {
		r.problems.add(r.position(begin), "this is no JSON")
	}
}

// jsonSection is one item at the top of a JSON file, which begins at an offset.
func jsonSection(name key, data []byte, begin int, found *problems) section {
	reading := newJSONReading(data, begin, found)
	at := reading.position(begin)
	return section{
		key: name, at: at, empty: bytes.HasPrefix(data[begin:], []byte("null")),
		whole: func() *node {
			n, err := reading.value(0)
			if err != nil {
				return nil
			}
			return n
		},
		each: func(do func(*node)) {
			if data[begin] != '[' {
				found.add(at, "%s must be a list", name.name)
				return
			}
			if _, _, err := reading.token(); err == nil {
				_ = reading.list(0, do) // what is wrong is noted
			}
		},
	}
}
