package enswitch

import (
	"strconv"

	"dragoman/adapters/jsontext"
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
		out = jsontext.AppendString(out, r.key)
		out = append(out, `, "message":`...)
		out = jsontext.AppendString(out, r.message)
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
