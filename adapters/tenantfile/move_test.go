package tenantfile_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/tenantfile"
	"dragoman/domain"
	"dragoman/domain/chance"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
	"dragoman/persistence/temporary"
)

var actor = domain.Actor{Name: "test"}

// running is a test, or one round of a test of properties.
type running interface {
	rapid.TB
	Context() context.Context
}

// office makes tenants of a real store.
type office struct {
	directory *domain.Directory
	workspace transfer.Workspace
	dir       string
	n         int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	return &office{directory: temporary.Directory(t), workspace: temporary.Scratch(t), dir: t.TempDir()}
}

// use makes and removes hunt groups, so that later ones get higher ids.
func (o *office) use(t running, ids int) {
	t.Helper()
	tenant := o.tenant(t)
	err := o.directory.Change(t.Context(), actor, tenant, func(edit *domain.Edit) error {
		for range ids {
			g := domain.NewHuntGroup()
			if err := edit.AddHuntGroup(g); err != nil {
				return err
			}
			if err := edit.RemoveHuntGroup(g.ID, false); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tenant makes an empty tenant.
func (o *office) tenant(t running) domain.TenantID {
	t.Helper()
	o.n++
	tenant := domain.NewTenant()
	tenant.Domain = fmt.Sprintf("t%d.example.com", o.n)
	err := o.directory.ChangeAll(t.Context(), actor, func(s *domain.SystemEdit) error { return s.AddTenant(tenant, "") })
	if err != nil {
		t.Fatal(err)
	}
	return tenant.ID
}

func (o *office) store(tenant domain.TenantID) transfer.Place {
	return transfer.Place{
		Address: fmt.Sprintf("dragoman:%d", tenant), Format: transfer.Canonical{},
		Remote: transfer.StoreRemote(o.directory, tenant, transfer.Canonical{}, actor, "the store"),
	}
}

// move makes a place hold what another does, and says how many steps that took.
func (o *office) move(t running, from, to transfer.Place) int {
	t.Helper()
	plan, err := transfer.Make(t.Context(), transfer.Making{From: from, To: to, Workspace: o.workspace})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	log, err := os.Create(filepath.Join(o.dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	journal, err := transfer.StartJournal(log, plan)
	if err != nil {
		t.Fatal(err)
	}
	result, err := transfer.Apply(t.Context(), plan, to, journal, transfer.Applying{})
	if err != nil {
		t.Fatal(err)
	}
	if !result.Whole() || plan.Blocked {
		t.Fatalf("the move came to no good end: %+v", result)
	}
	return plan.Work()
}

func (o *office) export(t running, from transfer.Place, name string) string {
	t.Helper()
	path := filepath.Join(o.dir, name)
	file, err := tenantfile.Open(path, tenantfile.Options{Writing: true, Anew: true, Secrets: tenantfile.InClear})
	if err != nil {
		t.Fatal(err)
	}
	o.move(t, from, transfer.Place{Address: path, Format: transfer.Canonical{}, Remote: file})
	if err := file.Save(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fits(t, string(data))
	return string(data)
}

func (o *office) file(t running, name string) transfer.Place {
	t.Helper()
	file, err := tenantfile.Open(filepath.Join(o.dir, name), tenantfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return transfer.Place{Address: name, Format: transfer.Canonical{}, Remote: file}
}

var texts = rapid.OneOf(
	rapid.SampledFrom([]string{"", "Ada Lovelace", "true", "null", "0123", "1e3", "- a", "a: b", "#a", "é\u2028\u0085\ufeff", "\"\\", "a\nb\n", " x ", "日本", "😀\U000e0001", "=1+1", "********x", "~", "2026-05-17", "{}", "*a", "&a", "!a", "%a", "@a", "`", "|", ">", "?"}),
	rapid.StringMatching(`[ -~äöü\t\n]{0,12}`),
)

var values = rapid.SampledFrom([]lens.Value{
	lens.Text("x"), lens.Text("1.50"), {Text: "1.50", Raw: true}, {Text: "1E400", Raw: true}, {Text: "true", Raw: true}, {Text: "null", Raw: true},
	{Text: `{"b":1,"a":[]}`, Raw: true}, {Text: `{"a":1,"a":2}`, Raw: true}, {Text: `["\u0041",{}]`, Raw: true}, {Text: `{"$json":"1"}`, Raw: true},
	{Text: `[[],[[1,"a"],{"x":{}}]]`, Raw: true}, {Text: `{"":{"":""}}`, Raw: true},
})

// fill draws a tenant: phones, hunt groups and feature codes that lead to each other.
func (o *office) fill(t *rapid.T, tenant domain.TenantID) {
	var phones []string
	for i := range rapid.IntRange(0, 4).Draw(t, "phones") {
		phones = append(phones, fmt.Sprint(440+i))
	}
	groups := rapid.IntRange(0, 3).Draw(t, "groups")
	err := o.directory.Change(t.Context(), actor, tenant, func(edit *domain.Edit) error {
		var ids []domain.HuntGroupID
		for i := range groups {
			g := domain.NewHuntGroup()
			g.Name, g.Description = rapid.SampledFrom([]string{"", "Sales", `R&D "x"`}).Draw(t, "title"), texts.Draw(t, "description")
			if rapid.Bool().Draw(t, "numbered") {
				g.Names = append(g.Names, fmt.Sprint(7000+i))
			}
			// Such a name is of an id at another place, and its group has another id here.
			for n := rapid.IntRange(0, 9).Draw(t, "name"); n < 3; n += 2 {
				g.Names = append(g.Names, fmt.Sprint("hunt_", len(ids)*4+n+1))
			}
			if err := edit.AddHuntGroup(g); err != nil {
				return err
			}
			ids = append(ids, g.ID)
		}
		lead := func(label string) domain.Destination {
			to := []domain.Destination{{}, domain.Dialled("123"), {Kind: domain.ToOther, Type: "a:b", Target: "c"}}
			for _, id := range ids {
				to = append(to, domain.HuntGroupDestination(id), domain.Dialled(fmt.Sprint("hunt_", id)))
			}
			for _, name := range phones {
				to = append(to, domain.PhoneDestination(name))
			}
			return rapid.SampledFrom(to).Draw(t, label)
		}
		for i, name := range phones {
			p := domain.NewPhone()
			if rapid.IntRange(0, 5).Draw(t, "called as a group is elsewhere") == 0 {
				p.Names = []string{name, fmt.Sprint("hunt_", 13+i)}
			}
			p.Name, p.Holder, p.Language, p.Password = name, texts.Draw(t, "holder"), texts.Draw(t, "language"), domain.Secret(texts.Draw(t, "password"))
			p.RingTime, p.DoNotDisturb = rapid.IntRange(0, 60).Draw(t, "ring time"), rapid.Bool().Draw(t, "dnd")
			if rapid.Bool().Draw(t, "margin") {
				margin := p.Margins.Of(rapid.SampledFrom([]string{"vodia", "enswitch"}).Draw(t, "dialect"))
				margin.Bag = map[string]lens.Value{"a": values.Draw(t, "value"), "sip_password": values.Draw(t, "hidden"), texts.Draw(t, "setting"): lens.Text(texts.Draw(t, "kept"))}
				margin.Secrets = map[string]lens.Concealed{"token": lens.Concealed("t" + texts.Draw(t, "secret"))}
				margin.Notes = map[string]lens.Note{"Holder": {Under: `"x"`, Texts: &lens.Texts{texts.Draw(t, "spelling"), ""}, Aside: texts.Draw(t, "aside")}}
			}
			if err := edit.AddPhone(p); err != nil {
				return err
			}
			err := edit.ChangePhone(name, func(p *domain.Phone) error {
				p.Busy, p.NoAnswer = lead("busy"), lead("no answer")
				return nil
			})
			if err != nil {
				return err
			}
		}
		for _, id := range ids {
			err := edit.ChangeHuntGroup(id, func(g *domain.HuntGroup) error {
				g.Exit = lead("exit")
				for _, name := range phones {
					m := domain.NewMember()
					m.Destination, m.Level, m.Description = domain.PhoneDestination(name), 1, texts.Draw(t, "member")
					g.Members = append(g.Members, *m)
				}
				g.Levels[2].PlayMessage = rapid.Bool().Draw(t, "message")
				return nil
			})
			if err != nil {
				return err
			}
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "codes") {
			c := domain.NewFeatureCode()
			c.Code, c.Description, c.Destination = fmt.Sprint("*7", i), texts.Draw(t, "meaning"), lead("destination")
			if err := edit.AddFeatureCode(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("fill a tenant: %v", err)
	}
}

// What comes back from a store that was filled from a file is the file again, byte for byte, in YAML and in JSON.
func TestFileStoreFile(t *testing.T) {
	chance.Checks(t, 40)
	o := newOffice(t)
	o.use(t, 20)
	rapid.Check(t, func(t *rapid.T) {
		source := o.tenant(t)
		o.fill(t, source)
		ending := rapid.SampledFrom([]string{".yaml", ".json"}).Draw(t, "ending")
		first := o.export(t, o.store(source), "first"+ending)
		if again := o.export(t, o.store(source), "again"+ending); again != first {
			t.Fatalf("the same tenant gave\n%s\nand then\n%s", first, again)
		}
		target := o.tenant(t)
		o.move(t, o.file(t, "first"+ending), o.store(target))
		if work := o.move(t, o.file(t, "first"+ending), o.store(target)); work != 0 {
			t.Fatalf("the same move once more has %d things to do:\n%s", work, first)
		}
		if second := o.export(t, o.store(target), "second"+ending); second != first {
			t.Fatalf("what came back differs:\n%s\nfirst\n%s", differ(first, second), first)
		}
		if direct := o.export(t, o.file(t, "first"+ending), "third"+ending); direct != first {
			t.Fatalf("from file to file differs:\n%s\nfirst\n%s", differ(first, direct), first)
		}
	})
}

// differ lists the lines that only one of two texts has.
func differ(want, have string) string {
	wanted, had := strings.Split(want, "\n"), strings.Split(have, "\n")
	var b strings.Builder
	for _, line := range wanted {
		if !slices.Contains(had, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range had {
		if !slices.Contains(wanted, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}

// A name that a place derives from an id is no name of a group: only what somebody chose, and what something dials, is in
// a file. A name that was chosen stays where the store would derive the same.
func TestNamesThatPlacesDerive(t *testing.T) {
	o := newOffice(t)
	for _, test := range []struct {
		name, in, want string
	}{
		{"nobody's", "  - huntgroup: Sales\n    name: Sales\n", ""},
		{"chosen, of no id", "  - huntgroup: hunt_77\n    names: [\"hunt_77\"]\n", `"hunt_77"`},
		{"chosen, as the store would derive it", "  - huntgroup: hunt_%d\n    names: [\"hunt_%[1]d\"]\n", `"hunt_%d"`},
		{"chosen, beside a number", "  - huntgroup: \"7000\"\n    names: [\"7000\", \"hunt_%d\"]\nfeaturecodes:\n  - featurecode: \"7000\"\n    destination: huntgroup:7000\n", `"7000", "hunt_%d"`},
		{"dialled", "  - huntgroup: Sales\n    name: Sales\n    exit: dialled:hunt_%d\n", `"hunt_%d"`},
	} {
		next := o.nextGroup(t)
		fill := func(text string) string {
			if !strings.Contains(text, "%") {
				return text
			}
			return fmt.Sprintf(text, next)
		}
		if err := os.WriteFile(filepath.Join(o.dir, "in.yaml"), []byte("dragoman: 1\nhuntgroups:\n"+fill(test.in)), 0o600); err != nil {
			t.Fatal(err)
		}
		tenant := o.tenant(t)
		o.move(t, o.file(t, "in.yaml"), o.store(tenant))
		names := ""
		if found := regexp.MustCompile(`names: \[(.*)\]`).FindStringSubmatch(o.export(t, o.store(tenant), "out.yaml")); found != nil {
			names = found[1]
		}
		if names != fill(test.want) {
			t.Errorf("%s: group %d has the names %s, want %s", test.name, next, names, fill(test.want))
		}
	}
}

// nextGroup is the id that the next hunt group gets.
func (o *office) nextGroup(t running) domain.HuntGroupID {
	t.Helper()
	var last domain.HuntGroupID
	err := o.directory.Change(t.Context(), actor, o.tenant(t), func(edit *domain.Edit) error {
		g := domain.NewHuntGroup()
		if err := edit.AddHuntGroup(g); err != nil {
			return err
		}
		last = g.ID
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return last + 1
}

// Of hunt groups that are called alike, what lists hold of them decides which is the first: what they don't hold, such as
// margins, isn't there any more when the lists are read.
func TestListsKeepGroupsOfOneTitleApart(t *testing.T) {
	o := newOffice(t)
	source, target := o.tenant(t), o.tenant(t)
	err := o.directory.Change(t.Context(), actor, source, func(edit *domain.Edit) error {
		for i, description := range []string{"first by members", "second by members"} {
			group := domain.NewHuntGroup()
			group.Name = "Sales"
			group.Margins.Of("vodia").Bag = map[string]lens.Value{"flag": lens.Text(fmt.Sprint(2 - i))}
			member := domain.NewMember()
			member.Level, member.Destination, member.Description = 1, domain.Dialled("123"), description
			group.Members = append(group.Members, *member)
			if err := edit.AddHuntGroup(group); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	first := o.lists(t, source, "first")
	lists, err := tenantfile.OpenLists(filepath.Join(o.dir, "first"))
	if err != nil {
		t.Fatal(err)
	}
	o.move(t, lists, o.store(target))
	if second := o.lists(t, target, "second"); second != first {
		t.Errorf("what came back differs:\n%s", differ(first, second))
	}
}

// Lists of a tenant that was filled from lists are the same lists, byte for byte.
func TestListsStoreLists(t *testing.T) {
	chance.Checks(t, 30)
	o := newOffice(t)
	o.use(t, 20)
	rapid.Check(t, func(t *rapid.T) {
		source, target := o.tenant(t), o.tenant(t)
		o.fill(t, source)
		first := o.lists(t, source, "first")
		lists, err := tenantfile.OpenLists(filepath.Join(o.dir, "first"))
		if err != nil {
			t.Fatal(err)
		}
		o.move(t, lists, o.store(target))
		if second := o.lists(t, target, "second"); second != first {
			t.Fatalf("what came back differs:\n%s\nfirst\n%s", differ(first, second), first)
		}
		if work := o.move(t, lists, o.store(target)); work != 0 {
			t.Fatalf("the same lists once more give %d things to do:\n%s", work, first)
		}
	})
}

// lists writes a tenant as CSV, and returns all of it.
func (o *office) lists(t running, tenant domain.TenantID, name string) string {
	t.Helper()
	dir := filepath.Join(o.dir, name)
	if _, err := tenantfile.WriteLists(t.Context(), o.store(tenant).Remote, dir, tenantfile.InClear); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, file := range []string{"phones.csv", "groups.csv", "members.csv", "codes.csv"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}
