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
	group.Account, group.Listed, group.Names = "", nil, nil
	if err := e.tx.PutHuntGroup(e.ctx, e.Tenant.ID, group); err != nil {
		return err
	}
	if err := e.setHuntGroupNames(group, nil, names); err != nil {
		return err
	}
	if err := e.tx.PutHuntGroup(e.ctx, e.Tenant.ID, group); err != nil {
		return err
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
	if err := e.setHuntGroupNames(group, before.Names, group.Names); err != nil {
		return err
	}
	return e.storeHuntGroup(before, group)
}

// setHuntGroupNames gives a hunt group other names. The one derived from its id is there by itself where it is the only
// one; among others it is a name as any.
func (e *Edit) setHuntGroupNames(group *HuntGroup, before, names []string) error {
	derived := e.Plan.derivedName(group.ID)
	if slices.Equal(names, []string{derived}) {
		names = nil
	}
	if slices.Contains(names, derived) {
		before = without(before, derived) // it may not be in the plan yet
	}
	err := e.setNames(Holder{KindHuntGroup, int64(group.ID)}, HuntGroupDestination(group.ID), "", before, names)
	if err != nil {
		return err
	}
	group.Account, group.Listed = "", nil
	if len(names) > 0 {
		group.Account, group.Listed = names[0], slices.Clone(names)
	}
	group.Names = e.Plan.NamesOfHuntGroup(group)
	return e.Plan.Err()
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
	return e.record(Changed, KindHuntGroup, int64(group.ID), group.Names[0], before, group)
}
