package tenantfile

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// WriteLists writes the objects of a place of the canonical format as CSV files into a directory, which is made where there
// is none. Files that were there are replaced. Secrets are written only if they are to be in clear.
func WriteLists(ctx context.Context, from transfer.Remote, dir string, secrets Secrets) error {
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
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return domain.Wrap(domain.Unavailable, err, "%s can't be made: %s", dir, reason(err))
	}
	called := labels(held.of(transfer.HuntGroup))
	for i := range sheets {
		path := filepath.Join(dir, sheets[i].file)
		err := replace(path, func(to io.Writer) error { return writeList(to, &sheets[i], held, called, secrets) })
		if err != nil {
			return domain.Wrap(domain.Unavailable, err, "%s can't be written: %s", path, reason(err))
		}
	}
	return nil
}

func writeList(to io.Writer, l *sheet, held *rows, called map[string]string, secrets Secrets) error {
	buffered := bufio.NewWriter(to)
	out := csv.NewWriter(buffered)
	out.UseCRLF = true
	columns := slices.DeleteFunc(slices.Clone(l.columns), func(c column) bool { return c.hidden && secrets != InClear })
	header := make([]string, len(columns))
	for i := range columns {
		header[i] = columns[i].name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	kind := l.kind
	if kind == transfer.Member {
		kind = transfer.HuntGroup
	}
	found := held.of(kind)
	name := func(row *transfer.Row) string {
		if kind == transfer.HuntGroup {
			return called[row.ID]
		}
		return row.Key.Name
	}
	slices.SortFunc(found, func(a, b *transfer.Row) int { return strings.Compare(name(a), name(b)) })
	for _, row := range found {
		own := labelled(row, called)
		var lines []*node
		if l.kind == transfer.Member {
			if members := objectOf(own, name(row)).item(membersName); members != nil {
				lines = members.of
			}
		} else {
			lines = []*node{objectOf(wholeRow(own, InClear, true), name(row))}
		}
		for _, line := range lines {
			record := make([]string, len(columns))
			for i, c := range columns {
				record[i] = disarmed(cellOf(line, c))
			}
			if l.kind == transfer.Member {
				record[0] = disarmed(name(row))
			}
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

// cellOf is what stands in a cell.
func cellOf(n *node, c column) string {
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
