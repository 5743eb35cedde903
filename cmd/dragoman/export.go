package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/adapters/gateway"
	"dragoman/adapters/tenantfile"
	"dragoman/domain/transfer"
)

// exporting is an export as the command line says it.
type exporting struct {
	places placeFlags
	lists  string
	schema bool
	asJSON bool
}

func newExport(p *program) *cobra.Command {
	e := &exporting{}
	cmd := &cobra.Command{
		Use:   "export PLACE FILE",
		Short: "Write what a place holds to a file, or to CSV files",
		Long: `Write a tenant's phones, hunt groups and feature codes to a file: YAML, or JSON where the name ends in .json; - is
standard output. A file that is there is replaced once the new one is whole. With --csv DIR they are written as
phones.csv, groups.csv, members.csv and codes.csv.

Secrets are left out unless --with-secrets asks for them. They are encrypted with a passphrase or for
--recipients, unless --plain-secrets. CSV holds them only in clear.

` + placesHelp("from") + `

Standard error says in a line what was written, and then what could not be read or held. With --json standard output
has an event a line; it can't be where the file goes too. --schema prints the JSON Schema of files, as a gateway serves
it at GET ` + gateway.SchemaPath + `.

The exit code is 0 when everything is written, 5 when something had to be left out, and 1 when nothing was written.`,
		Example: `  dragoman export dragoman:acme.example.com acme.yaml
  dragoman export 'enswitch+https://admin@pbx-a.example/?customer=12' acme.json --with-secrets
  dragoman export dragoman:acme.example.com --csv lists
  dragoman export --schema`,
		Args: usageArgs(func(cmd *cobra.Command, args []string) error {
			if e.schema {
				return cobra.NoArgs(cmd, args)
			}
			return fileArgs(&e.lists)(cmd, args)
		}),
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(p, cmd, args) },
	}
	cmd.Flags().StringVar(&e.lists, "csv", "", "write CSV files into this `folder` in place of a file")
	cmd.Flags().BoolVar(&e.asJSON, "json", false, "print events as JSON, one a line")
	cmd.Flags().BoolVar(&e.schema, "schema", false, "print the JSON Schema of files, and do nothing else")
	e.places.add(cmd)
	e.places.without(cmd, "to-password-file")
	return cmd
}

var errJSONBeside = usageError{errors.New("--json prints events to standard output, where the file would go too: name a file")}

// fileArgs wants a place and a file, or a place alone where there are lists.
func fileArgs(lists *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if *lists != "" {
			return cobra.ExactArgs(1)(cmd, args)
		}
		return cobra.ExactArgs(2)(cmd, args)
	}
}

// isFile says that a place is a file.
func isFile(place string) bool {
	return !strings.HasPrefix(place, storePrefix) && !strings.Contains(place, "://")
}

func (e *exporting) run(p *program, cmd *cobra.Command, args []string) (err error) {
	if e.schema {
		_, err := p.out.Write(tenantfile.Schema)
		return err
	}
	if err := e.check(args); err != nil {
		return err
	}
	ctx, stop := interruptible(cmd)
	defer stop()
	o, err := e.places.opening(p, cmd)
	if err != nil {
		return err
	}
	defer func() { err = interrupted(errors.Join(err, o.close())) }()
	plan, err := e.plan(ctx, o, args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plan.Close()) }()
	return e.write(ctx, p, plan)
}

// check refuses what doesn't go together.
func (e *exporting) check(args []string) error {
	secrets := e.places.secrets
	switch {
	case e.lists == "" && !isFile(args[1]):
		return usageError{errors.New("an export goes to a file; dragoman move writes to any place")}
	case e.lists == "" && e.asJSON && args[1] == tenantfile.Standard:
		return errJSONBeside
	case e.lists != "" && secrets.with && !secrets.plain:
		return usageError{errors.New("CSV can't hold encrypted secrets: ask for --plain-secrets, or for a file")}
	}
	return nil
}

// plan plans a move to a file that holds nothing yet. CSV files are written from such a one that is never saved.
func (e *exporting) plan(ctx context.Context, o *opening, args []string) (*planned, error) {
	if e.lists == "" {
		return makePlan(ctx, o, args[0], args[1], transfer.Rules{}, true)
	}
	source, err := o.source(args[0])
	if err != nil {
		return nil, err
	}
	file, err := tenantfile.Open(e.lists, tenantfile.Options{Writing: true, Anew: true, Secrets: e.secretsInLists()})
	if err != nil {
		return nil, err
	}
	target := &opened{Place: transfer.Place{Address: absolute(e.lists), Format: transfer.Canonical{}, Remote: file}, file: file}
	return planBetween(ctx, o, source, target, transfer.Rules{})
}

// secretsInLists says what becomes of secrets in CSV files, which can't hold encrypted ones.
func (e *exporting) secretsInLists() tenantfile.Secrets {
	if e.places.secrets.plain {
		return tenantfile.InClear
	}
	return tenantfile.Withheld
}

// write carries the plan out, says what came of it, and by the exit code whether everything is written.
func (e *exporting) write(ctx context.Context, p *program, plan *planned) error {
	applying := transfer.Applying{}
	if e.asJSON {
		progress := newProgress(p, true, "written")
		defer progress.end()
		applying.Told = progress.step
	}
	result, err := transfer.Apply(ctx, plan.Plan, plan.target.Place, transfer.Unjournaled(plan.Plan), applying)
	if err != nil {
		return err
	}
	if result.Stopped != nil {
		return fmt.Errorf("nothing was written: %w", result.Stopped)
	}
	var left []tenantfile.Left
	if e.lists != "" {
		left, err = tenantfile.WriteLists(ctx, plan.target.file, e.lists, e.secretsInLists())
	} else {
		err = plan.save(ctx)
	}
	if err != nil {
		return err
	}
	return e.end(p, &exported{plan: plan, result: result, left: left})
}
