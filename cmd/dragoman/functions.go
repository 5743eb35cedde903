package main

import (
	"strings"

	"github.com/spf13/cobra"

	"dragoman/domain/report"
)

func newFunctions(p *program) *cobra.Command {
	var dialect, status, format choice
	cmd := &cobra.Command{
		Use:   "functions",
		Short: "List Enswitch's functions and Vodia's endpoints: which the gateway provides, which not, and why",
		Long: `List Enswitch's functions and Vodia's endpoints: which the gateway provides, which partly, which not, and why. The
list is generated from the declarations that the gateway answers by; it needs no store.`,
		Example: `  dragoman functions --status partly
  dragoman functions --dialect vodia --format json`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			functions := []report.Function{}
			for _, d := range dialects {
				for _, f := range d.Functions() {
					if dialect.fits(f.Dialect) && status.fits(string(f.Status)) {
						functions = append(functions, f)
					}
				}
			}
			return listFunctions(functions).print(p.out, format.word)
		},
	}
	dialect.flag(cmd, "dialect", "", "only functions of this dialect", dialectNames()...)
	status.flag(cmd, "status", "", "only functions that are provided so", statusNames()...)
	format.flag(cmd, "format", formatTable, "how to print the list", formats...)
	return cmd
}

func statusNames() []string {
	var names []string
	for _, status := range report.Statuses {
		names = append(names, string(status))
	}
	return names
}

var functionColumns = []string{"dialect", "methods", "path", "status", "why", "access", "since", "page", "summary"}

func listFunctions(functions []report.Function) *listing {
	l := &listing{columns: functionColumns, data: functions, markdown: func(w *pageWriter) { functionsPage(w, functions) }}
	for _, f := range functions {
		l.rows = append(l.rows, []string{f.Dialect, strings.Join(f.Methods, " "), f.Path, string(f.Status), f.Why, f.Access, f.Since, f.Page, f.Summary})
	}
	return l
}

const functionsIntroduction = `# What the gateway provides

Made by ` + "`dragoman functions --format markdown`" + ` from the declarations that the gateway answers by; don't edit it. What isn't
provided answers as something that isn't there, and says why.

`

// functionsPage writes the list as a page: how many of each there are, and a table for each dialect.
func functionsPage(w *pageWriter, functions []report.Function) {
	w.printf("%s", functionsIntroduction)
	for _, d := range dialects {
		var cells [][]string
		counts := map[report.Status]int{}
		for _, f := range functions {
			if f.Dialect != d.Name() {
				continue
			}
			counts[f.Status]++
			cells = append(cells, []string{code(f.Path), strings.Join(f.Methods, " "), string(f.Status), f.Why, f.Access, f.Since, f.Summary})
		}
		if len(cells) == 0 {
			continue
		}
		w.printf("## %s\n\n", d.Name())
		w.printf("%d provided, %d partly, %d not.\n\n", counts[report.Provided], counts[report.Partly], counts[report.Lacking])
		w.table([]string{"path", "methods", "status", "why", "who may call it", "since", "summary"}, cells)
	}
}
