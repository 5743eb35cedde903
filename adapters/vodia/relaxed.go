package vodia

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// shape is what a piece of JSON is.
type shape byte

const (
	isNull shape = iota
	isTruth
	isNumber
	isText
	isArray
	isObject
)

// node is a piece of JSON as it was read. Members of an object keep their order and their duplicates.
type node struct {
	shape  shape
	text   string // of a text its characters, of a number, true or false the literal
	items  []node
	fields []field
}

type field struct {
	name  string
	value node
}

// maxDepth is how deep arrays and objects may stand in each other; the platform's own bodies need three levels.
const maxDepth = 32

// parseRelaxed reads JSON, every text of which means what it means to any JSON parser, and beyond that the form in
// which the platform's pages print bodies: 'single quotes', names without quotes, a comma after the last element.
func parseRelaxed(text string) (node, error) {
	p := parser{text: text}
	p.space()
	n, err := p.value(0)
	if err != nil {
		return node{}, err
	}
	p.space()
	if p.at < len(p.text) {
		return node{}, p.fail("something follows the end of the value")
	}
	return n, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) fail(format string, args ...any) error {
	line := 1 + strings.Count(p.text[:p.at], "\n")
	column := p.at - strings.LastIndexByte(p.text[:p.at], '\n')
	return fmt.Errorf("line %d, column %d: %s", line, column, fmt.Sprintf(format, args...))
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// next is the byte at hand, 0 at the end.
func (p *parser) next() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) value(depth int) (node, error) {
	switch c := p.next(); {
	case p.at == len(p.text):
		return node{}, p.fail("the text ends where a value should stand")
	case c == '{' || c == '[':
		if depth == maxDepth {
			return node{}, p.fail("nested more than %d levels deep", maxDepth)
		}
		if c == '{' {
			return p.object(depth + 1)
		}
		return p.array(depth + 1)
	case c == '"' || c == '\'':
		text, err := p.quoted()
		return node{shape: isText, text: text}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func (p *parser) object(depth int) (node, error) {
	n := node{shape: isObject}
	p.at++
	for {
		p.space()
		if p.next() == '}' {
			p.at++
			return n, nil
		}
		name, err := p.name()
		if err != nil {
			return node{}, err
		}
		p.space()
		if p.next() != ':' {
			return node{}, p.fail("a colon should follow the name %q", name)
		}
		p.at++
		p.space()
		value, err := p.value(depth)
		if err != nil {
			return node{}, err
		}
		n.fields = append(n.fields, field{name, value})
		if err := p.separator('}'); err != nil {
			return node{}, err
		}
	}
}

func (p *parser) array(depth int) (node, error) {
	n := node{shape: isArray}
	p.at++
	for {
		p.space()
		if p.next() == ']' {
			p.at++
			return n, nil
		}
		item, err := p.value(depth)
		if err != nil {
			return node{}, err
		}
		n.items = append(n.items, item)
		if err := p.separator(']'); err != nil {
			return node{}, err
		}
	}
}

// separator reads a comma, or stops before the closing bracket.
func (p *parser) separator(closing byte) error {
	p.space()
	switch p.next() {
	case ',':
		p.at++
		return nil
	case closing:
		return nil
	}
	return p.fail("a comma or %c should stand here", closing)
}

// name reads the name of an object's member, quoted or not.
func (p *parser) name() (string, error) {
	if c := p.next(); c == '"' || c == '\'' {
		return p.quoted()
	}
	start := p.at
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if r != '_' && r != '-' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		p.at += size
	}
	if p.at == start {
		return "", p.fail("a name should stand here")
	}
	return p.text[start:p.at], nil
}

func (p *parser) word() (node, error) {
	for _, literal := range []node{{shape: isTruth, text: "true"}, {shape: isTruth, text: "false"}, {shape: isNull, text: "null"}} {
		if strings.HasPrefix(p.text[p.at:], literal.text) {
			p.at += len(literal.text)
			return literal, nil
		}
	}
	return node{}, p.fail("a value should stand here: text goes in quotes")
}

func (p *parser) digits() bool {
	start := p.at
	for p.next() >= '0' && p.next() <= '9' {
		p.at++
	}
	return p.at > start
}

func (p *parser) number() (node, error) {
	start := p.at
	if p.next() == '-' {
		p.at++
	}
	first := p.at
	if !p.digits() || p.text[first] == '0' && p.at > first+1 {
		p.at = start
		return node{}, p.fail("this is no number")
	}
	if p.next() == '.' {
		p.at++
		if !p.digits() {
			return node{}, p.fail("digits should follow the decimal point")
		}
	}
	if c := p.next(); c == 'e' || c == 'E' {
		p.at++
		if c := p.next(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return node{}, p.fail("digits should follow the exponent's sign")
		}
	}
	return node{shape: isNumber, text: p.text[start:p.at]}, nil
}

// quoted reads a text up to the quote that it began with.
func (p *parser) quoted() (string, error) {
	quote := p.next()
	p.at++
	start := p.at
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == quote:
			text := p.text[start:p.at]
			p.at++
			return text, nil
		case c == '\\':
			return p.escaped(quote, start)
		case c < ' ':
			return "", p.fail("a control character stands in a text")
		}
		p.at++
	}
	return "", p.fail("a text has no end")
}

// escaped reads the rest of a text that holds escapes.
func (p *parser) escaped(quote byte, start int) (string, error) {
	b := []byte(p.text[start:p.at])
	for p.at < len(p.text) {
		c := p.text[p.at]
		if c == quote {
			p.at++
			return string(b), nil
		}
		if c < ' ' {
			return "", p.fail("a control character stands in a text")
		}
		if c != '\\' {
			b = append(b, c)
			p.at++
			continue
		}
		r, err := p.escape()
		if err != nil {
			return "", err
		}
		b = utf8.AppendRune(b, r)
	}
	return "", p.fail("a text has no end")
}

func (p *parser) escape() (rune, error) {
	p.at++
	c := p.next()
	if c == 'u' {
		return p.unicode()
	}
	if i := strings.IndexByte(`"'\/bfnrt`, c); i >= 0 && c != 0 {
		p.at++
		return rune("\"'\\/\b\f\n\r\t"[i]), nil
	}
	return 0, p.fail(`no escape begins so`)
}

// unicode reads \uXXXX, and a pair of them for what lies beyond 16 bits. Half a pair is no character and refused: other
// parsers put a replacement character there, and what was written would be lost without a word.
func (p *parser) unicode() (rune, error) {
	r, err := p.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if !strings.HasPrefix(p.text[p.at:], `\u`) {
		return 0, p.fail(halfPair)
	}
	p.at++
	low, err := p.unit()
	if err != nil {
		return 0, err
	}
	pair := utf16.DecodeRune(r, low)
	if pair == utf8.RuneError {
		return 0, p.fail(halfPair)
	}
	return pair, nil
}

const halfPair = "half of a surrogate pair is no character"

func (p *parser) unit() (rune, error) {
	if p.at+5 > len(p.text) {
		return 0, p.fail(`four hex digits should follow \u`)
	}
	n, err := strconv.ParseUint(p.text[p.at+1:p.at+5], 16, 16)
	if err != nil {
		return 0, p.fail(`four hex digits should follow \u`)
	}
	p.at += 5
	return rune(n), nil
}
