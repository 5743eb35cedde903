package storetest

import (
	"fmt"
	"time"

	"dragoman/domain"
)

// peopled is a tenant with one object of each kind and a sign-in of each sort.
type peopled struct {
	tenant  domain.TenantID
	domain  string
	person  *domain.Person
	phone   *domain.Phone
	group   *domain.HuntGroup
	code    *domain.FeatureCode
	tokens  []string
	account domain.Destination
}

// peopled adds a tenant whose objects have the same names as those of any other that it adds, where names may be alike.
func (w *world) peopled() peopled {
	w.Helper()
	p := peopled{tenant: w.tenant(), account: domain.PhoneDestination("440")}
	p.domain = ok[*domain.Tenant](w)(w.Tenant(w.ctx, p.tenant)).Domain
	p.person = w.person(p.tenant, w.fresh("u"))
	p.person.Email = "all@example.com"
	p.phone = w.phone(p.tenant, "440")
	p.phone.Owner, p.phone.Busy = p.person.ID, domain.FeatureCodeDestination("100")
	p.group = w.group(p.tenant, "Sales", p.account)
	p.code = w.featureCode(p.tenant, "100", p.account)
	holder := domain.Holder{Kind: domain.KindPhone, ID: int64(p.phone.ID)}
	p.tokens = []string{w.fresh("token"), w.fresh("token"), w.fresh("token")}
	w.change(func(tx domain.Tx) error {
		later := time.Now().Add(time.Hour)
		for _, do := range []func() error{
			func() error { return tx.PutPerson(w.ctx, p.tenant, p.person) },
			func() error { return tx.PutPhone(w.ctx, p.tenant, p.phone) },
			func() error { return tx.Claim(w.ctx, p.tenant, "440", holder) },
			func() error { return tx.AddJournal(w.ctx, p.tenant, domain.JournalEntry{Name: "440"}) },
			func() error {
				return tx.PutSession(w.ctx, domain.Session{TokenHash: p.tokens[0], Person: p.person.ID, Expires: later})
			},
			func() error {
				return tx.PutSession(w.ctx, domain.Session{TokenHash: p.tokens[1], Phone: p.phone.ID, Expires: later})
			},
			func() error {
				return tx.PutSession(w.ctx, domain.Session{TokenHash: p.tokens[2], Tenant: p.tenant, Expires: later})
			},
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	return p
}

// everything is what the store says of a tenant, in texts.
func (w *world) everything(p peopled) map[string][]string {
	w.Helper()
	found := map[string][]string{}
	note := func(what string, objects ...any) {
		for _, object := range objects {
			found[what] = append(found[what], fmt.Sprintf("%+v", object))
		}
	}
	for _, object := range ok[[]*domain.Person](w)(w.People(w.ctx, p.tenant, domain.Page{})) {
		note("people", *object)
	}
	for _, object := range ok[[]*domain.Phone](w)(w.Phones(w.ctx, p.tenant, domain.Page{})) {
		note("phones", *object)
	}
	for _, object := range ok[[]*domain.HuntGroup](w)(w.HuntGroups(w.ctx, p.tenant, domain.Page{})) {
		note("hunt groups", *object)
	}
	for _, object := range ok[[]*domain.FeatureCode](w)(w.FeatureCodes(w.ctx, p.tenant, domain.Page{})) {
		note("feature codes", *object)
	}
	for _, entry := range ok[[]domain.JournalEntry](w)(w.Journal(w.ctx, p.tenant, domain.JournalQuery{})) {
		note("journal", entry)
	}
	if holder := ok[domain.Holder](w)(w.HolderOf(w.ctx, p.tenant, "440")); holder != (domain.Holder{}) {
		note("plan", holder)
	}
	if tenant, err := w.TenantByDomain(w.ctx, p.domain); err == nil {
		note("domain", tenant.ID)
	}
	for _, token := range p.tokens {
		if session, err := w.Session(w.ctx, token); err == nil {
			note("sessions", *session)
		}
	}
	return found
}

var isolationTests = []contract{
	{"A foreign object isn't there", func(w *world) {
		mine, theirs := w.peopled(), w.peopled()
		before := w.everything(theirs)
		reach := domain.Only(mine.tenant)
		for name, read := range map[string]func() error{
			"PhoneByID": func() error { _, err := w.PhoneByID(w.ctx, mine.tenant, theirs.phone.ID); return err },
			"HuntGroup": func() error { _, err := w.HuntGroup(w.ctx, mine.tenant, theirs.group.ID); return err },
			"FeatureCodeByID": func() error {
				_, err := w.FeatureCodeByID(w.ctx, mine.tenant, theirs.code.ID)
				return err
			},
			"Person":            func() error { _, err := w.Person(w.ctx, reach, theirs.person.ID); return err },
			"Person of nobody":  func() error { _, err := w.Person(w.ctx, domain.Reach{}, theirs.person.ID); return err },
			"TenantOfHuntGroup": func() error { _, err := w.TenantOfHuntGroup(w.ctx, reach, theirs.group.ID); return err },
			"HuntGroupOfMember": func() error {
				_, _, err := w.HuntGroupOfMember(w.ctx, reach, theirs.group.Members[0].ID)
				return err
			},
		} {
			if err := read(); domain.CodeOf(err) != domain.NotFound {
				w.Errorf("%s: got %v, want %s", name, err, domain.NotFound)
			}
		}
		for name, write := range map[string]func(domain.Tx) error{
			"PutPerson":      func(tx domain.Tx) error { return tx.PutPerson(w.ctx, mine.tenant, theirs.person) },
			"PutPhone":       func(tx domain.Tx) error { return tx.PutPhone(w.ctx, mine.tenant, theirs.phone) },
			"PutHuntGroup":   func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, mine.tenant, theirs.group) },
			"PutFeatureCode": func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, mine.tenant, theirs.code) },
			"PutHuntGroup with a foreign member": func(tx domain.Tx) error {
				group := mine.group.Clone()
				group.Members[0].ID = theirs.group.Members[0].ID
				return tx.PutHuntGroup(w.ctx, mine.tenant, group)
			},
			"RemovePerson":      func(tx domain.Tx) error { return tx.RemovePerson(w.ctx, mine.tenant, theirs.person.ID) },
			"RemovePhone":       func(tx domain.Tx) error { return tx.RemovePhone(w.ctx, mine.tenant, theirs.phone.ID) },
			"RemoveHuntGroup":   func(tx domain.Tx) error { return tx.RemoveHuntGroup(w.ctx, mine.tenant, theirs.group.ID) },
			"RemoveFeatureCode": func(tx domain.Tx) error { return tx.RemoveFeatureCode(w.ctx, mine.tenant, theirs.code.ID) },
		} {
			w.change(func(tx domain.Tx) error { // which goes on, so that what was done in part would stay
				if err := write(tx); domain.CodeOf(err) != domain.NotFound {
					w.Errorf("%s: got %v, want %s", name, err, domain.NotFound)
				}
				return nil
			})
		}
		same(w, w.everything(theirs), before)
	}},
	{"Removing nothing removes nothing", func(w *world) {
		mine := w.peopled()
		before := w.everything(mine)
		for name, write := range map[string]func(domain.Tx) error{
			"RemovePerson":      func(tx domain.Tx) error { return tx.RemovePerson(w.ctx, mine.tenant, 0) },
			"RemovePhone":       func(tx domain.Tx) error { return tx.RemovePhone(w.ctx, mine.tenant, 0) },
			"RemoveHuntGroup":   func(tx domain.Tx) error { return tx.RemoveHuntGroup(w.ctx, mine.tenant, 0) },
			"RemoveFeatureCode": func(tx domain.Tx) error { return tx.RemoveFeatureCode(w.ctx, mine.tenant, 0) },
		} {
			w.change(func(tx domain.Tx) error { // which goes on, so that what was done in part would stay
				if err := write(tx); domain.CodeOf(err) != domain.NotFound {
					w.Errorf("%s: got %v, want %s", name, err, domain.NotFound)
				}
				return nil
			})
		}
		w.change(func(tx domain.Tx) error { return tx.RemoveSession(w.ctx, "") })
		w.change(func(tx domain.Tx) error { return tx.Release(w.ctx, mine.tenant, "") })
		same(w, w.everything(mine), before)
	}},
	{"Lists and look-ups keep to their tenant", func(w *world) {
		mine, theirs := w.peopled(), w.peopled()
		to, reach := mine.account, domain.Only(mine.tenant)
		phone := ok[*domain.Phone](w)(w.Phone(w.ctx, mine.tenant, "440"))
		same(w, phone.ID, mine.phone.ID)
		code := ok[*domain.FeatureCode](w)(w.FeatureCode(w.ctx, mine.tenant, "100"))
		same(w, code.ID, mine.code.ID)
		same(w, len(ok[[]*domain.Person](w)(w.People(w.ctx, mine.tenant, domain.Page{}))), 1)
		same(w, len(ok[[]*domain.Phone](w)(w.Phones(w.ctx, mine.tenant, domain.Page{}))), 1)
		same(w, len(ok[[]*domain.Phone](w)(w.Phones(w.ctx, mine.tenant, domain.Page{Owner: theirs.person.ID}))), 0)
		same(w, len(ok[[]*domain.HuntGroup](w)(w.HuntGroups(w.ctx, mine.tenant, domain.Page{}))), 1)
		same(w, len(ok[[]*domain.FeatureCode](w)(w.FeatureCodes(w.ctx, mine.tenant, domain.Page{}))), 1)
		same(w, ok[int](w)(w.CountPeople(w.ctx, mine.tenant)), 1)
		same(w, ok[int](w)(w.CountPhones(w.ctx, mine.tenant, domain.Page{})), 1)
		same(w, ok[int](w)(w.CountPhones(w.ctx, mine.tenant, domain.Page{Owner: theirs.person.ID})), 0)
		same(w, ok[int](w)(w.CountHuntGroups(w.ctx, mine.tenant, domain.Page{})), 1)
		same(w, ok[int](w)(w.CountFeatureCodes(w.ctx, mine.tenant, domain.Page{})), 1)
		same(w, len(ok[[]*domain.FeatureCode](w)(w.FeatureCodesTo(w.ctx, mine.tenant, to))), 1)
		same(w, len(ok[[]*domain.FeatureCode](w)(w.FeatureCodesOfKind(w.ctx, mine.tenant, domain.ToPhone))), 1)
		same(w, len(ok[[]domain.Holder](w)(w.ReferrersTo(w.ctx, mine.tenant, to))), 2)
		same(w, len(ok[[]domain.JournalEntry](w)(w.Journal(w.ctx, mine.tenant, domain.JournalQuery{}))), 1)
		same(w, ok[[]domain.TenantID](w)(w.TenantsWithPhone(w.ctx, reach, "440")), []domain.TenantID{mine.tenant})
		same(w, len(ok[[]*domain.HuntGroup](w)(w.HuntGroupsRinging(w.ctx, reach, to))), 1)
		same(w, len(ok[[]*domain.Person](w)(w.PeopleByEmail(w.ctx, reach, "all@example.com"))), 1)
		same(w, len(ok[[]*domain.Tenant](w)(w.Tenants(w.ctx, reach, domain.TenantQuery{}))), 1)
		holder := ok[domain.Holder](w)(w.HolderOf(w.ctx, mine.tenant, "440"))
		same(w, holder, domain.Holder{Kind: domain.KindPhone, ID: int64(mine.phone.ID)})

		both := domain.Only(theirs.tenant, mine.tenant)
		for _, reach := range []domain.Reach{both, domain.Everything()} {
			same(w, ok[[]domain.TenantID](w)(w.TenantsWithPhone(w.ctx, reach, "440")), []domain.TenantID{mine.tenant, theirs.tenant})
			same(w, len(ok[[]*domain.HuntGroup](w)(w.HuntGroupsRinging(w.ctx, reach, to))), 2)
			same(w, len(ok[[]*domain.Person](w)(w.PeopleByEmail(w.ctx, reach, "all@example.com"))), 2)
			same(w, ok[*domain.Person](w)(w.Person(w.ctx, reach, theirs.person.ID)), theirs.person)
			same(w, ok[domain.TenantID](w)(w.TenantOfHuntGroup(w.ctx, reach, theirs.group.ID)), theirs.tenant)
		}
		nobody := domain.Reach{}
		same(w, len(ok[[]domain.TenantID](w)(w.TenantsWithPhone(w.ctx, nobody, "440"))), 0)
		same(w, len(ok[[]*domain.HuntGroup](w)(w.HuntGroupsRinging(w.ctx, nobody, to))), 0)
		same(w, len(ok[[]*domain.Person](w)(w.PeopleByEmail(w.ctx, nobody, "all@example.com"))), 0)
	}},
	{"Changing the number plan keeps to its tenant", func(w *world) {
		mine, theirs := w.peopled(), w.peopled()
		before := w.everything(theirs)
		w.change(func(tx domain.Tx) error { return tx.Release(w.ctx, mine.tenant, "440") })
		same(w, w.everything(theirs), before)
		w.change(func(tx domain.Tx) error {
			return tx.Claim(w.ctx, mine.tenant, "440", domain.Holder{Kind: domain.KindHuntGroup, ID: 1})
		})
		same(w, w.everything(theirs), before)
	}},
	{"Objects of a tenant that isn't there", func(w *world) {
		for name, write := range map[string]func(domain.Tx) error{
			"PutPerson":      func(tx domain.Tx) error { return tx.PutPerson(w.ctx, 9, domain.NewPerson()) },
			"PutPhone":       func(tx domain.Tx) error { return tx.PutPhone(w.ctx, 9, domain.NewPhone()) },
			"PutHuntGroup":   func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, 9, domain.NewHuntGroup()) },
			"PutFeatureCode": func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, 9, domain.NewFeatureCode()) },
			"Claim":          func(tx domain.Tx) error { return tx.Claim(w.ctx, 9, "1", domain.Holder{Kind: domain.KindPhone, ID: 1}) },
			"AddJournal":     func(tx domain.Tx) error { return tx.AddJournal(w.ctx, 9, domain.JournalEntry{}) },
		} {
			if err := w.Change(w.ctx, write); domain.CodeOf(err) != domain.NotFound {
				w.Errorf("%s: got %v, want %s", name, err, domain.NotFound)
			}
		}
	}},
}
