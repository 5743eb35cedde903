package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	enswitchsuite "dragoman/adapters/enswitch/conform"
	enswitchplace "dragoman/adapters/enswitch/remote"
	vodiasuite "dragoman/adapters/vodia/conform"
	vodiaplace "dragoman/adapters/vodia/remote"
	"dragoman/adapters/wire"
	"dragoman/domain/conform"
)

// conformance is how a server is to be checked, as the command line says.
type conformance struct {
	write    bool
	asJSON   bool
	junit    string
	only     []string
	password passwordFlags
	wire     wire.Options
}

func newConform(p *program) *cobra.Command {
	var c conformance
	cmd := &cobra.Command{
		Use:   "conform PLACE",
		Short: "Check whether a server behaves as its API is documented",
		Long: `Check whether a server, this gateway or a real PBX, behaves as its API is documented: forms of answers and types
of settings, codes, defaults, who may do what, updates that change only what they mention, values that are
allowed and values that are not, the documents' examples, deletion.

PLACE is ` + enswitchplace.Form + `
or ` + vodiaplace.Form + `.
The password comes from --password-file, else from DRAGOMAN_PASSWORD, else from a prompt.

Without --write nothing is changed. With it, the check makes objects with names that nobody else uses, tries
them, and removes them, even when it is interrupted; what the server notes of that, such as a journal, stays.

Every check that fails is one line: what was sent, expected and got, without passwords; so is every reason why
checks were skipped: what came with later versions than the server is not expected of it. Where several requests
in a row bring no answer the check ends there. The exit code is 0 when the server conforms and 1 when it doesn't, or
can't be checked to the end.`,
		Example: `  DRAGOMAN_PASSWORD=password dragoman conform 'enswitch+http://user@127.0.0.1:8080?customer=1'
  dragoman conform vodia+https://admin@pbx.example.com/localhost --write --junit report.xml`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return c.check(cmd.Context(), p, args[0]) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&c.write, "write", false, "try changes too, on objects that the check makes and removes")
	flags.BoolVar(&c.asJSON, "json", false, "print as JSON")
	flags.StringVar(&c.junit, "junit", "", "write JUnit XML to this `file`, - for standard output")
	flags.StringSliceVar(&c.only, "only", nil, "only these `families` of checks, with commas: "+strings.Join(families(), ", "))
	flags.StringVar(&c.wire.CAFile, "ca-file", "", "trust the authorities in this PEM `file` too")
	flags.BoolVar(&c.wire.Insecure, "insecure", false, "take any certificate: whoever stands in between can read passwords")
	c.password.add(cmd)
	return cmd
}

// families are those of both suites.
func families() []string {
	all := append(enswitchsuite.Families(), vodiasuite.Families()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// suite checks one server and records what it finds.
type suite func(context.Context, *conform.Report) error

func (c *conformance) check(ctx context.Context, p *program, text string) error {
	if c.asJSON && c.junit != "" {
		return usageError{errors.New("give either --json or --junit")}
	}
	place, run, err := c.suiteOf(p, text)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	report := conform.NewReport(place, c.write)
	if err := run(ctx, report); err != nil {
		return err
	}
	if err := c.print(p, report); err != nil {
		return err
	}
	if !report.Conforms() {
		return errors.New("the server does not conform")
	}
	return nil
}

// suiteOf reads a place and the password, and gives the suite of its dialect.
func (c *conformance) suiteOf(p *program, text string) (place string, run suite, err error) {
	c.wire.Attempts = 3
	switch {
	case strings.HasPrefix(text, "enswitch+"):
		at, err := enswitchplace.ParsePlace(text)
		if err != nil {
			return "", nil, usageError{err}
		}
		if err := c.known(enswitchsuite.Families()); err != nil {
			return "", nil, err
		}
		password, err := c.password.readKnown(p)
		return at.String(), func(ctx context.Context, report *conform.Report) error {
			return enswitchsuite.Run(ctx, at, password, enswitchsuite.Options{Write: c.write, Only: c.only, Wire: c.wire}, report)
		}, err
	case vodiaplace.IsPlace(text):
		at, err := vodiaplace.ParsePlace(text)
		if err != nil {
			return "", nil, usageError{err}
		}
		if err := c.known(vodiasuite.Families()); err != nil {
			return "", nil, err
		}
		password, err := c.password.readKnown(p)
		return at.String(), func(ctx context.Context, report *conform.Report) error {
			return vodiasuite.Run(ctx, at, password, vodiasuite.Options{Write: c.write, Only: c.only, Wire: c.wire}, report)
		}, err
	}
	return "", nil, usageError{fmt.Errorf("this is no place of a live server; its form is %s or %s", enswitchplace.Form, vodiaplace.Form)}
}

// known refuses families that the suite hasn't, which would check nothing.
func (c *conformance) known(families []string) error {
	for _, family := range c.only {
		if !slices.Contains(families, family) {
			return usageError{fmt.Errorf("--only must name some of %s, not %s", strings.Join(families, ", "), family)}
		}
	}
	return nil
}

func (c *conformance) print(p *program, report *conform.Report) (err error) {
	switch {
	case c.asJSON:
		return report.WriteJSON(p.out)
	case c.junit == "-":
		return report.WriteJUnit(p.out)
	case c.junit == "":
		return report.WriteText(p.out)
	}
	file, err := os.Create(c.junit)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return errors.Join(report.WriteJUnit(file), report.WriteText(p.out))
}
