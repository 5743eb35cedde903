package tenantfile

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// writing writes a file piece by piece. Errors of the writer come out at the end, as bufio.Writer keeps them.
type writing interface {
	begin()
	field(name string, n *node) // at the top
	list(name string, any bool) // begins a list at the top, with items or without
	item(n *node)               // of the list
	end()                       // of everything
}

// encode writes everything.
func (f *File) encode(to io.Writer) error {
	out := bufio.NewWriterSize(to, 64<<10)
	var w writing = &yamlWriting{out: out}
	if f.options.JSON || strings.EqualFold(filepath.Ext(f.path), ".json") {
		w = &jsonWriting{out: out}
	}
	w.begin()
	w.field(versionName, &node{form: literal, text: strconv.Itoa(version)})
	tenant, err := tenantNode(f.held.tenant)
	if err != nil {
		return err
	}
	if len(tenant.of) > 0 {
		w.field(tenantName, tenant)
	}
	secrets := &secretsText{}
	called := labels(f.held.rows.of(transfer.HuntGroup))
	for _, kind := range (transfer.Canonical{}).Kinds() {
		if err := f.encodeKind(w, kind, called, secrets); err != nil {
			return err
		}
	}
	if text := secrets.bytes(); f.options.Secrets == Sealed && text != nil {
		sealed, err := f.sealed(text)
		if err != nil {
			return err
		}
		w.field(sealedName, textNode(sealed))
	}
	w.end()
	return out.Flush()
}

// tenantNode is what is said of the tenant.
func tenantNode(tenant *domain.Tenant) (*node, error) {
	data, err := json.Marshal(tenant)
	if err != nil {
		return nil, fmt.Errorf("write a tenant: %w", err)
	}
	all := parseJSON(data, unlimited)
	n := &node{form: object}
	for _, field := range tenantShape.fields {
		if item := all.item(field.name); item != nil && string(item.json()) != `""` {
			n.set(field.name, item)
		}
	}
	return n, nil
}

// encodeKind writes the objects of a kind in order of what they are called.
func (f *File) encodeKind(w writing, kind transfer.Kind, called map[string]string, secrets *secretsText) error {
	found := f.held.rows.of(kind)
	name := func(row *transfer.Row) string {
		if kind == transfer.HuntGroup {
			return called[row.ID]
		}
		return row.Key.Name
	}
	slices.SortFunc(found, func(a, b *transfer.Row) int { return cmp.Compare(name(a), name(b)) })
	w.list(sectionOf(kind), len(found) > 0)
	for _, row := range found {
		n := objectOf(labelled(row, called), name(row))
		if err := secrets.add(transfer.Key{Kind: kind, Name: name(row)}.String(), f.conceal(kind, n)); err != nil {
			return err
		}
		w.item(n)
	}
	return nil
}

// conceal masks the secrets of an object unless they are to be in clear, and returns them by where they are.
func (f *File) conceal(kind transfer.Kind, n *node) map[string]string {
	if f.options.Secrets == InClear {
		return nil
	}
	kept := map[string]string{}
	eachSecret(shapes[kind], n, "", func(path string, of *node, i int) bool {
		if item := of.of[i]; item.form != text || item.text != lens.Mask {
			kept[path] = string(item.json())
			of.of[i] = textNode(lens.Mask)
		}
		return true
	})
	return kept
}

// sealed encrypts secrets, or takes what was encrypted already where they are the same.
func (f *File) sealed(secrets []byte) (string, error) {
	if f.held.sealed != "" && bytes.Equal(secrets, f.held.opened) {
		return f.held.sealed, nil
	}
	return f.options.Keys.seal(secrets)
}
