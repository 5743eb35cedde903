package vodia

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// stages is how many stages of members a hunt has; the fourth is where unanswered calls go.
const stages = 3

// HuntTable is a hunt group as user_settings of a hunt shows it.
var HuntTable = newHuntTable()

func newHuntTable() *lens.Table[*domain.HuntGroup, *View] {
	tied := huntTies()
	return lens.NewTable(string(domain.KindHuntGroup), Dialect,
		func(g *domain.HuntGroup) *lens.Margins { return &g.Margins },
		huntsInexpressible(),
		slices.Concat(
			tied.rows(huntSettings()),
			tied.rows(accountSettings()),
			tied.rows(from("70.3", pageOpenAPI, lens.Setting{Name: "algo", Remark: "the order in which members ring; no page gives its values"})),
			tied.rows(laterAccountSettings()),
			tied.rows([]lens.Setting{aliasSetting(pageHunts, "Account")}),
		)...)
}

func huntTies() ties[*domain.HuntGroup] {
	tied := ties[*domain.HuntGroup]{
		"alias":   {bindNames(func(g *domain.HuntGroup) *[]string { return &g.Names }, listedByHunt), 0, lens.Converted},
		"comment": {bindText("Description", func(g *domain.HuntGroup) *string { return &g.Description }), 0, lens.Renamed},
		"display": {bindText("Name", func(g *domain.HuntGroup) *string { return &g.Name }), 0, lens.Renamed},
		"moh":     {bindMusic(func(g *domain.HuntGroup) *int { return &g.Music }), 0, lens.Converted},
		"rec":     {bindRecording(), 0, lens.Narrowed},
		"st4_ext": {bindDialled("Exit", func(g *domain.HuntGroup) *domain.Destination { return &g.Exit }), 0, lens.Converted},
	}
	for level := 1; level <= stages; level++ {
		tied[fmt.Sprintf("st%d_ext", level)] = tie[*domain.HuntGroup]{bindMembers(level), 0, lens.Narrowed}
		tied[fmt.Sprintf("st%d_dur", level)] = tie[*domain.HuntGroup]{
			bindLimit(levelField(level, "RingTime"), func(g *domain.HuntGroup) **int { return &g.Levels[level-1].RingTime }), 0, lens.Converted,
		}
	}
	return tied
}

// levelField names a canonical field of a level, or its members.
func levelField(level int, name string) string { return fmt.Sprintf("Levels.%d.%s", level, name) }

func huntsInexpressible() []lens.Inexpressible {
	missing := []lens.Inexpressible{
		{Field: "ID", Reason: "lists of accounts give an id made of it, and a hunt without a number is called hunt_ and its id", Elsewhere: true},
		{Field: "Tenant", Reason: "the domain of the path", Elsewhere: true},
		{Field: "Owner", Reason: "a hunt belongs to no person"},
		{Field: "RingTime", Reason: "each stage has its own duration; one without shows an empty stN_dur"},
		{Field: "Busy", Reason: "a hunt has one exit, st4_ext"},
		{Field: "Unavailable", Reason: "a hunt has one exit, st4_ext"},
	}
	for level := 1; level <= domain.Levels; level++ {
		if level > stages {
			missing = append(missing,
				lens.Inexpressible{Field: levelField(level, "Members"), Reason: "a hunt has three stages"},
				lens.Inexpressible{Field: levelField(level, "RingTime"), Reason: "a hunt has three stages"})
		}
		missing = append(missing,
			lens.Inexpressible{Field: levelField(level, "MusicRinging"), Reason: "a hunt plays the same in every stage"},
			lens.Inexpressible{Field: levelField(level, "PlayMessage"), Reason: "a stage begins without a message"})
	}
	return missing
}

// huntSettings are those of the page of version 58, in its order. The values it prints are those of a group in use; a
// new one begins with the defaults that the page says or shows untouched, else empty.
func huntSettings() []lens.Setting {
	return from("58", pageHunts,
		lens.Setting{Name: "conn_sym"},
		lens.Setting{Name: "connect", Type: lens.Switch, Remark: "the call is answered while members ring"},
		lens.Setting{Name: "display", Remark: "the group's name"},
		lens.Setting{Name: "email", Remark: "address for the group's mails"},
		lens.Setting{Name: "flag", Remark: "service flags that decide about night"},
		lens.Setting{Name: "from_header", Default: "id", Remark: "what members see of the caller; seen are id and name"},
		lens.Setting{Name: "hunt_anonymous_dest", Remark: "where anonymous callers go"},
		lens.Setting{Name: "melody", Remark: "ring tone of the members; empty for the tenant's"},
		lens.Setting{Name: "moh", Type: lens.Number, Remark: "id of the music that callers hear; empty for the tenant's"},
		lens.Setting{Name: "ncf", Type: lens.Switch, Default: "false"},
		lens.Setting{Name: "night", Remark: "where calls go at night"},
		lens.Setting{Name: "rec", Type: lens.Switch, Default: "false", Remark: "records calls; true keeps the group of recordings or takes the default one"},
		lens.Setting{Name: "st1_dur", Type: lens.Number, Remark: "seconds that stage 1 rings; empty for the group's time"},
		lens.Setting{Name: "st1_ext", Remark: "members of stage 1, separated by spaces. Unavailable members, trunks and SIP URIs don't show and stay"},
		lens.Setting{Name: "st1_miss", Type: lens.Switch, Remark: "members of stage 1 see the missed call"},
		lens.Setting{Name: "st2_dur", Type: lens.Number, Remark: "seconds that stage 2 rings; empty for the group's time"},
		lens.Setting{Name: "st2_ext", Remark: "members of stage 2, as in st1_ext"},
		lens.Setting{Name: "st2_miss", Type: lens.Switch, Remark: "members of stage 2 see the missed call"},
		lens.Setting{Name: "st3_dur", Type: lens.Number, Remark: "seconds that stage 3 rings; empty for the group's time"},
		lens.Setting{Name: "st3_ext", Remark: "members of stage 3, as in st1_ext"},
		lens.Setting{Name: "st3_miss", Type: lens.Switch, Remark: "members of stage 3 see the missed call"},
		lens.Setting{Name: "st4_ext", Remark: "where unanswered calls go; several numbers are one destination here and the other platform shows the first"},
	)
}

// bindRecording ties rec to the recording of a group. Off keeps the group of recordings.
func bindRecording() *lens.Binding[*domain.HuntGroup, *View] {
	return lens.Bind("Recording", func(g *domain.HuntGroup) *domain.Recording { return &g.Recording },
		func(_ *View, g *domain.HuntGroup) lens.Texts {
			return lens.Texts{strconv.FormatBool(g.Recording.On)}
		},
		func(_ *View, g *domain.HuntGroup, texts lens.Texts) error {
			g.Recording.On = texts[0] == "true"
			switch {
			case g.Recording.On && g.Recording.Group == 0:
				g.Recording.Group = domain.DefaultRecordingGroup
			case !g.Recording.On && g.Recording.Group == domain.DefaultRecordingGroup:
				g.Recording.Group = 0 // it comes back by itself
			}
			return nil
		})
}

var derivedName = regexp.MustCompile(`^hunt_([1-9][0-9]*)(_[1-9][0-9]*)?$`)

// listedByHunt leaves out the name that a group has by itself, where it isn't the only one: it is there without being
// listed, and the spelling keeps it.
func listedByHunt(g *domain.HuntGroup, names []string) []string {
	if len(names) < 2 || g.ID == 0 {
		return names
	}
	chosen := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		match := derivedName.FindStringSubmatch(name)
		return match != nil && match[1] == strconv.FormatInt(int64(g.ID), 10)
	})
	if len(chosen) == 0 {
		return names[:1]
	}
	return chosen
}
