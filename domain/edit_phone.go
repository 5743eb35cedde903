package domain

import (
	"reflect"
	"slices"
)

// AddPhone stores a new phone. Its name must be free, but for a feature code that leads to this very phone. Names, where
// given, start with the phone's name and become its aliases.
func (e *Edit) AddPhone(phone *Phone) error {
	if err := checkName(phone.Name); err != nil {
		return err
	}
	if err := e.freeForPhone(phone.Name); err != nil {
		return err
	}
	err := room(e.Tenant.MaxPhones, func() (int, error) { return e.CountPhones(Page{}) }, "phones")
	if err != nil {
		return err
	}
	phone.ID, phone.Tenant = 0, e.Tenant.ID
	names := phone.Names
	phone.Listed = nil
	if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, phone); err != nil {
		return err
	}
	holder := Holder{KindPhone, int64(phone.ID)}
	if err := e.tx.Claim(e.ctx, e.Tenant.ID, phone.Name, holder); err != nil {
		return err
	}
	if len(names) > 1 {
		if err := e.setNames(holder, PhoneDestination(phone.Name), phone.Name, []string{phone.Name}, names); err != nil {
			return err
		}
		phone.Listed = names
		if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, phone); err != nil {
			return err
		}
	}
	e.refresh()
	return e.record(Created, KindPhone, int64(phone.ID), phone.Name, nil, phone)
}

// freeForPhone refuses a name that somebody holds, unless it is a feature code that leads to the phone of that name.
func (e *Edit) freeForPhone(name string) error {
	by, err := e.tx.HolderOf(e.ctx, e.Tenant.ID, name)
	if err != nil || by == (Holder{}) {
		return err
	}
	if by.Kind == KindFeatureCode {
		code, err := e.tx.FeatureCodeByID(e.ctx, e.Tenant.ID, FeatureCodeID(by.ID))
		if err != nil {
			return err
		}
		if code.Destination == PhoneDestination(name) {
			return nil
		}
	}
	return e.taken(name, by)
}

// ChangePhone runs change on the phone of the name and stores what came of it. Another first name renames the phone, and
// typed references follow.
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
	if phone.Name != before.Name && slices.Equal(phone.Names, before.Names) && len(phone.Names) > 0 {
		phone.Names = append([]string{phone.Name}, slices.DeleteFunc(slices.Clone(before.Names), func(n string) bool {
			return n == before.Name || n == phone.Name
		})...)
	}
	if slices.Equal(phone.Names, before.Names) {
		return e.storePhone(before, phone)
	}
	if err := checkNames(phone.Names); err != nil {
		return err
	}
	phone.Name = phone.Names[0]
	if err := e.renamePhone(before, phone); err != nil {
		return err
	}
	phone.Listed = phone.Names
	return e.storePhone(before, phone)
}

// renamePhone carries a phone's changed names over to the number plan.
func (e *Edit) renamePhone(before, phone *Phone) error {
	holder := Holder{KindPhone, int64(phone.ID)}
	was, is := PhoneDestination(before.Name), PhoneDestination(phone.Name)
	if was == is {
		return e.setNames(holder, is, phone.Name, before.Names, phone.Names)
	}
	// The new name may have been an alias until now; as one it goes, so that the phone can have the name itself.
	kept := slices.DeleteFunc(slices.Clone(phone.Names), func(n string) bool { return n == phone.Name || n == before.Name })
	if err := e.setNames(holder, was, before.Name, before.Names, append([]string{before.Name}, kept...)); err != nil {
		return err
	}
	if err := e.freeForPhone(phone.Name); err != nil {
		return err
	}
	moved := before.Clone()
	moved.Name = phone.Name
	if moved.Mailbox == before.Name {
		moved.Mailbox = phone.Name
		if phone.Mailbox == before.Name {
			phone.Mailbox = phone.Name
		}
	}
	if err := e.tx.PutPhone(e.ctx, e.Tenant.ID, moved); err != nil {
		return err
	}
	if err := e.release(before.Name); err != nil {
		return err
	}
	if err := e.tx.Claim(e.ctx, e.Tenant.ID, phone.Name, holder); err != nil {
		return err
	}
	if err := e.rename(was, is); err != nil {
		return err
	}
	if err := e.rename(Destination{Kind: ToMailbox, Target: before.Name}, Destination{Kind: ToMailbox, Target: phone.Name}); err != nil {
		return err
	}
	for _, d := range []*Destination{&phone.Busy, &phone.NoAnswer, &phone.Unregistered} {
		if *d == was {
			*d = is
		}
	}
	have := append([]string{phone.Name}, kept...)
	return e.setNames(holder, is, phone.Name, have, phone.Names)
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

// dropNames frees the names of an account that goes. A code with the account's own name is a further name too.
func (e *Edit) dropNames(names []string, primary string, account Destination, withAliases bool) error {
	for _, name := range names {
		if Dialable(name) && !withAliases || !Dialable(name) && name == primary {
			continue
		}
		code, err := e.tx.FeatureCode(e.ctx, e.Tenant.ID, name)
		if CodeOf(err) == NotFound {
			if name != primary {
				err = e.tx.Release(e.ctx, e.Tenant.ID, name)
			} else {
				err = nil
			}
		} else if err == nil && code.Destination == account {
			err = e.removeFeatureCode(code)
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
