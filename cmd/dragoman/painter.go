package main

import (
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// painter colours text for terminals, as far as people want that: https://no-color.org, https://bixense.com/clicolors.
type painter struct{ colours bool }

func painterFor(out io.Writer) painter {
	switch {
	case os.Getenv("NO_COLOR") != "":
		return painter{false}
	case os.Getenv("CLICOLOR_FORCE") != "" && os.Getenv("CLICOLOR_FORCE") != "0":
		return painter{true} // for a pager that shows colours
	}
	return painter{isTerminal(out) && os.Getenv("TERM") != "dumb"}
}

func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// The colours, by what they mean.
const (
	red    = "31" // what is lost or fails
	green  = "32" // what is made
	yellow = "33" // what changes
	bold   = "1"
	faint  = "2"
)

func (p painter) paint(colour, text string) string {
	if !p.colours || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// widest is how many columns a value takes before it is cut short.
const widest = 60

// shownText is a value on one line, cut short where it is long.
func shownText(text string) string {
	text = harmless(text)
	if uniseg.StringWidth(text) <= widest {
		return text
	}
	var b strings.Builder
	room := widest - 1
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		if room -= graphemes.Width(); room < 0 {
			break
		}
		b.WriteString(graphemes.Str())
	}
	return b.String() + "…"
}

// shownSentence is what a server or this program says, on one line.
func shownSentence(text string) string {
	return strings.Join(strings.Fields(harmless(text)), " ")
}

// harmless keeps whatever a client or a server may have put into a text from driving the terminal or turning its order
// round. Joiners stay: there are scripts that can't do without.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return ' '
		}
		return r
	}, text)
}

// harmlessLines does so line by line: several errors at once stand on a line each.
func harmlessLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = harmless(lines[i])
	}
	return strings.Join(lines, "\n")
}
