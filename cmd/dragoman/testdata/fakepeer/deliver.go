package fakepeer

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Answer is what a PBX answers to one call, before any fault.
type Answer struct {
	Status  int
	Type    string // Content-Type, none if empty
	Header  http.Header
	Body    []byte
	Refused bool // the PBX did not do what was asked
}

// deliver lets a call meet its fault, or none.
func (p *peer) deliver(w http.ResponseWriter, r *http.Request) {
	operation := p.pbx.Operation(r)
	p.log.begin(operation)
	ended := sync.OnceFunc(p.log.end)
	defer ended()
	faults := Snapshot(p.board, &p.faults)
	time.Sleep(faults.Latency)

	kind := p.dice.throw(faults, operation, time.Now())
	if kind != "" {
		p.log.fault(operation, kind)
	}
	if before := p.before(w, kind, faults, ended); before {
		return
	}
	if kind == "slow" {
		time.Sleep(faults.SlowTime)
	}
	answer := p.pbx.Answer(r)
	p.log.reached(operation, answer.Refused)
	switch kind {
	case "lost":
		ended()
		drop(w, false)
	case "late-504":
		page(w, http.StatusGatewayTimeout)
	case "truncated":
		answer.Body = answer.Body[:len(answer.Body)/2]
		send(w, answer)
	case "cut":
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)))
		answer.Body = answer.Body[:len(answer.Body)/2]
		send(w, answer)
		_ = http.NewResponseController(w).Flush()
		ended()
		drop(w, false)
	default:
		send(w, answer)
	}
}

// before answers in place of the PBX if the fault is of that kind.
func (p *peer) before(w http.ResponseWriter, kind string, faults Faults, ended func()) bool {
	switch kind {
	case "429":
		wait := time.Duration(faults.RetryAfter) * time.Second
		after := strconv.Itoa(faults.RetryAfter)
		if faults.RetryAfterDate {
			after = time.Now().Add(wait).UTC().Format(http.TimeFormat)
		}
		w.Header().Set("Retry-After", after)
		page(w, http.StatusTooManyRequests)
	case "502", "503", "504":
		status, _ := strconv.Atoi(kind)
		page(w, status)
	case "reset":
		ended()
		drop(w, true)
	case "html":
		page(w, http.StatusOK)
	case "foreign":
		send(w, Answer{Status: http.StatusOK, Type: "application/json", Body: []byte(`{"status":"error","error":{"title":"no such service"}}`)})
	default:
		return false
	}
	return true
}

func send(w http.ResponseWriter, answer Answer) {
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.Header()["Content-Type"] = nil // else net/http guesses one
	if answer.Type != "" {
		w.Header().Set("Content-Type", answer.Type)
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // a client that has gone away needs nothing more
}

// page is what proxies and web servers show to people.
func page(w http.ResponseWriter, status int) {
	send(w, Page(status))
}

// Page is a web server's own answer in HTML.
func Page(status int) Answer {
	title := http.StatusText(status)
	if status == http.StatusOK {
		title = "Please sign in"
	}
	body := fmt.Sprintf("<html>\n<head><title>%[1]d %[2]s</title></head>\n<body><h1>%[2]s</h1></body>\n</html>\n", status, title)
	return Answer{Status: status, Type: "text/html", Body: []byte(body), Refused: true}
}

// drop ends the connection, by a reset where asked. The call has ended before: a client may send its next one at once.
func drop(w http.ResponseWriter, reset bool) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
