package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	program "dragoman/cmd/dragoman"
)

// step is one command of a session over one store.
type step struct {
	args  []string
	input string
	code  int
	out   string // a pattern of all of standard output
	errs  string // a pattern that standard error has somewhere
}

// runSteps runs commands one after the other over a fresh store.
func runSteps(t *testing.T, steps []step) string {
	t.Helper()
	dir := t.TempDir()
	if got := execute(t, append([]string{"tenant", "list"}, places(dir)...)...); got.code != 0 || !strings.Contains(got.errs, "user name: admin") {
		t.Fatalf("the first command makes the store: %+v", got)
	}
	for _, step := range steps {
		got := executeWith(t, step.input, append(step.args, places(dir)...)...)
		if got.code != step.code {
			t.Errorf("%q ended with %d instead of %d: %s", step.args, got.code, step.code, got.errs)
		}
		if !regexp.MustCompile(`^(?:` + step.out + `)$`).MatchString(got.out) {
			t.Errorf("%q printed %q, want %s", step.args, got.out, step.out)
		}
		if !regexp.MustCompile(step.errs).MatchString(got.errs) || step.errs == "" && got.errs != "" {
			t.Errorf("%q complained %q, want %q", step.args, got.errs, step.errs)
		}
		if step.code != 0 && strings.Count(got.errs, "\n") > 2 {
			t.Errorf("%q complains at length: %s", step.args, got.errs)
		}
	}
	return dir
}

func TestTenantCommands(t *testing.T) {
	runSteps(t, []step{
		{args: []string{"tenant", "list"}, out: `ID +DOMAIN +NAME +PARENT\n1 +localhost +localhost +-\n`},
		{args: []string{"tenant", "add", "Acme.Example.com", "--name", "Acme Ltd", "--max-phones", "50", "--max-codes", "0"}, out: `added tenant 2 \(acme\.example\.com\)\n`},
		{args: []string{"tenant", "add", "branch.example.com", "--parent", "acme.example.com"}, out: `added tenant 3 \(branch\.example\.com\)\n`},
		{args: []string{"tenant", "list"}, out: `ID +DOMAIN +NAME +PARENT\n1 .*\n2 +acme\.example\.com +Acme Ltd +-\n3 +branch\.example\.com +branch\.example\.com +2\n`},
		{args: []string{"tenant", "show", "acme.example.com"}, out: `(?s)id +2\nname +Acme Ltd\ndomain +acme\.example\.com\n.*phones +0 of 50\nhunt groups +0 of any number\nfeature codes +0 of 0\npeople +0\n`},
		{args: []string{"tenant", "show", "3"}, out: `(?s)id +3\n.*parent +2\n.*`},

		{args: []string{"tenant", "add", "acme.example.com"}, code: 1, errs: `acme\.example\.com is the domain of another tenant`},
		{args: []string{"tenant", "add", "no domain"}, code: 1, errs: `no DNS name`},
		{args: []string{"tenant", "add", "x.example.com", "--parent", "nowhere"}, code: 1, errs: `there is no tenant nowhere`},
		{args: []string{"tenant", "add", "x.example.com", "--max-phones", "-1"}, code: 2, errs: `--max-phones`},
		{args: []string{"tenant", "add", "x.example.com", "--max-phones", "many"}, code: 2, errs: `max-phones`},
		{args: []string{"tenant", "add"}, code: 2, errs: `accepts 1 arg`},
		{args: []string{"tenant", "add", "a.example", "b.example"}, code: 2, errs: `accepts 1 arg`},
		{args: []string{"tenant", "show", "nowhere"}, code: 1, errs: `there is no tenant nowhere`},
		{args: []string{"tenant", "show", "4"}, code: 1, errs: `there is no tenant 4`},
		{args: []string{"tenant", "remove", "nowhere"}, code: 1, errs: `there is no tenant nowhere`},
		{args: []string{"tenant", "remove", "acme.example.com"}, code: 1, errs: `sub-tenants`},
		{args: []string{"tenant", "remove", "localhost"}, code: 1, errs: `system owner`},
		{args: []string{"tenant", "destroy"}, code: 2, errs: `destroy`},

		{args: []string{"tenant", "remove", "branch.example.com"}, out: `removed tenant 3 \(branch\.example\.com\)\n`},
		{args: []string{"tenant", "remove", "2"}, out: `removed tenant 2 \(acme\.example\.com\)\n`},
		{args: []string{"tenant", "list"}, out: `ID .*\n1 .*\n`},
		{args: []string{"tenant", "add", "acme.example.com"}, out: `added tenant 4 \(acme\.example\.com\)\n`},
	})
}

func TestPersonCommands(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("from a file\r\nand more"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := runSteps(t, []step{
		{args: []string{"person", "list"}, out: `ID +USERNAME +ROLE +TENANT +EMAIL\n1 +admin +system owner +localhost +\n`},
		{args: []string{"person", "add", "anna", "--role", "administrator", "--email", "anna@example.com", "--password-file", "-"}, input: "piped\n",
			out: `added person 2 \(anna\), administrator of localhost\n`},
		{args: []string{"person", "add", "otto", "--password-file", file}, out: `added person 3 \(otto\), user of localhost\n`},
		{args: []string{"person", "add", "made"}, out: `added person 4 \(made\), user of localhost\npassword: [a-z0-9-]{24} \(not shown again\)\n`},
		{args: []string{"person", "list", "--tenant", "1"}, out: `ID .*\n1 .*\n2 +anna +administrator +localhost +anna@example\.com\n4 +made .*\n3 +otto .*\n`},
		{args: []string{"person", "passwd", "otto"}, out: `changed the password of otto\npassword: \S+ \(not shown again\)\n`},
		{args: []string{"person", "passwd", "otto", "--password-file", "-"}, input: "changed\n", out: `changed the password of otto\n`},

		{args: []string{"person", "add", "ANNA"}, code: 1, errs: `ANNA is taken`},
		{args: []string{"person", "add", "b", "--role", "king"}, code: 2, errs: `--role must be`},
		{args: []string{"person", "add", "b", "--tenant", "nowhere"}, code: 1, errs: `there is no tenant nowhere`},
		{args: []string{"person", "add", "a b"}, code: 1, errs: `white space`},
		{args: []string{"person", "add", "b", "--password-file", "-"}, code: 2, errs: `the password is empty`},
		{args: []string{"person", "add", "b", "--password-file", file + ".absent"}, code: 2, errs: `no such file`},
		{args: []string{"person", "add"}, code: 2, errs: `accepts 1 arg`},
		{args: []string{"person", "list", "--tenant", "nowhere"}, code: 1, errs: `there is no tenant nowhere`},
		{args: []string{"person", "passwd", "nobody"}, code: 1, errs: `there is no person nobody`},
		{args: []string{"person", "remove", "nobody"}, code: 1, errs: `there is no person nobody`},
		{args: []string{"person", "remove", "admin"}, code: 1, errs: `last system owner`},

		{args: []string{"person", "remove", "made"}, out: `removed made\n`},
		{args: []string{"person", "list"}, out: `ID .*\n1 .*\n2 .*\n3 .*\n`},
	})
	g := serve(t, places(dir)...)
	for _, test := range []struct {
		who  who
		code string
	}{
		{who{"anna", "piped"}, "200"}, {who{"otto", "changed"}, "200"}, {who{"otto", "from a file"}, "401"}, {who{"made", ""}, "401"},
	} {
		g.enswitch(test.who, "user/login").must(t, test.code)
	}
}

func TestPasswordFromTheEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DRAGOMAN_PASSWORD", "From-the-environment")
	got := execute(t, append([]string{"person", "add", "anna"}, places(dir)...)...)
	if got.code != 0 || strings.Contains(got.out, "password") {
		t.Fatalf("%+v", got)
	}
	if strings.Contains(got.out+got.errs, "From-the-environment") {
		t.Errorf("the password is printed: %+v", got)
	}
	serve(t, places(dir)...).enswitch(who{"anna", "From-the-environment"}, "user/login").must(t, "200")
}

func TestConfigCommand(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "gateway.toml")
	if err := os.WriteFile(file, []byte("listen = \"127.0.0.1:1111\"\nsession_ttl = \"1h\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DRAGOMAN_SESSION_TTL", "2h")
	t.Setenv("DRAGOMAN_TOKEN_TTL", "3h")
	got := execute(t, append([]string{"config", "--config", file, "--listen", "127.0.0.1:2222"}, places(dir)...)...)
	if got.code != 0 || got.errs != "" {
		t.Fatalf("%+v", got)
	}
	for key, want := range map[string]string{
		"listen":      `127\.0\.0\.1:2222 +flag --listen`,
		"session_ttl": `2h +environment DRAGOMAN_SESSION_TTL`,
		"token_ttl":   `3h +environment DRAGOMAN_TOKEN_TTL`,
		"lab":         `false +default`,
		"data_dir":    regexp.QuoteMeta(filepath.Join(dir, "data")) + ` +flag --data-dir`,
	} {
		if !regexp.MustCompile(`(?m)^` + key + ` +` + want + ` +\S`).MatchString(got.out) {
			t.Errorf("%s isn't shown as %s in\n%s", key, want, got.out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); !os.IsNotExist(err) {
		t.Errorf("the command made a store (%v)", err)
	}
	if wrong := execute(t, "config", "--listen", "nowhere"); wrong.code != 2 {
		t.Errorf("%+v", wrong)
	}
}

func TestVersionCommand(t *testing.T) {
	got := execute(t, "version")
	if got.code != 0 || got.errs != "" || !regexp.MustCompile(`^dragoman \S+ \((commit [0-9a-f]+, )?go1\.\S+, schema [1-9][0-9]*\)\n$`).MatchString(got.out) {
		t.Errorf("%+v", got)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		got := execute(t, "completion", shell)
		if got.code != 0 || got.errs != "" || !strings.Contains(got.out, "dragoman") {
			t.Errorf("%s: %d, %d bytes, %q", shell, got.code, len(got.out), got.errs)
		}
	}
	got := execute(t, "__complete", "tenant", "")
	for _, name := range []string{"add", "list", "remove", "show"} {
		if !strings.Contains(got.out, name+"\t") {
			t.Errorf("completion doesn't offer tenant %s: %s", name, got.out)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"srve"}, {"--made-up"}, {"serve", "--made-up"}, {"version", "now"}, {"tenant", "list", "all"}} {
		got := execute(t, args...)
		if got.code != 2 || got.out != "" || !strings.HasPrefix(got.errs, "dragoman: ") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

// everyCommand walks the tree of commands, but for those that cobra adds itself.
func everyCommand(root *cobra.Command, visit func(*cobra.Command)) {
	visit(root)
	for _, command := range root.Commands() {
		everyCommand(command, visit)
	}
}

func TestEveryCommandHelps(t *testing.T) {
	everyCommand(program.Commands(), func(command *cobra.Command) {
		words := strings.Fields(command.CommandPath())[1:]
		got := execute(t, append(words, "--help")...)
		if got.code != 0 || got.errs != "" {
			t.Errorf("%s --help: %+v", command.CommandPath(), got)
		}
		for _, part := range []string{"Usage:\n  " + command.CommandPath(), "Examples:\n", command.Short} {
			if command.Long != "" && part == command.Short {
				continue
			}
			if !strings.Contains(got.out, part) {
				t.Errorf("%s --help doesn't say %q:\n%s", command.CommandPath(), part, got.out)
			}
		}
		if !strings.Contains(command.Example, command.CommandPath()) && command.HasParent() {
			t.Errorf("the examples of %s don't show it", command.CommandPath())
		}
		if command.HasSubCommands() && !slices.Equal(words, nil) {
			if bare := execute(t, words...); bare.code != 0 || bare.out != got.out {
				t.Errorf("%s alone says something else than its help: %+v", command.CommandPath(), bare)
			}
		}
	})
	if got := execute(t); got.code != 0 || !strings.Contains(got.out, "Exit codes:") {
		t.Errorf("the bare program says %+v", got)
	}
}

// inExample takes the words of an example's command line apart.
var inExample = regexp.MustCompile(`"[^"]*"|\S+`)

// redirection is what a shell keeps to itself.
var redirection = regexp.MustCompile(` ([<>|]|2>) ?.*$`)

// Examples that can't be typed are worse than none.
func TestExamplesCanBeTyped(t *testing.T) {
	count := 0
	everyCommand(program.Commands(), func(command *cobra.Command) {
		for line := range strings.Lines(command.Example) {
			_, typed, ok := strings.Cut(" "+strings.TrimSpace(line), " dragoman ")
			if !ok {
				continue
			}
			count++
			typed = redirection.ReplaceAllString(typed, "")
			words := inExample.FindAllString(typed, -1)
			found, rest, err := program.Commands().Find(words)
			if err != nil {
				t.Errorf("%q: %v", typed, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%q: %v", typed, err)
			}
			if err := found.ValidateArgs(found.Flags().Args()); err != nil {
				t.Errorf("%q: %v", typed, err)
			}
		}
	})
	if count < 10 {
		t.Errorf("only %d examples were found", count)
	}
}
