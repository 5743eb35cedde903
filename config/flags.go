package config

import (
	"fmt"
	"strconv"

	"github.com/spf13/pflag"
)

const configFlag = "config"

// AddFlags gives a flag set the flags of a scope, and --config with those of EveryCommand. Defaults are shown in the
// help only: a flag that is not given leaves the value to the environment and the file.
func AddFlags(flags *pflag.FlagSet, scope Scope) {
	if scope == EveryCommand {
		flags.String(configFlag, "", fmt.Sprintf("read settings from this YAML, TOML or JSON `file` (environment %s)", configVariable))
	}
	for _, s := range table() {
		if s.flag != scope || s.flag == NoCommand {
			continue
		}
		usage := fmt.Sprintf("%s (environment %s)", s.meaning, s.environment())
		if s.form.choice {
			usage = fmt.Sprintf("%s: %s (environment %s)", s.meaning, s.form.allowed, s.environment())
		}
		if s.form.kind == "bool" {
			// viper reads a bool flag through pflag's own type; any other text would be false to it.
			on, _ := strconv.ParseBool(s.fallback)
			flags.Bool(s.flagName(), on, usage)
			continue
		}
		flags.String(s.flagName(), s.fallback, usage)
	}
}
