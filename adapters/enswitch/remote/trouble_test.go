package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/adapters/wire"
	"dragoman/adapters/wire/wiretest"
	"dragoman/domain"
	"dragoman/domain/transfer"
)

// Whoever answers in place of an Enswitch is told from one, in a sentence that holds no credentials.
func TestWrongServers(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		says   []string
	}{
		"web page":        {page(200, "<html><head><title>Router\n <b>login</b></title></head></html>"), []string{"no Enswitch", "status 200", "Router"}},
		"nothing there":   {page(404, "<h1>Not found</h1>"), []string{"no Enswitch", "status 404", "/api/json"}},
		"forbidden":       {page(403, "no"), []string{"no Enswitch", "status 403"}},
		"foreign JSON":    {page(200, `{"status":"error"}`), []string{"no Enswitch", "JSON without responses"}},
		"an array":        {page(200, `[1,2]`), []string{"no Enswitch"}},
		"no responses":    {page(200, `{"responses":[]}`), []string{"no Enswitch"}},
		"senseless code":  {page(200, `{"responses":[{"code":"ok"}]}`), []string{"no Enswitch"}},
		"broken off":      {page(200, `{"responses":[{"co`), []string{"no Enswitch", "breaks off"}},
		"empty":           {page(200, ``), []string{"no Enswitch", "nothing else"}},
		"internal error":  {page(500, `oops`), []string{"no Enswitch", "status 500"}},
		"binary":          {page(200, "\x00\xff\x01"), []string{"no Enswitch"}},
		"sent elsewhere":  {http.RedirectHandler("https://u:p@other.example/x?auth_password="+secretWord, http.StatusFound).ServeHTTP, []string{"no Enswitch", "https://other.example/x"}},
		"always too busy": {page(503, "busy"), []string{"isn't available", "503"}},
		"echoing": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `<title>you said %s</title>`, r.FormValue("auth_password"))
		}, []string{"no Enswitch", "you said ********"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(test.answer)
			defer server.Close()
			r := openedAt(t, server.URL, "12", secretWord, wire.Options{Attempts: 3})
			_, err := r.Check(t.Context(), false)
			isTold(t, err, domain.Unavailable, test.says...)
		})
	}
}

const secretWord = "hunter22-hunter22"

func page(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func isTold(t testing.TB, err error, code domain.Code, says ...string) {
	t.Helper()
	if domain.CodeOf(err) != code {
		t.Fatalf("got %v (code %q), want code %q", err, domain.CodeOf(err), code)
	}
	for _, part := range says {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q doesn't say %q", err, part)
		}
	}
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if strings.Contains(cause.Error(), secretWord) || strings.Contains(cause.Error(), password) {
			t.Errorf("%q shows the password", cause)
		}
	}
	if strings.ContainsAny(err.Error(), "\n\x00") {
		t.Errorf("%q is no line of text", err)
	}
}

func TestUnreachableServers(t *testing.T) {
	unheardOf := strings.Repeat("x", 64) // longer than a name can be, so that nobody is asked for it
	for base, says := range map[string]string{
		wiretest.Nobody(t):                             "refuses connections",
		"http://" + unheardOf:                          unheardOf,
		"https" + strings.TrimPrefix(plain(t), "http"): "no TLS",
	} {
		r := openedAt(t, base, "12", secretWord, wire.Options{Attempts: 2})
		_, err := r.Check(t.Context(), false)
		isTold(t, err, domain.Unavailable, says)
	}
}

func plain(t *testing.T) string {
	server := httptest.NewServer(page(200, ""))
	t.Cleanup(server.Close)
	return server.URL
}

func TestWhoMayNot(t *testing.T) {
	peer := started(t)
	t.Run("wrong password", func(t *testing.T) {
		_, err := openedAt(t, peer.URL, "12", secretWord, wire.Options{}).Check(t.Context(), false)
		isTold(t, err, domain.Unknown, user, "password is wrong")
	})
	t.Run("no such customer", func(t *testing.T) {
		_, err := openedAt(t, peer.URL, "99", password, wire.Options{}).Check(t.Context(), false)
		isTold(t, err, domain.NotFound, "no customer 99")
	})
	t.Run("somebody else's customer", func(t *testing.T) {
		_, err := openedAt(t, peer.URL, "1", password, wire.Options{}).Check(t.Context(), true)
		isTold(t, err, domain.NotFound, "no customer 1")
	})
	t.Run("a user", func(t *testing.T) {
		peer := wiretest.Start(t, wiretest.Enswitch, "-user", user, "-password", password, "-role", "4")
		r := opened(t, peer, wire.Options{})
		_, err := r.Check(t.Context(), false)
		isTold(t, err, domain.Forbidden, user, "administrator of customer 12") // what lists show would pass for all there is
		_, err = r.Check(t.Context(), true)
		isTold(t, err, domain.Forbidden, user, "phones/create")
	})
	t.Run("token", func(t *testing.T) {
		peer.Reset(t)
		r := opened(t, peer, wire.Options{})
		created(t, r)
		if logins := peer.Requests(t).Operations["user/login"].Requests; logins != 1 {
			t.Errorf("signed in %d times, want once", logins)
		}
	})
}

// What the server refuses is told by setting, and nothing is made.
func TestRefusals(t *testing.T) {
	peer := started(t, "-quota-phones", "1")
	r := opened(t, peer, wire.Options{})
	_, err := r.Create(t.Context(), row(transfer.Phone, "440", "name=440", "ringtime=soon", "dnd=7", "password="+secretWord), false)
	var refused *domain.Error
	if !errors.As(err, &refused) || len(refused.Faults) != 2 {
		t.Fatalf("got %v, want faults of ringtime and dnd", err)
	}
	isTold(t, err, domain.Invalid, "ringtime", "dnd")
	if _, err := r.Create(t.Context(), row(transfer.Phone, "440", "password=x"), false); err != nil {
		t.Fatal(err)
	}
	_, err = r.Create(t.Context(), row(transfer.Phone, "440", "password=x"), false)
	isTold(t, err, domain.Invalid, "name", "Already exists")
	_, err = r.Create(t.Context(), row(transfer.Phone, "441", "password=x"), false)
	isTold(t, err, domain.QuotaFull, "rate plan")
	if _, err := r.Check(t.Context(), true); err != nil {
		t.Errorf("a full rate plan keeps from moving at all: %v", err)
	}
	_, err = r.Create(t.Context(), in("7", row(transfer.Member, "1/phone/440", "level=1", "dtype=phone", "dnumber=440")), false)
	isTold(t, err, domain.NotFound)
	isTold(t, r.Remove(t.Context(), row(transfer.FeatureCode, "100")), domain.NotFound)
	isTold(t, r.Change(t.Context(), row(transfer.FeatureCode, "100", "dnumber=7"), false), domain.NotFound)
	if _, err := r.Create(t.Context(), row(transfer.StarCodes, ""), false); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("star codes as a row: got %v, want Invalid", err)
	}
}

// A rehearsal tells what would be refused and changes nothing.
func TestRehearsal(t *testing.T) {
	peer := started(t)
	r := opened(t, peer, wire.Options{})
	made := created(t, r)
	before := string(peer.State(t))
	if _, err := r.Create(t.Context(), row(transfer.Phone, "450", "password=x"), true); err != nil {
		t.Errorf("a line that can be made: %v", err)
	}
	_, err := r.Create(t.Context(), row(transfer.Phone, "12x440", "password=x"), true)
	isTold(t, err, domain.Invalid, "name")
	if _, err := r.Create(t.Context(), row(transfer.HuntGroup, "New", "name=New"), true); err != nil {
		t.Errorf("a group that can be made: %v", err)
	}
	if _, err := r.Create(t.Context(), row(transfer.Member, "1/phone/12x440", "level=1", "dtype=phone", "dnumber=12x440"), true); err != nil {
		t.Errorf("a destination of a group that isn't there yet: %v", err)
	}
	for _, one := range made.rows {
		if err := r.Change(t.Context(), one, true); err != nil {
			t.Errorf("%s: %v", one.Key, err)
		}
	}
	isTold(t, r.Change(t.Context(), row(transfer.Phone, "12x440", "ringtime=soon"), true), domain.Invalid, "ringtime")
	if after := string(peer.State(t)); after != before {
		t.Errorf("a rehearsal changed\n%s\nto\n%s", before, after)
	}
}

// Groups and destinations that can't be told apart by name are made as often as asked for, and no oftener, though many
// answers are lost and many are made at once.
func TestNothingIsMadeTwice(t *testing.T) {
	peer := started(t, "-fault-rate", "0.3", "-fault-kinds", "lost,late-504,truncated,cut,reset,503", "-fault-seed", "7")
	r := opened(t, peer, wire.Options{Attempts: 30})
	const each = 12
	ids := make([]string, each)
	done := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() { // what others read meanwhile must not pass for what was there before
		for {
			if err := r.Rows(t.Context(), transfer.HuntGroup, func(*transfer.Row) error { return nil }); err != nil {
				t.Error(err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	together(each, func(i int) {
		id, err := r.Create(t.Context(), row(transfer.HuntGroup, fmt.Sprintf("Twins#%d", i+1), "name=Twins", fmt.Sprintf("ringtime=%d", 10+i)), false)
		if err != nil {
			t.Errorf("group %d: %v", i, err)
		}
		ids[i] = id
	})
	close(done)
	reading.Wait()
	together(each, func(i int) {
		member := in(ids[0], row(transfer.Member, fmt.Sprintf("1/forward/5551234#%d", i+1), "level=1", "dtype=forward", "dnumber=5551234"))
		if _, err := r.Create(t.Context(), member, false); err != nil {
			t.Errorf("destination %d: %v", i, err)
		}
	})
	found := readAll(t, opened(t, peer, wire.Options{Attempts: 30}))
	if len(found) != 2*each {
		t.Errorf("there are %d groups and destinations, want %d", len(found), 2*each)
	}
	for i, id := range ids {
		got, err := r.Row(t.Context(), &transfer.Row{Key: transfer.Key{Kind: transfer.HuntGroup, Name: "Twins"}, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprint(10 + i); got.Text("ringtime") != want {
			t.Errorf("the group that got the id %s has the ringtime %s, want %s", id, got.Text("ringtime"), want)
		}
	}
}

func together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// Calls that run side by side use up one another's tokens; each must still be let in.
func TestTokensOfOneCall(t *testing.T) {
	peer := started(t, "-token-uses=1", "-latency=1ms")
	for range 10 {
		r := opened(t, peer, wire.Options{Concurrency: 32})
		together(32, func(int) {
			if _, err := r.Row(t.Context(), row(transfer.Phone, "1")); domain.CodeOf(err) != domain.NotFound {
				t.Error(err)
			}
		})
	}
}

// A line that somebody else made is no success of ours, though the refusal was lost.
func TestSomebodyElsesLine(t *testing.T) {
	peer := started(t)
	theirs := opened(t, peer, wire.Options{})
	if _, err := theirs.Create(t.Context(), row(transfer.Phone, "440", "password=x", "description=theirs"), false); err != nil {
		t.Fatal(err)
	}
	peer.Arm(t, wiretest.Fault{Kind: "lost", Operation: "phones/create"})
	_, err := opened(t, peer, wire.Options{}).Create(t.Context(), row(transfer.Phone, "440", "password=y", "description=ours"), false)
	isTold(t, err, domain.Invalid, "name")
}

// A list that a server can't show whole is an error and no small tenant.
func TestListsThatHideSomething(t *testing.T) {
	peer := started(t)
	created(t, opened(t, peer, wire.Options{}))
	peer.Set(t, "no-paging=true", "max-rows=1")
	err := opened(t, peer, wire.Options{}).Rows(t.Context(), transfer.Phone, func(*transfer.Row) error { return nil })
	isTold(t, err, domain.Unavailable, "2 objects", "only 1")
}

// Reading and creating take no more requests than there are things to ask and tell, and never more than four at once.
func TestRequestsAreFewAndBounded(t *testing.T) {
	peer := started(t, "-latency", "2ms")
	r := opened(t, peer, wire.Options{})
	together(16, func(i int) {
		if _, err := r.Create(t.Context(), row(transfer.Phone, fmt.Sprint(400+i), "password=x"), false); err != nil {
			t.Error(err)
		}
	})
	group, err := r.Create(t.Context(), row(transfer.HuntGroup, "Sales", "name=Sales"), false)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		member := in(group, row(transfer.Member, fmt.Sprintf("1/phone/%d", 400+i), "level=1", "dtype=phone", fmt.Sprintf("dnumber=%d", 400+i)))
		if _, err := r.Create(t.Context(), member, false); err != nil {
			t.Fatal(err)
		}
	}
	readAll(t, r)
	made := peer.Requests(t)
	for operation, most := range map[string]int{
		"user/login": 1, "phones/create": 16, "huntgroups/create": 1, "huntgroups/destinations/create": 3,
		"phones/list": 2, "phones/get": 0, "codes/list": 1, "huntgroups/list": 3, "huntgroups/levels/get": 10, "huntgroups/destinations/list": 1,
	} {
		if n := made.Operations[operation].Requests; n > most {
			t.Errorf("%s was called %d times, want %d at most", operation, n, most)
		}
	}
	if made.MaxInFlight > 4 {
		t.Errorf("%d requests were under way at once, want 4 at most", made.MaxInFlight)
	}
}

func TestTLS(t *testing.T) {
	authority := filepath.Join(t.TempDir(), "ca.pem")
	peer := started(t, "-tls-ca", authority)
	_, err := opened(t, peer, wire.Options{}).Check(t.Context(), false)
	isTold(t, err, domain.Unavailable, "certificate", "--ca-file")
	for _, options := range []wire.Options{{CAFile: authority}, {Insecure: true}} {
		if _, err := opened(t, peer, options).Check(t.Context(), true); err != nil {
			t.Errorf("%+v: %v", options, err)
		}
	}
}

// A server that stays away is given up on after the attempts, and whoever waits can stop waiting.
func TestGivingUp(t *testing.T) {
	peer := started(t)
	r := opened(t, peer, wire.Options{Attempts: 3})
	if _, err := r.Check(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	peer.Set(t, "fault-rate=1", "fault-kinds=503")
	_, err := r.Create(t.Context(), row(transfer.Phone, "440", "password="+secretWord), false)
	isTold(t, err, domain.Unavailable, "503")
	err = r.Rows(t.Context(), transfer.Phone, func(*transfer.Row) error { return nil })
	isTold(t, err, domain.Unavailable, "503")
	peer.Set(t, "fault-kinds=slow", "slow-time=30s")
	within, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := r.Remove(within, row(transfer.FeatureCode, "100")); err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("a call that was stopped ended after %s with %v", time.Since(began), err)
	}
	peer.Set(t, "fault-rate=0", "slow-time=1ms")
}
