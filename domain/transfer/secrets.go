package transfer

import (
	"context"
	"strconv"

	"dragoman/domain/report"
)

// NeedsSecrets says whether steps still to be done write secrets that the plan doesn't hold, since it was read from a file.
func (p *Plan) NeedsSecrets(journal *Journal) (bool, error) {
	needs := false
	err := p.Steps.Each(func(step Step) error {
		if journal != nil {
			if known, _ := journal.of(step.N); known == done {
				return nil
			}
		}
		needs = needs || step.Do != Remove && len(p.secrets[step.N]) == 0 && step.hasSecret()
		return nil
	})
	return needs, err
}

func (s *Step) hasSecret() bool {
	for _, setting := range s.Settings {
		if setting.Secret && !setting.Made && setting.New != nil && setting.New.Plain() != "" {
			return true
		}
	}
	return false
}

// FetchSecrets reads the source again for the secrets that a plan from a file doesn't hold.
func (p *Plan) FetchSecrets(ctx context.Context, m Making) error {
	inv, err := readInventory(ctx, &m, func(report.Loss) error { return nil })
	if err != nil {
		return err
	}
	look, err := m.Workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	source, err := readTenant(ctx, look, m.To.Format, m.Workspace)
	if err != nil {
		return err
	}
	fetching := fetching{plan: p, inv: inv, source: source, format: m.To.Format, groups: map[string]string{}}
	if err := fetching.fetch(); err != nil {
		return closing(err, source.close)
	}
	return source.close()
}

// fetching finds the secrets of steps in what the source shows now, under the names that it gives its objects.
type fetching struct {
	plan   *Plan
	inv    *inventory
	source *snapshot
	format Format
	groups map[string]string // the ids that the plan has for hunt groups, by the source's
}

func (f *fetching) fetch() error {
	err := f.plan.Steps.Each(func(step Step) error {
		if step.Kind != HuntGroup || step.Do == Remove || step.Second > 0 {
			return nil
		}
		id := step.ID
		if step.Do == Create {
			id = stands(step.N)
		}
		f.groups[step.origin()] = id
		return nil
	})
	if err != nil {
		return err
	}
	return f.plan.Steps.Each(func(step Step) error {
		if step.Do == Remove || !step.hasSecret() {
			return nil
		}
		return f.take(&step)
	})
}

// origin is what the source calls the object of a step, or the hunt group that it belongs to.
func (s *Step) origin() string {
	if s.From != "" {
		return s.From
	}
	return s.Name
}

func (f *fetching) take(step *Step) error {
	at, ok := f.source.index[f.identity(step)]
	if !ok {
		return nil // what can't be found is said when the step's turn comes
	}
	row, err := f.source.row(at)
	if err != nil {
		return err
	}
	row.Settings = f.format.Refer(row, func(id string) string {
		if g, ok := f.source.groups[id]; ok {
			return f.groups[f.inv.placesID(f.source.heads[g])]
		}
		return id
	})
	for _, setting := range step.Settings {
		entry, ok := entryOf(row, setting.Name)
		if setting.Secret && !setting.Made && ok && !unknown(entry.Value) {
			f.plan.secrets[step.N] = append(f.plan.secrets[step.N], entry)
		}
	}
	return nil
}

// identity is that of a step's row among the rows of the source.
func (f *fetching) identity(step *Step) identity {
	switch step.Kind {
	case HuntGroup:
		if g, ok := f.source.groups[f.parent(step.origin())]; ok {
			return f.source.heads[g].identity
		}
	case Level, Member:
		return identity{Kind: step.Kind, Parent: f.parent(step.From), Name: step.Name}
	}
	return identity{Kind: step.Kind, Name: step.origin()}
}

// parent is the tenant's id of a hunt group of the source.
func (f *fetching) parent(of string) string {
	if id, ok := f.inv.groups[of]; ok {
		return strconv.FormatInt(int64(id), 10)
	}
	return ""
}
