package domain

import "dragoman/domain/lens"

// Phone is a telephone line: what a handset registers as, and an account of the number plan.
type Phone struct {
	ID     PhoneID  `json:"id"`
	Tenant TenantID `json:"tenant"`
	Name   string   `json:"name"` // what it registers as, and its account in the number plan
	// Names are the names it answers to: Name first, feature codes that lead to it, and names that can't be dialled.
	// Feature codes are objects of their own; Edit.ChangePhone carries what was changed here over to those.
	Names  []string `json:"names,omitempty"`
	Listed []string `json:"-"` // Names as last written, kept for their order and for what can't be dialled

	Holder            string      `json:"holder,omitempty"` // the full name of who uses it
	Owner             PersonID    `json:"owner,omitempty"`  // 0 for nobody
	Password          Secret      `json:"password,omitempty"`
	PIN               Secret      `json:"pin,omitempty"`
	WebPassword       Credential  `json:"web_password,omitzero"` // signs in to the account's own pages
	Forward           Forward     `json:"forward,omitzero"`
	Busy              Destination `json:"busy,omitzero"`
	NoAnswer          Destination `json:"no_answer,omitzero"`
	Unregistered      Destination `json:"unregistered,omitzero"`
	RingTime          int         `json:"ring_time"` // seconds before NoAnswer
	DoNotDisturb      bool        `json:"do_not_disturb,omitempty"`
	Anonymous         string      `json:"anonymous,omitempty"` // what becomes of anonymous callers: AllowAnonymous, RejectAnonymous or another policy as written
	CallerID          CallerID    `json:"caller_id,omitempty"`
	EmergencyCallerID CallerID    `json:"emergency_caller_id,omitempty"`
	DialPlan          string      `json:"dial_plan,omitempty"`        // empty for the tenant's
	Codec             string      `json:"codec,omitempty"`            // the preferred ones, separated by spaces; empty for any
	Language          string      `json:"language,omitempty"`         // of announcements; empty for the tenant's
	Music             int         `json:"music,omitempty"`            // the id of the music on hold; 0 for the tenant's
	HardwareAddress   string      `json:"hardware_address,omitempty"` // MACs as 12 lower-case hex digits, separated by spaces
	Mailbox           string      `json:"mailbox,omitempty"`          // the number of the mailbox whose messages it indicates

	Margins lens.Margins `json:"margins,omitempty"`
}

// Policies for anonymous callers that both platforms know.
const (
	AllowAnonymous  = ""
	RejectAnonymous = "reject"
)

// Forward sends every call elsewhere while it is on. The number stays known while it is off.
type Forward struct {
	Number string `json:"number,omitempty"`
	On     bool   `json:"on,omitempty"`
}

// CallerID is a number to show, or empty for the default, or a keyword that only one platform knows.
type CallerID string

// DefaultPhoneRingTime is how many seconds a new phone rings.
const DefaultPhoneRingTime = 15

// NewPhone returns a phone as it is before anything is said about it.
func NewPhone() *Phone {
	return &Phone{RingTime: DefaultPhoneRingTime, Forward: Forward{On: true}}
}
