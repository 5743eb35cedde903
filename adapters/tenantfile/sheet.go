package tenantfile

import (
	"strings"

	"dragoman/domain/transfer"
)

// Lists are CSV files in a directory, since that is how people hand over lists: phones.csv, groups.csv, members.csv and
// codes.csv, each with a line of headings (RFC 4180, UTF-8). The headings are those of the canonical fields; a field of a
// field is joined by a dot, as in "forward.number". Further names of an object stand in one cell, separated by spaces.
//
// A cell that a spreadsheet would take for a formula, since it begins with = + - @ or a control character, is written with
// an apostrophe in front, as is one that begins with an apostrophe; reading takes it off again.

// sheet is one of the CSV files.
type sheet struct {
	file    string
	kind    transfer.Kind
	columns []column
}

// of is the kind of the objects whose lines these are: members are lines of their hunt groups.
func (l *sheet) of() transfer.Kind {
	if l.kind == transfer.Member {
		return transfer.HuntGroup
	}
	return l.kind
}

// column is one of its columns: a field of an object, or a field of that.
type column struct {
	name   string
	field  string // the setting
	inside string // the field in it, empty for the setting itself
	shape  *shape
	goName string // the canonical field, as transfer.Format.Says names it
	hidden bool
}

const (
	membersFile = "members.csv"
	groupsFile  = "groups.csv"
	namesField  = "names"
	membersName = "members"
)

// sheets are the files in the order in which they are read. Their columns are made from the shapes of objects.
var sheets = func() []sheet {
	out := []sheet{
		{file: "phones.csv", kind: transfer.Phone}, {file: groupsFile, kind: transfer.HuntGroup},
		{file: "codes.csv", kind: transfer.FeatureCode}, {file: membersFile, kind: transfer.Member},
	}
	for i := range out[:3] {
		for j := range shapes[out[i].kind].fields {
			out[i].columns = append(out[i].columns, columnsOf(&shapes[out[i].kind].fields[j])...)
		}
	}
	member := shapes[transfer.HuntGroup].field(membersName).shape.of
	out[3].columns = []column{{name: string(transfer.HuntGroup), shape: &shape{is: words}}}
	for _, f := range member.fields {
		if single(f.shape) {
			out[3].columns = append(out[3].columns, column{name: f.name, field: f.name, shape: f.shape})
		}
	}
	return out
}()

// columnsOf are the columns that show a field: none for what has no place in a cell.
func columnsOf(f *field) []column {
	one := column{name: f.name, field: f.name, shape: f.shape}
	if f.setting != nil {
		one.goName, one.hidden = f.setting.Field, f.shape.hidden
	}
	switch {
	case single(f.shape), f.name == namesField:
		return []column{one}
	case f.shape.is != record:
		return nil
	}
	var out []column
	for _, inner := range f.shape.fields {
		if single(inner.shape) {
			out = append(out, column{name: f.name + "." + inner.name, field: f.name, inside: inner.name, shape: inner.shape, goName: one.goName})
		}
	}
	return out
}

// single says that a value fits in a cell.
func single(s *shape) bool {
	return s.is == words || s.is == whole || s.is == truth || s.is == leading
}

// armed are the characters with which a spreadsheet begins a formula.
const armed = "=+-@\t\r\n'"

// disarmed is a cell that no spreadsheet takes for a formula.
func disarmed(cell string) string {
	if cell != "" && strings.IndexByte(armed, cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

func unarmed(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.IndexByte(armed, cell[1]) >= 0 {
		return cell[1:]
	}
	return cell
}
