package transfer_test

import (
	"context"
	"io"
	"math/rand/v2"
	"os"
	"sync"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// faulty is a place whose server falls silent: before it does what it is asked, or after it has. From a certain call on,
// the process that asks is dead.
type faulty struct {
	transfer.Remote
	mutex   sync.Mutex
	random  *rand.Rand
	rate    float64 // of calls that meet a fault
	calls   int
	dies    int // at which call; 0 for never
	creates int // that were carried out
	removes int
	changes int
}

func newFaulty(of transfer.Remote, seed uint64, rate float64, dies int) *faulty {
	return &faulty{Remote: of, random: rand.New(rand.NewPCG(seed, 1)), rate: rate, dies: dies}
}

// fate is what becomes of a call.
func (f *faulty) fate() (before, after error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.calls++
	if f.dies > 0 && f.calls > f.dies {
		return context.Canceled, nil
	}
	silence := domain.Fail(domain.Unavailable, "the server doesn't answer")
	switch {
	case f.dies > 0 && f.calls == f.dies && f.random.IntN(2) == 0:
		return nil, context.Canceled // it dies with the answer on the way
	case f.random.Float64() >= f.rate:
		return nil, nil
	case f.random.IntN(2) == 0:
		return silence, nil
	}
	return nil, silence
}

// dead says that the process is.
func (f *faulty) dead() bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.dies > 0 && f.calls >= f.dies
}

func (f *faulty) count(counter *int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	*counter++
}

func (f *faulty) Create(ctx context.Context, row *transfer.Row, rehearse bool) (string, error) {
	before, after := f.fate()
	if before != nil {
		return "", before
	}
	id, err := f.Remote.Create(ctx, row, rehearse)
	if err != nil {
		return "", err
	}
	f.count(&f.creates)
	return id, after
}

func (f *faulty) Change(ctx context.Context, row *transfer.Row, rehearse bool) error {
	before, after := f.fate()
	if before != nil {
		return before
	}
	if err := f.Remote.Change(ctx, row, rehearse); err != nil {
		return err
	}
	f.count(&f.changes)
	return after
}

func (f *faulty) Remove(ctx context.Context, of *transfer.Row) error {
	before, after := f.fate()
	if before != nil {
		return before
	}
	if err := f.Remote.Remove(ctx, of); err != nil {
		return err
	}
	f.count(&f.removes)
	return after
}

func (f *faulty) Row(ctx context.Context, of *transfer.Row) (*transfer.Row, error) {
	if before, _ := f.fate(); before != nil {
		return nil, before
	}
	return f.Remote.Row(ctx, of)
}

// mortal is a journal's file whose process may be dead: nothing that it writes then arrives. Its last line may be cut.
type mortal struct {
	*os.File
	dead func() bool
}

func (m *mortal) Write(data []byte) (int, error) {
	if m.dead() {
		return len(data), nil
	}
	return m.File.Write(data)
}

var _ io.ReadWriteSeeker = (*mortal)(nil)
