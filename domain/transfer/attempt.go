package transfer

import (
	"context"
	"slices"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
)

// attempt does a step, once it has looked whether it is done already where that may be.
func (r *run) attempt(ctx context.Context, step *Step, row *Row, doubt bool) (id string, err error) {
	if doubt {
		there, err := r.look(ctx, step, row)
		if err == nil {
			return r.complete(ctx, step, row, there)
		}
		if domain.CodeOf(err) != domain.NotFound {
			return "", err
		}
		if step.Do == Remove {
			return "", nil
		}
	}
	switch step.Do {
	case Create:
		return r.target.Remote.Create(ctx, row, false)
	case Change:
		return row.ID, r.target.Remote.Change(ctx, row, false)
	}
	return "", r.remove(ctx, row)
}

// remove deletes an object. One that isn't there any more went with another.
func (r *run) remove(ctx context.Context, row *Row) error {
	err := r.target.Remote.Remove(ctx, row)
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	return err
}

// look finds the object of a step at the target.
func (r *run) look(ctx context.Context, step *Step, row *Row) (*Row, error) {
	if step.Do == Create && step.Kind == HuntGroup {
		return r.groups.find(ctx, r, step, row)
	}
	there, err := r.target.Remote.Row(ctx, row)
	if step.Do != Change || domain.CodeOf(err) != domain.NotFound {
		return there, err
	}
	return r.asRenamed(ctx, step, row)
}

// complete does what is missing of a step whose object is there.
func (r *run) complete(ctx context.Context, step *Step, row, there *Row) (id string, err error) {
	if step.Do == Remove {
		return "", r.remove(ctx, row)
	}
	rest := *row
	rest.ID, rest.Key, rest.Parent = there.ID, there.Key, row.Parent
	rest.Settings = slices.DeleteFunc(slices.Clone(row.Settings), func(entry lens.Entry) bool {
		return r.stands(entry, row, there) && !(step.Do == Create && r.beganSo(entry, there))
	})
	if len(rest.Settings) == 0 {
		return there.ID, nil
	}
	return there.ID, r.target.Remote.Change(ctx, &rest, false)
}

// stands says that a setting is at the target what a row says.
func (r *run) stands(entry lens.Entry, row, there *Row) bool {
	value, shown := there.Get(entry.Name)
	switch {
	case isSecret(entry.Setting) && (!shown || value.Text == lens.Mask):
		return false // it may have got lost on the way
	case isNames(entry.Setting):
		return sameList(r.target.Format, namesIn(row, entry.Name), namesIn(there, entry.Name))
	}
	return r.target.Format.Same(entry.Name, row, there)
}

// beganSo says that an object which was made, and then perhaps no more, shows a setting in other words than the step that
// makes it. They mean the same on a server that is as its pages say, and were said because not every server is.
func (r *run) beganSo(entry lens.Entry, there *Row) bool {
	value, _ := there.Get(entry.Name)
	return !isNames(entry.Setting) && value.Plain() != entry.Value.Plain() && !r.target.Format.Begins(there.Key.Kind, entry.Name)
}

// rowOf is the object of a step with the numbers and secrets that the plan doesn't have.
func (r *run) rowOf(step *Step) (*Row, error) {
	row := step.row(r.target.Format)
	for i, setting := range step.Settings {
		if !setting.Secret || setting.New == nil || setting.New.Plain() == "" {
			continue
		}
		value, ok := r.plan.secret(step.N, setting)
		if !ok {
			return nil, domain.Fail(domain.Conflict, "the source no longer has the secret %s of %s; plan the move anew", setting.Name, step.Title())
		}
		row.Settings[i].Value = value
	}
	var missing error
	resolve := func(id string) string {
		n, ok := MadeBy(id)
		if !ok {
			return id
		}
		known, made := r.journal.of(n)
		if known != done && missing == nil {
			missing = domain.Fail(domain.Conflict, "not done, since step %d wasn't", n)
		}
		return made
	}
	row.ID, row.Parent = resolve(row.ID), resolve(row.Parent)
	row.Settings = r.target.Format.Refer(row, resolve)
	if step.Second > 0 {
		renamed, err := r.renamed(step, row)
		if err != nil {
			return nil, err
		}
		if renamed != nil {
			row = renamed
		}
	}
	return row, missing
}

// secret is a value that the plan doesn't show. Where it is to be made up, it is another each time, unless the plan was made
// by this process.
func (p *Plan) secret(n int, setting Setting) (lens.Value, bool) {
	if value, ok := p.kept(n, setting.Name); ok {
		return value, true
	}
	if setting.Made {
		return lens.Text(credential.Generate()), true
	}
	return lens.Value{}, false
}

// kept is a secret that this process knows.
func (p *Plan) kept(n int, name string) (lens.Value, bool) {
	for _, entry := range p.secrets[n] {
		if entry.Name == name {
			return entry.Value, true
		}
	}
	return lens.Value{}, false
}
