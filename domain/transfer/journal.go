package transfer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"dragoman/domain"
)

// Log is the file that a journal is kept in. Whoever opens it sees to it that nobody else has it.
type Log interface {
	io.ReadWriteSeeker
	Truncate(size int64) error
	Sync() error
}

// journalVersion is the version of the form in which journals are written.
const journalVersion = 1

// Journal remembers on disk what a move is to do and what came of it, so that it can go on where it was interrupted, and be
// taken back. It is one JSON object a line: the plan first, then for each step that it is about to be done and what came
// of it. That a step is about to be done is on the disk before it is done.
type Journal struct {
	log     Log        // nil where nothing is to outlive the process
	writing sync.Mutex // of who writes to the log, which may take long

	mutex    sync.RWMutex
	noted    []byte // lines that aren't written yet
	broken   error  // the first failure to write: what follows it would be unreadable
	undoing  bool
	progress []progress // of steps, from 1
	ids      map[int]string
}

// progress is what a journal knows of a step.
type progress byte

const (
	untouched progress = iota
	intended           // it was about to be done; whether it was, only the target knows
	done
	failed
	reverting // it was about to be taken back
	reverted
	kept // it could not be taken back
)

// line is one line of a journal. Only one of its parts is there.
type line struct {
	Head     *journalHead `json:"journal,omitempty"`
	Step     *Step        `json:"step,omitempty"`
	Planned  int          `json:"planned,omitempty"` // how many steps there are: the plan is complete
	Sum      string       `json:"sum,omitempty"`     // of the lines before, the plan: nobody may change it any more
	Intent   []int        `json:"intent,omitempty"`
	Done     int          `json:"done,omitempty"`
	Failed   int          `json:"failed,omitempty"`
	Revert   []int        `json:"revert,omitempty"`
	Reverted int          `json:"reverted,omitempty"`
	Kept     int          `json:"kept,omitempty"`
	ID       string       `json:"id,omitempty"`  // that the target gave to what was made
	Why      string       `json:"why,omitempty"` // a step failed or what it made was kept
}

type journalHead struct {
	Version int `json:"version"`
	planHead
}

// StartJournal begins a journal in an empty log and writes down the plan.
func StartJournal(log Log, plan *Plan) (*Journal, error) {
	size, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, unjournaled(err)
	}
	if size > 0 {
		return nil, domain.Fail(domain.Conflict, "there is a journal of another move already; go on with --resume, or name another file with --journal")
	}
	j := &Journal{log: log, progress: make([]progress, plan.Steps.Len()+1), ids: map[int]string{}}
	out, sum := bufio.NewWriterSize(log, 64<<10), sha256.New()
	summed := io.MultiWriter(out, sum)
	err = writeLine(summed, line{Head: &journalHead{journalVersion, plan.head()}})
	if err == nil {
		err = plan.Steps.Each(func(step Step) error { return writeLine(summed, line{Step: &step}) })
	}
	if err == nil {
		err = writeLine(out, line{Planned: plan.Steps.Len(), Sum: hex.EncodeToString(sum.Sum(nil))})
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = log.Sync()
	}
	if err != nil {
		return nil, unjournaled(err)
	}
	return j, nil
}

// Unjournaled remembers what came of a plan in memory alone, for targets that take everything at once or nothing.
func Unjournaled(plan *Plan) *Journal {
	return &Journal{progress: make([]progress, plan.Steps.Len()+1), ids: map[int]string{}}
}

func unjournaled(err error) error {
	return domain.Wrap(domain.Unavailable, err, "the journal can't be written: %v", err)
}

func writeLine(w io.Writer, l line) error {
	data, err := asJSON(l)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// ResumeJournal reads a journal and the plan in it. What an interruption left half written at its end is cut off.
func ResumeJournal(log Log, workspace Workspace) (*Journal, *Plan, error) {
	if _, err := log.Seek(0, io.SeekStart); err != nil {
		return nil, nil, unreadable(err)
	}
	plan, err := newPlan(&Making{Workspace: workspace})
	if err != nil {
		return nil, nil, err
	}
	j := &Journal{log: log, ids: map[int]string{}}
	whole, err := j.read(bufio.NewReaderSize(log, 64<<10), plan)
	if err != nil {
		return nil, nil, closing(err, plan.Close)
	}
	if err := log.Truncate(whole); err != nil {
		return nil, nil, closing(unjournaled(err), plan.Close)
	}
	if _, err := log.Seek(whole, io.SeekStart); err != nil {
		return nil, nil, closing(unjournaled(err), plan.Close)
	}
	return j, plan, nil
}

func unreadable(err error) error {
	return domain.Wrap(domain.Unavailable, err, "the journal can't be read: %v", err)
}

// read reads all whole lines and returns how many bytes they take.
func (j *Journal) read(in *bufio.Reader, plan *Plan) (whole int64, err error) {
	sum := sha256.New()
	for n := 1; ; n++ {
		data, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // what is there has no end and was never acted upon
		}
		if err != nil {
			return 0, unreadable(err)
		}
		if err := j.readLine(data, plan, sum); err != nil {
			return 0, domain.Fail(domain.Invalid, "this is no journal of a move: line %d: %v", n, err)
		}
		whole += int64(len(data))
	}
	if j.progress == nil {
		return 0, domain.Fail(domain.Invalid, "the move was interrupted before it did anything; remove the journal and begin anew")
	}
	return whole, nil
}

// readLine reads a line. sum is that of the lines before, until the plan is complete.
func (j *Journal) readLine(data []byte, plan *Plan, sum hash.Hash) error {
	if plan.To == "" {
		if err := checkVersion(data); err != nil {
			return err
		}
	}
	var l line
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return err
	}
	if l.Planned > 0 && l.Sum != hex.EncodeToString(sum.Sum(nil)) {
		return errors.New("the plan before it isn't the one that was written there")
	}
	if j.progress == nil {
		_, _ = sum.Write(data) // a hash takes everything
	}
	return j.take(l, plan)
}

// checkVersion looks at how a journal begins, whatever else another version may have there.
func checkVersion(data []byte) error {
	var begin struct {
		Journal *struct{ Version int }
	}
	if err := json.Unmarshal(data, &begin); err != nil {
		return err
	}
	if begin.Journal == nil {
		return errors.New("it doesn't begin as one")
	}
	if version := begin.Journal.Version; version != journalVersion {
		return fmt.Errorf("it is of version %d, and this program knows version %d; go on with the program that began it", version, journalVersion)
	}
	return nil
}

// take takes up a line that was read.
func (j *Journal) take(l line, plan *Plan) error {
	if j.progress != nil {
		return j.takeProgress(l)
	}
	if l.Head != nil {
		plan.From, plan.To, plan.Rules, plan.Target, plan.Extra = l.Head.From, l.Head.To, l.Head.Rules, l.Head.Target, l.Head.Summary.Extra
		if plan.To == "" {
			return errors.New("it doesn't say where the move leads")
		}
		return nil
	}
	if l.Step != nil {
		return plan.takeStep(*l.Step)
	}
	if l.Planned > 0 {
		if l.Planned != plan.Steps.Len() {
			return fmt.Errorf("%d steps were planned, and %d are there", l.Planned, plan.Steps.Len())
		}
		j.progress = make([]progress, l.Planned+1)
		return nil
	}
	return errors.New("there is no plan before it")
}

func (j *Journal) takeProgress(l line) error {
	told := false
	for _, one := range []struct {
		steps []int
		means progress
	}{
		{l.Intent, intended}, {only(l.Done), done}, {only(l.Failed), failed},
		{l.Revert, reverting}, {only(l.Reverted), reverted}, {only(l.Kept), kept},
	} {
		for _, n := range one.steps {
			told = true
			if n < 1 || n >= len(j.progress) {
				return fmt.Errorf("there is no step %d", n)
			}
			j.progress[n] = one.means
			j.undoing = j.undoing || one.means >= reverting
			if l.ID != "" {
				j.ids[n] = l.ID
			}
		}
	}
	if !told {
		return errors.New("it says nothing of any step")
	}
	return nil
}

func only(n int) []int {
	if n == 0 {
		return nil
	}
	return []int{n}
}

// announce writes down that steps are about to be done, and returns when that is on the disk.
func (j *Journal) announce(l line) error {
	if err := j.note(l); err != nil {
		return err
	}
	return j.write(true)
}

// note takes a line, which is written with those that come until then.
func (j *Journal) note(l line) error {
	data, err := asJSON(l)
	if err != nil {
		return err
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.broken != nil {
		return j.broken
	}
	if j.log != nil {
		j.noted = append(append(j.noted, data...), '\n')
	}
	return j.takeProgress(l)
}

// write hands what was noted to the system, and waits until it is on the disk where it must be.
func (j *Journal) write(wait bool) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	data, err := j.toWrite()
	if err != nil || j.log == nil {
		return err
	}
	if len(data) > 0 {
		_, err = j.log.Write(data)
	}
	if err == nil && wait {
		err = j.log.Sync()
	}
	if err == nil {
		return nil
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.broken = unjournaled(err)
	return j.broken
}

func (j *Journal) toWrite() ([]byte, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	data := j.noted
	j.noted = nil
	return data, j.broken
}

// unwritten says whether anything was noted that isn't written.
func (j *Journal) unwritten() bool {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	return len(j.noted) > 0
}

// of is what is known of a step, and the id that the target gave to what it made.
func (j *Journal) of(n int) (progress, string) {
	j.mutex.RLock()
	defer j.mutex.RUnlock()
	return j.progress[n], j.ids[n]
}

// Undone says whether taking the move back was begun.
func (j *Journal) Undone() bool { return j.undoing }

// Finished is how many steps are done or were never to do anything.
func (j *Journal) Finished() int {
	n := 0
	for _, p := range j.progress {
		if p == done {
			n++
		}
	}
	return n
}
