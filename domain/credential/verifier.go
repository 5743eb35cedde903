package credential

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// What Check answers where it doesn't answer yes.
var (
	ErrWrong   = errors.New("the user name or the password is wrong")
	ErrTooMany = errors.New("too many wrong passwords came from this address; try again later")
)

// Options say how a Verifier works. Zero values mean: one hash at a time, no cache, one failure a minute, Standard
// cost, the real clock.
type Options struct {
	Concurrency       int           // hashes under way at once
	CacheTTL          time.Duration // how long a right password isn't hashed again
	FailuresPerMinute int           // wrong passwords from one address; ten times as many from loopback
	Cost              Cost          // of the hash that an unknown subject is checked against
	Now               func() time.Time
	Observe           func(underWay int) // called as each hash starts, with how many are under way, this one included
}

// Verifier checks passwords against their hashes. It may be used by many goroutines at once.
type Verifier struct {
	options  Options
	unknown  phc
	slots    chan struct{}
	underWay atomic.Int64
	failures *failures
	secret   [sha256.Size]byte
	right    *lru.Cache[digest, time.Time] // passwords found right, and until when that holds
}

// digest stands for a subject, its stored hash and the password that fits. Its key dies with the process, so that
// nobody can search for passwords in a memory dump any faster than in the store.
type digest [sha256.Size]byte

// rememberedPasswords bounds the cache to about half a megabyte.
const rememberedPasswords = 4096

// NewVerifier makes a Verifier.
func NewVerifier(options Options) *Verifier {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Cost == (Cost{}) {
		options.Cost = Standard
	}
	if options.Observe == nil {
		options.Observe = func(int) {}
	}
	v := &Verifier{
		options:  options,
		unknown:  phc{cost: options.Cost, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)},
		slots:    make(chan struct{}, max(options.Concurrency, 1)),
		failures: newFailures(max(options.FailuresPerMinute, 1)),
		right:    bounded[digest, time.Time](rememberedPasswords),
	}
	rand.Read(v.secret[:])
	return v
}

// Check says whether a password fits the stored hash of a subject, which is the text that the caller signs in as;
// nil means yes. An unknown subject has no stored hash: give "", which takes as long and answers ErrWrong. The address
// is the caller's, with or without a port. ErrTooMany comes before any hashing, so that guessing costs this process
// nothing; a password found right within CacheTTL is never subject to it. Further errors are the context's while
// waiting for a turn to hash, and ErrHash.
func (v *Verifier) Check(ctx context.Context, address, subject, stored, password string) error {
	key := v.digest(subject, stored, password)
	if v.remembers(key) {
		return nil
	}
	source := sourceOf(address)
	if v.failures.exhausted(source, v.options.Now()) {
		return ErrTooMany
	}

	select {
	case v.slots <- struct{}{}:
		defer func() { <-v.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// Others from the same address may have succeeded or failed while this one waited its turn.
	if v.remembers(key) {
		return nil
	}
	if v.failures.exhausted(source, v.options.Now()) {
		return ErrTooMany
	}

	fits, err := v.compare(stored, password)
	if err != nil {
		return err
	}
	if !fits {
		v.failures.add(source, v.options.Now())
		return ErrWrong
	}
	v.right.Add(key, v.options.Now().Add(v.options.CacheTTL))
	return nil
}

// compare hashes the password, for an unknown subject too.
func (v *Verifier) compare(stored, password string) (bool, error) {
	against := v.unknown
	if stored != "" {
		known, err := parse(stored)
		if err != nil {
			return false, err
		}
		against = known
	}
	v.options.Observe(int(v.underWay.Add(1)))
	defer v.underWay.Add(-1)
	return against.fits(password) && stored != "", nil
}

func (v *Verifier) remembers(key digest) bool {
	until, ok := v.right.Get(key)
	return ok && v.options.Now().Before(until)
}

// digest writes the length before each text, so that no two lists of texts look alike.
func (v *Verifier) digest(texts ...string) digest {
	mac := hmac.New(sha256.New, v.secret[:])
	for _, text := range texts {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		mac.Write([]byte(text))
	}
	return digest(mac.Sum(nil))
}
