package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain/lens"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// planText prints a plan for people.
type planText struct {
	out   *bufio.Writer
	paint painter
	plan  *transfer.Plan
	err   error
}

// printPlan writes a plan as a tree: what is done with each kind of object, then what clashes, dangles and gets lost.
func printPlan(out io.Writer, plan *transfer.Plan) error {
	t := &planText{out: bufio.NewWriter(out), paint: painterFor(out), plan: plan}
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
	if step.From != "" && step.Of == "" && step.Kind != transfer.HuntGroup {
		name += " (" + shownText(step.From) + " at the source)"
	}
	t.line("  %s %s", t.paint.paint(sign.colour, sign.sign), t.paint.paint(sign.colour, name))
	if step.Do == transfer.Remove {
		return
	}
	for _, setting := range step.Settings {
		t.setting(step.Do, setting)
	}
}

func (t *planText) setting(do transfer.Action, setting transfer.Setting) {
	now := shownValue(setting.New)
	if setting.Made {
		now = "a new secret, since the source shows none"
	}
	if do == transfer.Create || setting.Old == nil {
		t.line("      %s: %s", setting.Name, now)
		return
	}
	t.line("      %s: %s → %s", setting.Name, shownValue(setting.Old), now)
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

func shownSentence(text string) string {
	return strings.Join(strings.Fields(text), " ")
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

// lossGroup are losses of one setting for one reason.
type lossGroup struct {
	what, reason string
	objects      []string
	count        int
}

// mostNamed is how many objects a line names before it only counts them. The JSON form of a plan names all.
const mostNamed = 8

// losses prints what gets lost under a heading.
func (t *planText) losses(heading string) {
	if t.plan.Losses.Len() == 0 {
		return
	}
	groups := map[string]*lossGroup{}
	var order []string
	err := t.plan.Losses.Each(func(loss report.Loss) error {
		what := loss.Setting
		if what == "" {
			what = loss.Field
		}
		key := string(loss.Kind) + "\x00" + what + "\x00" + loss.Reason
		one := groups[key]
		if one == nil {
			one = &lossGroup{what: string(loss.Kind) + " " + what, reason: loss.Reason}
			groups[key] = one
			order = append(order, key)
		}
		one.count++
		if len(one.objects) < mostNamed && !slices.Contains(one.objects, loss.Object) {
			one.objects = append(one.objects, loss.Object)
		}
		return nil
	})
	if t.err == nil {
		t.err = err
	}
	t.line("\n%s", t.paint.paint(bold, heading))
	for _, key := range order {
		one := groups[key]
		names := shownText(strings.Join(one.objects, ", "))
		if one.count > len(one.objects) {
			names += fmt.Sprintf(" and so on, %s in all", counted(one.count))
		}
		t.line("  %s %s: %s: %s", t.paint.paint(red, "✗"), one.what, shownSentence(one.reason), names)
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
