package config

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

const (
	environmentPrefix = "DRAGOMAN_"
	configVariable    = environmentPrefix + "CONFIG"
)

// variablesOfCommands are read by commands themselves; they are no settings.
var variablesOfCommands = []string{
	configVariable,
	environmentPrefix + "PASSWORD",
	environmentPrefix + "FROM_PASSWORD",
	environmentPrefix + "TO_PASSWORD",
	environmentPrefix + "PASSPHRASE",
}

// Options are what Load goes by.
type Options struct {
	// Flags are the parsed flags of the command, if any. Those of AddFlags count where they were given.
	Flags *pflag.FlagSet
}

// Load fills a Config from the defaults, the file that --config or DRAGOMAN_CONFIG names, the environment and the
// flags, the later winning. A variable that is set to nothing counts as not set. All that is wrong, unknown keys and
// unknown DRAGOMAN_ variables included, is reported at once as an *Error.
func Load(options Options) (Config, Sources, error) {
	settings := table()
	merged := viper.New()

	file, problems := readFile(fileName(options.Flags), settings)
	if err := merged.MergeConfigMap(file.values); err != nil {
		problems = append(problems, Problem{Source: file.source(), Reason: err.Error()})
	}
	problems = append(problems, unknownVariables(settings)...)

	var c Config
	sources := Sources{}
	for _, s := range settings {
		source, err := bind(merged, s, file, options.Flags)
		if err != nil {
			return Config{}, nil, fmt.Errorf("bind setting %s: %w", s.key, err)
		}
		sources[s.key] = source
		if reason := s.take(&c, merged.Get(s.key)); reason != "" {
			problems = append(problems, Problem{Key: s.key, Source: source, Reason: reason})
		}
	}
	problems = append(problems, settlePlaces(&c, sources)...)
	problems = append(problems, checkLab(c, sources)...)

	if len(problems) > 0 {
		return Config{}, nil, &Error{Problems: problems}
	}
	return c, sources, nil
}

// bind tells viper the places that a setting may come from, and returns the strongest one that has it.
func bind(merged *viper.Viper, s setting, file configFile, flags *pflag.FlagSet) (Source, error) {
	merged.SetDefault(s.key, s.fallback)
	source := Source{Kind: Default}
	if _, ok := file.values[s.key]; ok {
		source = file.source()
	}

	if err := merged.BindEnv(s.key, s.environment()); err != nil {
		return source, err
	}
	if os.Getenv(s.environment()) != "" {
		source = Source{Kind: Environment, Name: s.environment()}
	}

	if flags == nil || s.flag == NoCommand {
		return source, nil
	}
	flag := flags.Lookup(s.flagName())
	if flag == nil {
		return source, nil
	}
	if flag.Changed {
		source = Source{Kind: Flag, Name: "--" + flag.Name}
	}
	return source, merged.BindPFlag(s.key, flag)
}

// take puts a value in its field of c, or says in words for a person why it can't.
func (s setting) take(c *Config, raw any) (reason string) {
	spelled, ok := spell(raw)
	if !ok {
		return "it must be a single value: " + s.form.allowed
	}
	if s.form.parse(c, spelled) {
		return ""
	}
	if s.secret {
		return "it must be " + s.form.allowed
	}
	return fmt.Sprintf("%q is wrong; it must be %s", spelled, s.form.allowed)
}

// spell gives a file's scalar as the environment would have it, so that every source is read by the same rule.
func spell(raw any) (string, bool) {
	switch value := raw.(type) {
	case string:
		return value, true
	case bool, int, int64, uint64:
		return fmt.Sprint(value), true
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), true
	}
	return "", false
}

func unknownVariables(settings []setting) []Problem {
	known := slices.Clone(variablesOfCommands)
	for _, s := range settings {
		known = append(known, s.environment())
	}
	var problems []Problem
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		if strings.HasPrefix(name, environmentPrefix) && !slices.Contains(known, name) {
			problems = append(problems, Problem{
				Key:    name,
				Source: Source{Kind: Environment, Name: name},
				Reason: "there is no such setting; `dragoman config` lists them",
			})
		}
	}
	return problems
}

// settlePlaces sees to it that the store has a folder and its keys a file elsewhere. A lab without a folder of its own
// gets none here: the command makes a temporary one.
func settlePlaces(c *Config, sources Sources) []Problem {
	if c.Lab && sources["data_dir"].Kind == Default {
		c.DataDir = ""
		if sources["key_file"].Kind == Default {
			c.KeyFile = ""
		}
		return nil
	}

	var problems []Problem
	for _, place := range []struct{ key, path string }{{"data_dir", c.DataDir}, {"key_file", c.KeyFile}} {
		if place.path != "" {
			continue
		}
		reason := "it is empty; give a path"
		if sources[place.key].Kind == Default {
			reason = "this user has no home folder to take a default from; give a path"
		}
		problems = append(problems, Problem{Key: place.key, Source: sources[place.key], Reason: reason})
	}
	if len(problems) == 0 && inside(c.KeyFile, c.DataDir) {
		problems = append(problems, Problem{
			Key: "key_file", Source: sources["key_file"],
			Reason: fmt.Sprintf("%q lies in data_dir, so that a copy of the data would carry its keys along; put it elsewhere", c.KeyFile),
		})
	}
	return problems
}

// checkLab keeps a gateway whose passwords everybody knows off the network.
func checkLab(c Config, sources Sources) []Problem {
	if !c.Lab || c.Listen == "" || isLoopback(c.Listen) {
		return nil
	}
	return []Problem{{
		Key: "listen", Source: sources["listen"],
		Reason: fmt.Sprintf("%q is not loopback, and a lab has passwords that everybody knows; use 127.0.0.1, [::1] or localhost", c.Listen),
	}}
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// fileName is the configuration file that the caller asked for, empty if none.
func fileName(flags *pflag.FlagSet) string {
	if flags != nil {
		if flag := flags.Lookup(configFlag); flag != nil && flag.Changed {
			return flag.Value.String()
		}
	}
	return os.Getenv(configVariable)
}

// absolute gives the full path for people to see; where that fails the path as it was given does as well.
func absolute(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}
