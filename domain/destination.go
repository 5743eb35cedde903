package domain

import (
	"fmt"
	"strconv"
	"strings"
)

// DestinationKind says what a destination leads to.
type DestinationKind string

// The kinds of destinations. Nowhere ends the call.
const (
	Nowhere       DestinationKind = ""
	ToPhone       DestinationKind = "phone"       // target: the phone's name
	ToHuntGroup   DestinationKind = "huntgroup"   // target: the hunt group's id
	ToFeatureCode DestinationKind = "featurecode" // target: the code
	ToMailbox     DestinationKind = "mailbox"     // target: the mailbox's number
	ToExternal    DestinationKind = "external"    // target: a number outside the tenant
	ToSIPURI      DestinationKind = "sipuri"      // target: the URI
	ToPeer        DestinationKind = "peer"        // target: a trunk's id or name
	ToFunction    DestinationKind = "function"    // target: the name of a built-in function of the PBX
	ToDialled     DestinationKind = "dialled"     // target: digits as dialled, which mean what the number plan says when they are read
	ToScript      DestinationKind = "script"      // target: rules of an IVR node, as their writer put them
	ToOther       DestinationKind = "other"       // a type that the gateway doesn't know, kept as written
)

// Destination is where a call goes. Typed references (a phone, a hunt group) follow the object they name; dialled
// texts stay as written.
type Destination struct {
	Kind   DestinationKind
	Target string
	Type   string // of ToOther alone: the type as written
}

// HuntGroupDestination leads to a hunt group.
func HuntGroupDestination(id HuntGroupID) Destination {
	return Destination{Kind: ToHuntGroup, Target: strconv.FormatInt(int64(id), 10)}
}

// PhoneDestination leads to a phone.
func PhoneDestination(name string) Destination { return Destination{Kind: ToPhone, Target: name} }

// FeatureCodeDestination leads to a feature code.
func FeatureCodeDestination(code string) Destination {
	return Destination{Kind: ToFeatureCode, Target: code}
}

// Dialled is a destination written as the digits one would dial; empty digits lead nowhere.
func Dialled(digits string) Destination {
	if digits == "" {
		return Destination{}
	}
	return Destination{Kind: ToDialled, Target: digits}
}

// HuntGroupID is the group that a ToHuntGroup destination names; ok is false for others and for what is no id.
func (d Destination) HuntGroupID() (id HuntGroupID, ok bool) {
	if d.Kind != ToHuntGroup {
		return 0, false
	}
	n, err := strconv.ParseInt(d.Target, 10, 64)
	return HuntGroupID(n), err == nil && n > 0
}

// String writes the destination as the store keeps it: "phone:440", "other:queue:12", empty for nowhere.
func (d Destination) String() string {
	switch d.Kind {
	case Nowhere:
		return ""
	case ToOther:
		// The type may hold anything, so its length goes first.
		return fmt.Sprintf("other:%d:%s%s", len(d.Type), d.Type, d.Target)
	default:
		return string(d.Kind) + ":" + d.Target
	}
}

// ParseDestination reads what String wrote.
func ParseDestination(text string) (Destination, error) {
	if text == "" {
		return Destination{}, nil
	}
	kind, target, ok := strings.Cut(text, ":")
	if !ok {
		return Destination{}, fmt.Errorf("destination %q has no kind", text)
	}
	switch DestinationKind(kind) {
	case ToPhone, ToHuntGroup, ToFeatureCode, ToMailbox, ToExternal, ToSIPURI, ToPeer, ToFunction, ToDialled, ToScript:
		return Destination{Kind: DestinationKind(kind), Target: target}, nil
	case ToOther:
		size, rest, ok := strings.Cut(target, ":")
		n, err := strconv.Atoi(size)
		if !ok || err != nil || n < 0 || n > len(rest) {
			return Destination{}, fmt.Errorf("destination %q has no type", text)
		}
		return Destination{Kind: ToOther, Type: rest[:n], Target: rest[n:]}, nil
	}
	return Destination{}, fmt.Errorf("destination %q is of no known kind", text)
}

// MarshalText writes the destination as String does.
func (d Destination) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Destination) UnmarshalText(text []byte) error {
	parsed, err := ParseDestination(string(text))
	*d = parsed
	return err
}
