package enswitch

// Why functions are lacking.
const (
	noCalls    = "the gateway provisions and carries no calls"
	noFiles    = "the gateway keeps no sound files"
	noModel    = "the gateway has no model for it"
	noRoutes   = "the gateway has no model for further routings of a code; its main destination is kept"
	noMoney    = "the gateway bills nobody"
	noHardware = "a line has one list of hardware addresses, in its hardware_address"
	noPage     = "its page isn't known"
)

// lacking are the functions that pages or clients name and the gateway doesn't provide.
var lacking = lackingFor(
	noFiles, "huntgroups/files/upload", "huntgroups/files/download", "huntgroups/files/delete",
	"codes/files/upload", "codes/files/download", "codes/files/delete").
	and(noRoutes, "codes/callers/list", "codes/callers/create", "codes/callers/get", "codes/callers/update", "codes/callers/delete",
		"codes/callerids/list", "codes/callerids/get", "codes/callerids/create", "codes/callerids/update", "codes/callerids/delete",
		"codes/times/list", "codes/times/get", "codes/times/create", "codes/times/update", "codes/times/delete").
	and(noCalls, "phones/registrations/list", "phones/unregister", "phones/reboot").
	and(noHardware, "phones/hardware/list", "phones/hardware/create", "phones/hardware/update", "phones/hardware/delete", "phones/hardware/count").
	and(noPage, "phones/dnd/get", "phones/forward/get", "user/password/update").
	and("a deleted customer is empty and stays on record, so that its id is never used again", "customers/purge", "customers/undelete").
	and("dragoman export writes a tenant out", "customers/export").
	and(noMoney, "customers/balance/add").
	and(noModel, "mailboxes/list", "mailboxes/get", "mailboxes/destinations/list", "timegroups/list", "timegroups/usage",
		"queues/destinations/create", "queues/destinations/get", "queues/destinations/list", "ivrs/create", "ivrs/destinations/set",
		"numbers/update", "numbers/get", "numbers/callerids/list", "numbers/available/list", "pickupgroups/phones/list",
		"ingroups/list", "prefixes/delete", "callergroups/create", "calleridgroups/create", "calleridgroups/list").
	and(noCalls, "calls/redirect", "cdrs/list", "cdrs/events/list").
	and("people are created one by one with people/create", "people/import").
	and("a token is made only for who signs in with a password", "user/switch")

// lackingFunctions is a list of them in the making.
type lackingFunctions []Function

func lackingFor(why string, paths ...string) lackingFunctions {
	return lackingFunctions(nil).and(why, paths...)
}

func (f lackingFunctions) and(why string, paths ...string) lackingFunctions {
	for _, path := range paths {
		f = append(f, Function{Path: path, Page: path, Status: NotProvided, Why: why})
	}
	return f
}

// lackingCategories are the families of functions of which the gateway has none;
// ../shared/reference/enswitch-json-api.md, section 1.8.
var lackingCategories = func() map[string]string {
	all := map[string]string{}
	for why, categories := range map[string][]string{
		noCalls: {"alerts", "audit", "calls", "cdrs", "events", "messages", "notes", "recording", "requests", "sms", "traces", "blacklist", "faxes"},
		noMoney: {"charges", "cards", "callshops", "incosts", "invoices", "outcosts", "products", "subscriptions", "taxes", "transactions", "unlimited", "vouchers"},
		noFiles: {"music", "sounds"},
		noModel: {
			"access", "addresses", "bulk", "callergroups", "calleridgroups", "carriers", "classes", "conferences", "configs", "cos", "customs",
			"domains", "emails", "fields", "hotels", "ingroups", "ivrs", "machines", "mailboxes", "menus", "numbers", "nvgroups", "outgroups",
			"pagegroups", "patternmenus", "peers", "pickupgroups", "plans", "plugins", "preferences", "prefixes", "provisioning", "queues",
			"regions", "roles", "routes", "speeddials", "timegroups",
		},
	} {
		for _, category := range categories {
			all[category] = why
		}
	}
	return all
}()
