package vodia

var userEndpoints = []endpoint{
	provided(get, "/rest/user/{account}/dnd", AccountHolders, pageREST, showDoNotDisturb),
	partly(post, "/rest/user/{account}/dnd", AccountHolders, pageREST, "expires is kept, and nothing ends it", writeDoNotDisturb),
	provided(get, "/rest/user/{account}/starcodes", AccountHolders, pageREST, listStarCodes),
	partly(get, "/rest/user/{account}/accounts", AccountHolders, pageREST, "nobody is registered or in a call at the gateway", listDirectory),
}

var ivrNodeEndpoints = []endpoint{
	provided(get, "/rest/ivrnode/{account}/settings", DomainAdministrators, pageREST, showNode),
	provided(post, "/rest/ivrnode/{account}/settings", DomainAdministrators, pageREST, writeNode),
}
