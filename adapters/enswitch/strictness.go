package enswitch

import (
	"slices"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
)

const (
	unknownSetting  = "is documented nowhere"
	narrowedSetting = "replaces a value that Enswitch can't say"
)

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
