package gateway

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"dragoman/domain"
)

// problem is an error as RFC 9457 has it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// statuses are the HTTP statuses of failures. What has no code of the domain's is 500.
var statuses = map[domain.Code]int{
	domain.Invalid:     http.StatusBadRequest,
	domain.Ambiguous:   http.StatusBadRequest,
	domain.Conflict:    http.StatusConflict,
	domain.Unknown:     http.StatusUnauthorized,
	domain.Forbidden:   http.StatusForbidden,
	domain.QuotaFull:   http.StatusForbidden,
	domain.NotFound:    http.StatusNotFound,
	domain.TooMany:     http.StatusTooManyRequests,
	domain.Unavailable: http.StatusServiceUnavailable,
	methodNotAllowed:   http.StatusMethodNotAllowed,
}

// methodNotAllowed is a failure that only HTTP knows.
const methodNotAllowed domain.Code = "method_not_allowed"

const internalMessage = "the gateway failed to answer; its log says why"

// fail answers with an error. One that isn't meant for clients goes to the log, and so does the store's.
func fail(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	var failure *domain.Error
	if !errors.As(err, &failure) {
		if r.Context().Err() != nil {
			return // the client has gone, and the failure is that it has
		}
		log.ErrorContext(r.Context(), "a request failed", "request_id", domain.RequestOf(r.Context()).ID, "cause", err)
		writeProblem(w, http.StatusInternalServerError, internalMessage)
		return
	}
	switch failure.Code {
	case domain.Unknown:
		w.Header().Set("WWW-Authenticate", `Basic realm="dragoman", charset="UTF-8"`)
	case methodNotAllowed:
		w.Header().Set("Allow", readMethods)
	case domain.TooMany:
		w.Header().Set("Retry-After", "60")
	case domain.Unavailable:
		log.ErrorContext(r.Context(), "the store did not answer", "request_id", domain.RequestOf(r.Context()).ID, "cause", errors.Unwrap(failure))
		w.Header().Set("Retry-After", "5")
	}
	status, known := statuses[failure.Code]
	if !known {
		status = http.StatusInternalServerError
	}
	writeProblem(w, status, failure.Message)
}

// refuseMethod answers whoever tried another method at a path of the gateway's own: all of them are only read.
func refuseMethod(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Allow", readMethods)
	writeProblem(w, http.StatusMethodNotAllowed, readOnly)
}

const (
	readMethods = "GET, HEAD"
	readOnly    = "this path takes only GET and HEAD"
)

func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem{"about:blank", http.StatusText(status), status, detail}) // the client may have gone
}

// Broken answers a request of the gateway's own that ended in a panic, which somebody else has logged.
func Broken(w http.ResponseWriter, _ *http.Request) {
	writeProblem(w, http.StatusInternalServerError, internalMessage)
}
