package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

func newDiff(p *program) *cobra.Command {
	var flags placeFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare what two places hold, by object and setting",
		Long: `Compare what two places hold, by object and setting, as B's platform would show it, or A's where B is a file. What only
one of the platforms can say is no difference. Nothing is changed.

` + placesHelp("from", "to") + `
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
			// A live server and a file are compared in the server's terms, whichever comes first.
			mirrored := b.file != nil && a.Dialect != nil
			if mirrored {
				a, b = b, a
			}
			plan, err := o.plan(cmd.Context(), a, b, transfer.Making{Rules: transfer.Rules{Prune: true, OnClash: transfer.Replace}, Comparing: true})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, plan.Close()) }()
			return printDiff(p, plan.Plan, asJSON, mirrored)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON, one difference a line")
	flags.add(cmd)
	flags.without(cmd, "with-secrets", "plain-secrets", "recipients")
	return cmd
}

// printDiff writes the steps that would make B what A is, or A what B is where it is mirrored, as the differences between
// them.
func printDiff(p *program, plan *transfer.Plan, asJSON, mirrored bool) error {
	paint := painterFor(p.out)
	created := map[int]bool{}
	err := plan.Steps.Each(func(step transfer.Step) error {
		if step.Do == transfer.Create {
			created[step.N] = true
		}
		if step.Do == transfer.Leave || created[step.Second] {
			return nil // the rest of a new object is no difference of its own
		}
		found := differenceOf(&step, mirrored)
		if asJSON {
			printEvent(p.out, map[string]any{"difference": found.what, "kind": step.Kind, "name": step.Name, "of": step.Of, "settings": found.asJSON()})
			return nil
		}
		fmt.Fprintln(p.out, paint.paint(found.what.colour(), found.what.sign()+" "+shownText(step.Title())))
		for _, s := range found.settings {
			fmt.Fprintf(p.out, "    %s: %s | %s\n", s.name, shownValue(s.a), shownValue(s.b))
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

// inWhat is in what two places differ.
type inWhat string

const (
	onlyInA    inWhat = "only in A"
	onlyInB    inWhat = "only in B"
	inSettings inWhat = "settings"
)

func (w inWhat) sign() string {
	return map[inWhat]string{onlyInA: "<", onlyInB: ">", inSettings: "≠"}[w]
}

func (w inWhat) colour() string {
	return map[inWhat]string{onlyInA: green, onlyInB: red, inSettings: yellow}[w]
}

// foundDifference is an object that two places don't have alike.
type foundDifference struct {
	what     inWhat
	settings []foundSetting // of an object that both have
}

type foundSetting struct {
	name string
	a, b *lens.Value
}

// differenceOf is what a step means for who compares. Settings that it only writes because they are written together with
// others are left out.
func differenceOf(step *transfer.Step, mirrored bool) foundDifference {
	switch {
	case step.Do == transfer.Create && !mirrored, step.Do == transfer.Remove && mirrored:
		return foundDifference{what: onlyInA}
	case step.Do != transfer.Change:
		return foundDifference{what: onlyInB}
	}
	found := foundDifference{what: inSettings}
	for _, s := range step.Settings {
		one := foundSetting{s.Name, s.New, s.Old}
		if mirrored {
			one.a, one.b = s.Old, s.New
		}
		if s.Secret || s.Old == nil || s.New == nil || *s.Old != *s.New {
			found.settings = append(found.settings, one)
		}
	}
	return found
}

// asJSON is the settings as events have them, empty where an object is missing.
func (d foundDifference) asJSON() any {
	if d.what != inSettings {
		return ""
	}
	type setting struct {
		Name string `json:"name"`
		A    string `json:"a"`
		B    string `json:"b"`
	}
	out := []setting{}
	for _, s := range d.settings {
		out = append(out, setting{s.name, textOf(s.a), textOf(s.b)})
	}
	return out
}

func textOf(value *lens.Value) string {
	if value == nil {
		return ""
	}
	return value.Text
}
