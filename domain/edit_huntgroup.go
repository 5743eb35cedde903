package domain

import (
	"reflect"
	"slices"
)

// AddHuntGroup stores a new hunt group. Names, where given, become feature codes that lead to it and names that can't
// be dialled; the first is its account.
func (e *Edit) AddHuntGroup(group *HuntGroup) error {
	err := room(e.Tenant.MaxHuntGroups, func() (int, error) { return e.CountHuntGroups(Page{}) }, "hunt groups")
	if err != nil {
		return err
	}
	names := group.Names
	group.ID, group.Tenant = 0, e.Tenant.ID
	group.Account, group.Listed = "", nil
	if len(names) > 0 {
		group.Account, group.Listed = names[0], names
	}
	if err := e.tx.PutHuntGroup(e.ctx, e.Tenant.ID, group); err != nil {
		return err
	}
	holder := Holder{KindHuntGroup, int64(group.ID)}
	if err := e.setNames(holder, HuntGroupDestination(group.ID), "", nil, names); err != nil {
		return err
	}
	group.Names = e.Plan.NamesOfHuntGroup(group)
	if e.Plan.Err() != nil {
		return e.Plan.Err()
	}
	return e.record(Created, KindHuntGroup, int64(group.ID), group.Names[0], nil, group)
}

// ChangeHuntGroup runs change on the hunt group of the id and stores what came of it.
func (e *Edit) ChangeHuntGroup(id HuntGroupID, change func(*HuntGroup) error) error {
	group, err := e.HuntGroup(id)
	if err != nil {
		return err
	}
	before := group.Clone()
	if err := change(group); err != nil {
		return err
	}
	group.ID, group.Tenant = before.ID, before.Tenant
	if slices.Equal(group.Names, before.Names) {
		return e.storeHuntGroup(before, group)
	}
	// The derived name is no name of the plan: it is there by itself, and listing it changes nothing.
	derived := e.Plan.derivedName(id)
	own := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == derived })
	}
	holder := Holder{KindHuntGroup, int64(id)}
	if err := e.setNames(holder, HuntGroupDestination(id), "", own(before.Names), own(group.Names)); err != nil {
		return err
	}
	group.Account, group.Listed = "", own(group.Names)
	if len(group.Listed) > 0 {
		group.Account = group.Listed[0]
	}
	return e.storeHuntGroup(before, group)
}

// RemoveHuntGroup deletes a hunt group with its members. With its aliases go the feature codes that lead to it; without,
// they stay and lead nowhere.
func (e *Edit) RemoveHuntGroup(id HuntGroupID, withAliases bool) error {
	group, err := e.HuntGroup(id)
	if err != nil {
		return err
	}
	if err := e.dropNames(group.Names, "", HuntGroupDestination(id), withAliases); err != nil {
		return err
	}
	if err := e.tx.RemoveHuntGroup(e.ctx, e.Tenant.ID, id); err != nil {
		return err
	}
	e.refresh()
	return e.record(Removed, KindHuntGroup, int64(id), group.Names[0], group, nil)
}

func (e *Edit) storeHuntGroup(before, group *HuntGroup) error {
	if reflect.DeepEqual(before, group.Clone()) {
		return nil
	}
	if err := e.tx.PutHuntGroup(e.ctx, e.Tenant.ID, group); err != nil {
		return err
	}
	e.refresh()
	name := group.Name
	if len(group.Names) > 0 {
		name = group.Names[0]
	}
	return e.record(Changed, KindHuntGroup, int64(group.ID), name, before, group)
}
