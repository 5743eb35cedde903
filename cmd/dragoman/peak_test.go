package main_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// most is the line of /proc/PID/status with the most memory that a process has had.
var most = regexp.MustCompile(`(?m)^VmHWM:\s*(\d+) kB$`)

// watchPeak looks how much memory a process takes until it has ended; peak gives the most of it in MiB, after that. What the
// system says of a process that has ended (ru_maxrss) begins with what its parent had when it was started, and tests before
// may have made that a lot.
func watchPeak(t *testing.T, process *os.Process) (peak func() int) {
	t.Helper()
	ended := make(chan int, 1)
	go func() {
		seen := 0
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.Pid))
			match := most.FindSubmatch(status)
			if err != nil || match == nil { // it is gone, or has ended and waits for its parent
				ended <- seen
				return
			}
			kib, err := strconv.Atoi(string(match[1]))
			if err != nil {
				t.Error(err)
			}
			seen = kib
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return func() int {
		t.Helper()
		seen := <-ended
		if seen == 0 {
			t.Fatal("this system doesn't say how much memory a process takes")
		}
		return seen >> 10
	}
}
