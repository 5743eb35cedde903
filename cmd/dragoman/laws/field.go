package laws

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/report"
)

// prototypes are the canonical types by kind.
var prototypes = map[domain.Kind]reflect.Type{
	domain.KindTenant:      reflect.TypeFor[domain.Tenant](),
	domain.KindPerson:      reflect.TypeFor[domain.Person](),
	domain.KindPhone:       reflect.TypeFor[domain.Phone](),
	domain.KindHuntGroup:   reflect.TypeFor[domain.HuntGroup](),
	domain.KindFeatureCode: reflect.TypeFor[domain.FeatureCode](),
}

// Field is a canonical field as tables name it, with its Go type.
type Field struct {
	Name string // "RingTime", "Levels.3.RingTime", "Levels.3.Members", "StarCodes"
	Type reflect.Type
}

// Fields lists the canonical fields of a kind, in the order of its Go type. A hunt group's members are a field of each
// level, since that is how dialects speak of them.
func Fields(kind domain.Kind) []Field {
	var out []Field
	for i := range prototypes[kind].NumField() {
		field := prototypes[kind].Field(i)
		switch {
		case field.Name == "Margins" || field.Name == "Members":
		case field.Type.Kind() == reflect.Array:
			for n := 1; n <= field.Type.Len(); n++ {
				out = append(out, levelFields(n, field.Type.Elem())...)
			}
		default:
			out = append(out, Field{field.Name, field.Type})
		}
	}
	return out
}

func levelFields(n int, level reflect.Type) []Field {
	members, _ := reflect.TypeFor[domain.HuntGroup]().FieldByName("Members")
	out := []Field{{fmt.Sprintf("Levels.%d.Members", n), members.Type}}
	for i := range level.NumField() {
		if field := level.Field(i); field.Name != "Margins" {
			out = append(out, Field{fmt.Sprintf("Levels.%d.%s", n, field.Name), field.Type})
		}
	}
	return out
}

// TypeOf finds the Go type of what a setting's canonical field names, a part of a member or a single star code too; nil
// where the kind has no such field.
func TypeOf(kind domain.Kind, name string) reflect.Type {
	for _, field := range Fields(kind) {
		if !report.Related(field.Name, name) {
			continue
		}
		rest := strings.Split(name, ".")[strings.Count(field.Name, ".")+1:]
		return within(field.Type, rest)
	}
	return nil
}

// within follows names into a type: into the elements of a list or map, and into the fields of a struct.
func within(t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		switch t.Kind() {
		case reflect.Slice:
			t = t.Elem()
			if t.Kind() != reflect.Struct {
				return nil
			}
			field, ok := t.FieldByName(name)
			if !ok {
				return nil
			}
			t = field.Type
		case reflect.Map:
			t = t.Elem()
		default:
			return nil
		}
	}
	return t
}

// atLevel puts a level's number where a field of every level has a star.
func atLevel(field string, level int) string {
	return strings.Replace(field, "*", strconv.Itoa(level), 1)
}
