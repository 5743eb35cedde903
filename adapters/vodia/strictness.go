package vodia

import (
	"fmt"
	"net/http"
	"strconv"

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
	switch chosen := strictness(r.Header.Get(strictnessHeader)); chosen {
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
	if c.strict == keep {
		return nil
	}
	var faults []lens.Fault
	for _, name := range done.Unknown {
		faults = append(faults, lens.Fault{Setting: name, Message: unknownNotice})
	}
	for _, name := range done.Narrowed {
		faults = append(faults, lens.Fault{Setting: name, Message: narrowedNotice})
	}
	if len(faults) == 0 {
		return nil
	}
	if c.strict == refuse {
		return domain.Refuse(faults...)
	}
	for _, fault := range faults {
		text := strconv.QuoteToASCII(fmt.Sprintf("%s %s; it was kept", fault.Setting, fault.Message))
		c.w.Header().Add("Warning", "299 dragoman "+text)
	}
	return nil
}

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
