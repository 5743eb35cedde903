package storetest

import "dragoman/domain"

func codeName(c *domain.FeatureCode) string { return c.Code }

var featureCodeTests = []contract{
	{"By code", func(w *world) {
		tenant := w.tenant()
		code := w.featureCode(tenant, "*66", domain.Destination{Kind: domain.ToFunction, Target: "redial"})
		same(w, ok[*domain.FeatureCode](w)(w.FeatureCode(w.ctx, tenant, "*66")), code)
		_, err := w.FeatureCode(w.ctx, tenant, "66")
		w.code(err, domain.NotFound)
	}},
	{"A code is unique in its tenant", func(w *world) {
		first, second := w.tenant(), w.tenant()
		w.featureCode(first, "100", domain.Destination{})
		w.featureCode(second, "100", domain.Destination{})
		w.refused(domain.Conflict, func(tx domain.Tx) error {
			return tx.PutFeatureCode(w.ctx, first, &domain.FeatureCode{Code: "100"})
		})
	}},
	{"By destination", func(w *world) {
		tenant := w.tenant()
		phone, group := domain.PhoneDestination("440"), domain.HuntGroupDestination(4)
		for code, to := range map[string]domain.Destination{"1": phone, "2": group, "4": domain.PhoneDestination("4400"), "5": {}} {
			w.featureCode(tenant, code, to)
		}
		third := w.featureCode(tenant, "3", phone)
		list := ok[[]*domain.FeatureCode](w)
		same(w, names(list(w.FeatureCodesTo(w.ctx, tenant, phone)), codeName), []string{"1", third.Code})
		same(w, names(list(w.FeatureCodesTo(w.ctx, tenant, group, domain.Dialled("1"))), codeName), []string{"2"})
		same(w, names(list(w.FeatureCodesTo(w.ctx, tenant, domain.Destination{})), codeName), []string{"5"})
		same(w, len(list(w.FeatureCodesTo(w.ctx, tenant))), 0)
		same(w, len(list(w.FeatureCodesTo(w.ctx, tenant, domain.PhoneDestination("44")))), 0)
	}},
	{"By kind of destination", func(w *world) {
		tenant := w.tenant()
		kinds := []domain.DestinationKind{
			domain.Nowhere, domain.ToPhone, domain.ToHuntGroup, domain.ToFeatureCode, domain.ToMailbox, domain.ToExternal,
			domain.ToSIPURI, domain.ToPeer, domain.ToFunction, domain.ToDialled, domain.ToScript, domain.ToOther,
		}
		for _, kind := range append(kinds, kinds...) {
			to := domain.Destination{Kind: kind}
			if kind != domain.Nowhere {
				to.Target = w.fresh("440")
			}
			w.featureCode(tenant, w.fresh("9"), to)
		}
		for _, kind := range kinds {
			found := ok[[]*domain.FeatureCode](w)(w.FeatureCodesOfKind(w.ctx, tenant, kind))
			if len(found) != 2 || found[0].Destination.Kind != kind || found[1].Destination.Kind != kind || found[0].ID > found[1].ID {
				w.Errorf("of kind %q there are %v", kind, found)
			}
		}
	}},
	{"Lists", func(w *world) {
		tenant := w.tenant()
		w.change(func(tx domain.Tx) error {
			for _, code := range []*domain.FeatureCode{
				{Code: "*3", Description: "y", Destination: domain.PhoneDestination("2"), Owner: 1},
				{Code: "ivr", Description: "x", Destination: domain.PhoneDestination("1"), Owner: 1},
				{Code: "+1#", Description: "x", Destination: domain.HuntGroupDestination(1)},
				{Code: "2", Destination: domain.PhoneDestination("1")},
			} {
				if err := tx.PutFeatureCode(w.ctx, tenant, code); err != nil {
					return err
				}
			}
			return nil
		})
		checkPages(w, map[domain.Page][]string{
			{}:                                      {"*3", "ivr", "+1#", "2"},
			{Sort: domain.ByName}:                   {"*3", "+1#", "2", "ivr"},
			{Sort: domain.ByName, Descending: true}: {"ivr", "2", "+1#", "*3"},
			{Sort: domain.ByDescription}:            {"2", "ivr", "+1#", "*3"},
			{Sort: domain.ByDestination}:            {"+1#", "ivr", "2", "*3"},
			{Sort: domain.ByDestination, Descending: true}: {"*3", "ivr", "2", "+1#"},
			{Dialable: true}:                                           {"*3", "+1#", "2"},
			{Dialable: true, Owner: 1}:                                 {"*3"},
			{Owner: 1, Sort: domain.ByName}:                            {"*3", "ivr"},
			{Dialable: true, Sort: domain.ByName, Limit: 1, Offset: 1}: {"+1#"},
		}, func(page domain.Page) ([]*domain.FeatureCode, error) {
			return w.FeatureCodes(w.ctx, tenant, page)
		}, codeName)
		same(w, ok[int](w)(w.CountFeatureCodes(w.ctx, tenant, domain.Page{Limit: 1})), 4)
		same(w, ok[int](w)(w.CountFeatureCodes(w.ctx, tenant, domain.Page{Dialable: true})), 3)
		same(w, ok[int](w)(w.CountFeatureCodes(w.ctx, tenant, domain.Page{Dialable: true, Owner: 1})), 1)
		_, err := w.FeatureCodes(w.ctx, tenant, domain.Page{Sort: domain.BySurname})
		w.code(err, domain.Invalid)
	}},
	{"Becoming dialable", func(w *world) {
		tenant := w.tenant()
		code := w.featureCode(tenant, "ivr", domain.Destination{})
		code.Code = "7"
		w.change(func(tx domain.Tx) error { return tx.PutFeatureCode(w.ctx, tenant, code) })
		same(w, ok[int](w)(w.CountFeatureCodes(w.ctx, tenant, domain.Page{Dialable: true})), 1)
	}},
	{"Removing", func(w *world) {
		tenant := w.tenant()
		code := w.featureCode(tenant, "100", domain.Destination{})
		w.change(func(tx domain.Tx) error { return tx.RemoveFeatureCode(w.ctx, tenant, code.ID) })
		_, err := w.FeatureCodeByID(w.ctx, tenant, code.ID)
		w.code(err, domain.NotFound)
		w.refused(domain.NotFound, func(tx domain.Tx) error { return tx.RemoveFeatureCode(w.ctx, tenant, code.ID) })
	}},
}
