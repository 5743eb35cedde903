package domain_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"dragoman/domain"
)

// fill gives every field that can be reached a value that isn't zero, different for each n.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n%2 == 1)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.String:
		v.SetString(fmt.Sprint("text ", n))
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fill(v.Elem(), n)
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		key := reflect.New(v.Type().Key()).Elem()
		fill(key, 1)
		value := reflect.New(v.Type().Elem()).Elem()
		if held := v.MapIndex(key); held.IsValid() {
			value.Set(held) // so that what a pointer leads to is changed in place
		}
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*time.Time); ok {
			*at = time.Unix(int64(n), 0)
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("don't know how to fill " + v.Type().String())
	}
}

func filled[T any](n int) *T {
	object := new(T)
	fill(reflect.ValueOf(object), n)
	return object
}

func testClone[T any](t *testing.T, clone func(*T) *T) {
	t.Helper()
	object := filled[T](1)
	copied := clone(object)
	if !reflect.DeepEqual(object, copied) {
		t.Errorf("the copy of %+v is %+v", object, copied)
	}
	// Notes are never changed in place, so the texts in them may be shared.
	fill(reflect.ValueOf(copied).Elem(), 2)
	if want := filled[T](1); !reflect.DeepEqual(withoutNotes(object), withoutNotes(want)) {
		t.Errorf("changing the copy made of the original %+v", object)
	}
	if empty := new(T); !reflect.DeepEqual(empty, clone(empty)) {
		t.Errorf("the copy of nothing is %+v", clone(empty))
	}
}

// withoutNotes takes the notes out of an object's margins.
func withoutNotes(object any) any {
	strip := func(v reflect.Value) {
		if field := v.FieldByName("Margins"); field.IsValid() {
			for _, key := range field.MapKeys() {
				field.MapIndex(key).Elem().FieldByName("Notes").SetZero()
			}
		}
	}
	v := reflect.ValueOf(object).Elem()
	strip(v)
	if g, ok := object.(*domain.HuntGroup); ok {
		for i := range g.Levels {
			strip(reflect.ValueOf(&g.Levels[i]).Elem())
		}
		for i := range g.Members {
			strip(reflect.ValueOf(&g.Members[i]).Elem())
		}
	}
	return object
}

// A copy has all that the original has, and shares nothing with it. Fields are found by reflection, so that one that is
// added later can't be forgotten.
func TestClonesShareNothing(t *testing.T) {
	testClone(t, (*domain.Tenant).Clone)
	testClone(t, (*domain.Person).Clone)
	testClone(t, (*domain.Phone).Clone)
	testClone(t, (*domain.HuntGroup).Clone)
	testClone(t, (*domain.FeatureCode).Clone)
}
