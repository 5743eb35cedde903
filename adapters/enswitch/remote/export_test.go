package remote

import (
	"dragoman/adapters/wire"
	"dragoman/domain/transfer"
)

// ReadList reads an answer's list as rows; ok is false for what is no such answer.
func ReadList(body []byte, kind transfer.Kind) (rows []*transfer.Row, ok bool) {
	answer, err := readEnvelope(&wire.Answer{Status: 200, Body: body})
	if err != nil {
		return nil, false
	}
	c := &client{place: &Place{Host: "pbx.example"}}
	objects, err := c.objects(question{}, answer.data, functions[kind].key)
	if err != nil {
		return nil, false
	}
	for _, one := range objects {
		rows = append(rows, rowOf(kind, one))
	}
	return rows, true
}

// WhatItIs describes an answer that isn't an Enswitch's.
func WhatItIs(body []byte) string { return whatItIs(&wire.Answer{Status: 200, Body: body}) }
