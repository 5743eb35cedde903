package credential

import (
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// source is an address that failures are counted by.
type source struct {
	network  string
	loopback bool
}

// sourceOf reads an address with or without a port. One subscriber has a whole IPv6 /64, so that is counted as one
// source. What is no IP address counts by its text.
func sourceOf(address string) source {
	ip, err := netip.ParseAddr(address)
	if withPort, portErr := netip.ParseAddrPort(address); portErr == nil {
		ip, err = withPort.Addr(), nil
	}
	if err != nil {
		return source{network: address}
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() && !ip.IsLoopback() {
		bits = 64
	}
	return source{network: netip.PrefixFrom(ip, bits).Masked().String(), loopback: ip.IsLoopback()}
}

// loopbackAllowance is how much more loopback may fail: behind a proxy on this host it stands for everybody.
const loopbackAllowance = 10

// rememberedSources bounds the memory that addresses take. Forgetting the one that was quiet for longest is forgiving
// to it, which somebody with thousands of addresses has no need of.
const rememberedSources = 16384

// failures limits how often each source may be wrong: so many at once, and as many again in each minute.
type failures struct {
	perMinute int
	mutex     sync.Mutex
	limiters  *lru.Cache[source, *rate.Limiter]
}

func newFailures(perMinute int) *failures {
	return &failures{perMinute: perMinute, limiters: bounded[source, *rate.Limiter](rememberedSources)}
}

// exhausted says that the source has to wait.
func (f *failures) exhausted(from source, now time.Time) bool {
	limiter, ok := f.limiters.Get(from)
	return ok && limiter.TokensAt(now) < 1
}

// add counts a failure.
func (f *failures) add(from source, now time.Time) {
	f.limiter(from).AllowN(now, 1)
}

func (f *failures) limiter(from source) *rate.Limiter {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if limiter, ok := f.limiters.Get(from); ok {
		return limiter
	}
	allowance := f.perMinute
	if from.loopback {
		allowance *= loopbackAllowance
	}
	limiter := rate.NewLimiter(rate.Limit(float64(allowance)/time.Minute.Seconds()), allowance)
	f.limiters.Add(from, limiter)
	return limiter
}

// bounded is a cache that forgets what was used longest ago when it is full.
func bounded[K comparable, V any](size int) *lru.Cache[K, V] {
	cache, err := lru.New[K, V](size)
	if err != nil {
		panic(err) // only a size below 1 is an error, and both sizes are constants
	}
	return cache
}
