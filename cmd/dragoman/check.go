package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dragoman/domain"
	"dragoman/domain/report"
)

func newCheck(p *program) *cobra.Command {
	var tenant string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "List what dangles, what clashes, and what each dialect can't hold",
		Long: `List, tenant by tenant, what names something that isn't there, which names clash, and what each dialect can't
hold and why. The exit code is 1 where something dangles or clashes, and 0 where there is only what a dialect
can't hold: that is kept, and no fault.`,
		Example: `  dragoman check --tenant localhost
  dragoman check --json`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDirectory(cmd, func(ctx context.Context, directory *domain.Directory) error {
				tenants, err := chosenTenants(ctx, directory, tenant)
				if err != nil {
					return err
				}
				checks := []*report.Check{}
				for _, t := range tenants {
					check, err := report.CheckTenant(directory.LookInto(ctx, t), dialects)
					if err != nil {
						return err
					}
					checks = append(checks, check)
				}
				return printChecks(p.out, checks, asJSON)
			})
		},
	}
	cmd.Flags().StringVar(&tenant, "tenant", "", "domain or id of the tenant; all if not given")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

// printChecks writes what was found; it is an error that something is broken.
func printChecks(out io.Writer, checks []*report.Check, asJSON bool) error {
	broken := 0
	for _, check := range checks {
		broken += len(check.Dangling) + len(check.Clashes)
	}
	var err error
	if asJSON {
		err = printJSON(out, checks)
	} else {
		err = printCheckTables(out, checks)
	}
	switch {
	case err != nil:
		return err
	case broken == 1:
		return fmt.Errorf("one thing is broken")
	case broken > 1:
		return fmt.Errorf("%d things are broken", broken)
	}
	return nil
}

func printCheckTables(out io.Writer, checks []*report.Check) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for i, check := range checks {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, check.Tenant)
		printFindings(w, "Nothing dangles.", "Dangling:", check.Dangling)
		printFindings(w, "Nothing clashes.", "Clashing:", check.Clashes)
		for _, d := range dialects {
			printTenantLosses(w, d.Name(), check.Losses)
		}
	}
	return w.Flush()
}

func printFindings(w io.Writer, none, title string, findings []report.Finding) {
	if len(findings) == 0 {
		fmt.Fprintf(w, "  %s\n", none)
		return
	}
	fmt.Fprintf(w, "  %s\n", title)
	for _, f := range findings {
		what := string(f.Kind) + " " + f.Object
		if f.Part != "" {
			what += ", " + f.Part
		}
		fmt.Fprintf(w, "    %s\n", tableRow(what, f.Field, f.Value, f.Reason))
	}
}

func printTenantLosses(w io.Writer, dialect string, losses []report.Loss) {
	none := true
	for _, loss := range losses {
		if loss.Dialect != dialect {
			continue
		}
		if none {
			fmt.Fprintf(w, "  What %s can't hold:\n", dialect)
			none = false
		}
		fmt.Fprintf(w, "    %s\n", tableRow(append([]string{string(loss.Kind) + " " + loss.Object}, lossCells(loss)...)...))
	}
	if none {
		fmt.Fprintf(w, "  %s can hold all of it.\n", dialect)
	}
}
