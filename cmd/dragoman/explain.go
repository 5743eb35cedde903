package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dragoman/domain"
	"dragoman/domain/report"
)

func newExplain(p *program) *cobra.Command {
	var tenant string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain KIND KEY",
		Short: "Show an object as it is kept, as each dialect shows it, and what each can't hold and why",
		Long: `Show an object as it is kept, as each dialect shows it, and what each can't hold and why. Secrets are masked.

KIND is ` + strings.Join(kindNames(), ", ") + `. KEY is a phone's name or one of its aliases, a hunt group's
account or else its id, what one dials for a feature code, a person's user name, a tenant's domain.`,
		Example: `  dragoman explain phone 440 --tenant localhost
  dragoman explain huntgroup 1002 --tenant localhost --json`,
		Args: usageArgs(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := report.ParseKind(args[0])
			if err != nil {
				return usageError{err}
			}
			if tenant == "" {
				return usageError{errors.New("--tenant must say whose object it is")}
			}
			return p.withTenant(cmd, tenant, func(ctx context.Context, directory *domain.Directory, found *domain.Tenant) error {
				look := directory.LookInto(ctx, found)
				object, err := report.Find(look, kind, args[1])
				if err != nil {
					return err
				}
				explanation, err := report.Explain(look, dialects, object)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(p.out, explanation)
				}
				return printExplanation(p.out, explanation)
			})
		},
	}
	cmd.Flags().StringVar(&tenant, "tenant", "", "domain or id of the tenant whose object it is")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON, with every setting")
	return cmd
}

func printExplanation(out io.Writer, e *report.Explanation) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s %s of %s\n\nAs it is kept:\n", e.Kind, e.Object, e.Tenant)
	for _, field := range e.Canonical {
		if field.Value != "" && field.Value != "0" && field.Value != "false" {
			fmt.Fprintf(w, "  %s\t%s\n", field.Name, harmless(field.Value))
		}
	}
	for _, view := range e.Views {
		fmt.Fprintln(w)
		if view.As == "" {
			fmt.Fprintf(w, "%s doesn't show it.\n", view.Dialect)
			continue
		}
		fmt.Fprintf(w, "As %s shows it: %s %s\n", view.Dialect, view.As, view.Key)
		printSettings(w, view, "  ")
	}
	for _, d := range dialects {
		fmt.Fprintln(w)
		printLosses(w, d.Name(), e.Losses)
	}
	return w.Flush()
}

// printSettings writes the settings that differ from their defaults, and how many don't.
func printSettings(w io.Writer, view report.Shown, indent string) {
	defaults := 0
	for _, entry := range view.Settings {
		if entry.Setting != nil && entry.Value.Text == entry.Setting.Default {
			defaults++
			continue
		}
		fmt.Fprintf(w, "%s%s\t%s\n", indent, entry.Name, harmless(entry.Value.Text))
	}
	if defaults > 0 {
		fmt.Fprintf(w, "%sand %d settings with their defaults\n", indent, defaults)
	}
	for _, part := range view.Parts {
		fmt.Fprintf(w, "%s%s\n", indent, part.Key)
		printSettings(w, part, indent+"  ")
	}
}

// printLosses writes what a dialect can't hold.
func printLosses(w io.Writer, dialect string, losses []report.Loss) {
	none := true
	for _, loss := range losses {
		if loss.Dialect != dialect {
			continue
		}
		if none {
			fmt.Fprintf(w, "What %s can't hold:\n", dialect)
			none = false
		}
		fmt.Fprintf(w, "  %s\n", tableRow(lossCells(loss)...))
	}
	if none {
		fmt.Fprintf(w, "%s can hold all of it.\n", dialect)
	}
}

// lossCells are a loss without its dialect and object: what, its value, what is shown instead, and why.
func lossCells(loss report.Loss) []string {
	what := loss.Setting
	switch {
	case what == "":
		what = loss.Field
	case loss.Field != "":
		what += " (" + loss.Field + ")"
	}
	if loss.Part != "" {
		what = loss.Part + ": " + what
	}
	shown := "doesn't show"
	if loss.Shown != "" {
		shown = "shows as " + loss.Shown
	}
	return []string{what, loss.Value, shown, string(loss.Class) + ": " + loss.Reason}
}
