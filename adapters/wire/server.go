package wire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"dragoman/domain"
)

// Request is one call of a server.
type Request struct {
	Method string
	URL    string // without user and password
	Header http.Header
	Body   []byte
	// Repeatable says that carrying the request out twice does no more than once. Any other is sent again only where
	// the server surely hasn't carried it out; where that isn't known, Do returns an Uncertain.
	Repeatable bool
	// Sense says what is wrong with an answer that can't be the server's own: cut off, or another program's. It is
	// treated as a lost one. Nil takes any.
	Sense func(*Answer) error
}

// Answer is what a server answered, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Attempts is how often the request was sent. What a repeated one finds done may have been done by itself.
	Attempts int
}

// Uncertain is the cause of an Unavailable error after a request that the server may have carried out or not: whoever
// sent it looks before sending it again.
type Uncertain struct{ Cause error }

func (u *Uncertain) Error() string { return u.Cause.Error() }

// Unwrap gives what went wrong on the way.
func (u *Uncertain) Unwrap() error { return u.Cause }

// MayHaveHappened says that an error leaves open whether the server carried the request out.
func MayHaveHappened(err error) bool {
	var uncertain *Uncertain
	return errors.As(err, &uncertain)
}

// Server is one live server. It may be used by several goroutines at once.
type Server struct {
	options Options
	client  *http.Client
	rate    *rate.Limiter
	slots   chan struct{}
	met     atomic.Bool  // it has given a sensible answer
	resume  atomic.Int64 // when it wants the next request, in Unix nanoseconds
}

// NewServer prepares calls; it makes no connection yet.
func NewServer(options Options) (*Server, error) {
	options = options.completed()
	transport, err := options.transport()
	if err != nil {
		return nil, err
	}
	limit := rate.Inf
	if options.Rate > 0 {
		limit = rate.Limit(options.Rate)
	}
	return &Server{
		options: options,
		client: &http.Client{
			Transport: transport,
			// A redirected POST would arrive as a GET. Whoever called sees the redirect instead.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		rate:  rate.NewLimiter(limit, options.Concurrency),
		slots: make(chan struct{}, options.Concurrency),
	}, nil
}

// Concurrency is how many requests may be under way at once.
func (s *Server) Concurrency() int { return s.options.Concurrency }

// Attempts is how often a request is sent at most.
func (s *Server) Attempts() int { return s.options.Attempts }

// Pause waits before another attempt at something that takes more than one request.
func (s *Server) Pause(ctx context.Context, attempt int) error {
	return s.pause(ctx, s.backoff(attempt))
}

// Close ends idle connections.
func (s *Server) Close() { s.client.CloseIdleConnections() }

// failure is an attempt that brought no usable answer.
type failure struct {
	err       error
	unsent    bool // the server surely hasn't carried the request out
	hopeless  bool // another attempt would end alike
	wait      time.Duration
	unmet     bool // no connection came about
	senseless bool // something else than the server answered
}

// Do sends a request and returns the server's answer, whatever its status, but for 429 and 502 to 504, which mean that
// it didn't get to answer. It waits for its turn and tries again where that is safe. An error is Unavailable, with a
// sentence that names the host and holds no credentials, or the context's.
func (s *Server) Do(ctx context.Context, request Request) (*Answer, error) {
	for attempt := 1; ; attempt++ {
		answer, failed := s.attempt(ctx, request)
		if failed == nil {
			answer.Attempts = attempt
			return answer, nil
		}
		if ctx.Err() != nil {
			return nil, s.giveUp(request, failed, context.Cause(ctx))
		}
		if failed.hopeless || attempt >= s.patience(failed) || !request.Repeatable && !failed.unsent {
			return nil, s.giveUp(request, failed, nil)
		}
		if err := s.pause(ctx, max(failed.wait, s.backoff(attempt))); err != nil {
			return nil, s.giveUp(request, failed, err)
		}
	}
}

// patience is how often to try. A server that never gave a sensible answer is probably not there at all, or another.
func (s *Server) patience(failed *failure) int {
	switch {
	case (failed.unmet || failed.senseless) && !s.met.Load():
		return min(s.options.Attempts, 3)
	case failed.senseless:
		return min(s.options.Attempts, 6)
	}
	return s.options.Attempts
}

func (s *Server) giveUp(request Request, failed *failure, stopped error) error {
	cause := failed.err
	if stopped != nil {
		cause = stopped
	}
	if !request.Repeatable && !failed.unsent {
		cause = &Uncertain{cause}
	}
	return domain.Wrap(domain.Unavailable, cause, "%s", sentence(request, failed.err, stopped))
}

// backoff doubles from attempt to attempt, with jitter so that many clients don't come back together.
func (s *Server) backoff(attempt int) time.Duration {
	wait := min(s.options.Backoff<<min(attempt-1, 20), maxBackoff)
	return wait/2 + rand.N(wait/2+1)
}

func (s *Server) pause(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// attempt sends a request once, when it is its turn.
func (s *Server) attempt(ctx context.Context, request Request) (*Answer, *failure) {
	if err := s.turn(ctx); err != nil {
		return nil, &failure{err: err, unsent: true, hopeless: true}
	}
	defer func() { <-s.slots }()
	within, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	answer, failed := s.send(within, request)
	if failed != nil {
		return nil, failed
	}
	answer, failed = s.judged(request, answer)
	if failed == nil {
		s.met.Store(true)
	}
	return answer, failed
}

// turn waits for a free slot, the rate limit, and as long as the server has asked everybody to.
func (s *Server) turn(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	err := s.rate.Wait(ctx)
	if err == nil {
		err = s.pause(ctx, time.Until(time.Unix(0, s.resume.Load())))
	}
	if err != nil {
		<-s.slots
	}
	return err
}

func (s *Server) send(ctx context.Context, request Request) (*Answer, *failure) {
	made, err := http.NewRequestWithContext(ctx, request.Method, request.URL, bytes.NewReader(request.Body))
	if err != nil {
		return nil, &failure{err: errors.New("the address can't be used"), unsent: true, hopeless: true}
	}
	if request.Header != nil {
		made.Header = request.Header // which net/http only reads
	}
	response, err := s.client.Do(made)
	if err != nil {
		return nil, classified(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, s.options.MaxBody+1))
	if err != nil {
		return nil, classified(err)
	}
	if int64(len(body)) > s.options.MaxBody {
		return nil, &failure{err: errTooLarge, hopeless: true}
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: body}, nil
}

// judged makes a failure of an answer that isn't the server's own.
func (s *Server) judged(request Request, answer *Answer) (*Answer, *failure) {
	switch answer.Status {
	case http.StatusTooManyRequests:
		wait := retryAfter(answer.Header, time.Now())
		s.hold(wait)
		return nil, &failure{err: &statusError{answer.Status}, unsent: true, wait: wait}
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return nil, &failure{err: &statusError{answer.Status}, wait: retryAfter(answer.Header, time.Now())}
	}
	if request.Sense == nil {
		return answer, nil
	}
	if err := request.Sense(answer); err != nil {
		return nil, &failure{err: err, senseless: true}
	}
	return answer, nil
}

// longestWait is the most that a server may ask to wait.
const longestWait = 2 * time.Minute

// retryAfter reads the header of that name, in seconds or as a date.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(seconds, int(longestWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

// hold keeps every request back that isn't under way yet.
func (s *Server) hold(wait time.Duration) {
	until := time.Now().Add(wait).UnixNano()
	for now := s.resume.Load(); until > now; now = s.resume.Load() {
		if s.resume.CompareAndSwap(now, until) {
			return
		}
	}
}
