package enswitch

import (
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Level is one level of a hunt group together with its number and the group's id.
type Level struct {
	HuntGroup domain.HuntGroupID
	Number    int
	*domain.Level
}

// levelOf is the level of a hunt group that a number from 1 names.
func levelOf(group *domain.HuntGroup, number int) Level {
	return Level{HuntGroup: group.ID, Number: number, Level: &group.Levels[number-1]}
}

// LevelTable is the levels of a hunt group as huntgroups/levels/set and huntgroups/levels/get know them.
var LevelTable = lens.NewTable(string(domain.KindHuntGroup), Dialect,
	func(l Level) *lens.Margins { return &l.Margins }, nil,
	documented("huntgroups/levels/set", "3.13", "level", levelRows...)...)

var levelRows = []row[Level]{
	shown(setting{Name: "huntgroup", Type: lens.Integer, Field: "ID", Page: "huntgroups/levels/get"},
		func(l Level) string { return decimalText(l.HuntGroup) }),
	shown(setting{Name: "level", Type: lens.Integer, Page: "huntgroups/levels/get"},
		func(l Level) string { return strconv.Itoa(l.Number) }),
	unlessGroups("Levels.*.MusicRinging", func(l Level) **int { return &l.MusicRinging }, 1,
		setting{Name: "music_ringing", Type: lens.Integer, Default: "-2", Allowed: []string{"-2", "0", "1"}, Class: lens.Exact, Remark: "-2 is the group's"}),
	flag("Levels.*.PlayMessage", func(l Level) *bool { return &l.PlayMessage }, setting{Name: "play_message", Default: "0", Class: lens.Exact}),
	unlessGroups("Levels.*.RingTime", func(l Level) **int { return &l.RingTime }, mostInteger,
		setting{Name: "ringtime", Type: lens.Integer, Default: "-2", Min: bound(-2), Form: levelTimeForm, Class: lens.Converted, Remark: "-2 is the group's"}),
}

// unlessGroups ties a setting to a number that a level may leave to its group, which Enswitch writes as -2.
func unlessGroups(field string, ref reference[Level, *int], most int, s setting) row[Level] {
	const groups = "-2"
	return lens.Bound(lens.Bind(field, ref,
		func(_ *View, l Level) lens.Texts {
			if own := *ref(l); own != nil {
				return lens.Texts{strconv.Itoa(min(max(*own, 0), most))}
			}
			return lens.Texts{groups}
		},
		func(_ *View, l Level, texts lens.Texts) error {
			if texts[0] == groups {
				*ref(l) = nil
				return nil
			}
			n, err := strconv.Atoi(texts[0])
			*ref(l) = &n
			return err
		}), 0, s)
}
