package enswitch

import (
	"context"
	"slices"
	"strconv"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// call is one call of a function.
type call struct {
	h          *Handler
	ctx        context.Context
	function   *Function
	address    string
	caller     *signin.Caller // nil for a call that needs no sign-in
	arguments  []argument     // by position in function.Parameters
	values     map[string]lens.Value
	strict     strictness.Strictness
	warnings   []string
	validating bool
	out        []byte // begins with what stands before the data
}

// argument is what was given for one of a function's own parameters, else its default.
type argument struct {
	text  string
	given bool
}

// read takes the function's own parameters out of the request and leaves the settings of objects. Every parameter that
// is wrong is named at once.
func (c *call) read(p *parameters) error {
	var faults []lens.Fault
	c.arguments = make([]argument, len(c.function.Parameters))
	for i := range c.function.Parameters {
		declared := &c.function.Parameters[i]
		value, given := p.values[declared.Name]
		if fault := c.take(i, value, given); fault != nil {
			faults = append(faults, *fault)
		}
		delete(p.values, declared.Name)
	}
	for name := range p.differs {
		if c.function.identifies(name) {
			faults = append(faults, lens.Fault{Setting: name, Message: "is given more than once with different values"})
		}
	}
	c.values = p.values
	faults = append(faults, c.absent()...)
	if len(faults) > 0 {
		return c.refuse(c.andSettings(faults))
	}
	c.validating = c.function.parameter("validation") >= 0 && c.flag("validation")
	return c.undocumented()
}

func (c *call) take(i int, value lens.Value, given bool) *lens.Fault {
	declared := &c.function.Parameters[i]
	if !given {
		c.arguments[i] = argument{text: declared.Default}
		if declared.Required {
			return &lens.Fault{Setting: declared.Name, Message: "is required"}
		}
		return nil
	}
	text, err := declared.Check(value)
	if err != nil {
		return &lens.Fault{Setting: declared.Name, Message: err.Error()}
	}
	c.arguments[i] = argument{text: text, given: true}
	return nil
}

// absent names the required settings of a new object that aren't given.
func (c *call) absent() []lens.Fault {
	if c.function.Use != Creates {
		return nil
	}
	var faults []lens.Fault
	for _, s := range c.function.settings.Settings {
		if _, given := c.values[s.Name]; s.Required && !given && !c.replaced(s.Name) {
			faults = append(faults, lens.Fault{Setting: s.Name, Message: "is required"})
		}
	}
	return faults
}

// replaced says whether a parameter is given that stands for a required setting.
func (c *call) replaced(name string) bool {
	for i, declared := range c.function.Parameters {
		if declared.Instead == name && c.arguments[i].text != "" {
			return true
		}
	}
	return false
}

// andSettings adds to faults those of the object's settings.
func (c *call) andSettings(faults []lens.Fault) []lens.Fault {
	switch c.function.Use {
	case Creates:
		named := slices.Clone(faults)
		for _, fault := range c.function.settings.faults(c.values) {
			if !slices.ContainsFunc(named, func(f lens.Fault) bool { return f.Setting == fault.Setting }) {
				faults = append(faults, fault)
			}
		}
	case Updates:
		for _, s := range c.function.settings.Settings {
			value, given := c.values[s.Name]
			if !given || s.Class == lens.ReadOnly {
				continue
			}
			if _, err := s.Check(value); err != nil {
				faults = append(faults, lens.Fault{Setting: s.Name, Message: err.Error()})
			}
		}
	}
	return faults
}

// argument finds what was given for a parameter, which the function must have declared.
func (c *call) argument(name string) argument {
	i := c.function.parameter(name)
	if i < 0 {
		panic(c.function.Path + " declares no parameter " + name)
	}
	return c.arguments[i]
}

func (c *call) given(name string) bool { return c.argument(name).given }

func (c *call) text(name string) string { return c.argument(name).text }

func (c *call) flag(name string) bool { return c.argument(name).text == "1" }

// integer is a parameter whose type made sure that it is one.
func (c *call) integer(name string) int64 {
	n, err := strconv.ParseInt(c.argument(name).text, 10, 64)
	if err != nil {
		panic(c.function.Path + " declares " + name + " as no integer")
	}
	return n
}

// actor is who the journal names.
func (c *call) actor() domain.Actor {
	return domain.Actor{
		Name: c.caller.Name(), Person: c.caller.Person.ID, Dialect: Dialect, Request: domain.RequestOf(c.ctx).ID,
	}
}

func (c *call) reader() domain.Reader { return c.h.directory.Reader() }

// may says whether the caller's role has one of the privileges.
func (c *call) may(asked ...Privilege) bool { return hasAny(c.caller.Role(), asked...) }

// change runs do in a transaction on a customer, or rehearses it where validation=1.
func (c *call) change(tenant domain.TenantID, do func(*domain.Edit) error) error {
	if c.validating {
		return c.h.directory.Rehearse(c.ctx, c.actor(), tenant, do)
	}
	return c.h.directory.Change(c.ctx, c.actor(), tenant, do)
}

// changeAll is change for what is above customers.
func (c *call) changeAll(do func(*domain.SystemEdit) error) error {
	if c.validating {
		return c.h.directory.RehearseAll(c.ctx, c.actor(), do)
	}
	return c.h.directory.ChangeAll(c.ctx, c.actor(), do)
}

// look opens a customer for reading. The caller's own was read on signing in.
func (c *call) look(tenant domain.TenantID) (*domain.Look, error) {
	if c.caller.Home != nil && c.caller.Home.ID == tenant {
		return c.h.directory.LookInto(c.ctx, c.caller.Home), nil
	}
	return c.h.directory.Look(c.ctx, tenant)
}

// write puts the request's settings into an object.
func write[K any](c *call, t *table[K], v *View, k K) error {
	done, faults := t.Write(v, k, c.values)
	if len(faults) > 0 {
		return c.refuse(faults)
	}
	return c.tolerate(done)
}
