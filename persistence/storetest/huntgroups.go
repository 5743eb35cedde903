package storetest

import (
	"slices"
	"strconv"

	"dragoman/domain"
)

func groupName(g *domain.HuntGroup) string { return g.Name }

var huntGroupTests = []contract{
	{"Members keep their ids and their order", func(w *world) {
		tenant := w.tenant()
		group := w.group(tenant, "Sales", domain.Dialled("1"), domain.Dialled("2"), domain.Dialled("3"))
		ids := memberIDs(group)
		if ids[0] == 0 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 3 {
			w.Fatalf("new members got the ids %v", ids)
		}
		slices.Reverse(group.Members)
		group.Members = append(group.Members[:2:2], domain.Member{Level: 2, Destination: domain.Dialled("4")})
		group.Members[0].Screen = true
		w.change(func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, tenant, group) })
		same(w, memberIDs(group)[:2], []domain.MemberID{ids[2], ids[1]})
		if fresh := group.Members[2].ID; fresh <= ids[2] {
			w.Errorf("a new member got id %d after %d", fresh, ids[2])
		}
		same(w, ok[*domain.HuntGroup](w)(w.HuntGroup(w.ctx, tenant, group.ID)), group)
		_, _, err := w.HuntGroupOfMember(w.ctx, domain.Everything(), ids[0])
		w.code(err, domain.NotFound)
	}},
	{"A member of another group", func(w *world) {
		tenant := w.tenant()
		first, second := w.group(tenant, "First", domain.Dialled("1")), w.group(tenant, "Second")
		taken := second.Clone()
		taken.Members = first.Members
		w.refused(domain.NotFound, func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, tenant, taken) })
		twice := first.Clone()
		twice.Members = append(twice.Members, twice.Members[0])
		w.refused(domain.NotFound, func(tx domain.Tx) error { return tx.PutHuntGroup(w.ctx, tenant, twice) })
		same(w, ok[[]*domain.HuntGroup](w)(w.HuntGroups(w.ctx, tenant, domain.Page{})), []*domain.HuntGroup{first, second})
	}},
	{"Members go with their group", func(w *world) {
		tenant := w.tenant()
		group := w.group(tenant, "Sales", domain.Dialled("1"))
		gotTenant, gotGroup, err := w.HuntGroupOfMember(w.ctx, domain.Only(tenant), group.Members[0].ID)
		if err != nil || gotTenant != tenant || gotGroup != group.ID {
			w.Fatalf("the member is of group %d of tenant %d (%v)", gotGroup, gotTenant, err)
		}
		w.change(func(tx domain.Tx) error { return tx.RemoveHuntGroup(w.ctx, tenant, group.ID) })
		_, _, err = w.HuntGroupOfMember(w.ctx, domain.Everything(), group.Members[0].ID)
		w.code(err, domain.NotFound)
		_, err = w.TenantOfHuntGroup(w.ctx, domain.Everything(), group.ID)
		w.code(err, domain.NotFound)
		same(w, len(ok[[]domain.Holder](w)(w.ReferrersTo(w.ctx, tenant, domain.Dialled("1")))), 0)
	}},
	{"Whose it is", func(w *world) {
		tenant := w.tenant()
		group := w.group(tenant, "Sales")
		same(w, ok[domain.TenantID](w)(w.TenantOfHuntGroup(w.ctx, domain.Only(tenant), group.ID)), tenant)
		_, err := w.TenantOfHuntGroup(w.ctx, domain.Everything(), group.ID+1)
		w.code(err, domain.NotFound)
	}},
	{"Ringing a destination", func(w *world) {
		tenant := w.tenant()
		to := domain.PhoneDestination("440")
		first := w.group(tenant, "First", to, domain.Dialled("1"), to)
		w.group(tenant, "Second", domain.Dialled("2"))
		third := w.group(tenant, "Third", domain.Dialled("440"))
		w.change(func(tx domain.Tx) error {
			return tx.PutHuntGroup(w.ctx, tenant, &domain.HuntGroup{Name: "Exit", Exit: to})
		})
		reach := domain.Only(tenant)
		ringing := ok[[]*domain.HuntGroup](w)
		same(w, ringing(w.HuntGroupsRinging(w.ctx, reach, to)), []*domain.HuntGroup{first})
		same(w, ringing(w.HuntGroupsRinging(w.ctx, reach, domain.Dialled("440"), to)), []*domain.HuntGroup{first, third})
		same(w, len(ringing(w.HuntGroupsRinging(w.ctx, reach, domain.Dialled("9")))), 0)
		same(w, len(ringing(w.HuntGroupsRinging(w.ctx, reach))), 0)
	}},
	{"Lists", func(w *world) {
		tenant := w.tenant()
		w.change(func(tx domain.Tx) error {
			for i, group := range []*domain.HuntGroup{
				{Name: "c", Description: "x", Owner: 1},
				{Name: "a", Description: "y"},
				{Name: "b", Description: "x", Owner: 1},
			} {
				for n := range i {
					group.Members = append(group.Members, domain.Member{Destination: domain.Dialled(strconv.Itoa(n))})
				}
				if err := tx.PutHuntGroup(w.ctx, tenant, group); err != nil {
					return err
				}
			}
			return nil
		})
		checkPages(w, map[domain.Page][]string{
			{}:                                         {"c", "a", "b"},
			{Descending: true, Limit: 1}:               {"b"},
			{Sort: domain.ByName}:                      {"a", "b", "c"},
			{Sort: domain.ByDescription}:               {"c", "b", "a"},
			{Sort: domain.ByDescription, Limit: 2}:     {"c", "b"},
			{Owner: 1}:                                 {"c", "b"},
			{Owner: 1, Sort: domain.ByName}:            {"b", "c"},
			{Sort: domain.ByName, Limit: 1, Offset: 1}: {"b"},
		}, func(page domain.Page) ([]*domain.HuntGroup, error) {
			return w.HuntGroups(w.ctx, tenant, page)
		}, groupName)
		same(w, ok[int](w)(w.CountHuntGroups(w.ctx, tenant, domain.Page{})), 3)
		same(w, ok[int](w)(w.CountHuntGroups(w.ctx, tenant, domain.Page{Owner: 1})), 2)
		for _, group := range ok[[]*domain.HuntGroup](w)(w.HuntGroups(w.ctx, tenant, domain.Page{})) {
			same(w, ok[*domain.HuntGroup](w)(w.HuntGroup(w.ctx, tenant, group.ID)), group)
		}
		_, err := w.HuntGroups(w.ctx, tenant, domain.Page{Sort: domain.ByDestination})
		w.code(err, domain.Invalid)
	}},
}

func memberIDs(group *domain.HuntGroup) []domain.MemberID {
	ids := make([]domain.MemberID, len(group.Members))
	for i, member := range group.Members {
		ids[i] = member.ID
	}
	return ids
}
