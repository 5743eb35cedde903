package domain_test

import (
	"testing"
	"time"

	"dragoman/domain"
)

func TestSessions(t *testing.T) {
	o := newOffice(t)
	ada := o.addPerson("ada", domain.Administrator)
	phone := o.addPhone("440")
	put := func(hash string, s domain.Session) {
		t.Helper()
		s.TokenHash = hash
		if s.Expires.IsZero() {
			s.Expires = clock.Add(time.Hour)
		}
		o.must(o.PutSession(o.Context(), s))
	}
	there := func(hash string, want bool) {
		t.Helper()
		if _, err := o.Reader().Session(o.Context(), hash); want && err != nil || !want && domain.CodeOf(err) != domain.NotFound {
			t.Errorf("session %s is there: %t (%v)", hash, !want, err)
		}
	}
	put("once", domain.Session{Person: ada.ID, Tenant: o.tenant, Once: true})
	put("over", domain.Session{Person: ada.ID, Expires: clock})
	put("ada's", domain.Session{Person: ada.ID})
	put("the phone's", domain.Session{Tenant: o.tenant, Phone: phone.ID})
	there("over", false)
	taken, err := o.TakeSession(o.Context(), "once")
	o.must(err)
	if taken.Person != ada.ID || taken.Tenant != o.tenant || !taken.Once || !taken.Expires.Equal(clock.Add(time.Hour)) {
		t.Errorf("taken was %+v", taken)
	}
	for _, hash := range []string{"once", "over", "never was"} {
		if _, err := o.TakeSession(o.Context(), hash); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("taking %s: %v", hash, err)
		}
		o.must(o.RemoveSession(o.Context(), hash))
	}
	o.must(o.change(func(e *domain.Edit) error { return e.RemovePhone("440", true) }))
	there("the phone's", false)
	there("ada's", true)
	o.must(o.change(func(e *domain.Edit) error { return e.RemovePerson(ada.ID) }))
	there("ada's", false)
}
