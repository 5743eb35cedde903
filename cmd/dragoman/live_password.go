package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"
)

// readKnown takes the password of a user of a live server from the file, the environment or a prompt. It may be empty,
// as a lab's is; nothing is made up.
func (f *passwordFlags) readKnown(p *program) (string, error) {
	switch {
	case f.file == "-":
		return firstLine(p.in)
	case f.file != "":
		file, err := os.Open(f.file)
		if err != nil {
			return "", usageError{err}
		}
		defer func() { _ = file.Close() }() // it was only read
		return firstLine(file)
	}
	if password, set := os.LookupEnv("DRAGOMAN_PASSWORD"); set {
		return password, nil
	}
	file, ok := p.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return "", usageError{errors.New("no password is given: set DRAGOMAN_PASSWORD, or name a file with --password-file")}
	}
	fmt.Fprint(p.err, "Password: ")
	password, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(p.err)
	return string(password), err
}
