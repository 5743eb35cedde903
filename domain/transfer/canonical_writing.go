package transfer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Load makes an object of a row.
func (Canonical) Load(edit *domain.Edit, row *Row) (id string, err error) {
	switch row.Key.Kind {
	case Phone:
		made := domain.NewPhone()
		made.Name = row.Key.Name
		if err := write(phoneFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddPhone(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), namePhone(edit, made.Name, row)
	case HuntGroup:
		if row.ID != "" {
			return row.ID, Canonical{}.Change(edit, row)
		}
		made := domain.NewHuntGroup()
		if err := write(groupFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddHuntGroup(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), nameGroup(edit, made.ID, row)
	case FeatureCode:
		made := domain.NewFeatureCode()
		made.Code = row.Key.Name
		if err := write(codeFields, made, &made.Margins, row); err != nil {
			return "", err
		}
		if err := edit.AddFeatureCode(made); err != nil {
			return "", err
		}
		return strconv.FormatInt(int64(made.ID), 10), nameCode(edit, made.Code, row)
	}
	return "", noRows(row.Key.Kind)
}

func noRows(kind Kind) error { return fmt.Errorf("the canonical format has no rows of kind %s", kind) }

// Change writes settings into an object.
func (Canonical) Change(edit *domain.Edit, row *Row) error {
	switch row.Key.Kind {
	case Phone:
		err := edit.ChangePhone(row.Key.Name, func(p phone) error { return write(phoneFields, p, &p.Margins, row) })
		if err != nil {
			return err
		}
		return namePhone(edit, row.Key.Name, row)
	case HuntGroup:
		id, err := storedGroup(row)
		if err != nil {
			return err
		}
		if err := edit.ChangeHuntGroup(id, func(g group) error { return write(groupFields, g, &g.Margins, row) }); err != nil {
			return err
		}
		return nameGroup(edit, id, row)
	case FeatureCode:
		err := edit.ChangeFeatureCode(row.Key.Name, func(c code) error { return write(codeFields, c, &c.Margins, row) })
		if err != nil {
			return err
		}
		return nameCode(edit, row.Key.Name, row)
	}
	return noRows(row.Key.Kind)
}

// storedGroup is the id of the hunt group that a row is about.
func storedGroup(row *Row) (domain.HuntGroupID, error) {
	id, ok := domain.Destination{Kind: domain.ToHuntGroup, Target: row.ID}.HuntGroupID()
	if !ok {
		return 0, domain.Fail(domain.NotFound, "there is no hunt group %s", row.Key.Name)
	}
	return id, nil
}

// write puts a row's settings into an object, its names apart, and refuses all at once that can't be.
func write[K any](fields []canonicalField[K], k K, margins *lens.Margins, row *Row) error {
	var faults []lens.Fault
	for _, entry := range row.Settings {
		var err error
		if entry.Name == namesSetting {
			_, err = readNames(entry.Value)
		} else if strings.HasPrefix(entry.Name, marginPrefix) {
			err = putMargin(margins, entry)
		} else if strings.HasPrefix(entry.Name, secretPrefix) {
			err = putSecrets(margins, entry)
		} else if i := slices.IndexFunc(fields, func(f canonicalField[K]) bool { return f.setting.Name == entry.Name }); i >= 0 {
			err = fields[i].put(k, entry.Value)
		} else {
			err = errors.New("is no field of this kind of object")
		}
		if err != nil {
			faults = append(faults, lens.Fault{Setting: entry.Name, Message: err.Error()})
		}
	}
	if len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	return nil
}

// Remove deletes an object. Feature codes that lead to it stay: each has a row of its own.
func (Canonical) Remove(edit *domain.Edit, row *Row) error {
	switch row.Key.Kind {
	case Phone:
		return edit.RemovePhone(row.Key.Name, false)
	case FeatureCode:
		return edit.RemoveFeatureCode(row.Key.Name, false)
	}
	id, err := storedGroup(row)
	if err != nil {
		return err
	}
	return edit.RemoveHuntGroup(id, false)
}
