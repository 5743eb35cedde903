package enswitch

import (
	"maps"
	"slices"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
)

const (
	unknownSetting  = "is documented nowhere"
	narrowedSetting = "replaces a value that Enswitch can't say"
)

// refuse refuses a request for its faults, and along with them for the parameters that it should not have at all, where
// the caller wants to hear of those: everything is told at once.
func (c *call) refuse(faults []lens.Fault) error {
	if c.strict != strictness.Refuse {
		return domain.Refuse(faults...)
	}
	sheet := c.function.Sheet()
	for _, name := range slices.Sorted(maps.Keys(c.values)) {
		if sheet == nil || sheet.Setting(name) == nil {
			faults = append(faults, lens.Fault{Setting: name, Message: unknownSetting})
		}
	}
	return domain.Refuse(faults...)
}

// undocumented deals with parameters that a function which writes no object can't have a use for.
func (c *call) undocumented() error {
	if c.function.Use != Unused || c.strict == strictness.Keep {
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
	if c.strict == strictness.Keep {
		return nil
	}
	var faults []lens.Fault
	for _, name := range done.Unknown {
		faults = append(faults, lens.Fault{Setting: name, Message: unknownSetting})
	}
	for _, name := range done.Narrowed {
		faults = append(faults, lens.Fault{Setting: name, Message: narrowedSetting})
	}
	if c.strict == strictness.Refuse && len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	for _, fault := range faults {
		c.warnings = append(c.warnings, strictness.Warning(fault.Setting+" "+fault.Message))
	}
	return nil
}
