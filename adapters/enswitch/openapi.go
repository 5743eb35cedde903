package enswitch

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dragoman/adapters/strictness"
	"dragoman/domain/apidoc"
	"dragoman/domain/lens"
)

// Description describes the API as it is answered below a prefix, made from the functions and the tables.
func Description(version, prefix string) *apidoc.Document {
	doc := apidoc.New("Enswitch JSON API", descriptionText, version)
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		doc.Servers = []apidoc.Server{{URL: "/" + prefix}}
	}
	doc.Components.SecuritySchemes = map[string]apidoc.SecurityScheme{
		authUsername: {Type: "apiKey", In: "query", Name: authUsername, Description: "the user name; a form may hold it as well"},
		authPassword: {Type: "apiKey", In: "query", Name: authPassword, Description: "the password; a form may hold it as well"},
		authToken:    {Type: "apiKey", In: "query", Name: authToken, Description: "instead of both: a token of user/login"},
	}
	for _, sheet := range Tables() {
		doc.Components.Schemas[componentOf(&sheet)] = apidoc.Settings(sheet.Settings)
	}
	families := map[string]bool{}
	for i := range provided {
		f := &provided[i]
		family, _, _ := strings.Cut(f.Path, "/")
		if !families[family] {
			families[family] = true
			doc.Tags = append(doc.Tags, apidoc.Tag{Name: family})
		}
		item := doc.Path("/api/json/" + f.Path + "/")
		item.Get, item.Post = f.operation(http.MethodGet), f.operation(http.MethodPost)
	}
	return doc
}

const descriptionText = `Functions are called by GET or POST, with parameters in the query or in a form; semicolons part them as well as ampersands,
and the slash at the end may be left out. The HTTP status is always 200: the outcome is in the codes of the responses. Parameters that no page
documents are kept with the object and shown again.`

// componentOf names a sheet among the document's components.
func componentOf(sheet *lens.Sheet) string {
	for _, s := range sheet.Settings {
		if s.Scope != "" {
			return sheet.Kind + "." + s.Scope
		}
	}
	return sheet.Kind
}

func (f *Function) operation(method string) *apidoc.Operation {
	family, _, _ := strings.Cut(f.Path, "/")
	o := &apidoc.Operation{
		OperationID: strings.ReplaceAll(f.Path, "/", "_") + "_" + strings.ToLower(method), Tags: []string{family},
		Summary: f.Summary, Description: f.Why, Responses: map[string]apidoc.Response{"200": f.response()},
		Security: []map[string][]string{{authUsername: {}, authPassword: {}}, {authToken: {}}},
	}
	if who := access(f); who != "" {
		o.Description = strings.TrimSpace(o.Description + "\n\nFor roles with the privilege " + who + ".")
	}
	if f.Anonymous {
		o.Security = append(o.Security, map[string][]string{})
	}
	taken := f.taken()
	for _, p := range taken {
		p.Required = p.Required && method == http.MethodGet // by POST it may be in the form
		o.Parameters = append(o.Parameters, p)
	}
	o.Parameters = append(o.Parameters, apidoc.Parameter{
		Name: strictness.Header, In: "header", Schema: apidoc.Words(string(strictness.Keep), string(strictness.Warn), string(strictness.Refuse)),
		Description: "what becomes of settings that no page documents, and of values that a write sets aside",
	})
	if method == http.MethodPost {
		form := &apidoc.Schema{Type: "object", Properties: map[string]*apidoc.Schema{}}
		for _, p := range taken {
			form.Properties[p.Name] = p.Schema
		}
		for _, p := range authenticationParameters {
			form.Properties[p.Name] = apidoc.Setting(&p.Setting)
		}
		o.RequestBody = &apidoc.RequestBody{
			Description: "What isn't in the query.",
			Content:     map[string]apidoc.MediaType{"application/x-www-form-urlencoded": {Schema: form}, "multipart/form-data": {Schema: form}},
		}
	}
	return o
}

// taken are the function's parameters, the settings of its object among them.
func (f *Function) taken() []apidoc.Parameter {
	var out []apidoc.Parameter
	for i := range f.Parameters {
		s := &f.Parameters[i].Setting
		out = append(out, queried(s, s.Required))
	}
	if f.Use == Unused {
		return out
	}
	for _, s := range f.settings.Settings {
		if s.Class == lens.ReadOnly || f.parameter(s.Name) >= 0 {
			continue
		}
		p := queried(s, f.Use == Creates && s.Required && !f.replaceable(s.Name))
		if f.Use == Updates {
			p.Schema.Default = nil // what isn't given stays
		}
		out = append(out, p)
	}
	return out
}

func queried(s *lens.Setting, required bool) apidoc.Parameter {
	schema := apidoc.Setting(s)
	p := apidoc.Parameter{Name: s.Name, In: "query", Description: schema.Description, Required: required, Schema: schema}
	schema.Description = ""
	return p
}

// replaceable says whether another parameter can stand for a required setting.
func (f *Function) replaceable(name string) bool {
	return slices.ContainsFunc(f.Parameters, func(p Parameter) bool { return p.Instead == name })
}

// response describes the one answer that HTTP sees.
func (f *Function) response() apidoc.Response {
	var codes []string
	for _, code := range append(slices.Clone(f.Codes), 500) {
		codes = append(codes, strconv.Itoa(code))
	}
	entry := apidoc.Object(map[string]*apidoc.Schema{
		"code": apidoc.Words(codes...), "key": apidoc.Text("the parameter at fault, empty for none"), "message": apidoc.Text("what a person should know"),
	})
	responses := apidoc.List(entry)
	responses.MinItems = 1
	envelope := apidoc.Object(map[string]*apidoc.Schema{"responses": responses})
	if data := f.data(); data != nil {
		envelope.Properties["data"] = data
	}
	return apidoc.Response{
		Description: "The outcome.", Content: apidoc.JSON(envelope),
		Headers: map[string]apidoc.Header{"Warning": {Description: "what was kept that no page documents, where the request asks for it", Schema: apidoc.Text("")}},
	}
}

// data describes what the function returns, nil for one that returns nothing.
func (f *Function) data() *apidoc.Schema {
	switch {
	case !slices.Contains(f.Codes, 200):
		return nil
	case f.Use == Creates:
		return apidoc.Object(map[string]*apidoc.Schema{"id": apidoc.Integer("")})
	case f.settings == nil:
		return &apidoc.Schema{Type: "object"}
	}
	object := apidoc.Reference(componentOf(&f.settings.Sheet))
	switch {
	case f.parameter("count") >= 0:
		return apidoc.Any(apidoc.List(object), apidoc.Object(map[string]*apidoc.Schema{"count": apidoc.Integer("")}))
	case f.lists():
		return apidoc.List(object)
	case f.parameter("check") >= 0:
		return apidoc.Any(f.whole(object), apidoc.Object(map[string]*apidoc.Schema{"found": {Type: "integer", Enum: []any{0, 1}}}))
	}
	return f.whole(object)
}

// lists says whether the function returns a list: the pages name those so.
func (f *Function) lists() bool { return slices.Contains(strings.Split(f.Path, "/"), "list") }

// whole requires every setting that is shown whoever asks.
func (f *Function) whole(object *apidoc.Schema) *apidoc.Schema {
	all := &apidoc.Schema{}
	for _, s := range f.settings.Settings {
		if !s.Unshown && s.Class != lens.Hidden {
			all.Required = append(all.Required, s.Name)
		}
	}
	return &apidoc.Schema{AllOf: []*apidoc.Schema{object, all}}
}
