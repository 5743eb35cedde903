package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dragoman/config"
)

func newConfig(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force and where each came from; secrets are masked",
		Example: `  dragoman config
  DRAGOMAN_LISTEN=127.0.0.1:9000 dragoman config
  dragoman config --config /etc/dragoman.yaml`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.load(cmd); err != nil {
				return err
			}
			w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "KEY\tVALUE\tFROM\tMEANING")
			for _, entry := range config.Describe(p.config, p.sources) {
				from := string(entry.Source.Kind)
				if entry.Source.Name != "" {
					from += " " + entry.Source.Name
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", entry.Key, entry.Value, from, entry.Meaning)
			}
			return w.Flush()
		},
	}
	config.AddFlags(cmd.Flags(), config.ServeCommand)
	return cmd
}
