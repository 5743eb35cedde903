package main

import (
	"strings"

	"github.com/spf13/cobra"

	"dragoman/domain"
	"dragoman/domain/report"
)

func newFields(p *program) *cobra.Command {
	var kind, dialect, class, format choice
	cmd := &cobra.Command{
		Use:   "fields",
		Short: "List every setting of both dialects and what becomes of it in the other",
		Long: `List every setting of both dialects and what becomes of it in the other, and the canonical fields that a dialect
has no setting for. The list is generated from the tables that the gateway works with; it needs no store.

Tables are for looking: columns without a word are left out and long texts are cut. The other formats have it all.`,
		Example: `  dragoman fields --dialect vodia --kind huntgroup
  dragoman fields --class narrowed
  dragoman fields --format csv > fields.csv`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			var rows []report.Row
			for _, row := range report.Matrix(dialects) {
				if kind.fits(row.Kind) && dialect.fits(row.Dialect) && class.fits(string(row.Class)) {
					rows = append(rows, row)
				}
			}
			return listFields(rows).print(p.out, format.word)
		},
	}
	kind.flag(cmd, "kind", "", "only settings of this kind of object", kindNames()...)
	dialect.flag(cmd, "dialect", "", "only settings of this dialect", dialectNames()...)
	class.flag(cmd, "class", "", "only settings of this class", classNames()...)
	format.flag(cmd, "format", formatTable, "how to print the list", formats...)
	return cmd
}

func kindNames() []string {
	var names []string
	for _, kind := range domain.Kinds {
		names = append(names, string(kind))
	}
	return names
}

func classNames() []string {
	var names []string
	for _, class := range report.RowClasses {
		names = append(names, string(class))
	}
	return names
}

var fieldColumns = []string{
	"dialect", "kind", "scope", "setting", "type", "default", "allowed", "required", "since", "class", "field", "counterpart", "remark", "page",
}

func listFields(rows []report.Row) *listing {
	l := &listing{columns: fieldColumns, data: append([]report.Row{}, rows...), markdown: func(w *pageWriter) { fieldsPage(w, rows) }}
	for _, row := range rows {
		required := ""
		if row.Required {
			required = "yes"
		}
		l.rows = append(l.rows, []string{
			row.Dialect, row.Kind, row.Scope, row.Setting, string(row.Type), row.Default, strings.Join(row.Allowed, " "), required, row.Since,
			string(row.Class), row.Field, strings.Join(row.Counterpart, " "), row.Remark, row.Page,
		})
	}
	return l
}

const fieldsIntroduction = `# What becomes of a setting

Made by ` + "`dragoman fields --format markdown`" + ` from the tables that the gateway works with; don't edit it.

The class says what becomes of a setting in the store, and so in the other dialect:

| class | what it means |
|---|---|
| exact | the same value under the same name |
| renamed | the same value under another name |
| converted | another form of the same value, reversible |
| narrowed | the store holds more than the setting can say; the rest is kept |
| own | only this dialect knows it; it is kept and shown to this dialect alone |
| read-only | shown, never written |
| secret | written, never read back in clear unless the dialect says so |
| inexpressible | no setting: a canonical field that the dialect can't show; it is kept |
| elsewhere | no setting: a canonical field that the dialect shows in another place |

A field is named as the gateway's own type names it. The counterpart is the other dialect's setting for the same field.

`

// fieldsPage writes the list as a page, a table for each dialect and kind.
func fieldsPage(w *pageWriter, rows []report.Row) {
	w.printf("%s", fieldsIntroduction)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Dialect == rows[0].Dialect && rows[n].Kind == rows[0].Kind && report.PartOf(rows[n]) == report.PartOf(rows[0]) {
			n++
		}
		fieldsTable(w, rows[:n])
		rows = rows[n:]
	}
}

func fieldsTable(w *pageWriter, rows []report.Row) {
	title := rows[0].Dialect + ", " + rows[0].Kind
	if part := report.PartOf(rows[0]); part != "" {
		title += ", " + part
	}
	w.printf("## %s\n\n", title)
	var cells [][]string
	for _, row := range rows {
		var counterparts []string
		for _, name := range row.Counterpart {
			counterparts = append(counterparts, code(name))
		}
		name := code(row.Setting)
		if row.Required {
			name += " (required)"
		}
		cells = append(cells, []string{
			name, string(row.Type), code(row.Default), row.Since, string(row.Class), code(row.Field), strings.Join(counterparts, " "), row.Remark, row.Page,
		})
	}
	w.table([]string{"setting", "type", "default", "since", "class", "field", "counterpart", "remark", "page"}, cells)
}
