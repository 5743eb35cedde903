package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dragoman/adapters/tenantfile"
	"dragoman/domain/transfer"
)

func newExport(p *program) *cobra.Command {
	m := &moving{yes: true, anew: true}
	var lists string
	cmd := &cobra.Command{
		Use:   "export PLACE FILE",
		Short: "Write what a place holds to a file, or to CSV files",
		Long: `Write a tenant's phones, hunt groups and feature codes to a file: YAML, or JSON where the name ends in .json; - is
standard output. With --csv DIR they are written as phones.csv, groups.csv, members.csv and codes.csv.

Secrets are left out unless --with-secrets asks for them. They are encrypted with a passphrase or for
--recipients, unless --plain-secrets.

` + placesHelp,
		Example: `  dragoman export dragoman:acme.example.com acme.yaml
  dragoman export 'enswitch+https://admin@pbx-a.example/?customer=12' acme.json --with-secrets
  dragoman export dragoman:acme.example.com --csv lists`,
		Args: usageArgs(fileArgs(&lists)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if lists == "" {
				m.from, m.to = args[0], args[1]
				return m.run(p, cmd)
			}
			o, err := m.places.opening(p, cmd)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, o.close()) }()
			return exportLists(cmd.Context(), p, o, args[0], lists, m.places.secrets.plain)
		},
	}
	cmd.Flags().StringVar(&lists, "csv", "", "write CSV files into this `folder` in place of a file")
	cmd.Flags().BoolVar(&m.asJSON, "json", false, "print events as JSON, one a line")
	m.rules.onClash.word, m.rules.accounts.word = string(transfer.Stop), string(transfer.ByName)
	m.places.add(cmd)
	return cmd
}

// fileArgs wants a place and a file, or a place alone where there are lists.
func fileArgs(lists *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if *lists != "" {
			return cobra.ExactArgs(1)(cmd, args)
		}
		return cobra.ExactArgs(2)(cmd, args)
	}
}

// exportLists writes what a place holds as CSV.
func exportLists(ctx context.Context, p *program, o *opening, from, folder string, plain bool) error {
	source, err := o.source(from)
	if err != nil {
		return err
	}
	workspace, err := o.workspace(ctx)
	if err != nil {
		return err
	}
	reading := newReading(p)
	remote, err := transfer.Canonically(ctx, source.Place, workspace, reading.seen)
	reading.end()
	if err != nil {
		return err
	}
	secrets := tenantfile.Withheld
	if plain {
		secrets = tenantfile.InClear
	}
	if err := tenantfile.WriteLists(ctx, remote, folder, secrets); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.err, "written to %s\n", folder)
	return err
}
