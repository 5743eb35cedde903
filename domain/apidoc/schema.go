package apidoc

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"dragoman/domain/lens"
)

// Schema is a JSON Schema, as far as the documents need it.
type Schema struct {
	Ref                  string             `json:"$ref,omitempty"`
	Type                 any                `json:"type,omitempty"` // a text, or several
	Description          string             `json:"description,omitempty"`
	Enum                 []any              `json:"enum,omitempty"`
	Const                any                `json:"const,omitempty"`
	Default              any                `json:"default,omitempty"`
	Minimum              *int64             `json:"minimum,omitempty"`
	Maximum              *int64             `json:"maximum,omitempty"`
	Pattern              string             `json:"pattern,omitempty"`
	Items                *Schema            `json:"items,omitempty"`
	MinItems             int                `json:"minItems,omitempty"`
	Properties           map[string]*Schema `json:"properties,omitempty"`
	Required             []string           `json:"required,omitempty"`
	AdditionalProperties *Schema            `json:"additionalProperties,omitempty"`
	AllOf                []*Schema          `json:"allOf,omitempty"`
	AnyOf                []*Schema          `json:"anyOf,omitempty"`
	ReadOnly             bool               `json:"readOnly,omitempty"`
	Class                lens.Class         `json:"x-class,omitempty"` // what becomes of a setting in the other dialect
	Field                string             `json:"x-field,omitempty"` // the canonical field that a setting stands for
	Since                string             `json:"x-since,omitempty"` // the version that brought a setting
	Page                 string             `json:"x-page,omitempty"`  // the page that a setting is taken from
}

// Text is any text.
func Text(description string) *Schema { return &Schema{Type: "string", Description: description} }

// Integer is any whole number.
func Integer(description string) *Schema { return &Schema{Type: "integer", Description: description} }

// Truth is true or false.
func Truth(description string) *Schema { return &Schema{Type: "boolean", Description: description} }

// Exactly is one value.
func Exactly(value any) *Schema { return &Schema{Const: value} }

// Words is one of some texts.
func Words(words ...string) *Schema {
	s := &Schema{Type: "string"}
	for _, word := range words {
		s.Enum = append(s.Enum, word)
	}
	return s
}

// List is an array.
func List(items *Schema) *Schema { return &Schema{Type: "array", Items: items} }

// Object has properties, all of which are there.
func Object(properties map[string]*Schema) *Schema {
	s := &Schema{Type: "object", Properties: properties}
	for name := range properties {
		s.Required = append(s.Required, name)
	}
	slices.Sort(s.Required)
	return s
}

// Keyed is an object whose names are anything and whose values are alike.
func Keyed(values *Schema) *Schema { return &Schema{Type: "object", AdditionalProperties: values} }

// Any is one of several.
func Any(schemas ...*Schema) *Schema { return &Schema{AnyOf: schemas} }

// Reference is a schema of the document's components.
func Reference(name string) *Schema { return &Schema{Ref: "#/components/schemas/" + name} }

// types are the JSON types of settings as they are shown.
var types = map[lens.Type]string{
	lens.String: "string", lens.Integer: "integer", lens.Decimal: "number", lens.Flag: "integer", lens.Number: "string",
	lens.Switch: "string", lens.Names: "array",
}

// Setting describes a setting's value as it is shown.
func Setting(s *lens.Setting) *Schema {
	out := &Schema{
		Type: types[s.Type], Description: describe(s), Minimum: s.Min, Maximum: s.Max, ReadOnly: s.Class == lens.ReadOnly,
		Class: s.Class, Field: s.Field, Since: s.Since, Page: s.Page,
	}
	for _, text := range s.Allowed {
		out.Enum = append(out.Enum, value(s, text))
	}
	switch {
	case s.Type == lens.Flag:
		out.Enum = []any{0, 1}
	case s.Type == lens.Switch && s.Allowed == nil:
		out.Enum = []any{"", "true", "false"}
	case s.Type == lens.Number:
		out.Pattern = `^\s*([+-]?[0-9]+)?\s*$`
		out.Minimum, out.Maximum = nil, nil
	case s.Type == lens.Names:
		out.Items = Text("")
	}
	if s.Class != lens.ReadOnly && s.Type != lens.Names {
		out.Default = value(s, s.Default)
	}
	return out
}

func describe(s *lens.Setting) string {
	text := s.Remark
	if s.Form != nil {
		if text != "" {
			text += "; "
		}
		text += "must be " + s.Form.Name
	}
	return text
}

// value is a setting's text as JSON has it, nil for a number that is none.
func value(s *lens.Setting, text string) any {
	switch {
	case !s.Type.Numeric():
		return text
	case text == "":
		return nil
	}
	return json.Number(text)
}

// Loosely describes a setting as clients may write it who know texts, numbers and truths for the same thing.
func Loosely(s *lens.Setting) *Schema {
	out := Setting(s)
	out.Type, out.Enum, out.Pattern, out.Minimum, out.Maximum, out.Items = []string{"string", "number", "boolean", "null"}, nil, "", nil, nil, nil
	if s.Type == lens.Names {
		out.Type = []string{"array", "string"}
	}
	return out
}

// Settings describes an object of settings as it is shown. Clients may have left more with it than any page documents.
func Settings(settings []*lens.Setting) *Schema {
	out := &Schema{Type: "object", Properties: map[string]*Schema{}}
	for _, s := range settings {
		if !s.Unshown {
			out.Properties[s.Name] = Setting(s)
		}
	}
	return out
}

// Of describes the JSON of a Go type.
func Of[T any]() *Schema { return ofType(reflect.TypeFor[T]()) }

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

func ofType(t reflect.Type) *Schema {
	switch {
	case t.Kind() == reflect.Pointer:
		return ofType(t.Elem())
	case t.Implements(jsonMarshaler):
		return &Schema{Type: "object"} // what it writes it alone knows; those of ours write objects
	case t.Implements(textMarshaler):
		return Text("")
	}
	switch t.Kind() {
	case reflect.Struct:
		return ofStruct(t)
	case reflect.Slice, reflect.Array:
		return List(ofType(t.Elem()))
	case reflect.Map:
		return Keyed(ofType(t.Elem()))
	case reflect.Bool:
		return Truth("")
	case reflect.Int, reflect.Int64:
		return Integer("")
	}
	return Text("")
}

func ofStruct(t reflect.Type) *Schema {
	out := &Schema{Type: "object", Properties: map[string]*Schema{}}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		if t.Field(i).Type == t || t.Field(i).Type.Kind() == reflect.Slice && t.Field(i).Type.Elem() == t {
			out.Properties[name] = List(&Schema{Type: "object"}) // further ones of the same kind
			continue
		}
		out.Properties[name] = ofType(t.Field(i).Type)
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			out.Required = append(out.Required, name)
		}
	}
	return out
}
