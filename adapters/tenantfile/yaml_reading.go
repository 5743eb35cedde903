package tenantfile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A YAML file is cut at the blocks of its objects before any of it is parsed, so that a large tenant is in memory only as
// rows. Whatever can't be cut so, such as a list in brackets, is parsed in one.

// yamlSections finds what a YAML file has at the top, without reading what is in it.
func yamlSections(data []byte, found *problems) []section {
	var out []section
	begin, first := -1, 0 // of the section
	finish := func(end int) {
		if begin >= 0 {
			out = append(out, yamlSection(data[begin:end], first, found)...)
		}
	}
	line := 0
	for at := 0; at < len(data); line++ {
		end := at + lineLength(data[at:])
		switch row := data[at:end]; {
		case nothing(row), row[0] == ' ', row[0] == '-' && begin >= 0 && !isMark(row):
		case isMark(row):
			if begin >= 0 || len(bytes.TrimSpace(row)) > 3 {
				found.add(position{line + 1, 1}, "a file holds one tenant: nothing may come behind ---")
				return nil
			}
		default:
			finish(at)
			begin, first = at, line
		}
		if begin < 0 && len(bytes.TrimSpace(data[at:end])) > 0 && (data[at] == ' ' || data[at] == '\t') && !nothing(data[at:end]) {
			found.add(position{line + 1, 1}, "the file must begin with a field such as dragoman: 1 in the first column")
			return nil
		}
		at = end
	}
	finish(len(data))
	return out
}

func lineLength(data []byte) int {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1
	}
	return len(data)
}

// nothing says that a line is empty or only a comment.
func nothing(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) == 0 || line[0] == '#'
}

func isMark(line []byte) bool { return bytes.HasPrefix(line, []byte("---")) }

var bareField = regexp.MustCompile(`^([A-Za-z_]+):[ \t]*(#.*)?\r?\n?$`)

// yamlSection is one item at the top of a YAML file, or several where they are written in braces.
func yamlSection(data []byte, line int, found *problems) []section {
	if match := bareField.FindSubmatch(data[:lineLength(data)]); match != nil {
		name := string(match[1])
		if items := yamlItems(data, line); len(items) > 0 {
			return []section{{
				key: key{name, position{line + 1, 1}}, at: items[0].at,
				whole: func() *node { return parseYAML(data, line, found).item(name) },
				each: func(do func(*node)) {
					for _, item := range items {
						if parsed := parseYAML(item.data, item.at.line-1, found); parsed != nil {
							for _, one := range parsed.of {
								do(one)
							}
						}
						if found.full() {
							return
						}
					}
				},
			}}
		}
	}
	parsed := parseYAML(data, line, found)
	if parsed == nil {
		return nil
	}
	if parsed.form != object {
		found.add(parsed.at, "a tenant's file has fields at its top, such as dragoman: 1")
		return nil
	}
	var out []section
	for i, item := range parsed.of {
		name := parsed.keys[i]
		out = append(out, section{
			key: name, at: item.at, empty: item.form == literal && item.text == "null",
			whole: func() *node { return item },
			each: func(do func(*node)) {
				if item.form != list {
					found.add(item.at, "%s must be a list", name.name)
					return
				}
				for _, one := range item.of {
					do(one)
				}
			},
		})
	}
	return out
}

// yamlItem is the text of one item of a list.
type yamlItem struct {
	data []byte
	at   position
}

// yamlItems cuts the block list below the first line of a section into its items, none where it isn't such a list.
func yamlItems(data []byte, line int) []yamlItem {
	var out []yamlItem
	indent, begin := -1, 0
	at := lineLength(data)
	for line++; at < len(data); line++ {
		end := at + lineLength(data[at:])
		row := data[at:end]
		spaces := len(row) - len(bytes.TrimLeft(row, " "))
		dash := bytes.HasPrefix(row[spaces:], []byte("- ")) || string(bytes.TrimRight(row[spaces:], "\r\n")) == "-"
		switch {
		case nothing(row):
		case indent < 0 && !dash:
			return nil
		case indent < 0 || dash && spaces == indent:
			if indent >= 0 {
				out[len(out)-1].data = data[begin:at]
			}
			indent, begin = spaces, at
			out = append(out, yamlItem{at: position{line + 1, spaces + 1}})
		case spaces <= indent: // the parser knows what is wrong with it
			return nil
		}
		at = end
	}
	if len(out) > 0 {
		out[len(out)-1].data = data[begin:]
	}
	return out
}

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parseYAML reads a part of a file that begins on a line, counted from 0.
func parseYAML(data []byte, line int, found *problems) *node {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		at, message := position{line + 1, 1}, err.Error()
		if match := yamlError.FindStringSubmatch(message); match != nil {
			message = message[len(match[0]):]
			if n, err := strconv.Atoi(match[1]); err == nil {
				at.line = line + n
			}
		}
		refuseYAML(data, line, at, message, found)
		return nil
	}
	if len(document.Content) == 0 {
		return &node{form: literal, text: "null", at: position{line + 1, 1}}
	}
	c := conversion{line, found, false}
	n := c.node(document.Content[0], 0)
	if c.broken {
		return nil
	}
	return n
}

var unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

// refuseYAML says what is wrong with a part that the parser refuses at a line: its words don't help with what people do
// most, and it places an alias where the block begins.
func refuseYAML(data []byte, line int, at position, message string, found *problems) {
	if match := unknownAnchor.FindStringSubmatch(message); match != nil {
		alias := regexp.MustCompile(`(?m)(?:^|[\s,\[{])(\*` + regexp.QuoteMeta(match[1]) + `)(?:$|[\s,\]}])`)
		if i := alias.FindSubmatchIndex(data); i != nil {
			at = placeIn(data, line, i[2])
		}
		found.add(at, "anchors (&) and aliases (*) can't be used here: a text that begins so needs quotes")
		return
	}
	begin, end := 0, 0
	for n := line; n < at.line && end < len(data); n++ {
		begin, end = end, end+lineLength(data[end:])
	}
	row := data[begin:end]
	if i := bytes.IndexByte(row, '\t'); i >= 0 && len(bytes.Trim(row[:i], " -")) == 0 {
		found.add(position{at.line, i + 1}, "a tab stands where YAML wants spaces")
		return
	}
	found.add(at, "this is no YAML: %s", message)
}

// placeIn is where a byte of a part stands that begins on a line.
func placeIn(data []byte, line, i int) position {
	before := data[:i]
	begin := bytes.LastIndexByte(before, '\n') + 1
	return position{line + 1 + bytes.Count(before, []byte("\n")), utf8.RuneCount(before[begin:]) + 1}
}

// conversion makes nodes of YAML's, and admits only what JSON could say too.
type conversion struct {
	line   int // before the first
	found  *problems
	broken bool
}

func (c *conversion) refuse(n *yaml.Node, format string, args ...any) *node {
	c.broken = true
	c.found.add(position{c.line + n.Line, n.Column}, format, args...)
	return &node{form: literal, text: "null"}
}

func (c *conversion) node(y *yaml.Node, depth int) *node {
	n := &node{at: position{c.line + y.Line, y.Column}}
	switch {
	case depth > maxDepth:
		return c.refuse(y, "this lies too deep")
	case y.Kind == yaml.AliasNode || y.Anchor != "":
		return c.refuse(y, "anchors (&) and aliases (*) can't be used here: a text that begins so needs quotes")
	case y.Style&yaml.TaggedStyle != 0:
		return c.refuse(y, "tags (!) can't be used here: a text that begins so needs quotes")
	}
	switch y.Kind {
	case yaml.SequenceNode:
		n.form = list
		for _, item := range y.Content {
			n.of = append(n.of, c.node(item, depth+1))
		}
		return n
	case yaml.MappingNode:
		n.form = object
		c.object(y, n, depth)
		return n
	}
	if y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		n.text = y.Value
		return n
	}
	n.form, n.text = plain(y)
	if n.form == literal && n.text == "" {
		return c.refuse(y, "%s must be a decimal number without leading zeros, or text in quotes", y.Value)
	}
	return n
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// plain is a scalar without quotes as JSON has it: a literal without text for what JSON doesn't have.
func plain(y *yaml.Node) (form, string) {
	if number.MatchString(y.Value) {
		return literal, y.Value // also one that the parser finds too large
	}
	switch y.ShortTag() {
	case "!!null":
		return literal, "null"
	case "!!bool":
		return literal, strings.ToLower(y.Value)
	case "!!int", "!!float":
		return literal, ""
	}
	return text, y.Value
}

func (c *conversion) object(y *yaml.Node, n *node, depth int) {
	known := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		name, item := y.Content[i], c.node(y.Content[i+1], depth+1)
		if name.Kind != yaml.ScalarNode || name.ShortTag() == "!!merge" || name.Anchor != "" || name.Style&yaml.TaggedStyle != 0 {
			c.refuse(name, "a field's name must be text")
			continue
		}
		if known[name.Value] {
			c.refuse(name, "%s is there twice", name.Value)
			continue
		}
		known[name.Value] = true
		n.keys, n.of = append(n.keys, key{name.Value, position{c.line + name.Line, name.Column}}), append(n.of, item)
	}
}
