package storetest

import (
	"errors"

	"dragoman/domain"
)

var numberPlanTests = []contract{
	{"Claiming and releasing", func(w *world) {
		tenant := w.tenant()
		first, second := domain.Holder{Kind: domain.KindPhone, ID: 7}, domain.Holder{Kind: domain.KindHuntGroup, ID: 8}
		holder := func() domain.Holder { return ok[domain.Holder](w)(w.HolderOf(w.ctx, tenant, "440")) }
		same(w, holder(), domain.Holder{})
		for _, claimed := range []domain.Holder{first, second, second} {
			w.change(func(tx domain.Tx) error { return tx.Claim(w.ctx, tenant, "440", claimed) })
			same(w, holder(), claimed)
		}
		w.change(func(tx domain.Tx) error { return tx.Claim(w.ctx, tenant, "44", first) })
		for range 2 {
			w.change(func(tx domain.Tx) error { return tx.Release(w.ctx, tenant, "440") })
			same(w, holder(), domain.Holder{})
		}
		same(w, ok[domain.Holder](w)(w.HolderOf(w.ctx, tenant, "44")), first)
	}},
	{"A phone's own name", func(w *world) {
		tenant, other := w.tenant(), w.tenant()
		phone, group := w.phone(tenant, "440"), domain.Holder{Kind: domain.KindHuntGroup, ID: 1}
		holder := domain.Holder{Kind: domain.KindPhone, ID: int64(phone.ID)}
		w.change(func(tx domain.Tx) error {
			return errors.Join(tx.Claim(w.ctx, tenant, "desk", holder), tx.Claim(w.ctx, tenant, "1004", group), tx.Claim(w.ctx, other, "desk", group))
		})
		for _, test := range []struct {
			tenant domain.TenantID
			name   string
			holder domain.Holder
			phone  string
		}{
			{tenant, "desk", holder, "440"}, {tenant, "1004", group, ""}, {other, "desk", group, ""}, {other, "440", domain.Holder{}, ""}, {tenant, "des", domain.Holder{}, ""},
		} {
			got, own, err := w.PhoneOf(w.ctx, test.tenant, test.name)
			if err != nil || got != test.holder || own != test.phone {
				w.Errorf("%s is held by %v, phone %q, %v; want %v, %q", test.name, got, own, err, test.holder, test.phone)
			}
		}
	}},
	{"Who refers to a destination", func(w *world) {
		tenant, other := w.tenant(), w.tenant()
		to := domain.PhoneDestination("440")
		var want []domain.Holder
		w.change(func(tx domain.Tx) error {
			for _, tenant := range []domain.TenantID{tenant, other} {
				want = nil
				for _, code := range []*domain.FeatureCode{
					{Destination: to}, {FaxDestination: to}, {TextDestination: to}, {Destination: to, FaxDestination: to},
					{Destination: domain.PhoneDestination("4400")},
				} {
					code.Code = w.fresh("9")
					if err := tx.PutFeatureCode(w.ctx, tenant, code); err != nil {
						return err
					}
					want = append(want, domain.Holder{Kind: domain.KindFeatureCode, ID: int64(code.ID)})
				}
				want = want[:4]
				for _, group := range []*domain.HuntGroup{
					{Exit: to}, {Busy: to}, {Unavailable: to},
					{Members: []domain.Member{{Level: 1, Destination: to}, {Level: 2, Destination: to}}, Exit: to},
					{Members: []domain.Member{{Level: 1, Destination: domain.Dialled("440")}}},
				} {
					if err := tx.PutHuntGroup(w.ctx, tenant, group); err != nil {
						return err
					}
					want = append(want, domain.Holder{Kind: domain.KindHuntGroup, ID: int64(group.ID)})
				}
				want = want[:8]
				for _, phone := range []*domain.Phone{
					{Busy: to}, {NoAnswer: to}, {Unregistered: to}, {Busy: to, Unregistered: to}, {},
				} {
					phone.Name = w.fresh("p")
					if err := tx.PutPhone(w.ctx, tenant, phone); err != nil {
						return err
					}
					want = append(want, domain.Holder{Kind: domain.KindPhone, ID: int64(phone.ID)})
				}
				want = want[:12]
			}
			return nil
		})
		same(w, ok[[]domain.Holder](w)(w.ReferrersTo(w.ctx, other, to)), want)
		same(w, len(ok[[]domain.Holder](w)(w.ReferrersTo(w.ctx, tenant, to))), len(want))
		same(w, len(ok[[]domain.Holder](w)(w.ReferrersTo(w.ctx, tenant, domain.Destination{}))), 0)
	}},
}
