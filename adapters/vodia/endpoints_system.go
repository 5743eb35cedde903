package vodia

import "net/http"

const (
	get    = http.MethodGet
	post   = http.MethodPost
	put    = http.MethodPut
	remove = http.MethodDelete
)

const (
	pageREST    = "api.vodia.com (versions 58 and above); OpenAPI description of 70.3"
	pageClients = "no page; working client programs use it"
)

// provided declares an endpoint that the gateway has whole, for one method.
func provided(method, path string, scope Scope, page string, serve func(*call) ([]byte, error)) endpoint {
	return endpoint{Endpoint{Methods: []string{method}, Path: path, Scope: scope, Status: Provided, Page: page}, serve}
}

// partly declares an endpoint that the gateway has, but for what is said.
func partly(method, path string, scope Scope, page, why string, serve func(*call) ([]byte, error)) endpoint {
	return endpoint{Endpoint{Methods: []string{method}, Path: path, Scope: scope, Status: Partly, Why: why, Page: page}, serve}
}

var systemEndpoints = []endpoint{
	partly(get, "/rest/system/session", Public, pageREST, "of the capability flags only type, lang and edit are known", showSession),
	partly(post, "/rest/system/session", Public, pageREST, "auth, 3rd and session; not lang, domain and reset, which served the platform's own web pages", writeSession),
	provided(remove, "/rest/system/session", Public, pageREST, endSession),
	provided(get, "/rest/system/domains", SystemAdministrators, pageREST, listDomains),
	provided(post, "/rest/system/domains", SystemAdministrators, pageREST, addDomain),
	provided(put, "/rest/system/domains", SystemAdministrators, pageREST, setDomainPassword),
	provided(remove, "/rest/system/domains", SystemAdministrators, pageREST, removeDomains),
	provided(get, "/rest/system/domains/{domain}", SystemAdministrators, pageREST, showDomainRow),
	provided(remove, "/rest/system/domains/{domain}", SystemAdministrators, pageREST, removeDomain),
	provided(post, "/rest/system/domain", SystemAdministrators, pageREST, addDomainByName),
	partly(get, "/rest/system/domaininfo", SystemAdministrators, pageREST, "a bare GET lists, as up to 6x, where 70.3 answers with a number; nothing registers at the gateway", listDomainInfo),
	provided(post, "/rest/system/domaininfo", SystemAdministrators, pageREST, addDomain),
	provided(get, "/rest/system/users", SystemAdministrators, pageREST, listSystemUsers),
	provided(get, "/rest/system/changes", SystemAdministrators, pageREST, listSystemChanges),
	partly(get, "/rest/system/administrators", SystemAdministrators, pageREST, "addresses that an administrator may come from are kept, not enforced", listAdministrators),
	partly(post, "/rest/system/administrators", SystemAdministrators, pageREST, "addresses that an administrator may come from are kept, not enforced", putAdministrator),
	provided(remove, "/rest/system/administrators", SystemAdministrators, pageREST, removeAdministrator),
}
