package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/domain"
)

// planModel is what the number plan of a tenant should be, as plain lists. Objects stand in the order of their ids.
type planModel struct {
	phones []modelPhone
	groups []modelGroup
	codes  []modelCode
}

// modelNames are the names that an account has beside its feature codes.
type modelNames struct {
	listed []string // as last written
	spoken []string // those that can't be dialled and that the account holds itself
}

type modelPhone struct {
	modelNames
	name           string
	busy, noAnswer domain.Destination
}

type modelGroup struct {
	modelNames
	id     domain.HuntGroupID
	member domain.Destination
}

type modelCode struct {
	modelNames
	name  string
	to    domain.Destination
	form  domain.Form
	about string
}

func (n modelNames) clone() modelNames {
	return modelNames{slices.Clone(n.listed), slices.Clone(n.spoken)}
}

func (m planModel) clone() planModel {
	c := planModel{slices.Clone(m.phones), slices.Clone(m.groups), slices.Clone(m.codes)}
	for i := range c.phones {
		c.phones[i].modelNames = c.phones[i].clone()
	}
	for i := range c.groups {
		c.groups[i].modelNames = c.groups[i].clone()
	}
	for i := range c.codes {
		c.codes[i].modelNames = c.codes[i].clone()
	}
	return c
}

func (m *planModel) phone(name string) *modelPhone {
	for i := range m.phones {
		if m.phones[i].name == name {
			return &m.phones[i]
		}
	}
	return nil
}

func (m *planModel) group(id domain.HuntGroupID) *modelGroup {
	for i := range m.groups {
		if m.groups[i].id == id {
			return &m.groups[i]
		}
	}
	return nil
}

func (m *planModel) code(name string) *modelCode {
	for i := range m.codes {
		if m.codes[i].name == name {
			return &m.codes[i]
		}
	}
	return nil
}

func (m *planModel) removeCode(name string) {
	m.codes = slices.DeleteFunc(m.codes, func(c modelCode) bool { return c.name == name })
}

func (c *modelCode) behind() bool {
	return c.form != domain.AsIVRNode && c.to == domain.PhoneDestination(c.name)
}

// madeAlias says that a code is an alias of where it leads, if that is an account.
func (c *modelCode) madeAlias() bool {
	switch c.to.Kind {
	case domain.ToPhone:
		return c.behind() || c.form != domain.AsIVRNode && domain.Dialable(c.name)
	case domain.ToHuntGroup:
		return c.form != domain.AsIVRNode && domain.Dialable(c.name)
	case domain.ToFeatureCode:
		return c.form == domain.AsAlias && domain.Dialable(c.name)
	}
	return false
}

func (m *planModel) there(d domain.Destination) bool {
	switch d.Kind {
	case domain.ToPhone:
		return m.phone(d.Target) != nil
	case domain.ToHuntGroup:
		id, ok := d.HuntGroupID()
		return ok && m.group(id) != nil
	}
	return false
}

// node says that a code may have aliases.
func (m *planModel) node(c *modelCode) bool {
	switch {
	case c.to.Kind == domain.ToFunction:
		return false
	case !c.madeAlias():
		return true
	}
	return c.to.Kind != domain.ToFeatureCode && !m.there(c.to)
}

func (m *planModel) aliases(of domain.Destination) []string {
	var out []string
	for i := range m.codes {
		if m.codes[i].to == of && m.codes[i].madeAlias() {
			out = append(out, m.codes[i].name)
		}
	}
	return out
}

// inOrder puts the primary name first, then what was listed as far as it still stands, then the other aliases.
func (n modelNames) inOrder(primary string, aliases []string) []string {
	var out []string
	for _, name := range slices.Concat([]string{primary}, n.listed, aliases) {
		stands := name == primary || slices.Contains(n.spoken, name) || slices.Contains(aliases, name)
		if name != "" && stands && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (m *planModel) namesOfPhone(p *modelPhone) []string {
	return p.inOrder(p.name, m.aliases(domain.PhoneDestination(p.name)))
}

func (m *planModel) namesOfGroup(g *modelGroup) []string {
	if names := g.inOrder("", m.aliases(domain.HuntGroupDestination(g.id))); len(names) > 0 {
		return names
	}
	return []string{m.derived(g)}
}

func (m *planModel) namesOfCode(c *modelCode) []string {
	if !m.node(c) {
		return c.inOrder(c.name, nil)
	}
	return c.inOrder(c.name, m.aliases(domain.FeatureCodeDestination(c.name)))
}

// holder says which object has a name in the plan, nil for none: a pointer to it.
func (m *planModel) holder(name string) any {
	for i := range m.phones {
		if p := &m.phones[i]; p.name == name || slices.Contains(p.spoken, name) {
			return p
		}
	}
	for i := range m.groups {
		if g := &m.groups[i]; slices.Contains(g.spoken, name) {
			return g
		}
	}
	for i := range m.codes {
		if c := &m.codes[i]; c.name == name || slices.Contains(c.spoken, name) {
			return c
		}
	}
	return nil
}

func (m *planModel) derived(g *modelGroup) string {
	name := fmt.Sprint("hunt_", g.id)
	for n := 2; ; n++ {
		if by := m.holder(name); by == nil || by == any(g) {
			return name
		}
		name = fmt.Sprintf("hunt_%d_%d", g.id, n)
	}
}

// answering is the holder of a name, or the group whose derived name it is.
func (m *planModel) answering(name string) any {
	if by := m.holder(name); by != nil {
		return by
	}
	for i := range m.groups {
		if m.derived(&m.groups[i]) == name {
			return &m.groups[i]
		}
	}
	return nil
}

func validNames(names []string) bool {
	for i, name := range names {
		if name == "" || strings.ContainsAny(name, " /") || slices.Contains(names[:i], name) {
			return false
		}
	}
	return true
}

// addName gives an account one more name, if it is free. spoken is where the account holds its own; it is looked up
// afresh, since adding a code moves the list that it may be in.
func (m *planModel) addName(name string, account domain.Destination, self func() any, spoken func() *[]string) bool {
	by := m.answering(name)
	if domain.Dialable(name) {
		if by == nil {
			m.codes = append(m.codes, modelCode{name: name, to: account, form: domain.AsAlias})
		}
		return by == nil
	}
	if by != nil && by != self() {
		return false
	}
	if held := spoken(); !slices.Contains(*held, name) {
		*held = append(*held, name)
	}
	return true
}

func (m *planModel) dropName(name string, account domain.Destination, spoken *[]string) {
	if c := m.code(name); c != nil && c.to == account {
		m.removeCode(name)
		return
	}
	*spoken = slices.DeleteFunc(*spoken, func(n string) bool { return n == name })
}

func (m *planModel) follow(from, to domain.Destination) {
	for i := range m.phones {
		for _, d := range []*domain.Destination{&m.phones[i].busy, &m.phones[i].noAnswer} {
			if *d == from {
				*d = to
			}
		}
	}
	for i := range m.groups {
		if m.groups[i].member == from {
			m.groups[i].member = to
		}
	}
	for i := range m.codes {
		if m.codes[i].to == from {
			m.codes[i].to = to
		}
	}
}

func (m *planModel) referred(to domain.Destination) bool {
	for _, p := range m.phones {
		if p.busy == to || p.noAnswer == to {
			return true
		}
	}
	for _, g := range m.groups {
		if g.member == to {
			return true
		}
	}
	return slices.ContainsFunc(m.codes, func(c modelCode) bool { return c.to == to })
}

func order(names []string) []string {
	if len(names) < 2 {
		return nil
	}
	return names
}

func (m *planModel) addPhone(names []string) bool {
	if !validNames(names) {
		return false
	}
	if by := m.answering(names[0]); by != nil {
		if c, ok := by.(*modelCode); !ok || c.name != names[0] || !c.behind() {
			return false
		}
	}
	m.phones = append(m.phones, modelPhone{name: names[0], modelNames: modelNames{listed: order(names)}})
	i := len(m.phones) - 1
	for _, name := range names[1:] {
		if !m.addName(name, domain.PhoneDestination(names[0]), func() any { return &m.phones[i] }, func() *[]string { return &m.phones[i].spoken }) {
			return false
		}
	}
	return true
}

// setPhoneNames gives a phone other names; renaming it alone is told apart, since then a code behind the old name stays.
func (m *planModel) setPhoneNames(name string, after []string, alone bool) bool {
	p := m.phone(name)
	before, was := m.namesOfPhone(p), domain.PhoneDestination(name)
	behind := m.code(name) != nil && m.code(name).behind()
	if alone {
		after = slices.Concat(after[:1], slices.DeleteFunc(slices.Clone(before), func(n string) bool { return n == name || n == after[0] }))
		if behind && domain.Dialable(name) {
			after = append(after, name)
		}
	}
	if slices.Equal(before, after) {
		return true
	}
	if len(after) == 0 || !validNames(after) {
		return false
	}
	next := after[0]
	self, spoken := func() any { return p }, func() *[]string { return &p.spoken }
	for _, n := range before {
		if n != name && n != next && !slices.Contains(after, n) {
			m.dropName(n, was, &p.spoken)
		}
	}
	for _, n := range after {
		if n != name && n != next && !slices.Contains(before, n) && !m.addName(n, was, self, spoken) {
			return false
		}
	}
	p.listed = order(after)
	if next == name {
		return true
	}
	by := m.answering(next)
	if c, ok := by.(*modelCode); ok && c.name == next {
		if !slices.Contains(before, next) && !c.behind() {
			return false
		}
		mere := c.form == domain.AsAlias && c.about == "" && len(c.spoken) == 0
		if slices.Contains(before, next) && mere && !m.referred(domain.FeatureCodeDestination(next)) {
			m.removeCode(next)
		}
	} else if by != nil && by != any(p) {
		return false
	}
	p.spoken = slices.DeleteFunc(p.spoken, func(n string) bool { return n == next })
	p.name = next
	m.follow(was, domain.PhoneDestination(next))
	m.follow(mailbox(name), mailbox(next))
	inPlace := behind && domain.Dialable(name)
	if slices.Contains(after, name) == inPlace {
		return true
	}
	if inPlace {
		m.removeCode(name)
		return true
	}
	return m.addName(name, domain.PhoneDestination(next), self, spoken)
}

func (m *planModel) removePhone(name string, withAliases bool) {
	account := domain.PhoneDestination(name)
	if withAliases {
		for _, alias := range m.aliases(account) {
			m.removeCode(alias)
		}
	}
	m.phones = slices.DeleteFunc(m.phones, func(p modelPhone) bool { return p.name == name })
}

func (m *planModel) addGroup(id domain.HuntGroupID, names []string) bool {
	m.groups = append(m.groups, modelGroup{id: id})
	return m.giveGroupNames(id, nil, names)
}

func (m *planModel) setGroupNames(id domain.HuntGroupID, after []string) bool {
	before := m.namesOfGroup(m.group(id))
	return slices.Equal(before, after) || m.giveGroupNames(id, before, after)
}

func (m *planModel) giveGroupNames(id domain.HuntGroupID, before, after []string) bool {
	g := m.group(id)
	derived, account := m.derived(g), domain.HuntGroupDestination(id)
	if !validNames(after) {
		return false
	}
	if slices.Equal(after, []string{derived}) {
		after = nil
	}
	for _, n := range before {
		if !slices.Contains(after, n) {
			m.dropName(n, account, &g.spoken)
		}
	}
	for _, n := range after {
		if slices.Contains(before, n) && n != derived {
			continue
		}
		if !m.addName(n, account, func() any { return g }, func() *[]string { return &g.spoken }) {
			return false
		}
	}
	g.listed = after
	return true
}

func (m *planModel) removeGroup(id domain.HuntGroupID, withAliases bool) {
	account := domain.HuntGroupDestination(id)
	if withAliases {
		for _, alias := range m.aliases(account) {
			m.removeCode(alias)
		}
	}
	m.groups = slices.DeleteFunc(m.groups, func(g modelGroup) bool { return g.id == id })
}

// mayHave says whether a code may have its name: it is free, or that of the phone behind which it then stands.
func (m *planModel) mayHave(c modelCode) bool {
	by := m.answering(c.name)
	p, ok := by.(*modelPhone)
	return by == nil || ok && p.name == c.name && c.behind() && m.code(c.name) == nil
}

func (m *planModel) addCode(c modelCode, names []string) bool {
	if !validNames(names) {
		return false
	}
	c.name, c.listed = names[0], order(names)
	c.becomeNode(names)
	if !m.mayHave(c) {
		return false
	}
	m.codes = append(m.codes, c)
	i := len(m.codes) - 1
	for _, name := range names[1:] {
		if !m.addName(name, domain.FeatureCodeDestination(c.name), func() any { return &m.codes[i] }, func() *[]string { return &m.codes[i].spoken }) {
			return false
		}
	}
	return true
}

func (c *modelCode) becomeNode(names []string) {
	if len(names) > 1 && c.form == domain.AsAlias && c.to.Kind == domain.ToFeatureCode {
		c.form = domain.AsIVRNode
	}
}

func (m *planModel) setCodeNames(name string, after []string, alone bool) bool {
	c := *m.code(name)
	before, was := m.namesOfCode(&c), domain.FeatureCodeDestination(name)
	if alone {
		after = slices.Concat(after[:1], slices.DeleteFunc(slices.Clone(before), func(n string) bool { return n == name || n == after[0] }))
	}
	if slices.Equal(before, after) {
		return true
	}
	if len(after) == 0 || !validNames(after) {
		return false
	}
	next := after[0]
	c.becomeNode(after)
	var alias *modelCode
	if found := m.code(next); next != name && slices.Contains(before, next) && found != nil {
		clone := *found
		alias = &clone
	}
	self, spoken := func() any { return m.code(name) }, func() *[]string { return &m.code(name).spoken }
	for _, n := range before {
		if n != name && (n == next || !slices.Contains(after, n)) {
			m.dropName(n, was, spoken())
		}
	}
	for _, n := range after {
		if n != name && n != next && !slices.Contains(before, n) && !m.addName(n, was, self, spoken) {
			return false
		}
	}
	stored := m.code(name)
	stored.form, stored.listed = c.form, order(after)
	if next == name {
		return !(m.phone(name) != nil && !stored.behind())
	}
	moved := *stored
	moved.name = next
	if !m.mayHave(moved) {
		return false
	}
	stored.name = next
	m.follow(was, domain.FeatureCodeDestination(next))
	if !slices.Contains(after, name) {
		return true
	}
	self, spoken = func() any { return m.code(next) }, func() *[]string { return &m.code(next).spoken }
	if alias == nil || !domain.Dialable(name) {
		return m.addName(name, domain.FeatureCodeDestination(next), self, spoken)
	}
	alias.name, alias.to, alias.modelNames = name, domain.FeatureCodeDestination(next), modelNames{}
	if !m.mayHave(*alias) {
		return false
	}
	m.codes = append(m.codes, *alias)
	return true
}

func (m *planModel) redirect(name string, to domain.Destination, form domain.Form) bool {
	c := m.code(name)
	c.to, c.form = to, form
	return m.phone(name) == nil || c.behind()
}

func (m *planModel) removeCodeAnd(name string, withAliases bool) {
	names := m.namesOfCode(m.code(name))
	if withAliases {
		for _, n := range names[1:] {
			if c := m.code(n); c != nil && c.to == domain.FeatureCodeDestination(name) {
				m.removeCode(n)
			}
		}
	}
	m.removeCode(name)
}

// String writes the plan as office.inFull reads it from the store.
func (m *planModel) String() string {
	var phones, groups, codes []string
	for i := range m.phones {
		p := &m.phones[i]
		phones = append(phones, fmt.Sprintf("phone %s: %s, busy %s, no answer %s", p.name, strings.Join(m.namesOfPhone(p), " "), p.busy, p.noAnswer))
	}
	for i := range m.groups {
		g := &m.groups[i]
		groups = append(groups, fmt.Sprintf("group %d: %s, rings %s", g.id, strings.Join(m.namesOfGroup(g), " "), g.member))
	}
	for i := range m.codes {
		c := &m.codes[i]
		codes = append(codes, fmt.Sprintf("code %s: %s, to %s, form %q, %s", c.name, strings.Join(m.namesOfCode(c), " "), c.to, c.form, c.about))
	}
	slices.Sort(phones)
	slices.Sort(codes)
	return strings.Join(slices.Concat(phones, groups, codes), "\n")
}

func (o *office) inFull() string {
	o.Helper()
	look := o.look()
	var phones, groups, codes []string
	list, err := look.Phones(domain.Page{})
	o.must(err)
	for _, p := range list {
		phones = append(phones, fmt.Sprintf("phone %s: %s, busy %s, no answer %s", p.Name, strings.Join(p.Names, " "), p.Busy, p.NoAnswer))
	}
	found, err := look.HuntGroups(domain.Page{})
	o.must(err)
	for _, g := range found {
		groups = append(groups, fmt.Sprintf("group %d: %s, rings %s", g.ID, strings.Join(g.Names, " "), g.Members[0].Destination))
	}
	all, err := look.FeatureCodes(domain.Page{})
	o.must(err)
	for _, c := range all {
		codes = append(codes, fmt.Sprintf("code %s: %s, to %s, form %q, %s", c.Code, strings.Join(c.Names, " "), c.Destination, c.Form, c.Description))
	}
	slices.Sort(phones)
	slices.Sort(codes)
	return strings.Join(slices.Concat(phones, groups, codes), "\n")
}

// planMachine does one thing after another to the store and to the model.
type planMachine struct {
	*rapid.T
	office    *office
	model     planModel
	lastGroup domain.HuntGroupID // the newest that the store has given an id
}

// name draws one that is likely to clash or to be of use.
func (m *planMachine) name() string {
	names := []string{"1", "2", "3", "4", "11", "22", "*5", "ann", "bob", "eve", "not this", "",
		fmt.Sprint("hunt_", m.lastGroup+1)}
	for _, g := range m.model.groups {
		names = append(names, fmt.Sprint("hunt_", g.id), fmt.Sprintf("hunt_%d_2", g.id))
	}
	return rapid.SampledFrom(names).Draw(m.T, "name")
}

func (m *planMachine) names() []string {
	names := []string{}
	for range rapid.IntRange(0, 3).Draw(m.T, "number of names") {
		names = append(names, m.name())
	}
	return names
}

// rewritten draws other names for what has some: in another order, without some of them, with new ones in between.
func (m *planMachine) rewritten(names []string) []string {
	names = rapid.Permutation(names).Draw(m.T, "order")
	names = slices.Clone(names[:rapid.IntRange(0, len(names)).Draw(m.T, "kept")])
	if rapid.Bool().Draw(m.T, "one more") {
		names = slices.Insert(names, rapid.IntRange(0, len(names)).Draw(m.T, "at"), m.name())
	}
	return names
}

func (m *planMachine) destination() domain.Destination {
	targets := []domain.Destination{{}, external("0123"), function("redial"), domain.Dialled("1"), domain.HuntGroupDestination(m.lastGroup + 1)}
	for _, name := range []string{"1", "2", "11", "ann"} {
		targets = append(targets, domain.PhoneDestination(name), domain.FeatureCodeDestination(name), mailbox(name))
	}
	for _, g := range m.model.groups {
		targets = append(targets, domain.HuntGroupDestination(g.id))
	}
	return rapid.SampledFrom(targets).Draw(m.T, "destination")
}

func (m *planMachine) form() domain.Form {
	return rapid.SampledFrom([]domain.Form{domain.PlainCode, domain.AsIVRNode, domain.AsAlias}).Draw(m.T, "form")
}

// step draws what to do, and gives it to both. ok is what the model says of it.
func (m *planMachine) step() (what string, ok bool, do func(*domain.Edit) error) {
	steps := []string{"add phone", "add group", "add code"}
	if len(m.model.phones) > 0 {
		steps = append(steps, "name phone", "name phone", "rename phone", "forward phone", "remove phone")
	}
	if len(m.model.groups) > 0 {
		steps = append(steps, "name group", "name group", "ring group", "remove group")
	}
	if len(m.model.codes) > 0 {
		steps = append(steps, "name code", "name code", "rename code", "redirect code", "describe code", "remove code")
	}
	next := m.model.clone()
	defer func() {
		if ok {
			m.model = next
		}
	}()
	what = rapid.SampledFrom(steps).Draw(m.T, "step")
	switch strings.Fields(what)[1] {
	case "phone":
		return m.phoneStep(what, &next)
	case "code":
		return m.codeStep(what, &next)
	}
	return m.groupStep(what, &next)
}

func (m *planMachine) phoneStep(what string, next *planModel) (string, bool, func(*domain.Edit) error) {
	if what == "add phone" {
		names := append([]string{m.name()}, m.names()...)
		return what, next.addPhone(names), func(e *domain.Edit) error { return e.AddPhone(&domain.Phone{Name: names[0], Names: names}) }
	}
	p := &next.phones[rapid.IntRange(0, len(next.phones)-1).Draw(m.T, "phone")]
	name := p.name
	switch what {
	case "name phone":
		names := m.rewritten(next.namesOfPhone(p))
		return what, next.setPhoneNames(name, names, false), setPhoneNames(name, names...)
	case "rename phone":
		to := m.name()
		return what, to == name || next.setPhoneNames(name, []string{to}, true), renamePhone(name, to)
	case "forward phone":
		p.busy, p.noAnswer = m.destination(), m.destination()
		busy, noAnswer := p.busy, p.noAnswer
		return what, true, func(e *domain.Edit) error {
			return e.ChangePhone(name, func(p *domain.Phone) error { p.Busy, p.NoAnswer = busy, noAnswer; return nil })
		}
	}
	withAliases := rapid.Bool().Draw(m.T, "with aliases")
	next.removePhone(name, withAliases)
	return what, true, func(e *domain.Edit) error { return e.RemovePhone(name, withAliases) }
}

func (m *planMachine) groupStep(what string, next *planModel) (string, bool, func(*domain.Edit) error) {
	if what == "add group" {
		names := m.names()
		ok := next.addGroup(m.lastGroup+1, names)
		if ok {
			m.lastGroup++
		}
		return what, ok, func(e *domain.Edit) error {
			group := domain.NewHuntGroup()
			group.Names, group.Members = names, []domain.Member{{Level: 1}}
			return e.AddHuntGroup(group)
		}
	}
	g := &next.groups[rapid.IntRange(0, len(next.groups)-1).Draw(m.T, "group")]
	id := g.id
	switch what {
	case "name group":
		names := m.rewritten(next.namesOfGroup(g))
		return what, next.setGroupNames(id, names), setGroupNames(id, names...)
	case "ring group":
		g.member = m.destination()
		member := g.member
		return what, true, func(e *domain.Edit) error {
			return e.ChangeHuntGroup(id, func(g *domain.HuntGroup) error { g.Members[0].Destination = member; return nil })
		}
	}
	withAliases := rapid.Bool().Draw(m.T, "with aliases")
	next.removeGroup(id, withAliases)
	return what, true, func(e *domain.Edit) error { return e.RemoveHuntGroup(id, withAliases) }
}

func (m *planMachine) codeStep(what string, next *planModel) (string, bool, func(*domain.Edit) error) {
	if what == "add code" {
		names := append([]string{m.name()}, m.names()...)
		made := modelCode{to: m.destination(), form: m.form()}
		return what, next.addCode(made, names), func(e *domain.Edit) error {
			return e.AddFeatureCode(&domain.FeatureCode{Code: names[0], Names: names, Destination: made.to, Form: made.form})
		}
	}
	c := &next.codes[rapid.IntRange(0, len(next.codes)-1).Draw(m.T, "code")]
	name := c.name
	switch what {
	case "name code":
		names := m.rewritten(next.namesOfCode(c))
		return what, next.setCodeNames(name, names, false), setCodeNames(name, names...)
	case "rename code":
		to := m.name()
		return what, to == name || next.setCodeNames(name, []string{to}, true), renameCode(name, to)
	case "redirect code":
		to, form := m.destination(), m.form()
		return what, next.redirect(name, to, form), func(e *domain.Edit) error {
			return e.ChangeFeatureCode(name, func(c *domain.FeatureCode) error { c.Destination, c.Form = to, form; return nil })
		}
	case "describe code":
		c.about = rapid.SampledFrom([]string{"", "lobby"}).Draw(m.T, "description")
		about := c.about
		return what, true, func(e *domain.Edit) error {
			return e.ChangeFeatureCode(name, func(c *domain.FeatureCode) error { c.Description = about; return nil })
		}
	}
	withAliases := rapid.Bool().Draw(m.T, "with aliases")
	next.removeCodeAnd(name, withAliases)
	return what, true, func(e *domain.Edit) error { return e.RemoveFeatureCode(name, withAliases) }
}

// TestNumberPlanAgainstModel does random things to a tenant. After each of them the store holds what the model says,
// every name has one holder that answers to it, and what was refused has changed nothing.
func TestNumberPlanAgainstModel(t *testing.T) {
	home := newOffice(t)
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		rounds++
		here := *home
		here.running = t
		m := &planMachine{T: t, office: here.another(fmt.Sprintf("round-%d.example", rounds))}
		m.lastGroup = m.office.addGroup().ID
		m.office.must(m.office.change(func(e *domain.Edit) error { return e.RemoveHuntGroup(m.lastGroup, true) }))
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			before, rows := m.model.String(), len(m.office.journal())
			what, ok, do := m.step()
			err := m.office.change(do)
			if err != nil && domain.CodeOf(err) != domain.Invalid {
				t.Fatalf("%s failed: %v", what, err)
			}
			if (err == nil) != ok {
				t.Fatalf("%s ended with %v, want success: %t; before:\n%s", what, err, ok, before)
			}
			if got, want := m.office.inFull(), m.model.String(); got != want {
				t.Fatalf("%s (%v) made of\n%s\nthis:\n%s\nwant\n%s", what, err, before, got, want)
			}
			if n := len(m.office.journal()); err != nil && n != rows {
				t.Fatalf("%s was refused and yet recorded", what)
			}
		}
	})
}
