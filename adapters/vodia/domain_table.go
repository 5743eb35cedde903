package vodia

import (
	"errors"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Where a tenant's settings show: at settings, at config, or at both.
const (
	scopeSettings = "settings"
	scopeConfig   = "config"
	scopeBoth     = "settings config"
)

// DomainTable is a tenant as settings and config of a domain show it.
var DomainTable = newDomainTable()

func newDomainTable() *lens.Table[*domain.Tenant, *View] {
	tied := domainTies()
	settings := domainSettings()
	admins := slices.IndexFunc(settings, func(s lens.Setting) bool { return s.Name == "admins" })
	return lens.NewTable(string(domain.KindTenant), Dialect,
		func(t *domain.Tenant) *lens.Margins { return &t.Margins },
		[]lens.Inexpressible{
			{Field: "ID", Reason: "the list of domains gives it", Elsewhere: true},
			{Field: "Parent", Reason: "domains have no resellers"},
			{Field: "Deleted", Reason: "a deleted domain is gone"},
		},
		slices.Concat(
			tied.rows(settings[:admins]),
			[]row[*domain.Tenant]{lens.Shown(settings[admins], func(_ *View, t *domain.Tenant) string { return lens.JoinNames(t.Administrators) })},
			tied.rows(settings[admins+1:]),
		)...)
}

func domainTies() ties[*domain.Tenant] {
	tied := ties[*domain.Tenant]{
		"alias":          {bindDomainAliases(), 0, lens.Renamed},
		"display":        {bindText("Name", func(t *domain.Tenant) *string { return &t.Name }), 0, lens.Renamed},
		"max_extensions": {bindLimit("MaxPhones", func(t *domain.Tenant) **int { return &t.MaxPhones }), 0, lens.Converted},
		"max_hunts":      {bindLimit("MaxHuntGroups", func(t *domain.Tenant) **int { return &t.MaxHuntGroups }), 0, lens.Converted},
		"max_ivrnodes":   {bindLimit("MaxCodes", func(t *domain.Tenant) **int { return &t.MaxCodes }), 0, lens.Converted},
		"mb_prefix":      {bindText("MailboxPrefix", func(t *domain.Tenant) *string { return &t.MailboxPrefix }), 0, lens.Renamed},
		"primary":        {bindDomain(), 0, lens.Renamed},
	}
	for _, star := range StarCodes {
		tied[star.Key] = star.tie()
	}
	return tied
}

// domainSettings begin with what only config has; the others are in the order of the OpenAPI description's example,
// which is that of the alphabet.
func domainSettings() []lens.Setting {
	config := from("70.3", pageOpenAPI,
		lens.Setting{Name: "primary", Scope: scopeConfig, Form: domainForm(), Remark: "the domain's DNS name; only a system administrator changes it"},
		lens.Setting{Name: "alias", Scope: scopeConfig, Type: lens.Names, Remark: "further DNS names; only a system administrator changes them"},
		lens.Setting{Name: "admins", Scope: scopeConfig, Type: lens.Names, Field: "Administrators", Remark: "user names of the domain's administrators"},
	)
	var settings []lens.Setting
	for _, name := range strings.Fields(domainSettingNames) {
		settings = append(settings, lens.Setting{Name: name, Scope: scopeSettings})
	}
	for _, star := range StarCodes {
		s := star.setting()
		s.Scope = scopeSettings
		settings = append(settings, s)
	}
	slices.SortFunc(settings, func(a, b lens.Setting) int { return strings.Compare(a.Name, b.Name) })
	for i := range settings {
		describeDomainSetting(&settings[i])
	}
	return append(config, from("70.3", pageOpenAPI, settings...)...)
}

// describeDomainSetting adds what is known of a setting beyond its name.
func describeDomainSetting(s *lens.Setting) {
	if slices.Contains(strings.Fields(configToo), s.Name) {
		s.Scope = scopeBoth
	}
	switch s.Name {
	case "display":
		s.Remark = "the tenant's name"
	case "name":
		s.Remark = "a name that only this platform shows; the tenant's name is display"
	case "max_extensions", "max_hunts":
		s.Type, s.Remark = lens.Number, "the most that the domain may have; empty for no limit. Only a system administrator changes it"
	case "max_ivrnodes":
		s.Type, s.Remark = lens.Number, "the most that the domain may have, all feature codes counted; empty for no limit. Only a system administrator changes it"
	case "google_client_secret", "google_voice2text_key", "license_key", "prov_pass", "prov_pin":
		// The description shows stored passwords as a mask and doesn't say of which settings; these are what their names say.
		s.Class, s.Remark = lens.Hidden, "shown as "+lens.Mask+" where one is set"
	case "mb_prefix":
		s.Default, s.Remark = domain.DefaultMailboxPrefix, "what is dialled before an account to reach its mailbox"
	}
}

// configToo are the settings that config has besides its own.
const configToo = `
bill_admin bill_customer bill_data bill_plan billing_start cdr_keep country_code didr display lastdigits license_key
max_acds max_attendants max_call_duration max_callingcards max_calls max_colines max_conferences max_doors
max_extensions max_hoots max_hunts max_ivrnodes max_regs max_srvflags max_trunk_calls max_trunk_notify parm1 parm2
parm3 rec_enabled rec_keep sms_enabled spamreject visible voice2text`

// domainSettingNames are the keys of the OpenAPI description's example, but for the star codes. Nothing is known of
// their types, and their values there are those of one real tenant, so that they are texts and begin empty.
const domainSettingNames = `
actdur adrbook_pref alerts ani ani_window anipolicy anonymous anonymous_spam_score appcalls appdisabled appexts
apphomescreen appremotedial area_code att avdur bill_admin bill_customer bill_data bill_plan billing_start
blf_private_format callback_busy callback_dnd callback_extensions callback_flag callback_window callclassroom
camp_enabled canon cdr_adr cdr_as_att cdr_keep cdr_time cdr_trunks cdr_user cell_night cfn_timeout charge_beep clickadr
cloud_provider_public cmcmode country_code cp_group craccs crasatt credit cremail crm_public crm_system crtime
csta_address csta_username defaa default_dialplan default_location didr disa_cid display display_format dnd_duration
dndflag dp e911 e911_ani edest email_cdr email_dom_black_call email_from email_global email_smtp email_starttls
email_user end_call extn_pai extn_ppi fani faxname flag from_header google_client_id google_client_secret
google_signin_id google_voice2text_key hours_fri hours_holiday hours_mon hours_sat hours_sun hours_thu hours_tue
hours_wed hubspot_settings ignore_star_cdr include_local intpub lang_audio lang_patterns lang_skill lang_web last_cmc
lastdigits license_key line_private_format locale_tones log_level login_keep mailbox_call mailbox_escape max_acds
max_attendants max_call_duration max_callingcards max_calls max_colines max_conferences max_doors max_extensions
max_hoots max_hunts max_idle max_ivrnodes max_mb_duration max_regs max_ring_duration max_srvflags max_trunk_calls
max_trunk_notify mb_alias mb_compress mb_enter_pin mb_fail_count mb_min_dur mb_offer_cell mb_offer_return mb_pinsize
mb_policy mb_prefix mb_size mb_timeout mb_transcode mb_warn melody melodyh melodyt meta midnight_logout moh msggrp
msgpre mssign name night noa_timeout notification_url oauth_list openai_prefix orbits outbound_chars park_call
park_reminder parm1 parm2 parm3 pickups play_envelope pms_public pms_recv_prefix prov_lineup prov_pass prov_pin
prov_proxy prov_t38 prov_user queue_ani_policy rb rbb reboot_phones rec_911 rec_acd rec_chat rec_custid rec_enabled
rec_extension rec_external rec_hunt rec_internal rec_keep rec_message rec_siteid recharge record_annoucement
record_location redirect_destination redirect_emergency reglogout reset_block_cid reset_dnd reset_hot room_settings
score_found score_not_found seven_digits show_cell siptrans skills sms_ani sms_ani2 sms_enabled spam_provider
spam_threshold spamreject sso_login_settings t38_enabled t38_inbound t38_outbound teams_in_acd transcription_public
trback trust_callerid tz uhll_adr uhll_call_charge uhll_dmm uhll_dnd uhll_maid_code uhll_type urc visible voice2text
voicemail wakeup_acd wakeup_fail_email wakeup_pause wakeup_retries wallboard welcome_email wuc`

func domainForm() *lens.Form {
	return &lens.Form{
		Name:   "a DNS name",
		Check:  func(text string) bool { return domain.CheckDomain(strings.ToLower(text)) == nil },
		Sample: []string{"localhost", "pbx.example.com", "Acme.Example.COM"},
	}
}

func bindDomain() *lens.Binding[*domain.Tenant, *View] {
	return lens.Bind("Domain", func(t *domain.Tenant) *string { return &t.Domain },
		func(_ *View, t *domain.Tenant) lens.Texts { return lens.Texts{t.Domain} },
		func(_ *View, t *domain.Tenant, texts lens.Texts) error {
			t.Domain = strings.ToLower(texts[0])
			return nil
		})
}

func bindDomainAliases() *lens.Binding[*domain.Tenant, *View] {
	return lens.Bind("DomainAliases", func(t *domain.Tenant) *[]string { return &t.DomainAliases },
		func(_ *View, t *domain.Tenant) lens.Texts { return lens.Texts{lens.JoinNames(t.DomainAliases)} },
		func(_ *View, t *domain.Tenant, texts lens.Texts) error {
			names := lens.SplitNames(strings.ToLower(texts[0]))
			for _, name := range names {
				if domain.CheckDomain(name) != nil {
					return errors.New("must be DNS names")
				}
			}
			t.DomainAliases = names
			if len(names) == 0 {
				t.DomainAliases = nil
			}
			return nil
		})
}

// entriesOf are the settings that a scope shows. A setting that no page documents shows wherever it may have been
// written.
func entriesOf(scope string, entries []lens.Entry) []lens.Entry {
	return slices.DeleteFunc(entries, func(e lens.Entry) bool {
		return e.Setting != nil && e.Setting.Scope != scopeBoth && e.Setting.Scope != scope
	})
}
