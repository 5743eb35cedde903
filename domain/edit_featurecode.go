package domain

import (
	"reflect"
	"slices"
)

// AddFeatureCode stores a new feature code. Its name must be free, but may be that of the very phone that it leads to.
// Names, where given, start with the code and become its aliases.
func (e *Edit) AddFeatureCode(code *FeatureCode) error {
	if err := checkName(code.Code); err != nil {
		return err
	}
	behind, err := e.freeForCode(code)
	if err != nil {
		return err
	}
	err = room(e.Tenant.MaxCodes, func() (int, error) { return e.CountFeatureCodes(Page{}) }, "feature codes")
	if err != nil {
		return err
	}
	names := code.Names
	code.ID, code.Tenant, code.Listed = 0, e.Tenant.ID, nil
	if len(names) > 1 {
		code.Listed = names
	}
	if err := e.tx.PutFeatureCode(e.ctx, e.Tenant.ID, code); err != nil {
		return err
	}
	holder := Holder{KindFeatureCode, int64(code.ID)}
	if !behind {
		if err := e.tx.Claim(e.ctx, e.Tenant.ID, code.Code, holder); err != nil {
			return err
		}
	}
	if len(names) > 1 {
		if err := e.setNames(holder, FeatureCodeDestination(code.Code), code.Code, []string{code.Code}, names); err != nil {
			return err
		}
	}
	e.refresh()
	return e.record(Created, KindFeatureCode, int64(code.ID), code.Code, nil, code)
}

// freeForCode refuses a name that somebody holds. It reports whether the holder is the phone that the code leads to, so
// that the code stands behind it and doesn't get the name.
func (e *Edit) freeForCode(code *FeatureCode) (behind bool, err error) {
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, code.Code)
	if err != nil || by == (Holder{}) {
		return false, err
	}
	if by.Kind == KindPhone && code.Destination == PhoneDestination(code.Code) {
		switch _, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, code.Code); CodeOf(err) {
		case NotFound:
			return true, nil
		case "":
			if err != nil {
				return false, err
			}
			return false, Fail(Invalid, "%s is taken by feature code %s", code.Code, code.Code)
		default:
			return false, err
		}
	}
	return false, e.taken(code.Code, by)
}

// ChangeFeatureCode runs change on the feature code of the name and stores what came of it. Another first name renames
// the code, and typed references follow.
func (e *Edit) ChangeFeatureCode(name string, change func(*FeatureCode) error) error {
	code, err := e.FeatureCode(name)
	if err != nil {
		return err
	}
	before := code.Clone()
	if err := change(code); err != nil {
		return err
	}
	code.ID, code.Tenant = before.ID, before.Tenant
	if code.Code != before.Code && slices.Equal(code.Names, before.Names) {
		code.Names = append([]string{code.Code}, slices.DeleteFunc(slices.Clone(before.Names), func(n string) bool {
			return n == before.Code || n == code.Code
		})...)
	}
	if err := e.staysBehind(before, code); err != nil {
		return err
	}
	if slices.Equal(code.Names, before.Names) {
		return e.storeFeatureCode(before, code)
	}
	if err := checkNames(code.Names); err != nil {
		return err
	}
	code.Code = code.Names[0]
	if err := e.renameFeatureCode(before, code); err != nil {
		return err
	}
	code.Listed = code.Names
	return e.storeFeatureCode(before, code)
}

// staysBehind refuses to lead a code elsewhere whose name belongs to the phone that it leads to.
func (e *Edit) staysBehind(before, code *FeatureCode) error {
	if code.Destination == before.Destination && code.Code == before.Code {
		return nil
	}
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, before.Code)
	if err != nil {
		return err
	}
	if by.Kind == KindPhone && code.Code == before.Code {
		return e.taken(code.Code, by)
	}
	return nil
}

func (e *Edit) renameFeatureCode(before, code *FeatureCode) error {
	holder := Holder{KindFeatureCode, int64(code.ID)}
	was, is := FeatureCodeDestination(before.Code), FeatureCodeDestination(code.Code)
	if was == is {
		return e.setNames(holder, is, code.Code, before.Names, code.Names)
	}
	kept := slices.DeleteFunc(slices.Clone(code.Names), func(n string) bool { return n == code.Code || n == before.Code })
	if err := e.setNames(holder, was, before.Code, before.Names, append([]string{before.Code}, kept...)); err != nil {
		return err
	}
	behind, err := e.freeForCode(code)
	if err != nil {
		return err
	}
	moved := before.Clone()
	moved.Code = code.Code
	if err := e.tx.PutFeatureCode(e.ctx, e.Tenant.ID, moved); err != nil {
		return err
	}
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, before.Code)
	if err != nil {
		return err
	}
	if by == holder {
		if err := e.tx.Release(e.ctx, e.Tenant.ID, before.Code); err != nil {
			return err
		}
	}
	if !behind {
		if err := e.tx.Claim(e.ctx, e.Tenant.ID, code.Code, holder); err != nil {
			return err
		}
	}
	if err := e.rename(was, is); err != nil {
		return err
	}
	for _, d := range []*Destination{&code.Destination, &code.FaxDestination, &code.TextDestination} {
		if *d == was {
			*d = is
		}
	}
	return e.setNames(holder, is, code.Code, append([]string{code.Code}, kept...), code.Names)
}

// RemoveFeatureCode deletes a feature code. With its aliases go the codes that are further names of it.
func (e *Edit) RemoveFeatureCode(name string, withAliases bool) error {
	code, err := e.FeatureCode(name)
	if err != nil {
		return err
	}
	if err := e.dropNames(code.Names[1:], "", FeatureCodeDestination(code.Code), withAliases); err != nil {
		return err
	}
	return e.removeFeatureCode(code)
}

func (e *Edit) removeFeatureCode(code *FeatureCode) error {
	holder := Holder{KindFeatureCode, int64(code.ID)}
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, code.Code)
	if err != nil {
		return err
	}
	if err := e.tx.RemoveFeatureCode(e.ctx, e.Tenant.ID, code.ID); err != nil {
		return err
	}
	if by == holder {
		if err := e.tx.Release(e.ctx, e.Tenant.ID, code.Code); err != nil {
			return err
		}
	}
	e.refresh()
	return e.record(Removed, KindFeatureCode, int64(code.ID), code.Code, code, nil)
}

func (e *Edit) storeFeatureCode(before, code *FeatureCode) error {
	if reflect.DeepEqual(before, code.Clone()) {
		return nil
	}
	if err := e.tx.PutFeatureCode(e.ctx, e.Tenant.ID, code); err != nil {
		return err
	}
	e.refresh()
	return e.record(Changed, KindFeatureCode, int64(code.ID), code.Code, before, code)
}
