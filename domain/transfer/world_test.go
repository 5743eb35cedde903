package transfer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
	"dragoman/persistence/temporary"
)

// tenant is a tenant of a store of its own.
type tenant struct {
	directory *domain.Directory
	id        domain.TenantID
	name      string
}

var actor = domain.Actor{Name: "test"}

// newTenant makes an empty tenant in a store of its own. Hunt groups of others come first, so that no id is the same
// elsewhere.
func newTenant(t testing.TB, name string, others int) *tenant {
	t.Helper()
	directory := temporary.Directory(t)
	other := addTenant(t, directory, "others."+name)
	other.change(t, func(e *domain.Edit) error {
		for range others {
			if err := e.AddHuntGroup(domain.NewHuntGroup()); err != nil {
				return err
			}
		}
		return nil
	})
	return addTenant(t, directory, name)
}

func addTenant(t testing.TB, directory *domain.Directory, name string) *tenant {
	t.Helper()
	out := &tenant{directory: directory, name: name}
	err := directory.ChangeAll(t.Context(), actor, func(s *domain.SystemEdit) error {
		own := domain.NewTenant()
		own.Domain = name
		if err := s.AddTenant(own, ""); err != nil {
			return err
		}
		out.id = own.ID
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// change changes the tenant.
func (a *tenant) change(t testing.TB, do func(*domain.Edit) error) {
	t.Helper()
	if err := a.directory.Change(t.Context(), actor, a.id, do); err != nil {
		t.Fatal(err)
	}
}

func (a *tenant) look(t testing.TB) *domain.Look {
	t.Helper()
	look, err := a.directory.Look(t.Context(), a.id)
	if err != nil {
		t.Fatal(err)
	}
	return look
}

// place is the tenant as a place.
func (a *tenant) place() transfer.Place {
	return transfer.Place{
		Address: "dragoman:" + a.name, Format: transfer.Canonical{},
		Remote: transfer.StoreRemote(a.directory, a.id, transfer.Canonical{}, actor, a.name),
	}
}

// text is everything in the tenant that means something elsewhere, a line for each setting.
func (a *tenant) text(t testing.TB) string {
	t.Helper()
	look := a.look(t)
	var b strings.Builder
	format := transfer.Canonical{}
	groups, alike := map[string]string{}, map[string]int{}
	err := format.Rows(look, transfer.HuntGroup, func(row *transfer.Row) error {
		groups[row.ID] = row.Key.Name
		if row.Text("names") == "[]" { // hunt_N is of the id, which is another elsewhere
			alike[row.Text("name")]++
			groups[row.ID] = fmt.Sprintf("%q without a name, the %dth", row.Text("name"), alike[row.Text("name")])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range format.Kinds() {
		rows := map[string][]string{}
		var keys []string
		err := format.Rows(look, kind, func(row *transfer.Row) error {
			key := row.Key.Name
			if kind == transfer.HuntGroup {
				key = groups[row.ID]
			}
			for _, entry := range format.Refer(row, func(id string) string { return groups[id] }) {
				if entry.Name != "owner" && entry.Value.Text != "[]" {
					rows[key] = append(rows[key], fmt.Sprintf("%s %s %s: %s", kind, key, entry.Name, entry.Value.Text))
				}
			}
			keys = append(keys, key)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sortStrings(keys)
		for _, key := range keys {
			b.WriteString(strings.Join(rows[key], "\n") + "\n")
		}
	}
	return b.String()
}

// workspaces are those of the tests that run.
var workspaces sync.Map

// workspace is where a test makes its plans.
func workspace(t testing.TB) transfer.Workspace {
	t.Helper()
	if there, ok := workspaces.Load(t); ok {
		return there.(transfer.Workspace)
	}
	scratch := temporary.Scratch(t)
	t.Cleanup(func() { workspaces.Delete(t) })
	workspaces.Store(t, transfer.Workspace(scratch))
	return scratch
}

// plan makes a plan from one place to another.
func plan(t testing.TB, from, to transfer.Place, rules transfer.Rules) *transfer.Plan {
	t.Helper()
	p, err := transfer.Make(t.Context(), transfer.Making{From: from, To: to, Rules: rules, Workspace: workspace(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// journal begins a journal of a plan.
func journal(t testing.TB, p *transfer.Plan) (*transfer.Journal, *os.File) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	j, err := transfer.StartJournal(file, p)
	if err != nil {
		t.Fatal(err)
	}
	return j, file
}

// apply carries a plan out and fails where anything fails.
func apply(t testing.TB, p *transfer.Plan, to transfer.Place) (*transfer.Journal, *os.File) {
	t.Helper()
	j, file := journal(t, p)
	result, err := transfer.Apply(t.Context(), p, to, j, transfer.Applying{})
	if err != nil {
		t.Fatal(err)
	}
	if !result.Whole() {
		t.Fatalf("the move came to no good end: %+v", result)
	}
	return j, file
}

// verified fails where the target isn't as planned.
func verified(t testing.TB, p *transfer.Plan, to transfer.Place, j *transfer.Journal) {
	t.Helper()
	v, err := transfer.Verify(t.Context(), p, transfer.Making{From: transfer.Place{Format: transfer.Canonical{}}, To: to, Workspace: workspace(t)}, j)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Differences {
		t.Errorf("%+v", d)
	}
}

// steps are the steps of a plan that do something, in words.
func steps(t testing.TB, p *transfer.Plan) []string {
	t.Helper()
	var out []string
	err := p.Steps.Each(func(step transfer.Step) error {
		if step.Do == transfer.Leave {
			return nil
		}
		var settings []string
		for _, s := range step.Settings {
			settings = append(settings, fmt.Sprintf("%s %s→%s", s.Name, shown(s.Old), shown(s.New)))
		}
		out = append(out, fmt.Sprintf("%d %s %s [%s] %v", step.N, step.Do, step.Title(), strings.Join(settings, ", "), step.Needs))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func shown(value *lens.Value) string {
	if value == nil {
		return "-"
	}
	return value.Text
}

// nothing fails where a plan would do anything.
func nothing(t testing.TB, p *transfer.Plan) {
	t.Helper()
	if p.Work() > 0 || p.Blocked {
		t.Errorf("there is something left to do: %s", strings.Join(steps(t, p), "\n"))
	}
}

// differ lists the lines that only one of two texts has.
func differ(want, have string) string {
	wanted, had := strings.Split(want, "\n"), strings.Split(have, "\n")
	var b strings.Builder
	for _, line := range wanted {
		if !slices.Contains(had, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range had {
		if !slices.Contains(wanted, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
