package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"dragoman/domain/transfer"
)

// ruleFlags are the rules of a move as the command line says them.
type ruleFlags struct {
	prune    bool
	renames  []string
	mapping  string
	onClash  choice
	accounts choice
	numbers  string
	customer string
}

func (f *ruleFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.prune, "prune", false, "remove what only the target has; the plan names all of it")
	flags.StringArrayVar(&f.renames, "rename", nil, "give all objects of a kind new names by a `template` such as 'phone:{customer}{name}', 'huntgroup:…' or 'featurecode:…'; {domain} is known too")
	flags.StringVar(&f.mapping, "mapping", "", "give objects the new names in this CSV `file`: kind,old,new")
	f.onClash.flag(cmd, "on-clash", string(transfer.Stop), "what becomes of an object whose name something else has at the target",
		string(transfer.Stop), string(transfer.Skip), string(transfer.Rename), string(transfer.Replace))
	f.accounts.flag(cmd, "accounts", string(transfer.ByName), "what a phone's account is called: by its name, or by the shortest feature code that leads to it",
		string(transfer.ByName), string(transfer.ByCode))
	flags.StringVar(&f.numbers, "number-range", "", "give hunt groups without a number one of this `range`, such as 7000-7999; else they are called hunt_ID")
	flags.StringVar(&f.customer, "customer", "", "what {customer} stands for in --rename; the source's own id if not given")
}

func (f *ruleFlags) rules() (transfer.Rules, error) {
	rules := transfer.Rules{
		Prune: f.prune, OnClash: transfer.OnClash(f.onClash.word), Accounts: transfer.Accounts(f.accounts.word), Customer: f.customer,
	}
	for _, text := range f.renames {
		template, err := transfer.ParseTemplate(text)
		if err != nil {
			return rules, usageError{fmt.Errorf("--rename %w", err)}
		}
		if slices.ContainsFunc(rules.Renames, func(other transfer.Template) bool { return other.Kind == template.Kind }) {
			return rules, usageError{fmt.Errorf("--rename is given twice for %s", template.Kind)}
		}
		rules.Renames = append(rules.Renames, template)
	}
	if f.numbers != "" {
		numbers, err := transfer.ParseNumberRange(f.numbers)
		if err != nil {
			return rules, usageError{fmt.Errorf("--number-range %w", err)}
		}
		rules.Numbers = numbers
	}
	if f.mapping == "" {
		return rules, nil
	}
	file, err := os.Open(f.mapping)
	if err != nil {
		return rules, usageError{err}
	}
	defer func() { _ = file.Close() }() // it was only read
	if rules.Mapping, err = transfer.ParseMapping(file); err != nil {
		return rules, usageError{fmt.Errorf("--mapping %s: %w", f.mapping, err)}
	}
	return rules, nil
}
