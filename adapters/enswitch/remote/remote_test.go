package remote_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/enswitch/remote"
	"dragoman/adapters/wire"
	"dragoman/adapters/wire/wiretest"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

const (
	user     = "admin@example.com"
	password = "pass word&;=%+"
	mask     = lens.Mask
)

// started runs a fake whose person is an administrator of customer 12.
func started(t testing.TB, flags ...string) *wiretest.Fake {
	t.Helper()
	return wiretest.Start(t, wiretest.Enswitch, append([]string{"-user", user, "-password", password, "-role", "3"}, flags...)...)
}

// opened makes a client of customer 12.
func opened(t testing.TB, peer *wiretest.Fake, options wire.Options) *remote.Remote {
	t.Helper()
	return openedAt(t, peer.URL, "12", password, options)
}

func openedAt(t testing.TB, base, customer, password string, options wire.Options) *remote.Remote {
	t.Helper()
	scheme, host, _ := strings.Cut(base, "://")
	place, err := remote.ParsePlace("enswitch+" + scheme + "://" + strings.ReplaceAll(user, "@", "%40") + "@" + host + "/?customer=" + customer)
	if err != nil {
		t.Fatal(err)
	}
	if options.Backoff == 0 {
		options.Backoff = time.Millisecond
	}
	r, err := remote.Open(place, password, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// row writes a row of settings as name=value.
func row(kind transfer.Kind, name string, settings ...string) *transfer.Row {
	out := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		out.Settings = append(out.Settings, lens.Entry{Name: name, Value: lens.Text(value), Setting: enswitch.Format.Setting(kind, name)})
	}
	return out
}

func in(group string, row *transfer.Row) *transfer.Row {
	row.Parent = group
	return row
}

// tenant is what a move would make: its rows, with ids of hunt groups once they are known.
type tenant struct {
	rows []*transfer.Row
}

// created makes a tenant on a server: two lines, two groups of one name, three destinations, a level, two codes.
func created(t testing.TB, r *remote.Remote) *tenant {
	t.Helper()
	made := &tenant{}
	made.create(t, r, row(transfer.Phone, "12x440", "name=12x440", "password=s3cret&;=", "description=Ada  Lovelace", "ringtime=25", "dtype=mailbox", "dnumber=440", "pin=4711"))
	made.create(t, r, row(transfer.Phone, "12x441", "name=12x441", "password=geheim%2B+", "description=Ω \"quoted\" 'single' \\ <b>", "dnd=1", "btype=phone", "bnumber=12x440"))
	sales := made.create(t, r, row(transfer.HuntGroup, "Sales", "name=Sales", "ringtime=20", "dtype=phone", "dnumber=12x441", "type=circular"))
	second := made.create(t, r, row(transfer.HuntGroup, "Sales#2", "name=Sales", "description=the other"))
	if sales == "" || sales == second {
		t.Fatalf("two groups got the ids %q and %q", sales, second)
	}
	made.create(t, r, in(sales, row(transfer.Member, "1/phone/12x440", "level=1", "dtype=phone", "dnumber=12x440", "append_callerid=7")))
	made.create(t, r, in(sales, row(transfer.Member, "1/phone/12x440#2", "level=1", "dtype=phone", "dnumber=12x440", "screen=1")))
	made.create(t, r, in(sales, row(transfer.Member, "3/forward/5551234", "level=3", "dtype=forward", "dnumber=5551234", "available=0")))
	made.change(t, r, in(sales, row(transfer.Level, "3", "ringtime=7", "play_message=1")))
	made.create(t, r, row(transfer.FeatureCode, "100", "code=100", "dtype=huntgroup", "dnumber="+sales, "description=Sales", "password=1234"))
	made.create(t, r, row(transfer.FeatureCode, "*67#", "code=*67#", "dtype=external", "dnumber=+442071234567", "maximum_seconds=60"))
	return made
}

func (m *tenant) create(t testing.TB, r *remote.Remote, row *transfer.Row) string {
	t.Helper()
	id, err := r.Create(t.Context(), row, false)
	if err != nil {
		t.Fatalf("create %s: %v", row.Key, err)
	}
	row.ID = id
	m.rows = append(m.rows, row)
	return id
}

func (m *tenant) change(t testing.TB, r *remote.Remote, row *transfer.Row) {
	t.Helper()
	if err := r.Change(t.Context(), row, false); err != nil {
		t.Fatalf("change %s: %v", row.Key, err)
	}
	m.rows = append(m.rows, row)
}

// identity is what a row is found by.
func identity(row *transfer.Row) string { return row.Parent + "/" + row.Key.String() }

// readAll reads all rows of all kinds.
func readAll(t testing.TB, r *remote.Remote) map[string]*transfer.Row {
	t.Helper()
	out := map[string]*transfer.Row{}
	for _, kind := range enswitch.Format.Kinds() {
		err := r.Rows(t.Context(), kind, func(row *transfer.Row) error {
			if out[identity(row)] != nil {
				t.Errorf("%s is there twice", identity(row))
			}
			out[identity(row)] = row
			return nil
		})
		if err != nil {
			t.Fatalf("read rows of kind %s: %v", kind, err)
		}
	}
	return out
}

// check compares what a server has with what it is to have. Secrets may be masked where the server shows none.
func (m *tenant) check(t testing.TB, r *remote.Remote) {
	t.Helper()
	found := readAll(t, r)
	if len(found) != len(m.rows) {
		t.Errorf("%d rows are there, want %d: %v", len(found), len(m.rows), found)
	}
	for _, want := range m.rows {
		got := found[identity(want)]
		if got == nil {
			t.Errorf("%s isn't there", identity(want))
			continue
		}
		if got.ID != want.ID {
			t.Errorf("%s has the id %q, want %q", want.Key, got.ID, want.ID)
		}
		checkSettings(t, got, want)
	}
}

func checkSettings(t testing.TB, got, want *transfer.Row) {
	t.Helper()
	for _, entry := range want.Settings {
		value, there := got.Get(entry.Name)
		hidden := entry.Setting != nil && entry.Setting.Class == lens.Hidden && value.Text == mask
		if !there || !hidden && !enswitch.Format.Same(entry.Name, got, want) {
			t.Errorf("%s: %s is %q, want %q", want.Key, entry.Name, value.Text, entry.Value.Text)
		}
	}
}

// Whatever a server is like, what is made there is there, can be changed and goes away.
func TestQuirks(t *testing.T) {
	peer := started(t)
	for _, switches := range []string{
		"", "slash=required", "slash=refused", "separator=ampersand", "separator=semicolon", "without=user/login", "without=user/login slash=refused",
		"without=customers/get", "without=user/login,customers/get", "http-status=errors", "http-status=all", "numeric-codes=true", "one-error=true", "keyless-errors=true",
		"ids-as-strings=true", "numbers-as-strings=true", "empty-list=null", "empty-list=missing", "empty-list=object", "lists-as-objects=true",
		"lists-as-objects=true ids-as-strings=true", "extra-fields=true", "refuse-unknown=true", "refuse-unknown=true one-error=true",
		"refuse-unknown=true keyless-errors=true", "no-paging=true", "max-rows=1", "passwords=get-only", "passwords=never",
		"update-refuses-customer=true", "update-resets=true", "exits-as-printed=true", "any-destination=true", "strict-destinations=true",
		"no-tokens=true", "token-uses=3", "token-life=0", "version=3.13", "version=3.13 refuse-unknown=true", "version=4.0 http-status=all empty-list=null",
		"retry-after-date=true", "latency=1ms",
	} {
		t.Run(switches, func(t *testing.T) {
			peer.Reset(t)
			peer.Set(t, strings.Fields(switches)...)
			r := opened(t, peer, wire.Options{})
			if _, err := r.Check(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			if rows := readAll(t, r); len(rows) > 0 {
				t.Fatalf("a new customer has %v", rows)
			}
			made := created(t, r)
			made.check(t, r)
			made.check(t, opened(t, peer, wire.Options{}))
			changesAndRemovals(t, r, made)
		})
	}
}

func changesAndRemovals(t *testing.T, r *remote.Remote, made *tenant) {
	t.Helper()
	for _, one := range made.rows {
		change := &transfer.Row{Key: one.Key, ID: one.ID, Parent: one.Parent}
		if one.Key.Kind == transfer.Level {
			change.Settings = row(one.Key.Kind, "", "ringtime=9").Settings
		} else if enswitch.Format.Setting(one.Key.Kind, "screen") != nil {
			change.Settings = row(one.Key.Kind, "", "screen=1").Settings
		}
		if err := r.Change(t.Context(), change, false); err != nil {
			t.Fatalf("change %s: %v", one.Key, err)
		}
		got, err := r.Row(t.Context(), one)
		if err != nil {
			t.Fatalf("read %s: %v", one.Key, err)
		}
		if identity(got) != identity(one) && one.Key.Kind != transfer.Member {
			t.Errorf("%s reads as %s", identity(one), identity(got))
		}
		checkSettings(t, got, change)
	}
	for i := len(made.rows) - 1; i >= 0; i-- {
		if err := r.Remove(t.Context(), made.rows[i]); err != nil {
			t.Fatalf("remove %s: %v", made.rows[i].Key, err)
		}
	}
	if rows := readAll(t, r); len(rows) > 0 {
		t.Errorf("of what was removed there is still %v", rows)
	}
	for _, one := range made.rows {
		if one.Key.Kind == transfer.Level {
			continue
		}
		if _, err := r.Row(t.Context(), one); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%s after its removal: got %v, want NotFound", one.Key, err)
		}
	}
}

// Nothing is made twice and nothing is lost, whatever becomes of requests and answers on the way.
func TestFaults(t *testing.T) {
	peer := started(t)
	for _, kind := range []string{"429", "502", "503", "504", "late-504", "reset", "lost", "truncated", "cut", "html", "foreign"} {
		t.Run(kind, func(t *testing.T) {
			peer.Reset(t)
			r := opened(t, peer, wire.Options{Attempts: 20})
			if _, err := r.Check(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			peer.Set(t, "retry-after=0", "fault-rate=0.3", "fault-kinds="+kind, fmt.Sprintf("fault-seed=%d", len(kind)))
			made := created(t, r)
			made.check(t, r)
			changesAndRemovals(t, r, made)
		})
	}
}
