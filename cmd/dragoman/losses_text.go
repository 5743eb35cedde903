package main

import (
	"fmt"
	"strings"

	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// lossGroup are losses of one setting for one reason.
type lossGroup struct {
	what, reason string
	objects      []string // the first of them, each with what it loses
	count        int
}

// mostNamed is how many objects a line names before it only counts them. The JSON form of a plan names all.
const mostNamed = 8

// losses prints what gets lost under a heading, a line for each setting and reason.
func (t *planText) losses(heading string) {
	if t.plan.Losses.Len() == 0 {
		return
	}
	groups := map[string]*lossGroup{}
	var order []*lossGroup
	err := t.plan.Losses.Each(func(loss report.Loss) error {
		what := string(loss.Kind) + " " + lostSetting(loss)
		key := what + "\x00" + loss.Reason
		one := groups[key]
		if one == nil {
			one = &lossGroup{what: what, reason: loss.Reason}
			groups[key] = one
			order = append(order, one)
		}
		one.count++
		if len(one.objects) < mostNamed {
			one.objects = append(one.objects, lostText(loss))
		}
		return nil
	})
	if t.err == nil {
		t.err = err
	}
	t.line("\n%s", t.paint.paint(bold, heading))
	for _, one := range order {
		names := strings.Join(one.objects, ", ")
		if one.count > len(one.objects) {
			names += fmt.Sprintf(" and so on, %s in all", counted(one.count))
		}
		t.line("  %s %s: %s: %s", t.paint.paint(red, "✗"), one.what, shownSentence(one.reason), names)
	}
}

// lostSetting is the setting that a loss is about, else the field.
func lostSetting(loss report.Loss) string {
	if loss.Setting != "" {
		return loss.Setting
	}
	return loss.Field
}

// lostText is an object with what it loses and what shows in its place: "440 (matched_called → none)".
func lostText(loss report.Loss) string {
	name := shownText(loss.Object)
	if loss.Part != "" {
		name += ", " + loss.Part
	}
	if loss.Value == "" || loss.Value == lens.Mask || loss.Value == loss.Object {
		return name
	}
	if loss.Class == lens.OwnOnly || loss.Shown == loss.Value {
		return name + " (" + shownText(loss.Value) + ")"
	}
	shown := shownText(loss.Shown)
	if shown == "" {
		shown = "none"
	}
	return name + " (" + shownText(loss.Value) + " → " + shown + ")"
}
