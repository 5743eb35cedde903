package main

import "github.com/spf13/cobra"

// What tests of the program see of it.
var (
	// Main ends the process; a test that needs a process of its own runs itself again and calls it.
	Main = main
	// Run executes one command line within the test's process.
	Run = run
)

// Commands are the program's commands, for looking at what they say of themselves.
func Commands() *cobra.Command { return newRoot(&program{}) }
