package transfer

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
)

// Rules say what a move does beyond copying.
type Rules struct {
	Prune    bool        `json:"prune,omitempty"`    // remove what only the target has
	Renames  []Template  `json:"renames,omitempty"`  // new names for all objects of a kind
	Mapping  []NewName   `json:"mapping,omitempty"`  // new names for single objects, before those of templates
	OnClash  OnClash     `json:"on_clash,omitempty"` // Stop if empty
	Accounts Accounts    `json:"accounts,omitempty"` // ByName if empty
	Numbers  NumberRange `json:"numbers,omitzero"`   // for hunt groups that have none
	Customer string      `json:"customer,omitempty"` // what {customer} means in templates, the source's own id if empty
}

// OnClash says what becomes of an object whose name something else has at the target.
type OnClash string

// The ways to settle a clash.
const (
	Stop    OnClash = "stop"    // nothing is moved at all
	Skip    OnClash = "skip"    // the object stays where it is
	Rename  OnClash = "rename"  // it gets the first free name of its name with 2, 3, … behind it
	Replace OnClash = "replace" // what has the name at the target goes
)

// OnClashes lists them for people.
var OnClashes = []OnClash{Stop, Skip, Rename, Replace}

// Accounts says which of a phone's names is its account.
type Accounts string

// The ways to choose accounts.
const (
	ByName Accounts = "names" // the name by which it registers
	ByCode Accounts = "codes" // the shortest feature code that leads to it; the other name becomes an alias
)

// Template makes new names: {name}, {customer} and {domain} stand for the object's name and for what it belongs to at the
// source.
type Template struct {
	Kind Kind   `json:"kind"`
	Text string `json:"text"`
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// ParseTemplate reads KIND:TEMPLATE, such as "phone:{customer}{name}".
func ParseTemplate(text string) (Template, error) {
	kind, template, ok := strings.Cut(text, ":")
	if !ok || !named(Kind(kind)) {
		return Template{}, fmt.Errorf("%q must begin with one of phone:, huntgroup:, featurecode: and a template", text)
	}
	for _, part := range placeholder.FindAllString(template, -1) {
		if !slices.Contains([]string{"{name}", "{customer}", "{domain}"}, part) {
			return Template{}, fmt.Errorf("%q has %s, and only {name}, {customer} and {domain} are known", text, part)
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(template, ""), "{}") {
		return Template{}, fmt.Errorf("%q has a brace without its partner", text)
	}
	if !strings.Contains(template, "{name}") {
		return Template{}, fmt.Errorf("%q would give all the same name: it needs {name}", text)
	}
	return Template{Kind(kind), template}, nil
}

// named says that objects of a kind have a name of the number plan that rules can change.
func named(kind Kind) bool { return kind == Phone || kind == HuntGroup || kind == FeatureCode }

// NewName gives one object another name.
type NewName struct {
	Kind Kind   `json:"kind"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// ParseMapping reads lines of kind, old and new name, separated by commas or, where the first line has none, by semicolons.
// A first line "kind,old,new" is a heading, one that begins with # says nothing.
func ParseMapping(r io.Reader) ([]NewName, error) {
	in := mappingLines(r)
	var out []NewName
	said := map[Key]bool{}
	for first := true; ; first = false {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, mappingFault(err)
		}
		line, _ := in.FieldPos(0)
		if first && strings.EqualFold(record[0], "kind") {
			continue
		}
		one := NewName{Kind(record[0]), record[1], record[2]}
		if !named(one.Kind) {
			return nil, fmt.Errorf("line %d: %q must be phone, huntgroup or featurecode", line, record[0])
		}
		if one.Old == "" || one.New == "" {
			return nil, fmt.Errorf("line %d: neither name may be empty", line)
		}
		if said[Key{one.Kind, one.Old}] {
			return nil, fmt.Errorf("line %d: %s %s has a new name already", line, one.Kind, one.Old)
		}
		said[Key{one.Kind, one.Old}] = true
		out = append(out, one)
	}
}

// mappingLines reads CSV as spreadsheets write it.
func mappingLines(r io.Reader) *csv.Reader {
	text := bufio.NewReader(r)
	if mark, _ := text.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = text.Discard(len(byteOrderMark)) // it was there a line above
	}
	in := csv.NewReader(text)
	in.FieldsPerRecord, in.Comment, in.TrimLeadingSpace = 3, '#', true
	begin, _ := text.Peek(text.Size()) // less of a short file
	for line := range strings.Lines(string(begin)) {
		if !strings.HasPrefix(line, "#") {
			if !strings.Contains(line, ",") && strings.Contains(line, ";") {
				in.Comma = ';'
			}
			break
		}
	}
	return in
}

const byteOrderMark = "\ufeff"

func mappingFault(err error) error {
	var fault *csv.ParseError
	switch {
	case !errors.As(err, &fault):
		return err
	case errors.Is(err, csv.ErrFieldCount):
		return fmt.Errorf("line %d: there must be three columns: kind,old,new", fault.StartLine)
	}
	return fmt.Errorf("line %d: this is no CSV: %w", fault.Line, fault.Err)
}

// NumberRange is a range of numbers to give away, both ends included.
type NumberRange struct {
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
}

// ParseNumberRange reads FROM-TO, such as "7000-7999".
func ParseNumberRange(text string) (NumberRange, error) {
	from, to, ok := strings.Cut(text, "-")
	first, err := strconv.Atoi(from)
	last, errTo := strconv.Atoi(to)
	if strings.HasPrefix(text, "0") {
		return NumberRange{}, fmt.Errorf("%q must be a range such as 7000-7999, and its numbers can't begin with 0", text)
	}
	if !ok || err != nil || errTo != nil || first < 1 || last < first || last > 1e15 {
		return NumberRange{}, fmt.Errorf("%q must be a range such as 7000-7999", text)
	}
	return NumberRange{first, last}, nil
}

// rename gives objects of the inventory the names that the rules say.
func (inv *inventory) rename(ctx context.Context, rules Rules) error {
	if len(rules.Renames) == 0 && len(rules.Mapping) == 0 {
		return nil
	}
	if err := inv.checkPlaceholders(rules.Renames); err != nil {
		return err
	}
	names, numbers, err := inv.newNames(ctx, rules)
	if err != nil {
		return err
	}
	if err := inv.giveNames(ctx, names); err != nil {
		return err
	}
	return inv.nameGroups(ctx, numbers)
}

// checkPlaceholders wants the source to have what templates want of it: nothing in its place would give other names than
// anybody meant.
func (inv *inventory) checkPlaceholders(templates []Template) error {
	for _, one := range templates {
		text := fmt.Sprintf("%s:%s", one.Kind, one.Text)
		if strings.Contains(one.Text, "{domain}") && inv.source.Domain == "" {
			return domain.Fail(domain.Invalid, "the template %q has {domain}, and the source tells of none", text)
		}
		if strings.Contains(one.Text, "{customer}") && inv.customer == "" {
			return domain.Fail(domain.Invalid, "the template %q has {customer}, and the source tells of none: say what it stands for", text)
		}
	}
	return nil
}

// newNames lists the objects that get another name, and those hunt groups that get their first.
func (inv *inventory) newNames(ctx context.Context, rules Rules) (out []NewName, first []firstName, err error) {
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return nil, nil, err
	}
	mapped := make(map[Key]string, len(rules.Mapping))
	for _, one := range rules.Mapping {
		mapped[Key{one.Kind, one.Old}] = one.New
	}
	taken := map[string]Key{}
	consider := func(kind Kind, name string) error {
		key := Key{kind, name}
		to, ok := mapped[key]
		delete(mapped, key)
		if !ok {
			to = inv.filledIn(rules.Renames, key)
		}
		if to == name {
			return nil
		}
		if other, double := taken[to]; double {
			return domain.Fail(domain.Invalid, "the rules for names call both %s and %s %s; change the template or the mapping", other, key, to)
		}
		taken[to] = key
		out = append(out, NewName{kind, name, to})
		return nil
	}
	if err := EachPhone(look, func(p phone) error { return consider(Phone, p.Name) }); err != nil {
		return nil, nil, err
	}
	ofGroups := map[string]bool{}
	err = EachHuntGroup(look, func(g group) error {
		if was, nameless := inv.reserved[g.ID]; nameless {
			if to, ok := mapped[Key{HuntGroup, was}]; ok {
				delete(mapped, Key{HuntGroup, was})
				first = append(first, firstName{g.ID, was, to})
			}
			return nil // a template has nothing to go by
		}
		ofGroups[g.Names[0]] = true
		return consider(HuntGroup, g.Names[0])
	})
	if err != nil {
		return nil, nil, err
	}
	err = EachFeatureCode(look, func(c code) error {
		if ofGroups[c.Code] || c.Destination == domain.PhoneDestination(c.Code) {
			return nil // it goes with the account of that name
		}
		return consider(FeatureCode, c.Code)
	})
	if err != nil {
		return nil, nil, err
	}
	for _, one := range rules.Mapping {
		if _, unused := mapped[Key{one.Kind, one.Old}]; unused {
			return nil, nil, domain.Fail(domain.Invalid, "the mapping names %s %s, which the source doesn't have%s", one.Kind, one.Old, howCalled(one.Kind))
		}
	}
	return out, first, nil
}

// howCalled says by what name a mapping knows hunt groups, of which some have only an id.
func howCalled(kind Kind) string {
	if kind != HuntGroup {
		return ""
	}
	return "; a hunt group goes by the number that leads to it, or by hunt_ID where none does"
}

// firstName is a name for a hunt group that has none.
type firstName struct {
	id      domain.HuntGroupID
	was, to string // was is the hunt_ID that stands for it
}

// nameGroups gives hunt groups their first name.
func (inv *inventory) nameGroups(ctx context.Context, names []firstName) error {
	dialled := make(map[string]string, len(names))
	err := inv.inParts(ctx, len(names), func(edit *domain.Edit, i int) error {
		one := names[i]
		err := edit.ChangeHuntGroup(one.id, func(g group) error { g.Names = []string{one.to}; return nil })
		if err != nil {
			return fmt.Errorf("give huntgroup %s another name: %w", one.was, err)
		}
		delete(inv.reserved, one.id)
		dialled[one.was] = one.to
		return nil
	})
	if err != nil {
		return err
	}
	return inv.redial(ctx, dialled)
}

// filledIn is the name that a template makes of an object's.
func (inv *inventory) filledIn(templates []Template, key Key) string {
	i := slices.IndexFunc(templates, func(t Template) bool { return t.Kind == key.Kind })
	if i < 0 {
		return key.Name
	}
	return strings.NewReplacer("{name}", key.Name, "{customer}", inv.customer, "{domain}", inv.source.Domain).Replace(templates[i].Text)
}

// giveNames renames objects. Names may be swapped: where one is still in use, all get a name in between first. Dialled
// texts follow, since the numbers that they dial change with the move.
func (inv *inventory) giveNames(ctx context.Context, names []NewName) error {
	inUse := make(map[string]bool, len(names))
	for _, one := range names {
		inUse[one.Old] = true
	}
	steps := [][]NewName{names}
	if slices.ContainsFunc(names, func(one NewName) bool { return inUse[one.New] }) {
		away, back := make([]NewName, len(names)), make([]NewName, len(names))
		for i, one := range names {
			between := "moving-" + strconv.Itoa(i)
			away[i], back[i] = NewName{one.Kind, one.Old, between}, NewName{one.Kind, between, one.New}
		}
		steps = [][]NewName{away, back}
	}
	for _, step := range steps {
		err := inv.inParts(ctx, len(step), func(edit *domain.Edit, i int) error {
			if err := giveName(edit, step[i]); err != nil {
				return fmt.Errorf("give %s %s another name: %w", step[i].Kind, step[i].Old, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	dialled := make(map[string]string, len(names))
	for _, one := range names {
		dialled[one.Old] = one.New
		inv.renamed(one)
	}
	return inv.redial(ctx, dialled)
}

// renamed remembers what an object was called at the source.
func (inv *inventory) renamed(one NewName) {
	old := Key{one.Kind, one.Old}
	was, ok := inv.was[old]
	if !ok {
		was = one.Old
	}
	delete(inv.was, old)
	inv.was[Key{one.Kind, one.New}] = was
}

func giveName(edit *domain.Edit, one NewName) error {
	switch {
	case one.Kind == Phone:
		return edit.ChangePhone(one.Old, func(p phone) error { p.Name = one.New; return nil })
	case one.Kind == FeatureCode:
		return edit.ChangeFeatureCode(one.Old, func(c code) error { c.Code = one.New; return nil })
	}
	account, err := edit.Account(one.Old)
	if err != nil {
		return err
	}
	id, ok := account.HuntGroupID()
	if !ok {
		return domain.Fail(domain.NotFound, "there is no hunt group %s", one.Old)
	}
	if _, err := edit.FeatureCode(one.Old); err == nil && domain.Dialable(one.New) {
		return edit.ChangeFeatureCode(one.Old, func(c code) error { c.Code = one.New; return nil })
	}
	return edit.ChangeHuntGroup(id, func(g group) error {
		for i := range g.Names {
			if g.Names[i] == one.Old {
				g.Names[i] = one.New
			}
		}
		return nil
	})
}

// redial replaces numbers in what is kept as dialled.
func (inv *inventory) redial(ctx context.Context, to map[string]string) error {
	if len(to) == 0 {
		return nil
	}
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	dial := dialling{to, look.Tenant.MailboxPrefix}
	var phones, codes []string
	var groups []domain.HuntGroupID
	err = EachPhone(look, func(p phone) error {
		if dial.phone(p) {
			phones = append(phones, p.Name)
		}
		return nil
	})
	if err == nil {
		err = EachHuntGroup(look, func(g group) error {
			if dial.group(g) {
				groups = append(groups, g.ID)
			}
			return nil
		})
	}
	if err == nil {
		err = EachFeatureCode(look, func(c code) error {
			if dial.code(c) {
				codes = append(codes, c.Code)
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	err = inv.inParts(ctx, len(phones), func(edit *domain.Edit, i int) error {
		return edit.ChangePhone(phones[i], func(p phone) error { dial.phone(p); return nil })
	})
	if err != nil {
		return err
	}
	err = inv.inParts(ctx, len(groups), func(edit *domain.Edit, i int) error {
		return edit.ChangeHuntGroup(groups[i], func(g group) error { dial.group(g); return nil })
	})
	if err != nil {
		return err
	}
	return inv.inParts(ctx, len(codes), func(edit *domain.Edit, i int) error {
		return edit.ChangeFeatureCode(codes[i], func(c code) error { dial.code(c); return nil })
	})
}

// dialling is which numbers are dialled in place of others.
type dialling struct {
	to      map[string]string
	mailbox string // what is dialled before an account to reach its mailbox
}

func (d dialling) phone(p phone) (changed bool) {
	if to, ok := d.to[p.Forward.Number]; ok {
		p.Forward.Number, changed = to, true
	}
	return d.destinations(&p.Busy, &p.NoAnswer, &p.Unregistered) || changed
}

func (d dialling) group(g group) bool {
	changed := d.destinations(&g.Exit, &g.Busy, &g.Unavailable)
	for i := range g.Members {
		changed = d.destinations(&g.Members[i].Destination) || changed
	}
	return changed
}

func (d dialling) code(c code) bool {
	return d.destinations(&c.Destination, &c.FaxDestination, &c.TextDestination)
}

func (d dialling) destinations(destinations ...*domain.Destination) (changed bool) {
	for _, one := range destinations {
		if one.Kind != domain.ToDialled {
			continue
		}
		numbers := strings.Fields(one.Target)
		replaced := false
		for i, number := range numbers {
			if to, ok := d.to[number]; ok {
				numbers[i], replaced = to, true
				continue
			}
			if to, ok := d.to[strings.TrimPrefix(number, d.mailbox)]; ok && d.mailbox != "" {
				numbers[i], replaced = d.mailbox+to, true
			}
		}
		if replaced {
			one.Target, changed = strings.Join(numbers, " "), true
		}
	}
	return changed
}

// accountsByCode makes the shortest feature code that leads to a phone its account.
func (inv *inventory) accountsByCode(ctx context.Context) error {
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	var names []NewName
	err = EachPhone(look, func(p phone) error {
		shortest := ""
		for _, name := range p.Names[1:] {
			if domain.Dialable(name) && (shortest == "" || len(name) < len(shortest)) {
				shortest = name
			}
		}
		if shortest != "" {
			names = append(names, NewName{Phone, p.Name, shortest})
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = inv.inParts(ctx, len(names), func(edit *domain.Edit, i int) error {
		return edit.ChangePhone(names[i].Old, func(p phone) error {
			rest := slices.DeleteFunc(slices.Clone(p.Names), func(name string) bool { return name == names[i].New })
			p.Names = append([]string{names[i].New}, rest...)
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, one := range names {
		inv.renamed(one)
	}
	return nil
}
