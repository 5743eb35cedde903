package lens

// Same says whether a setting means the same in two sets of written values, however it is spelled. Both are read into
// new objects, which fresh makes; what a set leaves out has its default. A value that can't be read is only the same as
// one that is written alike.
func (t *Table[K, C]) Same(c C, fresh func() K, name string, a, b map[string]Value) bool {
	if a[name].Plain() == b[name].Plain() {
		if i, declared := t.byName[name]; !declared || t.rows[i].binding == nil || t.partner[t.rows[i].binding][1] < 0 {
			return true
		}
	}
	i, declared := t.byName[name]
	if !declared {
		return a[name] == b[name]
	}
	row := &t.rows[i]
	if row.binding == nil || row.binding.Secret {
		return row.sameText(a[name], b[name])
	}
	left, ok := t.meaning(c, fresh(), row.binding, a)
	right, okToo := t.meaning(c, fresh(), row.binding, b)
	return ok && okToo && left == right
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
func (t *Table[K, C]) meaning(c C, k K, b *Binding[K, C], in map[string]Value) (state string, ok bool) {
	var want Texts
	for part, i := range t.partner[b] {
		if i < 0 {
			continue
		}
		row := &t.rows[i]
		want[part] = row.Default
		value, given := in[row.Name]
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
