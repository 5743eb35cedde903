package enswitch

import "dragoman/adapters/jsontext"

// shape is how objects of a kind are written: which settings, and which of them first.
type shape[K any] struct {
	table *table[K]
	order []int    // positions in a view
	keys  []string // `"name":` by position in a view
	only  bool     // nothing that isn't in order
}

// shapeOf writes every setting of a table that is shown, those named first.
func shapeOf[K any](t *table[K], leading ...string) *shape[K] {
	s := &shape[K]{table: t}
	position := map[string]int{}
	var names []string
	for _, declared := range t.Settings() {
		if declared.Unshown {
			continue
		}
		position[declared.Name] = len(names)
		names = append(names, declared.Name)
		s.keys = append(s.keys, string(jsontext.AppendString(nil, declared.Name))+":")
	}
	taken := make([]bool, len(names))
	for _, name := range leading {
		i, ok := position[name]
		if !ok {
			panic("a shape begins with " + name + ", which isn't shown")
		}
		taken[i] = true
		s.order = append(s.order, i)
	}
	for i := range names {
		if !taken[i] {
			s.order = append(s.order, i)
		}
	}
	return s
}

// brief writes only the settings named.
func brief[K any](t *table[K], names ...string) *shape[K] {
	s := shapeOf(t, names...)
	s.order, s.only = s.order[:len(names)], true
	return s
}

// append writes one object, but for the settings to leave out.
func (s *shape[K]) append(out []byte, v *View, k K, without string) []byte {
	entries := s.table.View(v, k)
	out = append(out, '{', ' ')
	first := true
	for _, i := range s.order {
		if entries[i].Name == without {
			continue
		}
		if !first {
			out = append(out, ',', ' ')
		}
		first = false
		out = append(out, s.keys[i]...)
		out = appendValue(out, entries[i].Value)
	}
	if s.only {
		return append(out, ' ', '}')
	}
	for _, extra := range entries[len(s.keys):] {
		if !first {
			out = append(out, ',', ' ')
		}
		first = false
		out = jsontext.AppendString(out, extra.Name)
		out = append(out, ':')
		out = appendValue(out, extra.Value)
	}
	return append(out, ' ', '}')
}

// reopen takes the end off an object so that more members can follow.
func reopen(out []byte) []byte { return append(out[:len(out)-2], ", "...) }
