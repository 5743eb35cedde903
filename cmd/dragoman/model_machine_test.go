package main_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain/chance"
)

// Random histories of both dialects' calls, by several people in several tenants, against the model: after each call
// both views of the tenant agree with it, and after a few calls so do those of the other.
func TestHistoriesAgreeWithModel(t *testing.T) {
	chance.Checks(t, 200)
	w := newModelWorld(t)
	outer := w.gateway.t
	defer func() { w.gateway.t = outer }()
	rapid.Check(t, func(t *rapid.T) {
		w.gateway.t = t
		w.begin(t)
		t.Repeat(map[string]func(*rapid.T){
			"Enswitch phones/create":                  w.createPhone,
			"Enswitch phones/update":                  w.updatePhone,
			"Enswitch phones/delete":                  w.deletePhone,
			"Enswitch codes/create":                   w.createCode,
			"Enswitch codes/update":                   w.updateCode,
			"Enswitch codes/delete":                   w.deleteCode,
			"Enswitch huntgroups/create":              w.createGroup,
			"Enswitch huntgroups/update":              w.updateGroup,
			"Enswitch huntgroups/delete":              w.deleteGroup,
			"Enswitch huntgroups/destinations/create": w.createMember,
			"Enswitch huntgroups/destinations/update": w.updateMember,
			"Enswitch huntgroups/destinations/delete": w.deleteMember,
			"Enswitch people/update":                  w.changeRole,
			"Vodia addacc":                            w.addAccounts,
			"Vodia user_settings of an extension":     w.writeExtension,
			"Vodia user_settings of a hunt":           w.writeHunt,
			"Vodia user_settings of an IVR node":      w.writeNode,
			"Vodia cloneaccount":                      w.cloneAccount,
			"Vodia addacc DELETE":                     w.removeAccount,
			"Vodia domain_action":                     w.removeSelected,
			"Vodia settings":                          w.writeStar,
			"Vodia dnd":                               w.writeDoNotDisturb,
			"":                                        w.agree,
		})
		for domain := range w.tenants {
			w.compare(t, domain)
		}
	})
}

// modelWorld is a gateway, what the model says of it, and the store as it is before each history.
type modelWorld struct {
	*gateway
	*shelf
	ids        map[string]string // of tenants and people
	blank      snapshot
	tenants    map[string]*modelTenant
	touched    string // the domain of the last call
	steps      int
	workerRole string
}

func newModelWorld(t *testing.T) *modelWorld {
	t.Helper()
	g := newGridWith(t, patient+"log_level: warn\n") // long runs would fill the memory with log
	w := &modelWorld{gateway: g.gateway, shelf: g.shelf, ids: g.ids}
	for _, table := range []string{"members", "hunt_groups", "phones", "feature_codes", "plan", "journal"} {
		if _, err := g.database.Exec("DELETE FROM " + table); err != nil {
			t.Fatal(err)
		}
		if _, err := g.database.Exec("DELETE FROM sqlite_sequence WHERE name = ?", table); err != nil {
			t.Fatal(err)
		}
	}
	w.blank = g.take()
	return w
}

// begin empties the tenants.
func (w *modelWorld) begin(t *rapid.T) {
	w.put(w.blank)
	w.tenants = map[string]*modelTenant{acme: {}, other: {}}
	w.workerRole, w.touched, w.steps = "4", acme, 0
}

// right is what a caller may do in a tenant.
type right int

const (
	noRight right = iota
	userRight
	fullRight
)

func (w *modelWorld) rightOf(caller who, domain string) right {
	switch {
	case caller == admin, caller == boss && domain == acme, caller == agent && domain == acme, caller == chief && domain == other:
		return fullRight
	case caller == worker && domain == acme && w.workerRole == "3":
		return fullRight
	case caller == worker && domain == acme:
		return userRight
	}
	return noRight
}

// scene is who does what where.
type scene struct {
	t      *rapid.T
	w      *modelWorld
	domain string
	tenant *modelTenant
	caller who
	right  right
}

// most calls are made by who may.
var callers = []who{boss, boss, boss, boss, admin, agent, worker, worker, chief}

func (w *modelWorld) scene(t *rapid.T) *scene {
	s := &scene{t: t, w: w, domain: rapid.SampledFrom([]string{acme, acme, acme, other}).Draw(t, "domain")}
	s.caller = rapid.SampledFrom(callers).Draw(t, "caller")
	if s.domain == other && s.caller == boss {
		s.caller = chief
	}
	s.tenant, s.right = w.tenants[s.domain], w.rightOf(s.caller, s.domain)
	w.touched = s.domain
	return s
}

func (s *scene) sample(label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(s.t, label)
}

func (s *scene) chance(label string) bool { return rapid.Bool().Draw(s.t, label) }

var (
	numbers = []string{"10", "11", "12", "13", "14", "20", "21", "810", "*5", "*6"}
	spoken  = []string{"anna", "vodia", "hunt_2"}
	outside = []string{"5550100", "5550101"}
)

// name is a name of the plan, mostly one that something has.
func (s *scene) name(label string) string { return s.sample(label, append(numbers, spoken...)...) }

func (s *scene) phoneName() string {
	if len(s.tenant.phones) == 0 || rapid.IntRange(0, 9).Draw(s.t, "elsewhere") == 0 {
		return s.name("phone")
	}
	return rapid.SampledFrom(s.tenant.phones).Draw(s.t, "phone").name
}

func (s *scene) codeName() string {
	var codes []string
	for _, c := range s.tenant.codes {
		codes = append(codes, c.code)
	}
	if len(codes) == 0 || rapid.IntRange(0, 9).Draw(s.t, "elsewhere") == 0 {
		return s.name("code")
	}
	return s.sample("code", codes...)
}

func (s *scene) groupID() string {
	if len(s.tenant.groups) == 0 || rapid.IntRange(0, 9).Draw(s.t, "elsewhere") == 0 {
		return s.sample("group", "1", "2", "3")
	}
	return fmt.Sprint(rapid.SampledFrom(s.tenant.groups).Draw(s.t, "group").id)
}

// typedPlace is a destination as Enswitch writes one.
func (s *scene) typedPlace() string {
	switch s.sample("type", "phone", "phone", "phone", "huntgroup", "huntgroup", "external", "code", "function", "") {
	case "phone":
		return "phone " + s.phoneName()
	case "huntgroup":
		return "huntgroup " + s.groupID()
	case "external":
		return "external " + s.sample("number", outside...)
	case "code":
		return "code " + s.codeName()
	case "function":
		return "function " + s.sample("function", "redial", "park")
	}
	return " "
}

// digits are a destination as Vodia writes one.
func (s *scene) digits(label string) string {
	return s.sample(label, append(slices.Concat(numbers, outside), "", "hunt_1", "hunt_2", "vodia", "anna")...)
}

// byOwner is what becomes of a change by somebody who may change what they own.
func (s *scene) byOwner(there, owned bool) verdict {
	switch {
	case s.right == noRight, !there, s.right == userRight && !owned:
		return absent
	}
	return done
}

// mereUser says that the caller's role is too small for what only administrators do, wherever.
func (s *scene) mereUser() bool { return s.caller == worker && s.w.workerRole == "4" }

// byAdministrator is what becomes of what only administrators do.
func (s *scene) byAdministrator(there bool) verdict {
	switch {
	case s.mereUser():
		return forbidden
	case s.right == noRight, !there:
		return absent
	}
	return done
}

// call calls an Enswitch function and checks what becomes of it.
func (s *scene) call(want verdict, function string, parameters ...string) result {
	s.t.Helper()
	parameters = append(parameters, "customer", s.w.ids[tenantNames[s.domain]])
	if !strings.HasSuffix(function, "/delete") && rapid.IntRange(0, 5).Draw(s.t, "rehearsed") == 0 {
		rehearsed := s.w.enswitch(s.caller, function, append(parameters, "validation", "1")...)
		if (rehearsed.code() == "201") != (want == done) {
			s.t.Fatalf("%s with validation as %s: got %s", function, s.caller.login, rehearsed.body)
		}
	}
	got := s.w.enswitch(s.caller, function, parameters...)
	codes := map[verdict][]string{done: {"200", "204"}, invalid: {"400"}, absent: {"404"}, forbidden: {"402"}}[want]
	if !slices.Contains(codes, got.code()) {
		s.t.Fatalf("%s as %s in %s: got %s, want %v", function, s.caller.login, s.domain, got.body, codes)
	}
	return got
}

var tenantNames = map[string]string{acme: "acme", other: "other"}

// ask sends a Vodia request and checks what becomes of it.
func (s *scene) ask(want verdict, method, path string, body any) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	got := s.w.vodia(s.caller, method, "/rest/"+path, string(text))
	if status := map[verdict]int{done: 200, invalid: 400, absent: 404, forbidden: 403}[want]; got.status != status {
		s.t.Fatalf("%s %s %s as %s: got %d %s, want %d", method, path, text, s.caller.login, got.status, got.body, status)
	}
}

// commit makes a changed copy of the tenant the tenant, unless the change is refused.
func (s *scene) commit(changed *modelTenant, outcome verdict) verdict {
	if outcome == done {
		s.w.tenants[s.domain], s.tenant = changed, changed
	}
	return outcome
}

// creates is what becomes of a creation through Enswitch.
func (s *scene) creates(free bool) verdict {
	switch {
	case s.mereUser():
		return forbidden
	case s.right == noRight, !free:
		return invalid
	}
	return done
}

func (w *modelWorld) createPhone(t *rapid.T) {
	s := w.scene(t)
	name, holder := s.name("name"), s.sample("holder", fullNames...)
	p := &modelPhone{name: name, holder: holder, owner: s.domain == acme && s.chance("owned")}
	owner := "0"
	if p.owner {
		owner = w.ids[worker.login]
	}
	want := s.creates(s.tenant.freeForPhone(name))
	s.call(want, "phones/create", "name", name, "password", "x", "description", holder, "owner", owner)
	if want == done {
		s.tenant.phones = append(s.tenant.phones, p)
	}
}

var fullNames = []string{"", "Ada", "Ada Berg", "Bo van Cy"}

// freeForPhone says whether a new phone can have a name: a code that leads to the very phone doesn't keep it.
func (m *modelTenant) freeForPhone(name string) bool {
	waiting := m.code(name) != nil && m.code(name).behind() && m.phone(name) == nil
	return waiting || !m.taken(name)
}

func (w *modelWorld) updatePhone(t *rapid.T) {
	s := w.scene(t)
	name := s.phoneName()
	p := s.tenant.phone(name)
	want := s.byOwner(p != nil, p != nil && p.owner)
	if s.chance("dnd") {
		on := s.chance("on")
		s.call(want, "phones/update", "name", name, "dnd", map[bool]string{true: "1", false: "0"}[on])
		if want == done {
			p.dnd = on
		}
		return
	}
	holder := s.sample("holder", fullNames...)
	s.call(want, "phones/update", "name", name, "description", holder)
	if want == done {
		p.holder = holder
	}
}

func (w *modelWorld) deletePhone(t *rapid.T) {
	s := w.scene(t)
	name := s.phoneName()
	p := s.tenant.phone(name)
	want := s.byAdministrator(p != nil)
	s.call(want, "phones/delete", "name", name)
	if want == done {
		s.tenant.removePhone(p, false)
	}
}

// pair is a destination as parameters, whose texts for nothing differ by kind of object.
func pair(text string, nothing [2]string) []string {
	kind, target, _ := strings.Cut(text, " ")
	if text == " " {
		kind, target = nothing[0], nothing[1]
	}
	return []string{"dtype", kind, "dnumber", target}
}

var (
	codeNothing  = [2]string{"hangup", ""}
	groupNothing = [2]string{"", "hangup"}
)

func (w *modelWorld) createCode(t *rapid.T) {
	s := w.scene(t)
	c := &modelCode{code: s.sample("code", numbers...), description: s.sample("description", "", "Reception")}
	to := s.typedPlace()
	c.to.now = asTyped(to)
	behind := c.behind() && s.tenant.phone(c.code) != nil && s.tenant.code(c.code) == nil
	want := s.creates(behind || !s.tenant.taken(c.code))
	s.call(want, "codes/create", append(pair(to, codeNothing), "code", c.code, "description", c.description)...)
	if want == done {
		s.tenant.codes = append(s.tenant.codes, c)
	}
}

func (w *modelWorld) updateCode(t *rapid.T) {
	s := w.scene(t)
	name := s.codeName()
	changed := s.tenant.clone()
	c := changed.code(name)
	want := s.byOwner(c != nil && dialable(name), false)
	if s.chance("description") {
		description := s.sample("to", "", "Reception", "Lobby")
		s.call(want, "codes/update", "code", name, "description", description)
		if want == done {
			c.description = description
		}
		s.commit(changed, want)
		return
	}
	to := s.typedPlace()
	if want == done {
		was := c.behind()
		c.to.put(byEnswitch, to, s.tenant.typed, asTyped)
		if was && !c.behind() && s.tenant.phone(name) != nil {
			want = invalid // the phone has the name
		}
	}
	s.call(want, "codes/update", append(pair(to, codeNothing), "code", name)...)
	s.commit(changed, want)
}

func (w *modelWorld) deleteCode(t *rapid.T) {
	s := w.scene(t)
	name := s.codeName()
	want := s.byAdministrator(s.tenant.code(name) != nil && dialable(name))
	s.call(want, "codes/delete", "code", name)
	if want == done {
		s.tenant.removeCode(name)
	}
}

func (w *modelWorld) createGroup(t *rapid.T) {
	s := w.scene(t)
	g := &modelGroup{title: s.sample("title", titles[1:]...), owner: s.domain == acme && s.chance("owned")}
	to := s.typedPlace()
	g.exit.now = asTyped(to)
	owner := "0"
	if g.owner {
		owner = w.ids[worker.login]
	}
	want := s.creates(true)
	got := s.call(want, "huntgroups/create", append(pair(to, groupNothing), "name", g.title, "owner", owner)...)
	if want == done {
		var data struct{ ID int64 }
		got.into(t, &data)
		g.id = data.ID
		s.tenant.groups = append(s.tenant.groups, g)
	}
}

var titles = []string{"", "Sales", "Support"}

func (w *modelWorld) updateGroup(t *rapid.T) {
	s := w.scene(t)
	id := s.groupID()
	g := s.tenant.group(id)
	want := s.byOwner(g != nil, g != nil && g.owner)
	if s.chance("title") {
		title := s.sample("to", titles[1:]...)
		s.call(want, "huntgroups/update", "id", id, "name", title)
		if want == done {
			g.title = title
		}
		return
	}
	to := s.typedPlace()
	s.call(want, "huntgroups/update", append(pair(to, groupNothing), "id", id)...)
	if want == done {
		g.exit.put(byEnswitch, to, s.tenant.typed, asTyped)
	}
}

func (w *modelWorld) deleteGroup(t *rapid.T) {
	s := w.scene(t)
	id := s.groupID()
	g := s.tenant.group(id)
	want := s.byAdministrator(g != nil)
	s.call(want, "huntgroups/delete", "id", id)
	if want == done {
		s.tenant.removeGroup(g, false)
	}
}

func (w *modelWorld) createMember(t *rapid.T) {
	s := w.scene(t)
	id, level := s.groupID(), rapid.IntRange(1, 4).Draw(t, "level")
	g := s.tenant.group(id)
	member := modelMember{to: place{"phone", s.phoneName()}, available: rapid.IntRange(0, 3).Draw(t, "available") > 0}
	if s.chance("forward") {
		member.to = place{"forward", s.sample("number", outside...)}
	}
	if g != nil && slices.ContainsFunc(g.levels[level-1].members, func(m modelMember) bool { return m.to.target == member.to.target }) {
		t.Skip("it rings there already")
	}
	want := s.byOwner(g != nil, g != nil && g.owner)
	s.call(want, "huntgroups/destinations/create", "huntgroup", id, "level", fmt.Sprint(level),
		"dtype", member.to.kind, "dnumber", member.to.target, "available", map[bool]string{true: "1", false: "0"}[member.available])
	if want == done {
		members := &g.levels[level-1].members
		*members = append(slices.Clone(*members), member)
	}
}

// memberRow is a destination as Enswitch lists it.
type memberRow struct {
	ID                   int64
	Level, Available     int
	DType, DNumber, Name string
}

func (w *modelWorld) members(t rapid.TB, g *modelGroup) []memberRow {
	var rows []memberRow
	w.enswitch(admin, "huntgroups/destinations/list", "huntgroup", fmt.Sprint(g.id)).must(t, "200").into(t, &rows)
	return rows
}

// someMember draws a destination that only one row can be.
func (s *scene) someMember() (g *modelGroup, level, at int, id string) {
	if len(s.tenant.groups) == 0 {
		s.t.Skip("there is no group")
	}
	g = rapid.SampledFrom(s.tenant.groups).Draw(s.t, "group")
	level = rapid.IntRange(0, 3).Draw(s.t, "level")
	members := g.levels[level].members
	if len(members) == 0 {
		s.t.Skip("nothing rings there")
	}
	at = rapid.IntRange(0, len(members)-1).Draw(s.t, "member")
	shown := s.tenant.member(members[at].to)
	var ids []string
	for _, row := range s.w.members(s.t, g) {
		if row.Level == level+1 && row.DType+" "+row.DNumber == shown {
			ids = append(ids, fmt.Sprint(row.ID))
		}
	}
	if len(ids) != 1 {
		s.t.Skip("several look alike")
	}
	return g, level, at, ids[0]
}

func (w *modelWorld) updateMember(t *rapid.T) {
	s := w.scene(t)
	g, level, at, id := s.someMember()
	available := s.chance("available")
	want := s.byOwner(true, g.owner)
	s.call(want, "huntgroups/destinations/update", "id", id, "available", map[bool]string{true: "1", false: "0"}[available])
	if want == done {
		members := slices.Clone(g.levels[level].members)
		members[at].available = available
		g.levels[level].members = members
	}
}

func (w *modelWorld) deleteMember(t *rapid.T) {
	s := w.scene(t)
	g, level, at, id := s.someMember()
	want := s.byOwner(true, g.owner)
	s.call(want, "huntgroups/destinations/delete", "id", id)
	if want == done {
		g.levels[level].members = slices.Delete(slices.Clone(g.levels[level].members), at, at+1)
	}
}

// changeRole makes worker an administrator or a user again.
func (w *modelWorld) changeRole(t *rapid.T) {
	s := w.scene(t)
	s.domain = acme
	role := s.sample("role", "3", "4")
	var want verdict
	switch right := w.rightOf(s.caller, acme); {
	case right == noRight:
		want = absent
	case right == userRight && role != w.workerRole:
		want = forbidden
	}
	s.call(want, "people/update", "id", w.ids[worker.login], "role", role)
	if want == done {
		w.workerRole = role
	}
}

// throughVodia is what becomes of what administrators of a domain do there.
func (s *scene) throughVodia(otherwise verdict) verdict {
	if s.right != fullRight {
		return forbidden
	}
	return otherwise
}

func (w *modelWorld) addAccounts(t *rapid.T) {
	s := w.scene(t)
	kind := s.sample("type", "extensions", "hunts", "hunts", "ivrnodes")
	var accounts [][]string
	for range rapid.IntRange(1, 2).Draw(t, "accounts") {
		names := []string{s.sample("account", append(numbers, "anna", "vodia")...)}
		if kind != "ivrnodes" && s.chance("alias") {
			names = append(names, s.sample("alias", append(numbers, "anna", "vodia")...))
		}
		accounts = append(accounts, names)
	}
	var words []string
	changed, outcome := s.tenant.clone(), done
	for _, names := range accounts {
		words = append(words, strings.Join(names, "/"))
		if outcome == done {
			outcome = changed.add(kind, names)
		}
	}
	want := s.throughVodia(outcome)
	s.ask(want, "POST", "domain/"+s.domain+"/addacc", map[string]string{"type": kind, "account": strings.Join(words, " ")})
	s.commit(changed, want)
	w.learnGroups(s)
}

// learnGroups asks for the ids of groups that Vodia made, which its answers don't tell.
func (w *modelWorld) learnGroups(s *scene) {
	first := slices.IndexFunc(s.tenant.groups, func(g *modelGroup) bool { return g.id < 0 })
	if first < 0 {
		return
	}
	var rows []struct{ ID int64 }
	w.enswitch(admin, "huntgroups/list", "customer", w.ids[tenantNames[s.domain]]).must(s.t, "200").into(s.t, &rows)
	if len(rows) != len(s.tenant.groups) {
		s.t.Fatalf("there are %d groups instead of %d", len(rows), len(s.tenant.groups))
	}
	slices.SortFunc(rows, func(a, b struct{ ID int64 }) int { return int(a.ID - b.ID) })
	for i, g := range s.tenant.groups[first:] {
		was := g.place()
		g.id = rows[first+i].ID
		s.tenant.follow(was, g.place())
	}
}

// add makes an account through Vodia. A group has an id below 0 until learnGroups knows better.
func (m *modelTenant) add(kind string, names []string) verdict {
	for i, name := range names {
		free := !m.taken(name) || i == 0 && kind == "extensions" && m.freeForPhone(name)
		if slices.Contains(names[:i], name) || !free {
			return invalid
		}
	}
	switch kind {
	case "extensions":
		p := &modelPhone{name: names[0], listed: listedNames(names)}
		m.phones = append(m.phones, p)
		m.aliasesTo(p.place(), p.name, nil, names)
	case "hunts":
		g := &modelGroup{id: int64(-1 - len(m.groups)), account: names[0], listed: slices.Clone(names)}
		m.groups = append(m.groups, g)
		m.aliasesTo(g.place(), "", nil, names)
	case "ivrnodes":
		m.codes = append(m.codes, &modelCode{code: names[0], node: true})
	}
	return done
}

// aliasList draws a list of names for an account that has some.
func (s *scene) aliasList(has []string) []string {
	var names []string
	for _, name := range append(slices.Clone(has), s.sample("new name", append(numbers, "anna", "vodia")...)) {
		if s.chance("keep "+name) && !slices.Contains(names, name) && !strings.HasPrefix(name, "hunt_") {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		s.t.Skip("no names")
	}
	return rapid.Permutation(names).Draw(s.t, "order")
}

func (w *modelWorld) writeExtension(t *rapid.T) {
	s := w.scene(t)
	name := s.phoneName()
	phone, _, _ := s.tenant.account(name)
	if phone == nil {
		t.Skip("it is no extension")
	}
	changed := s.tenant.clone()
	p := changed.phone(phone.name)
	body := map[string]any{}
	first, last := p.nameHalves()
	if s.chance("first_name") {
		first = s.sample("first", "", "Ada", "Bo van")
		body["first_name"] = first
	}
	if s.chance("display_name") {
		last = s.sample("last", "", "Berg", "Cy")
		body["display_name"] = last
	}
	p.setHalves(first, last)
	if s.chance("dnd") {
		p.dnd = s.chance("on")
		body["dnd"] = fmt.Sprint(p.dnd)
	}
	outcome := done
	renames := false
	if s.chance("alias") {
		has := changed.namesOfPhone(p)
		names := s.aliasList(has)
		body["alias"] = names
		renames = !slices.Equal(names, has)
		outcome = changed.renamePhone(p, names)
	}
	want := s.throughVodia(outcome)
	if s.right == userRight && phone.owner {
		want = outcome
		if renames {
			want = forbidden
		}
	}
	s.ask(want, "POST", "domain/"+s.domain+"/user_settings/"+name, body)
	s.commit(changed, want)
}

func (w *modelWorld) writeHunt(t *rapid.T) {
	s := w.scene(t)
	if len(s.tenant.groups) == 0 {
		t.Skip("there is no hunt")
	}
	group := rapid.SampledFrom(s.tenant.groups).Draw(t, "hunt")
	names := s.tenant.namesOfGroup(group)
	name := s.sample("by name", append(names, s.tenant.derived(group))...)
	changed := s.tenant.clone()
	g := changed.group(fmt.Sprint(group.id))
	body := map[string]any{}
	if s.chance("display") {
		g.title = s.sample("title", titles...)
		body["display"] = g.title
	}
	for level := range 3 {
		if s.chance("stage") {
			members := s.memberList(agents(g.levels[level].members))
			g.levels[level].ring(members)
			body[fmt.Sprintf("st%d_ext", level+1)] = strings.Join(members, " ")
		}
	}
	if s.chance("st4_ext") {
		to := s.digits("exit")
		g.exit.put(byVodia, to, s.tenant.dials, asDialled)
		body["st4_ext"] = to
	}
	outcome := done
	if s.chance("alias") {
		list := s.aliasList(names)
		body["alias"] = list
		outcome = changed.renameGroup(g, list)
	}
	want := s.throughVodia(outcome)
	s.ask(want, "POST", "domain/"+s.domain+"/user_settings/"+name, body)
	s.commit(changed, want)
}

// memberList draws the members of a stage that has some.
func (s *scene) memberList(has []string) []string {
	var names []string
	for _, name := range slices.Concat(has, []string{s.sample("member", slices.Concat(numbers, outside)...), s.sample("another", numbers...)}) {
		if s.chance("keep "+name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return rapid.Permutation(names).Draw(s.t, "order")
}

func (w *modelWorld) writeNode(t *rapid.T) {
	s := w.scene(t)
	var nodes []string
	for _, c := range s.tenant.codes {
		if s.tenant.isNode(c) {
			nodes = append(nodes, c.code)
		}
	}
	if len(nodes) == 0 {
		t.Skip("there is no IVR node")
	}
	name := s.sample("node", nodes...)
	changed := s.tenant.clone()
	c := changed.code(name)
	body := map[string]any{}
	if s.chance("display") {
		c.description = s.sample("description", "", "Reception")
		body["display"] = c.description
	}
	if s.chance("match") {
		to := s.digits("match")
		c.to.put(byVodia, to, s.tenant.dials, asDialled)
		body["match"] = map[bool]string{true: "!*!" + to + "!", false: ""}[to != ""]
	}
	outcome := done
	if s.chance("alias") {
		to := s.sample("new name", append(numbers, "anna", "vodia")...)
		body["alias"] = []string{to}
		outcome = changed.renameNode(c, to)
	}
	want := s.throughVodia(outcome)
	s.ask(want, "POST", "domain/"+s.domain+"/user_settings/"+name, body)
	s.commit(changed, want)
}

// remove deletes what a name stands for to Vodia.
func (m *modelTenant) remove(name string) verdict {
	phone, group, node := m.account(name)
	switch {
	case phone != nil:
		m.removePhone(phone, true)
	case group != nil:
		m.removeGroup(group, true)
	case node != nil:
		m.removeNode(node)
	default:
		return absent
	}
	return done
}

func (w *modelWorld) removeAccount(t *rapid.T) {
	s := w.scene(t)
	name := s.sample("account", slices.Concat(numbers, spoken, []string{"hunt_1"})...)
	changed := s.tenant.clone()
	want := s.throughVodia(changed.remove(name))
	s.ask(want, "DELETE", "domain/"+s.domain+"/addacc/"+name, nil)
	s.commit(changed, want)
}

func (w *modelWorld) removeSelected(t *rapid.T) {
	s := w.scene(t)
	changed := s.tenant.clone()
	var names []string
	for range 2 {
		name := s.sample("account", slices.Concat(numbers, spoken, []string{"hunt_1"})...)
		names = append(names, name)
		changed.remove(name) // what isn't there is passed over
	}
	want := s.throughVodia(done)
	s.ask(want, "POST", "domain/"+s.domain+"/domain_action",
		map[string]string{"type": "accounts", "action": "delete_selected", "selected": strings.Join(names, " ")})
	s.commit(changed, want)
}

func (w *modelWorld) cloneAccount(t *rapid.T) {
	s := w.scene(t)
	from, to := s.sample("from", slices.Concat(numbers, spoken, []string{"hunt_1"})...), s.sample("to", append(numbers, "anna", "vodia")...)
	changed := s.tenant.clone()
	want := s.throughVodia(changed.copyAccount(from, to))
	s.ask(want, "POST", "domain/"+s.domain+"/cloneaccount", map[string]string{"from": from, "to": to})
	s.commit(changed, want)
	w.learnGroups(s)
}

// copyAccount makes an account like another one under a name of its own.
func (m *modelTenant) copyAccount(from, to string) verdict {
	phone, group, node := m.account(from)
	original := m.clone()
	switch {
	case phone == nil && group == nil && node == nil:
		return absent
	case phone != nil && !m.freeForPhone(to), phone == nil && m.taken(to):
		return invalid
	case phone != nil:
		copied := original.phone(phone.name)
		copied.name, copied.listed = to, nil
		m.phones = append(m.phones, copied)
	case group != nil:
		copied := original.group(fmt.Sprint(group.id))
		copied.id, copied.account, copied.listed = int64(-1-len(m.groups)), to, []string{to}
		m.groups = append(m.groups, copied)
		m.aliasesTo(copied.place(), "", nil, []string{to})
	case node != nil:
		copied := original.code(node.code)
		copied.code, copied.node, copied.alias = to, true, false
		m.codes = append(m.codes, copied)
	}
	return done
}

func (w *modelWorld) writeStar(t *rapid.T) {
	s := w.scene(t)
	function := s.sample("function", "redial", "park")
	code := s.sample("code", "*5", "*6", "20", "")
	changed := s.tenant.clone()
	want := s.throughVodia(changed.setStar(function, code))
	s.ask(want, "POST", "domain/"+s.domain+"/settings", map[string]string{"code_" + function: code})
	s.commit(changed, want)
}

func (w *modelWorld) writeDoNotDisturb(t *rapid.T) {
	s := w.scene(t)
	name := s.phoneName()
	phone, _, _ := s.tenant.account(name)
	if phone == nil {
		t.Skip("it is no extension")
	}
	on := s.chance("on")
	want := s.throughVodia(done)
	if s.right == userRight && phone.owner {
		want = done
	}
	s.ask(want, "POST", "user/"+name+"@"+s.domain+"/dnd", map[string]bool{"state": on})
	if want == done {
		phone.dnd = on
	}
}

// agree compares the tenant of the last call, and every few calls the other one.
func (w *modelWorld) agree(t *rapid.T) {
	w.compare(t, w.touched)
	if w.steps++; w.steps%8 == 0 {
		w.compare(t, map[string]string{acme: other, other: acme}[w.touched])
	}
}

// compare compares both views of a tenant with the model.
func (w *modelWorld) compare(t *rapid.T, domain string) {
	t.Helper()
	m := w.tenants[domain]
	compareViews(t, "Enswitch's view of "+domain, m.enswitchView(w), w.enswitchView(t, domain, m))
	compareViews(t, "Vodia's view of "+domain, m.vodiaView(), w.vodiaView(t, domain, m))
}

func compareViews(t *rapid.T, what string, want, got map[string]string) {
	t.Helper()
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if shown, ok := got[key]; !ok || shown != want[key] {
			lines = append(lines, fmt.Sprintf("%s: want %s, got %s", key, want[key], shown))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s: got %s, want none", key, got[key]))
		}
	}
	if len(lines) > 0 {
		t.Fatalf("%s:\n%s", what, strings.Join(lines, "\n"))
	}
}

// enswitchView is what the model says that Enswitch shows, by object.
func (m *modelTenant) enswitchView(w *modelWorld) map[string]string {
	view := map[string]string{}
	digit := map[bool]string{true: "1", false: "0"}
	owner := map[bool]string{true: w.ids[worker.login], false: "0"}
	for _, p := range m.phones {
		view["phone "+p.name] = fmt.Sprintf("%q dnd=%s owner=%s", p.holder, digit[p.dnd], owner[p.owner])
	}
	for _, c := range m.codes {
		if dialable(c.code) {
			view["code "+c.code] = fmt.Sprintf("%q %s", c.description, m.shown(c.to.now, codeNothing))
		}
	}
	for _, g := range m.groups {
		title := g.title
		if title == "" {
			title = fmt.Sprintf("hunt_%d", g.id)
		}
		view[fmt.Sprintf("group %d", g.id)] = fmt.Sprintf("%q %s owner=%s", title, m.shown(g.exit.now, groupNothing), owner[g.owner])
		var members []string
		for level, l := range g.levels {
			for _, member := range l.members {
				members = append(members, fmt.Sprintf("%d %s %s", level+1, m.member(member.to), digit[member.available]))
			}
		}
		slices.Sort(members)
		view[fmt.Sprintf("members of %d", g.id)] = strings.Join(members, ", ")
	}
	return view
}

// shown is a place as Enswitch's type and number.
func (m *modelTenant) shown(to place, nothing [2]string) string {
	if text := m.typed(to); text != " " {
		return text
	}
	return nothing[0] + " " + nothing[1]
}

func (w *modelWorld) enswitchView(t *rapid.T, domain string, m *modelTenant) map[string]string {
	view := map[string]string{}
	list := func(function string, rows any) {
		w.enswitch(admin, function, "customer", w.ids[tenantNames[domain]]).must(t, "200").into(t, rows)
	}
	var phones []struct {
		Name, Description string
		DND, Owner        int
	}
	list("phones/list", &phones)
	for _, p := range phones {
		view["phone "+p.Name] = fmt.Sprintf("%q dnd=%d owner=%d", p.Description, p.DND, p.Owner)
	}
	var codes []struct{ Code, Description, DType, DNumber string }
	list("codes/list", &codes)
	for _, c := range codes {
		view["code "+c.Code] = fmt.Sprintf("%q %s %s", c.Description, c.DType, c.DNumber)
	}
	var groups []struct {
		ID, Owner            int64
		Name, DType, DNumber string
	}
	list("huntgroups/list", &groups)
	for _, g := range groups {
		view[fmt.Sprintf("group %d", g.ID)] = fmt.Sprintf("%q %s %s owner=%d", g.Name, g.DType, g.DNumber, g.Owner)
		var members []string
		for _, row := range w.members(t, &modelGroup{id: g.ID}) {
			members = append(members, fmt.Sprintf("%d %s %s %d", row.Level, row.DType, row.DNumber, row.Available))
		}
		slices.Sort(members)
		view[fmt.Sprintf("members of %d", g.ID)] = strings.Join(members, ", ")
	}
	return view
}

// namesShown are an account's names: the first counts, the order of the others is a matter of the last write.
func namesShown(names []string) string {
	rest := slices.Clone(names[1:])
	slices.Sort(rest)
	return strings.Join(append([]string{names[0]}, rest...), " ")
}

// vodiaView is what the model says that Vodia shows, by object.
func (m *modelTenant) vodiaView() map[string]string {
	view := map[string]string{}
	for _, p := range m.phones {
		first, last := p.nameHalves()
		view["user "+p.name] = fmt.Sprintf("extensions %q %s", p.holder, namesShown(m.namesOfPhone(p)))
		view["extension "+p.name] = fmt.Sprintf("%q %q dnd=%t", first, last, p.dnd)
	}
	for _, g := range m.groups {
		names := m.namesOfGroup(g)
		view["user "+names[0]] = fmt.Sprintf("hunts %q %s", g.title, namesShown(names))
		stages := []string{}
		var all []string
		for level := range 3 {
			ringing := agents(g.levels[level].members)
			stages = append(stages, strings.Join(ringing, " "))
			for _, agent := range ringing {
				if !slices.Contains(all, agent) {
					all = append(all, agent)
				}
			}
		}
		view["hunt "+names[0]] = fmt.Sprintf("%q %q", g.title, all)
		view["settings of "+names[0]] = fmt.Sprintf("%q %q %q", g.title, stages, m.dials(g.exit.now))
	}
	for _, c := range m.codes {
		if !m.isNode(c) {
			continue
		}
		match := m.dials(c.to.now)
		if match != "" {
			match = "!*!" + match + "!"
		}
		view["user "+c.code] = fmt.Sprintf("ivrnodes %q %s", c.description, namesShown(m.namesOfNode(c)))
		view["settings of "+c.code] = fmt.Sprintf("%q %q", c.description, match)
	}
	view["stars"] = fmt.Sprintf("redial %s, park %s", m.star("redial"), m.star("park"))
	return view
}

func (w *modelWorld) vodiaView(t *rapid.T, domain string, m *modelTenant) map[string]string {
	view := map[string]string{}
	get := func(path string, into any) {
		w.vodia(admin, "GET", "/rest/domain/"+domain+"/"+path, "").must(t, 200).into(t, into)
	}
	var users []struct {
		Name, DisplayName, UserType string
		Alias                       []string
	}
	get("users", &users)
	for _, u := range users {
		if len(u.Alias) == 0 || u.Alias[0] != u.Name {
			t.Fatalf("%s is called %v", u.Name, u.Alias)
		}
		view["user "+u.Name] = fmt.Sprintf("%s %q %s", u.UserType, u.DisplayName, namesShown(u.Alias))
		if u.UserType == "extensions" {
			continue
		}
		var s struct {
			Display, Match, St1_ext, St2_ext, St3_ext, St4_ext string
			Alias                                              []string
		}
		get("user_settings/"+u.Name, &s)
		if !slices.Equal(s.Alias, u.Alias) {
			t.Fatalf("%s is called %v in one place and %v in another", u.Name, u.Alias, s.Alias)
		}
		if u.UserType == "hunts" {
			view["settings of "+u.Name] = fmt.Sprintf("%q %q %q", s.Display, []string{s.St1_ext, s.St2_ext, s.St3_ext}, s.St4_ext)
		} else {
			view["settings of "+u.Name] = fmt.Sprintf("%q %q", s.Display, s.Match)
		}
	}
	var hunts []struct {
		Name, Display string
		Agents        []string
	}
	get("hunts", &hunts)
	for _, h := range hunts {
		view["hunt "+h.Name] = fmt.Sprintf("%q %q", h.Display, h.Agents)
	}
	var extensions map[string]struct {
		Name, First_name, Display_name string
		DND                            bool
	}
	get("extensions", &extensions)
	for _, e := range extensions {
		view["extension "+e.Name] = fmt.Sprintf("%q %q dnd=%t", e.First_name, e.Display_name, e.DND)
	}
	var settings struct{ Code_redial, Code_park string }
	get("settings", &settings)
	view["stars"] = fmt.Sprintf("redial %s, park %s", settings.Code_redial, settings.Code_park)
	return view
}
