package enswitch

import (
	"strings"
	"unicode/utf8"

	"dragoman/domain/lens"
)

// maxParameters is the most parameters that a request may have.
const maxParameters = 10_000

// parameters are those of one request, from its query and its body. The last of several with one name wins.
type parameters struct {
	values  map[string]lens.Value
	differs map[string]bool // names given more than once with different values
	faults  []lens.Fault
	count   int
}

func newParameters() *parameters { return &parameters{values: make(map[string]lens.Value, 16)} }

// add notes one parameter. It reports whether there is room for more.
func (p *parameters) add(name, value string) bool {
	p.count++
	if p.count > maxParameters {
		return false
	}
	if name == "" {
		return true // nothing is named, so nothing is said
	}
	if fault := malformed(name, value); fault != nil {
		p.faults = append(p.faults, *fault)
		return true
	}
	if before, again := p.values[name]; again && before.Text != value {
		if p.differs == nil {
			p.differs = map[string]bool{}
		}
		p.differs[name] = true
	}
	p.values[name] = lens.Text(value)
	return true
}

func malformed(name, value string) *lens.Fault {
	switch {
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		return &lens.Fault{Message: "a parameter's name must be UTF-8 without NUL bytes"}
	case !utf8.ValidString(value):
		return &lens.Fault{Setting: name, Message: "must be UTF-8"}
	case strings.ContainsRune(value, 0):
		return &lens.Fault{Setting: name, Message: "must not contain a NUL byte"}
	}
	return nil
}

// addEncoded reads parameters as they stand in a query or in a form's body. They are parted by semicolons as in the
// pages' examples, by ampersands as in many clients, or by both. It reports whether there was room for all.
func (p *parameters) addEncoded(text string) bool {
	for text != "" {
		part := text
		if i := strings.IndexAny(text, ";&"); i >= 0 {
			part, text = text[:i], text[i+1:]
		} else {
			text = ""
		}
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if !p.add(unescape(name), unescape(value)) {
			return false
		}
	}
	return true
}

// unescape decodes + and %XX. A percent sign that begins no escape stands for itself: clients exist that put values
// into the query as they are.
func unescape(text string) string {
	if strings.IndexByte(text, '%') < 0 && strings.IndexByte(text, '+') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '+':
			out = append(out, ' ')
		case c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]):
			out = append(out, unhex(text[i+1])<<4|unhex(text[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
