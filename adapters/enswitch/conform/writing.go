package conform

import (
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// object is one that the run made to try its family's functions on.
type object struct {
	get, update *enswitch.Function
	key         []string          // what names it, names and values in turn
	given       map[string]string // what its required settings were given
}

// checkWriting makes one object of every kind, tries its settings and removes it.
func (s *suite) checkWriting() {
	for _, create := range provided() {
		if create.Use != enswitch.Creates || !s.wants(family(create)) || s.ctx.Err() != nil {
			continue
		}
		switch {
		case !s.options.Write:
			s.report.Skip(create.Path, create.Page, "changes are tried only with --write")
		case family(create) == "customers":
			s.report.Skip(create.Path, create.Page, "a deleted customer stays on record, so that none is made")
		case !create.AllowedTo(s.role):
			s.expect(create, "without the privilege", s.call(create), "402")
		default:
			s.checkFamily(create)
		}
	}
	if s.options.Write && s.wants("huntgroups/levels") && s.ctx.Err() == nil {
		s.checkLevels()
	}
}

// settle makes what the objects of a family need: a line to lead to, a group to be in.
func (s *suite) settle(of string) bool {
	if !s.mayCreate() {
		s.report.Skip(of, pageIntroduction, "the role may not make what these are tried on")
		return false
	}
	if of != "phones" && s.line == "" {
		create, name := function("phones/create"), "line"+s.mark
		s.willMake(function("phones/delete"), "name", name)
		if !s.expect(create, "for others to lead to", s.call(create, "name", name, "password", s.secret()), success(create)) {
			return false
		}
		s.line = name
	}
	if strings.HasPrefix(of, "huntgroups/") && s.group == "" {
		create := function("huntgroups/create")
		a := s.call(create, "name", "group"+s.mark)
		id, ok := a.number("id")
		if !s.expect(create, "for others to be in", a, success(create)) || !ok {
			return false
		}
		s.group = strconv.FormatInt(id, 10)
		s.willMake(function("huntgroups/delete"), "id", s.group)
	}
	return true
}

func (s *suite) secret() string { return "Secret" + s.mark }

// given are the values of a new object's required settings, as the examples of the pages have them.
func (s *suite) given(of string) map[string]string {
	switch of {
	case "phones":
		return map[string]string{"name": "phone" + s.mark, "password": s.secret()}
	case "huntgroups":
		return map[string]string{"name": "hunt" + s.mark}
	case "huntgroups/destinations":
		return map[string]string{"huntgroup": s.group, "level": "1", "dtype": "phone", "dnumber": s.line}
	case "codes":
		return map[string]string{"code": s.code("1"), "dtype": "phone", "dnumber": s.line}
	case "people":
		return map[string]string{"username": "person" + s.mark, "email": "person" + s.mark + "@example.com", "password": s.secret(), "role": "4"}
	}
	return nil
}

// code is a feature code of the run's own.
func (s *suite) code(digit string) string {
	n, err := strconv.ParseUint(s.mark, 36, 64)
	if err != nil {
		panic(err) // the mark is a number
	}
	return "*" + digit + strconv.FormatUint(n, 10)
}

// pairs makes parameters of values by name.
func pairs(values map[string]string) []string {
	var out []string
	for _, name := range sortedKeys(values) {
		out = append(out, name, values[name])
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// checkFamily goes through the life of one object.
func (s *suite) checkFamily(create *enswitch.Function) {
	if !s.settle(family(create)) {
		return
	}
	get, remove := sibling(create, "get"), sibling(create, "delete")
	o := &object{get: get, update: sibling(create, "update"), given: s.given(family(create))}
	s.checkRequired(create)
	s.checkRehearsal(create, o)
	if !s.create(create, remove, o) {
		return
	}
	s.checkFresh(create, o)
	s.checkTwice(create, o)
	s.checkListed(create, o)
	s.checkSettings(o)
	s.checkDeleting(create, remove, o)
}

// checkRequired creates with nothing: every required parameter must be named, all at once or one by one.
func (s *suite) checkRequired(create *enswitch.Function) {
	a := s.call(create)
	for _, name := range required(create) {
		of := a
		if !slices.Contains(a.keys(), name) {
			rest := s.given(family(create))
			delete(rest, name)
			of = s.call(create, append(pairs(rest), "validation", "1")...)
		}
		s.refuses(create, name+" missing", name, of)
	}
}

// required are the parameters without which nothing is made.
func required(create *enswitch.Function) []string {
	var names []string
	for _, p := range create.Parameters {
		if p.Required {
			names = append(names, p.Name)
		}
	}
	for _, declared := range create.Sheet().Settings {
		if declared.Required && declared.Class != lens.ReadOnly {
			names = append(names, declared.Name)
		}
	}
	return names
}

// checkRehearsal creates with validation=1, which makes nothing.
func (s *suite) checkRehearsal(create *enswitch.Function, o *object) {
	s.expect(create, "validation=1", s.call(create, append(pairs(o.given), "validation", "1")...), "201")
	if key := keyOf(o.get); o.given[key] != "" {
		s.expect(create, "validation=1 makes nothing", s.call(o.get, key, o.given[key]), "404")
	}
}

func (s *suite) create(create, remove *enswitch.Function, o *object) bool {
	key := keyOf(o.get)
	if o.given[key] != "" {
		o.key = []string{key, o.given[key]}
		s.willMake(remove, o.key...)
	}
	a := s.call(create, pairs(o.given)...)
	made := s.expect(create, "", a, success(create))
	if o.key != nil {
		return made
	}
	id, ok := a.number("id")
	if !s.report.Expect(create.Path+" id", create.Page, ok && id > 0, a.Exchange, `data with the number "id"`) {
		return false
	}
	o.key = []string{key, strconv.FormatInt(id, 10)}
	s.willMake(remove, o.key...)
	return made
}

// checkFresh looks whether a new object shows what it was given and the defaults of everything else.
func (s *suite) checkFresh(create *enswitch.Function, o *object) {
	a := s.call(o.get, o.key...)
	if !s.expect(o.get, "of a new object", a, "200") {
		return
	}
	shown := a.row()
	s.checkShape(o.get, a, []row{shown}, true)
	for _, declared := range s.declared(create) {
		if declared.Unshown || declared.Class == lens.Hidden && declared.Required || !shown.has(declared.Name) {
			continue
		}
		of := conform.Exchange{Sent: quotedKey(create, o.given, s) + ", then " + a.Sent, Got: literal(shown[declared.Name])}
		want, name := conform.Begins(declared), "default"
		if text, given := o.given[declared.Name]; given {
			want, name = lens.Value{Text: text, Raw: declared.Type.Numeric()}, "as created"
		} else if declared.Class == lens.ReadOnly {
			continue
		}
		s.report.Expect(create.Path+" "+declared.Name+" "+name, declared.Page, conform.Same(declared, want, shown[declared.Name]), of, literal(want))
	}
}

func quotedKey(f *enswitch.Function, given map[string]string, s *suite) string {
	return s.quoted(f.Path, f, pairs(given))
}

// checkTwice makes what is there already, where a name is the key.
func (s *suite) checkTwice(create *enswitch.Function, o *object) {
	if key := o.key[0]; o.given[key] != "" {
		s.refuses(create, key+" taken", key, s.call(create, pairs(o.given)...))
	}
}

// checkListed looks for the object in its family's list.
func (s *suite) checkListed(create *enswitch.Function, o *object) {
	list := sibling(create, "list")
	var with []string
	if needsParameters(list) {
		with = []string{"huntgroup", o.given["huntgroup"]}
	}
	a := s.call(list, with...)
	rows, _ := a.rows()
	s.checkShape(list, a, rows, true)
	want := s.call(o.get, o.key...).row()
	i := slices.IndexFunc(rows, func(r row) bool { return r[o.key[0]].Text == o.key[1] })
	if !s.report.Expect(list.Path+" has a new object", list.Page, i >= 0, a.Exchange, "a row with "+o.key[0]+" "+o.key[1]) {
		return
	}
	for _, name := range sortedKeys(want) {
		s.report.Expect(list.Path+" "+name+" as got", list.Page, rows[i][name] == want[name], conform.Exchange{Sent: a.Sent, Got: literal(rows[i][name])}, literal(want[name]))
	}
}

// checkDeleting removes the object and looks whether it is gone.
func (s *suite) checkDeleting(create, remove *enswitch.Function, o *object) {
	if !s.expect(remove, "", s.call(remove, o.key...), "204") {
		return
	}
	if !s.expect(remove, "leaves nothing to get", s.call(o.get, o.key...), "404") {
		return
	}
	s.removed(remove, o.key...)
	s.expect(remove, "what isn't there", s.call(remove, o.key...), "404")
}

// checkLevels tries the settings of a level, which is there with its group.
func (s *suite) checkLevels() {
	get, set := function("huntgroups/levels/get"), function("huntgroups/levels/set")
	if !set.AllowedTo(s.role) || !s.settle(family(get)) {
		return
	}
	o := &object{get: get, update: set, key: []string{"huntgroup", s.group, "level", "2"}}
	a := s.call(get, o.key...)
	shown := a.row()
	s.checkShape(get, a, []row{shown}, true)
	for _, declared := range s.declared(get) {
		if declared.Class != lens.ReadOnly {
			want := conform.Begins(declared)
			s.report.Expect(get.Path+" "+declared.Name+" default", declared.Page, conform.Same(declared, want, shown[declared.Name]),
				conform.Exchange{Sent: a.Sent, Got: literal(shown[declared.Name])}, literal(want))
		}
	}
	s.checkSettings(o)
}

// mayGive says whether the caller may give people a role.
func (s *suite) mayGive(role string) bool {
	n, err := strconv.Atoi(role)
	return err == nil && domain.Role(n) >= s.role
}

// mayCreate says whether the caller may make what the checks work in.
func (s *suite) mayCreate() bool {
	for _, path := range []string{"phones/create", "huntgroups/create", "codes/create"} {
		if !function(path).AllowedTo(s.role) {
			return false
		}
	}
	return true
}
