package enswitch

import (
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// HuntGroupTable is hunt groups as huntgroups/create, huntgroups/update and huntgroups/get know them.
var HuntGroupTable = lens.NewTable(string(domain.KindHuntGroup), Dialect,
	func(g *domain.HuntGroup) *lens.Margins { return &g.Margins },
	[]lens.Inexpressible{
		{Field: "Account", Reason: "a hunt group is known by its id; one dials it through a feature code", Elsewhere: true},
		{Field: "Names", Reason: "the numbers of a hunt group are feature codes that lead to it; see codes/list", Elsewhere: true},
	},
	documented("huntgroups/create", "3.13", "", huntGroupRows...)...)

var (
	huntGroupExit        = leads("Exit", func(g *domain.HuntGroup) *domain.Destination { return &g.Exit }, huntGroupNowhere)
	huntGroupBusy        = leads("Busy", func(g *domain.HuntGroup) *domain.Destination { return &g.Busy }, huntGroupNowhere)
	huntGroupUnavailable = leads("Unavailable", func(g *domain.HuntGroup) *domain.Destination { return &g.Unavailable }, huntGroupNowhere)
)

// exitType is said of the exits' types, whose page has types and defaults mixed up.
const exitType = "the page says Integer; every type is a text"

var huntGroupRows = []row[*domain.HuntGroup]{
	shown(setting{Name: "id", Type: lens.Integer, Field: "ID", Page: "huntgroups/get"},
		func(g *domain.HuntGroup) string { return decimalText(g.ID) }),
	named("Name", func(g *domain.HuntGroup) *string { return &g.Name },
		func(g *domain.HuntGroup) string { return domain.DerivedAccount(g.ID) },
		setting{Name: "name", Type: lens.String, Required: true, Form: nonEmptyForm, Class: lens.Renamed, Remark: "a group without a name shows as hunt_<id>"}),
	own[*domain.HuntGroup](setting{Name: "allow_forwards", Type: lens.Flag, Default: "0"}),
	lens.Bound(huntGroupUnavailable, 1, setting{Name: "anumber", Type: lens.String, Default: typeHangup, Since: "4.1", Class: lens.Exact}),
	lens.Bound(huntGroupUnavailable, 0, setting{Name: "atype", Type: lens.String, Form: destinationType, Since: "4.1", Class: lens.Exact, Remark: exitType}),
	lens.Bound(huntGroupBusy, 1, setting{Name: "bnumber", Type: lens.String, Default: typeHangup, Since: "4.1", Class: lens.Exact}),
	lens.Bound(huntGroupBusy, 0, setting{Name: "btype", Type: lens.String, Form: destinationType, Since: "4.1", Class: lens.Exact, Remark: exitType}),
	shown(setting{Name: "customer", Type: lens.Integer, Field: "Tenant", Remark: "chosen when the group is created; 0 while it isn't stored"},
		func(g *domain.HuntGroup) string { return decimalText(g.Tenant) }),
	text("Description", func(g *domain.HuntGroup) *string { return &g.Description },
		setting{Name: "description", Type: lens.String, Class: lens.Renamed}),
	lens.Bound(huntGroupExit, 1, setting{Name: "dnumber", Type: lens.String, Default: typeHangup, Class: lens.Narrowed, Remark: "of several numbers the first is shown"}),
	lens.Bound(huntGroupExit, 0, setting{Name: "dtype", Type: lens.String, Form: destinationType, Class: lens.Narrowed, Remark: "of several numbers the first one's is shown"}),
	integer("Music", func(g *domain.HuntGroup) *int { return &g.Music }, setting{Name: "music", Type: lens.Integer, Default: "0", Class: lens.Converted}),
	own[*domain.HuntGroup](setting{Name: "music_ringing", Type: lens.Flag, Default: "0"}),
	integer("Owner", func(g *domain.HuntGroup) *domain.PersonID { return &g.Owner }, setting{Name: "owner", Type: lens.Integer, Default: "0", Class: lens.Exact}),
	own[*domain.HuntGroup](setting{Name: "panel", Type: lens.Flag, Default: "0"}),
	recordGroup(setting{Name: "recordgroup", Type: lens.Integer, Default: "0", Class: lens.Narrowed, Remark: "0 while recording is off, though the group stays known"}),
	integer("RingTime", func(g *domain.HuntGroup) *int { return &g.RingTime }, setting{Name: "ringtime", Type: lens.Integer, Default: "10", Class: lens.Converted}),
	own[*domain.HuntGroup](setting{Name: "screen", Type: lens.Integer, Default: "0", Allowed: []string{"0", "1", "2"}}),
	own[*domain.HuntGroup](setting{Name: "type", Type: lens.String, Default: "linear", Allowed: []string{"circular", "linear", "smart_circular", "smart_linear"}}),
}

// recordGroup ties recordgroup to whether calls are recorded and into which group.
func recordGroup(s setting) row[*domain.HuntGroup] {
	return lens.Bound(lens.Bind("Recording", func(g *domain.HuntGroup) *domain.Recording { return &g.Recording },
		func(_ *View, g *domain.HuntGroup) lens.Texts {
			switch {
			case !g.Recording.On:
				return lens.Texts{"0"}
			case g.Recording.Group <= 0 || g.Recording.Group > mostInteger:
				return lens.Texts{strconv.Itoa(domain.DefaultRecordingGroup)}
			}
			return lens.Texts{strconv.Itoa(g.Recording.Group)}
		},
		func(_ *View, g *domain.HuntGroup, texts lens.Texts) error {
			group, err := strconv.Atoi(texts[0])
			g.Recording = domain.Recording{On: group > 0, Group: group}
			return err
		}), 0, s)
}
