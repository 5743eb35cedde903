package domain_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dragoman/domain"
	_ "dragoman/domain/chance"
	"dragoman/persistence"
)

// clock is what every change in these tests is dated by.
var clock = time.Date(2026, 5, 17, 9, 30, 0, 0, time.UTC)

var actor = domain.Actor{Name: "ada", Person: 7, Dialect: "test", Request: "r-1"}

// running is a test, or one round of a test of properties.
type running interface {
	rapid.TB
	Context() context.Context
}

// office is a tenant in a real store, with short words for what tests do there. After every change it looks whether the
// number plan still holds together.
type office struct {
	running
	*domain.Directory
	store  *persistence.Store
	dir    string
	tenant domain.TenantID
	seen   map[string]bool // every name that was in the number plan once
}

func newOffice(t *testing.T) *office {
	t.Helper()
	dir := t.TempDir()
	store, err := persistence.Open(t.Context(), persistence.Options{
		Dir: filepath.Join(dir, "data"), KeyFile: filepath.Join(dir, "keys"), Clock: func() time.Time { return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	o := &office{running: t, Directory: domain.NewDirectory(store, func() time.Time { return clock }), store: store, dir: dir}
	return o.another("acme.example")
}

// another is a further tenant of the same store.
func (o *office) another(name string) *office {
	o.Helper()
	tenant := domain.NewTenant()
	tenant.Domain = name
	o.must(o.changeAll(func(s *domain.SystemEdit) error { return s.AddTenant(tenant, "") }))
	next := *o
	next.tenant, next.seen = tenant.ID, map[string]bool{}
	return &next
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatalf("%v", err)
	}
}

func (o *office) change(do func(*domain.Edit) error) error {
	o.Helper()
	err := o.Directory.Change(o.Context(), actor, o.tenant, do)
	o.checkPlan()
	return err
}

func (o *office) changeAll(do func(*domain.SystemEdit) error) error {
	return o.Directory.ChangeAll(o.Context(), actor, do)
}

// refused wants a change to fail with a code and in these words, and to leave no trace.
func (o *office) refused(code domain.Code, words string, do func(*domain.Edit) error) {
	o.Helper()
	_ = o.refusal(code, words, do) // which has said what is wrong with it
}

// refusal is refused, and gives the error for whoever looks closer.
func (o *office) refusal(code domain.Code, words string, do func(*domain.Edit) error) error {
	o.Helper()
	before := o.files()
	err := o.change(do)
	if domain.CodeOf(err) != code || !strings.Contains(fmt.Sprint(err), words) {
		o.Errorf("got the error %q (%v), want one of %q with code %s", domain.CodeOf(err), err, words, code)
	}
	if o.files() != before {
		o.Errorf("%v, and yet the store has changed", err)
	}
	return err
}

// files is all that the store has on disk: whatever was committed is in there.
func (o *office) files() string {
	o.Helper()
	var all []byte
	for _, name := range []string{"dragoman.db", "dragoman.db-wal"} {
		data, err := os.ReadFile(filepath.Join(o.dir, "data", name))
		o.must(err)
		all = append(all, data...)
	}
	return string(all)
}

func (o *office) look() *domain.Look {
	o.Helper()
	look, err := o.Directory.Look(o.Context(), o.tenant)
	o.must(err)
	return look
}

func (o *office) addPhone(names ...string) *domain.Phone {
	o.Helper()
	phone := domain.NewPhone()
	phone.Name, phone.Names, phone.Mailbox = names[0], names, names[0]
	o.must(o.change(func(e *domain.Edit) error { return e.AddPhone(phone) }))
	return phone
}

func (o *office) addGroup(names ...string) *domain.HuntGroup {
	o.Helper()
	group := domain.NewHuntGroup()
	group.Names = names
	o.must(o.change(func(e *domain.Edit) error { return e.AddHuntGroup(group) }))
	return group
}

func code(name string, to domain.Destination) *domain.FeatureCode {
	code := domain.NewFeatureCode()
	code.Code, code.Destination = name, to
	return code
}

func ivrNode(to domain.Destination, names ...string) *domain.FeatureCode {
	node := code(names[0], to)
	node.Form, node.Names = domain.AsIVRNode, names
	return node
}

func (o *office) addCode(code *domain.FeatureCode) *domain.FeatureCode {
	o.Helper()
	o.must(o.change(func(e *domain.Edit) error { return e.AddFeatureCode(code) }))
	return code
}

func setPhoneNames(name string, names ...string) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangePhone(name, func(p *domain.Phone) error { p.Names = names; return nil })
	}
}

func setGroupNames(id domain.HuntGroupID, names ...string) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangeHuntGroup(id, func(g *domain.HuntGroup) error { g.Names = names; return nil })
	}
}

func setCodeNames(name string, names ...string) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangeFeatureCode(name, func(c *domain.FeatureCode) error { c.Names = names; return nil })
	}
}

func renamePhone(from, to string) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangePhone(from, func(p *domain.Phone) error { p.Name = to; return nil })
	}
}

func renameCode(from, to string) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangeFeatureCode(from, func(c *domain.FeatureCode) error { c.Code = to; return nil })
	}
}

func redirect(name string, to domain.Destination) func(*domain.Edit) error {
	return func(e *domain.Edit) error {
		return e.ChangeFeatureCode(name, func(c *domain.FeatureCode) error { c.Destination = to; return nil })
	}
}

func external(number string) domain.Destination {
	return domain.Destination{Kind: domain.ToExternal, Target: number}
}

func mailbox(number string) domain.Destination {
	return domain.Destination{Kind: domain.ToMailbox, Target: number}
}

func function(name string) domain.Destination {
	return domain.Destination{Kind: domain.ToFunction, Target: name}
}

// wantPlan compares what holds names now, a line for each object: "phone 440: 440 100", "group: 1004",
// "code 100 -> phone:440". Hunt groups come in order of id, the others in order of name.
func (o *office) wantPlan(lines ...string) {
	o.Helper()
	if got := o.plan(); got != strings.Join(lines, "\n") {
		o.Errorf("the number plan is\n%s\nwant\n%s", got, strings.Join(lines, "\n"))
	}
}

func (o *office) plan() string {
	o.Helper()
	look := o.look()
	phones, err := look.Phones(domain.Page{Sort: domain.ByName})
	o.must(err)
	groups, err := look.HuntGroups(domain.Page{})
	o.must(err)
	codes, err := look.FeatureCodes(domain.Page{Sort: domain.ByName})
	o.must(err)
	var lines []string
	for _, p := range phones {
		lines = append(lines, "phone "+p.Name+": "+strings.Join(p.Names, " "))
	}
	for _, g := range groups {
		lines = append(lines, "group: "+strings.Join(g.Names, " "))
	}
	for _, c := range codes {
		line := "code " + strings.Join(c.Names, " ") + " -> " + c.Destination.String()
		if c.Description != "" {
			line += ", " + c.Description
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// checkPlan wants every name to have one holder that answers to it, and every object to be found by each of its names.
func (o *office) checkPlan() {
	o.Helper()
	look := o.look()
	phones, err := look.Phones(domain.Page{})
	o.must(err)
	groups, err := look.HuntGroups(domain.Page{})
	o.must(err)
	codes, err := look.FeatureCodes(domain.Page{})
	o.must(err)

	accountOf := map[string]domain.Destination{}
	belongs := func(account domain.Destination, names []string) {
		o.Helper()
		if len(names) == 0 {
			o.Errorf("%s has no name", account)
		}
		for _, name := range names {
			o.seen[name] = true
			if other, taken := accountOf[name]; taken {
				o.Errorf("%s is a name of %s and of %s", name, other, account)
			}
			accountOf[name] = account
			if got, err := look.Account(name); err != nil || got != account {
				o.Errorf("%s stands for %s (%v), want %s", name, got, err, account)
			}
		}
	}
	holders := map[domain.Holder][]string{}
	for _, p := range phones {
		one, err := look.PhoneByID(p.ID)
		o.must(err)
		if !slices.Equal(one.Names, p.Names) || p.Names[0] != p.Name {
			o.Errorf("phone %s has the names %q in a list and %q alone", p.Name, p.Names, one.Names)
		}
		belongs(domain.PhoneDestination(p.Name), p.Names)
		holders[domain.Holder{Kind: domain.KindPhone, ID: int64(p.ID)}] = p.Names
	}
	for _, g := range groups {
		one, err := look.HuntGroup(g.ID)
		o.must(err)
		if !slices.Equal(one.Names, g.Names) || look.Plan.HuntGroupAccount(g.ID) != g.Names[0] {
			o.Errorf("hunt group %d has the names %q in a list and %q alone", g.ID, g.Names, one.Names)
		}
		belongs(domain.HuntGroupDestination(g.ID), g.Names)
		holders[domain.Holder{Kind: domain.KindHuntGroup, ID: int64(g.ID)}] = g.Names
		o.seen["hunt_"+fmt.Sprint(g.ID)] = true
	}
	for _, c := range codes {
		one, err := look.FeatureCode(c.Code)
		o.must(err)
		if !slices.Equal(one.Names, c.Names) || c.Names[0] != c.Code {
			o.Errorf("feature code %s has the names %q in a list and %q alone", c.Code, c.Names, one.Names)
		}
		holders[domain.Holder{Kind: domain.KindFeatureCode, ID: int64(c.ID)}] = c.Names
		account := domain.FeatureCodeDestination(c.Code)
		switch {
		case look.Plan.LeadsToAccount(c):
			if accountOf[c.Code] != c.Destination && c.Destination.Kind != domain.ToFeatureCode {
				o.Errorf("feature code %s is an alias of %s, which doesn't answer to it", c.Code, c.Destination)
			}
		case c.Destination.Kind == domain.ToFunction:
			if got, err := look.Account(c.Code); err != nil || got != c.Destination {
				o.Errorf("star code %s stands for %s (%v)", c.Code, got, err)
			}
		default:
			belongs(account, c.Names)
		}
		o.seen[c.Code] = true
	}
	for name := range o.seen {
		holder, err := o.store.HolderOf(o.Context(), o.tenant, name)
		o.must(err)
		names, lives := holders[holder]
		switch {
		case holder == domain.Holder{}:
			if account, known := accountOf[name]; known && account.Kind != domain.ToHuntGroup {
				o.Errorf("nobody holds %s, a name of %s", name, account)
			}
		case !lives:
			o.Errorf("%s is held by %s, which is gone", name, holder)
		case !slices.Contains(names, name):
			o.Errorf("%s is held by %s, which has the names %q", name, holder, names)
		}
	}
}
