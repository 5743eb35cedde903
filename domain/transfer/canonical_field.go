package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// canonicalField is a top-level JSON field of the canonical objects K as a setting of a row.
type canonicalField[K any] struct {
	setting lens.Setting
	leads   bool // its whole text is a destination
	get     func(K) lens.Value
	put     func(K, lens.Value) error
}

// fieldOf makes a setting of the field that ref points to, in the form that JSON gives it.
func fieldOf[K, T any](name, field string, ref func(K) *T) canonicalField[K] {
	return canonicalField[K]{
		setting: lens.Setting{Name: name, Type: lens.String, Class: lens.Exact, Field: field},
		leads:   reflect.TypeFor[T]() == reflect.TypeFor[domain.Destination](),
		get:     func(k K) lens.Value { return encoded(*ref(k)) },
		put: func(k K, value lens.Value) error {
			var read T
			if err := decoded(value, &read); err != nil {
				return err
			}
			*ref(k) = read
			return nil
		},
	}
}

// through makes a setting of a part of the object that has a form of its own in rows.
func through[K, T any](name, field string, load func(K) T, save func(K, T)) canonicalField[K] {
	f := fieldOf(name, field, func(K) *T { return new(T) })
	f.get = func(k K) lens.Value { return encoded(load(k)) }
	f.put = func(k K, value lens.Value) error {
		var read T
		if err := decoded(value, &read); err != nil {
			return err
		}
		save(k, read)
		return nil
	}
	return f
}

// secretOf makes a setting of a secret, in clear.
func secretOf[K any](name, field string, ref func(K) *domain.Secret) canonicalField[K] {
	return canonicalField[K]{
		setting: lens.Setting{Name: name, Type: lens.String, Class: lens.Hidden, Field: field},
		get:     func(k K) lens.Value { return lens.Text(ref(k).Reveal()) },
		put: func(k K, value lens.Value) error {
			if value.Raw || value.Text != lens.Mask {
				*ref(k) = domain.Secret(value.Plain())
			}
			return nil
		},
	}
}

// namesSetting holds the names that an object answers to, its account first; empty where it has only its own.
const namesSetting = "names"

// namesOf makes a setting of the names that an object answers to. It is written apart, since names belong to the number
// plan.
func namesOf[K any](names func(K) []string) canonicalField[K] {
	return canonicalField[K]{
		setting: lens.Setting{Name: namesSetting, Type: lens.Names, Class: lens.Exact, Field: "Names"},
		get:     func(k K) lens.Value { return lens.Value{Text: lens.JoinNames(names(k)), Raw: true} },
		put:     func(K, lens.Value) error { return nil },
	}
}

func readNames(value lens.Value) ([]string, error) {
	var names []string
	if err := decoded(value, &names); err != nil {
		return nil, errors.New("must be a list of names")
	}
	return names, nil
}

// encoded writes a value as a setting: text as it is, anything else as JSON.
func encoded(value any) lens.Value {
	data, err := asJSON(value)
	if err != nil {
		panic(err) // canonical objects always can be written
	}
	var out lens.Value
	if err := out.UnmarshalJSON(data); err != nil {
		panic(err)
	}
	return out
}

// decoded reads what encoded wrote; nothing is the zero value.
func decoded(value lens.Value, into any) error {
	if value == (lens.Value{}) || value.Raw && value.Text == "null" {
		return nil
	}
	data, err := value.MarshalJSON()
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("must be %s", expected(reflect.TypeOf(into).Elem()))
	}
	return nil
}

// expected says what a value of a type looks like.
func expected(t reflect.Type) string {
	if t == reflect.TypeFor[domain.Destination]() {
		return "a destination such as phone:440"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice, reflect.Array:
		return "a list in the form that an export writes"
	case reflect.Struct:
		return "an object in the form that an export writes"
	}
	return "text"
}

// marginPrefix begins the names of settings that hold what an object keeps for a dialect: "margins.vodia".
const marginPrefix = "margins."

// marginEntries are the settings of an object's margins, by dialect.
func marginEntries(margins lens.Margins) []lens.Entry {
	var out []lens.Entry
	for _, dialect := range slices.Sorted(maps.Keys(margins)) {
		if margin := margins[dialect]; margin == nil || len(margin.Bag) == 0 && len(margin.Notes) == 0 {
			continue
		}
		name := marginPrefix + dialect
		out = append(out, lens.Entry{Name: name, Value: encoded(withoutMemberIDs(margins[dialect])), Setting: marginSetting(name)})
	}
	return out
}

func marginSetting(name string) *lens.Setting {
	return &lens.Setting{Name: name, Type: lens.String, Class: lens.OwnOnly, Remark: "what the object keeps for a dialect"}
}

// withoutMemberIDs leaves the ids of members out of what is noted of them: members get others where they go.
func withoutMemberIDs(margin *lens.Margin) *lens.Margin {
	out := &lens.Margin{Bag: margin.Bag, Notes: make(map[string]lens.Note, len(margin.Notes))}
	for field, note := range margin.Notes {
		if strings.HasSuffix(field, ".Members") {
			note.Under, note.Aside = forgetIDs(note.Under), forgetIDs(note.Aside)
		}
		out.Notes[field] = note
	}
	return out
}

func forgetIDs(state string) string {
	var members []domain.Member
	if state == "" || json.Unmarshal([]byte(state), &members) != nil {
		return state
	}
	for i := range members {
		members[i].ID = 0
	}
	data, err := json.Marshal(members)
	if err != nil {
		return state
	}
	return string(data)
}

// putMargin writes a margin's setting.
func putMargin(margins *lens.Margins, entry lens.Entry) error {
	dialect := strings.TrimPrefix(entry.Name, marginPrefix)
	read := &lens.Margin{}
	if err := decoded(entry.Value, read); err != nil {
		return err
	}
	read.Secrets = nil // they are a setting of their own
	if there := margins.Peek(dialect); there != nil {
		read.Secrets = there.Secrets
	}
	if read.Empty() {
		delete(*margins, dialect)
		return nil
	}
	if size := read.Size(); size > lens.MaxBag {
		return fmt.Errorf("must not exceed %d bytes", lens.MaxBag)
	}
	if *margins == nil {
		*margins = lens.Margins{}
	}
	(*margins)[dialect] = read
	return nil
}
