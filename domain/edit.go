package domain

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dragoman/domain/lens"
)

// Edit changes one tenant's objects in one transaction, by the rules of the number plan, and keeps the journal. What it
// reads is what the transaction sees.
type Edit struct {
	*Look
	tx         Tx
	actor      Actor
	now        time.Time
	unrecorded bool // no journal is kept
}

func newEdit(ctx context.Context, tx Tx, tenant *Tenant, actor Actor, now time.Time, unrecorded bool) *Edit {
	return &Edit{Look: newLook(ctx, tx, tenant), tx: tx, actor: actor, now: now, unrecorded: unrecorded}
}

// refresh forgets what the plan remembers, after a change that may have altered it.
func (e *Edit) refresh() {
	failed := e.Plan.err
	*e.Plan = *newNumberPlan(e.ctx, e.store, e.Tenant)
	e.Plan.err = failed
}

func (e *Edit) record(action Action, kind Kind, id int64, name string, before, after any) error {
	if e.unrecorded {
		return nil
	}
	return writeJournal(e.ctx, e.tx, e.Tenant.ID, JournalEntry{
		At: e.now, Tenant: e.Tenant.ID, Actor: e.actor, Kind: kind, Object: id, Name: name, Action: action,
	}, before, after)
}

func writeJournal(ctx context.Context, tx Tx, tenant TenantID, entry JournalEntry, before, after any) error {
	var err error
	if entry.Before, err = journalText(before); err != nil {
		return err
	}
	if entry.After, err = journalText(after); err != nil {
		return err
	}
	return tx.AddJournal(ctx, tenant, entry)
}

func journalText(object any) (string, error) {
	if object == nil {
		return "", nil
	}
	data, err := json.Marshal(object)
	if err != nil {
		return "", fmt.Errorf("writing the journal: %w", err)
	}
	return string(data), nil
}

// MaxName is the most bytes that a name of the number plan may have.
const MaxName = 128

// CheckName refuses, as Invalid, what can't be a name of the number plan. Separators of lists and of "name@domain" can't.
func CheckName(name string) error {
	switch {
	case name == "":
		return Fail(Invalid, "a name must not be empty")
	case len(name) > MaxName:
		return Fail(Invalid, "a name must not be longer than %d bytes", MaxName)
	case !utf8.ValidString(name):
		return Fail(Invalid, "a name must be UTF-8")
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return Fail(Invalid, "a name must not contain white space")
	case strings.ContainsAny(name, "/;,@\"'\\?&%<>"):
		return Fail(Invalid, `a name must not contain any of / ; , @ " ' \ ? & %% < >`)
	case name == "." || name == "..":
		return Fail(Invalid, "a name must not be . or ..")
	}
	return nil
}

// claim gives a free name to a holder. A name that somebody else holds is refused.
func (e *Edit) claim(name string, holder Holder) error {
	if err := CheckName(name); err != nil {
		return err
	}
	by, err := e.answering(name)
	if err != nil {
		return err
	}
	if by != (Holder{}) && by != holder {
		return e.taken(name, by)
	}
	return e.tx.Claim(e.ctx, e.Tenant.ID, name, holder)
}

// answering says who answers to a name: who holds it, or the hunt group whose derived name it is.
func (e *Edit) answering(name string) (Holder, error) {
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, name)
	if err != nil || by != (Holder{}) {
		return by, err
	}
	if id, ok := e.Plan.derivedFrom(name); ok {
		by = Holder{KindHuntGroup, int64(id)}
	}
	return by, e.Plan.Err()
}

func (e *Edit) taken(name string, by Holder) error {
	return Wrap(Invalid, &Taken{Name: name, By: by}, "%s is taken by %s", name, e.describe(by))
}

// describe names a holder for a person: what it is and what it is called.
func (e *Edit) describe(holder Holder) string {
	switch holder.Kind {
	case KindPhone:
		if phone, err := e.tx.PhoneByID(e.ctx, e.Tenant.ID, PhoneID(holder.ID)); err == nil {
			return "phone " + phone.Name
		}
	case KindFeatureCode:
		if code, err := e.tx.FeatureCodeByID(e.ctx, e.Tenant.ID, FeatureCodeID(holder.ID)); err == nil {
			return "feature code " + code.Code
		}
	}
	return holder.String()
}

// release frees a name. If a feature code of that name stood behind the account that had it, the code has it now.
func (e *Edit) release(name string) error {
	code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
	if err == nil {
		return e.tx.Claim(e.ctx, e.Tenant.ID, name, Holder{KindFeatureCode, int64(code.ID)})
	}
	if CodeOf(err) != NotFound {
		return err
	}
	return e.tx.Release(e.ctx, e.Tenant.ID, name)
}

// follow makes every destination that names an account by its old name name it by the new one. The object that moved
// itself is left to its caller.
func (e *Edit) follow(moved map[Destination]Destination, but ...Holder) error {
	var referrers []Holder
	for from := range moved {
		found, err := e.tx.ReferrersTo(e.ctx, e.Tenant.ID, from)
		if err != nil {
			return err
		}
		for _, holder := range found {
			if !slices.Contains(but, holder) {
				referrers = append(referrers, holder)
			}
		}
	}
	slices.SortFunc(referrers, func(a, b Holder) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	for _, holder := range slices.Compact(referrers) {
		if err := e.redirect(holder, moved); err != nil {
			return err
		}
	}
	return nil
}

// redirected replaces those of the destinations that have moved.
func redirected(moved map[Destination]Destination, destinations ...*Destination) {
	for _, d := range destinations {
		if to, ok := moved[*d]; ok {
			*d = to
		}
	}
}

func (e *Edit) redirect(holder Holder, moved map[Destination]Destination) error {
	switch holder.Kind {
	case KindPhone:
		phone, err := e.PhoneByID(PhoneID(holder.ID))
		if err != nil {
			return err
		}
		before := phone.Clone()
		phone.redirect(moved)
		return e.storePhone(before, phone)
	case KindHuntGroup:
		group, err := e.HuntGroup(HuntGroupID(holder.ID))
		if err != nil {
			return err
		}
		before := group.Clone()
		redirected(moved, &group.Exit, &group.Busy, &group.Unavailable)
		for i := range group.Members {
			redirected(moved, &group.Members[i].Destination)
		}
		return e.storeHuntGroup(before, group)
	case KindFeatureCode:
		code, err := e.featureCodeByID(FeatureCodeID(holder.ID))
		if err != nil {
			return err
		}
		before := code.Clone()
		code.redirect(moved)
		return e.storeFeatureCode(before, code)
	}
	return fmt.Errorf("%s refers to an account but can't", holder)
}

// renamed is the list of names that an account is to have after a change of its name or its names: another name alone
// takes the place of the old one.
func renamed(was string, before []string, name string, names []string) ([]string, error) {
	switch {
	case len(names) == 0:
		return nil, Fail(Invalid, "an account must have a name")
	case name == was:
	case slices.Equal(names, before):
		names = append([]string{name}, without(before, was, name)...)
	case names[0] != name:
		return nil, Fail(Invalid, "%s must be the first of its names", name)
	}
	return names, checkNames(names)
}

// startsWith refuses names that don't start with the account's own.
func startsWith(name string, names []string) error {
	if len(names) > 0 && names[0] != name {
		return Fail(Invalid, "%s must be the first of its names", name)
	}
	return nil
}

// listed is what is remembered of the order of an account's names, nothing where it has only its own.
func listed(names []string) []string {
	if len(names) < 2 {
		return nil
	}
	return slices.Clone(names)
}

func without(names []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(gone, name) })
}

// setNames carries a changed list of an account's names over to the number plan: feature codes come and go, and so do
// names that can't be dialled. primary is the name that the account holds itself and that is no code.
func (e *Edit) setNames(holder Holder, account Destination, primary string, before, after []string) error {
	if err := checkNames(after); err != nil {
		return err
	}
	for _, name := range before {
		if name == primary || slices.Contains(after, name) {
			continue
		}
		if err := e.dropAlias(name, account); err != nil {
			return err
		}
	}
	for _, name := range after {
		if name == primary || slices.Contains(before, name) {
			continue
		}
		if err := e.addAlias(name, holder, account); err != nil {
			return err
		}
	}
	e.refresh()
	return nil
}

func checkNames(names []string) error {
	for i, name := range names {
		if err := CheckName(name); err != nil {
			return err
		}
		if slices.Contains(names[:i], name) {
			return Fail(Invalid, "%s is named twice", name)
		}
	}
	return nil
}

func (e *Edit) addAlias(name string, holder Holder, account Destination) error {
	if !Dialable(name) {
		return e.claim(name, holder)
	}
	code := NewFeatureCode()
	code.Code, code.Destination, code.Form = name, account, AsAlias
	return e.AddFeatureCode(code)
}

func (e *Edit) dropAlias(name string, account Destination) error {
	code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
	if CodeOf(err) == NotFound {
		return e.tx.Release(e.ctx, e.Tenant.ID, name)
	}
	if err != nil {
		return err
	}
	if code.Destination != account {
		return nil
	}
	return e.removeFeatureCode(code)
}

// room refuses what would go beyond a quota; nil is no limit.
func room(quota *int, count func() (int, error), what string) error {
	if quota == nil {
		return nil
	}
	n, err := count()
	if err != nil {
		return err
	}
	if n >= *quota {
		return Fail(QuotaFull, "the tenant may have no more than %d %s", *quota, what)
	}
	return nil
}

// Faulted turns an error about a name into one that blames the setting that the name was written in, and leaves any
// other error as it is.
func Faulted(err error, setting string) error {
	e, ok := err.(*Error)
	if !ok || e.Code != Invalid || len(e.Faults) > 0 {
		return err
	}
	return &Error{Code: Invalid, Message: e.Message, Faults: []lens.Fault{{Setting: setting, Message: e.Message}}, cause: e.cause}
}
