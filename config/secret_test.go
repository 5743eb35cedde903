package config

import (
	"strings"
	"testing"
)

// No setting is secret today; this keeps the rule for the first that will be. It needs a row of its own, so it alone
// looks at the package from inside.
func TestSecretsAreNeverShown(t *testing.T) {
	row := setting{
		key: "passphrase", secret: true, meaning: "a secret",
		form: text(func(c *Config) *string { return &c.BaseDomain }, "at least 8 characters", func(s string) (string, bool) { return s, len(s) >= 8 }),
	}

	var c Config
	if reason := row.take(&c, "short"); reason != "it must be at least 8 characters" {
		t.Errorf("a refusal says %q", reason)
	}
	if reason := row.take(&c, "hunter2hunter2"); reason != "" {
		t.Fatal(reason)
	}
	entry := describe([]setting{row}, c, Sources{"passphrase": {Kind: Environment, Name: row.environment()}})[0]
	if entry.Value != mask || strings.Contains(entry.Source.String(), "hunter") {
		t.Errorf("shown as %+v", entry)
	}
	if entry := describe([]setting{row}, Config{}, nil)[0]; entry.Value != "" {
		t.Errorf("a secret that is not set is shown as %q", entry.Value)
	}
}
