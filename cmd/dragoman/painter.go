package main

import (
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// painter colours text for terminals, as far as people want that: https://no-color.org.
type painter struct{ colours bool }

func painterFor(out io.Writer) painter {
	return painter{isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
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

// shownText keeps whatever a client may have put into a value from driving the terminal, and long values short.
func shownText(text string) string {
	const most = 60
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
