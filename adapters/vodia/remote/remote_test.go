package remote_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/adapters/vodia"
	"dragoman/adapters/vodia/remote"
	"dragoman/adapters/wire"
	"dragoman/adapters/wire/wiretest"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

const password = "password"

// opened makes a client of a fake's domain localhost.
func opened(t testing.TB, peer *wiretest.Fake, options wire.Options) *remote.Remote {
	t.Helper()
	return openedAs(t, peer, "admin", "localhost", password, options)
}

func openedAs(t testing.TB, peer *wiretest.Fake, user, name, password string, options wire.Options) *remote.Remote {
	t.Helper()
	scheme, host, _ := strings.Cut(peer.URL, "://")
	place, err := remote.ParsePlace("vodia+" + scheme + "://" + user + "@" + host + "/" + name)
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

func row(kind transfer.Kind, name string, settings ...string) *transfer.Row {
	out := &transfer.Row{Key: transfer.Key{Kind: kind, Name: name}}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		entry := lens.Entry{Name: name, Value: lens.Text(value), Setting: vodia.Format.Setting(kind, name)}
		if name == "alias" {
			entry.Value = lens.Value{Text: lens.JoinNames(strings.Fields(value)), Raw: true}
		}
		out.Settings = append(out.Settings, entry)
	}
	return out
}

// samples are accounts of each kind, as a move would create them.
func samples() []*transfer.Row {
	return []*transfer.Row{
		row(transfer.Phone, "440", "first_name=Ada", "display_name=Lovelace", "alias=440 5550440", "cfn=8440", "cfn_timeout=25", "sip_pass=s3cret", "pin="),
		row(transfer.Phone, "441", "display_name=Ω \"quoted\" 'single' \\", "dnd=true"),
		row(transfer.HuntGroup, "1004", "display=Sales", "st1_ext=440 441", "st1_dur=15", "st4_ext=8440"),
		row(transfer.HuntGroup, "hunt_7", "display=Unnumbered"),
		row(transfer.FeatureCode, "100", "display=Door", "match=!*!5551234!"),
	}
}

func createAll(t testing.TB, r *remote.Remote, rows []*transfer.Row) {
	t.Helper()
	for _, row := range rows {
		if id, err := r.Create(t.Context(), row, false); err != nil || id != "" {
			t.Fatalf("create %s: %q, %v", row.Key, id, err)
		}
	}
}

func rowsOf(t testing.TB, r *remote.Remote, kind transfer.Kind) []*transfer.Row {
	t.Helper()
	var out []*transfer.Row
	err := r.Rows(t.Context(), kind, func(row *transfer.Row) error {
		out = append(out, row)
		return nil
	})
	if err != nil {
		t.Fatalf("rows of %s: %v", kind, err)
	}
	return out
}

// holds says that an account has the settings of a row, as far as the place shows them.
func holds(t testing.TB, want, got *transfer.Row) {
	t.Helper()
	if got.Key != want.Key {
		t.Errorf("got %s, want %s", got.Key, want.Key)
	}
	for _, entry := range want.Settings {
		value, ok := got.Get(entry.Name)
		if value.Text == lens.Mask || !ok && entry.Value.Text == "" {
			continue
		}
		if !ok || !vodia.Format.Same(entry.Name, want, got) {
			t.Errorf("%s: %s is %q, want %q", want.Key, entry.Name, value.Text, entry.Value.Text)
		}
	}
}

func holdsAll(t testing.TB, r *remote.Remote, want []*transfer.Row) {
	t.Helper()
	for _, kind := range []transfer.Kind{transfer.Phone, transfer.HuntGroup, transfer.FeatureCode} {
		got := rowsOf(t, r, kind)
		slices.SortFunc(got, func(a, b *transfer.Row) int { return strings.Compare(a.Key.Name, b.Key.Name) })
		wanted := slices.DeleteFunc(slices.Clone(want), func(row *transfer.Row) bool { return row.Key.Kind != kind })
		if len(got) != len(wanted) {
			t.Fatalf("%d rows of %s, want %d", len(got), kind, len(wanted))
		}
		for i := range wanted {
			holds(t, wanted[i], got[i])
		}
	}
}

// quirks are the ways in which servers differ that a client must not mind.
var quirks = []string{
	"", "write-with=put", "write-with=any", "account-field=account", "account-field=account_ext", "slash=bulk", "clash=refused",
	"extensions-list=by-name", "extensions-list=array", "lists=by-name", "unquoted-agents=true", "domaininfo=array", "domaininfo=missing",
	"domains-list=array", "settings-answer=braces", "empty-bodies=true", "error-body=json", "error-body=html", "unknown-keys=kept",
	"strict-json=true", "bulk-delete=ignored", "creates-nothing-every=2", "alias=additional", "secrets=sip_pass", "basic=refused", "basic=refused session-uses=3", "sessions=missing",
	"write-with=put basic=refused session-uses=2 settings-answer=braces empty-bodies=true error-body=html",
}

func TestEveryQuirk(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	for _, quirk := range quirks {
		t.Run(quirk, func(t *testing.T) {
			peer.Reset(t)
			if quirk != "" {
				peer.Set(t, strings.Fields(quirk)...)
			}
			r := opened(t, peer, wire.Options{})
			tenant, err := r.Check(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			if tenant.Domain != "localhost" || tenant.ID != 1 || tenant.MailboxPrefix != "8" {
				t.Errorf("the tenant is %+v", tenant)
			}
			createAll(t, r, samples())
			holdsAll(t, r, samples())

			change := row(transfer.Phone, "441", "dnd=false", "cfa=440", "alias=441 442")
			if err := r.Change(t.Context(), change, false); err != nil {
				t.Fatal(err)
			}
			got, err := r.Row(t.Context(), change)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, change, got)

			stars := row(transfer.StarCodes, vodia.StarCodesName, "code_redial=*166", "code_park=")
			if err := r.Change(t.Context(), stars, false); err != nil {
				t.Fatal(err)
			}
			holds(t, stars, rowsOf(t, r, transfer.StarCodes)[0])

			for _, each := range samples() {
				if err := r.Remove(t.Context(), each); err != nil {
					t.Errorf("remove %s: %v", each.Key, err)
				}
				if _, err := r.Row(t.Context(), each); domain.CodeOf(err) != domain.NotFound {
					t.Errorf("%s is still there: %v", each.Key, err)
				}
			}
			if err := r.Remove(t.Context(), samples()[0]); domain.CodeOf(err) != domain.NotFound {
				t.Errorf("removing what isn't there: %v", err)
			}
		})
	}
}

func TestQuotasAndNamesAreRead(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	peer.Load(t, []byte(`{"domains":[{"name":"other.example"},{"id":7,"name":"acme.example","display":"Acme","config":{"max_extensions":"1"},"settings":{"mb_prefix":"9"}}]}`))
	r := openedAs(t, peer, "admin", "acme.example", password, wire.Options{})
	tenant, err := r.Check(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if tenant.ID != 7 || tenant.Name != "Acme" || tenant.MailboxPrefix != "9" || tenant.MaxPhones == nil || *tenant.MaxPhones != 1 || tenant.MaxCodes != nil {
		t.Errorf("the tenant is %+v", tenant)
	}
	createAll(t, r, []*transfer.Row{row(transfer.Phone, "440")})
	if _, err := r.Create(t.Context(), row(transfer.Phone, "441"), false); domain.CodeOf(err) != domain.QuotaFull {
		t.Errorf("an extension beyond the limit: %v", err)
	}
}

func TestAdministratorOfOneDomain(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-user=ada@localhost")
	r := openedAs(t, peer, "ada@localhost", "localhost", password, wire.Options{})
	if _, err := r.Check(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	createAll(t, r, samples())
	holdsAll(t, r, samples())
	elsewhere := openedAs(t, peer, "ada@localhost", "other.example", password, wire.Options{})
	_, err := elsewhere.Check(t.Context(), true)
	says(t, err, domain.Forbidden, "ada@localhost may not do this")
}

// says checks an error's code and sentence, and that it holds no password.
func says(t testing.TB, err error, code domain.Code, sentence string) {
	t.Helper()
	if domain.CodeOf(err) != code || !strings.Contains(err.Error(), sentence) {
		t.Errorf("got %q error %q, want %q with %q", domain.CodeOf(err), err, code, sentence)
	}
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if strings.Contains(cause.Error(), password) && !strings.Contains(cause.Error(), "with this password") {
			t.Errorf("%q holds the password", cause)
		}
	}
}

func TestWrongPlaces(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	enswitch := wiretest.Start(t, wiretest.Enswitch)
	for _, test := range []struct {
		name   string
		quirk  string
		peer   *wiretest.Fake
		as, of string
		code   domain.Code
		says   string
	}{
		{"password", "", peer, "wrong", "localhost", domain.Unknown, "doesn't take the user admin"},
		{"password with sessions alone", "basic=refused", peer, "wrong", "localhost", domain.Unknown, "doesn't take the user admin"},
		{"neither Basic nor sessions", "basic=refused sessions=missing", peer, password, "localhost", domain.Unknown, "doesn't take the user admin"},
		{"domain", "", peer, password, "nowhere.example", domain.NotFound, "has no domain nowhere.example"},
		{"role", "api-off=true", peer, password, "localhost", domain.Forbidden, "may not do this"},
		{"platform", "", enswitch, password, "localhost", domain.Unavailable, "it is no Vodia"},
		{"page", "fault-rate=1 fault-kinds=html", peer, password, "localhost", domain.Unavailable, "it shows a web page"},
		{"program", "fault-rate=1 fault-kinds=foreign", peer, password, "localhost", domain.Unavailable, "it is no Vodia"},
		{"proxy", "fault-rate=1 fault-kinds=502", peer, password, "localhost", domain.Unavailable, "502"},
		{"cut off", "fault-rate=1 fault-kinds=cut", peer, password, "localhost", domain.Unavailable, "broke off"},
		{"truncated", "fault-rate=1 fault-kinds=truncated", peer, password, "localhost", domain.Unavailable, "it is no"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.peer.Reset(t)
			if test.quirk != "" {
				test.peer.Set(t, strings.Fields(test.quirk)...)
			}
			_, err := openedAs(t, test.peer, "admin", test.of, test.as, wire.Options{}).Check(t.Context(), true)
			says(t, err, test.code, test.says)
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		_, err := opened(t, &wiretest.Fake{URL: "http://127.0.0.1:1"}, wire.Options{}).Check(t.Context(), true)
		says(t, err, domain.Unavailable, "refuses connections")
	})
	t.Run("no TLS", func(t *testing.T) {
		_, err := opened(t, &wiretest.Fake{URL: strings.Replace(peer.URL, "http:", "https:", 1)}, wire.Options{}).Check(t.Context(), true)
		says(t, err, domain.Unavailable, "speaks no TLS")
	})
}

func TestTLS(t *testing.T) {
	authority := filepath.Join(t.TempDir(), "authority.pem")
	peer := wiretest.Start(t, wiretest.Vodia, "-tls-ca", authority)
	_, err := opened(t, peer, wire.Options{}).Check(t.Context(), false)
	says(t, err, domain.Unavailable, "--ca-file")
	for _, options := range []wire.Options{{CAFile: authority}, {Insecure: true}} {
		if _, err := opened(t, peer, options).Check(t.Context(), false); err != nil {
			t.Errorf("%+v: %v", options, err)
		}
	}
}

// Every kind of fault strikes every operation once, and twice in a row: nothing is lost and nothing made twice.
func TestFaultsOfEachCall(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-retry-after=0", "-clash=refused")
	strike := func(t *testing.T, fault wiretest.Fault) {
		peer.Reset(t)
		peer.Arm(t, fault)
		r := opened(t, peer, wire.Options{})
		if _, err := r.Check(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		createAll(t, r, samples()[:3])
		holdsAll(t, r, samples()[:3])
		if err := r.Remove(t.Context(), samples()[0]); err != nil {
			t.Error(err)
		}
		holdsAll(t, r, samples()[1:3])
	}
	for _, kind := range []string{"429", "502", "503", "504", "late-504", "reset", "lost", "truncated", "cut", "html", "foreign"} {
		for _, operation := range []string{"GET settings", "GET users", "POST addacc", "POST user_settings", "GET user_settings", "GET hunts", "GET extensions", "DELETE addacc"} {
			for _, count := range []int{1, 2} {
				t.Run(fmt.Sprintf("%d %s at %s", count, kind, operation), func(t *testing.T) {
					strike(t, wiretest.Fault{Kind: kind, Operation: operation, Count: count})
				})
			}
		}
	}
}

func TestServerThatCreatesNothing(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-creates-nothing=440")
	r := opened(t, peer, wire.Options{})
	_, err := r.Create(t.Context(), samples()[0], false)
	says(t, err, domain.Invalid, "answered that it made phone 440, and there is none")
	if got := peer.Requests(t).Operations["POST addacc"].Requests; got != 2 {
		t.Errorf("it was asked %d times", got)
	}
}

func TestTakenNamesAreLeftAlone(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	before := []byte(`{"domains":[{"name":"localhost","accounts":[{"type":"attendants","alias":["600","601"],"settings":{"display":"Welcome"}}]}]}`)
	for _, clash := range []string{"silent", "refused"} {
		peer.Reset(t)
		peer.Set(t, "clash="+clash)
		peer.Load(t, before)
		held := peer.State(t)
		r := opened(t, peer, wire.Options{})
		for _, name := range []string{"600", "601"} {
			_, err := r.Create(t.Context(), row(transfer.HuntGroup, name, "display=Mine"), false)
			says(t, err, domain.Invalid, name+" is taken")
		}
		if got := peer.State(t); string(got) != string(held) {
			t.Errorf("%s: the PBX holds %s", clash, got)
		}
	}
}

// What a server takes without a word and doesn't do shows when it is read again.
func TestWhatIsNotDoneShows(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	for quirk, setting := range map[string]string{"alias=ignored": "alias", "forgets=cfn": "cfn"} {
		peer.Reset(t)
		peer.Set(t, quirk)
		r := opened(t, peer, wire.Options{})
		want := samples()[0]
		createAll(t, r, samples()[:1])
		got, err := r.Row(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range want.Settings {
			same := entry.Setting.Class == lens.Hidden || vodia.Format.Same(entry.Name, want, got)
			if same == (entry.Name == setting) {
				t.Errorf("%s: %s is %q", quirk, entry.Name, got.Text(entry.Name))
			}
		}
	}
}

func TestLicence(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-licence=0")
	r := opened(t, peer, wire.Options{})
	_, err := r.Create(t.Context(), samples()[0], false)
	says(t, err, domain.QuotaFull, "takes no further extensions")
	createAll(t, r, samples()[2:])
}

// The mask that a secret shows as isn't written as the secret.
func TestMasksAreNotWritten(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	r := opened(t, peer, wire.Options{})
	createAll(t, r, samples()[:1])
	got, err := r.Row(t.Context(), samples()[0])
	if err != nil || got.Text("sip_pass") != lens.Mask {
		t.Fatalf("sip_pass shows %q, %v", got.Text("sip_pass"), err)
	}
	before := peer.State(t)
	if err := r.Change(t.Context(), got, false); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(peer.State(t), []byte("s3cret")) || !bytes.Contains(before, []byte("s3cret")) {
		t.Errorf("the PBX holds %s", peer.State(t))
	}
}

// An account whose settings are refused doesn't stay half made.
func TestRefusedSettingsLeaveNothing(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-clash=refused")
	r := opened(t, peer, wire.Options{})
	createAll(t, r, []*transfer.Row{row(transfer.Phone, "440")})
	_, err := r.Create(t.Context(), row(transfer.Phone, "441", "alias=441 440"), false)
	if domain.CodeOf(err) != domain.Invalid {
		t.Errorf("got %v", err)
	}
	if rows := rowsOf(t, r, transfer.Phone); len(rows) != 1 {
		t.Errorf("%d extensions are there", len(rows))
	}
}

func TestRequestsAreFew(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia)
	r := opened(t, peer, wire.Options{})
	createAll(t, r, samples())
	if got := peer.Requests(t).Total; got != 1+2*len(samples()) {
		t.Errorf("%d requests made %d accounts", got, len(samples()))
	}
	if _, err := r.Create(t.Context(), row(transfer.Phone, "449"), true); !errors.Is(err, transfer.ErrNotAsked) || len(rowsOf(t, r, transfer.Phone)) != 2 {
		t.Errorf("a rehearsal did something: %v", err)
	}
}

func TestManyAtOnceInOrder(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-latency=1ms", "-fault-rate=0.05", "-fault-seed=3")
	var accounts []map[string]any
	var names []string
	for i := range 200 {
		name := string(rune('a'+i%26)) + strings.Repeat("x", i%3) + time.Duration(i).String()
		names = append(names, name)
		accounts = append(accounts, map[string]any{"type": "ivrnodes", "alias": []string{name}, "settings": map[string]string{"match": "!*!" + name + "!"}})
	}
	state, err := json.Marshal(map[string]any{"domains": []any{map[string]any{"name": "localhost", "accounts": accounts}}})
	if err != nil {
		t.Fatal(err)
	}
	peer.Load(t, state)
	r := opened(t, peer, wire.Options{Concurrency: 3})
	var got []string
	for _, row := range rowsOf(t, r, transfer.FeatureCode) {
		got = append(got, row.Key.Name)
		if want := "!*!" + row.Key.Name + "!"; row.Text("match") != want {
			t.Errorf("%s matches %s", row.Key, row.Text("match"))
		}
	}
	if !slices.Equal(got, names) {
		t.Errorf("got %d rows in another order or number", len(got))
	}
	if most := peer.Requests(t).MaxInFlight; most != 3 {
		t.Errorf("%d requests were under way at once, want 3", most)
	}
	stop := errors.New("enough")
	if err := r.Rows(t.Context(), transfer.FeatureCode, func(*transfer.Row) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want what each returned", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Rows(ended, transfer.FeatureCode, func(*transfer.Row) error { return nil }); err == nil {
		t.Error("a cancelled reading ended well")
	}
}

// Calls that run side by side take single-use sessions from one another; each must still get one for itself.
func TestSessionsOfOneCall(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-basic=refused", "-session-uses=1", "-latency=1ms")
	r := opened(t, peer, wire.Options{Concurrency: 32})
	var calls sync.WaitGroup
	for range 32 {
		calls.Go(func() {
			for range 5 {
				if _, err := r.Row(t.Context(), row(transfer.Phone, "1")); domain.CodeOf(err) != domain.NotFound {
					t.Error(err)
				}
			}
		})
	}
	calls.Wait()
}

func TestRateLimit(t *testing.T) {
	peer := wiretest.Start(t, wiretest.Vodia, "-rate-limit=20", "-retry-after=1")
	r := opened(t, peer, wire.Options{Rate: 15, Concurrency: 2})
	for range 16 {
		if _, err := r.Row(t.Context(), row(transfer.Phone, "1")); domain.CodeOf(err) != domain.NotFound {
			t.Fatal(err)
		}
	}
	if faults := peer.Requests(t).Operations["GET user_settings"].Faults["429"]; faults != 0 {
		t.Errorf("%d calls were too many", faults)
	}
}

func TestParsePlace(t *testing.T) {
	for text, want := range map[string]string{
		"vodia+https://admin@pbx.example/acme.example":             "admin https://pbx.example acme.example",
		"vodia+http://admin@localhost:8080/localhost/":             "admin http://localhost:8080 localhost",
		"vodia+https://ada@acme.example@pbx.example/ACME.example":  "ada@acme.example https://pbx.example acme.example",
		"vodia+https://ada%40acme.example@[::1]:8443/acme.example": "ada@acme.example https://[::1]:8443 acme.example",
		"vodia+https://admin:hidden@pbx.example/acme.example":      "must not hold the password",
		"vodia+https://pbx.example/acme.example":                   "names no user",
		"vodia+https://admin@pbx.example/":                         "names no domain",
		"vodia+https://admin@pbx.example/a b":                      "names no domain",
		"vodia+https://admin@pbx.example/acme.example?customer=1":  "more than a domain",
		"vodia+ftp://admin@pbx.example/acme.example":               "neither with",
		"https://admin@pbx.example/acme.example":                   "neither with",
		"vodia+https://admin@/acme.example":                        "names no host",
		"vodia+https://admin@pbx.example:port/acme.example":        "no place of the form",
	} {
		place, err := remote.ParsePlace(text)
		if err != nil {
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%s: %v, want %s", text, err, want)
			}
			continue
		}
		if got := place.User + " " + place.Base + " " + place.Domain; got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
