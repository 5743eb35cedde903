package tenantfile

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

type yamlWriting struct {
	out   *bufio.Writer
	first bool // of a list
}

const heading = `# A tenant of a telephone system, as dragoman writes it down. GET /schema/tenant.json of a running gateway describes the form.
`

func (w *yamlWriting) begin() { w.out.WriteString(heading) }

func (w *yamlWriting) field(name string, n *node) {
	if name == sealedName {
		w.out.WriteString("\n")
	}
	w.key(name, "")
	w.below(n, "  ")
}

func (w *yamlWriting) list(name string, any bool) {
	w.first = true
	if any {
		fmt.Fprintf(w.out, "\n%s:\n", name)
	}
}

func (w *yamlWriting) item(n *node) {
	if !w.first {
		w.out.WriteString("\n")
	}
	w.first = false
	w.out.WriteString("  - ")
	w.object(n, "    ", true)
}

func (w *yamlWriting) end() {}

// key writes the name of a field, without what follows.
func (w *yamlWriting) key(name, indent string) {
	written := scalar(name)
	if len(written) > 1000 { // a parser looks no further than 1024 characters for the colon
		fmt.Fprintf(w.out, "%s? %s\n%s:", indent, written, indent)
		return
	}
	fmt.Fprintf(w.out, "%s%s:", indent, written)
}

// below writes what a field holds, behind its name.
func (w *yamlWriting) below(n *node, indent string) {
	switch {
	case n.form == text && isBlock(n.text):
		w.out.WriteString(" |\n")
		for line := range strings.Lines(n.text) {
			w.out.WriteString(indent)
			w.out.WriteString(line)
		}
	case n.form == text:
		w.out.WriteString(" " + scalar(n.text) + "\n")
	case n.form == literal:
		w.out.WriteString(" " + n.text + "\n")
	case n.form == object && len(n.of) == 0:
		w.out.WriteString(" {}\n")
	case short(n):
		w.out.WriteString(" " + inLine(n) + "\n")
	case n.form == object:
		w.out.WriteString("\n")
		w.object(n, indent, false)
	default:
		w.out.WriteString("\n")
		for _, item := range n.of {
			w.out.WriteString(indent + "-")
			if item.form == object && len(item.of) > 0 {
				w.out.WriteString(" ")
				w.object(item, indent+"  ", true)
				continue
			}
			w.below(item, indent+"  ")
		}
	}
}

// object writes fields below each other, the first one where the line has begun already.
func (w *yamlWriting) object(n *node, indent string, begun bool) {
	for i, item := range n.of {
		own := indent
		if begun && i == 0 {
			own = ""
		}
		if written := scalar(n.keys[i].name); own != indent && len(written) > 1000 {
			fmt.Fprintf(w.out, "? %s\n%s:", written, indent)
		} else {
			w.key(n.keys[i].name, own)
		}
		w.below(item, indent+"  ")
	}
}

// short says that a list or an object reads best in one line: a list of texts and numbers, and what is noted of a value.
func short(n *node) bool {
	if n.form == object && !n.flat {
		return false
	}
	for _, item := range n.of {
		if item.form == object || item.form == list && (n.form == list || !short(item)) {
			return false
		}
	}
	return len(inLine(n)) < 200
}

// inLine is a value in one line.
func inLine(n *node) string {
	parts := make([]string, len(n.of))
	for i, item := range n.of {
		parts[i] = inLine(item)
		if n.form == object {
			parts[i] = scalar(n.keys[i].name) + ": " + parts[i]
		}
	}
	switch n.form {
	case text:
		return inDoubleQuotes(n.text)
	case literal:
		return n.text
	case list:
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

var (
	bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+*-]+)*( [A-Za-z0-9(][A-Za-z0-9_./@+()-]*)*$`)
	// taken are words that some version of YAML reads as something else than text.
	taken   = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n)$`)
	armored = regexp.MustCompile(`^(-----(BEGIN|END) AGE ENCRYPTED FILE-----|[A-Za-z0-9+/=]+)$`)
)

// isBlock says that a text is best read as lines: an armored age file.
func isBlock(s string) bool {
	if !strings.HasPrefix(s, "-----BEGIN AGE") || !strings.HasSuffix(s, "-----\n") {
		return false
	}
	for line := range strings.Lines(s) {
		if !armored.MatchString(strings.TrimSuffix(line, "\n")) {
			return false
		}
	}
	return true
}

// scalar writes a text, in quotes where it could be read as anything else.
func scalar(s string) string {
	if len(s) < 200 && bare.MatchString(s) && !taken.MatchString(s) {
		return s
	}
	return inDoubleQuotes(s)
}

func inDoubleQuotes(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case unicode.IsPrint(r) && r != utf8.RuneError:
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
