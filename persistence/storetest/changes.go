package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"dragoman/domain"
)

var errOnPurpose = errors.New("on purpose")

// everyWrite makes one write of each sort in a peopled tenant.
func everyWrite(w *world, p peopled) map[string]func(domain.Tx) error {
	person, phone, group, code := p.person.Clone(), p.phone.Clone(), p.group.Clone(), p.code.Clone()
	person.Forename, phone.Holder, group.Name, code.Description = "X", "X", "X", "X"
	group.Members[0].Description = "X"
	return map[string]func(domain.Tx) error{
		"PutTenant": func(tx domain.Tx) error {
			return tx.PutTenant(w.ctx, &domain.Tenant{ID: p.tenant, Domain: "x.example"})
		},
		"PutTenant, new":      func(tx domain.Tx) error { return tx.PutTenant(w.ctx, &domain.Tenant{Domain: "y.example"}) },
		"PutPerson":           func(tx domain.Tx) error { return tx.PutPerson(w.ctx, p.tenant, person) },
		"PutPerson, new":      func(tx domain.Tx) error { return tx.PutPerson(w.ctx, p.tenant, &domain.Person{Username: "x"}) },
		"PutPhone":            func(tx domain.Tx) error { return tx.PutPhone(w.ctx, p.tenant, phone) },
		"PutPhone, new":       func(tx domain.Tx) error { return tx.PutPhone(w.ctx, p.tenant, &domain.Phone{Name: "x"}) },
		"PutHuntGroup":        func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, p.tenant, group) },
		"PutHuntGroup, new":   func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, p.tenant, &domain.HuntGroup{}) },
		"PutFeatureCode":      func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, p.tenant, code) },
		"PutFeatureCode, new": func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, p.tenant, &domain.FeatureCode{Code: "x"}) },
		"RemovePerson":        func(tx domain.Tx) error { return tx.RemovePerson(w.ctx, p.tenant, p.person.ID) },
		"RemovePhone":         func(tx domain.Tx) error { return tx.RemovePhone(w.ctx, p.tenant, p.phone.ID) },
		"RemoveHuntGroup":     func(tx domain.Tx) error { return tx.RemoveHuntGroup(w.ctx, p.tenant, p.group.ID) },
		"RemoveFeatureCode":   func(tx domain.Tx) error { return tx.RemoveFeatureCode(w.ctx, p.tenant, p.code.ID) },
		"EmptyTenant":         func(tx domain.Tx) error { return tx.EmptyTenant(w.ctx, p.tenant) },
		"Claim": func(tx domain.Tx) error {
			return tx.Claim(w.ctx, p.tenant, "440", domain.Holder{Kind: domain.KindHuntGroup, ID: 1})
		},
		"Release":       func(tx domain.Tx) error { return tx.Release(w.ctx, p.tenant, "440") },
		"AddJournal":    func(tx domain.Tx) error { return tx.AddJournal(w.ctx, p.tenant, domain.JournalEntry{Name: "x"}) },
		"RemoveSession": func(tx domain.Tx) error { return tx.RemoveSession(w.ctx, p.tokens[0]) },
		"TakeSession":   func(tx domain.Tx) error { _, err := tx.TakeSession(w.ctx, p.tokens[0]); return err },
		"PutSession": func(tx domain.Tx) error {
			return tx.PutSession(w.ctx, domain.Session{TokenHash: p.tokens[0], Expires: time.Now().Add(time.Hour)})
		},
	}
}

var changeTests = []contract{
	{"An error undoes every sort of write", func(w *world) {
		p := w.peopled()
		before, tenants := w.everything(p), ok[int](w)(w.CountTenants(w.ctx, domain.Everything(), domain.TenantQuery{}))
		for name, write := range everyWrite(w, p) {
			err := w.Change(w.ctx, func(tx domain.Tx) error {
				if err := write(tx); err != nil {
					w.Fatalf("%s: %v", name, err)
				}
				return errOnPurpose
			})
			if err != errOnPurpose {
				w.Errorf("%s: the change failed with %v", name, err)
			}
			same(w, w.everything(p), before)
			same(w, ok[int](w)(w.CountTenants(w.ctx, domain.Everything(), domain.TenantQuery{})), tenants)
		}
	}},
	{"A write without an error stays", func(w *world) {
		for name := range everyWrite(w, w.peopled()) {
			if name == "PutTenant, new" {
				continue // it changes nothing in the tenant
			}
			p := w.peopled()
			before := w.everything(p)
			w.change(everyWrite(w, p)[name])
			after := w.everything(p)
			w.change(func(tx domain.Tx) error { return tx.EmptyTenant(w.ctx, p.tenant) })
			w.change(func(tx domain.Tx) error { return tx.PutTenant(w.ctx, &domain.Tenant{ID: p.tenant}) })
			differs := false
			for what := range before {
				differs = differs || len(before[what]) != len(after[what])
				for i := range min(len(before[what]), len(after[what])) {
					differs = differs || before[what][i] != after[what][i]
				}
			}
			if !differs {
				w.Errorf("%s changed nothing, so that undoing it would show nothing", name)
			}
		}
	}},
	{"A panic undoes and goes on", func(w *world) {
		p := w.peopled()
		before := w.everything(p)
		func() {
			defer func() { same(w, recover(), any("on purpose")) }()
			_ = w.Change(w.ctx, func(tx domain.Tx) error {
				if err := tx.RemovePhone(w.ctx, p.tenant, p.phone.ID); err != nil {
					w.Fatal(err)
				}
				panic("on purpose")
			})
		}()
		same(w, w.everything(p), before)
		w.phone(p.tenant, "441")
	}},
	{"A refused write leaves the rest of the change possible", func(w *world) {
		tenant := w.tenant()
		w.phone(tenant, "440")
		w.change(func(tx domain.Tx) error {
			if err := tx.PutPhone(w.ctx, tenant, &domain.Phone{Name: "440"}); domain.CodeOf(err) != domain.Conflict {
				w.Errorf("got %v, want %s", err, domain.Conflict)
			}
			return tx.PutPhone(w.ctx, tenant, &domain.Phone{Name: "441"})
		})
		same(w, ok[int](w)(w.CountPhones(w.ctx, tenant, domain.Page{})), 2)
	}},
	{"A change sees what it wrote, and nobody else does until it is over", func(w *world) {
		tenant := w.tenant()
		w.change(func(tx domain.Tx) error {
			if err := tx.PutPhone(w.ctx, tenant, &domain.Phone{Name: "440"}); err != nil {
				return err
			}
			same(w, ok[*domain.Phone](w)(tx.Phone(w.ctx, tenant, "440")).Name, "440")
			_, err := w.Phone(w.ctx, tenant, "440")
			w.code(err, domain.NotFound)
			return nil
		})
		same(w, ok[*domain.Phone](w)(w.Phone(w.ctx, tenant, "440")).Name, "440")
	}},
	{"A context that ended changes nothing", func(w *world) {
		tenant := w.tenant()
		ended, end := context.WithCancel(w.ctx)
		err := w.Change(ended, func(tx domain.Tx) error {
			defer end()
			return tx.PutPhone(ended, tenant, &domain.Phone{Name: "440"})
		})
		if !errors.Is(err, context.Canceled) {
			w.Errorf("a change whose context ended in it: %v", err)
		}
		err = w.Change(ended, func(domain.Tx) error {
			w.Error("a change began although its context had ended")
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			w.Errorf("a change whose context had ended: %v", err)
		}
		err = w.Change(w.ctx, func(tx domain.Tx) error { return tx.PutPhone(ended, tenant, &domain.Phone{Name: "441"}) })
		if !errors.Is(err, context.Canceled) {
			w.Errorf("a write whose context had ended: %v", err)
		}
		if _, err := w.Phones(ended, tenant, domain.Page{}); !errors.Is(err, context.Canceled) {
			w.Errorf("a list whose context had ended: %v", err)
		}
		if _, err := w.Phone(ended, tenant, "440"); !errors.Is(err, context.Canceled) {
			w.Errorf("a look-up whose context had ended: %v", err)
		}
		same(w, ok[int](w)(w.CountPhones(w.ctx, tenant, domain.Page{})), 0)
	}},
	{"Changes come one after the other, and readers see whole ones", func(w *world) {
		const writers, rounds = 4, 25
		tenant := w.tenant()
		group := w.group(tenant, "Sales")
		done := make(chan struct{})
		var reading, writing sync.WaitGroup
		for range 4 {
			reading.Go(func() {
				for {
					found, err := w.HuntGroup(w.ctx, tenant, group.ID)
					if err != nil || len(found.Members) != found.Music {
						w.Errorf("a reader saw half a change: %+v, %v", found, err)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for range writers {
			writing.Go(func() {
				for range rounds {
					err := w.Change(w.ctx, func(tx domain.Tx) error {
						found, err := tx.HuntGroup(w.ctx, tenant, group.ID)
						if err != nil {
							return err
						}
						found.Music++
						found.Members = append(found.Members, domain.Member{Destination: domain.Dialled(strconv.Itoa(found.Music))})
						return tx.PutHuntGroup(w.ctx, tenant, found)
					})
					if err != nil {
						w.Errorf("write: %v", err)
					}
				}
			})
		}
		writing.Wait()
		close(done)
		reading.Wait()
		same(w, ok[*domain.HuntGroup](w)(w.HuntGroup(w.ctx, tenant, group.ID)).Music, writers*rounds)
	}},
	{"It answers", func(w *world) {
		if err := w.Ready(w.ctx); err != nil {
			w.Fatal(err)
		}
	}},
}
