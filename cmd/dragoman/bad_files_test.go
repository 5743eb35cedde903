package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dragoman/adapters/tenantfile"
)

// small is a tenant that bad files must leave as it is.
const small = "dragoman: 1\nphones:\n  - phone: \"440\"\n    holder: Ada\n"

// Whatever is wrong with a file is told in a sentence, with line and column where it has any, and nothing is written.
func TestBadFilesAreRefused(t *testing.T) {
	t.Parallel()
	f := newFiling(t, small)
	before := f.holds("acme.example.com")
	var bomb strings.Builder
	bomb.WriteString("dragoman: 1\na: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'z'; c++ {
		fmt.Fprintf(&bomb, "%c: &%c [*%c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c]\n", c, c, c-1)
	}
	for name, text := range map[string]string{
		"newer.yaml": "dragoman: 2\n", "foreign.yaml": "apiVersion: v1\nkind: Pod\n", "foreign.json": `{"code":"200","data":[]}`, "empty.yaml": "",
		"edited.yaml":    "dragoman: 1\nphones:\n  - phone: \"440\"\n    ring_time: soon\n    busy: voicemail\n  - phone: \"441\"\n    holdr: Bob\n",
		"edited.json":    "{\"dragoman\": 1,\n \"phones\": [\n  {\"phone\": \"440\", \"ring_time\": \"soon\"},\n  {\"phone\": \"441\", \"holdr\": \"Bob\"}]}",
		"cut.yaml":       "dragoman: 1\nphones:\n  - phone: \"440",
		"cut.json":       `{"dragoman": 1, "phones": [{"phone": "440"`,
		"latin.yaml":     "dragoman: 1\nphones:\n  - phone: \"440\"\n    holder: J\xfcrgen\n",
		"bomb.yaml":      bomb.String(),
		"a.zip":          "PK\x03\x04\x14\x00\x00\x00\x08\x00",
		"refused.yaml":   "dragoman: 1\nphones:\n  - phone: \"44/0\"\n  - phone: \"441\"\n    names: [\"441\", front desk]\n",
		"huge.yaml":      "dragoman: 1\n",
		"bad/x":          "",
		"sealed.yaml":    "dragoman: 1\nsecrets: |\n  -----BEGIN AGE ENCRYPTED FILE-----\n  YWdlLWVuY3J5\n  -----END AGE ENCRYPTED FILE-----\n",
		"bad/phones.csv": "phone;ring_time;busy\r\n440;soon;phone:1\r\n441;5;voicemail\r\n",
		"bad/groups.csv": "huntgrop,name\n7000,Sales\n",
	} {
		if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		f.put(name, text)
	}
	if err := os.Truncate(f.path("huge.yaml"), tenantfile.MaxFile+1); err != nil {
		t.Fatal(err)
	}
	secret := f.put("passphrase", "correct horse\n")
	for _, test := range []struct {
		from []string
		code int
		want []string // lines of standard error begin so, behind the folder
	}{
		{[]string{"missing.yaml"}, 1, []string{"dragoman: there is no file $missing.yaml"}},
		{[]string{"."}, 1, []string{"dragoman: there is neither phones.csv, groups.csv, members.csv nor codes.csv in "}},
		{[]string{"empty.yaml"}, 1, []string{"dragoman: $empty.yaml:1:1: the file is empty"}},
		{[]string{"newer.yaml"}, 1, []string{"dragoman: $newer.yaml:1:11: the file is of version 2, and only version 1 is known here"}},
		{[]string{"foreign.yaml"}, 1, []string{"dragoman: $foreign.yaml is no tenant's file of dragoman: it lacks the field dragoman: 1"}},
		{[]string{"foreign.json"}, 1, []string{"dragoman: $foreign.json is no tenant's file of dragoman: it lacks the field dragoman: 1"}},
		{[]string{"edited.yaml"}, 1, []string{
			"dragoman: $edited.yaml:4:16: phone 440: ring_time must be a whole number", "$edited.yaml:5:11: phone 440: busy must be a destination such as phone:440",
			"$edited.yaml:7:5: phone 441: holdr is no field that is known here"}},
		{[]string{"edited.json"}, 1, []string{
			"dragoman: $edited.json:3:33: phone 440: ring_time must be a whole number", "$edited.json:4:20: phone 441: holdr is no field that is known here"}},
		{[]string{"cut.yaml"}, 1, []string{"dragoman: $cut.yaml:3:"}},
		{[]string{"cut.json"}, 1, []string{"dragoman: $cut.json:1:43: the file ends in the middle"}},
		{[]string{"latin.yaml"}, 1, []string{"dragoman: $latin.yaml:4:14: the file must be UTF-8"}},
		{[]string{"bomb.yaml"}, 1, []string{"dragoman: $bomb.yaml:2:4: anchors (&) and aliases (*) can't be used here"}},
		{[]string{"refused.yaml"}, 1, []string{
			"dragoman: $refused.yaml:3:12: phone 44/0: phone can't be: a name must not contain any of", "$refused.yaml:5:20: phone 441: names[2] can't be: a name must not contain white space"}},
		{[]string{"a.zip"}, 1, []string{"dragoman: $a.zip:1:1: this is no YAML: "}},
		{[]string{"huge.yaml"}, 1, []string{"dragoman: $huge.yaml is larger than 128 MiB, which no tenant's file is"}},
		{[]string{"sealed.yaml", "--passphrase-file", secret}, 1, []string{"dragoman: $sealed.yaml: its sealed secrets are damaged"}},
		{[]string{"--csv", "missing"}, 2, []string{"dragoman: --csv must name a folder, and $missing is none"}},
		{[]string{"--csv", "empty.yaml"}, 2, []string{"dragoman: --csv must name a folder, and $empty.yaml is none"}},
		{[]string{"--csv", "bad"}, 1, []string{
			"dragoman: $bad/phones.csv:2:5: ring_time must be a whole number", "$bad/phones.csv:3:7: phone 441: busy must be a destination",
			`$bad/groups.csv:1:1: "huntgrop" is no column that is known here; there are huntgroup, names`, "$bad/groups.csv:1:1: the column huntgroup is missing"}},
	} {
		args := []string{"import", "--journal", f.path("journal-bad")}
		for i, arg := range test.from {
			if !strings.HasPrefix(arg, "-") && i < 2 {
				arg = f.dir + "/" + arg
			}
			if i == 0 || test.from[0] == "--csv" {
				args = append(args, arg)
			} else {
				args = append(args, test.from[i])
			}
		}
		got := f.run(append(args, "dragoman:acme.example.com")...)
		lines := strings.Split(strings.TrimSuffix(got.errs, "\n"), "\n")
		if got.code != test.code || got.out != "" || len(lines) < len(test.want) {
			t.Errorf("%q: %+v", test.from, got)
			continue
		}
		for i, want := range test.want {
			if !strings.HasPrefix(lines[i], strings.ReplaceAll(want, "$", f.dir+"/")) {
				t.Errorf("%q complained\n%s\nwant\n%s", test.from, lines[i], want)
			}
		}
	}
	if after := f.holds("acme.example.com"); after != before {
		t.Errorf("there is now\n%s\nbefore\n%s", after, before)
	}
}

// Where a file can't be written an export says so, and what was there stays as it was.
func TestPlacesWhereNoFileCanBe(t *testing.T) {
	t.Parallel()
	f := newFiling(t, small)
	old := f.put("old.yaml", "what was there\n")
	for _, test := range []struct{ name, to, want string }{
		{"a folder", f.dir, "can't be written: it is a folder"},
		{"below a file", old + "/a.yaml", "can't be written: not a directory"},
		{"in no folder", f.path("none/a.yaml"), "can't be written: no such file or directory"},
		{"where nobody may write", "/proc/a.yaml", "can't be written: "},
		{"on a full disk", "/dev/full", "can't be written: no space left on device"},
	} {
		got := f.run("export", "dragoman:acme.example.com", test.to)
		if got.code != 1 || got.out != "" || strings.Count(got.errs, "\n") != 1 || !strings.Contains(got.errs, test.to+" "+test.want) {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
	for _, test := range []struct{ to, want string }{
		{old, "can't be made: not a directory"}, {"/proc/lists", "can't be made: "},
	} {
		got := f.run("export", "dragoman:acme.example.com", "--csv", test.to)
		if got.code != 1 || got.out != "" || strings.Count(got.errs, "\n") != 1 || !strings.Contains(got.errs, test.to+" "+test.want) {
			t.Errorf("lists to %s: %+v", test.to, got)
		}
	}
	if info, err := os.Stat("/dev/full"); err != nil || info.Mode().IsRegular() {
		t.Errorf("a device was replaced by a file (%v)", err)
	}
	if f.read("old.yaml") != "what was there\n" {
		t.Error("the old file is another")
	}
}

// A file that is there is replaced, also behind a link, and is for its owner alone.
func TestExportsReplaceFiles(t *testing.T) {
	t.Parallel()
	f := newFiling(t, small)
	target := f.put("target.yaml", "what was there\n")
	if err := os.Chmod(target, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target.yaml", f.path("link.yaml")); err != nil {
		t.Fatal(err)
	}
	f.must(0, "export", "dragoman:acme.example.com", f.path("link.yaml"))
	info, err := os.Lstat(f.path("link.yaml"))
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is none any more (%v)", err)
	}
	info, err = os.Stat(target)
	if err != nil || info.Mode().Perm() != 0o600 || !strings.HasPrefix(f.read("target.yaml"), "# A tenant") {
		t.Errorf("the file is %v (%v)", info.Mode(), err)
	}
}

// limited runs a command in a process of its own whose files may not grow beyond some KiB.
func limited(f *filing, kib int, args ...string) (outcome, time.Duration) {
	f.t.Helper()
	program := inProcess(f.t, append(args, places(f.dir)...)...)
	command := exec.Command("sh", append([]string{"-c", fmt.Sprintf("ulimit -f %d; exec \"$0\" \"$@\"", kib*2)}, program.Args...)...)
	command.Env = program.Env
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	begun := time.Now()
	_ = command.Run() // the code says what came of it
	return outcome{command.ProcessState.ExitCode(), out.String(), errs.String()}, time.Since(begun)
}

// Where there is no room to work in, somebody has to know where.
func TestPlansWithoutRoom(t *testing.T) {
	t.Parallel()
	f := newFiling(t, small)
	from := f.put("one.yaml", small)
	for _, kib := range []int{1, 40, 100} {
		got, _ := limited(f, kib, "plan", "--from", from, "--to", f.path("other.yaml"))
		if got.code != 1 || got.out != "" || !strings.HasPrefix(got.errs, "dragoman: the temporary folder "+os.TempDir()+" has no room for what is worked out there; make some, or name another by TMPDIR: ") {
			t.Errorf("with files of at most %d KiB: %+v", kib, got)
		}
	}
	got := f.must(1, "plan", "--from", from, "--to", f.path("other.yaml"), "--out", "/dev/full")
	if got.errs != "dragoman: the plan can't be written: write /dev/full: no space left on device\n" {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Error(err)
	}
}

// An export for which the disk is too small, or that is killed, leaves the old file as it was.
func TestExportsThatComeToNothing(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("dragoman: 1\nphones:\n")
	for i := range 800 {
		fmt.Fprintf(&text, "  - phone: \"%d\"\n    holder: \"%s\"\n", 100000+i, strings.Repeat("Ada ", 100))
	}
	f := newFiling(t, text.String())
	old := f.put("old.yaml", "what was there\n")
	for _, kib := range []int{1, 200, 500} {
		got, _ := limited(f, kib, "export", "dragoman:acme.example.com", old)
		if got.code != 1 || got.out != "" || strings.Count(got.errs, "\n") != 1 {
			t.Errorf("with files of at most %d KiB: %+v", kib, got)
		}
	}
	whole, lasts := limited(f, 1<<20, "export", "dragoman:acme.example.com", f.path("new.yaml"))
	if whole.code != 0 {
		t.Fatalf("%+v", whole)
	}
	for i := range 6 {
		command := inProcess(t, append([]string{"export", "dragoman:acme.example.com", old}, places(f.dir)...)...)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(lasts * time.Duration(i+1) / 7)
		_ = command.Process.Kill() // it may have ended
		_ = command.Wait()         // says that it was killed
		if got := f.read("old.yaml"); got != "what was there\n" && got != f.read("new.yaml") {
			t.Fatalf("after a kill the file has %d bytes", len(got))
		}
	}
}
