package fakepeer

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// controls are the calls of a test to the program itself; they meet no fault and need no password.
func (p *peer) controls() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fake/state", func(w http.ResponseWriter, _ *http.Request) { show(w, p.pbx.State()) })
	mux.HandleFunc("PUT /fake/state", func(w http.ResponseWriter, r *http.Request) {
		state, err := io.ReadAll(r.Body)
		if err == nil {
			err = p.pbx.Restore(state)
		}
		acknowledge(w, err)
	})
	mux.HandleFunc("GET /fake/requests", func(w http.ResponseWriter, _ *http.Request) { show(w, p.log.snapshot()) })
	mux.HandleFunc("DELETE /fake/requests", func(w http.ResponseWriter, _ *http.Request) { p.log.clear(); acknowledge(w, nil) })
	mux.HandleFunc("GET /fake/switches", func(w http.ResponseWriter, _ *http.Request) { show(w, p.board.Values()) })
	mux.HandleFunc("POST /fake/switches", func(w http.ResponseWriter, r *http.Request) {
		err := r.ParseForm()
		if err == nil {
			err = p.board.Change(r.Form)
		}
		acknowledge(w, err)
	})
	mux.HandleFunc("GET /fake/faults", func(w http.ResponseWriter, _ *http.Request) { show(w, p.dice.waiting()) })
	mux.HandleFunc("POST /fake/faults", func(w http.ResponseWriter, r *http.Request) {
		armed, err := armedBy(r)
		if err == nil {
			err = p.dice.arm(armed)
		}
		acknowledge(w, err)
	})
	mux.HandleFunc("DELETE /fake/faults", func(w http.ResponseWriter, _ *http.Request) { p.dice.disarm(); acknowledge(w, nil) })
	mux.HandleFunc("POST /fake/reset", func(w http.ResponseWriter, _ *http.Request) {
		p.dice.disarm()
		p.log.clear()
		p.pbx.Reset()
		acknowledge(w, p.board.Reset())
	})
	return mux
}

// armedBy reads kind, operation, skip (0) and count (1).
func armedBy(r *http.Request) (Armed, error) {
	armed := Armed{Kind: r.FormValue("kind"), Operation: r.FormValue("operation"), Count: 1}
	for name, number := range map[string]*int{"skip": &armed.Skip, "count": &armed.Count} {
		text := r.FormValue(name)
		if text == "" {
			continue
		}
		value, err := strconv.Atoi(text)
		if err != nil {
			return Armed{}, fmt.Errorf("%s: %w", name, err)
		}
		*number = value
	}
	return armed, nil
}

func show(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func acknowledge(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
