package vodia

import "dragoman/domain/lens"

// accountSettings are what every type of account has, as the page of hunt groups lists them after a type's own.
func accountSettings() []lens.Setting {
	return from("58", pageHunts,
		lens.Setting{Name: "acdani", Remark: "caller id used as agent"},
		lens.Setting{Name: "ani", Remark: "outbound caller id; keywords of the other platform show as empty"},
		lens.Setting{Name: "cdr_time"},
		lens.Setting{Name: "credit"},
		lens.Setting{Name: "dial_plan", Remark: "id of the dial plan for outbound legs; empty for the tenant's"},
		lens.Setting{Name: "dialog_state", Live: true, Remark: "internal state"},
		lens.Setting{Name: "dialog_subscribe", Live: true, Remark: "internal state"},
		lens.Setting{Name: "dialog_version", Live: true, Remark: "internal state"},
		lens.Setting{Name: "disabled", Type: lens.Switch, Remark: "the account is off"},
		lens.Setting{Name: "email_cdr"},
		lens.Setting{Name: "epid", Remark: "emergency id"},
		lens.Setting{Name: "location"},
		lens.Setting{Name: "max_call_duration"},
		lens.Setting{Name: "max_cdrs"},
		lens.Setting{Name: "need_license"},
		lens.Setting{Name: "param1"},
		lens.Setting{Name: "param2"},
		lens.Setting{Name: "param3"},
		lens.Setting{Name: "rb"},
		lens.Setting{Name: "rf"},
		lens.Setting{Name: "view_settings"},
		lens.Setting{Name: "visible", Type: lens.Switch, Remark: "shown in the directory"},
	)
}

// laterAccountSettings are what 70.3 added to every type of account. Its description gives no order.
func laterAccountSettings() []lens.Setting {
	return from("70.3", pageOpenAPI,
		lens.Setting{Name: "acturl_call", Remark: "action URL"},
		lens.Setting{Name: "acturl_cleardnd", Remark: "action URL"},
		lens.Setting{Name: "acturl_clearwakeup", Remark: "action URL"},
		lens.Setting{Name: "acturl_connect", Remark: "action URL"},
		lens.Setting{Name: "acturl_dnd", Remark: "action URL"},
		lens.Setting{Name: "acturl_emergency", Remark: "action URL"},
		lens.Setting{Name: "acturl_mailbox", Remark: "action URL"},
		lens.Setting{Name: "acturl_missedwakeup", Remark: "action URL"},
		lens.Setting{Name: "acturl_newcall", Remark: "action URL"},
		lens.Setting{Name: "acturl_roomcleaned", Remark: "action URL"},
		lens.Setting{Name: "acturl_wakeupcall", Remark: "action URL"},
		lens.Setting{Name: "anonymous_spam_score"},
		lens.Setting{Name: "building"},
		lens.Setting{Name: "cdr_as_att"},
		lens.Setting{Name: "comment"},
		lens.Setting{Name: "department", Remark: "shown in the directory"},
		lens.Setting{Name: "ename"},
		lens.Setting{Name: "fani", Remark: "fax caller id"},
		lens.Setting{Name: "google_calendar"},
		lens.Setting{Name: "oauth_list"},
		lens.Setting{Name: "pronunciation"},
		lens.Setting{Name: "publish"},
		lens.Setting{Name: "reggrp"},
		lens.Setting{Name: "room"},
		lens.Setting{Name: "sani", Remark: "SMS caller id"},
		lens.Setting{Name: "shortname"},
		lens.Setting{Name: "spam_threshold"},
		lens.Setting{Name: "teams_number"},
	)
}

// aliasSetting stands last, as the pages print it. own is the canonical field of the first name.
func aliasSetting(page, own string) lens.Setting {
	return lens.Setting{
		Name: "alias", Type: lens.Names, Since: "58", Page: page, Class: lens.Converted, Also: own,
		Remark: "the numbers and names of the account, its own first; another first entry renames it. What can be dialled is a feature code that leads here, but for an extension's own name",
	}
}
