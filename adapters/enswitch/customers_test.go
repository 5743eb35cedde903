package enswitch_test

import (
	"testing"

	"dragoman/domain"
)

func TestCustomers(t *testing.T) {
	w := newWorld(t)
	first := w.created(seller, "customers/create", "name=Acme+Inc.;email=info@acme.example;bill_type=prepaid;description=new")
	second := w.created(seller, "customers/create", "name=Acme+Inc.;domain=ACME.example;domain_aliases=a.acme.example++b.acme.example;parent="+first)
	compare(t, w.must(seller, "customers/get", "id="+first).object(t), map[string]any{
		"name": "Acme Inc.", "domain": "acme-inc.example.com", "parent": 2, "email": "info@acme.example", "bill_type": "prepaid", "deleted": 0,
	})
	compare(t, w.must(seller, "customers/get", "id="+second).object(t), map[string]any{
		"domain": "ACME.example", "domain_aliases": "a.acme.example  b.acme.example", "parent": 5,
	})
	third := w.created(seller, "customers/create", "name=Acme+Inc.")
	compare(t, w.must(seller, "customers/get", "id="+third).object(t), map[string]any{"domain": "acme-inc-2.example.com"})

	for _, test := range []struct{ function, parameters, codes string }{
		{"customers/create", "name=x;domain=acme.example", "400 domain"},
		{"customers/create", "name=x;domain=no+domain", "400 domain"},
		{"customers/create", "name=x;domain_aliases=b.acme.example", "400 domain"},
		{"customers/create", "name=", "400 name"},
		{"customers/create", "name=x;parent=99", "400 parent"},
		{"customers/create", "name=x;validation=1", "201"},
		{"customers/get", "", "400 id"},
		{"customers/get", "name=Acme+Inc.", "400 name"},
		{"customers/get", "email=INFO@acme.example", "200"},
		{"customers/get", "email=nobody@acme.example", "404"},
		{"customers/get", "email=", "404"},
		{"customers/update", "id=" + first + ";parent=" + first, "400 parent"},
		{"customers/update", "id=" + first + ";parent=" + second, "400 parent"},
		{"customers/update", "id=" + first + ";domain=acme.example", "400 domain"},
		{"customers/update", "id=" + first + ";domain=", "400 domain"},
		{"customers/update", "id=99;name=x", "404"},
		{"customers/update", "name=x", "400 id"},
		{"customers/update", "id=" + second + ";name=Acme;bill_type=postpaid", "204"},
		{"customers/update", "id=" + second + ";parent=2;validation=1", "201"},
		{"customers/delete", "id=" + first, "400"}, // it has a sub-customer
		{"customers/delete", "id=2", "400 id"},
		{"customers/delete", "id=99", "404"},
		{"customers/delete", "", "400 id"},
	} {
		w.expect(seller, test.function, test.parameters, test.codes)
	}
	w.expect(admin, "customers/delete", "id=1", "400 id")
	compare(t, w.must(seller, "customers/get", "id="+second).object(t), map[string]any{"name": "Acme", "bill_type": "postpaid", "parent": 5})
	w.must(seller, "customers/update", "id="+second+";parent=2")
	w.must(seller, "customers/delete", "id="+first)
	w.expect(seller, "customers/get", "id="+first, "404")
	w.expect(seller, "customers/delete", "id="+first, "404")
	w.expect(seller, "phones/list", "customer="+first, "400 customer")
}

func TestCustomersOfOthers(t *testing.T) {
	w := newWorld(t)
	compare(t, w.must(user, "customers/get", "id=1").object(t), map[string]any{"name": "localhost"})
	compare(t, w.must(plain, "customers/get", "name=LOCALHOST").object(t), map[string]any{"id": 1})
	w.expect(user, "customers/get", "id=2", "404")
	for query, found := range map[string]string{
		"check=1;id=4": "1", "check=1;id=44": "0", "check=1;name=foreign": "1", "check=1;email=x@example.com": "0",
	} {
		got := w.raw("/api/json/customers/get/?" + query)
		if got.body != `{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":{ "found":`+found+` } }` {
			t.Errorf("%s: got %s", query, got.body)
		}
	}
	if got := w.raw("/api/json/customers/get/?check=0;id=4"); got.codes() != "401" {
		t.Errorf("got %s", got.body)
	}
	if got := w.raw("/api/json/customers/list/?check=1"); got.codes() != "401" {
		t.Errorf("got %s", got.body)
	}
}

func TestCustomersLists(t *testing.T) {
	w := newWorld(t)
	w.must(seller, "customers/create", "name=Zeta;account=1;description=b;bill_type=prepaid;directory=1")
	w.must(seller, "customers/create", "name=Alpha;account=2;description=a;parent=3")
	w.must(seller, "customers/create", "name=Gone")
	w.must(seller, "customers/delete", "id=7")
	for _, test := range []struct{ person, parameters, want string }{
		{seller, "", "Below Zeta"}, {seller, "recursive=1", "Alpha Below Zeta"}, {seller, "recursive=1;pages=1", "Below Zeta"},
		{seller, "parent=3", "Alpha"}, {seller, "customer=3", "Alpha"}, {seller, "deleted=1", "Gone"}, {seller, "deleted=-1", "Below Gone Zeta"},
		{seller, "descending=1", "Zeta Below"}, {seller, "sort=account;recursive=1", "Below Zeta Alpha"},
		{seller, "sort=description;recursive=1", "Below Alpha Zeta"}, {seller, "limit=1;offset=1", "Zeta"}, {seller, "name=ET", "Zeta"},
		{seller, "bill_type=prepaid", "Zeta"}, {seller, "bill_type=", "Below Zeta"}, {seller, "directory=1", "Zeta"}, {seller, "directory=0", "Below"},
		{admin, "", "Foreign Reseller"}, {admin, "recursive=1", "Alpha Below Foreign Reseller Zeta"}, {admin, "parent=2", "Below Zeta"},
	} {
		if got := w.must(test.person, "customers/list", test.parameters).column(t, "name"); got != test.want {
			t.Errorf("%s as %s: got %s, want %s", test.parameters, test.person, got, test.want)
		}
	}
	if got := w.must(seller, "customers/list", "count=1;recursive=1").object(t)["count"]; got != 2.0 {
		t.Errorf("recursive has no effect on count: got %v", got)
	}
	for parameters, codes := range map[string]string{
		"parent=4": "400 parent", "bill_type=free": "400 bill_type", "deleted=2": "400 deleted", "sort=id": "400 sort", "directory=x": "400 directory",
	} {
		w.expect(seller, "customers/list", parameters, codes)
	}
}

// A customer made through another dialect has no parent and may have lost its name.
func TestCustomersMadeElsewhere(t *testing.T) {
	w := newWorld(t)
	w.changeTenant(foreign, func(tenant *domain.Tenant) { tenant.Name = "" })
	compare(t, w.must(admin, "customers/get", "id=4").object(t), map[string]any{"name": "customer_4", "parent": 0})
	w.must(admin, "customers/update", "id=4;parent=2")
	w.must(seller, "customers/get", "id=4")
	w.must(admin, "customers/update", "id=4;parent=0")
	w.expect(seller, "customers/get", "id=4", "404")
}

func TestDeletedCustomersPeopleAreGone(t *testing.T) {
	w := newWorld(t)
	w.must(subAdmin, "user/login", "")
	w.must(seller, "customers/delete", "id=3")
	w.expect(subAdmin, "user/login", "", "401")
}
