package conform_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dragoman/domain/conform"
)

var errSilent = errors.New("no route to host")

// A server that stays silent ends the run, and what wasn't asked any more isn't held against it.
func TestVigilEndsTheRunOfASilentServer(t *testing.T) {
	report := conform.NewReport("x", false)
	ctx, vigil := conform.Watch(t.Context(), report)
	defer vigil.End()
	for range 4 {
		vigil.Unanswered(errSilent)
	}
	vigil.Answered()
	for range 4 {
		vigil.Unanswered(errSilent)
	}
	if ctx.Err() != nil || report.Stopped != "" {
		t.Fatalf("four requests in a row were enough: %v, %q", ctx.Err(), report.Stopped)
	}
	vigil.Unanswered(errSilent)
	if ctx.Err() == nil || !strings.Contains(report.Stopped, errSilent.Error()) {
		t.Fatalf("five requests in a row weren't enough: %v, %q", ctx.Err(), report.Stopped)
	}
	if report.Expect("a", "page", false, conform.Exchange{}, "an answer") || report.Failed != 0 {
		t.Errorf("%d checks failed that nobody could make", report.Failed)
	}
	report.Leftover("b", "page", conform.Exchange{Sent: "DELETE /b"}, "status 200")
	if report.Failed != 1 || report.Checks[0].Sent != "DELETE /b" {
		t.Errorf("what is left behind isn't told: %+v", report.Checks)
	}
}

func TestVigilOverAStoppedRun(t *testing.T) {
	report := conform.NewReport("x", false)
	outer, cancel := context.WithCancel(t.Context())
	ctx, vigil := conform.Watch(outer, report)
	defer vigil.End()
	cancel()
	vigil.Unanswered(ctx.Err())
	report.Take(ctx, nil, conform.Step{Do: func() { t.Error("a step of a stopped run is taken") }})
	if report.Stopped != "the run was stopped before its end" {
		t.Errorf("stopped: %q", report.Stopped)
	}
}
