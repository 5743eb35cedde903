package laws

import (
	"fmt"
	"reflect"
	"slices"

	"dragoman/adapters/enswitch"
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Filled is an object in which dialects have, one after the other, given every setting that they can write a value that
// isn't the default. It is the same on every run.
func (kind *Kind[K]) Filled(views ...View[K]) (k K, err error) {
	k = kind.Fresh()
	for _, view := range views {
		if k, err = kind.fill(view, k); err != nil {
			return k, err
		}
	}
	unsalt(reflect.ValueOf(k).Elem())
	return k, nil
}

// unsalt replaces hashes, which differ from run to run.
func unsalt(object reflect.Value) {
	for i := range object.NumField() {
		if credential, ok := object.Field(i).Addr().Interface().(*domain.Credential); ok && !credential.IsZero() {
			*credential = domain.Credential{Hash: "a hash", ProofHash: "a hash of the proof"}
		}
	}
}

func (kind *Kind[K]) fill(view View[K], k K) (K, error) {
	for range 2 {
		if kind.add == nil || view.Dialect() != enswitch.Dialect {
			break
		}
		part := Values{}
		for i, s := range enswitch.MemberTable.Settings() {
			if s.Class != lens.ReadOnly {
				part[s.Name] = lens.Text(kind.filling(s, i))
			}
		}
		if faults := kind.add(k, part); len(faults) > 0 {
			return k, fmt.Errorf("%s %s: %v", view.Dialect(), kind.Name, faults)
		}
	}
	// What a declaration lets through a binding may still refuse; then the next sample has its turn.
	refused := map[string]int{}
	for range 100 {
		in := kind.fillings(view, k, refused)
		faults := view.Write(kind.Clone(k), in)
		if len(faults) == 0 {
			return kind.Put(view, k, in)
		}
		for _, fault := range faults {
			refused[fault.Setting]++
		}
	}
	return k, fmt.Errorf("%s %s: no values are taken of %v", view.Dialect(), kind.Name, refused)
}

func (kind *Kind[K]) fillings(view View[K], k K, refused map[string]int) Values {
	in := Values{}
	for i, place := range view.Places(k) {
		s := place.Setting
		switch {
		case s.Class == lens.ReadOnly || s.Field != "" && s.Field == kind.Fixed || place.Part != "":
		case s.Type == lens.Names:
			in[place.Name] = lens.Value{Text: lens.JoinNames(append(kind.names.first(k), kind.names.among[:2]...)), Raw: true}
		case kind.filled[place.Name] != "":
			in[place.Name] = lens.Text(kind.filled[place.Name])
		default:
			in[place.Name] = lens.Text(kind.filling(s, i+refused[place.Name]))
		}
	}
	return in
}

// filling is a value of a setting that isn't its default, which is told from the table and from the setting's position.
func (kind *Kind[K]) filling(s *lens.Setting, i int) string {
	if free(kind.Name, s) && TypeOf(kind.Name, s.Field) != reflect.TypeFor[domain.Destination]() {
		return "ä " + s.Name
	}
	candidates := slices.DeleteFunc(Samples(kind.Name, s), func(text string) bool {
		return text == "" || text == s.Default || text == lens.Mask
	})
	for _, text := range []string{"phone", "440"} {
		if TypeOf(kind.Name, s.Field) == reflect.TypeFor[domain.Destination]() && slices.Contains(candidates, text) {
			return text
		}
	}
	return candidates[i%len(candidates)]
}
