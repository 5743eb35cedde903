package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain/transfer"
)

func plannedEvent(plan *transfer.Plan) map[string]any {
	s := plan.Summary()
	return map[string]any{
		"event": "planned", "from": shownPlace(plan.From), "to": shownPlace(plan.To), "create": s.Create, "change": s.Change, "leave": s.Leave,
		"remove": s.Remove, "extra": s.Extra, "clashes": plan.Clashes.Len(), "dangling": plan.Dangling.Len(), "losses": plan.Losses.Len(), "blocked": plan.Blocked,
	}
}

func endEvents(out io.Writer, result *transfer.Result, verification *transfer.Verification, journal string, whole bool) {
	outcome, reason, checked := "done", "", 0
	if !whole {
		outcome = "partly"
	}
	if result.Stopped != nil {
		reason = result.Stopped.Error()
	}
	if verification != nil {
		checked = verification.Checked
		for _, d := range verification.Differences {
			printEvent(out, map[string]any{"event": "difference", "kind": d.Kind, "name": d.Name, "of": d.Of, "setting": d.Setting, "want": d.Want, "have": d.Have, "reason": d.Reason})
		}
	}
	printEvent(out, map[string]any{
		"event": "end", "outcome": outcome, "created": result.Done[transfer.Create], "changed": result.Done[transfer.Change], "removed": result.Done[transfer.Remove],
		"failed": len(result.Failures), "open": result.Open, "stopped": reason, "checked": checked, "journal": journal,
	})
}

func printEvent(out io.Writer, values map[string]any) {
	var b strings.Builder
	for i, name := range eventOrder(values) {
		data, err := json.Marshal(values[name])
		if err != nil {
			data = []byte(strconv.Quote(err.Error())) // never of texts and numbers
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, data)
	}
	fmt.Fprintf(out, "{%s}\n", b.String())
}

// eventOrder is the order of an event's values: what it is first.
func eventOrder(values map[string]any) []string {
	names := make([]string, 0, len(values))
	for name, value := range values {
		if value != "" {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a == "event") != (b == "event") {
			return map[bool]int{true: -1, false: 1}[a == "event"]
		}
		return strings.Compare(a, b)
	})
	return names
}
