package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// planText prints a plan for people.
type planText struct {
	out   *bufio.Writer
	paint painter
	plan  *transfer.Plan
	width int // of the number of a step
	err   error
}

// printPlan writes a plan as a tree: what is done with each kind of object, then what clashes, dangles and gets lost.
func printPlan(out io.Writer, plan *transfer.Plan) error {
	t := &planText{out: bufio.NewWriter(out), paint: painterFor(out), plan: plan, width: len(strconv.Itoa(plan.Steps.Len()))}
	t.line("from %s\nto   %s", shownPlace(plan.From), shownPlace(plan.To))
	t.steps()
	t.clashes()
	t.dangling()
	t.losses("what the target can't hold")
	t.line("\n%s", t.summary())
	if t.err != nil {
		return t.err
	}
	return t.out.Flush()
}

// shownPlace is a place without who signs in.
func shownPlace(text string) string { return placeName(text) }

func (t *planText) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.out, format+"\n", args...)
	}
}

// kindTitles are the kinds of rows for people.
var kindTitles = map[transfer.Kind]string{
	transfer.Phone: "phones", transfer.HuntGroup: "hunt groups", transfer.Level: "levels of hunt groups",
	transfer.Member: "destinations of hunt groups", transfer.FeatureCode: "feature codes", transfer.StarCodes: "star codes",
}

// steps prints what is to be done, under a heading for each kind, and what is done later apart.
func (t *planText) steps() {
	heading := ""
	err := t.plan.Steps.Each(func(step transfer.Step) error {
		if step.Do == transfer.Leave {
			return nil
		}
		title := kindTitles[step.Kind]
		if step.Second > 0 {
			title = "what leads to the above"
		} else if step.Do == transfer.Remove {
			title = "removed"
		}
		if title != heading {
			heading = title
			t.line("\n%s", t.paint.paint(bold, heading))
		}
		t.step(&step)
		return t.err
	})
	if t.err == nil {
		t.err = err
	}
}

// signs begin the lines of steps.
var signs = map[transfer.Action]struct{ sign, colour string }{
	transfer.Create: {"+", green}, transfer.Change: {"~", yellow}, transfer.Remove: {"-", red},
}

func (t *planText) step(step *transfer.Step) {
	sign := signs[step.Do]
	name := shownText(step.Name)
	if step.Of != "" {
		name += " of " + shownText(step.Of)
	}
	if step.Do == transfer.Remove {
		name = string(step.Kind) + " " + name // of all kinds under one heading
		if title := t.title(step); title != "" && title != step.Name {
			name += " (" + shownText(title) + ")"
		}
	}
	if step.From != "" && step.Of == "" && step.Kind != transfer.HuntGroup {
		name += " (" + shownText(step.From) + " at the source)"
	}
	t.line("  %s %s %s", t.paint.paint(faint, fmt.Sprintf("%*d", t.width, step.N)), t.paint.paint(sign.colour, sign.sign), t.paint.paint(sign.colour, name))
	if step.Do == transfer.Remove {
		return
	}
	for _, setting := range step.Settings {
		if step.Do != transfer.Create || !t.isUsual(step.Kind, setting) {
			t.setting(step.Do, setting)
		}
	}
}

// isUsual says that a setting of a new object is as its page has it, and said for the sake of servers that are set up
// otherwise.
func (t *planText) isUsual(kind transfer.Kind, setting transfer.Setting) bool {
	if setting.Old != nil || setting.New == nil {
		return false
	}
	format := formatOf(t.plan.To)
	declared := format.Setting(kind, setting.Name)
	return setting.New.Plain() == "" || declared != nil && setting.New.Plain() == declared.Default && !format.Begins(kind, setting.Name)
}

func (t *planText) setting(do transfer.Action, setting transfer.Setting) {
	now := t.value(setting.New)
	if setting.Made {
		now = "a new secret, since the source shows none"
	}
	indent := strings.Repeat(" ", t.width+7)
	if do == transfer.Create || setting.Old == nil {
		t.line("%s%s: %s", indent, setting.Name, now)
		return
	}
	t.line("%s%s: %s → %s", indent, setting.Name, t.value(setting.Old), now)
}

// title is what people call the hunt group of a step, as far as the step says it.
func (t *planText) title(step *transfer.Step) string {
	if step.Kind != transfer.HuntGroup {
		return ""
	}
	format := formatOf(t.plan.To)
	for _, setting := range step.Settings {
		declared := format.Setting(step.Kind, setting.Name)
		value := cmp.Or(setting.New, setting.Old)
		if declared != nil && declared.Field == "Name" && value != nil {
			return value.Plain()
		}
	}
	return ""
}

// madeReference is where a hunt group leads to that is yet to be made.
var madeReference = regexp.MustCompile(string(domain.ToHuntGroup) + `:(@[0-9]+)`)

// value is a value for people, the number that the target has yet to give as the step that makes it.
func (t *planText) value(value *lens.Value) string {
	if value == nil {
		return shownValue(value)
	}
	if maker, ok := t.maker(value.Plain()); ok {
		return fmt.Sprintf("the id of %s (step %d)", shownText(maker.Name), maker.N)
	}
	if !strings.Contains(value.Text, ":@") {
		return shownValue(value)
	}
	text := madeReference.ReplaceAllStringFunc(value.Text, func(found string) string {
		begin, id, _ := strings.Cut(found, ":")
		if maker, ok := t.maker(id); ok {
			return begin + ":" + called(maker, t.title(maker))
		}
		return found
	})
	return shownText(text)
}

// called is a hunt group's own name, or where that is derived from an id, which is yet to be given, what people call it.
func called(maker *transfer.Step, title string) string {
	for _, setting := range maker.Settings {
		if setting.New == nil {
			continue
		}
		if names := lens.SplitNames(setting.New.Text); setting.New.Raw && len(names) > 0 && names[0] == maker.Name {
			return maker.Name
		}
	}
	return cmp.Or(title, maker.Name)
}

// maker is the step that makes what an id stands for.
func (t *planText) maker(id string) (*transfer.Step, bool) {
	n, ok := transfer.MadeBy(id)
	if !ok || n > t.plan.Steps.Len() {
		return nil, false
	}
	step, err := t.plan.Steps.Get(n - 1)
	if err != nil {
		t.err = err
		return nil, false
	}
	return &step, true
}

// shownValue is a value for people, nothing as (none).
func shownValue(value *lens.Value) string {
	if value == nil || value.Plain() == "" {
		return "(none)"
	}
	return shownText(value.Text)
}

func (t *planText) clashes() {
	if t.plan.Clashes.Len() == 0 {
		return
	}
	t.line("\n%s", t.paint.paint(bold, "clashes"))
	err := t.plan.Clashes.Each(func(clash transfer.Clash) error {
		settled := clash.Settled
		if settled == "" {
			settled = "stops the move; see --on-clash"
		}
		object := string(clash.Kind)
		if clash.Name != "" {
			object += " " + shownText(clash.Name)
		}
		t.line("  %s %s: %s (%s)", t.paint.paint(red, "!"), object, shownSentence(clash.Reason), settled)
		return t.err
	})
	if t.err == nil {
		t.err = err
	}
}

func (t *planText) dangling() {
	if t.plan.Dangling.Len() == 0 {
		return
	}
	t.line("\n%s", t.paint.paint(bold, "leads nowhere"))
	err := t.plan.Dangling.Each(func(f report.Finding) error {
		t.line("  %s %s %s: %s = %s: %s", t.paint.paint(yellow, "?"), f.Kind, shownText(f.Object), f.Field, shownText(f.Value), f.Reason)
		return t.err
	})
	if t.err == nil {
		t.err = err
	}
}

// summary says in a line what there is to do.
func (t *planText) summary() string {
	s := t.plan.Summary()
	text := fmt.Sprintf("%s to create, %s to change, %s to leave, %s to remove", counted(s.Create), counted(s.Change), counted(s.Leave), counted(s.Remove))
	if s.Extra > 0 {
		text += fmt.Sprintf("; %s that only the target has stay there", counted(s.Extra))
	}
	return text
}

// counted writes a number for people: 10,000.
func counted(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
