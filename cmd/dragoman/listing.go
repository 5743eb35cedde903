package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// choice is a flag that takes one of some words.
type choice struct {
	word    string
	allowed []string
}

// flag adds the choice to a command; empty is its default where byDefault is.
func (c *choice) flag(cmd *cobra.Command, name, byDefault, usage string, allowed ...string) {
	c.word, c.allowed = byDefault, allowed
	cmd.Flags().Var(c, name, usage+": "+strings.Join(allowed, ", "))
}

func (c *choice) String() string { return c.word }

func (c *choice) Type() string { return "word" }

func (c *choice) Set(word string) error {
	if !slices.Contains(c.allowed, word) {
		return fmt.Errorf("must be one of %s", strings.Join(c.allowed, ", "))
	}
	c.word = word
	return nil
}

// fits says whether something passes a choice that narrows a list.
func (c *choice) fits(word string) bool { return c.word == "" || c.word == word }

// The formats of lists.
const (
	formatTable    = "table"
	formatMarkdown = "markdown"
	formatJSON     = "json"
	formatCSV      = "csv"
)

var formats = []string{formatTable, formatMarkdown, formatJSON, formatCSV}

// listing is a list that can be printed in each of the formats.
type listing struct {
	columns  []string
	rows     [][]string
	data     any                 // as JSON
	markdown func(w *pageWriter) // as a page
}

// print writes the list in a format.
func (l *listing) print(out io.Writer, format string) error {
	switch format {
	case formatJSON:
		return printJSON(out, l.data)
	case formatCSV:
		w := csv.NewWriter(out)
		if err := w.WriteAll(append([][]string{l.columns}, l.rows...)); err != nil {
			return err
		}
		return w.Error()
	case formatMarkdown:
		w := &pageWriter{out: out}
		l.markdown(w)
		return w.err
	}
	return l.table(out)
}

// table writes the list for people: without columns that say nothing, and with long cells cut.
func (l *listing) table(out io.Writer) error {
	filled := make([]bool, len(l.columns))
	for _, row := range l.rows {
		for i, cell := range row {
			filled[i] = filled[i] || cell != ""
		}
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(row []string) {
		var cells []string
		for i, cell := range row {
			if filled[i] || len(l.rows) == 0 {
				cells = append(cells, shownText(cell))
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	var titles []string
	for _, column := range l.columns {
		titles = append(titles, strings.ToUpper(column))
	}
	line(titles)
	for _, row := range l.rows {
		line(row)
	}
	return w.Flush()
}

// tableRow is a row of a table that is aligned by tabs, with nothing in its cells that could break it.
func tableRow(cells ...string) string {
	for i := range cells {
		cells[i] = harmless(cells[i])
	}
	return strings.Join(cells, "\t")
}

func printJSON(out io.Writer, data any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(data)
}

// pageWriter writes Markdown. It remembers the first failure.
type pageWriter struct {
	out io.Writer
	err error
}

func (w *pageWriter) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.out, format, args...)
	}
}

// table writes a table, each cell as it is but for what would break it.
func (w *pageWriter) table(columns []string, rows [][]string) {
	w.row(columns)
	w.printf("|%s\n", strings.Repeat("---|", len(columns)))
	for _, row := range rows {
		w.row(row)
	}
	w.printf("\n")
}

func (w *pageWriter) row(cells []string) {
	escape := strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "\n", " ")
	for _, cell := range cells {
		if !strings.HasPrefix(cell, "`") {
			cell = escape.Replace(cell)
		}
		w.printf("| %s ", strings.ReplaceAll(cell, "|", `\|`))
	}
	w.printf("|\n")
}

// code writes a cell in the type of programs, nothing for nothing.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
