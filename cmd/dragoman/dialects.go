package main

import (
	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain/report"
)

// dialects are those that the gateway speaks, as reports see them.
var dialects = []report.Dialect{enswitch.Reported, vodia.Reported}

func dialectNames() []string {
	names := make([]string, len(dialects))
	for i, d := range dialects {
		names[i] = d.Name()
	}
	return names
}
