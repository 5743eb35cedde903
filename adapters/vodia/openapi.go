package vodia

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

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
	shape := shapes[method+" "+e.Path]
	o := &apidoc.Operation{
		OperationID: operationID(method, e.Path), Tags: []string{strings.Split(e.Path, "/")[2]}, Summary: shape.summary,
		Description: e.Why, Security: []map[string][]string{{"basic": {}}, {"session": {}}}, Responses: map[string]apidoc.Response{
			"200": {Description: "Done.", Content: apidoc.JSON(shape.answer)},
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
	for _, name := range shape.query {
		o.Parameters = append(o.Parameters, apidoc.Parameter{Name: name, In: "query", Schema: apidoc.Text("")})
	}
	if shape.body != nil {
		o.RequestBody = &apidoc.RequestBody{Required: true, Content: apidoc.JSON(shape.body)}
		o.Parameters = append(o.Parameters, apidoc.Parameter{
			Name: strictnessHeader, In: "header", Schema: apidoc.Words(string(keep), string(warn), string(refuse)),
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

// shape says what an endpoint takes and gives.
type shape struct {
	summary string
	answer  *apidoc.Schema
	body    *apidoc.Schema // nil for none
	query   []string
}

var (
	text    = apidoc.Text("")
	truth   = apidoc.Truth("")
	integer = apidoc.Integer("")
	texts   = apidoc.List(text)
	nothing = &apidoc.Schema{Type: "object"} // {}
	isTrue  = apidoc.Exactly(true)
	isOK    = apidoc.Exactly("ok")
	scalar  = &apidoc.Schema{Type: []string{"string", "number", "boolean"}}
)

// members are the properties of an object, which are all there.
type members = map[string]*apidoc.Schema

// some is an object of properties that needn't be there but for those named.
func some(properties members, required ...string) *apidoc.Schema {
	return &apidoc.Schema{Type: "object", Properties: properties, Required: required}
}

func component(name string) *apidoc.Schema { return apidoc.Reference(name) }

var (
	domainRow     = apidoc.Object(members{"name": text, "display": text, "alias": texts, "country": text, "area": text})
	domainInfoRow = apidoc.Object(members{
		"id": integer, "name": text, "display": text, "alias": texts, "country": text, "extensions": integer, "accounts": integer,
		"visible": truth, "registrations": integer, "regs": integer,
	})
	newDomain = some(members{"name": text, "display_name": text, "display": text}, "name")
	userRow   = apidoc.Object(members{
		"id": text, "name": text, "alias": texts, "ani": texts, "displayname": text, "disabled": truth, "license": truth, "visible": truth,
		"usertype": text,
	})
	systemUserRow = apidoc.Object(members{"id": text, "name": text, "displayname": text, "usertype": text, "domain": integer})
	changeRow     = apidoc.Object(members{
		"id": integer, "time": text, "user": text, "via": text, "request": text, "domain": integer, "type": text, "name": text, "action": text,
		"before": {Type: []string{"object", "null"}}, "after": {Type: []string{"object", "null"}},
	})
	huntRow      = apidoc.Object(members{"name": text, "display": text, "agents": texts, "calls": integer})
	nodeRow      = apidoc.Object(members{"name": text, "display": text})
	extensionRow = apidoc.Object(members{
		"id": integer, "name": text, "dnd": truth, "first_name": text, "display_name": text, "email_address": text, "alias": texts,
	})
	// An extension's record has dnd as a truth where its settings have a text.
	extensionRecord = apidoc.Object(members{"id": integer, "name": text, "dnd": truth, "first_name": text, "display_name": text, "alias": texts})
	directoryRow    = apidoc.Object(members{
		"name": text, "alias": texts, "ani": texts, "displayname": text, "icon": truth, "dnd": truth, "chatstatus": text, "connected": truth,
		"login": truth, "department": text, "position": text, "registered": truth,
	})
	anyAccount        = apidoc.Any(component("extension"), component("hunt"), component("ivrnode"))
	anyAccountWritten = apidoc.Any(component("extension.written"), component("hunt.written"), component("ivrnode.written"))
	noRows            = shape{answer: apidoc.List(&apidoc.Schema{}), summary: "Lists accounts of a type that the gateway has no model for: none."}
)

// shapes are those of every endpoint that is provided, by method and path.
var shapes = map[string]shape{
	"GET /rest/system/session": {summary: "Says who calls.", answer: apidoc.Object(members{"type": apidoc.Words("", "admin", "domain", "user"), "user": text, "lang": text, "edit": truth})},
	"POST /rest/system/session": {
		summary: "Signs in, offers a session to somebody else, or takes one that was offered.", answer: &apidoc.Schema{Type: []string{"string", "boolean"}},
		body: some(members{"name": apidoc.Words("auth", "3rd", "session"), "value": text, "username": text, "domain": text, "admin": truth}, "name"),
	},
	"DELETE /rest/system/session":          {summary: "Signs out.", answer: isTrue},
	"GET /rest/system/domains":             {summary: "Lists the domains by id.", answer: apidoc.Keyed(domainRow)},
	"POST /rest/system/domains":            {summary: "Makes a domain.", answer: isOK, body: newDomain},
	"PUT /rest/system/domains":             {summary: "Sets the password of a domain's administrator.", answer: isTrue, body: some(members{"name": text, "domain": text, "password": text}, "password")},
	"DELETE /rest/system/domains":          {summary: "Deletes domains by name.", answer: isTrue, body: texts},
	"GET /rest/system/domains/{domain}":    {summary: "Shows a domain.", answer: domainRow},
	"DELETE /rest/system/domains/{domain}": {summary: "Deletes a domain.", answer: isTrue},
	"POST /rest/system/domain":             {summary: "Makes a domain of its names.", answer: isOK, body: texts},
	"GET /rest/system/domaininfo":          {summary: "Lists the domains with how much they hold.", answer: apidoc.Any(apidoc.List(domainInfoRow), domainInfoRow), query: []string{"id", "page", "size"}},
	"POST /rest/system/domaininfo":         {summary: "Makes a domain.", answer: isOK, body: newDomain},
	"GET /rest/system/users":               {summary: "Lists every account of every domain.", answer: apidoc.List(systemUserRow)},
	"GET /rest/system/changes":             {summary: "Lists what was changed, the newest first.", answer: apidoc.List(changeRow), query: []string{"page", "size"}},
	"GET /rest/system/administrators":      {summary: "Lists the system administrators.", answer: apidoc.List(component("administrator"))},
	"POST /rest/system/administrators":     {summary: "Makes or changes a system administrator.", answer: nothing, body: component("administrator.written")},
	"DELETE /rest/system/administrators":   {summary: "Deletes a system administrator.", answer: isTrue, query: []string{"name"}},

	"GET /rest/domain/{domain}/hunts":           {summary: "Lists the hunt groups.", answer: apidoc.List(huntRow)},
	"GET /rest/domain/{domain}/extensions":      {summary: "Lists the extensions by number, or shows one.", answer: apidoc.Any(apidoc.Keyed(extensionRow), extensionRecord), query: []string{"account"}},
	"GET /rest/domain/{domain}/ivrnodes":        {summary: "Lists the IVR nodes.", answer: apidoc.List(nodeRow)},
	"GET /rest/domain/{domain}/users":           {summary: "Lists every account.", answer: apidoc.List(userRow)},
	"DELETE /rest/domain/{domain}/users":        {summary: "Deletes the account of an id.", answer: nothing, query: []string{"id"}},
	"GET /rest/domain/{domain}/userlist/{type}": {summary: "Lists the accounts of a type.", answer: apidoc.Object(members{"accounts": apidoc.List(apidoc.Object(members{"account": text, "name": text, "display": text}))})},
	"GET /rest/domain/{domain}/status/{type}":   {summary: "Counts the accounts of a type.", answer: integer},
	"GET /rest/domain/{domain}/acds":            noRows,
	"GET /rest/domain/{domain}/attendants":      noRows,
	"GET /rest/domain/{domain}/callingcards":    noRows,
	"GET /rest/domain/{domain}/colines":         noRows,
	"GET /rest/domain/{domain}/conferences":     noRows,
	"GET /rest/domain/{domain}/orbits":          noRows,
	"GET /rest/domain/{domain}/paging":          noRows,
	"GET /rest/domain/{domain}/srvflags":        noRows,
	"POST /rest/domain/{domain}/addacc": {summary: "Makes accounts.", answer: nothing, body: &apidoc.Schema{AllOf: []*apidoc.Schema{
		some(members{"type": apidoc.Words("extensions", "hunts", "ivrnodes"), "account": scalar, "account_ext": scalar}, "type"), anyAccountWritten,
	}}},
	"DELETE /rest/domain/{domain}/addacc/{account}":             {summary: "Deletes an account with its aliases.", answer: nothing},
	"POST /rest/domain/{domain}/cloneaccount":                   {summary: "Makes accounts like another one.", answer: nothing, body: some(members{"from": scalar, "to": scalar}, "from", "to")},
	"POST /rest/domain/{domain}/domain_action":                  {summary: "Does something to several accounts.", answer: nothing, body: some(members{"type": apidoc.Words("accounts"), "action": text, "selected": text}, "type", "action")},
	"GET /rest/domain/{domain}/user_settings/{account}":         {summary: "Shows the settings of an account.", answer: anyAccount},
	"POST /rest/domain/{domain}/user_settings/{account}":        {summary: "Changes settings of an account.", answer: anyAccount, body: anyAccountWritten},
	"GET /rest/domain/{domain}/account/{account}/user_settings": {summary: "Shows what an extension's user chooses.", answer: apidoc.Any(component("personal"), nothing)},
	"POST /rest/domain/{domain}/account/{account}/user_settings": {summary: "Changes what an extension's user chooses.", answer: apidoc.Any(component("personal"), nothing), body: apidoc.Any(
		some(members{"table": text, "settings": apidoc.List(apidoc.Object(members{"name": text, "value": {}}))}, "settings"), component("extension.written"),
	)},
	"GET /rest/domain/{domain}/settings":  {summary: "Shows the settings of a domain.", answer: component("settings")},
	"POST /rest/domain/{domain}/settings": {summary: "Changes settings of a domain.", answer: component("settings"), body: apidoc.Any(component("settings.written"), component("config.written"))},
	"GET /rest/domain/{domain}/config":    {summary: "Shows what the operator sets of a domain.", answer: component("config")},
	"POST /rest/domain/{domain}/config":   {summary: "Changes what the operator sets of a domain.", answer: component("config"), body: apidoc.Any(component("config.written"), component("settings.written"))},
	"GET /rest/domain/{domain}/changes":   {summary: "Lists what was changed in a domain, the newest first.", answer: apidoc.List(changeRow), query: []string{"page", "size"}},

	"GET /rest/user/{account}/dnd":       {summary: "Shows do not disturb.", answer: apidoc.Object(members{"state": truth, "reason": text, "expires": text})},
	"POST /rest/user/{account}/dnd":      {summary: "Sets do not disturb.", answer: isTrue, body: some(members{"state": scalar, "reason": text, "expires": scalar})},
	"GET /rest/user/{account}/starcodes": {summary: "Lists the star codes that are set.", answer: apidoc.Keyed(text)},
	"GET /rest/user/{account}/accounts":  {summary: "Lists the accounts as a directory.", answer: apidoc.List(directoryRow), query: []string{"type"}},

	"GET /rest/ivrnode/{account}/settings":  {summary: "Shows the settings of an IVR node.", answer: component("node")},
	"POST /rest/ivrnode/{account}/settings": {summary: "Changes settings of an IVR node.", answer: component("node"), body: component("node.written")},
}
