package conform

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// WriteText writes one line for each check that failed, one for each reason to skip some, and a summary.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, check := range r.Checks {
		if check.Outcome == Failed {
			b.WriteString("FAILED " + check.line() + "\n")
		}
	}
	for _, why := range r.reasonsToSkip() {
		names := r.skippedFor(why)
		fmt.Fprintf(&b, "skipped %s: %s: %s\n", counted(len(names), "check"), oneLine(why), strings.Join(names, ", "))
	}
	if r.Stopped != "" {
		b.WriteString("stopped: " + oneLine(r.Stopped) + "\n")
	}
	verdict := "conforms"
	if !r.Conforms() {
		verdict = "does not conform"
	}
	fmt.Fprintf(&b, "%s %s: %s passed, %d failed, %d skipped\n", r.Place, verdict, counted(r.Passed, "check"), r.Failed, r.Skipped)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) reasonsToSkip() []string {
	var reasons []string
	for _, check := range r.Checks {
		if check.Outcome == Skipped && !slices.Contains(reasons, check.Message) {
			reasons = append(reasons, check.Message)
		}
	}
	return reasons
}

func (r *Report) skippedFor(reason string) []string {
	var names []string
	for _, check := range r.Checks {
		if check.Outcome == Skipped && check.Message == reason {
			names = append(names, check.Name)
		}
	}
	return names
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// WriteJSON writes the report as one document.
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Conforms bool `json:"conforms"`
		*Report
	}{r.Conforms(), r})
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Begun    string      `xml:"timestamp,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the report in the XML of JUnit, as build servers read it. That the suite was stopped is an error.
func (r *Report) WriteJUnit(w io.Writer) error {
	suite := junitSuite{
		Name: inXML(r.Place), Tests: len(r.Checks), Failures: r.Failed, Skipped: r.Skipped, Time: seconds(r.Took), Begun: r.Begun.Format("2006-01-02T15:04:05"),
	}
	for _, check := range r.Checks {
		class, _, _ := strings.Cut(check.Name, " ")
		one := junitCase{Class: inXML(class), Name: inXML(check.Name), Time: seconds(check.Duration)}
		switch check.Outcome {
		case Failed:
			one.Failure = &junitMessage{inXML(check.line()), inXML("page: " + check.Page)}
		case Skipped:
			one.Skipped = &junitMessage{Message: inXML(check.Message)}
		}
		suite.Cases = append(suite.Cases, one)
	}
	if r.Stopped != "" {
		suite.Tests, suite.Errors = suite.Tests+1, 1
		suite.Cases = append(suite.Cases, junitCase{Class: "suite", Name: "came to its end", Time: seconds(0), Error: &junitMessage{Message: inXML(r.Stopped)}})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// inXML leaves out what XML 1.0 can't hold.
func inXML(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF, unicode.IsControl(r) && r != '\n' && r != '\t':
			return '�'
		}
		return r
	}, text)
}
