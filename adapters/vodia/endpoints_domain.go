package vodia

const noModel = "the gateway has no model for this type of account: the list is empty"

var domainEndpoints = []endpoint{
	provided(get, "/rest/domain/{domain}/hunts", DomainAdministrators, pageREST, listHunts),
	provided(get, "/rest/domain/{domain}/extensions", DomainAdministrators, pageREST, listExtensions),
	provided(get, "/rest/domain/{domain}/ivrnodes", DomainAdministrators, pageREST, listIVRNodes),
	provided(get, "/rest/domain/{domain}/users", DomainAdministrators, pageREST, listUsers),
	provided(remove, "/rest/domain/{domain}/users", DomainAdministrators, pageREST, removeByID),
	provided(get, "/rest/domain/{domain}/userlist/{type}", DomainAdministrators, pageClients, listUserlist),
	partly(get, "/rest/domain/{domain}/status/{type}", DomainAdministrators, pageREST, "nothing registers at the gateway", countAccounts),
	partly(get, "/rest/domain/{domain}/acds", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/attendants", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/callingcards", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/colines", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/conferences", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/orbits", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/paging", DomainAdministrators, pageREST, noModel, listNothing),
	partly(get, "/rest/domain/{domain}/srvflags", DomainAdministrators, pageREST, noModel, listNothing),
	partly(post, "/rest/domain/{domain}/addacc", DomainAdministrators, pageREST, "types extensions, hunts and ivrnodes", addAccounts),
	provided(remove, "/rest/domain/{domain}/addacc/{account}", DomainAdministrators, pageREST, removeAccount),
	provided(post, "/rest/domain/{domain}/cloneaccount", DomainAdministrators, pageREST, cloneAccounts),
	partly(post, "/rest/domain/{domain}/domain_action", DomainAdministrators, pageREST, "the actions that need neither calls nor phones", runDomainAction),
	provided(get, "/rest/domain/{domain}/user_settings/{account}", AccountHolders, pageREST, showUserSettings),
	provided(post, "/rest/domain/{domain}/user_settings/{account}", AccountHolders, pageREST, writeUserSettings),
	partly(get, "/rest/domain/{domain}/account/{account}/user_settings", AccountHolders, pageREST, "the settings that are known to be shown there, flat", showPersonalSettings),
	provided(post, "/rest/domain/{domain}/account/{account}/user_settings", AccountHolders, pageREST, writePersonalSettings),
	provided(get, "/rest/domain/{domain}/settings", DomainAdministrators, pageREST, showDomainSettings),
	provided(post, "/rest/domain/{domain}/settings", DomainAdministrators, pageREST, writeDomainSettings),
	provided(get, "/rest/domain/{domain}/config", DomainAdministrators, pageREST, showDomainConfig),
	provided(post, "/rest/domain/{domain}/config", DomainAdministrators, pageREST, writeDomainConfig),
	provided(get, "/rest/domain/{domain}/changes", DomainAdministrators, pageREST, listChanges),
}
