package enswitch

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

const phonesCreate = "phones/create"

// PhoneTable is telephone lines as phones/create, phones/update and phones/get know them.
var PhoneTable = lens.NewTable(string(domain.KindPhone), Dialect,
	func(p *domain.Phone) *lens.Margins { return &p.Margins },
	[]lens.Inexpressible{
		{Field: "Names", Reason: "further names of a line are feature codes that lead to it; see codes/list", Elsewhere: true},
		{Field: "WebPassword", Reason: "a line doesn't sign in; people do"},
	},
	documented(phonesCreate, "3.13", "", phoneRows...)...)

var (
	phoneForward      = forwarding()
	phoneBusy         = leads("Busy", func(p *domain.Phone) *domain.Destination { return &p.Busy }, phoneNowhere)
	phoneNoAnswer     = leads("NoAnswer", func(p *domain.Phone) *domain.Destination { return &p.NoAnswer }, phoneNowhere)
	phoneUnregistered = leads("Unregistered", func(p *domain.Phone) *domain.Destination { return &p.Unregistered }, phoneNowhere)
)

var phoneRows = []row[*domain.Phone]{
	shown(setting{Name: "id", Type: lens.Integer, Field: "ID", Page: "phones/list"},
		func(p *domain.Phone) string { return decimalText(p.ID) }),
	text("Name", func(p *domain.Phone) *string { return &p.Name },
		setting{Name: "name", Type: lens.String, Required: true, Form: nonEmptyForm, Class: lens.Exact, Remark: "the SIP username and the account of the number plan; can't be changed by phones/update"}),
	secret("Password", func(p *domain.Phone) *domain.Secret { return &p.Password }, func(v *View) bool { return v.Reveal || v.Clear },
		setting{Name: "password", Type: lens.String, Required: true, Remark: "required unless copy_password is given; shown only where password=1 asks for it"}),
	acceptAnonymous(setting{Name: "acr", Default: "0", Class: lens.Narrowed, Remark: "policies for anonymous callers other than rejecting them show as 0"}),
	own[*domain.Phone](setting{Name: "allowed_ua", Type: lens.String, Since: "4.4"}),
	own[*domain.Phone](setting{Name: "aoc", Type: lens.Flag, Default: "0", Since: "3.14", Remark: "phones/update documents the default 0; the current value is kept instead"}),
	lens.Bound(phoneBusy, 0, setting{Name: "btype", Type: lens.String, Form: destinationType, Default: typeHangup, Class: lens.Converted}),
	lens.Bound(phoneBusy, 1, setting{Name: "bnumber", Type: lens.String, Class: lens.Converted}),
	own[*domain.Phone](setting{Name: "call_maximum", Type: lens.Decimal, Default: "-1", Form: spendingForm}),
	formed("CallerID", func(p *domain.Phone) *domain.CallerID { return &p.CallerID }, "default",
		setting{Name: "callerid_external", Type: lens.String, Default: "default", Class: lens.Narrowed,
			Form:   numberOr("default", "matched_called", "name", "original", "original_own_number"),
			Remark: "the keywords but for default are Enswitch's alone; a caller id that is neither number nor keyword shows as default"}),
	own[*domain.Phone](setting{Name: "callerid_internal", Type: lens.String, Default: "default",
		Form: numberOr("default", "name", "original", "original_own_number")}),
	formed("EmergencyCallerID", func(p *domain.Phone) *domain.CallerID { return &p.EmergencyCallerID }, "",
		setting{Name: "callerid_location", Type: lens.String, Class: lens.Narrowed, Form: numberOr("original_own_number", ""),
			Remark: "original_own_number is Enswitch's alone; a caller id that is no number shows as empty"}),
	own[*domain.Phone](setting{Name: "callername_external", Type: lens.String}),
	own[*domain.Phone](setting{Name: "callername_internal", Type: lens.String}),
	text("Codec", func(p *domain.Phone) *string { return &p.Codec }, setting{Name: "codec", Type: lens.String, Class: lens.Renamed}),
	own[*domain.Phone](setting{Name: "cos", Type: lens.Integer, Default: "0", Remark: "until 3.13 the default was 1; 0 is allowed since 3.14"}),
	shown(setting{Name: "customer", Type: lens.Integer, Field: "Tenant", Remark: "chosen when the line is created; 0 while it isn't stored"},
		func(p *domain.Phone) string { return decimalText(p.Tenant) }),
	text("Holder", func(p *domain.Phone) *string { return &p.Holder }, setting{Name: "description", Type: lens.String, Class: lens.Renamed}),
	own[*domain.Phone](setting{Name: "delivery", Type: lens.String, Default: "register", Allowed: []string{"register", "last_number"}}),
	text("DialPlan", func(p *domain.Phone) *string { return &p.DialPlan }, setting{Name: "dialplan", Type: lens.String, Class: lens.Renamed}),
	own[*domain.Phone](setting{Name: "direct", Type: lens.Flag, Default: "1"}),
	flag("DoNotDisturb", func(p *domain.Phone) *bool { return &p.DoNotDisturb }, setting{Name: "dnd", Default: "0", Class: lens.Converted}),
	lens.Bound(phoneNoAnswer, 0, setting{Name: "dtype", Type: lens.String, Form: destinationType, Default: typeHangup, Class: lens.Converted}),
	lens.Bound(phoneNoAnswer, 1, setting{Name: "dnumber", Type: lens.String, Class: lens.Converted}),
	own[*domain.Phone](setting{Name: "emergency_address1", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address2", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address3", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address_city", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address_state", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address_code", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_address_other", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_country", Type: lens.String}),
	own[*domain.Phone](setting{Name: "emergency_location_code", Type: lens.String}),
	own[*domain.Phone](setting{Name: "expect_registered", Type: lens.Integer, Default: "1", Allowed: []string{"0", "1", "2"}, Remark: "2 is allowed since 3.14"}),
	lens.Bound(phoneForward, 0, setting{Name: "forwarding", Type: lens.String, Class: lens.Converted}),
	lens.Bound(phoneForward, 1, setting{Name: "use_forwarding", Type: lens.Flag, Default: "1", Since: "4.0", Class: lens.Converted}),
	hardwareAddress(setting{Name: "hardware_address", Type: lens.String, Form: hardwareForm, Class: lens.Narrowed, Remark: "of several addresses the first is shown"}),
	text("Language", func(p *domain.Phone) *string { return &p.Language }, setting{Name: "language", Type: lens.String, Class: lens.Renamed}),
	own[*domain.Phone](setting{Name: "ltype", Type: lens.String, Allowed: []string{"phone", ""}}),
	own[*domain.Phone](setting{Name: "lnumber", Type: lens.String}),
	text("Mailbox", func(p *domain.Phone) *string { return &p.Mailbox }, setting{Name: "mailbox", Type: lens.String, Class: lens.Converted}),
	own[*domain.Phone](setting{Name: "media", Type: lens.String, Default: "voice", Allowed: []string{"voice", "fax"}}),
	own[*domain.Phone](setting{Name: "missedemail", Type: lens.Flag, Default: "0"}),
	integer("Music", func(p *domain.Phone) *int { return &p.Music }, setting{Name: "music", Type: lens.Integer, Default: "0", Class: lens.Converted}),
	own[*domain.Phone](setting{Name: "music_ringing", Type: lens.Flag, Default: "0"}),
	integer("Owner", func(p *domain.Phone) *domain.PersonID { return &p.Owner }, setting{Name: "owner", Type: lens.Integer, Default: "0", Class: lens.Exact}),
	own[*domain.Phone](setting{Name: "panel", Type: lens.Flag, Default: "0"}),
	secret("PIN", func(p *domain.Phone) *domain.Secret { return &p.PIN }, onlyToMovers, setting{Name: "pin", Type: lens.String, Remark: "shown as ******** where one is set"}),
	own[*domain.Phone](setting{Name: "ping", Type: lens.Flag, Default: "0"}),
	own[*domain.Phone](setting{Name: "plan", Type: lens.Integer, Default: "0"}),
	own[*domain.Phone](setting{Name: "presentation_external", Type: lens.Integer, Default: "1"}),
	own[*domain.Phone](setting{Name: "presentation_internal", Type: lens.Integer, Default: "1", Since: "4.4"}),
	own[*domain.Phone](setting{Name: "provision1", Type: lens.String, Unshown: true, Remark: "kept, and not shown since 4.3"}),
	own[*domain.Phone](setting{Name: "provisioning", Type: lens.Integer, Default: "0"}),
	own[*domain.Phone](setting{Name: "recordgroup", Type: lens.Integer, Default: "0"}),
	own[*domain.Phone](setting{Name: "registrar", Type: lens.String}),
	integer("RingTime", func(p *domain.Phone) *int { return &p.RingTime }, setting{Name: "ringtime", Type: lens.Integer, Default: "15", Class: lens.Renamed}),
	own[*domain.Phone](setting{Name: "screen", Type: lens.Integer, Default: "0", Allowed: []string{"0", "1", "2"}}),
	own[*domain.Phone](setting{Name: "source", Type: lens.String, Form: addressForm}),
	own[*domain.Phone](setting{Name: "totalmaximum", Type: lens.Integer, Default: "-1", Min: bound(-1)}),
	lens.Bound(phoneUnregistered, 0, setting{Name: "utype", Type: lens.String, Form: destinationType, Default: typeHangup, Class: lens.Converted}),
	lens.Bound(phoneUnregistered, 1, setting{Name: "unumber", Type: lens.String, Class: lens.Converted}),
	// The page leaves the default of unumber_group blank; a flag has none but 0.
	own[*domain.Phone](setting{Name: "unumber_group", Type: lens.Flag, Default: "0"}),
	shown(setting{Name: "display", Type: lens.String, Also: "Holder Name", Page: "phones/get", Remark: "the description, else the name"},
		func(p *domain.Phone) string {
			if p.Holder != "" {
				return p.Holder
			}
			return p.Name
		}),
}

// acceptAnonymous ties acr to the policy for anonymous callers.
func acceptAnonymous(s setting) row[*domain.Phone] {
	s.Type = lens.Flag
	return lens.Bound(lens.Bind("Anonymous", func(p *domain.Phone) *string { return &p.Anonymous },
		func(_ *View, p *domain.Phone) lens.Texts {
			return lens.Texts{digit(p.Anonymous == domain.RejectAnonymous)}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			p.Anonymous = domain.AllowAnonymous
			if texts[0] == "1" {
				p.Anonymous = domain.RejectAnonymous
			}
			return nil
		}), 0, s)
}

// forwarding ties forwarding and use_forwarding to where every call goes.
func forwarding() *binding[*domain.Phone] {
	return lens.Bind("Forward", func(p *domain.Phone) *domain.Forward { return &p.Forward },
		func(_ *View, p *domain.Phone) lens.Texts { return lens.Texts{p.Forward.Number, digit(p.Forward.On)} },
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			p.Forward = domain.Forward{Number: texts[0], On: texts[1] == "1"}
			return nil
		})
}

// hardwareAddress ties hardware_address to the first of the canonical addresses.
func hardwareAddress(s setting) row[*domain.Phone] {
	return lens.Bound(lens.Bind("HardwareAddress", func(p *domain.Phone) *string { return &p.HardwareAddress },
		func(_ *View, p *domain.Phone) lens.Texts {
			first, _, _ := strings.Cut(p.HardwareAddress, " ")
			if !s.Form.Check(first) {
				return lens.Texts{}
			}
			return lens.Texts{first}
		},
		func(_ *View, p *domain.Phone, texts lens.Texts) error {
			p.HardwareAddress = strings.NewReplacer(":", "", "-", "", ".", "").Replace(strings.ToLower(texts[0]))
			return nil
		}), 0, s)
}
