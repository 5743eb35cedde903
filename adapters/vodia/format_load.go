package vodia

import (
	"cmp"
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Load makes the account of a row. A secret that the row doesn't tell stays empty.
func (format) Load(edit *domain.Edit, row *transfer.Row) (id string, err error) {
	v := NewView(edit.Plan)
	switch row.Key.Kind {
	case transfer.Phone:
		phone := domain.NewPhone()
		phone.Name, phone.Names = row.Key.Name, namesOf(row)
		if err := writeRow(v, ExtensionTable, phone, begun(ExtensionTable, row)); err != nil {
			return "", err
		}
		err = edit.AddPhone(phone)
	case transfer.HuntGroup:
		if row.ID != "" {
			return row.ID, changeHunt(edit, v, domain.Destination{Kind: domain.ToHuntGroup, Target: row.ID}, row)
		}
		group := domain.NewHuntGroup()
		group.Names = namesOf(row)
		if err := writeRow(v, HuntTable, group, begun(HuntTable, row)); err != nil {
			return "", err
		}
		err = edit.AddHuntGroup(group)
	case transfer.FeatureCode:
		code := domain.NewFeatureCode()
		code.Code, code.Form, code.Names = row.Key.Name, domain.AsIVRNode, namesOf(row)
		if err := writeRow(v, IVRNodeTable, code, begun(IVRNodeTable, row)); err != nil {
			return "", err
		}
		err = edit.AddFeatureCode(code)
	case transfer.StarCodes:
		err = changeStarCodes(edit, row)
	default:
		err = noRows(row.Key.Kind)
	}
	return "", domain.Faulted(err, "alias")
}

// begun are the settings of a row over those that a new account begins with. Its names are given apart.
func begun[K any](table *lens.Table[K, *View], row *transfer.Row) map[string]lens.Value {
	in := together(defaults(table), valuesOf(row))
	delete(in, "alias")
	return in
}

// writeRow writes settings into an object, and refuses all at once that can't be.
func writeRow[K any](v *View, table *lens.Table[K, *View], k K, in map[string]lens.Value) error {
	if _, faults := table.Write(v, k, in); len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	return v.Plan.Err()
}

// Change writes settings of a row into the account of its key. Other names in alias replace the account's.
func (format) Change(edit *domain.Edit, row *transfer.Row) error {
	if row.Key.Kind == transfer.StarCodes {
		return changeStarCodes(edit, row)
	}
	account, err := accountOfRow(edit.Look, row)
	if err != nil {
		return err
	}
	v := NewView(edit.Plan)
	switch row.Key.Kind {
	case transfer.Phone:
		err = edit.ChangePhone(account.Target, func(p *domain.Phone) error { return writeRow(v, ExtensionTable, p, valuesOf(row)) })
	case transfer.HuntGroup:
		err = changeHunt(edit, v, account, row)
	case transfer.FeatureCode:
		err = edit.ChangeFeatureCode(account.Target, func(c *domain.FeatureCode) error { return writeRow(v, IVRNodeTable, c, valuesOf(row)) })
	}
	return domain.Faulted(err, "alias")
}

func changeHunt(edit *domain.Edit, v *View, account domain.Destination, row *transfer.Row) error {
	return edit.ChangeHuntGroup(huntID(account), func(g *domain.HuntGroup) error {
		members := slices.Clone(g.Members)
		if err := writeRow(v, HuntTable, g, valuesOf(row)); err != nil {
			return err
		}
		settleIDs(members, g.Members)
		return nil
	})
}

// Remove deletes the account of a row's key with its aliases, or every star code.
func (format) Remove(edit *domain.Edit, row *transfer.Row) error {
	if row.Key.Kind == transfer.StarCodes {
		return changeStarCodes(edit, &transfer.Row{Key: row.Key, Settings: starCodesAs(nil)})
	}
	account, err := accountOfRow(edit.Look, row)
	if err != nil {
		return err
	}
	return typeOf(account).remove(edit, account)
}

// changeStarCodes makes feature codes of the star codes that a row mentions. Those that get other digits are first given
// names in between, so that two functions may swap theirs.
func changeStarCodes(edit *domain.Edit, row *transfer.Row) error {
	have := edit.Plan.StarCodes()
	if err := edit.Plan.Err(); err != nil {
		return err
	}
	var faults []lens.Fault
	moved, added := map[string]string{}, map[string]string{}
	for _, star := range StarCodes {
		value, mentioned := row.Get(star.Key)
		if !mentioned || value.Plain() == have[star.Function()] {
			continue
		}
		digits, err := DomainTable.Setting(star.Key).Check(value)
		switch was := have[star.Function()]; {
		case err != nil:
			faults = append(faults, lens.Fault{Setting: star.Key, Message: err.Error()})
		case digits == "":
			if err := removeStarCode(edit, star.Function()); err != nil {
				return err
			}
		case was == "":
			added[star.Key] = digits
		default:
			moved[star.Key] = digits
			if err := renameCode(edit, was, inBetween(star)); err != nil {
				return domain.Faulted(err, star.Key)
			}
		}
	}
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	for _, star := range StarCodes {
		var err error
		if digits, ok := moved[star.Key]; ok {
			err = renameCode(edit, inBetween(star), digits)
		} else if digits, ok := added[star.Key]; ok {
			code := domain.NewFeatureCode()
			code.Code, code.Destination = digits, domain.Destination{Kind: domain.ToFunction, Target: star.Function()}
			err = edit.AddFeatureCode(code)
		}
		if err != nil {
			return domain.Faulted(err, star.Key)
		}
	}
	return nil
}

// inBetween is a name that nothing else has: it can't be dialled.
func inBetween(star StarCode) string { return "moving-" + star.Key }

func renameCode(edit *domain.Edit, from, to string) error {
	return edit.ChangeFeatureCode(from, func(c *domain.FeatureCode) error {
		c.Code, c.Names = to, []string{to}
		return nil
	})
}

// removeStarCode deletes every code that leads to a function, as emptying its star code does on the platform.
func removeStarCode(edit *domain.Edit, function string) error {
	var codes []string
	err := transfer.EachFeatureCode(edit.Look, func(c *domain.FeatureCode) error {
		if c.Destination == (domain.Destination{Kind: domain.ToFunction, Target: function}) {
			codes = append(codes, c.Code)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, code := range codes {
		if err := edit.RemoveFeatureCode(code, false); err != nil {
			return err
		}
	}
	return nil
}

// InLoadOrder sorts names of hunts so that each can be loaded into a new tenant: a hunt called hunt_7 can't be once the
// tenant has given the id 7 to another. The others keep their order.
func InLoadOrder(names []string) {
	derived := func(name string) int {
		match := derivedName.FindStringSubmatch(name)
		if match == nil {
			return largest
		}
		id, err := number(match[1])
		if err != nil {
			return largest
		}
		return id
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(derived(a), derived(b)) })
}
