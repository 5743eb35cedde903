package lens

// Margin is what an object keeps for one dialect beside its canonical fields.
type Margin struct {
	// Bag holds the settings that only this dialect knows, documented or not, as they were written.
	Bag map[string]Value `json:"bag,omitempty"`
	// Secrets holds those of them that are secret. A written mask never gets here.
	Secrets map[string]Concealed `json:"secrets,omitempty"`
	// Notes holds, by canonical field, what this dialect's view remembers of it.
	Notes map[string]Note `json:"notes,omitempty"`
}

// Note is what a view remembers of one canonical field. It is in force only while the field holds Under.
type Note struct {
	Under string `json:"under"`           // the field's value, encoded
	Texts *Texts `json:"texts,omitempty"` // the spelling, where it isn't the usual one
	Aside string `json:"aside,omitempty"` // the value that stood here before, encoded, which this dialect couldn't have written
}

// MaxBag is the most bytes of settings that one dialect may keep with one object.
const MaxBag = 64 << 10

// Size is how many bytes the bag's names and values take.
func (m *Margin) Size() int {
	size := 0
	for name, value := range m.Bag {
		size += len(name) + len(value.Text)
	}
	for name, secret := range m.Secrets {
		size += len(name) + len(secret)
	}
	return size
}

// Empty says that there is nothing in the margin.
func (m *Margin) Empty() bool {
	return m == nil || len(m.Bag) == 0 && len(m.Secrets) == 0 && len(m.Notes) == 0
}

func (m *Margin) setBag(name string, value Value) {
	if m.Bag == nil {
		m.Bag = map[string]Value{}
	}
	m.Bag[name] = value
}

func (m *Margin) setSecret(name string, secret Concealed) {
	if secret == "" {
		delete(m.Secrets, name)
		return
	}
	if m.Secrets == nil {
		m.Secrets = map[string]Concealed{}
	}
	m.Secrets[name] = secret
}

func (m *Margin) setNote(field string, note *Note) {
	if note == nil {
		delete(m.Notes, field)
		return
	}
	if m.Notes == nil {
		m.Notes = map[string]Note{}
	}
	m.Notes[field] = *note
}

// Margins are an object's margins by dialect.
type Margins map[string]*Margin

// Of returns the dialect's margin for writing, making it where there is none.
func (m *Margins) Of(dialect string) *Margin {
	if *m == nil {
		*m = Margins{}
	}
	if (*m)[dialect] == nil {
		(*m)[dialect] = &Margin{}
	}
	return (*m)[dialect]
}

// Peek returns the dialect's margin for reading; it is nil where there is none.
func (m Margins) Peek(dialect string) *Margin { return m[dialect] }

// Clone copies the margins so that changing the copy leaves the original alone.
func (m Margins) Clone() Margins {
	if m == nil {
		return nil
	}
	out := make(Margins, len(m))
	for dialect, margin := range m {
		if margin.Empty() {
			continue
		}
		c := &Margin{}
		for name, value := range margin.Bag {
			c.setBag(name, value)
		}
		for name, secret := range margin.Secrets {
			c.setSecret(name, secret)
		}
		for field, note := range margin.Notes {
			c.setNote(field, &note) // notes are never changed in place
		}
		out[dialect] = c
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
