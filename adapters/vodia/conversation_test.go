package vodia_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/domain"
)

var update = flag.Bool("update", false, "write the answers that are given now into testdata")

// TestConversations plays the requests of testdata/conversations as the system administrator and compares the answers
// with those that stand there. A line with > is a request, the line with < below it its answer.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			g := open(t)
			g.addSamples()
			got := g.converse(string(want))
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if bytes.Equal(got, want) {
				return
			}
			was, is := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
			for i := range min(len(was), len(is)) {
				if was[i] != is[i] {
					t.Fatalf("%s:%d:\nwant %s\n got %s", file, i+1, was[i], is[i])
				}
			}
			t.Fatalf("%s has %d lines, and should have %d", file, len(was), len(is))
		})
	}
}

func (g *gateway) converse(script string) []byte {
	g.t.Helper()
	var out bytes.Buffer
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		request, isRequest := strings.CutPrefix(line, "> ")
		if strings.HasPrefix(line, "< ") {
			continue
		}
		fmt.Fprintln(&out, line)
		if !isRequest {
			continue
		}
		method, rest, _ := strings.Cut(request, " ")
		path, body, _ := strings.Cut(rest, " ")
		a := g.do(admin, method, path, body)
		fmt.Fprintf(&out, "< %d %s\n", a.status, a.body)
	}
	return out.Bytes()
}

// addSamples adds the hunt groups that the pages' examples read and change.
func (g *gateway) addSamples() {
	g.t.Helper()
	g.change(here, func(e *domain.Edit) error {
		for _, sample := range []struct{ account, name string }{{"1002", "Hunt"}, {"1003", "Hunt_2"}, {"vodia", ""}} {
			group := domain.NewHuntGroup()
			group.Name, group.Names = sample.name, []string{sample.account}
			if sample.account == "1002" {
				seconds := 5
				group.Levels[0].RingTime = &seconds
				for level, digits := range map[int]string{1: "444", 2: "445"} {
					member := domain.NewMember()
					member.Level, member.Destination = level, domain.Dialled(digits)
					group.SetMembersOf(level, []domain.Member{*member})
				}
				group.Exit = domain.Dialled("8572665588")
			}
			if err := e.AddHuntGroup(group); err != nil {
				return err
			}
		}
		return nil
	})
}
