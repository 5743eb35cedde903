package domain

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// NumberPlan says what names mean in one tenant, at the moment at which it is asked. It remembers answers and is meant
// for one request.
type NumberPlan struct {
	ctx      context.Context
	store    Reader
	tenant   *Tenant
	err      error
	resolved map[string]Destination
	accounts map[HuntGroupID]string
	stars    map[string]string
	listed   map[Destination]bool // accounts that a list has shown to be there
}

func newNumberPlan(ctx context.Context, store Reader, tenant *Tenant) *NumberPlan {
	return &NumberPlan{ctx: ctx, store: store, tenant: tenant}
}

// Err is the first failure of the store that an answer had to hide. Views can't fail, so whoever used the plan asks
// here before trusting what was shown.
func (p *NumberPlan) Err() error { return p.err }

func (p *NumberPlan) note(err error) {
	if err != nil && p.err == nil && CodeOf(err) != NotFound {
		p.err = err
	}
}

// Tenant is the tenant whose plan it is.
func (p *NumberPlan) Tenant() *Tenant { return p.tenant }

// derivedAccount is the form of the account name that a hunt group without a number has.
var derivedAccount = regexp.MustCompile(`^hunt_([1-9][0-9]{0,17})(_[1-9][0-9]*)?$`)

// Resolve says what dialled digits lead to now: an account or alias of the tenant, else a mailbox, else a built-in
// function, else a number outside. Of several numbers the first counts.
func (p *NumberPlan) Resolve(digits string) Destination {
	first, _, _ := strings.Cut(strings.TrimSpace(digits), " ")
	if first == "" {
		return Destination{}
	}
	if known, ok := p.resolved[first]; ok {
		return known
	}
	found := p.resolve(first)
	if p.resolved == nil {
		p.resolved = map[string]Destination{}
	}
	p.resolved[first] = found
	return found
}

func (p *NumberPlan) resolve(digits string) Destination {
	found, ok := p.Account(digits)
	if ok && found.Kind != ToFunction {
		return found
	}
	if prefix := p.tenant.MailboxPrefix; prefix != "" && strings.HasPrefix(digits, prefix) {
		if owner, ok := p.Account(digits[len(prefix):]); ok && owner.Kind == ToPhone {
			return Destination{Kind: ToMailbox, Target: owner.Target}
		}
	}
	if ok {
		return found
	}
	if isURI(digits) {
		return Destination{Kind: ToSIPURI, Target: digits}
	}
	return Destination{Kind: ToExternal, Target: digits}
}

func isURI(text string) bool {
	lower := strings.ToLower(text)
	return strings.HasPrefix(lower, "sip:") || strings.HasPrefix(lower, "sips:")
}

// Account finds the account that a name of the plan stands for: a phone, a hunt group, or a feature code that is
// neither's alias. A code for a built-in function gives the function.
func (p *NumberPlan) Account(name string) (Destination, bool) {
	holder, phone, err := p.store.PhoneOf(p.ctx, p.tenant.ID, name)
	p.note(err)
	switch holder.Kind {
	case KindPhone:
		if phone != "" {
			return PhoneDestination(phone), true
		}
	case KindHuntGroup:
		return HuntGroupDestination(HuntGroupID(holder.ID)), true
	case KindFeatureCode:
		code, err := p.store.FeatureCodeByID(p.ctx, p.tenant.ID, FeatureCodeID(holder.ID))
		p.note(err)
		if err == nil {
			return p.accountOfCode(code), true
		}
	}
	if id, ok := p.derivedFrom(name); ok {
		return HuntGroupDestination(id), true
	}
	return Destination{}, false
}

// derivedFrom finds the hunt group whose derived name a name is.
func (p *NumberPlan) derivedFrom(name string) (HuntGroupID, bool) {
	match := derivedAccount.FindStringSubmatch(name)
	if match == nil {
		return 0, false
	}
	n, _ := strconv.ParseInt(match[1], 10, 64) // the pattern admits digits alone
	id := HuntGroupID(n)
	return id, p.exists(HuntGroupDestination(id)) && p.derivedName(id) == name
}

func (p *NumberPlan) accountOfCode(code *FeatureCode) Destination {
	if code.Form != AsIVRNode && p.LeadsToAccount(code) || code.Destination.Kind == ToFunction {
		return code.Destination
	}
	return FeatureCodeDestination(code.Code)
}

// LeadsToAccount says whether a code is an alias: a further name of a phone or hunt group that is there, or of an IVR
// node where it was made as its alias. A code that can't be dialled is none, unless it stands behind its phone.
func (p *NumberPlan) LeadsToAccount(code *FeatureCode) bool {
	if !code.namesAccount() {
		return false
	}
	if code.Destination.Kind != ToFeatureCode {
		return p.exists(code.Destination)
	}
	node, err := p.store.FeatureCode(p.ctx, p.tenant.ID, code.Destination.Target)
	p.note(err)
	return err == nil && p.isNode(node)
}

// isNode says that a code may have aliases: it is no star code and no alias. What was made as a code's alias is no node
// even where that code isn't there, so that no two can be aliases of each other.
func (p *NumberPlan) isNode(code *FeatureCode) bool {
	switch {
	case code.Destination.Kind == ToFunction:
		return false
	case !code.namesAccount():
		return true
	}
	return code.Destination.Kind != ToFeatureCode && !p.exists(code.Destination)
}

// namesAccount says whether a code is an alias of the account that it leads to, if there is that account.
func (f *FeatureCode) namesAccount() bool {
	switch f.Destination.Kind {
	case ToPhone:
		return f.Form != AsIVRNode && Dialable(f.Code) || f.StandsBehind()
	case ToHuntGroup:
		return f.Form != AsIVRNode && Dialable(f.Code)
	case ToFeatureCode:
		return f.Form == AsAlias && Dialable(f.Code)
	}
	return false
}

// Dangles says whether a destination names an object of the tenant that isn't there.
func (p *NumberPlan) Dangles(d Destination) bool {
	switch d.Kind {
	case ToPhone, ToHuntGroup, ToFeatureCode:
		return !p.exists(d)
	}
	return false
}

// met notes that an account is there, so that going through a whole list doesn't ask for each one again.
func (p *NumberPlan) met(account Destination) {
	if p.listed == nil {
		p.listed = map[Destination]bool{}
	}
	p.listed[account] = true
}

func (p *NumberPlan) exists(d Destination) bool {
	if p.listed[d] {
		return true
	}
	var err error
	switch d.Kind {
	case ToPhone:
		_, err = p.store.Phone(p.ctx, p.tenant.ID, d.Target)
	case ToHuntGroup:
		id, ok := d.HuntGroupID()
		if !ok {
			return false
		}
		_, err = p.store.TenantOfHuntGroup(p.ctx, Only(p.tenant.ID), id)
	case ToFeatureCode:
		_, err = p.store.FeatureCode(p.ctx, p.tenant.ID, d.Target)
	}
	p.note(err)
	return err == nil
}

// Digits says what one dials to reach a destination; ok is false where nothing that can be dialled leads there.
func (p *NumberPlan) Digits(d Destination) (digits string, ok bool) {
	switch d.Kind {
	case Nowhere, ToPhone, ToFeatureCode, ToExternal, ToSIPURI, ToDialled:
		return d.Target, true
	case ToMailbox:
		prefix := p.tenant.MailboxPrefix
		return prefix + d.Target, prefix != ""
	case ToHuntGroup:
		id, ok := d.HuntGroupID()
		if !ok {
			return "", false
		}
		account := p.HuntGroupAccount(id)
		return account, account != ""
	case ToFunction:
		code, ok := p.StarCode(d.Target)
		return code, ok
	}
	return "", false
}

// HuntGroupAccount is the primary name of a hunt group, empty where there is no such group.
func (p *NumberPlan) HuntGroupAccount(id HuntGroupID) string {
	if account, ok := p.accounts[id]; ok {
		return account
	}
	account := ""
	group, err := p.store.HuntGroup(p.ctx, p.tenant.ID, id)
	p.note(err)
	if err == nil {
		account = p.NamesOfHuntGroup(group)[0]
	}
	if p.accounts == nil {
		p.accounts = map[HuntGroupID]string{}
	}
	p.accounts[id] = account
	return account
}

// StarCode is the code that one dials for a built-in function: the oldest of those that lead to it and can be dialled.
func (p *NumberPlan) StarCode(function string) (code string, ok bool) {
	code, ok = p.StarCodes()[function]
	return code, ok
}

// StarCodes are the codes for built-in functions by function.
func (p *NumberPlan) StarCodes() map[string]string {
	if p.stars != nil {
		return p.stars
	}
	codes, err := p.store.FeatureCodesOfKind(p.ctx, p.tenant.ID, ToFunction)
	p.note(err)
	p.stars = map[string]string{}
	for _, code := range codes {
		if _, older := p.stars[code.Destination.Target]; !older && Dialable(code.Code) {
			p.stars[code.Destination.Target] = code.Code
		}
	}
	return p.stars
}

// NamesOfPhone are the names that a phone answers to, its own first.
func (p *NumberPlan) NamesOfPhone(phone *Phone) []string {
	return listNames(phone.Name, phone.Listed, p.aliases(PhoneDestination(phone.Name)))
}

// NamesOfHuntGroup are the names that a hunt group answers to, the primary one first.
func (p *NumberPlan) NamesOfHuntGroup(group *HuntGroup) []string {
	return p.huntGroupNames(group, p.aliases(HuntGroupDestination(group.ID)))
}

// NamesOfIVRNode are the names that an IVR node answers to, its own first.
func (p *NumberPlan) NamesOfIVRNode(code *FeatureCode) []string {
	return p.ivrNodeNames(code, p.aliases(FeatureCodeDestination(code.Code)))
}

func (p *NumberPlan) ivrNodeNames(code *FeatureCode, aliases []string) []string {
	if len(aliases) > 0 && !p.isNode(code) {
		aliases = nil
	}
	return listNames(code.Code, code.Listed, aliases)
}

func (p *NumberPlan) huntGroupNames(group *HuntGroup, codes []string) []string {
	primary := group.Account
	if primary == "" || Dialable(primary) && !slices.Contains(codes, primary) || !Dialable(primary) && !slices.Contains(group.Listed, primary) {
		primary = ""
	}
	names := listNames(primary, group.Listed, codes)
	if len(names) > 0 {
		return names
	}
	return []string{p.derivedName(group.ID)}
}

// DerivedAccount is the account name of a hunt group that nothing dialable leads to, where nothing else has that name. It
// always stands for the group, also once that has a number.
func DerivedAccount(id HuntGroupID) string { return "hunt_" + strconv.FormatInt(int64(id), 10) }

// derivedName is the derived account, with a suffix where something else holds that name already.
func (p *NumberPlan) derivedName(id HuntGroupID) string {
	base := DerivedAccount(id)
	name := base
	for n := 2; ; n++ {
		holder, err := p.store.HolderOf(p.ctx, p.tenant.ID, name)
		p.note(err)
		if err != nil || holder == (Holder{}) || holder == (Holder{KindHuntGroup, int64(id)}) {
			return name
		}
		name = base + "_" + strconv.Itoa(n)
	}
}

// aliases are the codes that lead to an account as its further names.
func (p *NumberPlan) aliases(account Destination) []string {
	codes, err := p.store.FeatureCodesTo(p.ctx, p.tenant.ID, account)
	p.note(err)
	return aliasesAmong(codes, account)
}

func aliasesAmong(codes []*FeatureCode, account Destination) []string {
	var out []string
	for _, code := range codes {
		if code.Destination == account && code.namesAccount() {
			out = append(out, code.Code)
		}
	}
	return out
}

// listNames puts the names of an account in order: the primary one, those listed by their writer as far as they still
// stand, then what has come since. A listed name that can be dialled stands as long as a code of that name leads here.
func listNames(primary string, listed, codes []string) []string {
	out := make([]string, 0, 1+len(codes))
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	add(primary)
	for _, name := range listed {
		if !Dialable(name) || slices.Contains(codes, name) {
			add(name)
		}
	}
	for _, name := range codes {
		add(name)
	}
	return out
}
