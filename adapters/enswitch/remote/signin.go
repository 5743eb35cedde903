package remote

import (
	"context"
	"encoding/json"
	"errors"

	"dragoman/domain"
)

const login = "user/login"

// counting asks for something that every server has and whoever moves a tenant may know.
func (c *client) counting() question {
	return question{function: "phones/list"}.with("customer", c.place.customer()).with("count", "1")
}

// signedIn returns what calls need, signing in where nobody has yet.
func (c *client) signedIn(ctx context.Context) (session, manner, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session.proof != nil {
		return c.session, c.manner, nil
	}
	if err := c.signIn(ctx); err != nil {
		return session{}, manner{}, err
	}
	return c.session, c.manner, nil
}

// signIn signs in, under the lock.
func (c *client) signIn(ctx context.Context) error {
	if c.manner.separator == "" {
		return c.introduce(ctx)
	}
	answer, err := c.call(ctx, c.manner, c.credentials(), askForToken)
	if err != nil {
		return err
	}
	return c.admit(answer)
}

var askForToken = question{function: login}.with("token", "1")

// credentials come with the password first: where a server takes the rest of the form to belong to the first value, it
// must not be the user name, which servers log.
func (c *client) credentials() []parameter {
	return []parameter{{name: "auth_password", value: c.password, secret: true}, {name: "auth_username", value: c.place.User}}
}

// introduce signs in for the first time and finds out how the server wants to be called.
func (c *client) introduce(ctx context.Context) error {
	var first error
	// Servers that have no user/login need none.
	for _, q := range []question{askForToken, c.counting()} {
		for _, ending := range []string{"/", ""} {
			answer, separator, err := c.tryManner(ctx, ending, q)
			var foreign *foreignError
			if err != nil && !errors.As(err, &foreign) {
				return err
			}
			if err != nil {
				first = orFirst(first, err)
				if !foreign.absent {
					return c.noEnswitch(first)
				}
				continue
			}
			c.manner = manner{ending: ending, separator: separator}
			if q.function != login && answer.code() != 401 {
				answer = &envelope{entries: []entry{{code: 200}}} // who has no login signs in with each call
			}
			return c.admit(answer)
		}
	}
	return c.noEnswitch(first)
}

func orFirst(first, other error) error {
	if first != nil {
		return first
	}
	return other
}

func (c *client) noEnswitch(err error) error {
	return domain.Wrap(domain.Unavailable, err, "%s answers, but it is no Enswitch: %s; check the address and what stands before /api/json there", c.place.Host, err)
}

// tryManner asks in one way. A fault on the way must not pass for another program, so that it is asked again.
func (c *client) tryManner(ctx context.Context, ending string, q question) (answer *envelope, separator string, err error) {
	const most = 3
	for attempt := 1; ; attempt++ {
		answer, err = c.call(ctx, manner{ending, "&"}, c.credentials(), q)
		var foreign *foreignError
		if !errors.As(err, &foreign) || foreign.absent || attempt == most {
			break
		}
	}
	if err != nil || answer.code() != 401 {
		return answer, "&", err
	}
	// Either the password is wrong or the server parts parameters by semicolons alone.
	other, err := c.call(ctx, manner{ending, ";"}, c.credentials(), q)
	if err != nil || other.code() == 401 {
		return answer, "&", err
	}
	return other, ";", nil
}

// admit keeps what a sign-in gave: a token, where the server has such (4.1), else the password goes with each call.
func (c *client) admit(answer *envelope) error {
	switch answer.code() {
	case 401:
		return domain.Fail(domain.Unknown, "%s doesn't let %s in: the user name or the password is wrong, or the account may not sign in from here", c.place.Host, c.place.User)
	case 402:
		return domain.Fail(domain.Forbidden, "%s doesn't let %s use its API: the role doesn't allow it", c.place.Host, c.place.User)
	}
	if !answer.worked() {
		return domain.Fail(domain.Unavailable, "%s doesn't let %s in (code %d): %s", c.place.Host, c.place.User, answer.code(),
			redacted(answer.entries[0].message, c.credentials()))
	}
	var data struct {
		Token string `json:"auth_token"`
		Role  text   `json:"role"`
	}
	if len(answer.data) > 0 && json.Unmarshal(answer.data, &data) != nil {
		data.Token, data.Role = "", "" // an answer of another form holds none
	}
	c.session = session{number: c.session.number + 1, proof: c.credentials(), role: string(data.Role)}
	if data.Token != "" && !c.tokenless {
		c.session.token = true
		c.session.proof = []parameter{{name: "auth_token", value: data.Token, secret: true}}
	}
	return nil
}
