package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"testing"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
	"dragoman/persistence"
)

// filled sets whatever a value holds to something else than nothing, each text to another.
func filled(value reflect.Value, n *int) {
	*n++
	switch value.Kind() {
	case reflect.String:
		value.SetString("text " + strconv.Itoa(*n) + " <\"ä\n>")
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int:
		value.SetInt(1)
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		filled(value.Elem(), n)
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		for i := range 2 {
			filled(value.Index(i), n)
		}
	case reflect.Struct:
		if value.Type() == reflect.TypeFor[lens.Value]() {
			raw := []string{"5", "[1,2]", `{"a":"b"}`, "true"}
			value.Set(reflect.ValueOf(lens.Value{Text: raw[*n%len(raw)], Raw: true}))
			return
		}
		for i := range value.NumField() {
			filled(value.Field(i), n)
		}
	}
}

// Whatever a step says is still said of it when it was put on disk and read.
func TestStepsOnDisk(t *testing.T) {
	var whole transfer.Step
	n := 0
	filled(reflect.ValueOf(&whole).Elem(), &n)
	whole.N, whole.Do = 2, transfer.Change
	text := lens.Text("text \u2028 <&>")
	steps := []transfer.Step{
		{N: 1, Do: transfer.Create, Kind: transfer.Phone, Name: "440", Settings: []transfer.Setting{{Name: "only new", New: &text}, {Name: "only old", Old: &text}, {Name: "neither"}}},
		whole,
		{N: 3, Do: transfer.Leave, Kind: transfer.HuntGroup},
	}
	written, err := json.Marshal(map[string]any{
		"dragoman_plan": 1, "summary": map[string]int{"create": 1, "change": 1, "leave": 1}, "steps": steps,
	})
	if err != nil {
		t.Fatal(err)
	}
	workspace, err := persistence.OpenScratch(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer workspace.Close()
	plan, err := transfer.ReadPlan(bytes.NewReader(written), workspace)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	for i, want := range steps {
		got, err := plan.Steps.Get(i)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("step %d is %+v, %v; want %+v", want.N, got, err, want)
		}
	}
	i := 0
	err = plan.Steps.Each(func(got transfer.Step) error {
		if !reflect.DeepEqual(got, steps[i]) {
			t.Errorf("step %d is %+v; want %+v", steps[i].N, got, steps[i])
		}
		i++
		return nil
	})
	if err != nil || i != len(steps) {
		t.Errorf("%d steps, %v", i, err)
	}
}
