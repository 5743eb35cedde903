package config

import (
	"log/slog"
	"strings"
	"time"
)

// Scope says which commands offer a setting as a flag.
type Scope int

// The scopes of flags.
const (
	NoCommand    Scope = iota // by file and environment only
	EveryCommand              // commands that open the store
	ServeCommand              // what only a running server needs
)

// setting is one row of the table below: all that is known about a key.
type setting struct {
	key      string
	fallback string // the default, spelled as the environment would
	flag     Scope
	secret   bool // neither `dragoman config` nor an error shows the value
	meaning  string
	form     form
}

// environment is the name of the setting's environment variable.
func (s setting) environment() string { return environmentPrefix + strings.ToUpper(s.key) }

// flagName is the name of the setting's flag, empty if it has none.
func (s setting) flagName() string {
	if s.flag == NoCommand {
		return ""
	}
	return strings.ReplaceAll(s.key, "_", "-")
}

// table declares every setting, in the order in which people are shown them. It is made anew for each use, since the
// defaults of folders depend on the environment.
func table() []setting {
	return []setting{
		{
			key: "listen", fallback: "127.0.0.1:8080", flag: ServeCommand,
			meaning: "address to listen on; port 0 takes any free one",
			form:    text(func(c *Config) *string { return &c.Listen }, "HOST:PORT with a port from 0 to 65535", listenAddress),
		},
		{
			key: "lab", fallback: "false", flag: ServeCommand,
			meaning: "a gateway to play with: people with known passwords, loopback only, data in a temporary folder unless data_dir is set",
			form:    truth(func(c *Config) *bool { return &c.Lab }),
		},
		{
			key: "data_dir", fallback: defaultDataDir(), flag: EveryCommand,
			meaning: "folder of the database",
			form:    text(func(c *Config) *string { return &c.DataDir }, "the path of a folder", path),
		},
		{
			key: "key_file", fallback: defaultKeyFile(), flag: EveryCommand,
			meaning: "file of the keys that SIP passwords and PINs are encrypted with; keep it out of data_dir and of its backups",
			form:    text(func(c *Config) *string { return &c.KeyFile }, "the path of a file", path),
		},
		{
			key: "base_domain", fallback: "pbx.internal", flag: ServeCommand,
			meaning: "domain under which customers made through Enswitch get their own",
			form:    text(func(c *Config) *string { return &c.BaseDomain }, "a DNS name of at most 189 characters, such as pbx.example.com", baseDomain),
		},
		{
			key: "enswitch_prefix", fallback: "", flag: ServeCommand,
			meaning: "path before /api/json",
			form:    text(func(c *Config) *string { return &c.EnswitchPrefix }, "empty, or a path such as /pbx: a slash first and none last, of letters, digits and ._~-", urlPrefix),
		},
		{
			key: "log_level", fallback: "info", flag: EveryCommand,
			meaning: "least severity that is logged",
			form: oneOf(func(c *Config) *slog.Level { return &c.LogLevel },
				slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError),
		},
		{
			key: "log_format", fallback: "text", flag: EveryCommand,
			meaning: "form of the log on standard error",
			form:    oneOf(func(c *Config) *LogFormat { return &c.LogFormat }, LogText, LogJSON),
		},
		{
			key: "request_timeout", fallback: "30s",
			meaning: "time for one request, from its first byte to the last of its answer",
			form:    duration(func(c *Config) *time.Duration { return &c.RequestTimeout }, 100*time.Millisecond, time.Hour),
		},
		{
			key: "shutdown_timeout", fallback: "15s",
			meaning: "time that requests under way are given when the gateway is told to stop",
			form:    duration(func(c *Config) *time.Duration { return &c.ShutdownTimeout }, 0, 10*time.Minute),
		},
		{
			key: "max_body_bytes", fallback: "1048576",
			meaning: "largest request body, in bytes",
			form:    number(func(c *Config) *int { return &c.MaxBodyBytes }, 1<<10, 64<<20),
		},
		{
			key: "session_ttl", fallback: "12h",
			meaning: "how long a Vodia session lives",
			form:    duration(func(c *Config) *time.Duration { return &c.SessionTTL }, time.Second, 720*time.Hour),
		},
		{
			key: "token_ttl", fallback: "24h",
			meaning: "how long an Enswitch authentication token lives",
			form:    duration(func(c *Config) *time.Duration { return &c.TokenTTL }, time.Second, 8760*time.Hour),
		},
		{
			key: "auth_cache_ttl", fallback: "1m",
			meaning: "how long a password that was found right is not hashed again; 0s hashes every time",
			form:    duration(func(c *Config) *time.Duration { return &c.AuthCacheTTL }, 0, time.Hour),
		},
		{
			key: "auth_concurrency", fallback: "4",
			meaning: "passwords hashed at once; each takes 19 MiB and a processor",
			form:    number(func(c *Config) *int { return &c.AuthConcurrency }, 1, 256),
		},
		{
			key: "auth_rate", fallback: "60",
			meaning: "wrong passwords an address may send a minute; loopback, where a proxy may stand, ten times as many",
			form:    number(func(c *Config) *int { return &c.AuthRate }, 1, 1_000_000),
		},
		{
			key: "unknown_settings", fallback: "keep", flag: ServeCommand,
			meaning: "what becomes of settings in a request that no table knows, unless its header Dragoman-Unknown says otherwise",
			form:    oneOf(func(c *Config) *Strictness { return &c.UnknownSettings }, Keep, Warn, Refuse),
		},
	}
}
