package tenantfile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"dragoman/adapters/tenantfile"
)

var update = flag.Bool("update", false, "write what tests compare with")

func TestSchemaIsMadeFromTheDeclarations(t *testing.T) {
	want, err := tenantfile.MakeSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(tenantfile.Schema, want) {
		t.Error("schema.json is stale: run go test ./adapters/tenantfile -run TestSchema -update")
	}
}

// compiled is the schema, ready to be used.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(tenantfile.Schema))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("tenant.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("tenant.json")
})

// fits fails where a file, YAML or JSON, doesn't fit the schema.
func fits(t rapid.TB, text string) {
	t.Helper()
	schema, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if strings.HasPrefix(text, "{") {
		value, err = jsonschema.UnmarshalJSON(strings.NewReader(text))
	} else {
		err = yaml.Unmarshal([]byte(text), &value)
	}
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}

// What is written fits the schema, and what the schema refuses isn't read.
func TestFilesFitTheSchema(t *testing.T) {
	schema, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	for name, fits := range map[string]bool{
		written(t, filepath.Join(t.TempDir(), "f.json"), tenantfile.Options{}, acme()...):                            true,
		written(t, filepath.Join(t.TempDir(), "f.json"), tenantfile.Options{Secrets: tenantfile.InClear}, acme()...): true,
		`{"dragoman":1}`: true,
		`{"dragoman":1,"$schema":"tenant.json","tenant":{"name":"Acme","domain":"acme.example.com","max_phones":5}}`: true,
		`{"dragoman":2}`: false, `{}`: false, `{"dragoman":1,"phones":[{}]}`: false, `{"dragoman":1,"phones":[{"phone":1}]}`: false,
		`{"dragoman":1,"phones":[{"phone":"1","id":1}]}`: false, `{"dragoman":1,"phones":[{"phone":"1","ring_time":1.5}]}`: false,
		`{"dragoman":1,"huntgroups":[{"huntgroup":"1","members":[{"level":11,"destination":""}]}]}`: false,
		`{"dragoman":1,"phones":[{"phone":"1","busy":"nowhere"}]}`:                                  false, `{"dragoman":1,"tenant":{"id":1}}`: false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != fits {
			t.Errorf("%s fits the schema: %v", name, err)
		}
		if _, err := tenantfile.Open(put(t, "f.json", name), tenantfile.Options{}); (err == nil) != fits {
			t.Errorf("%s is read: %v", name, err)
		}
	}
}
