package enswitch_test

import (
	"testing"

	"dragoman/domain"
)

func TestCodes(t *testing.T) {
	w := newWorld(t)
	w.must(user, "codes/create", "code=100;dtype=phone;dnumber=440;password=1234;description=Front+desk")
	w.must(user, "codes/create", "code=*66;dtype=function;dnumber=redial")
	w.must(user, "codes/create", "code=9;dtype=hangup;dnumber=")
	w.must(seller, "codes/create", "code=100;dtype=phone;dnumber=550") // a code of another customer
	compare(t, w.must(user, "codes/get", "code=100").object(t), map[string]any{
		"customer": 1, "dtype": "phone", "dnumber": "440", "password": "********", "description": "Front desk",
	})
	compare(t, w.must(admin, "codes/get", "code=100;customer=2").object(t), map[string]any{"customer": 2, "dnumber": "550"})
	for parameters, codes := range map[string]string{
		"code=100;dtype=phone;dnumber=441":                 "400 code",
		"code=;dtype=phone;dnumber=440":                    "400 code",
		"code=1a;dtype=phone;dnumber=440":                  "400 code",
		"code=101;dtype=phone":                             "400 dnumber",
		"code=101;dnumber=440":                             "400 dtype",
		"code=101;dtype=phone;dnumber=":                    "400 dnumber",
		"code=101;dtype=phone;dnumber=440;fax_dtype=phone": "400 fax_dnumber",
		"code=101;dtype=phone;dnumber=440;shared=1":        "402",
		"code=101;dtype=phone;dnumber=440;validation=1":    "201",
	} {
		w.expect(user, "codes/create", parameters, codes)
	}
	w.must(user, "codes/update", "code=100;dtype=mailbox;dnumber=440;password=********")
	w.must(user, "codes/update", "code=100;fax_dtype=code;fax_dnumber=9;text_dtype=phone;text_dnumber=440;routing=timegroup_12")
	compare(t, w.must(user, "codes/get", "code=100").object(t), map[string]any{
		"dtype": "mailbox", "dnumber": "440", "password": "********", "fax_dtype": "code", "fax_dnumber": "9", "text_dtype": "phone",
		"text_dnumber": "440", "routing": "timegroup_12",
	})
	w.expect(user, "codes/update", "code=100;shared=1", "402")
	w.must(admin, "codes/update", "code=100;shared=1")
	w.must(user, "codes/update", "code=100;shared=1;description=still") // it is shared already
	for parameters, want := range map[string]string{
		"": "*66 100 9", "descending=1": "9 100 *66", "sort=dnumber": "9 100 *66", "sort=dnumber;descending=1;limit=1": "*66", "sort=dnumber;offset=1": "100 *66",
		"sort=destination": "9 *66 100",
	} {
		if got := w.must(user, "codes/list", parameters).column(t, "code"); got != want {
			t.Errorf("codes/list %s: got %s, want %s", parameters, got, want)
		}
	}
	w.must(user, "codes/delete", "code=100")
	w.expect(user, "codes/get", "code=100", "404")
	w.expect(user, "codes/delete", "code=100", "404")
	w.expect(user, "codes/update", "code=100;description=x", "404")
	w.must(admin, "codes/get", "code=100;customer=2")
}

// IVR nodes of another dialect are codes here as far as they can be dialled.
func TestIVRNodes(t *testing.T) {
	w := newWorld(t)
	w.change(home, func(e *domain.Edit) error {
		for _, name := range []string{"777", "menu"} {
			code := domain.NewFeatureCode()
			code.Code, code.Form, code.Destination = name, domain.AsIVRNode, domain.Destination{Kind: domain.ToScript, Target: "!1!2! !3!4!"}
			if err := e.AddFeatureCode(code); err != nil {
				return err
			}
		}
		return nil
	})
	w.must(user, "codes/create", "code=100;dtype=ivrnode;dnumber=777")
	compare(t, w.must(user, "codes/get", "code=777").object(t), map[string]any{"dtype": "ivrnode", "dnumber": "777"})
	compare(t, w.must(user, "codes/get", "code=100").object(t), map[string]any{"dtype": "ivrnode", "dnumber": "777"})
	if got := w.must(user, "codes/list", "").column(t, "code"); got != "100 777" {
		t.Errorf("got %s", got)
	}
	if got := w.must(user, "codes/list", "count=1").object(t)["count"]; got != 2.0 {
		t.Errorf("got %v", got)
	}
	for _, function := range []string{"codes/get", "codes/update", "codes/delete"} {
		w.expect(user, function, "code=menu", "404")
	}
	w.must(user, "codes/update", "code=777;dtype=ivrnode;dnumber=777") // what it shows, so the rules stay
	w.must(user, "codes/update", "code=777;dtype=phone;dnumber=440")
	w.must(user, "codes/update", "code=777;dtype=ivrnode;dnumber=777") // the rules come back with what stood for them
	look, err := w.directory.Look(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	code, err := look.FeatureCode("777")
	if err != nil {
		t.Fatal(err)
	}
	if code.Destination.Kind != domain.ToScript || code.Destination.Target != "!1!2! !3!4!" {
		t.Errorf("got %v", code.Destination)
	}
}
