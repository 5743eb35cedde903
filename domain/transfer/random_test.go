package transfer_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"dragoman/domain"
	_ "dragoman/domain/chance"
	"dragoman/domain/lens"
)

func sortStrings(texts []string) { slices.Sort(texts) }

// drawn is a tenant that rapid thinks of: phones, hunt groups and feature codes that lead to each other, in circles too.
type drawn struct {
	phones, codes []string
	nodes         []string // codes that are IVR nodes
	groups        int
	build         []func(*domain.Edit, map[int]domain.HuntGroupID) error
}

// drawTenant draws a tenant. It is built from functions, so that it can be built more than once.
func drawTenant(t *rapid.T) *drawn {
	d := &drawn{}
	for i := range rapid.IntRange(0, 6).Draw(t, "phones") {
		d.phones = append(d.phones, fmt.Sprintf("4%02d", i))
	}
	d.groups = rapid.IntRange(0, 4).Draw(t, "groups")
	for i := range rapid.IntRange(0, 6).Draw(t, "codes") {
		d.codes = append(d.codes, fmt.Sprintf("1%02d", i))
	}
	for i := range d.groups {
		d.addGroup(t, i)
	}
	for _, name := range d.phones {
		d.addPhone(t, name)
	}
	for i := range d.groups {
		d.fillGroup(t, i)
	}
	for _, code := range d.codes {
		d.addCode(t, code)
	}
	return d
}

// lead draws where something leads. Groups are known only when the tenant is built.
func (d *drawn) lead(t *rapid.T, label string) func(map[int]domain.HuntGroupID) domain.Destination {
	kind := rapid.SampledFrom([]string{"nowhere", "phone", "group", "code", "dialled", "external", "mailbox", "other"}).Draw(t, label)
	switch {
	case kind == "phone" && len(d.phones) > 0:
		return always(domain.PhoneDestination(rapid.SampledFrom(d.phones).Draw(t, label)))
	case kind == "group" && d.groups > 0:
		i := rapid.IntRange(0, d.groups-1).Draw(t, label)
		return func(ids map[int]domain.HuntGroupID) domain.Destination { return domain.HuntGroupDestination(ids[i]) }
	case kind == "code" && len(d.codes) > 0:
		return always(domain.FeatureCodeDestination(rapid.SampledFrom(d.codes).Draw(t, label)))
	case kind == "dialled":
		return always(domain.Dialled(rapid.SampledFrom([]string{"400", "100 101", "0049301234"}).Draw(t, label)))
	case kind == "external":
		return always(domain.Destination{Kind: domain.ToExternal, Target: "5551234"})
	case kind == "mailbox":
		return always(domain.Destination{Kind: domain.ToMailbox, Target: "400"})
	case kind == "other":
		return always(domain.Destination{Kind: domain.ToOther, Type: "queue", Target: "7"})
	}
	return always(domain.Destination{})
}

func always(d domain.Destination) func(map[int]domain.HuntGroupID) domain.Destination {
	return func(map[int]domain.HuntGroupID) domain.Destination { return d }
}

var texts = rapid.SampledFrom([]string{"", "Ann Lee", "Zoë  O'Hara", "<b>&", "日本", "a\"b\\c"})

func (d *drawn) addGroup(t *rapid.T, i int) {
	title := rapid.SampledFrom([]string{"", "Sales", "Support"}).Draw(t, "title")
	var names []string
	if rapid.Bool().Draw(t, "numbered") {
		names = append(names, fmt.Sprintf("2%02d", i))
	}
	if rapid.Bool().Draw(t, "named") {
		names = append(names, fmt.Sprintf("group-%d", i))
	}
	d.build = append(d.build, func(e *domain.Edit, ids map[int]domain.HuntGroupID) error {
		g := domain.NewHuntGroup()
		g.Name, g.Names = title, slices.Clone(names)
		if err := e.AddHuntGroup(g); err != nil {
			return err
		}
		ids[i] = g.ID
		return nil
	})
}

func (d *drawn) addPhone(t *rapid.T, name string) {
	holder, busy, secret := texts.Draw(t, "holder"), d.lead(t, "busy"), rapid.SampledFrom([]string{"", "s3cret", "1234"}).Draw(t, "password")
	forward, alias, bag := rapid.SampledFrom([]string{"", "400", "5559"}).Draw(t, "forward"), rapid.Bool().Draw(t, "alias"), texts.Draw(t, "bag")
	ring := rapid.IntRange(0, 60).Draw(t, "ring")
	d.build = append(d.build, func(e *domain.Edit, ids map[int]domain.HuntGroupID) error {
		p := domain.NewPhone()
		p.Name, p.Holder, p.Busy, p.Password, p.Forward.Number, p.RingTime = name, holder, busy(ids), domain.Secret(secret), forward, ring
		if alias {
			p.Names = []string{name, "line-" + name, "9" + name}
		}
		if bag != "" {
			p.Margins.Of("enswitch").Bag = map[string]lens.Value{"callername_internal": lens.Text(bag)}
			p.Margins.Of("vodia").Bag = map[string]lens.Value{"cell": {Text: "[1]", Raw: true}}
		}
		return e.AddPhone(p)
	})
}

func (d *drawn) fillGroup(t *rapid.T, i int) {
	exit, busy := d.lead(t, "exit"), d.lead(t, "busy")
	type drawnMember struct {
		level int
		to    func(map[int]domain.HuntGroupID) domain.Destination
		text  string
		on    bool
	}
	var members []drawnMember
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		members = append(members, drawnMember{rapid.IntRange(1, 10).Draw(t, "level"), d.lead(t, "member"), texts.Draw(t, "text"), rapid.Bool().Draw(t, "on")})
	}
	slices.SortStableFunc(members, func(a, b drawnMember) int { return a.level - b.level })
	var time *int
	if rapid.Bool().Draw(t, "timed") {
		seconds := rapid.IntRange(0, 30).Draw(t, "time")
		time = &seconds
	}
	d.build = append(d.build, func(e *domain.Edit, ids map[int]domain.HuntGroupID) error {
		return e.ChangeHuntGroup(ids[i], func(g *domain.HuntGroup) error {
			g.Exit, g.Busy = exit(ids), busy(ids)
			g.Levels[3].RingTime = time
			for _, m := range members {
				g.Members = append(g.Members, domain.Member{Level: m.level, Destination: m.to(ids), Description: m.text, Available: m.on})
			}
			return nil
		})
	})
}

func (d *drawn) addCode(t *rapid.T, code string) {
	to, text := d.lead(t, "to"), texts.Draw(t, "description")
	form := rapid.SampledFrom([]domain.Form{domain.PlainCode, domain.AsAlias, domain.AsIVRNode}).Draw(t, "form")
	if form == domain.AsAlias && len(d.nodes) > 0 {
		to = always(domain.FeatureCodeDestination(rapid.SampledFrom(d.nodes).Draw(t, "node")))
	} else if form == domain.AsIVRNode {
		d.nodes = append(d.nodes, code)
	} else {
		form = domain.PlainCode // aliases of what is no account of its own are a matter of the number plan's own tests
	}
	d.build = append(d.build, func(e *domain.Edit, ids map[int]domain.HuntGroupID) error {
		c := domain.NewFeatureCode()
		c.Code, c.Destination, c.Description, c.Form, c.FaxDestination = code, to(ids), text, form, domain.Destination{}
		return e.AddFeatureCode(c)
	})
}

// in builds the tenant.
func (d *drawn) in(e *domain.Edit) error {
	ids := map[int]domain.HuntGroupID{}
	for _, build := range d.build {
		if err := build(e, ids); err != nil {
			return err
		}
	}
	return nil
}
