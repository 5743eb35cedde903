package remote

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"

	"dragoman/adapters/vodia"
)

// takenNames are the names that accounts of the domain have, of every type, as they were when first asked for and with
// what was made since.
type takenNames struct {
	mu      sync.Mutex
	learned bool
	names   map[string]bool
}

// learn reads the list of all accounts, once. A server without that list tells no names.
func (t *takenNames) learn(ctx context.Context, r *Remote) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.learned {
		return nil
	}
	names, err := r.listNames(ctx)
	if err != nil {
		return err
	}
	t.names, t.learned = names, true
	return nil
}

// listNames reads the names of all accounts.
func (r *Remote) listNames(ctx context.Context) (map[string]bool, error) {
	names := map[string]bool{}
	got, err := r.do(ctx, call{method: http.MethodGet, path: r.inDomain("users"), sense: func(body []byte) error {
		clear(names)
		return vodia.ReadList(body, func(account vodia.ListedAccount) error {
			for _, name := range account.Names {
				names[name] = true
			}
			return nil
		})
	}})
	if err != nil {
		return nil, err
	}
	if got.Status != http.StatusOK && !absent(got) {
		return nil, r.refused(got, "list of users")
	}
	return names, nil
}

// NamesTaken are the names of the domain's accounts, of attendants and the like too. It asks the server each time: what is
// told in a plan may be old by the time that the plan is carried out.
func (r *Remote) NamesTaken(ctx context.Context) ([]string, error) {
	names, err := r.listNames(ctx)
	return slices.Collect(maps.Keys(names)), err
}

func (t *takenNames) has(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.names[name]
}

func (t *takenNames) take(name string) { t.set(name, true) }

func (t *takenNames) free(name string) { t.set(name, false) }

func (t *takenNames) set(name string, taken bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.names == nil {
		return
	}
	if !taken {
		delete(t.names, name)
		return
	}
	t.names[name] = true
}
