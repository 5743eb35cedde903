package vodia

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"dragoman/adapters/strictness"
	"dragoman/domain/apidoc"
	"dragoman/domain/lens"
)

// Description describes the API as it is answered, made from the endpoints and the tables.
func Description(version string) *apidoc.Document {
	doc := apidoc.New("Vodia PBX REST API", descriptionText, version)
	doc.Components.SecuritySchemes = map[string]apidoc.SecurityScheme{
		"basic":   {Type: "http", Scheme: "basic", Description: "a system administrator, name@domain or account@domain"},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "made at /rest/system/session"},
	}
	schemas := doc.Components.Schemas
	schemas["error"] = &apidoc.Schema{
		Type: "object", Required: []string{"error"},
		Properties: map[string]*apidoc.Schema{"error": apidoc.Text("what is wrong"), "settings": apidoc.Keyed(apidoc.Text("what is wrong with this one"))},
	}
	for name, settings := range settingsObjects() {
		schemas[name] = shownWhole(settings)
		schemas[name+".written"] = writtenInPart(settings)
	}
	for i := range endpoints {
		e := &endpoints[i]
		if e.serve == nil {
			continue
		}
		for _, method := range e.Methods {
			o := e.operation(method)
			doc.Path(strings.TrimRight(e.Path, "/")).Set(method, o)
			if method == http.MethodPost && !declared(http.MethodPut, e.Path) {
				again := *o
				again.OperationID = operationID(http.MethodPut, e.Path)
				again.Description = strings.TrimSpace("As POST, for clients of versions up to 2018. " + again.Description)
				doc.Path(strings.TrimRight(e.Path, "/")).Put = &again
			}
		}
	}
	return doc
}

const descriptionText = `Bodies are JSON whatever their content type says; the form in which the pages print them, with single quotes or without quotes
around names, is taken too. A slash at the end of a path makes no difference. Settings that no page documents are kept with the object and shown again.`

// settingsObjects are the flat objects of settings, by what a document calls them.
func settingsObjects() map[string][]*lens.Setting {
	return map[string][]*lens.Setting{
		"extension":     ExtensionTable.Settings(),
		"personal":      scoped(ExtensionTable.Settings(), scopeAccount),
		"hunt":          HuntTable.Settings(),
		"ivrnode":       outside(IVRNodeTable.Settings(), scopeNode),
		"node":          IVRNodeTable.Settings(),
		"settings":      scoped(DomainTable.Settings(), scopeSettings, scopeBoth),
		"config":        scoped(DomainTable.Settings(), scopeConfig, scopeBoth),
		"administrator": AdministratorTable.Settings(),
	}
}

func scoped(settings []*lens.Setting, scopes ...string) []*lens.Setting {
	return slices.DeleteFunc(slices.Clone(settings), func(s *lens.Setting) bool { return !slices.Contains(scopes, s.Scope) })
}

func outside(settings []*lens.Setting, scope string) []*lens.Setting {
	return slices.DeleteFunc(slices.Clone(settings), func(s *lens.Setting) bool { return s.Scope == scope })
}

// shownWhole describes an object of settings, all of which are always there.
func shownWhole(settings []*lens.Setting) *apidoc.Schema {
	out := apidoc.Settings(settings)
	for _, s := range settings {
		if !s.Unshown {
			out.Required = append(out.Required, s.Name)
		}
	}
	return out
}

// writtenInPart describes a body that mentions some settings.
func writtenInPart(settings []*lens.Setting) *apidoc.Schema {
	out := &apidoc.Schema{Type: "object", Properties: map[string]*apidoc.Schema{}}
	for _, s := range settings {
		if s.Class != lens.ReadOnly {
			out.Properties[s.Name] = apidoc.Loosely(s)
		}
	}
	return out
}

func declared(method, path string) bool {
	return slices.ContainsFunc(endpoints, func(e endpoint) bool { return e.Path == path && slices.Contains(e.Methods, method) })
}

var noName = regexp.MustCompile(`[^a-z0-9]+`)

func operationID(method, path string) string {
	return strings.Trim(noName.ReplaceAllString(strings.ToLower(method+" "+strings.TrimPrefix(path, "/rest")), "_"), "_")
}

func (e *endpoint) operation(method string) *apidoc.Operation {
	about := descriptions[method+" "+e.Path]
	o := &apidoc.Operation{
		OperationID: operationID(method, e.Path), Tags: []string{strings.Split(e.Path, "/")[2]}, Summary: about.summary,
		Description: e.Why, Security: []map[string][]string{{"basic": {}}, {"session": {}}}, Responses: map[string]apidoc.Response{
			"200": {Description: "Done.", Content: apidoc.JSON(about.answer)},
		},
	}
	if e.Scope == Public {
		o.Security = append(o.Security, map[string][]string{})
	} else {
		o.Description = strings.TrimSpace(o.Description + "\n\nFor " + string(e.Scope) + ".")
	}
	for _, status := range []string{"400", "401", "403", "404", "429", "500", "503"} {
		o.Responses[status] = apidoc.Response{Description: failures[status], Content: apidoc.JSON(apidoc.Reference("error"))}
	}
	for _, segment := range strings.Split(e.Path, "/") {
		if name, varies := strings.CutPrefix(segment, "{"); varies {
			name = strings.TrimSuffix(name, "}")
			o.Parameters = append(o.Parameters, apidoc.Parameter{Name: name, In: "path", Required: true, Schema: apidoc.Text("")})
		}
	}
	for _, name := range about.query {
		o.Parameters = append(o.Parameters, apidoc.Parameter{Name: name, In: "query", Schema: apidoc.Text("")})
	}
	if about.body != nil {
		o.RequestBody = &apidoc.RequestBody{Required: true, Content: apidoc.JSON(about.body)}
		o.Parameters = append(o.Parameters, apidoc.Parameter{
			Name: strictness.Header, In: "header", Schema: apidoc.Words(string(strictness.Keep), string(strictness.Warn), string(strictness.Refuse)),
			Description: "what becomes of settings that no page documents, and of values that a write sets aside",
		})
	}
	return o
}

var failures = map[string]string{
	"400": "The body or the query is wrong; settings says which of them.", "401": "Who calls could not be established.",
	"403": "Whoever calls may not do this, or the domain has as many as it may.", "404": "There is nothing of this name.",
	"429": "Too many failed attempts to sign in.", "500": "The gateway failed.", "503": "The store can't take the change now.",
}

// described says what an endpoint takes and gives.
type described struct {
	summary string
	answer  *apidoc.Schema
	body    *apidoc.Schema // nil for none
	query   []string
}

var (
	aText         = apidoc.Text("")
	aTruth        = apidoc.Truth("")
	anInteger     = apidoc.Integer("")
	aListOfTexts  = apidoc.List(aText)
	anEmptyObject = &apidoc.Schema{Type: "object"} // {}
	justTrue      = apidoc.Exactly(true)
	justOK        = apidoc.Exactly("ok")
	aScalar       = &apidoc.Schema{Type: []string{"string", "number", "boolean"}}
)

// members are the properties of an object, which are all there.
type members = map[string]*apidoc.Schema

// some is an object of properties that needn't be there but for those named.
func some(properties members, required ...string) *apidoc.Schema {
	return &apidoc.Schema{Type: "object", Properties: properties, Required: required}
}

func component(name string) *apidoc.Schema { return apidoc.Reference(name) }

var (
	domainListed     = apidoc.Object(members{"name": aText, "display": aText, "alias": aListOfTexts, "country": aText, "area": aText})
	domainInfoListed = some(members{
		"id": anInteger, "name": aText, "display": aText, "alias": aListOfTexts, "country": aText, "extensions": anInteger, "accounts": anInteger,
		"visible": aTruth, "registrations": anInteger, "regs": anInteger,
	}, "id", "name", "alias", "country", "extensions", "accounts", "visible", "registrations", "regs")
	// Whatever else is said of a new domain are settings of it.
	domainToMake = &apidoc.Schema{AllOf: []*apidoc.Schema{some(members{"name": aText, "display_name": aText, "display": aText}, "name"), component("settings.written")}}
	userListed   = apidoc.Object(members{
		"id": aText, "name": aText, "alias": aListOfTexts, "ani": aListOfTexts, "displayname": aText, "disabled": aTruth, "license": aTruth, "visible": aTruth,
		"usertype": aText,
	})
	systemUserListed = apidoc.Object(members{"id": aText, "name": aText, "displayname": aText, "usertype": aText, "domain": anInteger})
	changeListed     = apidoc.Object(members{
		"id": anInteger, "time": aText, "user": aText, "via": aText, "request": aText, "domain": anInteger, "type": aText, "name": aText, "action": aText,
		"before": {Type: []string{"object", "null"}}, "after": {Type: []string{"object", "null"}},
	})
	huntListed      = apidoc.Object(members{"name": aText, "display": aText, "agents": aListOfTexts, "calls": anInteger})
	nodeListed      = apidoc.Object(members{"name": aText, "display": aText})
	extensionListed = apidoc.Object(members{
		"id": anInteger, "name": aText, "dnd": aTruth, "first_name": aText, "display_name": aText, "email_address": aText, "alias": aListOfTexts,
	})
	// An extension's record has dnd as a aTruth where its settings have a aText.
	extensionRecord = apidoc.Object(members{"id": anInteger, "name": aText, "dnd": aTruth, "first_name": aText, "display_name": aText, "alias": aListOfTexts})
	directoryListed = apidoc.Object(members{
		"name": aText, "alias": aListOfTexts, "ani": aListOfTexts, "displayname": aText, "icon": aTruth, "dnd": aTruth, "chatstatus": aText, "connected": aTruth,
		"login": aTruth, "department": aText, "position": aText, "registered": aTruth,
	})
	anyAccount        = apidoc.Any(component("extension"), component("hunt"), component("ivrnode"))
	anyAccountWritten = apidoc.Any(component("extension.written"), component("hunt.written"), component("ivrnode.written"))
	nothingListed     = described{answer: apidoc.List(&apidoc.Schema{}), summary: "Lists accounts of a type that the gateway has no model for: none."}
)

// descriptions are those of every endpoint that is provided, by method and path.
var descriptions = map[string]described{
	"GET /rest/system/session": {summary: "Says who calls.", answer: apidoc.Object(members{"type": apidoc.Words("", "admin", "domain", "user"), "user": aText, "lang": aText, "edit": aTruth})},
	"POST /rest/system/session": {
		summary: "Signs in, offers a session to somebody else, or takes one that was offered.", answer: &apidoc.Schema{Type: []string{"string", "boolean"}},
		body: some(members{"name": apidoc.Words("auth", "3rd", "session"), "value": aText, "username": aText, "domain": aText, "admin": aTruth}, "name"),
	},
	"DELETE /rest/system/session":          {summary: "Signs out.", answer: justTrue},
	"GET /rest/system/domains":             {summary: "Lists the domains by id.", answer: apidoc.Keyed(domainListed)},
	"POST /rest/system/domains":            {summary: "Makes a domain.", answer: justOK, body: domainToMake},
	"PUT /rest/system/domains":             {summary: "Sets the password of a domain's administrator.", answer: justTrue, body: some(members{"name": aText, "domain": aText, "password": aText}, "password")},
	"DELETE /rest/system/domains":          {summary: "Deletes domains by name.", answer: justTrue, body: aListOfTexts},
	"GET /rest/system/domains/{domain}":    {summary: "Shows a domain.", answer: domainListed},
	"DELETE /rest/system/domains/{domain}": {summary: "Deletes a domain.", answer: justTrue},
	"POST /rest/system/domain":             {summary: "Makes a domain of its names.", answer: justOK, body: aListOfTexts},
	"GET /rest/system/domaininfo":          {summary: "Lists the domains with how much they hold.", answer: apidoc.Any(apidoc.List(domainInfoListed), domainInfoListed), query: []string{"id", "page", "size"}},
	"POST /rest/system/domaininfo":         {summary: "Makes a domain.", answer: justOK, body: domainToMake},
	"GET /rest/system/users":               {summary: "Lists every account of every domain.", answer: apidoc.List(systemUserListed)},
	"GET /rest/system/changes":             {summary: "Lists what was changed, the newest first.", answer: apidoc.List(changeListed), query: []string{"page", "size"}},
	"GET /rest/system/administrators":      {summary: "Lists the system administrators.", answer: apidoc.List(component("administrator"))},
	"POST /rest/system/administrators":     {summary: "Makes or changes a system administrator.", answer: anEmptyObject, body: component("administrator.written")},
	"DELETE /rest/system/administrators":   {summary: "Deletes a system administrator.", answer: justTrue, query: []string{"name"}},

	"GET /rest/domain/{domain}/hunts":           {summary: "Lists the hunt groups.", answer: apidoc.List(huntListed)},
	"GET /rest/domain/{domain}/extensions":      {summary: "Lists the extensions by number, or shows one.", answer: apidoc.Any(apidoc.Keyed(extensionListed), extensionRecord), query: []string{"account"}},
	"GET /rest/domain/{domain}/ivrnodes":        {summary: "Lists the IVR nodes.", answer: apidoc.List(nodeListed)},
	"GET /rest/domain/{domain}/users":           {summary: "Lists every account.", answer: apidoc.List(userListed)},
	"DELETE /rest/domain/{domain}/users":        {summary: "Deletes the account of an id.", answer: anEmptyObject, query: []string{"id"}},
	"GET /rest/domain/{domain}/userlist/{type}": {summary: "Lists the accounts of a type.", answer: apidoc.Object(members{"accounts": apidoc.List(apidoc.Object(members{"account": aText, "name": aText, "display": aText}))})},
	"GET /rest/domain/{domain}/status/{type}":   {summary: "Counts the accounts of a type.", answer: anInteger},
	"GET /rest/domain/{domain}/acds":            nothingListed,
	"GET /rest/domain/{domain}/attendants":      nothingListed,
	"GET /rest/domain/{domain}/callingcards":    nothingListed,
	"GET /rest/domain/{domain}/colines":         nothingListed,
	"GET /rest/domain/{domain}/conferences":     nothingListed,
	"GET /rest/domain/{domain}/orbits":          nothingListed,
	"GET /rest/domain/{domain}/paging":          nothingListed,
	"GET /rest/domain/{domain}/srvflags":        nothingListed,
	"POST /rest/domain/{domain}/addacc": {summary: "Makes accounts.", answer: anEmptyObject, body: &apidoc.Schema{AllOf: []*apidoc.Schema{
		some(members{"type": apidoc.Words("extensions", "hunts", "ivrnodes"), "account": aScalar, "account_ext": aScalar}, "type"), anyAccountWritten,
	}}},
	"DELETE /rest/domain/{domain}/addacc/{account}":             {summary: "Deletes an account with its aliases.", answer: anEmptyObject},
	"POST /rest/domain/{domain}/cloneaccount":                   {summary: "Makes accounts like another one.", answer: anEmptyObject, body: some(members{"from": aScalar, "to": aScalar}, "from", "to")},
	"POST /rest/domain/{domain}/domain_action":                  {summary: "Does something to several accounts.", answer: anEmptyObject, body: some(members{"type": apidoc.Words("accounts"), "action": aText, "selected": aText}, "type", "action")},
	"GET /rest/domain/{domain}/user_settings/{account}":         {summary: "Shows the settings of an account.", answer: anyAccount},
	"POST /rest/domain/{domain}/user_settings/{account}":        {summary: "Changes settings of an account.", answer: anyAccount, body: anyAccountWritten},
	"GET /rest/domain/{domain}/account/{account}/user_settings": {summary: "Shows what an extension's user chooses.", answer: apidoc.Any(component("personal"), anEmptyObject)},
	"POST /rest/domain/{domain}/account/{account}/user_settings": {summary: "Changes what an extension's user chooses.", answer: apidoc.Any(component("personal"), anEmptyObject), body: apidoc.Any(
		some(members{"table": aText, "settings": apidoc.List(apidoc.Object(members{"name": aText, "value": {}}))}, "settings"), component("extension.written"),
	)},
	"GET /rest/domain/{domain}/settings":  {summary: "Shows the settings of a domain.", answer: component("settings")},
	"POST /rest/domain/{domain}/settings": {summary: "Changes settings of a domain.", answer: component("settings"), body: apidoc.Any(component("settings.written"), component("config.written"))},
	"GET /rest/domain/{domain}/config":    {summary: "Shows what the operator sets of a domain.", answer: component("config")},
	"POST /rest/domain/{domain}/config":   {summary: "Changes what the operator sets of a domain.", answer: component("config"), body: apidoc.Any(component("config.written"), component("settings.written"))},
	"GET /rest/domain/{domain}/changes":   {summary: "Lists what was changed in a domain, the newest first.", answer: apidoc.List(changeListed), query: []string{"page", "size"}},

	"GET /rest/user/{account}/dnd":       {summary: "Shows do not disturb.", answer: apidoc.Object(members{"state": aTruth, "reason": aText, "expires": aText})},
	"POST /rest/user/{account}/dnd":      {summary: "Sets do not disturb.", answer: justTrue, body: some(members{"state": aScalar, "reason": aText, "expires": aScalar})},
	"GET /rest/user/{account}/starcodes": {summary: "Lists the star codes that are set.", answer: apidoc.Keyed(aText)},
	"GET /rest/user/{account}/accounts":  {summary: "Lists the accounts as a directory.", answer: apidoc.List(directoryListed), query: []string{"type"}},

	"GET /rest/ivrnode/{account}/settings":  {summary: "Shows the settings of an IVR node.", answer: component("node")},
	"POST /rest/ivrnode/{account}/settings": {summary: "Changes settings of an IVR node.", answer: component("node"), body: component("node.written")},
}
