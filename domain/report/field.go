package report

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"dragoman/domain"
)

// Field is one canonical field of an object with its value as people read it: text as it is, anything else as JSON.
type Field struct {
	Name  string `json:"field"`
	Value string `json:"value"`
}

// unlisted are the parts of a canonical type that are no fields of the object: what dialects keep beside it, and in
// which order its names were written.
var unlisted = map[string]bool{"Margins": true, "Listed": true}

// Fields lists the canonical fields of an object as tables name them, in the order of its type. A level's fields and its
// members are fields of the hunt group, and a star code for each function is one of the tenant.
func Fields(object Object) []Field {
	value := reflect.ValueOf(object.Of).Elem()
	var out []Field
	for i := range value.NumField() {
		name := value.Type().Field(i).Name
		switch {
		case unlisted[name], name == "Members":
		case name == "Levels":
			out = append(out, levelFields(object.Of.(*domain.HuntGroup))...)
		default:
			out = append(out, Field{name, readable(value.Field(i).Interface())})
		}
	}
	return out
}

func levelFields(group *domain.HuntGroup) []Field {
	var out []Field
	for i := range group.Levels {
		level := reflect.ValueOf(group.Levels[i])
		prefix := fmt.Sprintf("Levels.%d.", i+1)
		for j := range level.NumField() {
			if name := level.Type().Field(j).Name; !unlisted[name] {
				out = append(out, Field{prefix + name, readable(level.Field(j).Interface())})
			}
		}
		out = append(out, Field{prefix + "Members", readable(withoutMargins(group.MembersOf(i + 1)))})
	}
	return out
}

func withoutMargins(members []domain.Member) []domain.Member {
	for i := range members {
		members[i].Margins = nil
	}
	return members
}

// valueOf is one canonical field of an object, by the name that tables give it; ok is false for one that it hasn't.
func valueOf(fields []Field, name string) (value string, ok bool) {
	for _, field := range fields {
		if field.Name == name {
			return field.Value, true
		}
	}
	return "", false
}

// readable writes a canonical value for people. Secrets mask themselves.
func readable(value any) string {
	switch v := value.(type) {
	case domain.Destination:
		return v.String()
	case domain.Secret:
		return v.Masked()
	case domain.Credential:
		return v.Masked()
	}
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Int, v.Kind() == reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case v.IsZero(), v.Kind() == reflect.Slice && v.Len() == 0, v.Kind() == reflect.Map && v.Len() == 0:
		if v.Kind() == reflect.Bool {
			return "false"
		}
		return ""
	}
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("unreadable: %v", err)
	}
	return string(data)
}

// Related says whether two names of canonical fields speak of the same thing: one is the other, or a part of it. A *
// stands for any part of a name.
func Related(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	for more := true; more; {
		var left, right string
		var moreToo bool
		left, a, more = strings.Cut(a, ".")
		right, b, moreToo = strings.Cut(b, ".")
		if left != right && left != "*" && right != "*" {
			return false
		}
		more = more && moreToo
	}
	return true
}

// Meaning is what a destination leads to at the moment: dialled digits are resolved, anything else is itself. Several
// numbers are no single destination and stay as written.
func Meaning(plan *domain.NumberPlan, d domain.Destination) domain.Destination {
	if plan == nil || d.Kind != domain.ToDialled || len(strings.Fields(d.Target)) != 1 {
		return d
	}
	return plan.Resolve(d.Target)
}

// MeaningOf is Meaning of a destination that is encoded, for a lens.Binding.
func MeaningOf(plan *domain.NumberPlan, state string) string {
	var d domain.Destination
	if json.Unmarshal([]byte(state), &d) != nil {
		return state
	}
	return Meaning(plan, d).String()
}
