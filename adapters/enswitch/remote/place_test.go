package remote_test

import (
	"strings"
	"testing"

	"dragoman/adapters/enswitch/remote"
	"dragoman/domain"
)

func TestPlaces(t *testing.T) {
	for text, want := range map[string]remote.Place{
		"enswitch+https://admin@pbx-a.example/?customer=12":                 {Base: "https://pbx-a.example", Host: "pbx-a.example", User: "admin", Customer: 12},
		"enswitch+http://admin@127.0.0.1:8080?customer=1":                   {Base: "http://127.0.0.1:8080", Host: "127.0.0.1:8080", User: "admin", Customer: 1},
		"enswitch+https://a%40example.com@pbx/local/?customer=3":            {Base: "https://pbx/local", Host: "pbx", User: "a@example.com", Customer: 3},
		"enswitch+https://a@example.com@pbx/local/api/json/?customer=3":     {Base: "https://pbx/local", Host: "pbx", User: "a@example.com", Customer: 3},
		"enswitch+https://admin@[::1]:8443/a%20b?customer=9007199254740993": {Base: "https://[::1]:8443/a%20b", Host: "[::1]:8443", User: "admin", Customer: 9007199254740993},
	} {
		place, err := remote.ParsePlace(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if *place != want {
			t.Errorf("%s: got %+v, want %+v", text, *place, want)
		}
		if shown := place.String(); strings.Contains(shown, "@") {
			t.Errorf("%s shows as %s, with the user", text, shown)
		}
	}
}

func TestPlacesThatAreNone(t *testing.T) {
	for _, text := range []string{
		"", "https://admin@pbx/?customer=1", "enswitch+ftp://admin@pbx/?customer=1", "enswitch+https://pbx/?customer=1", "enswitch+https://admin@/?customer=1",
		"enswitch+https://admin@pbx/", "enswitch+https://admin@pbx/?customer=", "enswitch+https://admin@pbx/?customer=0", "enswitch+https://admin@pbx/?customer=-3",
		"enswitch+https://admin@pbx/?customer=acme", "enswitch+https://admin@pbx/?customer=1&customer=2", "enswitch+https://admin@pbx/?customer=1&x=2",
		"enswitch+https://admin@pbx/?customer=1#here", "enswitch+https://admin:hunter22@pbx/?customer=1", "enswitch+https://admin@pbx:port/?customer=1", "enswitch+https://ad%zz@pbx/?customer=1",
	} {
		_, err := remote.ParsePlace(text)
		if domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q: got %v, want Invalid", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%q: the error shows the password: %v", text, err)
		}
	}
}
