package main

import (
	"context"
	"errors"
	"fmt"

	"dragoman/domain/transfer"
)

// end says what came of a move, and by the exit code whether it is whole. verification is nil where the target wasn't read
// again.
func (m *moving) end(p *program, result *transfer.Result, verification *transfer.Verification, journal string) error {
	differences := 0
	if verification != nil {
		differences = len(verification.Differences)
	}
	whole := result.Whole() && differences == 0
	if m.asJSON {
		endEvents(p.out, result, verification, journal, whole)
	} else {
		m.endText(p, result, verification, whole)
	}
	if whole {
		return nil
	}
	return outcomeError{exitPartly, endSentence(result, differences, journal)}
}

func (m *moving) endText(p *program, result *transfer.Result, verification *transfer.Verification, whole bool) {
	out := m.out(p)
	paint := painterFor(out)
	if verification != nil {
		for _, d := range verification.Differences {
			fmt.Fprintf(out, "%s %s\n", paint.paint(red, "≠"), differenceText(d))
		}
	}
	fmt.Fprintf(out, "created %s, changed %s, removed %s", counted(result.Done[transfer.Create]), counted(result.Done[transfer.Change]), counted(result.Done[transfer.Remove]))
	if len(result.Failures) > 0 {
		fmt.Fprintf(out, ", failed %s", counted(len(result.Failures)))
	}
	if result.Open > 0 {
		fmt.Fprintf(out, ", not done %s", counted(result.Open))
	}
	fmt.Fprintln(out)
	for i, reason := range result.Reasons() {
		if i == mostNamed {
			fmt.Fprintln(out, "  and for other reasons")
			break
		}
		fmt.Fprintf(out, "  %s failed: %s\n", counted(reason.Count), shownSentence(reason.Text))
	}
	if whole && verification != nil {
		fmt.Fprintf(out, "the target was read again: all %s objects are as planned\n", counted(verification.Checked))
	}
}

func differenceText(d transfer.Difference) string {
	object := string(d.Kind) + " " + shownText(d.Name)
	if d.Of != "" {
		object += " of " + shownText(d.Of)
	}
	if d.Setting == "" {
		return object + ": " + d.Reason
	}
	return fmt.Sprintf("%s: %s is %q instead of %q", object, d.Setting, shownText(d.Have), shownText(d.Want))
}

// endSentence says what to do next.
func endSentence(result *transfer.Result, differences int, journal string) string {
	again := ""
	if journal != "" {
		again = "; dragoman move --resume " + journal + " goes on"
	}
	switch {
	case result.Stopped != nil && errors.Is(result.Stopped, context.Canceled):
		return "the move was interrupted" + again
	case result.Stopped != nil:
		return result.Stopped.Error() + again
	case result.Open > 0:
		return "the target fell silent before everything was done" + again
	case len(result.Failures) > 0:
		return "not everything could be done" + again
	}
	return fmt.Sprintf("the target differs from the plan in %s places; move again to see them as steps", counted(differences))
}
