package vodia

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// StarCode is a tenant setting that holds the code for one built-in function of the PBX.
type StarCode struct {
	Key        string // the setting: code_redial, record_start
	Documented string // the code that the OpenAPI description's example tenant has; empty for unset
	Meaning    string // what the function does, in words
	Guessed    bool   // no page says so: it is told from the name
}

// Function is the name of the built-in function that the code leads to: the setting's without code_.
func (s StarCode) Function() string { return strings.TrimPrefix(s.Key, "code_") }

// StarCodes are the built-in functions of the platform, in the order of their settings. The documented values are those
// of one real tenant and no defaults: a fresh tenant of the gateway has no star code set, and an empty one is off.
var StarCodes = []StarCode{
	{Key: "code_agent_jump_in", Meaning: "agent joins a queue", Guessed: true},
	{Key: "code_agent_jump_out", Meaning: "agent leaves a queue", Guessed: true},
	{Key: "code_agent_jump_toggle", Meaning: "agent joins or leaves a queue", Guessed: true},
	{Key: "code_agent_login", Documented: "*64", Meaning: "agent login"},
	{Key: "code_agent_logout", Documented: "*65", Meaning: "agent logout"},
	{Key: "code_agent_toggle", Documented: "*605", Meaning: "agent login or logout"},
	{Key: "code_banod", Documented: "*89", Meaning: "block anonymous calls off"},
	{Key: "code_banoe", Documented: "*88", Meaning: "block anonymous calls on"},
	{Key: "code_barge", Documented: "*81", Meaning: "barge in"},
	{Key: "code_bcidd", Documented: "*68", Meaning: "block own caller id off"},
	{Key: "code_bcide", Documented: "*67", Meaning: "block own caller id on"},
	{Key: "code_black", Documented: "*92", Meaning: "black-list the caller"},
	{Key: "code_c1", Documented: "*51", Meaning: "fetch a call from the cell phone"},
	{Key: "code_c2", Documented: "*52", Meaning: "move a call to the cell phone"},
	{Key: "code_c3", Documented: "*608", Meaning: "a cell phone function", Guessed: true},
	{Key: "code_callcell", Documented: "*00", Meaning: "call the cell phone of the extension"},
	{Key: "code_cat", Documented: "*49", Meaning: "wrap-up category", Guessed: true},
	{Key: "code_cfaa", Documented: "*80", Meaning: "set night mode for the domain's accounts"},
	{Key: "code_cfad", Documented: "*72", Meaning: "forward all off"},
	{Key: "code_cfae", Documented: "*71", Meaning: "forward all on"},
	{Key: "code_cfat", Documented: "*607", Meaning: "forward all on or off"},
	{Key: "code_cfbd", Documented: "*74", Meaning: "forward busy off"},
	{Key: "code_cfbe", Documented: "*73", Meaning: "forward busy on"},
	{Key: "code_cfnd", Documented: "*76", Meaning: "forward no answer off"},
	{Key: "code_cfne", Documented: "*75", Meaning: "forward no answer on"},
	{Key: "code_cfr", Documented: "*70", Meaning: "hot desking"},
	{Key: "code_cleanup", Documented: "*84", Meaning: "clean up the extension"},
	{Key: "code_clrvm", Documented: "*99", Meaning: "clear the message indicator"},
	{Key: "code_cm", Documented: "*54", Meaning: "client matter code", Guessed: true},
	{Key: "code_conf", Documented: "*53", Meaning: "conference", Guessed: true},
	{Key: "code_connect", Documented: "*601", Meaning: "connect", Guessed: true},
	{Key: "code_credit", Documented: "*61", Meaning: "account balance"},
	{Key: "code_dnc", Documented: "*50", Meaning: "do not call", Guessed: true},
	{Key: "code_dndd", Documented: "*79", Meaning: "do not disturb off"},
	{Key: "code_dnde", Documented: "*78", Meaning: "do not disturb on"},
	{Key: "code_dndt", Documented: "*606", Meaning: "do not disturb on or off"},
	{Key: "code_echo", Documented: "*56", Meaning: "echo test", Guessed: true},
	{Key: "code_govm", Documented: "*97", Meaning: "go to voicemail"},
	{Key: "code_intercom", Documented: "*90", Meaning: "intercom"},
	{Key: "code_listen", Documented: "*83", Meaning: "listen in"},
	{Key: "code_mixin", Meaning: "mix in", Guessed: true},
	{Key: "code_ob", Documented: "*55", Meaning: "outbound calls of a queue"},
	{Key: "code_page", Meaning: "paging", Guessed: true},
	{Key: "code_park", Documented: "*85", Meaning: "park"},
	{Key: "code_pickup", Documented: "*87", Meaning: "pick up"},
	{Key: "code_play_recs", Documented: "*58", Meaning: "listen to recordings"},
	{Key: "code_readvm", Documented: "*604", Meaning: "read voicemail", Guessed: true},
	{Key: "code_rec", Documented: "*98", Meaning: "record a greeting"},
	{Key: "code_redial", Documented: "*66", Meaning: "redial"},
	{Key: "code_retrieve", Documented: "*86", Meaning: "retrieve a parked call"},
	{Key: "code_return", Documented: "*69", Meaning: "call return"},
	{Key: "code_roomcleaned", Documented: "*57", Meaning: "room cleaned"},
	{Key: "code_sa", Documented: "*59", Meaning: "unknown"},
	{Key: "code_seize", Documented: "*602", Meaning: "seize a line", Guessed: true},
	{Key: "code_teach", Documented: "*82", Meaning: "teach mode"},
	{Key: "code_trace", Documented: "*63", Meaning: "call trace"},
	{Key: "code_transfer", Documented: "*77", Meaning: "transfer"},
	{Key: "code_unseize", Documented: "*603", Meaning: "release a line", Guessed: true},
	{Key: "code_vmd", Documented: "*96", Meaning: "voicemail by e-mail off"},
	{Key: "code_vme", Documented: "*95", Meaning: "voicemail by e-mail on"},
	{Key: "code_wakeup", Documented: "*62", Meaning: "wake-up call"},
	{Key: "code_white", Documented: "*91", Meaning: "white-list the caller"},
	{Key: "record_end", Documented: "*94", Meaning: "recording off"},
	{Key: "record_start", Documented: "*93", Meaning: "recording on"},
}

// functions are the built-in functions that a star code exists for.
var functions = func() map[string]bool {
	known := make(map[string]bool, len(StarCodes))
	for _, star := range StarCodes {
		known[star.Function()] = true
	}
	return known
}()

// setting declares the star code among the tenant's settings.
func (s StarCode) setting() lens.Setting {
	remark := s.Meaning
	if s.Guessed {
		remark += " (told from the name)"
	}
	if s.Documented != "" {
		remark += "; " + s.Documented + " in the documented tenant"
	}
	return lens.Setting{Name: s.Key, Form: dialableForm(), Remark: remark}
}

func dialableForm() *lens.Form {
	return &lens.Form{
		Name:   "digits, *, # and +, or empty for off",
		Check:  func(text string) bool { return text == "" || domain.Dialable(text) },
		Sample: []string{"", "*66", "*605", "#1", "100"},
	}
}

// tie ties the star code's setting to the code that leads to its function.
func (s StarCode) tie() tie[*domain.Tenant] {
	function := s.Function()
	binding := lens.BindThrough("StarCodes."+function,
		func(t *domain.Tenant) string { return t.StarCodes[function] },
		func(t *domain.Tenant, code string) {
			if code == "" {
				delete(t.StarCodes, function)
				return
			}
			if t.StarCodes == nil {
				t.StarCodes = map[string]string{}
			}
			t.StarCodes[function] = code
		},
		func(_ *View, t *domain.Tenant) lens.Texts { return lens.Texts{t.StarCodes[function]} },
		func(_ *View, t *domain.Tenant, texts lens.Texts) error {
			if t.StarCodes == nil {
				t.StarCodes = map[string]string{}
			}
			t.StarCodes[function] = texts[0]
			if texts[0] == "" {
				delete(t.StarCodes, function)
			}
			return nil
		})
	return tie[*domain.Tenant]{binding, 0, lens.Converted}
}
