package config_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"dragoman/config"

	"github.com/spf13/pflag"
)

// surroundings gives a test a home of its own and no DRAGOMAN_ variable from outside.
func surroundings(t *testing.T) (home string) {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, value, _ := strings.Cut(assignment, "=")
		if !strings.HasPrefix(name, "DRAGOMAN_") {
			continue
		}
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Setenv(name, value) })
	}
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_CONFIG_HOME", "")
	return home
}

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("dragoman", pflag.ContinueOnError)
	config.AddFlags(set, config.EveryCommand)
	config.AddFlags(set, config.ServeCommand)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return set
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustLoad(t *testing.T, set *pflag.FlagSet) (config.Config, config.Sources) {
	t.Helper()
	c, sources, err := config.Load(config.Options{Flags: set})
	if err != nil {
		t.Fatal(err)
	}
	return c, sources
}

// problemsOf loads what must be wrong.
func problemsOf(t *testing.T, set *pflag.FlagSet) []config.Problem {
	t.Helper()
	c, _, err := config.Load(config.Options{Flags: set})
	var wrong *config.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("got %+v and error %v, want a *config.Error", c, err)
	}
	return wrong.Problems
}

func TestDefaults(t *testing.T) {
	home := surroundings(t)
	c, sources := mustLoad(t, nil)

	want := config.Config{
		Listen:          "127.0.0.1:8080",
		DataDir:         filepath.Join(home, ".local/share/dragoman"),
		KeyFile:         filepath.Join(home, ".config/dragoman/keys"),
		BaseDomain:      "pbx.internal",
		LogLevel:        slog.LevelInfo,
		LogFormat:       config.LogText,
		RequestTimeout:  30 * time.Second,
		ShutdownTimeout: 15 * time.Second,
		MaxBodyBytes:    1 << 20,
		SessionTTL:      12 * time.Hour,
		TokenTTL:        24 * time.Hour,
		AuthCacheTTL:    time.Minute,
		AuthConcurrency: 4,
		AuthRate:        60,
		UnknownSettings: config.Keep,
	}
	if c != want {
		t.Errorf("got  %+v\nwant %+v", c, want)
	}
	for key, source := range sources {
		if source != (config.Source{Kind: config.Default}) {
			t.Errorf("%s comes from %s", key, source)
		}
	}
}

func TestXDGFoldersAreUsed(t *testing.T) {
	surroundings(t)
	t.Setenv("XDG_DATA_HOME", "/srv/data")
	t.Setenv("XDG_CONFIG_HOME", "/srv/config")
	c, _ := mustLoad(t, nil)
	if c.DataDir != "/srv/data/dragoman" || c.KeyFile != "/srv/config/dragoman/keys" {
		t.Errorf("got %s and %s", c.DataDir, c.KeyFile)
	}
}

// full sets every key to another value than its default, in each format of a file.
var full = map[string]string{
	"all.yaml": `
listen: "[::1]:0"
lab: true
data_dir: /srv/lab
key_file: /etc/keys
base_domain: PBX.Example.com
enswitch_prefix: /pbx/v1
log_level: debug
log_format: json
request_timeout: 5s
shutdown_timeout: 0s
max_body_bytes: 2048
session_ttl: 1h
token_ttl: 90m
auth_cache_ttl: 10s
auth_concurrency: 2
auth_rate: 7
unknown_settings: refuse
`,
	"all.toml": `
listen = "[::1]:0"
lab = true
data_dir = "/srv/lab"
key_file = "/etc/keys"
base_domain = "PBX.Example.com"
enswitch_prefix = "/pbx/v1"
log_level = "debug"
log_format = "json"
request_timeout = "5s"
shutdown_timeout = "0s"
max_body_bytes = 2048
session_ttl = "1h"
token_ttl = "90m"
auth_cache_ttl = "10s"
auth_concurrency = 2
auth_rate = 7
unknown_settings = "refuse"
`,
	"all.json": `{"listen": "[::1]:0", "lab": true, "data_dir": "/srv/lab", "key_file": "/etc/keys",
"base_domain": "PBX.Example.com", "enswitch_prefix": "/pbx/v1", "log_level": "debug", "log_format": "json",
"request_timeout": "5s", "shutdown_timeout": "0s", "max_body_bytes": 2048, "session_ttl": "1h", "token_ttl": "90m",
"auth_cache_ttl": "10s", "auth_concurrency": 2, "auth_rate": 7, "unknown_settings": "refuse"}`,
}

var fullConfig = config.Config{
	Listen: "[::1]:0", Lab: true, DataDir: "/srv/lab", KeyFile: "/etc/keys", BaseDomain: "pbx.example.com",
	EnswitchPrefix: "/pbx/v1", LogLevel: slog.LevelDebug, LogFormat: config.LogJSON, RequestTimeout: 5 * time.Second,
	MaxBodyBytes: 2048, SessionTTL: time.Hour, TokenTTL: 90 * time.Minute, AuthCacheTTL: 10 * time.Second,
	AuthConcurrency: 2, AuthRate: 7, UnknownSettings: config.Refuse,
}

func TestEveryFormatSetsEveryKey(t *testing.T) {
	for name, content := range full {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			path := file(t, name, content)
			c, sources := mustLoad(t, flags(t, "--config", path))
			if c != fullConfig {
				t.Errorf("got  %+v\nwant %+v", c, fullConfig)
			}
			for _, entry := range config.Describe(c, sources) {
				if entry.Source != (config.Source{Kind: config.File, Name: path}) {
					t.Errorf("%s comes from %s", entry.Key, entry.Source)
				}
			}
		})
	}
}

// A field without a row in the table would never be set; here it shows as one that stayed at its default.
func TestEveryFieldHasARow(t *testing.T) {
	surroundings(t)
	defaults, _ := mustLoad(t, nil)
	set, _ := mustLoad(t, flags(t, "--config", file(t, "all.yaml", full["all.yaml"])))
	for i := range reflect.TypeFor[config.Config]().NumField() {
		if reflect.ValueOf(defaults).Field(i).Equal(reflect.ValueOf(set).Field(i)) {
			t.Errorf("no file can set %s", reflect.TypeFor[config.Config]().Field(i).Name)
		}
	}
}

func TestLaterSourcesWin(t *testing.T) {
	const inFile = "log_level: debug\nlab: true\nlisten: 127.0.0.1:1\nauth_rate: 1\n"
	tests := map[string]struct {
		environment map[string]string
		args        []string
		key         string
		value       string
		kind        config.Kind
	}{
		"nothing but the default": {key: "log_format", value: "text", kind: config.Default},
		"file over default":       {key: "log_level", value: "debug", kind: config.File},
		"environment over file":   {environment: map[string]string{"DRAGOMAN_LOG_LEVEL": "warn"}, key: "log_level", value: "warn", kind: config.Environment},
		"flag over environment": {environment: map[string]string{"DRAGOMAN_LOG_LEVEL": "warn"}, args: []string{"--log-level", "error"},
			key: "log_level", value: "error", kind: config.Flag},
		"flag over file":                   {args: []string{"--listen=127.0.0.1:2"}, key: "listen", value: "127.0.0.1:2", kind: config.Flag},
		"flag equal to the default":        {args: []string{"--log-level=info"}, key: "log_level", value: "info", kind: config.Flag},
		"false by flag over true":          {args: []string{"--lab=false"}, key: "lab", value: "false", kind: config.Flag},
		"false by environment over true":   {environment: map[string]string{"DRAGOMAN_LAB": "false"}, key: "lab", value: "false", kind: config.Environment},
		"true by flag over environment":    {environment: map[string]string{"DRAGOMAN_LAB": "false"}, args: []string{"--lab"}, key: "lab", value: "true", kind: config.Flag},
		"empty variable counts as not set": {environment: map[string]string{"DRAGOMAN_LOG_LEVEL": ""}, key: "log_level", value: "debug", kind: config.File},
		"key without a flag":               {environment: map[string]string{"DRAGOMAN_AUTH_RATE": "2"}, key: "auth_rate", value: "2", kind: config.Environment},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			for variable, value := range test.environment {
				t.Setenv(variable, value)
			}
			path := file(t, "d.yaml", inFile)
			c, sources := mustLoad(t, flags(t, append(test.args, "--config", path)...))
			entry := entryOf(t, c, sources, test.key)
			if entry.Value != test.value || entry.Source.Kind != test.kind {
				t.Errorf("got %s from %s, want %s from %s", entry.Value, entry.Source, test.value, test.kind)
			}
		})
	}
}

func TestConfigVariableNamesTheFile(t *testing.T) {
	surroundings(t)
	t.Setenv("DRAGOMAN_CONFIG", file(t, "a.yaml", "auth_rate: 1"))
	if c, _ := mustLoad(t, flags(t)); c.AuthRate != 1 {
		t.Errorf("the file of DRAGOMAN_CONFIG is not read: %d", c.AuthRate)
	}
	if c, _ := mustLoad(t, flags(t, "--config", file(t, "b.yaml", "auth_rate: 2"))); c.AuthRate != 2 {
		t.Errorf("--config does not win over DRAGOMAN_CONFIG: %d", c.AuthRate)
	}
}

func TestWrongValuesAreNamed(t *testing.T) {
	long := strings.Repeat("a", 63) + "." + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63)
	tests := map[string]struct {
		key   string
		wrong []string
	}{
		"listen":           {"listen", []string{"8080", "localhost", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80"}},
		"lab":              {"lab", []string{"yes", "2", "on"}},
		"base_domain":      {"base_domain", []string{"a..b", ".a", "a.", "-a.b", "a_b", "ü.example", "a b", long}},
		"enswitch_prefix":  {"enswitch_prefix", []string{"pbx", "/", "/pbx/", "//pbx", "/a/../b", "/a?b", "/a b", "/{a}", "/.."}},
		"log_level":        {"log_level", []string{"trace", "INFO", "info "}},
		"log_format":       {"log_format", []string{"xml"}},
		"request_timeout":  {"request_timeout", []string{"30", "0s", "-1s", "2h", "soon", "99ms"}},
		"shutdown_timeout": {"shutdown_timeout", []string{"-1s", "11m"}},
		"max_body_bytes":   {"max_body_bytes", []string{"1MiB", "1023", "67108865", "1e6", "99999999999999999999", "1.5"}},
		"session_ttl":      {"session_ttl", []string{"0s", "721h"}},
		"token_ttl":        {"token_ttl", []string{"0s", "8761h"}},
		"auth_cache_ttl":   {"auth_cache_ttl", []string{"-1ns", "61m"}},
		"auth_concurrency": {"auth_concurrency", []string{"0", "257"}},
		"auth_rate":        {"auth_rate", []string{"0", "1000001"}},
		"unknown_settings": {"unknown_settings", []string{"drop", "Keep"}},
	}
	for name, test := range tests {
		for _, wrong := range test.wrong {
			t.Run(name+"="+wrong, func(t *testing.T) {
				surroundings(t)
				variable := "DRAGOMAN_" + strings.ToUpper(test.key)
				t.Setenv(variable, wrong)
				got := problemsOf(t, nil)
				if len(got) != 1 || got[0].Key != test.key || got[0].Source != (config.Source{Kind: config.Environment, Name: variable}) {
					t.Fatalf("got %v", got)
				}
				if !strings.Contains(got[0].Reason, wrong) || !strings.Contains(got[0].Reason, "it must be ") {
					t.Errorf("the reason tells too little: %s", got[0].Reason)
				}
			})
		}
	}
}

func TestBoundsAreAllowed(t *testing.T) {
	allowed := map[string][]string{
		"listen":           {":0", "localhost:65535", "[::]:80", "pbx.example.com:1"},
		"lab":              {"true", "false", "1", "0"},
		"base_domain":      {"a", "a-b.c0"},
		"enswitch_prefix":  {"/a", "/a.b/c~d/_-"},
		"request_timeout":  {"100ms", "1h"},
		"shutdown_timeout": {"0s", "10m"},
		"max_body_bytes":   {"1024", "67108864"},
		"session_ttl":      {"1s", "720h"},
		"token_ttl":        {"1s", "8760h"},
		"auth_cache_ttl":   {"0s", "1h"},
		"auth_concurrency": {"1", "256"},
		"auth_rate":        {"1", "1000000"},
	}
	for key, values := range allowed {
		for _, value := range values {
			t.Run(key+"="+value, func(t *testing.T) {
				surroundings(t)
				t.Setenv("DRAGOMAN_"+strings.ToUpper(key), value)
				mustLoad(t, nil)
			})
		}
	}
}

// What Describe shows of a setting can be given back as that setting: the two can't drift apart.
func TestShownValuesCanBeGivenBack(t *testing.T) {
	surroundings(t)
	c, sources := mustLoad(t, flags(t, "--config", file(t, "all.yaml", full["all.yaml"])))
	for _, entry := range config.Describe(c, sources) {
		t.Setenv(entry.Environment, entry.Value)
	}
	again, _ := mustLoad(t, nil)
	if again != c {
		t.Errorf("got  %+v\nwant %+v", again, c)
	}
}

func TestUnknownKeysAreNamed(t *testing.T) {
	tests := map[string]struct {
		name, content string
		want          []string
	}{
		"misspelled":            {"a.yaml", "lisen: x\n", []string{"lisen"}},
		"capitals":              {"a.yaml", "Listen: 127.0.0.1:1\n", []string{"Listen"}},
		"dash":                  {"a.toml", "data-dir = '/x'\n", []string{"data-dir"}},
		"section":               {"a.toml", "[log]\nlevel = 'info'\n", []string{"log"}},
		"empty section":         {"a.yaml", "log: {}\n", []string{"log"}},
		"empty":                 {"a.json", `{"": 1}`, []string{""}},
		"with a dot":            {"a.json", `{"log.level": "info"}`, []string{"log.level"}},
		"without a value":       {"a.yaml", "nothing:\n", []string{"nothing"}},
		"several, by name":      {"a.json", `{"b": 1, "a": 2, "listen": "127.0.0.1:1"}`, []string{"a", "b"}},
		"the file names itself": {"a.yaml", "config: b.yaml\n", []string{"config"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			path := file(t, test.name, test.content)
			var got []string
			for _, problem := range problemsOf(t, flags(t, "--config", path)) {
				got = append(got, problem.Key)
				if problem.Source != (config.Source{Kind: config.File, Name: path}) {
					t.Errorf("%s comes from %s", problem.Key, problem.Source)
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestKnownKeysNeedOneValue(t *testing.T) {
	for name, content := range map[string]string{
		"nothing.yaml": "listen:\n",
		"null.json":    `{"listen": null}`,
		"list.yaml":    "listen: ['127.0.0.1:1']\n",
		"map.yaml":     "listen: {port: 1}\n",
		"empty.yaml":   "listen: {}\n",
		"date.toml":    "listen = 2026-01-02\n",
		"float.json":   `{"max_body_bytes": 2048.5}`,
		"floor.toml":   "max_body_bytes = 2048.5\n",
		"bool.yaml":    "auth_rate: true\n",
		"no_unit.yaml": "token_ttl: 30\n",
	} {
		t.Run(name, func(t *testing.T) {
			surroundings(t)
			got := problemsOf(t, flags(t, "--config", file(t, name, content)))
			if len(got) != 1 || got[0].Source.Kind != config.File {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestUnknownVariablesAreNamed(t *testing.T) {
	surroundings(t)
	t.Setenv("DRAGOMAN_LISTNE", "x")
	got := problemsOf(t, nil)
	if len(got) != 1 || got[0].Key != "DRAGOMAN_LISTNE" {
		t.Errorf("got %v", got)
	}
}

func TestVariablesOfCommandsAreNoSettings(t *testing.T) {
	surroundings(t)
	for _, name := range []string{"DRAGOMAN_PASSWORD", "DRAGOMAN_FROM_PASSWORD", "DRAGOMAN_TO_PASSWORD", "DRAGOMAN_PASSPHRASE"} {
		t.Setenv(name, "secret")
	}
	mustLoad(t, nil)
}

func TestUnreadableFiles(t *testing.T) {
	surroundings(t)
	folder := filepath.Join(t.TempDir(), "folder.yaml")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"not there":        filepath.Join(t.TempDir(), "none.yaml"),
		"a folder":         folder,
		"unknown format":   file(t, "a.ini", "listen=x"),
		"without a format": file(t, "dragoman", "listen: x"),
		"broken yaml":      file(t, "a.yaml", "listen: [\n"),
		"twice in yaml":    file(t, "a.yaml", "lab: true\nlab: false\n"),
		"broken toml":      file(t, "a.toml", "listen = \n"),
		"broken json":      file(t, "a.json", `{"listen": }`),
		"list in yaml":     file(t, "a.yaml", "- listen\n"),
		"list in json":     file(t, "a.json", `["listen"]`),
	}
	for name, path := range tests {
		t.Run(name, func(t *testing.T) {
			got := problemsOf(t, flags(t, "--config", path))
			if len(got) != 1 || got[0].Key != "" || got[0].Source.Name != path || got[0].Reason == "" {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestEmptyFilesSetNothing(t *testing.T) {
	surroundings(t)
	for name, content := range map[string]string{"a.yaml": "", "b.yaml": "# nothing\n", "a.toml": "", "a.json": "{}"} {
		mustLoad(t, flags(t, "--config", file(t, name, content)))
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	surroundings(t)
	t.Setenv("DRAGOMAN_AUTH_RATE", "many")
	t.Setenv("DRAGOMAN_NONSENSE", "1")
	path := file(t, "d.yaml", "colour: blue\nlog_level: loud\n")
	_, _, err := config.Load(config.Options{Flags: flags(t, "--config", path, "--listen", "nowhere")})
	if err == nil {
		t.Fatal("all is taken")
	}
	for _, want := range []string{
		"colour (file " + path + ")",
		"log_level (file " + path + `): "loud" is wrong; it must be debug, info, warn or error`,
		"DRAGOMAN_NONSENSE (environment DRAGOMAN_NONSENSE)",
		`auth_rate (environment DRAGOMAN_AUTH_RATE): "many" is wrong; it must be a whole number from 1 to 1000000`,
		`listen (flag --listen): "nowhere" is wrong; it must be HOST:PORT`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestLabIsForLoopbackOnly(t *testing.T) {
	tests := map[string]bool{
		"127.0.0.1:8080": true, "127.9.9.9:0": true, "[::1]:80": true, "localhost:0": true, "[::ffff:127.0.0.1]:1": true,
		":8080": false, "0.0.0.0:1": false, "[::]:1": false, "192.168.1.1:1": false, "pbx.example.com:1": false, "localhost.example.com:1": false,
	}
	for address, allowed := range tests {
		t.Run(address, func(t *testing.T) {
			surroundings(t)
			set := flags(t, "--lab", "--listen", address)
			if allowed {
				mustLoad(t, set)
				return
			}
			got := problemsOf(t, set)
			if len(got) != 1 || got[0].Key != "listen" || !strings.Contains(got[0].Reason, "loopback") {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestPlacesOfALab(t *testing.T) {
	tests := map[string]struct {
		args             []string
		dataDir, keyFile string
	}{
		"temporary":                  {nil, "", ""},
		"own data, keys as usual":    {[]string{"--data-dir", "/srv/d"}, "/srv/d", "HOME/.config/dragoman/keys"},
		"temporary data, own keys":   {[]string{"--key-file", "/srv/keys"}, "", "/srv/keys"},
		"own data and own keys":      {[]string{"--data-dir", "/srv/d", "--key-file", "/srv/keys"}, "/srv/d", "/srv/keys"},
		"a neighbour of the data":    {[]string{"--data-dir", "/srv/d", "--key-file", "/srv/dkeys"}, "/srv/d", "/srv/dkeys"},
		"dots in the name of a file": {[]string{"--data-dir", "/srv/d", "--key-file", "/srv/d/../..keys"}, "/srv/d", "/srv/..keys"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := surroundings(t)
			c, _ := mustLoad(t, flags(t, append(test.args, "--lab")...))
			keyFile := strings.Replace(test.keyFile, "HOME", home, 1)
			if c.DataDir != test.dataDir || c.KeyFile != keyFile {
				t.Errorf("got %q and %q, want %q and %q", c.DataDir, c.KeyFile, test.dataDir, keyFile)
			}
		})
	}
}

func TestKeysLieOutsideTheData(t *testing.T) {
	for _, keyFile := range []string{"/srv/d/keys", "/srv/d/a/b", "/srv/x/../d/keys", "/srv/d", "/srv/d/..keys"} {
		t.Run(keyFile, func(t *testing.T) {
			surroundings(t)
			got := problemsOf(t, flags(t, "--data-dir", "/srv/d", "--key-file", keyFile))
			if len(got) != 1 || got[0].Key != "key_file" {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestWithoutAHomeThePlacesMustBeGiven(t *testing.T) {
	surroundings(t)
	t.Setenv("HOME", "")
	got := problemsOf(t, flags(t))
	if len(got) != 2 || got[0].Key != "data_dir" || got[1].Key != "key_file" {
		t.Fatalf("got %v", got)
	}
	mustLoad(t, flags(t, "--data-dir", "/srv/d", "--key-file", "/srv/k"))
	mustLoad(t, flags(t, "--lab"))
}

func TestPathsCannotBeSetToNothing(t *testing.T) {
	surroundings(t)
	got := problemsOf(t, flags(t, "--lab", "--data-dir="))
	if len(got) != 1 || got[0].Key != "data_dir" || got[0].Source.Kind != config.Flag {
		t.Errorf("got %v", got)
	}
}

func TestRelativePathsAreMadeAbsolute(t *testing.T) {
	surroundings(t)
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	c, _ := mustLoad(t, flags(t, "--data-dir", "data", "--key-file", "./keys"))
	if c.DataDir != filepath.Join(here, "data") || c.KeyFile != filepath.Join(here, "keys") {
		t.Errorf("got %s and %s", c.DataDir, c.KeyFile)
	}
}
