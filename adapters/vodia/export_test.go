package vodia

import "dragoman/domain/lens"

// For tests of the parsers alone.
var ReadAccounts = readAccounts

// Reread reads relaxed JSON and writes it as JSON.
func Reread(text string) (string, error) {
	n, err := parseRelaxed(text)
	if err != nil {
		return "", err
	}
	var w writer
	w.node(n)
	return string(w.b), nil
}

// ReadSettings reads a body as the settings of an extension.
func ReadSettings(text string) (Settings, error) {
	n, err := parseRelaxed(text)
	if err != nil {
		return nil, err
	}
	members, err := n.object()
	if err != nil {
		return nil, err
	}
	return members.accountSettings(extensions{}), nil
}

// Settings are settings as they are written.
type Settings = map[string]lens.Value
