package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain"
)

func members(g *domain.HuntGroup) string {
	var out []string
	for _, m := range g.Members {
		out = append(out, fmt.Sprintf("%d:%s", m.Level, m.Destination.Target))
	}
	return strings.Join(out, " ")
}

func atLevel(level int, targets ...string) []domain.Member {
	out := []domain.Member{}
	for _, target := range targets {
		out = append(out, domain.Member{Level: level, Destination: domain.PhoneDestination(target)})
	}
	return out
}

func TestMembersOfLevel(t *testing.T) {
	g := domain.NewHuntGroup()
	for _, step := range []struct {
		level   int
		targets []string
		want    string
	}{
		{2, []string{"a", "b"}, "2:a 2:b"},
		{1, []string{"c"}, "1:c 2:a 2:b"},
		{10, []string{"d"}, "1:c 2:a 2:b 10:d"},
		{3, []string{"e", "f"}, "1:c 2:a 2:b 3:e 3:f 10:d"},
		{2, []string{"b", "g", "a"}, "1:c 2:b 2:g 2:a 3:e 3:f 10:d"},
		{5, nil, "1:c 2:b 2:g 2:a 3:e 3:f 10:d"},
		{2, nil, "1:c 3:e 3:f 10:d"},
		{1, nil, "3:e 3:f 10:d"},
		{10, nil, "3:e 3:f"},
		{3, nil, ""},
	} {
		g.SetMembersOf(step.level, atLevel(step.level, step.targets...))
		if got := members(g); got != step.want {
			t.Errorf("with %v on level %d the members are %q, want %q", step.targets, step.level, got, step.want)
		}
		if got := g.MembersOf(step.level); len(got) != len(step.targets) {
			t.Errorf("level %d has %d members", step.level, len(got))
		}
	}
}

// Whatever is set, each level has what was set last, and the members stand in order of their levels.
func TestSettingMembersLeavesOtherLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := domain.NewHuntGroup()
		want := map[int][]domain.Member{}
		for range rapid.IntRange(0, 12).Draw(t, "writes") {
			level := rapid.IntRange(1, domain.Levels).Draw(t, "level")
			want[level] = atLevel(level, rapid.SliceOfN(rapid.StringMatching("[a-c]"), 0, 4).Draw(t, "targets")...)
			g.SetMembersOf(level, want[level])
		}
		for level := 1; level <= domain.Levels; level++ {
			if got := g.MembersOf(level); !slices.EqualFunc(got, want[level], func(a, b domain.Member) bool { return a.Destination == b.Destination }) {
				t.Fatalf("level %d has %v, want %v", level, got, want[level])
			}
		}
		if !slices.IsSortedFunc(g.Members, func(a, b domain.Member) int { return a.Level - b.Level }) {
			t.Fatalf("the members are out of order: %s", members(g))
		}
	})
}

func TestMemberByID(t *testing.T) {
	o := newOffice(t)
	group := domain.NewHuntGroup()
	group.Members = slices.Concat(atLevel(1, "440", "441"), atLevel(4, "440"))
	o.must(o.change(func(e *domain.Edit) error { return e.AddHuntGroup(group) }))
	ids := map[domain.MemberID]bool{}
	for _, m := range group.Members {
		ids[m.ID] = true
	}
	if len(ids) != 3 || ids[0] {
		t.Fatalf("the members have the ids %v", ids)
	}
	third := group.Members[2].ID
	o.must(o.change(func(e *domain.Edit) error {
		return e.ChangeHuntGroup(group.ID, func(g *domain.HuntGroup) error {
			g.Member(third).Description = "upstairs"
			g.SetMembersOf(1, append(g.MembersOf(1)[1:], atLevel(1, "442")...))
			return nil
		})
	}))
	stored, err := o.look().HuntGroup(group.ID)
	o.must(err)
	if got := members(stored); got != "1:441 1:442 4:440" {
		t.Errorf("the members are %s", got)
	}
	if stored.Members[0].ID != group.Members[1].ID || stored.Member(third).Description != "upstairs" || ids[stored.Members[1].ID] {
		t.Errorf("the members have become %+v", stored.Members)
	}
	if stored.Member(group.Members[0].ID) != nil || stored.Member(99) != nil {
		t.Error("who isn't a member is found")
	}
}

func TestNewHuntGroup(t *testing.T) {
	g := domain.NewHuntGroup()
	if g.RingTime != domain.DefaultHuntGroupRingTime || !domain.NewMember().Available {
		t.Errorf("a new hunt group is %+v, a new member %+v", g, domain.NewMember())
	}
	for i := range g.Levels {
		if !g.Levels[i].IsZero() {
			t.Errorf("level %d of a new hunt group is %+v", i+1, g.Levels[i])
		}
	}
	g.Levels[0].Margins.Of("one") // which holds nothing
	if !g.Levels[0].IsZero() {
		t.Error("an empty margin says something of a level")
	}
	zero := 0
	for _, level := range []domain.Level{{RingTime: &zero}, {MusicRinging: &zero}, {PlayMessage: true}} {
		if level.IsZero() {
			t.Errorf("%+v says nothing", level)
		}
	}
}
