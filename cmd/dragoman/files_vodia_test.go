package main_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/adapters/tenantfile"
	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/chance"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
	"dragoman/persistence/temporary"
)

// forwarder moves random domains of Vodia through files.
type forwarder struct {
	directory *domain.Directory
	workspace transfer.Workspace
	n         int
}

func newForwarder(t *testing.T) *forwarder {
	t.Helper()
	return &forwarder{directory: temporary.Directory(t), workspace: temporary.Scratch(t)}
}

// domain is an empty domain, as Vodia shows it.
func (x *forwarder) domain(t *rapid.T) transfer.Place {
	t.Helper()
	x.n++
	tenant := domain.NewTenant()
	tenant.Domain = fmt.Sprintf("v%d.example.com", x.n)
	err := x.directory.ChangeAll(t.Context(), domain.Actor{}, func(s *domain.SystemEdit) error { return s.AddTenant(tenant, "") })
	if err != nil {
		t.Fatal(err)
	}
	return transfer.Place{
		Address: "vodia:" + tenant.Domain, Format: vodia.Format,
		Remote: transfer.StoreRemote(x.directory, tenant.ID, vodia.Format, domain.Actor{}, tenant.Domain),
	}
}

// use raises the ids that hunt groups get, so that none is in a name that is drawn.
func (x *forwarder) use(t *testing.T, ids int) {
	t.Helper()
	err := x.directory.ChangeAll(t.Context(), domain.Actor{}, func(s *domain.SystemEdit) error {
		tenant := domain.NewTenant()
		tenant.Domain = "used.example.com"
		if err := s.AddTenant(tenant, ""); err != nil {
			return err
		}
		edit, err := s.Tenant(tenant.ID)
		for i := 0; i < ids && err == nil; i++ {
			err = edit.AddHuntGroup(domain.NewHuntGroup())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill makes accounts whose names are of all sorts: numbers, names that can't be dialled, and such as a gateway derives.
func (x *forwarder) fill(t *rapid.T, at transfer.Place) {
	t.Helper()
	free := rapid.Permutation([]string{"440", "441", "7000", "7001", "*55", "hunt_3", "hunt_7", "hunt_12", "sales", "front-desk", "hunt_3_2"}).Draw(t, "names")
	take := func(n int) []string {
		taken := free[:min(n, len(free))]
		free = free[len(taken):]
		return taken
	}
	var made []string
	for i := range rapid.IntRange(1, 5).Draw(t, "accounts") {
		names := take(rapid.IntRange(1, 2).Draw(t, "how many"))
		kind := rapid.SampledFrom([]transfer.Kind{transfer.HuntGroup, transfer.HuntGroup, transfer.Phone}).Draw(t, "kind")
		if i == 0 {
			kind = transfer.HuntGroup
		}
		row := &transfer.Row{Key: transfer.Key{Kind: kind, Name: names[0]}, Settings: []lens.Entry{
			{Name: "alias", Value: lens.Value{Text: lens.JoinNames(names), Raw: true}, Setting: vodia.Format.Setting(kind, "alias")},
		}}
		said := map[string]string{"display_name": rapid.SampledFrom([]string{"", "Lovelace", " x "}).Draw(t, "name")}
		if kind == transfer.HuntGroup {
			said = map[string]string{
				"display": rapid.SampledFrom([]string{"", "Sales", "Support"}).Draw(t, "title"),
				"st1_ext": strings.Join(append(slices.Clone(made), "0049301"), " "),
				"st4_ext": rapid.SampledFrom(append(slices.Clone(made), "", "hunt_9")).Draw(t, "exit"),
			}
		}
		for _, name := range slices.Sorted(maps.Keys(said)) {
			row.Settings = append(row.Settings, lens.Entry{Name: name, Value: lens.Text(said[name]), Setting: vodia.Format.Setting(kind, name)})
		}
		if _, err := at.Remote.Create(t.Context(), row, false); err != nil {
			t.Fatalf("%v of %q: %v", row.Key, names, err)
		}
		made = append(made, names[0])
	}
}

// move makes a place hold what another does.
func (x *forwarder) move(t *rapid.T, from, to transfer.Place) {
	t.Helper()
	plan, err := transfer.Make(t.Context(), transfer.Making{From: from, To: to, Among: nil, Workspace: x.workspace})
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	result, err := transfer.Apply(t.Context(), plan, to, transfer.Unjournaled(plan), transfer.Applying{})
	if err != nil || !result.Whole() || plan.Blocked {
		t.Fatalf("the move came to no good end: %v, %+v", err, result)
	}
}

// shows is all that a domain shows of its accounts.
func shows(t *rapid.T, at transfer.Place) string {
	t.Helper()
	var lines []string
	for _, kind := range at.Format.Kinds() {
		err := at.Remote.Rows(t.Context(), kind, func(row *transfer.Row) error {
			for _, entry := range row.Settings {
				if at.Format.Writable(kind, entry.Name) && at.Format.Compared(kind, entry.Name) {
					lines = append(lines, fmt.Sprintf("%s %s: %s", row.Key, entry.Name, entry.Value.Text))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// A domain of a Vodia that goes to another through a file keeps every account and alias, those too that a gateway would
// derive from ids.
func TestVodiaFileVodia(t *testing.T) {
	chance.Checks(t, 25)
	x := newForwarder(t)
	x.use(t, 15)
	path := filepath.Join(t.TempDir(), "domain.yaml")
	rapid.Check(t, func(t *rapid.T) {
		from, to := x.domain(t), x.domain(t)
		x.fill(t, from)
		file, err := tenantfile.Open(path, tenantfile.Options{Writing: true, Anew: true})
		if err != nil {
			t.Fatal(err)
		}
		x.move(t, from, transfer.Place{Address: path, Format: transfer.Canonical{}, Remote: file})
		if err := file.Save(); err != nil {
			t.Fatal(err)
		}
		read, err := tenantfile.Open(path, tenantfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		x.move(t, transfer.Place{Address: path, Format: transfer.Canonical{}, Remote: read}, to)
		if want, have := shows(t, from), shows(t, to); have != want {
			text, _ := os.ReadFile(path) // for the message alone
			t.Fatalf("what came back is\n%s\nwhat went was\n%s\nthe file:\n%s", have, want, text)
		}
	})
}

// What a file says to be there and doesn't hold is named.
func TestWhatAFileWithholdsIsNamed(t *testing.T) {
	o := openOffices(t)
	addVodia(t, o.vodia, account{"extensions", []string{"440"}, map[string]string{"acturl_call": "https://crm:geheim-crm@crm.example/"}})
	file := filepath.Join(t.TempDir(), "tenant.yaml")
	attempt{args: []string{"export", o.vodiaPlace(), file}, code: 0, errs: `wrote 1 phone, .*\n`}.try(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "geheim") || !strings.Contains(string(text), `acturl_call: "********"`) {
		t.Errorf("the file holds %s", text)
	}
	o.vodia.Reset(t)
	attempt{args: []string{"plan", "--from", file, "--to", o.vodiaPlace()}, code: 4, out: `✗ phone acturl_call: the source doesn't show it, so that it can't be moved: 440\n`}.try(t)

	addVodia(t, o.vodia, account{"extensions", []string{"440"}, map[string]string{"acturl_call": "https://crm:geheim-crm@crm.example/"}})
	attempt{args: []string{"export", o.vodiaPlace(), file, "--plain-secrets"}, code: 0, errs: `wrote 1 phone, .*\n`}.try(t)
	o.vodia.Reset(t)
	attempt{args: flags([]string{"move", "--yes", "--from", file, "--to", o.vodiaPlace()}, journalArgs(t)), code: 0, out: `acturl_call: \*{8}\n`, errs: `(?s).*`}.try(t)
	if !strings.Contains(string(o.vodia.State(t)), "crm:geheim-crm@") {
		t.Errorf("the address is lost: %s", o.vodia.State(t))
	}
}
