package gateway

import (
	"net/http"

	"github.com/gorilla/mux"
)

// SchemaPath is where the JSON Schema of tenants' files is served.
const SchemaPath = "/schema/tenant.json"

// MountSchema serves the JSON Schema of tenants' files, to anybody.
func MountSchema(router *mux.Router, schema []byte) {
	router.HandleFunc(SchemaPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/schema+json")
		_, _ = w.Write(schema) // the client may have gone
	}).Methods(http.MethodGet, http.MethodHead)
}
