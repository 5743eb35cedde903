package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newImport(p *program) *cobra.Command {
	m := &moving{}
	var lists string
	cmd := &cobra.Command{
		Use:   "import FILE PLACE",
		Short: "Make a place hold what a file says, or what CSV files say",
		Long: `Make a place hold a tenant's phones, hunt groups and feature codes as a file says them: a move from the file to the
place. With --csv DIR they are read from phones.csv, groups.csv, members.csv and codes.csv, as far as those are there;
what has no column in them is left alone. With --prune what isn't in a list is removed, but nothing of a kind that has
no list: without groups.csv every hunt group stays, without members.csv every destination of one.

In a terminal it asks first, unless --yes. Elsewhere it goes ahead where move would want --yes: a command that names a
file and where it goes says what is wanted, and without --prune it removes nothing. --dry-run shows what it would do.

` + placesHelp("to") + `

The exit code is 0 when everything is done or nothing was to be done, 1 when it can't be done, 4 when there is something
to do that nobody agreed to (so too after --dry-run), and 5 when only a part was done.`,
		Example: `  dragoman import acme.yaml dragoman:acme.example.com
  dragoman import acme.json vodia+https://admin@pbx-b.example/acme.example.com --dry-run
  dragoman import --csv lists dragoman:acme.example.com`,
		Args: usageArgs(fileArgs(&lists)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if lists != "" {
				args = []string{lists, args[0]}
			}
			switch {
			case lists != "" && !isFolder(lists):
				return usageError{fmt.Errorf("--csv must name a folder, and %s is none", lists)}
			case !isFile(args[0]):
				return usageError{errors.New("an import comes from a file; dragoman move reads any place")}
			}
			m.from, m.to, m.yes = args[0], args[1], m.yes || !isTerminal(p.in)
			return m.run(p, cmd)
		},
	}
	cmd.Flags().StringVar(&lists, "csv", "", "read CSV files from this `folder` in place of a file")
	m.addDoing(cmd)
	m.places.without(cmd, "from-password-file")
	return cmd
}
