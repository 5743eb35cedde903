package enswitch

import (
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// moving is the context in which a tenant's objects become rows: secrets in clear.
func moving(look *domain.Look) *View { return &View{Plan: look.Plan, Clear: true} }

func (format) Rows(look *domain.Look, kind transfer.Kind, each func(*transfer.Row) error) error {
	v := moving(look)
	tell := func(row *transfer.Row) error {
		if v.err() != nil {
			return v.err()
		}
		return each(row)
	}
	switch kind {
	case transfer.Phone:
		return transfer.EachPhone(look, func(phone *domain.Phone) error { return tell(phoneAsRow(v, phone)) })
	case transfer.HuntGroup:
		seen := Occurrences{}
		return transfer.EachHuntGroup(look, func(group *domain.HuntGroup) error {
			row := huntGroupAsRow(v, group)
			row.Key.Name = seen.Next(row.Key.Name)
			return tell(row)
		})
	case transfer.Level:
		return transfer.EachHuntGroup(look, func(group *domain.HuntGroup) error { return eachLevel(v, group, tell) })
	case transfer.Member:
		return transfer.EachHuntGroup(look, func(group *domain.HuntGroup) error { return eachMember(v, group, tell) })
	case transfer.FeatureCode:
		return transfer.EachFeatureCode(look, func(code *domain.FeatureCode) error {
			if !domain.Dialable(code.Code) {
				return nil // none to Enswitch
			}
			return tell(featureCodeAsRow(v, code))
		})
	}
	return noSuchKind(kind)
}

// Occurrences tell objects of one key apart, as transfer.Key says.
type Occurrences map[string]int

// Next returns the key of the next object that would have the one given.
func (o Occurrences) Next(name string) string {
	o[name]++
	if o[name] == 1 {
		return name
	}
	return name + "#" + strconv.Itoa(o[name])
}

func phoneAsRow(v *View, phone *domain.Phone) *transfer.Row {
	return &transfer.Row{Key: transfer.Key{Kind: transfer.Phone, Name: phone.Name}, Settings: rowEntries(PhoneTable, v, phone)}
}

func featureCodeAsRow(v *View, code *domain.FeatureCode) *transfer.Row {
	return &transfer.Row{Key: transfer.Key{Kind: transfer.FeatureCode, Name: code.Code}, Settings: rowEntries(FeatureCodeTable, v, code)}
}

// huntGroupAsRow gives a group without a name its number as one: that is the same in every place, which the id in
// hunt_<id> isn't.
func huntGroupAsRow(v *View, group *domain.HuntGroup) *transfer.Row {
	row := &transfer.Row{ID: decimalText(group.ID), Settings: rowEntries(HuntGroupTable, v, group)}
	if chosen := chosenNames(group); group.Name == "" && len(chosen) > 0 {
		for i := range row.Settings {
			if row.Settings[i].Name == "name" {
				row.Settings[i].Value = lens.Text(chosen[0])
			}
		}
	}
	row.Key = transfer.Key{Kind: transfer.HuntGroup, Name: row.Text("name")}
	return row
}

func levelAsRow(v *View, group *domain.HuntGroup, number int) *transfer.Row {
	return &transfer.Row{
		Key: transfer.Key{Kind: transfer.Level, Name: strconv.Itoa(number)}, Parent: decimalText(group.ID),
		Settings: rowEntries(LevelTable, v, levelOf(group, number)),
	}
}

// eachLevel lists the levels that anything is said of.
func eachLevel(v *View, group *domain.HuntGroup, each func(*transfer.Row) error) error {
	for i := range group.Levels {
		if group.Levels[i].IsZero() {
			continue
		}
		if err := each(levelAsRow(v, group, i+1)); err != nil {
			return err
		}
	}
	return nil
}

// membersAsRows are the destinations of a group, in its order.
func membersAsRows(v *View, group *domain.HuntGroup) []*transfer.Row {
	seen := Occurrences{}
	out := make([]*transfer.Row, len(group.Members))
	for i := range group.Members {
		member := Member{HuntGroup: group.ID, Member: &group.Members[i]}
		row := &transfer.Row{ID: decimalText(member.ID), Parent: decimalText(group.ID), Settings: rowEntries(MemberTable, v, member)}
		row.Key = transfer.Key{Kind: transfer.Member, Name: seen.Next(MemberKey(row))}
		out[i] = row
	}
	return out
}

func eachMember(v *View, group *domain.HuntGroup, each func(*transfer.Row) error) error {
	for _, row := range membersAsRows(v, group) {
		if err := each(row); err != nil {
			return err
		}
	}
	return nil
}

// memberMeant finds the destination that a row means, by id where there is one, else by key; -1 where there is none.
func memberMeant(rows []*transfer.Row, of *transfer.Row) int {
	return slices.IndexFunc(rows, func(row *transfer.Row) bool {
		return of.ID == row.ID || of.ID == "" && of.Key == row.Key
	})
}

func (format) Row(look *domain.Look, of *transfer.Row) (*transfer.Row, error) {
	v := moving(look)
	row, err := readRow(look, v, of)
	if err != nil {
		return nil, err
	}
	return row, v.err()
}

func readRow(look *domain.Look, v *View, of *transfer.Row) (*transfer.Row, error) {
	switch of.Key.Kind {
	case transfer.Phone:
		phone, err := look.Phone(of.Key.Name)
		if err != nil {
			return nil, err
		}
		return phoneAsRow(v, phone), nil
	case transfer.FeatureCode:
		code, err := look.FeatureCode(of.Key.Name)
		if err != nil {
			return nil, err
		}
		return featureCodeAsRow(v, code), nil
	case transfer.HuntGroup:
		return readHuntGroup(look, v, of)
	case transfer.Level, transfer.Member:
		return readPartOfGroup(look, v, of)
	}
	return nil, noSuchKind(of.Key.Kind)
}

func readHuntGroup(look *domain.Look, v *View, of *transfer.Row) (*transfer.Row, error) {
	if of.ID == "" {
		return readHuntGroupByKey(look, of)
	}
	id, err := groupID(of.ID)
	if err != nil {
		return nil, err
	}
	group, err := look.HuntGroup(id)
	if err != nil {
		return nil, err
	}
	row := huntGroupAsRow(v, group)
	if strings.HasPrefix(of.Key.Name, row.Key.Name+"#") {
		row.Key = of.Key
	}
	return row, nil
}

func readHuntGroupByKey(look *domain.Look, of *transfer.Row) (*transfer.Row, error) {
	var found *transfer.Row
	err := Format.Rows(look, transfer.HuntGroup, func(row *transfer.Row) error {
		if row.Key == of.Key {
			found = row
		}
		return nil
	})
	if err == nil && found == nil {
		err = missing("hunt group")
	}
	return found, err
}

// readPartOfGroup reads a level or a destination of a hunt group.
func readPartOfGroup(look *domain.Look, v *View, of *transfer.Row) (*transfer.Row, error) {
	parent, err := groupID(of.Parent)
	if err != nil {
		return nil, err
	}
	group, err := look.HuntGroup(parent)
	if err != nil {
		return nil, err
	}
	if of.Key.Kind == transfer.Level {
		number, err := levelNumber(of)
		if err != nil {
			return nil, err
		}
		return levelAsRow(v, group, number), nil
	}
	rows := membersAsRows(v, group)
	i := memberMeant(rows, of)
	if i < 0 {
		return nil, missing(memberName)
	}
	return rows[i], nil
}
