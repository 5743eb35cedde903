package main_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dragoman/adapters/wire/wiretest"
)

var (
	moveSeed   = flag.Uint64("move.seed", 20261122, "seed of the troubles that moves meet")
	moveRounds = flag.Int("move.rounds", 3, "how many moves are interrupted, in each direction")
)

// moving is a move between two fakes by the real program, in a process of its own.
type moving struct {
	t          *testing.T
	direction  direction
	from, to   *wiretest.Fake
	crossing   *crossing
	journal    string
	said, told *output
	quiet      bool // what it says isn't kept
	patience   time.Duration
	starting   sync.Mutex // held while process is started: its first requests may come before Start returns
	process    *exec.Cmd
}

// crossing carries requests to a fake and knows when to let something happen on the way.
type crossing struct {
	target  string
	address string
	client  *http.Client

	mutex       sync.Mutex
	began       bool // something was written
	requests    int  // since then
	trouble     trouble
	taken       map[string]bool // the addresses of those who have connected
	connections int             // those that are open
}

// trouble is what happens at a request.
type trouble struct {
	at     int // the request at which it happens; 0 for never
	where  where
	happen func() // nil for nothing but the lost request
	lost   int    // requests that are lost from then on
}

// where on its way a request is when trouble comes.
type where int

const (
	before   where = iota // the target hasn't seen it
	answered              // the target has done it, and the answer gets lost
	after                 // the answer has arrived, and perhaps nobody has written that down
)

func (w where) String() string { return [...]string{"before", "answered", "after"}[w] }

func newCrossing(t *testing.T, target string) *crossing {
	c := &crossing{target: target, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}, taken: map[string]bool{}}
	server := httptest.NewUnstartedServer(c)
	server.Config.ConnState = c.watch
	server.Start()
	t.Cleanup(server.Close)
	c.address = server.URL
	return c
}

func (c *crossing) watch(connection net.Conn, state http.ConnState) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	switch state {
	case http.StateNew:
		c.taken[connection.RemoteAddr().String()] = true
		c.connections++
	case http.StateClosed, http.StateHijacked:
		c.connections--
	}
}

// empty waits until all that was sent by those who have ended has been carried over. Otherwise it would come to the target
// after whoever goes on has looked what is there.
func (c *crossing) empty(t *testing.T) {
	t.Helper()
	last, err := net.Dial("tcp", strings.TrimPrefix(c.address, "http://")) // connections are taken in their order
	if err != nil {
		t.Fatal(err)
	}
	name := last.LocalAddr().String()
	if err := last.Close(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		c.mutex.Lock()
		empty := c.taken[name] && c.connections == 0
		c.mutex.Unlock()
		if empty {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("requests of a move that has ended are still on their way")
		}
	}
}

// begin counts from zero. Requests count from the first that writes on, or at once where the move goes on.
func (c *crossing) begin(atOnce bool, trouble trouble) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.began, c.requests, c.trouble = atOnce, 0, trouble
}

func (c *crossing) counted() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.requests
}

// next says what becomes of a request.
func (c *crossing) next(r *http.Request, body []byte) (lost, strikes bool, t trouble) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.began = c.began || writes(r, body)
	if !c.began {
		return false, false, trouble{}
	}
	c.requests++
	t = c.trouble
	if t.at == 0 || c.requests < t.at || c.requests > t.at+t.lost {
		return false, false, t
	}
	return t.lost > 0, c.requests == t.at && t.happen != nil, t
}

var changing = regexp.MustCompile(`^/api/json/.*/(create|update|set|delete)/?$`)

// writes says that a request is one of a move that acts.
func writes(r *http.Request, body []byte) bool {
	if strings.HasPrefix(r.URL.Path, "/api/json/") {
		return changing.MatchString(r.URL.Path) && !bytes.Contains(body, []byte("validation="))
	}
	return r.Method != http.MethodGet && !strings.Contains(r.URL.Path, "/session")
}

func (c *crossing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	lost, strikes, trouble := c.next(r, body)
	if trouble.where == before && strikes {
		trouble.happen()
	}
	if trouble.where == before && (lost || strikes) {
		drop(w)
		return
	}
	request, err := http.NewRequest(r.Method, c.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		drop(w)
		return
	}
	request.Header = r.Header.Clone()
	response, err := c.client.Do(request)
	if err != nil {
		drop(w)
		return
	}
	defer response.Body.Close()
	if trouble.where == answered && strikes {
		trouble.happen()
	}
	if trouble.where == answered && (lost || strikes) {
		drop(w)
		return
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body) // whoever asked may be dead
	if trouble.where == after && strikes {
		_ = http.NewResponseController(w).Flush() // as above
		time.Sleep(time.Duration(rand.N(2_000)) * time.Microsecond)
		trouble.happen()
	}
}

func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.Close() // that is what is wanted
	}
}

func newMoving(t *testing.T, d direction, from, to *wiretest.Fake, through *crossing) *moving {
	return &moving{t: t, direction: d, from: from, to: to, crossing: through, journal: filepath.Join(t.TempDir(), "journal"), patience: 10 * time.Minute}
}

// start starts the program with the move's own flags.
func (m *moving) start(args ...string) {
	m.t.Helper()
	m.starting.Lock()
	defer m.starting.Unlock()
	m.said, m.told = newOutput(), newOutput()
	m.process = inProcess(m.t, append([]string{"move", "--yes"}, args...)...)
	m.process.Env = append(m.process.Env, "DRAGOMAN_FROM_PASSWORD=password", "DRAGOMAN_TO_PASSWORD=password", "TMPDIR="+m.t.TempDir())
	m.process.Stdout, m.process.Stderr = m.said, m.told
	if m.quiet {
		m.process.Stdout = io.Discard
	}
	if err := m.process.Start(); err != nil {
		m.t.Fatal(err)
	}
}

// begin begins the move, or goes on with it where there is a journal to go on with.
func (m *moving) begin(trouble trouble, args ...string) {
	m.t.Helper()
	_, err := os.Stat(m.journal)
	if err == nil {
		m.crossing.empty(m.t)
	}
	m.crossing.begin(err == nil, trouble)
	if err == nil {
		m.start(append(args, "--resume", m.journal)...)
		return
	}
	places := []string{"--from", placeAt(m.direction.from, m.from.URL), "--to", placeAt(m.direction.to, m.crossing.address)}
	m.start(slices.Concat(args, places, []string{"--journal", m.journal, "--on-clash", "skip"})...)
}

// end waits for the process and gives its exit code, -1 where a signal ended it.
func (m *moving) end() int {
	m.t.Helper()
	return endOf(m.t, m.process, m.patience, func() string { return m.said.String() + m.told.String() })
}

// signal sends a signal to the process that runs when it comes to that.
func (m *moving) signal(s os.Signal) func() {
	return func() {
		m.starting.Lock()
		defer m.starting.Unlock()
		_ = m.process.Process.Signal(s) // it may have ended by itself
	}
}

// interruptions are what interrupts a move.
var interruptions = map[string]func(m *moving, random *rand.Rand) func(){
	"killed":      func(m *moving, _ *rand.Rand) func() { return m.signal(syscall.SIGKILL) },
	"interrupted": func(m *moving, _ *rand.Rand) func() { return m.signal(os.Interrupt) },
	"disk full": func(m *moving, random *rand.Rand) func() {
		room := uint64(random.IntN(200))
		return func() { m.fillDisk(room) }
	},
	"silent": func(*moving, *rand.Rand) func() { return nil },
}

// fillDisk lets the journal grow by some bytes and no more.
func (m *moving) fillDisk(room uint64) {
	m.starting.Lock()
	defer m.starting.Unlock()
	journal, err := os.Stat(m.journal)
	if err != nil {
		return // the move hasn't begun
	}
	limit := uint64(journal.Size()) + room
	_ = unix.Prlimit(m.process.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: limit}, nil) // it may have ended by itself
}

// Interrupted in whatever way and at whatever point, a move that is gone on with until it is done leaves what one does that
// nothing happened to, and nothing was made twice.
func TestInterruptedMovesGoOn(t *testing.T) {
	t.Parallel()
	for _, d := range directions {
		t.Run(d.String(), func(t *testing.T) {
			t.Logf("-move.seed=%d -move.rounds=%d", *moveSeed, *moveRounds)
			from, to := wiretest.Start(t, d.from), wiretest.Start(t, d.to)
			through := newCrossing(t, to.URL)
			settle(t, d.from, from, few)
			newMoving(t, d, from, to, through).succeeds()
			want, made, requests := meaning(t, d.to, to), madeBy(t, d.to, to), through.counted()
			for round := range *moveRounds {
				to.Reset(t)
				random := rand.New(rand.NewPCG(*moveSeed, uint64(round)))
				m := newMoving(t, d, from, to, through)
				story := m.troubled(random, requests)
				if difference := unlike(want, meaning(t, d.to, to)); difference != "" {
					t.Errorf("round %d, %s: the target isn't as after a calm move:\n%s", round, story, difference)
				}
				if got := madeBy(t, d.to, to); fmt.Sprint(got) != fmt.Sprint(made) {
					t.Errorf("round %d, %s: made %v in place of %v", round, story, got, made)
				}
				if t.Failed() {
					journal, _ := os.ReadFile(m.journal)
					t.Fatalf("the last run said %s%s\nthe journal: %s", m.said, m.told, journal)
				}
			}
		})
	}
}

// troubled lets a move be interrupted a few times and go on until it is done. It tells what happened.
func (m *moving) troubled(random *rand.Rand, requests int) (story string) {
	m.t.Helper()
	kinds := slices.Sorted(maps.Keys(interruptions))
	for range 1 + random.IntN(3) {
		kind := kinds[random.IntN(len(kinds))]
		next := trouble{at: 1 + random.IntN(requests), where: where(random.IntN(int(after) + 1))}
		if kind == "silent" {
			next.lost = 1 + random.IntN(5)
		}
		next.happen = interruptions[kind](m, random)
		m.begin(next)
		code := m.end()
		story += fmt.Sprintf("%s %s request %d: %d; ", kind, next.where, next.at, code)
		if strings.Contains(m.told.String(), "before it did anything") {
			if err := os.Remove(m.journal); err != nil {
				m.t.Fatal(err)
			}
		}
	}
	m.begin(trouble{})
	if code := m.end(); code != 0 {
		m.t.Errorf("%sthen the move ends with %d: %s%s", story, code, m.said, m.told)
	}
	return story
}
