package main

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

// session answers /rest/system/session: who asks for one gets twenty characters, to be sent as a cookie from then on.
func (c *call) session() fakepeer.Answer {
	switch c.method {
	case http.MethodGet:
		return c.value(map[string]any{"type": "admin", "lang": "en", "edit": true})
	case http.MethodDelete:
		delete(c.sessions, c.cookie)
		return c.done()
	case http.MethodPut, http.MethodPost:
	default:
		return c.fail(http.StatusNotFound, "no such method")
	}
	if c.quirks.Sessions == "missing" {
		return c.fail(http.StatusNotFound, "no sessions here")
	}
	var asked struct{ Name, Value string }
	if err := json.Unmarshal(c.body, &asked); err != nil || asked.Name != "auth" {
		return c.fail(http.StatusBadRequest, "not understood")
	}
	user, hash, _ := strings.Cut(asked.Value, " ")
	if user != c.first.username || !strings.EqualFold(hash, hashed(c.first.password)) {
		refused := c.value("") // with status 200, as the web interface expects
		refused.Refused = true
		return refused
	}
	id := strings.ToLower(rand.Text()[:20])
	c.sessions[id] = new(int)
	return c.value(id)
}

// hashed is how a password travels; an empty one as nothing.
func hashed(password string) string {
	if password == "" {
		return ""
	}
	sum := md5.Sum([]byte(password))
	return hex.EncodeToString(sum[:])
}

// signedIn says whether the call comes from the one who may.
func (c *call) signedIn() bool {
	uses, ok := c.sessions[c.cookie]
	if ok && (c.quirks.SessionUses == 0 || *uses < c.quirks.SessionUses) {
		*uses++
		return true
	}
	return c.basic && c.quirks.Basic == "taken" && c.username == c.first.username && c.password == c.first.password
}

// home is the only domain that the user may reach, empty for all.
func (c *call) home() string {
	_, home, _ := strings.Cut(c.first.username, "@")
	return home
}
