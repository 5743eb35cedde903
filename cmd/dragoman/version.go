package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"dragoman/adapters/gateway"
	"dragoman/persistence"
)

// version is set by the linker in releases.
var version = "dev"

func build() gateway.Build {
	b := gateway.Build{Version: version, Go: runtime.Version(), Schema: persistence.SchemaVersion}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			b.Commit = setting.Value
		}
	}
	return b
}

func newVersion(p *program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the program and of its store's schema",
		Example: "  dragoman version",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			b := build()
			text := fmt.Sprintf("dragoman %s (%s, schema %d)", b.Version, b.Go, b.Schema)
			if b.Commit != "" {
				text = fmt.Sprintf("dragoman %s (commit %s, %s, schema %d)", b.Version, b.Commit, b.Go, b.Schema)
			}
			_, err := fmt.Fprintln(p.out, text)
			return err
		},
	}
}
