package conform

import (
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// looked is how many of the objects that are there are looked at one by one.
const looked = 3

// checkReading calls what lists and what gets, on the objects that are there.
func (s *suite) checkReading() {
	for _, f := range provided() {
		if s.ctx.Err() != nil {
			return
		}
		if lists(f) && s.wants(family(f)) && !needsParameters(f) {
			s.checkList(f)
		}
	}
	if s.wants("huntgroups/destinations") || s.wants("huntgroups/levels") {
		s.checkInsideGroups()
	}
}

func lists(f *enswitch.Function) bool { return slices.Contains(strings.Split(f.Path, "/"), "list") }

func has(f *enswitch.Function, parameter string) bool {
	return slices.ContainsFunc(f.Parameters, func(p enswitch.Parameter) bool { return p.Name == parameter })
}

// needsParameters says whether a list is one of something: the destinations of a hunt group.
func needsParameters(f *enswitch.Function) bool { return has(f, "huntgroup") }

func (s *suite) checkList(f *enswitch.Function) {
	a := s.call(f)
	if !s.mayCall(f, a) || !s.expect(f, "", a, "200") {
		return
	}
	rows, ok := a.rows()
	if !s.report.Expect(f.Path+" rows", f.Page, ok, a.Exchange, "an array of objects as data") {
		return
	}
	s.checkShape(f, a, rows, has(f, "count"))
	if has(f, "count") {
		s.checkListParameters(f, rows)
	}
	if get := sibling(f, "get"); get != nil && has(f, "count") {
		s.checkGets(get, rows)
	}
}

// sibling is another function of the family, nil where there is none.
func sibling(f *enswitch.Function, action string) *enswitch.Function {
	for _, other := range provided() {
		if other.Path == family(f)+"/"+action {
			return other
		}
	}
	return nil
}

// declared are the settings of a function's objects, in the server's version.
func (s *suite) declared(f *enswitch.Function) []*lens.Setting {
	return s.age.Within(family(f), f.Sheet().Settings)
}

// checkShape records for every setting whether all rows show it in its declared form. whole says that every setting must
// be there.
func (s *suite) checkShape(f *enswitch.Function, a *answer, rows []row, whole bool) {
	if whole && len(rows) > 0 {
		s.age.Learn(s.report, family(f), f.Sheet().Settings, rows[0].has)
	}
	for _, declared := range s.declared(f) {
		if declared.Unshown || len(rows) == 0 {
			continue
		}
		name := f.Path + " " + declared.Name + " type"
		of, expected, met := a.Exchange, "", true
		for _, r := range rows {
			value, there := r[declared.Name]
			required := whole && declared.Class != lens.Hidden || slices.Contains(f.Leading, declared.Name)
			switch {
			case !there && required:
				expected, met, of.Got = "the setting "+declared.Name, false, "none"
			case there:
				if want := conform.Misshapen(declared, value); want != "" {
					expected, met, of.Got = declared.Name+" as "+want, false, literal(value)
				}
			}
			if !met {
				break
			}
		}
		s.report.Expect(name, declared.Page, met, of, expected)
	}
}

// literal is a value as the answer had it.
func literal(value lens.Value) string {
	data, err := value.MarshalJSON()
	if err != nil {
		return value.Text
	}
	return string(data)
}

// checkListParameters tries the parameters that lists have in common against the whole list.
func (s *suite) checkListParameters(f *enswitch.Function, whole []row) {
	count := s.call(f, "count", "1")
	n, ok := count.number("count")
	s.report.Expect(f.Path+" count", f.Page, ok && n == int64(len(whole)), count.Exchange, `{ "count":`+strconv.Itoa(len(whole))+` }`)

	s.sameRows(f, "limit", whole[:min(1, len(whole))], false, "limit", "1")
	s.sameRows(f, "offset", whole[min(1, len(whole)):], false, "offset", "1")
	s.sameRows(f, "pages", whole, true, "pages", "1")
	order := f.Parameters[slices.IndexFunc(f.Parameters, func(p enswitch.Parameter) bool { return p.Name == "sort" })]
	for _, by := range order.Allowed {
		a := s.call(f, "sort", by)
		rows, ok := a.rows()
		s.report.Expect(f.Path+" sort "+by, f.Page, a.code() == "200" && ok && len(rows) == len(whole), a.Exchange, "code 200 and as many rows as without")
	}
	// Only what names an object is never alike in two, so that the reverse order is certain.
	if get := sibling(f, "get"); get != nil && has(get, order.Default) {
		reversed := slices.Clone(whole)
		slices.Reverse(reversed)
		s.sameRows(f, "descending", reversed, false, "descending", "1")
	}
	for _, p := range f.Parameters {
		if wrong, refusable := conform.Wrong(&p.Setting); refusable && p.Name != "customer" {
			s.checkWrongParameter(f, p.Name, wrong)
		}
	}
}

// checkWrongParameter gives a list a wrong value of a parameter. No page says that lists look at anything but the
// customer; one that refuses must say what.
func (s *suite) checkWrongParameter(f *enswitch.Function, name, wrong string) {
	a := s.call(f, name, wrong)
	if a.code() == "200" {
		s.report.Skip(f.Path+" "+name+" wrong value", f.Page, "the server takes any value here, and no page says that it must not")
		return
	}
	s.refuses(f, name+" wrong value", name, a)
}

// sameRows records whether a list shows just these rows; where brief, with fewer settings.
func (s *suite) sameRows(f *enswitch.Function, of string, want []row, brief bool, with ...string) {
	a := s.call(f, with...)
	rows, ok := a.rows()
	met := ok && a.code() == "200" && slices.EqualFunc(rows, want, func(got, want row) bool {
		for name, value := range got {
			if want[name] != value {
				return false
			}
		}
		return len(got) > 0 && (brief || len(got) == len(want))
	})
	s.report.Expect(f.Path+" "+of, f.Page, met, a.Exchange, strconv.Itoa(len(want))+" rows as the whole list has them")
}

// keyOf is the parameter that names an object of a family.
func keyOf(get *enswitch.Function) string {
	update := sibling(get, "update")
	for _, p := range update.Parameters {
		if p.Identifies && p.Required {
			return p.Name
		}
	}
	panic("nothing names what " + update.Path + " updates")
}

// checkGets gets some of the objects that a list has, and some that aren't there.
func (s *suite) checkGets(get *enswitch.Function, rows []row) {
	key := keyOf(get)
	for _, r := range rows[:min(looked, len(rows))] {
		a := s.call(get, key, r[key].Text)
		if !s.expect(get, "", a, "200") {
			continue
		}
		got := a.row()
		s.checkShape(get, a, []row{got}, true)
		for name, value := range r {
			if shown, there := got[name]; there && shown != value {
				s.report.Expect(get.Path+" "+name+" as listed", get.Page, false, conform.Exchange{Sent: a.Sent, Got: literal(shown)}, literal(value))
			}
		}
	}
	s.expect(get, "what isn't there", s.call(get, key, absent(get, key)), "404")
	for _, p := range get.Parameters {
		if p.Required {
			s.refuses(get, p.Name+" missing", p.Name, s.call(get))
		}
	}
}

// absent is a key that no object has.
func absent(get *enswitch.Function, key string) string {
	for _, p := range get.Parameters {
		if p.Name == key && p.Type == lens.Integer {
			return "2147483646"
		}
	}
	return "*9876543210987"
}

// checkInsideGroups looks at the destinations and levels of hunt groups that are there.
func (s *suite) checkInsideGroups() {
	groups, _ := s.call(function("huntgroups/list"), "limit", strconv.Itoa(looked)).rows()
	list, level := function("huntgroups/destinations/list"), function("huntgroups/levels/get")
	for _, g := range groups {
		id := g["id"].Text
		if s.wants("huntgroups/destinations") {
			a := s.call(list, "huntgroup", id)
			if rows, ok := a.rows(); s.expect(list, "", a, "200") && s.report.Expect(list.Path+" rows", list.Page, ok, a.Exchange, "an array of objects as data") {
				s.checkShape(list, a, rows, true)
			}
		}
		if s.wants("huntgroups/levels") {
			for _, n := range []string{"1", "10"} {
				if a := s.call(level, "huntgroup", id, "level", n); s.expect(level, "", a, "200") {
					s.checkShape(level, a, []row{a.row()}, true)
				}
			}
			s.refuses(level, "level wrong value", "level", s.call(level, "huntgroup", id, "level", "11"))
		}
	}
}
