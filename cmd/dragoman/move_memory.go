package main

import (
	"os"
	"runtime/debug"
)

// spendMemory has garbage collected rarely while there is little of it, which makes moves a good deal faster. It returns
// what puts that back. Whoever sets GOGC knows better.
func spendMemory() (restore func()) {
	const growth, most = 400, 128 << 20 // percent, and bytes above which it collects as often as it must
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	percent, limit := debug.SetGCPercent(growth), debug.SetMemoryLimit(most)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}
