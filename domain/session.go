package domain

import "time"

// Session is a sign-in that outlives its request. The store knows only a hash of the token that stands for it.
type Session struct {
	TokenHash string
	Person    PersonID // 0 for a phone's session
	Tenant    TenantID // of the phone, or the tenant that the session is about; 0 for none
	Phone     PhoneID  // 0 for a person's session
	Once      bool     // may be exchanged for a lasting session, once
	Expires   time.Time
}
