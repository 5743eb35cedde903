package remote

import (
	"context"
	"net/http"
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
		return err
	}
	if got.Status != http.StatusOK && !absent(got) {
		return r.refused(got, "list of users")
	}
	t.names, t.learned = names, true
	return nil
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
