package transfer

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// inventory is what a place holds, read into a tenant of a workspace's directory.
type inventory struct {
	place     Place
	target    Format // that of where it goes
	workspace Workspace
	tenant    domain.TenantID
	source    *domain.Tenant // as the place describes it
	customer  string         // what names the source in rules
	seen      func(Kind)
	refused   []Clash // rows that don't fit into one number plan
	// lose takes note of what the place doesn't show or what stays there.
	lose func(report.Loss) error

	groups   map[string]domain.HuntGroupID // by the place's ids
	reserved map[domain.HuntGroupID]string // hunt_N of a group that nobody named
	dialled  map[string]bool               // what looks like such a name in any setting
	ids      map[domain.HuntGroupID]string // the place's ids, by the tenant's
	lost     map[string]string             // ids for groups that aren't there, by the place's
	was      map[Key]string                // what the place called an object that has another name now
	shown    map[Kind]map[string]bool      // the settings that the place shows, where it is of the target's platform
}

// loading is who changes a workspace's directory.
var loading = domain.Actor{Name: "move", Dialect: CanonicalName}

// readInventory reads everything that the source of a move holds.
func readInventory(ctx context.Context, m *Making, lose func(report.Loss) error) (*inventory, error) {
	place := m.From
	inv := &inventory{
		place: place, target: m.To.Format, workspace: m.Workspace, customer: m.Rules.Customer, seen: m.seenBy(place), lose: lose,
		groups: map[string]domain.HuntGroupID{}, ids: map[domain.HuntGroupID]string{}, reserved: map[domain.HuntGroupID]string{}, dialled: map[string]bool{}, lost: map[string]string{}, was: map[Key]string{},
	}
	var err error
	if inv.source, err = place.Remote.Check(ctx, false); err != nil {
		return nil, err
	}
	if inv.customer == "" && inv.source.ID != 0 {
		inv.customer = strconv.FormatInt(int64(inv.source.ID), 10)
	}
	if err := inv.makeTenant(ctx); err != nil {
		return nil, err
	}
	groups, err := inv.readGroups(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = groups.close() }() // it is thrown away
	read := func(ctx context.Context, each func(*Row) error) error { return inv.readAll(ctx, groups, each) }
	if err := readAhead(ctx, read, inv.loadPart); err != nil {
		return nil, err
	}
	if err := inv.leaveBuiltIns(ctx, m.Platforms); err != nil {
		return nil, err
	}
	return inv, inv.deriveNames(ctx)
}

func (inv *inventory) makeTenant(ctx context.Context) error {
	return inv.workspace.Directory().ChangeAll(ctx, loading, func(s *domain.SystemEdit) error {
		tenant := domain.NewTenant()
		tenant.Name = inv.source.Name
		if tenant.Name == "" {
			tenant.Name = inv.source.Domain
		}
		if inv.source.MailboxPrefix != "" {
			tenant.MailboxPrefix = inv.source.MailboxPrefix
		}
		if err := s.AddTenant(tenant, "invalid"); err != nil {
			return err
		}
		inv.tenant = tenant.ID
		return nil
	})
}

// readGroups reads the rows of hunt groups and makes the groups, still empty, so that any row may refer to any group.
func (inv *inventory) readGroups(ctx context.Context) (*rowSpool, error) {
	rows, err := newRowSpool(inv.place.Format, inv.workspace)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(inv.place.Format.Kinds(), HuntGroup) {
		return rows, nil
	}
	var found []foundGroup
	err = inv.place.Remote.Rows(ctx, HuntGroup, func(row *Row) error {
		inv.seen(HuntGroup)
		found = append(found, groupFound(row))
		_, err := rows.put(row)
		return err
	})
	if err == nil {
		err = inv.makeGroups(ctx, found)
	}
	if err != nil {
		return nil, closing(err, rows.close)
	}
	return rows, nil
}

// groupID is what a place's rows refer to a hunt group by.
func groupID(row *Row) string {
	if row.ID != "" {
		return row.ID
	}
	return row.Key.Name
}

// foundGroup is a hunt group of a place.
type foundGroup struct {
	id     string
	name   string // hunt_N, empty where it is called otherwise
	chosen bool   // somebody gave it that name
}

var derivedName = regexp.MustCompile(`^hunt_([1-9][0-9]{0,14})$`)

// groupFound reads a row of a hunt group: its hunt_N is one that it was given, else that of its id. Where a place has no
// ids, the key is the group's account, which somebody chose.
func groupFound(row *Row) foundGroup {
	found := foundGroup{id: groupID(row)}
	names := chosen(row)
	if row.ID == "" {
		names = append(names, row.Key.Name)
	}
	if i := slices.IndexFunc(names, derivedName.MatchString); i >= 0 {
		found.name, found.chosen = names[i], true
		return found
	}
	if n, err := strconv.Atoi(row.ID); err == nil && n > 0 && n < int(FirstHuntGroup) {
		found.name = domain.DerivedAccount(domain.HuntGroupID(n))
	}
	return found
}

// chosen are the names of a row that are a setting of it.
func chosen(row *Row) []string {
	for _, entry := range row.Settings {
		if entry.Setting != nil && entry.Setting.Type == lens.Names {
			return lens.SplitNames(entry.Value.Text)
		}
	}
	return nil
}

// makeGroups makes hunt groups that have no more than the name hunt_N that somebody gave them.
func (inv *inventory) makeGroups(ctx context.Context, found []foundGroup) error {
	return inv.inParts(ctx, len(found), func(edit *domain.Edit, i int) error {
		group, one := domain.NewHuntGroup(), found[i]
		if one.chosen {
			_, err := edit.Account(one.name)
			if err != nil && domain.CodeOf(err) != domain.NotFound {
				return err
			}
			if err != nil {
				group.Names = []string{one.name}
			}
		}
		if err := edit.AddHuntGroup(group); err != nil {
			return err
		}
		inv.groups[one.id], inv.ids[group.ID] = group.ID, one.id
		inv.reserved[group.ID] = one.name
		return nil
	})
}

// inParts changes the tenant n times, many times in one transaction.
func (inv *inventory) inParts(ctx context.Context, n int, do func(edit *domain.Edit, i int) error) error {
	for begin := 0; begin < n; begin += inOnePart {
		err := inv.workspace.Directory().Change(ctx, loading, inv.tenant, func(edit *domain.Edit) error {
			for i := begin; i < min(begin+inOnePart, n); i++ {
				if err := do(edit, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readAll reads the rows of all kinds, those of hunt groups where they were put.
func (inv *inventory) readAll(ctx context.Context, groups *rowSpool, each func(*Row) error) error {
	for _, kind := range inv.place.Format.Kinds() {
		var err error
		if kind == HuntGroup {
			err = groups.each(each)
		} else {
			err = inv.place.Remote.Rows(ctx, kind, func(row *Row) error {
				inv.seen(kind)
				return each(row)
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loadPart loads rows, and notes what has to be known of them.
func (inv *inventory) loadPart(ctx context.Context, rows []*Row) error {
	for i, row := range rows {
		if err := inv.noteMasked(row); err != nil {
			return err
		}
		inv.noteShown(row)
		row, err := inv.withoutBuiltIns(row)
		if err != nil {
			return err
		}
		inv.noteDialled(row)
		rows[i] = row
	}
	return inv.load(ctx, rows)
}

// noteShown notes which settings a place of the target's platform has: its version may be an older one.
func (inv *inventory) noteShown(row *Row) {
	if inv.place.Format.Name() != inv.target.Name() || inv.target.Name() == CanonicalName {
		return
	}
	if inv.shown == nil {
		inv.shown = map[Kind]map[string]bool{}
	}
	shown := inv.shown[row.Key.Kind]
	if shown == nil {
		shown = map[string]bool{}
		inv.shown[row.Key.Kind] = shown
	}
	for i := range row.Settings {
		shown[row.Settings[i].Name] = true
	}
}

// noteMasked names the secrets that the place keeps to itself.
func (inv *inventory) noteMasked(row *Row) error {
	for _, name := range masked(row, inv.place.Remote) {
		err := inv.lose(report.Loss{
			Dialect: inv.place.Format.Name(), Kind: domainKind(row.Key.Kind), Object: row.Key.Name, Setting: name,
			Value: lens.Mask, Class: lens.Hidden, Reason: "the source doesn't show it, so that it can't be moved",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// masked are the settings of a row that its place keeps to itself.
func masked(row *Row, at Remote) []string {
	var names []string
	for _, entry := range row.Settings {
		if entry.Value.Text == lens.Mask && !entry.Value.Raw {
			names = append(names, entry.Name)
		}
	}
	if some, ok := at.(Withholder); ok {
		names = append(names, some.Withheld(row)...)
	}
	return names
}

// load loads rows in one transaction. If one is refused, each gets a transaction of its own, and the refused ones are left
// out.
func (inv *inventory) load(ctx context.Context, rows []*Row) error {
	err := inv.workspace.Directory().Change(ctx, loading, inv.tenant, func(edit *domain.Edit) error {
		for _, row := range rows {
			if err := inv.loadRow(edit, row); err != nil {
				return err
			}
		}
		return nil
	})
	switch domain.CodeOf(err) {
	case domain.Invalid, domain.QuotaFull, domain.Conflict, domain.NotFound, domain.Ambiguous:
	default:
		return err
	}
	if len(rows) == 1 {
		return inv.refuse(ctx, rows[0], err)
	}
	for _, row := range rows {
		if err := inv.load(ctx, []*Row{row}); err != nil {
			return err
		}
	}
	return nil
}

// loadRow loads a row with the tenant's own ids in place of the place's.
func (inv *inventory) loadRow(edit *domain.Edit, row *Row) error {
	own := *row
	own.Settings = inv.place.Format.Refer(row, inv.tenantsID)
	own.ID = ""
	if row.Key.Kind == HuntGroup {
		own.ID = inv.tenantsID(groupID(row))
	}
	if row.Parent != "" {
		if _, ok := inv.groups[row.Parent]; !ok {
			return domain.Fail(domain.NotFound, "there is no hunt group %s for it", row.Parent)
		}
		own.Parent = inv.tenantsID(row.Parent)
	}
	_, err := inv.place.Format.Load(edit, &own)
	return err
}

// firstLost begins the ids that stand for hunt groups that aren't there: no group ever gets so high a one.
const firstLost = 1 << 53

// tenantsID is the tenant's id of a group that the place has another id for. One that the place refers to without having
// it gets an id that leads nowhere.
func (inv *inventory) tenantsID(id string) string {
	if own, ok := inv.groups[id]; ok {
		return strconv.FormatInt(int64(own), 10)
	}
	if _, ok := inv.lost[id]; !ok {
		inv.lost[id] = strconv.Itoa(firstLost + len(inv.lost))
	}
	return inv.lost[id]
}

func isLost(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && n >= firstLost
}

// refuse leaves out a row that can't be loaded, and says why.
func (inv *inventory) refuse(ctx context.Context, row *Row, why error) error {
	reason := why.Error()
	if row.Parent != "" {
		reason = "of hunt group " + row.Parent + " at the source: " + reason
	}
	inv.refused = append(inv.refused, Clash{Kind: row.Key.Kind, Name: row.Key.Name, Over: "number plan", Reason: reason, Settled: "left out"})
	if row.Key.Kind != HuntGroup {
		return nil
	}
	id := inv.groups[groupID(row)]
	delete(inv.groups, groupID(row))
	delete(inv.reserved, id)
	return inv.workspace.Directory().Change(ctx, loading, inv.tenant, func(edit *domain.Edit) error { return edit.RemoveHuntGroup(id, true) })
}

// aDerivedName finds names hunt_N in a text.
var aDerivedName = regexp.MustCompile(`\bhunt_[1-9][0-9]*`)

// noteDialled notes what a row may dial that a place derives from the id of a hunt group.
func (inv *inventory) noteDialled(row *Row) {
	for _, entry := range row.Settings {
		if !strings.Contains(entry.Value.Text, "hunt_") || isNames(entry.Setting) {
			continue
		}
		for _, name := range aDerivedName.FindAllString(entry.Value.Text, -1) {
			inv.dialled[name] = true
		}
	}
}

// deriveNames gives the hunt groups that nobody named the hunt_N of their ids, once it is known what else wants such a
// name. Nobody has chosen it, so that they have no account; but one that something dials is kept as a name, since ids are
// others at another place.
func (inv *inventory) deriveNames(ctx context.Context) error {
	look, err := inv.workspace.Directory().Look(ctx, inv.tenant)
	if err != nil {
		return err
	}
	var nameless []domain.HuntGroupID
	wanted := map[string]bool{}
	err = EachHuntGroup(look, func(g group) error {
		if g.Account != "" || slices.ContainsFunc(g.Names, domain.Dialable) {
			delete(inv.reserved, g.ID)
			return nil
		}
		nameless = append(nameless, g.ID)
		wanted[inv.reserved[g.ID]] = true
		return nil
	})
	if err != nil {
		return err
	}
	next := 1
	return inv.inParts(ctx, len(nameless), func(edit *domain.Edit, i int) error {
		id := nameless[i]
		name := inv.reserved[id]
		for k := 2; name != "" && isTaken(edit, name); k++ {
			name = inv.reserved[id] + "_" + strconv.Itoa(k)
		}
		for ; name == ""; next++ {
			if one := domain.DerivedAccount(domain.HuntGroupID(next)); !wanted[one] && !isTaken(edit, one) {
				name = one
			}
		}
		inv.reserved[id] = name
		err := edit.ChangeHuntGroup(id, func(g group) error { g.Names = []string{name}; return nil })
		if err != nil || inv.dialled[name] {
			return err
		}
		return edit.ChangeHuntGroup(id, func(g group) error { g.Account = ""; return nil })
	})
}

// isTaken says that something has a name. Where the directory fails, so does the change that the name is wanted for.
func isTaken(edit *domain.Edit, name string) bool {
	_, taken := edit.Plan.Account(name)
	return taken
}
