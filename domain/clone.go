package domain

import "slices"

// Clone copies the tenant so that changing the copy leaves the original alone.
func (t *Tenant) Clone() *Tenant {
	c := *t
	c.DomainAliases = slices.Clone(t.DomainAliases)
	c.MaxPhones, c.MaxHuntGroups, c.MaxCodes = copied(t.MaxPhones), copied(t.MaxHuntGroups), copied(t.MaxCodes)
	c.Deleted = copied(t.Deleted)
	c.Administrators = slices.Clone(t.Administrators)
	c.Margins = t.Margins.Clone()
	if t.StarCodes != nil {
		c.StarCodes = make(map[string]string, len(t.StarCodes))
		for function, code := range t.StarCodes {
			c.StarCodes[function] = code
		}
	}
	return &c
}

// Clone copies the person so that changing the copy leaves the original alone.
func (p *Person) Clone() *Person {
	c := *p
	c.Margins = p.Margins.Clone()
	return &c
}

// Clone copies the phone so that changing the copy leaves the original alone.
func (p *Phone) Clone() *Phone {
	c := *p
	c.Names, c.Listed = slices.Clone(p.Names), slices.Clone(p.Listed)
	c.Margins = p.Margins.Clone()
	return &c
}

// Clone copies the hunt group with its members so that changing the copy leaves the original alone.
func (g *HuntGroup) Clone() *HuntGroup {
	c := *g
	c.Names, c.Listed = slices.Clone(g.Names), slices.Clone(g.Listed)
	c.Margins = g.Margins.Clone()
	for i := range c.Levels {
		c.Levels[i].RingTime = copied(g.Levels[i].RingTime)
		c.Levels[i].MusicRinging = copied(g.Levels[i].MusicRinging)
		c.Levels[i].Margins = g.Levels[i].Margins.Clone()
	}
	c.Members = slices.Clone(g.Members)
	for i := range c.Members {
		c.Members[i].Margins = g.Members[i].Margins.Clone()
	}
	return &c
}

// Clone copies the feature code so that changing the copy leaves the original alone.
func (f *FeatureCode) Clone() *FeatureCode {
	c := *f
	c.Names, c.Listed = slices.Clone(f.Names), slices.Clone(f.Listed)
	c.Margins = f.Margins.Clone()
	return &c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
