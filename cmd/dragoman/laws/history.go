package laws

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Record is an object as a version of the gateway kept it, with what both dialects showed of it.
type Record struct {
	Object  json.RawMessage              `json:"object"`            // canonical fields and margins
	Beside  map[string]json.RawMessage   `json:"beside,omitempty"`  // what an object's JSON leaves out or masks, by field
	Secrets map[string]map[string]string `json:"secrets,omitempty"` // those that only one dialect knows, by dialect and setting
	Views   map[string]Values            `json:"views"`             // by dialect
}

// Record makes the record of an object.
func (kind *Kind[K]) Record(k K) (Record, error) {
	object, err := plainJSON(kind.Clone(k))
	if err != nil {
		return Record{}, err
	}
	r := Record{Object: object, Beside: map[string]json.RawMessage{}, Views: map[string]Values{}}
	value := reflect.ValueOf(k).Elem()
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if !beside(field) || value.Field(i).IsZero() {
			continue
		}
		if r.Beside[field.Name], err = plainJSON(inClear(value.Field(i).Interface())); err != nil {
			return r, err
		}
	}
	for dialect, margin := range marginsOf(k) {
		for name, secret := range margin.Secrets {
			if r.Secrets == nil {
				r.Secrets = map[string]map[string]string{}
			}
			if r.Secrets[dialect] == nil {
				r.Secrets[dialect] = map[string]string{}
			}
			r.Secrets[dialect][name] = secret.Reveal()
		}
	}
	for _, view := range kind.Views {
		r.Views[view.Dialect()] = view.Show(k)
	}
	return r, nil
}

// Object reads a record back.
func (kind *Kind[K]) Object(r Record) (K, error) {
	k := kind.Another(kind.Fresh())
	value := reflect.ValueOf(k).Elem()
	value.SetZero()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(r.Object, &members); err != nil {
		return k, err
	}
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		data, ok := members[name]
		if beside(field) {
			data, ok = r.Beside[field.Name]
		}
		if !ok {
			continue
		}
		if err := json.Unmarshal(data, value.Field(i).Addr().Interface()); err != nil {
			return k, fmt.Errorf("reading %s: %w", field.Name, err)
		}
	}
	for dialect, secrets := range r.Secrets {
		for name, secret := range secrets {
			marginsOf(k)[dialect].Secrets[name] = lens.Concealed(secret)
		}
	}
	return k, nil
}

// beside says that an object's JSON leaves a field out or masks it.
func beside(field reflect.StructField) bool {
	return field.Tag.Get("json") == "-" || field.Type == reflect.TypeFor[domain.Secret]() || field.Type == reflect.TypeFor[domain.Credential]()
}

// inClear gives a secret a form that JSON doesn't mask.
func inClear(value any) any {
	switch v := value.(type) {
	case domain.Secret:
		return v.Reveal()
	case domain.Credential:
		type clear domain.Credential
		return clear(v)
	}
	return value
}

// plainJSON is JSON without the escapes that only HTML needs.
func plainJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// Keep puts an object into the world's store and gives it as it is read back.
func (kind *Kind[K]) Keep(k K) (kept K, err error) {
	ctx := context.Background()
	err = kind.world.directory.ChangeAll(ctx, domain.Actor{Name: "test"}, func(s *domain.SystemEdit) error {
		tenant := domain.NewTenant()
		tenant.Name, tenant.Domain = "empty", "empty.example.com"
		return s.AddTenant(tenant, "")
	})
	if err != nil {
		return k, err
	}
	empty, err := kind.world.store.TenantByDomain(ctx, "empty.example.com")
	if err != nil {
		return k, err
	}
	err = kind.world.store.Change(ctx, func(tx domain.Tx) error {
		kept, err = kind.keep(ctx, tx, empty.ID, k)
		return err
	})
	return kept, err
}
