package main

import (
	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// dialects are those that the gateway speaks, as reports see them.
var dialects = []report.Dialect{enswitch.Reported, vodia.Reported}

// platforms are those that moves go to and come from.
var platforms = []transfer.Format{enswitch.Format, vodia.Format}

func dialectNames() []string {
	names := make([]string, len(dialects))
	for i, d := range dialects {
		names[i] = d.Name()
	}
	return names
}
