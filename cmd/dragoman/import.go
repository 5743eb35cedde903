package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dragoman/adapters/tenantfile"
)

func newImport(p *program) *cobra.Command {
	m := &moving{}
	var lists string
	cmd := &cobra.Command{
		Use:   "import FILE PLACE",
		Short: "Make a place hold what a file says, or what CSV files say",
		Long: `Make a place hold a tenant's phones, hunt groups and feature codes as a file says them: a move from the file to the
place. With --csv DIR they are read from phones.csv, groups.csv, members.csv and codes.csv, as far as those are there;
what has no column in them is left alone. In a terminal it asks first, unless --yes.

` + placesHelp,
		Example: `  dragoman import acme.yaml dragoman:acme.example.com
  dragoman import acme.json vodia+https://admin@pbx-b.example/acme.example.com --dry-run
  dragoman import --csv lists dragoman:acme.example.com`,
		Args: usageArgs(fileArgs(&lists)),
		RunE: func(cmd *cobra.Command, args []string) error {
			m.yes = m.yes || !isTerminal(p.in)
			if lists == "" {
				m.from, m.to = args[0], args[1]
				return m.run(p, cmd)
			}
			m.from, m.to = lists, args[0]
			return m.importLists(cmd.Context(), p, cmd)
		},
	}
	cmd.Flags().StringVar(&lists, "csv", "", "read CSV files from this `folder` in place of a file")
	m.addDoing(cmd)
	return cmd
}

// importLists moves what CSV files say to a place.
func (m *moving) importLists(ctx context.Context, p *program, cmd *cobra.Command) (err error) {
	rules, err := m.rules.rules()
	if err != nil {
		return err
	}
	o, err := m.places.opening(p, cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	source, err := tenantfile.OpenLists(m.from)
	if err != nil {
		return err
	}
	target, err := o.target(m.to, nil, false)
	if err != nil {
		return err
	}
	plan, err := planBetween(ctx, o, &opened{Place: source}, target, rules)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plan.Close()) }()
	return m.agree(ctx, p, plan)
}
