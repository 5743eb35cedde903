package storetest

import (
	"fmt"
	"reflect"
	"time"

	"pgregory.net/rapid"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// computed are the fields that a store doesn't keep: they are spread over other objects.
var computed = map[string]bool{
	"Tenant.StarCodes": true, "Tenant.Administrators": true,
	"Phone.Names": true, "HuntGroup.Names": true, "FeatureCode.Names": true,
}

// random fills every field that a store has to keep, found by reflection, so that a field that is new to the domain is
// asked of the store without anybody having to think of it.
func random[T any](t *rapid.T) *T {
	object := new(T)
	fill(t, reflect.ValueOf(object).Elem())
	return object
}

func fill(t *rapid.T, v reflect.Value) {
	switch to := v.Addr().Interface().(type) {
	case *domain.Destination:
		*to = destinations.Draw(t, "destination")
		return
	case *lens.Margins:
		// An empty margin means the same as none, so each has something in its bag.
		for _, dialect := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"one", "other"}), 0, 2, rapid.ID).Draw(t, "dialects") {
			fill(t, reflect.ValueOf(to.Of(dialect)).Elem())
			to.Of(dialect).Bag = rapid.MapOfN(texts, values, 1, 3).Draw(t, "bag")
		}
		return
	case *lens.Value:
		*to = values.Draw(t, "value")
		return
	case *time.Time:
		*to = time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "time")).UTC()
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts.Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(-1<<31, 1<<31).Draw(t, "number"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Slice:
		length := rapid.IntRange(-1, 4).Draw(t, "length")
		if length < 0 {
			return // no list, which isn't an empty one
		}
		v.Set(reflect.MakeSlice(v.Type(), length, length))
		for i := range length {
			fill(t, v.Index(i))
		}
	case reflect.Map:
		for range rapid.IntRange(0, 2).Draw(t, "size") {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key)
			fill(t, value)
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			v.SetMapIndex(key, value)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !computed[v.Type().Name()+"."+v.Type().Field(i).Name] {
				fill(t, v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("nobody has said what a random %s is", v.Type()))
	}
}

var texts = rapid.OneOf(
	rapid.SampledFrom([]string{"", "0", " ", "a\x00b", "ä€😀\u2028", `{"<&>":"\"}`, "'; DROP TABLE phones; --", "%s?@x$1:y"}),
	rapid.StringN(0, 40, -1),
)

var destinations = rapid.Custom(func(t *rapid.T) domain.Destination {
	kind := rapid.SampledFrom([]domain.DestinationKind{
		domain.Nowhere, domain.ToPhone, domain.ToHuntGroup, domain.ToFeatureCode, domain.ToMailbox, domain.ToExternal,
		domain.ToSIPURI, domain.ToPeer, domain.ToFunction, domain.ToDialled, domain.ToScript, domain.ToOther,
	}).Draw(t, "kind")
	destination := domain.Destination{Kind: kind}
	if kind != domain.Nowhere {
		destination.Target = texts.Draw(t, "target")
	}
	if kind == domain.ToOther {
		destination.Type = texts.Draw(t, "type")
	}
	return destination
})

// values are texts, and pieces of JSON as compact as they are kept.
var values = rapid.OneOf(
	rapid.Map(texts, lens.Text),
	rapid.Map(rapid.SampledFrom([]string{"0", "-1.50", "true", "null", "[]", `{"a":"<&>","b":[1,"\u00e4"]}`, "12345678901234567890"}), func(json string) lens.Value {
		return lens.Value{Text: json, Raw: true}
	}),
)
