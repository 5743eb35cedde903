package remote

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// client calls functions: it signs in, and finds out how the server wants to be called.
type client struct {
	server   *wire.Server
	place    *Place
	password string
	// met says that this is an Enswitch beyond doubt, so that anything else it answers is a fault on the way.
	met atomic.Bool

	mu        sync.Mutex
	manner    manner
	session   session
	tokenless bool                       // tokens are of no use here
	refused   map[string]map[string]bool // optional parameters that aren't taken, by function
}

// manner is how the server wants to be called.
type manner struct {
	ending    string // "/", or nothing
	separator string
}

// session is what a call proves with who makes it.
type session struct {
	number int // which one it is, from 1; 0 before anybody signed in
	proof  []parameter
	token  bool
	role   string // of the person, as far as the server says it
}

// ask calls a function and returns the server's answer where it did, or would do, what was asked. Otherwise the error
// says what it refused.
func (c *client) ask(ctx context.Context, q question) (*envelope, error) {
	answer, err := c.askTolerantly(ctx, q)
	if err != nil {
		return nil, err
	}
	if !answer.worked() {
		return nil, c.refusal(q, answer)
	}
	return answer, nil
}

// askTolerantly calls a function, without what the server refuses of that which isn't needed.
func (c *client) askTolerantly(ctx context.Context, q question) (*envelope, error) {
	trimmed := q.without(c.refusedBy(q.function))
	first, err := c.askSignedIn(ctx, trimmed)
	answer := first
	for err == nil && answer.code() == 400 {
		refused := refusedAmong(trimmed.optional(), answer)
		if len(refused) == 0 {
			break
		}
		trimmed = trimmed.without(refused)
		if answer, err = c.askSignedIn(ctx, trimmed); err == nil && answer.worked() {
			c.remember(q.function, q, trimmed)
		}
	}
	if err == nil && !answer.worked() {
		return first, nil // which names what is wrong with all that was meant
	}
	return answer, err
}

// refusedAmong are the optional parameters that an answer blames. One that blames nothing may mean any of them.
func refusedAmong(optional map[string]bool, answer *envelope) map[string]bool {
	refused := map[string]bool{}
	for _, one := range answer.entries {
		switch {
		case one.key == "":
			return optional
		case optional[one.key]:
			refused[one.key] = true
		}
	}
	return refused
}

func (c *client) refusedBy(function string) map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused[function]
}

// remember notes what was left out of a call that then worked.
func (c *client) remember(function string, meant, taken question) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := maps.Clone(c.refused[function])
	if left == nil {
		left = map[string]bool{}
	}
	for _, p := range meant.parameters {
		if !slices.ContainsFunc(taken.parameters, func(other parameter) bool { return other.name == p.name }) {
			left[p.name] = true
		}
	}
	if c.refused == nil {
		c.refused = map[string]map[string]bool{}
	}
	c.refused[function] = left
}

// askSignedIn calls a function, and signs in again where a token has ended meanwhile: 401 says that nothing was done.
func (c *client) askSignedIn(ctx context.Context, q question) (*envelope, error) {
	const most = 3
	for attempt := 1; ; attempt++ {
		session, manner, err := c.signedIn(ctx)
		if err != nil {
			return nil, err
		}
		answer, err := c.call(ctx, manner, session.proof, q)
		if err != nil || answer.code() != 401 || !session.token || attempt == most {
			return answer, err
		}
		c.forget(session.number, attempt > 1)
	}
}

// forget drops a session that has ended. Where even a new token isn't taken, the password goes with each call: also a token
// that another call has got meanwhile may be used up before it is this call's turn.
func (c *client) forget(number int, hopeless bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokenless = c.tokenless || hopeless
	if c.session.number == number || c.tokenless && c.session.token {
		c.session.proof = nil
	}
}

var formHeader = http.Header{
	"Content-Type": {"application/x-www-form-urlencoded"},
	"Accept":       {"application/json"},
}

// call sends a call and reads the answer.
func (c *client) call(ctx context.Context, manner manner, proof []parameter, q question) (*envelope, error) {
	var read *envelope
	answer, err := c.server.Do(ctx, wire.Request{
		Method: http.MethodPost, URL: c.place.Base + "/api/json/" + q.function + manner.ending, Header: formHeader,
		Body: encoded(manner.separator, proof, q.parameters), Repeatable: !q.once,
		Sense: func(answer *wire.Answer) (err error) {
			read, err = c.sense(answer)
			return err
		},
	})
	if foreign := (*foreignError)(nil); errors.As(err, &foreign) {
		return nil, domain.Wrap(domain.Unavailable, err, "%s answers, but no longer as an Enswitch: %s", c.place.Host, foreign.what)
	}
	if err != nil {
		return nil, err
	}
	if read != nil {
		read.repeated = answer.Attempts > 1
		c.met.Store(true)
		return read, nil
	}
	if c.met.Load() {
		return nil, domain.Wrap(domain.Unavailable, errNoEnvelope, "%s has no function %s: %s", c.place.Host, q.function, c.describe(answer))
	}
	return nil, &foreignError{what: c.describe(answer), absent: absent(answer)}
}

// foreignError is an answer that isn't an Enswitch's.
type foreignError struct {
	what   string
	absent bool // there is nothing at this address
}

func (f *foreignError) Error() string { return f.what }

// sense reads what an Enswitch answers. Web servers' pages for functions that aren't there make sense too, and before it is
// known to be one, everything does: there is nothing to read then.
func (c *client) sense(answer *wire.Answer) (*envelope, error) {
	read, err := readEnvelope(answer)
	if err == nil || !c.met.Load() || absent(answer) {
		return read, nil
	}
	return nil, &foreignError{what: c.describe(answer)}
}

func absent(answer *wire.Answer) bool {
	return answer.Status == http.StatusNotFound || answer.Status == http.StatusMethodNotAllowed
}

func (c *client) describe(answer *wire.Answer) string {
	return redacted(whatItIs(answer), []parameter{{value: c.password, secret: true}})
}

// codes are the domain's codes by the response codes of ../shared/reference/enswitch-json-api.md, section 1.2.
var codes = map[int]domain.Code{
	400: domain.Invalid, 401: domain.Unknown, 402: domain.Forbidden, 403: domain.QuotaFull, 404: domain.NotFound, 409: domain.Ambiguous,
}

// refusal makes an error of what the server refused.
func (c *client) refusal(q question, answer *envelope) error {
	c.mu.Lock()
	proof := c.session.proof
	c.mu.Unlock()
	own := []parameter{{value: c.password, secret: true}}
	say := func(message string) string { return redacted(message, own, proof, q.parameters) }
	worst := answer.entries[slices.IndexFunc(answer.entries, func(one entry) bool { return one.code < 200 || one.code >= 300 })]
	switch code := codes[worst.code]; code {
	case domain.Invalid:
		return invalid(q, answer, say)
	case domain.Unknown:
		return domain.Fail(code, "%s doesn't let %s in any longer: %s", c.place.Host, c.place.User, say(worst.message))
	case domain.Forbidden:
		return domain.Fail(code, "%s doesn't allow %s to call %s: %s", c.place.Host, c.place.User, q.function, say(worst.message))
	case "":
		return domain.Fail(domain.Unavailable, "%s failed in %s (code %d): %s", c.place.Host, q.function, worst.code, say(worst.message))
	default:
		return domain.Fail(code, "%s: %s", c.place.Host, say(worst.message))
	}
}

func invalid(q question, answer *envelope, say func(string) string) error {
	var faults []lens.Fault
	var loose []string
	for _, one := range answer.entries {
		switch message := say(one.message); {
		case one.code < 400:
		case one.key != "":
			faults = append(faults, lens.Fault{Setting: brief(one.key), Message: message})
		default:
			loose = append(loose, message)
		}
	}
	if len(faults) == 0 {
		return domain.Fail(domain.Invalid, "%s refuses this: %s", q.function, strings.Join(loose, "; "))
	}
	return domain.Refuse(faults...)
}
