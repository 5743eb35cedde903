package remote

import (
	"net/url"
	"strings"

	"dragoman/domain"
)

// Place is a live domain as people write it: vodia+http(s)://USER@HOST[:PORT]/DOMAIN. A user of one domain is written
// with it: NAME@DOMAIN@HOST.
type Place struct {
	Base   string // http(s)://HOST[:PORT], without user
	Host   string
	User   string
	Domain string
}

// Form is how a place is written.
const Form = "vodia+http(s)://USER@HOST[:PORT]/DOMAIN"

const schemePrefix = "vodia+"

// IsPlace says that a text is meant as a live domain, well written or not.
func IsPlace(text string) bool { return strings.HasPrefix(text, schemePrefix) }

// ParsePlace reads a place. A password in it is refused: everybody on the machine could read it in the list of processes.
func ParsePlace(text string) (*Place, error) {
	parsed, err := url.Parse(strings.TrimPrefix(text, schemePrefix))
	if err != nil {
		return nil, domain.Fail(domain.Invalid, "this is no place of the form %s", Form)
	}
	if _, given := parsed.User.Password(); given {
		return nil, domain.Fail(domain.Invalid, "the address must not hold the password: everybody on this machine could see it; leave it out and give it by the environment, a file or the prompt")
	}
	place := &Place{
		Base: parsed.Scheme + "://" + parsed.Host, Host: parsed.Host, User: parsed.User.Username(), Domain: strings.ToLower(strings.Trim(parsed.Path, "/")),
	}
	switch {
	case !IsPlace(text) || parsed.Scheme != "http" && parsed.Scheme != "https":
		return nil, domain.Fail(domain.Invalid, "%s begins neither with vodia+http:// nor with vodia+https://", parsed.Redacted())
	case parsed.Hostname() == "":
		return nil, domain.Fail(domain.Invalid, "the place names no host; its form is %s", Form)
	case place.User == "":
		return nil, domain.Fail(domain.Invalid, "the place names no user; its form is %s", Form)
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return nil, domain.Fail(domain.Invalid, "the place ends in more than a domain; its form is %s", Form)
	case domain.CheckDomain(place.Domain) != nil:
		return nil, domain.Fail(domain.Invalid, "the place names no domain; its form is %s", Form)
	}
	return place, nil
}

// String writes the place without its user.
func (p *Place) String() string { return schemePrefix + p.Base + "/" + p.Domain }
