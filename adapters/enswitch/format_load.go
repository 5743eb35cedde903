package enswitch

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

func (format) Load(edit *domain.Edit, row *transfer.Row) (id string, err error) {
	switch row.Key.Kind {
	case transfer.Phone:
		return "", loadPhone(edit, row)
	case transfer.HuntGroup:
		return loadHuntGroup(edit, row)
	case transfer.Level:
		return "", changeLevel(edit, row)
	case transfer.Member:
		return loadMember(edit, row)
	case transfer.FeatureCode:
		return "", loadFeatureCode(edit, row)
	}
	return "", noSuchKind(row.Key.Kind)
}

func loadPhone(edit *domain.Edit, row *transfer.Row) error {
	phone := domain.NewPhone()
	phone.Name = row.Key.Name
	if err := writeRow(PhoneTable, edit.Look, phone, row); err != nil {
		return err
	}
	return blaming("name", edit.AddPhone(phone))
}

func loadHuntGroup(edit *domain.Edit, row *transfer.Row) (string, error) {
	if row.ID != "" {
		return row.ID, changeHuntGroup(edit, row)
	}
	group := domain.NewHuntGroup()
	if err := writeRow(HuntGroupTable, edit.Look, group, row); err != nil {
		return "", err
	}
	if err := edit.AddHuntGroup(group); err != nil {
		return "", err
	}
	return decimalText(group.ID), nil
}

func loadMember(edit *domain.Edit, row *transfer.Row) (string, error) {
	parent, err := groupID(row.Parent)
	if err != nil {
		return "", err
	}
	var changed *domain.HuntGroup
	level := 0
	err = edit.ChangeHuntGroup(parent, func(group *domain.HuntGroup) error {
		changed = group
		member := domain.NewMember()
		if err := writeRow(MemberTable, edit.Look, Member{HuntGroup: parent, Member: member}, row); err != nil {
			return err
		}
		level = member.Level
		group.SetMembersOf(level, append(group.MembersOf(level), *member))
		return nil
	})
	if err != nil {
		return "", err
	}
	members := changed.MembersOf(level) // stored, and so with their ids
	return decimalText(members[len(members)-1].ID), nil
}

func loadFeatureCode(edit *domain.Edit, row *transfer.Row) error {
	code := domain.NewFeatureCode()
	code.Code = row.Key.Name
	if err := writeRow(FeatureCodeTable, edit.Look, code, row); err != nil {
		return err
	}
	return blaming("code", edit.AddFeatureCode(code))
}

func (format) Change(edit *domain.Edit, row *transfer.Row) error {
	switch row.Key.Kind {
	case transfer.Phone:
		return edit.ChangePhone(row.Key.Name, func(phone *domain.Phone) error {
			return writeRow(PhoneTable, edit.Look, phone, row)
		})
	case transfer.HuntGroup:
		return changeHuntGroup(edit, row)
	case transfer.Level:
		return changeLevel(edit, row)
	case transfer.Member:
		return changeMember(edit, row)
	case transfer.FeatureCode:
		return edit.ChangeFeatureCode(row.Key.Name, func(code *domain.FeatureCode) error {
			return writeRow(FeatureCodeTable, edit.Look, code, row)
		})
	}
	return noSuchKind(row.Key.Kind)
}

func changeHuntGroup(edit *domain.Edit, row *transfer.Row) error {
	id, err := groupID(row.ID)
	if err != nil {
		return err
	}
	return edit.ChangeHuntGroup(id, func(group *domain.HuntGroup) error {
		return writeRow(HuntGroupTable, edit.Look, group, row)
	})
}

func changeLevel(edit *domain.Edit, row *transfer.Row) error {
	parent, err := groupID(row.Parent)
	if err != nil {
		return err
	}
	number, err := levelNumber(row)
	if err != nil {
		return err
	}
	return edit.ChangeHuntGroup(parent, func(group *domain.HuntGroup) error {
		return writeRow(LevelTable, edit.Look, levelOf(group, number), row)
	})
}

func changeMember(edit *domain.Edit, row *transfer.Row) error {
	return changeGroupOf(edit, row, func(group *domain.HuntGroup, id domain.MemberID) error {
		if _, faults := WriteMember(view(edit.Look), group, id, values(row)); len(faults) > 0 {
			return domain.Refuse(faults...)
		}
		return nil
	})
}

func (format) Remove(edit *domain.Edit, row *transfer.Row) error {
	switch row.Key.Kind {
	case transfer.Phone:
		return edit.RemovePhone(row.Key.Name, false)
	case transfer.HuntGroup:
		id, err := groupID(row.ID)
		if err != nil {
			return err
		}
		return edit.RemoveHuntGroup(id, false)
	case transfer.Level:
		fresh := Format.New(transfer.Level)
		fresh.Key, fresh.Parent = row.Key, row.Parent
		return changeLevel(edit, fresh)
	case transfer.Member:
		return changeGroupOf(edit, row, func(group *domain.HuntGroup, id domain.MemberID) error {
			group.Members = slices.DeleteFunc(group.Members, func(m domain.Member) bool { return m.ID == id })
			return nil
		})
	case transfer.FeatureCode:
		return edit.RemoveFeatureCode(row.Key.Name, false)
	}
	return noSuchKind(row.Key.Kind)
}

// changeGroupOf changes the hunt group that the member of a row belongs to.
func changeGroupOf(edit *domain.Edit, row *transfer.Row, do func(*domain.HuntGroup, domain.MemberID) error) error {
	parent, err := groupID(row.Parent)
	if err != nil {
		return err
	}
	return edit.ChangeHuntGroup(parent, func(group *domain.HuntGroup) error {
		i := memberMeant(membersAsRows(view(edit.Look), group), row)
		if i < 0 {
			return missing(memberName)
		}
		return do(group, group.Members[i].ID)
	})
}
