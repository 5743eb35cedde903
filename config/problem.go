package config

import (
	"fmt"
	"strings"
)

// Problem is one thing that is wrong with the configuration.
type Problem struct {
	Key    string // the setting, or the unknown name; empty where a whole file can't be read
	Source Source
	Reason string // for a person, without the key
}

// String names the key, where it was set, and what is wrong.
func (p Problem) String() string {
	if p.Key == "" {
		return fmt.Sprintf("%s: %s", p.Source, p.Reason)
	}
	return fmt.Sprintf("%s (%s): %s", p.Key, p.Source, p.Reason)
}

// Error says all that is wrong with the configuration, in one go. To the command line it is wrong usage.
type Error struct {
	Problems []Problem // at least one
}

// Error takes one line per problem.
func (e *Error) Error() string {
	lines := []string{"the configuration is wrong:"}
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.String())
	}
	return strings.Join(lines, "\n")
}
