package main_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/cmd/dragoman/laws"
	"dragoman/domain"
	"dragoman/domain/chance"
	"dragoman/domain/lens"
)

// The laws once more, through requests and the database. A request takes a thousand times as long as a table, so that
// these are fewer; what they add is reading and writing as HTTP has them, the number plan and the store.

// The dialects in the order of laws.Kind.Views.
const (
	throughEnswitch = iota
	throughVodia
)

// applicant makes, reads and writes objects of one kind as clients of both dialects do. What it writes is the text of a
// refusal's settings, none where the write was taken; a refusal that names none gives the empty name.
type applicant[K any] struct {
	kind *laws.Kind[K]
	// mirror has of an object what the places of its settings depend on: its key and its parts.
	create func(through int) (mirror K)
	copy   func(through int, mirror K, shown laws.Values) (K, []string)
	show   func(through int, mirror K) laws.Values
	write  func(through int, mirror K, in laws.Values) (refused []string)
	// grow changes an object in a way that is no write of settings; nil where there is none.
	grow func(t *rapid.T, mirror K)
	// parts are the parts of an object, in order; nil where it has none.
	parts func(mirror K) []laws.Values
	// look brings a mirror up to date; nil where nothing of it changes.
	look func(mirror K) K
	// leftOut are canonical fields that aren't written here, since other objects hang on them.
	leftOut []string
}

func TestLawsOverRequests(t *testing.T) {
	chance.Checks(t, 30)
	dir := t.TempDir()
	g := serveLab(t, dir, patient+"log_level: warn\n") // long runs would fill the memory with log
	shelf := openShelf(t, dir)
	g.furnish()
	w := laws.Open(t)
	overRequests(t, g, shelf, phonesOver(g, laws.Phones(t, w)))
	overRequests(t, g, shelf, huntGroupsOver(g, laws.HuntGroups(t, w)))
	overRequests(t, g, shelf, featureCodesOver(g, laws.FeatureCodes(t, w)))
	overRequests(t, g, shelf, tenantsOver(g, laws.Tenants(t, w)))
	overRequests(t, g, shelf, peopleOver(g, laws.People(t, w)))
}

// furnish gives the lab's number plan something of everything.
func (g *gateway) furnish() {
	g.t.Helper()
	g.enswitch(labUser, "phones/create", "name", "441", "password", "secret").must(g.t, "204")
	for _, code := range [][3]string{{"100", "phone", "440"}, {"101", "phone", "441"}, {"*66", "function", "redial"}, {"777", "external", "5551234567"}, {"99", "phone", "not-there"}} {
		g.enswitch(labUser, "codes/create", "code", code[0], "dtype", code[1], "dnumber", code[2]).must(g.t, "204")
	}
	g.vodia(labUser, http.MethodPost, "/rest/domain/localhost/addacc", `{"type":"hunts","account":"1004/2002"}`)
}

func overRequests[K any](t *testing.T, g *gateway, shelf *shelf, a applicant[K]) {
	t.Run(string(a.kind.Name), func(t *testing.T) {
		for through, view := range a.kind.Views {
			t.Run(view.Dialect(), func(t *testing.T) {
				empty := shelf.take()
				t.Cleanup(func() { shelf.put(empty) })
				defer func(t rapid.TB) { g.t = t }(g.t)
				rapid.Check(t, func(t *rapid.T) {
					g.t = t
					shelf.put(empty)
					trial := trial[K]{applicant: a, t: t, shelf: shelf, through: through}
					trial.grow()
					trial.run()
				})
			})
		}
	})
}

// trial is one object that the laws are tried on.
type trial[K any] struct {
	applicant[K]
	t       *rapid.T
	shelf   *shelf
	through int
	mirror  K
}

// grow makes the object and lets both dialects write to it.
func (l *trial[K]) grow() {
	l.mirror = l.create(rapid.IntRange(throughEnswitch, throughVodia).Draw(l.t, "created through"))
	for range rapid.IntRange(0, 3).Draw(l.t, "history") {
		through := rapid.IntRange(throughEnswitch, throughVodia).Draw(l.t, "through")
		l.accept(through, l.allowed(through, l.kind.Draw(l.t, l.kind.Views[through], l.mirror, "before")))
		if l.applicant.grow != nil {
			l.applicant.grow(l.t, l.mirror)
		}
		l.update()
	}
}

func (l *trial[K]) update() {
	if l.look != nil {
		l.mirror = l.look(l.mirror)
	}
}

// allowed leaves out what isn't written here.
func (l *trial[K]) allowed(through int, in laws.Values) laws.Values {
	for _, place := range l.kind.Views[through].Places(l.mirror) {
		if slices.ContainsFunc(place.Setting.Fields(), func(f string) bool { return slices.Contains(l.leftOut, f) }) {
			delete(in, place.Name)
		}
	}
	return in
}

// accept writes what is taken of the values, and gives it.
func (l *trial[K]) accept(through int, in laws.Values) laws.Values {
	before := l.shelf.take()
	for range len(in) + 1 {
		if len(in) == 0 {
			return in
		}
		refused := l.write(through, l.mirror, in)
		if len(refused) == 0 {
			return in
		}
		l.shelf.put(before) // a write of several requests may have been taken in part
		in = l.without(through, in, refused)
	}
	l.t.Fatalf("refuses even nothing")
	return nil
}

// without drops what was refused, with the other half of a pair.
func (l *trial[K]) without(through int, in laws.Values, refused []string) laws.Values {
	left := maps.Clone(in)
	places := l.kind.Views[through].Places(l.mirror)
	for _, name := range refused {
		if _, given := left[name]; !given {
			clear(left)
		}
		delete(left, name)
		i := slices.IndexFunc(places, func(p laws.Place) bool { return p.Name == name })
		for _, other := range places {
			if i >= 0 && places[i].Field != "" && other.Field == places[i].Field {
				delete(left, other.Name)
			}
		}
	}
	return left
}

// views are both dialects' answers about the object.
func (l *trial[K]) views() [2]laws.Values {
	return [2]laws.Values{l.show(throughEnswitch, l.mirror), l.show(throughVodia, l.mirror)}
}

func (l *trial[K]) run() {
	grown, mirror, before := l.shelf.take(), l.mirror, l.views()
	again := func() { l.shelf.put(grown); l.mirror = mirror }

	if refused := l.write(l.through, l.mirror, before[l.through]); len(refused) > 0 {
		l.t.Fatalf("GetPut: what was read is refused: %q", refused)
	}
	if changed := difference(grown, l.shelf.take()); changed != "" {
		l.t.Fatalf("GetPut: the store changed\n%s", changed)
	}

	first, second := l.kind.DrawTwo(l.t, l.kind.Views[l.through], l.mirror)
	second = l.accept(l.through, l.allowed(l.through, second))
	l.update()
	once, onceParts := l.views(), l.partsOf(l.mirror)
	l.putGet(second, once[l.through])
	l.isolation(mirror, second, before, once)
	again()

	for place := range first {
		if _, ok := second[place]; !ok || l.says(place, second[place]) == "" {
			delete(first, place)
		}
	}
	l.accept(l.through, l.allowed(l.through, first))
	if refused := l.write(l.through, l.mirror, second); len(refused) > 0 {
		l.t.Fatalf("PutPut: after the first write the second is refused: %q", refused)
	}
	l.update()
	twice, twiceParts := l.views(), l.partsOf(l.mirror)
	if !slices.EqualFunc(onceParts, twiceParts, maps.Equal[laws.Values, laws.Values]) {
		l.t.Fatalf("PutPut: the parts are %v after the second write alone and %v after both", onceParts, twiceParts)
	}
	for i := range once {
		a, b := l.comparable(mirror, once[i], second), l.comparable(mirror, twice[i], second)
		if place, x, y, differ := laws.Difference(a, b); differ {
			l.t.Fatalf("PutPut: %s shows %s as %q after the second write alone and as %q after both", l.kind.Views[i].Dialect(), place, x.Text, y.Text)
		}
	}
	again()

	l.createCopy(before[l.through])
}

// says is what a value says to a setting: a mask says nothing to a secret.
func (l *trial[K]) says(place string, value laws.Value) string {
	for _, p := range l.kind.Views[l.through].Places(l.mirror) {
		if p.Name == place && p.Setting.Class == lens.Hidden && value.Text == lens.Mask {
			return ""
		}
	}
	return place
}

func (l *trial[K]) putGet(written, shown laws.Values) {
	settings := map[string]*lens.Setting{}
	for _, place := range l.kind.Views[l.through].Places(l.mirror) {
		settings[place.Name] = place.Setting
	}
	for place, want := range written {
		s := settings[place]
		got, there := shown[place]
		if s != nil && (s.Unshown || s.Class == lens.Hidden && !there) {
			continue
		}
		if !there || !laws.Shows(s, want, got) {
			l.t.Fatalf("PutGet: wrote %s=%q, read %q", place, want.Text, got.Text)
		}
	}
}

func (l *trial[K]) isolation(mirror K, written laws.Values, before, now [2]laws.Values) {
	view, other := l.kind.Views[l.through], l.kind.Views[1-l.through]
	fields := laws.Written(slices.Concat(view.Places(mirror), view.Places(l.mirror)), written)
	err := laws.Isolated(slices.Concat(other.Places(mirror), other.Places(l.mirror)), fields, before[1-l.through], now[1-l.through])
	if err != nil {
		l.t.Fatalf("Isolation: writing %v through %s changed in %s %v", slices.Sorted(maps.Keys(written)), view.Dialect(), other.Dialect(), err)
	}
}

// comparable is an answer without what two writes may leave different: parts that were made anew, and what the one
// setting that forgets has forgotten.
func (l *trial[K]) comparable(mirror K, shown, written laws.Values) laws.Values {
	out := laws.Values{}
	known := map[string]bool{}
	for _, place := range l.kind.Views[throughEnswitch].Places(mirror) {
		known[place.Name] = true
	}
	cfa, forgets := written["cfa"]
	for place, value := range shown {
		if forgets && strings.TrimSpace(cfa.Text) == "" && (place == "forwarding" || place == "use_forwarding") {
			continue
		}
		if prefix, _, _ := laws.Parted(place); prefix == laws.MemberPrefix && !known[place] {
			continue // new parts are compared in their order
		}
		out[place] = value
	}
	return out
}

func (l *trial[K]) createCopy(shown laws.Values) {
	in := maps.Clone(shown)
	for _, place := range l.kind.Views[l.through].Places(l.mirror) {
		if !l.kind.Copied(place) || slices.ContainsFunc(place.Setting.Fields(), func(f string) bool { return slices.Contains(l.leftOut, f) }) {
			delete(in, place.Name)
		}
	}
	copied, refused := l.copy(l.through, l.mirror, in)
	if len(refused) > 0 {
		l.t.Fatalf("Create-copy: refused: %q", refused)
	}
	now := l.show(l.through, copied)
	for place, value := range in {
		if prefix, _, _ := laws.Parted(place); prefix == laws.MemberPrefix {
			continue // they are compared in order
		}
		if now[place] != value {
			l.t.Fatalf("Create-copy: %s shows %s as %q in the original and as %q in the copy", l.kind.Views[l.through].Dialect(), place, value.Text, now[place].Text)
		}
	}
	if l.through != throughEnswitch {
		return // whoever can't say parts copies none
	}
	if was, is := l.partsOf(l.mirror), l.partsOf(copied); !slices.EqualFunc(was, is, maps.Equal[laws.Values, laws.Values]) {
		l.t.Fatalf("Create-copy: the parts %v were copied as %v", was, is)
	}
}

// partsOf are the parts of an object in their order, without what says which they are.
func (l *trial[K]) partsOf(mirror K) []laws.Values {
	if l.parts == nil {
		return nil
	}
	parts := l.parts(mirror)
	for _, part := range parts {
		delete(part, "id")
		delete(part, "huntgroup")
	}
	return parts
}

// values reads the members of an answer that is an object.
func values(t rapid.TB, data []byte) laws.Values {
	t.Helper()
	out := laws.Values{}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return out
}

// callSettings calls an Enswitch function and gives the parameters that it refuses.
func (g *gateway) callSettings(caller who, function string, in laws.Values, key ...string) (result, []string) {
	g.t.Helper()
	parameters := key
	for name, value := range in {
		if !slices.Contains(key, name) {
			parameters = append(parameters, name, value.Text)
		}
	}
	r := g.enswitch(caller, function, parameters...)
	switch r.code() {
	case "200", "204":
		return r, nil
	case "400":
		return r, r.keys()
	}
	g.t.Fatalf("%s: %s", function, r.body)
	return r, nil
}

// postSettings posts settings to Vodia and gives those that it refuses.
func (g *gateway) postSettings(caller who, path string, in laws.Values) []string {
	g.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		g.t.Fatal(err)
	}
	a := g.vodia(caller, http.MethodPost, path, string(body))
	if a.status == http.StatusOK {
		return nil
	}
	var refusal struct{ Settings map[string]string }
	if err := json.Unmarshal([]byte(a.body), &refusal); err != nil || a.status != http.StatusBadRequest {
		g.t.Fatalf("%s answers %d: %s", path, a.status, a.body)
	}
	if len(refusal.Settings) == 0 {
		return []string{""}
	}
	return slices.Sorted(maps.Keys(refusal.Settings))
}

func (g *gateway) getSettings(caller who, path string) laws.Values {
	g.t.Helper()
	a := g.vodia(caller, http.MethodGet, path, "")
	if a.status != http.StatusOK {
		g.t.Fatalf("%s answers %d: %s", path, a.status, a.body)
	}
	return values(g.t, []byte(a.body))
}

func (g *gateway) addAccount(in laws.Values, kind, account string) []string {
	g.t.Helper()
	in = maps.Clone(in)
	if in == nil {
		in = laws.Values{}
	}
	in["type"], in["account"] = lens.Text(kind), lens.Text(account)
	return g.postSettings(labUser, "/rest/domain/localhost/addacc", in)
}

func settingsOf(account string) string {
	return "/rest/domain/localhost/user_settings/" + url.PathEscape(account)
}

func phonesOver(g *gateway, kind *laws.Kind[*domain.Phone]) applicant[*domain.Phone] {
	return applicant[*domain.Phone]{
		kind: kind,
		create: func(through int) *domain.Phone {
			if through == throughVodia {
				g.addAccount(nil, "extensions", "6001")
			} else {
				g.enswitch(labUser, "phones/create", "name", "6001", "password", "secret").must(g.t, "204")
			}
			phone := domain.NewPhone()
			phone.Name, phone.Names = "6001", []string{"6001"}
			return phone
		},
		copy: func(through int, _ *domain.Phone, in laws.Values) (*domain.Phone, []string) {
			phone := domain.NewPhone()
			phone.Name = "6009"
			if through == throughVodia {
				return phone, g.addAccount(in, "extensions", "6009")
			}
			_, refused := g.callSettings(labUser, "phones/create", in, "name", "6009", "password", "secret")
			return phone, refused
		},
		show: func(through int, phone *domain.Phone) laws.Values {
			if through == throughVodia {
				return g.getSettings(labUser, settingsOf(phone.Name))
			}
			return values(g.t, g.enswitch(labUser, "phones/get", "name", phone.Name).must(g.t, "200").data)
		},
		write: func(through int, phone *domain.Phone, in laws.Values) []string {
			if through == throughVodia {
				return g.postSettings(labUser, settingsOf(phone.Name), in)
			}
			_, refused := g.callSettings(labUser, "phones/update", in, "name", phone.Name)
			return refused
		},
	}
}

func huntGroupsOver(g *gateway, kind *laws.Kind[*domain.HuntGroup]) applicant[*domain.HuntGroup] {
	id := func(group *domain.HuntGroup) string { return strconv.FormatInt(int64(group.ID), 10) }
	account := func(group *domain.HuntGroup) string { return "hunt_" + id(group) }
	made := func(r result) *domain.HuntGroup {
		var data struct{ ID domain.HuntGroupID }
		r.into(g.t, &data)
		return &domain.HuntGroup{ID: data.ID}
	}
	members := func(group *domain.HuntGroup) []laws.Values {
		var list []laws.Values
		g.enswitch(labUser, "huntgroups/destinations/list", "huntgroup", id(group)).must(g.t, "200").into(g.t, &list)
		return list
	}
	update := func(group *domain.HuntGroup, in laws.Values) []string {
		own, levels, members := laws.Parts(in)
		var out []string
		if len(own) > 0 {
			_, refused := g.callSettings(labUser, "huntgroups/update", own, "id", id(group))
			out = append(out, refused...)
		}
		for n, values := range levels {
			_, refused := g.callSettings(labUser, "huntgroups/levels/set", values, "huntgroup", id(group), "level", strconv.FormatInt(n, 10))
			for _, name := range refused {
				out = append(out, laws.LevelPlace(int(n), name))
			}
		}
		for member, values := range members {
			_, refused := g.callSettings(labUser, "huntgroups/destinations/update", values, "id", strconv.FormatInt(member, 10))
			for _, name := range refused {
				out = append(out, laws.MemberPlace(domain.MemberID(member), name))
			}
		}
		return out
	}
	return applicant[*domain.HuntGroup]{
		kind: kind,
		create: func(through int) *domain.HuntGroup {
			if through == throughEnswitch {
				return made(g.enswitch(labUser, "huntgroups/create", "name", "Law").must(g.t, "200"))
			}
			g.addAccount(nil, "hunts", "6101")
			return made(g.enswitch(labUser, "features/get", "type", "huntgroup", "number", numberOf(g, "6101")).must(g.t, "200"))
		},
		copy: func(through int, original *domain.HuntGroup, in laws.Values) (*domain.HuntGroup, []string) {
			if through == throughVodia {
				refused := g.addAccount(in, "hunts", "6109")
				if len(refused) > 0 {
					return nil, refused
				}
				return made(g.enswitch(labUser, "features/get", "type", "huntgroup", "number", numberOf(g, "6109")).must(g.t, "200")), nil
			}
			own, levels, _ := laws.Parts(in)
			r, refused := g.callSettings(labUser, "huntgroups/create", own)
			if len(refused) > 0 {
				return nil, refused
			}
			group := made(r)
			for n, values := range levels {
				_, refused := g.callSettings(labUser, "huntgroups/levels/set", values, "huntgroup", id(group), "level", strconv.FormatInt(n, 10))
				if len(refused) > 0 {
					return group, refused
				}
			}
			for _, member := range members(original) {
				delete(member, "id")
				_, refused := g.callSettings(labUser, "huntgroups/destinations/create", member, "huntgroup", id(group))
				if len(refused) > 0 {
					return group, refused
				}
			}
			return group, nil
		},
		show: func(through int, group *domain.HuntGroup) laws.Values {
			if through == throughVodia {
				return g.getSettings(labUser, settingsOf(account(group)))
			}
			out := values(g.t, g.enswitch(labUser, "huntgroups/get", "id", id(group)).must(g.t, "200").data)
			for n := 1; n <= domain.Levels; n++ {
				level := values(g.t, g.enswitch(labUser, "huntgroups/levels/get", "huntgroup", id(group), "level", strconv.Itoa(n)).must(g.t, "200").data)
				for name, value := range level {
					out[laws.LevelPlace(n, name)] = value
				}
			}
			for _, member := range members(group) {
				number, err := strconv.ParseInt(member["id"].Text, 10, 64)
				if err != nil {
					g.t.Fatal(err)
				}
				for name, value := range member {
					out[laws.MemberPlace(domain.MemberID(number), name)] = value
				}
			}
			return out
		},
		write: func(through int, group *domain.HuntGroup, in laws.Values) []string {
			if through == throughVodia {
				return g.postSettings(labUser, settingsOf(account(group)), in)
			}
			return update(group, in)
		},
		grow: func(t *rapid.T, group *domain.HuntGroup) {
			for range rapid.IntRange(0, 3).Draw(t, "new destinations") {
				destination := rapid.SampledFrom([][2]string{{"phone", "440"}, {"phone", "441"}, {"forward", "777"}, {"peer", "trunk"}, {"sipuri", "sip:a@b.example"}}).Draw(t, "destination")
				g.enswitch(labUser, "huntgroups/destinations/create", "huntgroup", id(group), "dtype", destination[0], "dnumber", destination[1],
					"level", strconv.Itoa(rapid.SampledFrom([]int{1, 1, 2, 3, 4, 10}).Draw(t, "level")), "available", strconv.Itoa(rapid.IntRange(0, 1).Draw(t, "available"))).must(t, "200")
			}
		},
		parts: members,
		look: func(group *domain.HuntGroup) *domain.HuntGroup {
			now := &domain.HuntGroup{ID: group.ID}
			for _, member := range members(group) {
				var read struct {
					ID    domain.MemberID
					Level int
				}
				data, err := json.Marshal(member)
				if err == nil {
					err = json.Unmarshal(data, &read)
				}
				if err != nil {
					g.t.Fatal(err)
				}
				now.Members = append(now.Members, domain.Member{ID: read.ID, Level: read.Level})
			}
			return now
		},
	}
}

// numberOf is the number of what a feature code leads to.
func numberOf(g *gateway, code string) string {
	g.t.Helper()
	var data struct{ Dnumber string }
	g.enswitch(labUser, "codes/get", "code", code).must(g.t, "200").into(g.t, &data)
	return data.Dnumber
}

func featureCodesOver(g *gateway, kind *laws.Kind[*domain.FeatureCode]) applicant[*domain.FeatureCode] {
	page := func(code *domain.FeatureCode) string {
		return "/rest/ivrnode/" + url.PathEscape(code.Code) + "@localhost/settings"
	}
	named := func(digits string) *domain.FeatureCode {
		code := domain.NewFeatureCode()
		code.Code, code.Names = digits, []string{digits}
		return code
	}
	return applicant[*domain.FeatureCode]{
		kind: kind,
		create: func(int) *domain.FeatureCode {
			// One that Enswitch makes is an alias to Vodia when it leads to an account, and then has no settings there.
			g.addAccount(nil, "ivrnodes", "6201")
			return named("6201")
		},
		copy: func(through int, _ *domain.FeatureCode, in laws.Values) (*domain.FeatureCode, []string) {
			if through == throughVodia {
				return named("6209"), g.addAccount(in, "ivrnodes", "6209")
			}
			_, refused := g.callSettings(admin, "codes/create", in, "code", "6209")
			return named("6209"), refused
		},
		show: func(through int, code *domain.FeatureCode) laws.Values {
			if through == throughVodia {
				return g.getSettings(labUser, page(code))
			}
			return values(g.t, g.enswitch(admin, "codes/get", "code", code.Code).must(g.t, "200").data)
		},
		write: func(through int, code *domain.FeatureCode, in laws.Values) []string {
			if through == throughVodia {
				return g.postSettings(labUser, page(code), in)
			}
			_, refused := g.callSettings(admin, "codes/update", in, "code", code.Code)
			return refused
		},
	}
}

func tenantsOver(g *gateway, kind *laws.Kind[*domain.Tenant]) applicant[*domain.Tenant] {
	id := func(tenant *domain.Tenant) string { return strconv.FormatInt(int64(tenant.ID), 10) }
	found := func(name string) *domain.Tenant {
		for key, value := range g.getSettings(admin, "/rest/system/domains") {
			var row struct{ Name string }
			if err := json.Unmarshal([]byte(value.Text), &row); err != nil {
				g.t.Fatal(err)
			}
			if row.Name == name {
				number, err := strconv.ParseInt(key, 10, 64)
				if err != nil {
					g.t.Fatal(err)
				}
				return &domain.Tenant{ID: domain.TenantID(number), Domain: name}
			}
		}
		g.t.Fatalf("there is no domain %s", name)
		return nil
	}
	post := func(tenant *domain.Tenant, in laws.Values) []string {
		config, settings := laws.Values{}, laws.Values{}
		for name, value := range in {
			settings[name] = value
		}
		for _, place := range kind.Views[throughVodia].Places(tenant) {
			if value, ok := in[place.Name]; ok && !strings.Contains(place.Setting.Scope, "settings") {
				config[place.Name] = value
				delete(settings, place.Name)
			}
		}
		refused := g.postSettings(admin, "/rest/domain/"+tenant.Domain+"/config", config)
		return append(refused, g.postSettings(admin, "/rest/domain/"+tenant.Domain+"/settings", settings)...)
	}
	return applicant[*domain.Tenant]{
		kind: kind, leftOut: []string{"Domain", "Parent", "MaxCodes"}, // a full quota would refuse star codes
		create: func(through int) *domain.Tenant {
			if through == throughVodia {
				g.postSettings(admin, "/rest/system/domains", laws.Values{"name": lens.Text("law.example.com")})
			} else {
				g.enswitch(admin, "customers/create", "name", "Law", "domain", "law.example.com").must(g.t, "200")
			}
			return found("law.example.com")
		},
		copy: func(through int, _ *domain.Tenant, in laws.Values) (*domain.Tenant, []string) {
			if through == throughVodia {
				g.postSettings(admin, "/rest/system/domains", laws.Values{"name": lens.Text("copy.example.com")})
				tenant := found("copy.example.com")
				return tenant, post(tenant, in)
			}
			_, refused := g.callSettings(admin, "customers/create", in, "domain", "copy.example.com")
			if len(refused) > 0 {
				return nil, refused
			}
			return found("copy.example.com"), nil
		},
		show: func(through int, tenant *domain.Tenant) laws.Values {
			if through == throughEnswitch {
				return values(g.t, g.enswitch(admin, "customers/get", "id", id(tenant)).must(g.t, "200").data)
			}
			out := g.getSettings(admin, "/rest/domain/"+tenant.Domain+"/settings")
			maps.Copy(out, g.getSettings(admin, "/rest/domain/"+tenant.Domain+"/config"))
			return out
		},
		write: func(through int, tenant *domain.Tenant, in laws.Values) []string {
			if through == throughVodia {
				return post(tenant, in)
			}
			_, refused := g.callSettings(admin, "customers/update", in, "id", id(tenant))
			return refused
		},
	}
}

func peopleOver(g *gateway, kind *laws.Kind[*domain.Person]) applicant[*domain.Person] {
	const page = "/rest/system/administrators"
	found := func(name string) *domain.Person {
		var data struct{ ID domain.PersonID }
		g.enswitch(admin, "people/get", "username", name).must(g.t, "200").into(g.t, &data)
		return &domain.Person{ID: data.ID, Username: name}
	}
	id := func(person *domain.Person) string { return strconv.FormatInt(int64(person.ID), 10) }
	post := func(name string, in laws.Values) []string {
		in = maps.Clone(in)
		in["name"] = lens.Text(name)
		return g.postSettings(admin, page, in)
	}
	return applicant[*domain.Person]{
		kind: kind, leftOut: []string{"Username", "Role", "Password"},
		create: func(through int) *domain.Person {
			if through == throughVodia {
				post("law", laws.Values{"password": lens.Text("secret")})
			} else {
				g.enswitch(admin, "people/create", "username", "law", "email", "law@example.com", "password", "secret", "role", "1").must(g.t, "200")
			}
			return found("law")
		},
		copy: func(through int, _ *domain.Person, in laws.Values) (*domain.Person, []string) {
			if through == throughVodia {
				refused := post("copy", in)
				return &domain.Person{Username: "copy"}, refused
			}
			_, refused := g.callSettings(admin, "people/create", in, "username", "copy", "password", "secret", "role", "1")
			if len(refused) > 0 {
				return nil, refused
			}
			return found("copy"), nil
		},
		show: func(through int, person *domain.Person) laws.Values {
			if through == throughEnswitch {
				return values(g.t, g.enswitch(admin, "people/get", "id", id(person)).must(g.t, "200").data)
			}
			a := g.vodia(admin, http.MethodGet, page, "")
			var rows []laws.Values
			if err := json.Unmarshal([]byte(a.body), &rows); err != nil {
				g.t.Fatal(err)
			}
			for _, row := range rows {
				if row["name"].Text == person.Username {
					return row
				}
			}
			g.t.Fatalf("there is no administrator %s", person.Username)
			return nil
		},
		write: func(through int, person *domain.Person, in laws.Values) []string {
			if through == throughVodia {
				return post(person.Username, in)
			}
			_, refused := g.callSettings(admin, "people/update", in, "id", id(person))
			return refused
		},
	}
}
