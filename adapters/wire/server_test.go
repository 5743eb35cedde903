package wire_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dragoman/adapters/wire"
	"dragoman/domain"
)

// answering serves the answers one after the other, the last again and again, and counts the requests.
func answering(t *testing.T, count *atomic.Int32, answers ...http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(count.Add(1))
		answers[min(n, len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

func breakOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestWhatIsSentAgain(t *testing.T) {
	cut := func(a *wire.Answer) error {
		if string(a.Body) != "whole" {
			return errors.New("it is cut off")
		}
		return nil
	}
	for _, test := range []struct {
		name       string
		answers    []http.HandlerFunc
		repeatable bool
		sent       int32
		failure    string // the sentence of an error
		uncertain  bool
	}{
		{"well", []http.HandlerFunc{says("whole")}, false, 1, "", false},
		{"busy, whatever it is", []http.HandlerFunc{status(429, "Retry-After", "0"), status(429), says("whole")}, false, 3, "", false},
		{"unavailable, repeatable", []http.HandlerFunc{status(503), status(502), status(504), breakOff, says("whole")}, true, 5, "", false},
		{"unavailable, once", []http.HandlerFunc{status(502), says("whole")}, false, 1, "isn't available: it answers 502", true},
		{"broken off, once", []http.HandlerFunc{breakOff, says("whole")}, false, 1, "broke off", true},
		{"senseless, once", []http.HandlerFunc{says("who"), says("whole")}, false, 1, "it is cut off", true},
		{"senseless, repeatable", []http.HandlerFunc{says("who"), says("whole")}, true, 2, "", false},
		{"never", []http.HandlerFunc{status(503)}, true, 5, "it answers 503", false},
		{"too large", []http.HandlerFunc{says(strings.Repeat("x", 2000))}, true, 1, "too large", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var sent atomic.Int32
			url := answering(t, &sent, test.answers...)
			server, err := wire.NewServer(wire.Options{Attempts: 5, Backoff: time.Millisecond, MaxBody: 1000})
			if err != nil {
				t.Fatal(err)
			}
			// A POST: of other methods net/http itself repeats some.
			answer, err := server.Do(t.Context(), wire.Request{Method: http.MethodPost, URL: url + "/?auth_password=hidden", Repeatable: test.repeatable, Sense: cut})
			if sent.Load() != test.sent {
				t.Errorf("it was sent %d times, want %d", sent.Load(), test.sent)
			}
			if test.failure == "" {
				if err != nil || answer.Attempts != int(test.sent) {
					t.Errorf("got %+v, %v", answer, err)
				}
				return
			}
			if domain.CodeOf(err) != domain.Unavailable || !strings.Contains(err.Error(), test.failure) || wire.MayHaveHappened(err) != test.uncertain {
				t.Errorf("got %v, uncertain: %t", err, wire.MayHaveHappened(err))
			}
			for cause := err; cause != nil; cause = errors.Unwrap(cause) {
				if strings.Contains(cause.Error(), "hidden") {
					t.Errorf("%q tells the password", cause)
				}
			}
		})
	}
}

func TestServerSaysWhen(t *testing.T) {
	for name, say := range map[string]func(pause time.Duration) (header string, until time.Time){
		"seconds": func(pause time.Duration) (string, time.Time) {
			return fmt.Sprint(pause.Seconds()), time.Now().Add(pause)
		},
		"a date": func(pause time.Duration) (string, time.Time) {
			until := time.Now().Add(pause).UTC().Truncate(time.Second)
			return until.Format(http.TimeFormat), until
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var until, again time.Time
			var sent atomic.Int32
			url := answering(t, &sent, func(w http.ResponseWriter, _ *http.Request) {
				var header string
				header, until = say(2 * time.Second)
				w.Header().Set("Retry-After", header)
				w.WriteHeader(http.StatusTooManyRequests)
			}, func(http.ResponseWriter, *http.Request) { again = time.Now() })
			server, err := wire.NewServer(wire.Options{Backoff: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := server.Do(t.Context(), wire.Request{Method: http.MethodGet, URL: url}); err != nil {
				t.Fatal(err)
			}
			if again.Before(until) {
				t.Errorf("it came again at %s, and not before %s was asked for", again, until)
			}
		})
	}
}

func TestRedirectsAndStops(t *testing.T) {
	var sent atomic.Int32
	url := answering(t, &sent, status(302, "Location", "/elsewhere"))
	server, err := wire.NewServer(wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := server.Do(t.Context(), wire.Request{Method: http.MethodPost, URL: url}); err != nil || answer.Status != 302 || sent.Load() != 1 {
		t.Errorf("got %+v, %v after %d requests", answer, err, sent.Load())
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := server.Do(ended, wire.Request{Method: http.MethodPost, URL: url}); !errors.Is(err, context.Canceled) || wire.MayHaveHappened(err) {
		t.Errorf("got %v", err)
	}
	slow, err := wire.NewServer(wire.Options{Timeout: 20 * time.Millisecond, Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	late := answering(t, &sent, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if _, err := slow.Do(t.Context(), wire.Request{Method: http.MethodGet, URL: late}); err == nil || !strings.Contains(err.Error(), "took too long") {
		t.Errorf("got %v", err)
	}
	if _, err := wire.NewServer(wire.Options{CAFile: "/nowhere"}); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("got %v", err)
	}
}

// net/http reads the environment once, so that a process of its own has to have the proxy.
func TestProxyThatIsDown(t *testing.T) {
	const child = "WIRE_TEST_BEHIND_A_PROXY"
	if os.Getenv(child) != "" {
		server, err := wire.NewServer(wire.Options{Attempts: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, url := range []string{"http://pbx.example/", "https://pbx.example/", "http://127.0.0.1:1/"} {
			_, err := server.Do(t.Context(), wire.Request{Method: http.MethodGet, URL: url})
			fmt.Println(err)
		}
		return
	}
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	proxy := "http://somebody:hidden@127.0.0.1:1"
	command.Env = append(os.Environ(), child+"=1", "HTTP_PROXY="+proxy, "HTTPS_PROXY="+proxy, "NO_PROXY=", "no_proxy=")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{
		"the proxy 127.0.0.1:1 on the way to pbx.example can't be reached: check HTTP_PROXY and HTTPS_PROXY, or name pbx.example in NO_PROXY\nthe proxy",
		"\n127.0.0.1:1 refuses connections: ",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it doesn't say %q but %s", want, out)
		}
	}
	if strings.Contains(string(out), "hidden") {
		t.Errorf("it tells the proxy's password: %s", out)
	}
}
