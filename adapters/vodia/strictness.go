package vodia

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// strictness is what becomes of a request that mentions settings which no page documents, or whose old value this
// dialect can't say.
type strictness string

const (
	keep   strictness = "keep"   // they are kept, and nothing is said
	warn   strictness = "warn"   // they are kept, and a Warning header names each
	refuse strictness = "refuse" // the request is refused
)

// strictnessHeader lets a request choose.
const strictnessHeader = "Dragoman-Unknown"

func strictnessOf(r *http.Request, otherwise strictness) (strictness, error) {
	switch chosen := strictness(strings.ToLower(strings.TrimSpace(r.Header.Get(strictnessHeader)))); chosen {
	case "":
		return otherwise, nil
	case keep, warn, refuse:
		return chosen, nil
	}
	return "", domain.Fail(domain.Invalid, "the header %s must be keep, warn or refuse", strictnessHeader)
}

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
	case c.strict == keep || len(faults) == 0:
		return nil
	case c.strict == refuse:
		return domain.Refuse(faults...)
	}
	header := c.w.Header()
	for _, fault := range faults {
		warning := "299 dragoman " + strconv.QuoteToASCII(fmt.Sprintf("%s %s; %s", fault.Setting, fault.Message, became))
		if !slices.Contains(header[warningHeader], warning) { // several accounts may be written at once
			header.Add(warningHeader, warning)
		}
	}
	return nil
}

const warningHeader = "Warning"

// write writes settings to an object.
func write[K any](c *call, table *lens.Table[K, *View], plan *domain.NumberPlan, k K, in map[string]lens.Value) error {
	done, faults := table.Write(c.view(plan), k, in)
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	if err := plan.Err(); err != nil {
		return err
	}
	return c.strictly(done)
}
