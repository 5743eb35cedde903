package lens

import (
	"encoding/json"
	"fmt"
)

// Texts are the texts that a binding's settings show, in the order of its rows. One setting uses the first alone.
type Texts [2]string

// Binding ties one or two settings of a dialect to one canonical field of objects K, read and written in context C.
type Binding[K, C any] struct {
	Field  string // the canonical field's name
	Get    func(C, K) Texts
	Put    func(C, K, Texts) error
	Secret bool // the field never goes into the margin, and Mask in writing means "as it is"
	// Forgets turns off setting values aside, for a field whose meaning says what a write leaves behind.
	Forgets bool
	state   func(K) (string, error)
	restore func(K, string) error
}

// Bind makes a binding of the field that ref points to. get shows the field's value in the dialect's usual texts and
// never fails; put reads texts into the field and returns an error that ends a sentence about the setting
// ("must be …"), as a PartError where it isn't the first setting's fault.
func Bind[K, C, T any](field string, ref func(K) *T, get func(C, K) Texts, put func(C, K, Texts) error) *Binding[K, C] {
	return &Binding[K, C]{
		Field: field, Get: get, Put: put,
		state: func(k K) (string, error) {
			data, err := json.Marshal(ref(k))
			if err != nil {
				return "", fmt.Errorf("encoding %s: %w", field, err)
			}
			return string(data), nil
		},
		restore: func(k K, state string) error {
			var value T
			if err := json.Unmarshal([]byte(state), &value); err != nil {
				return fmt.Errorf("decoding %s: %w", field, err)
			}
			*ref(k) = value
			return nil
		},
	}
}

// BindSecret makes a binding of a secret, which is shown as get says and written through put.
func BindSecret[K, C any](field string, get func(C, K) string, put func(C, K, string) error) *Binding[K, C] {
	return &Binding[K, C]{
		Field: field, Secret: true,
		Get: func(c C, k K) Texts { return Texts{get(c, k)} },
		Put: func(c C, k K, texts Texts) error { return put(c, k, texts[0]) },
	}
}

// PartError blames one of a binding's settings, counted from 0.
type PartError struct {
	Part    int
	Message string
}

func (e *PartError) Error() string { return e.Message }

// texts is what the view shows of the binding: the spelling in force, else the usual texts.
func (b *Binding[K, C]) texts(c C, k K, margin *Margin) Texts {
	if margin != nil && len(margin.Notes) > 0 {
		if note := b.noteInForce(k, margin); note != nil && note.Texts != nil {
			return *note.Texts
		}
	}
	return b.Get(c, k)
}

// noteInForce returns the note on the field if the field still holds what the note was made under.
func (b *Binding[K, C]) noteInForce(k K, margin *Margin) *Note {
	if b.Secret {
		return nil
	}
	note, ok := margin.Notes[b.Field]
	if !ok {
		return nil
	}
	state, err := b.state(k)
	if err != nil || state != note.Under {
		return nil
	}
	return &note
}

// write puts texts into the field and leaves in the margin what has to be remembered. It reports whether a value was
// set aside that the dialect can't say.
func (b *Binding[K, C]) write(c C, k K, margin *Margin, shown, want Texts) (narrowed bool, err error) {
	if b.Secret {
		return false, b.Put(c, k, want)
	}
	before, err := b.state(k)
	if err != nil {
		return false, err
	}
	note := b.noteInForce(k, margin)
	if back, err := b.comesBack(c, k, margin, note, before, want); back || err != nil {
		return false, err
	}
	if err := b.Put(c, k, want); err != nil {
		return false, err
	}
	after, err := b.state(k)
	if err != nil {
		return false, err
	}
	next := &Note{Under: after}
	if b.Get(c, k) != want {
		next.Texts = &want
	}
	if next.Aside, err = b.aside(c, k, note, before, after, shown); err != nil {
		return false, err
	}
	if next.Texts == nil && next.Aside == nil {
		next = nil
	}
	margin.setNote(b.Field, next)
	return next != nil && next.Aside != nil && next.Aside.Under == before, nil
}

// comesBack restores the value that was set aside if its text is what is written now.
func (b *Binding[K, C]) comesBack(c C, k K, margin *Margin, note *Note, before string, want Texts) (bool, error) {
	if note == nil || note.Aside == nil {
		return false, nil
	}
	if err := b.restore(k, note.Aside.Under); err != nil {
		return false, err
	}
	shown := b.Get(c, k)
	if note.Aside.Texts != nil {
		shown = *note.Aside.Texts
	}
	if shown != want {
		return false, b.restore(k, before)
	}
	old := note.Aside
	if old.Texts == nil {
		old = nil
	}
	margin.setNote(b.Field, old)
	return true, nil
}

// aside decides what the margin has to hold so that writing the old texts would bring the old value back.
func (b *Binding[K, C]) aside(c C, k K, note *Note, before, after string, shown Texts) (*Note, error) {
	if b.Forgets {
		return nil, nil
	}
	var kept *Note
	if note != nil {
		kept = note.Aside
	}
	if before == after {
		return kept, nil
	}
	rewrite := b.Put(c, k, shown)
	again, err := b.state(k)
	if err != nil {
		return nil, err
	}
	if err := b.restore(k, after); err != nil {
		return nil, err
	}
	if rewrite == nil && again == before {
		return kept, nil
	}
	old := &Note{Under: before}
	if note != nil {
		old.Texts = note.Texts
	}
	return old, nil
}
