package vodia

import (
	"slices"
	"strings"
)

// Why endpoints of 70.3 are not provided.
const (
	noAccountModel = "the gateway has no model for queues, attendants, conferences, park orbits, paging groups and service flags"
	asAliases      = "numbers are written as alias in user_settings"
	noTrunks       = "the gateway routes no calls, so that it has neither dial plans nor trunks"
	noMedia        = "the gateway holds no recordings, announcements, music or pictures"
	noPhones       = "no telephones register at the gateway, and it provisions none"
	noPages        = "it serves the platform's own web pages"
	noServer       = "it looks after the platform's own server"
	noDirectory    = "the gateway has no model for address books, groups, locations and integrations"
	noCalls        = "the gateway routes no calls and holds no messages"
)

// absent declares endpoints that the gateway has not, for one reason: one a line, its methods and its path.
func absent(why, declared string) []endpoint {
	var out []endpoint
	for line := range strings.SplitSeq(strings.TrimSpace(declared), "\n") {
		methods, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		out = append(out, endpoint{Endpoint: Endpoint{
			Methods: strings.Split(methods, ","), Path: path, Scope: absentScope(path), Status: NotProvided, Why: why, Page: pageOpenAPI,
		}})
	}
	return out
}

// usedByClients says of endpoints that only working clients prove them: no page has them.
func usedByClients(endpoints []endpoint) []endpoint {
	for i := range endpoints {
		endpoints[i].Page = pageClients
	}
	return endpoints
}

// absentScope is who may learn that an endpoint isn't provided.
func absentScope(path string) Scope {
	switch {
	case strings.HasPrefix(path, "/rest/system/"):
		return SystemAdministrators
	case strings.HasPrefix(path, "/rest/user/"):
		return AccountHolders
	}
	return DomainAdministrators
}

// absentEndpoints are the paths of 70.3, and those that clients call beside them, that the gateway has nothing for.
var absentEndpoints = slices.Concat(
	usedByClients(slices.Concat(
		absent(noAccountModel, `
GET /rest/user/{account}/wallboard
GET /rest/user/{account}/wallboard/{queue}
`),
		absent(asAliases, "PUT /rest/system/did"),
		absent(noTrunks, "GET,PUT /rest/domain/{domain}/edit_dialplan/{id}"),
		absent(noPhones, "GET /rest/domain/{domain}/check-sync"),
		absent(noCalls, "GET /rest/system/cdr/{range}"),
	)),
	absent(noAccountModel, `
GET /rest/acd/{account}/cdr
GET /rest/acd/{account}/email/{email}/{days}
DELETE,GET,POST /rest/acd/{account}/outbound
GET /rest/acd/{account}/stat
GET,POST /rest/attendant/{account}/settings
DELETE,GET,POST /rest/attendant/{account}/wave/{id}
GET /rest/conference/{account}/list
GET /rest/domain/{domain}/account/{ext}/acd_login
GET /rest/domain/{domain}/account/{ext}/list/list_confrooms
GET /rest/domain/{domain}/account/{ext}/list/list_confs
GET /rest/domain/{domain}/account/{ext}/list/list_flags
DELETE,GET /rest/domain/{domain}/campaign
GET /rest/page/{account}/playback
GET /rest/user/{account}/acd
GET /rest/user/{account}/acdcalls
GET /rest/user/{account}/acdcdr
GET /rest/user/{account}/acdinfo
GET /rest/user/{account}/orbits
GET,POST /rest/user/{account}/srvflags
`),
	absent(asAliases, `
GET,POST /rest/account/{account}/alias
DELETE,GET,POST /rest/account/{account}/alias/{id}
GET,POST /rest/domain/{domain}/did
GET /rest/system/did
GET,POST /rest/user/{account}/ani
`),
	absent(noTrunks, `
DELETE,GET,POST /rest/domain/{domain}/dialplans
DELETE,GET,POST /rest/domain/{domain}/domain_trunks
GET,POST /rest/domain/{domain}/edit_dialplan
GET,POST /rest/domain/{domain}/edit_trunk/{trunk_id}
GET /rest/domain/{domain}/trunk-stats
GET /rest/system/trunks
`),
	absent(noMedia, `
GET /rest/domain/{domain}/account/{ext}/image
GET /rest/domain/{domain}/account/{ext}/list/list_greeting_files
GET /rest/domain/{domain}/account/{ext}/list/list_moh,extensions:moh:user,moh,moh_def,dom_acd.htm
GET /rest/domain/{domain}/audio
GET /rest/domain/{domain}/audiofiles
GET /rest/domain/{domain}/moh
GET /rest/domain/{domain}/recs
GET /rest/domain/{domain}/recs/recs
GET /rest/domain/{domain}/ringtones/en
GET /rest/domain/{domain}/wave/audio
GET /rest/domain/{domain}/wave/moh/1
GET,POST /rest/system/audio
DELETE /rest/system/audio/{id}
GET /rest/system/audiocache
GET /rest/system/moh
GET /rest/system/wave/audio
PUT /rest/system/wave/audio/{id}
GET /rest/system/wave/moh
GET,POST /rest/user/{account}/greetings
DELETE,GET,POST /rest/user/{account}/recs
GET /rest/user/{account}/recs/recs
GET /rest/user/{account}/ringtones/{lang}
`),
	absent(noPhones, `
GET,POST /rest/domain/{domain}/button_templates
GET /rest/domain/{domain}/edit_buttonlist/{button}
DELETE,GET,POST /rest/domain/{domain}/ipeis
GET,POST /rest/domain/{domain}/macs
GET /rest/domain/{domain}/pnp_dialplans/{lang}
GET /rest/domain/{domain}/registrations
GET,POST /rest/system/prov_phones
GET /rest/user/{account}/button_templates
GET,POST /rest/user/{account}/buttons
GET /rest/user/{account}/check-sync
GET /rest/user/{account}/hid
GET /rest/user/{account}/reghist
DELETE,GET /rest/user/{account}/registration
GET /rest/user/{account}/syslog
`),
	absent(noPages, `
GET /rest/domain/{domain}/account/{ext}/list/list_languages,lang_audio,languages_audio,def_audio,dom_conf
GET /rest/domain/{domain}/account/{ext}/list/list_languages,lang_web,languages_web,def_web,usr_core_settings.htm
GET /rest/domain/{domain}/account/{ext}/list/list_timezones
GET /rest/domain/{domain}/generated
GET /rest/domain/{domain}/parameters
GET /rest/domain/{domain}/weblogin
DELETE,GET,POST /rest/domain/{domain}/webtempl
DELETE,GET,POST /rest/ivrnode/{account}/webtempl
GET /rest/system/css
GET /rest/system/dict/{lang}
GET /rest/system/help/en
POST /rest/system/langedit
GET /rest/system/localization/{lang}
GET /rest/system/pagedefault/agreement.htm
GET /rest/system/pagedefault/{filename}
GET /rest/system/parameters
GET /rest/system/textedit
GET /rest/system/translation/{lang}
GET /rest/system/translation/{lang}/reg_settings
GET /rest/system/weblogin
GET /rest/system/webtempl
GET /rest/user/{account}
DELETE,GET /rest/user/{account}/language
GET /rest/user/{account}/parameters
GET /rest/user/{account}/webtempl
`),
	absent(noServer, `
POST /rest/system/2nd
DELETE,GET,POST /rest/system/access
GET,POST /rest/system/billing
GET,POST /rest/system/certs
GET,POST /rest/system/config
GET /rest/system/dns
GET /rest/system/failover
GET,POST /rest/system/getip
GET /rest/system/getip/127.0.0.1/http
GET /rest/system/getip/127.0.0.1/https
GET,POST /rest/system/http
GET,POST /rest/system/license
GET /rest/system/log
DELETE,GET,POST /rest/system/login
GET /rest/system/samllogin
POST /rest/system/script
DELETE,GET /rest/system/snapshot
GET /rest/system/status
GET,POST /rest/system/swupdate
GET,POST /rest/system/syncrpc
GET,POST /rest/system/testemail
GET /rest/system/visibility
`),
	absent(noDirectory, `
GET,POST /rest/domain/{domain}/actionurl_settings
GET,POST /rest/domain/{domain}/adrbook
DELETE,POST /rest/domain/{domain}/edit_adrbook/{addrbook_entry_id}
DELETE,GET,POST /rest/domain/{domain}/groups
GET /rest/domain/{domain}/integrations
GET /rest/domain/{domain}/location
DELETE,GET,POST /rest/domain/{domain}/locations
DELETE /rest/domain/{domain}/publish
GET /rest/system/integrations
GET /rest/system/location
DELETE,GET,POST /rest/user/{account}/adrbook
GET /rest/user/{account}/emergency
GET /rest/user/{account}/groups
GET /rest/user/{account}/im
GET /rest/user/{account}/integrations
GET /rest/user/{account}/publish
`),
	absent(noCalls, `
GET /rest/domain/{domain}/billing
GET /rest/domain/{domain}/cdr
GET /rest/domain/{domain}/cdrs
GET /rest/domain/{domain}/credit
GET /rest/domain/{domain}/log
DELETE,GET /rest/domain/{domain}/sms
GET /rest/domain/{domain}/stats
GET /rest/domain/{domain}/syncrpc
GET /rest/hunt/{account}/email/{email}/{days}
DELETE,GET /rest/system/cdrs
GET /rest/system/pcap
GET /rest/system/sms
GET /rest/system/stats
GET,POST /rest/user/{account}/activity
GET /rest/user/{account}/alert
GET /rest/user/{account}/availability
GET,POST /rest/user/{account}/calls
DELETE,GET,POST /rest/user/{account}/chat
GET /rest/user/{account}/chat-history
DELETE,GET,POST /rest/user/{account}/conference
GET,POST /rest/user/{account}/confstat
DELETE,GET,POST /rest/user/{account}/fax
DELETE,GET,POST /rest/user/{account}/history
GET /rest/user/{account}/message/{message_id}
GET,POST /rest/user/{account}/messages
GET /rest/user/{account}/stats
`),
)
