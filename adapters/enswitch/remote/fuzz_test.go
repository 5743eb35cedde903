package remote_test

import (
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/enswitch/remote"
	"dragoman/domain/lens"
)

// Whatever a server answers is read without harm, and gives rows that can be worked with.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{ "responses":[ { "code":"200", "key":"", "message":"OK" } ], "data":[ { "id":"1", "name":"1234567", "ringtime":"15" } ] }`,
		`{"data": {"7": {"id": 7, "name": "Sales", "dtype": null}}, "responses": [{"code": 200, "key": "", "message": "OK"}]}`,
		`{"data": {"7": null, "8": {"code": "*66"}}, "responses": [{"code": 200}]}`,
		`{"responses":[{"code":"200"}],"data":null}`, `{"responses":[{"code":"200"}]}`, `{"responses":[{"code":"200"}],"data":{}}`,
		`{"responses":[{"code":"200"}],"data":[[1],{"x":[1,{"y":2}]}]}`, `{"responses":[{"code":"200"}],"data":[null]}`, `{"responses":[]}`, `{"responses":{"code":"200"}}`,
		`{"responses":[{"code":"`, `<html><title>Sign in</title>`, ``, `null`, `[]`, "\xff\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if said := remote.WhatItIs(body); said == "" || strings.ContainsAny(said, "\n\r\x00") {
			t.Errorf("%q is described as %q", body, said)
		}
		for _, kind := range enswitch.Format.Kinds() {
			rows, _ := remote.ReadList(body, kind)
			for _, row := range rows {
				for _, entry := range row.Settings {
					if entry.Setting != nil && entry.Setting.Class == lens.ReadOnly {
						t.Errorf("%s has %s, which nobody can write", row.Key, entry.Name)
					}
					enswitch.Format.Same(entry.Name, row, row)
				}
				enswitch.Format.References(row)
				enswitch.Format.Refer(row, func(id string) string { return id })
			}
		}
	})
}
