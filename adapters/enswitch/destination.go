package enswitch

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Destination types as Enswitch spells them; ../shared/reference/enswitch-json-api.md, section 6. A type that isn't
// here is kept as written.
const (
	typeHangup    = "hangup"
	typeNone      = "none"
	typePhone     = "phone"
	typeHuntGroup = "huntgroup"
	typeCode      = "code"
	typeMailbox   = "mailbox"
	typeExternal  = "external"
	typeForward   = "forward"
	typeSIPURI    = "sipuri"
	typePeer      = "peer"
	typeFunction  = "function"
	typeIVRNode   = "ivrnode" // the gateway's own: an IVR node whose rules are more than a plain redirect
)

// memberTypes are the only types that a hunt group rings; huntgroups/destinations/create.
var memberTypes = []string{typeForward, typePeer, typePhone, typeSIPURI}

// targetOf are the types that need a number, with the canonical kind they stand for.
var targetOf = map[string]domain.DestinationKind{
	typePhone:    domain.ToPhone,
	typeCode:     domain.ToFeatureCode,
	typeMailbox:  domain.ToMailbox,
	typeExternal: domain.ToExternal,
	typeForward:  domain.ToExternal,
	typeSIPURI:   domain.ToSIPURI,
	typePeer:     domain.ToPeer,
	typeFunction: domain.ToFunction,
	typeIVRNode:  domain.ToFeatureCode,
}

var typeOf = map[domain.DestinationKind]string{
	domain.ToPhone:       typePhone,
	domain.ToHuntGroup:   typeHuntGroup,
	domain.ToFeatureCode: typeCode,
	domain.ToMailbox:     typeMailbox,
	domain.ToExternal:    typeExternal,
	domain.ToSIPURI:      typeSIPURI,
	domain.ToPeer:        typePeer,
	domain.ToFunction:    typeFunction,
}

// destinationType is the form of a destination's type. The pages print no whole list, so that any text is taken; the
// samples are those that mean something here, and one that doesn't.
var destinationType = &lens.Form{
	Name:  "a type of destination",
	Check: func(string) bool { return true },
	Sample: []string{
		"", typeHangup, typeNone, typePhone, typeHuntGroup, typeCode, typeMailbox, typeExternal, typeForward, typeSIPURI, typePeer, typeFunction, typeIVRNode, "queue",
	},
}

// The texts of a destination that leads nowhere, by the page's own defaults.
var (
	phoneNowhere     = lens.Texts{typeHangup, ""}
	huntGroupNowhere = lens.Texts{"", typeHangup}
	codeNowhere      = lens.Texts{typeHangup, ""}
	faxNowhere       = lens.Texts{"", ""}
	textNowhere      = lens.Texts{typeNone, ""}
)

// readDestination reads a destination from its type and number.
func readDestination(texts lens.Texts) (domain.Destination, error) {
	kind, number := texts[0], texts[1]
	switch kind {
	case "":
		if number == typeHangup {
			return domain.Destination{}, nil
		}
		return domain.Dialled(number), nil
	case typeHangup, typeNone:
		return domain.Destination{}, nil
	case typeHuntGroup:
		d := domain.Destination{Kind: domain.ToHuntGroup, Target: number}
		id, ok := d.HuntGroupID()
		if !ok {
			return domain.Destination{}, &lens.PartError{Part: 1, Message: "must be the id of a hunt group"}
		}
		return domain.HuntGroupDestination(id), nil
	}
	target, known := targetOf[kind]
	if !known {
		return domain.Destination{Kind: domain.ToOther, Type: kind, Target: number}, nil
	}
	if number == "" {
		return domain.Destination{}, &lens.PartError{Part: 1, Message: `must not be empty where the type is "` + kind + `"`}
	}
	return domain.Destination{Kind: target, Target: number}, nil
}

// showDestination writes a destination as type and number. account is the account of the feature code whose
// destination it is, which stands for the rules of an IVR node.
func showDestination(v *View, d domain.Destination, nowhere lens.Texts, account string) lens.Texts {
	switch d.Kind {
	case domain.Nowhere:
		return nowhere
	case domain.ToDialled:
		if v.Plan == nil {
			return lens.Texts{"", d.Target}
		}
		return showDestination(v, v.Plan.Resolve(d.Target), nowhere, account)
	case domain.ToScript:
		return lens.Texts{typeIVRNode, account}
	case domain.ToOther:
		return lens.Texts{d.Type, d.Target}
	}
	return lens.Texts{typeOf[d.Kind], d.Target}
}

// leads makes the binding of a destination of a phone or a hunt group. nowhere is what no destination looks like there.
func leads[K any](field string, ref reference[K, domain.Destination], nowhere lens.Texts) *binding[K] {
	return leadsFrom(field, ref, nowhere, func(K) string { return "" })
}

// leadsFrom makes the binding of a destination of a feature code, whose account stands for the rules of an IVR node.
func leadsFrom[K any](field string, ref reference[K, domain.Destination], nowhere lens.Texts, account func(K) string) *binding[K] {
	binding := lens.Bind(field, ref,
		func(v *View, k K) lens.Texts { return showDestination(v, *ref(k), nowhere, account(k)) },
		func(_ *View, k K, texts lens.Texts) error {
			d, err := readDestination(texts)
			if texts[0] == typeIVRNode && texts[1] == account(k) {
				// A code that leads to itself would never end, so what can't be said here stays a text.
				d = domain.Destination{Kind: domain.ToOther, Type: typeIVRNode, Target: texts[1]}
			}
			*ref(k) = d
			return err
		})
	binding.Meaning = meaning
	return binding
}

// showMember writes what a member of a hunt group rings. Whatever isn't a phone, peer or SIP URI is a number to forward
// to.
func showMember(v *View, d domain.Destination) lens.Texts {
	if d.Kind == domain.ToDialled {
		digits, _, _ := strings.Cut(strings.TrimSpace(d.Target), " ")
		if v.Plan == nil {
			return lens.Texts{typeForward, digits}
		}
		if found := v.Plan.Resolve(digits); found.Kind == domain.ToPhone || found.Kind == domain.ToSIPURI {
			return lens.Texts{typeOf[found.Kind], found.Target}
		}
		return lens.Texts{typeForward, digits}
	}
	switch d.Kind {
	case domain.ToPhone, domain.ToSIPURI, domain.ToPeer:
		return lens.Texts{typeOf[d.Kind], d.Target}
	}
	if v.Plan != nil {
		if digits, ok := v.Plan.Digits(d); ok && digits != "" {
			return lens.Texts{typeForward, digits}
		}
	}
	return lens.Texts{typeForward, d.Target}
}
