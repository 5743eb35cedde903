package tenantfile

import (
	"bytes"
	"encoding/json"
	"slices"

	"dragoman/domain/lens"
)

// form is what a node is.
type form byte

const (
	text    form = iota // a string
	literal             // a number, true, false or null, as JSON writes it
	object
	list
)

// node is a value in a file, with the order and the place of everything in it.
type node struct {
	form form
	text string
	at   position
	keys []key   // of an object, one for each item
	of   []*node // the items of an object or a list
	odd  bool    // what it was read from says more than the node does: a name twice
	flat bool    // to be written in one line of YAML where that isn't long
}

// key is a name in an object.
type key struct {
	name string
	at   position
}

func textNode(s string) *node { return &node{form: text, text: s} }

// item is what an object has under a name, nil for nothing.
func (n *node) item(name string) *node {
	if n == nil || n.form != object {
		return nil
	}
	if i := slices.IndexFunc(n.keys, func(k key) bool { return k.name == name }); i >= 0 {
		return n.of[i]
	}
	return nil
}

// set gives an object an item, the last one where it is new.
func (n *node) set(name string, item *node) {
	if i := slices.IndexFunc(n.keys, func(k key) bool { return k.name == name }); i >= 0 {
		n.of[i] = item
		return
	}
	n.keys, n.of = append(n.keys, key{name: name}), append(n.of, item)
}

// drop takes an item from an object.
func (n *node) drop(i int) {
	n.keys, n.of = slices.Delete(n.keys, i, i+1), slices.Delete(n.of, i, i+1)
}

// json is the node as JSON without spaces.
func (n *node) json() []byte { return n.appendJSON(nil) }

func (n *node) appendJSON(out []byte) []byte {
	switch n.form {
	case text:
		return append(out, quoted(n.text)...)
	case literal:
		return append(out, n.text...)
	case list:
		out = append(out, '[')
		for i, item := range n.of {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.appendJSON(out)
		}
		return append(out, ']')
	}
	out = append(out, '{')
	for i, item := range n.of {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, quoted(n.keys[i].name)...), ':')
		out = item.appendJSON(out)
	}
	return append(out, '}')
}

// quoted is a text as JSON.
func quoted(s string) []byte {
	out, _ := lens.Text(s).MarshalJSON() // a text always can be written
	return out
}

// value is the node as the value of a setting.
func (n *node) value() lens.Value {
	if n.form == text {
		return lens.Text(n.text)
	}
	return lens.Value{Text: string(n.json()), Raw: true}
}

// exactly is the name of an object's only item that holds JSON to the letter.
const exactly = "$json"

// nodeOf is the node that stands for a setting's value: itself where that reads back to the letter.
func nodeOf(value lens.Value) *node {
	if !value.Raw {
		return textNode(value.Text)
	}
	n := parseJSON([]byte(value.Text), maxDepth/2)
	if n == nil || n.odd || len(n.keys) == 1 && n.keys[0].name == exactly || !bytes.Equal(n.json(), []byte(value.Text)) {
		return inExactly(value.Text)
	}
	return n
}

func inExactly(json string) *node {
	return &node{form: object, keys: []key{{name: exactly}}, of: []*node{textNode(json)}}
}

// decode reads an object's JSON.
func decode(n *node, into any) error { return json.Unmarshal(n.json(), into) }
