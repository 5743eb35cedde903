package tenantfile

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// shape is what a value in a file may look like. It is made from the canonical declarations, by reflection, and both
// reading and Schema go by it.
type shape struct {
	is       what
	fields   []field // of a record, in order
	of       *shape  // the items of a table or a list
	most     int     // items of a list, 0 for any number
	min, max int64   // of a whole number, where max isn't 0
	hidden   bool    // a secret: lens.Mask may stand for it
	name     bool    // a name of the number plan
	settings bool    // a table of the settings that an object keeps for a dialect
	dialects bool    // a table by dialect, which must have a name
	flat     bool    // written in one line of YAML where that isn't long
}

type what byte

const (
	anything what = iota
	words
	whole
	truth
	leading // a destination
	record
	table // any names, and values that are alike
	series
)

// field is a field of a record.
type field struct {
	name     string
	shape    *shape
	required bool
	setting  *lens.Setting // of an object's own fields, nil deeper down
}

func (s *shape) field(name string) *field {
	if i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name }); i >= 0 {
		return &s.fields[i]
	}
	return nil
}

var (
	margins = reflect.TypeFor[lens.Margins]()
	bag     = reflect.TypeFor[map[string]lens.Value]()
	// elsewhere are the types of what means nothing at another place.
	elsewhere = map[reflect.Type]bool{
		reflect.TypeFor[*time.Time]():      true,
		reflect.TypeFor[domain.TenantID](): true, reflect.TypeFor[domain.PersonID](): true, reflect.TypeFor[domain.PhoneID](): true,
		reflect.TypeFor[domain.HuntGroupID](): true, reflect.TypeFor[domain.MemberID](): true, reflect.TypeFor[domain.FeatureCodeID](): true,
	}
)

// shapeOf is the shape of a Go type's JSON.
func shapeOf(t reflect.Type) *shape {
	switch t {
	case reflect.TypeFor[domain.Destination]():
		return &shape{is: leading}
	case reflect.TypeFor[domain.Secret](), reflect.TypeFor[lens.Concealed]():
		return &shape{is: words, hidden: true}
	case reflect.TypeFor[domain.Credential]():
		return &shape{is: table, of: &shape{is: words}, hidden: true}
	case reflect.TypeFor[lens.Value]():
		return &shape{is: anything}
	case bag:
		return &shape{is: table, of: &shape{is: anything}, settings: true}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		out := recordOf(t)
		out.flat = t == reflect.TypeFor[lens.Note]()
		return out
	case reflect.Map:
		return &shape{is: table, of: shapeOf(t.Elem())}
	case reflect.Slice:
		return &shape{is: series, of: shapeOf(t.Elem())}
	case reflect.Array:
		return &shape{is: series, of: shapeOf(t.Elem()), most: t.Len()}
	case reflect.Bool:
		return &shape{is: truth}
	case reflect.Int, reflect.Int64:
		return &shape{is: whole}
	}
	return &shape{is: words}
}

// recordOf is the shape of a struct. Ids and times are left out.
func recordOf(t reflect.Type) *shape {
	out := &shape{is: record}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" || elsewhere[t.Field(i).Type] {
			continue
		}
		one := field{name: name, shape: shapeOf(t.Field(i).Type), required: !strings.Contains(options, "omit")}
		if t == reflect.TypeFor[domain.Member]() && t.Field(i).Name == "Level" {
			one.shape.min, one.shape.max = 1, domain.Levels
		}
		out.fields = append(out.fields, one)
	}
	return out
}

// objects are the Go types of what rows of a kind describe.
var objects = map[transfer.Kind]reflect.Type{
	transfer.Phone:       reflect.TypeFor[domain.Phone](),
	transfer.HuntGroup:   reflect.TypeFor[domain.HuntGroup](),
	transfer.FeatureCode: reflect.TypeFor[domain.FeatureCode](),
}

const (
	marginsName = "margins" // of the settings margins.DIALECT, which make one field
	secretsName = "secrets" // of the settings secrets.DIALECT, likewise
)

// shapes are the objects of a file by kind: what they are called, the settings of canonical rows that can be moved, and what
// they keep for dialects.
var shapes = func() map[transfer.Kind]*shape {
	out := map[transfer.Kind]*shape{}
	format := transfer.Canonical{}
	for kind, t := range objects {
		s := &shape{is: record, fields: []field{{name: string(kind), shape: &shape{is: words, name: kind != transfer.HuntGroup}, required: true}}}
		for _, entry := range format.New(kind).Settings {
			goField, ok := t.FieldByName(entry.Setting.Field)
			if !ok {
				panic(fmt.Sprintf("%s has no field %s", t, entry.Setting.Field)) // a mistake in the program
			}
			one := field{name: entry.Name, shape: shapeOf(goField.Type), setting: entry.Setting}
			if entry.Name == namesField {
				one.shape.of.name = true
			}
			if format.Writable(kind, entry.Name) {
				s.fields = append(s.fields, one)
			}
		}
		kept := shapeOf(margins)
		kept.dialects = true
		s.fields = append(s.fields,
			field{name: marginsName, shape: kept},
			field{name: secretsName, shape: &shape{is: table, of: &shape{is: table, of: &shape{is: words, hidden: true}, hidden: true}, dialects: true}})
		out[kind] = s
	}
	return out
}()

// tenantShape is what a file says of the tenant itself.
var tenantShape = func() *shape {
	out := recordOf(reflect.TypeFor[domain.Tenant]())
	out.fields = slices.DeleteFunc(out.fields, func(f field) bool { return f.name == marginsName })
	for i := range out.fields {
		out.fields[i].required = false
	}
	return out
}()

// section is the name of the list of a kind's objects.
func sectionOf(kind transfer.Kind) string { return string(kind) + "s" }

// checking looks whether what a file says has the shape that it should.
type checking struct {
	found *problems
	title string // of the object
	wrong bool
}

func (c *checking) add(at position, path, format string, args ...any) {
	c.wrong = true
	where := c.title
	if path != "" {
		if where != "" {
			where += ": "
		}
		where += path
	}
	if where != "" {
		where += " "
	}
	c.found.add(at, "%s%s", where, fmt.Sprintf(format, args...))
}

func (c *checking) check(s *shape, n *node, path string) {
	if s.hidden && n.form == text && n.text == lens.Mask {
		return
	}
	switch s.is {
	case words:
		c.words(s, n, path)
	case whole:
		c.number(s, n, path)
	case truth:
		if n.form != literal || n.text != "true" && n.text != "false" {
			c.add(n.at, path, "must be true or false")
		}
	case leading:
		c.destination(n, path)
	case record:
		c.record(s, n, path)
	case table:
		if n.form != object {
			c.add(n.at, path, "must be an object")
			return
		}
		for i, item := range n.of {
			if s.dialects && n.keys[i].name == "" {
				c.add(n.keys[i].at, path, "needs the name of a dialect")
			}
			c.check(s.of, item, below(path, n.keys[i].name))
		}
	case series:
		c.series(s, n, path)
	case anything:
		if held := n.item(exactly); held != nil && len(n.of) == 1 && !plainJSON(held) {
			c.add(held.at, path, "must have JSON without spaces in %s", exactly)
		}
	}
}

func (c *checking) words(s *shape, n *node, path string) {
	if n.form != text {
		c.add(n.at, path, "must be text%s", inQuotes(n))
		return
	}
	if !s.name {
		return
	}
	if err := domain.CheckName(n.text); err != nil {
		c.add(n.at, path, "can't be: %s", err)
	}
}

func inQuotes(n *node) string {
	if n.form == literal && n.text != "null" {
		return fmt.Sprintf(`: write it in quotes, "%s"`, n.text)
	}
	return ""
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (c *checking) number(s *shape, n *node, path string) {
	value, err := strconv.ParseInt(n.text, 10, 64)
	switch {
	case n.form != literal || err != nil:
		c.add(n.at, path, "must be a whole number")
	case s.max != 0 && (value < s.min || value > s.max):
		c.add(n.at, path, "must be from %d to %d", s.min, s.max)
	}
}

func (c *checking) destination(n *node, path string) {
	if n.form != text {
		c.add(n.at, path, "must be a destination such as phone:440%s", inQuotes(n))
		return
	}
	if _, err := domain.ParseDestination(n.text); err != nil {
		c.add(n.at, path, "must be a destination such as phone:440: %s", err)
	}
}

func (c *checking) record(s *shape, n *node, path string) {
	if n.form != object {
		c.add(n.at, path, "must be an object")
		return
	}
	for i, item := range n.of {
		known := s.field(n.keys[i].name)
		if known == nil {
			c.add(n.keys[i].at, below(path, n.keys[i].name), "is no field that is known here")
			continue
		}
		c.check(known.shape, item, below(path, known.name))
	}
	for _, f := range s.fields {
		if f.required && n.item(f.name) == nil {
			c.add(n.at, path, "needs the field %s", f.name)
		}
	}
}

func (c *checking) series(s *shape, n *node, path string) {
	if n.form != list {
		c.add(n.at, path, "must be a list")
		return
	}
	if s.most > 0 && len(n.of) > s.most {
		c.add(n.of[s.most].at, path, "must not have more than %d items", s.most)
		return
	}
	for i, item := range n.of {
		c.check(s.of, item, path+"["+strconv.Itoa(i+1)+"]")
	}
}

// plainJSON says that a text is JSON without spaces.
func plainJSON(n *node) bool {
	if n.form != text || !json.Valid([]byte(n.text)) {
		return false
	}
	var value lens.Value
	return value.UnmarshalJSON([]byte(n.text)) == nil && value.Raw && value.Text == n.text
}
