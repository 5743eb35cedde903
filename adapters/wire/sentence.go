package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
)

var errTooLarge = errors.New("the answer is too large")

// statusError is an answer of a proxy, or of a server that has no time.
type statusError struct{ status int }

func (e *statusError) Error() string {
	return fmt.Sprintf("it answers %d %s", e.status, http.StatusText(e.status))
}

// classified says of an error of net/http what it means for another attempt. The URL that net/http puts into its
// errors is left out, since it may hold credentials.
func classified(err error) *failure {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	failed := &failure{err: err}
	var operation *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		failed.unsent, failed.unmet, failed.hopeless = true, true, name.IsNotFound
	case untrusted(err) || errors.Is(err, http.ErrSchemeMismatch) || isRecordHeader(err):
		failed.unsent, failed.hopeless = true, true
	case errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == "proxyconnect"):
		failed.unsent, failed.unmet = true, true
	}
	return failed
}

func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &verification) || errors.As(err, &authority)
}

func isRecordHeader(err error) bool {
	var header tls.RecordHeaderError
	return errors.As(err, &header)
}

// sentence says what went wrong with a request, for a person. stopped is why it isn't tried any longer, if somebody
// stopped it.
func sentence(request Request, err, stopped error) string {
	host := hostOf(request.URL)
	if errors.Is(stopped, context.Canceled) {
		return "the call of " + host + " was stopped"
	}
	var name *net.DNSError
	var status *statusError
	var timeout net.Error
	proxy := proxyOf(request.URL, err)
	switch {
	case proxy != "":
		return fmt.Sprintf("the proxy %s on the way to %s can't be reached: check HTTP_PROXY and HTTPS_PROXY, or name %s in NO_PROXY", proxy, host, hostname(request.URL))
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("the host %s isn't known: check the address", host)
	case untrusted(err):
		return fmt.Sprintf("the certificate of %s isn't trusted (%s): name its authority with --ca-file, or give --insecure", host, err)
	case errors.Is(err, http.ErrSchemeMismatch) || isRecordHeader(err):
		return fmt.Sprintf("%s speaks no TLS there: use http instead of https, or another port", host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("%s refuses connections: check the address and the port, and that the server runs", host)
	case errors.As(err, &status):
		return fmt.Sprintf("%s isn't available: %s", host, err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("%s took too long to answer", host)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET):
		return fmt.Sprintf("%s broke off the connection", host)
	}
	return fmt.Sprintf("%s can't be talked to: %s", host, err)
}

// proxyOf is the proxy that couldn't be reached, empty where there is none or it was the server itself that couldn't.
func proxyOf(address string, err error) string {
	var operation *net.OpError
	if !errors.As(err, &operation) || operation.Op != "dial" && operation.Op != "proxyconnect" {
		return ""
	}
	to, err := url.Parse(address)
	if err != nil {
		return ""
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: to})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Host
}

// hostname is the host without its port.
func hostname(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return "the server"
	}
	return parsed.Hostname()
}

func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return "the server"
	}
	return parsed.Host
}
