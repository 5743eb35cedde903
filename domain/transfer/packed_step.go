package transfer

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"dragoman/domain/lens"
)

// The bits before a setting of a packed step.
const (
	hasOld = 1 << iota
	rawOld
	hasNew
	rawNew
	isMasked
	isMade
)

// packStep writes a step as a record. Steps are read several times on the way: to show, to do and to check them. As JSON
// that would take as long as to compare their objects. What is read back is what JSON would make of it.
func packStep(step Step) ([]byte, error) {
	p := packing{out: make([]byte, 0, 256)}
	p.number(step.N)
	p.texts(string(step.Do), string(step.Kind), step.Name, step.ID, step.Parent, step.Of, step.From, step.Digest)
	p.number(step.Second)
	p.number(len(step.Needs))
	for _, n := range step.Needs {
		p.number(n)
	}
	p.list(step.Later)
	p.list(step.Known)
	p.settings(step.Settings)
	p.number(len(step.Parts))
	for _, part := range step.Parts {
		p.texts(string(part.Kind), part.Name)
		p.settings(part.Settings)
	}
	return p.out, p.err
}

// unpackStep reads what packStep wrote.
func unpackStep(record []byte) (Step, error) {
	u := unpacking{rest: record}
	step := Step{N: u.int()}
	step.Do, step.Kind = Action(u.text()), Kind(u.text())
	step.Name, step.ID, step.Parent, step.Of, step.From, step.Digest = u.text(), u.text(), u.text(), u.text(), u.text(), u.text()
	step.Second = u.int()
	for range u.length() {
		step.Needs = append(step.Needs, u.int())
	}
	step.Later, step.Known = u.list(), u.list()
	step.Settings = u.settings()
	for range u.length() {
		step.Parts = append(step.Parts, Part{Kind: Kind(u.text()), Name: u.text(), Settings: u.settings()})
	}
	if u.broken || len(u.rest) > 0 {
		return Step{}, fmt.Errorf("read a plan: %w", io.ErrUnexpectedEOF)
	}
	return step, nil
}

// packing writes the parts of a record.
type packing struct {
	out []byte
	err error
}

func (p *packing) number(n int) { p.out = binary.AppendUvarint(p.out, uint64(n)) }

func (p *packing) texts(texts ...string) {
	for _, text := range texts {
		p.out = packText(p.out, text)
	}
}

func (p *packing) list(texts []string) {
	p.number(len(texts))
	p.texts(texts...)
}

func (p *packing) settings(settings []Setting) {
	p.number(len(settings))
	for i := range settings {
		p.setting(&settings[i])
	}
}

func (p *packing) setting(setting *Setting) {
	before, after := p.told(setting.Old), p.told(setting.New)
	p.number(bit(before != nil, hasOld) | bit(before != nil && before.Raw, rawOld) |
		bit(after != nil, hasNew) | bit(after != nil && after.Raw, rawNew) |
		bit(setting.Secret, isMasked) | bit(setting.Made, isMade))
	p.texts(setting.Name)
	for _, value := range []*lens.Value{before, after} {
		if value != nil {
			p.texts(value.Text)
		}
	}
}

func bit(set bool, bit int) int {
	if !set {
		return 0
	}
	return bit
}

// told is a value as JSON leaves it: null is none, and a string of JSON is text.
func (p *packing) told(value *lens.Value) *lens.Value {
	if value == nil || !value.Raw {
		return value
	}
	var told *lens.Value
	if err := json.Unmarshal([]byte(value.Text), &told); err != nil {
		p.err = errors.Join(p.err, fmt.Errorf("write a plan: %w", err))
	}
	return told
}

func (u *unpacking) int() int { return int(u.number()) }

// length is that of a list, of which each element takes a byte at least.
func (u *unpacking) length() int {
	n := u.number()
	if n > uint64(len(u.rest)) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacking) list() (texts []string) {
	for range u.length() {
		texts = append(texts, u.text())
	}
	return texts
}

func (u *unpacking) settings() []Setting {
	n := u.length()
	if n == 0 {
		return nil
	}
	settings := make([]Setting, n)
	for i := range settings {
		settings[i] = u.setting()
	}
	return settings
}

func (u *unpacking) setting() Setting {
	bits := u.int()
	setting := Setting{Name: u.text(), Secret: bits&isMasked != 0, Made: bits&isMade != 0}
	if bits&hasOld != 0 {
		setting.Old = &lens.Value{Text: u.text(), Raw: bits&rawOld != 0}
	}
	if bits&hasNew != 0 {
		setting.New = &lens.Value{Text: u.text(), Raw: bits&rawNew != 0}
	}
	return setting
}
