package laws

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

// Totality: every object has a view, which shows each documented setting with a value that could be written.
func (kind *Kind[K]) Totality(view View[K], k K) error {
	shown := view.Show(k)
	for _, place := range view.Places(k) {
		value, there := shown[place.Name]
		switch {
		case there == place.Setting.Unshown:
			return fmt.Errorf("Totality: %s is shown: %t", place.Name, there)
		case !there || place.Setting.Class == lens.ReadOnly:
			continue
		}
		if _, err := place.Setting.Check(value); err != nil {
			return fmt.Errorf("Totality: %s shows %q, which %w", place.Name, value.Text, err)
		}
	}
	return kind.world.Err()
}

// GetPut: writing back exactly what was read changes nothing.
func (kind *Kind[K]) GetPut(view View[K], k K) error {
	c := kind.Clone(k)
	if faults := view.Write(c, view.Show(k)); len(faults) > 0 {
		return fmt.Errorf("GetPut: what was read is refused: %v", faults)
	}
	if before, after := kind.Stored(k), kind.Stored(c); before != after {
		return fmt.Errorf("GetPut: the stored form changed %s", contrast(before, after))
	}
	return nil
}

// PutGet: what was written is what is read. k is the object after the write.
func (kind *Kind[K]) PutGet(view View[K], k K, written Values) error {
	places := map[string]Place{}
	for _, place := range view.Places(k) {
		places[place.Name] = place
	}
	for name, want := range written {
		got, there := view.Get(k, name)
		if !there {
			return fmt.Errorf("PutGet: wrote %s=%q, and it isn't there", name, want.Text)
		}
		if !Shows(places[name].Setting, want, got) {
			return fmt.Errorf("PutGet: wrote %s=%q, read %q", name, want.Text, got.Text)
		}
	}
	return nil
}

// Shows says whether a setting shows what was written: numbers compare as numbers, truths as truths, secrets as masks. s
// is nil for a setting that no page documents.
func Shows(s *lens.Setting, want, got lens.Value) bool {
	switch {
	case s == nil:
		return want == got || want.Text == got.Text
	case want.Raw && want.Text == "null":
		return got.Text == "" || got.Text == want.Text
	case s.Class == lens.Hidden:
		return got.Text == lens.Mask && want.Text != "" || got.Text == want.Text || want.Text == lens.Mask
	case s.Type == lens.Switch:
		return truth(want.Text) == truth(got.Text)
	case s.Type == lens.Names:
		return slices.Equal(lens.SplitNames(want.Text), lens.SplitNames(got.Text))
	case s.Type.Numeric() || s.Type == lens.Number:
		return got.Text == want.Text || lens.SameNumber(strings.TrimSpace(want.Text), got.Text)
	}
	return got.Text == want.Text
}

func truth(text string) string {
	switch strings.ToLower(text) {
	case "true", "1", "yes", "on":
		return "true"
	case "false", "0", "no", "off":
		return "false"
	}
	return text
}

// PutPut: of two writes the second wins, and the first leaves no trace. The second speaks of all that the first did.
func (kind *Kind[K]) PutPut(view View[K], k K, first, second Values) error {
	once, twice := kind.Clone(k), kind.Clone(k)
	if faults := view.Write(once, second); len(faults) > 0 {
		return fmt.Errorf("PutPut: the second write is refused: %v", faults)
	}
	if faults := view.Write(twice, first); len(faults) > 0 {
		return fmt.Errorf("PutPut: the first write is refused: %v", faults)
	}
	twice = kind.asStored(twice)
	if faults := view.Write(twice, second); len(faults) > 0 {
		return fmt.Errorf("PutPut: after the first write the second is refused: %v", faults)
	}
	once, twice = kind.comparable(once, k, second), kind.comparable(twice, k, second)
	for _, any := range kind.Views {
		if place, x, y, differ := Difference(any.Show(once), any.Show(twice)); differ {
			return fmt.Errorf("PutPut: %s shows %s as %q after the second write alone and as %q after both", any.Dialect(), place, x.Text, y.Text)
		}
	}
	if x, y := kind.Settled(once), kind.Settled(twice); x != y {
		return fmt.Errorf("PutPut: the first write shows in what is stored %s", contrast(x, y))
	}
	return nil
}

// comparable is an object without what two writes may leave different: the ids of parts that they made anew, and the
// rest of a forward that was switched off through Vodia, the one setting that forgets.
func (kind *Kind[K]) comparable(k, base K, written Values) K {
	c := kind.asStored(k)
	if kind.unify != nil {
		kind.unify(c, base)
	}
	if phone, ok := any(c).(*domain.Phone); ok && (!phone.Forward.On || phone.Forward.Number == "") && forgets(written) {
		phone.Forward = domain.Forward{}
		for _, margin := range phone.Margins {
			delete(margin.Notes, "Forward")
		}
	}
	return kind.Clone(c)
}

// forgets says whether a write switches forwarding off through the setting that keeps the number.
func forgets(written Values) bool {
	cfa, ok := written["cfa"]
	return ok && strings.TrimSpace(cfa.Text) == ""
}

// contrast shows two texts from shortly before where they differ.
func contrast(x, y string) string {
	i := 0
	for i < min(len(x), len(y)) && x[i] == y[i] {
		i++
	}
	excerpt := func(text string) string { return text[max(i-100, 0):min(i+200, len(text))] }
	return fmt.Sprintf("\nas   %s\nand  %s", excerpt(x), excerpt(y))
}

// Difference finds a place in which two answers differ.
func Difference(a, b Values) (place string, x, y lens.Value, differ bool) {
	for name := range joined(a, b) {
		was, there := a[name]
		is, thereToo := b[name]
		if (was != is || there != thereToo) && (!differ || name < place) {
			place, x, y, differ = name, was, is, true
		}
	}
	return place, x, y, differ
}

// Isolation: a write through one view changes in the other only what maps to something written. after is the object k
// after the write.
func (kind *Kind[K]) Isolation(view, other View[K], k, after K, written Values) error {
	before, now := other.Show(k), other.Show(after)
	if _, _, _, differ := Difference(before, now); !differ {
		return nil
	}
	fields := Written(slices.Concat(view.Places(k), view.Places(after)), written)
	err := Isolated(slices.Concat(other.Places(k), other.Places(after)), fields, before, now)
	if err != nil {
		return fmt.Errorf("Isolation: writing %v through %s changed in %s %w", slices.Sorted(maps.Keys(written)), view.Dialect(), other.Dialect(), err)
	}
	return nil
}

// Written are the canonical fields that a write to places is about.
func Written(places []Place, written Values) []string {
	var fields []string
	for _, place := range places {
		if _, ok := written[place.Name]; ok {
			fields = append(fields, place.fields()...)
		}
	}
	return fields
}

// Isolated says what changed between two answers that has nothing to do with the canonical fields.
func Isolated(places []Place, fields []string, before, now Values) error {
	byName, partOf := map[string]Place{}, map[string]string{}
	for _, place := range places {
		byName[place.Name] = place
		partOf[prefixOf(place.Name)] = place.Part
	}
	for name := range joined(before, now) {
		if before[name] == now[name] {
			continue
		}
		place := byName[name]
		_, was := before[name]
		_, is := now[name]
		part := partOf[prefixOf(name)] // of what no page documents too
		if was != is && slices.ContainsFunc(fields, func(field string) bool { return report.Related(field, part) }) {
			continue
		}
		if !place.touches(fields) {
			return fmt.Errorf("%s from %q to %q", name, before[name].Text, now[name].Text)
		}
	}
	return nil
}

func joined(a, b Values) Values {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// fields are the canonical fields that a place has to do with.
func (p Place) fields() []string {
	if p.Setting == nil {
		return nil
	}
	fields := p.Setting.Fields()
	if p.Field != "" {
		fields[0] = p.Field // with the level's number
	}
	return fields
}

func (p Place) touches(fields []string) bool {
	for _, mine := range p.fields() {
		if slices.ContainsFunc(fields, func(field string) bool { return report.Related(field, mine) }) {
			return true
		}
	}
	return false
}

// CreateCopy: a new object that is made of what a view shows of another one is equal to it in everything that the view
// can say, but for what makes it another one, and for secrets.
func (kind *Kind[K]) CreateCopy(view View[K], k K) error {
	shown := view.Show(k)
	for _, place := range view.Places(k) {
		if !kind.Copied(place) {
			delete(shown, place.Name)
		}
	}
	copied := kind.Another(k)
	if faults := view.Fill(copied, k, shown); len(faults) > 0 {
		return fmt.Errorf("create-copy: refused: %v", faults)
	}
	now := view.Show(copied)
	for place, value := range shown {
		if now[place] != value {
			return fmt.Errorf("create-copy: %s shows %s as %q in the original and as %q in the copy", view.Dialect(), place, value.Text, now[place].Text)
		}
	}
	return nil
}

// Copied says that a place of a copy is like that of the original: it is no secret and doesn't say which object it is.
func (kind *Kind[K]) Copied(place Place) bool {
	return place.Setting.Class != lens.Hidden && !place.touches(kind.Keys)
}

// All tries every law on one object, one view and two writes through it.
func (kind *Kind[K]) All(view View[K], k K, first, second Values) error {
	var errs []error
	for _, any := range kind.Views {
		errs = append(errs, kind.Totality(any, k))
	}
	once, second := kind.Accept(view, k, second)
	errs = append(errs, kind.GetPut(view, k), kind.CreateCopy(view, k), kind.PutGet(view, once, second), kind.PutPut(view, k, kind.answered(view, k, first, second), second))
	for _, other := range kind.Views {
		if other != view {
			errs = append(errs, kind.Isolation(view, other, k, once, second))
		}
	}
	return errors.Join(errs...)
}

// answered is what of a first write the second speaks of again. A mask says nothing, and neither does writing what is
// never written.
func (kind *Kind[K]) answered(view View[K], k K, first, second Values) Values {
	_, first = kind.Accept(view, k, first)
	left := Values{}
	for _, place := range view.Places(k) {
		again, ok := second[place.Name]
		if ok && place.Setting.Class == lens.Hidden && again.Text == lens.Mask {
			delete(first, place.Name)
		}
	}
	for place, value := range first {
		if _, ok := second[place]; ok {
			left[place] = value
		}
	}
	_, left = kind.Accept(view, k, left)
	return left
}
