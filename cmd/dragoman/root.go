package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"dragoman/config"
)

// program is what the commands share: where to read and write, and the settings in force once a command loads them.
type program struct {
	in       io.Reader
	out, err io.Writer
	config   config.Config
	sources  config.Sources
	log      *slog.Logger
}

// run executes one command line and returns the process's exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot(&program{in: in, out: out, err: errs})
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(errs, "dragoman: "+harmlessLines(text))
	}
	return exitCode(err)
}

func newRoot(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "dragoman",
		Short: "A gateway that speaks the Enswitch JSON API and the Vodia PBX REST API over one store",
		Long: `Dragoman speaks two telephony provisioning dialects at once: the Enswitch JSON API and the Vodia PBX
REST API. Behind them stands one store, so that a phone, hunt group or feature code made through either
is there through both, and nothing is lost in translation.

` + exitCodesHelp,
		Example: `  # a gateway to play with, on http://127.0.0.1:8080
  dragoman serve --lab

  # what moving a tenant from one server to another would do
  dragoman plan --from 'enswitch+https://admin@pbx-a.example/?customer=12' --to vodia+https://admin@pbx-b.example/acme.example.com

  # the settings in force and where each came from
  dragoman config`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          usageArgs(cobra.NoArgs),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	config.AddFlags(root.PersistentFlags(), config.EveryCommand)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(newServe(p), newTenant(p), newPerson(p), newFields(p), newFunctions(p), newExplain(p), newCheck(p), newConform(p),
		newPlan(p), newMove(p), newDiff(p), newExport(p), newImport(p), newConfig(p), newVersion(p))
	return root
}

// load fills the program's settings from the command's flags, the environment and the file.
func (p *program) load(cmd *cobra.Command) error {
	loaded, sources, err := config.Load(config.Options{Flags: cmd.Flags()})
	if err != nil {
		return usageError{err}
	}
	p.config, p.sources = loaded, sources
	options := &slog.HandlerOptions{Level: loaded.LogLevel}
	if loaded.LogFormat == config.LogJSON {
		p.log = slog.New(slog.NewJSONHandler(p.err, options))
	} else {
		p.log = slog.New(slog.NewTextHandler(p.err, options))
	}
	return nil
}

// usageArgs makes wrong arguments wrong usage.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
		}
		return nil
	}
}
