package domain_test

import (
	"errors"
	"fmt"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
)

func TestErrors(t *testing.T) {
	cause := errors.New("disk on fire at /var/lib")
	wrapped := domain.Wrap(domain.Unavailable, cause, "the store is %s", "busy")
	if wrapped.Error() != "the store is busy" || !errors.Is(wrapped, cause) {
		t.Errorf("%v has the cause %v", wrapped, errors.Unwrap(wrapped))
	}
	refused := domain.Refuse(lens.Fault{Setting: "a", Message: "must be b"}, lens.Fault{Setting: "c", Message: "must be d"})
	if refused.Error() != "invalid settings: a: must be b; c: must be d" {
		t.Errorf("it reads %q", refused.Error())
	}
	for _, test := range []struct {
		err  error
		want domain.Code
	}{
		{nil, ""}, {cause, ""}, {wrapped, domain.Unavailable}, {refused, domain.Invalid},
		{fmt.Errorf("while at it: %w", wrapped), domain.Unavailable}, {errors.Join(cause, refused), domain.Invalid},
	} {
		if got := domain.CodeOf(test.err); got != test.want {
			t.Errorf("%v has the code %q", test.err, got)
		}
	}
}

func TestFaulted(t *testing.T) {
	o := newOffice(t)
	o.addPhone("440")
	clash := o.refusal(domain.Invalid, "taken", func(e *domain.Edit) error { return e.AddPhone(&domain.Phone{Name: "440"}) })
	var blamed *domain.Error
	if !errors.As(domain.Faulted(clash, "account"), &blamed) || len(blamed.Faults) != 1 ||
		blamed.Faults[0] != (lens.Fault{Setting: "account", Message: "440 is taken by phone 440"}) {
		t.Errorf("the error became %+v", blamed)
	}
	if said := blamed.Error(); said != "account: 440 is taken by phone 440" {
		t.Errorf("it reads %q", said)
	}
	var taken *domain.Taken
	if !errors.As(blamed, &taken) || taken.Name != "440" || taken.By.Kind != domain.KindPhone {
		t.Errorf("the error is about %+v", taken)
	}
	refused := domain.Refuse(lens.Fault{Setting: "a", Message: "must be b"})
	internal := errors.New("internal")
	full := domain.Fail(domain.QuotaFull, "full")
	for _, err := range []error{nil, refused, internal, full} {
		if got := domain.Faulted(err, "account"); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
}
