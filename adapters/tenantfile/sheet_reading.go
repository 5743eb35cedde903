package tenantfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// listsFormat is the canonical format as far as the columns of some files go: whatever they don't have is left alone.
type listsFormat struct {
	transfer.Canonical
	said  map[domain.Kind]map[string]bool // canonical fields
	whole map[domain.Kind]bool            // kinds that have a file
}

// ListsName is the name of the format of Lists.
const ListsName = "csv"

func (listsFormat) Name() string { return ListsName }

// Says is true for the fields that have a column.
func (f listsFormat) Says(kind domain.Kind, field string) bool {
	first, rest, nested := strings.Cut(field, ".")
	if first == "Levels" && nested {
		return f.said[kind]["Members"] && strings.Contains(rest, "Members")
	}
	return f.said[kind][first]
}

// Lists is true for the kinds that have a file: nothing is known of the others.
func (f listsFormat) Lists(kind domain.Kind) bool { return f.whole[kind] }

// OpenLists reads CSV files as a place to read from. An error is a *domain.Error: NotFound where the directory has none of
// them, Invalid with a line for each problem in them.
func OpenLists(dir string) (transfer.Place, error) {
	r := &listReading{
		templates: map[transfer.Kind]*template{},
		rows:      newRows(), format: listsFormat{said: map[domain.Kind]map[string]bool{}, whole: map[domain.Kind]bool{}}, groups: map[string]bool{}, members: map[string][]*node{},
	}
	read, found := 0, Problems{}
	for i := range sheets {
		data, err := readList(dir, sheets[i].file)
		if err != nil {
			return transfer.Place{}, err
		}
		if data == nil || sheets[i].kind == transfer.Member && len(found) > 0 {
			continue // members of groups that couldn't be read would all be strangers
		}
		read++
		if sheets[i].kind != transfer.Member {
			r.format.whole[domain.Kind(sheets[i].kind)] = true
		}
		found = append(found, r.read(&sheets[i], filepath.Join(dir, sheets[i].file), data)...)
	}
	tell := func(p Problem) { found = append(found, p) }
	checkNames(r.placed, tell)
	if r.rows.addCodes(r.placed, tell) {
		r.say(domain.KindFeatureCode, "Destination")
	}
	if read == 0 {
		return transfer.Place{}, domain.Fail(domain.NotFound, "there is neither phones.csv, groups.csv, members.csv nor codes.csv in %s", dir)
	}
	if len(found) > 0 {
		return transfer.Place{}, domain.Wrap(domain.Invalid, found, "%s", found)
	}
	r.giveMembers()
	file := &File{path: dir, held: &contents{tenant: &domain.Tenant{}, rows: r.rows}}
	return transfer.Place{Address: dir, Format: r.format, Remote: file}, nil
}

// readList reads the bytes of a list, nil where there is none.
func readList(dir, name string) ([]byte, error) {
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, domain.Wrap(domain.Unavailable, err, "%s can't be read: %s", path, reason(err))
	case len(data) > MaxFile:
		return nil, domain.Fail(domain.Invalid, "%s is larger than %d MiB", path, MaxFile>>20)
	case data == nil:
		return []byte{}, nil
	}
	return data, nil
}

type listReading struct {
	templates map[transfer.Kind]*template
	rows      *rows
	format    listsFormat
	groups    map[string]bool
	members   map[string][]*node
	placed    []placed
}

func (r *listReading) template(kind transfer.Kind) *template {
	if r.templates[kind] == nil {
		r.templates[kind] = templateOf(kind)
	}
	return r.templates[kind]
}

// read reads one of the files, and returns what is wrong in it.
func (r *listReading) read(l *sheet, path string, data []byte) Problems {
	found := &problems{file: path}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		found.add(brokenText(data), "the file must be UTF-8: save it as CSV UTF-8")
		return found.told()
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.ReuseRecord = separator(data), true
	header, err := in.Read()
	if err != nil {
		found.csv(err)
		return found.told()
	}
	columns := r.header(l, header, in, found)
	if len(found.found) > 0 {
		return found.told()
	}
	for !found.full() {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			found.csv(err)
			if errors.Is(err, csv.ErrFieldCount) {
				continue
			}
			break
		}
		r.record(l, columns, record, in, found)
	}
	return found.told()
}

// csv notes an error of the parser.
func (p *problems) csv(err error) {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		p.add(position{}, "the file is empty: it needs a line of headings")
	case errors.As(err, &parse) && errors.Is(err, csv.ErrFieldCount):
		p.add(position{parse.Line, 1}, "the line has more or fewer cells than there are headings")
	case errors.As(err, &parse):
		p.add(position{parse.Line, parse.Column}, "this is no CSV: %s", parse.Err)
	default:
		p.add(position{}, "this is no CSV: %s", err)
	}
}

// separator is what separates the cells: a semicolon where the headings have more of them than commas.
func separator(data []byte) rune {
	headings, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(headings, []byte(";")) > bytes.Count(headings, []byte(",")) {
		return ';'
	}
	return ','
}

// header finds the columns of the headings.
func (r *listReading) header(l *sheet, headings []string, in *csv.Reader, found *problems) []*column {
	out := make([]*column, len(headings))
	for i, heading := range headings {
		heading = strings.ToLower(strings.TrimSpace(heading))
		at := place(in, i)
		n := slices.IndexFunc(l.columns, func(c column) bool { return c.name == heading })
		switch {
		case n < 0:
			found.add(at, "%q is no column that is known here; there are %s", headings[i], columnNames(l))
			continue
		case slices.Contains(out, &l.columns[n]):
			found.add(at, "the column %s is there twice", heading)
		}
		out[i] = &l.columns[n]
	}
	must := l.columns[:1]
	if l.kind == transfer.Member {
		must = slices.Concat(must, required(l))
	}
	for _, c := range must {
		if !slices.ContainsFunc(out, func(have *column) bool { return have != nil && have.name == c.name }) {
			found.add(position{}, "the column %s is missing", c.name)
		}
	}
	missingParts(l, out, found)
	r.says(l, out)
	return out
}

// missingParts wants all columns of a field or none: what a part of it was would be lost.
func missingParts(l *sheet, have []*column, found *problems) {
	for i, c := range have {
		if c == nil || c.inside == "" || slices.ContainsFunc(have[:i], func(other *column) bool { return other != nil && other.field == c.field }) {
			continue
		}
		for j := range l.columns {
			if part := &l.columns[j]; part.field == c.field && !slices.Contains(have, part) {
				found.add(position{}, "the column %s is missing, which goes with %s", part.name, c.name)
			}
		}
	}
}

// required are the columns without which there is no member.
func required(l *sheet) []column {
	member := shapes[transfer.HuntGroup].field(membersName).shape.of
	return slices.DeleteFunc(slices.Clone(l.columns[1:]), func(c column) bool { return c.name == "level" || !member.field(c.name).required })
}

func columnNames(l *sheet) string {
	names := make([]string, len(l.columns))
	for i := range l.columns {
		names[i] = l.columns[i].name
	}
	return strings.Join(names, ", ")
}

// says takes note of what the columns speak of.
func (r *listReading) says(l *sheet, columns []*column) {
	kind := domain.Kind(l.of())
	if l.kind == transfer.Member {
		r.say(kind, "Members")
	}
	for _, c := range columns {
		if c != nil && c.goName != "" {
			r.say(kind, c.goName)
		}
	}
}

func (r *listReading) say(kind domain.Kind, field string) {
	if r.format.said[kind] == nil {
		r.format.said[kind] = map[string]bool{}
	}
	r.format.said[kind][field] = true
}

func place(in *csv.Reader, i int) position {
	line, column := in.FieldPos(i)
	return position{line, column}
}

// record reads one line.
func (r *listReading) record(l *sheet, columns []*column, record []string, in *csv.Reader, found *problems) {
	if !slices.ContainsFunc(record, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
		return // a line of separators, as spreadsheets leave behind the last
	}
	n := &node{form: object, at: place(in, 0)}
	before := len(found.found)
	for i, cell := range record {
		readCell(n, columns[i], unarmed(strings.Clone(cell)), place(in, i), found)
	}
	if len(found.found) > before {
		return
	}
	if l.kind != transfer.Member {
		complete(n, shapes[l.kind], r.template(l.kind))
	}
	name := n.item(l.columns[0].name)
	if name == nil || name.text == "" {
		found.add(n.at, "the cell %s must not be empty", l.columns[0].name)
		return
	}
	if l.kind == transfer.Member {
		r.member(name.text, n, found)
		return
	}
	c := checking{found: found, title: titleOf(l.kind, n)}
	c.check(shapes[l.kind], n, "")
	if c.wrong {
		return
	}
	if l.kind == transfer.HuntGroup {
		r.groups[name.text] = true
		if dialled := n.item(namesField); dialled == nil && domain.Dialable(name.text) {
			n.set(namesField, &node{form: list, of: []*node{textNode(name.text)}})
		}
	}
	row := rowOf(l.kind, name.text, n, r.template(l.kind))
	if !r.rows.add(row) {
		found.add(n.at, "%s is there twice", c.title)
		return
	}
	r.placed = append(r.placed, placed{row, found.file, n.at})
}

// readCell puts what a cell says into an object. An empty one says that the field is as a new object has it.
func readCell(n *node, c *column, cell string, at position, found *problems) {
	if cell == "" {
		return
	}
	value := &node{at: at, text: cell}
	switch {
	case c.name == namesField:
		value = &node{form: list, at: at}
		for _, name := range strings.Fields(cell) {
			value.of = append(value.of, &node{at: at, text: name})
		}
	case c.shape.is == whole:
		value.form, value.text = literal, strings.TrimSpace(cell)
		if _, err := strconv.ParseInt(value.text, 10, 64); err != nil {
			found.add(at, "%s must be a whole number", c.name)
			return
		}
	case c.shape.is == truth:
		truth, ok := truths[strings.ToLower(strings.TrimSpace(cell))]
		if !ok {
			found.add(at, "%s must be true or false", c.name)
			return
		}
		value.form, value.text = literal, strconv.FormatBool(truth)
	}
	if c.inside == "" {
		n.set(c.name, value)
		return
	}
	holder := n.item(c.field)
	if holder == nil {
		holder = &node{form: object, at: at}
		n.set(c.field, holder)
	}
	holder.set(c.inside, value)
}

// complete gives fields of which a part was said the other parts as a new object has them.
func complete(n *node, s *shape, common *template) {
	for i, k := range n.keys {
		f := s.field(k.name)
		if f == nil || f.shape.is != record {
			continue
		}
		said, fresh := n.of[i], parseJSON([]byte(common.fresh[k.name].Text), maxDepth)
		whole := &node{form: object, at: said.at}
		for _, part := range f.shape.fields {
			if item := cmp.Or(said.item(part.name), fresh.item(part.name)); item != nil {
				whole.set(part.name, item)
			}
		}
		n.of[i] = whole
	}
}

// truths are what spreadsheets and people write for true and false.
var truths = map[string]bool{"true": true, "1": true, "yes": true, "false": false, "0": false, "no": false}

// member takes note of a member of a hunt group.
func (r *listReading) member(group string, n *node, found *problems) {
	if !r.groups[group] {
		found.add(n.at, "there is no hunt group %s in %s", group, groupsFile)
		return
	}
	n.drop(slices.IndexFunc(n.keys, func(k key) bool { return k.name == string(transfer.HuntGroup) }))
	if n.item("level") == nil {
		n.set("level", &node{form: literal, text: "1", at: n.at})
	}
	if n.item("available") == nil {
		n.set("available", &node{form: literal, text: "true", at: n.at})
	}
	c := checking{found: found, title: "a member of " + group}
	c.check(shapes[transfer.HuntGroup].field(membersName).shape.of, n, "")
	if !c.wrong {
		r.members[group] = append(r.members[group], n)
	}
}

// giveMembers puts the members into the hunt groups, by level.
func (r *listReading) giveMembers() {
	common := templateOf(transfer.HuntGroup)
	for _, row := range r.rows.of(transfer.HuntGroup) {
		members := &node{form: list, of: r.members[row.ID]}
		slices.SortStableFunc(members.of, func(a, b *node) int {
			left, _ := strconv.Atoi(a.item("level").text) // both are whole numbers
			right, _ := strconv.Atoi(b.item("level").text)
			return left - right
		})
		put(row, membersName, members.value(), common)
	}
}
