package domain

import (
	"reflect"
	"slices"
)

// AddPhone stores a new phone. Its name must be free, but for a feature code that leads to this very phone. Names, where
// given, start with the phone's name and become its aliases.
func (e *Edit) AddPhone(phone *Phone) error {
	if err := CheckName(phone.Name); err != nil {
		return err
	}
	if err := startsWith(phone.Name, phone.Names); err != nil {
		return err
	}
	if err := e.freeForPhone(phone.Name); err != nil {
		return err
	}
	err := room(e.Tenant.MaxPhones, func() (int, error) { return e.CountPhones(Page{}) }, "phones")
	if err != nil {
		return err
	}
	phone.ID, phone.Tenant, phone.Listed = 0, e.Tenant.ID, listed(phone.Names)
	if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, phone); err != nil {
		return err
	}
	holder := Holder{KindPhone, int64(phone.ID)}
	if err := e.tx.Claim(e.ctx, e.Tenant.ID, phone.Name, holder); err != nil {
		return err
	}
	if err := e.setNames(holder, PhoneDestination(phone.Name), phone.Name, nil, phone.Names); err != nil {
		return err
	}
	phone.Names = e.Plan.NamesOfPhone(phone)
	if e.Plan.Err() != nil {
		return e.Plan.Err()
	}
	return e.record(Created, KindPhone, int64(phone.ID), phone.Name, nil, phone)
}

// freeForPhone refuses a name that somebody holds, unless it is a feature code that leads to the phone of that name.
func (e *Edit) freeForPhone(name string) error {
	by, err := e.answering(name)
	if err != nil || by == (Holder{}) {
		return err
	}
	if by.Kind == KindFeatureCode {
		code, err := e.tx.FeatureCodeByID(e.ctx, e.Tenant.ID, FeatureCodeID(by.ID))
		if err != nil {
			return err
		}
		if code.Code == name && code.StandsBehind() {
			return nil
		}
	}
	return e.taken(name, by)
}

// ChangePhone runs change on the phone of the name and stores what came of it. Another name or another first one of its
// names renames the phone, and typed references follow.
func (e *Edit) ChangePhone(name string, change func(*Phone) error) error {
	phone, err := e.Phone(name)
	if err != nil {
		return err
	}
	before := phone.Clone()
	if err := change(phone); err != nil {
		return err
	}
	phone.ID, phone.Tenant = before.ID, before.Tenant
	listKept := slices.Equal(phone.Names, before.Names)
	if listKept && phone.Name == before.Name {
		return e.storePhone(before, phone)
	}
	if phone.Names, err = renamed(before.Name, before.Names, phone.Name, phone.Names); err != nil {
		return err
	}
	phone.Name = phone.Names[0]
	behind, err := e.codeBehind(before.Name)
	if err != nil {
		return err
	}
	if behind && listKept && Dialable(before.Name) {
		phone.Names = append(phone.Names, before.Name) // the code of the old name still leads here
	}
	if err := e.renamePhone(before, phone, behind); err != nil {
		return err
	}
	phone.Listed = listed(phone.Names)
	phone.Names = e.Plan.NamesOfPhone(phone)
	if e.Plan.Err() != nil {
		return e.Plan.Err()
	}
	return e.storePhone(before, phone)
}

// codeBehind says whether a feature code stands behind the phone of the name.
func (e *Edit) codeBehind(name string) (bool, error) {
	code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
	if CodeOf(err) == NotFound {
		return false, nil
	}
	return err == nil && code.StandsBehind(), err
}

// renamePhone carries a phone's changed names over to the number plan. behind says that a feature code stands behind
// the old name, which it has now.
func (e *Edit) renamePhone(before, phone *Phone, behind bool) error {
	holder := Holder{KindPhone, int64(phone.ID)}
	was, is := PhoneDestination(before.Name), PhoneDestination(phone.Name)
	if was == is {
		return e.setNames(holder, is, phone.Name, before.Names, phone.Names)
	}
	kept := without(phone.Names, before.Name, phone.Name)
	if err := e.setNames(holder, was, before.Name, without(before.Names, phone.Name), kept); err != nil {
		return err
	}
	if err := e.makeWay(phone.Name, before); err != nil {
		return err
	}
	moved := before.Clone()
	moved.Name = phone.Name
	if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, moved); err != nil {
		return err
	}
	if err := e.release(before.Name); err != nil {
		return err
	}
	if err := e.tx.Claim(e.ctx, e.Tenant.ID, phone.Name, holder); err != nil {
		return err
	}
	followed := map[Destination]Destination{
		was:                                    is,
		{Kind: ToMailbox, Target: before.Name}: {Kind: ToMailbox, Target: phone.Name},
	}
	phone.redirect(followed)
	if err := e.follow(followed, holder); err != nil {
		return err
	}
	have := kept
	if behind && Dialable(before.Name) {
		have = append(have, before.Name)
	}
	return e.setNames(holder, is, phone.Name, have, phone.Names)
}

// makeWay sees to it that a phone can have another name as its own. A feature code that leads to the phone stays, now
// behind it, unless it was no more than an alias.
func (e *Edit) makeWay(name string, phone *Phone) error {
	if !slices.Contains(phone.Names, name) {
		return e.freeForPhone(name)
	}
	code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
	if CodeOf(err) == NotFound {
		return nil // a name that can't be dialled is the phone's already
	}
	if err != nil {
		return err
	}
	referrers, err := e.tx.ReferrersTo(e.ctx, e.Tenant.ID, FeatureCodeDestination(name))
	if err != nil || len(referrers) > 0 || !code.mereAlias() {
		return err
	}
	return e.removeFeatureCode(code)
}

// redirect makes what leads to something that has moved lead there again.
func (p *Phone) redirect(moved map[Destination]Destination) {
	redirected(moved, &p.Busy, &p.NoAnswer, &p.Unregistered)
	if to, ok := moved[Destination{Kind: ToMailbox, Target: p.Mailbox}]; ok {
		p.Mailbox = to.Target
	}
}

// RemovePhone deletes a phone. With its aliases go the feature codes that are further names of it; without, they stay
// and lead nowhere.
func (e *Edit) RemovePhone(name string, withAliases bool) error {
	phone, err := e.Phone(name)
	if err != nil {
		return err
	}
	if err := e.dropNames(phone.Names, phone.Name, PhoneDestination(phone.Name), withAliases); err != nil {
		return err
	}
	if err := e.tx.RemovePhone(e.ctx, e.Tenant.ID, phone.ID); err != nil {
		return err
	}
	if err := e.release(phone.Name); err != nil {
		return err
	}
	e.refresh()
	return e.record(Removed, KindPhone, int64(phone.ID), phone.Name, phone, nil)
}

// dropNames frees the names of an account that goes, but for the primary one. A code with that name is a further name
// too.
func (e *Edit) dropNames(names []string, primary string, account Destination, withAliases bool) error {
	for _, name := range names {
		code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
		switch {
		case err == nil && withAliases && code.Destination == account:
			err = e.removeFeatureCode(code)
		case CodeOf(err) == NotFound && name != primary:
			err = e.tx.Release(e.ctx, e.Tenant.ID, name)
		case CodeOf(err) == NotFound:
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Edit) storePhone(before, phone *Phone) error {
	if reflect.DeepEqual(before, phone.Clone()) {
		return nil
	}
	if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, phone); err != nil {
		return err
	}
	e.refresh()
	return e.record(Changed, KindPhone, int64(phone.ID), phone.Name, before, phone)
}
