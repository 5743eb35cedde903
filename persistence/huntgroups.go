package persistence

import (
	"context"

	"gorm.io/gorm"

	"dragoman/domain"
)

type huntGroupRow struct {
	ID             int64 `gorm:"primaryKey;autoIncrement:false"`
	TenantID       int64
	Account        string
	Listed         string
	Name           string
	Description    string
	OwnerID        int64
	RingTime       int
	Music          int
	RecordingOn    bool
	RecordingGroup int
	NoAnswer       string
	Busy           string
	Unavailable    string
	Levels         string
	Margins        string
}

func (huntGroupRow) TableName() string { return "hunt_groups" }

type memberRow struct {
	ID             int64  `json:"id" gorm:"primaryKey;autoIncrement:false"`
	TenantID       int64  `json:"-"`
	HuntGroupID    int64  `json:"-"`
	Position       int    `json:"-"`
	Level          int    `json:"level"`
	Destination    string `json:"destination"`
	Available      bool   `json:"available"`
	Screen         bool   `json:"screen"`
	AppendCallerID string `json:"append_caller_id"`
	Description    string `json:"description"`
	Margins        string `json:"margins"`
}

func (memberRow) TableName() string { return "members" }

// huntGroupWithMembers is a hunt group with its members as a JSON array of memberRow. They come in one statement, since
// of two the second might see what was changed after the first.
type huntGroupWithMembers struct {
	Group   huntGroupRow `gorm:"embedded"`
	Members string
}

const withMembers = `hunt_groups.*, (
  SELECT json_group_array(json_object(
    'id', id, 'level', level, 'destination', destination, 'available', json(iif(available, 'true', 'false')),
    'screen', json(iif(screen, 'true', 'false')), 'append_caller_id', append_caller_id, 'description', description,
    'margins', margins) ORDER BY position)
  FROM members WHERE hunt_group_id = hunt_groups.id) AS members`

var huntGroupOrders = orders{domain.ByID: "id", domain.ByName: "name", domain.ByDescription: "description"}

func (r *reader) huntGroup(found *huntGroupWithMembers) (*domain.HuntGroup, error) {
	d, row := decoding{keys: r.keys}, &found.Group
	return &domain.HuntGroup{
		ID:          domain.HuntGroupID(row.ID),
		Tenant:      domain.TenantID(row.TenantID),
		Account:     row.Account,
		Listed:      d.list(row.Listed),
		Name:        row.Name,
		Description: row.Description,
		Owner:       domain.PersonID(row.OwnerID),
		RingTime:    row.RingTime,
		Music:       row.Music,
		Recording:   domain.Recording{On: row.RecordingOn, Group: row.RecordingGroup},
		Exit:        d.destination(row.NoAnswer),
		Busy:        d.destination(row.Busy),
		Unavailable: d.destination(row.Unavailable),
		Levels:      d.levels(row.Levels, row.place("")),
		Members:     d.members(found.Members, row.place("member ")),
		Margins:     d.margins(row.Margins, row.place("")),
	}, d.err
}

func (d *decoding) members(text string, at place) []domain.Member {
	var rows []memberRow
	d.json(text, &rows)
	if len(rows) == 0 {
		return nil
	}
	members := make([]domain.Member, len(rows))
	for i, row := range rows {
		members[i] = domain.Member{
			ID:             domain.MemberID(row.ID),
			Level:          row.Level,
			Destination:    d.destination(row.Destination),
			Available:      row.Available,
			Screen:         row.Screen,
			AppendCallerID: row.AppendCallerID,
			Description:    row.Description,
			Margins:        d.margins(row.Margins, at),
		}
	}
	return members
}

func (g *huntGroupRow) place(field string) place {
	return place{domain.TenantID(g.TenantID), domain.KindHuntGroup, g.ID, field}
}

func (t *tx) huntGroupRow(tenant domain.TenantID, id int64, group *domain.HuntGroup, stored huntGroupRow) (huntGroupRow, error) {
	e := encoding{keys: t.keys}
	row := huntGroupRow{
		ID:             id,
		TenantID:       int64(tenant),
		Account:        group.Account,
		Listed:         e.list(group.Listed),
		Name:           group.Name,
		Description:    group.Description,
		OwnerID:        int64(group.Owner),
		RingTime:       group.RingTime,
		Music:          group.Music,
		RecordingOn:    group.Recording.On,
		RecordingGroup: group.Recording.Group,
		NoAnswer:       group.Exit.String(),
		Busy:           group.Busy.String(),
		Unavailable:    group.Unavailable.String(),
	}
	row.Levels = e.levels(group.Levels, row.place(""), stored.Levels)
	row.Margins = e.margins(group.Margins, row.place(""), stored.Margins)
	return row, e.err
}

func (t *tx) memberRow(tenant domain.TenantID, group int64, position int, member *domain.Member, stored memberRow) (memberRow, error) {
	e := encoding{keys: t.keys}
	return memberRow{
		ID:             int64(member.ID),
		TenantID:       int64(tenant),
		HuntGroupID:    group,
		Position:       position,
		Level:          member.Level,
		Destination:    member.Destination.String(),
		Available:      member.Available,
		Screen:         member.Screen,
		AppendCallerID: member.AppendCallerID,
		Description:    member.Description,
		Margins:        e.margins(member.Margins, place{tenant, domain.KindHuntGroup, group, "member "}, stored.Margins),
	}, e.err
}

func (r *reader) groups(ctx context.Context) *gorm.DB {
	return r.along(ctx).Table(huntGroupRow{}.TableName()).Select(withMembers)
}

func (r *reader) HuntGroup(ctx context.Context, tenant domain.TenantID, id domain.HuntGroupID) (*domain.HuntGroup, error) {
	row, err := one[huntGroupWithMembers](r.groups(ctx).Where("id = ? AND tenant_id = ?", id, tenant), "hunt group")
	if err != nil {
		return nil, err
	}
	return r.huntGroup(row)
}

func (r *reader) HuntGroups(ctx context.Context, tenant domain.TenantID, page domain.Page) ([]*domain.HuntGroup, error) {
	db, err := huntGroupOrders.page(belonging(r.groups(ctx), tenant, page.Owner), page)
	if err != nil {
		return nil, err
	}
	return many(db, r.huntGroup)
}

func (r *reader) CountHuntGroups(ctx context.Context, tenant domain.TenantID, page domain.Page) (int, error) {
	return count[huntGroupRow](belonging(r.along(ctx), tenant, page.Owner))
}

func (r *reader) TenantOfHuntGroup(ctx context.Context, reach domain.Reach, id domain.HuntGroupID) (domain.TenantID, error) {
	row, err := one[huntGroupRow](within(r.on(ctx).Select("tenant_id").Where("id = ?", id), "tenant_id", reach), "hunt group")
	if err != nil {
		return 0, err
	}
	return domain.TenantID(row.TenantID), nil
}

func (r *reader) HuntGroupOfMember(ctx context.Context, reach domain.Reach, id domain.MemberID) (domain.TenantID, domain.HuntGroupID, error) {
	row, err := one[memberRow](within(r.on(ctx).Select("tenant_id", "hunt_group_id").Where("id = ?", id), "tenant_id", reach), "member")
	if err != nil {
		return 0, 0, err
	}
	return domain.TenantID(row.TenantID), domain.HuntGroupID(row.HuntGroupID), nil
}

func (r *reader) HuntGroupsRinging(ctx context.Context, reach domain.Reach, destinations ...domain.Destination) ([]*domain.HuntGroup, error) {
	members := leadingTo(within(r.along(ctx).Model(&memberRow{}).Select("hunt_group_id"), "tenant_id", reach), destinations)
	return many(r.groups(ctx).Where("id IN (?)", members).Order("id"), r.huntGroup)
}

func (t *tx) PutHuntGroup(ctx context.Context, tenant domain.TenantID, group *domain.HuntGroup) error {
	id, err := put(ctx, t, tenant, int64(group.ID), "hunt group", func(id int64, stored huntGroupRow) (huntGroupRow, error) {
		return t.huntGroupRow(tenant, id, group, stored)
	})
	if err != nil {
		return err
	}
	if err := t.putMembers(ctx, tenant, id, group); err != nil {
		return err
	}
	group.ID, group.Tenant = domain.HuntGroupID(id), tenant
	return nil
}

// putMembers makes the stored members of a group those that it has now. Only what differs is written.
func (t *tx) putMembers(ctx context.Context, tenant domain.TenantID, group int64, of *domain.HuntGroup) error {
	stored := map[int64]memberRow{}
	if of.ID != 0 {
		var rows []memberRow
		if err := t.on(ctx).Where("hunt_group_id = ?", group).Find(&rows).Error; err != nil {
			return unreadable(err, "")
		}
		for _, row := range rows {
			stored[row.ID] = row
		}
	}
	for i := range of.Members {
		row, err := t.memberRow(tenant, group, i, &of.Members[i], stored[int64(of.Members[i].ID)])
		if err != nil {
			return err
		}
		was, ok := stored[row.ID]
		delete(stored, row.ID)
		switch {
		case row.ID == 0:
			err = t.addMember(ctx, &row)
		case !ok:
			err = missing("member")
		default:
			err = replace(ctx, t, was, row)
		}
		if err != nil {
			return err
		}
		of.Members[i].ID = domain.MemberID(row.ID)
	}
	for id := range stored {
		if err := t.on(ctx).Where("id = ?", id).Delete(&memberRow{}).Error; err != nil {
			return unwritten(err)
		}
	}
	return nil
}

func (t *tx) addMember(ctx context.Context, row *memberRow) error {
	id, err := t.writer.nextID(ctx, row.TableName())
	if err != nil {
		return err
	}
	row.ID = id
	return insert(ctx, t, row)
}

func (t *tx) RemoveHuntGroup(ctx context.Context, tenant domain.TenantID, id domain.HuntGroupID) error {
	err := t.on(ctx).Where("hunt_group_id = ? AND tenant_id = ?", id, tenant).Delete(&memberRow{}).Error
	if err != nil {
		return unwritten(err)
	}
	return remove[huntGroupRow](ctx, t, tenant, int64(id), "hunt group")
}
