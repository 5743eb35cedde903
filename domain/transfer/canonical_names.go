package transfer

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// namePhone gives a phone the names of a row: those that can't be dialled, and the order of all.
func namePhone(edit *domain.Edit, name string, row *Row) error {
	names, own, err := told(row, name)
	if err != nil || own == "" {
		return err
	}
	err = edit.ChangePhone(name, func(p phone) error {
		p.Names = chosenAmong(names, own, p.Names[1:])
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangePhone(own, func(p phone) error { p.Listed = names; return nil })
}

// nameCode gives a feature code the names of a row, as namePhone does.
func nameCode(edit *domain.Edit, name string, row *Row) error {
	names, own, err := told(row, name)
	if err != nil || own == "" {
		return err
	}
	err = edit.ChangeFeatureCode(name, func(c code) error {
		c.Names = chosenAmong(names, own, c.Names[1:])
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangeFeatureCode(own, func(c code) error { c.Listed = names; return nil })
}

// told are the names that a row has for an account and the account's own, which is the first; none where it says nothing
// of them.
func told(row *Row, name string) (names []string, own string, err error) {
	if _, ok := row.Get(namesSetting); !ok {
		return nil, "", nil
	}
	names = namesIn(row, namesSetting)
	if len(names) == 0 {
		return nil, name, nil
	}
	return names, names[0], distinct(names)
}

func distinct(names []string) error {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return domain.Refuse(lens.Fault{Setting: namesSetting, Message: name + " is named twice"})
		}
	}
	return nil
}

// chosenAmong are an account's names once those that can't be dialled are the ones listed: feature codes stay what they
// are.
func chosenAmong(listed []string, own string, has []string) []string {
	out := []string{own}
	for _, name := range listed {
		if !domain.Dialable(name) && name != own {
			out = append(out, name)
		}
	}
	for _, name := range has {
		if domain.Dialable(name) && name != own {
			out = append(out, name)
		}
	}
	return out
}

// nameGroup gives a hunt group the names of a row: those that can't be dialled, the order of all, and with it its account.
func nameGroup(edit *domain.Edit, id domain.HuntGroupID, row *Row) error {
	if _, ok := row.Get(namesSetting); !ok {
		return nil
	}
	names := namesIn(row, namesSetting)
	if err := distinct(names); err != nil {
		return err
	}
	err := edit.ChangeHuntGroup(id, func(g group) error {
		var chosen []string
		for _, name := range names {
			if !domain.Dialable(name) {
				chosen = append(chosen, name)
			}
		}
		for _, name := range g.Names {
			if domain.Dialable(name) {
				chosen = append(chosen, name)
			}
		}
		g.Names = chosen
		return nil
	})
	if err != nil {
		return err
	}
	return edit.ChangeHuntGroup(id, func(g group) error {
		g.Account, g.Listed = "", nil
		if len(names) > 0 {
			g.Account, g.Listed = names[0], names
		}
		return nil
	})
}
