package conform

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// checkSettings writes every value that the declarations name and reads it back, then what they refuse.
func (s *suite) checkSettings(o *object) {
	values := s.samples(o)
	rounds := 0
	for _, list := range values {
		rounds = max(rounds, len(list))
	}
	for i := range rounds {
		in := map[string]string{}
		for name, list := range values {
			if i < len(list) {
				in[name] = list[i]
			}
		}
		if s.ctx.Err() != nil || !s.writeAndRead(o, in) {
			return
		}
	}
	s.checkPartial(o, values)
	s.checkWrong(o)
	s.checkRehearsedUpdate(o, values)
}

// samples are the values to write of every setting.
func (s *suite) samples(o *object) map[string][]string {
	values := map[string][]string{}
	for _, declared := range s.declared(o.update) {
		if declared.Class != lens.ReadOnly && !slices.Contains(o.key, declared.Name) {
			values[declared.Name] = s.samplesOf(declared, o)
		}
	}
	for _, declared := range s.declared(o.update) {
		number := strings.TrimSuffix(declared.Name, "type") + "number"
		if _, isPair := values[number]; isPair && strings.HasSuffix(declared.Name, "type") {
			values[declared.Name], values[number] = s.destinations(declared, number, o)
		}
	}
	return values
}

func (s *suite) samplesOf(declared *lens.Setting, o *object) []string {
	switch {
	case declared.Class == lens.Hidden:
		return []string{s.secret()}
	case declared.Field == "Owner":
		return []string{s.person["id"].Text, "0"} // any other id may be nobody's
	case declared.Field == "Role":
		return slices.DeleteFunc(slices.Clone(declared.Allowed), func(role string) bool { return !s.mayGive(role) })
	case declared.Required && declared.Type == lens.String && o.given[declared.Name] != "":
		return []string{"x" + o.given[declared.Name], o.given[declared.Name]} // what names objects must stay the run's own
	case declared.Name == "shared" && s.role != domain.SystemOwner:
		return []string{declared.Default} // the page's customers are the system owner's
	}
	return conform.Samples(declared, s.mark)
}

// destinations are types with their numbers. Which types there are no page lists; these are in examples. A peer is
// something of the server's own, that can't be made up.
func (s *suite) destinations(declared *lens.Setting, number string, o *object) (types, numbers []string) {
	line := s.line
	if line == "" {
		line = o.given["name"]
	}
	for _, pair := range [][2]string{{"phone", line}, {"forward", "2125551234"}, {"sipuri", "sip:user1@example.com"}, {"external", "2125551234"}} {
		if declared.Allowed == nil && pair[0] == "forward" || declared.Allowed != nil && !slices.Contains(declared.Allowed, pair[0]) {
			continue
		}
		types, numbers = append(types, pair[0]), append(numbers, pair[1])
	}
	nowhere := s.nowhere(declared, number, o)
	if declared.Required && nowhere[0] == "" {
		return types, numbers
	}
	return append(types, nowhere[0]), append(numbers, nowhere[1])
}

// nowhere is what the page has for a destination that leads nowhere: its defaults.
func (s *suite) nowhere(declared *lens.Setting, number string, o *object) [2]string {
	return [2]string{declared.Default, o.update.Sheet().Setting(number).Default}
}

// writeAndRead writes settings and records of each whether it reads back, and of every other whether it stayed. It is
// false where nothing can be written.
func (s *suite) writeAndRead(o *object, in map[string]string) bool {
	before := s.call(o.get, o.key...).row()
	written, ok := s.write(o, in)
	if !ok {
		return false
	}
	s.compare(o, before, written)
	return true
}

// compare reads the object and records how every setting stands to what was written.
func (s *suite) compare(o *object, before row, written map[string]string) {
	a := s.call(o.get, o.key...)
	if !s.expect(o.get, "after an update", a, "200") {
		return
	}
	shown := a.row()
	sent := s.quoted(o.update.Path, o.update, pairs(written)) + ", then " + a.Sent
	for _, declared := range s.declared(o.update) {
		value := shown[declared.Name]
		text, mentioned := written[declared.Name]
		want := lens.Value{Text: text, Raw: declared.Type.Numeric()}
		switch {
		case declared.Class == lens.Hidden && declared.Required && !declared.Unshown:
			// A line's password is shown only to who asks for it.
			_, there := shown[declared.Name]
			s.report.Expect(o.get.Path+" "+declared.Name+" stays hidden", o.get.Page, !there, conform.Exchange{Sent: a.Sent, Got: "it is shown"}, "no "+declared.Name+" without password=1")
		case !before.has(declared.Name) && !shown.has(declared.Name): // what is never shown was recorded before
		case declared.Unshown || declared.Class == lens.Hidden || declared.Also != "" && declared.Class == lens.ReadOnly:
		case mentioned:
			only := s.quoted(o.update.Path, o.update, parameters{declared.Name, text}) + " among others, then " + a.Sent
			s.report.Expect(o.update.Path+" "+declared.Name+" reads back", declared.Page, conform.Same(declared, want, value), conform.Exchange{Sent: only, Got: literal(value)}, literal(want))
		case before[declared.Name] != value:
			s.report.Expect(o.update.Path+" "+declared.Name+" stays", declared.Page, false, conform.Exchange{Sent: conform.Shortened(sent), Got: literal(value)}, literal(before[declared.Name]))
		}
	}
}

// write updates the object. Settings that are refused though they are declared so are recorded and left out.
func (s *suite) write(o *object, in map[string]string) (written map[string]string, ok bool) {
	for range 2 {
		a := s.call(o.update, append(slices.Clone(o.key), pairs(in)...)...)
		if a.code() == "204" {
			return in, s.expect(o.update, "", a, "204")
		}
		refused := 0
		for _, key := range a.keys() {
			if value, mentioned := in[key]; mentioned {
				of := conform.Exchange{Sent: s.quoted(o.update.Path, o.update, parameters{key, value}), Got: a.Got}
				s.report.Expect(o.update.Path+" "+key+" takes what is allowed", o.update.Page, false, of, "code 204")
				refused++
			}
			delete(in, key)
		}
		if refused == 0 {
			return nil, s.expect(o.update, "", a, "204")
		}
	}
	return nil, false
}

// checkPartial gives every setting a value beside its default, writes one alone, and looks whether all others stay. It
// does so with two, so that either is among the others once.
func (s *suite) checkPartial(o *object, values map[string][]string) {
	in := map[string]string{}
	var alone []string
	for _, name := range sortedKeys(values) {
		if len(values[name]) == 0 {
			continue
		}
		in[name] = values[name][0]
		declared := o.update.Sheet().Setting(name)
		if len(alone) < 2 && len(values[name]) > 1 && declared.Class != lens.Hidden && !declared.Required && !strings.HasSuffix(name, "type") && !strings.HasSuffix(name, "number") {
			alone = append(alone, name)
		}
	}
	if len(alone) == 0 {
		return
	}
	for _, name := range alone {
		if _, ok := s.write(o, in); !ok {
			return
		}
		before := s.call(o.get, o.key...).row()
		written, ok := s.write(o, map[string]string{name: values[name][1]})
		if !ok {
			return
		}
		s.compare(o, before, written)
	}
	s.report.Expect(o.update.Path+" changes only what it is given", o.update.Page, true, conform.Exchange{}, "")
}

// checkWrong writes of every setting a value that its declaration refuses: all at once, and those that aren't named then
// alone.
func (s *suite) checkWrong(o *object) {
	wrong := map[string]string{}
	for _, declared := range s.declared(o.update) {
		if text, refusable := conform.Wrong(declared); refusable && declared.Class != lens.ReadOnly && !slices.Contains(o.key, declared.Name) {
			wrong[declared.Name] = text
		}
	}
	before := s.call(o.get, o.key...).row()
	all := s.call(o.update, append(slices.Clone(o.key), pairs(wrong)...)...)
	for _, name := range sortedKeys(wrong) {
		a := all
		if !slices.Contains(all.keys(), name) {
			a = s.call(o.update, append(slices.Clone(o.key), name, wrong[name])...)
		}
		of := "wrong value"
		if kind := o.update.Sheet().Setting(name).Type; kind != lens.String {
			of += " for the type " + string(kind)
		}
		s.refuses(o.update, name+" "+of, name, a)
	}
	s.unchanged(o, "refused changes nothing", before, all)
}

// checkRehearsedUpdate updates with validation=1, which changes nothing.
func (s *suite) checkRehearsedUpdate(o *object, values map[string][]string) {
	in := append(slices.Clone(o.key), "validation", "1")
	for _, name := range sortedKeys(values) {
		if n := len(values[name]); n > 1 {
			in = append(in, name, values[name][n-1])
		}
	}
	before := s.call(o.get, o.key...).row()
	a := s.call(o.update, in...)
	s.expect(o.update, "validation=1", a, "201")
	s.unchanged(o, "validation=1 changes nothing", before, a)
}

func (s *suite) unchanged(o *object, of string, before row, by *answer) {
	after := s.call(o.get, o.key...)
	shown := after.row()
	for _, name := range sortedKeys(before) {
		if shown[name] != before[name] {
			s.report.Expect(o.update.Path+" "+of, o.update.Page, false, conform.Exchange{Sent: conform.Shortened(by.Sent) + ", then " + after.Sent, Got: name + " " + literal(shown[name])}, name+" "+literal(before[name]))
			return
		}
	}
	s.report.Expect(o.update.Path+" "+of, o.update.Page, len(before) > 0, by.Exchange, "an object to compare with")
}
