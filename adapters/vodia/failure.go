package vodia

import (
	"errors"
	"net/http"

	"dragoman/adapters/strictness"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// statuses are the HTTP statuses of failures, as the platform's pages list them; 429 and 503 are HTTP's own. What has no
// code of the domain's is 500.
var statuses = map[domain.Code]int{
	domain.Invalid:     http.StatusBadRequest,
	domain.Ambiguous:   http.StatusBadRequest,
	domain.Conflict:    http.StatusBadRequest,
	domain.Unknown:     http.StatusUnauthorized,
	domain.Forbidden:   http.StatusForbidden,
	domain.QuotaFull:   http.StatusForbidden,
	domain.NotFound:    http.StatusNotFound,
	domain.TooMany:     http.StatusTooManyRequests,
	domain.Unavailable: http.StatusServiceUnavailable,
}

const internalMessage = "the gateway failed to answer; its log says why"

// fail answers with an error. The pages declare a JSON body for errors and show none: it says what is wrong, and
// "settings" says it of each setting at fault.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Del(strictness.WarningHeader) // nothing became of what it speaks of
	var failure *domain.Error
	if !errors.As(err, &failure) {
		if r.Context().Err() != nil {
			return // the client has gone, and the failure is that it has
		}
		h.log.ErrorContext(r.Context(), "a request failed", "request_id", domain.RequestOf(r.Context()).ID, "method", r.Method, "cause", err)
		answer(w, http.StatusInternalServerError, failureBody(internalMessage, nil))
		return
	}
	switch failure.Code {
	case domain.Unknown:
		w.Header().Set("WWW-Authenticate", `Basic realm="dragoman", charset="UTF-8"`)
	case domain.TooMany:
		w.Header().Set("Retry-After", "60")
	case domain.Unavailable:
		h.log.ErrorContext(r.Context(), "the store refused a change", "request_id", domain.RequestOf(r.Context()).ID, "cause", errors.Unwrap(failure))
		w.Header().Set("Retry-After", "5")
	}
	status, known := statuses[failure.Code]
	if !known {
		status = http.StatusInternalServerError
	}
	answer(w, status, failureBody(failure.Message, failure.Faults))
}

func failureBody(message string, faults []lens.Fault) []byte {
	var w writer
	w.open('{')
	w.key("error")
	w.text(message)
	if len(faults) > 0 {
		w.key("settings")
		w.open('{')
		said := make(map[string]bool, len(faults))
		for _, fault := range faults {
			if said[fault.Setting] {
				continue
			}
			said[fault.Setting] = true
			w.key(fault.Setting)
			w.text(fault.Message)
		}
		w.close('}')
	}
	w.close('}')
	return w.b
}
