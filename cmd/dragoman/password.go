package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dragoman/domain/credential"
)

// passwordFlags says where a command takes a password from.
type passwordFlags struct{ file string }

func (f *passwordFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "password-file", "", "read the password from this `file`, - for standard input; else DRAGOMAN_PASSWORD, else a prompt")
}

// read takes a password from the file, the environment or a prompt. Without any of them it makes one up, and says so.
func (f *passwordFlags) read(p *program) (password string, generated bool, err error) {
	switch {
	case f.file == "-":
		password, err = firstLine(p.in)
	case f.file != "":
		var file *os.File
		if file, err = os.Open(f.file); err != nil {
			return "", false, usageError{err}
		}
		defer func() { _ = file.Close() }() // it was only read
		password, err = firstLine(file)
	case os.Getenv("DRAGOMAN_PASSWORD") != "":
		password = os.Getenv("DRAGOMAN_PASSWORD")
	default:
		if file, ok := p.in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
			password, err = prompt(p, file)
			break
		}
		return credential.Generate(), true, nil
	}
	if err != nil {
		return "", false, err
	}
	if password == "" {
		return "", false, usageError{errors.New("the password is empty")}
	}
	return password, false, nil
}

func firstLine(r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, 4096))
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(string(data), "\ufeff"), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

func prompt(p *program, file *os.File) (string, error) {
	fmt.Fprint(p.err, "Password: ")
	first, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(p.err)
	if err != nil {
		return "", err
	}
	fmt.Fprint(p.err, "Again: ")
	second, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(p.err)
	if err != nil {
		return "", err
	}
	if string(first) != string(second) {
		return "", usageError{errors.New("the passwords differ")}
	}
	return string(first), nil
}
