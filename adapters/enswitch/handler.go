package enswitch

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/signin"
)

// Options are what a handler is made of.
type Options struct {
	Directory *domain.Directory
	Desk      *signin.Desk
	// TokenKey signs authentication tokens. Without one a key is made up, and tokens end with the process.
	TokenKey []byte
	TokenTTL time.Duration // how long a token lasts; 0 for ever
	// Prefix stands before /api/json, as some providers have it: "/local". Empty for none.
	Prefix     string
	BaseDomain string // new customers get their domain below it
	MaxBody    int64  // bytes; 0 for 1 MiB
	Unknown    string // what becomes of settings that no page documents: "keep", "warn" or "refuse"; empty is "keep"
	Log        *slog.Logger
	// Now is the clock that tokens end by; nil for the directory's.
	Now func() time.Time
}

const defaultMaxBody = 1 << 20

// Handler answers the functions of the API below its prefix.
type Handler struct {
	directory  *domain.Directory
	desk       *signin.Desk
	tokens     tokens
	base       string // "/local/api/json"
	baseDomain string
	maxBody    int64
	strict     strictness.Strictness // of a request that chooses none
	log        *slog.Logger
}

// New makes a handler.
func New(options Options) *Handler {
	h := &Handler{
		directory: options.Directory, desk: options.Desk, baseDomain: options.BaseDomain,
		tokens:  tokens{key: options.TokenKey, ttl: options.TokenTTL, now: options.Now},
		maxBody: options.MaxBody, strict: strictness.Strictness(options.Unknown), log: options.Log,
	}
	if prefix := strings.Trim(options.Prefix, "/"); prefix != "" {
		h.base = "/" + prefix
	}
	h.base += "/api/json"
	if len(h.tokens.key) == 0 {
		h.tokens.key = make([]byte, 32)
		rand.Read(h.tokens.key)
	}
	if h.tokens.now == nil {
		h.tokens.now = options.Directory.Now
	}
	if h.maxBody == 0 {
		h.maxBody = defaultMaxBody
	}
	if h.strict == "" {
		h.strict = strictness.Keep
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	return h
}

// Mount puts the API's one route on a router; which function a path names is looked up behind it.
func (h *Handler) Mount(router *mux.Router) {
	router.Handle(h.base, h)
	router.Handle(h.base+"/{path:.*}", h)
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// ServeHTTP answers one call. The HTTP status is always 200; the outcome is in the body, where clients look for it.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)

	c := &call{h: h, out: append((*buffer)[:0], successPrefix...)}
	out, err := h.answer(c, w, r)
	switch {
	case err != nil:
		responses, internal := responsesTo(err)
		if internal && r.Context().Err() == nil { // else the client has gone, and the failure is that it has
			h.logFailure(r.Context(), c, err)
		}
		out = appendFailure(c.out[:0], responses)
		c.warnings = nil // nothing became of what they speak of
	case c.validating:
		out = append(c.out[:0], validated...)
	case out == nil:
		out = append(c.out[:0], noData...)
	default:
		out = append(out, successSuffix...)
	}
	h.send(w, c, out)
	if cap(out) <= 1<<20 { // what a huge list took isn't kept for ever
		*buffer = out
	}
}

func (h *Handler) send(w http.ResponseWriter, c *call, out []byte) {
	header := w.Header()
	header["Content-Type"] = contentType
	header["Cache-Control"] = noStore
	header["Content-Length"] = []string{strconv.Itoa(len(out))}
	for _, warning := range c.warnings {
		header.Add(strictness.WarningHeader, warning)
	}
	if _, err := w.Write(out); err != nil {
		h.log.Debug("a client didn't wait for its answer", "error", err)
	}
}

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
)

// Broken answers for a function that panicked.
func (h *Handler) Broken(w http.ResponseWriter, _ *http.Request) {
	h.send(w, &call{}, appendFailure(nil, []response{{500, "", "internal error"}}))
}

// logFailure says what went wrong inside, without anything that the client sent.
func (h *Handler) logFailure(ctx context.Context, c *call, err error) {
	path := ""
	if c.function != nil {
		path = c.function.Path
	}
	h.log.LogAttrs(ctx, slog.LevelError, "an Enswitch function failed",
		slog.String("request_id", domain.RequestOf(ctx).ID), slog.String("function", path), slog.Any("error", err))
}

// answer finds the function, establishes who calls, reads the parameters and runs it.
func (h *Handler) answer(c *call, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, POST")
		return nil, domain.Fail(methodNotAllowed, "use GET or POST")
	}
	path := strings.Trim(strings.TrimPrefix(r.URL.Path, h.base), "/")
	function, err := find(path)
	if err != nil {
		return nil, err
	}
	c.ctx, c.function, c.address = r.Context(), function, callersAddress(r)
	p, err := h.readParameters(w, r)
	if err != nil {
		return nil, err
	}
	if len(p.faults) > 0 {
		return nil, domain.Refuse(p.faults...)
	}
	if c.strict, err = strictness.Of(r, h.strict); err != nil {
		return nil, err
	}
	if err := c.authenticate(p); err != nil {
		return nil, err
	}
	if err := c.read(p); err != nil {
		return nil, err
	}
	return function.run(c)
}

// callersAddress is where a request came from, as whoever received it noted.
func callersAddress(r *http.Request) string {
	if address := domain.RequestOf(r.Context()).Address; address != "" {
		return address
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
