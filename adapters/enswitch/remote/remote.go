package remote

import (
	"context"
	"encoding/json"
	"sync"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Remote is a customer of a live server as a place. Its rows are those of enswitch.Format. Secrets that the server
// doesn't show are there as lens.Mask. It may be used by several goroutines at once.
type Remote struct {
	*client
	known known
	// sayingPasswords is whether phones/get is worth asking where phones/list leaves passwords out.
	sayingPasswords sync.Map
}

var _ transfer.Remote = (*Remote)(nil)

// Open prepares a place; nothing is sent yet.
func Open(place *Place, password string, options wire.Options) (*Remote, error) {
	server, err := wire.NewServer(options)
	if err != nil {
		return nil, err
	}
	return &Remote{client: &client{server: server, place: place, password: password}}, nil
}

// Close gives up idle connections.
func (r *Remote) Close() { r.server.Close() }

// Describe names server and customer.
func (r *Remote) Describe() string { return r.place.String() }

// Check signs in and looks for the customer. For writing, it asks whether the role allows to create, without anything
// that could be created.
func (r *Remote) Check(ctx context.Context, writing bool) (*domain.Tenant, error) {
	tenant, err := r.customer(ctx)
	if err != nil {
		return nil, err
	}
	if !writing {
		return tenant, r.seesAll()
	}
	for _, function := range []string{"phones/create", "huntgroups/create", "codes/create"} {
		q := question{function: function}.with("customer", r.place.customer()).with("validation", "1")
		_, err := r.ask(ctx, q)
		if err != nil && domain.CodeOf(err) != domain.Invalid && domain.CodeOf(err) != domain.QuotaFull {
			return nil, err
		}
	}
	return tenant, nil
}

// userRole is the last of the predefined roles: system owner, reseller, administrator, user.
const userRole = "4"

// seesAll refuses a person of whom it is known that lists give only what is the person's own: it would pass for all.
func (r *Remote) seesAll() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.session.role != userRole {
		return nil
	}
	return domain.Fail(domain.Forbidden, "%s is a mere user at %s and sees only what is his or her own there: sign in as an administrator of customer %s",
		r.place.User, r.place.Host, r.place.customer())
}

// customer looks for the customer. Not everybody may call customers/get; whoever may list the lines has the customer
// within reach.
func (r *Remote) customer(ctx context.Context) (*domain.Tenant, error) {
	tenant := &domain.Tenant{ID: r.place.Customer}
	answer, err := r.ask(ctx, question{function: "customers/get"}.with("id", r.place.customer()))
	switch domain.CodeOf(err) {
	case "":
		if err != nil {
			return nil, err
		}
		tenant.Name = nameIn(answer.data)
		return tenant, nil
	case domain.Unknown:
		return nil, err
	case domain.NotFound:
		return nil, r.noCustomer()
	}
	_, refused := r.ask(ctx, r.counting())
	switch domain.CodeOf(refused) {
	case domain.Invalid, domain.NotFound:
		return nil, r.noCustomer()
	}
	return tenant, refused
}

func (r *Remote) noCustomer() error {
	return domain.Fail(domain.NotFound, "%s has no customer %s, or %s may not see it", r.place.Host, r.place.customer(), r.place.User)
}

// nameIn is a customer's name, empty where the answer has none.
func nameIn(data json.RawMessage) string {
	var customer struct{ Name text }
	if json.Unmarshal(data, &customer) != nil {
		return ""
	}
	return string(customer.Name)
}

// function is what the functions of a kind of rows are called by: "phones", with the setting that names an object.
type function struct {
	family string
	key    string // "id", "name" or "code"
	// keyed marks those whose key tells an object only together with the customer. Some servers refuse the customer where
	// names are unique without it.
	keyed, perhaps bool
}

var functions = map[transfer.Kind]function{
	transfer.Phone:       {family: "phones", key: "name", perhaps: true},
	transfer.HuntGroup:   {family: "huntgroups", key: "id"},
	transfer.Level:       {family: "huntgroups/levels"},
	transfer.Member:      {family: "huntgroups/destinations", key: "id"},
	transfer.FeatureCode: {family: "codes", key: "code", keyed: true},
}

// about asks something of the object of a row.
func (r *Remote) about(of *transfer.Row, action string) (question, error) {
	f, ok := functions[of.Key.Kind]
	if !ok {
		return question{}, domain.Fail(domain.Invalid, "an Enswitch has no rows of kind %s", of.Key.Kind)
	}
	q := question{function: f.family + "/" + action}
	switch {
	case of.Key.Kind == transfer.Level:
		return q.with("huntgroup", of.Parent).with("level", of.Key.Name), nil
	case f.key == "id":
		return q.with("id", of.ID), nil
	case f.keyed:
		return q.with(f.key, of.Key.Name).with("customer", r.place.customer()), nil
	}
	return q.with(f.key, of.Key.Name).perhaps("customer", r.place.customer()), nil
}

// told adds a row's settings to a call. A mask is no secret, and null nothing that a parameter could say.
func told(q question, row *transfer.Row) question {
	for _, entry := range row.Settings {
		secret := entry.Setting != nil && entry.Setting.Class == lens.Hidden
		if secret && entry.Value.Text == lens.Mask || entry.Value.Raw && entry.Value.Text == "null" {
			continue
		}
		if !enswitch.Format.Writable(row.Key.Kind, entry.Name) || q.has(entry.Name) {
			continue
		}
		q.parameters = append(q.parameters, parameter{
			name: entry.Name, value: entry.Value.Plain(), secret: secret, optional: entry.Setting == nil,
		})
	}
	return q
}
