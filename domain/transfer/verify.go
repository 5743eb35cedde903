package transfer

import (
	"context"
	"slices"

	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Difference is something in which the target isn't as it was planned.
type Difference struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name"`
	Of      string `json:"of,omitempty"`      // the hunt group that a level or member belongs to
	Setting string `json:"setting,omitempty"` // empty for the object as a whole
	Want    string `json:"want,omitempty"`    // secrets are masked
	Have    string `json:"have,omitempty"`
	Reason  string `json:"reason"`
}

// Verification is what reading the target again has shown.
type Verification struct {
	Checked     int // objects
	Differences []Difference
}

// Verify reads the target and compares it with what was planned, as far as the journal says that it was done. The places
// and the workspace are those of making; of the source nothing is read.
func Verify(ctx context.Context, plan *Plan, making Making, journal *Journal) (*Verification, error) {
	have, err := readPlace(ctx, making.To, making.Workspace, making.seenBy(making.To))
	if err != nil {
		return nil, err
	}
	v := &verifying{
		run: run{plan: plan, target: making.To, journal: journal}, have: have, found: &Verification{},
		rule: comparing{source: making.From.Format, target: making.To.Format, prune: plan.Rules.Prune, known: have.rows.vocabulary},
	}
	if err := plan.Steps.Each(v.check); err != nil {
		return nil, closing(err, have.close)
	}
	return v.found, have.close()
}

type verifying struct {
	run
	have  *snapshot
	found *Verification
	rule  comparing
}

// check compares what a step was to leave behind.
func (v *verifying) check(step Step) error {
	known, made := v.journal.of(step.N)
	if step.Do != Leave && known != done {
		return nil // it failed, and that was said
	}
	row, err := v.rowOf(&step)
	if err != nil {
		row = step.row(v.target.Format) // without secrets that are no longer known
		row.ID, row.Parent = v.resolved(row.ID), v.resolved(row.Parent)
		row.Settings = v.target.Format.Refer(row, v.resolved)
	}
	v.forgetMadeUp(&step, row)
	if step.Do == Create {
		row.ID = made
	}
	at, err := v.where(&step, row)
	if err != nil {
		return err
	}
	if step.Second == 0 {
		v.found.Checked++
	}
	if step.Do == Remove {
		if at != none {
			v.differ(&step, Difference{Reason: "it is still there"})
		}
		return nil
	}
	if at == none && alwaysThere(step.Kind) {
		return v.checkSettings(&step, row, v.rule.known.fresh(step.Kind))
	}
	if at == none {
		v.differ(&step, Difference{Reason: "it isn't there"})
		return nil
	}
	there, err := v.have.row(at)
	if err != nil {
		return err
	}
	if step.Do == Leave {
		if v.have.leftAs(there) != step.Digest {
			v.differ(&step, Difference{Reason: "it was to be left as it was, and isn't"})
		}
		return nil
	}
	return v.checkSettings(&step, row, there)
}

// forgetMadeUp masks secrets that were made up by a process before this one, which alone knew them.
func (v *verifying) forgetMadeUp(step *Step, row *Row) {
	for i, setting := range step.Settings {
		if _, known := v.plan.kept(step.N, setting.Name); setting.Made && !known {
			row.Settings[i].Value = lens.Text(lens.Mask)
		}
	}
}

func (v *verifying) resolved(id string) string {
	if n, ok := MadeBy(id); ok {
		_, made := v.journal.of(n)
		return made
	}
	return id
}

// where finds the object of a step at the target, by its new name where the step has given it one.
func (v *verifying) where(step *Step, row *Row) (int32, error) {
	renamed, err := v.renamed(step, row)
	if err != nil {
		return none, err
	}
	if renamed != nil {
		if at := v.at(renamed); at != none {
			return at, nil
		}
	}
	return v.at(row), nil
}

// at finds a row at the target, hunt groups by id.
func (v *verifying) at(row *Row) int32 {
	if row.Key.Kind == HuntGroup && row.ID != "" {
		if g, ok := v.have.groups[row.ID]; ok {
			return g
		}
		return none
	}
	if at, ok := v.have.index[identityOf(row)]; ok {
		return at
	}
	return none
}

// checkSettings compares what a step wrote, and of a new object everything else that the source says with what new
// objects begin with.
func (v *verifying) checkSettings(step *Step, row, there *Row) error {
	for _, entry := range row.Settings {
		if !slices.Contains(step.Later, entry.Name) {
			v.checkSetting(step, entry, row, there)
		}
	}
	if step.Do != Create {
		return nil
	}
	begins := *v.rule.known.fresh(step.Kind)
	begins.Key = row.Key
	for _, entry := range begins.Settings {
		_, written := row.Get(entry.Name)
		if written || slices.Contains(step.Later, entry.Name) || isNames(entry.Setting) || isSecret(entry.Setting) ||
			!v.rule.moves(&begins, &entry) || !v.rule.said(&begins, &entry) || v.rule.mustBeSaid(&begins, &entry) {
			continue // what would have been written wasn't said
		}
		v.checkSetting(step, entry, &begins, there)
	}
	return nil
}

func (v *verifying) checkSetting(step *Step, entry lens.Entry, row, there *Row) {
	if !v.rule.known.compared(step.Kind, entry.Name) {
		return
	}
	value, shown := there.Get(entry.Name)
	switch {
	case isSecret(entry.Setting) && (!shown || unknown(value) || unknown(entry.Value)):
		return
	case isNames(entry.Setting):
		if hasNames(namesIn(there, entry.Name), namesIn(row, entry.Name)) {
			return
		}
	case entry.Value == (lens.Value{}) && !shown:
		return
	case shown && entry.Value == value: // what differs of settings that mean something together is another of them
		return
	case v.rule.same(&entry, row, there):
		return
	}
	v.differ(step, Difference{
		Setting: entry.Name, Want: report.Masked(entry.Name, entry.Setting, entry.Value.Text), Have: report.Masked(entry.Name, entry.Setting, value.Text),
		Reason: "the target has another value",
	})
}

// hasNames says that a list has the names of another and begins with the same.
func hasNames(have, want []string) bool {
	if len(want) == 0 {
		return true
	}
	if len(have) == 0 || have[0] != want[0] {
		return false
	}
	return !slices.ContainsFunc(want, func(name string) bool { return !slices.Contains(have, name) })
}

func (v *verifying) differ(step *Step, d Difference) {
	d.Kind, d.Name, d.Of = step.Kind, step.Name, step.Of
	v.found.Differences = append(v.found.Differences, d)
}
