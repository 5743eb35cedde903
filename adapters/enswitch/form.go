package enswitch

import (
	"net/mail"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

var (
	number        = regexp.MustCompile(`^\+?[0-9*#]{1,64}$`)
	timeGroup     = regexp.MustCompile(`^timegroup_[1-9][0-9]{0,17}$`)
	spendingLimit = regexp.MustCompile(`^(-1(\.0*)?|[0-9]+(\.[0-9]+)?)$`)
	// Colons, hyphens and dots are how handsets, switches and printed labels part a MAC address.
	macAddress = regexp.MustCompile(`^([0-9a-f]{12}|[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2})$`)
)

// numberOr is the form of a setting that takes a number or one of some keywords, as callerid_external does.
func numberOr(keywords ...string) *lens.Form {
	return &lens.Form{
		Name:   "a number or one of " + quotedList(keywords),
		Check:  func(text string) bool { return slices.Contains(keywords, text) || number.MatchString(text) },
		Sample: append([]string{"2125551234", "+442071234567"}, keywords...),
	}
}

func quotedList(words []string) string {
	return `"` + strings.Join(words, `", "`) + `"`
}

// routingForm is that of codes/create's routing.
var routingForm = &lens.Form{
	Name: `"default", "timegroup_<ID>", a number or empty`,
	Check: func(text string) bool {
		return text == "" || text == "default" || timeGroup.MatchString(text) || number.MatchString(text)
	},
	Sample: []string{"", "default", "timegroup_12", "2125551234"},
}

var codeForm = &lens.Form{
	Name:   "made of digits, *, # and +",
	Check:  domain.Dialable,
	Sample: []string{"100", "*66", "#9", "+49"},
}

var digitsForm = &lens.Form{
	Name:   "digits or empty",
	Check:  func(text string) bool { return strings.Trim(text, "0123456789") == "" },
	Sample: []string{"", "0", "12345"},
}

var nonEmptyForm = &lens.Form{
	Name:   "a text that is not empty",
	Check:  func(text string) bool { return text != "" },
	Sample: []string{"example", "x"},
}

var spendingForm = &lens.Form{
	Name:   "-1 or an amount",
	Check:  spendingLimit.MatchString,
	Sample: []string{"-1", "0", "10.50", "1000"},
}

var hardwareForm = &lens.Form{
	Name:   "a MAC address or empty",
	Check:  func(text string) bool { return text == "" || macAddress.MatchString(strings.ToLower(text)) },
	Sample: []string{"", "000413241234", "00:04:13:24:12:34", "00-04-13-24-12-34", "0004.1324.1234"},
}

var addressForm = &lens.Form{
	Name: "an IP address or empty",
	Check: func(text string) bool {
		_, err := netip.ParseAddr(text)
		return text == "" || err == nil
	},
	Sample: []string{"", "192.0.2.1", "2001:db8::1"},
}

// addressesForm is that of a person's source, "allowed source IP address(es)". Networks are taken as well.
var addressesForm = &lens.Form{
	Name: "IP addresses or networks separated by spaces or commas, or empty",
	Check: func(text string) bool {
		_, ok := networks(text)
		return ok
	},
	Sample: []string{"", "192.0.2.1", "192.0.2.1, 10.0.0.0/8", "2001:db8::1 2001:db8:1::/48"},
}

// domainForm is that of a tenant's DNS name, and domainsForm that of several.
var (
	domainForm = &lens.Form{
		Name:   "a DNS name or empty",
		Check:  func(text string) bool { return text == "" || isDomain(text) },
		Sample: []string{"pbx.example.com", "Acme.Example.COM"},
	}
	domainsForm = &lens.Form{
		Name: "DNS names separated by spaces, or empty",
		Check: func(text string) bool {
			return !slices.ContainsFunc(strings.Fields(text), func(name string) bool { return !isDomain(name) })
		},
		Sample: []string{"", "pbx.example.com", "Acme.Example.COM  acme.test"},
	}
)

func isDomain(text string) bool { return domain.CheckDomain(strings.ToLower(text)) == nil }

// networks reads a list of addresses and networks; ok is false where one of them is neither.
func networks(text string) (list []netip.Prefix, ok bool) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		network, err := netip.ParsePrefix(word)
		if err == nil {
			list = append(list, network.Masked())
			continue
		}
		address, err := netip.ParseAddr(word)
		if err != nil {
			return nil, false
		}
		list = append(list, netip.PrefixFrom(address, address.BitLen()))
	}
	return list, true
}

var emailForm = &lens.Form{
	Name: "an e-mail address or empty",
	Check: func(text string) bool {
		parsed, err := mail.ParseAddress(text)
		return text == "" || err == nil && parsed.Address == text
	},
	Sample: []string{"", "user1@example.com"},
}

// levelTimeForm is that of a level's ringtime; -2 stands for the hunt group's.
var levelTimeForm = &lens.Form{
	Name:   "-2 or a number of seconds",
	Check:  func(text string) bool { return text != "-1" },
	Sample: []string{"-2", "0", "15"},
}
