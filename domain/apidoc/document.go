package apidoc

import "encoding/json"

// Document describes an API; https://spec.openapis.org/oas/v3.1.0.
type Document struct {
	OpenAPI    string               `json:"openapi"`
	Info       Info                 `json:"info"`
	Servers    []Server             `json:"servers,omitempty"`
	Paths      map[string]*PathItem `json:"paths"`
	Components Components           `json:"components"`
	Tags       []Tag                `json:"tags,omitempty"`
}

// Info says what a document is about.
type Info struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Version     string `json:"version"`
}

// Server is where the paths begin.
type Server struct {
	URL string `json:"url"`
}

// Tag is a family of operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// PathItem is what can be done at one path.
type PathItem struct {
	Get    *Operation `json:"get,omitempty"`
	Put    *Operation `json:"put,omitempty"`
	Post   *Operation `json:"post,omitempty"`
	Delete *Operation `json:"delete,omitempty"`
}

// Set puts the operation of an HTTP method, "GET" to "DELETE".
func (p *PathItem) Set(method string, operation *Operation) {
	switch method {
	case "GET":
		p.Get = operation
	case "PUT":
		p.Put = operation
	case "POST":
		p.Post = operation
	case "DELETE":
		p.Delete = operation
	}
}

// Operation is one method at one path.
type Operation struct {
	OperationID string                `json:"operationId"`
	Tags        []string              `json:"tags,omitempty"`
	Summary     string                `json:"summary,omitempty"`
	Description string                `json:"description,omitempty"`
	Parameters  []Parameter           `json:"parameters,omitempty"`
	RequestBody *RequestBody          `json:"requestBody,omitempty"`
	Responses   map[string]Response   `json:"responses"`
	Security    []map[string][]string `json:"security"` // any of them will do; none for everybody
}

// Parameter is a named value in the path, the query or a header.
type Parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Schema      *Schema `json:"schema"`
}

// RequestBody is what a request may carry, by media type.
type RequestBody struct {
	Description string               `json:"description,omitempty"`
	Required    bool                 `json:"required,omitempty"`
	Content     map[string]MediaType `json:"content"`
}

// MediaType is the schema of a body.
type MediaType struct {
	Schema *Schema `json:"schema"`
}

// Response is one of the answers to an operation.
type Response struct {
	Description string               `json:"description"`
	Headers     map[string]Header    `json:"headers,omitempty"`
	Content     map[string]MediaType `json:"content,omitempty"`
}

// Header is a header of an answer.
type Header struct {
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema"`
}

// Components are what a document refers to by name.
type Components struct {
	Schemas         map[string]*Schema        `json:"schemas,omitempty"`
	SecuritySchemes map[string]SecurityScheme `json:"securitySchemes,omitempty"`
}

// SecurityScheme is a way to say who calls.
type SecurityScheme struct {
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	Scheme      string `json:"scheme,omitempty"`
	Name        string `json:"name,omitempty"`
	In          string `json:"in,omitempty"`
}

// New makes a document without paths.
func New(title, description, version string) *Document {
	return &Document{
		OpenAPI: "3.1.0", Info: Info{Title: title, Description: description, Version: version}, Paths: map[string]*PathItem{},
		Components: Components{Schemas: map[string]*Schema{}, SecuritySchemes: map[string]SecurityScheme{}},
	}
}

// Path is the item of a path, made where there is none.
func (d *Document) Path(path string) *PathItem {
	if d.Paths[path] == nil {
		d.Paths[path] = &PathItem{}
	}
	return d.Paths[path]
}

// Encode writes the document as JSON. Equal documents give equal bytes.
func (d *Document) Encode() ([]byte, error) { return json.Marshal(d) }

// JSON is a body of the media type application/json.
func JSON(schema *Schema) map[string]MediaType {
	return map[string]MediaType{"application/json": {Schema: schema}}
}
