package domain

import "context"

type requestKey struct{}

// Request is what a change's journal and a log line have in common.
type Request struct {
	ID      string // as it stands in the log and in the answer's header
	Address string // the caller's address without its port
}

// WithRequest notes which request a context belongs to.
func WithRequest(ctx context.Context, request Request) context.Context {
	return context.WithValue(ctx, requestKey{}, request)
}

// RequestOf is the request that a context belongs to, the zero Request where it belongs to none.
func RequestOf(ctx context.Context) Request {
	request, _ := ctx.Value(requestKey{}).(Request)
	return request
}
