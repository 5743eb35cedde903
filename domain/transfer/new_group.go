package transfer

import (
	"context"
	"slices"
	"sync"

	"dragoman/domain"
)

// groupSearch finds hunt groups that may have been made: the target has given them a number that nobody knows yet.
type groupSearch struct {
	mutex   sync.Mutex
	claimed map[string]int // by which step, by id
}

// find looks for a new hunt group of a step: one that is called as it should be, wasn't there when the plan was made, and
// that no other step made.
func (g *groupSearch) find(ctx context.Context, r *run, step *Step, row *Row) (*Row, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.claimed == nil {
		g.claimed = map[string]int{}
	}
	title := titleOf(r.begun(step, row))
	var found *Row
	err := r.target.Remote.Rows(ctx, HuntGroup, func(there *Row) error {
		switch {
		case found != nil:
		case there.ID == "":
			if there.Key == row.Key {
				found = there
			}
		case titleOf(there) != title || slices.Contains(step.Known, there.ID) || r.journal.made(there.ID, r.newGroups):
		case g.claimed[there.ID] == 0 || g.claimed[there.ID] == step.N:
			found = there
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, domain.Fail(domain.NotFound, "there is no such hunt group")
	}
	g.claimed[found.ID] = step.N
	return found, nil
}

// begun is a row with what its object begins with where the row doesn't say anything else.
func (r *run) begun(step *Step, row *Row) *Row {
	out := *row
	for _, entry := range r.target.Format.New(step.Kind).Settings {
		if _, said := row.Get(entry.Name); !said {
			out.Settings = append(out.Settings, entry)
		}
	}
	return &out
}

// made says that one of the steps made what has an id.
func (j *Journal) made(id string, steps map[int]bool) bool {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	for n := range steps {
		if j.ids[n] == id {
			return true
		}
	}
	return false
}
