package domain

import "strconv"

// Kind names a kind of object.
type Kind string

// The kinds of objects.
const (
	KindTenant      Kind = "tenant"
	KindPerson      Kind = "person"
	KindPhone       Kind = "phone"
	KindHuntGroup   Kind = "huntgroup"
	KindFeatureCode Kind = "featurecode"
)

// Kinds lists every kind in the order in which they are documented.
var Kinds = []Kind{KindTenant, KindPerson, KindPhone, KindHuntGroup, KindFeatureCode}

// Ids are given by the store and never used again.
type (
	TenantID      int64
	PersonID      int64
	PhoneID       int64
	HuntGroupID   int64
	MemberID      int64
	FeatureCodeID int64
)

// Holder is the object that holds a name in a tenant's number plan. Its zero value is nobody.
type Holder struct {
	Kind Kind
	ID   int64
}

// String names the holder for a person: "phone 12".
func (h Holder) String() string {
	switch h.Kind {
	case "":
		return "nothing"
	case KindHuntGroup:
		return "hunt group " + strconv.FormatInt(h.ID, 10)
	case KindFeatureCode:
		return "a feature code"
	default:
		return "a " + string(h.Kind)
	}
}
