// Package fakepeer is what the fake PBXs have in common, none of it part of a dialect: listening, faults on the way,
// switches, the count of requests, and the calls by which a test controls them.
package fakepeer

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// PBX is one fake. Its methods may be called at the same time.
type PBX interface {
	// Operation names what a request asks for, for counting and for choosing faults.
	Operation(*http.Request) string
	// Answer carries a request out.
	Answer(*http.Request) Answer
	// State is everything that the PBX holds, for JSON; Restore takes the same back, in place of what is there.
	State() any
	Restore(state []byte) error
	// Reset returns to what was there at the start.
	Reset()
}

type peer struct {
	pbx    PBX
	board  *Switchboard
	faults Faults
	dice   dice
	log    requestLog
}

// Run is the main function of a fake: about says what it plays, declare puts its flags and switches in place, start
// makes the PBX once they are read. It returns the exit code.
func Run(about string, declare func(*flag.FlagSet, *Switchboard), start func(*Switchboard) PBX) int {
	flags := flag.NewFlagSet(os.Args[0], flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintf(flags.Output(), "%s\n\nSwitches and faults can be changed while it runs: see README.md.\n\n", about)
		flags.PrintDefaults()
	}
	address := flags.String("listen", "127.0.0.1:0", "loopback `address` to listen on")
	authority := flags.String("tls-ca", "", "speak HTTPS, and write the certificate of its authority to this `file`")
	untilEOF := flags.Bool("until-eof", false, "end when standard input ends, so that no test leaves this behind")

	p := &peer{board: &Switchboard{FlagSet: flag.NewFlagSet("switches", flag.ContinueOnError)}}
	p.board.SetOutput(io.Discard)
	p.faults.declare(p.board)
	declare(flags, p.board)
	p.board.VisitAll(func(f *flag.Flag) { flags.Var(f.Value, f.Name, f.Usage) })
	err := flags.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	p.board.remember()
	p.pbx = start(p.board)

	if err := p.serve(*address, *authority, *untilEOF); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// serve answers until a signal comes, or standard input ends.
func (p *peer) serve(address, authority string, untilEOF bool) error {
	listener, err := loopback(address)
	if err != nil {
		return err
	}
	scheme := "http"
	if authority != "" {
		certificate, err := certify(authority)
		if err != nil {
			return err
		}
		scheme = "https"
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}})
	}
	controls := p.controls()
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/fake/") {
				controls.ServeHTTP(w, r)
				return
			}
			p.deliver(w, r)
		}),
	}
	fmt.Printf("listening on %s://%s\n", scheme, listener.Addr())

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	if untilEOF {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop <- syscall.SIGTERM
		}()
	}
	go func() {
		<-stop
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// loopback refuses every other address: nobody but a test may reach a fake.
func loopback(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is no loopback address", host)
	}
	return net.Listen("tcp", address)
}
