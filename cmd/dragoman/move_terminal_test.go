package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dragoman/adapters/wire/wiretest"
)

// terminal is the program as somebody sees it who sits before a terminal.
type terminal struct {
	t       *testing.T
	keys    *os.File // what is typed goes there
	screen  *output
	command *exec.Cmd
}

// inTerminal starts the program in a terminal, in a folder of its own.
func inTerminal(t *testing.T, environment []string, args ...string) *terminal {
	t.Helper()
	command := inProcess(t, args...)
	command.Dir = t.TempDir()
	command.Env = append(append(command.Env, "TERM=xterm", "TMPDIR="+t.TempDir()), environment...)
	keys, err := pty.StartWithSize(command, &pty.Winsize{Rows: 50, Cols: 150})
	if err != nil {
		t.Fatal(err)
	}
	s := &terminal{t, keys, newOutput(), command}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := keys.Read(buffer)
			if n > 0 {
				_, _ = s.screen.Write(buffer[:n]) // never fails
			}
			if err != nil {
				return // the program has ended
			}
		}
	}()
	t.Cleanup(func() {
		if command.ProcessState == nil {
			_ = command.Process.Kill() // it may have ended by itself
			_ = command.Wait()         // says that it was killed
		}
		_ = keys.Close() // nothing is written to it any more
	})
	return s
}

// sees waits until something is on the screen.
func (s *terminal) sees(pattern string) {
	s.t.Helper()
	if _, ok := s.screen.await(regexp.MustCompile(pattern)); !ok {
		s.t.Fatalf("%q doesn't come on the screen: %s", pattern, lastPart(s.screen.String()))
	}
}

func (s *terminal) types(text string) {
	s.t.Helper()
	if _, err := s.keys.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program's end and gives its exit code, -1 where a signal ended it.
func (s *terminal) ends() int {
	s.t.Helper()
	return endOf(s.t, s.command, patience, func() string { return lastPart(s.screen.String()) })
}

// typesUnseen types once the terminal shows no more what is typed.
func (s *terminal) typesUnseen(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		settings, err := unix.IoctlGetTermios(int(s.keys.Fd()), unix.TCGETS)
		if err != nil || time.Now().After(deadline) {
			s.t.Fatalf("the terminal shows what is typed: %v", err)
		}
		if settings.Lflag&unix.ECHO == 0 {
			break
		}
	}
	s.types(text)
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
)

func TestMovingInATerminal(t *testing.T) {
	o := openOffices(t)
	for _, one := range []struct {
		name   string
		answer string
		code   int
		says   string
		done   bool
	}{
		{"no", "n\n", 4, `nothing was done, since nobody agreed`, false},
		{"only enter", "\n", 4, `nothing was done, since nobody agreed`, false},
		{"something else", "yonder\n", 4, `nothing was done, since nobody agreed`, false},
		{"the end of the input", ctrlD, 4, `nothing was done, since nobody agreed`, false},
		{"an interruption", ctrlC, 1, `interrupted; nothing was done`, false},
		{"yes", "y\n", 0, `the target was read again: all [0-9]+ objects are as planned`, true},
		{"YES", "YES\n", 0, `the target was read again`, true},
	} {
		t.Run(one.name, func(t *testing.T) {
			o.reset(t)
			furnishEnswitch(t, o.enswitch)
			empty := string(o.vodia.State(t))
			s := inTerminal(t, nil, append([]string{"move"}, o.toVodia()...)...)
			s.sees(`to create, 0 to change`)
			s.sees(`Do this\? \[y/N\] `)
			s.types(one.answer)
			s.sees(one.says)
			if code := s.ends(); code != one.code {
				t.Errorf("it ended with %d instead of %d: %s", code, one.code, lastPart(s.screen.String()))
			}
			journals, err := filepath.Glob(filepath.Join(s.command.Dir, "dragoman-move-*.journal"))
			if err != nil || (len(journals) == 1) != one.done {
				t.Errorf("the journals are %q: %v", journals, err)
			}
			if changed := string(o.vodia.State(t)) != empty; changed != one.done {
				t.Errorf("the target has changed: %v", changed)
			}
			if !strings.Contains(s.screen.String(), "\x1b[32m440\x1b[0m") {
				t.Errorf("new phones aren't green: %q", s.screen)
			}
			seeNoSecrets(t, "the screen", s.screen.String())
		})
	}
}

// A bar says how fast it goes and how long it will take; Ctrl-C ends the move in good order, and it can go on.
func TestInterruptingAMoveInATerminal(t *testing.T) {
	o := openOffices(t)
	addEnswitch(t, o.enswitch, manyPhones(1000, 60))
	o.vodia.Set(t, "latency=30ms", "slow-time=1h")
	o.vodia.Arm(t, wiretest.Fault{Kind: "slow", Operation: "POST addacc", Skip: 30, Count: 100}) // it can't be done before Ctrl-C
	s := inTerminal(t, nil, append([]string{"move", "--yes", "--journal", "journal"}, o.toVodia()...)...)
	s.sees(`moved +[0-9]+% .*\([0-9]+/60, [0-9]+ it/s\) \[[0-9]+s:[0-9]+s\]`)
	s.types(ctrlC)
	s.sees(`the move was interrupted; dragoman move --resume journal goes on`)
	if code := s.ends(); code != 5 {
		t.Errorf("an interrupted move ended with %d: %s", code, lastPart(s.screen.String()))
	}
	o.vodia.Set(t, "latency=0s", "slow-time=0s")
	again := execute(t, "move", "--resume", filepath.Join(s.command.Dir, "journal"))
	if again.code != 0 || !strings.Contains(again.out, "all 60 objects are as planned") {
		t.Errorf("going on ended with %d: %s%s", again.code, again.out, again.errs)
	}
	if differs := execute(t, "diff", o.enswitchPlace(), o.vodiaPlace()); differs.code != 0 {
		t.Errorf("the places differ: %s", lastPart(differs.out))
	}
}

// Whoever has second thoughts while the places are read needn't wait for it.
func TestInterruptingAPlanInATerminal(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	o.enswitch.Set(t, "latency=1h")
	for _, command := range [][]string{{"plan"}, {"move", "--yes"}} {
		asked := o.enswitch.Requests(t).Total
		s := inTerminal(t, nil, append(command, o.toVodia()...)...)
		for deadline := time.Now().Add(patience); o.enswitch.Requests(t).Total == asked; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the source isn't asked anything: %s", s.screen)
			}
		}
		s.types(ctrlC)
		s.sees(`dragoman: interrupted; nothing was done`)
		if code := s.ends(); code != 1 {
			t.Errorf("it ended with %d: %s", code, s.screen)
		}
	}
}

func TestPasswordsAreAskedForInATerminal(t *testing.T) {
	o := openOffices(t)
	furnishEnswitch(t, o.enswitch)
	unset := func() []string {
		for _, name := range []string{"DRAGOMAN_FROM_PASSWORD", "DRAGOMAN_TO_PASSWORD"} {
			if err := os.Unsetenv(name); err != nil { // openOffices puts it back
				t.Fatal(err)
			}
		}
		return nil
	}
	t.Run("typed", func(t *testing.T) {
		s := inTerminal(t, unset(), append([]string{"plan"}, o.toVodia()...)...)
		s.sees(`Password for enswitch\+http://127\.0\.0\.1:[0-9]+/\?customer=12: `)
		s.typesUnseen(officePassword + "\n")
		s.sees(`Password for vodia\+http://127\.0\.0\.1:[0-9]+/localhost: `)
		s.typesUnseen(officePassword + "\n")
		s.sees(`[0-9]+ to create`)
		if code := s.ends(); code != 4 {
			t.Errorf("it ended with %d: %s", code, lastPart(s.screen.String()))
		}
		seeNoSecrets(t, "the screen", s.screen.String())
	})
	t.Run("interrupted", func(t *testing.T) {
		s := inTerminal(t, unset(), append([]string{"plan"}, o.toVodia()...)...)
		s.sees(`Password for enswitch`)
		s.typesUnseen(ctrlC)
		s.sees(`interrupted; nothing was done`)
		if code := s.ends(); code != 1 {
			t.Errorf("it ended with %d: %s", code, lastPart(s.screen.String()))
		}
	})
}

// seeNoSecrets fails where a text has one of an office's secrets.
func seeNoSecrets(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range officeSecrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows the secret %s: %s", what, secret, lastPart(text))
		}
	}
}
