package enswitch

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// policy says what becomes of settings that no page documents, and of values that a write sets aside.
type policy string

const (
	keep   policy = "keep"   // they are kept and nothing is said
	warn   policy = "warn"   // they are kept and named in Warning headers
	strict policy = "refuse" // they are refused
)

// policyHeader lets a caller choose for one request.
const policyHeader = "Dragoman-Unknown"

func (h *Handler) policyOf(r *http.Request) (policy, error) {
	chosen := policy(strings.ToLower(strings.TrimSpace(r.Header.Get(policyHeader))))
	switch chosen {
	case "":
		return h.unknown, nil
	case keep, warn, strict:
		return chosen, nil
	}
	return "", domain.Fail(domain.Invalid, "%s must be keep, warn or refuse", policyHeader)
}

const (
	unknownSetting  = "is documented nowhere"
	narrowedSetting = "replaces a value that Enswitch can't say"
)

// undocumented deals with parameters that a function which writes no object can't have a use for.
func (c *call) undocumented() error {
	if c.function.Use != Unused || c.unknown == keep {
		return nil
	}
	var unknown []string
	for name := range c.values {
		unknown = append(unknown, name)
	}
	slices.Sort(unknown)
	return c.tolerate(lens.Written{Unknown: unknown})
}

// tolerate deals with what a write met. It may be called again when a transaction is run again.
func (c *call) tolerate(done lens.Written) error {
	c.warnings = nil
	if c.unknown == keep {
		return nil
	}
	var faults []lens.Fault
	for _, name := range done.Unknown {
		faults = append(faults, lens.Fault{Setting: name, Message: unknownSetting})
	}
	for _, name := range done.Narrowed {
		faults = append(faults, lens.Fault{Setting: name, Message: narrowedSetting})
	}
	if c.unknown == strict && len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	for _, fault := range faults {
		c.warnings = append(c.warnings, fmt.Sprintf("299 dragoman %s", quotedASCII(fault.Setting+" "+fault.Message)))
	}
	return nil
}

// quotedASCII writes a quoted string that a header can hold, whatever a client made up.
func quotedASCII(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most]
	}
	return strconv.QuoteToASCII(text)
}
