package enswitch

import (
	"strconv"
	"time"

	"dragoman/adapters/jsontext"
	"dragoman/domain/lens"
)

var userFunctions = []Function{
	{
		Path: "user/login", Summary: "Says who the caller is, and makes an authentication token.", Page: "user/login", Since: "3.13", Status: Provided,
		Privileges: []Privilege{PrivilegeUser}, Codes: []int{200, 400, 401, 402},
		Parameters: []Parameter{
			{Setting: setting{Name: "token", Type: lens.Flag, Default: "0", Since: "4.1", Remark: "1 adds auth_token, auth_token_expiry and auth_token_expires"}},
			customerParameter,
		},
		settings: personSheet, Leading: []string{"id", "username"}, run: logIn,
	},
}

func logIn(c *call) ([]byte, error) {
	person := c.caller.Person
	out := personShape.append(c.out, &View{}, person, "")
	if !c.flag("token") {
		return out, nil
	}
	token, expires, err := c.h.tokens.make(person)
	if err != nil {
		return nil, err
	}
	out = append(reopen(out), `"auth_token":`...)
	out = jsontext.AppendString(out, token)
	if expires.IsZero() { // it never ends, so neither a time nor seconds left can be said
		return append(out, " }"...), nil
	}
	out = append(out, `, "auth_token_expiry":`...)
	out = strconv.AppendInt(out, int64(expires.Sub(c.h.tokens.now())/time.Second), 10)
	out = append(out, `, "auth_token_expires":`...)
	out = strconv.AppendInt(out, expires.Unix(), 10)
	return append(out, " }"...), nil
}
