package vodia

import (
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// scopeNode marks what only /rest/ivrnode/{account}/settings shows.
const scopeNode = "ivrnode"

// IVRNodeTable is a feature code as user_settings of an IVR node shows it.
var IVRNodeTable = newIVRNodeTable()

func newIVRNodeTable() *lens.Table[*domain.FeatureCode, *View] {
	tied := ties[*domain.FeatureCode]{
		"alias":   {bindNames(func(c *domain.FeatureCode) *[]string { return &c.Names }, asWritten), 0, lens.Converted},
		"display": {bindText("Description", func(c *domain.FeatureCode) *string { return &c.Description }), 0, lens.Renamed},
		"match":   {bindMatch(), 0, lens.Converted},
	}
	settings := ivrNodeSettings()
	primary := slices.IndexFunc(settings, func(s lens.Setting) bool { return s.Name == "primary" })
	return lens.NewTable(string(domain.KindFeatureCode), Dialect,
		func(c *domain.FeatureCode) *lens.Margins { return &c.Margins },
		[]lens.Inexpressible{
			{Field: "ID", Reason: "lists of accounts give an id made of it", Elsewhere: true},
			{Field: "Tenant", Reason: "the domain of the path", Elsewhere: true},
			{Field: "Form", Reason: "told by where the code shows: as an IVR node, an alias or a star code", Elsewhere: true},
			{Field: "Owner", Reason: "an IVR node belongs to no person"},
			{Field: "Password", Reason: "where an IVR node leads is changed by administrators alone"},
			{Field: "FaxDestination", Reason: "an IVR node treats a fax as any call"},
			{Field: "TextDestination", Reason: "an IVR node takes no text messages"},
		},
		slices.Concat(
			tied.rows(settings[:primary]),
			[]row[*domain.FeatureCode]{lens.Shown(settings[primary], func(_ *View, c *domain.FeatureCode) string { return c.Code })},
			tied.rows(settings[primary+1:]),
			tied.rows(accountSettings()),
			tied.rows(laterAccountSettings()),
			tied.rows([]lens.Setting{aliasSetting(pageIVRNodes, "Code")}),
		)...)
}

func ivrNodeSettings() []lens.Setting {
	return from("58", pageIVRNodes,
		lens.Setting{Name: "acturl_regex"},
		lens.Setting{Name: "acturl_settings"},
		lens.Setting{Name: "admin"},
		lens.Setting{Name: "csta"},
		lens.Setting{Name: "display", Remark: "what the node is called"},
		lens.Setting{Name: "gap"},
		lens.Setting{Name: "language"},
		lens.Setting{Name: "match", Form: rulesForm(), Remark: "!pattern!destination! … The one rule !*!destination! is a plain redirect and leads there; anything else is kept as written"},
		lens.Setting{Name: "match_from"},
		lens.Setting{Name: "match_to"},
		lens.Setting{Name: "mute"},
		lens.Setting{Name: "primary", Scope: scopeNode, Field: "Code", Remark: "the node's own number"},
		lens.Setting{Name: "rec"},
		lens.Setting{Name: "soap_uri"},
		lens.Setting{Name: "timeout"},
		lens.Setting{Name: "wavfile"},
	)
}

// rulesForm is that of match. Whatever it isn't is kept as written too, so that any text is taken.
func rulesForm() *lens.Form {
	return &lens.Form{
		Name:   "rules of the form !pattern!destination!",
		Check:  func(string) bool { return true },
		Sample: []string{"", "!*!440!", "!*!!", "!*! 440 !", "!*!*66!", "!1!440! !2!441!", "!*!440! !2!441!", "440"},
	}
}

// bindMatch ties match to where a feature code leads.
func bindMatch() *lens.Binding[*domain.FeatureCode, *View] {
	binding := lens.Bind("Destination", func(c *domain.FeatureCode) *domain.Destination { return &c.Destination },
		func(v *View, c *domain.FeatureCode) lens.Texts {
			if c.Destination.Kind == domain.ToScript {
				return lens.Texts{c.Destination.Target}
			}
			// What is dialled for a function that this platform hasn't is the node itself or one that leads as little anywhere.
			if c.Destination.Kind == domain.ToFunction && !functions[c.Destination.Target] {
				return lens.Texts{}
			}
			digits, ok := v.Plan.Digits(c.Destination)
			if !ok {
				return lens.Texts{}
			}
			return lens.Texts{writeMatch(digits)}
		},
		func(_ *View, c *domain.FeatureCode, texts lens.Texts) error {
			c.Destination = readMatch(texts[0])
			return nil
		})
	binding.Meaning = meaning
	return binding
}

// writeMatch makes the rules that send every call to the digits. Digits that the rules couldn't hold give none.
func writeMatch(digits string) string {
	if digits == "" || strings.Contains(digits, "!") {
		return ""
	}
	return "!*!" + digits + "!"
}

// readMatch reads an IVR node's rules: nothing leads nowhere, a single rule for everything is a redirect, and anything
// else is a script.
func readMatch(rules string) domain.Destination {
	trimmed := strings.TrimSpace(rules)
	if trimmed == "" {
		return domain.Destination{}
	}
	rest, all := strings.CutPrefix(trimmed, "!*!")
	digits, ended := strings.CutSuffix(rest, "!")
	if !all || !ended || strings.Contains(digits, "!") {
		return domain.Destination{Kind: domain.ToScript, Target: rules}
	}
	return domain.Dialled(strings.TrimSpace(digits))
}
