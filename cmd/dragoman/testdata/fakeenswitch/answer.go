package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// entry is one member of responses.
type entry struct {
	code         int
	key, message string
}

// reply is the outcome of a function: entries, and data unless nil.
type reply struct {
	entries []entry
	data    any
}

var messages = map[int]string{
	200: "OK", 201: "OK", 204: "OK",
	401: "The authentication details provided are invalid.",
	402: "Your role does not allow this.",
	403: "Your rate plan does not allow this.",
	404: "Not found.",
}

func outcome(code int) reply { return reply{entries: []entry{{code: code, message: messages[code]}}} }

func invalid(key, message string) reply {
	return reply{entries: []entry{{400, key, message}}}
}

func withData(data any) reply {
	r := outcome(200)
	r.data = data
	return r
}

// rows is a list before its shape is chosen, each element with what would key it in an object.
type rows struct {
	keys     []string
	elements []any
}

// write makes the body. Members come in another order than the pages print, as JSON allows, and the type, which no page
// names, tells a client nothing.
func (r reply) write(q quirks) fakepeer.Answer {
	status := http.StatusOK
	code := r.entries[0].code
	if q.HTTPStatus == "all" || q.HTTPStatus == "errors" && code >= 400 {
		status = code
	}
	answer := fakepeer.Answer{Status: status, Type: "text/plain; charset=utf-8", Refused: code >= 400}
	if status == http.StatusNoContent {
		return answer
	}
	var body bytes.Buffer
	body.WriteString("{\n")
	if data, present := shape(r.data, q); present {
		body.WriteString("\"data\": ")
		body.Write(data)
		body.WriteString(",\n")
	}
	body.WriteString("\"responses\": [")
	for i, e := range r.entries {
		if i > 0 {
			body.WriteString(", ")
		}
		body.Write(e.write(q))
	}
	body.WriteString("]\n}\n")
	answer.Body = body.Bytes()
	return answer
}

func (e entry) write(q quirks) []byte {
	var code any = strconv.Itoa(e.code)
	if q.NumericCodes {
		code = e.code
	}
	if q.KeylessErrors {
		e.key = ""
	}
	return encode(map[string]any{"code": code, "key": e.key, "message": e.message})
}

// shape encodes data, and says whether there is any.
func shape(data any, q quirks) ([]byte, bool) {
	list, ok := data.(rows)
	if !ok {
		return encode(data), data != nil
	}
	if len(list.elements) == 0 {
		switch q.EmptyList {
		case "null":
			return []byte("null"), true
		case "missing":
			return nil, false
		case "object":
			return []byte("{}"), true
		}
	}
	if !q.ListsAsObjects {
		return encode(append([]any{}, list.elements...)), true
	}
	byKey := map[string]any{}
	for i, key := range list.keys {
		byKey[key] = list.elements[i]
	}
	return encode(byKey), true
}

func encode(value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // only texts and numbers come here
	}
	return encoded
}

// present shows a row as the server prints it.
func present(kind string, r row, secrets bool, q quirks) map[string]any {
	shown := map[string]any{}
	version := release(q.Version)
	for _, f := range fields[kind] {
		if f.since > version || f.typ == "secret" && !secrets || f.name == "provision1" && version >= release("4.3") {
			continue
		}
		shown[f.name] = printed(f, r.value(f), q)
	}
	if kind == "phones" {
		shown["display"] = strings.TrimSpace(r["description"] + " <" + r["name"] + ">")
	}
	if q.ExtraFields {
		maps.Copy(shown, map[string]any{"x_created": "2014-02-30 00:00:00", "x_flags": []int{1, 2}, "x_parent": nil, "x_site": map[string]any{"id": 7}})
	}
	return shown
}

func printed(f field, value string, q quirks) any {
	switch f.typ {
	case "id":
		if q.IDsAsStrings {
			return value
		}
		return json.Number(value)
	case "decimal":
		whole, fraction, _ := strings.Cut(value, ".")
		value = whole + "." + fraction + strings.Repeat("0", 4-len(fraction)) // as a database column does
	case "integer":
	default:
		return value
	}
	if q.NumbersAsStrings {
		return value
	}
	return json.Number(value)
}
