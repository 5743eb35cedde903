package laws

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Kind is a kind of object with both dialects' views of it.
type Kind[K any] struct {
	Name  domain.Kind
	Views []View[K]
	Clone func(K) K
	// Fresh is an object as it is right after it was made and stored.
	Fresh func() K
	// Another is a new object that an answer about the one given is written to: what is in Keys is its own.
	Another func(K) K
	// Keys are the canonical fields that make an object this one and no other.
	Keys []string
	// Fixed is the canonical field that only the number plan changes, empty for none.
	Fixed string

	world   *World
	history int // the most writes that an object has seen
	names   names[K]
	reveal  func(K) []string
	// number gives ids to the parts of an object that have none yet, as storing it does; nil where there are none.
	number func(K)
	// unify makes the ids of parts that aren't in base depend on nothing but their place, so that objects can be compared.
	unify func(k, base K)
	// filled are values that only few texts would do for in a real store, by place.
	filled map[string]string
	// keep puts an object into a store, among no others of its kind, and gives what is read back, as the original of it
	// would be named and numbered.
	keep func(ctx context.Context, tx domain.Tx, tenant domain.TenantID, k K) (K, error)
	// add adds a part to an object; nil where it has none.
	add func(K, Values) []lens.Fault
	// grow changes an object in a way that is no write of settings; nil where there is none.
	grow func(t *rapid.T, k K)
	pool *pool
}

// contexts makes what the dialects' tables work with, with passwords hashed ahead.
func (w *World) contexts(tb testing.TB) (func() *enswitch.View, func() *vodia.View) {
	tb.Helper()
	e, v := &enswitch.View{}, vodia.NewView(nil)
	for _, password := range passwords {
		e.Seal(password)
		v.Seal(password)
	}
	return func() *enswitch.View { e.Plan = w.plan(); return e }, func() *vodia.View { v.Plan = w.plan(); return v }
}

// Phones are telephone lines and extensions.
func Phones(tb testing.TB, w *World) *Kind[*domain.Phone] {
	e, v := w.contexts(tb)
	kind := &Kind[*domain.Phone]{
		Name: domain.KindPhone, Keys: []string{"ID", "Tenant", "Name", "Names"}, Fixed: "Name",
		Views: []View[*domain.Phone]{newTableView(enswitch.PhoneTable, e, true), newTableView(vodia.ExtensionTable, v, false)},
		Clone: (*domain.Phone).Clone,
		Fresh: func() *domain.Phone {
			phone := domain.NewPhone()
			phone.ID, phone.Tenant, phone.Name, phone.Names = 1, w.tenant, "440", []string{"440", "100"}
			return phone
		},
		keep: func(ctx context.Context, tx domain.Tx, tenant domain.TenantID, k *domain.Phone) (*domain.Phone, error) {
			c := k.Clone()
			c.ID = 0
			if err := tx.PutPhone(ctx, tenant, c); err != nil {
				return nil, err
			}
			kept, err := tx.PhoneByID(ctx, tenant, c.ID)
			if err != nil {
				return nil, err
			}
			kept.ID, kept.Tenant, kept.Names = k.ID, k.Tenant, k.Names
			return kept, nil
		},
		Another: func(*domain.Phone) *domain.Phone {
			phone := domain.NewPhone()
			phone.Name, phone.Names = "449", []string{"449"}
			return phone
		},
		names: names[*domain.Phone]{own: func(p *domain.Phone) []string { return []string{p.Name} }, among: accountNames},
		reveal: func(p *domain.Phone) []string {
			return []string{p.Password.Reveal(), p.PIN.Reveal(), p.WebPassword.Hash, p.WebPassword.ProofHash}
		},
		world: w, history: 4, pool: newPool(domain.KindPhone),
	}
	kind.grow = func(t *rapid.T, p *domain.Phone) {
		if rapid.IntRange(0, 3).Draw(t, "aliases change") == 0 {
			p.Names = kind.names.draw(t, p)
		}
	}
	return kind
}

// accountNames are names that accounts may have, dialable or not.
var accountNames = []string{"1004", "2002", "*55", "+4912345", "vodia", "hunt_1", "hunt_7", "größe"}

// names says what a setting that lists names may be written with.
type names[K any] struct {
	own   func(K) []string // what a list begins with: another first name renames the object, which is the number plan's business; nil for nothing
	among []string
	least int
}

func (n names[K]) draw(t *rapid.T, k K) []string {
	return append(n.first(k), rapid.SliceOfNDistinct(rapid.SampledFrom(n.among), n.least, 4, rapid.ID).Draw(t, "names")...)
}

func (n names[K]) first(k K) []string {
	if n.own == nil {
		return nil
	}
	return n.own(k)
}

// HuntGroups are hunt groups with their levels and destinations.
func HuntGroups(tb testing.TB, w *World) *Kind[*domain.HuntGroup] {
	e, v := w.contexts(tb)
	groups, ids := newEnswitchGroups(e), &memberIDs{}
	kind := &Kind[*domain.HuntGroup]{
		Name: domain.KindHuntGroup, Keys: []string{"ID", "Tenant", "Account", "Names"},
		Views: []View[*domain.HuntGroup]{groups, newTableView(vodia.HuntTable, v, false)},
		Clone: (*domain.HuntGroup).Clone,
		Fresh: func() *domain.HuntGroup {
			*ids = memberIDs{}
			group := domain.NewHuntGroup()
			group.ID, group.Tenant, group.Names = w.group, w.tenant, []string{"1004", "2002"}
			return group
		},
		keep: func(ctx context.Context, tx domain.Tx, tenant domain.TenantID, k *domain.HuntGroup) (*domain.HuntGroup, error) {
			c := k.Clone()
			c.ID = 0
			for i := range c.Members {
				c.Members[i].ID = 0
			}
			if err := tx.PutHuntGroup(ctx, tenant, c); err != nil {
				return nil, err
			}
			kept, err := tx.HuntGroup(ctx, tenant, c.ID)
			if err != nil {
				return nil, err
			}
			kept.ID, kept.Tenant, kept.Names = k.ID, k.Tenant, k.Names
			for i := range min(len(kept.Members), len(k.Members)) {
				kept.Members[i].ID = k.Members[i].ID
			}
			return kept, nil
		},
		Another: func(*domain.HuntGroup) *domain.HuntGroup {
			group := domain.NewHuntGroup()
			group.Names = []string{"1009"}
			return group
		},
		names:  names[*domain.HuntGroup]{among: accountNames, least: 1},
		reveal: func(*domain.HuntGroup) []string { return nil },
		number: ids.number, unify: unifyMembers,
		world: w, history: 6, pool: newPool(domain.KindHuntGroup),
	}
	kind.add = func(g *domain.HuntGroup, in Values) []lens.Fault { return groups.Add(g, ids.next(), in) }
	kind.grow = func(t *rapid.T, g *domain.HuntGroup) {
		if len(g.Members) > 0 && rapid.IntRange(0, 4).Draw(t, "remove a member") == 0 {
			i := rapid.IntRange(0, len(g.Members)-1).Draw(t, "member")
			g.Members = slices.Delete(g.Members, i, i+1)
		}
		for range rapid.IntRange(0, 3).Draw(t, "new members") {
			kind.add(g, kind.drawn(t, Values{}, enswitch.MemberTable.Settings())) // one that is refused isn't added
		}
		if rapid.IntRange(0, 3).Draw(t, "numbers change") == 0 {
			g.Names = kind.names.draw(t, g)
		}
	}
	return kind
}

// FeatureCodes are codes and IVR nodes.
func FeatureCodes(tb testing.TB, w *World) *Kind[*domain.FeatureCode] {
	e, v := w.contexts(tb)
	kind := &Kind[*domain.FeatureCode]{
		Name: domain.KindFeatureCode, Keys: []string{"ID", "Tenant", "Code", "Form", "Names"}, Fixed: "Code",
		Views: []View[*domain.FeatureCode]{newTableView(enswitch.FeatureCodeTable, e, true), newTableView(vodia.IVRNodeTable, v, false)},
		Clone: (*domain.FeatureCode).Clone,
		Fresh: func() *domain.FeatureCode {
			code := domain.NewFeatureCode()
			code.ID, code.Tenant, code.Code, code.Names = 4, w.tenant, "777", []string{"777"}
			return code
		},
		keep: func(ctx context.Context, tx domain.Tx, tenant domain.TenantID, k *domain.FeatureCode) (*domain.FeatureCode, error) {
			c := k.Clone()
			c.ID = 0
			if err := tx.PutFeatureCode(ctx, tenant, c); err != nil {
				return nil, err
			}
			kept, err := tx.FeatureCodeByID(ctx, tenant, c.ID)
			if err != nil {
				return nil, err
			}
			kept.ID, kept.Tenant, kept.Names = k.ID, k.Tenant, k.Names
			return kept, nil
		},
		Another: func(*domain.FeatureCode) *domain.FeatureCode {
			code := domain.NewFeatureCode()
			code.Code, code.Names = "779", []string{"779"}
			return code
		},
		names:  names[*domain.FeatureCode]{own: func(c *domain.FeatureCode) []string { return []string{c.Code} }, among: accountNames},
		reveal: func(c *domain.FeatureCode) []string { return []string{c.Password.Reveal()} },
		world:  w, history: 4, pool: newPool(domain.KindFeatureCode),
	}
	kind.grow = func(t *rapid.T, c *domain.FeatureCode) {
		if rapid.IntRange(0, 3).Draw(t, "aliases change") == 0 {
			c.Names = kind.names.draw(t, c)
		}
	}
	return kind
}

// Tenants are customers and domains.
func Tenants(tb testing.TB, w *World) *Kind[*domain.Tenant] {
	e, v := w.contexts(tb)
	return &Kind[*domain.Tenant]{
		Name: domain.KindTenant, Keys: []string{"ID", "Domain", "DomainAliases", "Administrators"},
		Views: []View[*domain.Tenant]{newTableView(enswitch.CustomerTable, e, true), newTableView(vodia.DomainTable, v, false)},
		Clone: (*domain.Tenant).Clone,
		Fresh: func() *domain.Tenant {
			tenant := domain.NewTenant()
			tenant.ID, tenant.Name, tenant.Domain, tenant.Administrators = w.tenant, "localhost", "localhost", []string{"user"}
			return tenant
		},
		filled: map[string]string{"domain": "filled.example.com", "primary": "filled.example.net", "parent": strconv.FormatInt(int64(w.tenant), 10)},
		keep: func(ctx context.Context, tx domain.Tx, _ domain.TenantID, k *domain.Tenant) (*domain.Tenant, error) {
			c := k.Clone()
			c.ID = 0
			if err := tx.PutTenant(ctx, c); err != nil {
				return nil, err
			}
			kept, err := tx.Tenant(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			kept.ID, kept.StarCodes, kept.Administrators = k.ID, k.StarCodes, k.Administrators
			return kept, nil
		},
		Another: func(*domain.Tenant) *domain.Tenant {
			tenant := domain.NewTenant()
			tenant.Name, tenant.Domain = "another", "another.example.com"
			return tenant
		},
		names:  names[*domain.Tenant]{among: domainNames},
		reveal: func(*domain.Tenant) []string { return nil },
		world:  w, history: 4, pool: newPool(domain.KindTenant),
	}
}

var domainNames = []string{"pbx.example.com", "Acme.Example.COM", "a", "xn--gre-joa6e.example"}

// People are people and system administrators.
func People(tb testing.TB, w *World) *Kind[*domain.Person] {
	e, v := w.contexts(tb)
	return &Kind[*domain.Person]{
		Name: domain.KindPerson, Keys: []string{"ID", "Tenant", "Username"},
		Views: []View[*domain.Person]{newTableView(enswitch.PersonTable, e, true), newTableView(vodia.AdministratorTable, v, false)},
		Clone: (*domain.Person).Clone,
		Fresh: func() *domain.Person {
			person := domain.NewPerson()
			person.ID, person.Tenant, person.Username, person.Role = 1, w.tenant, "ann", domain.SystemOwner
			return person
		},
		keep: func(ctx context.Context, tx domain.Tx, tenant domain.TenantID, k *domain.Person) (*domain.Person, error) {
			c := k.Clone()
			c.ID = 0
			if err := tx.PutPerson(ctx, tenant, c); err != nil {
				return nil, err
			}
			kept, err := tx.Person(ctx, domain.Only(tenant), c.ID)
			if err != nil {
				return nil, err
			}
			kept.ID, kept.Tenant = k.ID, k.Tenant
			return kept, nil
		},
		Another: func(*domain.Person) *domain.Person {
			person := domain.NewPerson()
			person.Username, person.Role = "bob", domain.SystemOwner
			return person
		},
		reveal: func(p *domain.Person) []string { return []string{p.Password.Hash, p.Password.ProofHash} },
		world:  w, history: 4, pool: newPool(domain.KindPerson),
	}
}

// Stored is everything that is kept of an object, as text: its canonical fields and its margins as the store encodes
// them, and its secrets in clear.
func (kind *Kind[K]) Stored(k K) string {
	data, err := json.Marshal(kind.Clone(k))
	if err != nil {
		panic(err) // canonical objects consist of what JSON has
	}
	return string(data) + strings.Join(append(kind.reveal(k), ownSecrets(k)...), "\x00")
}

func marginsOf(k any) lens.Margins {
	return reflect.ValueOf(k).Elem().FieldByName("Margins").Interface().(lens.Margins)
}

// ownSecrets are those that only one dialect knows, in clear.
func ownSecrets(k any) []string {
	var out []string
	for dialect, margin := range marginsOf(k) {
		for name, secret := range margin.Secrets {
			out = append(out, dialect+" "+name+" "+secret.Reveal())
		}
	}
	slices.Sort(out)
	return out
}

// Settled is what Stored gives when the notes that mean nothing any more are gone.
func (kind *Kind[K]) Settled(k K) string {
	c := kind.Clone(k)
	for _, view := range kind.Views {
		view.Settle(c)
	}
	return kind.Stored(c)
}

// Draw draws a write through a view: a few settings of the object, once in a while many or all, and some that no page
// documents.
func (kind *Kind[K]) Draw(t *rapid.T, view View[K], k K, label string) Values {
	return kind.drawAmong(t, view, k, kind.onePart(t, view.Places(k)), label)
}

// DrawTwo draws two writes of which the second speaks of all that the first does.
func (kind *Kind[K]) DrawTwo(t *rapid.T, view View[K], k K) (first, second Values) {
	places := kind.onePart(t, view.Places(k))
	first, second = kind.drawAmong(t, view, k, places, "first"), kind.drawAmong(t, view, k, places, "second")
	for place, value := range first {
		if _, ok := second[place]; !ok {
			second[place] = value
		}
	}
	return first, second
}

func (kind *Kind[K]) drawAmong(t *rapid.T, view View[K], k K, places []Place, label string) Values {
	in := Values{}
	most := 4
	switch rapid.IntRange(0, 31).Draw(t, label+" size") {
	case 0:
		most = len(places)
	case 1, 2, 3:
		most = 12
	}
	for range rapid.IntRange(1, most).Draw(t, label+" settings") {
		i := rapid.IntRange(0, len(places)-1).Draw(t, "setting")
		kind.drawAt(t, in, k, places[i])
		// The other half of a pair comes along most of the time: alone it seldom means anything.
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(places) && paired(places[i], places[j]) && rapid.IntRange(0, 7).Draw(t, "alone") > 0 {
				kind.drawAt(t, in, k, places[j])
			}
		}
	}
	if rapid.IntRange(0, 5).Draw(t, "unknown") == 0 {
		values := kind.pool.undecided
		if view.Textual() {
			values = kind.pool.textual
		}
		beside := places[rapid.IntRange(0, len(places)-1).Draw(t, "beside")].Name
		in[prefixOf(beside)+rapid.SampledFrom(unknown).Draw(t, "name")] = values.Draw(t, "value")
	}
	if !view.Textual() && rapid.IntRange(0, 3).Draw(t, "as JSON has it") == 0 {
		for place, value := range in {
			in[place] = unquoted(value)
		}
	}
	return in
}

// onePart leaves of the parts that come and go one: a client changes them one at a time.
func (kind *Kind[K]) onePart(t *rapid.T, places []Place) []Place {
	var parts []string
	for _, place := range places {
		if part := place.part(); part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if len(parts) < 2 {
		return places
	}
	chosen := rapid.SampledFrom(parts).Draw(t, "part")
	return slices.DeleteFunc(slices.Clone(places), func(p Place) bool { return p.Part != "" && p.part() != chosen })
}

// part is what the names of all places of a part begin with.
func (p Place) part() string {
	if p.Part == "" {
		return ""
	}
	return prefixOf(p.Name)
}

// prefixOf is what a place's name begins with before the setting's own, empty where it is the object's.
func prefixOf(place string) string {
	prefix, number, _ := Parted(place)
	if prefix == "" {
		return ""
	}
	return prefix + strconv.FormatInt(number, 10) + "."
}

// unquoted writes a text without quotes where it is a number or a truth in JSON.
func unquoted(value lens.Value) lens.Value {
	if value.Text == "" || strings.ContainsAny(value.Text[:1], "\"[{") || !json.Valid([]byte(value.Text)) || strings.TrimSpace(value.Text) != value.Text {
		return value
	}
	return lens.Value{Text: value.Text, Raw: true}
}

func paired(a, b Place) bool { return a.Field != "" && a.Field == b.Field && a.Setting != b.Setting }

func (kind *Kind[K]) drawAt(t *rapid.T, in Values, k K, place Place) {
	s := place.Setting
	switch {
	case s.Class == lens.ReadOnly || s.Field != "" && s.Field == kind.Fixed:
	case s.Type == lens.Names:
		in[place.Name] = lens.Value{Text: lens.JoinNames(kind.names.draw(t, k)), Raw: true}
	default:
		in[place.Name] = kind.pool.value(s).Draw(t, place.Name)
	}
}

// drawn adds a value for every setting that can be written.
func (kind *Kind[K]) drawn(t *rapid.T, in Values, settings []*lens.Setting) Values {
	for _, s := range settings {
		if s.Class != lens.ReadOnly {
			in[s.Name] = kind.pool.value(s).Draw(t, s.Name)
		}
	}
	return in
}

// Accept writes to a copy of an object what the view takes of the values, and gives both.
func (kind *Kind[K]) Accept(view View[K], k K, in Values) (K, Values) {
	left := Values{}
	for place, value := range in {
		left[place] = value
	}
	for range len(in) + 1 {
		c := kind.Clone(k)
		faults := view.Write(c, left)
		if len(faults) == 0 {
			return kind.asStored(c), left
		}
		kind.leaveOut(view, k, left, faults)
	}
	panic(fmt.Sprintf("%s %s: refuses even nothing", view.Dialect(), kind.Name))
}

// newPrefix begins the places of a part that a write adds.
const newPrefix = "new."

// Put writes to a copy of an object and gives it as the store would.
func (kind *Kind[K]) Put(view View[K], k K, in Values) (K, error) {
	c, part := kind.Clone(k), Values{}
	here := maps.Clone(in)
	for place, value := range in {
		if name, new := strings.CutPrefix(place, newPrefix); new {
			part[name] = value
			delete(here, place)
		}
	}
	faults := view.Write(c, here)
	if len(part) > 0 {
		faults = append(faults, kind.add(c, part)...)
	}
	if len(faults) > 0 {
		return k, fmt.Errorf("%s %s refuses %v", view.Dialect(), kind.Name, faults)
	}
	return kind.asStored(c), nil
}

// asStored is an object as the store gives it back.
func (kind *Kind[K]) asStored(k K) K {
	c := kind.Clone(k)
	if kind.number != nil {
		kind.number(c)
	}
	return c
}

// leaveOut drops the values that faults are about, with the other half of a pair.
func (kind *Kind[K]) leaveOut(view View[K], k K, in Values, faults []lens.Fault) {
	places := view.Places(k)
	for _, fault := range faults {
		if _, given := in[fault.Setting]; !given {
			clear(in)
			return
		}
		delete(in, fault.Setting)
		i := slices.IndexFunc(places, func(p Place) bool { return p.Name == fault.Setting })
		for _, other := range places {
			if i >= 0 && paired(places[i], other) {
				delete(in, other.Name)
			}
		}
	}
}

// Grown is an object with a history of writes through both dialects.
func (kind *Kind[K]) Grown(t *rapid.T) K {
	k := kind.Fresh()
	for range rapid.IntRange(0, kind.history).Draw(t, "history") {
		view := kind.Views[rapid.IntRange(0, len(kind.Views)-1).Draw(t, "through")]
		k, _ = kind.Accept(view, k, kind.Draw(t, view, k, "before"))
		if kind.grow != nil {
			kind.grow(t, k)
		}
	}
	return kind.Clone(k)
}
