package vodia

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// hunts are the platform's hunt groups, ring groups in later versions.
type hunts struct{}

func (hunts) usertype() string { return "hunts" }

func (hunts) declared(name string) *lens.Setting { return HuntTable.Setting(name) }

func (hunts) entries(look *domain.Look, account domain.Destination) ([]lens.Entry, error) {
	group, err := look.HuntGroup(huntID(account))
	if err != nil {
		return nil, err
	}
	return HuntTable.View(NewView(look.Plan), group), look.Plan.Err()
}

// huntID is the group that a resolved account is; 0, which none has, for any other account.
func huntID(account domain.Destination) domain.HuntGroupID {
	id, _ := account.HuntGroupID()
	return id
}

func (hunts) add(c *call, e *domain.Edit, names []string, in map[string]lens.Value) error {
	group := domain.NewHuntGroup()
	group.Names = names
	if err := write(c, HuntTable, e.Plan, group, together(defaults(HuntTable), in)); err != nil {
		return err
	}
	return e.AddHuntGroup(group)
}

func (hunts) change(c *call, e *domain.Edit, account domain.Destination, in map[string]lens.Value) (domain.Destination, error) {
	return account, e.ChangeHuntGroup(huntID(account), func(group *domain.HuntGroup) error {
		names, members := group.Names, slices.Clone(group.Members)
		if err := write(c, HuntTable, e.Plan, group, in); err != nil {
			return err
		}
		settleIDs(members, group.Members)
		return c.mayRename(names, group.Names)
	})
}

func (hunts) clone(e *domain.Edit, account domain.Destination, names []string) error {
	original, err := e.HuntGroup(huntID(account))
	if err != nil {
		return err
	}
	group := original.Clone()
	group.Names = names
	for i := range group.Members {
		group.Members[i].ID = 0
	}
	return e.AddHuntGroup(group)
}

func (hunts) remove(e *domain.Edit, account domain.Destination) error {
	return e.RemoveHuntGroup(huntID(account), true)
}
