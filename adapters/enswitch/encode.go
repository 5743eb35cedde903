package enswitch

import (
	"strconv"
	"unicode/utf8"

	"dragoman/domain/lens"
)

// The answers' white space is that of the pages' examples.
const (
	successPrefix = `{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":`
	successSuffix = ` }`
	noData        = `{ "responses":[ { "code":"204", "key":"", "message":"OK" } ] }`
	validated     = `{ "responses":[ { "code":"201", "key":"", "message":"OK" } ] }`
)

// response is one entry of an answer's responses.
type response struct {
	code    int
	key     string
	message string
}

// appendFailure writes an answer that has no data.
func appendFailure(out []byte, responses []response) []byte {
	out = append(out, `{ "responses":[ `...)
	for i, r := range responses {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = append(out, `{ "code":"`...)
		out = strconv.AppendInt(out, int64(r.code), 10)
		out = append(out, `", "key":`...)
		out = appendString(out, r.key)
		out = append(out, `, "message":`...)
		out = appendString(out, r.message)
		out = append(out, " }"...)
	}
	return append(out, " ] }"...)
}

// appendCount writes the data of a function that only counts.
func appendCount(out []byte, n int) []byte { return appendMember(out, "count", n) }

// appendFound writes the data of a function that only says whether something is there.
func appendFound(out []byte, found bool) []byte {
	if found {
		return appendMember(out, "found", 1)
	}
	return appendMember(out, "found", 0)
}

// appendID writes the data of a function that made something.
func appendID[N ~int64](out []byte, id N) []byte { return appendMember(out, "id", int(id)) }

func appendMember(out []byte, name string, n int) []byte {
	out = append(out, `{ "`...)
	out = append(out, name...)
	out = append(out, `":`...)
	out = strconv.AppendInt(out, int64(n), 10)
	return append(out, " }"...)
}

// appendRows writes a list.
func appendRows[T any](out []byte, list []T, row func([]byte, T) []byte) []byte {
	if len(list) == 0 {
		return append(out, "[]"...)
	}
	out = append(out, "[ "...)
	for i, item := range list {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = row(out, item)
	}
	return append(out, " ]"...)
}

// shape is how objects of a kind are written: which settings, and which of them first.
type shape[K any] struct {
	table *table[K]
	order []int    // positions in a view
	keys  []string // `"name":` by position in a view
	only  bool     // nothing that isn't in order
}

// shapeOf writes every setting of a table that is shown, those named first.
func shapeOf[K any](t *table[K], leading ...string) *shape[K] {
	s := &shape[K]{table: t}
	position := map[string]int{}
	var names []string
	for _, declared := range t.Settings() {
		if declared.Unshown {
			continue
		}
		position[declared.Name] = len(names)
		names = append(names, declared.Name)
		s.keys = append(s.keys, string(appendString(nil, declared.Name))+":")
	}
	taken := make([]bool, len(names))
	for _, name := range leading {
		i, ok := position[name]
		if !ok {
			panic("a shape begins with " + name + ", which isn't shown")
		}
		taken[i] = true
		s.order = append(s.order, i)
	}
	for i := range names {
		if !taken[i] {
			s.order = append(s.order, i)
		}
	}
	return s
}

// brief writes only the settings named.
func brief[K any](t *table[K], names ...string) *shape[K] {
	s := shapeOf(t, names...)
	s.order, s.only = s.order[:len(names)], true
	return s
}

// append writes one object, but for the settings to leave out.
func (s *shape[K]) append(out []byte, v *View, k K, without string) []byte {
	entries := s.table.View(v, k)
	out = append(out, '{', ' ')
	first := true
	for _, i := range s.order {
		if entries[i].Name == without {
			continue
		}
		if !first {
			out = append(out, ',', ' ')
		}
		first = false
		out = append(out, s.keys[i]...)
		out = appendValue(out, entries[i].Value)
	}
	if s.only {
		return append(out, ' ', '}')
	}
	for _, extra := range entries[len(s.keys):] {
		if !first {
			out = append(out, ',', ' ')
		}
		first = false
		out = appendString(out, extra.Name)
		out = append(out, ':')
		out = appendValue(out, extra.Value)
	}
	return append(out, ' ', '}')
}

// reopen takes the end off an object so that more members can follow.
func reopen(out []byte) []byte { return append(out[:len(out)-2], ", "...) }

func appendValue(out []byte, v lens.Value) []byte {
	if v.Raw {
		return append(out, v.Text...)
	}
	return appendString(out, v.Text)
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string. What isn't UTF-8 becomes the replacement character.
func appendString(out []byte, text string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			out = append(out, text[start:i]...)
			out = append(out, "\ufffd"...)
			i++
			start = i
			continue
		}
		out = append(out, text[start:i]...)
		out = appendEscape(out, c)
		i++
		start = i
	}
	out = append(out, text[start:]...)
	return append(out, '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	}
	return append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// decimalText writes an id.
func decimalText[N ~int64](id N) string { return strconv.FormatInt(int64(id), 10) }
