package transfer

import (
	"slices"

	"dragoman/domain"
	"dragoman/domain/lens"
)

type (
	phone = *domain.Phone
	group = *domain.HuntGroup
	code  = *domain.FeatureCode
)

// The canonical objects as rows: their top-level JSON fields. Ids are not among them, and a member's neither.
var (
	phoneFields = []canonicalField[phone]{
		namesOf(func(p phone) []string { return several(p.Names) }),
		fieldOf("holder", "Holder", func(p phone) *string { return &p.Holder }),
		fieldOf("owner", "Owner", func(p phone) *domain.PersonID { return &p.Owner }),
		secretOf("password", "Password", func(p phone) *domain.Secret { return &p.Password }),
		secretOf("pin", "PIN", func(p phone) *domain.Secret { return &p.PIN }),
		credentialOf("web_password", "WebPassword", func(p phone) *domain.Credential { return &p.WebPassword }),
		fieldOf("forward", "Forward", func(p phone) *domain.Forward { return &p.Forward }),
		fieldOf("busy", "Busy", func(p phone) *domain.Destination { return &p.Busy }),
		fieldOf("no_answer", "NoAnswer", func(p phone) *domain.Destination { return &p.NoAnswer }),
		fieldOf("unregistered", "Unregistered", func(p phone) *domain.Destination { return &p.Unregistered }),
		fieldOf("ring_time", "RingTime", func(p phone) *int { return &p.RingTime }),
		fieldOf("do_not_disturb", "DoNotDisturb", func(p phone) *bool { return &p.DoNotDisturb }),
		fieldOf("anonymous", "Anonymous", func(p phone) *string { return &p.Anonymous }),
		fieldOf("caller_id", "CallerID", func(p phone) *domain.CallerID { return &p.CallerID }),
		fieldOf("emergency_caller_id", "EmergencyCallerID", func(p phone) *domain.CallerID { return &p.EmergencyCallerID }),
		fieldOf("dial_plan", "DialPlan", func(p phone) *string { return &p.DialPlan }),
		fieldOf("codec", "Codec", func(p phone) *string { return &p.Codec }),
		fieldOf("language", "Language", func(p phone) *string { return &p.Language }),
		fieldOf("music", "Music", func(p phone) *int { return &p.Music }),
		fieldOf("hardware_address", "HardwareAddress", func(p phone) *string { return &p.HardwareAddress }),
		fieldOf("mailbox", "Mailbox", func(p phone) *string { return &p.Mailbox }),
	}
	groupFields = []canonicalField[group]{
		namesOf(chosenNames),
		fieldOf("name", "Name", func(g group) *string { return &g.Name }),
		fieldOf("description", "Description", func(g group) *string { return &g.Description }),
		fieldOf("owner", "Owner", func(g group) *domain.PersonID { return &g.Owner }),
		fieldOf("ring_time", "RingTime", func(g group) *int { return &g.RingTime }),
		fieldOf("music", "Music", func(g group) *int { return &g.Music }),
		fieldOf("recording", "Recording", func(g group) *domain.Recording { return &g.Recording }),
		fieldOf("exit", "Exit", func(g group) *domain.Exit { return &g.Exit }),
		fieldOf("busy", "Busy", func(g group) *domain.Destination { return &g.Busy }),
		fieldOf("unavailable", "Unavailable", func(g group) *domain.Destination { return &g.Unavailable }),
		through("levels", "Levels", levelsOf, setLevels),
		through("members", "Members", membersOf, setMembers),
	}
	codeFields = []canonicalField[code]{
		namesOf(func(c code) []string { return several(c.Names) }),
		fieldOf("form", "Form", func(c code) *domain.Form { return &c.Form }),
		fieldOf("description", "Description", func(c code) *string { return &c.Description }),
		fieldOf("owner", "Owner", func(c code) *domain.PersonID { return &c.Owner }),
		secretOf("password", "Password", func(c code) *domain.Secret { return &c.Password }),
		fieldOf("destination", "Destination", func(c code) *domain.Destination { return &c.Destination }),
		fieldOf("fax_destination", "FaxDestination", func(c code) *domain.Destination { return &c.FaxDestination }),
		fieldOf("text_destination", "TextDestination", func(c code) *domain.Destination { return &c.TextDestination }),
	}
)

func several(names []string) []string {
	if len(names) < 2 {
		return nil
	}
	return names
}

// chosenNames are the names of a hunt group, none where it only has the one derived from its id, here or where it comes
// from.
func chosenNames(g group) []string {
	if g.Account == "" && !slices.ContainsFunc(g.Names, domain.Dialable) {
		return nil
	}
	return g.Names
}

// hashes is how a row holds a password that can be checked and not read.
type hashes struct {
	Hash      string `json:"hash"`
	ProofHash string `json:"proof_hash,omitempty"`
}

func credentialOf[K any](name, field string, ref func(K) *domain.Credential) canonicalField[K] {
	f := through(name, field,
		func(k K) *hashes {
			if ref(k).IsZero() {
				return nil
			}
			return &hashes{ref(k).Hash, ref(k).ProofHash}
		},
		func(k K, read *hashes) {
			if read != nil {
				*ref(k) = domain.Credential{Hash: read.Hash, ProofHash: read.ProofHash}
				return
			}
			*ref(k) = domain.Credential{}
		})
	f.setting.Class = lens.Hidden
	put := f.put
	f.put = func(k K, value lens.Value) error {
		if value == lens.Text(lens.Mask) {
			return nil
		}
		return put(k, value)
	}
	return f
}

// levelsOf are a group's levels up to the last of which anything is said.
func levelsOf(g group) []domain.Level {
	last := domain.Levels
	for last > 0 && g.Levels[last-1].IsZero() {
		last--
	}
	return g.Levels[:last]
}

func setLevels(g group, levels []domain.Level) {
	g.Levels = [domain.Levels]domain.Level{}
	copy(g.Levels[:], levels)
}

// member is a member without its id, which another place doesn't know.
type member struct {
	ID int64 `json:"id,omitempty"`
	domain.Member
}

func membersOf(g group) []member {
	out := make([]member, len(g.Members))
	for i, m := range g.Members {
		out[i] = member{Member: m}
	}
	return out
}

// setMembers replaces the members. Those that ring the same on the same level keep their ids.
func setMembers(g group, members []member) {
	before := slices.Clone(g.Members)
	g.Members = nil
	for _, m := range members {
		m.Member.ID = 0
		for i, was := range before {
			if was.ID != 0 && was.Level == m.Level && was.Destination == m.Destination {
				m.Member.ID, before[i].ID = was.ID, 0
				break
			}
		}
		g.Members = append(g.Members, m.Member)
	}
}
