package vodia

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// Options say what a Handler works with.
type Options struct {
	Directory  *domain.Directory
	Desk       *signin.Desk
	SessionTTL time.Duration // how long a session login lasts; 0 for a day
	MaxBody    int64         // the most bytes of a request's body; 0 for 1 MiB
	Unknown    string        // what becomes of unknown settings unless the request says: keep, warn or refuse; empty for keep
	Log        *slog.Logger
}

// Handler answers the platform's REST API.
type Handler struct {
	directory  *domain.Directory
	desk       *signin.Desk
	sessionTTL time.Duration
	maxBody    int64
	strict     strictness.Strictness // of a request that chooses none
	log        *slog.Logger
	index      endpointIndex
}

// New makes a Handler.
func New(o Options) *Handler {
	h := &Handler{
		directory: o.Directory, desk: o.Desk, sessionTTL: o.SessionTTL, maxBody: o.MaxBody,
		strict: strictness.Strictness(o.Unknown), log: o.Log, index: indexed(endpoints),
	}
	if h.sessionTTL == 0 {
		h.sessionTTL = 24 * time.Hour
	}
	if h.maxBody == 0 {
		h.maxBody = 1 << 20
	}
	if h.strict == "" {
		h.strict = strictness.Keep
	}
	if h.log == nil {
		h.log = slog.Default()
	}
	return h
}

// Mount adds the API's few routes to a router. It doesn't matter whether the router matches encoded paths: which
// endpoint a path means is read from the path as it was sent, so that an account may hold an encoded slash.
func (h *Handler) Mount(router *mux.Router) {
	router.Handle("/rest/system/{what:.*}", h)
	router.Handle("/rest/domain/{domain}/{what:.*}", h)
	router.Handle("/rest/{family:user|account|acd|attendant|conference|hunt|ivrnode|page}/{what:.*}", h)
	router.PathPrefix("/rest/").Handler(h)
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{handler: h, ctx: r.Context(), w: w, r: r}
	body, err := c.serve()
	if err != nil {
		h.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, body)
}

// Broken answers a request that ended in a panic, which somebody else has logged.
func (h *Handler) Broken(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusInternalServerError, failureBody(internalMessage, nil))
}

func answer(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	header["Content-Type"] = contentTypeJSON
	header["Cache-Control"] = noCache
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}

// Shared between answers, which never change them.
var (
	contentTypeJSON = []string{"application/json"}
	noCache         = []string{"no-cache"}
)

// call is one request on its way through the handler.
type call struct {
	handler *Handler
	ctx     context.Context
	w       http.ResponseWriter
	r       *http.Request
	params  map[string]string // what stands in the path where the endpoint has braces
	visitor *visitor          // who asks; nil at a public endpoint
	tenant  *domain.Tenant    // of a path with a domain
	look    *domain.Look      // into that tenant
	account domain.Destination
	strict  strictness.Strictness
	sealed  View // holds what passwords of the request are hashed to
}

func (c *call) serve() ([]byte, error) {
	segments, err := splitPath(c.r.URL)
	if err != nil {
		return nil, err
	}
	found, params := c.handler.index.find(segments, c.r.Method)
	c.params = params
	if err := c.admit(segments, found); err != nil {
		return nil, err
	}
	if err := c.refusal(segments, found); err != nil {
		return nil, err
	}
	c.strict, err = strictness.Of(c.r, c.handler.strict)
	if err != nil {
		return nil, err
	}
	return found.serve(c)
}

// refusal says why there is nothing to serve at a path.
func (c *call) refusal(segments []string, found *endpoint) error {
	switch {
	case found == nil:
		methods := c.handler.index.methods(segments)
		if len(methods) == 0 {
			return domain.Fail(domain.NotFound, "there is nothing at this path")
		}
		c.w.Header().Set("Allow", strings.Join(methods, ", "))
		return domain.Fail(domain.NotFound, "this path takes only %s", strings.Join(methods, ", "))
	case found.serve == nil:
		return domain.Fail(domain.NotFound, "%s is not provided: %s", found.Path, found.Why)
	}
	return nil
}

// splitPath takes the path below /rest apart, each part decoded by itself. A slash at the end makes no difference.
func splitPath(u *url.URL) ([]string, error) {
	path, _ := strings.CutPrefix(u.EscapedPath(), "/rest/")
	parts := strings.Split(strings.TrimRight(path, "/"), "/")
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return nil, domain.Fail(domain.NotFound, "the path is not well encoded")
		}
		parts[i] = decoded
	}
	return parts, nil
}

// body reads the request's body.
func (c *call) body() (node, error) { return readBody(c.w, c.r, c.handler.maxBody) }

// object reads the request's body, which must be an object.
func (c *call) object() (fields, error) {
	n, err := c.body()
	if err != nil {
		return nil, err
	}
	return n.object()
}

// actor is who the journal names.
func (c *call) actor() domain.Actor {
	actor := domain.Actor{Name: c.visitor.login, Dialect: Dialect, Request: domain.RequestOf(c.ctx).ID}
	if c.visitor.Person != nil {
		actor.Person = c.visitor.Person.ID
	}
	return actor
}

// address is where the request comes from, without the port.
func (c *call) address() string {
	if address := domain.RequestOf(c.ctx).Address; address != "" {
		return address
	}
	return c.r.RemoteAddr
}

// change opens the tenant of the path for changing.
func (c *call) change(do func(*domain.Edit) error) error {
	return c.handler.directory.Change(c.ctx, c.actor(), c.tenant.ID, do)
}

// view makes a view that has the passwords of the request hashed already.
func (c *call) view(plan *domain.NumberPlan) *View {
	return &View{Plan: plan, credentials: c.sealed.credentials}
}

// prepare hashes a password that is about to be written, before the transaction in which that is done.
func (c *call) prepare(value lens.Value) {
	if password := value.Plain(); password != "" && password != lens.Mask {
		c.sealed.Seal(password)
	}
}

// done is the answer of a call that has nothing to say.
var done = []byte("{}")
