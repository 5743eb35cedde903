package remote

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/wire"
	"dragoman/domain/lens"
)

// envelope is an answer of the API.
type envelope struct {
	entries []entry
	data    json.RawMessage // nil where there is none; null counts as none
	// repeated says that the request was sent more than once, so that it may have met what it did itself.
	repeated bool
}

// entry is one of an answer's responses.
type entry struct {
	code    int
	key     string
	message string
}

func (e *envelope) code() int { return e.entries[0].code }

// worked says whether the server did what was asked, or would.
func (e *envelope) worked() bool {
	return !slices.ContainsFunc(e.entries, func(one entry) bool { return one.code < 200 || one.code >= 300 })
}

var errNoEnvelope = errors.New("the answer isn't an Enswitch's")

// readEnvelope reads an answer, whatever its HTTP status: some servers give that of the first response.
func readEnvelope(answer *wire.Answer) (*envelope, error) {
	body := bytes.TrimSpace(answer.Body)
	if len(body) == 0 && answer.Status == http.StatusNoContent {
		return &envelope{entries: []entry{{code: http.StatusNoContent}}}, nil
	}
	var read struct {
		Responses []struct {
			Code    text
			Key     text
			Message text
		}
		Data json.RawMessage
	}
	if err := json.Unmarshal(body, &read); err != nil || len(read.Responses) == 0 {
		return nil, errNoEnvelope
	}
	out := &envelope{data: read.Data}
	if bytes.Equal(read.Data, []byte("null")) {
		out.data = nil
	}
	for _, one := range read.Responses {
		code, err := strconv.Atoi(string(one.Code))
		if err != nil {
			return nil, errNoEnvelope
		}
		out.entries = append(out.entries, entry{code, string(one.Key), string(one.Message)})
	}
	return out, nil
}

// text is a text that may come as a number, or as nothing.
type text string

// UnmarshalJSON takes any value.
func (t *text) UnmarshalJSON(data []byte) error {
	var value lens.Value
	err := value.UnmarshalJSON(data)
	*t = text(value.Plain())
	return err
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// whatItIs describes an answer that isn't an Enswitch's, for a person.
func whatItIs(answer *wire.Answer) string {
	body := bytes.TrimSpace(answer.Body)
	found := title.FindSubmatch(body)
	switch {
	case answer.Status >= 300 && answer.Status < 400:
		return "it sends its callers on to " + elsewhere(answer.Header.Get("Location"))
	case found != nil:
		return fmt.Sprintf("status %d and a web page with the title %q", answer.Status, brief(string(found[1])))
	case bytes.HasPrefix(body, []byte("<")):
		return fmt.Sprintf("status %d and a web page", answer.Status)
	case json.Valid(body):
		return fmt.Sprintf("status %d and JSON without responses", answer.Status)
	case bytes.HasPrefix(body, []byte("{")):
		return fmt.Sprintf("status %d and JSON that breaks off", answer.Status)
	case len(body) == 0:
		return fmt.Sprintf("status %d and nothing else", answer.Status)
	}
	return fmt.Sprintf("status %d and something else than JSON", answer.Status)
}

// elsewhere is where a redirect leads, without what may be secret in it.
func elsewhere(location string) string {
	parsed, err := url.Parse(location)
	if err != nil || location == "" {
		return "another address"
	}
	parsed.User, parsed.RawQuery, parsed.Fragment = nil, "", ""
	return brief(parsed.String())
}

// brief makes a line for people out of what a server wrote.
func brief(written string) string {
	words := strings.Join(strings.FieldsFunc(written, func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	const most = 200
	if runes := []rune(words); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return words
}
