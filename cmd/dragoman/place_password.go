package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dragoman/adapters/tenantfile"
)

// read takes the password for a place from the file, the environment or a prompt. It may be empty, as a lab's is.
func (s *sidePassword) read(p *program, place string) (string, error) {
	if s.file == "-" {
		return firstLine(p.in)
	}
	if s.file != "" {
		return firstLineOf(s.file)
	}
	if password, set := os.LookupEnv(s.variable); set {
		return password, nil
	}
	password, ok, err := promptFor(p, "Password for "+place+": ")
	if !ok {
		return "", usageError{fmt.Errorf("no password is given for %s: set %s, or name a file with --%s-password-file", place, s.variable, s.side)}
	}
	return password, err
}

func firstLineOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", usageError{err}
	}
	defer func() { _ = file.Close() }() // it was only read
	return firstLine(file)
}

// promptFor asks for a secret in a terminal; ok is false where there is none.
func promptFor(p *program, question string) (secret string, ok bool, err error) {
	file, isFile := p.in.(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) {
		return "", false, nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Fprint(p.err, question)
	secret, err = typed(ctx, p, func() (string, error) {
		answer, err := term.ReadPassword(int(file.Fd()))
		return string(answer), err
	})
	fmt.Fprintln(p.err)
	return secret, true, err
}

// secretFlags say what becomes of secrets in a file.
type secretFlags struct {
	with, plain           bool
	passphrase, recipient string
	identity              string
}

const passphraseVariable = "DRAGOMAN_PASSPHRASE"

func (f *secretFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.with, "with-secrets", false, "write passwords and PINs to a file too, encrypted with a passphrase or for --recipients")
	flags.BoolVar(&f.plain, "plain-secrets", false, "write them in clear")
	flags.StringVar(&f.passphrase, "passphrase-file", "", "read the passphrase for secrets in a file from this `file`; else "+passphraseVariable+", else a prompt")
	flags.StringVar(&f.recipient, "recipients", "", "encrypt secrets for the age recipients in this `file`")
	flags.StringVar(&f.identity, "identity", "", "decrypt secrets with the age identities in this `file`")
}

// apply says how a file is opened. A passphrase is asked for only where secrets are to be written; a file that is read may
// have none.
func (f *secretFlags) apply(p *program, options *tenantfile.Options) error {
	if f.plain {
		options.Secrets = tenantfile.InClear
	} else if f.with {
		options.Secrets = tenantfile.Sealed
	}
	for _, each := range []struct {
		file string
		keys func(string) (tenantfile.Keys, error)
	}{{f.recipient, tenantfile.Recipients}, {f.identity, tenantfile.Identities}} {
		if each.file == "" {
			continue
		}
		text, err := os.ReadFile(each.file)
		if err != nil {
			return usageError{err}
		}
		keys, err := each.keys(string(text))
		if err != nil {
			return usageError{err}
		}
		options.Keys = options.Keys.And(keys)
	}
	passphrase, err := f.readPassphrase(p, options)
	if err != nil || passphrase == "" {
		return err
	}
	keys, err := tenantfile.Passphrase(passphrase)
	if f.recipient != "" {
		keys.To = nil // they are sealed for these people, and not for whoever knows the passphrase of another file
	}
	options.Keys = options.Keys.And(keys)
	return err
}

func (f *secretFlags) readPassphrase(p *program, options *tenantfile.Options) (string, error) {
	if f.passphrase != "" {
		return firstLineOf(f.passphrase)
	}
	if passphrase := os.Getenv(passphraseVariable); passphrase != "" {
		return passphrase, nil
	}
	if !options.Writing || options.Secrets != tenantfile.Sealed || len(options.Keys.To) > 0 {
		return "", nil
	}
	passphrase, ok, err := promptFor(p, "Passphrase for the secrets: ")
	if !ok || err == nil && passphrase == "" {
		return "", usageError{errors.New("secrets are encrypted: set " + passphraseVariable + ", name a file with --passphrase-file or --recipients, or ask for --plain-secrets")}
	}
	return passphrase, err
}
