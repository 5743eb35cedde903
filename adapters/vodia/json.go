package vodia

import (
	"strconv"

	"dragoman/adapters/jsontext"
	"dragoman/domain/lens"
)

// writer appends JSON to a slice. It puts the commas; the caller opens and closes.
type writer struct {
	b     []byte
	comma bool
}

func (w *writer) separate() {
	if w.comma {
		w.b = append(w.b, ',')
	}
	w.comma = true
}

func (w *writer) open(bracket byte) {
	w.separate()
	w.b = append(w.b, bracket)
	w.comma = false
}

func (w *writer) close(bracket byte) {
	w.b = append(w.b, bracket)
	w.comma = true
}

func (w *writer) key(name string) {
	w.separate()
	w.b = jsontext.AppendString(w.b, name)
	w.b = append(w.b, ':')
	w.comma = false
}

func (w *writer) text(text string) {
	w.separate()
	w.b = jsontext.AppendString(w.b, text)
}

func (w *writer) integer(n int64) {
	w.separate()
	w.b = strconv.AppendInt(w.b, n, 10)
}

func (w *writer) truth(b bool) {
	w.separate()
	w.b = strconv.AppendBool(w.b, b)
}

// raw writes what is JSON already.
func (w *writer) raw(json string) {
	w.separate()
	w.b = append(w.b, json...)
}

func (w *writer) texts(texts []string) {
	w.open('[')
	for _, text := range texts {
		w.text(text)
	}
	w.close(']')
}

func (w *writer) value(v lens.Value) {
	if v.Raw {
		w.raw(v.Text)
		return
	}
	w.text(v.Text)
}

// entries writes settings as the members of an object that is open.
func (w *writer) entries(entries []lens.Entry) {
	for i := range entries {
		w.key(entries[i].Name)
		w.value(entries[i].Value)
	}
}

// settingsObject is what user_settings and settings answer with: one flat object.
func settingsObject(entries []lens.Entry) []byte {
	w := writer{b: make([]byte, 0, 32*len(entries))}
	w.open('{')
	w.entries(entries)
	w.close('}')
	return w.b
}
