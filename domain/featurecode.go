package domain

import (
	"strings"

	"dragoman/domain/lens"
)

// FeatureCode is a number of the tenant's that leads somewhere.
type FeatureCode struct {
	ID     FeatureCodeID `json:"id"`
	Tenant TenantID      `json:"tenant"`
	// Code is what is dialled. An IVR node may have a name that can't be dialled here; it is then no feature code to
	// a platform that knows only dialled ones.
	Code string `json:"code"`
	Form Form   `json:"form,omitempty"`
	// Names are the names an IVR node answers to: Code first, codes that were made its aliases, and names that can't be
	// dialled. Edit.ChangeFeatureCode carries what was changed here over to those. Other forms have none.
	Names  []string `json:"names,omitempty"`
	Listed []string `json:"-"` // Names as last written, kept for their order and for what can't be dialled

	Description     string       `json:"description,omitempty"`
	Owner           PersonID     `json:"owner,omitempty"`    // 0 for nobody
	Password        Secret       `json:"password,omitempty"` // the PIN that changes where it leads
	Destination     Destination  `json:"destination,omitzero"`
	FaxDestination  Destination  `json:"fax_destination,omitzero"`
	TextDestination Destination  `json:"text_destination,omitzero"`
	Margins         lens.Margins `json:"margins,omitempty"`
}

// Form says what a feature code was made as, where that isn't told by its destination.
type Form string

// The forms of feature codes.
const (
	PlainCode Form = ""        // an alias, a star code or an IVR node, as its destination says
	AsIVRNode Form = "ivrnode" // an account of its own, whatever it leads to
	AsAlias   Form = "alias"   // a further name of the account it leads to, of an IVR node too
)

// NewFeatureCode returns a feature code as it is before anything is said about it.
func NewFeatureCode() *FeatureCode { return &FeatureCode{} }

// Dialable says that a name consists of what a keypad can send: digits, *, # and +.
func Dialable(name string) bool {
	return name != "" && strings.Trim(name, "0123456789*#+") == ""
}
