package tenantfile

import (
	_ "embed"
	"encoding/json"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Schema is the JSON Schema of tenants' files, as it is shipped and served.
//
//go:embed schema.json
var Schema []byte

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// MakeSchema makes what Schema should be from the canonical declarations.
func MakeSchema() ([]byte, error) {
	properties := schema{
		"$schema":   schema{"type": "string", "description": "where this schema is, for editors"},
		versionName: schema{"const": version, "description": "the version of the form"},
		tenantName:  tenantShape.schema(),
		sealedName:  schema{"type": "string", "description": "the secrets of all objects, as an armored age file"},
	}
	for _, kind := range (transfer.Canonical{}).Kinds() {
		properties[sectionOf(kind)] = schema{"type": []string{"array", "null"}, "items": objectSchema(kind)}
	}
	data, err := json.MarshalIndent(schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A tenant in a file of dragoman",
		"type": "object", "additionalProperties": false, "required": []string{versionName}, "properties": properties,
	}, "", "  ")
	return append(data, '\n'), err
}

// objectSchema describes an object of a kind, with the defaults of a new one.
func objectSchema(kind transfer.Kind) schema {
	out := shapes[kind].schema()
	properties := out["properties"].(schema)
	for _, entry := range (transfer.Canonical{}).New(kind).Settings {
		property, ok := properties[entry.Name].(schema)
		if !ok {
			continue // it means nothing at another place
		}
		property["x-field"], property["x-class"] = entry.Setting.Field, entry.Setting.Class
		if entry.Setting.Class != lens.Hidden {
			property["default"] = entry.Value
		}
	}
	properties[string(kind)].(schema)["description"] = "what the object is called"
	return out
}

// schema describes the shape.
func (s *shape) schema() schema {
	switch {
	case s.hidden && s.is == words:
		return schema{"type": "string", "description": "a secret; " + lens.Mask + " stands for one that isn't here"}
	case s.hidden:
		return schema{"anyOf": []schema{{"const": lens.Mask}, s.bare()}}
	}
	return s.bare()
}

func (s *shape) bare() schema {
	switch s.is {
	case words:
		return schema{"type": "string"}
	case whole:
		out := schema{"type": "integer"}
		if s.max != 0 {
			out["minimum"], out["maximum"] = s.min, s.max
		}
		return out
	case truth:
		return schema{"type": "boolean"}
	case leading:
		return schema{
			"type": "string", "pattern": "^$|^[a-z]+:",
			"description": "a destination such as phone:440; of a hunt group, what its block here calls it",
		}
	case table:
		out := schema{"type": "object", "additionalProperties": s.of.schema()}
		if s.dialects {
			out["propertyNames"] = schema{"minLength": 1}
		}
		return out
	case series:
		out := schema{"type": "array", "items": s.of.schema()}
		if s.most > 0 {
			out["maxItems"] = s.most
		}
		return out
	case record:
		return s.recordSchema()
	}
	return schema{"description": "any JSON; " + exactly + " holds it to the letter"}
}

func (s *shape) recordSchema() schema {
	properties, required := schema{}, []string{}
	for _, f := range s.fields {
		properties[f.name] = f.shape.schema()
		if f.required {
			required = append(required, f.name)
		}
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
