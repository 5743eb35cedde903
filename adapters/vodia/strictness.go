package vodia

import (
	"fmt"
	"slices"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
)

const (
	unknownNotice  = "is not documented"
	narrowedNotice = "replaced a value of the other platform that this one can't express"
)

// strictly tells the client what a write met, as strictly as it asked for.
func (c *call) strictly(done lens.Written) error {
	return c.notice("it was kept", append(faultsOf(unknownNotice, done.Unknown), faultsOf(narrowedNotice, done.Narrowed)...))
}

// knowing deals with members of a body that does something and is nobody's settings: those that aren't named have no
// effect.
func (c *call) knowing(body fields, names ...string) error {
	var unknown []string
	for _, member := range body {
		if !slices.Contains(names, member.name) && !slices.Contains(unknown, member.name) {
			unknown = append(unknown, member.name)
		}
	}
	return c.notice("it has no effect", faultsOf(unknownNotice, unknown))
}

func faultsOf(message string, names []string) []lens.Fault {
	var faults []lens.Fault
	for _, name := range names {
		faults = append(faults, lens.Fault{Setting: name, Message: message})
	}
	return faults
}

// notice refuses a request for what it shouldn't have, or sends one header for each with what became of it.
func (c *call) notice(became string, faults []lens.Fault) error {
	switch {
	case c.strict == strictness.Keep || len(faults) == 0:
		return nil
	case c.strict == strictness.Refuse:
		return domain.Refuse(faults...)
	}
	header := c.w.Header()
	for _, fault := range faults {
		warning := strictness.Warning(fmt.Sprintf("%s %s; %s", fault.Setting, fault.Message, became))
		if !slices.Contains(header[strictness.WarningHeader], warning) { // several accounts may be written at once
			header.Add(strictness.WarningHeader, warning)
		}
	}
	return nil
}

// write writes settings to an object.
func write[K any](c *call, table *lens.Table[K, *View], plan *domain.NumberPlan, k K, in map[string]lens.Value) error {
	done, faults := table.Write(c.view(plan), k, in)
	if len(faults) > 0 && c.strict == strictness.Refuse { // everything is told at once
		faults = append(faults, faultsOf(unknownNotice, done.Unknown)...)
	}
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	if err := plan.Err(); err != nil {
		return err
	}
	return c.strictly(done)
}
