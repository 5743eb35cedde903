package domain

import (
	"reflect"
	"slices"
)

// AddFeatureCode stores a new feature code. Its name must be free, but may be that of the very phone that it leads to.
// Names, where given, start with the code and become its aliases.
func (e *Edit) AddFeatureCode(code *FeatureCode) error {
	if err := CheckName(code.Code); err != nil {
		return err
	}
	if err := startsWith(code.Code, code.Names); err != nil {
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
	code.ID, code.Tenant, code.Listed = 0, e.Tenant.ID, listed(code.Names)
	code.becomeNode()
	if err := e.tx.PutFeatureCode(e.ctx, e.Tenant.ID, code); err != nil {
		return err
	}
	holder := Holder{KindFeatureCode, int64(code.ID)}
	if !behind {
		if err := e.tx.Claim(e.ctx, e.Tenant.ID, code.Code, holder); err != nil {
			return err
		}
	}
	if err := e.setNames(holder, FeatureCodeDestination(code.Code), code.Code, nil, code.Names); err != nil {
		return err
	}
	code.Names = e.Plan.NamesOfIVRNode(code)
	if e.Plan.Err() != nil {
		return e.Plan.Err()
	}
	return e.record(Created, KindFeatureCode, int64(code.ID), code.Code, nil, code)
}

// becomeNode makes an IVR node of what was a code's alias until it got aliases itself.
func (f *FeatureCode) becomeNode() {
	if len(f.Names) > 1 && f.Form == AsAlias && f.Destination.Kind == ToFeatureCode {
		f.Form = AsIVRNode
	}
}

// StandsBehind says that a code may have the name of a phone, since that is where it leads: the name means the phone.
func (f *FeatureCode) StandsBehind() bool {
	return f.Form != AsIVRNode && f.Destination == PhoneDestination(f.Code)
}

// mereAlias says that a code is a further name of an account and that nothing else was said of it.
func (f *FeatureCode) mereAlias() bool {
	bare := NewFeatureCode()
	bare.ID, bare.Tenant, bare.Code, bare.Destination, bare.Form = f.ID, f.Tenant, f.Code, f.Destination, AsAlias
	plain := f.Clone()
	plain.Names, plain.Listed = nil, nil
	return reflect.DeepEqual(bare, plain) && !slices.ContainsFunc(f.Listed, func(name string) bool { return !Dialable(name) })
}

// freeForCode refuses a name that somebody holds. It reports whether the holder is the phone that the code leads to, so
// that the code stands behind it and doesn't get the name.
func (e *Edit) freeForCode(code *FeatureCode) (behind bool, err error) {
	by, err := e.answering(code.Code)
	if err != nil || by == (Holder{}) {
		return false, err
	}
	if by.Kind != KindPhone || !code.StandsBehind() {
		return false, e.taken(code.Code, by)
	}
	other, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, code.Code)
	if CodeOf(err) == NotFound {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, e.taken(code.Code, Holder{KindFeatureCode, int64(other.ID)})
}

// ChangeFeatureCode runs change on the feature code of the name and stores what came of it. Another code or another first
// one of its names renames it, and typed references follow.
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
	if code.Code == before.Code && slices.Equal(code.Names, before.Names) {
		if err := e.staysBehind(code); err != nil {
			return err
		}
		return e.storeFeatureCode(before, code)
	}
	if code.Names, err = renamed(before.Code, before.Names, code.Code, code.Names); err != nil {
		return err
	}
	code.Code = code.Names[0]
	code.becomeNode()
	if err := e.staysBehind(code); err != nil {
		return err
	}
	if err := e.renameFeatureCode(before, code); err != nil {
		return err
	}
	code.Listed = listed(code.Names)
	code.Names = e.Plan.NamesOfIVRNode(code)
	if e.Plan.Err() != nil {
		return e.Plan.Err()
	}
	return e.storeFeatureCode(before, code)
}

// staysBehind refuses to make something else of a code whose name belongs to the phone that it leads to.
func (e *Edit) staysBehind(code *FeatureCode) error {
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, code.Code)
	if err != nil {
		return err
	}
	if by.Kind == KindPhone && !code.StandsBehind() {
		return e.taken(code.Code, by)
	}
	return nil
}

// renameFeatureCode carries a code's changed names over to the number plan.
func (e *Edit) renameFeatureCode(before, code *FeatureCode) error {
	holder := Holder{KindFeatureCode, int64(code.ID)}
	was, is := FeatureCodeDestination(before.Code), FeatureCodeDestination(code.Code)
	if was == is {
		return e.setNames(holder, is, code.Code, before.Names, code.Names)
	}
	kept := without(code.Names, before.Code, code.Code)
	alias, err := e.aliasCode(code.Code, before)
	if err != nil {
		return err
	}
	if err := e.setNames(holder, was, before.Code, before.Names, kept); err != nil {
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
	followed := map[Destination]Destination{was: is}
	code.redirect(followed)
	if err := e.follow(followed, holder); err != nil {
		return err
	}
	have := kept
	if alias != nil && Dialable(before.Code) && slices.Contains(code.Names, before.Code) {
		alias.Code, alias.Destination, alias.Names = before.Code, is, nil
		if err := e.AddFeatureCode(alias); err != nil {
			return err
		}
		have = append(have, before.Code)
	}
	return e.setNames(holder, is, code.Code, have, code.Names)
}

// aliasCode finds the code that is an alias of another and is to give its name to that; it may then have the other's
// name, with all else that was said of it. It is nil where there is none.
func (e *Edit) aliasCode(name string, of *FeatureCode) (*FeatureCode, error) {
	if !slices.Contains(of.Names, name) {
		return nil, nil
	}
	alias, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
	if CodeOf(err) == NotFound {
		return nil, nil
	}
	return alias, err
}

// redirect makes what leads to something that has moved lead there again.
func (f *FeatureCode) redirect(moved map[Destination]Destination) {
	redirected(moved, &f.Destination, &f.FaxDestination, &f.TextDestination)
}

func (e *Edit) featureCodeByID(id FeatureCodeID) (*FeatureCode, error) {
	code, err := e.tx.FeatureCodeByID(e.ctx, e.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	code.Names = e.Plan.NamesOfIVRNode(code)
	return code, e.Plan.Err()
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
	if code.Names == nil {
		code.Names = e.Plan.NamesOfIVRNode(code)
	}
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
	for _, name := range code.Names[1:] {
		if Dialable(name) {
			continue
		}
		if err := e.tx.Release(e.ctx, e.Tenant.ID, name); err != nil {
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
