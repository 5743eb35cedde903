package wire

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"time"

	"dragoman/domain"
)

// Options say how to treat one server. The zero value has sensible limits.
type Options struct {
	// Concurrency is the most requests under way at once; 4 if 0.
	Concurrency int
	// Rate is the most requests a second; no limit if 0.
	Rate float64
	// Timeout is how long one attempt may take, its answer included; 60 seconds if 0.
	Timeout time.Duration
	// Attempts is how often a request is sent at most; 8 if 0.
	Attempts int
	// Backoff is the first wait between attempts, which then doubles up to 10 seconds; 250 ms if 0.
	Backoff time.Duration
	// MaxBody is the most bytes of an answer; 256 MiB if 0. Lists of large tenants come as one.
	MaxBody int64
	// CAFile names a PEM file of authorities to trust besides the system's.
	CAFile string
	// Insecure takes any certificate.
	Insecure bool
}

const maxBackoff = 10 * time.Second

func (o Options) completed() Options {
	if o.Concurrency <= 0 {
		o.Concurrency = 4
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Attempts <= 0 {
		o.Attempts = 8
	}
	if o.Backoff <= 0 {
		o.Backoff = 250 * time.Millisecond
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 256 << 20
	}
	return o
}

// transport makes the connections. HTTP/2 is left out: it would carry all requests over one connection, and a server
// that ends it would fail them all.
func (o Options) transport() (*http.Transport, error) {
	roots, err := o.roots()
	if err != nil {
		return nil, err
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		TLSClientConfig:       &tls.Config{RootCAs: roots, InsecureSkipVerify: o.Insecure},
		Protocols:             protocols,
		MaxIdleConnsPerHost:   o.Concurrency,
		IdleConnTimeout:       30 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}, nil
}

func (o Options) roots() (*x509.CertPool, error) {
	if o.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return nil, domain.Fail(domain.Invalid, "the file of authorities can't be read: %s", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, domain.Fail(domain.Invalid, "the file of authorities %s holds no certificate in PEM", o.CAFile)
	}
	return pool, nil
}
