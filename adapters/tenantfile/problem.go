package tenantfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dragoman/domain"
)

// Problem is something wrong in a file.
type Problem struct {
	File   string
	Line   int // from 1
	Column int // from 1
	Text   string
}

// String writes the problem as compilers do: "tenant.yaml:12:7: ring_time must be a whole number".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems are what is wrong in a file, in its order, a line each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// maxProblems is how many problems are told at once. Somebody who gave the wrong file has enough of them sooner.
const maxProblems = 20

// position is where something stands in a file.
type position struct{ line, column int }

// problems collects what is wrong in a file.
type problems struct {
	file  string
	found Problems
}

func (p *problems) add(at position, format string, args ...any) {
	if len(p.found) <= maxProblems {
		p.found = append(p.found, Problem{p.file, max(at.line, 1), max(at.column, 1), fmt.Sprintf(format, args...)})
	}
}

// full says that looking for more is no use.
func (p *problems) full() bool { return len(p.found) > maxProblems }

// told are the problems in the file's order, as many as are told at once.
func (p *problems) told() Problems {
	slices.SortStableFunc(p.found, func(a, b Problem) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	return p.found[:min(len(p.found), maxProblems)]
}

// err is an Invalid error that names all problems, nil for none. Its cause is the Problems.
func (p *problems) err() error {
	if len(p.found) == 0 {
		return nil
	}
	text := ""
	if p.full() {
		text = fmt.Sprintf("\n%s has more of the kind", p.file)
	}
	found := p.told()
	return domain.Wrap(domain.Invalid, found, "%s%s", found.Error(), text)
}
