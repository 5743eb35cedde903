package main

import (
	"bufio"
	"fmt"
	"io"
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

// end says what came of an export to a file.
func (e *exporting) end(p *program, plan *planned, result *transfer.Result) error {
	failed := map[transfer.Kind]int{}
	for _, f := range result.Failures {
		failed[f.Kind]++
	}
	written := func(kind transfer.Kind) int { return plan.CountOf(kind, transfer.Create) - failed[kind] }
	whole := len(result.Failures) == 0 && plan.Clashes.Len() == 0
	if e.asJSON {
		if err := endExport(p.out, plan, written, whole); err != nil {
			return err
		}
	} else if err := tellExport(p, plan, result, written); err != nil {
		return err
	}
	if !whole {
		return outcomeError{exitPartly, "not everything could be written"}
	}
	return nil
}

// endExport prints the last events of an export.
func endExport(out io.Writer, plan *planned, written func(transfer.Kind) int, whole bool) error {
	err := plan.Clashes.Each(func(clash transfer.Clash) error {
		printEvent(out, map[string]any{"event": "clash", "kind": clash.Kind, "name": clash.Name, "over": clash.Over, "reason": clash.Reason, "settled": clash.Settled})
		return nil
	})
	if err != nil {
		return err
	}
	err = plan.Losses.Each(func(loss report.Loss) error {
		printEvent(out, map[string]any{"event": "loss", "kind": loss.Kind, "name": loss.Object, "setting": loss.Setting, "reason": loss.Reason})
		return nil
	})
	if err != nil {
		return err
	}
	outcome := "done"
	if !whole {
		outcome = "partly"
	}
	end := map[string]any{"event": "end", "outcome": outcome, "file": plan.target.Address}
	for _, kind := range (transfer.Canonical{}).Kinds() {
		end[string(kind)+"s"] = written(kind)
	}
	printEvent(out, end)
	return nil
}

// tellExport says in a line what was written and where, and then what wasn't.
func tellExport(p *program, plan *planned, result *transfer.Result, written func(transfer.Kind) int) error {
	t := &planText{out: bufio.NewWriter(p.err), paint: painterFor(p.err), plan: plan.Plan}
	t.line("wrote %s to %s", writtenText(written), plan.target.file.Describe())
	for _, f := range result.Failures {
		t.line("%s %s: %s", f.Kind, shownText(f.Name), shownSentence(f.Reason))
	}
	t.clashes()
	t.losses("what could not be read")
	if t.err != nil {
		return t.err
	}
	return t.out.Flush()
}

// endLists says what came of an export to CSV files.
func (e *exporting) endLists(p *program, written *tenantfile.Written) error {
	if e.asJSON {
		for _, one := range written.Left {
			printEvent(p.out, map[string]any{"event": "loss", "kind": one.Kind, "setting": one.Setting, "objects": one.Objects, "reason": one.Reason})
		}
		end := map[string]any{"event": "end", "outcome": "done", "folder": e.lists}
		for kind, n := range written.Objects {
			end[string(kind)+"s"] = n
		}
		printEvent(p.out, end)
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "wrote %s to %s\n", writtenText(func(kind transfer.Kind) int { return written.Objects[kind] }), e.lists)
	for _, one := range written.Left {
		fmt.Fprintf(&b, "  %s %s of %s: %s\n", painterFor(p.err).paint(red, "✗"), one.Setting, countedOf(one.Kind, one.Objects), one.Reason)
	}
	_, err := io.WriteString(p.err, b.String())
	return err
}
