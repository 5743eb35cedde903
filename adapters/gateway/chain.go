// Package gateway is what the program answers in its own name: health, and what every request of either dialect passes
// through before it gets to its adapter.
package gateway

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"dragoman/domain"
)

// RequestIDHeader carries the id under which a request stands in the log and in the journal.
const RequestIDHeader = "Dragoman-Request-Id"

// Chain numbers, times and logs the requests to next, and answers with broken where next panics before it has answered.
// Neither the query nor any header goes to the log: Enswitch clients send their passwords in the query.
func Chain(log *slog.Logger, now func() time.Time, next http.Handler, broken http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		request := domain.Request{ID: rand.Text(), Address: host(r.RemoteAddr)}
		r = r.WithContext(domain.WithRequest(r.Context(), request))
		w.Header().Set(RequestIDHeader, request.ID)
		answer := &answer{ResponseWriter: w}
		defer func() {
			if cause := recover(); cause != nil {
				recovered(log, cause, request.ID)
				if answer.status == 0 {
					broken(answer, r)
				}
			}
			log.LogAttrs(r.Context(), slog.LevelInfo, "answered a request",
				slog.String("request_id", request.ID), slog.String("address", request.Address),
				slog.String("method", r.Method), slog.String("path", safePath(r.URL.Path)),
				slog.Int("status", answer.status), slog.Int64("bytes", answer.bytes),
				slog.Duration("took", now().Sub(start)))
		}()
		next.ServeHTTP(answer, r)
	})
}

// recovered logs a panic. Only the runtime's own errors are quoted: any other value may hold what a client sent.
func recovered(log *slog.Logger, cause any, id string) {
	message := "a panic"
	if err, ok := cause.(runtime.Error); ok {
		message = err.Error()
	}
	log.Error("a request panicked", "request_id", id, "cause", message, "stack", string(debug.Stack()))
}

// safePath drops what follows a separator of parameters, where somebody forgot the question mark.
func safePath(path string) string {
	if i := strings.IndexAny(path, ";&=?"); i >= 0 {
		return path[:i]
	}
	return path
}

func host(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

// answer remembers what was sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(data)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
