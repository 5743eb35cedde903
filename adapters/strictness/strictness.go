// Package strictness lets whoever sends a request choose what becomes of settings that no page documents. The choice is
// the gateway's own and no dialect's, so it is made alike in all.
package strictness

import (
	"net/http"
	"strconv"
	"strings"

	"dragoman/domain"
)

// Strictness is what becomes of a request that mentions settings which no page documents, or that replaces a value which
// its dialect can't say.
type Strictness string

// The grades of strictness.
const (
	Keep   Strictness = "keep"   // the settings are kept, and nothing is said
	Warn   Strictness = "warn"   // they are kept, and a Warning header names each
	Refuse Strictness = "refuse" // the request is refused, with a fault for each
)

// Header is the header by which a request chooses.
const Header = "Dragoman-Unknown"

// WarningHeader carries what Warning makes.
const WarningHeader = "Warning"

// Of is what a request chose, or otherwise where it has no such header. A word that is no grade is Invalid, and so are
// several words.
func Of(r *http.Request, otherwise Strictness) (Strictness, error) {
	words := strings.Join(r.Header.Values(Header), ",")
	switch chosen := Strictness(strings.ToLower(strings.TrimSpace(words))); chosen {
	case "":
		return otherwise, nil
	case Keep, Warn, Refuse:
		return chosen, nil
	}
	return "", domain.Fail(domain.Invalid, "the header %s must be keep, warn or refuse", Header)
}

// mostWarned is how long the text of a warning may be, in bytes: names of settings are made up by clients.
const mostWarned = 300

// Warning is a text as a value of the Warning header: code 299 of RFC 9111, printable ASCII whatever the text holds.
func Warning(text string) string {
	return "299 dragoman " + strconv.QuoteToASCII(text[:min(len(text), mostWarned)])
}
