package transfer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"dragoman/domain"
	"dragoman/domain/credential"
	"dragoman/domain/lens"
)

// Undoing is what came of taking a move back.
type Undoing struct {
	Result
	Notes []Failure // what isn't quite as it was: secrets that nobody knows any more
}

var undoWords = words{
	announce: func(steps []int) line { return line{Revert: steps} },
	did:      func(n int, id string) line { return line{Reverted: n, ID: id} },
	failed:   func(n int, why string) line { return line{Kept: n, Why: why} },
}

// Undo takes back what the journal says that a move did, the last first: it removes what was made, writes what stood there
// before, and makes again what was removed, as far as the target allows. What somebody has changed since stays as it is.
func Undo(ctx context.Context, plan *Plan, target Place, journal *Journal, how Applying) (*Undoing, error) {
	u := &undo{Undoing: &Undoing{}, made: map[int]bool{}, removedGroups: map[string]int{}}
	u.run = run{plan: plan, target: target, journal: journal, how: how.completed(), result: &u.Result}
	u.Result.Done = map[Action]int{}
	if err := u.prepare(); err != nil {
		return nil, err
	}
	u.drive(ctx, u.takeBack, undoWords)
	return u.Undoing, nil
}

// ToTakeBack counts by what they did the steps that Undo would take back.
func ToTakeBack(plan *Plan, journal *Journal) (map[Action]int, error) {
	out := map[Action]int{}
	err := plan.Steps.Each(func(step Step) error {
		if known, _ := journal.of(step.N); isToTakeBack(&step, known) {
			out[step.Do]++
		}
		return nil
	})
	return out, err
}

func isToTakeBack(step *Step, known progress) bool {
	return step.Do != Leave && known != untouched && known != failed && known != reverted
}

type undo struct {
	*Undoing
	run
	made          map[int]bool   // steps that made what is to go
	removedGroups map[string]int // the steps that removed hunt groups, by their ids
	mutex         sync.Mutex     // of the notes
}

// prepare finds what is to be taken back. A step comes after all that needed it.
func (u *undo) prepare() error {
	n := u.plan.Steps.Len()
	u.begin(n)
	err := u.plan.Steps.Each(func(step Step) error {
		known, _ := u.journal.of(step.N)
		if !isToTakeBack(&step, known) {
			return nil
		}
		u.open[step.N] = true
		u.doubt[step.N] = known == intended || known == reverting
		if step.Do == Create {
			u.made[step.N] = true
		}
		if step.Do == Remove && step.Kind == HuntGroup {
			u.removedGroups[step.ID] = step.N
		}
		for _, need := range step.Needs {
			if u.open[need] {
				u.steps.need(need, step.N)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		if u.open[i] {
			u.steps.begin(i, false)
		}
	}
	u.total = u.steps.left
	return nil
}

// takeBack undoes a step and returns the id of what it made again.
func (u *undo) takeBack(ctx context.Context, step *Step, doubt bool) (id string, err error) {
	for try := 1; ; try++ {
		id, err = u.attempt(ctx, step, doubt || try > 1)
		if domain.CodeOf(err) != domain.Unavailable || try == attempts {
			return id, err
		}
		if !u.pause(ctx, try) {
			return "", ctx.Err()
		}
	}
}

func (u *undo) attempt(ctx context.Context, step *Step, doubt bool) (id string, err error) {
	switch step.Do {
	case Create:
		return "", u.removeMade(ctx, step, doubt)
	case Change:
		if step.Second > 0 && u.made[step.Second] {
			return "", nil // it goes with the object
		}
		return "", u.changeBack(ctx, step)
	}
	return u.makeAgain(ctx, step, doubt)
}

// removeMade removes what a step made, unless somebody has changed it since.
func (u *undo) removeMade(ctx context.Context, step *Step, doubt bool) error {
	row := u.resolved(step.row(u.target.Format))
	_, row.ID = u.journal.of(step.N)
	there, err := row, error(nil)
	if doubt && row.ID == "" {
		there, err = u.look(ctx, step, row)
	} else {
		there, err = u.target.Remote.Row(ctx, row)
	}
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if name, changed := u.changedSince(step, row, there); changed {
		return domain.Fail(domain.Conflict, "left there: somebody has changed its %s since", name)
	}
	there.Parent = row.Parent
	return u.remove(ctx, there)
}

// changeBack writes what stood there before a step.
func (u *undo) changeBack(ctx context.Context, step *Step) error {
	row := u.resolved(step.row(u.target.Format))
	there, err := u.asRenamed(ctx, step, row)
	if err != nil {
		return err
	}
	before := u.resolved(step.before(u.target.Format))
	back := *before
	back.Key = there.Key
	back.Settings = slices.DeleteFunc(slices.Clone(before.Settings), func(entry lens.Entry) bool {
		return u.stands(entry, before, there)
	})
	if name, changed := u.changedSince(step, row, there); changed && len(back.Settings) > 0 {
		return domain.Fail(domain.Conflict, "left as it is: somebody has changed its %s since", name)
	}
	for _, setting := range step.Settings {
		if setting.Secret {
			u.remark(step, fmt.Sprintf("%s can't be taken back: what it was isn't known", setting.Name))
		}
	}
	if len(back.Settings) == 0 {
		return nil
	}
	return u.target.Remote.Change(ctx, &back, false)
}

// changedSince says that a setting which a step wrote is no longer what it wrote, nor what stood there before.
func (u *undo) changedSince(step *Step, row, there *Row) (setting string, changed bool) {
	before := u.resolved(step.before(u.target.Format))
	for i, one := range step.Settings {
		entry := row.Settings[i]
		if one.Secret || isNames(entry.Setting) || slices.Contains(step.Later, one.Name) || !u.target.Format.Compared(step.Kind, one.Name) {
			continue
		}
		if _, shown := there.Get(one.Name); !shown && entry.Value != (lens.Value{}) {
			continue // the place doesn't show it
		}
		old, _ := entryOf(before, one.Name)
		if !u.stands(entry, row, there) && (step.Do == Create || !u.stands(old, before, there)) {
			return one.Name, true
		}
	}
	return "", false
}

// makeAgain makes what a step removed.
func (u *undo) makeAgain(ctx context.Context, step *Step, doubt bool) (id string, err error) {
	row := u.resolved(step.before(u.target.Format))
	if doubt && step.Kind != HuntGroup {
		there, err := u.target.Remote.Row(ctx, &Row{Key: row.Key, Parent: row.Parent})
		if err == nil {
			return there.ID, nil
		}
		if domain.CodeOf(err) != domain.NotFound {
			return "", err
		}
	}
	row.Settings = append(row.Settings, u.secretsAnew(step, step.Kind, step.Settings)...)
	row.ID = ""
	id, err = u.target.Remote.Create(ctx, row, false)
	if err != nil {
		return "", err
	}
	for _, part := range step.Parts {
		if err := u.makePart(ctx, step, part, id); err != nil {
			u.remark(step, fmt.Sprintf("its %s %s isn't there again: %v", part.Kind, part.Name, err))
		}
	}
	return id, nil
}

func (u *undo) makePart(ctx context.Context, step *Step, part Part, group string) error {
	of := Step{Kind: part.Kind, Name: part.Name, Settings: part.Settings}
	row := u.resolved(of.before(u.target.Format))
	row.Parent = group
	row.Settings = append(row.Settings, u.secretsAnew(step, part.Kind, part.Settings)...)
	if alwaysThere(part.Kind) {
		return u.target.Remote.Change(ctx, row, false)
	}
	_, err := u.target.Remote.Create(ctx, row, false)
	return err
}

// secretsAnew makes up the secrets without which an object can't be made, and says which are lost.
func (u *undo) secretsAnew(step *Step, kind Kind, settings []Setting) []lens.Entry {
	var out []lens.Entry
	var lost []string
	for _, setting := range settings {
		if !setting.Secret {
			continue
		}
		lost = append(lost, setting.Name)
		if declared := u.target.Format.Setting(kind, setting.Name); declared != nil && declared.Required {
			out = append(out, lens.Entry{Name: setting.Name, Value: lens.Text(credential.Generate()), Setting: declared})
		}
	}
	if len(lost) > 0 {
		u.remark(step, "made again without its "+strings.Join(lost, ", ")+": nobody knows what it was")
	}
	return out
}

func (u *undo) remark(step *Step, text string) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.Notes = append(u.Notes, Failure{step.N, step.Do, step.Kind, step.Name, text})
}

// resolved replaces what stands for numbers that the target gave by the numbers, and those of hunt groups that were removed
// by the ones that they have now.
func (u *undo) resolved(row *Row) *Row {
	resolve := func(id string) string {
		if n, ok := MadeBy(id); ok {
			_, made := u.journal.of(n)
			return made
		}
		if again, ok := u.again(id); ok {
			return again
		}
		return id
	}
	row.ID, row.Parent = resolve(row.ID), resolve(row.Parent)
	row.Settings = u.target.Format.Refer(row, resolve)
	return row
}

// again is the id of a hunt group that was removed and made again.
func (u *undo) again(id string) (string, bool) {
	n, ok := u.removedGroups[id]
	if !ok {
		return "", false
	}
	known, made := u.journal.of(n)
	return made, known == reverted && made != ""
}
