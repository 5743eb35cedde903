package conform

import (
	"fmt"
	"strings"
	"time"
)

// Outcome is how a check ended.
type Outcome string

// The outcomes of checks.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // nothing could be said, and the message says why
)

// Check is one expectation of a server and how it was met. Nothing in it holds a credential.
type Check struct {
	Name     string        `json:"name"` // function or endpoint, then the setting and what of it, parted by blanks
	Page     string        `json:"page"` // where the expectation comes from
	Outcome  Outcome       `json:"outcome"`
	Sent     string        `json:"sent,omitempty"`
	Expected string        `json:"expected,omitempty"`
	Got      string        `json:"got,omitempty"`
	Message  string        `json:"message,omitempty"`
	Duration time.Duration `json:"duration_ns"`
}

// mostShown is how much of an answer a check quotes.
const mostShown = 300

// line is the check in one line, for a person.
func (c *Check) line() string {
	text := fmt.Sprintf("%s: sent %s, expected %s, got %s", c.Name, c.Sent, c.Expected, c.Got)
	if c.Message != "" {
		text = c.Name + ": " + c.Message
	}
	return oneLine(text)
}

func oneLine(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text)
}

// Shortened cuts a text that is too long to be quoted.
func Shortened(text string) string {
	if len(text) <= mostShown {
		return text
	}
	cut := mostShown
	for cut > 0 && text[cut]&0xC0 == 0x80 { // not amid a character
		cut--
	}
	return text[:cut] + "…"
}
