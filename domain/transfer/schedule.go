package transfer

import "container/heap"

// schedule says which steps can be done next. Steps are numbered from 1.
type schedule struct {
	unmet      []int32 // needs of each step that aren't met yet
	dependants [][]int32
	ready      numbers
	last       []int32 // those that wait until everything before them is over
	before     int     // how much that still is
	left       int
}

func newSchedule(steps int) *schedule {
	return &schedule{unmet: make([]int32, steps+1), dependants: make([][]int32, steps+1)}
}

// need says that a step has to wait for another.
func (s *schedule) need(step, other int) {
	s.unmet[step]++
	s.dependants[other] = append(s.dependants[other], int32(step))
}

// begin adds a step that is to be done; one that is last waits until no others are left.
func (s *schedule) begin(step int, last bool) {
	s.left++
	if last {
		s.unmet[step]++
		s.last = append(s.last, int32(step))
	} else {
		s.before++
	}
	if s.unmet[step] == 0 {
		heap.Push(&s.ready, int32(step))
	}
}

// start makes what is last ready where nothing comes before it.
func (s *schedule) start() {
	if s.before == 0 {
		s.release()
	}
}

func (s *schedule) release() {
	for _, step := range s.last {
		s.meet(step)
	}
	s.last = nil
}

func (s *schedule) meet(step int32) {
	s.unmet[step]--
	if s.unmet[step] == 0 {
		heap.Push(&s.ready, step)
	}
}

// peek is the ready step of the lowest number.
func (s *schedule) peek() (step int, ok bool) {
	if len(s.ready) == 0 {
		return 0, false
	}
	return int(s.ready[0]), true
}

// next takes the step that peek shows.
func (s *schedule) next() { heap.Pop(&s.ready) }

// over says that a step is, whatever came of it.
func (s *schedule) over(step int, last bool) {
	s.left--
	for _, dependant := range s.dependants[step] {
		s.meet(dependant)
	}
	if last {
		return
	}
	s.before--
	if s.before == 0 {
		s.release()
	}
}

// numbers is a heap of step numbers.
type numbers []int32

func (n numbers) Len() int           { return len(n) }
func (n numbers) Less(i, j int) bool { return n[i] < n[j] }
func (n numbers) Swap(i, j int)      { n[i], n[j] = n[j], n[i] }
func (n *numbers) Push(x any)        { *n = append(*n, x.(int32)) }
func (n *numbers) Pop() any {
	last := len(*n) - 1
	x := (*n)[last]
	*n = (*n)[:last]
	return x
}
