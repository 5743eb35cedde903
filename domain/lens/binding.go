package lens

import (
	"encoding/json"
	"errors"
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
	// Identity reduces an encoded value to what must be equal for a note to be in force; nil means all of it. A field
	// whose parts get ids only when they are stored leaves those out.
	Identity func(state string) string
	// Meaning reduces an encoded value to what it means at the moment, for telling what a view can't say from what it
	// says in another way; nil means the value itself.
	Meaning func(c C, state string) string
	state   func(K) (string, error)
	restore func(K, string) error
	reset   func(K)
}

// Bind makes a binding of the field that ref points to. get shows the field's value in the dialect's usual texts and
// never fails; put reads texts into the field and returns an error that ends a sentence about the setting
// ("must be …"), as a PartError where it isn't the first setting's fault.
func Bind[K, C, T any](field string, ref func(K) *T, get func(C, K) Texts, put func(C, K, Texts) error) *Binding[K, C] {
	return BindThrough(field, func(k K) T { return *ref(k) }, func(k K, value T) { *ref(k) = value }, get, put)
}

// BindThrough makes a binding as Bind does, of a part of the object that has no address of its own: load takes it out
// and save puts it back.
func BindThrough[K, C, T any](field string, load func(K) T, save func(K, T), get func(C, K) Texts, put func(C, K, Texts) error) *Binding[K, C] {
	return &Binding[K, C]{
		Field: field, Get: get, Put: put,
		state: func(k K) (string, error) {
			data, err := json.Marshal(load(k))
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
			save(k, value)
			return nil
		},
		reset: func(k K) {
			var zero T
			save(k, zero)
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
	if err != nil || b.identity(state) != b.identity(note.Under) {
		return nil
	}
	return &note
}

func (b *Binding[K, C]) identity(state string) string {
	if b.Identity == nil {
		return state
	}
	return b.Identity(state)
}

// write puts texts into the field and leaves in the margin what has to be remembered. It reports whether a value was
// set aside that the dialect can't say.
//
// What the dialect wrote since a value was set aside counts for nothing: the texts are put into the value set aside, so
// that the outcome depends on them alone and not on how many writes led there.
func (b *Binding[K, C]) write(c C, k K, margin *Margin, want Texts) (narrowed bool, err error) {
	if b.Secret {
		return false, b.Put(c, k, want)
	}
	current, err := b.state(k)
	if err != nil {
		return false, err
	}
	base, spelling := current, (*Texts)(nil)
	if note := b.noteInForce(k, margin); note != nil {
		spelling = note.Texts
		if note.Aside != "" {
			base, spelling = note.Aside, nil
		}
	}
	next, narrowed, err := b.rewrite(c, k, base, spelling, want)
	if err != nil {
		return false, errors.Join(err, b.restore(k, current))
	}
	margin.setNote(b.Field, next)
	return narrowed && next.Aside == current, nil
}

// rewrite puts texts into the base value, which had the spelling or none, and returns the note to make of it, nil for
// none. It reports whether the note sets aside something that matters.
func (b *Binding[K, C]) rewrite(c C, k K, base string, spelling *Texts, want Texts) (next *Note, narrowed bool, err error) {
	if err := b.restore(k, base); err != nil {
		return nil, false, err
	}
	base, err = b.state(k) // a part that is still there may have been told more than when it was set aside
	if err != nil {
		return nil, false, err
	}
	shown := b.Get(c, k)
	if shown == want && spelling == nil {
		return nil, false, nil
	}
	if spelling != nil {
		shown = *spelling // what the dialect said of the value; its usual text may stand for another value of this dialect
	}
	if err := b.Put(c, k, want); err != nil {
		return nil, false, err
	}
	after, err := b.state(k)
	if err != nil {
		return nil, false, err
	}
	next = &Note{Under: after}
	if b.Get(c, k) != want {
		next.Texts = &want
	}
	lost, narrowed, err := b.loses(c, k, base, after, shown)
	if err != nil {
		return nil, false, err
	}
	if lost {
		next.Aside = base
	}
	if next.Texts == nil && next.Aside == "" {
		return nil, false, nil
	}
	return next, narrowed, nil
}

// loses says whether the dialect could not have said the value before, so that writing its texts afresh would give
// another one, and whether that one would differ in more than ids.
func (b *Binding[K, C]) loses(c C, k K, before, after string, shown Texts) (lost, narrowed bool, err error) {
	if b.Forgets {
		return false, false, nil
	}
	b.reset(k)
	refused := b.Put(c, k, shown)
	again, err := b.state(k)
	if err != nil {
		return false, false, err
	}
	lost = refused != nil || again != before
	narrowed = refused != nil || b.identity(again) != b.identity(before)
	return lost, narrowed, b.restore(k, after)
}

// retold gives what the field holds and what it would hold in a new object that is made of what the view shows, both
// encoded, and whether they differ. A value that can't be encoded differs from any.
func (b *Binding[K, C]) retold(c C, k, fresh K, margin *Margin) (value, again string, differs bool) {
	shown := b.texts(c, k, margin)
	value, err := b.state(k)
	if err != nil {
		return "", "", true
	}
	begin, err := b.state(fresh)
	if err == nil && begin == value && shown == b.Get(c, k) {
		return value, value, false // nothing was said of it, and that shows
	}
	if err == nil {
		again, err = b.told(c, k, begin, shown)
	}
	if err := errors.Join(err, b.restore(k, value)); err != nil {
		return value, "", true
	}
	if b.Meaning != nil {
		return value, again, b.Meaning(c, b.identity(again)) != b.Meaning(c, b.identity(value))
	}
	return value, again, b.identity(again) != b.identity(value)
}

// told puts the texts into the field as it is in a new object, which is encoded as begin, unless that shows them already, and
// returns what comes of it. The rest of the object is k's, since what a text means may depend on it.
func (b *Binding[K, C]) told(c C, k K, begin string, texts Texts) (state string, err error) {
	if err := b.restore(k, begin); err != nil {
		return "", err
	}
	if b.Get(c, k) == texts {
		return begin, nil
	}
	if err := b.Put(c, k, texts); err != nil {
		return "", err
	}
	return b.state(k)
}
