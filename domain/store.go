package domain

import (
	"context"
)

// Sort is an order of a list.
type Sort string

// The orders of lists. Where two objects are equal in it, the older comes first.
const (
	ByID          Sort = ""
	ByName        Sort = "name" // a phone's or hunt group's name, a feature code's code, a person's user name
	ByDescription Sort = "description"
	ByDestination Sort = "destination" // feature codes
	ByForename    Sort = "forename"    // people
	BySurname     Sort = "surname"     // people
	ByFullName    Sort = "fullname"    // people
)

// Page selects a part of a list.
type Page struct {
	Sort       Sort
	Descending bool
	Limit      int      // 0 for all
	Offset     int      // how many to leave out
	Owner      PersonID // only what this person owns; 0 for everybody's
	Dialable   bool     // only feature codes that can be dialled, as Dialable says
}

// TenantQuery selects tenants.
type TenantQuery struct {
	Parent  *TenantID // only those directly below; nil for any
	Name    string    // only those whose name contains it, without case
	Deleted *bool     // only deleted or only live ones; nil for both
	Sort    Sort      // ByID, ByName
	Page    Page      // its Limit, Offset and Descending count
}

// Reader answers questions. Objects come without what is spread over others (Names, StarCodes, Administrators), which
// Look adds. Every method returns NotFound where a single object isn't there, and an internal error where the store
// fails.
type Reader interface {
	Tenant(ctx context.Context, tenant TenantID) (*Tenant, error)
	// TenantByDomain finds a live tenant by its DNS name or one of its aliases, in lower case.
	TenantByDomain(ctx context.Context, name string) (*Tenant, error)
	Tenants(ctx context.Context, reach Reach, query TenantQuery) ([]*Tenant, error)
	CountTenants(ctx context.Context, reach Reach, query TenantQuery) (int, error)
	// SubTenants are the live tenants below one, at any depth.
	SubTenants(ctx context.Context, tenant TenantID) ([]TenantID, error)

	Person(ctx context.Context, reach Reach, id PersonID) (*Person, error)
	// PersonByUsername finds a person by user name, without case.
	PersonByUsername(ctx context.Context, username string) (*Person, error)
	PeopleByEmail(ctx context.Context, reach Reach, email string) ([]*Person, error)
	People(ctx context.Context, tenant TenantID, page Page) ([]*Person, error)
	CountPeople(ctx context.Context, tenant TenantID) (int, error)

	Phone(ctx context.Context, tenant TenantID, name string) (*Phone, error)
	PhoneByID(ctx context.Context, tenant TenantID, id PhoneID) (*Phone, error)
	// TenantsWithPhone are the live tenants within reach that have a phone of the name, in order of id.
	TenantsWithPhone(ctx context.Context, reach Reach, name string) ([]TenantID, error)
	Phones(ctx context.Context, tenant TenantID, page Page) ([]*Phone, error)
	CountPhones(ctx context.Context, tenant TenantID, page Page) (int, error)

	HuntGroup(ctx context.Context, tenant TenantID, id HuntGroupID) (*HuntGroup, error)
	HuntGroups(ctx context.Context, tenant TenantID, page Page) ([]*HuntGroup, error)
	CountHuntGroups(ctx context.Context, tenant TenantID, page Page) (int, error)
	// TenantOfHuntGroup finds whose hunt group an id is.
	TenantOfHuntGroup(ctx context.Context, reach Reach, id HuntGroupID) (TenantID, error)
	// HuntGroupOfMember finds the hunt group that a member belongs to, and whose it is.
	HuntGroupOfMember(ctx context.Context, reach Reach, id MemberID) (TenantID, HuntGroupID, error)
	// HuntGroupsRinging are the hunt groups with a member whose stored destination is one of those given.
	HuntGroupsRinging(ctx context.Context, reach Reach, destinations ...Destination) ([]*HuntGroup, error)

	FeatureCode(ctx context.Context, tenant TenantID, code string) (*FeatureCode, error)
	FeatureCodeByID(ctx context.Context, tenant TenantID, id FeatureCodeID) (*FeatureCode, error)
	FeatureCodes(ctx context.Context, tenant TenantID, page Page) ([]*FeatureCode, error)
	CountFeatureCodes(ctx context.Context, tenant TenantID, page Page) (int, error)
	// FeatureCodesTo are the codes whose stored destination is one of those given, the oldest first.
	FeatureCodesTo(ctx context.Context, tenant TenantID, destinations ...Destination) ([]*FeatureCode, error)
	// FeatureCodesOfKind are the codes whose stored destination is of the kind, the oldest first.
	FeatureCodesOfKind(ctx context.Context, tenant TenantID, kind DestinationKind) ([]*FeatureCode, error)

	// HolderOf says who holds a name in the number plan, nobody being the zero Holder and no error.
	HolderOf(ctx context.Context, tenant TenantID, name string) (Holder, error)
	// PhoneOf is HolderOf with the phone's own name, empty where the holder is none.
	PhoneOf(ctx context.Context, tenant TenantID, name string) (holder Holder, phone string, err error)
	// ReferrersTo are the objects any of whose destinations is the one given as stored; of a mailbox also the phones that
	// indicate its messages.
	ReferrersTo(ctx context.Context, tenant TenantID, destination Destination) ([]Holder, error)
	Journal(ctx context.Context, tenant TenantID, query JournalQuery) ([]JournalEntry, error)
	// Session finds a sign-in by the hash of its token; expired ones are not found.
	Session(ctx context.Context, tokenHash string) (*Session, error)
}

// Tx is a transaction. Put methods insert where the id is 0 and then set it, else they replace the whole object; a
// person, phone, hunt group or code that isn't the tenant's is NotFound. They return Conflict where a name is taken
// that must be unique, and Unavailable where the store can't take the change (full, read-only, busy). A person or
// phone that goes or gets another password loses its sessions.
type Tx interface {
	Reader
	PutTenant(ctx context.Context, tenant *Tenant) error
	// EmptyTenant removes every object of the tenant, its names and its domains; the tenant itself stays.
	EmptyTenant(ctx context.Context, tenant TenantID) error
	PutPerson(ctx context.Context, tenant TenantID, person *Person) error
	RemovePerson(ctx context.Context, tenant TenantID, id PersonID) error
	PutPhone(ctx context.Context, tenant TenantID, phone *Phone) error
	RemovePhone(ctx context.Context, tenant TenantID, id PhoneID) error
	// PutHuntGroup stores the group with its members, and sets the ids of members that are new.
	PutHuntGroup(ctx context.Context, tenant TenantID, group *HuntGroup) error
	RemoveHuntGroup(ctx context.Context, tenant TenantID, id HuntGroupID) error
	PutFeatureCode(ctx context.Context, tenant TenantID, code *FeatureCode) error
	RemoveFeatureCode(ctx context.Context, tenant TenantID, id FeatureCodeID) error
	// Claim gives a name of the number plan to a holder, whoever had it.
	Claim(ctx context.Context, tenant TenantID, name string, holder Holder) error
	// Release frees a name of the number plan; one that nobody holds is no error.
	Release(ctx context.Context, tenant TenantID, name string) error
	AddJournal(ctx context.Context, tenant TenantID, entry JournalEntry) error
	PutSession(ctx context.Context, session Session) error
	// TakeSession finds a sign-in and removes it, so that nobody else can use it again.
	TakeSession(ctx context.Context, tokenHash string) (*Session, error)
	RemoveSession(ctx context.Context, tokenHash string) error
}

// Store keeps the canonical objects.
type Store interface {
	Reader
	// Change runs do in one transaction that is committed if do returns nil and otherwise undone whole. The error is
	// do's, or says that the commit failed.
	Change(ctx context.Context, do func(Tx) error) error
	// Ready says whether the store answers.
	Ready(ctx context.Context) error
}
