package transfer_test

import (
	"fmt"
	"testing"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// addGroups adds hunt groups, title to name, none where that is empty, each exiting to the one before.
func addGroups(t *testing.T, in *tenant, groups ...[2]string) {
	t.Helper()
	var last domain.HuntGroupID
	for _, one := range groups {
		in.change(t, func(e *domain.Edit) error {
			g := domain.NewHuntGroup()
			g.Name = one[0]
			if one[1] != "" {
				g.Names = []string{one[1]}
			}
			if last != 0 {
				g.Exit = domain.HuntGroupDestination(last)
			}
			err := e.AddHuntGroup(g)
			last = g.ID
			return err
		})
	}
}

// A group that somebody called hunt_N gets that name in a store too, whichever ids the others get there at the same time.
func TestGroupsCalledAsAStoreDerivesNames(t *testing.T) {
	for round := range 5 {
		source, target := newTenant(t, "a.example.com", 20), newTenant(t, "b.example.com", 2)
		addGroups(t, source, [2]string{"A", ""}, [2]string{"B", ""}, [2]string{"C", "hunt_4"}, [2]string{"D", ""}, [2]string{"E", "hunt_3"}, [2]string{"F", "7000"}, [2]string{"G", ""}, [2]string{"H", ""})
		p := plan(t, source.place(), target.place(), transfer.Rules{})
		j, _ := apply(t, p, target.place())
		verified(t, p, target.place(), j)
		if d := differ(source.text(t), target.text(t)); d != "" || p.Clashes.Len() > 0 {
			t.Fatalf("round %d, %d clashes: what was moved is not what is there now:\n%s", round, p.Clashes.Len(), d)
		}
		nothing(t, plan(t, source.place(), target.place(), transfer.Rules{}))
	}
}

// Where the store derives that name for a group that is there already, the plan says what the new one is called instead.
func TestGroupsCalledAsOneIsThere(t *testing.T) {
	source, target := newTenant(t, "a.example.com", 20), newTenant(t, "b.example.com", 2)
	addGroups(t, target, [2]string{"Nights", ""})
	addGroups(t, source, [2]string{"Sales", "hunt_3"})
	p := plan(t, source.place(), target.place(), transfer.Rules{})
	clash, err := p.Clashes.Get(0)
	if err != nil || p.Clashes.Len() != 1 || p.Blocked {
		t.Fatalf("there are %d clashes: %v", p.Clashes.Len(), err)
	}
	if got := fmt.Sprint(clash.Kind, " ", clash.Name, " ", clash.Over, " ", clash.With, ": ", clash.Settled); got != "huntgroup hunt_3 name huntgroup hunt_3: called hunt_3_2" {
		t.Errorf("the clash is %s", got)
	}
	j, _ := apply(t, p, target.place())
	verified(t, p, target.place(), j)
	again := plan(t, source.place(), target.place(), transfer.Rules{})
	nothing(t, again)
	if again.Clashes.Len() != 0 {
		t.Error("it still clashes with what it is called now")
	}
}
