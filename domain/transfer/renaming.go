package transfer

import (
	"context"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// A step may give its object another name of its own, as where the code that leads to a phone becomes its account. The plan
// calls the object by the old one, and from then on the target by the new one.

// renamedTo is the name that a step gives an object that the target has, empty where it leaves it the one it has.
func (s *Step) renamedTo(format Format) string {
	if s.Do != Change || s.ID != "" || s.Kind == StarCodes {
		return ""
	}
	for _, setting := range s.Settings {
		if setting.New == nil || !isNames(format.Setting(s.Kind, setting.Name)) {
			continue
		}
		if names := lens.SplitNames(setting.New.Text); len(names) > 0 && names[0] != s.Name {
			return names[0]
		}
	}
	return ""
}

// renamed is the row of a step under the name that the step, or the one of which it is the rest, gives the object; nil where
// it keeps its name.
func (r *run) renamed(step *Step, row *Row) (*Row, error) {
	by := *step
	if step.Second > 0 {
		var err error
		if by, err = r.plan.Steps.Get(step.Second - 1); err != nil {
			return nil, err
		}
	}
	name := by.renamedTo(r.target.Format)
	if name == "" {
		return nil, nil
	}
	out := *row
	out.Key.Name = name
	return &out, nil
}

// asRenamed reads the object of a step that was done, by its new name where it has got one.
func (r *run) asRenamed(ctx context.Context, step *Step, row *Row) (*Row, error) {
	renamed, err := r.renamed(step, row)
	if err != nil {
		return nil, err
	}
	if renamed != nil {
		there, err := r.target.Remote.Row(ctx, renamed)
		if domain.CodeOf(err) != domain.NotFound {
			return there, err
		}
	}
	return r.target.Remote.Row(ctx, row)
}
