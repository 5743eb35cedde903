package enswitch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/lens"
)

func (w *world) id(person string) string { return fmt.Sprintf("id=%d", w.people[person]) }

func TestPeople(t *testing.T) {
	w := newWorld(t)
	id := w.created(user, "people/create", "username=ann@example.com;password=first;role=4;email=ann@example.com;forename=Ann;surname=Lee;telephone=5551234")
	w.passwords["ann@example.com"] = "first"
	compare(t, w.must(user, "people/get", "id="+id).object(t), map[string]any{
		"username": "ann@example.com", "role": 4, "email": "ann@example.com", "forename": "Ann", "surname": "Lee", "customer": 1, "telephone": "5551234",
		"date_format": "YYYY-MM-DD", "time_format": "24", "password": nil,
	})
	w.must("ann@example.com", "user/login", "")
	for _, test := range []struct{ function, parameters, codes string }{
		{"people/create", "username=ann@example.com;password=x;role=4;email=", "400 username"},
		{"people/create", "username=ANN@example.com;password=x;role=4;email=", "400 username"},
		{"people/create", "username=bob;password=x;role=4", "400 email"},
		{"people/create", "username=bob;role=4;email=", "400 password"},
		{"people/create", "username=bob;password=;role=4;email=", "400 password"},
		{"people/create", "username=bob;password=********;role=4;email=", "400 password"},
		{"people/create", "username=bob;password=x;email=", "400 role"},
		{"people/create", "username=bob;password=x;role=2;email=", "402"},
		{"people/create", "username=bob;password=x;role=1;email=", "402"},
		{"people/create", "username=bob;copy_password=99;role=4;email=", "400 copy_password"},
		{"people/create", "username=bob;copy_password=6;role=4;email=", "400 copy_password"}, // a stranger's
		{"people/create", "username=bob;copy_password=1;role=4;email=", "400 copy_password"}, // somebody's above
		{"people/create", "username=bob;password=x;role=4;email=;validation=1", "201"},
		{"people/get", "", "400 id"},
		{"people/get", "username=bob", "404"},
		{"people/get", "email=ann@example.com", "200"},
		{"people/get", "id=" + id + ";username=user;email=nobody@example.com", "200"},
		{"people/get", "username=ANN@example.com", "200"},
		{"people/update", "id=" + id + ";role=2", "402"},
		{"people/update", "id=" + id + ";username=user", "400 username"},
		{"people/update", "id=" + id + ";password=", "400 password"},
		{"people/update", "id=99;surname=x", "404"},
		{"people/update", "surname=x", "400 id"},
		{"people/update", w.id(admin) + ";surname=x", "402"}, // above the caller
		{"people/delete", w.id(admin), "402"},
		{"people/update", "id=" + id + ";customer=2;surname=x", "404"},
		{"people/update", "id=" + id + ";role=3;surname=Li", "204"},
	} {
		w.expect(user, test.function, test.parameters, test.codes)
	}
	compare(t, w.must(user, "people/get", "id="+id).object(t), map[string]any{"role": 3, "surname": "Li", "forename": "Ann"})

	w.must(user, "people/create", "username=bob;copy_password="+id+";role=4;email=ann@example.com")
	w.passwords["bob"] = "first"
	w.must("bob", "user/login", "")
	w.expect(user, "people/get", "email=ann@example.com", "409 email")
	if got := w.raw("/api/json/people/get/?check=1;email=ann@example.com").object(t)["found"]; got != 1.0 {
		t.Errorf("got %v", got)
	}

	w.must(user, "people/update", "id="+id+";password=second")
	w.expect("ann@example.com", "user/login", "", "401")
	w.passwords["ann@example.com"] = "second"
	w.must("ann@example.com", "user/login", "")
	w.must(user, "people/update", "id="+id+";password=********;title=Dr")
	w.must("ann@example.com", "user/login", "")
	w.must(user, "people/delete", "id="+id)
	w.expect("ann@example.com", "user/login", "", "401")
	w.expect(user, "people/get", "id="+id, "404")
	w.expect(admin, "people/delete", w.id(admin), "400") // nobody would be left
}

func TestPeopleWhoMayNotAdminister(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ parameters, codes string }{
		{w.id(plain) + ";forename=Ann;telephone=1;password=new", "204"},
		{w.id(plain) + ";role=3", "402"},
		{w.id(plain) + ";username=other", "402"},
		{w.id(plain) + ";source=192.0.2.1", "402"},
		{w.id(plain) + ";extension=440", "402"},
		{w.id(plain) + ";role=4;username=plain;source=", "204"}, // as they are
		{w.id(user) + ";forename=Ann", "404"},
		{w.id(admin) + ";forename=Ann", "404"},
	} {
		w.expect(plain, "people/update", test.parameters, test.codes)
		w.passwords[plain] = "new"
	}
	w.passwords[plain] = "password"
	settings := enswitch.Tables()
	for _, name := range []string{"username", "role", "description", "extension", "source"} {
		if !slices.ContainsFunc(settings[1].Settings, func(s *lens.Setting) bool { return s.Name == name }) {
			t.Errorf("%s is reserved and isn't declared", name)
		}
	}
}

func TestPeopleLists(t *testing.T) {
	w := newWorld(t)
	w.must(user, "people/update", w.id(plain)+";forename=Zoe;surname=Adams")
	w.must(user, "people/update", w.id(user)+";forename=Ann;surname=Zimmer")
	for parameters, want := range map[string]string{
		"": "admin plain user", "sort=surname": "admin plain user", "sort=forename": "admin user plain", "sort=fullname;descending=1": "plain user admin",
		"limit=1;offset=2": "user", "zohocrm=1;pages=1": "admin plain user",
	} {
		if got := w.must(plain, "people/list", parameters).column(t, "username"); got != want {
			t.Errorf("%s: got %s, want %s", parameters, got, want)
		}
	}
	if got := w.must(admin, "people/list", "customer=4;count=1").object(t)["count"]; got != 1.0 {
		t.Errorf("got %v", got)
	}
	if body := w.must(admin, "people/list", "").body; strings.Contains(body, "argon2") || strings.Contains(body, "********") || strings.Contains(body, `"password"`) {
		t.Errorf("a password is shown: %s", body)
	}
}

func TestSourceLimitsWherePeopleCallFrom(t *testing.T) {
	w := newWorld(t)
	for source, codes := range map[string]string{
		"": "200", "127.0.0.1": "200", "192.0.2.1": "401", "192.0.2.1+127.0.0.0/8": "200", "192.0.2.1,10.0.0.0/8": "401", "::1": "401", "+,+": "200",
	} {
		w.must(admin, "people/update", w.id(user)+";source="+source)
		w.expect(user, "user/login", "", codes)
	}
}

func TestTokens(t *testing.T) {
	w := newWorld(t)
	w.must(user, "phones/create", "name=440;password=secret")
	login := w.must(user, "user/login", "token=1").object(t)
	compare(t, login, map[string]any{"username": user, "role": 3, "auth_token_expiry": 3600, "auth_token_expires": int(w.now.Unix()) + 3600})
	token, _ := login["auth_token"].(string)
	get := func(token string) string {
		return w.raw("/api/json/phones/get/?auth_token=" + token + ";name=440").codes()
	}
	if got := get(token); got != "200" {
		t.Errorf("a fresh token: got %s", got)
	}
	for name, wrong := range map[string]string{"cut": token[:len(token)-2], "changed": token[:len(token)-2] + "AA", "none": "none", "empty": ""} {
		if got := get(wrong); got != "401" {
			t.Errorf("a token %s: got %s", name, got)
		}
	}
	if got := w.raw("/api/json/phones/create/?auth_token=" + token + ";name=441;password=x"); got.codes() != "204" {
		t.Errorf("got %s", got.body)
	}
	object := w.must(user, "phones/get", "name=441").object(t)
	if _, kept := object["auth_token"]; kept {
		t.Error("the token was kept as a setting")
	}
	if _, there := w.must(user, "user/login", "").object(t)["auth_token"]; there {
		t.Error("a token is made unasked")
	}

	w.now = w.now.Add(59 * time.Minute)
	if got := get(token); got != "200" {
		t.Errorf("a token shortly before its end: got %s", got)
	}
	w.now = w.now.Add(2 * time.Minute)
	if got := get(token); got != "401" {
		t.Errorf("a token after its end: got %s", got)
	}

	fresh, _ := w.must(user, "user/login", "token=1").object(t)["auth_token"].(string)
	w.must(admin, "people/update", w.id(user)+";title=Dr")
	if got := get(fresh); got != "200" {
		t.Errorf("after another change: got %s", got)
	}
	w.must(admin, "people/update", w.id(user)+";password=password")
	if got := get(fresh); got != "401" {
		t.Errorf("after a new password: got %s", got)
	}
	fresh, _ = w.must(user, "user/login", "token=1").object(t)["auth_token"].(string)
	w.must(admin, "people/delete", w.id(user))
	if got := get(fresh); got != "401" {
		t.Errorf("of somebody who is gone: got %s", got)
	}
}

func TestTokensThatNeverEnd(t *testing.T) {
	w := newWorld(t, func(o *enswitch.Options) { o.TokenTTL = 0; o.TokenKey = nil })
	login := w.must(user, "user/login", "token=1").object(t)
	for _, name := range []string{"auth_token_expiry", "auth_token_expires"} {
		if value, there := login[name]; there {
			t.Errorf("%s is %v", name, value)
		}
	}
	w.now = w.now.AddDate(50, 0, 0)
	if got := w.raw("/api/json/user/login/?auth_token=" + fmt.Sprint(login["auth_token"])); got.codes() != "200" {
		t.Errorf("got %s", got.body)
	}
	other := newWorld(t)
	if got := other.raw("/api/json/user/login/?auth_token=" + fmt.Sprint(login["auth_token"])); got.codes() != "401" {
		t.Errorf("a token of another installation: got %s", got.body)
	}
}

func TestOwnerlessPersonIsNobody(t *testing.T) {
	w := newWorld(t)
	// A line without an owner is nobody's, not that of a person with id 0.
	w.must(user, "phones/create", "name=440;password=secret;owner=0")
	w.expect(plain, "phones/update", "name=440;description=x", "404")
	if w.people[plain] == domain.PersonID(0) {
		t.Error("a person has the id of nobody")
	}
}
