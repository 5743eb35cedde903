// Package config says how this gateway is to run: one table declares every setting, and Load fills it from a file, the
// environment and flags, the later winning, and says of each value where it came from.
package config

import (
	"log/slog"
	"time"
)

// Config holds the settings in force. Each field's meaning, default and bounds stand in the table of settings.go.
type Config struct {
	Listen         string // HOST:PORT; port 0 takes any free one
	Lab            bool
	DataDir        string // absolute; empty only with Lab, where a temporary folder is meant
	KeyFile        string // absolute; empty only where DataDir is, where a file in that run's own place is meant
	BaseDomain     string // lower case, no dot at either end
	EnswitchPrefix string // empty, or begins with a slash and does not end with one

	LogLevel  slog.Level
	LogFormat LogFormat

	RequestTimeout  time.Duration
	ShutdownTimeout time.Duration
	MaxBodyBytes    int

	SessionTTL      time.Duration
	TokenTTL        time.Duration
	AuthCacheTTL    time.Duration
	AuthConcurrency int
	AuthRate        int // failures a minute

	UnknownSettings Strictness
}

// LogFormat is the form of the log's lines.
type LogFormat string

// The forms of the log.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// Strictness says what becomes of a setting that a request names and no table knows, or that a view narrows.
type Strictness string

// The grades of strictness.
const (
	Keep   Strictness = "keep"   // it is stored, silently
	Warn   Strictness = "warn"   // it is stored, and the answer carries a Warning header for it
	Refuse Strictness = "refuse" // the request is refused, naming all of them
)
