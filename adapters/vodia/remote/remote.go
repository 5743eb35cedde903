package remote

import (
	"context"
	"net/http"

	"dragoman/adapters/vodia"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/transfer"
)

// Remote is a domain of a live server.
type Remote struct {
	*client
	taken takenNames
}

var _ transfer.Remote = (*Remote)(nil)

// Open prepares the way to a place. Nothing is sent yet.
func Open(place *Place, password string, options wire.Options) (*Remote, error) {
	server, err := wire.NewServer(options)
	if err != nil {
		return nil, err
	}
	return &Remote{client: &client{server: server, place: place, password: password}}, nil
}

// Close ends idle connections.
func (r *Remote) Close() { r.server.Close() }

// Describe names the place.
func (r *Remote) Describe() string { return r.place.String() }

// Check reads the domain's settings, which administrators of the domain may, and its config and id as far as the user
// may. Whoever may read the settings may write them too, as far as the pages say.
func (r *Remote) Check(ctx context.Context, _ bool) (*domain.Tenant, error) {
	settings, err := r.do(ctx, call{method: http.MethodGet, path: r.inDomain("settings"), sense: isDomainSettings})
	if err != nil {
		return nil, err
	}
	if settings.Status == http.StatusNotFound {
		return nil, r.noDomain(ctx)
	}
	if settings.Status != http.StatusOK {
		return nil, r.refused(settings, "the domain "+r.place.Domain)
	}
	config, err := r.optional(ctx, r.inDomain("config"))
	if err != nil {
		return nil, err
	}
	tenant := vodia.ReadTenant(r.place.Domain, settings.Body, config)
	tenant.ID, err = r.domainID(ctx)
	if err != nil {
		return nil, err
	}
	return tenant, nil
}

func isDomainSettings(body []byte) error {
	_, err := vodia.ReadRow(transfer.Key{Kind: transfer.StarCodes}, body)
	return err
}

// noDomain tells a server without the domain from one that is none of this platform: whoever asks learns something of
// the session.
func (r *Remote) noDomain(ctx context.Context) error {
	got, err := r.do(ctx, call{method: http.MethodGet, path: "system/session"})
	if err != nil {
		return err
	}
	if got.Status != http.StatusOK || !vodia.IsObject(got.Body) {
		return domain.Fail(domain.Unavailable, "%s answers, but it is no Vodia: it has neither the domain %s nor anything else of its API", r.place.Host, r.place.Domain)
	}
	return domain.Fail(domain.NotFound, "%s has no domain %s", r.place.Host, r.place.Domain)
}

// optional reads what not every version has, nor every user may see.
func (r *Remote) optional(ctx context.Context, path string) ([]byte, error) {
	got, err := r.do(ctx, call{method: http.MethodGet, path: path})
	if err != nil || got.Status != http.StatusOK {
		return nil, err
	}
	return got.Body, nil
}

// domainID finds the domain's id. domaininfo is an array, but in 70.3 a mere number unless asked for pages; where it
// isn't there or says nothing, the list of domains is keyed by id.
func (r *Remote) domainID(ctx context.Context) (domain.TenantID, error) {
	for _, path := range []string{"system/domaininfo?size=all", "system/domains"} {
		body, err := r.optional(ctx, path)
		if err != nil {
			return 0, err
		}
		if id, ok := vodia.ReadDomainID(r.place.Domain, body); ok {
			return id, nil
		}
	}
	return 0, nil
}

// Row reads one account by its own name.
func (r *Remote) Row(ctx context.Context, of *transfer.Row) (*transfer.Row, error) {
	row, err := r.read(ctx, of.Key)
	if err != nil {
		return nil, err
	}
	if row.Key != of.Key {
		return nil, domain.Fail(domain.NotFound, "%s is an alias of %s", of.Key.Name, row.Key.Name)
	}
	if of.Key.Kind != transfer.StarCodes && vodia.KindOfSettings(row) != of.Key.Kind {
		return nil, domain.Fail(domain.NotFound, "%s has no %s", r.place.Host, of.Key)
	}
	return row, nil
}

// read reads the account that a name leads to, or the star codes.
func (r *Remote) read(ctx context.Context, key transfer.Key) (*transfer.Row, error) {
	var row *transfer.Row
	sense := func(body []byte) (err error) {
		row, err = vodia.ReadRow(key, body)
		return err
	}
	got, err := r.do(ctx, call{method: http.MethodGet, path: r.settingsPath(key), sense: sense})
	if err != nil {
		return nil, err
	}
	if got.Status != http.StatusOK {
		return nil, r.refused(got, key.String())
	}
	return row, nil
}

func (r *Remote) settingsPath(key transfer.Key) string {
	if key.Kind == transfer.StarCodes {
		return r.inDomain("settings")
	}
	return r.inDomain("user_settings", key.Name)
}

// isThere looks whether a name leads to an account of whatever type.
func (r *Remote) isThere(ctx context.Context, key transfer.Key) (bool, error) {
	got, err := r.do(ctx, call{method: http.MethodGet, path: r.settingsPath(key)})
	switch {
	case err != nil:
		return false, err
	case got.Status == http.StatusOK:
		return true, nil
	case got.Status == http.StatusNotFound:
		return false, nil
	}
	return false, r.refused(got, key.String())
}

// Rows lists the names of a kind and reads each account's settings, several at once: no list has them.
func (r *Remote) Rows(ctx context.Context, kind transfer.Kind, each func(*transfer.Row) error) error {
	if kind == transfer.StarCodes {
		row, err := r.read(ctx, transfer.Key{Kind: kind, Name: vodia.StarCodesName})
		if err != nil {
			return err
		}
		return each(row)
	}
	names, err := r.names(ctx, kind)
	if err != nil {
		return err
	}
	return inOrder(ctx, r.server.Concurrency(), names,
		func(ctx context.Context, name string) (*transfer.Row, error) {
			row, err := r.read(ctx, transfer.Key{Kind: kind, Name: name})
			if domain.CodeOf(err) == domain.NotFound {
				return nil, nil // it was removed since the list was made
			}
			if err == nil {
				row.Key.Name = name
			}
			return row, err
		}, each)
}

// names lists the accounts of a kind. Old versions have no list of their own for a type, but userlist.
func (r *Remote) names(ctx context.Context, kind transfer.Kind) ([]string, error) {
	usertype := vodia.AccountType(kind)
	if usertype == "" {
		return nil, nil
	}
	got, names, err := r.list(ctx, r.inDomain(usertype))
	if err == nil && absent(got) {
		got, names, err = r.list(ctx, r.inDomain("userlist", usertype))
	}
	if err != nil {
		return nil, err
	}
	if got.Status != http.StatusOK {
		return nil, r.refused(got, "list of "+usertype)
	}
	if kind == transfer.HuntGroup {
		vodia.InLoadOrder(names)
	}
	return names, nil
}

func (r *Remote) list(ctx context.Context, path string) (answer, []string, error) {
	var names []string
	got, err := r.do(ctx, call{method: http.MethodGet, path: path, sense: func(body []byte) error {
		names = nil
		return vodia.ReadList(body, func(account vodia.ListedAccount) error {
			names = append(names, account.Name)
			return nil
		})
	}})
	return got, names, err
}

// Remove deletes an account with its aliases, or empties the star codes.
func (r *Remote) Remove(ctx context.Context, of *transfer.Row) error {
	if of.Key.Kind == transfer.StarCodes {
		return r.Change(ctx, vodia.Format.New(transfer.StarCodes), false)
	}
	got, err := r.do(ctx, call{method: http.MethodDelete, path: r.inDomain("addacc", of.Key.Name), sense: vodia.ReadAcknowledgement})
	if err != nil {
		return err
	}
	if got.Status == http.StatusNotFound && got.again {
		return nil // an attempt whose answer was lost has deleted it
	}
	if got.Status != http.StatusOK {
		return r.refused(got, of.Key.String())
	}
	r.taken.free(of.Key.Name)
	return nil
}
