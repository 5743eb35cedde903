package gateway

import (
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"dragoman/domain"
	"dragoman/domain/apidoc"
	"dragoman/domain/report"
)

// MountDescriptions serves API descriptions at /openapi/{name}.json, to anybody.
func MountDescriptions(router *mux.Router, documents map[string]*apidoc.Document) error {
	for name, document := range documents {
		body, err := document.Encode()
		if err != nil {
			return fmt.Errorf("describing %s: %w", name, err)
		}
		router.HandleFunc("/openapi/"+name+".json", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = w.Write(body) // the client may have gone
		}).Methods(http.MethodGet, http.MethodHead)
	}
	return nil
}

// Description describes what the gateway answers in its own name, made from the types of the answers.
func Description(version string) *apidoc.Document {
	doc := apidoc.New("Dragoman", "What the gateway answers in its own name, besides both dialects.", version)
	doc.Components.SecuritySchemes["basic"] = apidoc.SecurityScheme{
		Type: "http", Scheme: "basic", Description: "a system owner, or an administrator of the tenant",
	}
	schemas := doc.Components.Schemas
	schemas["problem"] = apidoc.Of[problem]()
	schemas["explanation"] = apidoc.Of[report.Explanation]()
	schemas["check"] = apidoc.Of[report.Check]()
	schemas["build"] = apidoc.Of[Build]()

	tenant := apidoc.Parameter{Name: "domain", In: "path", Required: true, Description: "a domain of the tenant", Schema: apidoc.Text("")}
	var kinds []string
	for _, kind := range domain.Kinds {
		kinds = append(kinds, string(kind))
	}
	doc.Path(prefix + "tenants/{domain}/objects/{kind}/{key}/views").Get = administrators("views",
		"Shows an object as it is kept, as each dialect shows it, and what each can't hold and why.", "explanation", tenant,
		apidoc.Parameter{Name: "kind", In: "path", Required: true, Schema: apidoc.Words(kinds...)},
		apidoc.Parameter{Name: "key", In: "path", Required: true, Schema: apidoc.Text(""),
			Description: "a phone's name or alias, a hunt group's account or id, what one dials for a feature code, a person's user name, a tenant's domain"})
	doc.Path(prefix + "tenants/{domain}/report").Get = administrators("report",
		"Lists what dangles and what clashes in a tenant, and what each dialect can't hold of it.", "check", tenant)

	status := apidoc.Object(map[string]*apidoc.Schema{"status": apidoc.Text("")})
	doc.Path("/healthz").Get = everybody("healthz", "Says that the process lives.", status)
	doc.Path("/readyz").Get = everybody("readyz", "Says whether the store answers.", status)
	doc.Path("/readyz").Get.Responses["503"] = apidoc.Response{Description: "It doesn't.", Content: apidoc.JSON(status)}
	schema := everybody("schema", "Describes the files that tenants are exported to.", nil)
	schema.Responses["200"] = apidoc.Response{
		Description: "A JSON Schema.", Content: map[string]apidoc.MediaType{"application/schema+json": {Schema: apidoc.Object(nil)}},
	}
	doc.Path(SchemaPath).Get = schema
	described := everybody("openapi", "Describes an API, as this document does.", apidoc.Object(nil))
	described.Parameters = []apidoc.Parameter{{Name: "name", In: "path", Required: true, Description: "the name of a dialect, or gateway", Schema: apidoc.Text("")}}
	doc.Path("/openapi/{name}.json").Get = described
	doc.Path("/version").Get = everybody("version", "Says which program this is.", apidoc.Reference("build"))
	return doc
}

// administrators is an operation that only administrators may ask for.
func administrators(id, summary, answer string, parameters ...apidoc.Parameter) *apidoc.Operation {
	o := everybody(id, summary, apidoc.Reference(answer))
	o.Parameters, o.Security = parameters, []map[string][]string{{"basic": {}}}
	for _, status := range []int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusServiceUnavailable,
	} {
		o.Responses[fmt.Sprint(status)] = apidoc.Response{
			Description: http.StatusText(status) + ".",
			Content:     map[string]apidoc.MediaType{"application/problem+json": {Schema: apidoc.Reference("problem")}},
		}
	}
	return o
}

func everybody(id, summary string, answer *apidoc.Schema) *apidoc.Operation {
	return &apidoc.Operation{
		OperationID: id, Summary: summary, Security: []map[string][]string{},
		Responses: map[string]apidoc.Response{"200": {Description: "Done.", Content: apidoc.JSON(answer)}},
	}
}
