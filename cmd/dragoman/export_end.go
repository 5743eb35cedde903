package main

import (
	"bufio"
	"strings"

	"dragoman/adapters/tenantfile"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// objectNames are the kinds of objects that files hold, one and several of each.
var objectNames = map[transfer.Kind][2]string{
	transfer.Phone: {"phone", "phones"}, transfer.HuntGroup: {"hunt group", "hunt groups"}, transfer.FeatureCode: {"feature code", "feature codes"},
}

// writtenText says how many objects were written: "3 phones, 1 hunt group and 0 feature codes".
func writtenText(count func(transfer.Kind) int) string {
	var parts []string
	for _, kind := range (transfer.Canonical{}).Kinds() {
		parts = append(parts, countedOf(kind, count(kind)))
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

func countedOf(kind transfer.Kind, n int) string {
	if n == 1 {
		return "1 " + objectNames[kind][0]
	}
	return counted(n) + " " + objectNames[kind][1]
}

// exported is what came of an export.
type exported struct {
	plan   *planned
	result *transfer.Result
	left   []tenantfile.Left // what CSV files have no place for
}

// written is how many objects of a kind were written.
func (x *exported) written(kind transfer.Kind) int {
	n := x.plan.CountOf(kind, transfer.Create)
	for _, f := range x.result.Failures {
		if f.Kind == kind {
			n--
		}
	}
	return n
}

// whole says that every object of the source was written.
func (x *exported) whole() bool { return len(x.result.Failures) == 0 && x.plan.Clashes.Len() == 0 }

// end says what came of an export.
func (e *exporting) end(p *program, x *exported) error {
	tell := x.tell
	if e.asJSON {
		tell = x.tellEvents
	}
	if err := tell(p); err != nil {
		return err
	}
	if !x.whole() {
		return outcomeError{exitPartly, "not everything could be written"}
	}
	return nil
}

// tellEvents prints the last events of an export.
func (x *exported) tellEvents(p *program) error {
	err := x.plan.Clashes.Each(func(clash transfer.Clash) error {
		printEvent(p.out, map[string]any{"event": "clash", "kind": clash.Kind, "name": clash.Name, "over": clash.Over, "reason": clash.Reason, "settled": clash.Settled})
		return nil
	})
	if err != nil {
		return err
	}
	err = x.plan.Losses.Each(func(loss report.Loss) error {
		printEvent(p.out, map[string]any{"event": "loss", "kind": loss.Kind, "name": loss.Object, "setting": loss.Setting, "reason": loss.Reason})
		return nil
	})
	if err != nil {
		return err
	}
	for _, one := range x.left {
		printEvent(p.out, map[string]any{"event": "loss", "kind": one.Kind, "setting": one.Setting, "objects": one.Objects, "reason": one.Reason})
	}
	end := map[string]any{"event": "end", "outcome": "done", "to": x.plan.target.Address}
	if !x.whole() {
		end["outcome"] = "partly"
	}
	for _, kind := range (transfer.Canonical{}).Kinds() {
		end[string(kind)+"s"] = x.written(kind)
	}
	printEvent(p.out, end)
	return nil
}

// tell says in a line what was written and where, and then what wasn't.
func (x *exported) tell(p *program) error {
	t := &planText{out: bufio.NewWriter(p.err), paint: painterFor(p.err), plan: x.plan.Plan}
	t.line("wrote %s to %s", writtenText(x.written), x.plan.target.file.Describe())
	for _, f := range x.result.Failures {
		t.line("%s %s: %s", f.Kind, shownText(f.Name), shownSentence(f.Reason))
	}
	for _, one := range x.left {
		t.line("  %s %s of %s: %s", t.paint.paint(red, "✗"), one.Setting, countedOf(one.Kind, one.Objects), one.Reason)
	}
	t.clashes()
	t.losses("what could not be read")
	if t.err != nil {
		return t.err
	}
	return t.out.Flush()
}
