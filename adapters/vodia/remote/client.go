package remote

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"dragoman/adapters/vodia"
	"dragoman/adapters/wire"
	"dragoman/domain"
	"dragoman/domain/credential"
)

// client speaks with the server: it signs in, and writes with the method that the server's version takes.
type client struct {
	server   *wire.Server
	place    *Place
	password string

	writesWith atomic.Pointer[string] // POST, or PUT on versions before 58; nil until one was taken

	mu       sync.Mutex
	session  string // the cookie's value, empty while HTTP Basic is used
	sessions int    // how many were begun
}

// call is one request to the REST API.
type call struct {
	method string // empty for the one that writes
	path   string // after /rest
	body   []byte
	// once is set for what must not be carried out twice.
	once  bool
	sense func(body []byte) error // what is wrong with the body of a 200; nil takes any
}

// answer is what the server said.
type answer struct {
	*wire.Answer
	// again says that the request may have been carried out more than once.
	again bool
}

// errForeign is the cause where something else than this platform answers.
var errForeign = errors.New("the answer is another program's")

// do sends a call, signing in where needed. Whatever the status, it is the server's own answer: 401 says that HTTP Basic is
// off or the session has ended, and nothing was done. A session may serve so few calls that others use it up before it
// is this call's turn; the second time that happens, the call takes a session that nobody else has yet.
func (c *client) do(ctx context.Context, of call) (answer, error) {
	for first := true; ; first = false {
		cookie, began := c.signedIn()
		got, err := c.send(ctx, of, cookie)
		if err != nil || got.Status != http.StatusUnauthorized {
			return got, err
		}
		if !first {
			return c.sendFirst(ctx, of)
		}
		if err := c.signInOnce(ctx, began); err != nil {
			return answer{}, err
		}
	}
}

func (c *client) signedIn() (cookie string, began int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session, c.sessions
}

// signInOnce begins a session, unless another call has since the given count of them.
func (c *client) signInOnce(ctx context.Context, began int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions != began {
		return nil
	}
	cookie, err := c.signIn(ctx)
	if err != nil {
		return err
	}
	c.session, c.sessions = cookie, c.sessions+1
	return nil
}

// sendFirst begins a session and sends a call with it before any other call may.
func (c *client) sendFirst(ctx context.Context, of call) (answer, error) {
	cookie, err := c.signIn(ctx)
	if err != nil {
		return answer{}, err
	}
	got, err := c.send(ctx, of, cookie)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session, c.sessions = cookie, c.sessions+1
	return got, err
}

// signIn begins a session and returns its id. Old versions take PUT for it, later ones POST; the answer is the session's
// id, empty for a refusal.
func (c *client) signIn(ctx context.Context) (cookie string, err error) {
	body := vodia.WriteSession(c.place.User, credential.SessionProof(c.password))
	for _, method := range []string{http.MethodPost, http.MethodPut} {
		got, err := c.plain(ctx, call{method: method, path: "system/session", body: body}, http.Header{})
		if err != nil {
			return "", err
		}
		if got.Status != http.StatusOK {
			continue
		}
		token, err := vodia.ReadToken(got.Body)
		if err != nil || token == "" {
			break
		}
		return token, nil
	}
	return "", domain.Fail(domain.Unknown, "%s doesn't take the user %s with this password", c.place.Host, c.place.User)
}

// send sends a call with a session, or with HTTP Basic.
func (c *client) send(ctx context.Context, of call, cookie string) (answer, error) {
	header := http.Header{}
	if cookie != "" {
		header.Set("Cookie", "session="+cookie)
	} else {
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.place.User+":"+c.password)))
	}
	if of.method != "" {
		return c.plain(ctx, of, header)
	}
	return c.write(ctx, of, header)
}

// write sends a call with the method that writes. Which one that is shows where the other is answered as a path that
// isn't there.
func (c *client) write(ctx context.Context, of call, header http.Header) (answer, error) {
	if known := c.writesWith.Load(); known != nil {
		of.method = *known
		return c.plain(ctx, of, header)
	}
	of.method = http.MethodPost
	first, err := c.plain(ctx, of, header)
	if err != nil || !absent(first) {
		c.remember(of.method, first, err)
		return first, err
	}
	of.method = http.MethodPut
	second, err := c.plain(ctx, of, header)
	c.remember(of.method, second, err)
	if err != nil || !absent(second) {
		return second, err
	}
	return first, nil
}

func absent(got answer) bool {
	return got.Status == http.StatusNotFound || got.Status == http.StatusMethodNotAllowed
}

func (c *client) remember(method string, got answer, err error) {
	if err == nil && got.Status == http.StatusOK {
		c.writesWith.CompareAndSwap(nil, &method)
	}
}

// plain sends a call as it is.
func (c *client) plain(ctx context.Context, of call, header http.Header) (answer, error) {
	if of.body != nil {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	header.Set("Accept", "application/json")
	got, err := c.server.Do(ctx, wire.Request{
		Method: of.method, URL: c.place.Base + "/rest/" + of.path, Header: header, Body: of.body, Repeatable: !of.once,
		Sense: func(got *wire.Answer) error { return sensible(of, got) },
	})
	if err != nil {
		if errors.Is(err, errForeign) {
			return answer{}, domain.Wrap(domain.Unavailable, err, "%s answers, but it is no Vodia, or no longer: %s", c.place.Host, reason(err))
		}
		return answer{}, err
	}
	return answer{Answer: got, again: got.Attempts > 1}, nil
}

// foreign is an answer that isn't this platform's, with what it is instead.
type foreign struct{ what string }

func (f *foreign) Error() string { return f.what }

func (f *foreign) Unwrap() error { return errForeign }

func reason(err error) string {
	var f *foreign
	if errors.As(err, &f) {
		return f.what
	}
	return err.Error()
}

// sensible says what is wrong with an answer that the platform can't have given. Empty bodies are its own.
func sensible(of call, got *wire.Answer) error {
	switch {
	case got.Status >= 300 && got.Status < 400:
		return &foreign{"it sends its callers elsewhere"}
	case got.Status == http.StatusOK && isPage(got.Body):
		return &foreign{"it shows a web page"}
	case got.Status == http.StatusOK && of.sense != nil:
		if err := of.sense(got.Body); err != nil {
			return &foreign{err.Error()}
		}
	}
	return nil
}

func isPage(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) }

// refused makes an error of a status that isn't 200. what was asked for, for a person: "extension 440".
func (c *client) refused(got answer, what string) error {
	message, faults := vodia.ReadFailure(got.Body)
	if got.Status == http.StatusBadRequest && len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	if message != "" {
		message = ": " + message
	}
	switch got.Status {
	case http.StatusBadRequest:
		return domain.Fail(domain.Invalid, "%s refuses %s%s", c.place.Host, what, message)
	case http.StatusUnauthorized:
		return domain.Fail(domain.Unknown, "%s doesn't take the user %s with this password", c.place.Host, c.place.User)
	case http.StatusForbidden:
		return domain.Fail(domain.Forbidden, "the user %s may not do this at %s (%s)%s", c.place.User, c.place.Host, what, message)
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return domain.Fail(domain.NotFound, "%s has no %s", c.place.Host, what)
	}
	return domain.Fail(domain.Unavailable, "%s answers %d to %s%s", c.place.Host, got.Status, what, message)
}

// inDomain is a path below the place's domain.
func (c *client) inDomain(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return fmt.Sprintf("domain/%s/%s", url.PathEscape(c.place.Domain), strings.Join(escaped, "/"))
}
