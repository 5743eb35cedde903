package config

import (
	"fmt"
	"net"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// form is what the values of a setting look like and which field of Config they go to.
type form struct {
	kind    string // as a flag's help names it: text, number, duration, bool
	allowed string // completes the sentence "it must be …"
	choice  bool   // among a few words, which allowed lists
	parse   func(*Config, string) bool
	show    func(Config) string
}

// text is a form whose canonical spelling the given function finds, or refuses.
func text(field func(*Config) *string, allowed string, canonical func(string) (string, bool)) form {
	return form{
		kind:    "text",
		allowed: allowed,
		parse: func(c *Config, s string) bool {
			value, ok := canonical(s)
			if ok {
				*field(c) = value
			}
			return ok
		},
		show: func(c Config) string { return *field(&c) },
	}
}

func truth(field func(*Config) *bool) form {
	return form{
		kind:    "bool",
		allowed: "true or false",
		parse: func(c *Config, s string) bool {
			value, err := strconv.ParseBool(s)
			*field(c) = value
			return err == nil
		},
		show: func(c Config) string { return strconv.FormatBool(*field(&c)) },
	}
}

func number(field func(*Config) *int, least, most int) form {
	return form{
		kind:    "number",
		allowed: fmt.Sprintf("a whole number from %d to %d", least, most),
		parse: func(c *Config, s string) bool {
			value, err := strconv.Atoi(s)
			*field(c) = value
			return err == nil && least <= value && value <= most
		},
		show: func(c Config) string { return strconv.Itoa(*field(&c)) },
	}
}

func duration(field func(*Config) *time.Duration, least, most time.Duration) form {
	return form{
		kind:    "duration",
		allowed: fmt.Sprintf("a time from %s to %s with its unit, such as 90s, 5m or 1h30m", brief(least), brief(most)),
		parse: func(c *Config, s string) bool {
			value, err := time.ParseDuration(s)
			*field(c) = value
			return err == nil && least <= value && value <= most
		},
		show: func(c Config) string { return brief(*field(&c)) },
	}
}

// brief spells a duration without the zeros that time.Duration ends on: 12h, not 12h0m0s.
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// oneOf takes the values' own texts, in small letters.
func oneOf[T comparable](field func(*Config) *T, values ...T) form {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = strings.ToLower(fmt.Sprint(v))
	}
	return form{
		kind:    "text",
		choice:  true,
		allowed: strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1],
		parse: func(c *Config, s string) bool {
			for i, name := range names {
				if s == name {
					*field(c) = values[i]
					return true
				}
			}
			return false
		},
		show: func(c Config) string { return strings.ToLower(fmt.Sprint(*field(&c))) },
	}
}

func listenAddress(s string) (string, bool) {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", false
	}
	n, err := strconv.Atoi(port)
	return s, err == nil && 0 <= n && n <= 65535
}

// path makes a path absolute, so that what is shown is what is used. An empty one is left for Load to judge, since
// with lab it has a meaning.
func path(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	absolute, err := filepath.Abs(s)
	return absolute, err == nil && !strings.ContainsRune(s, 0)
}

// A DNS name has at most 253 characters, and a customer's own label takes up to 63 and a dot.
const longestBaseDomain = 253 - 64

var dnsName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

func baseDomain(s string) (string, bool) {
	s = strings.ToLower(s)
	return s, len(s) <= longestBaseDomain && dnsName.MatchString(s)
}

var pathSegments = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)

func urlPrefix(s string) (string, bool) { return s, pathSegments.MatchString(s) }
