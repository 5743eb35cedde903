package conform

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"dragoman/domain/apidoc"
)

// Departure says where a JSON text departs from a schema of an API description, empty where it doesn't. Members that the
// schema doesn't name are let pass: servers of later versions have more.
func Departure(doc *apidoc.Document, schema *apidoc.Schema, body []byte) string {
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return "no JSON"
	}
	if decoder.More() {
		return "more than one JSON value"
	}
	return departure(doc, schema, value, "the answer")
}

func departure(doc *apidoc.Document, schema *apidoc.Schema, value any, at string) string {
	if name, ok := strings.CutPrefix(schema.Ref, "#/components/schemas/"); ok {
		return departure(doc, doc.Components.Schemas[name], value, at)
	}
	for _, part := range schema.AllOf {
		if why := departure(doc, part, value, at); why != "" {
			return why
		}
	}
	if len(schema.AnyOf) > 0 {
		return ofNone(doc, schema.AnyOf, value, at)
	}
	switch {
	case schema.Const != nil && fmt.Sprint(schema.Const) != fmt.Sprint(value):
		return fmt.Sprintf("%s is not %v", at, schema.Const)
	case len(schema.Enum) > 0 && !slices.ContainsFunc(schema.Enum, func(one any) bool { return fmt.Sprint(one) == fmt.Sprint(value) }):
		return fmt.Sprintf("%s is none of %v", at, schema.Enum)
	case schema.Type != nil && !ofType(schema.Type, value):
		return fmt.Sprintf("%s is no %v", at, schema.Type)
	}
	if text, ok := value.(string); ok && schema.Pattern != "" && !regexp.MustCompile(schema.Pattern).MatchString(text) {
		return fmt.Sprintf("%s doesn't match %s", at, schema.Pattern)
	}
	switch value := value.(type) {
	case []any:
		return ofItems(doc, schema, value, at)
	case map[string]any:
		return ofMembers(doc, schema, value, at)
	}
	return ""
}

// ofNone gives the shortest way to one of the schemas that would do.
func ofNone(doc *apidoc.Document, schemas []*apidoc.Schema, value any, at string) string {
	var nearest string
	for i, schema := range schemas {
		why := departure(doc, schema, value, at)
		if why == "" {
			return ""
		}
		if i == 0 || strings.Count(why, ".") > strings.Count(nearest, ".") {
			nearest = why
		}
	}
	return nearest
}

func ofType(types, value any) bool {
	if list, ok := types.([]string); ok {
		return slices.ContainsFunc(list, func(one string) bool { return ofType(one, value) })
	}
	switch value := value.(type) {
	case nil:
		return types == "null"
	case bool:
		return types == "boolean"
	case string:
		return types == "string"
	case json.Number:
		return types == "number" || types == "integer" && !strings.ContainsAny(value.String(), ".eE")
	case []any:
		return types == "array"
	}
	return types == "object"
}

func ofItems(doc *apidoc.Document, schema *apidoc.Schema, items []any, at string) string {
	if len(items) < schema.MinItems {
		return fmt.Sprintf("%s has only %d items", at, len(items))
	}
	if schema.Items == nil {
		return ""
	}
	for i, item := range items {
		if why := departure(doc, schema.Items, item, fmt.Sprintf("%s.%d", at, i)); why != "" {
			return why
		}
	}
	return ""
}

func ofMembers(doc *apidoc.Document, schema *apidoc.Schema, members map[string]any, at string) string {
	for _, name := range schema.Required {
		if _, there := members[name]; !there {
			return at + " lacks " + name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		of := schema.Properties[name]
		if of == nil {
			of = schema.AdditionalProperties
		}
		if of == nil {
			continue
		}
		if why := departure(doc, of, members[name], at+"."+name); why != "" {
			return why
		}
	}
	return ""
}
