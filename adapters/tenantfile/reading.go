package tenantfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

const (
	version     = 1
	versionName = "dragoman"
	tenantName  = "tenant"
	sealedName  = "secrets"
	schemaName  = "$schema"
)

// section is a field at the top of a file, which is read when it is wanted.
type section struct {
	key   key
	at    position
	empty bool                 // nothing stands behind its name
	whole func() *node         // nil where it can't be read, which is noted
	each  func(do func(*node)) // the items of a list
}

// contents is what a file holds.
type contents struct {
	tenant *domain.Tenant
	rows   *rows
	sealed string // the armored secrets, empty for none
	opened []byte // their text, nil where nothing opened them
	shown  bool   // there are secrets in clear
	// withheld are the settings kept for dialects that may be secret and aren't in the file, by object.
	withheld map[transfer.Key][]string
}

// read reads a file. Its whole text is in memory, and its objects one by one.
func read(file string, data []byte, keys Keys) (*contents, error) {
	found := &problems{file: file}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		found.add(brokenText(data), "the file must be UTF-8")
		return nil, found.err()
	}
	sections := sectionsOf(data, found)
	if err := found.err(); err != nil {
		return nil, err
	}
	r := &reading{found: found, contents: &contents{tenant: &domain.Tenant{}, rows: newRows()}, labels: map[string]position{}, refers: map[string]referring{}}
	if err := r.top(sections, keys); err != nil {
		return nil, err
	}
	for _, kind := range (transfer.Canonical{}).Kinds() {
		for _, s := range sections {
			if s.key.name == sectionOf(kind) {
				r.objects(kind, s)
			}
		}
	}
	r.checkReferences()
	tell := func(p Problem) { found.add(position{p.Line, p.Column}, "%s", p.Text) }
	r.rows.addCodes(r.placed, tell)
	checkNames(r.placed, tell)
	return r.contents, found.err()
}

// sectionsOf finds what a file has at its top.
func sectionsOf(data []byte, found *problems) []section {
	switch trimmed := bytes.TrimSpace(data); {
	case len(trimmed) == 0:
		found.add(position{}, "the file is empty")
		return nil
	case trimmed[0] == '{':
		return jsonSections(data, found)
	}
	return yamlSections(data, found)
}

// sealIn is the sealed secrets in a file, empty where there are none to be found.
func sealIn(data []byte) string {
	found := &problems{}
	for _, s := range sectionsOf(bytes.TrimPrefix(data, []byte("\ufeff")), found) {
		if s.key.name != sealedName {
			continue
		}
		if n := s.whole(); n != nil && n.form == text {
			return n.text
		}
	}
	return ""
}

// brokenText is where a text stops being UTF-8.
func brokenText(data []byte) position {
	at := position{1, 1}
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at.column++
		if r == '\n' {
			at = position{at.line + 1, 1}
		}
		data = data[size:]
	}
	return at
}

// reading is a file being read.
type reading struct {
	found *problems
	*contents
	secrets secretsOf
	labels  map[string]position  // of hunt groups
	refers  map[string]referring // where one is first referred to
	placed  []placed
}

type referring struct {
	at    position
	title string
}

// top reads all but the objects, so that the version and the secrets are known before these.
func (r *reading) top(sections []section, keys Keys) error {
	known := map[string]func(section){
		versionName: r.version,
		tenantName:  r.aboutTenant,
		schemaName:  func(section) {},
		sealedName:  r.findSealed,
	}
	for _, kind := range (transfer.Canonical{}).Kinds() {
		known[sectionOf(kind)] = func(section) {}
	}
	seen := map[string]bool{}
	for _, s := range sections {
		if seen[s.key.name] {
			r.found.add(s.key.at, "%s is there twice", s.key.name)
			continue
		}
		seen[s.key.name] = true
		read, ok := known[s.key.name]
		if !ok {
			r.found.add(s.key.at, "%s is no field of a tenant's file", s.key.name)
			continue
		}
		read(s)
	}
	if !seen[versionName] {
		return domain.Fail(domain.Invalid, "%s is no tenant's file of dragoman: it lacks the field %s: %d", r.found.file, versionName, version)
	}
	if err := r.found.err(); err != nil {
		return err
	}
	var err error
	if r.secrets, r.opened, err = keys.open(r.sealed); err != nil {
		return fmt.Errorf("%s: %w", r.found.file, err)
	}
	return nil
}

func (r *reading) version(s section) {
	n := s.whole()
	switch {
	case n == nil || n.form == literal && n.text == fmt.Sprint(version):
	case n.form == literal:
		r.found.add(s.at, "the file is of version %s, and only version %d is known here", n.text, version)
	default:
		r.found.add(s.at, "%s must be the number of a version: %d", versionName, version)
	}
}

func (r *reading) findSealed(s section) {
	n := s.whole()
	if n == nil {
		return
	}
	c := checking{found: r.found}
	c.check(&shape{is: words}, n, sealedName)
	r.sealed = n.text
}

func (r *reading) aboutTenant(s section) {
	n := s.whole()
	if n == nil {
		return
	}
	c := checking{found: r.found}
	c.check(tenantShape, n, tenantName)
	if c.wrong {
		return
	}
	if err := decode(n, r.tenant); err != nil {
		r.found.add(n.at, "%s can't be read: %s", tenantName, err)
	}
}

// objects reads the objects of a kind.
func (r *reading) objects(kind transfer.Kind, s section) {
	if s.empty {
		return
	}
	common := templateOf(kind)
	s.each(func(n *node) {
		if r.found.full() {
			return
		}
		c := checking{found: r.found, title: titleOf(kind, n)}
		c.check(shapes[kind], n, "")
		if c.wrong {
			return
		}
		name := n.item(string(kind)).text
		if name == "" {
			r.found.add(n.at, "%s needs a name", kind)
			return
		}
		r.reveal(kind, name, n)
		takeExactly(shapes[kind], n)
		row := rowOf(kind, name, n, common)
		if !r.rows.add(row) {
			r.found.add(n.at, "%s is there twice", c.title)
			return
		}
		r.remember(row, n.at)
	})
}

// withhold notes a setting that an object keeps for a dialect and that isn't in the file. A field of its own stays masked.
func (r *reading) withhold(of transfer.Key, path, name string) {
	if !strings.HasSuffix(path, ".bag."+name) {
		return
	}
	if r.contents.withheld == nil {
		r.contents.withheld = map[transfer.Key][]string{}
	}
	r.contents.withheld[of] = append(r.contents.withheld[of], name)
}

// titleOf names an object for people, as far as it has a name.
func titleOf(kind transfer.Kind, n *node) string {
	if name := n.item(string(kind)); name != nil && name.form != object && name.form != list {
		return transfer.Key{Kind: kind, Name: name.text}.String()
	}
	return string(kind)
}

// remember notes what a row is referred to by, what it is dialled by and which hunt groups it refers to.
func (r *reading) remember(row *transfer.Row, at position) {
	if row.Key.Kind == transfer.HuntGroup {
		r.labels[row.ID] = at
	}
	r.placed = append(r.placed, placed{row, r.found.file, at})
	for _, to := range (transfer.Canonical{}).References(row) {
		if _, known := r.refers[to.To.Name]; known || to.To.Kind != transfer.HuntGroup || notedOnly(to) {
			continue
		}
		r.refers[to.To.Name] = referring{at, fmt.Sprintf("%s: %s", row.Key, to.Settings[0])}
	}
}

// notedOnly says that only what is noted for a dialect refers to a hunt group, which may be gone.
func notedOnly(to transfer.Reference) bool {
	return slices.ContainsFunc(to.Settings, func(name string) bool { return isMargin(name) })
}

// checkReferences wants all hunt groups to be there that something refers to.
func (r *reading) checkReferences() {
	for label, by := range r.refers {
		if _, ok := r.labels[label]; !ok {
			r.found.add(by.at, "%s leads to hunt group %s, which isn't in the file", by.title, label)
		}
	}
}

// reveal puts the secrets that were sealed back into an object, and takes out the settings of dialects that stay hidden.
func (r *reading) reveal(kind transfer.Kind, name string, n *node) {
	secrets := r.secrets[transfer.Key{Kind: kind, Name: name}.String()]
	eachSecret(shapes[kind], n, "", func(path string, of *node, i int) bool {
		if of.of[i].form != text || of.of[i].text != lens.Mask {
			r.shown = r.shown || of.of[i].form != text || of.of[i].text != ""
			return true
		}
		json, ok := secrets[path]
		if !ok {
			r.withhold(transfer.Key{Kind: kind, Name: name}, path, of.keys[i].name)
			return false
		}
		if clear := parseJSON([]byte(json), maxDepth); clear != nil {
			of.of[i] = clear
		}
		return true
	})
}
