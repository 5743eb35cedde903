package tenantfile_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

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
