package domain

import "dragoman/domain/lens"

// Levels is how many levels a hunt group has. They always exist.
const Levels = 10

// HuntGroup rings its members level by level until one answers.
type HuntGroup struct {
	ID     HuntGroupID `json:"id"`
	Tenant TenantID    `json:"tenant"`
	// Account is its primary name in the number plan, as far as one was chosen; Names[0] is the one in force.
	Account string `json:"account,omitempty"`
	// Names are the names it answers to: the primary one first, feature codes that lead to it, and names that can't be
	// dialled. A group that nothing leads to has one derived from its id. Feature codes are objects of their own;
	// Edit.ChangeHuntGroup carries what was changed here over to those.
	Names  []string `json:"names,omitempty"`
	Listed []string `json:"-"` // Names as last written, kept for their order and for what can't be dialled

	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	Owner       PersonID    `json:"owner,omitempty"` // 0 for nobody
	RingTime    int         `json:"ring_time"`       // seconds that a level rings unless it says otherwise
	Music       int         `json:"music,omitempty"` // the id of the music to play; 0 for the tenant's
	Recording   Recording   `json:"recording,omitzero"`
	Exit        Exit        `json:"exit,omitzero"`        // where a call goes that no level answered
	Busy        Destination `json:"busy,omitzero"`        // … where a member was busy and none let it ring out
	Unavailable Destination `json:"unavailable,omitzero"` // … where no member could be called

	Levels  [Levels]Level `json:"levels"`
	Members []Member      `json:"members,omitempty"` // by level, and within a level in order

	Margins lens.Margins `json:"margins,omitempty"`
}

// Recording says whether calls are recorded, and into which group of recordings, which stays known while it is off.
type Recording struct {
	On    bool `json:"on,omitempty"`
	Group int  `json:"group,omitempty"`
}

// DefaultRecordingGroup is the group that recordings go to where none was chosen.
const DefaultRecordingGroup = 1

// Exit is the default exit of a hunt group: one destination, or several numbers as one dialled text.
type Exit = Destination

// Level is how one level rings.
type Level struct {
	RingTime     *int `json:"ring_time,omitempty"`     // seconds; nil for the group's
	MusicRinging *int `json:"music_ringing,omitempty"` // 1 music, 0 ringing; nil for the group's
	PlayMessage  bool `json:"play_message,omitempty"`

	Margins lens.Margins `json:"margins,omitempty"`
}

// IsZero says that the level rings as the group does and that nothing else is said about it.
func (l Level) IsZero() bool {
	return l.RingTime == nil && l.MusicRinging == nil && !l.PlayMessage && len(l.Margins.Clone()) == 0
}

// Member is one destination that a level of a hunt group rings.
type Member struct {
	ID             MemberID     `json:"id"`    // 0 until it is stored
	Level          int          `json:"level"` // from 1 to Levels
	Destination    Destination  `json:"destination"`
	Available      bool         `json:"available,omitempty"`
	Screen         bool         `json:"screen,omitempty"`           // the caller id is played and the call has to be accepted
	AppendCallerID string       `json:"append_caller_id,omitempty"` // digits
	Description    string       `json:"description,omitempty"`
	Margins        lens.Margins `json:"margins,omitempty"`
}

// DefaultHuntGroupRingTime is how many seconds a new hunt group's levels ring.
const DefaultHuntGroupRingTime = 10

// NewHuntGroup returns a hunt group as it is before anything is said about it.
func NewHuntGroup() *HuntGroup { return &HuntGroup{RingTime: DefaultHuntGroupRingTime} }

// NewMember returns a member as it is before anything is said about it.
func NewMember() *Member { return &Member{Level: 1, Available: true} }

// Member finds a member by id; nil where the group has none such.
func (g *HuntGroup) Member(id MemberID) *Member {
	for i := range g.Members {
		if g.Members[i].ID == id {
			return &g.Members[i]
		}
	}
	return nil
}

// MembersOf returns the members of a level, in order.
func (g *HuntGroup) MembersOf(level int) []Member {
	var out []Member
	for _, m := range g.Members {
		if m.Level == level {
			out = append(out, m)
		}
	}
	return out
}

// SetMembersOf replaces the members of a level.
func (g *HuntGroup) SetMembersOf(level int, members []Member) {
	out := make([]Member, 0, len(g.Members)+len(members))
	placed := false
	for _, m := range g.Members {
		if m.Level >= level && !placed {
			out = append(out, members...)
			placed = true
		}
		if m.Level != level {
			out = append(out, m)
		}
	}
	if !placed {
		out = append(out, members...)
	}
	g.Members = out
}
