package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"dragoman/domain/transfer"
)

func newDiff(p *program) *cobra.Command {
	var flags placeFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare what two places hold, by object and setting",
		Long: `Compare what two places hold, by object and setting, as B's platform would show it. What only A's platform can say is
no difference. Nothing is changed.

` + placesHelp + `
The password for A is that of --from, and the one for B that of --to.

The exit code is 0 where nothing differs, 4 where something does, and 1 where they can't be compared.`,
		Example: `  dragoman diff acme.yaml dragoman:acme.example.com
  dragoman diff 'enswitch+https://admin@pbx-a.example/?customer=12' vodia+https://admin@pbx-b.example/acme.example.com`,
		Args: usageArgs(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			_, stop := interruptible(cmd)
			defer stop()
			o, err := flags.opening(p, cmd)
			if err != nil {
				return err
			}
			defer func() { err = interrupted(errors.Join(err, o.close())) }()
			a, err := o.source(args[0])
			if err != nil {
				return err
			}
			b, err := o.compared(args[1], a.Format)
			if err != nil {
				return err
			}
			plan, err := o.plan(cmd.Context(), a, b, transfer.Making{Rules: transfer.Rules{Prune: true, OnClash: transfer.Replace}, Comparing: true})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, plan.Close()) }()
			return printDiff(p, plan.Plan, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON, one difference a line")
	flags.add(cmd)
	return cmd
}

// printDiff writes the steps that would make B what A is as the differences between them.
func printDiff(p *program, plan *transfer.Plan, asJSON bool) error {
	paint := painterFor(p.out)
	err := plan.Steps.Each(func(step transfer.Step) error {
		switch {
		case step.Do == transfer.Leave:
		case asJSON:
			printEvent(p.out, map[string]any{"difference": difference[step.Do], "kind": step.Kind, "name": step.Name, "of": step.Of, "settings": diffSettings(&step)})
		case step.Do == transfer.Create:
			fmt.Fprintln(p.out, paint.paint(green, "< "+shownText(step.Title())))
		case step.Do == transfer.Remove:
			fmt.Fprintln(p.out, paint.paint(red, "> "+shownText(step.Title())))
		case step.Second == 0:
			fmt.Fprintln(p.out, paint.paint(yellow, "≠ "+shownText(step.Title())))
			for _, s := range differing(&step) {
				fmt.Fprintf(p.out, "    %s: %s | %s\n", s.Name, shownValue(s.New), shownValue(s.Old))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if plan.Work() == 0 {
		return nil
	}
	return outcomeError{code: exitToDo}
}

// difference is what a step means for who compares.
var difference = map[transfer.Action]string{transfer.Create: "only in A", transfer.Remove: "only in B", transfer.Change: "settings"}

// differing are the settings of a step that it doesn't only write because they are written together with others.
func differing(step *transfer.Step) []transfer.Setting {
	return slices.DeleteFunc(slices.Clone(step.Settings), func(s transfer.Setting) bool {
		return s.Old != nil && s.New != nil && *s.Old == *s.New && !s.Secret
	})
}

func diffSettings(step *transfer.Step) any {
	if step.Do != transfer.Change {
		return ""
	}
	type setting struct {
		Name string `json:"name"`
		A    string `json:"a"`
		B    string `json:"b"`
	}
	out := []setting{}
	for _, s := range differing(step) {
		one := setting{Name: s.Name}
		if s.New != nil {
			one.A = s.New.Text
		}
		if s.Old != nil {
			one.B = s.Old.Text
		}
		out = append(out, one)
	}
	return out
}
