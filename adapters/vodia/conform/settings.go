package conform

import (
	"net/http"
	"slices"
	"strings"

	"dragoman/domain/conform"
	"dragoman/domain/lens"
)

// dialled is what settings are given that take numbers: none of the server's own, so that nobody's phone is meant.
const dialled = "2125551234"

// checkSettings writes every value that the declarations name and reads it back, then what they refuse.
func (s *suite) checkSettings(of accountType, account string) {
	values, rounds := map[string][]lens.Value{}, 0
	for _, d := range s.declared(of) {
		if d.Class != lens.ReadOnly && !d.Live {
			values[d.Name] = s.samples(d, account)
			rounds = max(rounds, len(values[d.Name]))
		}
	}
	for i := range rounds {
		in := settings{}
		for name, list := range values {
			if i < len(list) {
				in[name] = list[i]
			}
		}
		if s.ctx.Err() != nil || !s.writeAndRead(of, account, in) {
			return
		}
	}
	s.checkPartial(of, account, values)
	s.checkWrong(of, account)
}

// samples are the values to write of a setting. An account is never given more than names of the run's own.
func (s *suite) samples(d *lens.Setting, account string) []lens.Value {
	switch {
	case d.Type == lens.Names:
		second, third := "second"+account, "third"+account
		var out []lens.Value
		for _, names := range [][]string{{account, second, third}, {account, third, second}, {account}} {
			out = append(out, lens.Value{Text: lens.JoinNames(names), Raw: true})
		}
		return out
	case d.Class == lens.Hidden:
		return []lens.Value{lens.Text(s.secret())}
	case d.Type == lens.String && d.Form == nil && d.Allowed == nil && (d.Class == lens.Converted || d.Class == lens.Narrowed):
		return []lens.Value{lens.Text(dialled), lens.Text("")}
	}
	var out []lens.Value
	for _, text := range conform.Samples(d, s.mark) {
		out = append(out, lens.Text(text))
	}
	return out
}

// writeAndRead writes settings and records of each whether it reads back, and of every other whether it stayed.
func (s *suite) writeAndRead(of accountType, account string, in settings) bool {
	before := s.show(account).settings()
	a := s.write(account, in)
	if a.status != http.StatusOK && len(in) > 1 {
		return s.writeOneByOne(of, account, in, before)
	}
	if !s.expect("POST "+pathSettings, of.name, a, http.StatusOK) {
		return false
	}
	s.compare(of, account, before, in, a)
	return true
}

// writeOneByOne finds out which of several settings are refused.
func (s *suite) writeOneByOne(of accountType, account string, in, before settings) bool {
	taken := settings{}
	for _, d := range s.declared(of) {
		value, mentioned := in[d.Name]
		if !mentioned {
			continue
		}
		a := s.write(account, settings{d.Name: value})
		if s.report.Expect(of.name+" "+d.Name+" takes what is allowed", d.Page, a.status == http.StatusOK, a.Exchange, "status 200") {
			taken[d.Name] = value
		}
	}
	if len(taken) > 0 {
		s.compare(of, account, before, taken, nil)
	}
	return len(taken) > 0
}

// compare reads the account and records how every setting stands to what was written. The answer to the write is the
// settings after it, or {} as in older versions.
func (s *suite) compare(of accountType, account string, before, in settings, by *answer) {
	a := s.show(account)
	if !s.expect("GET "+pathSettings, of.name+" after a change", a, http.StatusOK) {
		return
	}
	shown := a.settings()
	if by != nil {
		answered := by.settings()
		same := answered != nil && (len(answered) == 0 || sameSettings(answered, shown))
		s.report.Expect("POST "+pathSettings+" "+of.name+" answers with the settings", pageOf("POST "+pathSettings), same, by.Exchange, "{} or what "+a.Sent+" shows")
	}
	for _, d := range s.declared(of) {
		value := shown[d.Name]
		written, mentioned := in[d.Name]
		switch {
		case d.Unshown || d.Live || !before.has(d.Name) && !shown.has(d.Name): // what is never shown was recorded before
		case mentioned && d.Class == lens.Hidden:
			got := conform.Exchange{Sent: d.Name + "=" + lens.Mask + ", then " + a.Sent, Got: s.scrubbed(literal(value))}
			s.report.Expect(of.name+" "+d.Name+" is masked", d.Page, value == lens.Text(lens.Mask), got, lens.Mask)
		case mentioned:
			got := conform.Exchange{Sent: d.Name + "=" + literal(written) + " among others, then " + a.Sent, Got: literal(value)}
			s.report.Expect(of.name+" "+d.Name+" reads back", d.Page, conform.Same(d, written, value), got, literal(written))
		case before[d.Name] != value:
			got := conform.Exchange{Sent: s.scrubbed(conform.Shortened(string(body(in)))) + ", then " + a.Sent, Got: literal(value)}
			s.report.Expect(of.name+" "+d.Name+" stays", d.Page, false, got, literal(before[d.Name]))
		}
	}
}

func sameSettings(a, b settings) bool {
	for name, value := range a {
		if b[name] != value {
			return false
		}
	}
	return len(a) == len(b)
}

// checkPartial gives every setting a value beside its default, writes one alone, and looks whether all others stay. It
// does so with two, so that either is among the others once.
func (s *suite) checkPartial(of accountType, account string, values map[string][]lens.Value) {
	in := settings{}
	var alone []string
	for _, d := range s.declared(of) {
		if len(values[d.Name]) == 0 {
			continue
		}
		in[d.Name] = values[d.Name][0]
		if len(alone) < 2 && len(values[d.Name]) > 1 && d.Class == lens.OwnOnly && d.Type == lens.String {
			alone = append(alone, d.Name)
		}
	}
	if len(alone) == 0 {
		return
	}
	for _, name := range alone {
		if s.write(account, in).status != http.StatusOK {
			return // what is refused was recorded when it was written before
		}
		s.writeAndRead(of, account, settings{name: values[name][1]})
	}
	s.report.Expect("POST "+pathSettings+" "+of.name+" changes only what it is given", pageOf("POST "+pathSettings), true, conform.Exchange{}, "")
}

// checkWrong writes of every setting a value that its declaration refuses.
func (s *suite) checkWrong(of accountType, account string) {
	before := s.show(account).settings()
	var last *answer
	for _, d := range s.declared(of) {
		if d.Class == lens.ReadOnly {
			continue
		}
		for _, wrong := range wrongValues(d) {
			last = s.write(account, settings{d.Name: wrong})
			s.report.Expect(of.name+" "+d.Name+" wrong value for the type "+string(d.Type), d.Page, last.status == http.StatusBadRequest, last.Exchange, "status 400")
		}
	}
	if last != nil {
		s.unchanged(of, "refused changes nothing", account, before, last)
	}
}

func wrongValues(d *lens.Setting) []lens.Value {
	if d.Type == lens.Names {
		return []lens.Value{{Text: `{"no":"list"}`, Raw: true}, {Text: `[]`, Raw: true}}
	}
	if text, refusable := conform.Wrong(d); refusable {
		return []lens.Value{lens.Text(text)}
	}
	return nil
}

func (s *suite) unchanged(of accountType, how, account string, before settings, by *answer) {
	after := s.show(account)
	var changed []string
	shown := after.settings()
	for name, value := range before {
		if shown[name] != value {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	got := conform.Exchange{Sent: by.Sent + ", then " + after.Sent, Got: "other values of " + strings.Join(changed, ", ")}
	s.report.Expect("POST "+pathSettings+" "+of.name+" "+how, pageOf("POST "+pathSettings), len(changed) == 0 && len(before) > 0, got, "every setting as before")
}
