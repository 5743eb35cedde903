package tenantfile

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Left is a setting that reading the files again wouldn't give. Secrets that nobody asked for are none.
type Left struct {
	Kind    transfer.Kind
	Setting string
	Objects int // that have it
	Reason  string
}

// WriteLists writes the objects of a place of the canonical format as CSV files into a directory, which is made where there
// is none. Files that were there are replaced. Secrets are written only if they are to be in clear. It returns what is left
// out, by kind and setting.
func WriteLists(ctx context.Context, from transfer.Remote, dir string, secrets Secrets) ([]Left, error) {
	held, err := heldBy(ctx, from)
	if err != nil {
		return nil, err
	}
	w := &listWriting{secrets: secrets, held: held}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, domain.Wrap(domain.Unavailable, err, "%s can't be made: %s", dir, reason(err))
	}
	w.called = labels(w.held.of(transfer.HuntGroup))
	for i := range sheets {
		path := filepath.Join(dir, sheets[i].file)
		if err := replace(path, func(to io.Writer) error { return w.write(to, &sheets[i]) }); err != nil {
			return nil, domain.Wrap(domain.Unavailable, err, "%s can't be written: %s", path, reason(err))
		}
	}
	return w.left(), nil
}

// heldBy are the rows of a place: a file has them in memory already.
func heldBy(ctx context.Context, from transfer.Remote) (*rows, error) {
	if file, ok := from.(*File); ok {
		return file.held.rows, nil
	}
	held := newRows()
	for _, kind := range (transfer.Canonical{}).Kinds() {
		common := templateOf(kind)
		err := from.Rows(ctx, kind, func(row *transfer.Row) error {
			own := &transfer.Row{Key: row.Key, ID: row.ID}
			for _, entry := range row.Settings {
				put(own, entry.Name, entry.Value, common)
			}
			held.add(own)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return held, nil
}

// listWriting is a tenant being written as lists.
type listWriting struct {
	secrets Secrets
	held    *rows
	called  map[string]string // what hunt groups are called, by id
}

// columns are those of a sheet that are written.
func (w *listWriting) columns(l *sheet) []*column {
	var out []*column
	for i := range l.columns {
		if !l.columns[i].hidden || w.secrets == InClear {
			out = append(out, &l.columns[i])
		}
	}
	return out
}

func (w *listWriting) write(to io.Writer, l *sheet) error {
	buffered := bufio.NewWriter(to)
	out := csv.NewWriter(buffered)
	out.UseCRLF = true
	columns := w.columns(l)
	header := make([]string, len(columns))
	for i := range columns {
		header[i] = columns[i].name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	found := w.held.of(l.of())
	slices.SortFunc(found, func(a, b *transfer.Row) int { return strings.Compare(w.name(a), w.name(b)) })
	for _, row := range found {
		for _, record := range w.records(l, columns, row) {
			if err := out.Write(record); err != nil {
				return err
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

// name is what a row is called in the lists.
func (w *listWriting) name(row *transfer.Row) string {
	if row.Key.Kind == transfer.HuntGroup {
		return w.called[row.ID]
	}
	return row.Key.Name
}

// records are the lines of a row in a sheet: one, or one for each member.
func (w *listWriting) records(l *sheet, columns []*column, row *transfer.Row) [][]string {
	own := labelled(row, w.called)
	if l.kind != transfer.Member {
		return [][]string{recordOfLine(columns, objectOf(wholeRow(own, InClear, true), w.name(row)))}
	}
	members := objectOf(own, w.name(row)).item(membersName)
	if members == nil {
		return nil
	}
	out := make([][]string, len(members.of))
	for i, member := range members.of {
		out[i] = recordOfLine(columns, member)
		out[i][0] = disarmed(w.name(row))
	}
	return out
}

func recordOfLine(columns []*column, line *node) []string {
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = disarmed(cellOf(line, c))
	}
	return record
}

// left lists what would be missing if the lists were read again.
func (w *listWriting) left() []Left {
	missing := map[[2]string]int{}
	for i := range sheets {
		l := &sheets[i]
		if l.kind == transfer.Member {
			continue
		}
		common := templateOf(l.kind)
		for _, row := range w.held.of(l.kind) {
			for _, setting := range w.missing(l, row, common) {
				missing[[2]string{string(l.kind), setting}]++
			}
		}
	}
	var out []Left
	for key, objects := range missing {
		one := Left{Kind: transfer.Kind(key[0]), Setting: key[1], Objects: objects, Reason: "the lists have no column for it"}
		if hasColumn(one.Kind, one.Setting) {
			one.Reason = "a cell can't hold all of it"
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Left) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Setting, b.Setting))
	})
	return out
}

// missing are the settings of a row that its lines, once read again, don't give.
func (w *listWriting) missing(l *sheet, row *transfer.Row, common *template) []string {
	own := labelled(row, w.called)
	columns := w.columns(l)
	line := readAgain(columns, w.records(l, columns, row)[0])
	complete(line, shapes[l.kind], common)
	back := rowOf(l.kind, w.name(row), line, common)
	if l.kind == transfer.HuntGroup {
		members := &node{form: list}
		columns := w.columns(&sheets[len(sheets)-1])
		for _, record := range w.records(&sheets[len(sheets)-1], columns, row) {
			member := readAgain(columns, record)
			member.drop(0)
			members.of = append(members.of, member)
		}
		put(back, membersName, members.value(), common)
	}
	var out []string
	for _, entry := range own.Settings {
		hidden := entry.Setting != nil && entry.Setting.Class == lens.Hidden
		if hidden && w.secrets != InClear || !movable(row, entry) || (transfer.Canonical{}).Same(entry.Name, own, back) {
			continue
		}
		out = append(out, entry.Name)
	}
	return out
}

// readAgain is a line as it is read. Of line ends in a cell no more than the line feed comes back.
func readAgain(columns []*column, record []string) *node {
	n := &node{form: object}
	found := &problems{}
	for i, cell := range record {
		readCell(n, columns[i], unarmed(strings.ReplaceAll(cell, "\r", "")), position{}, found)
	}
	return n
}

// hasColumn says that a setting has a column, or a file of its own.
func hasColumn(kind transfer.Kind, setting string) bool {
	return slices.ContainsFunc(sheets, func(l sheet) bool {
		return l.of() == kind && (l.kind == transfer.Member && setting == membersName ||
			slices.ContainsFunc(l.columns, func(c column) bool { return c.field == setting && l.kind != transfer.Member }))
	})
}

// cellOf is what stands in a cell.
func cellOf(n *node, c *column) string {
	value := n.item(c.name)
	if c.inside != "" {
		value = n.item(c.field).item(c.inside)
	}
	switch {
	case value == nil && c.shape.is == truth:
		return "false"
	case value == nil:
		return ""
	case value.form != list:
		return value.text
	}
	names := make([]string, len(value.of))
	for i := range value.of {
		names[i] = value.of[i].text
	}
	return strings.Join(names, " ")
}
