package enswitch

import (
	"errors"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// errEmpty is a setting's fault.
var errEmpty = errors.New("must not be empty")

// codes are the response codes by the domain's codes. Waiting is a matter of signing in, for which the pages have 401.
var codes = map[domain.Code]int{
	domain.Invalid:     400,
	domain.Unknown:     401,
	domain.Forbidden:   402,
	domain.QuotaFull:   403,
	domain.NotFound:    404,
	domain.Ambiguous:   400,
	domain.Conflict:    400,
	domain.TooMany:     401,
	domain.Unavailable: 500,
	methodNotAllowed:   405,
}

// methodNotAllowed is a failure that only HTTP knows.
const methodNotAllowed domain.Code = "method_not_allowed"

// errSeveralPeople says that an e-mail address is several people's, for which people/get has a code of its own.
var errSeveralPeople = domain.Fail(domain.Ambiguous, "several people have this e-mail address")

// responsesTo turns an error into an answer's responses. internal says that the client learns nothing about it, so that
// the log must.
func responsesTo(err error) (responses []response, internal bool) {
	if errors.Is(err, errSeveralPeople) {
		return []response{{409, "email", errSeveralPeople.Message}}, false
	}
	var failure *domain.Error
	if !errors.As(err, &failure) {
		return []response{{500, "", "internal error"}}, true
	}
	code := codes[failure.Code]
	if len(failure.Faults) == 0 {
		return []response{{code, "", failure.Message}}, code == 500
	}
	for _, fault := range failure.Faults {
		responses = append(responses, response{code, fault.Setting, fault.Message})
	}
	return responses, false
}

// refuse makes the error of one wrong parameter.
func refuse(name, message string) error {
	return domain.Refuse(lens.Fault{Setting: name, Message: message})
}

// forbidden is what a role doesn't allow.
func forbidden(message string) error { return domain.Fail(domain.Forbidden, "%s", message) }

// blaming turns an error about a name of the number plan into one that blames the parameter it came in.
func blaming(name string, err error) error {
	if err == nil {
		return nil
	}
	return domain.Faulted(err, name)
}

func missing(what string) error { return domain.Fail(domain.NotFound, "there is no such %s", what) }

// orMissing hides why something isn't there.
func orMissing(err error, what string) error {
	if domain.CodeOf(err) == domain.NotFound {
		return missing(what)
	}
	return err
}
