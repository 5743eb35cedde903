package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Apache's default; a GET with many settings can pass it.
const longestRequestLine = 8190

// functionOf takes the function out of a path, "" where the web server knows no such file.
func functionOf(path string, q quirks) string {
	function, ok := strings.CutPrefix(path, q.Prefix+"/api/json/")
	if !ok {
		return ""
	}
	function, slash := strings.CutSuffix(function, "/")
	if q.Slash == "required" && !slash || q.Slash == "refused" && slash {
		return ""
	}
	return function
}

// parametersOf reads the query and a form, the last of a name counts.
func parametersOf(r *http.Request, q quirks) (map[string]string, error) {
	text := r.URL.RawQuery
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<20))
		if err != nil {
			return nil, err
		}
		text += string(separators(q)[0]) + string(form)
	}
	parameters := map[string]string{}
	for pair := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(separators(q), c) }) {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, err
		}
		if parameters[name], err = url.QueryUnescape(value); err != nil {
			return nil, err
		}
	}
	return parameters, nil
}

func separators(q quirks) string {
	switch q.Separator {
	case "semicolon":
		return ";"
	case "ampersand":
		return "&"
	}
	return "&;"
}
