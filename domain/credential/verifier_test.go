package credential_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dragoman/domain/credential"
)

const far = "192.0.2.1:4000"

// bench is a Verifier with a clock that stands still until it is moved, and a count of hashes.
type bench struct {
	*credential.Verifier
	mutex  sync.Mutex
	now    time.Time
	hashes int
}

func newBench(options credential.Options) *bench {
	b := &bench{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	options.Cost = cheap
	options.Now = func() time.Time {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		return b.now
	}
	options.Observe = func(int) {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		b.hashes++
	}
	b.Verifier = credential.NewVerifier(options)
	return b
}

func (b *bench) pass(d time.Duration) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.now = b.now.Add(d)
}

// check demands an outcome and a number of hashes.
func (b *bench) check(t *testing.T, address, subject, stored, password string, want error, hashes int) {
	t.Helper()
	before := b.hashes
	if err := b.Check(context.Background(), address, subject, stored, password); !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
	if got := b.hashes - before; got != hashes {
		t.Fatalf("got %d hashes, want %d", got, hashes)
	}
}

func TestRightPasswordsAreRemembered(t *testing.T) {
	b := newBench(credential.Options{CacheTTL: time.Minute, FailuresPerMinute: 100})
	stored, other := cheap.Hash("password"), cheap.Hash("password")

	b.check(t, far, "user", stored, "password", nil, 1)
	b.check(t, far, "user", stored, "password", nil, 0)
	b.check(t, "198.51.100.7:1", "user", stored, "password", nil, 0)
	b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
	b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
	b.check(t, far, "someone", stored, "password", nil, 1)
	b.check(t, far, "user", other, "password", nil, 1)

	b.pass(time.Minute - 1)
	b.check(t, far, "user", stored, "password", nil, 0)
	b.pass(1)
	b.check(t, far, "user", stored, "password", nil, 1)
	b.check(t, far, "user", stored, "password", nil, 0)
}

// Moving a character from the subject to the password, or the other way, must not find what was remembered.
func TestWhatIsRememberedIsNotMixedUp(t *testing.T) {
	b := newBench(credential.Options{CacheTTL: time.Minute, FailuresPerMinute: 100})
	stored := cheap.Hash("cd")
	b.check(t, far, "ab", stored, "cd", nil, 1)
	b.check(t, far, "abc", stored, "d", credential.ErrWrong, 1)
	b.check(t, far, "a", stored, "bcd", credential.ErrWrong, 1)
	b.check(t, far, "ab"+stored, "", "cd", credential.ErrWrong, 1)
}

func TestWithoutATTLNothingIsRemembered(t *testing.T) {
	b := newBench(credential.Options{})
	stored := cheap.Hash("password")
	b.check(t, far, "user", stored, "password", nil, 1)
	b.check(t, far, "user", stored, "password", nil, 1)
}

func TestUnknownSubjectsCostAHashToo(t *testing.T) {
	b := newBench(credential.Options{CacheTTL: time.Minute, FailuresPerMinute: 100})
	b.check(t, far, "nobody", "", "password", credential.ErrWrong, 1)
	b.check(t, far, "nobody", "", "password", credential.ErrWrong, 1)
	b.check(t, far, "nobody", "", "", credential.ErrWrong, 1)
}

func TestFailuresOfAnAddressAreLimited(t *testing.T) {
	b := newBench(credential.Options{CacheTTL: time.Hour, FailuresPerMinute: 3})
	stored := cheap.Hash("password")
	b.check(t, far, "cached", stored, "password", nil, 1)

	for range 3 {
		b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
	}
	b.check(t, far, "user", stored, "wrong", credential.ErrTooMany, 0)
	b.check(t, "192.0.2.1:5000", "nobody", "", "x", credential.ErrTooMany, 0)
	b.check(t, far, "user", stored, "password", credential.ErrTooMany, 0)
	b.check(t, far, "cached", stored, "password", nil, 0)
	b.check(t, "192.0.2.2:4000", "user", stored, "wrong", credential.ErrWrong, 1)

	b.pass(20 * time.Second)
	b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
	b.check(t, far, "user", stored, "wrong", credential.ErrTooMany, 0)

	b.pass(time.Hour)
	for range 3 {
		b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
	}
	b.check(t, far, "user", stored, "wrong", credential.ErrTooMany, 0)
}

func TestSuccessesAreNotLimited(t *testing.T) {
	b := newBench(credential.Options{FailuresPerMinute: 2})
	stored := cheap.Hash("password")
	for range 50 {
		b.check(t, far, "user", stored, "password", nil, 1)
	}
	b.check(t, far, "user", stored, "wrong", credential.ErrWrong, 1)
}

func TestAddressesAreToldApart(t *testing.T) {
	for name, test := range map[string]struct {
		failing, then string
		same          bool
	}{
		"other port":             {"192.0.2.1:1", "192.0.2.1:2", true},
		"without a port":         {"192.0.2.1", "192.0.2.1:2", true},
		"neighbour":              {"192.0.2.1:1", "192.0.2.2:1", false},
		"mapped into IPv6":       {"192.0.2.1:1", "[::ffff:192.0.2.1]:1", true},
		"mapped neighbours":      {"[::ffff:192.0.2.2]:1", "[::ffff:192.0.2.1]:1", false},
		"same IPv6 subscriber":   {"[2001:db8:1:2::3]:1", "[2001:db8:1:2:ffff::9]:1", true},
		"other IPv6 subscriber":  {"[2001:db8:1:2::3]:1", "[2001:db8:1:3::3]:1", false},
		"IPv6 without a port":    {"2001:db8:1:2::3", "[2001:db8:1:2::3]:1", true},
		"zone":                   {"[fe80::1%eth0]:1", "[fe80::1%eth1]:1", true},
		"no address":             {"@", "@", true},
		"no address and another": {"@", "pipe", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(credential.Options{FailuresPerMinute: 1})
			b.check(t, test.failing, "user", "", "x", credential.ErrWrong, 1)
			if test.same {
				b.check(t, test.then, "user", "", "x", credential.ErrTooMany, 0)
				return
			}
			b.check(t, test.then, "user", "", "x", credential.ErrWrong, 1)
		})
	}
}

func TestLoopbackHasTenTimesTheAllowance(t *testing.T) {
	for _, address := range []string{"127.0.0.1:9", "[::1]:9", "[::ffff:127.0.0.1]:9"} {
		b := newBench(credential.Options{FailuresPerMinute: 2})
		for range 20 {
			b.check(t, address, "user", "", "x", credential.ErrWrong, 1)
		}
		b.check(t, address, "user", "", "x", credential.ErrTooMany, 0)
	}
}

// Whoever spreads guesses over more addresses than are remembered makes no memory grow; the first is forgotten.
func TestAddressesAreForgottenWhenThereAreTooMany(t *testing.T) {
	b := newBench(credential.Options{FailuresPerMinute: 1})
	b.check(t, far, "user", "", "x", credential.ErrWrong, 1)
	for i := range 1 << 14 {
		b.check(t, fmt.Sprintf("10.0.%d.%d:1", i>>8, i&255), "user", "", "x", credential.ErrWrong, 1)
	}
	b.check(t, far, "user", "", "x", credential.ErrWrong, 1)
}

func TestHashesUnderWayAreBounded(t *testing.T) {
	const atOnce, callers = 3, 40
	synctest.Test(t, func(t *testing.T) {
		var started, most atomic.Int64
		release := make(chan struct{})
		v := credential.NewVerifier(credential.Options{Concurrency: atOnce, Observe: func(underWay int) {
			started.Add(1)
			most.Store(max(most.Load(), int64(underWay)))
			<-release
		}})
		stored := cheap.Hash("password")
		for i := range callers {
			go func() {
				if err := v.Check(context.Background(), far, fmt.Sprint("user", i), stored, "password"); err != nil {
					t.Error(err)
				}
			}()
		}

		synctest.Wait()
		if started.Load() != atOnce {
			t.Errorf("%d hashes are under way, want %d", started.Load(), atOnce)
		}
		close(release)
		synctest.Wait()
		if started.Load() != callers || most.Load() > atOnce {
			t.Errorf("%d hashes, at most %d at once; want %d and %d", started.Load(), most.Load(), callers, atOnce)
		}
	})
}

// A burst of requests with one right password, as a client's first page sends, hashes once.
func TestABurstOfOneLoginHashesOnce(t *testing.T) {
	b := newBench(credential.Options{Concurrency: 1, CacheTTL: time.Minute})
	stored := cheap.Hash("password")
	var done sync.WaitGroup
	for range 40 {
		done.Go(func() {
			if err := b.Check(context.Background(), far, "user", stored, "password"); err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if b.hashes != 1 {
		t.Errorf("%d hashes", b.hashes)
	}
}

// A burst of guesses that all wait for their turn is stopped as soon as the first ones failed.
func TestABurstOfGuessesIsStoppedWhileItWaits(t *testing.T) {
	const atOnce, allowed = 2, 5
	b := newBench(credential.Options{Concurrency: atOnce, FailuresPerMinute: allowed})
	var done sync.WaitGroup
	for i := range 100 {
		done.Go(func() {
			err := b.Check(context.Background(), far, "user", "", fmt.Sprint(i))
			if !errors.Is(err, credential.ErrWrong) && !errors.Is(err, credential.ErrTooMany) {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if b.hashes < allowed || b.hashes > allowed+atOnce-1 {
		t.Errorf("%d hashes, want %d and at most one fewer than %d more", b.hashes, allowed, atOnce)
	}
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		v := credential.NewVerifier(credential.Options{Cost: cheap, Observe: func(int) { <-release }})
		stored := cheap.Hash("password")
		var first error
		go func() { first = v.Check(context.Background(), far, "user", stored, "password") }()
		synctest.Wait()

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := v.Check(ctx, far, "user", stored, "password"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}

		close(release)
		synctest.Wait()
		if first != nil {
			t.Error(first)
		}
		if err := v.Check(context.Background(), far, "user", stored, "password"); err != nil {
			t.Errorf("the turn was not given back: %v", err)
		}
	})
}

func BenchmarkCheckRemembered(b *testing.B) {
	v := credential.NewVerifier(credential.Options{CacheTTL: time.Hour})
	stored := credential.Hash("password")
	for b.Loop() {
		if err := v.Check(context.Background(), far, "user", stored, "password"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckHashed(b *testing.B) {
	v := credential.NewVerifier(credential.Options{})
	stored := credential.Hash("password")
	for b.Loop() {
		if err := v.Check(context.Background(), far, "user", stored, "password"); err != nil {
			b.Fatal(err)
		}
	}
}
