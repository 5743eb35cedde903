package conform

import (
	_ "embed"
	"encoding/json"
	"strings"

	"dragoman/adapters/enswitch"
	"dragoman/domain/lens"
)

// examples are the requests and answers that the pages print, in an order in which one makes what the next needs, the
// credentials and the host left out. "..." stands for what a page leaves out. Pages that aren't known have none; what
// stands here for the deletions is as the others'. The destination's id is 124, to tell it from its group's.
//
//go:embed examples.txt
var examples string

// checkExamples sends what the pages print, in objects of the run's own, and compares the answers with the printed ones.
func (s *suite) checkExamples() {
	if !s.options.Write {
		s.report.Skip("examples", "all pages", "the examples are sent only with --write")
		return
	}
	if !s.mayCreate() {
		s.report.Skip("examples", "all pages", "the role may not make what the examples are about")
		return
	}
	own := map[string]string{"1234567": "4" + s.code("")[1:], "100": s.code("2"), "example": "example" + s.mark, "secret": s.secret()}
	for line := range strings.Lines(examples) {
		request, printed, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, query, _ := strings.Cut(request, "/?")
		f := function(path)
		if !f.AllowedTo(s.role) || s.ctx.Err() != nil {
			continue
		}
		var with []string
		for field := range strings.SplitSeq(query, ";") {
			if name, value, ok := strings.Cut(field, "="); ok {
				if mine, known := own[value]; known {
					value = mine
				}
				with = append(with, name, value)
			}
		}
		if !s.sendExample(f, with, printed, own) {
			return
		}
	}
}

// sendExample sends one request. It is false where what the following need wasn't made.
func (s *suite) sendExample(f *enswitch.Function, with parameters, printed string, own map[string]string) bool {
	creates := f.Use == enswitch.Creates
	remove := sibling(f, "delete")
	key := "id"
	if creates {
		key = keyOf(sibling(f, "get"))
		if name := with.value(key); name != "" {
			s.willMake(remove, key, name)
		}
	}
	a := s.call(f, with...)
	if id := a.row()["id"].Text; creates && id != "" {
		own[idOf(printed)] = id
		s.willMake(remove, "id", id)
	}
	met := s.report.Expect("examples "+f.Path, f.Page, likePrinted(printed, a), a.Exchange, printed)
	if met && strings.HasSuffix(f.Path, "/delete") {
		s.removed(f, with...)
	}
	return met || !creates
}

// idOf is the id that a page prints for what it made.
func idOf(printed string) string {
	var answer struct{ Data struct{ ID json.Number } }
	if json.Unmarshal([]byte(printed), &answer) != nil {
		return ""
	}
	return answer.Data.ID.String()
}

// likePrinted says whether an answer is as the page prints it: the same outcome, and data with the printed members in
// the printed types. Values are the server's own.
func likePrinted(printed string, a *answer) bool {
	var want answer
	want.parse([]byte(strings.ReplaceAll(printed, ", ...", "")))
	if a.fault != "" || len(a.responses) != 1 || len(want.responses) != 1 || a.responses[0] != want.responses[0] {
		return false
	}
	if want.data == nil {
		return a.data == nil
	}
	if one := want.row(); one != nil {
		return hasMembers(one, a.row())
	}
	rows, ok := a.rows()
	wanted, _ := want.rows()
	for _, r := range rows {
		ok = ok && hasMembers(wanted[0], r)
	}
	return ok && len(rows) > 0
}

func hasMembers(printed, got row) bool {
	for name, value := range printed {
		shown, there := got[name]
		if !there || shown.Raw != value.Raw || value.Raw && !lens.SameNumber(shown.Text, shown.Text) {
			return false
		}
	}
	return true
}
