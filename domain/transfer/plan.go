package transfer

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Plan is what a move is to do, step by step, and what it can't. It must be closed.
type Plan struct {
	From    string // address of the source
	To      string // address of the target
	Rules   Rules
	Target  string // fingerprint of the target's rows when the plan was made, secrets apart
	Blocked bool   // a clash stops the move
	Extra   int    // objects that only the target has and that are left there

	Steps    *Listing[Step]
	Losses   *Listing[report.Loss]
	Clashes  *Listing[Clash]
	Dangling *Listing[report.Finding]

	counts  map[Action]int
	kinds   map[Kind]map[Action]int
	secrets map[int][]lens.Entry // values that the plan may not show, by step

	outlines []outline // of all steps
}

// Seen is told how many rows of a kind were read so far: of the source, or of the target.
type Seen func(place string, kind Kind, n int)

// Making is what a plan is made of.
type Making struct {
	From, To  Place
	Rules     Rules
	Among     []report.Dialect // that may have left settings with objects
	Platforms []Format         // whose star codes may be in a store or a file
	Workspace Workspace
	Seen      Seen // may be nil
	Comparing bool // nothing is to be done, so that the target needn't let the caller write
}

// seenBy counts rows.
func (m *Making) seenBy(place Place) func(Kind) {
	if m.Seen == nil {
		return func(Kind) {}
	}
	counts := map[Kind]int{}
	return func(kind Kind) {
		counts[kind]++
		m.Seen(place.Address, kind, counts[kind])
	}
}

func newPlan(m *Making) (*Plan, error) {
	plan := &Plan{
		From: m.From.Address, To: m.To.Address, Rules: m.Rules,
		counts: map[Action]int{}, kinds: map[Kind]map[Action]int{}, secrets: map[int][]lens.Entry{},
	}
	return plan, plan.open(m.Workspace)
}

func (p *Plan) open(workspace Workspace) (err error) {
	if p.Steps, err = newPackedListing(workspace, packStep, unpackStep); err != nil {
		return err
	}
	if p.Losses, err = newListing[report.Loss](workspace); err != nil {
		return closing(err, p.Close)
	}
	if p.Clashes, err = newListing[Clash](workspace); err != nil {
		return closing(err, p.Close)
	}
	if p.Dangling, err = newListing[report.Finding](workspace); err != nil {
		return closing(err, p.Close)
	}
	return nil
}

// Close lets go of the plan's temporary files.
func (p *Plan) Close() error {
	var errs []error
	if p.Steps != nil {
		errs = append(errs, p.Steps.close())
	}
	if p.Losses != nil {
		errs = append(errs, p.Losses.close())
	}
	if p.Clashes != nil {
		errs = append(errs, p.Clashes.close())
	}
	if p.Dangling != nil {
		errs = append(errs, p.Dangling.close())
	}
	return errors.Join(errs...)
}

// Count is how many steps there are of an action.
func (p *Plan) Count(do Action) int { return p.counts[do] }

// CountOf is how many steps there are of an action on a kind of object.
func (p *Plan) CountOf(kind Kind, do Action) int { return p.kinds[kind][do] }

// Work is how many steps there are that do something.
func (p *Plan) Work() int { return p.counts[Create] + p.counts[Change] + p.counts[Remove] }

func (p *Plan) addStep(step Step) error {
	p.counts[step.Do]++
	if p.kinds[step.Kind] == nil {
		p.kinds[step.Kind] = map[Action]int{}
	}
	p.kinds[step.Kind][step.Do]++
	p.outlines = append(p.outlines, outline{step.Do, step.Kind, step.Needs})
	return p.Steps.add(step)
}

// Make reads both places and works out how to make the target hold what the source does. Nothing is changed.
func Make(ctx context.Context, m Making) (*Plan, error) {
	plan, err := newPlan(&m)
	if err != nil {
		return nil, err
	}
	if err := plan.make(ctx, &m); err != nil {
		return nil, closing(err, plan.Close)
	}
	return plan, nil
}

func (p *Plan) make(ctx context.Context, m *Making) error {
	target, err := m.To.Remote.Check(ctx, !m.Comparing)
	if err != nil {
		return err
	}
	inv, err := readInventory(ctx, m, p.Losses.add)
	if err != nil {
		return err
	}
	have, err := readPlace(ctx, m.To, m.Workspace, m.seenBy(m.To))
	if err != nil {
		return err
	}
	defer func() { _ = have.close() }() // it is thrown away
	p.Target = have.fingerprint()
	if err := inv.rename(ctx, m.Rules); err != nil {
		return err
	}
	if m.Rules.Accounts == ByCode {
		if err := inv.accountsByCode(ctx); err != nil {
			return err
		}
	}
	want, clashes, err := inv.settle(ctx, m, have)
	if err != nil {
		return err
	}
	defer func() { _ = want.close() }() // it is thrown away
	kept, err := newListing[report.Loss](m.Workspace)
	if err != nil {
		return err
	}
	defer func() { _ = kept.close() }() // it is thrown away
	d := drafting{
		plan: p, inv: inv, want: want, have: have, comparing: inv.newComparing(m, want, &clashes), derives: m.To.Dialect == nil, kept: kept,
	}
	both, together := errgroup.WithContext(ctx) // each goes through everything
	both.Go(func() error { return p.note(together, m, inv, clashes) })
	both.Go(func() error { return d.write(clashes) })
	if err := both.Wait(); err != nil {
		return err
	}
	if err := kept.Each(p.Losses.add); err != nil {
		return err
	}
	return p.checkQuotas(target, want, have)
}

// note writes down what is lost, what clashes and what leads nowhere.
func (p *Plan) note(ctx context.Context, m *Making, inv *inventory, found clashes) error {
	for i := range inv.refused {
		if m.Rules.OnClash == Stop {
			inv.refused[i].Settled = "" // who wants to move everything or nothing isn't served by leaving it out
		}
	}
	for _, clash := range append(inv.refused, found.list...) {
		if clash.Settled == "" {
			p.Blocked = true
		}
		if err := p.Clashes.add(clash); err != nil {
			return err
		}
	}
	look, err := m.Workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	return eachObject(look, func(object report.Object) error {
		if err := inv.lossesOf(look, m, object, p.Losses.add); err != nil {
			return err
		}
		return inv.danglingOf(look, object, p.Dangling.add)
	})
}

// eachObject reads everything that a move takes along.
func eachObject(look *domain.Look, do func(report.Object) error) error {
	if err := EachPhone(look, func(p phone) error { return do(report.Phone(p)) }); err != nil {
		return err
	}
	if err := EachHuntGroup(look, func(g group) error { return do(report.HuntGroup(g)) }); err != nil {
		return err
	}
	return EachFeatureCode(look, func(c code) error { return do(report.FeatureCode(c)) })
}

// checkQuotas says where the target may not have as many objects as there would be.
func (p *Plan) checkQuotas(target *domain.Tenant, want, have *snapshot) error {
	for _, one := range []struct {
		kind  Kind
		quota *int
		what  string
	}{{Phone, target.MaxPhones, "phones"}, {HuntGroup, target.MaxHuntGroups, "hunt groups"}, {FeatureCode, target.MaxCodes, "feature codes"}} {
		if one.quota == nil {
			continue
		}
		n := have.count(one.kind) + p.CountOf(one.kind, Create) - p.CountOf(one.kind, Remove)
		if n <= *one.quota || p.CountOf(one.kind, Create) == 0 {
			continue
		}
		settled := "as many as fit are made"
		if p.Rules.OnClash == Stop || p.Rules.OnClash == "" {
			settled, p.Blocked = "", true
		}
		err := p.Clashes.add(quotaClash(one.kind, *one.quota, n, one.what, settled))
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *snapshot) count(kind Kind) int {
	n := 0
	for i := range s.heads {
		if s.heads[i].Kind == kind {
			n++
		}
	}
	return n
}
