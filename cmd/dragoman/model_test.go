package main_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The model is what semantics.md says in plain maps and lists: which object of one dialect is which object of the
// other, who holds a name, what follows a rename and what outlives a deletion. It knows nothing of the program's code.

// The two dialects.
const (
	byEnswitch = "enswitch"
	byVodia    = "vodia"
)

// place is where a call goes: a kind and a target.
type place struct{ kind, target string }

var nowhereAtAll = place{}

// slot holds a place. A dialect that can't say what stood there before it wrote leaves a note: when its text of old
// comes back, so does what stood there.
type slot struct {
	now   place
	notes map[string]note
}

type note struct{ under, aside place }

// put writes a place through a dialect: say tells how the dialect shows one, hear what it means by a text.
func (s *slot) put(dialect string, text string, say func(place) string, hear func(string) place) {
	if text == say(s.now) {
		return
	}
	base := s.now
	if n, ok := s.notes[dialect]; ok && n.under == s.now {
		base = n.aside
	}
	if s.notes == nil {
		s.notes = map[string]note{}
	}
	delete(s.notes, dialect)
	if say(base) == text {
		s.now = base
		return
	}
	s.now = hear(text)
	if hear(say(base)) != base {
		s.notes[dialect] = note{under: s.now, aside: base}
	}
}

// modelPhone is a telephone line.
type modelPhone struct {
	name   string
	listed []string // its names as last written
	holder string
	first  string // the name's halves, while together they are the holder
	last   string
	halves bool
	dnd    bool
	owner  bool // worker's
}

// modelMember is a destination of a hunt group.
type modelMember struct {
	to        place
	available bool
}

// modelLevel is a level of a hunt group. under and aside are as in a note.
type modelLevel struct {
	members      []modelMember
	under, aside []modelMember
	noted        bool
}

// modelGroup is a hunt group.
type modelGroup struct {
	id      int64
	title   string
	account string
	listed  []string
	exit    slot
	levels  [4]modelLevel // Vodia sees three
	owner   bool          // worker's
}

// modelCode is a feature code.
type modelCode struct {
	code        string
	node        bool // made as an IVR node
	alias       bool // made as an alias
	description string
	to          slot
}

// modelTenant is one tenant's objects, each list in the order in which they were made.
type modelTenant struct {
	phones []*modelPhone
	groups []*modelGroup
	codes  []*modelCode
}

// clone copies the tenant, so that a request that is refused in the middle leaves no trace.
func (m *modelTenant) clone() *modelTenant {
	out := &modelTenant{}
	for _, p := range m.phones {
		copied := *p
		out.phones = append(out.phones, &copied)
	}
	for _, g := range m.groups {
		copied := *g
		copied.exit = g.exit.clone()
		out.groups = append(out.groups, &copied) // lists of members are never changed in place
	}
	for _, c := range m.codes {
		copied := *c
		copied.to = c.to.clone()
		out.codes = append(out.codes, &copied)
	}
	return out
}

func (s slot) clone() slot {
	s.notes = maps.Clone(s.notes)
	return s
}

// verdict is what becomes of a request.
type verdict int

const (
	done verdict = iota
	invalid
	absent
	forbidden
)

func dialable(name string) bool { return name != "" && strings.Trim(name, "0123456789*#+") == "" }

func (m *modelTenant) phone(name string) *modelPhone {
	for _, p := range m.phones {
		if p.name == name {
			return p
		}
	}
	return nil
}

func (m *modelTenant) group(id string) *modelGroup {
	for _, g := range m.groups {
		if fmt.Sprint(g.id) == id {
			return g
		}
	}
	return nil
}

func (m *modelTenant) code(name string) *modelCode {
	for _, c := range m.codes {
		if c.code == name {
			return c
		}
	}
	return nil
}

func (g *modelGroup) place() place { return place{"huntgroup", fmt.Sprint(g.id)} }

func (p *modelPhone) place() place { return place{"phone", p.name} }

// behind says that a code has the name of the very phone that it leads to.
func (c *modelCode) behind() bool { return !c.node && c.to.now == place{"phone", c.code} }

// mere says that a code was made as an alias, and that nothing else was said of it.
func (c *modelCode) mere() bool { return c.alias && c.description == "" && len(c.to.notes) == 0 }

// there says whether an account is there.
func (m *modelTenant) there(to place) bool {
	switch to.kind {
	case "phone":
		return m.phone(to.target) != nil
	case "huntgroup":
		return m.group(to.target) != nil
	}
	return false
}

// isName says whether a code is a further name of what it leads to, if that is there: of a phone or group unless it was
// made as an IVR node, of an IVR node only if it was made as an alias. What can't be dialled is a node of Vodia's alone.
func (c *modelCode) isName() bool {
	switch c.to.now.kind {
	case "phone":
		return !c.node && dialable(c.code) || c.behind()
	case "huntgroup":
		return !c.node && dialable(c.code)
	case "code":
		return c.alias && dialable(c.code)
	}
	return false
}

// alias says whether a code is a further name of an account.
func (m *modelTenant) alias(c *modelCode) bool {
	if c.isName() && c.to.now.kind == "code" {
		target := m.code(c.to.now.target)
		return target != nil && m.mayHaveAliases(target)
	}
	return c.isName() && m.there(c.to.now)
}

// mayHaveAliases says whether a code is an IVR node whose further names may be codes. What was made as a code's alias
// has none, so that no two are aliases of each other.
func (m *modelTenant) mayHaveAliases(c *modelCode) bool {
	if c.isName() {
		return c.to.now.kind != "code" && !m.there(c.to.now)
	}
	return c.to.now.kind != "function"
}

// star is the code that one dials for a built-in function: the oldest.
func (m *modelTenant) star(function string) string {
	for _, c := range m.codes {
		if c.to.now == (place{"function", function}) && dialable(c.code) {
			return c.code
		}
	}
	return ""
}

// isNode says whether a code is an IVR node to Vodia.
func (m *modelTenant) isNode(c *modelCode) bool {
	return !m.alias(c) && (c.to.now.kind != "function" || m.star(c.to.now.target) != c.code)
}

// aliases are the codes that are names of an account.
func (m *modelTenant) aliases(account place) []string {
	var names []string
	for _, c := range m.codes {
		if c.to.now == account && m.alias(c) {
			names = append(names, c.code)
		}
	}
	return names
}

// inOrder lists names: the first, those last written as far as they still stand, and what came since.
func inOrder(first string, listed, aliases []string) []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(first)
	for _, name := range listed {
		if !dialable(name) || slices.Contains(aliases, name) {
			add(name)
		}
	}
	for _, name := range aliases {
		add(name)
	}
	return names
}

func (m *modelTenant) namesOfPhone(p *modelPhone) []string {
	return inOrder(p.name, p.listed, m.aliases(p.place()))
}

func (m *modelTenant) namesOfNode(c *modelCode) []string {
	return inOrder(c.code, nil, m.aliases(place{"code", c.code}))
}

func (m *modelTenant) namesOfGroup(g *modelGroup) []string {
	aliases := m.aliases(g.place())
	first := g.account
	if dialable(first) && !slices.Contains(aliases, first) {
		first = ""
	}
	if names := inOrder(first, g.listed, aliases); len(names) > 0 {
		return names
	}
	return []string{m.derived(g)}
}

// derived is the account of a group that nothing else leads to: hunt_<id>, or with a suffix where something else holds
// that.
func (m *modelTenant) derived(g *modelGroup) string {
	base := fmt.Sprintf("hunt_%d", g.id)
	name := base
	for n := 2; m.holds(name); n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	return name
}

// holds says whether anything was given a name.
func (m *modelTenant) holds(name string) bool {
	if m.phone(name) != nil || m.code(name) != nil {
		return true
	}
	for _, p := range m.phones {
		if !dialable(name) && slices.Contains(p.listed, name) {
			return true
		}
	}
	for _, g := range m.groups {
		if !dialable(name) && slices.Contains(g.listed, name) {
			return true
		}
	}
	return false
}

// taken says whether a new object can't have a name: somebody holds it, or a group has it by itself.
func (m *modelTenant) taken(name string) bool {
	return m.holds(name) || slices.ContainsFunc(m.groups, func(g *modelGroup) bool { return m.derived(g) == name })
}

// account finds what a name stands for to Vodia: a phone, a group or an IVR node.
func (m *modelTenant) account(name string) (phone *modelPhone, group *modelGroup, node *modelCode) {
	switch to := m.means(name); to.kind {
	case "phone":
		return m.phone(to.target), nil, nil
	case "huntgroup":
		return nil, m.group(to.target), nil
	case "code":
		return nil, nil, m.code(to.target)
	case "function":
		if c := m.code(name); m.isNode(c) {
			return nil, nil, c
		}
	}
	return nil, nil, nil
}

// means says what a name of the plan leads to, nowhere where it is none.
func (m *modelTenant) means(name string) place {
	if p := m.phone(name); p != nil {
		return p.place()
	}
	for _, p := range m.phones {
		if !dialable(name) && slices.Contains(p.listed, name) {
			return p.place()
		}
	}
	for _, g := range m.groups {
		if !dialable(name) && slices.Contains(g.listed, name) {
			return g.place()
		}
	}
	if c := m.code(name); c != nil {
		if m.alias(c) || c.to.now.kind == "function" {
			return c.to.now
		}
		return place{"code", name}
	}
	for _, g := range m.groups {
		if m.derived(g) == name {
			return g.place()
		}
	}
	return nowhereAtAll
}

// resolve says where dialled digits lead now.
func (m *modelTenant) resolve(digits string) place {
	digits, _, _ = strings.Cut(digits, " ")
	if digits == "" {
		return nowhereAtAll
	}
	to := m.means(digits)
	if to != nowhereAtAll && to.kind != "function" {
		return to
	}
	if rest, ok := strings.CutPrefix(digits, "8"); ok {
		if box := m.means(rest); box.kind == "phone" {
			return place{"mailbox", box.target}
		}
	}
	if to != nowhereAtAll {
		return to
	}
	return place{"external", digits}
}

// typed is how Enswitch shows a place.
func (m *modelTenant) typed(to place) string {
	if to.kind == "dialled" {
		to = m.resolve(to.target)
	}
	return to.kind + " " + to.target
}

// asTyped is what Enswitch means by a type and a number.
func asTyped(text string) place {
	kind, target, _ := strings.Cut(text, " ")
	return place{kind, target}
}

// dials is how Vodia shows a place: the digits one dials for it.
func (m *modelTenant) dials(to place) string {
	switch to.kind {
	case "huntgroup":
		if g := m.group(to.target); g != nil {
			return m.namesOfGroup(g)[0]
		}
		return ""
	case "function":
		return m.star(to.target)
	}
	return to.target
}

// asDialled is what Vodia means by digits.
func asDialled(digits string) place {
	if digits == "" {
		return nowhereAtAll
	}
	return place{"dialled", digits}
}

// member is how Enswitch shows a destination of a hunt group.
func (m *modelTenant) member(to place) string {
	if to.kind != "dialled" {
		return to.kind + " " + to.target
	}
	if found := m.resolve(to.target); found.kind == "phone" {
		return "phone " + found.target
	}
	return "forward " + to.target
}

// agents are the available members of a level as Vodia lists them.
func agents(members []modelMember) []string {
	var out []string
	for _, member := range members {
		if member.available {
			out = append(out, member.to.target)
		}
	}
	return out
}

// ring writes the members of a level through Vodia.
func (l *modelLevel) ring(names []string) {
	if slices.Equal(names, agents(l.members)) {
		return
	}
	base := l.members
	if l.noted && slices.Equal(l.members, l.under) {
		base = l.aside
	}
	l.noted = false
	if slices.Equal(names, agents(base)) {
		l.members = base
		return
	}
	l.members = rewritten(base, names)
	if len(base) > 0 {
		l.noted, l.under, l.aside = true, l.members, base
	}
}

// rewritten keeps the members that are named, available ones first, and those that Vodia doesn't see: each of these
// stays behind as many others as it stood behind before.
func rewritten(base []modelMember, names []string) []modelMember {
	used := make([]bool, len(base))
	var named []modelMember
	for _, name := range names {
		member := modelMember{to: asDialled(name), available: true}
		for _, available := range []bool{true, false} {
			at := -1
			for i, b := range base {
				if at < 0 && !used[i] && b.available == available && b.to.target == name {
					at = i
				}
			}
			if at >= 0 {
				used[at], member.to = true, base[at].to
				break
			}
		}
		named = append(named, member)
	}
	var out []modelMember
	before := 0 // how many that Vodia sees stood before
	for i, b := range base {
		if b.available {
			before++
			continue
		}
		if used[i] {
			continue
		}
		ahead := min(before, len(named))
		out = append(out, named[:ahead]...)
		named, before = named[ahead:], before-ahead
		out = append(out, b)
	}
	return append(out, named...)
}

// follow makes typed references follow what they name.
func (m *modelTenant) follow(from, to place) {
	swap := func(p *place) {
		if *p == from {
			*p = to
		}
	}
	for _, c := range m.codes {
		swap(&c.to.now)
	}
	for _, g := range m.groups {
		swap(&g.exit.now)
		for i := range g.levels {
			g.levels[i].members = slices.Clone(g.levels[i].members) // notes keep what they hold
			for j := range g.levels[i].members {
				swap(&g.levels[i].members[j].to)
			}
		}
	}
}

// referred says whether any typed reference names a place.
func (m *modelTenant) referred(to place) bool {
	for _, c := range m.codes {
		if c.to.now == to {
			return true
		}
	}
	for _, g := range m.groups {
		if g.exit.now == to {
			return true
		}
	}
	return false
}

// admits says whether all names can become those of an account that has some of them already.
func (m *modelTenant) admits(names, has []string) bool {
	for i, name := range names {
		if slices.Contains(names[:i], name) || !slices.Contains(has, name) && m.taken(name) {
			return false
		}
	}
	return true
}

// aliasesTo makes the names of an account those given: codes come and go.
func (m *modelTenant) aliasesTo(account place, own string, has, names []string) {
	for _, name := range has {
		if name != own && !slices.Contains(names, name) && dialable(name) {
			m.removeCode(name)
		}
	}
	for _, name := range names {
		if name != own && !slices.Contains(has, name) && dialable(name) {
			m.codes = append(m.codes, &modelCode{code: name, alias: true, to: slot{now: account}})
		}
	}
}

func (m *modelTenant) removeCode(name string) {
	m.codes = slices.DeleteFunc(m.codes, func(c *modelCode) bool { return c.code == name })
}

func listedNames(names []string) []string {
	if len(names) < 2 {
		return nil
	}
	return slices.Clone(names)
}

// renamePhone writes the list of a phone's names.
func (m *modelTenant) renamePhone(p *modelPhone, names []string) verdict {
	has := m.namesOfPhone(p)
	if slices.Equal(names, has) {
		return done
	}
	behind := m.code(p.name)
	if behind != nil && !behind.behind() {
		behind = nil
	}
	for i, name := range names {
		// A code that leads to a phone of its own name lets the phone have that name.
		waiting := i == 0 && m.code(name) != nil && m.code(name).behind() && m.phone(name) == nil
		if slices.Contains(names[:i], name) || !slices.Contains(has, name) && m.taken(name) && !waiting {
			return invalid
		}
	}
	was, is := p.place(), place{"phone", names[0]}
	if was == is {
		m.aliasesTo(is, p.name, has, names)
		p.listed = listedNames(names)
		return done
	}
	if c := m.code(names[0]); c != nil && c.mere() && slices.Contains(has, names[0]) && !m.referred(place{"code", names[0]}) {
		m.removeCode(names[0]) // it was no more than the name that the phone has now
	}
	if behind != nil && !slices.Contains(names, p.name) {
		m.removeCode(p.name)
	}
	old := p.name
	p.name = names[0]
	m.follow(was, is)
	if behind != nil && slices.Contains(names, old) {
		has = append(slices.Clone(has), old)
	} else {
		has = slices.DeleteFunc(slices.Clone(has), func(name string) bool { return name == old })
	}
	m.aliasesTo(is, names[0], has, names)
	p.listed = listedNames(names)
	return done
}

// renameGroup writes the list of a group's names.
func (m *modelTenant) renameGroup(g *modelGroup, names []string) verdict {
	has := m.namesOfGroup(g)
	if slices.Equal(names, has) {
		return done
	}
	if !m.admits(names, has) {
		return invalid
	}
	m.aliasesTo(g.place(), "", has, names)
	g.account, g.listed = names[0], slices.Clone(names)
	return done
}

// renameNode makes a name the only one of an IVR node.
func (m *modelTenant) renameNode(c *modelCode, name string) verdict {
	has := m.namesOfNode(c)
	if !slices.Contains(has, name) && m.taken(name) {
		return invalid
	}
	for _, alias := range has[1:] {
		m.removeCode(alias)
	}
	m.renameCode(c, name)
	return done
}

// renameCode gives a code other digits. What refers to it follows.
func (m *modelTenant) renameCode(c *modelCode, name string) {
	was := place{"code", c.code}
	c.code = name
	m.follow(was, place{"code", name})
}

// removePhone deletes a phone, with the codes that are its names or without.
func (m *modelTenant) removePhone(p *modelPhone, withNames bool) {
	if withNames {
		for _, name := range m.namesOfPhone(p) {
			if c := m.code(name); c != nil && c.isName() && c.to.now == p.place() {
				m.removeCode(name)
			}
		}
	}
	m.phones = slices.DeleteFunc(m.phones, func(other *modelPhone) bool { return other == p })
}

func (m *modelTenant) removeNode(c *modelCode) {
	for _, name := range m.namesOfNode(c) {
		m.removeCode(name)
	}
}

func (m *modelTenant) removeGroup(g *modelGroup, withNames bool) {
	if withNames {
		for _, name := range m.aliases(g.place()) {
			m.removeCode(name)
		}
	}
	m.groups = slices.DeleteFunc(m.groups, func(other *modelGroup) bool { return other == g })
}

// setStar gives a built-in function another code, or none.
func (m *modelTenant) setStar(function, code string) verdict {
	before := m.star(function)
	switch {
	case before == code:
		return done
	case code == "":
		m.codes = slices.DeleteFunc(m.codes, func(c *modelCode) bool { return c.to.now == place{"function", function} })
		return done
	case m.taken(code):
		return invalid
	case before == "":
		m.codes = append(m.codes, &modelCode{code: code, to: slot{now: place{"function", function}}})
		return done
	}
	m.renameCode(m.code(before), code)
	return done
}

// nameHalves are what Vodia shows of a holder.
func (p *modelPhone) nameHalves() (first, last string) {
	if p.halves && joined(p.first, p.last) == p.holder {
		return p.first, p.last
	}
	at := strings.LastIndexByte(p.holder, ' ')
	if at < 0 {
		return "", p.holder
	}
	return p.holder[:at], p.holder[at+1:]
}

func (p *modelPhone) setHalves(first, last string) {
	if f, l := p.nameHalves(); f == first && l == last {
		return
	}
	p.first, p.last, p.halves, p.holder = first, last, true, joined(first, last)
}

func joined(first, last string) string { return strings.TrimSpace(first + " " + last) }
