package config_test

import (
	"strings"
	"testing"

	"dragoman/config"

	"github.com/spf13/pflag"
)

func entryOf(t *testing.T, c config.Config, sources config.Sources, key string) config.Entry {
	t.Helper()
	for _, entry := range config.Describe(c, sources) {
		if entry.Key == key {
			return entry
		}
	}
	t.Fatalf("Describe leaves out %s", key)
	return config.Entry{}
}

func TestDescribe(t *testing.T) {
	surroundings(t)
	t.Setenv("DRAGOMAN_AUTH_RATE", "9")
	path := file(t, "d.toml", "log_format = 'json'")
	c, sources := mustLoad(t, flags(t, "--config", path, "--lab"))
	for key, want := range map[string]string{
		"lab":        "true from flag --lab",
		"log_format": "json from file " + path,
		"auth_rate":  "9 from environment DRAGOMAN_AUTH_RATE",
		"token_ttl":  "24h from default",
	} {
		entry := entryOf(t, c, sources, key)
		if got := entry.Value + " from " + entry.Source.String(); got != want {
			t.Errorf("%s is shown as %s, want %s", key, got, want)
		}
	}
}

func TestEntriesAreCompleteAndFitTheFlags(t *testing.T) {
	surroundings(t)
	c, sources := mustLoad(t, nil)
	set := flags(t)
	seen := map[string]bool{"config": true}
	for _, entry := range config.Describe(c, sources) {
		if entry.Meaning == "" || entry.Allowed == "" || entry.Environment != "DRAGOMAN_"+strings.ToUpper(entry.Key) {
			t.Errorf("incomplete: %+v", entry)
		}
		if entry.Flag == "" {
			continue
		}
		name := strings.TrimPrefix(entry.Flag, "--")
		flag := set.Lookup(name)
		if flag == nil {
			t.Errorf("there is no flag %s", entry.Flag)
			continue
		}
		if flag.DefValue != entry.Default || !strings.Contains(flag.Usage, entry.Meaning) {
			t.Errorf("the help of %s is %q with default %q", entry.Flag, flag.Usage, flag.DefValue)
		}
		seen[name] = true
	}
	set.VisitAll(func(flag *pflag.Flag) {
		if !seen[flag.Name] {
			t.Errorf("--%s belongs to no setting", flag.Name)
		}
	})
}

func TestServeFlagsAreApartFromEveryCommands(t *testing.T) {
	set := pflag.NewFlagSet("tenant", pflag.ContinueOnError)
	config.AddFlags(set, config.EveryCommand)
	for name, want := range map[string]bool{"config": true, "data-dir": true, "key-file": true, "listen": false, "lab": false} {
		if got := set.Lookup(name) != nil; got != want {
			t.Errorf("--%s: got %t, want %t", name, got, want)
		}
	}
}
