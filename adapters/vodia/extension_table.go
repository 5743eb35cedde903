package vodia

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// scopeAccount marks the settings that account/N/user_settings shows too: what users choose for themselves.
const scopeAccount = "account"

// The settings whose values the gateway makes or prepares itself.
const (
	sipPassSetting = "sip_pass"
	pinSetting     = "pin"
	webPassSetting = "web_pass"
)

// extensionAliases are further names under which clients write a setting; see the remark of the setting.
var extensionAliases = map[string]string{"password": sipPassSetting, "sip_password": sipPassSetting}

// ExtensionTable is a phone as user_settings of an extension shows it.
var ExtensionTable = newExtensionTable()

func newExtensionTable() *lens.Table[*domain.Phone, *View] {
	tied := extensionTies()
	return lens.NewTable(string(domain.KindPhone), Dialect,
		func(p *domain.Phone) *lens.Margins { return &p.Margins },
		[]lens.Inexpressible{
			{Field: "ID", Reason: "lists of accounts give an id made of it", Elsewhere: true},
			{Field: "Tenant", Reason: "the domain of the path", Elsewhere: true},
			{Field: "Owner", Reason: "an extension belongs to whoever has its web password, and to no person"},
		},
		slices.Concat(
			tied.rows(extensionSettings()),
			tied.rows(laterExtensionSettings()),
			tied.rows(without(accountSettings(), "dial_plan")),
			tied.rows(laterAccountSettings()),
			tied.rows([]lens.Setting{aliasSetting(pageExtensions, "Name")}),
		)...)
}

func extensionTies() ties[*domain.Phone] {
	holder := bindHolder()
	return ties[*domain.Phone]{
		"first_name":   {holder, 0, lens.Converted},
		"display_name": {holder, 1, lens.Converted},
		"alias":        {bindNames(func(p *domain.Phone) *[]string { return &p.Names }, asWritten), 0, lens.Converted},
		"anonymous":    {bindAnonymous(), 0, lens.Converted},
		"ani":          {bindCallerID("CallerID", func(p *domain.Phone) *domain.CallerID { return &p.CallerID }), 0, lens.Narrowed},
		"eani":         {bindCallerID("EmergencyCallerID", func(p *domain.Phone) *domain.CallerID { return &p.EmergencyCallerID }), 0, lens.Narrowed},
		"cfa":          {bindForward(), 0, lens.Converted},
		"cfb":          {bindDialled("Busy", func(p *domain.Phone) *domain.Destination { return &p.Busy }), 0, lens.Converted},
		"cfn":          {bindDialled("NoAnswer", func(p *domain.Phone) *domain.Destination { return &p.NoAnswer }), 0, lens.Converted},
		"cfr":          {bindDialled("Unregistered", func(p *domain.Phone) *domain.Destination { return &p.Unregistered }), 0, lens.Converted},
		"cfn_timeout":  {bindRingTime(), 0, lens.Converted},
		"codecs":       {bindText("Codec", func(p *domain.Phone) *string { return &p.Codec }), 0, lens.Renamed},
		"dial_plan":    {bindText("DialPlan", func(p *domain.Phone) *string { return &p.DialPlan }), 0, lens.Exact},
		"dnd":          {bindSwitch("DoNotDisturb", func(p *domain.Phone) *bool { return &p.DoNotDisturb }), 0, lens.Converted},
		"lang_audio":   {bindText("Language", func(p *domain.Phone) *string { return &p.Language }), 0, lens.Renamed},
		"mac":          {bindHardwareAddress(), 0, lens.Converted},
		"mb_enable":    {bindMailbox(), 0, lens.Narrowed},
		"moh":          {bindMusic(func(p *domain.Phone) *int { return &p.Music }), 0, lens.Converted},
		pinSetting: {lens.BindSecret("PIN",
			func(_ *View, p *domain.Phone) string { return p.PIN.Masked() },
			func(_ *View, p *domain.Phone, text string) error { p.PIN = domain.Secret(text); return nil }), 0, lens.Hidden},
		sipPassSetting: {lens.BindSecret("Password",
			func(_ *View, p *domain.Phone) string { return p.Password.Masked() },
			func(_ *View, p *domain.Phone, text string) error { p.Password = domain.Secret(text); return nil }), 0, lens.Hidden},
		webPassSetting: {lens.BindSecret("WebPassword",
			func(_ *View, p *domain.Phone) string { return p.WebPassword.Masked() },
			func(v *View, p *domain.Phone, text string) error { p.WebPassword = v.credential(text); return nil }), 0, lens.Hidden},
	}
}

// extensionSettings are those of the page of version 58, in its order. What is known of the page ends at email_.
func extensionSettings() []lens.Setting {
	return from("58", pageExtensions,
		lens.Setting{Name: "access_level", Default: "0"},
		lens.Setting{Name: "active_calls", Live: true},
		lens.Setting{Name: "actsync_address"},
		lens.Setting{Name: "actsync_calendar"},
		lens.Setting{Name: "actsync_cert"},
		lens.Setting{Name: "actsync_room"},
		lens.Setting{Name: "actsync_timer"},
		lens.Setting{Name: "actsync_username"},
		lens.Setting{Name: "admin"},
		lens.Setting{Name: "adrbook_pref"},
		lens.Setting{Name: "anonymous", Allowed: []string{"", "true", "false", "reject", "ask", "all"}, Remark: "true and reject both refuse anonymous callers; ask and all are kept and refuse nobody on the other platform"},
		lens.Setting{Name: "auth_adr"},
		lens.Setting{Name: "avail", Remark: "availability"},
		lens.Setting{Name: "barge"},
		lens.Setting{Name: "block_cid", Type: lens.Switch, Default: "false", Remark: "hides the own number"},
		lens.Setting{Name: "bob", Default: "false"},
		lens.Setting{Name: "call_redial", Live: true, Remark: "the last call's address"},
		lens.Setting{Name: "call_return", Live: true, Remark: "the last caller's address"},
		lens.Setting{Name: "callback"},
		lens.Setting{Name: "carddav_email"},
		lens.Setting{Name: "cell_acd", Remark: "the mobile phone rings for queues"},
		lens.Setting{Name: "cell_always", Remark: "the mobile phone always rings"},
		lens.Setting{Name: "cell_c2d"},
		lens.Setting{Name: "cell_callback"},
		lens.Setting{Name: "cell_callback_dest"},
		lens.Setting{Name: "cell_conn", Remark: "the mobile phone has to confirm"},
		lens.Setting{Name: "cell_dis"},
		lens.Setting{Name: "cell_hunt", Remark: "the mobile phone rings for hunt groups"},
		lens.Setting{Name: "cell_in"},
		lens.Setting{Name: "cell_mwi", Default: "false"},
		lens.Setting{Name: "cell_never", Remark: "the mobile phone never rings"},
		lens.Setting{Name: "cell_night"},
		lens.Setting{Name: "cell_pause"},
		lens.Setting{Name: "cell_retries"},
		lens.Setting{Name: "cell_time"},
		lens.Setting{Name: "cfa", Remark: "forwards every call; empty for off. Writing empty keeps the number for whoever turns it on again"},
		lens.Setting{Name: "cfa_times", Remark: "when cfa is in force"},
		lens.Setting{Name: "cfb", Remark: "where calls go while the phone is busy"},
		lens.Setting{Name: "cfb_times", Remark: "when cfb is in force"},
		lens.Setting{Name: "cfd"},
		lens.Setting{Name: "cfn", Remark: "where calls go that nobody answers"},
		lens.Setting{Name: "cfn_timeout", Type: lens.Number, Remark: "seconds before cfn; empty is the time that a new phone has"},
		lens.Setting{Name: "cfn_times", Remark: "when cfn is in force"},
		lens.Setting{Name: "cfr", Remark: "where calls go while the phone isn't registered, by analogy with the others: no page says so"},
		lens.Setting{Name: "checked_in", Type: lens.Switch, Default: "false"},
		lens.Setting{Name: "cleanup"},
		lens.Setting{Name: "codecs", Remark: "the preferred codecs; empty for any"},
		lens.Setting{Name: "crm_address"},
		lens.Setting{Name: "crm_type"},
		lens.Setting{Name: "crm_username"},
		lens.Setting{Name: "cw", Type: lens.Switch, Default: "true", Remark: "call waiting"},
		lens.Setting{Name: "dial_plan", Remark: "id of the dial plan; empty for the tenant's"},
		lens.Setting{Name: "display_name", Divided: true, Remark: "the last name. A single name is a last name"},
		lens.Setting{Name: "disturb"},
		lens.Setting{Name: "dnd", Type: lens.Switch, Default: "false", Remark: "do not disturb"},
		lens.Setting{Name: "dnd_cust_reason"},
		lens.Setting{Name: "dnd_reason"},
		lens.Setting{Name: "door_url"},
		lens.Setting{Name: "eani", Remark: "emergency caller id; keywords of the other platform show as empty"},
		lens.Setting{Name: "edest", Remark: "emergency destination"},
		lens.Setting{Name: "email_address", Remark: "several are separated by ;"},
	)
}

// laterExtensionSettings are what other pages and working clients add. None gives an order.
func laterExtensionSettings() []lens.Setting {
	return slices.Concat(
		from("70.3", pageOpenAPI,
			lens.Setting{Name: "appremotedial", Scope: scopeAccount},
			lens.Setting{Name: "dnd_expires", Unshown: true, Remark: "when do not disturb ends, as POST /rest/user/{account}/dnd gives it; kept, but nothing ends it"},
			lens.Setting{Name: "euse", Remark: "the kind of extension: empty for a standard one, agent, app, mailbox, hotdesk"},
			lens.Setting{Name: "faxname", Scope: scopeAccount},
			lens.Setting{Name: "first_name", Divided: true},
			lens.Setting{Name: "lang_audio", Scope: scopeAccount, Remark: "language of announcements; empty for the tenant's"},
			lens.Setting{Name: "lang_web", Scope: scopeAccount},
			lens.Setting{Name: "mac", Form: macForm(), Remark: "MAC addresses of provisioned phones, separated by spaces"},
			lens.Setting{Name: "mb_enable", Type: lens.Switch, Default: "true", Remark: "the extension has its mailbox; true means that the phone indicates the messages of the mailbox of its own number"},
			lens.Setting{Name: "melody", Scope: scopeAccount},
			lens.Setting{Name: "melodyh", Scope: scopeAccount, Remark: "ring tone for calls of a hunt group"},
			lens.Setting{Name: "moh", Type: lens.Number, Scope: scopeAccount, Remark: "id of the music on hold; empty for the tenant's"},
			lens.Setting{Name: "pcap", Type: lens.Switch, Remark: "packet capture"},
			lens.Setting{Name: "position", Remark: "shown in the directory"},
			lens.Setting{Name: "skills"},
			lens.Setting{Name: "tz", Scope: scopeAccount, Remark: "time zone"},
			lens.Setting{Name: "ui_data", Scope: scopeAccount},
			lens.Setting{Name: "wakeup", Scope: scopeAccount},
		),
		from("70.3", pageSecrets,
			lens.Setting{Name: pinSetting, Remark: "shown as " + lens.Mask},
			lens.Setting{Name: sipPassSetting, Remark: "shown as " + lens.Mask + "; password and sip_password are accepted for it"},
			lens.Setting{Name: webPassSetting, Remark: "shown as " + lens.Mask + "; what account@domain signs in with"},
		),
	)
}

// bindHolder ties first and last name to the holder's full name, split at the last space.
func bindHolder() *lens.Binding[*domain.Phone, *View] {
	return lens.Bind("Holder", func(p *domain.Phone) *string { return &p.Holder },
		func(_ *View, p *domain.Phone) lens.Texts {
			i := strings.LastIndexByte(p.Holder, ' ')
			if i < 0 {
				return lens.Texts{"", p.Holder}
			}
			return lens.Texts{p.Holder[:i], p.Holder[i+1:]}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			p.Holder = strings.TrimSpace(texts[0] + " " + texts[1])
			return nil
		})
}

func bindAnonymous() *lens.Binding[*domain.Phone, *View] {
	return lens.Bind("Anonymous", func(p *domain.Phone) *string { return &p.Anonymous },
		func(_ *View, p *domain.Phone) lens.Texts {
			if p.Anonymous == domain.RejectAnonymous {
				return lens.Texts{"true"}
			}
			return lens.Texts{p.Anonymous}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			switch texts[0] {
			case "true", "reject":
				p.Anonymous = domain.RejectAnonymous
			case "", "false":
				p.Anonymous = domain.AllowAnonymous
			default:
				p.Anonymous = texts[0]
			}
			return nil
		})
}

// bindForward ties cfa to the forwarding of every call. Turning it off keeps the number, as the meaning of the setting
// says, so that nothing has to be remembered beside.
func bindForward() *lens.Binding[*domain.Phone, *View] {
	binding := lens.Bind("Forward", func(p *domain.Phone) *domain.Forward { return &p.Forward },
		func(_ *View, p *domain.Phone) lens.Texts {
			if !p.Forward.On {
				return lens.Texts{}
			}
			return lens.Texts{p.Forward.Number}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			text := strings.TrimSpace(texts[0])
			p.Forward.On = text != ""
			if p.Forward.On {
				p.Forward.Number = text
			}
			return nil
		})
	binding.Forgets = true
	return binding
}

func bindRingTime() *lens.Binding[*domain.Phone, *View] {
	return lens.Bind("RingTime", func(p *domain.Phone) *int { return &p.RingTime },
		func(_ *View, p *domain.Phone) lens.Texts { return lens.Texts{strconv.Itoa(p.RingTime)} },
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			if texts[0] == "" {
				p.RingTime = domain.DefaultPhoneRingTime
				return nil
			}
			seconds, err := number(texts[0])
			p.RingTime = seconds
			return err
		})
}

// bindMailbox ties mb_enable to the mailbox that the phone indicates. Another phone's mailbox shows as false, and comes
// back when false is written again.
func bindMailbox() *lens.Binding[*domain.Phone, *View] {
	return lens.Bind("Mailbox", func(p *domain.Phone) *string { return &p.Mailbox },
		func(_ *View, p *domain.Phone) lens.Texts {
			return lens.Texts{strconv.FormatBool(p.Mailbox == p.Name)}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			p.Mailbox = ""
			if texts[0] == "true" {
				p.Mailbox = p.Name
			}
			return nil
		})
}

func bindHardwareAddress() *lens.Binding[*domain.Phone, *View] {
	return lens.Bind("HardwareAddress", func(p *domain.Phone) *string { return &p.HardwareAddress },
		func(_ *View, p *domain.Phone) lens.Texts { return lens.Texts{p.HardwareAddress} },
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			addresses, ok := hardwareAddresses(texts[0])
			if !ok {
				return errors.New("must be MAC addresses, separated by spaces")
			}
			p.HardwareAddress = addresses
			return nil
		})
}

func macForm() *lens.Form {
	return &lens.Form{
		Name:   "MAC addresses, separated by spaces",
		Check:  func(text string) bool { _, ok := hardwareAddresses(text); return ok },
		Sample: []string{"", "0004136b2c3d", "00:04:13:6B:2C:3D", "0004136b2c3d 0004136b2c3e"},
	}
}

// hardwareAddresses reads MAC addresses in any usual form, separated by spaces, commas or semicolons.
func hardwareAddresses(text string) (string, bool) {
	addresses := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) })
	for i, address := range addresses {
		digits := strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "").Replace(address))
		if len(digits) != 12 || strings.Trim(digits, "0123456789abcdef") != "" {
			return "", false
		}
		addresses[i] = digits
	}
	return strings.Join(addresses, " "), true
}
