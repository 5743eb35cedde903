package lens

// Lookup gives a written value by the setting's name; ok is false where nothing was written.
type Lookup func(name string) (value Value, ok bool)

// Same says whether a setting means the same in two sets of written values, however it is spelled. Both are read into
// new objects, which fresh makes; what a set leaves out has its default. A value that can't be read is only the same as
// one that is written alike.
func (t *Table[K, C]) Same(c C, fresh func() K, name string, a, b Lookup) bool {
	one, _ := a(name)
	other, _ := b(name)
	i, declared := t.byName[name]
	if !declared {
		return one == other
	}
	row := &t.rows[i]
	if one.Plain() == other.Plain() && (row.binding == nil || t.partner[row.binding][1] < 0 || t.alike(row.binding, a, b)) {
		return true
	}
	if row.binding == nil || row.binding.Secret {
		return row.sameText(one, other)
	}
	left, ok := t.meaning(c, fresh(), row.binding, a)
	right, okToo := t.meaning(c, fresh(), row.binding, b)
	return ok && okToo && left == right
}

// alike says that both settings of a binding are written alike.
func (t *Table[K, C]) alike(b *Binding[K, C], left, right Lookup) bool {
	for _, i := range t.partner[b] {
		if i < 0 {
			continue
		}
		one, given := left(t.rows[i].Name)
		other, givenToo := right(t.rows[i].Name)
		if given != givenToo || one.Plain() != other.Plain() {
			return false
		}
	}
	return true
}

// sameText compares two values of a setting in the form in which they are kept.
func (s *Setting) sameText(a, b Value) bool {
	left, err := s.Check(a)
	if err != nil {
		return false
	}
	right, err := s.Check(b)
	if err != nil {
		return false
	}
	return left == right || s.Type.Numeric() && SameNumber(left, right)
}

// meaning is what a binding's settings leave in a new object's field, encoded; ok is false where they can't be read.
func (t *Table[K, C]) meaning(c C, k K, b *Binding[K, C], in Lookup) (state string, ok bool) {
	var want Texts
	for part, i := range t.partner[b] {
		if i < 0 {
			continue
		}
		row := &t.rows[i]
		want[part] = row.Default
		value, given := in(row.Name)
		if !given {
			continue
		}
		text, err := row.Check(value)
		if err != nil {
			return "", false
		}
		want[part] = text
	}
	if err := b.Put(c, k, want); err != nil {
		return "", false
	}
	state, err := b.state(k)
	return b.identity(state), err == nil
}
