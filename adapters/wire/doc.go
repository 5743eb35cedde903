// Package wire carries requests to a live server for the clients of both dialects: limits, retries, TLS and the plain
// sentences for what goes wrong on the way. It knows no dialect.
package wire
