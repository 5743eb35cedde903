package remote

import (
	"net/url"
	"strconv"
	"strings"

	"dragoman/domain"
)

// Form is how people write a place of this kind.
const Form = "enswitch+http(s)://USER@HOST[:PORT][/PREFIX]?customer=ID"

// Place is a customer of a live server.
type Place struct {
	Base     string // http(s)://HOST[:PORT][/PREFIX], without user and slash at the end
	Host     string // HOST[:PORT]
	User     string
	Customer domain.TenantID
}

const schemePrefix = "enswitch+"

// IsPlace says that a text is meant as a customer of a live server, well written or not.
func IsPlace(text string) bool { return strings.HasPrefix(text, schemePrefix) }

// ParsePlace reads a place in its Form. Passwords are refused: whoever lists processes would see them.
func ParsePlace(text string) (*Place, error) {
	address, ok := strings.CutPrefix(text, schemePrefix)
	if !ok {
		return nil, domain.Fail(domain.Invalid, "a live Enswitch is written %s", Form)
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, domain.Fail(domain.Invalid, "this is no address of a live Enswitch, which is written %s", Form)
	}
	if _, given := parsed.User.Password(); given {
		return nil, domain.Fail(domain.Invalid, "the address must not hold the password: everybody on this machine could see it; leave it out and give it by the environment, a file or the prompt")
	}
	if parsed.User.Username() == "" {
		return nil, domain.Fail(domain.Invalid, "the address must name who signs in: %s", Form)
	}
	customer, err := readCustomer(parsed)
	if err != nil {
		return nil, err
	}
	prefix := strings.TrimSuffix(strings.TrimRight(parsed.EscapedPath(), "/"), "/api/json")
	return &Place{
		Base: parsed.Scheme + "://" + parsed.Host + strings.TrimRight(prefix, "/"), Host: parsed.Host,
		User: parsed.User.Username(), Customer: customer,
	}, nil
}

// readCustomer reads the query, which holds the customer alone.
func readCustomer(address *url.URL) (domain.TenantID, error) {
	query, err := url.ParseQuery(address.RawQuery)
	if err != nil || address.Fragment != "" || len(query) != 1 || len(query["customer"]) != 1 {
		return 0, domain.Fail(domain.Invalid, "the address must end in ?customer= and the customer's id, and nothing else: %s", Form)
	}
	id, err := strconv.ParseInt(query.Get("customer"), 10, 64)
	if err != nil || id < 1 {
		return 0, domain.Fail(domain.Invalid, "the customer must be given by its id, a number from 1: %s", Form)
	}
	return domain.TenantID(id), nil
}

// String writes the place as ParsePlace reads it, the user left out.
func (p *Place) String() string {
	return schemePrefix + p.Base + "/?customer=" + p.customer()
}

func (p *Place) customer() string { return strconv.FormatInt(int64(p.Customer), 10) }
